//! A conversation kept in memory, for tests of the rules. Applies effects as the SQL store does:
//! an event takes its own place once, everything else is replaced.

use std::collections::BTreeMap;
use std::convert::Infallible;

use pulina_shared::ids::{
    AccountId, ChannelId, ConversationId, FileId, MessageId, Seq, SessionId, UserId, VisitorId,
};
use pulina_shared::problem::Code;
use pulina_shared::time::Timestamp;
use pulina_shared::token::VisitorToken;
use pulina_shared::wire::conversation::{
    Accepted, Act, Author, Command, Event, EventKind, Message, PublicUser,
};
use pulina_shared::wire::http::ConsentRecord;

use super::act::{Decision, carry_out};
use super::conversation::{
    ConversationStore, Effect, Failure, Head, Moment, Participant, PendingFile, Person, begin, event_bytes,
};
use super::edit::{emptied, is_about};
use crate::internal::{BeginConversation, Policy, secret_hash};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MemoryStore {
    pub(crate) head: Option<Head>,
    pub(crate) events: Vec<Event>,
    pub(crate) commands: BTreeMap<MessageId, Seq>,
    pub(crate) people: BTreeMap<UserId, Person>,
    pub(crate) files: BTreeMap<FileId, PendingFile>,
    pub(crate) consents: Vec<ConsentRecord>,
}

impl MemoryStore {
    fn within<'a>(events: impl Iterator<Item = &'a Event>, events_max: usize, bytes_max: u64) -> Vec<Event> {
        let mut n_bytes = 0;
        events
            .take(events_max)
            .take_while(|event| {
                n_bytes += event_bytes(event);
                n_bytes <= bytes_max
            })
            .cloned()
            .collect()
    }
}

impl ConversationStore for MemoryStore {
    type Fault = Infallible;

    fn head(&self) -> Result<Option<Head>, Infallible> {
        Ok(self.head.clone())
    }

    fn command(&self, id: MessageId) -> Result<Option<Event>, Infallible> {
        let Some(seq) = self.commands.get(&id) else { return Ok(None) };
        Ok(self.events.iter().find(|event| event.seq == *seq).cloned())
    }

    fn n_edits(&self, message: MessageId) -> Result<u32, Infallible> {
        let is_edit = |event: &&Event| matches!(event.kind, EventKind::Edited(_)) && is_about(event, message);
        Ok(u32::try_from(self.events.iter().filter(is_edit).count()).unwrap())
    }

    fn newest_edits(&self, from: Seq, to: Seq) -> Result<Vec<Event>, Infallible> {
        let is_between = |event: &&Event| event.seq >= from && event.seq <= to;
        let ids = self.events.iter().filter(is_between).filter_map(|event| event.kind.message());
        let newest = |id: MessageId| {
            let is_edit = |event: &&Event| matches!(event.kind, EventKind::Edited(_)) && is_about(event, id);
            self.events.iter().rfind(is_edit).cloned()
        };
        Ok(ids.filter_map(|message| newest(message.id)).collect())
    }

    fn pending_file(&self, id: &FileId) -> Result<Option<PendingFile>, Infallible> {
        Ok(self.files.get(id).cloned())
    }

    fn consents(&self) -> Result<Vec<ConsentRecord>, Infallible> {
        Ok(self.consents.clone())
    }

    fn events_after(&self, after: Seq, events_max: usize, bytes_max: u64) -> Result<Vec<Event>, Infallible> {
        Ok(Self::within(self.events.iter().filter(|event| event.seq > after), events_max, bytes_max))
    }

    fn events_before(
        &self,
        before: Seq,
        events_max: usize,
        bytes_max: u64,
    ) -> Result<Vec<Event>, Infallible> {
        let mut events =
            Self::within(self.events.iter().rev().filter(|event| event.seq < before), events_max, bytes_max);
        events.reverse();
        Ok(events)
    }

    fn bytes_between(&self, after: Seq, up_to: Seq) -> Result<u64, Infallible> {
        Ok(self.events.iter().filter(|event| event.seq > after && event.seq <= up_to).map(event_bytes).sum())
    }

    fn n_visitor_messages_after(&self, after: Seq) -> Result<u64, Infallible> {
        let is_theirs = |event: &&Event| {
            event.seq > after
                && matches!(&event.kind, EventKind::Message(Message { author: Author::Visitor, .. }))
        };
        Ok(self.events.iter().filter(is_theirs).count() as u64)
    }

    fn person(&self, user: &UserId) -> Result<Option<Person>, Infallible> {
        Ok(self.people.get(user).cloned())
    }

    fn people(&self) -> Result<Vec<PublicUser>, Infallible> {
        Ok(self.people.values().map(|person| person.user.clone()).collect())
    }

