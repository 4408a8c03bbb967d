//! Opening hours as people write them, and back: `9:00-12:30, 14-18` for a day, and a line for each day
//! that differs from the week: `2026-12-24 Christmas Eve`, `2026-12-23 9-12 Short day`. Pure.

use pulina_shared::problem::{Code, Rejection};
use pulina_shared::wire::availability::{DayRange, SpecialDay};

const HOUR_MINUTES: u16 = 60;
const DAY_MINUTES: u16 = 24 * HOUR_MINUTES;

/// The ranges of one day.
pub fn write_ranges(ranges: &[DayRange]) -> String {
    let time = |minutes: u16| format!("{}:{:02}", minutes / HOUR_MINUTES, minutes % HOUR_MINUTES);
    let ranges = ranges.iter().map(|range| format!("{}-{}", time(range.from), time(range.to)));
    ranges.collect::<Vec<_>>().join(", ")
}

/// The ranges that somebody wrote; nothing for a day without any.
///
/// # Errors
/// `field_invalid`, with the pointer of the range.
pub fn read_ranges(typed: &str) -> Result<Vec<DayRange>, Rejection> {
    let parts = typed.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    let ranges = parts.enumerate().map(|(index, part)| {
        range(part).ok_or_else(|| Rejection::new(Code::FieldInvalid).under(&format!("/{index}")))
    });
    ranges.collect()
}

fn range(part: &str) -> Option<DayRange> {
    let (from, to) = part.split_once(['-', '–', '—'])?;
    Some(DayRange { from: time(from).filter(|&from| from < DAY_MINUTES)?, to: time(to)? })
}

/// `9`, `9:30`, `9.30` or `24:00`, in minutes.
fn time(typed: &str) -> Option<u16> {
    let (hours, minutes) = typed.trim().split_once([':', '.']).unwrap_or((typed.trim(), "0"));
    let number = |text: &str| {
        let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u16>().ok().filter(|_| is_number)
    };
    let minutes = number(minutes).filter(|&minutes| minutes < HOUR_MINUTES)?;
    Some(number(hours)? * HOUR_MINUTES + minutes).filter(|&time| time <= DAY_MINUTES)
}

/// The days that differ from the week, one a line.
pub fn write_days(days: &[SpecialDay]) -> String {
    let lines = days.iter().map(|day| {
        let parts = [day.date.clone(), write_ranges(&day.ranges), day.name.clone()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The days that somebody wrote.
///
/// # Errors
/// `field_invalid`, with the pointer of the line, blank ones not counted.
pub fn read_days(typed: &str) -> Result<Vec<SpecialDay>, Rejection> {
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    let days = lines.enumerate().map(|(index, line)| day(line).map_err(|it| it.under(&format!("/{index}"))));
    days.collect()
}

fn day(line: &str) -> Result<SpecialDay, Rejection> {
    let (date, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    // Times are what stands before the first word that is none.
    let is_of_times = |word: &&str| range(word.trim_end_matches(',')).is_some();
    let times: Vec<_> = rest.split_whitespace().take_while(is_of_times).collect();
    let name: Vec<_> = rest.split_whitespace().skip(times.len()).collect();
    let ranges = read_ranges(&times.join(", "))?;
    Ok(SpecialDay { date: date.to_owned(), name: name.join(" "), ranges })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(from: u16, to: u16) -> DayRange {
        DayRange { from, to }
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        for (typed, ranges) in [
            ("", vec![]),
            ("9-17", vec![between(540, 1_020)]),
            (" 9:30 – 12.15 , 14:00-18:00", vec![between(570, 735), between(840, 1_080)]),
            ("22-2; 8-24:00", vec![between(1_320, 120), between(480, 1_440)]),
        ] {
            assert_eq!(read_ranges(typed), Ok(ranges), "{typed:?}");
        }
    }

    #[test]
    fn what_are_no_hours_names_the_range() {
        for typed in ["9", "9-", "25-26", "9:60-10", "9:5x-10", "24-25", "morning", "9-12-15", "+9-10"] {
            let rejection = read_ranges(&format!("8-9, {typed}")).expect_err(typed);
            assert_eq!(rejection.pointer.as_deref(), Some("/1"), "{typed}");
        }
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        let days = read_days("2026-12-24 Christmas Eve\n\n 2026-12-23 9-12, 13-14 Short day\n2026-12-25")
            .expect("days");
        let day = |date: &str, name: &str, ranges| SpecialDay {
            date: date.to_owned(),
            name: name.to_owned(),
            ranges,
        };
        assert_eq!(
            days,
            [
                day("2026-12-24", "Christmas Eve", vec![]),
                day("2026-12-23", "Short day", vec![between(540, 720), between(780, 840)]),
                day("2026-12-25", "", vec![]),
            ]
        );
    }

    #[test]
    fn what_was_written_is_read_as_it_was() {
        let week = vec![between(0, 1_440), between(1_439, 1), between(61, 122)];
        assert_eq!(read_ranges(&write_ranges(&week)), Ok(week.clone()));
        let days = vec![
            SpecialDay { date: "2027-01-01".to_owned(), name: "New Year".to_owned(), ranges: week },
            SpecialDay { date: "2027-01-06".to_owned(), name: String::new(), ranges: vec![] },
        ];
        assert_eq!(read_days(&write_days(&days)), Ok(days));
    }
}
