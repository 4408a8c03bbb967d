//! When a channel is answered, and what it says when it is not. The rules that follow are in
//! `crate::availability`; times of day are minutes, days are calendar days of the schedule's zone.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// When somebody answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AvailabilitySettings {
    /// What decides.
    pub mode: AvailabilityMode,
    /// The channel's hours. They come first: outside of them nobody counts as there.
    pub schedule: Schedule,
    /// What visitors get while nobody is there. The composer always works and opens a ticket.
    pub away: AwayBehaviour,
    /// How long an answer usually takes.
    pub reply_time: ReplyTime,
}

/// What decides whether somebody is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AvailabilityMode {
    /// Somebody always is.
    #[default]
    Always,
    /// The schedule alone.
    Hours,
    /// The schedule, then whether anybody is available whom the routing names; anybody at all where it
    /// names nobody.
    Users,
}

/// Opening hours as people keep them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Schedule {
    /// IANA name of the time zone.
    pub zone: String,
    /// Monday first; several ranges a day. All empty in mode `users` means: the users alone decide.
    pub week: [Vec<DayRange>; 7],
    /// Days that differ from the week: holidays, long Thursdays. The last entry of a date counts.
    pub days: Vec<SpecialDay>,
}

impl Default for Schedule {
    fn default() -> Self {
        let nine_to_five = || vec![DayRange { from: 9 * 60, to: 17 * 60 }];
        let week =
            [nine_to_five(), nine_to_five(), nine_to_five(), nine_to_five(), nine_to_five(), vec![], vec![]];
        Self { zone: "UTC".to_owned(), week, days: Vec::new() }
    }
}

/// A range of one day, in minutes after midnight on the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayRange {
    /// 0 to 1439.
    pub from: u16,
    /// 1 to 1440; at or below `from` it ends on the next day.
    pub to: u16,
}

/// A day that differs from the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialDay {
    /// `2026-12-24`.
    pub date: String,
    /// What to call it; shown to admins, and to visitors while it is the reason.
    pub name: String,
    /// When it is open; empty for not at all.
    pub ranges: Vec<DayRange>,
}

/// What visitors get while nobody is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AwayBehaviour {
    /// When somebody will be there again.
    #[default]
    ReturnTime,
    /// The channel's away message.
    Message,
    /// No launcher; what was begun goes on.
    HideLauncher,
}

/// How long an answer usually takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyTime {
    /// Nothing is said.
    #[default]
    Hidden,
    /// A few minutes.
    Minutes,
    /// A few hours.
    Hours,
    /// A day.
    Day,
    /// The channel's own words.
    Custom,
    /// The median of the last seven days, in the nearest of the three above.
    Measured,
}

/// Whether somebody is there, and what the visitor is told about it:
/// `GET /v1/channels/{channel}/availability`, and inside the panel's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AvailabilityNow {
    /// Whether somebody is there.
    pub is_open: bool,
    /// When that changes by the schedule; absent when it does not within a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes_at: Option<Timestamp>,
    /// When somebody is there again; absent while open and when nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<Timestamp>,
    /// What visitors get while nobody is there.
    pub away: AwayBehaviour,
    /// How long an answer usually takes; never `measured`, which is told as what was measured.
    pub reply_time: ReplyTime,
    /// Whether users decide too, so that it may change at any moment.
    pub depends_on_users: bool,
    /// The published revision of the channel's settings. A panel that came with another one asks for
    /// what is published now.
    #[serde(default)]
    pub revision: u64,
}
