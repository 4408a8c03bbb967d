//! Calendar files as people keep them, and as somebody makes them who means harm.

use proptest::prelude::*;

use super::*;
use crate::form::is_date;

const TODAY: &str = "2026-11-29";

fn file(events: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
}

fn event(lines: &str) -> String {
    format!("BEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\n")
}

fn read(events: &str) -> (Vec<(String, String)>, usize) {
    let found = whole_days(&file(events), TODAY).unwrap();
    (found.days.into_iter().map(|day| (day.date, day.name)).collect(), found.n_left_out)
}

fn days(days: &[(&str, &str)]) -> Vec<(String, String)> {
    days.iter().map(|&(date, name)| (date.to_owned(), name.to_owned())).collect()
}

#[test]
fn whole_days_come_out_in_order_with_their_names() {
    let lists = [
        event(
            "DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY;LANGUAGE=en:Christmas\\, both",
        ),
        event("SUMMARY:Eve \r\n of it\r\nDTSTART;VALUE=DATE:20261224\r\nX-A;B=\"c:d\":e"),
        event(
            "DTSTART:20261206\nBEGIN:VALARM\nSUMMARY:Ring\nDTSTART:20261207\nEND:VALARM\nSUMMARY:Independence\\nDay",
        ),
    ];
    let expected = days(&[
        ("2026-12-06", "Independence Day"),
        ("2026-12-24", "Eve of it"),
        ("2026-12-25", "Christmas, both"),
        ("2026-12-26", "Christmas, both"),
    ]);
    assert_eq!(read(&lists.concat()), (expected, 0));
}

#[test]
fn what_comes_every_year_comes_as_long_as_it_lasts() {
    let rule =
        |start: &str, rule: &str| read(&event(&format!("DTSTART:{start}\r\nSUMMARY:A\r\nRRULE:{rule}"))).0;
    let both = days(&[("2026-12-24", "A"), ("2027-12-24", "A")]);
    assert_eq!(rule("19701224", "FREQ=YEARLY"), both);
    assert_eq!(rule("19701224", "FREQ=YEARLY;INTERVAL=1;WKST=MO;UNTIL=20270101T000000Z"), both[..1]);
    assert_eq!(rule("20251224", "FREQ=YEARLY;COUNT=2"), both[..1]);
    assert_eq!(rule("20000101", "FREQ=YEARLY"), days(&[("2027-01-01", "A"), ("2028-01-01", "A")]));
    assert_eq!(rule("20240229", "FREQ=YEARLY"), days(&[("2028-02-29", "A")]));
}

#[test]
fn what_is_no_whole_day_is_counted_and_left_out() {
    let others = [
        "DTSTART:20261224T100000Z",
        "DTSTART:20261224\r\nDTEND:99991231",
        "DTSTART:20261224\r\nRRULE:FREQ=SECONDLY",
        "DTSTART:20261224\r\nRRULE:FREQ=YEARLY;BYDAY=4TH;BYMONTH=11",
        "DTSTART:20261224\r\nRRULE:FREQ=YEARLY\r\nEXDATE:20271224",
        "DTSTART:20260230",
        "SUMMARY:Never",
    ];
    let n_others = others.len();
    let events: String = others.into_iter().map(event).collect();
    assert_eq!(read(&events), (vec![], n_others));
    let quiet = ["DTSTART:20261224\r\nSTATUS:CANCELLED", "DTSTART:20200101\r\nSUMMARY:Long ago"];
    assert_eq!(read(&quiet.map(event).concat()), (vec![], 0));
}

#[test]
fn bombs_are_refused() {
    let of = |events: &str| whole_days(&file(events), TODAY).expect_err("a refusal");
    assert_eq!(of(&"X:1\r\n".repeat(CALENDAR_BYTES_MAX / 5)), CalendarTrouble::TooLarge);
    assert_eq!(of(&["SUMMARY:", &"\r\n x".repeat(70_000)].concat()), CalendarTrouble::TooLarge);
    assert_eq!(of(&event("A:b").repeat(5_001)), CalendarTrouble::TooMany);
    let long = |name: usize| event(&format!("DTSTART:20270101\r\nDTEND:20271231\r\nSUMMARY:{name}"));
    assert_eq!(of(&[long(1), long(2)].concat()), CalendarTrouble::TooMany);
    assert_eq!(of(&(0..5_000).map(long).collect::<String>()), CalendarTrouble::TooMany);
}

#[test]
fn what_is_no_calendar_or_not_a_whole_one_is_refused() {
    let whole = file(&event("DTSTART:20261224"));
    let half = whole.split_at(whole.len() - 20).0;
    for text in
        ["", "\n\n", "MZ\u{0}", "BEGIN:VCARD\nEND:VCARD", "END:VCALENDAR", half, "BEGIN:VEVENT\nEND:VEVENT"]
    {
        assert_eq!(whole_days(text, TODAY), Err(CalendarTrouble::NotACalendar), "{text:?}");
    }
}

#[test]
fn dates_have_a_weekday_and_a_day_before() {
    for (date, day, before) in [
        ("2026-11-29", 6, "2026-11-28"),
        ("2024-03-01", 4, "2024-02-29"),
        ("2000-01-01", 5, "1999-12-31"),
        ("1970-01-01", 3, "1969-12-31"),
    ] {
        assert_eq!((weekday(date), day_before(date).as_deref()), (Some(day), Some(before)), "{date}");
    }
    assert_eq!((weekday("2026-02-30"), day_before("soon")), (None, None));
}

#[test]
fn calendar_has_the_years_1_to_9999() {
    assert_eq!((Day::of(1, 1, 1), Day::of(9_999, 12, 31)), (Some(Day(306)), Some(Day(3_652_364))));
    assert_eq!((Day::of(0, 12, 31), Day::of(10_000, 1, 1)), (None, None));
}

proptest! {
    #[test]
    fn no_file_brings_more_or_other_than_days_of_the_calendar(
        lines in prop::collection::vec(
            prop_oneof![
                Just("BEGIN:VCALENDAR".to_owned()),
                Just("BEGIN:VEVENT".to_owned()),
                Just("END:VEVENT".to_owned()),
                Just("END:VCALENDAR".to_owned()),
                "DT(START|END)(;VALUE=DATE)?:20(26|27|28)[01][0-9][0-3][0-9]",
                "RRULE:FREQ=YEARLY(;COUNT=[0-9]{1,20})?(;UNTIL=[0-9]{0,9})?",
                "SUMMARY:\\PC{0,200}",
                ".{0,40}",
            ],
            0..40,
        ),
    ) {
        let events = format!("BEGIN:VCALENDAR\n{}\nEND:VCALENDAR", lines.join("\n"));
        if let Ok(found) = whole_days(&events, TODAY) {
            prop_assert!(found.days.len() <= SPECIAL_DAYS_MAX);
            for day in found.days {
                prop_assert!(is_date(&day.date) && (TODAY..="2028-11-29").contains(&day.date.as_str()));
                prop_assert!(day.name.chars().count() <= NAME_CHARACTERS_MAX);
            }
        }
    }

    #[test]
    // All days of the years 1 to 9999.
    fn days_are_counted_and_named_alike(day in 306_i64..=3_652_364) {
        let (year, month, of_month) = Day(day).parts();
        prop_assert_eq!(Day::of(year, month, of_month), Some(Day(day)));
        prop_assert!(is_date(&Day(day).to_string()));
    }
}
