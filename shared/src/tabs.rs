//! One line for all tabs of a browser that show one conversation: one tab leads and holds the line,
//! the others follow and share it.
//!
//! A machine without input or output. A lock of the browser says who leads; the browser lets it go
//! when its tab ends. A tab that hangs keeps it, but does not answer, and is robbed of it. For a
//! moment two tabs may both believe that they lead. Nothing depends on that: a command is carried
//! out once by its id, an event has one place, and followers heed the newer of two reigns.
//!
//! Where tabs cannot find each other each has a line of its own.

use crate::faces;
use crate::ids::ConversationId;
use crate::limits;
use crate::time::Timestamp;
use crate::token::VisitorToken;
use crate::wire::VERSION;

/// Raised when tabs say other things to each other than before: old and new panels keep apart.
const EDITION: u32 = 1;

/// Where a timer rings so much too late the page was asleep, busy or hidden, and what was answered
/// meanwhile may not have been heard yet: the question is asked once more.
const LATE_MS: u64 = 100;

/// Random bits in a reign. With the milliseconds they stay below 2^53 for a century.
const REIGN_BITS: u32 = 10;

/// The name by which the tabs find each other that may share a line: those that show one conversation
/// to one visitor and speak alike. The secret cannot be had from it.
pub fn group(conversation: &ConversationId, token: &VisitorToken) -> String {
    let proof = faces::rank(token.secret(), conversation.as_str()).to_string();
    ["pulina.", conversation.as_str(), ".", &proof, ".", &VERSION.to_string(), ".", &EDITION.to_string()]
        .concat()
}

/// The time during which one tab leads, by a number: of two the larger one began later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reign(pub u64);

impl Reign {
    fn after(self, now: Timestamp, random: u64) -> Self {
        let begun = now.0 << REIGN_BITS | random & ((1 << REIGN_BITS) - 1);
        Self(begun.max(self.0 + 1))
    }
}

/// How the leader's line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Not open, or not up to date yet.
    Down,
    /// A socket, open and up to date: it can be shared.
    Up,
    /// Sockets are blocked; the leader asks for events again and again, and so does everybody.
    Polled,
}

/// What tabs tell each other about the lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// Who leads, and are you alive?
    Who,
    /// I lead, and my line stands so.
    Lead(Reign, Line),
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TabInput {
    /// The client wants a line.
    Wanted,
    /// The client's line has ended; it will want one again, or not.
    Ended,
    /// The client gave its line up, because nothing was heard over it.
    GaveUp,
    /// Something was said over the shared line, so the leader had better be alive.
    Used,
    /// The page is put away or left, or the client wants nothing any more.
    Left,
    /// The lock is ours.
    Locked,
    /// Another tab took the lock from us.
    Robbed,
    /// There are no locks here, or tabs cannot hear each other.
    Unshared,
    /// Another tab said this.
    Told(Note),
    /// How our own line stands now.
    Line(Line),
    /// The timer rang.
    Woke,
}

/// What the driver must do, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TabAction {
    /// Stand in line for the lock; whatever was had or asked of it before is let go.
    AskLock,
    /// Take the lock from whoever has it; whatever was asked before is let go.
    RobLock,
    /// Let the lock go and hear nobody any more.
    Leave,
    /// Say this to all other tabs.
    Say(Note),
    /// Open a line of our own.
    Open,
    /// Ask for events as the leader does.
    Poll,
    /// Share the line of this reign.
    Join(Reign),
    /// The client has lost its line.
    Lose,
    /// A good moment for the client to try again.
    Nudge,
    /// Send what any tab has left on the device, for it may be gone.
    TakeOver,
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
enum Standing {
    /// Nothing was wanted yet, or the page was put away.
    Away,
    /// It stands in line for the lock, and nobody said yet that they lead.
    Asks,
    /// It holds the lock.
    Leads,
    /// Another tab leads.
    Follows,
    /// It was robbed, and whoever leads now does not speak to it: it has a line of its own until it
    /// hears of them or is given the lock again.
    Apart,
    /// It has a line of its own, because it can find no other tab.
    Alone,
}

