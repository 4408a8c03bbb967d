//! A conversation as a whole, for reading later: each message in its newest form, in pages, so that
//! the longest one needs no more memory than the shortest.

use std::collections::BTreeMap;

use pulina_shared::ids::{MessageId, Seq};
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::wire::conversation::{Edited, Event, EventKind};

use super::conversation::{ConversationStore, Failure};
use crate::internal::TranscriptPage;

/// Reads what stands behind a place.
///
/// # Errors
/// `not_found`; faults of the store.
pub fn page<S: ConversationStore>(store: &S, after: Seq) -> Result<TranscriptPage, Failure<S::Fault>> {
    let head = store.head().map_err(Failure::Fault)?.ok_or(Rejection::new(Code::NotFound))?;
    let events = store.events_after(after, limits::PAGE_EVENTS_MAX, limits::PAGE_BYTES_MAX as u64);
    let events = events.map_err(Failure::Fault)?;
    let people = store.people().map_err(Failure::Fault)?;
    let (Some(first), Some(last)) = (events.first(), events.last()) else {
        return Ok(TranscriptPage { events, edited: Vec::new(), people, next_after: None });
    };
    let edits = store.newest_edits(first.seq, last.seq).map_err(Failure::Fault)?;
    let mut newest: BTreeMap<MessageId, String> = BTreeMap::new();
    for edit in edits {
        if let EventKind::Edited(Edited { message, text }) = edit.kind {
            newest.insert(message, text);
        }
    }
    let next_after = (last.seq < head.last_seq).then_some(last.seq);
    let edited = newest.keys().copied().collect();
    let events = events.into_iter().filter_map(|event| in_newest_form(event, &mut newest)).collect();
    Ok(TranscriptPage { events, edited, people, next_after })
}

/// Changes stand in what they changed and not for themselves.
fn in_newest_form(mut event: Event, newest: &mut BTreeMap<MessageId, String>) -> Option<Event> {
    match &mut event.kind {
        EventKind::Message(message) => {
            if let Some(text) = newest.remove(&message.id).filter(|_| !message.is_deleted) {
                message.text = text;
            }
        }
        EventKind::Edited(_) | EventKind::Deleted(_) => return None,
        _ => {}
    }
    Some(event)
}
