//! What a conversation's frames travel over: a socket, plain HTTP, or the line of another tab.

use std::rc::{Rc, Weak};

use pulina_shared::client::{Action, Input};
use pulina_shared::connection::{Link, Transport};
use pulina_shared::ids::Seq;
use pulina_shared::limits;
use pulina_shared::wire::conversation::{ClientFrame, Resume, ServerFrame};
use wasm_bindgen_futures::spawn_local;

use super::{Inner, Party};
use crate::json;
use crate::polling::{PollEvent, Polling};
use crate::sharing::{Sharing, Told};
use crate::socket::{CLOSE_ABNORMAL, Socket, SocketEvent};
use crate::tabs;

pub(super) enum Carrier {
    /// A socket of our own.
    Socket(Socket),
    /// Plain HTTP of our own.
    Polling(Polling),
    /// The line that another tab holds.
    Shared,
}

/// The part that shares the line with other tabs.
pub(super) enum Sharer {
    /// It is not here, or not wanted; whether it is on its way.
    Absent(bool),
    /// It is here.
    Here(Rc<dyn Sharing>),
    /// Nothing is wanted any more.
    Over,
}

impl Inner {
    /// Opens a line, or finds out whether another tab has one.
    pub(super) fn open(self: &Rc<Self>) {
        if matches!(self.party, Party::Agent(..)) {
            return self.open_own();
        }
        let mut sharing = self.sharing.borrow_mut();
        match &*sharing {
            Sharer::Over | Sharer::Absent(true) => {}
            Sharer::Here(here) if Some(here.conversation()) == self.conversation().as_ref() => {
                here.tell(Told::Wanted);
            }
            Sharer::Here(_) | Sharer::Absent(false) => {
                *sharing = Sharer::Absent(true);
                let weak = Rc::downgrade(self);
                spawn_local(async move { Self::load_sharing(&weak).await });
            }
        }
    }

    async fn load_sharing(weak: &Weak<Self>) {
        let Some(conversation) = weak.upgrade().and_then(|inner| inner.conversation()) else { return };
        let sharing = tabs::share(weak.clone(), conversation).await;
        let Some(inner) = weak.upgrade() else { return };
        // Whoever ended the conversation meanwhile wants none.
        if !matches!(&*inner.sharing.borrow(), Sharer::Absent(true)) {
            return;
        }
        let is_here = sharing.is_some();
        *inner.sharing.borrow_mut() = sharing.map_or(Sharer::Absent(false), Sharer::Here);
        if inner.link() != Link::Connecting {
            return;
        }
        if is_here {
            inner.tell(Told::Wanted);
            inner.run_tabs();
        } else {
            // It is asked for again with the next line.
            inner.open_own();
        }
    }

    /// Tells the part that shares the line, if it is here; [`Self::run_tabs`] lets it act.
    pub(super) fn tell(&self, told: Told<'_>) {
        if let Sharer::Here(sharing) = &*self.sharing.borrow() {
            sharing.tell(told);
        }
    }

    pub(super) fn run_tabs(&self) {
        // Whatever follows may put another one in its place.
        let sharing = match &*self.sharing.borrow() {
            Sharer::Here(sharing) => Rc::clone(sharing),
            Sharer::Absent(_) | Sharer::Over => return,
        };
        sharing.run();
    }

    /// What was done in this tab is shown in all of them.
    pub(super) fn tell_tabs(&self, action: &Action) {
        match action {
            Action::Keep(item) => self.tell(Told::Kept(item)),
            Action::Forget(id) => self.tell(Told::Discarded(*id)),
            Action::Transmit(ClientFrame::MarkRead(seq)) => self.tell(Told::Read(*seq)),
            _ => {}
        }
    }

    /// Opens a line of our own.
    pub(crate) fn open_own(self: &Rc<Self>) {
        self.close_code.set(0);
        match self.transport.get() {
            Transport::Socket => self.open_socket(),
            Transport::Http => self.open_polling(),
        }
    }

    pub(super) fn open_socket(self: &Rc<Self>) {
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
            SocketEvent::Text(text) if text == limits::HEARTBEAT_PONG => self.handle(Input::Heard),
            SocketEvent::Text(text) => {
                self.take_text(&text);
                self.tell(Told::Text(&text));
            }
            SocketEvent::Closed(code) => self.closed(code),
        }
    }

    /// Takes a frame, from our own line or from that of another tab.
    pub(crate) fn take_text(self: &Rc<Self>, text: &str) {
        match json::parse::<ServerFrame>(text) {
            Some(frame) => {
                self.handle(Input::Frame { frame: Box::new(frame), n_bytes: text.len() as u64 });
            }
            // What cannot be read leaves a gap; going on from our place fills it.
            None => self.closed(CLOSE_ABNORMAL),
        }
    }

    pub(super) fn open_polling(self: &Rc<Self>) {
        let Some(route) = self.route() else { return self.soon(Input::Closed(CLOSE_ABNORMAL)) };
        let of_events = Rc::downgrade(self);
        let of_place = Rc::downgrade(self);
        let resume = move || of_place.upgrade().and_then(|inner| inner.client.borrow().timeline().resume());
        let polling = Polling::new(route, resume, move |event| match (event, of_events.upgrade()) {
            (PollEvent::Frame(frame, n_bytes), Some(inner)) => {
                inner.handle(Input::Frame { frame: Box::new(frame.clone()), n_bytes });
                inner.tell(Told::Answer(&frame));
            }
            (PollEvent::Page(text, after), Some(inner)) => inner.tell(Told::Page(text, after)),
            (PollEvent::Closed(code), Some(inner)) => inner.closed(code),
            (_, None) => {}
        });
        *self.carrier.borrow_mut() = Some(Carrier::Polling(polling));
        self.soon(Input::Opened { token: None });
    }

    pub(crate) fn closed(self: &Rc<Self>, code: u16) {
        self.close_code.set(code);
        self.drop_carrier();
        self.handle(Input::Closed(code));
    }

    pub(super) fn drop_carrier(&self) {
        *self.carrier.borrow_mut() = None;
        self.tell(Told::Unwanted);
    }

    pub(crate) fn transmit(&self, frame: ClientFrame) {
        match &*self.carrier.borrow() {
            Some(Carrier::Shared) => self.tell(Told::Transmit(frame)),
            Some(Carrier::Polling(polling)) => polling.send(frame),
            Some(Carrier::Socket(socket)) => {
                // A client's frames always serialise.
                if let Ok(text) = serde_json::to_string(&frame) {
                    socket.send(text);
                }
            }
            None => {}
        }
    }

    pub(crate) fn link(&self) -> Link {
        self.client.borrow().link()
    }

    pub(crate) fn last_seq(&self) -> Seq {
        self.client.borrow().timeline().last_seq()
    }

    pub(crate) fn resume(&self) -> Option<Resume> {
        self.client.borrow().timeline().resume()
    }

    pub(crate) fn close_code(&self) -> u16 {
        self.close_code.get()
    }

    pub(crate) fn has_own_line(&self) -> bool {
        matches!(&*self.carrier.borrow(), Some(Carrier::Socket(_) | Carrier::Polling(_)))
    }

    pub(crate) fn shares_line(&self) -> bool {
        matches!(&*self.carrier.borrow(), Some(Carrier::Shared))
    }

    pub(crate) fn share_line(&self) {
        *self.carrier.borrow_mut() = Some(Carrier::Shared);
    }
}
