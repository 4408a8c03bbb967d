//! What one participant saw of one conversation, connection by connection, exactly as it came.
//! It is kept raw, so that the checker and not the client's kindness decides whether it was right.

use pulina_shared::ids::{Epoch, Seq};
use pulina_shared::wire::conversation::{Event, Resume};

/// All that one participant saw.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// Who, for messages of failed tests.
    pub name: String,
    /// One after another.
    pub connections: Vec<Connection>,
}

/// What came over one connection.
#[derive(Clone, Debug)]
pub struct Connection {
    /// What the client asked to go on from.
    pub asked: Option<Resume>,
    /// The history.
    pub epoch: Epoch,
    /// Whether the server went on from there.
    pub resumed: bool,
    /// Events follow from the one after this place.
    pub after: Seq,
    /// As they came.
    pub events: Vec<Event>,
}

impl View {
    /// Nothing seen yet.
    pub fn of(name: impl Into<String>) -> Self {
        Self { name: name.into(), connections: Vec::new() }
    }

    /// Where to go on from; `None` when nothing was seen.
    pub fn place(&self) -> Option<Resume> {
        self.connections
            .last()
            .map(|connection| Resume { epoch: connection.epoch.clone(), after: connection.last_seq() })
    }

    /// Everything that stands in this participant's timeline now: what came since the last
    /// connection that did not go on from the one before.
    pub fn timeline(&self) -> Vec<&Event> {
        let start = self.connections.iter().rposition(|connection| !connection.resumed).unwrap_or(0);
        self.connections[start..].iter().flat_map(|connection| &connection.events).collect()
    }
}

impl View {
    /// Copies what a later form of the same view has more.
    pub fn take_news_of(&mut self, later: &Self) {
        let n_known = self.connections.len();
        if let (Some(last), Some(same)) =
            (self.connections.last_mut(), later.connections.get(n_known.wrapping_sub(1)))
        {
            last.events.extend_from_slice(&same.events[last.events.len()..]);
        }
        self.connections.extend_from_slice(&later.connections[n_known..]);
    }
}

impl Connection {
    /// The last event that came, or the place where it began.
    pub fn last_seq(&self) -> Seq {
        self.events.last().map_or(self.after, |event| event.seq)
    }
}
