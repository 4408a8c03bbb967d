//! How a conversation ends and whether it can be taken up again.

use pulina_shared::ids::{MessageId, Seq};
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::time::{HOUR_MS, Timestamp};
use pulina_shared::wire::channel::ClosedRule;
use pulina_shared::wire::conversation::{Activity, Author, ConversationStatus, EventKind};

use super::act::{Decision, Given};
use super::conversation::{Draft, Head};

/// Ends the conversation in the visitor's name. Ending what is ended stands in the log again and
/// changes nothing.
///
/// # Errors
/// `field_invalid` for a user, `id_conflict`, `rate_messages`.
pub fn end(given: &Given) -> Result<Decision, Rejection> {
    given.require_visitor()?;
    if let Some(event) = given.known {
        return match &event.kind {
            EventKind::Activity(Activity::Closed(Author::Visitor)) => Ok(given.repeated(event)),
            _ => Err(Rejection::new(Code::IdConflict)),
        };
    }
    let mut draft = Draft::of(given.head);
    given.count(&mut draft)?;
    let is_open = draft.head.status == ConversationStatus::Open;
    let seq = close(&mut draft, Author::Visitor, given.now, Some(given.id));
    draft.queue_report();
    Ok(given.stored(draft, seq, is_open))
}

/// Closes the conversation; when it is closed already, it stays closed since then.
pub(super) fn close(draft: &mut Draft, by: Author, now: Timestamp, command: Option<MessageId>) -> Seq {
    if draft.head.status == ConversationStatus::Open {
        draft.head.closed_at = Some(now);
    }
    draft.head.status = ConversationStatus::Closed;
    draft.append(EventKind::Activity(Activity::Closed(by)), now, command)
}

/// Opens the conversation again, which stands in the log just before what caused it.
pub(super) fn reopen(draft: &mut Draft, author: Author, now: Timestamp) {
    draft.head.status = ConversationStatus::Open;
    draft.head.closed_at = None;
    draft.append(EventKind::Activity(Activity::Reopened(author)), now, None);
}

/// Until when a message of the visitor opens a closed conversation again; `None`: always, or it is open.
pub fn reopens_until(head: &Head) -> Option<Timestamp> {
    let closed_at = head.closed_at.filter(|_| head.status == ConversationStatus::Closed)?;
    until(head.policy.closed, closed_at)
}

/// Until when a conversation that was closed then can be taken up again by its visitor.
pub fn until(rule: ClosedRule, closed_at: Timestamp) -> Option<Timestamp> {
    match rule {
        ClosedRule::Reopen => None,
        ClosedRule::ReopenWithinHours(hours) => Some(closed_at.plus(u64::from(hours) * HOUR_MS)),
    }
}

/// Whether the time in which it can be taken up again is over.
pub(super) fn is_closed_for_good(head: &Head, now: Timestamp) -> bool {
    reopens_until(head).is_some_and(|until| now >= until)
}
