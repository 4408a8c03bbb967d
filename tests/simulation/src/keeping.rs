//! Years in which conversations are kept for so many days and no longer. The rules of retention,
//! reports and orders are the shipped ones; admins change their minds, alarms ring late, orders take
//! hours, the help desk is away, and the whole machine stands still.
//!
//! Two promises are looked at after every step: nothing is older than its limit and a day, and
//! nothing was erased before its time.

use std::collections::BTreeMap;

use pulina_shared::ids::{AccountId, ChannelId, ConversationId, MessageId, TicketNumber, VisitorId};
use pulina_shared::time::{DAY_MS, MINUTE_MS, Timestamp};
use pulina_shared::wire::conversation::{Act, Command, SendMessage};
use pulina_worker::domain::conversation::{self, Moment, Participant};
use pulina_worker::domain::ticket::TicketRecord;
use pulina_worker::domain::{act, help_desk, order, report, retention};
use pulina_worker::internal::{BeginConversation, Order, OrderAct, Policy};

use crate::chance::Chance;
use crate::help_desk::beginning;
use crate::store::Store;
use crate::world::START;

const HOUR_MS: u64 = 60 * MINUTE_MS;
/// How long a machine stands still, or a help desk cannot be reached, at most.
const AWAY_MS_MAX: u64 = 6 * HOUR_MS;
/// How long an order is on its way at most, when everybody is there.
const ORDER_MS_MAX: u64 = 4 * HOUR_MS;

/// A mistake that must be noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// Conversations that nobody visits never hear of another time.
    ChangeIsNotTold,
    /// A day is too short.
    DayIsShort,
    /// The alarm is set once and not again.
    AlarmRingsOnce,
    /// The help desk is not told.
    TicketStays,
}

/// All of them.
pub const SLIPS: [Slip; 4] =
    [Slip::ChangeIsNotTold, Slip::DayIsShort, Slip::AlarmRingsOnce, Slip::TicketStays];

/// What came of the years.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Conversations that were begun.
    pub n_begun: usize,
    /// Conversations of which nothing is left.
    pub n_erased: usize,
    /// The first promise that was broken.
    pub broken: Option<String>,
}

#[derive(Clone, Copy, Debug)]
enum Doing {
    Begins,
    Writes(usize),
    Decides,
    Rings(usize, u64),
    Arrives(usize, u64),
    Stands,
}

struct Room {
    store: Store,
    ticket: Option<TicketRecord>,
    last_event_at: u64,
    last_order: u64,
    alarm_at: Option<u64>,
    n_alarms: u64,
    is_erased: bool,
}

struct Years {
    now: u64,
    chance: Chance,
    agenda: BTreeMap<(u64, u64), Doing>,
    n_entered: u64,
    rooms: Vec<Room>,
    /// Since when conversations are kept for how many days, oldest first.
    rules: Vec<(u64, Option<u16>)>,
    /// Until then the machine stands still.
    stands_until: u64,
    /// Until then the help desk cannot be reached.
    away_until: u64,
    slip: Option<Slip>,
    kept: Kept,
}

/// Lives through so many days of a seed.
pub fn live(seed: u64, n_days: u64, slip: Option<Slip>) -> Kept {
    let mut years = Years {
        now: START,
        chance: Chance::new(seed),
        agenda: BTreeMap::new(),
        n_entered: 0,
        rooms: Vec::new(),
        rules: vec![(START, Some(90))],
        stands_until: 0,
        away_until: 0,
        slip,
        kept: Kept::default(),
    };
    for doing in [Doing::Begins, Doing::Decides, Doing::Stands] {
        years.enter(START + DAY_MS, doing);
    }
    while let Some(((at, _), doing)) = years.agenda.pop_first() {
        years.now = at;
        if at > START + n_days * DAY_MS || years.kept.broken.is_some() {
            break;
        }
        years.happens(doing);
        years.look();
    }
    years.kept
}

impl Years {
    fn enter(&mut self, at: u64, doing: Doing) {
        self.n_entered += 1;
        self.agenda.insert((at, self.n_entered), doing);
    }

