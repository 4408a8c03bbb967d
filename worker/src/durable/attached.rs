//! What is attached to the sockets of a room. An attachment survives hibernation, but reading it
//! costs as much as reading the frame; so while the object is awake, what was attached last is kept
//! beside it, found by the socket itself. It is written whenever it changes, so nothing is lost
//! with what is kept here.

use std::cell::RefCell;

use pulina_shared::limits;
use worker::WebSocket;
use worker::wasm_bindgen;
use worker::wasm_bindgen::prelude::*;
use worker::worker_sys::web_sys::WebSocket as RawSocket;

use super::sockets;
use crate::domain::socket::Socket;
use crate::fault::Fault;

/// More can only be kept when sockets end without a word; then all are read again.
const KEPT_MAX: usize = 2 * limits::CONVERSATION_SOCKETS_MAX;

#[wasm_bindgen]
extern "C" {
    /// It holds no socket that JavaScript has no use for any more.
    #[wasm_bindgen(js_name = WeakMap)]
    type Places;
    #[wasm_bindgen(constructor, js_class = WeakMap)]
    fn new() -> Places;
    #[wasm_bindgen(method)]
    fn get(this: &Places, socket: &RawSocket) -> Option<u32>;
    #[wasm_bindgen(method)]
    fn set(this: &Places, socket: &RawSocket, place: u32);
    #[wasm_bindgen(method)]
    fn delete(this: &Places, socket: &RawSocket);
}

/// What is attached to each socket, as far as this instance of the object has seen it.
pub struct Attached(RefCell<Kept>);

struct Kept {
    places: Places,
    sockets: Vec<Option<Socket>>,
}

impl Default for Attached {
    fn default() -> Self {
        Self(RefCell::new(Kept { places: Places::new(), sockets: Vec::new() }))
    }
}

impl Attached {
    /// What is attached to this socket.
    ///
    /// # Errors
    /// When nothing readable is there.
    pub fn of(&self, socket: &WebSocket) -> Result<Socket, Fault> {
        if let Some(known) = self.0.borrow().find(socket) {
            return Ok(known.clone());
        }
        let attached: Socket = sockets::attachment(socket)?;
        self.0.borrow_mut().keep(socket, attached.clone());
        Ok(attached)
    }

    /// Attaches it from now on.
    ///
    /// # Errors
    /// The engine's.
    pub fn put(&self, socket: &WebSocket, attached: Socket) -> Result<(), Fault> {
        sockets::attach(socket, &attached)?;
        self.0.borrow_mut().keep(socket, attached);
        Ok(())
    }

    /// Forgets a socket that ended.
    pub fn forget(&self, socket: &WebSocket) {
        self.0.borrow_mut().forget(socket);
    }
}

impl Kept {
    fn place(&self, socket: &WebSocket) -> Option<usize> {
        self.places.get(socket.as_ref()).and_then(|place| usize::try_from(place).ok())
    }

    fn find(&self, socket: &WebSocket) -> Option<&Socket> {
        self.sockets.get(self.place(socket)?)?.as_ref()
    }

    fn keep(&mut self, socket: &WebSocket, attached: Socket) {
        if let Some(kept) = self.place(socket).and_then(|place| self.sockets.get_mut(place)) {
            *kept = Some(attached);
            return;
        }
        if self.sockets.len() >= KEPT_MAX {
            *self = Self { places: Places::new(), sockets: Vec::new() };
        }
        let free = self.sockets.iter().position(Option::is_none).unwrap_or(self.sockets.len());
        let Ok(place) = u32::try_from(free) else { return };
        self.places.set(socket.as_ref(), place);
        match self.sockets.get_mut(free) {
            Some(slot) => *slot = Some(attached),
            None => self.sockets.push(Some(attached)),
        }
    }

    fn forget(&mut self, socket: &WebSocket) {
        if let Some(slot) = self.place(socket).and_then(|place| self.sockets.get_mut(place)) {
            *slot = None;
        }
        self.places.delete(socket.as_ref());
    }
}
