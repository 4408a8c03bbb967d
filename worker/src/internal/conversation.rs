//! What conversations are told and asked, and what they tell their help desk.

use pulina_shared::ids::{ChannelId, ConversationId, MessageId, Seq, SessionId, UserId, VisitorId};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::{ConsentVersion, ConversationStatus, Event, PublicUser};
use pulina_shared::wire::help_desk::LastMessage;
use serde::{Deserialize, Serialize};

use super::Policy;

/// Carries a [`Caller`] as JSON from the edge to an object.
pub const CALLER_HEADER: &str = "x-pulina-caller";

/// Who the edge found to be speaking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Caller {
    /// A socket of a visitor, to be proved by the token in its first frame.
    Unproved,
    /// The same, from a browser in which a user is signed in who may not take part here.
    Stranger,
    /// A request with this visitor token; the conversation compares the hash with its own.
    Visitor {
        /// SHA-256 of the token, in lower-case hex.
        token_hash: String,
    },
    /// A user whose session was looked up at the help desk for this request.
    Agent {
        /// The public profile.
        user: PublicUser,
        /// Which sign-in; ended sign-ins lose their sockets.
        session: SessionId,
    },
}

/// Help desk → conversation, `POST /begin`: makes the conversation. May be repeated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeginConversation {
    /// Its id; the object was found by it and remembers it.
    pub conversation: ConversationId,
    /// The channel through which it comes.
    pub channel: ChannelId,
    /// Whose it is.
    pub visitor: VisitorId,
    /// SHA-256 of the visitor's token, in lower-case hex.
    pub token_hash: String,
    /// What it enforces.
    #[serde(default)]
    pub policy: Policy,
    /// Whether it is a contact's, whose devices are let in by [`OrderAct::Admit`] alone.
    #[serde(default)]
    pub is_contact: bool,
}

/// Conversation → help desk, `POST /reports`: the newest state of a conversation with messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Grows with every change worth reporting; a report that is not newer is ignored.
    pub version: u64,
    /// The channel through which it came.
    pub channel: ChannelId,
    /// Whose it is.
    pub visitor: VisitorId,
    /// Whether it is open.
    pub status: ConversationStatus,
    /// The beginning of the first message.
    pub subject: String,
    /// When the first message came.
    pub opened_at: Timestamp,
    /// The newest message.
    pub last_message: LastMessage,
    /// The newest message of the visitor; 0 if there is none.
    pub last_visitor_seq: Seq,
    /// The newest message of an agent; 0 if there is none.
    pub last_agent_seq: Seq,
    /// Who wrote it.
    pub last_agent: Option<UserId>,
    /// Messages of the visitor that no agent has seen.
    pub n_unread: u64,
    /// The number of the last order that was carried out before this report was made; 0 for none.
    /// With it the help desk tells a status that its order has yet to change from one that stands.
    #[serde(default)]
    pub last_order: u64,
    /// When it was closed; absent while it is open.
    #[serde(default)]
    pub closed_at: Option<Timestamp>,
    /// What the visitor calls themselves.
    #[serde(default)]
    pub claimed_name: Option<String>,
    /// The address that the visitor gave.
    #[serde(default)]
    pub claimed_email: Option<String>,
    /// How it was, from 1 to 5.
    #[serde(default)]
    pub rating: Option<u8>,
    /// The version of the consent texts that the visitor has agreed to.
    #[serde(default)]
    pub consent: Option<ConsentVersion>,
    /// Its time is over: everything that was said is erased, and nothing of it may stay anywhere.
    #[serde(default)]
    pub is_erased: bool,
}

/// Help desk → conversation, `POST /orders`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// From 1 for each conversation, in order; one that is not newer than the last is ignored.
    pub number: u64,
    /// What to do.
    pub act: OrderAct,
}

/// What a help desk can order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderAct {
    /// End the conversation, unless the visitor has written more than the closer had seen.
    Close {
        /// Who closed it.
        by: UserId,
        /// The newest message of the visitor that the help desk knew.
        seen_visitor_seq: Seq,
    },
    /// Open the conversation again.
    Reopen {
        /// Who reopened it.
        by: UserId,
    },
    /// The ticket has this owner now.
    SetOwner {
        /// The new owner; nobody when absent.
        owner: Option<PublicUser>,
    },
    /// A user who took part changed their public profile.
    UpdatePerson(PublicUser),
    /// A sign-in ended: its sockets close with `session_ended`.
    EndSession(SessionId),
    /// The channel keeps its conversations for another time, and nobody may come for years who
    /// would bring the news. Filled in when it leaves, so that it is the newest.
    TakePolicy(Option<Box<Policy>>),
    /// The conversation is a contact's, and this device of theirs is let in. Made if it does not exist.
    /// Given and taken back by orders alone, so that what was taken back last stays so.
    Admit {
        /// Whose it is from now on.
        visitor: VisitorId,
        /// SHA-256 of the device's token, in lower-case hex.
        token_hash: String,
        /// What a new one begins with. Filled in when it leaves; absent when it was erased meanwhile.
        begin: Option<Box<BeginConversation>>,
    },
    /// Somebody wants it gone: nobody is let in any more, and everything is erased when the help desk
    /// knows.
    Erase,
    /// This device is let in no longer, and its sockets close.
    Expel {
        /// SHA-256 of the device's token, in lower-case hex.
        token_hash: String,
    },
}

/// Conversation → edge, `GET /transcript?after=`: some of what was said, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranscriptPage {
    /// Messages in their newest form, and activities.
    pub events: Vec<Event>,
    /// Messages that were said otherwise.
    pub edited: Vec<MessageId>,
    /// The users who took part.
    pub people: Vec<PublicUser>,
    /// What to ask for next; absent at the end.
    pub next_after: Option<Seq>,
}
