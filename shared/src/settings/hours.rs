//! Whether opening hours can be kept: a zone that exists, days of the calendar, and ranges that do
//! not overlap, not over midnight either.

use super::{check_text, each, ensure, not_too_many};
use crate::form::is_date;
use crate::limits::{DAY_RANGES_MAX, NAME_CHARACTERS_MAX, SPECIAL_DAYS_MAX};
use crate::problem::Rejection;
use crate::wire::availability::{DayRange, Schedule};

const DAY_MINUTES: u16 = 24 * 60;

pub fn check(schedule: &Schedule) -> Result<(), Rejection> {
    ensure(is_zone(&schedule.zone)).map_err(|it| it.at("/zone"))?;
    each(&schedule.week, |ranges| check_ranges(ranges)).map_err(|it| it.under("/week"))?;
    let mut is_tomorrow_free = schedule.week.iter().zip(schedule.week.iter().cycle().skip(1));
    let is_week_free = is_tomorrow_free.all(|(today, tomorrow)| {
        let until = today.iter().filter(|range| range.to <= range.from).map(|range| range.to).max();
        tomorrow.iter().all(|range| until.is_none_or(|until| range.from >= until))
    });
    ensure(is_week_free).map_err(|it| it.at("/week"))?;
    not_too_many(SPECIAL_DAYS_MAX, schedule.days.len()).map_err(|it| it.at("/days"))?;
    each(&schedule.days, |day| {
        ensure(is_date(&day.date)).map_err(|it| it.at("/date"))?;
        check_text(&day.name, NAME_CHARACTERS_MAX, false).map_err(|it| it.at("/name"))?;
        check_ranges(&day.ranges).map_err(|it| it.under("/ranges"))
    })
    .map_err(|it| it.under("/days"))
}

/// The zones' names are the worker's; elsewhere it is only seen whether it can be one at all.
fn is_zone(name: &str) -> bool {
    #[cfg(feature = "schedule")]
    let is_known = crate::availability::is_zone(name);
    #[cfg(not(feature = "schedule"))]
    let is_known = true;
    is_known && (1..=64).contains(&name.len()) && name.is_ascii()
}

/// The ranges of one day, in any order; one that ends on the next day can only be the last.
fn check_ranges(ranges: &[DayRange]) -> Result<(), Rejection> {
    not_too_many(DAY_RANGES_MAX, ranges.len())?;
    each(ranges, |range| {
        ensure(range.from < DAY_MINUTES && (1..=DAY_MINUTES).contains(&range.to))?;
        let end = |range: &DayRange| if range.to > range.from { range.to } else { DAY_MINUTES + range.to };
        let overlaps = |other: &&DayRange| range.from < end(other) && other.from < end(range);
        // Itself, and nothing else.
        ensure(ranges.iter().filter(overlaps).count() == 1)
    })
}
