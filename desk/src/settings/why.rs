//! Why it is open or closed now: what in the schedule speaks for the present moment. Pure; whether it is
//! open was decided by the worker.

use pulina_shared::calendar::{day_before, weekday};
use pulina_shared::wire::availability::{AvailabilityMode, AvailabilitySettings, DayRange, Schedule};

use super::hours::write_ranges;
use crate::text;

/// A moment on the wall clock of the schedule's zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// `2026-12-24`.
    pub date: String,
    /// The date before.
    pub yesterday: String,
    /// Monday is 0.
    pub weekday: usize,
    /// Minutes after midnight.
    pub minutes: u16,
}

impl Moment {
    /// Reads `2026-12-24 09:30:00`.
    pub fn read(clock: &str) -> Option<Self> {
        let (date, time) = clock.split_once(' ')?;
        let mut parts = time.split(':').map(|part| part.parse::<u16>().ok());
        let (hours, minutes) = (parts.next()??, parts.next()??);
        let (yesterday, weekday) = (day_before(date)?, weekday(date)?);
        Some(Self { date: date.to_owned(), yesterday, weekday, minutes: hours * 60 + minutes })
    }
}

/// The reason for what the worker decided.
pub fn why(settings: &AvailabilitySettings, is_open: bool, moment: &Moment) -> String {
    let schedule = &settings.schedule;
    match settings.mode {
        AvailabilityMode::Always => text::BECAUSE_ALWAYS.to_owned(),
        AvailabilityMode::Hours => by_hours(schedule, moment),
        AvailabilityMode::Users if is_open => text::BECAUSE_SOMEBODY.to_owned(),
        AvailabilityMode::Users => {
            let has_hours = schedule.week.iter().any(|ranges| !ranges.is_empty());
            if !has_hours || holds(schedule, moment) {
                text::BECAUSE_NOBODY.to_owned()
            } else {
                by_hours(schedule, moment)
            }
        }
    }
}

/// The hours of a date, and how they are said.
fn hours_of<'a>(schedule: &'a Schedule, date: &str, weekday: usize) -> (&'a [DayRange], String) {
    if let Some(day) = schedule.days.iter().rev().find(|day| day.date == date) {
        return (&day.ranges, text::because_day(&day.name, date, &write_ranges(&day.ranges)));
    }
    let ranges = schedule.week.get(weekday).map_or(&[][..], Vec::as_slice);
    (ranges, text::because_weekday(weekday, &write_ranges(ranges)))
}

fn covers_today(range: &DayRange, minutes: u16) -> bool {
    range.from <= minutes && (minutes < range.to || range.to <= range.from)
}

fn covers_tomorrow(range: &DayRange, minutes: u16) -> bool {
    range.to <= range.from && minutes < range.to
}

fn holds(schedule: &Schedule, moment: &Moment) -> bool {
    let Moment { date, yesterday, weekday, minutes } = moment;
    let (today, _) = hours_of(schedule, date, *weekday);
    let (before, _) = hours_of(schedule, yesterday, (weekday + 6) % 7);
    today.iter().any(|range| covers_today(range, *minutes))
        || before.iter().any(|range| covers_tomorrow(range, *minutes))
}

fn by_hours(schedule: &Schedule, moment: &Moment) -> String {
    let Moment { date, yesterday, weekday, minutes } = moment;
    let (before, before_words) = hours_of(schedule, yesterday, (weekday + 6) % 7);
    // Between midnight and their end it is still yesterday's hours that count.
    if before.iter().any(|range| covers_tomorrow(range, *minutes)) {
        return before_words;
    }
    hours_of(schedule, date, *weekday).1
}

#[cfg(test)]
mod tests {
    use pulina_shared::wire::availability::SpecialDay;

    use super::*;

    fn settings(mode: AvailabilityMode) -> AvailabilitySettings {
        let mut settings = AvailabilitySettings { mode, ..AvailabilitySettings::default() };
        settings.schedule.week[4] = vec![DayRange { from: 22 * 60, to: 2 * 60 }];
        settings.schedule.days = vec![SpecialDay {
            date: "2026-12-24".to_owned(),
            name: "Christmas Eve".to_owned(),
            ranges: vec![],
        }];
        settings
    }

    fn at(date: &str, yesterday: &str, weekday: usize, hour: u16) -> Moment {
        Moment { date: date.to_owned(), yesterday: yesterday.to_owned(), weekday, minutes: hour * 60 }
    }

    #[test]
    fn clocks_are_read() {
        let moment = Moment::read("2026-11-30 20:05:09").expect("a moment");
        assert_eq!(moment, Moment { minutes: 20 * 60 + 5, ..at("2026-11-30", "2026-11-29", 0, 20) });
        for clock in ["", "2026-11-30", "2026-11-31 10:00:00", "30/11/2026, 10:00:00", "2026-11-30 ten"] {
            assert_eq!(Moment::read(clock), None, "{clock}");
        }
    }

    #[test]
    fn reason_is_what_speaks_for_the_moment() {
        let hours = settings(AvailabilityMode::Hours);
        for (moment, reason) in [
            (at("2026-11-30", "2026-11-29", 0, 10), "Mondays 9:00-17:00"),
            (at("2026-11-30", "2026-11-29", 0, 20), "Mondays 9:00-17:00"),
            (at("2026-11-29", "2026-11-28", 6, 10), "Sundays are closed"),
            (at("2026-12-05", "2026-12-04", 5, 1), "Fridays 22:00-2:00"),
            (at("2026-12-05", "2026-12-04", 5, 3), "Saturdays are closed"),
        ] {
            assert_eq!(why(&hours, false, &moment), reason);
        }
        let eve = why(&hours, false, &at("2026-12-24", "2026-12-23", 3, 10));
        assert!(eve.contains("Christmas Eve") && eve.ends_with("is closed"), "{eve}");
    }

    #[test]
    fn users_are_the_reason_only_within_the_hours() {
        let users = settings(AvailabilityMode::Users);
        let (inside, outside) =
            (at("2026-11-30", "2026-11-29", 0, 10), at("2026-11-30", "2026-11-29", 0, 20));
        assert_eq!(why(&users, true, &inside), text::BECAUSE_SOMEBODY);
        assert_eq!(why(&users, false, &inside), text::BECAUSE_NOBODY);
        assert_eq!(why(&users, false, &outside), "Mondays 9:00-17:00");
        assert_eq!(why(&settings(AvailabilityMode::Always), true, &outside), text::BECAUSE_ALWAYS);
    }
}
