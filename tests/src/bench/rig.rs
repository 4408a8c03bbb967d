//! The two relays that are compared, behind one face: Pulina, and a bare JavaScript object that
//! stores each message, sends it to the others and answers, and does nothing else.

use std::path::Path;

use pulina_shared::ids::Seq;
use pulina_shared::limits;
use pulina_shared::wire::conversation::{Act, ClientFrame, Command, SendMessage};

use crate::agent::Agent;
use crate::engine::{Engine, EngineOptions};
use crate::line::{Address, Credentials};
use crate::random;
use crate::site::Site;
use crate::socket::{Heard, Socket, SocketOptions};
use crate::view::View;
use crate::visitor::begin_visit;

/// A relay under test.
pub enum Rig {
    /// Our worker, with an agent who is signed in.
    Pulina(Box<(Site, Agent)>),
    /// The bare object.
    Bare(Engine),
}

/// One side of a conversation.
pub struct Peer {
    socket: Socket,
    is_pulina: bool,
    last_seq: u64,
    n_unconfirmed: u64,
}

/// What came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// So many messages.
    Messages(usize),
    /// The answer to one of our own, with or without what we said ourselves.
    Answer,
    /// Something else.
    Other,
}

impl Rig {
    /// Starts our worker.
    pub async fn pulina() -> Self {
        let site = Site::start_without_rates().await;
        let agent = site.agent().await;
        Self::Pulina(Box::new((site, agent)))
    }

    /// Starts the bare object.
    pub async fn bare() -> Self {
        let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/bare.capnp");
        Self::Bare(Engine::start(EngineOptions { config, environment: Vec::new() }).await)
    }

    /// What stands in tables.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Pulina(_) => "Pulina",
            Self::Bare(_) => "bare object",
        }
    }

    /// The memory of the process.
    pub fn memory_bytes(&self) -> u64 {
        match self {
            Self::Pulina(pair) => pair.0.engine.memory_bytes(),
            Self::Bare(engine) => engine.memory_bytes(),
        }
    }

    /// A new conversation with a visitor in it, and how an agent would come in.
    ///
    /// # Panics
    /// When a socket does not open.
    pub async fn visitor(&self) -> (Peer, Entrance) {
        match self {
            Self::Pulina(pair) => {
                let (site, agent) = pair.as_ref();
                let token = random::visitor_token();
                let begun: pulina_shared::wire::http::VisitBegun =
                    begin_visit(&site.door(), site.channel(), &token).granted().await;
                let agent_address = agent.address(&begun.conversation);
                let credentials = Credentials::Visitor(token);
                let visitor = Address { credentials, ..agent_address.clone() };
                (Peer::greet(&visitor).await, Entrance::Pulina(agent_address))
            }
            Self::Bare(engine) => {
                let path = format!("/{}", random::message_id());
                let open = Socket::open(&engine.door(), &path, &SocketOptions::default()).await;
                (Peer::new(open.expect("the socket opens"), false), Entrance::Bare(engine.door(), path))
            }
        }
    }

    /// A new conversation with a visitor and an agent in it.
    pub async fn pair(&self) -> (Peer, Peer) {
        let (visitor, entrance) = self.visitor().await;
        (visitor, entrance.enter().await)
    }
}

/// How an agent comes into a conversation.
pub enum Entrance {
    /// By the session.
    Pulina(Address),
    /// By the address alone.
    Bare(crate::door::Door, String),
}

impl Entrance {
    /// Comes in.
    ///
    /// # Panics
    /// When the socket does not open.
    pub async fn enter(&self) -> Peer {
        match self {
            Self::Pulina(address) => Peer::greet(address).await,
            Self::Bare(door, path) => {
                let open = Socket::open(door, path, &SocketOptions::default()).await;
                Peer::new(open.expect("the socket opens"), false)
            }
        }
    }
}

impl Peer {
    fn new(socket: Socket, is_pulina: bool) -> Self {
        Self { socket, is_pulina, last_seq: 0, n_unconfirmed: 0 }
    }

    async fn greet(address: &Address) -> Self {
        let mut socket = address.knock(&SocketOptions::default()).await.expect("the socket opens");
        socket.send_json(&address.hello(&View::default())).await;
        match socket.hear().await {
            // The log of these conversations is empty, so nothing comes with it.
            Heard::Text(text) if text.starts_with(r#"{"hello""#) => Self::new(socket, true),
            other => panic!("instead of a hello came {other:?}"),
        }
    }

    /// Says something and does not wait.
    pub async fn says(&mut self, text: &str) {
        let id = random::message_id();
        if self.is_pulina {
            let act = Act::SendMessage(SendMessage::plain(text.to_owned()));
            self.socket.send_json(&ClientFrame::Command(Command { id, act })).await;
        } else {
            self.socket.send_json(&serde_json::json!({ "id": id.to_string(), "text": text })).await;
        }
    }

    /// What comes next. Frames are told apart by their beginnings: the bench shall not measure
    /// how fast it reads JSON itself.
    ///
    /// # Panics
    /// When the socket ends.
    pub async fn hears(&mut self) -> Came {
        let text = match self.socket.hear().await {
            Heard::Text(text) => text,
            other => panic!("the socket ended: {other:?}"),
        };
        if text.starts_with(r#"{"accepted""#) || text.starts_with(r#"{"ack""#) {
            return Came::Answer;
        }
        if text.starts_with(r#"{"event""#) {
            return Came::Messages(1);
        }
        let is_joined = text.starts_with(r#"[{"events""#);
        if is_joined || text.starts_with(r#"{"events""#) {
            self.confirms(text.matches(r#"{"seq":"#).count() as u64).await;
            if is_joined && text.contains(r#",{"accepted":"#) {
                return Came::Answer;
            }
            return Came::Messages(text.matches(r#"{"message":"#).count());
        }
        assert!(!text.starts_with(r#"{"rejected""#), "{text}");
        Came::Other
    }

    async fn confirms(&mut self, n_events: u64) {
        self.last_seq += n_events;
        self.n_unconfirmed += n_events;
        if self.n_unconfirmed >= limits::CONFIRM_EVENTS {
            self.n_unconfirmed = 0;
            self.socket.send_json(&ClientFrame::Received(Seq(self.last_seq))).await;
        }
    }

    /// Reads until so many messages have come.
    pub async fn hears_messages(&mut self, n_messages: usize) {
        let mut n_heard = 0;
        while n_heard < n_messages {
            if let Came::Messages(n) = self.hears().await {
                n_heard += n;
            }
        }
    }

    /// Reads until so many answers have come.
    pub async fn hears_answers(&mut self, n_answers: usize) {
        let mut n_heard = 0;
        while n_heard < n_answers {
            n_heard += usize::from(self.hears().await == Came::Answer);
        }
    }
}
