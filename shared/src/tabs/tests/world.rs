//! A browser with several tabs, a lock, a way for tabs to hear each other and one device storage,
//! and a server, all with delays. What drives the machines in here does what the browser's does.

mod server;
mod tab;

use std::collections::{BTreeMap, VecDeque};

use super::{Line, Note, Reign, START, TabAction, TabInput, Tabs};
use crate::client::{Action, Client, Input, Role};
use crate::connection::Link;
use crate::ids::{Epoch, MessageId, Seq, UserId};
use crate::outbox::OutboxItem;
use crate::polling;
use crate::time::Timestamp;
use crate::wire::VERSION;
use crate::wire::conversation::{
    Accepted, Act, Author, ClientFrame, Command, ConversationState, Event, EventKind, EventPage, Message,
    Rating, Resume, ServerFrame, ServerHello,
};
use crate::wire::http::EventsPage;

const LIVING_MAX: usize = 5;
const ACTS: usize = 120;
/// Longer than any pause of the client machine.
const REST_MS: u64 = 150_000;

/// What passes between tabs.
#[derive(Clone, Debug)]
enum Word {
    Note(Note),
    Send(Reign, ClientFrame),
    Ping(Reign),
    Frame(Reign, ServerFrame),
    Pong(Reign),
}

/// What happens in a tab.
#[derive(Clone, Debug)]
enum Happening {
    Locked(u64),
    Robbed,
    Told(Word),
    Opened(u64),
    Frame(u64, ServerFrame),
    Pong(u64),
    Closed(u64),
    Page(u64, Option<Resume>, EventsPage),
    ClientWoke(u64),
    TabsWoke(u64),
}

enum Occasion {
    In(usize, Happening),
    AtServer(u64, ClientFrame),
    Asked(usize, u64, Option<Resume>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    Lives,
    Hangs,
    Dead,
}

#[derive(Debug)]
enum Carrier {
    None,
    Own(u64),
    /// Another tab's line; what it brings before the page that this begins with waits.
    Shared {
        reign: Reign,
        number: u64,
        early: Option<Vec<ServerFrame>>,
    },
}

struct Tab {
    life: Life,
    client: Client,
    tabs: Tabs,
    carrier: Carrier,
    /// The newest timers, of the client and of the tabs.
    timers: [u64; 2],
    missed: VecDeque<Happening>,
    /// What the tabs' machine is told as soon as nobody is in the midst of something.
    queue: VecDeque<TabInput>,
    is_running: bool,
}

struct Socket {
    tab: usize,
    cursor: Option<Seq>,
    /// Whether anything still passes; nobody is told.
    is_dead: bool,
}

/// Everything there is.
pub struct World {
    random: u64,
    now: u64,
    n: u64,
    delay_ms: u64,
    agenda: BTreeMap<(u64, u64), Occasion>,
    tabs: Vec<Tab>,
    holder: Option<(usize, u64)>,
    waiting: VecDeque<(usize, u64)>,
    device: BTreeMap<MessageId, OutboxItem>,
    log: Vec<Event>,
    carried_out: BTreeMap<MessageId, Seq>,
    visitor_read: Seq,
    sockets: BTreeMap<u64, Socket>,
    done: Vec<MessageId>,
    problems: Vec<String>,
}

impl World {
    /// Lets everything happen that the seed wants, then waits until nothing happens, and looks.
    pub fn problems(seed: u64) -> Vec<String> {
        let mut world = Self::new(seed);
        for _ in 0..ACTS {
            world.acts();
            let most_ms = if world.below(6) == 0 { 3_000 } else { 150 };
            let pause_ms = world.below(most_ms);
            world.passes(pause_ms);
        }
        if world.tabs.iter().all(|tab| tab.life == Life::Dead) {
            world.is_born();
        }
        for index in 0..world.tabs.len() {
            world.goes_on(index);
        }
        world.passes(REST_MS);
        world.looks();
        world.problems
    }

    fn new(seed: u64) -> Self {
        let mut world = Self {
            random: seed | 1,
            now: START.0,
            n: 0,
            delay_ms: 0,
            agenda: BTreeMap::new(),
            tabs: Vec::new(),
            holder: None,
            waiting: VecDeque::new(),
            device: BTreeMap::new(),
            log: Vec::new(),
            carried_out: BTreeMap::new(),
            visitor_read: Seq(0),
            sockets: BTreeMap::new(),
            done: Vec::new(),
            problems: Vec::new(),
        };
        world.delay_ms = 1 + world.below(60);
        world.is_born();
        world
    }

    fn below(&mut self, end: u64) -> u64 {
        // Xorshift; good enough to choose.
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random % end
    }

    fn number(&mut self) -> u64 {
        self.n += 1;
        self.n
    }

    fn later(&mut self, delay_ms: u64, occasion: Occasion) {
        let key = (self.now + delay_ms, self.number());
        self.agenda.insert(key, occasion);
    }

