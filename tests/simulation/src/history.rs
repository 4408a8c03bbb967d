//! What was said, what people were told, and what they saw; and what must be excused because it
//! was lost on purpose.

use std::collections::BTreeMap;

use pulina_shared::ids::{MessageId, Seq};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::{Act, Activity, Author, Event, EventKind};

use crate::agenda::TabIndex;
use crate::store::place;

/// One thing that somebody said once.
#[derive(Clone, Debug)]
pub struct Said {
    /// Which act of saying it was; a planted bug gives one act two ids.
    pub act: u64,
    /// Where it was typed.
    pub tab: TabIndex,
    /// Whose it is.
    pub author: Author,
    /// As it should be stored.
    pub text: String,
    /// The answer that it got, if it got one.
    pub accepted: Option<(Seq, Timestamp)>,
    /// It failed once, so its place among the others is not promised any more.
    pub has_failed: bool,
    /// The person threw it away, or got the text back.
    pub is_given_up: bool,
    /// A restore threw away the history that had it.
    pub is_rolled_back: bool,
}

/// One thing that somebody did once besides saying something.
#[derive(Clone, Debug)]
pub struct Did {
    /// Where.
    pub tab: TabIndex,
    /// Who.
    pub author: Author,
    /// What, as it should be stored.
    pub act: Act,
    /// The answer that it got, if it got one.
    pub accepted: Option<(Seq, Timestamp)>,
    /// It was given back with a reason.
    pub is_given_back: bool,
    /// A restore may have thrown it away.
    pub is_rolled_back: bool,
}

impl Did {
    /// Whether this is the event that it makes. Of what was taken back the text is gone.
    pub fn made(&self, event: &Event) -> bool {
        match (&self.act, &event.kind) {
            (Act::EditMessage(edit), EventKind::Edited(edited)) => {
                edit.message == edited.message && (edit.text == edited.text || edited.text.is_empty())
            }
            (Act::DeleteMessage(message), EventKind::Deleted(deleted)) => message == deleted,
            (Act::End, EventKind::Activity(Activity::Closed(by))) => *by == self.author,
            (Act::Rate(rating), EventKind::Rated(rated)) => rating == rated,
            (Act::Consent(consent), EventKind::Consent(stored)) => consent == stored,
            (Act::FillForm(form), EventKind::Form(filled)) => form.answers.iter().all(|answer| {
                filled.fields.iter().any(|field| field.name == answer.name && field.value == answer.value)
            }),
            _ => false,
        }
    }
}

/// What an event is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    at: Timestamp,
    id: Option<MessageId>,
}

impl Mark {
    /// Of an event.
    pub fn of(event: &Event) -> Self {
        let id = match &event.kind {
            EventKind::Message(message) => Some(message.id),
            _ => None,
        };
        Self { at: event.at, id }
    }
}

/// Everything that people know.
#[derive(Debug, Default)]
pub struct History {
    /// What was said, by id.
    pub said: BTreeMap<MessageId, Said>,
    /// What was done besides, by the id of its command.
    pub did: BTreeMap<MessageId, Did>,
    /// What was said in order of typing.
    pub order: Vec<MessageId>,
    /// The events that anybody saw, by place.
    pub seen: Vec<Option<Mark>>,
}

impl History {
    /// Notes that somebody was shown an event. Returns whether somebody saw another one there.
    pub fn see(&mut self, event: &Event) -> bool {
        let index = usize::try_from(event.seq.0).unwrap_or(0).saturating_sub(1);
        if self.seen.len() <= index {
            self.seen.resize(index + 1, None);
        }
        let mark = Mark::of(event);
        match self.seen.get(index).copied().flatten() {
            Some(before) => before != mark,
            None => {
                self.seen[index] = Some(mark);
                false
            }
        }
    }

    /// An older copy of the store was put in place: what lies behind it never happened.
    pub fn roll_back(&mut self, n_events: usize, log: &[Event]) {
        self.seen.truncate(n_events);
        for did in self.did.values_mut() {
            did.is_rolled_back = true;
            did.accepted = did.accepted.filter(|(seq, _)| place(*seq) <= n_events);
        }
        for event in log.get(n_events..).unwrap_or_default() {
            if let EventKind::Message(message) = &event.kind
                && let Some(said) = self.said.get_mut(&message.id)
            {
                said.is_rolled_back = true;
                said.accepted = None;
            }
        }
    }
}
