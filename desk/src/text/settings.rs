//! The texts of the settings.

use pulina_shared::problem::Code;
use pulina_shared::wire::availability::{AvailabilityMode, AwayBehaviour, ReplyTime};
use pulina_shared::wire::channel::{ConsentMode, EmailCapture, Font, LauncherStyle, Scheme, StorageMode};
use pulina_shared::wire::embed::Side;

use crate::settings::Kind;
use crate::settings_place::{ChannelTab, Section};

pub const SETTINGS: &str = "Settings";
pub const SETTINGS_SECTIONS: &str = "Sections of the settings";
pub const CHANNEL_PARTS: &str = "Parts of the channel";
pub const LOADING_SETTINGS: &str = "Loading the settings…";
pub const SETTINGS_UNREACHABLE: &str = "The settings could not be loaded. Check your connection.";

/// What a section is called.
pub fn section(section: Section) -> &'static str {
    match section {
        Section::Channels => "Channels",
        Section::Inboxes => super::INBOXES,
        Section::Users => super::USERS,
        Section::Teams => super::TEAMS,
        Section::Privacy => "Data & privacy",
        Section::Audit => super::AUDIT,
        Section::Availability => super::OWN_AVAILABILITY,
        Section::Security => super::SECURITY,
    }
}

/// What a part of a channel's settings is called.
pub fn channel_tab(tab: ChannelTab) -> &'static str {
    match tab {
        ChannelTab::Look => "Look",
        ChannelTab::Texts => "Texts",
        ChannelTab::Questions => "Questions",
        ChannelTab::Conversation => "Conversation",
        ChannelTab::Availability => "Availability",
        ChannelTab::Consent => "Consent",
        ChannelTab::Rules => "Display rules",
        ChannelTab::Routing => super::ROUTING,
        ChannelTab::Code => "Tracking code",
        ChannelTab::History => super::HISTORY,
    }
}

/// What is wrong with a field, by its JSON pointer.
pub fn settings_mistake(code: Code, pointer: &str, limit: Option<u64>) -> String {
    match (code, limit) {
        (Code::FieldTooLong, Some(limit)) => format!("Use at most {limit} characters."),
        (Code::TooManyItems, Some(limit)) => format!("At most {limit} fit here."),
        _ if pointer.starts_with("/targeting/") => super::rules::rules_mistake(pointer).to_owned(),
        _ if pointer.starts_with("/form/") => super::questions::question_mistake(pointer).to_owned(),
        _ if pointer == "/look/accent" => "A colour looks like #1f5eff.".to_owned(),
        _ if pointer == "/retention_days" => "Enter whole days, 1 or more, or nothing.".to_owned(),
        _ if pointer == "/availability/schedule/week" => {
            "Hours that end after midnight reach into those of the next day.".to_owned()
        }
        _ if pointer.starts_with("/availability/schedule/week/") => {
            "Write 9:00-12:00, 14:00-18:00, without one reaching into another.".to_owned()
        }
        _ if pointer == "/closed" => "Enter whole hours, or nothing.".to_owned(),
        _ if pointer.ends_with("_offset") => "Enter whole pixels, 0 to 200.".to_owned(),
        _ if pointer.starts_with("/availability/schedule/days/") => {
            super::days::day_mistake(pointer).to_owned()
        }
        _ => match line_of("/allowed_origins/", pointer) {
            Some(line) => format!("Line {line} is not a site. One looks like https://shop.example."),
            None => "This value cannot be used.".to_owned(),
        },
    }
}

/// Which line of the field with this pointer it is, from 1.
fn line_of(field: &str, pointer: &str) -> Option<usize> {
    let line: usize = pointer.strip_prefix(field)?.split('/').next()?.parse().ok()?;
    Some(line + 1)
}

// ---- Look ----

pub const ACCENT: &str = "Accent colour";
pub const ACCENT_WHY: &str = "The one colour of the chat; everything else follows from it.";
pub const PICK_COLOUR: &str = "Pick the accent colour";
pub const FONT: &str = "Typeface";
pub const FONT_WHY: &str = "Visitors' devices have these; nothing is downloaded.";
pub const SCHEME: &str = "Light or dark";
pub const LAUNCHER: &str = "Launcher";
pub const LAUNCHER_WHY: &str = "The button that opens the chat. Without one, a button of your own opens it.";
pub const SIDE: &str = "Side of the page";
pub const SIDE_OFFSET: &str = "Pixels from the side";
pub const BOTTOM_OFFSET: &str = "Pixels from the bottom";

