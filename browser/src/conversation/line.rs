//! What a conversation's frames travel over: a socket, plain HTTP, or the line of another tab.

use std::rc::Rc;

use pulina_shared::client::Input;
use pulina_shared::connection::{Link, Transport};
use pulina_shared::ids::MessageId;
use pulina_shared::limits;
use pulina_shared::outbox::EchoState;
use pulina_shared::wire::conversation::{ClientFrame, Resume, ServerText};
use wasm_bindgen_futures::spawn_local;

use super::{Inner, Party};
use crate::json;
use crate::polling::{PollEvent, Polling};
use crate::sharing::Told;
use crate::socket::{CLOSE_ABNORMAL, Socket, SocketEvent};
use crate::tabs;

pub(super) enum Carrier {
    /// A socket of our own.
    Socket(Socket),
    /// Plain HTTP of our own.
    Polling(Polling),
    /// The line of another tab.
    Shared,
}

impl Inner {
    /// Finds a line: one of another tab, where tabs can find each other, else one of our own.
    pub(super) fn open(self: &Rc<Self>, transport: Transport) {
        self.transport.set(transport);
        let is_shared = matches!(self.party, Party::Visitor(_)) && self.device.is_shared();
        if is_shared && !self.has_asked_sharer.replace(true) {
            let weak = Rc::downgrade(self);
            spawn_local(async move {
                // Without it the next line is one of our own.
                if tabs::share(weak.clone()).await.is_err()
                    && let Some(inner) = weak.upgrade()
                {
                    inner.closed(CLOSE_ABNORMAL);
                }
            });
        } else if self.sharer.borrow().is_some() {
            self.tell(Told::Wanted);
        } else {
            self.open_own();
        }
    }

    /// Tells the part that shares the line, if it is here.
    pub(super) fn tell(&self, told: Told<'_>) {
        if let Some(sharer) = &*self.sharer.borrow() {
            sharer.tell(told);
        }
    }

    /// Opens a line of our own.
    pub(crate) fn open_own(self: &Rc<Self>) {
        match self.transport.get() {
            Transport::Socket => self.open_socket(),
            Transport::Http => self.open_polling(),
        }
    }

    fn open_socket(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let opened = self.route().and_then(|route| {
            Socket::open(&route.path("/socket"), move |event| {
                if let Some(inner) = weak.upgrade() {
                    inner.take_socket_event(event);
                }
            })
        });
        match opened {
            Some(socket) => *self.carrier.borrow_mut() = Some(Carrier::Socket(socket)),
            None => self.soon(Input::Closed(CLOSE_ABNORMAL)),
        }
    }

    fn take_socket_event(self: &Rc<Self>, event: SocketEvent) {
        match event {
            SocketEvent::Opened => self.handle(Input::Opened { token: self.token() }),
            SocketEvent::Text(text) => {
                self.take_text(&text);
                self.tell(Told::Text(&text));
                // A tab that was closed before it had a line again may have left something.
                if text == limits::HEARTBEAT_PONG && self.sharer.borrow().is_some() {
                    self.restore();
                }
            }
            SocketEvent::Closed(code) => self.closed(code),
        }
    }

    /// Takes what a socket brought, our own or that of another tab.
    pub(crate) fn take_text(self: &Rc<Self>, text: &str) {
        if text == limits::HEARTBEAT_PONG {
            return self.handle(Input::Heard);
        }
        match json::parse::<ServerText>(text) {
            Some(ServerText(frames)) => {
                let n_bytes = text.len() as u64;
                for frame in frames {
                    self.handle(Input::Frame { frame: Box::new(frame), n_bytes });
                }
            }
            // What cannot be read leaves a gap; going on from our place fills it.
            None => self.closed(CLOSE_ABNORMAL),
        }
    }

    /// Asks for events again and again.
    pub(crate) fn open_polling(self: &Rc<Self>) {
        let Some(route) = self.route() else { return self.soon(Input::Closed(CLOSE_ABNORMAL)) };
        let of_events = Rc::downgrade(self);
        let of_place = Rc::downgrade(self);
        let resume = move || of_place.upgrade().and_then(|inner| inner.resume());
        let polling = Polling::new(route, resume, move |event| match (event, of_events.upgrade()) {
            (PollEvent::Frame(frame, n_bytes), Some(inner)) => {
                inner.handle(Input::Frame { frame: Box::new(frame), n_bytes });
            }
            (PollEvent::Closed(code), Some(inner)) => inner.closed(code),
            (_, None) => {}
        });
        *self.carrier.borrow_mut() = Some(Carrier::Polling(polling));
        self.soon(Input::Opened { token: None });
    }

    pub(crate) fn closed(self: &Rc<Self>, code: u16) {
        *self.carrier.borrow_mut() = None;
        self.tell(Told::Ended);
        self.handle(Input::Closed(code));
    }

    pub(super) fn transmit(&self, frame: ClientFrame) {
        match &*self.carrier.borrow() {
            Some(Carrier::Shared) => self.tell(Told::Frame(frame)),
            Some(Carrier::Polling(polling)) => polling.send(frame),
            Some(Carrier::Socket(socket)) => {
                // A client's frames always serialise.
                if let Some(text) = json::text(&frame) {
                    socket.send(&text);
                }
            }
            None => {}
        }
    }

    pub(super) fn ping(&self) {
        match &*self.carrier.borrow() {
            Some(Carrier::Shared) => self.tell(Told::Ping),
            Some(Carrier::Socket(socket)) => socket.send(limits::HEARTBEAT_PING),
            // Every answered question is a sign of life.
            Some(Carrier::Polling(_)) | None => {}
        }
    }

    /// Sends for another tab what it says.
    pub(crate) fn send_text(&self, text: &str) {
        if let Some(Carrier::Socket(socket)) = &*self.carrier.borrow() {
            socket.send(text);
        }
    }

    /// From now on the line is that of another tab.
    pub(crate) fn share(&self) {
        *self.carrier.borrow_mut() = Some(Carrier::Shared);
    }

    /// Whether the client waits for a line that nobody gave it yet.
    pub(crate) fn waits_for_line(&self) -> bool {
        let is_over = self.page_events.borrow().is_none();
        !is_over && self.client.borrow().link() == Link::Connecting && self.carrier.borrow().is_none()
    }

    /// What waits for the person.
    pub(crate) fn failed(&self) -> Vec<MessageId> {
        let client = self.client.borrow();
        let failed = client.echoes().filter(|(_, echo)| *echo == EchoState::Failed);
        failed.map(|(item, _)| item.id).collect()
    }

    pub(crate) fn is_polling(&self) -> bool {
        matches!(&*self.carrier.borrow(), Some(Carrier::Polling(_)))
    }

    pub(crate) fn resume(&self) -> Option<Resume> {
        self.client.borrow().timeline().resume()
    }
}
