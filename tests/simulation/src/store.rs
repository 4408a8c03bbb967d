//! One conversation's storage in memory, with what a real one has: transactions that end in a
//! commit or leave nothing, commits that reach the disk later, and statements that fail.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::collections::VecDeque;

use pulina_shared::ids::{FileId, MessageId, Seq, UserId};
use pulina_shared::time::{MINUTE_MS, Timestamp};
use pulina_shared::wire::conversation::{Author, Event, EventKind, Message, PublicUser};
use pulina_shared::wire::http::ConsentRecord;
use pulina_worker::domain::conversation::{
    ConversationStore, Effect, Head, PendingFile, Person, event_bytes,
};
use pulina_worker::domain::edit::{emptied, is_about};

use crate::mutant::Mutant;

/// A statement failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementFailed;

/// How the store was before a transaction.
#[derive(Clone, Debug)]
struct Before {
    head: Option<Head>,
    n_events: usize,
    people: BTreeMap<UserId, Person>,
    n_consents: usize,
    /// Events that were emptied since, as they were.
    emptied: Vec<Event>,
}

impl Before {
    /// The log as it was then, from what stood in it later.
    fn fill(&self, events: &mut [Event]) {
        for event in &self.emptied {
            if let Some(found) = events.get_mut(place(event.seq).wrapping_sub(1)) {
                found.clone_from(event);
            }
        }
    }
}

/// A copy of everything that is stored.
#[derive(Clone, Debug)]
pub struct Snapshot {
    head: Option<Head>,
    events: Vec<Event>,
    commands: BTreeMap<MessageId, usize>,
    people: BTreeMap<UserId, Person>,
    consents: Vec<ConsentRecord>,
}

impl Snapshot {
    /// The last place in it.
    pub fn n_events(&self) -> usize {
        self.events.len()
    }
}

/// The store.
pub struct Store {
    head: Option<Head>,
    events: Vec<Event>,
    bytes: Vec<u64>,
    places: BTreeMap<MessageId, usize>,
    people: BTreeMap<UserId, Person>,
    consents: Vec<ConsentRecord>,
    /// How the store was before the first write of the transaction that is open.
    open: Option<Before>,
    /// How it was before each commit that is not on the disk yet, oldest first.
    unflushed: VecDeque<Before>,
    /// So many statements succeed, then one fails.
    n_until_failure: Cell<Option<u32>>,
    /// What a planted bug does when a message is found to be known.
    n_repetitions: Cell<u64>,
    mutant: Option<Mutant>,
    now: Timestamp,
    /// Events before this place are forgotten by a planted bug.
    n_forgotten: usize,
}

impl Store {
    /// An empty one.
    pub fn new(mutant: Option<Mutant>) -> Self {
        Self {
            head: None,
            events: Vec::new(),
            bytes: Vec::new(),
            places: BTreeMap::new(),
            people: BTreeMap::new(),
            consents: Vec::new(),
            open: None,
            unflushed: VecDeque::new(),
            n_until_failure: Cell::new(None),
            n_repetitions: Cell::new(0),
            mutant,
            now: Timestamp(0),
            n_forgotten: 0,
        }
    }

    /// The head as it stands, for whoever checks.
    pub fn peek(&self) -> Option<&Head> {
        self.head.as_ref()
    }

    /// The log as it stands, for whoever checks.
    pub fn log(&self) -> &[Event] {
        &self.events
    }

    /// Bytes of an event on the wire; none for one that is not stored any more.
    pub fn bytes_of(&self, seq: Seq) -> u64 {
        self.bytes.get(place(seq).wrapping_sub(1)).copied().unwrap_or(0)
    }

    /// The people as they stand, for whoever checks.
    pub fn known_people(&self) -> Vec<PublicUser> {
        self.people.values().map(|person| person.user.clone()).collect()
    }

    /// Lets the n-th statement from now on fail, once.
    pub fn fail_statement(&mut self, n: u32) {
        self.n_until_failure.set(Some(n));
    }

    /// No statement fails any more.
    pub fn heal(&mut self) {
        self.n_until_failure.set(None);
    }

    /// Opens a transaction.
    pub fn begin(&mut self, now: Timestamp) {
        self.now = now;
        self.n_repetitions.set(0);
        self.open = None;
    }

    /// Ends the transaction; what it wrote is on the disk only after [`Self::flushed`]. Returns
    /// whether it wrote anything.
    pub fn commit(&mut self) -> bool {
        self.repeat_as_mutant();
        let Some(before) = self.open.take() else { return false };
        self.unflushed.push_back(before);
        true
    }

    /// Ends the transaction and leaves nothing behind.
    pub fn roll_back(&mut self) {
        self.n_until_failure.set(None);
        let before = self.open.take();
        if self.mutant != Some(Mutant::NoTransaction)
            && let Some(before) = before
        {
            self.go_back(before);
        }
    }

    /// Undoes the newest commit, which did not reach the disk.
    pub fn lose_newest_commit(&mut self) {
        if let Some(before) = self.unflushed.pop_back() {
            self.go_back(before);
        }
    }

