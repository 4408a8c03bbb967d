//! The frames of one conversation, the same for visitors and agents.
//!
//! Every socket is a cursor over one log: after `hello` the server sends what lies behind the
//! cursor in pages, and goes on as events arise. Small state (status, read marks, people) is sent
//! whole whenever it changes, so it needs no log.

use serde::{Deserialize, Serialize};

use super::open_enum::open_enum;
use crate::ids::{Epoch, MessageId, Seq, UserId};
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
}

/// A message to be said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendMessage {
    /// The text as typed; the server parses it as `MessageText`.
    pub text: String,
}

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
}

/// Whether a conversation is being worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConversationStatus {
    /// It is.
    Open,
    /// It was ended; a new message of the visitor opens it again.
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
    }
}

/// Something said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its own name, made by who sent it.
    pub id: MessageId,
    /// Who said it.
    pub author: Author,
    /// What was said: plain text, never markup.
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
