//! The frames of one conversation, the same for visitors and agents.
//!
//! Every socket is a cursor over one log: after `hello` the server sends what lies behind the
//! cursor in pages, and goes on as events arise. Small state (status, read marks, people) is sent
//! whole whenever it changes, so it needs no log.

use serde::{Deserialize, Serialize};

use super::content::{Choice, FileInfo, LinkCard};
use super::form::{FilledForm, FormAnswer};
use super::open_enum::open_enum;
use super::read::{Json, Read};
use crate::ids::{Epoch, FileId, MessageId, Seq, UserId};
use crate::language::Language;
use crate::problem::Problem;
use crate::time::Timestamp;
use crate::token::VisitorToken;

// ---- From the client ----

/// A frame from a client. Over HTTP everything but `hello` and `received` is a body of
/// `POST /v1/conversations/{id}/commands`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientFrame {
    /// The first frame of every socket.
    Hello(Hello),
    /// Something to do, answered by `accepted` or `rejected` with the same id.
    Command(Command),
    /// The writer began or stopped typing. A signal: not stored, not answered.
    Typing(bool),
    /// This side has seen everything up to here. A signal: only ever moves forward.
    MarkRead(Seq),
    /// Everything up to here arrived; lets the server send more.
    Received(Seq),
}

/// The first frame: who speaks and where they left off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// The client's protocol version.
    pub version: u32,
    /// A visitor's secret; absent for users, who were known by their cookie at the upgrade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<VisitorToken>,
    /// What the client has already; absent when it has nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume: Option<Resume>,
}

/// A place in a history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    /// Which history.
    pub epoch: Epoch,
    /// The last event that the client has.
    pub after: Seq,
}

/// Something to do. The client makes the id, keeps it, and may send it any number of times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// The command's id; of a message it is the message's id for ever.
    pub id: MessageId,
    /// What to do.
    #[serde(rename = "do")]
    pub act: Act,
}

/// What a client can ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Say something.
    SendMessage(SendMessage),
    /// Say an own message otherwise, within [`crate::limits::EDIT_WINDOW_MS`].
    EditMessage(EditMessage),
    /// Take an own message back; everybody sees that it was there.
    DeleteMessage(MessageId),
    /// End the conversation. Of visitors; users close the ticket.
    End,
    /// Say how it was, once the conversation was closed. Again: the newest counts.
    Rate(Rating),
    /// Answer the channel's questions. Of visitors.
    FillForm(FillForm),
    /// Agree to something or take it back. Of visitors.
    Consent(ConsentAct),
}

/// A message to be said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendMessage {
    /// The text as typed; the server parses it as `MessageText`. May be empty when there are files.
    pub text: String,
    /// Files that were uploaded to this conversation by the same author and not sent yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileId>,
    /// Answers to choose from. Of users.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// Links with a title. Of users.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<LinkCard>,
}

impl SendMessage {
    /// A message of nothing but text.
    pub fn plain(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

/// An own message said otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditMessage {
    /// Which message.
    pub message: MessageId,
    /// The new text; the server parses it as `MessageText`.
    pub text: String,
}

/// How it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rating {
    /// 1, bad, to 5, good.
    pub score: u8,
    /// In the visitor's words; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
}

/// Answers to the channel's questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FillForm {
    /// The language in which the questions were asked.
    pub language: Language,
    /// The answers; a question may be left out when it needs none.
    pub answers: Vec<FormAnswer>,
}

/// Agreeing to something or taking it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentAct {
    /// To what.
    pub purpose: Purpose,
    /// Whether it is given (true) or withdrawn.
    pub is_given: bool,
    /// Which version of the text the visitor saw.
    pub version: ConsentVersion,
    /// In which language.
    pub language: Language,
    /// The address of the page on which it was seen, without query and fragment; empty if unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub page: String,
}

/// What one can agree to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// That what is written is processed to answer it.
    Process,
    /// That one is written to later.
    Communicate,
}

/// A version of the consent texts of one channel: 16 hex digits of the SHA-256 of all of them.
pub type ConsentVersion = String;

// ---- From the server ----

open_enum! {
    /// A frame from the server.
    pub enum ServerFrame {
        /// The answer to `hello`.
        "hello" => Hello(ServerHello),
        /// What comes next in the log.
        "events" => Events(EventPage),
        /// The small state, whole.
        "state" => State(ConversationState),
        /// Somebody else began or stopped typing.
        "typing" => Typing(TypingSignal),
        /// The command was carried out and is stored, now or earlier.
        "accepted" => Accepted(Accepted),
        /// The command was refused and left nothing behind.
        "rejected" => Rejected(Rejected),
        /// A frame that was no command was refused.
        "error" => Error(ErrorFrame),
    }
}

