//! The texts of the channels: their list, how one begins, whether its code is seen, and what its visitors
//! agreed to.

use pulina_shared::language::Language;
use pulina_shared::text::set_apart;
use pulina_shared::wire::channel::ConsentMode;
use pulina_shared::wire::channels::{ChannelKind, ChannelProblem};

use crate::settings::Hours;
use crate::settings_place::ChannelTab;

// ---- List ----

pub const BACK_TO_CHANNELS: &str = "Back to channels";
pub const LOADING_CHANNELS: &str = "Loading the channels…";
pub const NO_CHANNELS: &str = "There is no channel yet. Add one, and its code brings the chat to your site.";
pub const ADD_CHANNEL: &str = "Add a channel";
pub const SET_UP: &str = "Set up your chat";
pub const SET_UP_WHY: &str = "Your chat is ready and no page has shown it yet. Five answers make it yours.";
pub const RENAME: &str = "Rename";
pub const CHANNEL_NAME: &str = "Name of the channel";
pub const SAVE_NAME: &str = "Save";
pub const KEEP_NAME: &str = "Cancel";
pub const CHANNEL_NAME_MISSING: &str = "Enter a name.";
pub const DRAFT_WAITS: &str = "A draft waits to be published";
pub const IS_ON: &str = "On";
pub const IS_OFF: &str = "Off";

/// The button that renames this channel.
pub fn rename_channel(name: &str) -> String {
    format!("{RENAME} {}", set_apart(name))
}

/// What the switch of this channel does.
pub fn let_visitors_in(name: &str) -> String {
    format!("{}: let new visitors in", set_apart(name))
}

/// Said when a channel was switched.
pub fn switched(name: &str, is_on: bool) -> String {
    let state = if is_on { "on. Visitors have the chat." } else { "off. New visitors have no chat." };
    format!("{} is {state}", set_apart(name))
}

/// Said when a channel was renamed.
pub fn renamed(name: &str) -> String {
    format!("It is called {} now.", set_apart(name))
}

/// What a channel is.
pub fn channel_kind(kind: ChannelKind) -> &'static str {
    match kind {
        ChannelKind::Chat => "Chat on websites",
    }
}

/// What a channel is, and to which inbox it leads.
pub fn kind_and_inbox(kind: ChannelKind, inbox: &str) -> String {
    format!("{}, leads to {}", channel_kind(kind), set_apart(inbox))
}

/// Where the code was seen last.
pub fn last_seen(page: &str, ago: &str) -> String {
    format!("Last seen on {}, {ago}", set_apart(page))
}

pub const JUST_NOW: &str = "just now";

/// So many seconds ago.
pub fn seconds_ago(n_seconds: u64) -> String {
    format!("{n_seconds} seconds ago")
}

/// So many minutes ago.
pub fn minutes_ago(n_minutes: u64) -> String {
    if n_minutes == 1 { "a minute ago".to_owned() } else { format!("{n_minutes} minutes ago") }
}

/// So many hours ago.
pub fn hours_ago(n_hours: u64) -> String {
    if n_hours == 1 { "an hour ago".to_owned() } else { format!("{n_hours} hours ago") }
}

/// What is wrong with a channel.
pub fn channel_problem(problem: &ChannelProblem) -> String {
    match problem {
        ChannelProblem::Off => "It is switched off: new visitors have no chat.".to_owned(),
        ChannelProblem::NeverSeen => "Its code was never seen on a page.".to_owned(),
        ChannelProblem::SeenLongAgo => "Its code was not seen for a week.".to_owned(),
        ChannelProblem::SeenElsewhere(origins) => not_allowed(origins),
        ChannelProblem::NobodyAnswers => {
            "It has no opening hours, so visitors never meet anybody.".to_owned()
        }
    }
}

/// These sites have the code and may not show the chat.
pub fn not_allowed(origins: &[String]) -> String {
    let sites = origins.iter().map(|origin| set_apart(origin)).collect::<Vec<_>>().join(", ");
    let verb = if origins.len() == 1 { "has" } else { "have" };
    format!("{sites} {verb} the code and may not show the chat.")
}