    /// The oldest commit that was not on the disk is there now.
    pub fn flushed(&mut self) {
        self.unflushed.pop_front();
    }

    /// Everything that was committed is on the disk now.
    pub fn flush_all(&mut self) {
        self.unflushed.clear();
    }

    /// How many commits are not on the disk.
    pub fn n_unflushed(&self) -> usize {
        self.unflushed.len()
    }

    /// The process dies: what did not reach the disk is gone.
    pub fn crash(&mut self) {
        self.open = None;
        self.n_until_failure.set(None);
        for before in std::mem::take(&mut self.unflushed).into_iter().rev() {
            self.go_back(before);
        }
        self.forget_memory();
    }

    /// The object leaves memory.
    pub fn forget_memory(&mut self) {
        self.n_forgotten = self.events.len();
    }

    /// A copy of what is on the disk.
    pub fn snapshot(&self) -> Snapshot {
        let mut snapshot = Snapshot {
            head: self.head.clone(),
            events: self.events.clone(),
            commands: self.places.clone(),
            people: self.people.clone(),
            consents: self.consents.clone(),
        };
        for before in self.unflushed.iter().rev() {
            before.fill(&mut snapshot.events);
            snapshot.events.truncate(before.n_events);
            snapshot.commands.retain(|_, index| *index < before.n_events);
            snapshot.consents.truncate(before.n_consents);
            (snapshot.head, snapshot.people) = (before.head.clone(), before.people.clone());
        }
        snapshot
    }

    /// Puts a copy in place.
    pub fn restore(&mut self, snapshot: &Snapshot) {
        self.unflushed.clear();
        self.open = None;
        self.head.clone_from(&snapshot.head);
        self.events.clone_from(&snapshot.events);
        self.bytes = self.events.iter().map(event_bytes).collect();
        self.places.clone_from(&snapshot.commands);
        self.people.clone_from(&snapshot.people);
        self.consents.clone_from(&snapshot.consents);
        self.n_forgotten = self.n_forgotten.min(self.events.len());
    }

    /// Sets the visitor's read mark to whatever was asked for, as a planted bug.
    pub fn force_visitor_mark(&mut self, up_to: Seq) {
        if let Some(head) = &mut self.head {
            head.visitor_read = up_to.min(head.last_seq);
        }
    }

    fn state(&self) -> Before {
        Before {
            head: self.head.clone(),
            n_events: self.events.len(),
            people: self.people.clone(),
            n_consents: self.consents.len(),
            emptied: Vec::new(),
        }
    }

    fn go_back(&mut self, before: Before) {
        before.fill(&mut self.events);
        for event in &before.emptied {
            if let Some(n_bytes) = self.bytes.get_mut(place(event.seq).wrapping_sub(1)) {
                *n_bytes = event_bytes(event);
            }
        }
        self.events.truncate(before.n_events);
        self.bytes.truncate(before.n_events);
        self.places.retain(|_, index| *index < before.n_events);
        self.consents.truncate(before.n_consents);
        self.n_forgotten = self.n_forgotten.min(before.n_events);
        self.head = before.head;
        self.people = before.people;
    }

    fn empty(&mut self, message: MessageId) {
        for (event, n_bytes) in self.events.iter_mut().zip(&mut self.bytes) {
            if is_about(event, message) {
                let full = std::mem::replace(event, emptied(event.clone()));
                *n_bytes = event_bytes(event);
                if let Some(before) = &mut self.open {
                    before.emptied.insert(0, full);
                }
            }
        }
    }

    fn statement(&self) -> Result<(), StatementFailed> {
        match self.n_until_failure.get() {
            None => Ok(()),
            Some(0) => {
                self.n_until_failure.set(None);
                Err(StatementFailed)
            }
            Some(n) => {
                self.n_until_failure.set(Some(n - 1));
                Ok(())
            }
        }
    }

    fn range(&self, from: usize, to: usize, events_max: usize, bytes_max: u64) -> Vec<Event> {
        let mut n_bytes = 0;
        let is_within = |bytes: &&u64| {
            n_bytes += **bytes;
            n_bytes <= bytes_max
        };
        let n = self.bytes[from..to].iter().take(events_max).take_while(is_within).count();
        self.events[from..from + n].to_vec()
    }

    fn repeat_as_mutant(&mut self) {
        let Some(head) = self.head.as_mut().filter(|_| self.n_repetitions.get() > 0) else { return };
        match self.mutant {
            Some(Mutant::RepetitionBurnsPlace) => head.last_seq = head.last_seq.next(),
            Some(Mutant::RepetitionIsUnreadAgain) => head.n_unread += 1,
            _ => {}
        }
    }

    fn is_forgotten(&self, index: usize) -> bool {
        match self.mutant {
            Some(Mutant::DedupeInMemoryOnly) => index < self.n_forgotten,
            Some(Mutant::DedupeForTwoMinutes) => {
                self.events.get(index).is_some_and(|event| self.now.since(event.at) > 2 * MINUTE_MS)
            }
            _ => false,
        }
    }
}

