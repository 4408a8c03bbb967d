//! Bodies of the HTTP routes that are not a conversation's frames.

use serde::{Deserialize, Serialize};

use super::channel::{ChannelSettings, ConsentMode};
use super::content::FileInfo;
use super::conversation::{ConsentAct, ConversationState, ConversationStatus, Event};
use super::help_desk::LastMessage;
use crate::ids::{
    AccountId, ChannelId, ConversationId, Epoch, FileId, InboxId, MessageId, Seq, UserId, VisitorId,
};
use crate::time::Timestamp;

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
    /// Of the authenticator app, or a recovery code; asked for by `code_needed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// `POST /v1/channels/{channel}/visits`, with the visitor token as bearer; without a body it means
/// the newest conversation that a message can still go to, or the first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitWish {
    /// Begins a conversation of its own. The visitor's device makes the name once, so that the
    /// wish may be repeated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begin: Option<MessageId>,
    /// Goes on with this one of the visitor's own instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enter: Option<ConversationId>,
    /// The work that was asked for before (`work_wanted`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<Work>,
}

/// Work that was asked for and done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// The challenge, as it came.
    pub challenge: String,
    /// Which try it was.
    pub counter: u32,
}

/// The answer to a [`VisitWish`]. May be repeated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitBegun {
    /// The visitor whom the token names.
    pub visitor: VisitorId,
    /// Their conversation on this channel, made now or earlier.
    pub conversation: ConversationId,
}

/// `GET /v1/channels/{channel}/conversations`, with the visitor token as bearer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnConversations {
    /// Those in which something was said, newest change first, at most 50.
    pub conversations: Vec<OwnConversation>,
}

/// One of the visitor's conversations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnConversation {
    /// Which.
    pub id: ConversationId,
    /// Whether it is being worked on.
    pub status: ConversationStatus,
    /// The newest message.
    pub last_message: LastMessage,
    /// The public name of who said it, when that was a user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_agent_name: Option<String>,
    /// When the first message came.
    pub opened_at: Timestamp,
}

/// `POST /v1/conversations/{id}/files`: announces a file. The parts follow by
/// `PUT /v1/conversations/{id}/files/{file}/parts/{n}`, from 0, each of
/// [`crate::limits::FILE_PART_BYTES`] but the last; then `POST …/files/{file}/complete`. Everything
/// may be repeated; the same id is the same upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewFile {
    /// Made by the sender, once.
    pub upload: MessageId,
    /// What it is called on the sender's device.
    pub name: String,
    /// How many bytes it has.
    pub n_bytes: u64,
}

/// The answer to a [`NewFile`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileBegun {
    /// The file's id.
    pub file: FileId,
    /// The parts that are here already, in order.
    pub parts: Vec<u32>,
    /// The whole file, when it is complete already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub info: Option<FileInfo>,
}

/// `POST /v1/conversations/{id}/files/{file}/link`: an address that anybody may open for ten minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DownloadLink {
    /// A path on our origin.
    pub path: String,
    /// Until when.
    pub expires_at: Timestamp,
}

/// `GET /v1/conversations/{id}/consents`: everything that was agreed to and taken back, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentRecords {
    /// The records; none is ever changed.
    pub records: Vec<ConsentRecord>,
}

/// One time that something was agreed to or taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentRecord {
    /// Who.
    pub visitor: VisitorId,
    /// When, by the server's clock.
    pub at: Timestamp,
    /// To what, and which text.
    pub act: ConsentAct,
    /// How: by the button (`explicit`), or with the first message (`implicit`).
    pub mode: ConsentMode,
    /// SHA-256 of the text, in lower-case hex.
    pub text_sha256: String,
    /// The whole text as it was shown, its links included.
    pub text: String,
    /// The words on the button that was pressed; empty when there was none.
    pub button: String,
}

/// `GET /v1/channels/{channel}/settings`, of users. `PUT` takes the same with the revision that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredSettings {
    /// Counts the changes; `settings_changed` when it is not the newest.
    pub revision: u64,
    /// The settings.
    pub settings: ChannelSettings,
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
    /// The `https` page on which others book a time with the user; empty for none, absent to leave it.
    /// It is shown to nobody but the user, who may send it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meetings_link: Option<String>,
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
