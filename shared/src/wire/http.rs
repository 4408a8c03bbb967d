//! Bodies of the HTTP routes that are not a conversation's frames.

use serde::{Deserialize, Serialize};

use super::conversation::{ConversationState, Event};
use crate::ids::{AccountId, ChannelId, ConversationId, Epoch, InboxId, Seq, UserId, VisitorId};

/// `POST /v1/accounts`, with the set-up secret as bearer: an account, its first owner, inbox and chat channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    /// The company's name.
    pub account_name: String,
    /// The first owner's public name.
    pub name: String,
    /// The first owner's sign-in address.
    pub email: String,
    /// The first owner's password.
    pub password: String,
    /// Sites that may show the chat, as origins; empty means every site.
    #[serde(default)]
    pub allowed_origins: Vec<String>,
}

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountCreated {
    /// The account.
    pub account: AccountId,
    /// The first owner.
    pub owner: UserId,
    /// The first inbox.
    pub inbox: InboxId,
    /// The first chat channel; its id goes into the snippet.
    pub channel: ChannelId,
}

/// `POST /v1/sessions`: sign in. The answer sets the cookie and is a `Session`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The account to sign in to; stands in the desk's address.
    pub account: AccountId,
    /// The sign-in address.
    pub email: String,
    /// The password.
    pub password: String,
}

/// `POST /v1/channels/{channel}/visits`, with the visitor token as bearer. May be repeated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitBegun {
    /// The visitor whom the token names.
    pub visitor: VisitorId,
    /// Their conversation on this channel, made now or earlier.
    pub conversation: ConversationId,
}

/// `GET /v1/conversations/{id}/events?after=SEQ` or `?before=SEQ`, with `limit` up to 200.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventsPage {
    /// The history that the events belong to.
    pub epoch: Epoch,
    /// In order of `seq`.
    pub events: Vec<Event>,
    /// The last event at this moment.
    pub last_seq: Seq,
    /// The small state, whole.
    pub state: ConversationState,
}

/// `PATCH /v1/me`: what a user changes of themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileChange {
    /// The new public name; absent to leave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// `PUT /v1/tickets/{number}/owner`: changes the owner if it still is the expected one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnerChange {
    /// The new owner; `null` for nobody.
    pub owner: Option<UserId>,
    /// Who the caller believes is the owner; `null` for nobody.
    pub expected: Option<UserId>,
}
