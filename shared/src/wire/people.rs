//! People on record: what is kept of one, taking it along, and erasing it. A person is found by an
//! e-mail address or by a visitor's id; which of the conversations that this finds are theirs is for
//! the user to say, because an address that somebody typed proves nothing.

use serde::{Deserialize, Serialize};

use super::identity::{Attributes, VerifiedContact};
use crate::ids::{ChannelId, ConversationId, MessageId, TicketNumber, UserId, VisitorId};
use crate::time::Timestamp;

/// Whom: one of the two. `POST /v1/people/search` answers with a [`PersonFound`], and
/// `POST /v1/people/export` with a file of everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PersonWanted {
    /// An e-mail address that they gave, or that a customer's server said to be theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Their id as a visitor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visitor: Option<VisitorId>,
}

/// What is kept of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonFound {
    /// The newest first.
    pub conversations: Vec<KeptConversation>,
    /// Whether there are more than are listed.
    pub has_more: bool,
    /// What of them was erased before, the newest first.
    pub erasures: Vec<Erasure>,
}

/// A conversation of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptConversation {
    /// Which one.
    pub conversation: ConversationId,
    /// Through which channel it came.
    pub channel: ChannelId,
    /// Whose it is.
    pub visitor: VisitorId,
    /// Why it is listed.
    pub because: Because,
    /// Its ticket; absent while nothing was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketNumber>,
    /// How the person is called on it; empty without a ticket.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What it is about.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// The address that was given in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whom the customer's server says the visitor to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<VerifiedContact>,
    /// What the customer's page says of the visitor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// When its ticket last changed; absent without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<Timestamp>,
}

/// Why a conversation is listed for a person, the strongest reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// The visitor's id was asked for.
    Visitor,
    /// The customer's server said that the address is this contact's.
    Verified,
    /// The address was given in it. Anybody can type one.
    Claimed,
    /// It is another one of a visitor who gave the address elsewhere.
    SameVisitor,
}

/// `POST /v1/people/erase`: erases these conversations of a person, answered with the [`Erasure`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EraseWish {
    /// Made by the client, so that the wish may be repeated.
    pub id: MessageId,
    /// Whose they are.
    pub person: PersonWanted,
    /// Which: at least one, each as [`PersonFound`] lists it.
    pub conversations: Vec<ConversationId>,
}

/// The record of something that was erased: it tells that it was done and nothing of what there was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// Its name.
    pub id: MessageId,
    /// Who wanted it.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
    /// How many conversations.
    pub n_conversations: u64,
    /// Of how many everything is gone by now.
    pub n_done: u64,
    /// The tickets that remain as numbers.
    pub tickets: Vec<TicketNumber>,
}

/// `GET /v1/people/erasures`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasures {
    /// The newest first, at most a hundred.
    pub erasures: Vec<Erasure>,
}