pub const FONTS: [(Font, &str); 7] = [
    (Font::System, "As on the device"),
    (Font::Inherit, "As on your page"),
    (Font::Serif, "With serifs"),
    (Font::Rounded, "Rounded"),
    (Font::Humanist, "Humanist"),
    (Font::Geometric, "Geometric"),
    (Font::Mono, "Typewriter"),
];
pub const SCHEMES: [(Scheme, &str); 4] = [
    (Scheme::Auto, "As the device prefers"),
    (Scheme::Light, "Always light"),
    (Scheme::Dark, "Always dark"),
    (Scheme::Page, "As your page says"),
];
pub const LAUNCHERS: [(LauncherStyle, &str); 3] = [
    (LauncherStyle::Icon, "Icon"),
    (LauncherStyle::Label, "Icon and words"),
    (LauncherStyle::Hidden, "None"),
];
pub const SIDES: [(Side, &str); 2] =
    [(Side::End, "Where lines end (right in English)"), (Side::Start, "Where lines begin (left in English)")];

/// How well words read on the accent.
pub fn contrast(ratio: f64) -> String {
    format!("Words on it look like this, with a contrast of {ratio:.1} to 1.")
}

// ---- Texts ----

pub const MAIN_LANGUAGE: &str = "Main language";
pub const MAIN_LANGUAGE_WHY: &str = "Spoken where no better one is known.";
pub const TEXTS_IN: &str = "Texts in";
pub const TEXTS_IN_WHY: &str = "What is missing in a language is taken from the main one, then from Pulina.";
pub const TITLE: &str = "Heading";
pub const TITLE_WHY: &str = "At the top of the chat.";
pub const SUBTITLE: &str = "Line below the heading";
pub const SUBTITLE_WHY: &str = "What you do, or how you help.";
pub const WELCOME: &str = "Welcome";
pub const WELCOME_WHY: &str = "The first bubble, before anything was said.";
pub const TEASER: &str = "Teaser";
pub const TEASER_WHY: &str = "A bubble beside the launcher. Empty: none.";
pub const LAUNCHER_WORDS: &str = "Words on the launcher";
pub const LAUNCHER_WORDS_WHY: &str = "Shown where the launcher has words.";
pub const AWAY: &str = "While nobody is there";
pub const AWAY_WHY: &str = "{time} stands for when you are back.";
pub const REPLY_WORDS: &str = "Usual time until an answer, in your own words";
pub const REPLY_WORDS_WHY: &str = "Shown where that is chosen under Availability.";

// ---- Availability ----

pub const AVAILABILITY: &str = "Somebody is there";
pub const AVAILABILITIES: [(AvailabilityMode, &str); 3] = [
    (AvailabilityMode::Always, "Always"),
    (AvailabilityMode::Hours, "In the opening hours"),
    (AvailabilityMode::Users, "In the opening hours, while somebody whom the routing names is available"),
];
pub const OPENING_HOURS: &str = "Opening hours";
pub const OPENING_HOURS_WHY: &str =
    "Like 9:00-12:00, 14:00-18:00. Past midnight: 22:00-2:00. Empty: closed that day.";
pub const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
pub const ZONE: &str = "Time zone";
pub const ZONE_WHY: &str = "Like Europe/Helsinki. Visitors see times in their own.";
pub const AWAY_BEHAVIOUR: &str = "While nobody is there, visitors see";
pub const AWAY_BEHAVIOURS: [(AwayBehaviour, &str); 3] = [
    (AwayBehaviour::ReturnTime, "When you are back"),
    (AwayBehaviour::Message, "Your own words, from the texts"),
    (AwayBehaviour::HideLauncher, "No launcher"),
];
pub const REPLY_TIME: &str = "Usual time until an answer";
pub const REPLY_TIMES: [(ReplyTime, &str); 6] = [
    (ReplyTime::Hidden, "Not told"),
    (ReplyTime::Minutes, "A few minutes"),
    (ReplyTime::Hours, "A few hours"),
    (ReplyTime::Day, "A day"),
    (ReplyTime::Custom, "In your own words, from the texts"),
    (ReplyTime::Measured, "As measured over the last seven days"),
];

// ---- Consent ----

