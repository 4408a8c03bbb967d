//! Times as the person's own browser writes them.

use js_sys::{Array, Date, Intl, Object, Reflect};
use pulina_browser::clock;
use pulina_shared::time::{DAY_MS, Timestamp};
use pulina_shared::words::Word;
use wasm_bindgen::{JsCast, JsValue};

use crate::text;

/// "14:20" or "2:20 PM".
pub fn clock_time(at: Timestamp) -> String {
    thread_local! {
        static FORMAT: Intl::DateTimeFormat = format(&[("hour", "numeric"), ("minute", "2-digit")]);
    }
    FORMAT.with(|format| written(format, at))
}

/// "Today", "Yesterday", else "Tuesday, 17 November".
pub fn day_name(at: Timestamp, now: Timestamp) -> String {
    thread_local! {
        static FORMAT: Intl::DateTimeFormat =
            format(&[("weekday", "long"), ("day", "numeric"), ("month", "long")]);
    }
    let yesterday = date(now);
    yesterday.set_date(yesterday.get_date().saturating_sub(1));
    match day_number(at) {
        day if day == day_number(now) => text::say(Word::Today),
        day if day == day_number_of(&yesterday) => text::say(Word::Yesterday),
        _ => FORMAT.with(|format| written(format, at)),
    }
}

/// "14:20" today, "17 Nov 14:20" on other days.
pub fn day_and_time(at: Timestamp) -> String {
    thread_local! {
        static FORMAT: Intl::DateTimeFormat =
            format(&[("day", "numeric"), ("month", "short"), ("hour", "numeric"), ("minute", "2-digit")]);
    }
    if day_number(at) == day_number(clock::now()) {
        return clock_time(at);
    }
    FORMAT.with(|format| written(format, at))
}

/// "14:20" today, "tomorrow 14:20", "Tue 14:20" within the week, "24 Dec 14:20" later.
pub fn time_to_come(at: Timestamp, now: Timestamp) -> String {
    thread_local! {
        static IN_WEEK: Intl::DateTimeFormat =
            format(&[("weekday", "short"), ("hour", "numeric"), ("minute", "2-digit")]);
        static LATER: Intl::DateTimeFormat =
            format(&[("day", "numeric"), ("month", "short"), ("hour", "numeric"), ("minute", "2-digit")]);
    }
    let tomorrow = date(now);
    tomorrow.set_date(tomorrow.get_date() + 1);
    match day_number(at) {
        day if day == day_number(now) => return clock_time(at),
        day if day == day_number_of(&tomorrow) => return [&in_days(1), " ", &clock_time(at)].concat(),
        _ => {}
    }
    let format = if at.since(now) < 6 * DAY_MS { &IN_WEEK } else { &LATER };
    format.with(|format| written(format, at))
}

/// "tomorrow" for 1, as the language has it.
fn in_days(n_days: i32) -> String {
    let options = Object::new();
    // Setting a member of a plain new object cannot fail.
    let _ = Reflect::set(&options, &"numeric".into(), &"auto".into());
    let format = Intl::RelativeTimeFormat::new(&Array::of1(&text::language()), &options);
    String::from(format.format(f64::from(n_days), "day"))
}

/// A number that grows from one local day to the next, not always by one.
pub fn day_number(at: Timestamp) -> u32 {
    day_number_of(&date(at))
}

fn day_number_of(date: &Date) -> u32 {
    (date.get_full_year() * 12 + date.get_month()) * 31 + date.get_date()
}

/// Timestamps are far below 2^53, and a date that is out of range anyway only looks strange.
#[allow(clippy::cast_precision_loss)]
fn date(at: Timestamp) -> Date {
    Date::new(&JsValue::from_f64(at.0.min(8_640_000_000_000_000) as f64))
}

fn format(options: &[(&str, &str)]) -> Intl::DateTimeFormat {
    let object = Object::new();
    for (name, value) in options {
        // Setting a member of a plain new object cannot fail.
        let _ = Reflect::set(&object, &(*name).into(), &(*value).into());
    }
    Intl::DateTimeFormat::new(&Array::of1(&text::language()), object.unchecked_ref())
}

fn written(format: &Intl::DateTimeFormat, at: Timestamp) -> String {
    let text = format.format().call1(&JsValue::UNDEFINED, &date(at));
    text.ok().and_then(|text| text.as_string()).unwrap_or_default()
}
