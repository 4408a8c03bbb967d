//! A client's copy of a conversation: a run of the log without a hole, and the newest small state.
//!
//! Invariants: `events[i].seq` is `events[0].seq + i`, whatever arrives, how often, in what order;
//! and the copy is what a client would have that fetched the same run now, so of a message that was
//! taken back nothing stays.

use crate::ids::{Epoch, MessageId, Seq};
use crate::wire::conversation::{Author, ConversationState, Event, EventKind, Message, Resume, ServerHello};

/// Events arrived that do not fit what is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// They do not follow; the client must resume from its place.
    Hole,
    /// They tell another story of what is here already: the server's history was lost and written
    /// anew. The client must begin anew as well.
    OtherHistory,
}

/// The copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    epoch: Option<Epoch>,
    /// The place before the first event that is here.
    floor: Seq,
    events: Vec<Event>,
    /// Of every message that was said otherwise, the place of its newest text.
    edits: Vec<(MessageId, Seq)>,
    state: Option<ConversationState>,
}

impl Timeline {
    /// Takes the answer to `hello`. Returns whether the history is another one, so that what was
    /// here is gone.
    pub fn begin(&mut self, hello: &ServerHello) -> bool {
        let goes_on = hello.resumed
            && self.epoch.as_ref() == Some(&hello.epoch)
            && hello.after >= self.floor
            && hello.after <= self.last_seq();
        let was_known = self.epoch.is_some();
        if !goes_on {
            self.events.clear();
            self.edits.clear();
            self.floor = hello.after;
            self.epoch = Some(hello.epoch.clone());
        }
        self.state = Some(hello.state.clone());
        was_known && !goes_on
    }

    /// Takes what comes next; what is here already is compared and skipped. Returns the new events.
    ///
    /// # Errors
    /// [`Misfit`]; what came before it is kept.
    pub fn append(&mut self, events: Vec<Event>) -> Result<&[Event], Misfit> {
        let n_before = self.events.len();
        for event in events {
            if event.seq <= self.last_seq() {
                if self.event(event.seq).is_some_and(|known| !is_same(known, &event)) {
                    return Err(Misfit::OtherHistory);
                }
                continue;
            }
            if event.seq != self.last_seq().next() {
                return Err(Misfit::Hole);
            }
            self.events.push(event);
            self.fold(self.events.len() - 1);
        }
        Ok(self.events.get(n_before..).unwrap_or_default())
    }

    /// Whether a server that claims to go on with this history lacks some of it.
    pub fn is_ahead_of(&self, hello: &ServerHello) -> bool {
        hello.resumed && self.epoch.as_ref() == Some(&hello.epoch) && hello.last_seq < self.last_seq()
    }

    /// Drops everything, because the server's history is another one although it has the same name.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// The place to resume from: before the last event that is here, so that it comes once more and
    /// can be compared.
    pub fn resume_after(&self) -> Seq {
        match self.events.last() {
            Some(last) => Seq(last.seq.0.saturating_sub(1)),
            None => self.floor,
        }
    }

    /// What to tell a server of what is here; nothing before the first `hello`.
    pub fn resume(&self) -> Option<Resume> {
        let epoch = self.epoch.clone()?;
        Some(Resume { epoch, after: self.resume_after() })
    }

    fn event(&self, seq: Seq) -> Option<&Event> {
        let index = seq.0.checked_sub(self.floor.0)?.checked_sub(1)?;
        self.events.get(usize::try_from(index).ok()?)
    }

    /// Takes older events that end just before what is here; others are ignored. Returns whether
    /// anything was added.
    pub fn prepend(&mut self, epoch: &Epoch, mut older: Vec<Event>) -> bool {
        older.retain(|event| event.seq <= self.floor);
        let follows = older.last().is_some_and(|event| event.seq == self.floor);
        let has_no_hole = older.windows(2).all(|pair| match pair {
            [a, b] => a.seq.next() == b.seq,
            _ => true,
        });
        if self.epoch.as_ref() != Some(epoch) || !follows || !has_no_hole {
            return false;
        }
        if let Some(first) = older.first() {
            self.floor = Seq(first.seq.0.saturating_sub(1));
        }
        older.append(&mut self.events);
        self.events = older;
        self.edits.clear();
        for index in 0..self.events.len() {
            self.fold(index);
        }
        true
    }

    /// What an event says of earlier messages.
    fn fold(&mut self, index: usize) {
        match self.events.get(index).map(|event| (event.seq, &event.kind)) {
            Some((seq, EventKind::Edited(edited))) => {
                let message = edited.message;
                self.edits.retain(|(known, _)| *known != message);
                self.edits.push((message, seq));
            }
            Some((_, EventKind::Deleted(message))) => {
                let message = *message;
                self.edits.retain(|(known, _)| *known != message);
                for event in &mut self.events {
                    empty(&mut event.kind, message);
                }
            }
            _ => {}
        }
    }

    /// What a message of this log says now; nothing, when it was taken back.
    pub fn current_text<'a>(&'a self, message: &'a Message) -> &'a str {
        let edited = self.edits.iter().find(|(id, _)| *id == message.id);
        match edited.and_then(|(_, seq)| self.event(*seq)).map(|event| &event.kind) {
            Some(EventKind::Edited(edited)) => &edited.text,
            _ => &message.text,
        }
    }

    /// Whether a message was said otherwise and still says something.
    pub fn is_edited(&self, message: MessageId) -> bool {
        self.edits.iter().any(|(id, _)| *id == message)
    }

    /// Takes the newest small state.
    pub fn set_state(&mut self, state: ConversationState) {
        self.state = Some(state);
    }

    /// The history that this is a copy of; absent before the first `hello`.
    pub fn epoch(&self) -> Option<&Epoch> {
        self.epoch.as_ref()
    }

    /// The last event that is here, or the place before the first.
    pub fn last_seq(&self) -> Seq {
        self.events.last().map_or(self.floor, |event| event.seq)
    }

    /// The place before the first event that is here; 0 means that nothing older exists.
    pub fn floor(&self) -> Seq {
        self.floor
    }

    /// What is here, in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The newest small state; absent before the first `hello`.
    pub fn state(&self) -> Option<&ConversationState> {
        self.state.as_ref()
    }

    /// Messages after this place by anybody else.
    pub fn n_messages_of_others_after(&self, place: Seq, is_own: impl Fn(&Author) -> bool) -> u64 {
        let is_of_other =
            |event: &&Event| event.kind.message().is_some_and(|message| !is_own(&message.author));
        self.events.iter().rev().take_while(|event| event.seq > place).filter(is_of_other).count() as u64
    }
}

/// Takes out what a message said, at first and later, as the server does.
fn empty(kind: &mut EventKind, id: MessageId) {
    match kind {
        EventKind::Message(message) if message.id == id => {
            let emptied = Message::plain(id, message.author.clone(), String::new());
            *message = Message { is_deleted: true, ..emptied };
        }
        EventKind::Edited(edited) if edited.message == id => edited.text.clear(),
        _ => {}
    }
}

/// Whether this is the same entry of the log; what it says may have become readable meanwhile.
fn is_same(known: &Event, event: &Event) -> bool {
    let id = |event: &Event| event.kind.message().map(|message| message.id);
    known.at == event.at && id(known) == id(event)
}

#[cfg(test)]
mod tests;
