//! Randomness and wall-clock time for the actors: ids, tokens and seeds.

use std::time::{SystemTime, UNIX_EPOCH};

use pulina_shared::ids::MessageId;
use pulina_shared::time::Timestamp;
use pulina_shared::token::VisitorToken;

/// Random bytes of the operating system.
///
/// # Panics
/// When the system has none.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system has random bytes");
    bytes
}

/// The time of this machine.
pub fn now() -> Timestamp {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX))
}

/// A new message id, as a client makes it.
pub fn message_id() -> MessageId {
    MessageId::new(now(), bytes())
}

/// A new visitor token, as a browser makes it.
pub fn visitor_token() -> VisitorToken {
    VisitorToken::new(bytes())
}

/// A seeded stream of numbers, for choices that a failing test must be able to repeat.
pub struct Dice(u64);

impl Dice {
    /// From a seed; the seed stands in what the test prints.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number (splitmix64).
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number at least `low` and below `high`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low)
    }
}