pub const CONSENT_MODE: &str = "Agreeing to be stored";
pub const CONSENT_MODES: [(ConsentMode, &str); 3] = [
    (ConsentMode::Off, "Not asked"),
    (ConsentMode::Implicit, "Who writes agrees; the text is shown"),
    (ConsentMode::Explicit, "A button has to be pressed before anything is sent"),
];
pub const STORAGE: &str = "What the visitor's browser keeps";
pub const STORAGE_WHY: &str = "Where it keeps nothing, leaving the page ends the conversation there.";
pub const STORAGES: [(StorageMode, &str); 3] = [
    (StorageMode::Never, "Nothing"),
    (StorageMode::AfterConsent, "The conversation, from the first message on"),
    (StorageMode::Always, "The conversation, and what is typed and not sent"),
];
pub const RETENTION: &str = "Days that conversations are kept";
pub const RETENTION_WHY: &str =
    "Counted from the last event; then they are erased for good. Empty: until somebody erases them.";
pub const CONSENT_TEXT: &str = "What is agreed to";
pub const CONSENT_TEXT_WHY: &str = "Links are written [like this](https://shop.example/privacy).";
pub const CONSENT_BUTTON: &str = "The button that agrees";
pub const CONSENT_BUTTON_WHY: &str = "Empty: as Pulina has it.";
pub const COMMUNICATE: &str = "What may be agreed to on top of it";
pub const COMMUNICATE_WHY: &str = "News, for example. Never needed for the chat. Empty: not asked.";

// ---- Conversation ----

pub const EMAIL_CAPTURE: &str = "Asking for an e-mail address";
pub const EMAIL_CAPTURE_WHY: &str = "It can always be skipped.";
pub const EMAIL_CAPTURES: [(EmailCapture, &str); 4] = [
    (EmailCapture::Never, "Never"),
    (EmailCapture::Before, "Before the first message"),
    (EmailCapture::After, "After the first message"),
    (EmailCapture::WhenAway, "After the first message, while nobody is there"),
];
pub const FILES_ALLOWED: &str = "Visitors may send files";
pub const ARCHIVES_ALLOWED: &str = "Archives (.zip) too";
pub const REOPEN: &str = "Hours in which a message opens a closed conversation again";
pub const REOPEN_WHY: &str = "Later a new one begins. 0: always a new one. Empty: it always opens again.";
pub const RATING_ASKED: &str = "Ask how it was when a conversation was closed";

// ---- Tracking code ----

pub const SITE_KIND: &str = "Your site is made with";
pub const SITE_KINDS: [(Kind, &str); 4] = [
    (Kind::Html, "HTML"),
    (Kind::TagManager, "A tag manager"),
    (Kind::WordPress, "WordPress"),
    (Kind::React, "React"),
];
pub const SNIPPET: &str = "Code to paste";
pub const COPY: &str = "Copy";
pub const COPIED: &str = "Copied";
pub const NOT_COPIED: &str = "Your browser did not let us copy it. Select it and copy it by hand.";
pub const POLICY: &str = "Content security policy";
pub const POLICY_WHY: &str = "If your pages have one, it has to allow this. Nothing else is needed.";
pub const SITES: &str = "Sites that may show the chat";
pub const SITES_WHY: &str = "One a line, such as https://shop.example. Empty: every site.";

pub const KEYS: &str = "Identity keys";
pub const KEYS_WHY: &str = "With one of these your server signs who a visitor is, and agents see a verified name. Two can be live, so that a new one can be tried before the old one goes.";
pub const KEYS_FULL: &str = "Two keys are live. Revoke one before you make another.";
pub const KEY_HMAC: &str = "A shared secret";
pub const KEY_ED25519: &str = "A public key";
pub const MAKE_KEY: &str = "Make a key";
pub const SECRET: &str = "The new key's secret";
pub const SECRET_WHY: &str =
    "The secret is shown this once. Keep it on your server; it never goes to a browser.";
pub const REVOKE: &str = "Revoke";
pub const REVOKE_WHY: &str = "Every token that it signed is worthless at once.";
pub const REVOKE_NOW: &str = "Revoke it";
pub const KEY_REVOKED: &str = "The key is revoked.";

/// The button that leads to revoking this key.
pub fn revoke_key(name: &str) -> String {
    format!("{REVOKE} {name}")
}

/// Where the code goes.
pub fn paste_where(kind: Kind) -> &'static str {
    match kind {
        Kind::Html => "Paste this before </body> on every page that is to have the chat.",
        Kind::TagManager => "Make a tag of your own HTML with this, and let it fire on all pages.",
        Kind::WordPress => {
            "Paste this into the footer of your theme, or into a plugin that puts code into the footer."
        }
        Kind::React => "Put this into the component that stands around all of your pages.",
    }
}
