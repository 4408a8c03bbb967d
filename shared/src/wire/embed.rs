//! What the loader on the customer's page and the panel in its frame tell each other, as JSON
//! texts over one message port, and the settings that come inlined with each.
//! Nothing here carries a secret or a message's text: the host page could read it.

use serde::{Deserialize, Serialize};

use crate::ids::ChannelId;
use crate::text::Colour;

/// From the loader to the panel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", content = "c", rename_all = "snake_case")]
pub enum HostMessage {
    /// The panel became visible; focus goes to the composer.
    Opened,
    /// The panel was hidden.
    Closed,
    /// Are you alive? Answered by `pong`.
    Ping,
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
    /// Messages of the other side that the visitor has not seen.
    Unread(u64),
    /// The app died and cannot go on; the loader makes a new frame.
    Trapped,
}

/// What the loader needs to draw the launcher; replaces `__PULINA_SETTINGS__` in `loader.js`.
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
    /// The heading.
    pub title: String,
    /// The line below it.
    pub subtitle: String,
    /// The first bubble, before anything was said; empty for none.
    pub welcome: String,
    /// The accent colour.
    pub accent: Colour,
    /// The colour of what stands on it.
    pub on_accent: String,
}
