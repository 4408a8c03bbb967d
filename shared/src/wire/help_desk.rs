//! The frames of the help desk's socket and the shapes of its tickets.
//!
//! The desk reads pages and gives orders over HTTP; the socket only tells what changed since a
//! revision, each ticket whole, so applying a change twice does no harm.

use serde::{Deserialize, Serialize};

use super::conversation::{Author, ErrorFrame, PublicUser};
use super::identity::VerifiedContact;
use super::open_enum::open_enum;
use super::presence::Presence;
use super::routing::{OwnerReason, Priority};
use super::teams::InboxSummary;
use super::users::Role;
use crate::ids::{AccountId, ChannelId, ConversationId, Epoch, InboxId, Revision, TicketNumber, UserId};
use crate::time::Timestamp;

/// A frame from a desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskFrame {
    /// The first frame of every socket.
    Hello(DeskHello),
    /// Everything up to this revision arrived; lets the server send more.
    Received(Revision),
}

/// The first frame of a desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskHello {
    /// The client's protocol version.
    pub version: u32,
    /// What the desk has already; absent when it has nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume: Option<DeskResume>,
}

/// A place in the help desk's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskResume {
    /// Which history.
    pub epoch: Epoch,
    /// The last change that the desk has.
    pub after: Revision,
}

open_enum! {
    /// A frame from the help desk.
    pub enum HelpDeskFrame {
        /// The answer to `hello`.
        "hello" => Hello(HelpDeskHello),
        /// What changed.
        "changes" => Changes(Changes),
        /// A frame was refused.
        "error" => Error(ErrorFrame),
    }
}

/// The answer to a desk's `hello`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpDeskHello {
    /// The server's protocol version.
    pub version: u32,
    /// The history that the revisions belong to.
    pub epoch: Epoch,
    /// Whether the desk's history goes on. If not, it reads its lists again.
    pub resumed: bool,
    /// The revision at this moment.
    pub revision: Revision,
}

/// What changed, everything whole and in its newest form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// Everything up to this revision is in here or was sent before.
    pub revision: Revision,
    /// Tickets that are new or changed.
    pub tickets: Vec<Ticket>,
    /// Users that are new or changed.
    pub users: Vec<PublicUser>,
    /// How many tickets stand in each view, as the signed-in user sees them.
    pub counts: Counts,
    /// Whether the signed-in user takes new work; absent where that did not change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presence: Option<Presence>,
}

/// How many tickets stand in each view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Not closed and owned by the signed-in user.
    pub mine: u64,
    /// Not closed and owned by nobody.
    pub unassigned: u64,
    /// Not closed.
    pub open: u64,
}

/// One thing that agents work on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// How people call it.
    pub number: TicketNumber,
    /// The conversation it was opened for.
    pub conversation: ConversationId,
    /// The channel through which it came.
    pub channel: ChannelId,
    /// What it is about: the beginning of the first message.
    pub subject: String,
    /// How to call the person: the name that they gave, or "Visitor" and some letters of their id.
    pub visitor_name: String,
    /// Where it stands in its pipeline.
    pub status: TicketStatus,
    /// The inbox that it is in: the channel's, when it was opened.
    pub inbox: InboxId,
    /// The user who works on it.
    pub owner: Option<UserId>,
    /// Why it has that owner, or none; absent where nobody and no rule ever said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_reason: Option<OwnerReason>,
    /// How urgent it is; absent where nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// The e-mail address that the visitor gave. A claim, not proved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whom the customer's server says the visitor to be, by a signed token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<VerifiedContact>,
    /// When the customer's page last said something of the visitor, without a proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes_at: Option<Timestamp>,
    /// How it was, 1 to 5, as the visitor last said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<u8>,
    /// Whether the conversation's time was over: everything that was said is erased.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_erased: bool,
    /// The newest message.
    pub last_message: LastMessage,
    /// Messages of the visitor that no agent has seen.
    pub n_unread: u64,
    /// When the first message came.
    pub opened_at: Timestamp,
    /// When something last happened; lists are sorted by it, newest first.
    pub changed_at: Timestamp,
    /// The help desk's revision of the last change.
    pub revision: Revision,
}

impl Ticket {
    /// How to call the person: as the customer's server does, else as they call themselves.
    pub fn person(&self) -> &str {
        let verified = self.verified.as_ref().and_then(|contact| contact.name.as_deref());
        verified.unwrap_or(&self.visitor_name)
    }
}

/// The newest message of a conversation, shortened for lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastMessage {
    /// Who said it.
    pub author: Author,
    /// Its beginning, on one line.
    pub preview: String,
    /// When.
    pub at: Timestamp,
}

/// The statuses of the default pipeline; each is its own type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketStatus {
    /// Nobody answered yet.
    New,
    /// The ball is with the contact.
    WaitingOnContact,
    /// The ball is with us.
    WaitingOnUs,
    /// Done; a new message of the visitor opens it again.
    Closed,
}

/// Which tickets a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// Not closed and owned by the signed-in user.
    Mine,
    /// Not closed and owned by nobody.
    Unassigned,
    /// Not closed.
    #[default]
    Open,
    /// Closed.
    Closed,
}

impl View {
    /// All views, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Mine, Self::Unassigned, Self::Open, Self::Closed];

    /// The text in URLs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Unassigned => "unassigned",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    /// Reads the text in URLs.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.as_str() == text)
    }

    /// Whether a ticket stands in this view of this user.
    pub fn shows(self, ticket: &Ticket, user: &UserId) -> bool {
        let is_closed = ticket.status == TicketStatus::Closed;
        match self {
            Self::Mine => !is_closed && ticket.owner.as_ref() == Some(user),
            Self::Unassigned => !is_closed && ticket.owner.is_none(),
            Self::Open => !is_closed,
            Self::Closed => is_closed,
        }
    }
}

/// The signed-in user and what surrounds them: `GET /v1/session`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub account_name: String,
    /// Who is signed in.
    pub user: PublicUser,
    /// What they may do.
    pub role: Role,
    /// Their sign-in address.
    pub email: String,
    /// The page on which others book a time with them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meetings_link: Option<String>,
    /// All users of the account, by public profile.
    pub users: Vec<PublicUser>,
    /// The account's channels.
    pub channels: Vec<ChannelSummary>,
    /// The inboxes that the signed-in user is a member of.
    pub inboxes: Vec<InboxSummary>,
    /// Whether the signed-in user takes new work.
    pub presence: Presence,
}

/// A channel as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelSummary {
    /// Which.
    pub id: ChannelId,
    /// How people call it.
    pub name: String,
}

/// A page of tickets: `GET /v1/tickets`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketPage {
    /// Newest change first.
    pub tickets: Vec<Ticket>,
    /// Hand this in as `cursor` for the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// The history that the revision belongs to.
    pub epoch: Epoch,
    /// The revision at the moment of reading: the place to resume the socket from.
    pub revision: Revision,
    /// How many tickets stand in each view.
    pub counts: Counts,
}
