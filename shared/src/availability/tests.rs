//! Opening hours against the wall clock, minute by minute, around every change of the clocks.

use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use proptest::prelude::*;

use super::*;
use crate::wire::availability::{AwayBehaviour, DayRange, Schedule, SpecialDay};

/// Zones with every kind of surprise: negative summer time, half an hour, midnight, a lost day.
const ZONES: [&str; 10] = [
    "Europe/Helsinki",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Africa/Casablanca",
    "America/St_Johns",
    "Pacific/Apia",
    "Asia/Tehran",
    "Europe/Dublin",
];

fn range(from: u16, to: u16) -> DayRange {
    DayRange { from, to }
}

fn settings(mode: AvailabilityMode, schedule: Schedule) -> AvailabilitySettings {
    AvailabilitySettings { mode, schedule, ..AvailabilitySettings::default() }
}

fn every_day(zone: &str, ranges: &[DayRange]) -> Schedule {
    Schedule { zone: zone.to_owned(), week: std::array::from_fn(|_| ranges.to_vec()), days: Vec::new() }
}

fn at(text: &str) -> Timestamp {
    let at: jiff::Timestamp = text.parse().unwrap();
    Timestamp(u64::try_from(at.as_millisecond()).unwrap())
}

fn hours(schedule: &Schedule, now: Timestamp) -> (bool, Option<Timestamp>) {
    let it = Hours::of(schedule, false).at(now);
    (it.is_open, it.changes_at)
}

// ---- The same by the wall clock, as a person would ----

/// Whether the hours of the day, or what the day before runs over midnight, cover this wall-clock
/// time; `None` where the clock shows it twice.
fn is_open_by_the_wall(schedule: &Schedule, zone: &TimeZone, now: Timestamp) -> Option<bool> {
    let now = jiff::Timestamp::from_millisecond(i64::try_from(now.0).unwrap()).unwrap();
    let wall = zone.to_datetime(now);
    if matches!(zone.to_ambiguous_timestamp(wall).offset(), AmbiguousOffset::Fold { .. }) {
        return None;
    }
    let minute = u16::try_from(i32::from(wall.hour()) * 60 + i32::from(wall.minute())).unwrap();
    let ranges = |date: Date| {
        let special = schedule.days.iter().rev().find(|day| day.date == date.to_string());
        let index = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap();
        special.map_or(&schedule.week[index], |day| &day.ranges).clone()
    };
    let today = ranges(wall.date())
        .into_iter()
        .any(|DayRange { from, to }| if to > from { (from..to).contains(&minute) } else { minute >= from });
    let from_yesterday =
        ranges(wall.date().yesterday().unwrap()).into_iter().any(|it| it.to <= it.from && minute < it.to);
    Some(today || from_yesterday)
}

/// Follows the schedule from change to change through some days, asking at every minute.
fn check_days(schedule: &Schedule, first: Timestamp, n_days: u64) -> Result<(), TestCaseError> {
    let zone = TimeZoneDatabase::bundled().get(&schedule.zone).unwrap();
    let hours = Hours::of(schedule, false);
    let mut promised: Option<(bool, Option<Timestamp>)> = None;
    for minute in 0..n_days * 24 * 60 {
        let now = first.plus(minute * MINUTE_MS);
        let HoursNow { is_open, changes_at, .. } = hours.at(now);
        if let Some(by_the_wall) = is_open_by_the_wall(schedule, &zone, now) {
            prop_assert_eq!(is_open, by_the_wall, "{} at {:?}", &schedule.zone, now);
        }
        prop_assert!(changes_at.is_none_or(|change| change > now));
        if let Some((was_open, promise)) = promised {
            if promise.is_some_and(|change| change <= now) {
                prop_assert_ne!(is_open, was_open, "{}: no change at {:?}", &schedule.zone, promise);
            } else {
                prop_assert_eq!((is_open, changes_at), (was_open, promise), "{} early", &schedule.zone);
            }
        }
        promised = Some((is_open, changes_at));
    }
    Ok(())
}

