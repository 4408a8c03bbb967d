//! The texts of the display rules, and of lists whose rows can be moved.

use pulina_shared::targeting::Decision;

// ---- Rows ----

pub const DRAG: &str = "Drag to move";
pub const NO_FURTHER: &str = "It goes no further.";
pub const PUT_BACK: &str = "Put it back";

/// A row by its place: "Clause 2".
pub fn row(noun: &str, place: usize) -> String {
    [noun, " ", &(place + 1).to_string()].concat()
}

/// The button that moves a row towards the beginning.
pub fn move_up(row: &str) -> String {
    ["Move up: ", row].concat()
}

/// The button that moves a row towards the end.
pub fn move_down(row: &str) -> String {
    ["Move down: ", row].concat()
}

/// The button that takes a row out.
pub fn remove_row(row: &str) -> String {
    ["Remove: ", row].concat()
}

/// Where a row is now.
pub fn row_moved(noun: &str, place: usize, length: usize) -> String {
    [noun, " moved to place ", &(place + 1).to_string(), " of ", &length.to_string(), "."].concat()
}

/// That a row is gone.
pub fn row_removed(noun: &str, place: usize) -> String {
    [&row(noun, place), " was removed."].concat()
}

/// Why there cannot be one more.
pub fn rows_full(limit: usize) -> String {
    ["At most ", &limit.to_string(), " fit here."].concat()
}

// ---- Conditions ----

pub const SHOWN_WHERE: &str = "Where the chat is shown";
pub const SHOWN_WHERE_WHY: &str = "On pages where everything in any of these groups holds. An address is the whole one, or a path that begins with /; in a pattern, * stands for anything.";
pub const SHOWN_EVERYWHERE: &str = "No group: it is shown on every page.";
pub const SAID_ALWAYS: &str = "No group: it is said on every page.";
pub const OR: &str = "or";
pub const HOLDS_ALWAYS: &str = "Nothing is asked here, so it always holds.";
pub const GROUP: &str = "Group";
pub const CLAUSE: &str = "Clause";
pub const ADD_GROUP: &str = "Add a group";
pub const ADD_CLAUSE: &str = "Add a clause";
pub const CLAUSE_ABOUT: &str = "About";
pub const CLAUSE_HOW: &str = "How";

/// In the order of `About::ALL`.
pub const ABOUTS: [&str; 9] = [
    "Page address",
    "Query key",
    "Language",
    "Device",
    "Visitor",
    "Seconds active",
    "Percent scrolled",
    "Pointer leaves",
    "Trigger",
];
pub const ADDRESS_HOWS: [&str; 8] = [
    "is",
    "begins with",
    "contains",
    "matches the pattern",
    "is not",
    "does not begin with",
    "does not contain",
    "does not match the pattern",
];
pub const IS_HOWS: [&str; 2] = ["is", "is not"];
pub const QUERY_HOWS: [&str; 2] = ["is there", "is not there"];
pub const NUMBER_HOWS: [&str; 2] = ["at least", "less than"];
pub const EXIT_HOWS: [&str; 2] = ["has happened", "has not happened"];
pub const TRIGGER_HOWS: [&str; 2] = ["was called", "was not called"];

pub const ADDRESS: &str = "Address";
pub const QUERY_NAME: &str = "Key";
pub const QUERY_VALUE: &str = "Its value";
pub const QUERY_VALUE_WHY: &str = "Empty: any.";
pub const LANGUAGE: &str = "Language";
pub const DEVICE: &str = "Device";
pub const DEVICES: [&str; 2] = ["Phone", "Larger screen"];
pub const VISITOR_SEEN: &str = "Visitor";
pub const VISITORS_SEEN: [&str; 2] = ["New", "Was here before"];
pub const SECONDS: &str = "Seconds";
pub const PERCENT: &str = "Percent";
pub const TRIGGER: &str = "Name";

pub const PRIORITY: &str = "Priority";
pub const PRIORITY_WHY: &str =
    "Of several channels with rules on one page, the one with the highest number is shown.";

