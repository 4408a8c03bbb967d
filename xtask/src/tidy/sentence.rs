//! Sentences that nobody says: each costs twelve translations and a place on every first page.

use std::collections::BTreeSet;

use super::Finding;
use super::source::{Rust, Sources, Token};

const WORDS: &str = "shared/src/words.rs";
/// Code that can say something to a visitor, or has it said.
const SPEAKERS: [&str; 4] = ["browser/src/", "shared/src/", "widget/src/", "worker/src/"];

/// Said by what the loader and the browser's own notifications tell, which has no code here yet.
const NOT_YET: [&str; 3] = ["NotifyBlocked", "PopOut", "PoppedOut"];

pub fn unsaid(sources: &Sources) -> Vec<Finding> {
    let Some(words) = sources.find(WORDS).and_then(|file| file.rust.as_ref()) else { return Vec::new() };
    let speakers = sources.rust_in(&SPEAKERS).filter(|(file, _)| file.path != WORDS && !is_test(&file.path));
    let said: BTreeSet<&str> = speakers.flat_map(|(_, rust)| said(rust)).collect();
    let unsaid = listed(words).filter(|(name, _)| !said.contains(name) && !NOT_YET.contains(name));
    unsaid
        .map(|(name, line)| Finding::new(WORDS, line, format!("nobody says `{name}`, use it or delete it")))
        .collect()
}

fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.ends_with("_tests.rs")
}

/// `Name = "key", one` and `Name = "key", many`.
fn listed(words: &Rust) -> impl Iterator<Item = (&str, usize)> {
    let is_entry = |entry: &[Token]| matches!(entry, [_, is, _, comma, kind] if is.is("=") && comma.is(",") && (kind.is("one") || kind.is("many")));
    let entries = words.tokens.windows(5).filter(move |entry| is_entry(entry));
    entries.filter_map(|entry| entry.first()).map(|name| (name.text.as_str(), name.line))
}

/// Every `Word::Name` before the tests of a file.
fn said(rust: &Rust) -> impl Iterator<Item = &str> {
    let begins_tests = |three: &&[Token]| matches!(three, [cfg, _, test] if cfg.is("cfg") && test.is("test"));
    let names = rust.tokens.windows(3).take_while(move |three| !begins_tests(three));
    names.filter_map(|three| match three {
        [word, path, name] if word.is("Word") && path.is("::") => Some(name.text.as_str()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::source::tests::{places, sources};
    use super::*;

    #[test]
    fn sentence_that_only_tests_say_is_found() {
        let words =
            "words! {\n    Send = \"send\", one;\n    Yes = \"yes\", one;\n    New = \"new\", many, n;\n}\n";
        let speaker = "fn a() { say(Word::Send) }\n#[cfg(test)]\nmod tests { fn b() { say(Word::Yes) } }\n";
        let found = unsaid(&sources(&[
            (WORDS, words),
            ("widget/src/a.rs", speaker),
            ("worker/src/a_tests.rs", "fn c() { view! { <p>{Word::New}</p> } }"),
        ]));
        assert_eq!(places(&found), [format!("{WORDS}:3"), format!("{WORDS}:4")]);
        let said = unsaid(&sources(&[
            (WORDS, words),
            ("widget/src/a.rs", "fn c() { view! { <p>{Word::New}{Word::Send}{Word::Yes}</p> } }"),
        ]));
        assert_eq!(places(&said), [] as [String; 0]);
    }
}
