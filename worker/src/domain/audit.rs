//! What is written down of a change: which parts of the settings it touched, by JSON pointer and
//! never by value, because texts may hold what only their readers should see.

use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::settings::diff;
use pulina_shared::wire::channel::ChannelSettings;
use pulina_shared::wire::publishing::Changes;

/// What differs, by where it is; where there is very much, the last says how many more.
pub fn changed_pointers(before: &ChannelSettings, after: &ChannelSettings) -> Vec<String> {
    let Changes { mut pointers, n_more } = diff(before, after);
    let n_cut = pointers.len().saturating_sub(limits::AUDIT_DETAILS_MAX);
    pointers.truncate(limits::AUDIT_DETAILS_MAX);
    if n_more > 0 || n_cut > 0 {
        pointers.push(format!("+{}", n_more + n_cut as u64));
    }
    pointers
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

    #[test]
    fn very_many_changes_are_counted() {
        let origins = (0..200).map(|n| format!("https://{n}.example")).collect();
        let after = ChannelSettings { allowed_origins: origins, ..ChannelSettings::default() };
        let pointers = changed_pointers(&ChannelSettings::default(), &after);
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