/// Where a problem is mended, and what the link there is called; nothing for what the list itself mends.
pub fn mended_at(problem: &ChannelProblem) -> Option<(ChannelTab, &'static str)> {
    match problem {
        ChannelProblem::Off => None,
        ChannelProblem::NeverSeen => Some((ChannelTab::Code, "Get the code")),
        ChannelProblem::SeenLongAgo => Some((ChannelTab::Code, "Check the code")),
        ChannelProblem::SeenElsewhere(_) => Some((ChannelTab::Code, "Choose the sites")),
        ChannelProblem::NobodyAnswers => Some((ChannelTab::Availability, "Set the hours")),
    }
}

// ---- Start ----

pub const START_WHY: &str = "Everything can be changed later, and there is more to choose then.";
pub const START_NAME_WHY: &str = "For your team; visitors never see it.";
pub const FIRST_CHANNEL_NAME: &str = "Website chat";
pub const GREETING: &str = "Greeting";
pub const HOURS: &str = "Somebody answers";
pub const START_CONSENT: &str = "Before a message is stored";
pub const START_CONSENTS: [(ConsentMode, &str); 3] = [
    (ConsentMode::Off, "Nothing is asked"),
    (ConsentMode::Implicit, "A notice is shown; who writes agrees"),
    (ConsentMode::Explicit, "The visitor has to agree by a button"),
];
pub const CREATE: &str = "Create it and get the code";
pub const CREATING: &str = "Creating…";
pub const SAVE_AND_PUBLISH: &str = "Publish it and get the code";
pub const CHANNEL_IS_READY: &str = "It is ready. Copy the code and paste it into your site.";
pub const MADE_ALREADY: &str =
    "An earlier press has made it already, as it stood then. You find it in the list of channels.";

/// When somebody answers, as it can be chosen at the start.
pub fn hours(hours: Hours) -> &'static str {
    match hours {
        Hours::Always => "Always",
        Hours::Weekdays => "On weekdays, 9:00 to 17:00",
        Hours::Never => "Never live: visitors leave messages",
        Hours::Kept => "As it is set now",
    }
}

/// Whose clock the hours follow.
pub fn hours_why(zone: &str) -> String {
    format!("Hours are those of your time zone, {zone}.")
}

/// Where the greeting stands.
pub fn greeting_why(language: Language) -> String {
    format!("The first bubble, in {}. Empty: as Pulina says it.", language.own_name())
}

/// A name that no channel has yet, if there are so many.
pub fn next_channel_name(n_channels: usize) -> String {
    match n_channels {
        0 => FIRST_CHANNEL_NAME.to_owned(),
        n_channels => format!("{FIRST_CHANNEL_NAME} {}", n_channels + 1),
    }
}

// ---- Whether the code is seen ----

pub const LIVE_CHECK: &str = "Is it there?";
pub const NOT_SEEN: &str = "Not seen yet. Open a page with the code; this line changes by itself.";
pub const ALLOW_SITE: &str = "Allow this site";
pub const ALLOWED_IN_DRAFT: &str = "Allowed in the draft. Publish it, and the site shows the chat.";
pub const SWITCH_ON: &str = "Switch it on";

/// Where the code is seen.
pub fn seen_on(origin: &str) -> String {
    format!("Seen on {}", set_apart(origin))
}

/// The button that allows this site.
pub fn allow_site(origin: &str) -> String {
    format!("{ALLOW_SITE}: {}", set_apart(origin))
}

// ---- What visitors agreed to ----

pub const CONSENT_VERSIONS: &str = "What visitors were asked";
pub const CONSENT_VERSIONS_WHY: &str =
    "Each published wording is kept with how many agreed to it, so that you can show it later.";
pub const NO_CONSENT_VERSIONS: &str = "Nothing was ever asked.";
pub const CURRENT_VERSION: &str = "Asked now";
pub const WORDING: &str = "The wording";
pub const LOADING_VERSIONS: &str = "Loading what was asked…";

/// How many agreed.
pub fn n_accepted(n_accepted: Option<u64>) -> String {
    match n_accepted {
        None => "Not counted then".to_owned(),
        Some(0) => "Nobody agreed yet".to_owned(),
        Some(1) => "One visitor agreed".to_owned(),
        Some(n_accepted) => format!("{n_accepted} visitors agreed"),
    }
}

/// How it was agreed to.
pub fn consent_mode(mode: Option<ConsentMode>) -> Option<&'static str> {
    let mode = mode?;
    super::CONSENT_MODES.into_iter().find(|(of, _)| *of == mode).map(|(_, name)| name)
}
