//! Whole days out of a calendar file (RFC 5545), for holidays that somebody else keeps a list of. Only
//! what such lists are made of is read: events of whole days, once or every year on the same date. What
//! else is in a file is counted and left out.
//!
//! A file is a stranger's: its bytes, lines, events and days are bounded, and however it repeats itself,
//! only the days of the next two years come out.

use crate::limits::{NAME_CHARACTERS_MAX, SPECIAL_DAYS_MAX};
use crate::text::one_line;

/// Bytes of a calendar file; public holidays of all countries in one are half of it.
pub const CALENDAR_BYTES_MAX: usize = 1024 * 1024;
/// Bytes of one line once it is put together again.
const LINE_BYTES_MAX: usize = 64 * 1024;
/// Events of one file.
const EVENTS_MAX: usize = 5_000;
/// Days of one event.
const EVENT_DAYS_MAX: i64 = 366;
/// Years whose days come out.
const YEARS: i64 = 2;

/// A whole day with a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WholeDay {
    /// `2026-12-24`.
    pub date: String,
    /// What the file calls it; may be empty.
    pub name: String,
}

/// What is in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WholeDays {
    /// In order, each once.
    pub days: Vec<WholeDay>,
    /// Events that are no whole days, or come again in another way than every year.
    pub n_left_out: usize,
}

/// Why nothing was taken from a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarTrouble {
    /// It is too large, or a line of it is.
    TooLarge,
    /// It has too many events, or too many days.
    TooMany,
    /// It is no calendar file, or not a whole one.
    NotACalendar,
}

/// The whole days from `today` on that a calendar file names.
///
/// # Errors
/// [`CalendarTrouble`]; then nothing of the file is of use.
pub fn whole_days(file: &str, today: &str) -> Result<WholeDays, CalendarTrouble> {
    if file.len() > CALENDAR_BYTES_MAX {
        return Err(CalendarTrouble::TooLarge);
    }
    let today = Day::parse(&today.replace('-', "")).ok_or(CalendarTrouble::NotACalendar)?;
    let mut reader = Reader::new(today);
    let mut line = String::new();
    for physical in file.trim_start_matches('\u{feff}').lines() {
        if let Some(rest) = physical.strip_prefix([' ', '\t']) {
            line.push_str(rest);
        } else {
            reader.take(&line)?;
            physical.clone_into(&mut line);
        }
        if line.len() > LINE_BYTES_MAX {
            return Err(CalendarTrouble::TooLarge);
        }
    }
    reader.take(&line)?;
    reader.end()
}

/// The day of the week of a date like `2026-12-24`; Monday is 0.
pub fn weekday(date: &str) -> Option<usize> {
    // 1 March of the year 0 was a Wednesday.
    usize::try_from((Day::parse(&date.replace('-', ""))?.0 + 2).rem_euclid(7)).ok()
}

/// The date before a date like `2026-12-24`.
pub fn day_before(date: &str) -> Option<String> {
    Some(Day(Day::parse(&date.replace('-', ""))?.0 - 1).to_string())
}

/// What is known of an event so far.
#[derive(Debug, Default)]
struct Event {
    start: Option<Day>,
    end: Option<Day>,
    name: String,
    yearly: Option<Yearly>,
    is_cancelled: bool,
    /// Something was said that cannot be followed.
    is_other: bool,
}

/// How often an event comes again every year.
#[derive(Clone, Copy, Debug, Default)]
struct Yearly {
    n_times: Option<i64>,
    until: Option<Day>,
}

#[derive(Debug)]
struct Reader {
    today: Day,
    found: WholeDays,
    event: Option<Event>,
    n_events: usize,
    /// What is open, the calendar itself counted.
    depth: usize,
    has_begun: bool,
}

impl Reader {
    fn new(today: Day) -> Self {
        Self { today, found: WholeDays::default(), event: None, n_events: 0, depth: 0, has_begun: false }
    }

    fn take(&mut self, line: &str) -> Result<(), CalendarTrouble> {
        if line.trim().is_empty() {
            return Ok(());
        }
        let (name, parameters, value) = parts(line).unwrap_or((line, "", ""));
        let name = name.to_ascii_uppercase();
        match (name.as_str(), value.trim().to_ascii_uppercase().as_str()) {
            ("BEGIN", "VCALENDAR") if self.depth == 0 => {
                self.depth = 1;
                self.has_begun = true;
            }
            _ if self.depth == 0 => return Err(CalendarTrouble::NotACalendar),
            ("BEGIN", component) => {
                self.depth += 1;
                if component == "VEVENT" && self.depth == 2 {
                    self.n_events += 1;
                    self.event = Some(Event::default());
                }
            }
            ("END", _) => {
                self.depth -= 1;
                if let Some(event) = self.event.take_if(|_| self.depth == 1) {
                    self.keep(&event);
                }
            }
            (name, _) if self.depth == 2 => {
                if let Some(event) = &mut self.event {
                    event.learn(name, parameters, value);
                }
            }
            _ => {}
        }
        let is_much = self.n_events > EVENTS_MAX || self.found.days.len() > 4 * SPECIAL_DAYS_MAX;
        if is_much { Err(CalendarTrouble::TooMany) } else { Ok(()) }
    }

    fn keep(&mut self, event: &Event) {
        let Some(start) = event.start.filter(|_| !event.is_other) else {
            self.found.n_left_out += usize::from(!event.is_cancelled);
            return;
        };
        let end = event.end.filter(|end| end.0 > start.0).map_or(start.0 + 1, |end| end.0);
        let n_days = end - start.0;
        if event.is_cancelled {
            return;
        }
        if n_days > EVENT_DAYS_MAX {
            self.found.n_left_out += 1;
            return;
        }
        for first in event.beginnings(start, self.today) {
            for day in first.0..first.0 + n_days {
                if self.today.0 <= day && day <= self.today.in_years(YEARS).0 {
                    let date = Day(day).to_string();
                    self.found.days.push(WholeDay { date, name: event.name.clone() });
                }
            }
        }
    }