/// What one text from the server holds: a frame, or an array of frames that follow each other.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "OneOrMany")]
pub struct ServerText(pub Vec<ServerFrame>);

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    Many(Vec<ServerFrame>),
    One(ServerFrame),
}

impl From<OneOrMany> for ServerText {
    fn from(frames: OneOrMany) -> Self {
        match frames {
            OneOrMany::Many(frames) => Self(frames),
            OneOrMany::One(frame) => Self(vec![frame]),
        }
    }
}

impl Read for ServerText {
    fn read<J: Json>(json: &J) -> Option<Self> {
        match json.items() {
            Some(frames) => frames.iter().map(ServerFrame::read).collect::<Option<_>>().map(Self),
            None => ServerFrame::read(json).map(|frame| Self(vec![frame])),
        }
    }
}

/// The answer to `hello`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerHello {
    /// The server's protocol version.
    pub version: u32,
    /// The history that the events belong to.
    pub epoch: Epoch,
    /// Whether the client's history goes on. If not, it drops its events and starts at `after`.
    pub resumed: bool,
    /// Events follow from the one after this place.
    pub after: Seq,
    /// The last event at this moment; when it has arrived the client is up to date.
    pub last_seq: Seq,
    /// The small state, whole.
    pub state: ConversationState,
}

/// The part of a conversation that is small and always sent whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationState {
    /// Whether it is being worked on.
    pub status: ConversationStatus,
    /// The last event that the visitor has seen.
    pub visitor_read: Seq,
    /// The last event that any agent has seen.
    pub agent_read: Seq,
    /// The user who owns the ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<UserId>,
    /// The users who took part, by their public profile.
    pub people: Vec<PublicUser>,
    /// The version to which the visitor agrees now; absent when they agreed to none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentVersion>,
    /// Whether they agree to be written to.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub may_contact: bool,
    /// Whether the channel's questions were answered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub form_done: bool,
    /// Whether an e-mail address of the visitor is known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub email_known: bool,
    /// How it was, as the visitor last said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// Until when a message of the visitor opens a closed conversation again; absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reopens_until: Option<Timestamp>,
}

/// Whether a conversation is being worked on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConversationStatus {
    /// It is.
    #[default]
    Open,
    /// It was ended; until `reopens_until` a new message of the visitor opens it again.
    Closed,
}

/// A user as visitors see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicUser {
    /// Who.
    pub id: UserId,
    /// The public name.
    pub name: String,
    /// A path on our origin; absent when the user has no picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
}

/// A run of events without a hole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventPage {
    /// In order of `seq`.
    pub events: Vec<Event>,
}

/// One entry of the log. `seq` and `at` never change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its place, from 1 without holes.
    pub seq: Seq,
    /// The server's time when it was stored. For people; the order is `seq`.
    pub at: Timestamp,
    /// What happened.
    pub kind: EventKind,
}

open_enum! {
    /// What happened.
    pub enum EventKind {
        /// Somebody said something.
        "message" => Message(Message),
        /// A line that the system writes.
        "activity" => Activity(Activity),
        /// An earlier message was said otherwise; its own event keeps the first text.
        "edited" => Edited(Edited),
        /// An earlier message was taken back; its own event keeps nothing of it.
        "deleted" => Deleted(MessageId),
        /// The visitor answered the channel's questions.
        "form" => Form(FilledForm),
        /// The visitor said how it was.
        "rated" => Rated(Rating),
        /// The visitor agreed to something or took it back.
        "consent" => Consent(ConsentAct),
    }
}

impl EventKind {
    /// The message, if somebody said something.
    pub fn message(&self) -> Option<&Message> {
        match self {
            Self::Message(message) => Some(message),
            _ => None,
        }
    }
}

/// Something said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its own name, made by who sent it.
    pub id: MessageId,
    /// Who said it.
    pub author: Author,
    /// What was said: plain text, in which `crate::markdown` may see more. Empty when it was taken back.
    pub text: String,
    /// What was sent with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileInfo>,
    /// Answers to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// Links with a title.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<LinkCard>,
    /// Whether it was taken back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_deleted: bool,
}

impl Message {
    /// A message of nothing but text.
    pub fn plain(id: MessageId, author: Author, text: String) -> Self {
        Self {
            id,
            author,
            text,
            files: Vec::new(),
            choices: Vec::new(),
            cards: Vec::new(),
            is_deleted: false,
        }
    }
}

/// An earlier message said otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edited {
    /// Which message.
    pub message: MessageId,
    /// The new text.
    pub text: String,
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The visitor of this conversation.
    Visitor,
    /// A user, answering.
    Agent(UserId),
    /// Pulina itself.
    System,
}

