//! Whether somebody answers a channel now, and when that changes. The channel's hours come first:
//! outside of them nobody counts as there, whoever is available; only then the users are asked.
//!
//! What visitors are told ([`now`]) and what admins are told ([`explain`]) come from one decision.

mod schedule;

use serde::{Deserialize, Serialize};

pub use self::schedule::is_zone;
use self::schedule::{Hours, HoursNow, Owner};
use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS, Timestamp};
use crate::wire::availability::{
    AvailabilityMode, AvailabilityNow, AvailabilitySettings, ReplyTime, Schedule,
};

/// Why somebody is there, or nobody is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Whether somebody is there.
    pub is_open: bool,
    /// What decided it.
    pub cause: Cause,
    /// When the schedule opens or closes next; absent when it does not within a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes_at: Option<Timestamp>,
}

/// What decided whether somebody is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The channel is always answered.
    Always,
    /// The hours of the week.
    Week,
    /// A day that differs from the week, by its name.
    SpecialDay(String),
    /// So many users are available, within the channel's hours.
    Users(u64),
}

/// Whether somebody is there at `now`, as visitors are told. `reply_median_ms` is how long an
/// answer took lately, if that is known.
pub fn now(
    settings: &AvailabilitySettings,
    now: Timestamp,
    n_online: u64,
    reply_median_ms: Option<u64>,
) -> AvailabilityNow {
    let hours = hours_at(settings, now);
    let is_open = is_open(settings, &hours, n_online);
    AvailabilityNow {
        is_open,
        changes_at: hours.changes_at,
        // Within the hours only the users could say when they come.
        opens_at: if hours.is_open { None } else { hours.changes_at },
        away: settings.away,
        reply_time: reply_time(settings.reply_time, reply_median_ms),
        depends_on_users: settings.mode == AvailabilityMode::Users,
        // Whoever has published settings knows it.
        revision: 0,
    }
}

/// Why somebody is there at `now`, or nobody is.
pub fn explain(settings: &AvailabilitySettings, now: Timestamp, n_online: u64) -> Reason {
    let hours = hours_at(settings, now);
    let cause = match (settings.mode, hours.owner) {
        (AvailabilityMode::Always, _) => Cause::Always,
        (AvailabilityMode::Users, _) if hours.is_open => Cause::Users(n_online),
        (_, Owner::Week) => Cause::Week,
        (_, Owner::SpecialDay(day)) => Cause::SpecialDay(day.name.clone()),
    };
    Reason { is_open: is_open(settings, &hours, n_online), cause, changes_at: hours.changes_at }
}

/// Whether somebody works at `now` by their own hours, and when that changes.
pub fn works_at(hours: &Schedule, now: Timestamp) -> (bool, Option<Timestamp>) {
    let hours = Hours::of(hours, false).at(now);
    (hours.is_open, hours.changes_at)
}

fn hours_at(settings: &AvailabilitySettings, now: Timestamp) -> HoursNow<'_> {
    match settings.mode {
        AvailabilityMode::Always => HoursNow { is_open: true, changes_at: None, owner: Owner::Week },
        AvailabilityMode::Hours => Hours::of(&settings.schedule, false).at(now),
        AvailabilityMode::Users => Hours::of(&settings.schedule, true).at(now),
    }
}

fn is_open(settings: &AvailabilitySettings, hours: &HoursNow<'_>, n_online: u64) -> bool {
    hours.is_open && (settings.mode != AvailabilityMode::Users || n_online > 0)
}

/// What was measured is told as the nearest promise; one that would be broken is not made.
fn reply_time(chosen: ReplyTime, median_ms: Option<u64>) -> ReplyTime {
    const MINUTES_MS_MAX: u64 = 30 * MINUTE_MS;
    const HOURS_MS_MAX: u64 = 10 * HOUR_MS;
    const DAY_MS_MAX: u64 = 2 * DAY_MS;
    match (chosen, median_ms) {
        (ReplyTime::Measured, Some(0..=MINUTES_MS_MAX)) => ReplyTime::Minutes,
        (ReplyTime::Measured, Some(0..=HOURS_MS_MAX)) => ReplyTime::Hours,
        (ReplyTime::Measured, Some(0..=DAY_MS_MAX)) => ReplyTime::Day,
        (ReplyTime::Measured, _) => ReplyTime::Hidden,
        (chosen, _) => chosen,
    }
}

#[cfg(test)]
mod tests;
