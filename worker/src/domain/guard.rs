//! What guards one socket, whatever it is for: when it was opened and last heard, how fast its
//! frames come, how many were no good, and when it must be looked at. A part of its attachment, so
//! it survives hibernation.

use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::rate::{self, Bucket};

/// The guard of one socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guard {
    #[serde(rename = "o")]
    opened_at: Timestamp,
    #[serde(rename = "h")]
    heard_at: Timestamp,
    #[serde(rename = "f", default)]
    frames: Bucket,
    #[serde(rename = "m", default)]
    frames_of_minute: Bucket,
    #[serde(rename = "s", default)]
    n_strikes: u32,
    #[serde(rename = "i", default)]
    n_invalid: u32,
}

/// What a frame that is no good leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Strike {
    /// It is refused and the socket stays.
    Refuse(Rejection),
    /// The socket closes.
    Close(Rejection),
}

impl Guard {
    /// Of a socket that was just accepted.
    pub fn new(now: Timestamp) -> Self {
        Self {
            opened_at: now,
            heard_at: now,
            frames: Bucket::default(),
            frames_of_minute: Bucket::default(),
            n_strikes: 0,
            n_invalid: 0,
        }
    }

    /// When it was accepted.
    pub fn opened_at(&self) -> Timestamp {
        self.opened_at
    }

    /// When its last frame came; pings that the engine answers are none.
    pub fn heard_at(&self) -> Timestamp {
        self.heard_at
    }

    /// Notes that a frame came.
    pub fn hear(&mut self, now: Timestamp) {
        self.heard_at = now;
    }

    /// Counts a frame.
    ///
    /// # Errors
    /// When there were too many in a short time.
    pub fn take_frame(&mut self, now: Timestamp) -> Result<(), Strike> {
        let taken = self
            .frames
            .take(rate::FRAMES, now)
            .and_then(|frames| Ok((frames, self.frames_of_minute.take(rate::FRAMES_OF_MINUTE, now)?)));
        match taken {
            Ok((frames, frames_of_minute)) => {
                (self.frames, self.frames_of_minute) = (frames, frames_of_minute);
                Ok(())
            }
            Err(wait_ms) => {
                self.n_strikes += 1;
                let rejection = Rejection::retry_after(Code::RateFrames, wait_ms);
                let is_last = self.n_strikes >= limits::FRAME_RATE_STRIKES_MAX;
                Err(if is_last { Strike::Close(rejection) } else { Strike::Refuse(rejection) })
            }
        }
    }

    /// Counts a frame that could not be read or came at a wrong time.
    pub fn take_invalid(&mut self, rejection: Rejection) -> Strike {
        if rejection.code == Code::FrameTooLarge {
            return Strike::Close(rejection);
        }
        self.n_invalid += 1;
        if self.n_invalid >= limits::FRAMES_INVALID_MAX {
            return Strike::Close(Rejection::new(Code::FrameInvalid));
        }
        Strike::Refuse(rejection)
    }

    /// When it must be looked at again. `answered_at` is when the engine last answered its ping,
    /// `paused_since` since when its reader is too slow.
    pub fn deadline(
        &self,
        is_greeted: bool,
        paused_since: Option<Timestamp>,
        answered_at: Option<Timestamp>,
    ) -> Timestamp {
        let heard_at = answered_at.map_or(self.heard_at, |at| at.max(self.heard_at));
        let idle_at = heard_at.plus(limits::SOCKET_IDLE_MS_MAX);
        let other_at = if is_greeted {
            paused_since.map(|since| since.plus(limits::SLOW_READER_MS_MAX))
        } else {
            Some(self.opened_at.plus(limits::HELLO_TIMEOUT_MS))
        };
        other_at.map_or(idle_at, |other_at| idle_at.min(other_at))
    }

    /// Why it must close now, if it must.
    pub fn on_deadline(
        &self,
        is_greeted: bool,
        paused_since: Option<Timestamp>,
        answered_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Option<Code> {
        if now < self.deadline(is_greeted, paused_since, answered_at) {
            return None;
        }
        let is_slow = paused_since.is_some_and(|since| now >= since.plus(limits::SLOW_READER_MS_MAX));
        Some(match (is_greeted, is_slow) {
            (false, _) => Code::HelloTimeout,
            (true, true) => Code::SlowConsumer,
            (true, false) => Code::IdleDead,
        })
    }
}

#[cfg(test)]
mod tests {
    use pulina_shared::time::SECOND_MS;

    use super::*;

    /// Frames at this pace until the first refusal; how many passed.
    fn passed(each_ms: u64, n_max: u64) -> u64 {
        let mut guard = Guard::new(Timestamp(0));
        (0..n_max).take_while(|n| guard.take_frame(Timestamp(n * each_ms)).is_ok()).count() as u64
    }

    #[test]
    fn burst_then_ten_a_second_then_three_hundred_a_minute() {
        assert_eq!(passed(0, 1_000), u64::from(limits::FRAMES_BURST));
        let n_in_a_minute = passed(100, 2_000);
        let n_allowed = u64::from(limits::FRAMES_PER_MINUTE);
        assert!((n_allowed..=2 * n_allowed).contains(&n_in_a_minute), "{n_in_a_minute}");
        assert_eq!(passed(60 * SECOND_MS / n_allowed, 2_000), 2_000, "the pace that is allowed for ever");
    }

    #[test]
    fn third_strike_closes() {
        let mut guard = Guard::new(Timestamp(0));
        while guard.take_frame(Timestamp(0)).is_ok() {}
        assert!(matches!(guard.take_frame(Timestamp(0)), Err(Strike::Refuse(_))));
        assert!(matches!(guard.take_frame(Timestamp(0)), Err(Strike::Close(_))));
    }
}
