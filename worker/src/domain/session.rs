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
}