/// Ranges that do not overlap, the last of which may run past midnight up to the first.
fn ranges() -> impl Strategy<Value = Vec<DayRange>> {
    (prop::collection::btree_set((0_u16..288).prop_map(|it| it * 5), 0..=6), any::<bool>()).prop_map(
        |(minutes, is_past_midnight)| {
            let minutes: Vec<u16> = minutes.into_iter().collect();
            match (minutes.as_slice(), is_past_midnight) {
                ([first, middle @ .., last], true) => {
                    let middle = middle.chunks_exact(2).map(|pair| range(pair[0], pair[1]));
                    middle.chain([range(*last, (*first).max(1))]).collect()
                }
                (all, _) => all.chunks_exact(2).map(|pair| range(pair[0], pair[1])).collect(),
            }
        },
    )
}

fn schedules() -> impl Strategy<Value = Schedule> {
    let week = prop::array::uniform7(ranges());
    let days = prop::collection::vec(ranges(), 0..3);
    (prop::sample::select(&ZONES[..]), week, days).prop_map(|(zone, week, days)| Schedule {
        zone: zone.to_owned(),
        week,
        days: days
            .into_iter()
            .enumerate()
            .map(|(index, ranges)| SpecialDay {
                date: format!("2026-03-{:02}", 27 + index),
                name: format!("day {index}"),
                ranges,
            })
            .collect(),
    })
}

/// Every change of the clocks of the ten zones in twenty years.
fn clock_changes() -> Vec<(&'static str, Timestamp)> {
    let (from, to) = (at("2009-01-01T00:00Z"), at("2029-01-01T00:00Z"));
    let start = jiff::Timestamp::from_millisecond(i64::try_from(from.0).unwrap()).unwrap();
    let mut changes = Vec::new();
    for name in ZONES {
        let zone = TimeZoneDatabase::bundled().get(name).unwrap();
        for transition in zone.following(start) {
            let change = Timestamp(u64::try_from(transition.timestamp().as_millisecond()).unwrap());
            if change > to {
                break;
            }
            changes.push((name, change));
        }
    }
    changes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn hours_follow_the_wall_clock_and_change_exactly_when_they_say(
        schedule in schedules(),
        change in prop::sample::select(clock_changes()),
    ) {
        let (zone, change) = change;
        let schedule = Schedule { zone: zone.to_owned(), ..schedule };
        let midnight = change.0 - change.0 % DAY_MS - 2 * DAY_MS;
        check_days(&schedule, Timestamp(midnight), 4)?;
    }

    #[test]
    fn special_days_follow_the_wall_clock_too(schedule in schedules()) {
        check_days(&schedule, at("2026-03-26T00:00Z"), 5)?;
    }

    #[test]
    fn nothing_changes_on_the_way_to_a_change(schedule in schedules(), day in 0_u64..7_000, minute in 0_u64..1_440) {
        let now = Timestamp(at("2009-01-01T00:00Z").0 + day * DAY_MS + minute * MINUTE_MS);
        let (is_open, changes_at) = hours(&schedule, now);
        if let Some(change) = changes_at {
            prop_assert_eq!(hours(&schedule, Timestamp(change.0 - 1)), (is_open, Some(change)));
            prop_assert_eq!(hours(&schedule, change).0, !is_open);
        }
    }
}

#[test]
fn every_change_of_the_clocks_in_twenty_years_is_survived() {
    let overnight = [range(60, 150), range(22 * 60, 30)];
    for (zone, change) in clock_changes() {
        check_days(&every_day(zone, &overnight), change.plus(0), 1).unwrap();
        check_days(&every_day(zone, &overnight), Timestamp(change.0 - DAY_MS), 1).unwrap();
    }
}

#[test]
fn a_range_past_midnight_belongs_to_the_day_on_which_it_begins() {
    let mut schedule = every_day("Europe/Helsinki", &[range(22 * 60, 2 * 60)]);
    schedule.days =
        vec![SpecialDay { date: "2026-12-24".to_owned(), name: "Eve".to_owned(), ranges: vec![] }];
    // The night from the 23rd to the 24th stays; the one from the 24th to the 25th goes.
    assert_eq!(hours(&schedule, at("2026-12-24T01:30+02:00")), (true, Some(at("2026-12-24T02:00+02:00"))));
    assert_eq!(hours(&schedule, at("2026-12-24T02:00+02:00")), (false, Some(at("2026-12-25T22:00+02:00"))));
}

