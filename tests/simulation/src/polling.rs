//! A tab without a socket: its questions and the answers, as the browser's own driver asks them.

use pulina_shared::ids::Seq;
use pulina_shared::problem::Problem;
use pulina_shared::wire::conversation::{Accepted, ClientFrame, Command, Resume};
use pulina_shared::wire::http::EventsPage;
use pulina_worker::domain::history::Place;

/// What is asked.
#[derive(Clone, Debug)]
pub enum Request {
    /// Begin the visit.
    Visit,
    /// Events, and what the answer is for.
    Events(Purpose),
    /// Carry out a command.
    Command(Command),
    /// Pass on a signal; nobody waits for the answer.
    Signal(ClientFrame),
}

/// Why events are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To begin with the newest, or to go on from a place that the client has.
    Next(Option<Resume>),
    /// Events before this place; the person scrolled up.
    Older(Seq),
}

impl Purpose {
    /// Where the page stands that is asked for.
    pub fn place(&self) -> Place {
        match self {
            Self::Next(Some(resume)) => Place::After(resume.after),
            Self::Next(None) => Place::Newest,
            Self::Older(before) => Place::Before(*before),
        }
    }
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
    Refused(Box<Command>, Problem),
    /// Nobody answered.
    Unreachable,
}
