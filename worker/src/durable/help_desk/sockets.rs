//! The desks' sockets: accepted, greeted, told what changed, and closed when their session ends.

use std::collections::HashMap;
use std::rc::Rc;

use pulina_shared::ids::{Epoch, Revision, UserId};
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::time::{SECOND_MS, Timestamp};
use pulina_shared::wire::help_desk::HelpDeskFrame;
use pulina_shared::wire::presence::Presence;
use worker::{Request, Response, WebSocket, WebSocketIncomingMessage, WebSocketPair};

use super::Desk;
use crate::chance::{now, random};
use crate::domain::desk_socket::{DeskSocket, History, Item, Own, Step, error_frame};
use crate::domain::window::Counted;
use crate::durable::sockets::{
    answered_at, attach, attachment, close_for_binary, close_for_fault, close_with, is_open, send,
};
use crate::fault::{Failure, Fault};
use crate::log;
use crate::storage::tickets::OpenCounts;
use crate::storage::{help_desk, sessions, tickets, users};

/// What is read from storage once for all sockets that are told of a change.
struct Pump {
    history: History,
    counts: OpenCounts,
    pages: HashMap<(Revision, usize), Vec<Item>>,
}

impl Desk {
    /// Accepts a desk's socket.
    pub async fn open_socket(self: &Rc<Self>, request: &Request) -> Result<Response, Failure> {
        let actor = self.transaction(|| {
            let actor = self.actor(request)?;
            self.count(Counted::Connects, actor.user.id.as_str())?;
            Ok(actor)
        })?;
        let WebSocketPair { client, server } =
            WebSocketPair::new().map_err(|error| Fault::platform("socket pair", error))?;
        let user_tag = format!("user:{}", actor.user.id);
        let theirs = self.open_sockets(Some(&user_tag))?;
        let n_all = self.state.get_websockets().len();
        self.state.accept_websocket_with_tags(&server, &[&user_tag]);
        let now = now();
        attach(&server, &DeskSocket::open(actor.user.id, actor.session.id, now))?;
        if n_all >= limits::HELP_DESK_SOCKETS_MAX {
            close_with(&server, &Rejection::new(Code::RoomBusy));
        } else if theirs.len() >= limits::USER_SOCKETS_MAX
            && let Some((oldest, _)) = theirs.iter().min_by_key(|(_, socket)| socket.age())
        {
            close_with(oldest, &Rejection::new(Code::Replaced));
        }
        self.arm(Some(now.plus(limits::HELLO_TIMEOUT_MS))).await;
        Ok(Response::from_websocket(client).map_err(|error| Fault::platform("upgrade", error))?)
    }

    /// All sockets that can be sent to, or those with a tag.
    pub fn open_sockets(&self, tag: Option<&str>) -> Result<Vec<(WebSocket, DeskSocket)>, Fault> {
        let sockets = match tag {
            Some(tag) => self.state.get_websockets_with_tag(tag),
            None => self.state.get_websockets(),
        };
        let with_attachment = |socket: WebSocket| {
            let attached = attachment(&socket)?;
            Ok((socket, attached))
        };
        sockets.into_iter().filter(is_open).map(with_attachment).collect()
    }

    /// Takes a frame of a desk.
    pub async fn on_message(self: &Rc<Self>, socket: &WebSocket, message: WebSocketIncomingMessage) {
        let WebSocketIncomingMessage::String(text) = message else {
            return close_for_binary(socket);
        };
        match self.on_text(socket, &text) {
            Ok((deadline, is_greeted)) => {
                if is_greeted {
                    self.somebody_came().await;
                }
                // What it does next is watched from now on.
                self.arm(Some(deadline)).await;
            }
            Err(fault) => {
                log::fault("help desk socket", "-", &fault);
                close_for_fault(socket, &fault);
            }
        }
    }

    /// Answers when to look at the socket again, and whether a desk has just come.
    fn on_text(&self, socket: &WebSocket, text: &str) -> Result<(Timestamp, bool), Fault> {
        let mut desk_socket: DeskSocket = attachment(socket)?;
        let now = now();
        let step = desk_socket.on_frame(text, now, self.are_rates_on);
        let is_greeted = matches!(step, Step::Greet(_));
        match step {
            Step::Nothing => attach(socket, &desk_socket)?,
            Step::Greet(hello) => {
                let mut pump = self.pump_from_storage()?;
                let place = hello.resume.as_ref();
                let is_ahead = place.is_some_and(|place| {
                    place.epoch == pump.history.epoch && place.after > pump.history.revision
                });
                if is_ahead {
                    pump.history.epoch = Epoch::new(random()?);
                    help_desk::begin_epoch(&self.sql, &pump.history.epoch)?;
                }
                let hello = desk_socket.greet(&hello, &pump.history);
                self.tell(socket, &mut desk_socket, &mut pump, vec![hello])?;
            }
            Step::Pump => {
                let mut pump = self.pump_from_storage()?;
                self.tell(socket, &mut desk_socket, &mut pump, Vec::new())?;
            }
            Step::Refuse(rejection) => {
                attach(socket, &desk_socket)?;
                send(socket, &[error_frame(&rejection, false)])?;
            }
            Step::Close(rejection) => close_with(socket, &rejection),
        }
        Ok((desk_socket.deadline(None), is_greeted))
    }

