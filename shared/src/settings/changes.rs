//! In what two settings differ, value by value, for lists that people read.

use serde_json::Value;

use crate::limits;
use crate::wire::channel::ChannelSettings;
use crate::wire::publishing::Changes;

/// The values that differ, by their JSON pointers. What came or went as a whole, such as a language
/// or a question, is named by the values that it holds; those that say nothing are left out.
pub fn diff(before: &ChannelSettings, after: &ChannelSettings) -> Changes {
    let mut changes = Changes::default();
    // Settings are plain data with texts as keys, so that they always are JSON.
    if let (Ok(before), Ok(after)) = (serde_json::to_value(before), serde_json::to_value(after)) {
        compare(&mut changes, "", Some(&before), Some(&after));
    }
    changes
}

fn compare(changes: &mut Changes, pointer: &str, before: Option<&Value>, after: Option<&Value>) {
    if before == after {
        return;
    }
    match (before, after) {
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                compare(changes, &below(pointer, key), before.get(key), after.get(key));
            }
        }
        (Some(Value::Array(before)), Some(Value::Array(after))) => {
            for index in 0..before.len().max(after.len()) {
                compare(changes, &below(pointer, &index.to_string()), before.get(index), after.get(index));
            }
        }
        (Some(whole), None) | (None, Some(whole)) => {
            let n_before = changes.pointers.len() as u64 + changes.n_more;
            list(changes, pointer, whole);
            if changes.pointers.len() as u64 + changes.n_more == n_before {
                add(changes, pointer);
            }
        }
        _ => add(changes, pointer),
    }
}

/// Everything within that says something.
fn list(changes: &mut Changes, pointer: &str, value: &Value) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                list(changes, &below(pointer, key), member);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                list(changes, &below(pointer, &index.to_string()), item);
            }
        }
        Value::Null => {}
        Value::String(text) if text.is_empty() => {}
        Value::Bool(_) | Value::Number(_) | Value::String(_) => add(changes, pointer),
    }
}

fn add(changes: &mut Changes, pointer: &str) {
    if changes.pointers.len() < limits::CHANGES_LISTED_MAX {
        changes.pointers.push(pointer.to_owned());
    } else {
        changes.n_more += 1;
    }
}

fn below(pointer: &str, key: &str) -> String {
    [pointer, "/", &key.replace('~', "~0").replace('/', "~1")].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::wire::channel::{ChannelTexts, ClosedRule, Heading};

    fn check(change: impl FnOnce(&mut ChannelSettings), expect: &[&str]) {
        let before = ChannelSettings::default();
        let mut after = before.clone();
        change(&mut after);
        for changes in [diff(&before, &after), diff(&after, &before)] {
            assert_eq!(
                (changes.pointers, changes.n_more),
                (expect.iter().map(|it| (*it).to_owned()).collect(), 0)
            );
        }
    }

    #[test]
    fn values_that_differ_are_named_whichever_way_one_looks() {
        check(|_| {}, &[]);
        check(|it| it.look.accent.rgb = [1, 2, 3], &["/look/accent"]);
        check(|it| it.retention_days = Some(9), &["/retention_days"]);
        check(|it| it.closed = ClosedRule::ReopenWithinHours(3), &["/closed"]);
        check(|it| it.look.heading = Heading::Users(Vec::new()), &["/look/heading"]);
        check(|it| it.allowed_origins = vec!["https://a.example".to_owned()], &["/allowed_origins/0"]);
        check(
            |it| (it.asks_for_rating, it.look.side_offset) = (true, 7),
            &["/asks_for_rating", "/look/side_offset"],
        );
    }

    #[test]
    fn language_that_came_is_named_by_what_it_says() {
        let texts = |title: &str| ChannelTexts { title: title.to_owned(), ..ChannelTexts::default() };
        check(|it| drop(it.texts.insert(Language::Fi, texts("Jutellaan"))), &["/texts/fi/title"]);
        check(|it| drop(it.texts.insert(Language::Fi, texts(""))), &["/texts/fi"]);
        let word = |texts: &mut ChannelTexts| texts.words.insert("a/b~c".to_owned(), "x".to_owned());
        check(|it| drop(word(it.texts.entry(Language::En).or_default())), &["/texts/en/words/a~1b~0c"]);
    }

    #[test]
    fn long_lists_of_changes_end_with_how_many_more_there_are() {
        let origins = (0..limits::CHANGES_LISTED_MAX + 7).map(|n| format!("https://{n}.example"));
        let after = ChannelSettings { allowed_origins: origins.collect(), ..ChannelSettings::default() };
        let changes = diff(&ChannelSettings::default(), &after);
        assert_eq!((changes.pointers.len(), changes.n_more), (limits::CHANGES_LISTED_MAX, 7));
        assert_eq!(changes.pointers[10], "/allowed_origins/10", "in the order of the list");
    }
}
