//! What every hibernating socket needs: its attachment, the heartbeat that the engine answers, and
//! the one way to close it. Nothing here fails because a socket is gone; its close event follows.

use std::cell::OnceCell;
use std::rc::Rc;

use pulina_shared::limits;
use pulina_shared::problem::{Code, Problem, Rejection};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::{ErrorFrame, ServerFrame};
use serde::Serialize;
use serde::de::DeserializeOwned;
use worker::js_sys::JsString;
use worker::wasm_bindgen;
use worker::wasm_bindgen::prelude::*;
use worker::worker_sys::WebSocketRequestResponsePair;
use worker::{State, WebSocket, js_sys};

use crate::fault::Fault;

/// The close code of a binary frame; there is no status for it.
const UNSUPPORTED_DATA: u16 = 1003;
/// The close code of a fault of ours; the client comes back after a second at least.
const SERVER_FAILED: u16 = 1011;
/// Frames that are larger together go one by one, so that a slow line can show the first of them.
const JOINED_BYTES_MAX: usize = 16 * 1024;
/// A socket that can be sent to (`WebSocket.OPEN`).
const READY_STATE_OPEN: u16 = 1;

#[wasm_bindgen]
extern "C" {
    type StateWithTimestamps;

    #[wasm_bindgen(method, catch, js_name = getWebSocketAutoResponseTimestamp)]
    fn auto_response_timestamp(
        this: &StateWithTimestamps,
        socket: &worker::worker_sys::web_sys::WebSocket,
    ) -> Result<Option<js_sys::Date>, JsValue>;

    type TextSocket;

    #[wasm_bindgen(method, catch)]
    fn send(this: &TextSocket, text: &JsString) -> Result<(), JsValue>;
}

/// Frames that were sent while one change is told. In a room full of readers, the same event is
/// written as JSON once, and handed to JavaScript once.
#[derive(Default)]
pub struct Said(Vec<(ServerFrame, Rc<SaidFrame>)>);

struct SaidFrame {
    json: String,
    text: OnceCell<JsString>,
}

impl SaidFrame {
    fn text(&self) -> &JsString {
        self.text.get_or_init(|| JsString::from(self.json.as_str()))
    }
}

impl Said {
    /// Kept of one change; a socket that reads pages far behind the others has its own anyway.
    const FRAMES_MAX: usize = 4;

    fn take(&mut self, frame: ServerFrame) -> Result<Rc<SaidFrame>, Fault> {
        if let Some((_, said)) = self.0.iter().find(|(said, _)| *said == frame) {
            return Ok(Rc::clone(said));
        }
        let json = serde_json::to_string(&frame).map_err(|error| Fault::json("frame", error))?;
        let said = Rc::new(SaidFrame { json, text: OnceCell::new() });
        if self.0.len() < Self::FRAMES_MAX {
            self.0.push((frame, Rc::clone(&said)));
        }
        Ok(said)
    }
}

/// Makes the engine answer pings without waking the object.
///
/// # Errors
/// The engine's.
pub fn answer_heartbeats(state: &State) -> Result<(), Fault> {
    let pair = WebSocketRequestResponsePair::new(limits::HEARTBEAT_PING, limits::HEARTBEAT_PONG)
        .map_err(|error| Fault::thrown("heartbeat", &error))?;
    state.set_websocket_auto_response(&pair);
    Ok(())
}

/// When the engine last answered a ping of this socket.
pub fn answered_at(state: &State, socket: &WebSocket) -> Option<Timestamp> {
    let state: &StateWithTimestamps = state.as_raw().unchecked_ref();
    let date = state.auto_response_timestamp(socket.as_ref()).ok().flatten()?;
    Some(timestamp(date.get_time()))
}

/// A time of the engine's clock.
pub fn timestamp(milliseconds: f64) -> Timestamp {
    // Times are positive and far below 2^53.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Timestamp(milliseconds.max(0.0) as u64)
}

/// Whether frames can still be sent; a socket that was closed stays listed for a while (engine K28).
pub fn is_open(socket: &WebSocket) -> bool {
    let socket: &worker::worker_sys::web_sys::WebSocket = socket.as_ref();
    socket.ready_state() == READY_STATE_OPEN
}