impl ConversationStore for Store {
    type Fault = StatementFailed;

    fn head(&self) -> Result<Option<Head>, StatementFailed> {
        self.statement()?;
        Ok(self.head.clone())
    }

    fn command(&self, id: MessageId) -> Result<Option<Event>, StatementFailed> {
        self.statement()?;
        let place = self.places.get(&id).copied().filter(|&index| !self.is_forgotten(index));
        if place.is_some() {
            self.n_repetitions.set(self.n_repetitions.get() + 1);
        }
        Ok(place.and_then(|index| self.events.get(index).cloned()))
    }

    fn n_edits(&self, message: MessageId) -> Result<u32, StatementFailed> {
        self.statement()?;
        let is_edit = |event: &&Event| matches!(event.kind, EventKind::Edited(_)) && is_about(event, message);
        Ok(u32::try_from(self.events.iter().filter(is_edit).count()).unwrap_or(u32::MAX))
    }

    fn newest_edits(&self, _: Seq, _: Seq) -> Result<Vec<Event>, StatementFailed> {
        // Nobody asks for transcripts here.
        self.statement().map(|()| Vec::new())
    }

    fn pending_file(&self, _: &FileId) -> Result<Option<PendingFile>, StatementFailed> {
        // Nobody uploads files here.
        self.statement().map(|()| None)
    }

    fn consents(&self) -> Result<Vec<ConsentRecord>, StatementFailed> {
        self.statement()?;
        Ok(self.consents.clone())
    }

    fn events_after(
        &self,
        after: Seq,
        events_max: usize,
        bytes_max: u64,
    ) -> Result<Vec<Event>, StatementFailed> {
        self.statement()?;
        let from = place(after);
        let from =
            if self.mutant == Some(Mutant::ResumeFromSameEvent) { from.saturating_sub(1) } else { from };
        Ok(self.range(from.min(self.events.len()), self.events.len(), events_max, bytes_max))
    }

    fn events_before(
        &self,
        before: Seq,
        events_max: usize,
        bytes_max: u64,
    ) -> Result<Vec<Event>, StatementFailed> {
        self.statement()?;
        let to = place(before).saturating_sub(1).min(self.events.len());
        let mut from = to;
        let mut n_bytes = 0;
        while from > 0 && to - from < events_max && n_bytes + self.bytes[from - 1] <= bytes_max {
            from -= 1;
            n_bytes += self.bytes[from];
        }
        Ok(self.events[from..to].to_vec())
    }

    fn bytes_between(&self, after: Seq, up_to: Seq) -> Result<u64, StatementFailed> {
        self.statement()?;
        let to = place(up_to).min(self.events.len());
        Ok(self.bytes[place(after).min(to)..to].iter().sum())
    }

    fn n_visitor_messages_after(&self, after: Seq) -> Result<u64, StatementFailed> {
        self.statement()?;
        Ok(n_visitor_messages(&self.events[place(after).min(self.events.len())..]))
    }

    fn person(&self, user: &UserId) -> Result<Option<Person>, StatementFailed> {
        self.statement()?;
        Ok(self.people.get(user).cloned())
    }

    fn people(&self) -> Result<Vec<PublicUser>, StatementFailed> {
        self.statement()?;
        Ok(self.known_people())
    }

    fn apply(&mut self, effects: &[Effect]) -> Result<(), StatementFailed> {
        for effect in effects {
            self.statement()?;
            if self.open.is_none() {
                self.open = Some(self.state());
            }
            match effect {
                Effect::AppendEvent { event, command } => {
                    if let Some(id) = command {
                        self.places.insert(*id, self.events.len());
                    }
                    self.bytes.push(event_bytes(event));
                    self.events.push(event.clone());
                }
                Effect::EmptyMessage(_) if self.mutant == Some(Mutant::DeletionKeepsText) => {}
                Effect::EmptyMessage(message) => self.empty(*message),
                Effect::AttachFiles { .. } | Effect::DropFiles(_) => {}
                Effect::AppendConsent(record) => self.consents.push(record.clone()),
                Effect::PutPerson(person) => {
                    self.people.insert(person.user.id.clone(), person.clone());
                }
                Effect::SetHead(head) => {
                    let mut head = (**head).clone();
                    if let (Some(Mutant::EpochKeptAfterRestore), Some(before)) = (self.mutant, &self.head) {
                        head.epoch = before.epoch.clone();
                    }
                    self.head = Some(head);
                }
            }
        }
        Ok(())
    }
}

/// How many of these messages are the visitor's.
pub fn n_visitor_messages(events: &[Event]) -> u64 {
    let is_theirs =
        |event: &&Event| matches!(&event.kind, EventKind::Message(Message { author: Author::Visitor, .. }));
    events.iter().filter(is_theirs).count() as u64
}

/// A `seq` as an index behind it.
pub fn place(seq: Seq) -> usize {
    usize::try_from(seq.0).unwrap_or(usize::MAX)
}
