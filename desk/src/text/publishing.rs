//! The texts of drafts, of publishing, and of what was public before.

use pulina_shared::language::Language;
use pulina_shared::wire::publishing::Changes;

use super::settings;

pub const UNSAVED: &str = "Not saved yet";
pub const KEEPING: &str = "Saving the draft…";
pub const PUBLISHING: &str = "Publishing…";
pub const PUBLISHED: &str = "Published. Visitors have it within a minute.";
pub const DISCARDED: &str = "The draft is gone. Visitors have what they had.";
pub const SETTINGS_MISTAKE: &str = "Not saved: one field needs a look.";
pub const PUBLISH: &str = "Publish…";
pub const PUBLISH_NOW: &str = "Publish now";
pub const NOT_YET: &str = "Not yet";
pub const PUT_DRAFT_BACK: &str = "Put the draft back";
pub const DISCARD_DRAFT: &str = "Throw the draft away";
pub const WHAT_CHANGES: &str = "What changes for visitors";
pub const OVERTAKEN: &str =
    "A colleague changed the draft while you were changing it. Nothing of either is lost yet.";
pub const OVERTAKEN_BY_PUBLISHING: &str =
    "A colleague published something else while you were changing the draft. Nothing of either is lost yet.";
pub const TAKE_THEIRS: &str = "Show theirs instead";
pub const KEEP_MINE: &str = "Replace theirs with mine";
pub const ON: &str = "on";
pub const OFF: &str = "off";

pub const HISTORY: &str = "History";
pub const HISTORY_WHY: &str =
    "Everything that was public. Returning to it publishes it again; how it is now stays in this list.";
pub const RESTORE: &str = "Return to this";
pub const LIVE_NOW: &str = "Live now";
pub const WAS_RESTORED: &str = "Returned to an earlier one.";
pub const BEFORE_HISTORY: &str = "Earlier";
pub const OLDER_PUBLICATIONS: &str = "Older ones";

/// What waits to be published.
pub fn kept_in_draft(n_changes: u64) -> String {
    match n_changes {
        1 => "Saved in the draft. One change is not public yet.".to_owned(),
        n => format!("Saved in the draft. {n} changes are not public yet."),
    }
}

/// What is left out of a list.
pub fn and_more(n: u64) -> String {
    format!("and {n} more")
}

/// The button that returns, for ears.
pub fn restore(when: Option<&str>) -> String {
    format!("{RESTORE}, {}", when.unwrap_or(BEFORE_HISTORY))
}

/// What was changed, each name once.
pub fn changed_settings(changes: &Changes) -> String {
    let mut names: Vec<String> = Vec::new();
    for pointer in &changes.pointers {
        let name = setting_name(pointer);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if changes.n_more > 0 {
        names.push(and_more(changes.n_more));
    }
    names.join(", ")
}

/// What people call the setting with this JSON pointer: as its field is called.
pub fn setting_name(pointer: &str) -> String {
    let mut parts = pointer.split('/').skip(1);
    let (first, second, third, fourth) =
        (parts.next().unwrap_or_default(), parts.next(), parts.next(), parts.next());
    if first == "texts" {
        let language = second.and_then(Language::parse).map_or("", Language::own_name);
        return format!("{} ({language})", text_name(third.unwrap_or_default()));
    }
    if let ("availability", Some("schedule"), Some("week"), Some(day)) = (first, second, third, fourth) {
        let day = day.parse().ok().and_then(|day: usize| settings::WEEKDAYS.get(day).copied());
        return day.unwrap_or(settings::OPENING_HOURS).to_owned();
    }
    match (first, second.unwrap_or_default()) {
        ("look", "accent") => settings::ACCENT,
        ("look", "font") => settings::FONT,
        ("look", "scheme") => settings::SCHEME,
        ("look", "launcher") => settings::LAUNCHER,
        ("look", "side") => settings::SIDE,
        ("look", "side_offset") => settings::SIDE_OFFSET,
        ("look", "bottom_offset") => settings::BOTTOM_OFFSET,
        ("look", "heading") => "Who stands at the top",
        ("look", _) => "Picture",
        ("language" | "languages", _) => settings::MAIN_LANGUAGE,
        ("consent", "mode") => settings::CONSENT_MODE,
        ("consent", _) => settings::STORAGE,
        ("availability", "mode") => settings::AVAILABILITY,
        ("availability", "away") => settings::AWAY_BEHAVIOUR,
        ("availability", "reply_time") => settings::REPLY_TIME,
        ("availability", _) => match third {
            Some("zone") => settings::ZONE,
            _ => super::SPECIAL_DAYS,
        },
        ("targeting", "campaigns") => "Messages beside the launcher",
        ("targeting", _) => "Where it is shown",
        ("routing", "rule") => super::ROUTING_RULE,
        ("routing", "only_available") => super::ROUTING_AVAILABLE,
        ("routing", _) => super::TICKET_DEFAULTS,
        ("email", _) => settings::EMAIL_CAPTURE,
        ("form", _) => "Questions before the first message",
        ("files", _) => settings::FILES_ALLOWED,
        ("closed", _) => settings::REOPEN,
        ("asks_for_rating", _) => settings::RATING_ASKED,
        ("retention_days", _) => settings::RETENTION,
        ("allowed_origins", _) => settings::SITES,
        _ => pointer,
    }
    .to_owned()
}

fn text_name(name: &str) -> &str {
    match name {
        "title" => settings::TITLE,
        "subtitle" => settings::SUBTITLE,
        "welcome" => settings::WELCOME,
        "teaser" => settings::TEASER,
        "launcher" => settings::LAUNCHER_WORDS,
        "away" => settings::AWAY,
        "reply_time" => settings::REPLY_WORDS,
        "consent" => settings::CONSENT_TEXT,
        "consent_button" => settings::CONSENT_BUTTON,
        "communicate" => settings::COMMUNICATE,
        _ => "Words",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulina_shared::settings::diff;
    use pulina_shared::wire::channel::ChannelSettings;

    #[test]
    fn every_setting_has_a_name_that_people_know() {
        let json = serde_json::to_value(ChannelSettings::default()).unwrap();
        for (first, value) in json.as_object().unwrap() {
            let pointers = match value.as_object() {
                Some(members) => members.keys().map(|key| format!("/{first}/{key}")).collect(),
                None => vec![format!("/{first}")],
            };
            for pointer in pointers {
                assert!(!setting_name(&pointer).starts_with('/'), "{pointer}");
            }
        }
        assert_eq!(setting_name("/texts/fi/title"), "Heading (Suomi)");
        assert_eq!(setting_name("/availability/schedule/week/2/0/from"), "Wednesday");
    }

    #[test]
    fn list_of_changes_names_each_setting_once() {
        let mut after = ChannelSettings::default();
        after.availability.schedule.week[0].clear();
        after.look.side_offset = 3;
        let changes = diff(&ChannelSettings::default(), &after);
        assert_eq!(changed_settings(&changes), "Monday, Pixels from the side");
    }
}
