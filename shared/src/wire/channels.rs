//! The channels of an account as its users see them: which there are, whether they work, where
//! their code was seen, and which consent texts they ever showed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::channel::{ChannelSettings, ConsentMode};
use super::conversation::ConsentVersion;
use crate::ids::{ChannelId, MessageId};
use crate::language::Language;
use crate::time::Timestamp;

/// `GET /v1/channels`, of users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channels {
    /// The oldest first.
    pub channels: Vec<ChannelRecord>,
    /// The server's time, by which `seen.at` is how long ago.
    pub now: Timestamp,
}

/// A channel with everything that a list of them shows: the answer to `POST /v1/channels` and to
/// `PATCH /v1/channels/{channel}` too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelRecord {
    /// Which.
    pub id: ChannelId,
    /// How people call it; visitors never see it.
    pub name: String,
    /// What it is.
    pub kind: ChannelKind,
    /// The name of the inbox that it leads to.
    pub inbox_name: String,
    /// Whether new visitors are let in.
    pub is_on: bool,
    /// The published revision of its settings.
    pub revision: u64,
    /// Whether a draft waits to be published.
    pub has_draft: bool,
    /// Where its code was seen last, on a site that may show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<SeenPage>,
    /// What is wrong, the worst first.
    pub problems: Vec<ChannelProblem>,
}

/// What a channel is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// A chat on websites.
    #[default]
    Chat,
}

/// Why a channel does not do what somebody may expect of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelProblem {
    /// It is switched off.
    Off,
    /// Its code was never seen on a site that may show it.
    NeverSeen,
    /// Its code was not seen for a week.
    SeenLongAgo,
    /// Its code was seen, within a week, on sites that may not show it: these origins.
    SeenElsewhere(Vec<String>),
    /// It is answered by its hours alone, and none of them are open.
    NobodyAnswers,
}

/// A page on which a channel's code was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenPage {
    /// Its address without query and fragment; of most sites the origin alone, because browsers do
    /// not tell other sites more.
    pub page: String,
    /// When, within ten seconds.
    pub at: Timestamp,
}

/// `POST /v1/channels`, of users: a chat channel. The answer is a [`ChannelRecord`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewChannel {
    /// Made by the client, once, so that the wish may be repeated.
    pub begin: MessageId,
    /// How people call it.
    pub name: String,
    /// What is chosen for it; absent for what a channel has when nothing was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<ChannelSettings>,
}

/// `PATCH /v1/channels/{channel}`, of users; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelChange {
    /// How people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether new visitors are let in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_on: Option<bool>,
}

/// `GET /v1/channels/{channel}/seen`, of users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelSeen {
    /// The newest first, at most `limits::SEEN_ORIGINS_MAX` that may show the chat and as many that
    /// may not.
    pub origins: Vec<SeenOrigin>,
    /// The same as in the list of channels.
    pub problems: Vec<ChannelProblem>,
    /// The server's time.
    pub now: Timestamp,
}

/// A site on which a channel's code was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenOrigin {
    /// Which.
    pub origin: String,
    /// The newest page of it, as in [`SeenPage`].
    pub page: String,
    /// When, within ten seconds.
    pub at: Timestamp,
    /// Whether it may show the chat, by what is published now.
    pub is_allowed: bool,
}

/// `GET /v1/channels/{channel}/consent-versions`, of users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentVersions {
    /// The newest first.
    pub versions: Vec<ShownConsent>,
}

/// One version of what visitors of a channel were asked to agree to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownConsent {
    /// Its name, as consents carry it.
    pub version: ConsentVersion,
    /// When the channel asked for it first.
    pub since: Timestamp,
    /// Whether the channel asks for it now.
    pub is_current: bool,
    /// How it is agreed to; absent where that was not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<ConsentMode>,
    /// In each language.
    pub texts: BTreeMap<Language, ShownConsentText>,
    /// How many visitors agreed to the processing in this version; absent where that was not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n_accepted: Option<u64>,
}

/// What is agreed to, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownConsentText {
    /// What is said about processing.
    pub text: String,
    /// The button that agrees.
    pub button: String,
    /// What may be agreed to on top of it; empty when it was not asked.
    pub communicate: String,
}
