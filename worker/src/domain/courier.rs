//! When to try again what another object did not take. A courier never gives up; it only waits
//! longer, up to a limit, and by chance, so that many couriers do not come back together.

use pulina_shared::time::{MINUTE_MS, SECOND_MS, Timestamp};

/// The longest wait between two tries.
pub const RETRY_MS_MAX: u64 = MINUTE_MS;

/// Where the deliveries to one receiver stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Courier {
    /// Tries that failed since the last one that did not.
    pub n_failures: u32,
    /// Nothing is tried before this time.
    pub next_try_at: Timestamp,
}

impl Courier {
    /// The courier after a delivery: whatever waits may go at once.
    pub fn after_success() -> Self {
        Self::default()
    }

    /// The courier after a failure: waits between nothing and 1 s, 2 s, 4 s … 60 s, as chance says.
    pub fn after_failure(self, now: Timestamp, chance: u64) -> Self {
        let longest_ms =
            SECOND_MS.checked_shl(self.n_failures.min(16)).unwrap_or(RETRY_MS_MAX).min(RETRY_MS_MAX);
        // Never zero: an alarm that is due at once from within an alarm stalls the chain (engine K42).
        let wait_ms = 1 + chance % longest_ms;
        Self { n_failures: self.n_failures.saturating_add(1), next_try_at: now.plus(wait_ms) }
    }

    /// When the next try is due: at once when it is further ahead than the longest wait, which only
    /// a clock that stepped back explains.
    pub fn due_at(self, now: Timestamp) -> Timestamp {
        if self.next_try_at > now.plus(RETRY_MS_MAX) { now } else { self.next_try_at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_minute_and_end_with_a_success() {
        let mut courier = Courier::default();
        let now = Timestamp(1_000_000);
        let mut waits = Vec::new();
        for _ in 0..40 {
            courier = courier.after_failure(now, u64::MAX - 1);
            waits.push(courier.next_try_at.since(now));
        }
        assert!(waits.iter().all(|&wait_ms| (1..=RETRY_MS_MAX).contains(&wait_ms)), "{waits:?}");
        assert!(waits[0] <= SECOND_MS && waits[1] <= 2 * SECOND_MS && waits[2] <= 4 * SECOND_MS);
        assert_eq!(courier.after_failure(now, RETRY_MS_MAX - 1).next_try_at, now.plus(RETRY_MS_MAX));
        assert_eq!(Courier::after_success(), Courier::default());
        assert_eq!(courier.due_at(now), courier.next_try_at);
        assert_eq!(courier.due_at(Timestamp(5)), Timestamp(5), "the clock stepped back");
    }

    #[test]
    fn chance_spreads_the_tries() {
        let courier = Courier { n_failures: 5, next_try_at: Timestamp(0) };
        assert_eq!(courier.after_failure(Timestamp(7), 0).next_try_at, Timestamp(8));
        assert_eq!(courier.after_failure(Timestamp(7), 31_999).next_try_at, Timestamp(32_007));
    }
}
