//! How fast the reports of one conversation follow each other. The first goes at once; while it goes
//! on, they come further and further apart, so that a busy conversation costs the help desk of its
//! whole account no more than one report a second. Not stored: losing this costs a report too early.

use pulina_shared::time::{SECOND_MS, Timestamp};

/// Between the first two reports of a burst; doubles with each further one.
const GAP_MS_MIN: u64 = 500;
/// Between two reports of a burst, however long: people read a list no faster.
const GAP_MS_MAX: u64 = SECOND_MS;
/// After so long without a report a burst is over.
const CALM_MS: u64 = 2 * SECOND_MS;

/// When the last report went, and how long the next one waits behind it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    sent_at: Timestamp,
    gap_ms: u64,
}

impl Pace {
    /// How long a report still waits.
    pub fn wait_ms(self, now: Timestamp) -> u64 {
        // A clock that stepped back holds nothing up.
        if now < self.sent_at { 0 } else { self.gap_ms.saturating_sub(now.since(self.sent_at)) }
    }

    /// The pace after a report that goes now.
    pub fn sent(self, now: Timestamp) -> Self {
        let is_burst = now >= self.sent_at && now.since(self.sent_at) < CALM_MS;
        let gap_ms = if is_burst { (2 * self.gap_ms).clamp(GAP_MS_MIN, GAP_MS_MAX) } else { GAP_MS_MIN };
        Self { sent_at: now, gap_ms }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When reports go, if there is always one.
    fn times(mut pace: Pace, start: u64, n_reports: usize) -> Vec<u64> {
        let mut now = Timestamp(start);
        let mut went = Vec::new();
        for _ in 0..n_reports {
            now = now.plus(pace.wait_ms(now));
            pace = pace.sent(now);
            went.push(now.0);
        }
        went
    }

    #[test]
    fn burst_begins_at_once_and_comes_down_to_one_a_second() {
        let went = times(Pace::default(), 10_000, 8);
        assert_eq!(went, [10_000, 10_500, 11_500, 12_500, 13_500, 14_500, 15_500, 16_500]);
    }

    #[test]
    fn who_writes_now_and_then_never_waits() {
        let mut pace = Pace::default();
        for now in (10_000..).step_by(2_000).take(10).map(Timestamp) {
            assert_eq!(pace.wait_ms(now), 0);
            pace = pace.sent(now);
        }
    }

    #[test]
    fn clock_that_steps_back_holds_nothing_up() {
        let pace = Pace::default().sent(Timestamp(90_000));
        assert_eq!(pace.wait_ms(Timestamp(10_000)), 0);
        assert_eq!(pace.sent(Timestamp(10_000)), Pace::default().sent(Timestamp(10_000)));
    }
}
