//! What an admin chooses for one chat channel: how it looks, what it says in which language, what
//! it asks before it stores anything, when somebody answers, and what a conversation may hold.
//!
//! Every field has a default that is safe to publish, so settings written before a field existed
//! still read. `crate::settings` is the one judge of them, in the desk and in the worker.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::availability::AvailabilitySettings;
use super::embed::Side;
use super::form::FormField;
use super::routing::Routing;
use super::targeting::Targeting;
use crate::ids::UserId;
use crate::language::Language;
use crate::text::Colour;

/// Everything about one channel: `GET` and `PUT /v1/channels/{channel}/settings`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChannelSettings {
    /// How it looks.
    pub look: Look,
    /// What is said where no better language is known, and where a text of another one is missing.
    pub language: Language,
    /// The languages that visitors are spoken to in; empty for all of Pulina's.
    pub languages: Vec<Language>,
    /// The channel's own texts, by language. What is missing comes from `language`, then from Pulina.
    pub texts: BTreeMap<Language, ChannelTexts>,
    /// What is asked before anything is stored.
    pub consent: ConsentSettings,
    /// When somebody answers.
    pub availability: AvailabilitySettings,
    /// On which pages it is shown, and what it says by itself there.
    pub targeting: Targeting,
    /// When an e-mail address is asked for. Never in the way of sending.
    pub email: EmailCapture,
    /// What is asked before the first message; empty for nothing.
    pub form: Vec<FormField>,
    /// Which files may be sent.
    pub files: FileRules,
    /// What a visitor's message does to a closed conversation.
    pub closed: ClosedRule,
    /// Whether visitors are asked how it was when their conversation was closed.
    pub asks_for_rating: bool,
    /// Who gets its tickets by itself, and what they begin with.
    pub routing: Routing,
    /// Days after its last event that a conversation is kept; absent: until somebody erases it.
    pub retention_days: Option<u16>,
    /// Sites that may show the chat, as origins; empty means every site.
    pub allowed_origins: Vec<String>,
}

impl ChannelSettings {
    /// Whether visitors may be spoken to in this language.
    pub fn speaks(&self, language: Language) -> bool {
        self.languages.is_empty() || self.languages.contains(&language)
    }

    /// Whether a site of this origin may show the chat.
    pub fn may_be_shown_on(&self, origin: &str) -> bool {
        self.allowed_origins.is_empty() || self.allowed_origins.iter().any(|allowed| allowed == origin)
    }
}

/// How a channel looks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Look {
    /// The one colour; everything else follows from it.
    pub accent: Colour,
    /// The typeface.
    pub font: Font,
    /// Light or dark.
    pub scheme: Scheme,
    /// Where the launcher stands.
    pub side: Side,
    /// Pixels between the launcher and the side, 0 to 200.
    pub side_offset: u16,
    /// Pixels between the launcher and the bottom, 0 to 200.
    pub bottom_offset: u16,
    /// What the launcher shows.
    pub launcher: LauncherStyle,
    /// Who stands at the top.
    pub heading: Heading,
    /// A path on our origin to the picture of the channel; absent for its first letter.
    pub avatar: Option<String>,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            accent: Colour { rgb: [0x1f, 0x5e, 0xff] },
            font: Font::default(),
            scheme: Scheme::default(),
            side: Side::default(),
            side_offset: 20,
            bottom_offset: 20,
            launcher: LauncherStyle::default(),
            heading: Heading::default(),
            avatar: None,
        }
    }
}

/// A typeface that the visitor's device has; none is ever fetched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Font {
    /// The one of the operating system.
    #[default]
    System,
    /// The one of the customer's page, by its family names.
    Inherit,
    /// With serifs.
    Serif,
    /// Rounded letters.
    Rounded,
    /// Humanist letters without serifs.
    Humanist,
    /// Geometric letters without serifs.
    Geometric,
    /// All letters of one width.
    Mono,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// As the visitor's device prefers.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
    /// As the customer's page says by its `color-scheme`.
    Page,
}

