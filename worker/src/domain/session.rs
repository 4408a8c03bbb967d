//! How long a user's sign-in lasts.

use pulina_shared::limits;
use pulina_shared::time::{MINUTE_MS, Timestamp};

/// Uses closer together than this are one, so that reading costs no write.
const USE_NOTED_MS: u64 = MINUTE_MS;

/// When a session ends if nobody uses it again.
pub fn ends_at(created_at: Timestamp, used_at: Timestamp) -> Timestamp {
    used_at.plus(limits::SESSION_IDLE_MS_MAX).min(created_at.plus(limits::SESSION_AGE_MS_MAX))
}

/// Whether a use at this time is worth writing down.
pub fn is_use_noted(used_at: Timestamp, now: Timestamp) -> bool {
    now.since(used_at) >= USE_NOTED_MS
}

/// Whether a user's proof of who they are counts still, which it does for so long.
pub fn is_proof_fresh(proved_at: Timestamp, now: Timestamp, proof_ms: u64) -> bool {
    now.since(proved_at) < proof_ms
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulina_shared::time::{DAY_MS, HOUR_MS};

    #[test]
    fn session_ends_by_idleness_or_by_age() {
        let start = Timestamp(0);
        assert_eq!(ends_at(start, start), Timestamp(12 * HOUR_MS));
        assert_eq!(ends_at(start, Timestamp(14 * DAY_MS - 1)), Timestamp(14 * DAY_MS));
    }

    #[test]
    fn proof_is_fresh_until_its_time_is_over() {
        let proved = Timestamp(MINUTE_MS);
        for (now, is_fresh) in [(0, true), (1, true), (2, true), (3, false), (4, false)] {
            let now = Timestamp(now * MINUTE_MS);
            assert_eq!(is_proof_fresh(proved, now, 2 * MINUTE_MS), is_fresh, "{now:?}");
        }
    }
}
