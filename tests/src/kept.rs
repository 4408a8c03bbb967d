//! What a document's origin keeps on the device, whatever the way, and whether people are told of it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::chromium::frame::Frame;

/// What people are told.
const TOLD: &str = include_str!("../../docs/PRIVACY.md");

/// Names everything that is kept, each with the way in front.
const KEPT: &str = r"(async () => {
  const kept = [];
  for (const [way, store] of [['local', localStorage], ['session', sessionStorage]]) {
    for (const name of Object.keys(store)) kept.push(`${way} ${name}`);
  }
  for (const cookie of document.cookie.split('; ')) if (cookie) kept.push(`cookie ${cookie.split('=')[0]}`);
  if (history.state !== null) kept.push('history state');
  for (const { name } of await indexedDB.databases()) kept.push(`database ${name}`);
  for (const name of await caches.keys()) kept.push(`cache ${name}`);
  for (const { scope } of await navigator.serviceWorker.getRegistrations()) kept.push(`worker ${scope}`);
  for await (const name of (await navigator.storage.getDirectory()).keys()) kept.push(`file ${name}`);
  return kept;
})()";

/// Everything that is kept in the name of a document's origin.
///
/// # Panics
/// When the document is gone.
pub async fn kept_by(frame: &Frame) -> BTreeSet<String> {
    try_kept_by(frame).await.unwrap_or_else(|error| panic!("what is kept: {error}"))
}

/// The same.
///
/// # Errors
/// When the document is gone.
pub async fn try_kept_by(frame: &Frame) -> Result<BTreeSet<String>, String> {
    let kept = frame.try_evaluate(KEPT).await?;
    Ok(kept.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// The names of which people are told, as patterns: what stands in braces may be anything but a dot.
pub fn told() -> Vec<&'static str> {
    let rows = TOLD.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| row.split_once('`')).map(|(name, _)| name).collect()
}

/// The pattern under which people are told of a name.
pub fn told_as(name: &str) -> Option<&'static str> {
    told().into_iter().find(|pattern| is_of(name, pattern))
}

fn is_of(name: &str, pattern: &str) -> bool {
    let (mut names, mut patterns) = (name.split('.'), pattern.split('.'));
    loop {
        match (names.next(), patterns.next()) {
            (None, None) => return true,
            (Some(name), Some(pattern))
                if name == pattern || (pattern.starts_with('{') && !name.is_empty()) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use pulina_shared::limits;
    use pulina_shared::time::{DAY_MS, MINUTE_MS};

    use super::*;

    #[test]
    fn names_are_found_by_their_pattern() {
        assert!(is_of("pulina.cha_1.token", "pulina.{channel}.token"));
        for name in ["pulina.cha_1.draft", "pulina..token", "pulina.cha_1.token.more", "token"] {
            assert!(!is_of(name, "pulina.{channel}.token"), "{name}");
        }
    }

    #[test]
    fn times_that_people_are_told_are_those_of_the_limits() {
        for (row, times) in [
            ("`pulina.{channel}.outbox.{id}`", vec![in_words(limits::OUTBOX_AGE_MS_MAX)]),
            ("`pulina.desk.{user}.{conversation}.outbox.{id}`", vec![in_words(limits::OUTBOX_AGE_MS_MAX)]),
            (
                "`__Host-pulina`",
                vec![in_words(limits::SESSION_AGE_MS_MAX), in_words(limits::SESSION_IDLE_MS_MAX)],
            ),
            ("a conversation in which nothing was said", vec![in_words(limits::EMPTY_CONVERSATION_MS_MAX)]),
            ("a file that was uploaded and not sent", vec![in_words(limits::PENDING_FILE_MS_MAX)]),
        ] {
            let row = TOLD.lines().find(|line| line.starts_with(&format!("| {row}"))).expect("a row");
            let how_long = row.rsplit('|').nth(1).unwrap_or_default();
            assert!(times.iter().all(|time| how_long.contains(time)), "{times:?}: {row}");
        }
    }

    fn in_words(ms: u64) -> String {
        match (ms / DAY_MS, ms / (60 * MINUTE_MS)) {
            (0, 1) => "an hour".to_owned(),
            (0, hours) => format!("{hours} hours"),
            (1, 24) => "a day".to_owned(),
            (days, _) => format!("{days} days"),
        }
    }
}
