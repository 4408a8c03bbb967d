//! How long a conversation is kept. When its time is over, the help desk is told first, so that
//! nothing of it stays anywhere, and then the whole storage of the conversation is erased.

use pulina_shared::time::Timestamp;

use super::conversation::{ConversationStore, Draft, Head};

/// When its time is over: so many days after the last event. One in which nothing was said is
/// forgotten much earlier.
pub fn expires_at(head: &Head, day_ms: u64) -> Option<Timestamp> {
    let days = head.policy.retention_days.filter(|_| head.opened.is_some())?;
    Some(head.last_event_at.plus(u64::from(days) * day_ms))
}

/// When the alarm must ring for it.
pub fn due_at(head: &Head, day_ms: u64) -> Option<Timestamp> {
    if head.is_expired {
        // Waits for nothing but the help desk, or not even for that.
        return is_erasable(head).then_some(head.last_event_at);
    }
    expires_at(head, day_ms)
}

/// Closes the doors for ever if its time is over, and queues what the help desk must hear. Tells
/// whether it did so now.
///
/// # Errors
/// Faults of the store.
pub fn expire<S: ConversationStore>(store: &mut S, now: Timestamp, day_ms: u64) -> Result<bool, S::Fault> {
    let Some(head) = store.head()? else { return Ok(false) };
    let is_over = expires_at(&head, day_ms).is_some_and(|expires_at| now >= expires_at);
    if head.is_expired || !is_over {
        return Ok(false);
    }
    let mut draft = Draft::of(&head);
    draft.head.is_expired = true;
    draft.queue_report();
    store.apply(&draft.into_effects())?;
    Ok(true)
}

/// Whether everything may be erased now: the time is over, and the help desk knows.
pub fn is_erasable(head: &Head) -> bool {
    head.is_expired && head.reported_version >= head.report_version
}
