//! Opening hours as spans of real time. Hours are kept by the wall clock of their zone: where the
//! clock jumps over a time, that time is the moment of the jump; where it strikes twice, the first
//! stroke counts. So no span is ever counted twice, and none is negative.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, ToSpan};

use crate::time::{DAY_MS, Timestamp};
use crate::wire::availability::{DayRange, Schedule, SpecialDay};

/// How far ahead a change is looked for: a year, and the day that a leap year has more.
const SEARCH_DAYS: i64 = 366;
/// Days before today of which a range can reach into today.
const DAYS_BEFORE: i64 = 2;
const DAY_MINUTES: i64 = 24 * 60;
const WHOLE_DAY: &[DayRange] = &[DayRange { from: 0, to: 1440 }];

/// Whether there is a time zone of this name.
pub fn is_zone(name: &str) -> bool {
    zone(name).is_some()
}

fn zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok().filter(|zone| !zone.is_unknown())
}

/// A schedule that can be asked.
pub struct Hours<'a> {
    zone: TimeZone,
    week: [&'a [DayRange]; 7],
    days: BTreeMap<&'a str, &'a SpecialDay>,
}

/// What a schedule says of one moment.
pub struct HoursNow<'a> {
    pub is_open: bool,
    /// When it says otherwise.
    pub changes_at: Option<Timestamp>,
    /// Where it is written.
    pub owner: Owner<'a>,
}

/// The part of a schedule that decides about a moment.
#[derive(Clone, Copy)]
pub enum Owner<'a> {
    Week,
    SpecialDay(&'a SpecialDay),
}

/// A span of wall-clock time: minutes after the midnight on which the search begins.
#[derive(Clone, Copy)]
struct Span<'a> {
    from: i64,
    to: i64,
    owner: Owner<'a>,
}

impl<'a> Hours<'a> {
    /// A zone that does not exist (settings are checked for that) counts as UTC. With
    /// `empty_is_always`, a week without any range is open all the time.
    pub fn of(schedule: &'a Schedule, empty_is_always: bool) -> Self {
        let is_empty = schedule.week.iter().all(Vec::is_empty);
        let week = if empty_is_always && is_empty {
            [WHOLE_DAY; 7]
        } else {
            schedule.week.each_ref().map(Vec::as_slice)
        };
        Self {
            zone: zone(&schedule.zone).unwrap_or(TimeZone::UTC),
            week,
            days: schedule.days.iter().map(|day| (day.date.as_str(), day)).collect(),
        }
    }

    /// Whether it is open at `now`, and until when that stays so.
    pub fn at(&self, now: Timestamp) -> HoursNow<'a> {
        let Some(today) = self.date_of(now) else {
            return HoursNow { is_open: false, changes_at: None, owner: Owner::Week };
        };
        let first = today.saturating_sub(DAYS_BEFORE.days());
        let horizon = now.plus(SEARCH_DAYS.unsigned_abs() * DAY_MS);
        let change = |at: Timestamp| (at <= horizon).then_some(at);
        let mut open: Option<(Timestamp, Owner<'a>)> = None;
        for span in self.merged_spans(first) {
            let (Some(start), Some(end)) = (self.moment(first, span.from), self.moment(first, span.to))
            else {
                break;
            };
            match open {
                // The clock jumps over all of it.
                _ if start == end => {}
                Some((until, owner)) if start > until => {
                    return HoursNow { is_open: true, changes_at: change(until), owner };
                }
                Some((_, owner)) => open = Some((end, owner)),
                None if start > now => {
                    return HoursNow {
                        is_open: false,
                        changes_at: change(start),
                        owner: self.owner_of(today),
                    };
                }
                None if end > now => open = Some((end, self.owner_within(first, span, now))),
                None => {}
            }
        }
        match open {
            Some((until, owner)) => HoursNow { is_open: true, changes_at: change(until), owner },
            None => HoursNow { is_open: false, changes_at: None, owner: self.owner_of(today) },
        }
    }

    /// The wall-clock spans from `first` on, in order, joined where one ends as the next begins.
    fn merged_spans(&self, first: Date) -> impl Iterator<Item = Span<'a>> {
        let mut spans = self.spans(first).peekable();
        std::iter::from_fn(move || {
            let mut span = spans.next()?;
            while let Some(next) = spans.next_if(|next| next.from <= span.to) {
                span.to = span.to.max(next.to);
            }
            Some(span)
        })
    }

    fn spans(&self, first: Date) -> impl Iterator<Item = Span<'a>> {
        (0..DAYS_BEFORE + SEARCH_DAYS + 2).flat_map(move |day| {
            let date = first.saturating_add(day.days());
            let owner = self.owner_of(date);
            let mut ranges = self.ranges(date, owner).to_vec();
            ranges.sort_unstable_by_key(|range| range.from);
            ranges.into_iter().map(move |range| {
                let (from, to) = (i64::from(range.from), i64::from(range.to));
                let to = if to > from { to } else { to + DAY_MINUTES };
                Span { from: day * DAY_MINUTES + from, to: day * DAY_MINUTES + to, owner }
            })
        })
    }

    fn ranges(&self, date: Date, owner: Owner<'a>) -> &'a [DayRange] {
        match owner {
            Owner::SpecialDay(day) => &day.ranges,
            Owner::Week => {
                let index = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
                self.week.get(index).copied().unwrap_or_default()
            }
        }
    }

    fn owner_of(&self, date: Date) -> Owner<'a> {
        self.days.get(date.to_string().as_str()).map_or(Owner::Week, |day| Owner::SpecialDay(day))
    }

    /// Of a joined span, the owner of the range that `now` lies in.
    fn owner_within(&self, first: Date, joined: Span<'a>, now: Timestamp) -> Owner<'a> {
        self.spans(first)
            .skip_while(|span| span.from < joined.from)
            .take_while(|span| self.moment(first, span.from).is_some_and(|start| start <= now))
            .filter(|span| self.moment(first, span.to).is_some_and(|end| end > now))
            .last()
            .map_or(joined.owner, |span| span.owner)
    }

    fn date_of(&self, at: Timestamp) -> Option<Date> {
        let at = jiff::Timestamp::from_millisecond(i64::try_from(at.0).ok()?).ok()?;
        Some(self.zone.to_datetime(at).date())
    }

    /// The first moment at which the clocks of the zone show this time or a later one.
    fn moment(&self, first: Date, minutes: i64) -> Option<Timestamp> {
        let wall = DateTime::from(first).checked_add(SignedDuration::from_mins(minutes)).ok()?;
        let ambiguous = self.zone.to_ambiguous_timestamp(wall);
        let moment = if matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. }) {
            // The later reading lies behind the jump.
            let behind = ambiguous.later().ok()?.checked_add(1.second()).ok()?;
            self.zone.preceding(behind).next()?.timestamp()
        } else {
            ambiguous.earlier().ok()?
        };
        u64::try_from(moment.as_millisecond()).ok().map(Timestamp)
    }
}