/// What the launcher shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LauncherStyle {
    /// A round button with an icon.
    #[default]
    Icon,
    /// Icon and words.
    Label,
    /// Nothing: the site opens the panel by its own button.
    Hidden,
}

/// Who stands at the top of the panel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Heading {
    /// The channel's own name and picture.
    #[default]
    Own,
    /// These users, at most three faces, the same three for one visitor; empty means everybody.
    Users(Vec<UserId>),
    /// The owner of the conversation, once there is one; the channel's own name before.
    Owner,
}

/// The texts that a channel has of its own. Empty means: as Pulina has it, or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChannelTexts {
    /// The heading of the panel.
    pub title: String,
    /// The line below it.
    pub subtitle: String,
    /// The first bubble, before anything was said.
    pub welcome: String,
    /// A bubble beside the launcher; empty for none.
    pub teaser: String,
    /// The words on a launcher with words.
    pub launcher: String,
    /// What is said while nobody is there. `{time}` stands for the next opening.
    pub away: String,
    /// A typical reply time in the channel's own words.
    pub reply_time: String,
    /// What the visitor agrees to: plain text with `[words](https://…)` for links.
    pub consent: String,
    /// The button that agrees.
    pub consent_button: String,
    /// What the visitor may agree to on top of it; empty means it is not asked.
    pub communicate: String,
    /// Sentences of the panel, by their key in `words.rs`, said otherwise.
    pub words: BTreeMap<String, String>,
}

/// What is asked before anything is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConsentSettings {
    /// Whether and how processing is agreed to.
    pub mode: ConsentMode,
    /// What the browser keeps.
    pub storage: StorageMode,
}

/// Whether and how processing is agreed to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentMode {
    /// It is not asked.
    #[default]
    Off,
    /// The text is shown; who sends a message agrees, and the version is noted with it.
    Implicit,
    /// Nothing is sent before the visitor pressed the button.
    Explicit,
}

/// What the visitor's browser keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StorageMode {
    /// Nothing: leaving the page ends the conversation on this device.
    Never,
    /// From the moment that the visitor acts: agrees where that is asked, sends where it is not.
    #[default]
    AfterConsent,
    /// As soon as the panel was opened: also what is typed and not sent.
    Always,
}

/// When an e-mail address is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmailCapture {
    /// Never.
    #[default]
    Never,
    /// Before the first message.
    Before,
    /// After the first message.
    After,
    /// After the first message, while nobody is there.
    WhenAway,
}

/// Which files may be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRules {
    /// Whether visitors may send files at all.
    pub are_allowed: bool,
    /// Bytes of one file, at most `limits::FILE_BYTES_MAX`.
    pub bytes_max: u64,
    /// Whether archives may be sent too.
    pub are_archives_allowed: bool,
}

/// The ends of the names of files that may be sent; what their bytes are is looked at when they are
/// there. Archives come on top where the channel wants them.
pub const FILE_EXTENSIONS: [&str; 18] = [
    "jpg", "jpeg", "png", "gif", "webp", "heic", "heif", "mp4", "webm", "mp3", "m4a", "ogg", "pdf", "txt",
    "csv", "docx", "xlsx", "pptx",
];
/// The end of an archive's name.
pub const ARCHIVE_EXTENSION: &str = "zip";

impl FileRules {
    /// What a browser's dialog offers to choose from.
    pub fn accept(&self) -> String {
        let archive = self.are_archives_allowed.then_some(ARCHIVE_EXTENSION);
        let all = FILE_EXTENSIONS.into_iter().chain(archive);
        all.map(|extension| [".", extension].concat()).collect::<Vec<_>>().join(",")
    }
}

impl Default for FileRules {
    fn default() -> Self {
        Self { are_allowed: true, bytes_max: crate::limits::FILE_BYTES_MAX, are_archives_allowed: false }
    }
}

/// What a visitor's message does to a closed conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedRule {
    /// It opens it again within so many hours of the closing; later a new one begins. 0: always a new one.
    ReopenWithinHours(u32),
    /// It always opens it again.
    #[default]
    Reopen,
}
