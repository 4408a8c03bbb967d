//! The emoji that were chosen last, newest first: on the device where it may keep what the visitor
//! does, else as long as the page lives.

use crate::state::PanelState;

/// Where they are kept.
const EMOJI: &str = "emoji";
/// One row.
const RECENT_MAX: usize = 8;

/// The last ones.
pub fn read(state: PanelState) -> Vec<String> {
    let kept = state.remembered(EMOJI).unwrap_or_default();
    kept.split_whitespace().map(str::to_owned).collect()
}

/// Another one was chosen.
pub fn note(state: PanelState, sign: &str) {
    state.remember_act(EMOJI, &with(&read(state), sign).join(" "));
}

fn with(before: &[String], sign: &str) -> Vec<String> {
    let others = before.iter().filter(|other| *other != sign).cloned();
    std::iter::once(sign.to_owned()).chain(others).take(RECENT_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newest_comes_first_and_each_once() {
        let mut kept = Vec::new();
        for sign in ["a", "b", "a", "c", "d", "e", "f", "g", "h", "i"] {
            kept = with(&kept, sign);
        }
        assert_eq!(kept, ["i", "h", "g", "f", "e", "d", "c", "a"]);
    }
}