    fn apply(&mut self, effects: &[Effect]) -> Result<(), Infallible> {
        for effect in effects {
            match effect {
                Effect::AppendEvent { event, command } => {
                    assert_eq!(event.seq, Seq(self.events.len() as u64 + 1), "places have no holes");
                    self.events.push(event.clone());
                    let is_new = command.is_none_or(|id| self.commands.insert(id, event.seq).is_none());
                    assert!(is_new, "a command is carried out once");
                }
                Effect::EmptyMessage(message) => {
                    for event in self.events.iter_mut().filter(|event| is_about(event, *message)) {
                        *event = emptied(event.clone());
                    }
                }
                Effect::AttachFiles { files, .. } => self.files.retain(|id, _| !files.contains(id)),
                Effect::DropFiles(_) => {}
                Effect::AppendConsent(record) => self.consents.push(record.clone()),
                Effect::PutPerson(person) => {
                    self.people.insert(person.user.id.clone(), person.clone());
                }
                Effect::SetHead(head) => self.head = Some((**head).clone()),
            }
        }
        Ok(())
    }
}

/// A conversation that was begun at time 0, and everybody who can speak in it.
pub(crate) struct Scene {
    pub(crate) store: MemoryStore,
    pub(crate) now: Timestamp,
    pub(crate) are_rates_on: bool,
    n_random: u8,
}

impl Scene {
    pub(crate) fn new() -> Self {
        let mut scene = Self {
            store: MemoryStore::default(),
            now: Timestamp(1_000_000),
            are_rates_on: true,
            n_random: 0,
        };
        scene.with(|store, moment| begin(store, scene_begin(), moment)).unwrap();
        scene
    }

    pub(crate) fn with<T>(&mut self, act: impl FnOnce(&mut MemoryStore, &mut Moment) -> T) -> T {
        let n_random = &mut self.n_random;
        let mut random = || {
            *n_random += 1;
            [*n_random; 10]
        };
        let mut moment = Moment { now: self.now, are_rates_on: self.are_rates_on, random: &mut random };
        act(&mut self.store, &mut moment)
    }

    /// Asks for something and tells the answer, or why not.
    pub(crate) fn does(&mut self, sender: &Participant, number: u64, act: Act) -> Result<Accepted, Code> {
        let command = Command { id: message_id(number), act };
        match self.with(|store, moment| carry_out(store, sender, command, moment)) {
            Ok(Decision::Repeated(accepted) | Decision::Stored { accepted, .. }) => Ok(accepted),
            Err(Failure::Rejected(rejection)) => Err(rejection.code),
            Err(Failure::Fault(never)) => match never {},
        }
    }

    /// Enforces this from now on.
    pub(crate) fn enforce(&mut self, policy: Policy) {
        self.store.head.as_mut().unwrap().policy = policy.into();
    }

    pub(crate) fn head(&self) -> Head {
        self.store.head.clone().unwrap()
    }

    /// The log, a word an event: `v:text`, `a:text`, `taken`, `closed`, `edited:text`, `rated:5` …
    pub(crate) fn log(&self) -> String {
        let word = |event: &Event| match &event.kind {
            EventKind::Message(message) if message.author == Author::Visitor => format!("v:{}", message.text),
            EventKind::Message(message) => format!("a:{}", message.text),
            EventKind::Activity(activity) => {
                serde_json::to_value(activity).unwrap().as_object().unwrap().keys().next().unwrap().clone()
            }
            EventKind::Edited(edited) => format!("edited:{}", edited.text),
            EventKind::Deleted(_) => "deleted".to_owned(),
            EventKind::Form(_) => "form".to_owned(),
            EventKind::Rated(rating) => format!("rated:{}", rating.score),
            EventKind::Consent(act) if act.is_given => "agreed".to_owned(),
            EventKind::Consent(_) => "withdrew".to_owned(),
            EventKind::Unknown => unreachable!(),
        };
        self.store.events.iter().map(word).collect::<Vec<_>>().join(" ")
    }
}

pub(crate) fn scene_begin() -> BeginConversation {
    let account = AccountId::new([1; 10]);
    BeginConversation {
        conversation: ConversationId::new(&account, [2; 10]),
        channel: ChannelId::new(&account, [3; 5]),
        visitor: VisitorId::new([4; 10]),
        token_hash: secret_hash(token().secret()),
        policy: Policy::default(),
        is_contact: false,
    }
}

pub(crate) fn token() -> VisitorToken {
    VisitorToken::new([5; 32])
}

pub(crate) fn user(number: u8) -> PublicUser {
    PublicUser { id: UserId::new([number; 10]), name: format!("User {number}"), avatar: None }
}

pub(crate) fn agent(number: u8) -> Participant {
    Participant::Agent { user: user(number), session: SessionId::new([number; 10]) }
}

pub(crate) fn message_id(number: u64) -> MessageId {
    MessageId::new(Timestamp(number), [0; 10])
}
