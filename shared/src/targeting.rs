//! Whether a condition holds on a page, and which clause decided. The desk's tester asks it, and the
//! loader's `rules.ts` is the same machine in the language of the customer's page; both answer every
//! case of `targeting/cases.json` alike, and a test each says so.

use serde::{Deserialize, Serialize};

use crate::language::Language;
use crate::wire::targeting::{Clause, Comparison, Condition, Device, QueryTest, Seen, Test, UrlTest};

/// What is known of a page and who looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The page's address without query and fragment.
    pub address: String,
    /// Names and values of its query, decoded.
    #[serde(default)]
    pub query: Vec<(String, String)>,
    /// The page's language, or the visitor's.
    pub language: Language,
    /// What it is looked at with.
    pub device: Device,
    /// Whether the visitor was here before.
    pub visitor: Seen,
    /// Seconds in which they did something here.
    #[serde(default)]
    pub active_seconds: u16,
    /// Percent of the page that were scrolled past.
    #[serde(default)]
    pub scroll: u8,
    /// Whether the pointer has left through the top.
    #[serde(default)]
    pub exit_intent: bool,
    /// What the page has called.
    #[serde(default)]
    pub triggers: Vec<String>,
}

/// What became of a condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// There is nothing to be met.
    Always,
    /// All clauses of this group hold; it is the first such one.
    Holds(usize),
    /// No group does. For each, the first of its clauses that does not hold.
    Fails(Vec<usize>),
}

impl Decision {
    /// Whether the condition is met.
    pub fn holds(&self) -> bool {
        !matches!(self, Self::Fails(_))
    }
}

/// Decides a condition.
pub fn decide(condition: &Condition, facts: &Facts) -> Decision {
    if condition.is_empty() {
        return Decision::Always;
    }
    let failing = |group: &Vec<Clause>| group.iter().position(|clause| !holds(clause, facts));
    let mut failed = Vec::new();
    for (place, group) in condition.iter().enumerate() {
        match failing(group) {
            None => return Decision::Holds(place),
            Some(clause) => failed.push(clause),
        }
    }
    Decision::Fails(failed)
}

/// Which of several channels with conditions a page shows: the one with the highest priority among
/// those that hold, the first of equals.
pub fn shown(channels: &[(i32, bool)]) -> Option<usize> {
    let mut best: Option<(usize, i32)> = None;
    for (place, &(priority, holds)) in channels.iter().enumerate() {
        if holds && best.is_none_or(|(_, highest)| priority > highest) {
            best = Some((place, priority));
        }
    }
    best.map(|(place, _)| place)
}

fn holds(clause: &Clause, facts: &Facts) -> bool {
    let is_so = match &clause.what {
        Test::Url(test) => compares(test, &facts.address),
        Test::Query(test) => has(test, &facts.query),
        Test::Language(language) => *language == facts.language,
        Test::Device(device) => *device == facts.device,
        Test::Visitor(seen) => *seen == facts.visitor,
        Test::ActiveSeconds(seconds) => facts.active_seconds >= *seconds,
        Test::Scroll(percent) => facts.scroll >= *percent,
        Test::ExitIntent => facts.exit_intent,
        Test::Trigger(name) => facts.triggers.contains(name),
    };
    is_so != clause.is_not
}

fn compares(UrlTest { how, value }: &UrlTest, address: &str) -> bool {
    let address = if value.starts_with('/') { path(address) } else { address };
    match how {
        Comparison::Exact => without_slash(address) == without_slash(value),
        Comparison::Prefix => address.starts_with(value.as_str()),
        Comparison::Contains => address.contains(value.as_str()),
        Comparison::Glob => matches_glob(value, address),
    }
}

/// What follows the host.
fn path(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.find('/').and_then(|place| rest.get(place..)).unwrap_or("/")
}

fn without_slash(address: &str) -> &str {
    address.strip_suffix('/').unwrap_or(address)
}

/// Each piece between stars is found as early as it can be, so this takes no longer than reading.
fn matches_glob(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let Some(last) = pieces.next_back() else { return rest.is_empty() };
    for piece in pieces {
        match rest.split_once(piece) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

fn has(test: &QueryTest, query: &[(String, String)]) -> bool {
    let is_it = |(name, value): &(String, String)| {
        *name == test.name && (test.value.is_empty() || *value == test.value)
    };
    query.iter().any(is_it)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One case of the table that both machines answer.
    #[derive(Deserialize)]
    struct Case {
        name: String,
        condition: Condition,
        facts: Facts,
        decision: Decision,
    }

    #[test]
    fn every_case_of_the_table_is_decided_as_it_says() {
        let cases: Vec<Case> = serde_json::from_str(include_str!("targeting/cases.json")).unwrap();
        assert!(cases.len() > 40);
        for Case { name, condition, facts, decision } in cases {
            assert_eq!(decide(&condition, &facts), decision, "{name}");
        }
    }

    #[test]
    fn highest_priority_wins_among_those_that_hold() {
        assert_eq!(shown(&[(1, true), (5, false), (3, true), (3, true)]), Some(2));
        assert_eq!(shown(&[(-4, true)]), Some(0));
        assert_eq!(shown(&[(9, false)]), None);
    }

    #[test]
    fn globs_of_many_stars_take_no_time() {
        let text = "a".repeat(10_000);
        assert!(!matches_glob(&"*a".repeat(2_000).replace('a', "ab"), &text));
    }
}
