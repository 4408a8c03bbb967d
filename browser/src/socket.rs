//! One WebSocket to our own origin, as a stream of events to one function.
//! Dropping the socket closes it and frees everything that listened; no event comes afterwards.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::Poll;

use futures_core::Stream;
use futures_sink::Sink;
use gloo_net::websocket::futures::WebSocket;
use gloo_net::websocket::{Message, State, WebSocketError};
use wasm_bindgen_futures::spawn_local;

use crate::page;

/// The close code of a link that broke without saying so.
pub const CLOSE_ABNORMAL: u16 = 1006;

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
    inner: Rc<RefCell<WebSocket>>,
}

impl Socket {
    /// Opens a socket to a path of our own origin. `on_event` is never called before this returns.
    ///
    /// `None` when the browser refuses to even try; then no event comes.
    pub fn open(path: &str, on_event: impl Fn(SocketEvent) + 'static) -> Option<Self> {
        let inner = Rc::new(RefCell::new(WebSocket::open(&address(path)?).ok()?));
        let weak = Rc::downgrade(&inner);
        spawn_local(async move { listen(&weak, on_event).await });
        Some(Self { inner })
    }

    /// Sends a text frame; on a socket that is not open it is lost, and `Closed` follows or came.
    pub fn send(&self, text: String) {
        let mut socket = self.inner.borrow_mut();
        if matches!(socket.state(), State::Open) {
            // The only error is "not open yet", which was just ruled out.
            let _ = Pin::new(&mut *socket).start_send(Message::Text(text));
        }
    }
}

/// Passes events on until the socket ends or is dropped. Holds it only while asking, and never
/// while calling `on_event`, so that an event may drop the socket.
async fn listen(socket: &Weak<RefCell<WebSocket>>, on_event: impl Fn(SocketEvent)) {
    let is_open = poll_fn(|context| {
        let Some(socket) = socket.upgrade() else { return Poll::Ready(false) };
        let mut socket = socket.borrow_mut();
        let polled = Pin::new(&mut *socket).poll_ready(context);
        polled.map(|_| matches!(socket.state(), State::Open))
    })
    .await;
    if is_open {
        on_event(SocketEvent::Opened);
    }
    loop {
        let next = poll_fn(|context| match socket.upgrade() {
            Some(socket) => Pin::new(&mut *socket.borrow_mut()).poll_next(context),
            None => Poll::Ready(None),
        })
        .await;
        // A socket that was dropped while something was on its way has nothing more to say.
        if socket.strong_count() == 0 {
            return;
        }
        match next {
            Some(Ok(Message::Text(text))) => on_event(SocketEvent::Text(text)),
            // An error is always followed by a close, which has the code.
            Some(Ok(Message::Bytes(_)) | Err(WebSocketError::ConnectionError)) => {}
            Some(Err(WebSocketError::ConnectionClose(close))) => {
                return on_event(SocketEvent::Closed(close.code));
            }
            Some(Err(_)) | None => return on_event(SocketEvent::Closed(CLOSE_ABNORMAL)),
        }
    }
}

/// The socket's address on the origin that this page came from.
fn address(path: &str) -> Option<String> {
    let location = web_sys::window()?.location();
    let scheme = if location.protocol().ok()? == "http:" { "ws://" } else { "wss://" };
    Some([scheme, &location.host().ok()?, &page::below_base(path)].concat())
}
