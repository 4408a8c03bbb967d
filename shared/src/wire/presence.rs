//! Whether a user takes new work: as they say themselves, or as somebody says for them, and by their
//! own working hours. Outside of these they are away, whatever was said.

use serde::{Deserialize, Serialize};

use super::availability::Schedule;
use crate::ids::UserId;
use crate::time::Timestamp;

/// `GET` and `PUT /v1/me/hours`: when the signed-in user works.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WorkingHours {
    /// In their own time zone; `null` for no hours, which is always.
    pub hours: Option<Schedule>,
}

/// `PUT /v1/me/away` and `PUT /v1/users/{user}/away`: says whether a user is away. The answer is the
/// [`Presence`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AwayChange {
    /// Whether they are.
    pub is_away: bool,
}

/// Whether a user takes new work now: `GET /v1/me/presence`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// What decides it.
    pub state: PresenceState,
    /// When their working hours begin or end next; absent without hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes_at: Option<Timestamp>,
}

impl Presence {
    /// Whether they take new work.
    pub fn is_available(&self) -> bool {
        self.state == PresenceState::Available
    }
}

/// What decides whether a user takes new work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PresenceState {
    /// They do, with the desk open.
    Available,
    /// They would, but have no desk open.
    NoDesk,
    /// They are away by their own choice.
    Away,
    /// This user said that they are away.
    SetAway(UserId),
    /// It is not within their working hours.
    OutsideHours,
}
