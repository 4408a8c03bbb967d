//! A tab without a socket: questions and answers, and the frames that a socket would have brought.
//! The same steps as the browser's own driver takes.

use pulina_shared::ids::{Epoch, Seq};
use pulina_shared::problem::Problem;
use pulina_shared::wire::VERSION;
use pulina_shared::wire::conversation::{Accepted, ClientFrame, Command, Resume, ServerHello};
use pulina_shared::wire::http::EventsPage;
use pulina_worker::domain::history::Place;

/// What is asked.
#[derive(Clone, Debug)]
pub enum Request {
    /// Begin the visit.
    Visit,
    /// Events, and what the answer is for.
    Events(Place, Purpose),
    /// Carry out a command.
    Command(Command),
    /// Pass on a signal; nobody waits for the answer.
    Signal(ClientFrame),
}

/// Why events are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To go on from a place that the client has.
    Resume(Resume),
    /// To begin.
    Greet,
    /// To see what is new.
    GoOn,
    /// Events before the first that is here; the person scrolled up.
    Older,
}

/// What comes back.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The visit was begun.
    Visited,
    /// The visit was not begun: nobody answered.
    NotVisited,
    /// A page.
    Page(Box<EventsPage>, Purpose),
    /// The command was carried out.
    Accepted(Accepted),
    /// The command was refused.
    Refused(Command, Problem),
    /// Nobody answered.
    Unreachable,
}

/// The tab's side.
#[derive(Clone, Debug, Default)]
pub struct Polling {
    /// The history that the answers are of, once greeted.
    pub epoch: Option<Epoch>,
}

/// The `hello` that a socket would have brought.
pub fn hello_of(page: &EventsPage, resumed: bool, after: Seq) -> ServerHello {
    ServerHello {
        version: VERSION,
        epoch: page.epoch.clone(),
        resumed,
        after,
        last_seq: page.last_seq,
        state: page.state.clone(),
    }
}
