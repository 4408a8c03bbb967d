//! A line of our own: a socket, or plain HTTP where sockets are blocked.

use std::rc::Rc;

use pulina_shared::client::Input;
use pulina_shared::connection::Transport;
use pulina_shared::limits;
use pulina_shared::wire::conversation::{ClientFrame, ServerText};

use crate::conversation::Inner;
use crate::json;
use crate::polling::{PollEvent, Polling};
use crate::sharing::{Carrier, Told};
use crate::socket::{CLOSE_ABNORMAL, Socket, SocketEvent};

impl Carrier for Socket {
    fn transmit(&self, frame: ClientFrame) {
        // A client's frames always serialise.
        if let Some(text) = json::text(&frame) {
            self.send(&text);
        }
    }

    fn ping(&self) {
        self.send(limits::HEARTBEAT_PING);
    }

    fn send_text(&self, text: &str) {
        self.send(text);
    }
}

impl Carrier for Polling {
    fn transmit(&self, frame: ClientFrame) {
        self.send(frame);
    }

    /// Every answered question is a sign of life.
    fn ping(&self) {}

    fn is_polling(&self) -> bool {
        true
    }
}

/// Opens it as the client wants it.
pub(super) fn open(inner: &Rc<Inner>) {
    match inner.transport() {
        Transport::Socket => open_socket(inner),
        Transport::Http => open_polling(inner),
    }
}

fn open_socket(inner: &Rc<Inner>) {
    let weak = Rc::downgrade(inner);
    let opened = inner.route().and_then(|route| {
        Socket::open(&route.path("/socket"), move |event| {
            if let Some(inner) = weak.upgrade() {
                take_event(&inner, event);
            }
        })
    });
    match opened {
        Some(socket) => inner.carry_by(Box::new(socket)),
        None => inner.soon(Input::Closed(CLOSE_ABNORMAL)),
    }
}

fn take_event(inner: &Rc<Inner>, event: SocketEvent) {
    match event {
        SocketEvent::Opened => inner.handle(Input::Opened { token: inner.token() }),
        SocketEvent::Text(text) => {
            take_text(inner, &text);
            inner.tell(Told::Text(&text));
            // A tab that was closed before it had a line again may have left something.
            if text == limits::HEARTBEAT_PONG && inner.is_shared() {
                inner.restore();
            }
        }
        SocketEvent::Closed(code) => inner.closed(code),
    }
}

/// Takes what a socket brought, our own or that of another tab.
pub(super) fn take_text(inner: &Rc<Inner>, text: &str) {
    if text == limits::HEARTBEAT_PONG {
        return inner.handle(Input::Heard);
    }
    match json::parse::<ServerText>(text) {
        Some(ServerText(frames)) => {
            let n_bytes = text.len() as u64;
            for frame in frames {
                inner.handle(Input::Frame { frame: Box::new(frame), n_bytes });
            }
        }
        // What cannot be read leaves a gap; going on from our place fills it.
        None => inner.closed(CLOSE_ABNORMAL),
    }
}

/// Asks for events again and again.
pub(super) fn open_polling(inner: &Rc<Inner>) {
    let Some(route) = inner.route() else { return inner.soon(Input::Closed(CLOSE_ABNORMAL)) };
    let of_events = Rc::downgrade(inner);
    let of_place = Rc::downgrade(inner);
    let resume = move || of_place.upgrade().and_then(|inner| inner.resume());
    let polling = Polling::new(route, resume, move |event| match (event, of_events.upgrade()) {
        (PollEvent::Frame(frame, n_bytes), Some(inner)) => {
            inner.handle(Input::Frame { frame: Box::new(frame), n_bytes });
        }
        (PollEvent::Closed(code), Some(inner)) => inner.closed(code),
        (_, None) => {}
    });
    inner.carry_by(Box::new(polling));
    inner.soon(Input::Opened { token: None });
}
