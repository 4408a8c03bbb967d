//! What the loader on the customer's page and the panel in its frame tell each other, as JSON
//! texts over one message port, and the settings that come inlined with each.
//! Nothing here carries a secret or a message's text: the host page could read it.

use serde::{Deserialize, Serialize};

use super::availability::AvailabilityNow;
use super::channel::{ConsentMode, EmailCapture, FileRules, StorageMode};
use super::conversation::{ConsentVersion, PublicUser};
use super::form::ShownField;
use super::targeting::{Condition, Often};
use crate::ids::{ChannelId, ConversationId};
use crate::text::Colour;
use crate::time::Timestamp;

/// From the loader to the panel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", content = "c", rename_all = "snake_case")]
pub enum HostMessage {
    /// The panel became visible; focus goes to the composer.
    Opened,
    /// The panel became visible because it was opened in another tab; the focus stays where it is.
    Shown,
    /// The panel was hidden.
    Closed,
    /// Are you alive? Answered by `pong`.
    Ping,
    /// What the panel may know of the page, whenever it becomes known or changes.
    Page(HostPage),
    /// What the page's scripts want: a [`HostWish`] as JSON text, because the part of the app that
    /// can do it may have to be loaded first.
    Wish(String),
}

/// What the page's scripts want of the panel. A page is a stranger: it can propose and claim, and it
/// can prove only what its server has signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HostWish {
    /// What stands in the composer, unless something is written there.
    Compose(String),
    /// Shows one of the visitor's own conversations.
    Show(ConversationId),
    /// Begins another conversation.
    Begin,
    /// The customer's server says who the visitor is, by a signed token.
    Identify(String),
    /// The page says something about the visitor, without a proof.
    Claim(Claim),
    /// Ends what was begun on this device, and forgets it.
    Logout,
    /// Says how the panel stands, for people who build pages.
    Inspect,
    /// Shows these [`PanelSettings`], as JSON text, in place of those that it came with. Only the preview
    /// beside the settings does it.
    Preview(String),
}

/// What a page says about a visitor without a proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Of what.
    pub name: String,
    /// What it is; absent when nothing is said about it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// `GET /v1/channels/{channel}/panel?lang=…`: what a panel that is open already shows after something
/// was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenewedPanel {
    /// Its settings, without Pulina's own sentences, which it has.
    pub settings: PanelSettings,
    /// The style that follows from the look.
    pub css: String,
    /// The classes of the page's root element.
    pub classes: String,
    /// Of the page's `color-scheme`.
    pub scheme: String,
}

/// What the panel may know of the page that it stands on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostPage {
    /// The page's address without query and fragment; goes into the proof of a consent.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// `light` or `dark`, where the channel follows the page.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scheme: String,
    /// The page's font families, where the channel inherits them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub font: String,
    /// Whether the panel stands in the page's own flow and has no launcher.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_inline: bool,
}

/// From the panel to the loader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", content = "c", rename_all = "snake_case")]
pub enum FrameMessage {
    /// The app runs.
    Ready,
    /// The answer to `ping`.
    Pong,
    /// The visitor asked to close the panel (button or Escape).
    Close,
    /// The chat was opened in another tab of the same site. Answered by `shown`, where it is shown.
    Open,
    /// Messages of the other side that the visitor has not seen.
    Unread(u64),
    /// The app died and cannot go on; the loader makes a new frame.
    Trapped,
    /// The language that the panel speaks, as its tag.
    Language(String),
    /// Something that the page may be told of.
    Happened(Happened),
}

/// The same, from the part of the app that is loaded later: what it alone says is not to weigh on the
/// first part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", content = "c", rename_all = "snake_case")]
pub enum LaterMessage {
    /// How the panel stands, in lines of text, as an answer to [`HostWish::Inspect`].
    Inspected(String),
    /// The visitor, or another tab of theirs, wants this device forgotten: what the page has said of
    /// the visitor until now is not to be said again.
    Forgotten,
    /// Something else was published, and the panel shows it now.
    Renewed,
    /// Whether the visitor wants to be told of messages while they look elsewhere. Answered by
    /// nothing: the browser asks, on the page's behalf.
    Notify(bool),
    /// The visitor became known as a contact.
    Identified,
    /// The page's token is over.
    IdentityExpired,
    /// The page's token proves nothing.
    IdentityInvalid,
    /// What the page says of the visitor cannot be taken.
    AttributesRefused,
}

/// Something that the page may be told of, never with what was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happened {
    /// What it is.
    pub what: Happening,
    /// The conversation that it is about, where that is the point of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
}

/// What the page may be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    /// The visitor began a conversation.
    Started,
    /// It was ended, by whomever.
    Ended,
    /// The visitor went to another one of theirs.
    Selected,
    /// The visitor said something.
    Interacted,
    /// The visitor chose one of the offered answers.
    Chosen,
}

