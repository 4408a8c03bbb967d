//! A desk's socket to its help desk, and every ticket it was told of in its newest form.

use std::collections::BTreeMap;

use pulina_shared::ids::{Revision, TicketNumber};
use pulina_shared::limits;
use pulina_shared::wire::VERSION;
use pulina_shared::wire::conversation::{ErrorFrame, PublicUser};
use pulina_shared::wire::help_desk::{
    Counts, DeskFrame, DeskHello, DeskResume, HelpDeskFrame, HelpDeskHello, Ticket,
};
use pulina_shared::wire::presence::Presence;

use crate::door::Door;
use crate::line::Ending;
use crate::socket::{Heard, NotOpened, Socket, SocketOptions};
use crate::wait;

/// An open desk, after the server's hello.
pub struct Desk {
    socket: Socket,
    /// The server's hello.
    pub hello: HelpDeskHello,
    /// Every ticket that came, newest form.
    pub tickets: BTreeMap<TicketNumber, Ticket>,
    /// Every user that came, in order.
    pub users: Vec<PublicUser>,
    /// The newest counts.
    pub counts: Option<Counts>,
    /// Whether the user takes new work, as it was told last.
    pub presence: Option<Presence>,
    /// Everything up to here has come.
    pub revision: Revision,
    /// All errors that came.
    pub errors: Vec<ErrorFrame>,
    ending: Option<Ending>,
}

impl Desk {
    /// Opens the bare socket; nothing is said on it.
    ///
    /// # Errors
    /// When it is refused or the connection fails.
    pub async fn knock(door: &Door, cookie: &str) -> Result<Socket, NotOpened> {
        let options = SocketOptions::default().header("cookie", cookie).header("origin", &door.origin());
        Socket::open(door, "/v1/help-desk/socket", &options).await
    }

    /// Opens a desk, from now on or from this place.
    ///
    /// # Panics
    /// When the server does not say hello.
    pub async fn open(door: &Door, cookie: &str, resume: Option<DeskResume>) -> Self {
        let mut socket = Self::knock(door, cookie).await.expect("the desk's socket opens");
        let after = resume.as_ref().map(|resume| resume.after);
        socket.send_json(&DeskFrame::Hello(DeskHello { version: VERSION, resume })).await;
        let heard = wait::within("the help desk's hello", wait::ANSWERED, socket.hear()).await;
        let hello = match heard {
            Heard::Text(text) => match read(&text) {
                HelpDeskFrame::Hello(hello) => hello,
                other => panic!("before the hello came {other:?}"),
            },
            other => panic!("instead of a hello came {other:?}"),
        };
        let revision = if hello.resumed { after.unwrap_or(hello.revision) } else { hello.revision };
        Self {
            socket,
            hello,
            tickets: BTreeMap::new(),
            users: Vec::new(),
            counts: None,
            presence: None,
            revision,
            errors: Vec::new(),
            ending: None,
        }
    }

    /// Waits until a ticket is as wanted.
    pub async fn sees(&mut self, what: &str, is_wanted: impl Fn(&Ticket) -> bool) -> Ticket {
        self.hears(what, |desk| desk.tickets.values().find(|ticket| is_wanted(ticket)).cloned()).await
    }

    /// Waits until the desk knows what was looked for.
    ///
    /// # Panics
    /// When it does not come in time, or the socket ends before.
    pub async fn hears<T>(&mut self, what: &str, mut find: impl FnMut(&Self) -> Option<T>) -> T {
        wait::within(what, wait::ANSWERED, async {
            loop {
                if let Some(found) = find(self) {
                    return found;
                }
                if let Some(ending) = &self.ending {
                    panic!("{what}: the desk's socket ended with {ending:?}");
                }
                self.hear().await;
            }
        })
        .await
    }

    /// Reads what comes until nothing came for a moment.
    pub async fn hears_all(&mut self) {
        while self.ending.is_none() && wait::nothing_else_within(wait::SILENCE, self.hear()).await.is_some() {
        }
    }

    /// Waits until the socket ends.
    ///
    /// # Panics
    /// When it does not end in time.
    pub async fn ends(&mut self) -> Ending {
        wait::within("the end of the desk's socket", wait::ANSWERED, async {
            while self.ending.is_none() {
                self.hear().await;
            }
        })
        .await;
        self.ending.clone().expect("the socket has ended")
    }

    /// Sends any text frame.
    pub async fn sends_text(&mut self, text: &str) {
        self.socket.send_text(text).await;
    }

    async fn hear(&mut self) {
        match self.socket.hear().await {
            Heard::Text(text) if text == limits::HEARTBEAT_PONG => {}
            Heard::Text(text) => self.file(&text).await,
            Heard::Closed(code, reason) => self.ending = Some(Ending::Closed(code, reason)),
            Heard::Lost => {
                self.ending.get_or_insert(Ending::Lost);
            }
        }
    }

    async fn file(&mut self, text: &str) {
        match read(text) {
            HelpDeskFrame::Hello(hello) => panic!("a second hello: {hello:?}"),
            HelpDeskFrame::Changes(changes) => {
                assert!(changes.revision >= self.revision, "revisions grow: {:?}, {text}", self.revision);
                self.revision = changes.revision;
                self.counts = Some(changes.counts);
                self.presence = changes.presence.or(self.presence.take());
                self.users.extend(changes.users);
                for ticket in changes.tickets {
                    self.tickets.insert(ticket.number, ticket);
                }
                self.socket.send_json(&DeskFrame::Received(self.revision)).await;
            }
            HelpDeskFrame::Error(error) => self.errors.push(error),
            HelpDeskFrame::Unknown => panic!("an unknown frame: {text}"),
        }
    }

    /// Breaks the connection; where to resume from.
    pub fn loses_connection(self) -> DeskResume {
        let resume = DeskResume { epoch: self.hello.epoch.clone(), after: self.revision };
        self.socket.reset();
        resume
    }
}

fn read(text: &str) -> HelpDeskFrame {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