    fn happens(&mut self, doing: Doing) {
        if self.now < self.stands_until && !matches!(doing, Doing::Decides) {
            let at = self.stands_until + self.chance.within(1, MINUTE_MS);
            return self.enter(at, doing);
        }
        match doing {
            Doing::Begins => self.begins(),
            Doing::Writes(room) => self.writes(room),
            Doing::Decides => self.decides(),
            Doing::Rings(room, number) => self.rings(room, number),
            Doing::Arrives(room, number) => self.arrives(room, number),
            Doing::Stands => {
                self.stands_until = self.now + self.chance.within(0, AWAY_MS_MAX);
                self.away_until = self.now + self.chance.within(0, AWAY_MS_MAX);
                let again_at = self.now + self.chance.around_ms(9 * DAY_MS);
                self.enter(again_at, Doing::Stands);
            }
        }
    }

    fn policy(&self) -> Policy {
        let retention_days = self.rules.last().and_then(|(_, days)| *days);
        Policy { revision: self.rules.len() as u64, retention_days, ..Policy::default() }
    }

    fn begins(&mut self) {
        let account = AccountId::new([1; 10]);
        let begin = BeginConversation {
            conversation: ConversationId::new(&account, self.chance.bytes()),
            channel: ChannelId::new(&account, [3; 5]),
            visitor: VisitorId::new(self.chance.bytes()),
            token_hash: String::new(),
            policy: self.policy(),
            is_contact: false,
        };
        let room = self.rooms.len();
        self.rooms.push(Room {
            store: Store::new(None),
            ticket: None,
            last_event_at: self.now,
            last_order: 0,
            alarm_at: None,
            n_alarms: 0,
            is_erased: false,
        });
        self.kept.n_begun += 1;
        self.does(room, |store, moment| conversation::begin(store, begin, moment).expect("it can begin"));
        self.writes(room);
        let next_at = self.now + self.chance.around_ms(2 * DAY_MS);
        self.enter(next_at, Doing::Begins);
    }

