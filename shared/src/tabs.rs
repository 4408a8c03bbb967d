//! One line for all tabs of a browser that show one conversation: one tab leads and holds the line,
//! the others follow and hear from it what comes.
//!
//! A machine without input or output. Who leads is decided by a lock of the browser, which lets go
//! when its tab dies; a tab that hangs is noticed because it does not answer, and is robbed of the
//! lock. For a moment two tabs may take themselves for the leader. Nothing depends on that: what is
//! sent twice is done once by its id, and followers heed the one that leads since later.
//!
//! Where tabs cannot hear each other every tab keeps a line of its own.

use crate::ids::Seq;
use crate::limits;
use crate::time::{SECOND_MS, SteadyClock, Timestamp};

/// How long a tab counts as looked at after it asked: one question and two patiences.
const LOOKED_AT_MS: u64 = limits::TAB_ASK_MS + 2 * limits::TAB_ANSWER_MS;
const _: () = assert!(LOOKED_AT_MS < 2 * SECOND_MS);

/// A timer that rings so much too late may have slept with its page.
const LATE_MS: u64 = 100;
/// One that rings so much too late has; timers of hidden pages ring up to a second late.
const HIDDEN_LATE_MS: u64 = SECOND_MS + LATE_MS;

/// A tab, by a number that it drew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TabId(pub u64);

/// How the leader's line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Open and up to date.
    Up,
    /// Not open; the close code with which it ended or was refused, 0 before it ever was.
    Down(u16),
}

/// What tabs tell each other about the lead. Everything else that passes between them needs no rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// Who leads, and are you alive?
    Ask {
        /// Whether somebody looks at the tab that asks.
        is_seen: bool,
    },
    /// I lead.
    Lead {
        /// Since when; of two the later one leads.
        since: Timestamp,
        /// How the line stands.
        line: Line,
    },
    /// Everything up to here has been made heard.
    Heard(Seq),
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TabInput {
    /// The client wants a line.
    Wanted,
    /// The client gave its line up.
    Unwanted,
    /// The lock is ours.
    Locked,
    /// Another tab took the lock from us.
    Robbed,
    /// There are no locks here, or tabs cannot hear each other.
    Unshared,
    /// Another tab said something.
    Told(TabId, Note),
    /// How our own line stands now.
    Line(Line),
    /// The client wants to know whether its line lives.
    Pinged,
    /// Somebody looks at this tab, or not any more.
    Seen(bool),
    /// The page is being frozen, put away or left.
    Left,
    /// The wake time has come.
    Woke,
    /// Something new of the other side is here.
    Arrived(Seq),
    /// The visitor has seen everything up to here, in whichever tab.
    Read(Seq),
}

/// What the driver must do, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TabAction {
    /// Stand in line for the lock.
    AskLock,
    /// Take the lock from whoever has it, out of line.
    RobLock,
    /// Let the lock go, or leave the line for it.
    DropLock,
    /// Say this to all other tabs.
    Say(Note),
    /// Open a line of our own.
    Open,
    /// The leader's line is open to the client.
    Join,
    /// The client has lost its line, with this close code.
    Lose(u16),
    /// The client's line is another one now ([`crate::client::Input::Moved`]).
    Move,
    /// A good moment for the client to try again.
    Nudge,
    /// The leader answered, so the line lives as far as we can know.
    Alive,
    /// Make it heard that there is something new.
    MakeHeard {
        /// Whether somebody looks at any of the tabs.
        is_seen: bool,
    },
}

/// What follows from an input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TabOutcome {
    /// To be done in order.
    pub actions: Vec<TabAction>,
    /// When [`TabInput::Woke`] is due; replaces every earlier answer.
    pub wake_at: Option<Timestamp>,
}

/// Where a tab stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing was wanted yet, or the page was left.
    Away,
    /// It stands in line for the lock and nobody answered yet.
    Asks,
    /// It holds the lock.
    Leads,
    /// That tab leads.
    Follows(TabId),
    /// It has a line of its own, because it heard of no other tab.
    Alone,
}

/// What arrived, and when it makes itself heard unless it is seen before.
#[derive(Clone, Copy, Debug)]
struct Unheard {
    seq: Seq,
    due_at: Timestamp,
    was_late: bool,
}

/// The machine.
#[derive(Clone, Debug)]
pub struct Tabs {
    clock: SteadyClock,
    wake_at: Option<Timestamp>,
    standing: Standing,
    /// Since when the newest leader that we know of leads.
    since: Timestamp,
    /// How the leader's line stands; our own, if we lead.
    line: Line,
    is_wanted: bool,
    /// Whether the client has a line: the leader's, or our own.
    has_line: bool,
    is_seen: bool,
    was_robbed: bool,
    asked_at: Option<Timestamp>,
    answered_at: Timestamp,
    /// When a tab that somebody looks at was last heard of.
    others_seen_at: Option<Timestamp>,
    read: Seq,
    heard: Seq,
    unheard: Option<Unheard>,
}

