//! What a conversation is between two commands, what a command may change, and where both are
//! kept. One command reads the head, decides, and applies its effects at once: all or nothing.

use std::sync::Arc;

use pulina_shared::ids::{
    ChannelId, ConversationId, Epoch, FileId, MessageId, Seq, SessionId, UserId, VisitorId,
};
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::content::FileInfo;
use pulina_shared::wire::conversation::{
    Author, ConversationState, ConversationStatus, Event, EventKind, PublicUser,
};
use pulina_shared::wire::help_desk::LastMessage;
use pulina_shared::wire::http::ConsentRecord;

use super::about::About;
use super::courier::Courier;
use super::ending;
use super::rate::{Bucket, DayCount};
use crate::internal::{BeginConversation, Caller, Policy};

/// What the world gives to a decision: the time, chance, and whether rates are counted.
pub struct Moment<'a> {
    /// The server's clock.
    pub now: Timestamp,
    /// False only under load tests; sizes are checked all the same.
    pub are_rates_on: bool,
    /// Eighty bits of a cryptographic random source.
    pub random: &'a mut dyn FnMut() -> [u8; 10],
}

impl Moment<'_> {
    /// A name for a history that nobody knows yet.
    pub fn new_epoch(&mut self) -> Epoch {
        Epoch::new((self.random)())
    }
}

/// The small part of a conversation that every decision needs. One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its id.
    pub conversation: ConversationId,
    /// The channel through which it comes.
    pub channel: ChannelId,
    /// Whose it is.
    pub visitor: VisitorId,
    /// SHA-256 of the visitor's token, in lower-case hex.
    pub token_hash: String,
    /// Of a contact's conversation the devices that are let in instead, by the same of their tokens.
    pub devices: Option<Vec<String>>,
    /// Which history this is.
    pub epoch: Epoch,
    /// When the visit began, or was last repeated before the first message.
    pub begun_at: Timestamp,
    /// The last event.
    pub last_seq: Seq,
    /// Messages among the events.
    pub n_messages: u64,
    /// Whether it is being worked on.
    pub status: ConversationStatus,
    /// The last event that the visitor has seen.
    pub visitor_read: Seq,
    /// The last event that any agent has seen.
    pub agent_read: Seq,
    /// Messages of the visitor behind `agent_read`.
    pub n_unread: u64,
    /// The user who owns the ticket.
    pub owner: Option<UserId>,
    /// What exists once something was said.
    pub opened: Option<Opened>,
    /// The newest message of the visitor; 0 if there is none.
    pub last_visitor_seq: Seq,
    /// The newest message of an agent; 0 if there is none.
    pub last_agent_seq: Seq,
    /// Who wrote it.
    pub last_agent: Option<UserId>,
    /// The last order of the help desk that was carried out or found void.
    pub last_order: u64,
    /// Grows with every change that the help desk is told.
    pub report_version: u64,
    /// The version that the help desk has.
    pub reported_version: u64,
    /// Where the deliveries to the help desk stand.
    pub courier: Courier,
    /// How fast the visitor writes.
    pub visitor_rate: Bucket,
    /// How much the visitor wrote today.
    pub visitor_day: DayCount,
    /// When it was closed; absent while it is open.
    pub closed_at: Option<Timestamp>,
    /// When the last event came.
    pub last_event_at: Timestamp,
    /// What the visitor said of themselves.
    pub about: About,
    /// What is enforced; shared, because most commands leave it as it is.
    pub policy: Arc<Policy>,
    /// Its time is over: nobody is let in any more, and it is erased when the help desk knows.
    pub is_expired: bool,
}

/// The first and the newest message, as the help desk shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The beginning of the first message.
    pub subject: String,
    /// When the first message came.
    pub at: Timestamp,
    /// Its place.
    pub first_seq: Seq,
    /// The newest message.
    pub last_message: LastMessage,
}

impl Head {
    /// The conversation before anything happened.
    pub fn new(begin: BeginConversation, epoch: Epoch, now: Timestamp) -> Self {
        let BeginConversation { conversation, channel, visitor, token_hash, policy, is_contact } = begin;
        Self {
            conversation,
            channel,
            visitor,
            devices: is_contact.then(|| vec![token_hash.clone()]),
            token_hash,
            epoch,
            begun_at: now,
            last_seq: Seq(0),
            n_messages: 0,
            status: ConversationStatus::Open,
            visitor_read: Seq(0),
            agent_read: Seq(0),
            n_unread: 0,
            owner: None,
            opened: None,
            last_visitor_seq: Seq(0),
            last_agent_seq: Seq(0),
            last_agent: None,
            last_order: 0,
            report_version: 0,
            reported_version: 0,
            courier: Courier::default(),
            visitor_rate: Bucket::default(),
            visitor_day: DayCount::default(),
            closed_at: None,
            last_event_at: now,
            about: About::default(),
            policy: Arc::new(policy),
            is_expired: false,
        }
    }

