//! Saying an own message otherwise and taking it back. The first text stays in its event until the
//! message is taken back; then nothing of it stays, in none of its forms.

use pulina_shared::ids::MessageId;
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::text::preview;
use pulina_shared::wire::conversation::{EditMessage, Edited, Event, EventKind, Message};

use super::act::{Decision, Given};
use super::consent;
use super::content;
use super::conversation::{Draft, Effect};

/// Says a message otherwise. `target` is the event of the message, `n_edits` how often it was
/// changed before.
///
/// # Errors
/// `not_found` when it is not a message of the sender's, `edit_closed`, `consent_required`,
/// `text_empty`, `text_too_long`, `id_conflict`, `rate_messages`.
pub fn say_otherwise(
    given: &Given,
    target: Option<&Event>,
    n_edits: u32,
    asked: &EditMessage,
) -> Result<Decision, Rejection> {
    let text = content::parse_text(&asked.text).map_err(|rejection| rejection.at("/do/edit_message/text"))?;
    if let Some(event) = given.known {
        let message = own(given, target).map_err(|_| Rejection::new(Code::IdConflict))?.1;
        return match &event.kind {
            // Of a message that was taken back there is no text to compare.
            EventKind::Edited(edited)
                if edited.message == asked.message && (edited.text == text || message.is_deleted) =>
            {
                Ok(given.repeated(event))
            }
            _ => Err(Rejection::new(Code::IdConflict)),
        };
    }
    let (event, message) = own(given, target)?;
    if message.is_deleted || is_late(given, event) || n_edits >= limits::EDITS_MAX {
        return Err(Rejection::new(Code::EditClosed));
    }
    consent::require(given)?;
    let mut draft = Draft::of(given.head);
    let is_state_changed = given.count(&mut draft)?;
    show_as(&mut draft, event, preview(&text));
    let edited = EventKind::Edited(Edited { message: asked.message, text });
    let seq = draft.append(edited, given.now, Some(given.id));
    Ok(given.stored(draft, seq, is_state_changed))
}

/// Takes a message back.
///
/// # Errors
/// `not_found` when it is not a message of the sender's, `edit_closed`, `id_conflict`,
/// `rate_messages`.
pub fn take_back(given: &Given, target: Option<&Event>, asked: MessageId) -> Result<Decision, Rejection> {
    if let Some(event) = given.known {
        let is_same = matches!(&event.kind, EventKind::Deleted(message) if *message == asked);
        return match own(given, target) {
            Ok(_) if is_same => Ok(given.repeated(event)),
            _ => Err(Rejection::new(Code::IdConflict)),
        };
    }
    let (event, message) = own(given, target)?;
    if is_late(given, event) {
        return Err(Rejection::new(Code::EditClosed));
    }
    let mut draft = Draft::of(given.head);
    let is_state_changed = given.count(&mut draft)?;
    draft.push(Effect::EmptyMessage(asked));
    if !message.files.is_empty() {
        draft.push(Effect::DropFiles(asked));
    }
    show_as(&mut draft, event, String::new());
    let seq = draft.append(EventKind::Deleted(asked), given.now, Some(given.id));
    Ok(given.stored(draft, seq, is_state_changed))
}

/// What stays of an event when the message that it tells of was taken back.
pub fn emptied(event: Event) -> Event {
    let kind = match event.kind {
        EventKind::Message(message) => EventKind::Message(Message {
            is_deleted: true,
            ..Message::plain(message.id, message.author, String::new())
        }),
        EventKind::Edited(edited) => EventKind::Edited(Edited { text: String::new(), ..edited }),
        kind => kind,
    };
    Event { kind, ..event }
}

/// Whether an event says what a message said, at first or later.
pub fn is_about(event: &Event, id: MessageId) -> bool {
    match &event.kind {
        EventKind::Message(message) => message.id == id,
        EventKind::Edited(edited) => edited.message == id,
        _ => false,
    }
}

/// The message, if there is one and it is the sender's. What is somebody else's is not told apart.
fn own<'a>(given: &Given, target: Option<&'a Event>) -> Result<(&'a Event, &'a Message), Rejection> {
    let author = given.sender.author();
    let message = target.and_then(|event| event.kind.message().map(|message| (event, message)));
    message.filter(|(_, message)| message.author == author).ok_or(Rejection::new(Code::NotFound))
}

fn is_late(given: &Given, event: &Event) -> bool {
    given.now.since(event.at) > limits::EDIT_WINDOW_MS
}

/// The ticket shows the first and the newest message.
fn show_as(draft: &mut Draft, event: &Event, short: String) {
    let newest = draft.head.last_visitor_seq.max(draft.head.last_agent_seq);
    let Some(opened) = &mut draft.head.opened else { return };
    let is_shown = event.seq == opened.first_seq || event.seq == newest;
    if event.seq == opened.first_seq {
        opened.subject.clone_from(&short);
    }
    if event.seq == newest {
        opened.last_message.preview = short;
    }
    if is_shown {
        draft.queue_report();
    }
}
