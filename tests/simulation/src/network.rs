//! Sockets between tabs and the server: in order in each direction, sometimes slow, sometimes
//! passing nothing, sometimes cut. What TCP would keep is kept: a hole delays or kills a direction,
//! it never drops a frame from the middle.

use std::collections::VecDeque;

use pulina_shared::wire::conversation::{ClientFrame, ServerFrame};

use crate::agenda::TabIndex;
use crate::chance::Chance;

/// A socket, by its place in the world.
pub type LinkIndex = usize;

/// What a client sends over a socket.
#[derive(Clone, Debug)]
pub enum Up {
    /// The upgrade request.
    Upgrade,
    /// A frame.
    Frame(ClientFrame),
    /// The heartbeat.
    Ping,
    /// The client closed.
    Close,
}

/// What comes to a client over a socket.
#[derive(Clone, Debug)]
pub enum Down {
    /// The upgrade succeeded.
    Opened,
    /// A frame, with how many bytes it would take.
    Frame(Box<ServerFrame>, u64),
    /// A frame as it travels.
    Text(String),
    /// The answer to the heartbeat.
    Pong,
    /// The server, or the network, closed.
    Close(u16),
}

/// How one direction of a link behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passing {
    /// Everything arrives in time.
    Yes,
    /// Nothing arrives for now.
    Held,
    /// Nothing arrives any more, and nobody is told.
    Never,
}

/// One direction.
#[derive(Debug)]
pub struct Direction<T> {
    /// Whether anything passes.
    pub passing: Passing,
    last_arrival: u64,
    held: VecDeque<T>,
}

impl<T> Direction<T> {
    fn new(passing: Passing) -> Self {
        Self { passing, last_arrival: 0, held: VecDeque::new() }
    }

    /// When this arrives; it is kept or lost when nothing passes.
    pub fn send(&mut self, thing: T, now: u64, latency_ms: u64) -> Option<(u64, T)> {
        match self.passing {
            Passing::Yes => {
                self.last_arrival = self.last_arrival.max(now + latency_ms);
                Some((self.last_arrival, thing))
            }
            Passing::Held => {
                self.held.push_back(thing);
                None
            }
            Passing::Never => None,
        }
    }

    /// Something passes again: what was held, in order.
    pub fn open(&mut self) -> VecDeque<T> {
        self.passing = Passing::Yes;
        std::mem::take(&mut self.held)
    }

    /// Nothing passes any more.
    pub fn die(&mut self) {
        self.passing = Passing::Never;
        self.held.clear();
    }
}

/// One socket.
#[derive(Debug)]
pub struct Link {
    /// The tab that opened it.
    pub tab: TabIndex,
    /// The life of the tab that opened it.
    pub life: u32,
    /// The tab still listens.
    pub is_client_there: bool,
    /// Cut: whatever is still on its way to the client is lost.
    pub is_cut: bool,
    /// And whatever is on its way to the server.
    pub is_up_cut: bool,
    /// To the server.
    pub up: Direction<Up>,
    /// To the client.
    pub down: Direction<Down>,
    /// Counts the times when a direction stopped passing.
    pub n_holes: u32,
    /// The last place that was sent on it, as the client saw it; none before `hello`.
    pub told: Option<u64>,
}

impl Link {
    /// A link that was asked for just now.
    pub fn new(tab: TabIndex, life: u32, network: &Network) -> Self {
        let passing = |is_hole| if is_hole { Passing::Held } else { Passing::Yes };
        Self {
            tab,
            life,
            is_client_there: true,
            is_cut: false,
            is_up_cut: false,
            up: Direction::new(passing(network.is_hole_up)),
            down: Direction::new(passing(network.is_hole_down)),
            n_holes: 0,
            told: None,
        }
    }

    /// Whether both directions pass.
    pub fn passes(&self) -> bool {
        self.up.passing == Passing::Yes && self.down.passing == Passing::Yes
    }
}

/// The network that a tab is in.
#[derive(Clone, Debug)]
pub struct Network {
    /// The usual time of a frame.
    pub latency_ms: u64,
    /// What is added by chance.
    pub jitter_ms: u64,
    /// Nothing passes to the server.
    pub is_hole_up: bool,
    /// Nothing passes to the client.
    pub is_hole_down: bool,
    /// Something in between does not let sockets through.
    pub are_sockets_blocked: bool,
}

impl Network {
    /// How long a frame takes.
    pub fn latency(&self, chance: &mut Chance) -> u64 {
        self.latency_ms + if self.jitter_ms == 0 { 0 } else { chance.within(0, self.jitter_ms) }
    }
}