    /// Whether the visitor with this token may take part.
    pub fn admits(&self, token_hash: &str) -> bool {
        match &self.devices {
            Some(devices) => devices.iter().any(|device| device == token_hash),
            None => self.token_hash == token_hash,
        }
    }

    /// The part that clients see, with the people who took part.
    pub fn state(&self, people: Vec<PublicUser>) -> ConversationState {
        ConversationState {
            status: self.status,
            visitor_read: self.visitor_read,
            agent_read: self.agent_read,
            owner: self.owner.clone(),
            people,
            consent: self.about.consent.clone(),
            may_contact: self.about.may_contact.is_some(),
            form_done: self.about.is_form_done,
            email_known: self.about.email.is_some(),
            rating: self.about.rating.clone(),
            reopens_until: ending::reopens_until(self),
        }
    }
}

/// Who speaks, after proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Participant {
    /// The visitor of this conversation.
    Visitor,
    /// A user of its account.
    Agent {
        /// The public profile.
        user: PublicUser,
        /// Which sign-in.
        session: SessionId,
    },
}

impl Participant {
    /// How they stand in the log.
    pub fn author(&self) -> Author {
        match self {
            Self::Visitor => Author::Visitor,
            Self::Agent { user, .. } => Author::Agent(user.id.clone()),
        }
    }
}

/// A user who took part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The public profile.
    pub user: PublicUser,
    /// How fast they write.
    pub rate: Bucket,
}

/// A file that was uploaded and not sent with a message yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingFile {
    /// The file as everybody will see it.
    pub info: FileInfo,
    /// Who uploaded it.
    pub by: Author,
}

/// One change of what is stored. The effects of one command are applied together or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The log grows by this entry.
    AppendEvent {
        /// The entry.
        event: Event,
        /// The command that made it; every accepted command is found again by it, for ever.
        command: Option<MessageId>,
    },
    /// Of this message and of everything that it was changed to, nothing is kept but who and when.
    EmptyMessage(MessageId),
    /// These files were sent with this message and wait no longer.
    AttachFiles {
        /// The message.
        message: MessageId,
        /// The files, all pending before.
        files: Vec<FileId>,
    },
    /// The files of this message are erased.
    DropFiles(MessageId),
    /// Something was agreed to or taken back.
    AppendConsent(ConsentRecord),
    /// This user took part, or changed.
    PutPerson(Person),
    /// The head becomes this.
    SetHead(Box<Head>),
}

/// Where a conversation is kept: SQL in the object, memory under the simulator.
pub trait ConversationStore {
    /// What can fail when reading or writing.
    type Fault;

    /// The head; `None` for a conversation that was never begun, or was erased.
    fn head(&self) -> Result<Option<Head>, Self::Fault>;

    /// The event that this command made; that of a message has the message's id.
    fn command(&self, id: MessageId) -> Result<Option<Event>, Self::Fault>;

    /// How often a message was said otherwise.
    fn n_edits(&self, message: MessageId) -> Result<u32, Self::Fault>;

    /// The newest form of each message between two places that was said otherwise: its `edited` event.
    fn newest_edits(&self, from: Seq, to: Seq) -> Result<Vec<Event>, Self::Fault>;

    /// A file that waits to be sent.
    fn pending_file(&self, id: &FileId) -> Result<Option<PendingFile>, Self::Fault>;

    /// Everything that was agreed to and taken back, oldest first; the texts themselves are elsewhere.
    fn consents(&self) -> Result<Vec<ConsentRecord>, Self::Fault>;

    /// Events behind `after` in order: at most `events_max`, and only as long as the sum of their
    /// [`event_bytes`] stays within `bytes_max`.
    fn events_after(&self, after: Seq, events_max: usize, bytes_max: u64) -> Result<Vec<Event>, Self::Fault>;

    /// Events before `before` in order, the newest of them within the same limits.
    fn events_before(
        &self,
        before: Seq,
        events_max: usize,
        bytes_max: u64,
    ) -> Result<Vec<Event>, Self::Fault>;

    /// The sum of [`event_bytes`] behind `after`, up to and with `up_to`.
    fn bytes_between(&self, after: Seq, up_to: Seq) -> Result<u64, Self::Fault>;

    /// Messages of the visitor behind `after`.
    fn n_visitor_messages_after(&self, after: Seq) -> Result<u64, Self::Fault>;

    /// A user who took part.
    fn person(&self, user: &UserId) -> Result<Option<Person>, Self::Fault>;

    /// All users who took part, by id.
    fn people(&self) -> Result<Vec<PublicUser>, Self::Fault>;