    fn passes(&mut self, duration_ms: u64) {
        let end = self.now + duration_ms;
        while let Some(entry) = self.agenda.first_entry().filter(|entry| entry.key().0 <= end) {
            self.now = entry.key().0;
            match entry.remove() {
                Occasion::In(tab, happening) => self.happens(tab, happening),
                Occasion::AtServer(socket, frame) => self.serves(socket, frame),
                Occasion::Asked(tab, number, resume) => self.answers(tab, number, resume),
            }
        }
        self.now = end;
    }

    fn acts(&mut self) {
        let index = usize::try_from(self.below(self.tabs.len() as u64)).unwrap();
        let life = self.tabs[index].life;
        let n_living = self.tabs.iter().filter(|tab| tab.life != Life::Dead).count();
        match (self.below(15), life) {
            (0, _) if n_living < LIVING_MAX => self.is_born(),
            (1, Life::Lives | Life::Hangs) if self.below(2) == 0 => self.dies(index),
            (2, Life::Lives) => {
                // Put away by the browser, which tells the page.
                self.tabs_take(index, TabInput::Left);
                self.tabs[index].life = Life::Hangs;
            }
            // Nobody tells anybody.
            (3, Life::Lives) => self.tabs[index].life = Life::Hangs,
            (4..=6, Life::Hangs) => self.goes_on(index),
            (7, Life::Lives) => self.client_takes(index, Input::Nudged),
            (8, Life::Lives) => {
                if let Carrier::Own(socket) = self.tabs[index].carrier {
                    self.later(0, Occasion::In(index, Happening::Closed(socket)));
                }
            }
            (9, _) => {
                let any = self.below(1 + self.sockets.len() as u64);
                if let Some(socket) = self.sockets.values_mut().nth(usize::try_from(any).unwrap()) {
                    socket.is_dead = true;
                }
            }
            (10 | 11, _) => self.agent_says(),
            (12, Life::Lives) => {
                let last_seq = self.tabs[index].client.timeline().last_seq();
                self.client_takes(index, Input::Seen(last_seq));
            }
            (13.., Life::Lives) => self.does(index),
            _ => {}
        }
    }

    fn is_born(&mut self) {
        self.tabs.push(Tab {
            life: Life::Lives,
            client: Client::new(Role::Visitor),
            tabs: Tabs::default(),
            carrier: Carrier::None,
            timers: [0; 2],
            missed: VecDeque::new(),
            queue: VecDeque::new(),
            is_running: false,
        });
        let index = self.tabs.len() - 1;
        self.client_takes(index, Input::Begin { visited: true });
        self.takes_over(index);
    }

    fn takes_over(&mut self, index: usize) {
        let kept = self.device.values().cloned().collect();
        self.client_takes(index, Input::Restore(kept));
    }

    fn dies(&mut self, index: usize) {
        self.tabs[index].life = Life::Dead;
        self.lets_lock_go(index);
        self.sockets.retain(|_, socket| socket.tab != index);
    }

    fn goes_on(&mut self, index: usize) {
        if self.tabs[index].life != Life::Hangs {
            return;
        }
        self.tabs[index].life = Life::Lives;
        while let Some(happening) = self.tabs[index].missed.pop_front() {
            self.happens(index, happening);
        }
        self.client_takes(index, Input::Nudged);
    }

    fn does(&mut self, index: usize) {
        let n = self.number();
        let id = MessageId::new(Timestamp(self.now), [u8::try_from(n % 256).unwrap(); 10]);
        self.done.push(id);
        let input = if self.below(4) == 0 {
            let rating = Rating { score: 3, comment: String::new() };
            Input::Do { id, act: Act::Rate(rating) }
        } else {
            Input::say(id, format!("{n}"))
        };
        self.client_takes(index, input);
    }

    fn looks(&mut self) {
        let mut problems = Vec::new();
        if self.sockets.len() != 1 {
            problems.push(format!("{} sockets", self.sockets.len()));
        }
        if self.done.iter().any(|id| !self.carried_out.contains_key(id)) {
            problems.push("something that was done was not carried out".to_owned());
        }
        let living = self.tabs.iter().enumerate().filter(|(_, tab)| tab.life == Life::Lives);
        let n_leaders = living.clone().filter(|(_, tab)| tab.tabs.leads().is_some()).count();
        if n_leaders != 1 {
            problems.push(format!("{n_leaders} leaders"));
        }
        for (index, tab) in living {
            let (client, log) = (&tab.client, &self.log);
            if client.timeline().events() != *log {
                let n_shown = client.timeline().events().len();
                problems.push(format!("tab {index} shows {n_shown} of {}", log.len()));
            }
            if client.n_waiting() > 0 || client.echoes().next().is_some() {
                problems.push(format!("tab {index} still waits"));
            }
            let read = client.timeline().state().map(|state| state.visitor_read);
            if (client.link(), read) != (Link::Open, Some(self.visitor_read)) {
                problems.push(format!("tab {index}: {:?}, read {read:?}, {:?}", client.link(), tab.carrier));
            }
        }
        self.problems.append(&mut problems);
    }
}
