//! The texts of the days that differ from the week, of calendar files, and of how it is now and why.

use pulina_shared::calendar::CalendarTrouble;
use pulina_shared::text::set_apart;

use super::WEEKDAYS;

pub const SPECIAL_DAYS: &str = "Days that differ";
pub const SPECIAL_DAYS_WHY: &str = "Holidays and short days. They count instead of the week's hours.";
pub const DAY: &str = "Day";
pub const ADD_DAY: &str = "Add a day";
pub const DAY_DATE: &str = "Date";
pub const DAY_NAME: &str = "What it is called";
pub const DAY_HOURS: &str = "Open";
pub const DAY_HOURS_WHY: &str = "Like 9:00-12:00. Empty: closed all day.";

pub const IMPORT_CALENDAR: &str = "Import a calendar";
pub const IMPORT_CALENDAR_WHY: &str =
    "A file that ends in .ics. Your browser reads it, and you choose what is taken over.";
pub const CALENDAR_DAYS: &str = "Days of the calendar";
pub const LEAVE_DAYS: &str = "Take nothing";

/// What a calendar file has.
pub fn calendar_days(n_days: usize, n_left_out: usize) -> String {
    let days = match n_days {
        0 => "The calendar has no whole day from today on.".to_owned(),
        1 => "The calendar has 1 whole day from today on.".to_owned(),
        _ => ["The calendar has ", &n_days.to_string(), " whole days from today on."].concat(),
    };
    if n_left_out == 0 {
        return days;
    }
    [
        &days,
        " Left out, because they are no whole days or come again in another way than every year: ",
        &n_left_out.to_string(),
        ".",
    ]
    .concat()
}

/// The button that takes the ticked days over.
pub fn take_days(n_days: usize) -> String {
    match n_days {
        1 => "Take 1 day over as closed".to_owned(),
        _ => ["Take ", &n_days.to_string(), " days over as closed"].concat(),
    }
}

/// That days were taken over.
pub fn days_taken(n_days: usize) -> String {
    match n_days {
        1 => "1 day was taken over. It is not saved yet.".to_owned(),
        _ => [&n_days.to_string(), " days were taken over. They are not saved yet."].concat(),
    }
}

/// Why nothing came of a calendar file.
pub fn calendar_trouble(trouble: CalendarTrouble) -> &'static str {
    match trouble {
        CalendarTrouble::TooLarge => "This file is too large. Use a calendar of holidays alone, below 1 MB.",
        CalendarTrouble::TooMany => "This calendar has too many days. Use one of holidays alone.",
        CalendarTrouble::NotACalendar => "This is not a whole calendar file. One ends in .ics.",
    }
}

/// What is wrong with a day, by its JSON pointer.
pub fn day_mistake(pointer: &str) -> &'static str {
    match pointer.strip_prefix("/availability/schedule/days/").and_then(|rest| rest.split('/').nth(1)) {
        Some("date") => "Choose a date.",
        Some("ranges") => "Write 9:00-12:00, 14:00-18:00, without one reaching into another.",
        _ => "This value cannot be used.",
    }
}

// ---- How it is now ----

pub const BECAUSE_ALWAYS: &str = "it is always answered";
pub const BECAUSE_SOMEBODY: &str = "somebody is available";
pub const BECAUSE_NOBODY: &str = "nobody is available";

/// The hours of a weekday, Monday is 0, as the reason.
pub fn because_weekday(weekday: usize, hours: &str) -> String {
    let day = WEEKDAYS.get(weekday).copied().unwrap_or_default();
    if hours.is_empty() { [day, "s are closed"].concat() } else { [day, "s ", hours].concat() }
}

/// A day that differs, as the reason.
pub fn because_day(name: &str, date: &str, hours: &str) -> String {
    let name = if name.is_empty() { date.to_owned() } else { set_apart(name) };
    if hours.is_empty() { [&name, " is closed"].concat() } else { [&name, " ", hours].concat() }
}

/// How it is now, why, and until when.
pub fn availability_now(is_open: bool, because: Option<String>, changes_at: Option<String>) -> String {
    let now = if is_open { "Now: open" } else { "Now: closed" };
    let because = because.map(|because| [", because ", &because].concat()).unwrap_or_default();
    let change = changes_at.map(|at| [" Next change: ", &at, "."].concat()).unwrap_or_default();
    [now, &because, ".", &change].concat()
}