    /// Writes the effects of one command, all or nothing.
    fn apply(&mut self, effects: &[Effect]) -> Result<(), Self::Fault>;
}

/// Why a command left nothing behind: the other side broke a rule, or something of ours failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure<F> {
    /// Theirs.
    Rejected(Rejection),
    /// Ours.
    Fault(F),
}

impl<F> From<Rejection> for Failure<F> {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

/// Bytes of JSON that an event takes on the wire.
pub fn event_bytes(event: &Event) -> u64 {
    struct Counter(u64);
    impl std::io::Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len() as u64;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut counter = Counter(0);
    // Only an unknown kind cannot be written, and such an event is never stored.
    if serde_json::to_writer(&mut counter, event).is_err() {
        return 0;
    }
    counter.0
}

/// A head and a log being changed by one command; nothing is stored before [`Draft::into_effects`].
pub(super) struct Draft {
    before: Head,
    pub(super) head: Head,
    effects: Vec<Effect>,
}

impl Draft {
    pub(super) fn of(head: &Head) -> Self {
        Self { before: head.clone(), head: head.clone(), effects: Vec::new() }
    }

    /// Gives the next place to what happened.
    pub(super) fn append(&mut self, kind: EventKind, at: Timestamp, command: Option<MessageId>) -> Seq {
        let seq = self.head.last_seq.next();
        self.head.last_seq = seq;
        self.head.last_event_at = at;
        self.effects.push(Effect::AppendEvent { event: Event { seq, at, kind }, command });
        seq
    }

    pub(super) fn put_person(&mut self, person: Person) {
        self.effects.push(Effect::PutPerson(person));
    }

    pub(super) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// The help desk is to be told the newest state.
    pub(super) fn queue_report(&mut self) {
        self.head.report_version += 1;
    }

    /// What to store; empty when nothing changed.
    pub(super) fn into_effects(mut self) -> Vec<Effect> {
        if self.head != self.before {
            self.effects.push(Effect::SetHead(Box::new(self.head)));
        }
        self.effects
    }
}

/// Makes the conversation; a repetition for the same visitor changes nothing but keeps an empty one alive.
///
/// # Errors
/// `id_conflict` when it is somebody else's; faults of the store.
pub fn begin<S: ConversationStore>(
    store: &mut S,
    begin: BeginConversation,
    moment: &mut Moment,
) -> Result<(), Failure<S::Fault>> {
    let head = match store.head().map_err(Failure::Fault)? {
        // Erased between its order and this.
        None if begin.is_contact => return Err(Rejection::new(Code::NotFound).into()),
        None => Head::new(begin, moment.new_epoch(), moment.now),
        Some(head) => {
            let is_same = head.conversation == begin.conversation
                && head.channel == begin.channel
                // A contact's are let in and out by orders alone; the visitor that a visit was
                // begun as may have become the contact meanwhile.
                && (head.devices.is_some() || head.visitor == begin.visitor)
                && head.admits(&begin.token_hash);
            if !is_same {
                return Err(Rejection::new(Code::IdConflict).into());
            }
            if head.is_expired {
                return Err(Rejection::new(Code::NotFound).into());
            }
            let policy = newer_policy(&head, begin.policy);
            if head.opened.is_some() && policy.is_none() {
                return Ok(());
            }
            let begun_at = if head.opened.is_some() { head.begun_at } else { moment.now };
            Head { begun_at, policy: policy.unwrap_or(Arc::clone(&head.policy)), ..head }
        }
    };
    store.apply(&[Effect::SetHead(Box::new(head))]).map_err(Failure::Fault)
}

/// Takes over what is to be enforced from now on; tells whether it is new.
///
/// # Errors
/// Faults of the store.
pub fn take_policy<S: ConversationStore>(store: &mut S, policy: Policy) -> Result<bool, S::Fault> {
    let Some(head) = store.head()? else { return Ok(false) };
    let Some(policy) = newer_policy(&head, policy) else { return Ok(false) };
    store.apply(&[Effect::SetHead(Box::new(Head { policy, ..head }))])?;
    Ok(true)
}

/// The policy, if it is newer than what is enforced.
pub(super) fn newer_policy(head: &Head, policy: Policy) -> Option<Arc<Policy>> {
    (policy.revision > head.policy.revision).then(|| Arc::new(policy))
}

/// Who the caller is here. A conversation that does not exist and one of somebody else look alike.
///
/// # Errors
/// `not_found`; faults of the store.
pub fn admit<S: ConversationStore>(store: &S, caller: Caller) -> Result<Participant, Failure<S::Fault>> {
    let not_found = || Failure::Rejected(Rejection::new(Code::NotFound));
    let head = store.head().map_err(Failure::Fault)?.filter(|head| !head.is_expired).ok_or_else(not_found)?;
    match caller {
        Caller::Visitor { token_hash } if head.admits(&token_hash) => Ok(Participant::Visitor),
        Caller::Agent { user, session } => Ok(Participant::Agent { user, session }),
        Caller::Visitor { .. } | Caller::Unproved | Caller::Stranger => Err(not_found()),
    }
}

/// When an empty conversation is forgotten. One that is being looked at stays.
pub fn erase_at(head: &Head, has_sockets: bool) -> Option<Timestamp> {
    let is_wanted = head.opened.is_some() || has_sockets;
    (!is_wanted).then(|| head.begun_at.plus(pulina_shared::limits::EMPTY_CONVERSATION_MS_MAX))
}

#[cfg(test)]
mod tests {
    use super::super::memory_store::{Scene, agent, message_id, scene_begin};
    use super::super::message;
    use super::*;
    use pulina_shared::limits;

