//! What time it is, and hours that stand in some relation to it.

use std::time::{SystemTime, UNIX_EPOCH};

use pulina_shared::time::Timestamp;
use pulina_shared::wire::availability::{DayRange, Schedule};

const MINUTES_PER_DAY: u64 = 24 * 60;

/// What time it is.
///
/// # Panics
/// Before 1970.
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    Timestamp(u64::try_from(since.as_millis()).expect("before the year 500 million"))
}

/// Open every day from so many hours after now, for an hour; all on the wall clock of UTC.
pub fn opens_in_hours(hours: u64) -> Schedule {
    opens_in_minutes(hours * 60)
}

/// The same from so many minutes after now.
///
/// # Panics
/// Never: a minute of a day is a small number.
pub fn opens_in_minutes(minutes: u64) -> Schedule {
    let minute = now().0 / 60_000 % MINUTES_PER_DAY;
    let at = |minute: u64| u16::try_from(minute % MINUTES_PER_DAY).expect("a minute of a day");
    let from = minute + minutes;
    let to = match at(from + 60) {
        0 => 24 * 60,
        to => to,
    };
    let range = || vec![DayRange { from: at(from), to }];
    Schedule { week: std::array::from_fn(|_| range()), ..Schedule::default() }
}