// ---- Teasers ----

pub const CAMPAIGNS: &str = "Teasers";
pub const CAMPAIGNS_WHY: &str =
    "What the chat says beside the launcher by itself. The first one that holds is said.";
pub const CAMPAIGN: &str = "Teaser";
pub const ADD_CAMPAIGN: &str = "Add a teaser";
pub const CAMPAIGN_NAME: &str = "Name";
pub const CAMPAIGN_NAME_WHY: &str = "Small letters, digits and _. Visitors do not see it.";
pub const CAMPAIGN_TEXT: &str = "What it says";
pub const CAMPAIGN_OFTEN: &str = "How often a visitor sees it";
/// In the order of `Times`.
pub const OFTENS: [&str; 3] = ["Once on a page", "Once a visit", "Once in some days"];
pub const DAYS_BETWEEN: &str = "Days";

// ---- The tester ----

pub const TESTER: &str = "Try the rules";
pub const TESTER_WHY: &str =
    "Also those that are not saved yet. Nothing of this is kept, and nothing leaves your browser.";
pub const TESTED_PAGE: &str = "Address of a page";
pub const TESTED_PAGE_WHY: &str = "Like https://shop.example/cups?from=mail.";
pub const TESTED_LANGUAGE: &str = "Language of the page";
pub const TESTED_EXIT: &str = "The pointer has left the page";
pub const TESTED_TRIGGER: &str = "Trigger that the page has called";
pub const SECONDS_ACTIVE: &str = "Seconds that the visitor was active";
pub const PERCENT_SCROLLED: &str = "Percent of the page scrolled";
pub const NO_ADDRESS: &str = "This is not the address of a page.";
pub const NOT_TESTABLE: &str = "One of the rules cannot be read yet, so nothing can be told.";
pub const DECIDED: &str = "Holds: this decided.";
pub const DECIDED_AGAINST: &str = "Does not hold: this decided.";
pub const NOTHING_SAID: &str = "No teaser is said.";

/// Whether the chat is shown, and what decided it.
pub fn decided(decision: &Decision) -> String {
    match decision {
        Decision::Always => "Shown: there are no rules.".to_owned(),
        Decision::Holds(group) => {
            ["Shown, because everything in group ", &(group + 1).to_string(), " holds."].concat()
        }
        Decision::Fails(clauses) => {
            let mut sentence = "Not shown, because no group holds. What does not:".to_owned();
            for (group, clause) in clauses.iter().enumerate() {
                let (group, clause) = ((group + 1).to_string(), (clause + 1).to_string());
                let mark = if group == "1" { "" } else { "," };
                sentence = [&sentence, mark, " clause ", &clause, " of group ", &group].concat();
            }
            [&sentence, "."].concat()
        }
    }
}

/// Which teaser is said.
pub fn said(place: usize, name: &str) -> String {
    ["Teaser ", &(place + 1).to_string(), ", ", name, ", is said."].concat()
}

/// What is wrong with a field of the rules, by its JSON pointer below `/targeting`.
pub fn rules_mistake(pointer: &str) -> &'static str {
    let last = pointer.rsplit('/').next().unwrap_or_default();
    match last {
        "priority" => "Enter a whole number.",
        "often" => "Enter whole days, 1 to 365.",
        "what" => {
            "Fill this in. Seconds go to 3600, percent to 100, and a trigger has small letters, digits and _."
        }
        "name" if pointer.contains("/query/") => "Enter the key.",
        "name" => "Use small letters, digits and _, and each name once.",
        _ if pointer.contains("/texts/") => "Say something in the main language.",
        _ => "This value cannot be used.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_decision_names_what_decided() {
        assert_eq!(decided(&Decision::Holds(1)), "Shown, because everything in group 2 holds.");
        assert_eq!(
            decided(&Decision::Fails(vec![0, 2])),
            "Not shown, because no group holds. What does not: clause 1 of group 1, clause 3 of group 2."
        );
    }
}
