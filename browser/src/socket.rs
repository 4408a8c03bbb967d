//! One WebSocket to our own origin, as events to one function.
//! Dropping the socket closes it and frees everything that listened; no event comes afterwards.

use std::rc::Rc;

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{CloseEvent, Event, MessageEvent, WebSocket};

use crate::page;

/// The close code of a link that broke without saying so.
pub const CLOSE_ABNORMAL: u16 = 1006;

/// The close code that asks for a newer client (`docs/PROTOCOL.md`).
pub const CLOSE_OUTDATED: u16 = 4426;

/// What a socket tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SocketEvent {
    /// It can be written to.
    Opened,
    /// A text frame came. Others are not of our protocol and are skipped.
    Text(String),
    /// It is over, with this close code. The last event.
    Closed(u16),
}

/// An open or opening socket.
pub struct Socket {
    socket: WebSocket,
    _listeners: [EventListener; 3],
}

impl Socket {
    /// Opens a socket to a path of our own origin. `on_event` is never called before this returns.
    ///
    /// `None` when the browser refuses to even try; then no event comes.
    pub fn open(path: &str, on_event: impl Fn(SocketEvent) + 'static) -> Option<Self> {
        let socket = WebSocket::new(&address(path)?).ok()?;
        let on_event: Rc<dyn Fn(SocketEvent)> = Rc::new(on_event);
        let listeners = ["open", "message", "close"].map(|name| {
            let on_event = Rc::clone(&on_event);
            // An error is always followed by a close, which has the code.
            EventListener::new(&socket, name, move |event| {
                if let Some(event) = told(event) {
                    on_event(event);
                }
            })
        });
        Some(Self { socket, _listeners: listeners })
    }

    /// Sends a text frame; on a socket that is not open it is lost, and `Closed` follows or came.
    pub fn send(&self, text: &str) {
        // The only error is "not open yet".
        let _ = self.socket.send_with_str(text);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // Without a code of one's own it cannot fail.
        let _ = self.socket.close();
    }
}

fn told(event: &Event) -> Option<SocketEvent> {
    if let Some(close) = event.dyn_ref::<CloseEvent>() {
        return Some(SocketEvent::Closed(close.code()));
    }
    match event.dyn_ref::<MessageEvent>() {
        Some(message) => message.data().as_string().map(SocketEvent::Text),
        None => Some(SocketEvent::Opened),
    }
}

/// The socket's address on the origin that this page came from.
fn address(path: &str) -> Option<String> {
    let location = web_sys::window()?.location();
    let scheme = if location.protocol().ok()? == "http:" { "ws://" } else { "wss://" };
    Some([scheme, &location.host().ok()?, &page::below_base(path)].concat())
}
