//! Counting in fixed windows of time: simple, small, and the wait is exactly known.

use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::time::{HOUR_MS, MINUTE_MS, Timestamp};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// New visitors from one network.
    Visits,
    /// New visitors of one channel.
    ChannelVisits,
    /// Further conversations of one visitor.
    Conversations,
    /// Wrong passwords for one address.
    SignInsByEmail,
    /// Wrong passwords from one network.
    SignInsByNetwork,
    /// Sockets that one user opened.
    Connects,
    /// Sign-ins by passkey that were begun from one network.
    Challenges,
    /// Changes of what is said of one visitor, by their page or by a proof.
    Attributes,
}

impl Counted {
    /// The name in storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::ChannelVisits => "channel_visits",
            Self::Conversations => "conversations",
            Self::SignInsByEmail => "sign_ins_by_email",
            Self::SignInsByNetwork => "sign_ins_by_network",
            Self::Connects => "connects",
            Self::Challenges => "challenges",
            Self::Attributes => "attributes",
        }
    }

    /// How many are allowed, in how long, and the refusal of one more.
    fn rule(self) -> (u32, u64, Code) {
        match self {
            Self::Visits => (limits::VISITS_PER_NETWORK_PER_HOUR, HOUR_MS, Code::RateConversations),
            Self::ChannelVisits => (limits::VISITS_PER_CHANNEL_PER_HOUR, HOUR_MS, Code::RateConversations),
            Self::Conversations => {
                (limits::CONVERSATIONS_PER_VISITOR_PER_HOUR, HOUR_MS, Code::RateConversations)
            }
            Self::SignInsByEmail => (limits::SIGN_INS_PER_EMAIL, limits::SIGN_IN_WINDOW_MS, Code::RateLogin),
            Self::SignInsByNetwork => {
                (limits::SIGN_INS_PER_NETWORK, limits::SIGN_IN_WINDOW_MS, Code::RateLogin)
            }
            Self::Challenges => (limits::CHALLENGES_PER_NETWORK, limits::SIGN_IN_WINDOW_MS, Code::RateLogin),
            Self::Connects => (limits::CONNECTS_PER_MINUTE, MINUTE_MS, Code::RateConnects),
            Self::Attributes => (limits::ATTRIBUTES_PER_MINUTE, MINUTE_MS, Code::RateAttributes),
        }
    }
}

/// How many came since when, and until when they count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// How many came.
    pub n: u64,
    /// When counting starts anew.
    pub ends_at: Timestamp,
}

impl Window {
    /// How many came in what is not over yet.
    pub fn n_within(self, now: Timestamp) -> u64 {
        if self.ends_at > now { self.n } else { 0 }
    }
}

/// Counts one more.
///
/// # Errors
/// The rate's code with the time left, when there were enough already.
pub fn count(window: Window, counted: Counted, now: Timestamp) -> Result<Window, Rejection> {
    let (n_max, length_ms, code) = counted.rule();
    let left_ms = window.ends_at.since(now);
    // A window that ends later than a whole one from now was made by a clock that has stepped back.
    if left_ms == 0 || left_ms > length_ms {
        return Ok(Window { n: 1, ends_at: now.plus(length_ms) });
    }
    if window.n >= u64::from(n_max) {
        return Err(Rejection::retry_after(code, left_ms));
    }
    Ok(Window { n: window.n + 1, ..window })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_as_allowed_pass_and_one_more_waits_for_the_window_to_end() {
        let mut window = Window::default();
        for _ in 0..limits::SIGN_INS_PER_EMAIL {
            window = count(window, Counted::SignInsByEmail, Timestamp(1_000)).unwrap();
        }
        let refused = count(window, Counted::SignInsByEmail, Timestamp(2_000)).unwrap_err();
        assert_eq!(refused, Rejection::retry_after(Code::RateLogin, limits::SIGN_IN_WINDOW_MS - 1_000));
        let anew = count(window, Counted::SignInsByEmail, window.ends_at).unwrap();
        assert_eq!(anew.n, 1);
    }

    #[test]
    fn a_clock_that_steps_back_locks_nobody_out() {
        let window = Window { n: 99, ends_at: Timestamp(10 * HOUR_MS) };
        assert_eq!(count(window, Counted::SignInsByEmail, Timestamp(1_000)).map(|window| window.n), Ok(1));
    }
}