    fn end(mut self) -> Result<WholeDays, CalendarTrouble> {
        if !self.has_begun || self.depth > 0 {
            return Err(CalendarTrouble::NotACalendar);
        }
        self.found.days.sort();
        self.found.days.dedup();
        if self.found.days.len() > SPECIAL_DAYS_MAX { Err(CalendarTrouble::TooMany) } else { Ok(self.found) }
    }
}

impl Event {
    fn learn(&mut self, name: &str, parameters: &str, value: &str) {
        match name {
            "DTSTART" => {
                self.start = Day::parse(value);
                self.is_other |= self.start.is_none();
            }
            "DTEND" => {
                self.end = Day::parse(value);
                self.is_other |= self.end.is_none();
            }
            "DURATION" | "RDATE" | "EXDATE" => self.is_other = true,
            "RRULE" => {
                let rule = yearly(value);
                self.is_other |= rule.is_none();
                self.yearly = rule;
            }
            "SUMMARY" => self.name = plain(value),
            "STATUS" => self.is_cancelled = value.trim().eq_ignore_ascii_case("CANCELLED"),
            _ => {}
        }
        self.is_other |= parameters.to_ascii_uppercase().contains("RANGE=");
    }

    /// The first days of every time that it comes, near enough to `today` to matter.
    fn beginnings(&self, start: Day, today: Day) -> Vec<Day> {
        let Some(Yearly { n_times, until }) = self.yearly else { return vec![start] };
        let (first, month, day) = start.parts();
        let (this_year, ..) = today.parts();
        let years = first.max(this_year - 1)..=this_year + YEARS;
        let years = years.filter(|year| n_times.is_none_or(|n_times| year - first < n_times));
        let days = years.filter_map(|year| Day::of(year, month, day));
        days.filter(|day| until.is_none_or(|until| day.0 <= until.0)).collect()
    }
}

/// A rule that says "every year on the same date", perhaps with an end.
fn yearly(rule: &str) -> Option<Yearly> {
    let mut found = Yearly::default();
    let mut is_yearly = false;
    for part in rule.trim().split(';') {
        let (name, value) = part.split_once('=')?;
        match (name.to_ascii_uppercase().as_str(), value) {
            ("FREQ", value) => is_yearly = value.eq_ignore_ascii_case("YEARLY"),
            ("INTERVAL", "1") | ("WKST", _) => {}
            ("COUNT", value) => {
                found.n_times = Some(value.parse().ok().filter(|&n_times: &i64| n_times > 0)?);
            }
            ("UNTIL", value) => found.until = Some(Day::parse(value.get(..8)?)?),
            _ => return None,
        }
    }
    is_yearly.then_some(found)
}

/// Name, parameters and value of a line; colons in quotes belong to the parameters.
fn parts(line: &str) -> Option<(&str, &str, &str)> {
    let mut is_quoted = false;
    let colon = line.find(|character| {
        is_quoted ^= character == '"';
        character == ':' && !is_quoted
    })?;
    let (head, value) = (line.get(..colon)?, line.get(colon + 1..)?);
    let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
    Some((name, parameters, value))
}

/// A text as it is meant, in one line that fits a name.
fn plain(value: &str) -> String {
    let mut text = String::new();
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n' | 'N') | None => text.push(' '),
                Some(other) => text.push(other),
            },
            other => text.push(other),
        }
    }
    let short: String = text.trim().chars().take(NAME_CHARACTERS_MAX).collect();
    // A name that shows nothing is none.
    one_line(&short, NAME_CHARACTERS_MAX).unwrap_or_default()
}

/// A day of the calendar, counted from 1 March of the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Day(i64);

/// Days of 400 years, after which the calendar repeats itself.
const ERA_DAYS: i64 = 146_097;

impl Day {
    /// `20261224`.
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_date = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = |from: usize, to: usize| text.get(from..to)?.parse().ok();
        if is_date { Self::of(number(0, 4)?, number(4, 6)?, number(6, 8)?) } else { None }
    }

    /// This day, if the calendar has it.
    fn of(year: i64, month: i64, day: i64) -> Option<Self> {
        if !(1..=9_999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        // The year begins in March, so that the day that comes and goes is its last one.
        let (year_of_march, month_of_march) =
            if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let (era, year_of_era) = (year_of_march.div_euclid(400), year_of_march.rem_euclid(400));
        let day_of_year = (153 * month_of_march + 2) / 5 + day - 1;
        let found =
            Self(era * ERA_DAYS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year);
        (found.parts() == (year, month, day)).then_some(found)
    }

    fn parts(self) -> (i64, i64, i64) {
        let (era, day_of_era) = (self.0.div_euclid(ERA_DAYS), self.0.rem_euclid(ERA_DAYS));
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / (ERA_DAYS - 1)) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_of_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_of_march + 2) / 5 + 1;
        let month = if month_of_march < 10 { month_of_march + 3 } else { month_of_march - 9 };
        (era * 400 + year_of_era + i64::from(month <= 2), month, day)
    }

    fn in_years(self, years: i64) -> Self {
        let (year, month, day) = self.parts();
        Self::of(year + years, month, day).unwrap_or(Self(self.0 + 365 * years))
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.parts();
        write!(formatter, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests;