/// What the loader needs to draw the launcher; replaces `__PULINA_SETTINGS__` in `loader.js`. What
/// has its default is left out, because every byte is on every page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LauncherSettings {
    /// The channel.
    pub channel: ChannelId,
    /// Our origin, where the panel lives.
    pub origin: String,
    /// The accessible name of the launcher.
    pub label: String,
    /// The accessible name of the launcher while the panel is open.
    pub close_label: String,
    /// The title of the frame.
    pub title: String,
    /// The launcher's colour.
    pub accent: Colour,
    /// The colour of what stands on it.
    pub on_accent: String,
    /// `start` or `end` of the line, so that right-to-left pages flip.
    pub side: Side,
    /// The language of all this, as its tag.
    pub lang: String,
    /// The path of the loader's second part, which brings everything below to life.
    pub more: String,
    /// Whether the second part is wanted before the visitor reaches for the launcher.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub eager: bool,
    /// Pixels to the side; absent for 20.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<u16>,
    /// Pixels to the bottom; absent for 20.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<u16>,
    /// The words beside the icon.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// Whether there is no launcher.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// Whether there is none until the second part says so: nobody is there, or not on this page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off: bool,
    /// "3 unread messages" in its plural forms, as in [`crate::words`].
    pub unread: String,
    /// The bubble beside the launcher.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub teaser: String,
    /// The accessible name of the button that takes the bubble away; with a bubble only.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub dismiss: String,
    /// Of a channel that has no launcher while nobody is there: how that stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hides: Option<Hides>,
    /// Whether the channel has conditions about pages ([`ShownTargeting`]).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rules: bool,
    /// Whose API is to be there as well; only `hubspot`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub compat: String,
    /// Whether the panel follows the page's colour scheme.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub page_scheme: bool,
    /// Whether the panel takes the page's fonts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub page_font: bool,
}

/// How a channel stands that has no launcher while nobody is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hides {
    /// Whether nobody is there.
    pub now: bool,
    /// When that changes by the schedule. Whatever else may change it has to be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// The snippets that bring a channel's chat to a page: `GET /embed/{channel}.json?as=snippets`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snippets {
    /// One line that is always the newest.
    pub plain: String,
    /// One that never changes, whose every byte the browser checks; it has to be replaced by hand.
    pub pinned: String,
}

/// A channel's `Targeting` in one language, as the loader's rules have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownTargeting {
    /// Where the launcher is shown.
    pub show: Condition,
    /// Against other channels of the page.
    pub priority: i32,
    /// What is said beside the launcher, the first that holds.
    pub campaigns: Vec<ShownCampaign>,
}

/// A campaign in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownCampaign {
    /// Its name.
    pub name: String,
    /// When it is said.
    pub when: Condition,
    /// What is said.
    pub text: String,
    /// How often one visitor is told.
    pub often: Often,
}

/// A side of the page in its writing direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Left on left-to-right pages.
    Start,
    /// Right on left-to-right pages.
    #[default]
    End,
}

/// What the panel knows before it asks anything; inlined in its HTML as `#settings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelSettings {
    /// The channel.
    pub channel: ChannelId,
    /// The language of everything below, as its tag.
    pub language: String,
    /// Pulina's sentences in that language, in the order of [`crate::words::Word::ALL`].
    pub words: Vec<String>,
    /// The heading.
    pub title: String,
    /// The line below it; empty for none.
    pub subtitle: String,
    /// The first bubble, before anything was said; empty for none.
    pub welcome: String,
    /// The accent colour.
    pub accent: Colour,
    /// The colour of what stands on it.
    pub on_accent: String,
    /// A path on our origin to the channel's picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
    /// Whose faces may stand at the top (`crate::faces`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faces: Vec<PublicUser>,
    /// Whether the owner of the conversation takes the place at the top.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_owner_shown: bool,
    /// What is asked before anything is sent; absent when nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentAsked>,
    /// What the browser keeps.
    pub storage: StorageMode,
    /// Whether somebody is there.
    pub availability: AvailabilityNow,
    /// The channel's away message; `{time}` stands for the next opening. Empty for Pulina's own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub away_text: String,
    /// A typical reply time in the channel's own words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reply_text: String,
    /// When an e-mail address is asked for.
    pub email: EmailCapture,
    /// What is asked before the first message.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub form: Vec<ShownField>,
    /// Which files may be sent; absent when none may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<FileRules>,
    /// Whether visitors are asked how it was.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asks_for_rating: bool,
    /// The path of the emoji with their names in this language.
    pub emoji: String,
    /// The languages that one can switch to, as their tags, when there is a choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
}

/// What is asked before anything is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentAsked {
    /// How: never [`ConsentMode::Off`].
    pub mode: ConsentMode,
    /// Which version this is.
    pub version: ConsentVersion,
    /// The text, in which `[words](https://…)` is a link.
    pub text: String,
    /// The button that agrees.
    pub button: String,
    /// What one may agree to on top of it; empty when it is not asked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub communicate: String,
}
