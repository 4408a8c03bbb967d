//! What happens next. Virtual time is the time of what happened last; nothing here waits.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use pulina_shared::client::Input;

use crate::fault::FaultKind;
use crate::help_desk::ReportCall;
use crate::network::{Down, LinkIndex, Up};
use crate::polling::{Answer, Request};

/// A browser tab, by its place in the world.
pub type TabIndex = usize;

/// Something that will happen.
#[derive(Debug)]
pub enum Happening {
    /// A person does the next thing in a tab.
    PersonActs(TabIndex),
    /// Somebody at the desk does the next thing with the ticket.
    DeskActs,
    /// A tab is opened, or opened again.
    TabOpens(TabIndex),
    /// A tab's timer is due.
    Timer(TabIndex),
    /// Something is handed to the tab's client by its own driver. Void in another life of the tab.
    Soon(TabIndex, u32, Box<Input>),
    /// Something of a socket arrives at the server.
    Up(LinkIndex, Up),
    /// Something of a socket arrives at the tab.
    Down(LinkIndex, Down),
    /// A request without a socket arrives at the server.
    Asked(TabIndex, u32, Box<Request>),
    /// Its answer arrives at the tab; none when there was none.
    Answered(TabIndex, u32, Box<Answer>),
    /// A pause between two questions of a tab without a socket is over.
    PollAgain(TabIndex, u32),
    /// What the server wrote is on its disk.
    Flushed(u32),
    /// The server's alarm.
    Alarm(u32),
    /// The server is up again.
    ServerStarts,
    /// A report arrives at the help desk.
    ReportArrives(Box<ReportCall>),
    /// The answer to a report arrives at the server: its life, the version, whether it was taken.
    ReportAnswered(u32, u64, bool),
    /// The help desk gives its oldest order to the conversation.
    OrderLeaves,
    /// The oldest order arrives.
    OrderArrives(u64),
    /// The answer to an order arrives at the help desk.
    OrderAnswered(u64, bool),
    /// Something breaks.
    Breaks,
    /// What broke works again.
    Mends(TabIndex, FaultKind),
    /// By now a client must have left a link whose one direction passes nothing.
    MustHaveLeft(LinkIndex, u32),
    /// Nothing breaks any more and everybody stops writing.
    Heals,
    /// Everybody must be connected.
    MustBeOpen(TabIndex),
}

struct Entry {
    at: u64,
    number: i64,
    happening: Happening,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Entry {}
impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Entry {
    /// The earliest is the greatest, and of two at one time the one that was entered first.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.number).cmp(&(self.at, self.number))
    }
}

/// The queue of what will happen.
#[derive(Default)]
pub struct Agenda {
    queue: BinaryHeap<Entry>,
    n_entered: i64,
    n_resumed: i64,
}

impl Agenda {
    /// Enters something at a time.
    pub fn enter(&mut self, at: u64, happening: Happening) {
        self.n_entered += 1;
        self.queue.push(Entry { at, number: self.n_entered, happening });
    }

    /// Enters what had to wait until this time, before everything else that happens then: what
    /// travels on one link must not overtake itself.
    pub fn resume(&mut self, at: u64, waiting: Vec<Happening>) {
        for happening in waiting.into_iter().rev() {
            self.n_resumed -= 1;
            self.queue.push(Entry { at, number: self.n_resumed, happening });
        }
    }

    /// Takes what is next, with its time.
    pub fn next(&mut self) -> Option<(u64, Happening)> {
        self.queue.pop().map(|entry| (entry.at, entry.happening))
    }

    /// Forgets everything that fits.
    pub fn retain(&mut self, mut is_kept: impl FnMut(&Happening) -> bool) {
        self.queue.retain(|entry| is_kept(&entry.happening));
    }
}