impl Tabs {
    /// A tab that stands nowhere yet.
    pub fn new(is_seen: bool) -> Self {
        Self {
            clock: SteadyClock::default(),
            wake_at: None,
            standing: Standing::Away,
            since: Timestamp(0),
            line: Line::Down(0),
            is_wanted: false,
            has_line: false,
            is_seen,
            was_robbed: false,
            asked_at: None,
            answered_at: Timestamp(0),
            others_seen_at: None,
            read: Seq(0),
            heard: Seq(0),
            unheard: None,
        }
    }

    /// Where this tab stands.
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// Whether what this tab passes on is ours to show.
    pub fn hears(&self, tab: TabId) -> bool {
        self.has_line && self.standing == Standing::Follows(tab)
    }

    /// Takes what happened and answers what to do. `device_time` may jump either way.
    pub fn process(&mut self, input: TabInput, device_time: Timestamp) -> TabOutcome {
        let mut now = self.clock.read(device_time);
        if let (TabInput::Woke, Some(due_at)) = (input, self.wake_at.take()) {
            now = self.clock.rang(due_at);
        }
        let mut actions = Vec::new();
        self.take(input, now, &mut actions);
        self.wake_at = [self.ask_due_at(), self.unheard.map(|new| new.due_at)].into_iter().flatten().min();
        TabOutcome { actions, wake_at: self.wake_at.map(|at| self.clock.on_device(at)) }
    }

    fn take(&mut self, input: TabInput, now: Timestamp, actions: &mut Vec<TabAction>) {
        match input {
            TabInput::Wanted => {
                self.is_wanted = true;
                self.open(now, actions);
            }
            TabInput::Unwanted => (self.is_wanted, self.has_line) = (false, false),
            TabInput::Locked => self.lead(now, actions),
            TabInput::Robbed => self.robbed(now, actions),
            TabInput::Unshared => {
                self.standing = Standing::Alone;
                self.asked_at = None;
                self.open(now, actions);
            }
            TabInput::Told(_, Note::Ask { is_seen }) => {
                if is_seen {
                    self.others_seen_at = Some(now);
                }
                if self.standing == Standing::Leads {
                    self.say_lead(actions);
                }
            }
            TabInput::Told(from, Note::Lead { since, line }) => self.told(from, since, line, now, actions),
            TabInput::Told(_, Note::Heard(seq)) => self.heard = self.heard.max(seq),
            TabInput::Line(line) => {
                if matches!(self.standing, Standing::Leads | Standing::Alone) && self.line != line {
                    self.line = line;
                    if self.standing == Standing::Leads {
                        self.say_lead(actions);
                    }
                }
            }
            TabInput::Seen(is_seen) => {
                self.is_seen = is_seen;
                if is_seen && matches!(self.standing, Standing::Follows(_)) {
                    self.ask(now, actions);
                }
            }
            TabInput::Pinged => {
                if matches!(self.standing, Standing::Follows(_)) {
                    self.ask(now, actions);
                }
            }
            TabInput::Left => self.leave(actions),
            TabInput::Woke => {
                self.woke(now, actions);
                self.make_heard(now, actions);
            }
            TabInput::Arrived(seq) => {
                let new = Unheard { seq, due_at: now.plus(limits::UNSEEN_MS), was_late: false };
                self.unheard = Some(self.unheard.map_or(new, |before| Unheard { seq, ..before }));
            }
            TabInput::Read(seq) => self.read = self.read.max(seq),
        }
    }

    /// Gives the client the line that it wants, if there is one to give.
    fn open(&mut self, now: Timestamp, actions: &mut Vec<TabAction>) {
        if !self.is_wanted || self.has_line {
            return;
        }
        match self.standing {
            Standing::Away => {
                self.standing = Standing::Asks;
                actions.push(TabAction::AskLock);
                self.ask(now, actions);
            }
            Standing::Asks => {}
            Standing::Leads | Standing::Alone => {
                self.has_line = true;
                actions.push(TabAction::Open);
            }
            Standing::Follows(_) if self.line == Line::Up => {
                self.has_line = true;
                actions.push(TabAction::Join);
            }
            // It will say when it has a line; here it is only asked whether it lives.
            Standing::Follows(_) => self.ask(now, actions),
        }
    }

    fn lead(&mut self, now: Timestamp, actions: &mut Vec<TabAction>) {
        if self.standing == Standing::Away {
            return actions.push(TabAction::DropLock);
        }
        let keeps_line = self.standing == Standing::Alone;
        self.standing = Standing::Leads;
        self.since = now.max(self.since.plus(1));
        self.asked_at = None;
        self.was_robbed = false;
        // The last words of the one that led before may still be on their way.
        if let Some(new) = &mut self.unheard {
            new.due_at = now.plus(limits::UNSEEN_MS);
        }
        if !keeps_line {
            self.line = Line::Down(0);
        }
        self.say_lead(actions);
        if !keeps_line {
            self.change_line(now, actions);
        }
    }