#[test]
fn ranges_that_touch_are_one() {
    let schedule = every_day("Asia/Kolkata", &[range(12 * 60, 17 * 60), range(9 * 60, 12 * 60)]);
    assert_eq!(hours(&schedule, at("2026-05-01T10:00+05:30")), (true, Some(at("2026-05-01T17:00+05:30"))));
    // Until midnight and from midnight on: open from Friday to Monday.
    let mut weekend = every_day("America/New_York", &[]);
    weekend.week[4] = vec![range(18 * 60, 1440)];
    weekend.week[5] = vec![range(0, 1440)];
    weekend.week[6] = vec![range(0, 0)];
    assert_eq!(hours(&weekend, at("2026-05-01T18:00-04:00")), (true, Some(at("2026-05-04T00:00-04:00"))));
}

#[test]
fn a_pause_that_the_clock_jumps_over_is_none() {
    let schedule = every_day("Europe/Helsinki", &[range(0, 180), range(240, 1440)]);
    let (is_open, changes_at) = hours(&schedule, at("2026-03-29T02:59+02:00"));
    assert_eq!((is_open, changes_at), (true, Some(at("2026-03-30T03:00+03:00"))));
}

#[test]
fn where_the_clock_strikes_twice_the_first_stroke_counts() {
    // On 25 October 2026 it is 3:00 to 4:00 twice in Helsinki.
    let schedule = every_day("Europe/Helsinki", &[range(60, 210), range(225, 300)]);
    let ask = |time: &str| hours(&schedule, at(time));
    let (first_end, second_start) = (at("2026-10-25T03:30+03:00"), at("2026-10-25T03:45+03:00"));
    assert_eq!(ask("2026-10-25T02:00+03:00"), (true, Some(first_end)));
    assert_eq!(ask("2026-10-25T03:30+03:00"), (false, Some(second_start)));
    assert_eq!(ask("2026-10-25T03:45+03:00"), (true, Some(at("2026-10-25T05:00+02:00"))));
    assert_eq!(ask("2026-10-25T03:10+02:00"), (true, Some(at("2026-10-25T05:00+02:00"))));
}

#[test]
fn hours_that_the_clock_jumps_over_do_not_open() {
    let schedule = every_day("Europe/Helsinki", &[range(180, 240)]);
    assert_eq!(hours(&schedule, at("2026-03-29T02:00+02:00")), (false, Some(at("2026-03-30T03:00+03:00"))));
    // Samoa had no 30 December 2011 at all.
    let apia = Schedule {
        days: vec![SpecialDay {
            date: "2011-12-30".to_owned(),
            name: String::new(),
            ranges: vec![range(0, 1440)],
        }],
        ..every_day("Pacific/Apia", &[])
    };
    assert_eq!(hours(&apia, at("2011-12-29T12:00-10:00")), (false, None));
}

#[test]
fn what_never_changes_says_so() {
    assert_eq!(hours(&every_day("Europe/Dublin", &[range(0, 1440)]), at("2026-01-01T00:00Z")), (true, None));
    assert_eq!(hours(&every_day("Europe/Dublin", &[]), at("2026-01-01T00:00Z")), (false, None));
    let long_ago = Schedule {
        days: vec![SpecialDay {
            date: "2027-06-01".to_owned(),
            name: String::new(),
            ranges: vec![range(0, 60)],
        }],
        ..every_day("UTC", &[])
    };
    assert_eq!(hours(&long_ago, at("2026-01-01T00:00Z")), (false, None), "more than a year ahead");
    assert_eq!(hours(&long_ago, at("2026-07-01T00:00Z")), (false, Some(at("2027-06-01T00:00Z"))));
    assert_eq!(hours(&long_ago, at("2027-06-01T00:30Z")), (true, Some(at("2027-06-01T01:00Z"))));
}

