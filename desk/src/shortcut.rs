//! Which key means what. Pure, so that the table can be tested; the listener is in `keyboard`.

use pulina_shared::wire::help_desk::View;

/// What an agent can do with one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut {
    Next,
    Previous,
    Reply,
    CloseOrReopen,
    Take,
    Details,
    Help,
    Show(View),
}

/// A pressed key and what was held with it.
#[derive(Clone, Copy, Debug)]
pub struct Press<'a> {
    /// The key's value as browsers name it.
    pub key: &'a str,
    /// Ctrl, Alt or the command key: those belong to the browser.
    pub has_modifier: bool,
    /// A text field, a control that uses the key itself, or an open dialog has the focus.
    pub is_taken: bool,
}

impl Shortcut {
    /// The shortcut of this press, if it is one.
    pub fn of(press: Press<'_>) -> Option<Self> {
        if press.has_modifier || press.is_taken {
            return None;
        }
        Some(match press.key {
            "j" | "J" => Self::Next,
            "k" | "K" => Self::Previous,
            "r" | "R" | "Enter" => Self::Reply,
            "e" | "E" => Self::CloseOrReopen,
            "t" | "T" => Self::Take,
            "d" | "D" => Self::Details,
            "?" => Self::Help,
            "1" => Self::Show(View::Mine),
            "2" => Self::Show(View::Unassigned),
            "3" => Self::Show(View::Open),
            "4" => Self::Show(View::Closed),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str) -> Press<'_> {
        Press { key, has_modifier: false, is_taken: false }
    }

    #[test]
    fn letters_work_in_both_cases() {
        for (key, shortcut) in [
            ("j", Shortcut::Next),
            ("K", Shortcut::Previous),
            ("Enter", Shortcut::Reply),
            ("?", Shortcut::Help),
        ] {
            assert_eq!(Shortcut::of(press(key)), Some(shortcut));
        }
        assert_eq!(Shortcut::of(press("x")), None);
    }

    #[test]
    fn nothing_fires_while_the_browser_or_a_field_wants_the_key() {
        assert_eq!(Shortcut::of(Press { has_modifier: true, ..press("r") }), None);
        assert_eq!(Shortcut::of(Press { is_taken: true, ..press("e") }), None);
    }
}
