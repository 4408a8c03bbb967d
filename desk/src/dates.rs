//! Times as people read them, in their own zone and habit. Formatters are made once: making one
//! costs more than a thousand uses.

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use pulina_shared::time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, Timestamp};
use wasm_bindgen::{JsCast, JsValue};

use crate::text;

struct Formats {
    time: Function,
    weekday: Function,
    date: Function,
    date_of_year: Function,
    whole: Function,
}

thread_local! {
    static FORMATS: Formats = Formats {
        time: format(&[("hour", "numeric"), ("minute", "2-digit")]),
        weekday: format(&[("weekday", "long")]),
        date: format(&[("day", "numeric"), ("month", "short")]),
        date_of_year: format(&[("day", "numeric"), ("month", "short"), ("year", "numeric")]),
        whole: format(&[("dateStyle", "medium"), ("timeStyle", "short")]),
    };
}

fn format(options: &[(&str, &str)]) -> Function {
    let object = Object::new();
    for (name, value) in options {
        // Setting a member of a fresh object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    Intl::DateTimeFormat::new(&locales(), &object).format()
}

/// The reader's own kinds of English, for the order of day and month and the 24-hour clock.
fn locales() -> Array {
    let languages = web_sys::window().map(|window| window.navigator().languages()).unwrap_or_default();
    let english = languages
        .iter()
        .filter(|language| language.as_string().is_some_and(|language| language.starts_with("en")));
    english.chain([JsValue::from_str("en-GB")]).collect()
}

#[allow(clippy::cast_precision_loss)]
fn date(at: Timestamp) -> Date {
    Date::new(&JsValue::from_f64(at.0 as f64))
}

fn apply(formatter: &Function, at: Timestamp) -> String {
    // A time outside what dates can express is shown as nothing.
    formatter.call1(&JsValue::NULL, &date(at)).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// What a clock in this zone shows now, as `2026-12-24 09:30:00`; nothing where the browser does not know
/// the zone.
pub fn clock_in(zone: &str) -> Option<String> {
    let options = Object::new();
    Reflect::set(&options, &"timeZone".into(), &zone.into()).ok()?;
    let now = Date::new_0();
    let show: Function = Reflect::get(&now, &"toLocaleString".into()).ok()?.dyn_into().ok()?;
    // Swedes write dates as machines do.
    show.call2(&now, &"sv-SE".into(), &options).ok()?.as_string()
}

/// The local day as a number that grows by one a day.
#[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)]
pub fn local_day(at: Timestamp) -> i64 {
    let offset_ms = date(at).get_timezone_offset() as i64 * MINUTE_MS as i64;
    (at.0 as i64 - offset_ms).div_euclid(DAY_MS as i64)
}

/// The name of the reader's time zone; empty where the browser does not tell.
pub fn zone() -> String {
    let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    let zone = Reflect::get(&options, &JsValue::from_str("timeZone")).ok();
    zone.and_then(|zone| zone.as_string()).unwrap_or_default()
}

/// The hour and minute.
pub fn time(at: Timestamp) -> String {
    FORMATS.with(|formats| apply(&formats.time, at))
}

/// Everything, for those who want to know exactly.
pub fn whole(at: Timestamp) -> String {
    FORMATS.with(|formats| apply(&formats.whole, at))
}

/// For machines.
pub fn iso(at: Timestamp) -> String {
    date(at).to_iso_string().into()
}

/// A day as a heading.
pub fn day_heading(at: Timestamp, now: Timestamp) -> String {
    FORMATS.with(|formats| match local_day(now) - local_day(at) {
        0 => text::TODAY.to_owned(),
        1 => text::YESTERDAY.to_owned(),
        2..=6 => apply(&formats.weekday, at),
        -360..=360 => apply(&formats.date, at),
        _ => apply(&formats.date_of_year, at),
    })
}

/// How long ago, short enough for a list.
pub fn ago(at: Timestamp, now: Timestamp) -> String {
    let duration_ms = now.since(at);
    match local_day(now) - local_day(at) {
        _ if duration_ms < MINUTE_MS => "now".to_owned(),
        _ if duration_ms < HOUR_MS => format!("{} min", duration_ms / MINUTE_MS),
        0 => format!("{} h", duration_ms / HOUR_MS),
        _ => day_heading(at, now),
    }
}

/// The same in a sentence.
pub fn ago_in_words(at: Timestamp, now: Timestamp) -> String {
    let duration_ms = now.since(at);
    match local_day(now) - local_day(at) {
        _ if duration_ms < 5 * SECOND_MS => text::JUST_NOW.to_owned(),
        _ if duration_ms < MINUTE_MS => text::seconds_ago(duration_ms / SECOND_MS),
        _ if duration_ms < HOUR_MS => text::minutes_ago(duration_ms / MINUTE_MS),
        0 => text::hours_ago(duration_ms / HOUR_MS),
        _ => day_heading(at, now),
    }
}
