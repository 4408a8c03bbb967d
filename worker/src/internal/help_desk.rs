//! What the edge and conversations ask of a help desk besides: visits, contacts, channels, grants.

use pulina_shared::ids::{ChannelId, ConversationId, MessageId, SessionId};
use pulina_shared::wire::channel::ChannelSettings;
use pulina_shared::wire::conversation::PublicUser;
use pulina_shared::wire::http::Work;
use pulina_shared::wire::identity::Attributes;
use serde::{Deserialize, Serialize};

use super::ConsentTexts;
use crate::domain::seen::Page;

/// `POST /visits`: which visitor and conversation a token names on a channel; made when new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReserveVisit {
    /// The channel.
    pub channel: ChannelId,
    /// SHA-256 of the visitor's token, in lower-case hex.
    pub token_hash: String,
    /// The network address; absent where the platform tells none.
    pub network: Option<String>,
    /// The name of the wish for a conversation of its own; absent for the newest that takes a message.
    #[serde(default)]
    pub begin: Option<MessageId>,
    /// One of the visitor's own to go on with instead.
    #[serde(default)]
    pub enter: Option<ConversationId>,
    /// The work that was asked for before.
    #[serde(default)]
    pub work: Option<Work>,
}

/// `POST /identify`: a customer's server says who the visitor with this token is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identify {
    /// The channel.
    pub channel: ChannelId,
    /// SHA-256 of the visitor's token, in lower-case hex.
    pub token_hash: String,
    /// The signed token.
    pub proof: String,
}

/// `POST /tell-attributes`: the page says something of the visitor with this token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellAttributes {
    /// The channel.
    pub channel: ChannelId,
    /// SHA-256 of the visitor's token, in lower-case hex.
    pub token_hash: String,
    /// All that it says.
    pub told: Attributes,
}

/// `POST /preview`: what a link shows, answered with a [`PublishedChannel`] of the draft's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenPreview {
    /// The channel.
    pub channel: ChannelId,
    /// What stands behind it in the address.
    pub link: String,
}

/// `POST /seen`: a channel's code was asked for by a page of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteSeen {
    /// The channel.
    pub channel: ChannelId,
    /// The page.
    pub page: Page,
}

/// `POST /own-conversations`: what a token's visitor has on a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListOwn {
    /// The channel.
    pub channel: ChannelId,
    /// SHA-256 of the visitor's token, in lower-case hex.
    pub token_hash: String,
}

/// `POST /grants`: may this session enter this conversation?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantRequest {
    /// SHA-256 of the session token, in lower-case hex.
    pub token_hash: String,
    /// The conversation.
    pub conversation: ConversationId,
    /// Whether a socket is opened, which lives on and must end with the session.
    pub is_socket: bool,
}

/// The answer to [`GrantRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The public profile.
    pub user: PublicUser,
    /// Which sign-in.
    pub session: SessionId,
}

/// `POST /channel` with its id, and `POST /channel-of` with the id of a conversation that came
/// through it: everything that the edge needs to speak to visitors for a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedChannel {
    /// Which channel.
    pub channel: ChannelId,
    /// Whether new visitors are let in.
    pub is_on: bool,
    /// Counts the changes of the settings.
    pub revision: u64,
    /// The company's name; the title of a channel that was given none.
    pub name: String,
    /// What an admin chose.
    pub settings: ChannelSettings,
    /// What is agreed to; absent when nothing has to be.
    pub consent: Option<ConsentTexts>,
    /// Whose faces may stand at the top.
    pub faces: Vec<PublicUser>,
    /// Users with an open desk; counted only where they decide whether somebody is there.
    pub n_online: u64,
    /// How long the first answer usually took in the last seven days; looked up only where it is told.
    pub reply_median_ms: Option<u64>,
}