    /// Runs a rule on one conversation's store.
    fn does<T>(&mut self, room: usize, rule: impl FnOnce(&mut Store, &mut Moment<'_>) -> T) -> T {
        let chance = &mut self.chance;
        let mut random = || chance.bytes::<10>();
        let mut moment = Moment { now: Timestamp(self.now), are_rates_on: false, random: &mut random };
        let store = &mut self.rooms[room].store;
        store.begin(moment.now);
        let done = rule(store, &mut moment);
        store.commit();
        store.flush_all();
        done
    }

    fn writes(&mut self, room: usize) {
        if self.rooms[room].is_erased {
            return;
        }
        let id = MessageId::new(Timestamp(self.now), self.chance.bytes());
        let command = Command { id, act: Act::SendMessage(SendMessage::plain("a secret".to_owned())) };
        let policy = self.policy();
        let is_taken = self.does(room, |store, moment| {
            conversation::take_policy(store, policy).expect("no statement fails");
            act::carry_out(store, &Participant::Visitor, command, moment).is_ok()
        });
        if is_taken {
            self.rooms[room].last_event_at = self.now;
            self.reports(room);
        }
        self.arm(room);
        if !self.chance.one_in(4) {
            let again_at = self.now + self.chance.around_ms(20 * DAY_MS);
            self.enter(again_at, Doing::Writes(room));
        }
    }

    /// An admin changes for how long conversations are kept; every one is told in its own time.
    fn decides(&mut self) {
        let days = match self.chance.below(8) {
            0 => None,
            1..4 => Some(self.chance.within(1, 10)),
            4..7 => Some(self.chance.within(10, 120)),
            _ => Some(self.chance.within(120, 3_650)),
        };
        self.rules.push((self.now, days.and_then(|days| u16::try_from(days).ok())));
        for room in 0..self.rooms.len() {
            // Those of which the help desk has no report yet must hear it too.
            if !self.rooms[room].is_erased && self.slip != Some(Slip::ChangeIsNotTold) {
                self.rooms[room].last_order += 1;
                let at = self.now + self.chance.within(1, ORDER_MS_MAX);
                self.enter(at, Doing::Arrives(room, self.rooms[room].last_order));
            }
        }
        let again_at = self.now + self.chance.around_ms(40 * DAY_MS);
        self.enter(again_at, Doing::Decides);
    }

    fn arrives(&mut self, room: usize, number: u64) {
        let act = OrderAct::TakePolicy(Some(Box::new(self.policy())));
        self.does(room, |store, moment| {
            order::obey(store, Order { number, act }, moment).expect("no statement fails");
        });
        self.arm(room);
    }

    fn rings(&mut self, room: usize, number: u64) {
        if self.rooms[room].n_alarms != number || self.rooms[room].is_erased {
            return;
        }
        self.rooms[room].alarm_at = None;
        let day_ms = if self.slip == Some(Slip::DayIsShort) { 23 * HOUR_MS } else { DAY_MS };
        let is_over = self.does(room, |store, moment| {
            retention::expire(store, moment.now, day_ms).expect("no statement fails")
        });
        if is_over {
            self.look_whether_early(room);
        }
        self.reports(room);
        if self.rooms[room].store.peek().is_some_and(retention::is_erasable) {
            self.rooms[room].store = Store::new(None);
            self.rooms[room].is_erased = true;
            self.kept.n_erased += 1;
        }
        if self.slip != Some(Slip::AlarmRingsOnce) {
            self.arm(room);
        }
    }

    /// Tells the help desk, if it can be reached.
    fn reports(&mut self, room: usize) {
        let Some(told) = self.rooms[room].store.peek().and_then(report::pending) else { return };
        let now = Timestamp(self.now);
        if self.now < self.away_until {
            let chance = self.chance.number();
            return self
                .does(room, |store, _| report::failed(store, now, chance).expect("no statement fails"));
        }
        let is_dropped = told.is_erased && self.slip == Some(Slip::TicketStays);
        let existing = self.rooms[room].ticket.take();
        let beginning = beginning(TicketNumber(room as u64 + 1));
        let changed =
            help_desk::receive(&told, existing.as_ref(), &beginning, None, now).filter(|_| !is_dropped);
        self.rooms[room].ticket = changed.map(|changed| changed.record).or(existing);
        self.does(room, |store, _| report::delivered(store, told.version).expect("no statement fails"));
    }

    /// Sets the alarm to what is due first; one that rings before that stays.
    fn arm(&mut self, room: usize) {
        let now = Timestamp(self.now);
        let day_ms = if self.slip == Some(Slip::DayIsShort) { 23 * HOUR_MS } else { DAY_MS };
        let Some(head) = self.rooms[room].store.peek() else { return };
        let due =
            [report::due_at(head, now), retention::due_at(head, day_ms), conversation::erase_at(head, false)];
        let Some(due_at) = due.into_iter().flatten().min() else { return };
        let at = due_at.0.max(self.now + 1);
        if self.rooms[room].alarm_at.is_none_or(|set_to| at < set_to) {
            self.rooms[room].alarm_at = Some(at);
            self.rooms[room].n_alarms += 1;
            let late_ms = self.chance.within(0, 10 * MINUTE_MS);
            self.enter(at + late_ms, Doing::Rings(room, self.rooms[room].n_alarms));
        }
    }

    /// Nothing is older than what is asked for now, and a day.
    fn look(&mut self) {
        let Some((since, Some(days))) = self.rules.last().copied() else { return };
        for (number, room) in self.rooms.iter().enumerate() {
            let over_at = (room.last_event_at + u64::from(days) * DAY_MS).max(since);
            let ticket = room.ticket.as_ref().map(|record| &record.ticket);
            let is_kept =
                !room.is_erased || ticket.is_some_and(|ticket| !ticket.last_message.preview.is_empty());
            if is_kept && self.now > over_at + DAY_MS {
                let late_h = (self.now - over_at) / HOUR_MS;
                self.kept.broken =
                    Some(format!("conversation {number} is kept {late_h} h after its {days} days"));
                return;
            }
        }
    }

    /// A rule that counted within the last day said that it is over.
    fn look_whether_early(&mut self, room: usize) {
        let last_event_at = self.rooms[room].last_event_at;
        let ends = self.rules.iter().skip(1).map(|(since, _)| *since).chain([u64::MAX]);
        let is_over = self.rules.iter().zip(ends).any(|((_, days), ended_at)| {
            let is_recent = ended_at > self.now.saturating_sub(DAY_MS);
            is_recent && days.is_some_and(|days| last_event_at + u64::from(days) * DAY_MS <= self.now)
        });
        if !is_over {
            let age_h = (self.now - last_event_at) / HOUR_MS;
            self.kept.broken = Some(format!("conversation {room} was erased {age_h} h after its last event"));
        }
    }
}
