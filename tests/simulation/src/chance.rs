//! Everything that is drawn in a world comes from here, so a seed names a whole world.

/// A seeded stream of draws.
pub struct Chance(fastrand::Rng);

impl Chance {
    /// The same seed draws the same for ever.
    pub fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// Any number.
    pub fn number(&mut self) -> u64 {
        self.0.u64(..)
    }

    /// Any bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill(&mut bytes);
        bytes
    }

    /// A number from 0, below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { self.0.usize(..end) }
    }

    /// A number within both bounds.
    pub fn within(&mut self, least: u64, most: u64) -> u64 {
        self.0.u64(least..=most.max(least))
    }

    /// True once in `n` times.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// A waiting time that is often short and sometimes several times the mean.
    pub fn around_ms(&mut self, mean_ms: u64) -> u64 {
        let times = if self.one_in(8) { 4 } else { 1 };
        1 + self.within(0, 2 * mean_ms * times)
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, things: &[T]) -> Option<T> {
        things.get(self.below(things.len())).copied()
    }
}