open_enum! {
    /// A line that the system writes.
    pub enum Activity {
        /// A user became the owner.
        "taken" => Taken(UserId),
        /// The conversation was ended.
        "closed" => Closed(Author),
        /// The conversation was opened again.
        "reopened" => Reopened(Author),
    }
}

/// Somebody else began or stopped typing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypingSignal {
    /// Who.
    pub author: Author,
    /// Whether they are typing.
    pub is_typing: bool,
}

/// The command was carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// Which command.
    pub id: MessageId,
    /// Where the message stands; the same for every repetition.
    pub seq: Seq,
    /// When it was stored.
    pub at: Timestamp,
}

/// The command was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// Which command.
    pub id: MessageId,
    /// Why.
    pub problem: Problem,
}

/// A frame that was no command was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorFrame {
    /// Why.
    pub problem: Problem,
    /// Whether the socket closes next, with the same code.
    pub fatal: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads_and_writes<T>(json: &str) -> T
    where
        T: Serialize + serde::de::DeserializeOwned,
    {
        let value: T = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), json);
        value
    }

    #[test]
    fn client_frames_are_as_documented() {
        for json in [
            r#"{"hello":{"version":1}}"#,
            r#"{"hello":{"version":1,"resume":{"epoch":"epo_0000000000000000","after":12}}}"#,
            r#"{"command":{"id":"0198f0c2-7f3e-7fff-bfff-ffffffffffff","do":{"send_message":{"text":"hi"}}}}"#,
            r#"{"typing":true}"#,
            r#"{"mark_read":7}"#,
            r#"{"received":7}"#,
        ] {
            reads_and_writes::<ClientFrame>(json);
        }
    }

    #[test]
    fn server_frames_are_as_documented() {
        for json in [
            r#"{"hello":{"version":1,"epoch":"epo_0000000000000000","resumed":false,"after":0,"last_seq":2,"state":{"status":"open","visitor_read":1,"agent_read":0,"owner":"usr_0000000000000000","people":[{"id":"usr_0000000000000000","name":"Ana","avatar":"/v1/avatars/x"}]}}}"#,
            r#"{"events":{"events":[{"seq":1,"at":5,"kind":{"message":{"id":"0198f0c2-7f3e-7fff-bfff-ffffffffffff","author":"visitor","text":"hi"}}},{"seq":2,"at":6,"kind":{"activity":{"closed":{"agent":"usr_0000000000000000"}}}}]}}"#,
            r#"{"state":{"status":"closed","visitor_read":1,"agent_read":2,"people":[]}}"#,
            r#"{"typing":{"author":"visitor","is_typing":true}}"#,
            r#"{"accepted":{"id":"0198f0c2-7f3e-7fff-bfff-ffffffffffff","seq":3,"at":9}}"#,
            r#"{"error":{"problem":{"type":"/problems/frame_invalid","title":"t","status":400,"code":"frame_invalid"},"fatal":false}}"#,
        ] {
            assert_ne!(reads_and_writes::<ServerFrame>(json), ServerFrame::Unknown);
        }
    }

    #[test]
    fn text_of_the_server_is_one_frame_or_several() {
        let (typing, error) = (
            r#"{"typing":{"author":"visitor","is_typing":true}}"#,
            r#"{"error":{"problem":{"type":"/problems/frame_invalid","title":"t","status":400,"code":"frame_invalid"},"fatal":false}}"#,
        );
        let frames = |text: &str| serde_json::from_str::<ServerText>(text).unwrap().0;
        let frame = |text: &str| serde_json::from_str::<ServerFrame>(text).unwrap();
        assert_eq!(frames(typing), [frame(typing)]);
        assert_eq!(frames(&format!("[{error},{typing}]")), [frame(error), frame(typing)]);
        assert!(serde_json::from_str::<ServerText>("7").is_err());
    }

    #[test]
    fn what_a_newer_server_sends_is_skipped_not_failed() {
        let frame: ServerFrame = serde_json::from_str(r#"{"fireworks":{"colour":"red"}}"#).unwrap();
        assert_eq!(frame, ServerFrame::Unknown);
        let event: Event =
            serde_json::from_str(r#"{"seq":4,"at":1,"kind":{"reaction":"👍"},"more":1}"#).unwrap();
        assert_eq!((event.seq, event.kind), (Seq(4), EventKind::Unknown));
    }

    #[test]
    fn fields_that_no_client_may_set_are_refused() {
        let extra = r#"{"command":{"id":"0198f0c2-7f3e-7fff-bfff-ffffffffffff","author":"system","do":{"send_message":{"text":"hi"}}}}"#;
        assert!(serde_json::from_str::<ClientFrame>(extra).is_err());
    }
}