    /// The client's line, if it has one, is not the right one any more.
    fn change_line(&mut self, now: Timestamp, actions: &mut Vec<TabAction>) {
        if self.has_line {
            self.move_line(actions);
        } else if self.is_wanted {
            self.open(now, actions);
        } else {
            actions.push(TabAction::Nudge);
        }
    }

    fn robbed(&mut self, now: Timestamp, actions: &mut Vec<TabAction>) {
        match self.standing {
            Standing::Away => return,
            Standing::Leads => {
                self.standing = Standing::Asks;
                self.was_robbed = true;
                self.ask(now, actions);
                if self.has_line {
                    self.move_line(actions);
                }
            }
            Standing::Asks | Standing::Follows(_) | Standing::Alone => {}
        }
        actions.push(TabAction::AskLock);
    }

    fn told(
        &mut self,
        from: TabId,
        since: Timestamp,
        line: Line,
        now: Timestamp,
        actions: &mut Vec<TabAction>,
    ) {
        let is_old = since < self.since || since == self.since && self.standing == Standing::Leads;
        if self.standing == Standing::Away || is_old {
            return;
        }
        self.since = since;
        self.line = line;
        self.was_robbed = false;
        self.answered_at = now;
        if self.asked_at.take().is_some() {
            actions.push(TabAction::Alive);
        }
        if self.standing != Standing::Follows(from) {
            self.standing = Standing::Follows(from);
            return self.change_line(now, actions);
        }
        match line {
            Line::Up if self.is_wanted => self.open(now, actions),
            Line::Up => actions.push(TabAction::Nudge),
            Line::Down(code) if self.has_line || self.is_wanted && code >= 4_000 => {
                self.lose(code.max(1_001), actions);
            }
            Line::Down(_) => {}
        }
    }

    /// The client gives its line up and wants another one.
    fn move_line(&mut self, actions: &mut Vec<TabAction>) {
        (self.is_wanted, self.has_line) = (false, false);
        actions.push(TabAction::Move);
    }

    fn lose(&mut self, code: u16, actions: &mut Vec<TabAction>) {
        (self.is_wanted, self.has_line) = (false, false);
        actions.push(TabAction::Lose(code));
    }

    fn leave(&mut self, actions: &mut Vec<TabAction>) {
        if self.standing == Standing::Away {
            return;
        }
        self.standing = Standing::Away;
        self.asked_at = None;
        self.line = Line::Down(0);
        actions.push(TabAction::DropLock);
        if self.is_wanted {
            self.lose(1_001, actions);
        }
    }

    fn woke(&mut self, now: Timestamp, actions: &mut Vec<TabAction>) {
        if self.ask_due_at().is_none_or(|at| at > now) {
            return;
        }
        let Some(asked_at) = self.asked_at else { return self.ask(now, actions) };
        // A timer that rang so late slept with the whole page; the answer may be in the queue.
        if now.since(asked_at) > 2 * limits::TAB_ANSWER_MS {
            return self.ask(now, actions);
        }
        self.asked_at = None;
        if self.was_robbed {
            // Whoever robbed us cannot be heard; each of us keeps a line.
            self.standing = Standing::Alone;
            self.open(now, actions);
        } else {
            actions.push(TabAction::RobLock);
        }
    }

    fn ask(&mut self, now: Timestamp, actions: &mut Vec<TabAction>) {
        self.asked_at = Some(now);
        actions.push(TabAction::Say(Note::Ask { is_seen: self.is_seen }));
    }

    /// When an answer is overdue, or the next question is due.
    fn ask_due_at(&self) -> Option<Timestamp> {
        match (self.asked_at, self.standing) {
            (Some(at), _) => Some(at.plus(limits::TAB_ANSWER_MS)),
            (None, Standing::Follows(_)) if self.is_seen => Some(self.answered_at.plus(limits::TAB_ASK_MS)),
            (None, _) => None,
        }
    }

    fn say_lead(&self, actions: &mut Vec<TabAction>) {
        actions.push(TabAction::Say(Note::Lead { since: self.since, line: self.line }));
    }

    /// What nobody saw in time is made heard by one tab, once.
    fn make_heard(&mut self, now: Timestamp, actions: &mut Vec<TabAction>) {
        let Some(new) = self.unheard.take_if(|new| new.due_at <= now) else { return };
        let late_ms = if new.was_late { HIDDEN_LATE_MS } else { LATE_MS };
        if now.since(new.due_at) > late_ms {
            // While this page hung, another tab may have made it heard and said so.
            let due_at = now.plus(limits::UNSEEN_MS);
            self.unheard = Some(Unheard { due_at, was_late: true, ..new });
            return;
        }
        let is_ours = matches!(self.standing, Standing::Leads | Standing::Alone);
        if !is_ours || new.seq <= self.read || new.seq <= self.heard {
            return;
        }
        self.heard = new.seq;
        let is_seen = self.is_seen || self.others_seen_at.is_some_and(|at| now.since(at) <= LOOKED_AT_MS);
        actions.extend([TabAction::Say(Note::Heard(new.seq)), TabAction::MakeHeard { is_seen }]);
    }
}

#[cfg(test)]
mod tests;
