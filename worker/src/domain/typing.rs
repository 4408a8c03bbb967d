//! Which typing signals are passed on. Not stored: losing this costs one signal too many.

use pulina_shared::limits;
use pulina_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What was last passed on for one writer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypingRelay {
    #[serde(rename = "a")]
    begun_at: Timestamp,
    #[serde(rename = "s")]
    is_shown: bool,
}

impl TypingRelay {
    /// Whether to pass this signal on. Beginning is told at most once in an interval; stopping only
    /// after a beginning that was told, and then at once, because it frees the reader from waiting.
    pub fn relay(&mut self, is_typing: bool, now: Timestamp) -> bool {
        let is_early = now >= self.begun_at && now.since(self.begun_at) < limits::TYPING_INTERVAL_MS;
        let is_told = if is_typing { !is_early } else { self.is_shown };
        if is_told {
            self.is_shown = is_typing;
            if is_typing {
                self.begun_at = now;
            }
        }
        is_told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_told_once_in_an_interval_and_stops_after_them() {
        let mut relay = TypingRelay::default();
        let signals = [
            (true, 10_000),
            (true, 10_001),
            (false, 10_002),
            (false, 10_003),
            (true, 12_999),
            (false, 12_999),
            (true, 13_000),
        ];
        let told = signals.map(|(is_typing, time)| relay.relay(is_typing, Timestamp(time)));
        assert_eq!(told, [true, false, true, false, false, false, true]);
    }

    #[test]
    fn clock_that_steps_back_silences_nobody() {
        let mut relay = TypingRelay::default();
        assert!(relay.relay(true, Timestamp(90_000)));
        assert!(relay.relay(true, Timestamp(10_000)));
    }
}