/// The machine.
#[derive(Clone, Debug)]
pub struct Tabs {
    standing: Standing,
    /// The newest reign that is known, ours if we lead.
    reign: Reign,
    /// How the line of that reign stands.
    line: Line,
    /// Whether the client waits for a line.
    is_wanted: bool,
    /// Whether the client was given one.
    has_line: bool,
    /// Whether the lock was taken from us and nobody told yet that they lead.
    was_robbed: bool,
    asked_at: Option<Timestamp>,
    /// Whether it was asked once more.
    was_late: bool,
}

impl Default for Tabs {
    fn default() -> Self {
        Self {
            standing: Standing::Away,
            reign: Reign::default(),
            line: Line::Down,
            is_wanted: false,
            has_line: false,
            was_robbed: false,
            asked_at: None,
            was_late: false,
        }
    }
}

impl Tabs {
    /// Our reign, if we lead.
    pub fn leads(&self) -> Option<Reign> {
        (self.standing == Standing::Leads).then_some(self.reign)
    }

    /// The reign whose line this tab shares, or is about to.
    pub fn shares(&self) -> Option<Reign> {
        let shares = self.standing == Standing::Follows && self.has_line && self.line == Line::Up;
        shares.then_some(self.reign)
    }

    /// The reign for whose followers what our line brings is passed on.
    pub fn passes_on(&self) -> Option<Reign> {
        self.leads().filter(|_| self.line == Line::Up)
    }

    /// Whether another tab leads.
    pub fn follows(&self) -> bool {
        self.standing == Standing::Follows
    }

    /// Takes what happened and answers what to do. `now` may jump either way.
    pub fn process(&mut self, input: TabInput, now: Timestamp, random: u64) -> TabOutcome {
        let mut actions = Vec::new();
        self.take(input, now, random, &mut actions);
        TabOutcome { actions, wake_at: self.asked_at.map(|at| at.plus(limits::TAB_ANSWER_MS)) }
    }

    fn take(&mut self, input: TabInput, now: Timestamp, random: u64, actions: &mut Vec<TabAction>) {
        match input {
            TabInput::Wanted => {
                self.is_wanted = true;
                self.give(now, actions);
            }
            TabInput::Ended => (self.is_wanted, self.has_line) = (false, false),
            TabInput::GaveUp => {
                let was_shared = self.standing == Standing::Follows && self.has_line;
                (self.is_wanted, self.has_line) = (false, false);
                // Whatever is wrong with it, the leader has not noticed.
                if was_shared {
                    self.stand(Standing::Asks);
                    actions.push(TabAction::RobLock);
                }
            }
            TabInput::Used => {
                if self.standing == Standing::Follows && self.asked_at.is_none() {
                    self.ask(now, actions);
                }
            }
            TabInput::Left => {
                if self.standing != Standing::Away {
                    self.stand(Standing::Away);
                    actions.push(TabAction::Leave);
                    self.lose(actions);
                }
            }
            TabInput::Locked => self.lead(now, random, actions),
            TabInput::Robbed => {
                if self.standing == Standing::Leads {
                    self.was_robbed = true;
                    self.stand(Standing::Asks);
                    self.queue(now, actions);
                }
            }
            TabInput::Unshared => self.be_alone(now, actions),
            TabInput::Told(Note::Who) => {
                if self.standing == Standing::Leads {
                    self.say_lead(actions);
                }
            }
            TabInput::Told(Note::Lead(reign, line)) => self.told(reign, line, now, actions),
            TabInput::Line(line) => {
                if self.standing == Standing::Leads && self.line != line {
                    self.line = line;
                    self.say_lead(actions);
                    if line != Line::Down {
                        actions.push(TabAction::TakeOver);
                    }
                }
            }
            TabInput::Woke => self.woke(now, actions),
        }
    }

    /// Gives the client the line that it waits for, if there is one to give.
    fn give(&mut self, now: Timestamp, actions: &mut Vec<TabAction>) {
        if !self.is_wanted || self.has_line {
            return;
        }
        let given = match (self.standing, self.line) {
            (Standing::Away, _) => {
                self.stand(Standing::Asks);
                actions.push(TabAction::AskLock);
                return self.ask(now, actions);
            }
            (Standing::Asks, _) => return,
            (Standing::Leads | Standing::Apart | Standing::Alone, _) => TabAction::Open,
            (Standing::Follows, Line::Up) => TabAction::Join(self.reign),
            (Standing::Follows, Line::Polled) => TabAction::Poll,
            // The leader tells when it has one; here it is only asked whether it lives.
            (Standing::Follows, Line::Down) => return self.ask(now, actions),
        };
        self.has_line = true;
        actions.push(given);
    }

