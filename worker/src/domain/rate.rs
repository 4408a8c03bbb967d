//! How often somebody may do something. A bucket is one number, so it fits in a row, in a socket's
//! attachment and in a test.

use pulina_shared::limits;
use pulina_shared::time::{DAY_MS, SECOND_MS, Timestamp};
use serde::{Deserialize, Serialize};

/// So many at once, then so many in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many at once.
    pub burst: u32,
    /// Time that one costs after the burst.
    pub each_ms: u64,
}

/// A visitor's messages.
pub const VISITOR_MESSAGES: Rate = Rate {
    burst: limits::VISITOR_MESSAGES_BURST,
    each_ms: SECOND_MS / limits::VISITOR_MESSAGES_PER_SECOND as u64,
};
/// One agent's messages in one conversation.
pub const AGENT_MESSAGES: Rate = Rate {
    burst: limits::AGENT_MESSAGES_BURST,
    each_ms: SECOND_MS / limits::AGENT_MESSAGES_PER_SECOND as u64,
};
/// One socket's frames.
pub const FRAMES: Rate =
    Rate { burst: limits::FRAMES_BURST, each_ms: SECOND_MS / limits::FRAMES_PER_SECOND as u64 };
/// The same over a longer time.
pub const FRAMES_OF_MINUTE: Rate =
    Rate { burst: limits::FRAMES_PER_MINUTE, each_ms: 60 * SECOND_MS / limits::FRAMES_PER_MINUTE as u64 };
/// Openings of sockets by one side of a conversation.
pub const CONNECTS: Rate =
    Rate { burst: limits::CONNECTS_PER_MINUTE, each_ms: 60 * SECOND_MS / limits::CONNECTS_PER_MINUTE as u64 };

/// Openings of sockets from one network.
pub const CONNECTS_OF_NETWORK: Rate = Rate {
    burst: limits::CONNECTS_PER_NETWORK_PER_MINUTE,
    each_ms: 60 * SECOND_MS / limits::CONNECTS_PER_NETWORK_PER_MINUTE as u64,
};

/// When the bucket will be full again; the whole state of a token bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bucket(pub Timestamp);

impl Bucket {
    /// Takes one out: the bucket after it, or how long to wait.
    ///
    /// # Errors
    /// The milliseconds until one can be taken.
    pub fn take(self, rate: Rate, now: Timestamp) -> Result<Self, u64> {
        let whole_ms = u64::from(rate.burst) * rate.each_ms;
        // Further ahead than an empty bucket can be, only a clock that stepped back explains it.
        let full_at = if self.0 > now.plus(whole_ms) { now } else { self.0.max(now) };
        let taken_ms = full_at.since(now) + rate.each_ms;
        if taken_ms > whole_ms { Err(taken_ms - whole_ms) } else { Ok(Self(full_at.plus(rate.each_ms))) }
    }
}

/// How many on which day (UTC).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayCount {
    /// Days since 1970.
    pub day: u64,
    /// How many on it.
    pub count: u32,
}

impl DayCount {
    /// Counts one more: the count after it, or how long until the next day.
    ///
    /// # Errors
    /// The milliseconds until the day ends.
    pub fn take(self, per_day: u32, now: Timestamp) -> Result<Self, u64> {
        let day = now.0 / DAY_MS;
        let count = if day == self.day { self.count } else { 0 };
        if count < per_day { Ok(Self { day, count: count + 1 }) } else { Err(DAY_MS - now.0 % DAY_MS) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes at each time and tells what happened: 0 for taken, else the wait.
    fn check(burst: u32, each_ms: u64, times: &[u64], expect: &[u64]) {
        let mut bucket = Bucket::default();
        let mut waits = Vec::new();
        for &time in times {
            match bucket.take(Rate { burst, each_ms }, Timestamp(time)) {
                Ok(after) => {
                    bucket = after;
                    waits.push(0);
                }
                Err(wait_ms) => waits.push(wait_ms),
            }
        }
        assert_eq!(waits, expect, "{burst} at once, then one in {each_ms} ms, at {times:?}");
    }

    #[test]
    fn bucket_gives_its_burst_then_one_each_period() {
        check(3, 100, &[1_000, 1_000, 1_000, 1_000], &[0, 0, 0, 100]);
        check(3, 100, &[1_000, 1_000, 1_000, 1_099, 1_100, 1_100], &[0, 0, 0, 1, 0, 100]);
        check(2, 1_000, &[0, 0, 5_000, 5_000, 5_000], &[0, 0, 0, 0, 1_000]);
    }

    #[test]
    fn clock_that_steps_back_locks_nobody_out() {
        check(2, 100, &[90_000, 90_000, 10, 10, 10, 110], &[0, 0, 0, 0, 100, 0]);
        check(2, 100, &[90_000, 90_000, 89_950, 90_100], &[0, 0, 0, 0]);
    }

    #[test]
    fn day_count_starts_again_with_the_day() {
        let mut count = DayCount::default();
        for _ in 0..2 {
            count = count.take(2, Timestamp(DAY_MS + 5)).unwrap();
        }
        assert_eq!(count.take(2, Timestamp(DAY_MS + 5)), Err(DAY_MS - 5));
        assert_eq!(count.take(2, Timestamp(2 * DAY_MS)), Ok(DayCount { day: 2, count: 1 }));
    }
}