    fn code<T: std::fmt::Debug, F: std::fmt::Debug>(result: Result<T, Failure<F>>) -> Code {
        match result {
            Err(Failure::Rejected(rejection)) => rejection.code,
            other => panic!("{other:?} is no rejection"),
        }
    }

    #[test]
    fn beginning_again_keeps_what_there_is() {
        let mut scene = Scene::new();
        scene
            .with(|store, moment| message::send(store, &Participant::Visitor, message_id(1), "hi", moment))
            .unwrap();
        let before = scene.store.clone();
        scene.now = Timestamp(9_999_999);
        scene.with(|store, moment| begin(store, scene_begin(), moment)).unwrap();
        assert_eq!(scene.store, before);
    }

    #[test]
    fn conversation_of_another_visitor_is_not_taken_over() {
        let mut scene = Scene::new();
        let theirs = BeginConversation { token_hash: "other".to_owned(), ..scene_begin() };
        assert_eq!(code(scene.with(|store, moment| begin(store, theirs, moment))), Code::IdConflict);
    }

    #[test]
    fn visit_that_was_begun_before_its_visitor_became_known_goes_on() {
        let mut scene = Scene::new();
        let mut head = scene.head();
        head.visitor = VisitorId::new([9; 10]);
        head.devices = Some(vec![scene_begin().token_hash]);
        scene.store.apply(&[Effect::SetHead(Box::new(head))]).unwrap();
        assert_eq!(scene.with(|store, moment| begin(store, scene_begin(), moment)), Ok(()));
        let theirs = BeginConversation { token_hash: "other".to_owned(), ..scene_begin() };
        assert_eq!(code(scene.with(|store, moment| begin(store, theirs, moment))), Code::IdConflict);
    }

    #[test]
    fn wrong_token_and_unknown_conversation_look_alike() {
        let right = Caller::Visitor { token_hash: scene_begin().token_hash };
        let wrong = Caller::Visitor { token_hash: "other".to_owned() };
        let scene = Scene::new();
        assert_eq!(admit(&scene.store, right.clone()), Ok(Participant::Visitor));
        assert_eq!(code(admit(&scene.store, wrong)), Code::NotFound);
        assert_eq!(code(admit(&scene.store, Caller::Unproved)), Code::NotFound);
        assert_eq!(code(admit(&super::super::memory_store::MemoryStore::default(), right)), Code::NotFound);
        let Participant::Agent { user, session } = agent(7) else { unreachable!() };
        assert_eq!(admit(&scene.store, Caller::Agent { user, session }), Ok(agent(7)));
    }

    #[test]
    fn empty_conversation_is_erased_a_day_after_it_was_last_begun() {
        let mut scene = Scene::new();
        assert_eq!(erase_at(&scene.head(), false), Some(scene.now.plus(limits::EMPTY_CONVERSATION_MS_MAX)));
        scene.now = scene.now.plus(5_000);
        scene.with(|store, moment| begin(store, scene_begin(), moment)).unwrap();
        assert_eq!(erase_at(&scene.head(), false), Some(scene.now.plus(limits::EMPTY_CONVERSATION_MS_MAX)));
        assert_eq!(erase_at(&scene.head(), true), None);
        scene
            .with(|store, moment| message::send(store, &Participant::Visitor, message_id(1), "hi", moment))
            .unwrap();
        assert_eq!(erase_at(&scene.head(), false), None);
    }

    #[test]
    fn size_of_an_event_is_its_json() {
        let mut scene = Scene::new();
        scene
            .with(|store, moment| message::send(store, &Participant::Visitor, message_id(1), "ä\"\n", moment))
            .unwrap();
        let event = &scene.store.events[0];
        assert_eq!(event_bytes(event), serde_json::to_string(event).unwrap().len() as u64);
    }
}