#[test]
fn hours_come_before_users() {
    let settings = settings(AvailabilityMode::Users, every_day("UTC", &[range(540, 1020)]));
    let ask = |time: &str, n_online| {
        let it = now(&settings, at(time), n_online, None);
        (it.is_open, it.opens_at, explain(&settings, at(time), n_online).cause)
    };
    assert_eq!(ask("2026-05-01T08:00Z", 3), (false, Some(at("2026-05-01T09:00Z")), Cause::Week));
    assert_eq!(ask("2026-05-01T10:00Z", 3), (true, None, Cause::Users(3)));
    assert_eq!(ask("2026-05-01T10:00Z", 0), (false, None, Cause::Users(0)), "nobody knows when they come");
}

#[test]
fn without_hours_the_users_alone_decide() {
    let settings = settings(AvailabilityMode::Users, every_day("UTC", &[]));
    let it = now(&settings, at("2026-05-01T03:00Z"), 1, None);
    assert_eq!((it.is_open, it.changes_at, it.depends_on_users), (true, None, true));
    assert!(!now(&settings, at("2026-05-01T03:00Z"), 0, None).is_open);
}

#[test]
fn a_channel_is_always_answered_unless_it_says_otherwise() {
    let settings = AvailabilitySettings::default();
    let it = now(&settings, at("2026-05-02T03:00Z"), 0, None);
    assert_eq!((it.is_open, it.changes_at, it.opens_at, it.depends_on_users), (true, None, None, false));
    assert_eq!(it.away, AwayBehaviour::ReturnTime);
    assert_eq!(explain(&settings, at("2026-05-02T03:00Z"), 0).cause, Cause::Always);
}

#[test]
fn the_reason_names_the_day_that_decided() {
    let mut schedule = every_day("UTC", &[range(540, 1020)]);
    let day =
        |name: &str, ranges| SpecialDay { date: "2026-12-24".to_owned(), name: name.to_owned(), ranges };
    schedule.days = vec![day("Old", vec![]), day("Eve", vec![range(600, 720), range(1380, 120)])];
    let settings = settings(AvailabilityMode::Hours, schedule);
    let why = |time: &str| {
        let reason = explain(&settings, at(time), 0);
        (reason.is_open, reason.cause)
    };
    let eve = || Cause::SpecialDay("Eve".to_owned());
    assert_eq!(why("2026-12-23T10:00Z"), (true, Cause::Week));
    assert_eq!(why("2026-12-24T09:30Z"), (false, eve()));
    assert_eq!(why("2026-12-24T11:00Z"), (true, eve()));
    assert_eq!(why("2026-12-25T01:00Z"), (true, eve()), "what began on the eve");
    assert_eq!(why("2026-12-25T03:00Z"), (false, Cause::Week));
}

#[test]
fn measured_times_are_told_as_the_nearest_promise() {
    let told = |median_ms| {
        let settings =
            AvailabilitySettings { reply_time: ReplyTime::Measured, ..AvailabilitySettings::default() };
        now(&settings, Timestamp(0), 0, median_ms).reply_time
    };
    assert_eq!(told(Some(4 * MINUTE_MS)), ReplyTime::Minutes);
    assert_eq!(told(Some(3 * HOUR_MS)), ReplyTime::Hours);
    assert_eq!(told(Some(20 * HOUR_MS)), ReplyTime::Day);
    assert_eq!(told(Some(9 * DAY_MS)), ReplyTime::Hidden);
    assert_eq!(told(None), ReplyTime::Hidden);
}

#[test]
fn zones_are_known_by_their_names() {
    assert!(
        ZONES.iter().chain(&["UTC", "Etc/GMT+3", "America/Argentina/Buenos_Aires"]).all(|it| is_zone(it))
    );
    assert!(["", "Mars/Olympus", "EET-2", "../etc/passwd", "Etc/Unknown"].iter().all(|it| !is_zone(it)));
}

#[test]
fn times_outside_of_the_calendar_are_closed_and_do_not_fail() {
    let schedule = every_day("Europe/Helsinki", &[range(0, 720)]);
    for now in [0, 1, u64::MAX, 253_402_300_799_000] {
        hours(&schedule, Timestamp(now));
    }
    assert!(!hours(&schedule, Timestamp(u64::MAX)).0);
}
