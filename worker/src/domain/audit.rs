//! What is written down of a change: which parts of the settings it touched, by JSON pointer and
//! never by value, because texts may hold what only their readers should see.

use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use serde_json::Value;

/// Pointers to everything that differs, the deepest that name it; a list is one thing. Where there
/// are very many, the last says how many more.
pub fn changed_pointers(before: &Value, after: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(before, after, &mut String::new(), &mut found);
    let n_more = found.len().saturating_sub(limits::AUDIT_DETAILS_MAX);
    if n_more > 0 {
        found.truncate(limits::AUDIT_DETAILS_MAX);
        found.push(format!("+{n_more}"));
    }
    found
}

fn collect(before: &Value, after: &Value, path: &mut String, found: &mut Vec<String>) {
    if before == after {
        return;
    }
    let (Value::Object(old), Value::Object(new)) = (before, after) else {
        found.push(path.clone());
        return;
    };
    let only_new = new.keys().filter(|name| !old.contains_key(*name));
    for name in old.keys().chain(only_new) {
        let n_before = path.len();
        path.push('/');
        path.push_str(&name.replace('~', "~0").replace('/', "~1"));
        let nothing = Value::Null;
        collect(old.get(name).unwrap_or(&nothing), new.get(name).unwrap_or(&nothing), path, found);
        path.truncate(n_before);
    }
}

/// The place behind an entry of this number, as clients hand it back.
pub fn cursor(number: u64) -> String {
    number.to_string()
}

/// Reads a place.
///
/// # Errors
/// `cursor_invalid`.
pub fn parse_cursor(text: &str) -> Result<u64, Rejection> {
    let number = text.parse::<u64>().ok().filter(|number| *number < 1 << 53 && cursor(*number) == text);
    number.ok_or(Rejection::new(Code::CursorInvalid))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn changes_are_told_by_where_they_are_and_not_by_what() {
        let before =
            json!({ "look": { "side": "left", "accent": "#000000" }, "texts": {}, "origins": ["a"] });
        let after = json!({ "look": { "side": "right", "accent": "#000000" }, "texts": { "en": { "a/b~": "secret" } }, "origins": ["a", "b"] });
        assert_eq!(changed_pointers(&before, &after), ["/look/side", "/origins", "/texts/en"]);
        let deeper = json!({ "texts": { "en": { "a/b~": "" } } });
        let changed = json!({ "texts": { "en": { "a/b~": "secret" } } });
        assert_eq!(changed_pointers(&deeper, &changed), ["/texts/en/a~1b~0"]);
        assert!(changed_pointers(&after, &after).is_empty());
    }

    #[test]
    fn very_many_changes_are_counted() {
        let of = |value: u64| (0..200).map(|n| (n.to_string(), json!(value))).collect::<Value>();
        let pointers = changed_pointers(&of(1), &of(2));
        assert_eq!(pointers.len(), limits::AUDIT_DETAILS_MAX + 1);
        assert_eq!(pointers.last().map(String::as_str), Some("+150"));
    }

    #[test]
    fn cursor_is_one_that_we_made() {
        assert_eq!(parse_cursor(&cursor(7)), Ok(7));
        for text in ["", "-1", "07", "x", "1e3", "99999999999999999"] {
            assert_eq!(
                parse_cursor(text).map_err(|rejection| rejection.code),
                Err(Code::CursorInvalid),
                "{text}"
            );
        }
    }
}
