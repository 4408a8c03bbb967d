//! Drives the help desk's link with a real socket, or with repeated questions where sockets are
//! blocked, and puts what arrives into the shared state.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::clock::{Timer, now};
use pulina_browser::json;
use pulina_browser::random;
use pulina_browser::socket::{CLOSE_ABNORMAL, Socket, SocketEvent};
use pulina_shared::connection::Transport;
use pulina_shared::ids::{Epoch, Revision};
use pulina_shared::limits;
use pulina_shared::problem::Code;
use pulina_shared::wire::help_desk::{Changes, HelpDeskFrame};

use crate::api;
use crate::help_desk_link::{Action, HelpDeskLink, Input};
use crate::place::Place;
use crate::state::Desk;
use crate::text;

const PATH: &str = "/v1/help-desk/socket";

#[derive(Default)]
struct Inner {
    link: HelpDeskLink,
    socket: Option<Socket>,
    wake: Option<Timer>,
    poll: Option<Timer>,
}

impl Inner {
    /// A frame that has no socket is lost; the link goes on from its place later.
    fn send(&self, text: String) {
        if let Some(socket) = &self.socket {
            socket.send(&text);
        }
    }
}

/// A handle to the one socket of this desk.
#[derive(Clone, Copy)]
pub struct HelpDeskSocket {
    desk: Desk,
    inner: StoredValue<Rc<RefCell<Inner>>, LocalStorage>,
}

impl HelpDeskSocket {
    /// A socket that is opened when a first page was read.
    pub fn new(desk: Desk) -> Self {
        Self { desk, inner: StoredValue::new_local(Rc::default()) }
    }

    /// A first page was read. Opens the socket unless it is open.
    pub fn begin(self, epoch: Epoch, revision: Revision) {
        self.process(Input::Begin(epoch, revision));
    }

    /// The same user signed in again: the link goes on from its place.
    pub fn begin_again(self) {
        self.process(Input::BeginAgain);
    }

    /// A good moment to try at once.
    pub fn nudge(self) {
        self.process(Input::Nudged);
    }

    /// The session is over: what is open is closed for good.
    pub fn end(self) {
        self.inner.set_value(Rc::default());
        self.desk.link.set(HelpDeskLink::default().link());
    }

    fn process(self, input: Input) {
        // Gone when the page's root was taken down.
        let Some(inner) = self.inner.try_get_value() else { return };
        let actions = inner.borrow_mut().link.process(input, now(), random::number());
        for action in actions {
            self.perform(&inner, action);
        }
        let (link, wake_at) = {
            let inner = inner.borrow();
            (inner.link.link(), inner.link.wake_at())
        };
        inner.borrow_mut().wake = wake_at.map(|at| Timer::at(at, move || self.process(Input::Woke)));
        if self.desk.link.get_untracked() != link {
            self.desk.link.set(link);
        }
    }

    fn perform(self, inner: &Rc<RefCell<Inner>>, action: Action) {
        match action {
            Action::Open(Transport::Socket) => {
                let socket = Socket::open(PATH, move |event| self.hear(event));
                if socket.is_none() {
                    spawn_local(async move { self.process(Input::Closed(CLOSE_ABNORMAL)) });
                }
                inner.borrow_mut().socket = socket;
            }
            Action::Open(Transport::Http) => spawn_local(async move { self.process(Input::Opened) }),
            Action::Close => {
                let mut inner = inner.borrow_mut();
                inner.socket = None;
                inner.poll = None;
            }
            Action::Ping => inner.borrow().send(limits::HEARTBEAT_PING.to_owned()),
            Action::Transmit(frame) => {
                // Frames of ours always serialise.
                if let Some(text) = json::text(&frame) {
                    inner.borrow().send(text);
                }
            }
            Action::Apply(changes) => self.apply(changes),
            Action::ReadAgain => spawn_local(self.read_again()),
        }
    }

    fn hear(self, event: SocketEvent) {
        match event {
            SocketEvent::Opened => self.process(Input::Opened),
            SocketEvent::Text(text) if text == limits::HEARTBEAT_PONG => self.process(Input::Heard),
            SocketEvent::Text(text) => match json::parse::<HelpDeskFrame>(&text) {
                Some(frame) => self.process(Input::Frame(text.len(), frame)),
                None => leptos::logging::warn!("pulina: a frame that cannot be read"),
            },
            SocketEvent::Closed(code) => {
                if let Some(inner) = self.inner.try_get_value() {
                    inner.borrow_mut().socket = None;
                }
                if code == Code::SessionEnded.close_code() {
                    self.desk.session_ended();
                }
                self.process(Input::Closed(code));
            }
        }
    }

    fn apply(self, changes: Changes) {
        for user in changes.users.clone() {
            self.desk.receive_person(user);
        }
        if let Some(presence) = changes.presence.clone() {
            self.desk.receive_presence(presence);
        }
        let news = self.desk.book.try_update(|book| book.receive_changes(changes)).unwrap_or_default();
        match news.new_tickets.as_slice() {
            [] => {
                let open = self.desk.place.with_untracked(|place| place.ticket);
                // What is said in the open conversation is told there.
                if let Some((_, name)) = news.new_messages.iter().find(|(number, _)| Some(*number) != open) {
                    self.desk.announce(&text::new_message_announced(name));
                }
            }
            [name] => self.desk.announce(&text::new_ticket_announced(name)),
            names => self.desk.announce(&text::new_tickets_announced(names.len())),
        }
    }

    /// Reads the view on screen as if for the first time; without a socket, again and again.
    async fn read_again(self) {
        let of = self.desk.place.with_untracked(Place::list);
        let answer = api::tickets(&of, None).await;
        let Some(inner) = self.inner.try_get_value() else { return };
        let is_polling = inner.borrow().link.is_polling();
        match answer {
            Ok(page) => {
                self.desk.book.update(|book| {
                    book.expect_another_history();
                    book.receive_page(of, page, true);
                });
                self.process(Input::Heard);
                if is_polling {
                    let again =
                        Timer::after(limits::POLL_INTERVAL_MS, move || spawn_local(self.read_again()));
                    inner.borrow_mut().poll = Some(again);
                }
            }
            Err(error) if api::is_signed_out(&error) => {
                self.desk.session_ended();
                self.process(Input::Closed(Code::SessionEnded.close_code()));
            }
            Err(_) => {
                inner.borrow_mut().socket = None;
                self.process(Input::Closed(CLOSE_ABNORMAL));
            }
        }
    }
}