/// Reads what was attached.
///
/// # Errors
/// When nothing readable is there.
pub fn attachment<T: DeserializeOwned>(socket: &WebSocket) -> Result<T, Fault> {
    let text: Option<String> =
        socket.deserialize_attachment().map_err(|error| Fault::platform("attachment", error))?;
    let text = text.ok_or(Fault::Missing { what: "attachment" })?;
    serde_json::from_str(&text).map_err(|error| Fault::stored("attachment", error))
}

/// Attaches what must survive hibernation.
///
/// # Errors
/// The engine's.
pub fn attach<T: Serialize>(socket: &WebSocket, attached: &T) -> Result<(), Fault> {
    let text = serde_json::to_string(attached).map_err(|error| Fault::json("attachment", error))?;
    socket.serialize_attachment(text).map_err(|error| Fault::platform("attachment", error))
}

/// Sends frames in order, until one cannot be sent because the socket is gone.
///
/// # Errors
/// A frame that cannot be written as JSON.
pub fn send<T: Serialize>(socket: &WebSocket, frames: &[T]) -> Result<(), Fault> {
    for frame in frames {
        let text = serde_json::to_string(frame).map_err(|error| Fault::json("frame", error))?;
        if socket.send_with_str(text).is_err() {
            break;
        }
    }
    Ok(())
}

/// As [`send`], where others are sent the same. Small frames that follow each other go as one text,
/// because most of what a frame costs is its way through the engine and the network.
///
/// # Errors
/// A frame that cannot be written as JSON.
pub fn say(socket: &WebSocket, frames: Vec<ServerFrame>, said: &mut Said) -> Result<(), Fault> {
    let socket: &worker::worker_sys::web_sys::WebSocket = socket.as_ref();
    let socket: &TextSocket = socket.unchecked_ref();
    let frames: Vec<_> = frames.into_iter().map(|frame| said.take(frame)).collect::<Result<_, _>>()?;
    let mut rest = &frames[..];
    while !rest.is_empty() {
        let (together, behind) = rest.split_at(n_together(rest));
        let sent = match together {
            [one] => socket.send(one.text()),
            several => socket.send(&JsString::from(joined(several))),
        };
        if sent.is_err() {
            break;
        }
        rest = behind;
    }
    Ok(())
}

/// How many of the first frames go as one text; always one at least.
fn n_together(frames: &[Rc<SaidFrame>]) -> usize {
    let n_bytes = frames.iter().scan(0, |sum, frame| {
        *sum += frame.json.len();
        Some(*sum)
    });
    n_bytes.take_while(|n_bytes| *n_bytes <= JOINED_BYTES_MAX).count().max(1)
}

fn joined(frames: &[Rc<SaidFrame>]) -> String {
    let frames: Vec<&str> = frames.iter().map(|frame| frame.json.as_str()).collect();
    format!("[{}]", frames.join(","))
}

/// Tells why, as a fatal error frame, and closes with 4000 and the status. The close frame goes out
/// at once; workerd (2026-10-23) ends the connection of a socket that never sent a frame only when
/// it puts the object to sleep.
pub fn close_with(socket: &WebSocket, rejection: &Rejection) {
    close(socket, rejection.code.close_code(), rejection);
}

/// Closes because of a binary frame.
pub fn close_for_binary(socket: &WebSocket) {
    close(socket, UNSUPPORTED_DATA, &Rejection::new(Code::FrameInvalid));
}

fn close(socket: &WebSocket, close_code: u16, rejection: &Rejection) {
    if !is_open(socket) {
        return;
    }
    let frame = ServerFrame::Error(ErrorFrame { problem: Problem::from(rejection), fatal: true });
    if let Ok(text) = serde_json::to_string(&frame) {
        // A socket that is gone needs neither the frame nor the close.
        let _ = socket.send_with_str(text);
    }
    let _ = socket.close(Some(close_code), Some(rejection.code.as_str()));
}

/// Closes because of a fault of ours: what the client sent was not answered, so it comes back and
/// sends it again.
pub fn close_for_fault(socket: &WebSocket, fault: &Fault) {
    close(socket, SERVER_FAILED, &Rejection::new(fault.code()));
}

/// Answers the client's close frame with the same code, or the client waits for one until it gives up.
pub fn answer_close(socket: &WebSocket, close_code: usize) {
    let code =
        u16::try_from(close_code).ok().filter(|code| matches!(code, 1000 | 3000..=4999)).unwrap_or(1000);
    // One that is gone, or was answered by the engine, needs no answer.
    let _ = socket.close(Some(code), None::<&str>);
}