    fn lead(&mut self, now: Timestamp, random: u64, actions: &mut Vec<TabAction>) {
        match self.standing {
            Standing::Away | Standing::Alone => return actions.push(TabAction::Leave),
            // A request that was given up after it had been granted made us lead already.
            Standing::Leads => return,
            Standing::Asks | Standing::Follows | Standing::Apart => {}
        }
        self.stand(Standing::Leads);
        self.was_robbed = false;
        self.reign = self.reign.after(now, random);
        self.line = Line::Down;
        self.say_lead(actions);
        self.move_line(now, actions);
    }

    fn told(&mut self, reign: Reign, line: Line, now: Timestamp, actions: &mut Vec<TabAction>) {
        let is_ours = self.standing == Standing::Leads && reign == self.reign;
        if reign < self.reign || is_ours || matches!(self.standing, Standing::Away | Standing::Alone) {
            return;
        }
        let (is_new, was) = (reign > self.reign, self.line);
        let led = self.standing == Standing::Leads;
        self.stand(Standing::Follows);
        self.was_robbed = false;
        (self.reign, self.line) = (reign, line);
        if led {
            // The lock was taken from us; the browser is about to tell.
            actions.push(TabAction::AskLock);
        }
        if is_new || was != line {
            self.move_line(now, actions);
        } else if line != Line::Down {
            self.give(now, actions);
        }
    }

    /// The line that the client has, if it has one, is not the right one any more.
    fn move_line(&mut self, now: Timestamp, actions: &mut Vec<TabAction>) {
        if self.has_line {
            self.lose(actions);
            actions.push(TabAction::Nudge);
        } else if self.standing == Standing::Leads || self.line != Line::Down {
            // What waits is given it, and who waits for a better moment has one.
            if self.is_wanted { self.give(now, actions) } else { actions.push(TabAction::Nudge) }
        }
    }

    fn lose(&mut self, actions: &mut Vec<TabAction>) {
        if self.has_line || self.is_wanted {
            actions.push(TabAction::Lose);
        }
        (self.is_wanted, self.has_line) = (false, false);
    }

    /// Back into the line for the lock, with nothing but a question.
    fn queue(&mut self, now: Timestamp, actions: &mut Vec<TabAction>) {
        actions.push(TabAction::AskLock);
        self.ask(now, actions);
        if self.has_line {
            self.lose(actions);
            actions.push(TabAction::Nudge);
        }
    }

    fn woke(&mut self, now: Timestamp, actions: &mut Vec<TabAction>) {
        let Some(asked_at) = self.asked_at.take() else { return };
        if !matches!(self.standing, Standing::Asks | Standing::Follows) {
            return;
        }
        let is_late = now.since(asked_at) > limits::TAB_ANSWER_MS + LATE_MS;
        if is_late && !std::mem::replace(&mut self.was_late, true) {
            self.asked_at = Some(now);
            return actions.push(TabAction::Say(Note::Who));
        }
        if self.was_robbed {
            // If two that cannot hear each other robbed one another, that would never end.
            self.stand(Standing::Apart);
            return self.give(now, actions);
        }
        actions.push(TabAction::RobLock);
    }

    fn be_alone(&mut self, now: Timestamp, actions: &mut Vec<TabAction>) {
        self.stand(Standing::Alone);
        actions.push(TabAction::Leave);
        self.give(now, actions);
    }

    fn stand(&mut self, standing: Standing) {
        self.standing = standing;
        self.asked_at = None;
    }

    fn ask(&mut self, now: Timestamp, actions: &mut Vec<TabAction>) {
        self.asked_at = Some(now);
        self.was_late = false;
        actions.push(TabAction::Say(Note::Who));
    }

    fn say_lead(&self, actions: &mut Vec<TabAction>) {
        actions.push(TabAction::Say(Note::Lead(self.reign, self.line)));
    }
}

#[cfg(test)]
mod tests;