    /// With another desk open, tickets that wait may find an owner.
    async fn somebody_came(self: &Rc<Self>) {
        match self.transaction(|| Ok(self.route_waiting()?)) {
            Ok(true) => self.after_change().await,
            Ok(false) | Err(Failure::Rejection(_)) => {}
            Err(Failure::Fault(fault)) => log::fault("help desk routing", "-", &fault),
        }
    }

    /// Tells all desks what changed.
    pub fn pump_all(&self) {
        let told = self.open_sockets(None).and_then(|sockets| {
            if sockets.is_empty() {
                return Ok(());
            }
            let mut pump = self.pump_from_storage()?;
            for (socket, mut desk_socket) in sockets {
                self.tell(&socket, &mut desk_socket, &mut pump, Vec::new())?;
            }
            Ok(())
        });
        if let Err(fault) = told {
            log::fault("help desk pump", "-", &fault);
        }
    }

    fn pump_from_storage(&self) -> Result<Pump, Fault> {
        let head =
            help_desk::head(&self.sql)?.ok_or(Fault::Impossible { what: "a desk without an account" })?;
        Ok(Pump {
            history: History { epoch: head.epoch, revision: head.revision },
            counts: tickets::open_counts(&self.sql)?,
            pages: HashMap::new(),
        })
    }

    /// Sends what lies behind the socket's cursor, as much as may be on the way.
    fn tell(
        &self,
        socket: &WebSocket,
        desk_socket: &mut DeskSocket,
        pump: &mut Pump,
        mut frames: Vec<HelpDeskFrame>,
    ) -> Result<(), Fault> {
        let before = desk_socket.clone();
        let now = now();
        loop {
            let n_free = desk_socket.n_free(&pump.history, now);
            let Some(sent) = desk_socket.sent().filter(|_| n_free > 0) else { break };
            let page = if let Some(page) = pump.pages.get(&(sent, n_free)) {
                page.clone()
            } else {
                let page = self.items_after(sent, n_free)?;
                pump.pages.insert((sent, n_free), page.clone());
                page
            };
            let is_all = page.len() < n_free;
            let is_of_own = page.iter().any(|item| item.is_of(&before.user));
            let presence = if is_of_own { self.presence_at_desk(&before.user, now)? } else { None };
            let own = Own { counts: pump.counts.seen_by(&before.user), presence };
            frames.extend(desk_socket.page(page, is_all, &pump.history, own));
        }
        if *desk_socket != before || !frames.is_empty() {
            attach(socket, desk_socket)?;
            send(socket, &frames)?;
        }
        Ok(())
    }

    /// Whether a user with this desk takes new work.
    fn presence_at_desk(&self, user: &UserId, now: Timestamp) -> Result<Option<Presence>, Fault> {
        let at_desk = [user.clone()].into();
        let row = users::find(&self.sql, user)?;
        row.map(|row| self.presence_of(&row, &at_desk, now)).transpose()
    }

    /// The next changes, of tickets and users together, in order of revision.
    fn items_after(&self, after: Revision, n_max: usize) -> Result<Vec<Item>, Fault> {
        let head =
            help_desk::head(&self.sql)?.ok_or(Fault::Impossible { what: "a desk without an account" })?;
        let mut items: Vec<Item> = users::changed_after(&self.sql, after, n_max)?
            .into_iter()
            .map(|user| Item::User(user.revision, user.public(&head.id)))
            .collect();
        items.extend(tickets::changed_after(&self.sql, after, n_max)?.into_iter().map(Item::Ticket));
        // Every change has a revision of its own.
        items.sort_unstable_by_key(Item::revision);
        items.truncate(n_max);
        Ok(items)
    }

    /// Closes the sockets whose session ended.
    pub fn close_ended_sockets(&self) {
        let closed = self.open_sockets(None).and_then(|sockets| {
            for (socket, desk_socket) in sockets {
                if !sessions::stands(&self.sql, &desk_socket.session)? {
                    close_with(&socket, &Rejection::new(Code::SessionEnded));
                }
            }
            Ok(())
        });
        if let Err(fault) = closed {
            log::fault("help desk sockets", "-", &fault);
        }
    }

    /// Closes the sockets that are over their time; answers when to look again.
    pub fn close_overdue_sockets(&self, now: Timestamp) -> Result<Option<Timestamp>, Fault> {
        let mut next = None;
        for (socket, desk_socket) in self.open_sockets(None)? {
            let answered_at = answered_at(&self.state, &socket);
            if let Some(code) = desk_socket.on_deadline(now, answered_at) {
                close_with(&socket, &Rejection::new(code));
                continue;
            }
            // Not more often than once a second, however the deadlines lie.
            let deadline = desk_socket.deadline(answered_at).max(now.plus(SECOND_MS));
            next = Some(next.map_or(deadline, |next: Timestamp| next.min(deadline)));
        }
        Ok(next)
    }
}
