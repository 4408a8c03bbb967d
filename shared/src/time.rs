//! Time as the machines see it: a number that somebody else read from a clock.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01 UTC. Below 2^53, so that it survives a trip through JavaScript.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub u64);

impl Timestamp {
    /// This time and `duration_ms` more; stops at the largest value.
    pub fn plus(self, duration_ms: u64) -> Self {
        Self(self.0.saturating_add(duration_ms))
    }

    /// How long ago `earlier` was; zero when it lies in the future, because clocks may step back.
    pub fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// A device's clock made steady: it may stand still when the device's steps back, and never does.
///
/// Deadlines that were set before such a step would otherwise lie a day or ten years ahead.
#[derive(Clone, Copy, Debug, Default)]
pub struct SteadyClock {
    last: Timestamp,
    lost_ms: u64,
}

impl SteadyClock {
    /// The steady time at this time of the device.
    pub fn read(&mut self, device: Timestamp) -> Timestamp {
        self.lost_ms = self.lost_ms.saturating_add(self.last.since(device));
        self.last = device;
        device.plus(self.lost_ms)
    }

    /// A timer that was set by this clock has rung, so it is at least this late.
    pub fn rang(&mut self, due_at: Timestamp) -> Timestamp {
        let now = self.last.plus(self.lost_ms);
        self.lost_ms = self.lost_ms.saturating_add(due_at.since(now));
        now.max(due_at)
    }

    /// The device's time at this steady time, as long as it does not step again.
    pub fn on_device(&self, steady: Timestamp) -> Timestamp {
        Timestamp(steady.0.saturating_sub(self.lost_ms))
    }
}

/// One second in milliseconds.
pub const SECOND_MS: u64 = 1_000;
/// One minute in milliseconds.
pub const MINUTE_MS: u64 = 60 * SECOND_MS;
/// One hour in milliseconds.
pub const HOUR_MS: u64 = 60 * MINUTE_MS;
/// One day in milliseconds.
pub const DAY_MS: u64 = 24 * HOUR_MS;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steady_clock_goes_on_when_the_device_steps_back() {
        let mut clock = SteadyClock::default();
        let times = [1_000, 1_500, 200, 300, 5_000].map(|device| clock.read(Timestamp(device)).0);
        assert_eq!(times, [1_000, 1_500, 1_500, 1_600, 6_300]);
        assert_eq!(clock.on_device(Timestamp(6_400)), Timestamp(5_100));
        assert_eq!(clock.rang(Timestamp(6_500)), Timestamp(6_500), "a timer knows better");
        assert_eq!(clock.rang(Timestamp(6_200)), Timestamp(6_500));
        assert_eq!(clock.read(Timestamp(5_001)), Timestamp(6_501));
    }
}
