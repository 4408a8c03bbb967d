//! Opening hours as people write them, and back: `9:00-12:30, 14-18` for a day of the week or for one that
//! differs from it. Pure.

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

/// A day that differs from the week, as it stands in its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedDay {
    pub date: String,
    pub name: String,
    /// Empty: closed.
    pub hours: String,
}

impl TypedDay {
    /// The fields of this day.
    pub fn of(day: &SpecialDay) -> Self {
        Self { date: day.date.clone(), name: day.name.clone(), hours: write_ranges(&day.ranges) }
    }

    /// A day on which nobody is there.
    pub fn closed(date: &str, name: &str) -> Self {
        Self { date: date.to_owned(), name: name.to_owned(), hours: String::new() }
    }

    /// The day that the fields mean.
    ///
    /// # Errors
    /// `field_invalid`, with the pointer of the range.
    pub fn read(&self) -> Result<SpecialDay, Rejection> {
        let ranges = read_ranges(&self.hours).map_err(|it| it.under("/ranges"))?;
        Ok(SpecialDay { date: self.date.trim().to_owned(), name: self.name.trim().to_owned(), ranges })
    }
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
    fn what_was_written_is_read_as_it_was() {
        let week = vec![between(0, 1_440), between(1_439, 1), between(61, 122)];
        assert_eq!(read_ranges(&write_ranges(&week)), Ok(week.clone()));
        let days = vec![
            SpecialDay { date: "2027-01-01".to_owned(), name: "New Year".to_owned(), ranges: week },
            SpecialDay { date: "2027-01-06".to_owned(), name: String::new(), ranges: vec![] },
        ];
        for day in days {
            assert_eq!(TypedDay::of(&day).read(), Ok(day));
        }
    }
}
