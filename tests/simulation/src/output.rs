//! What the object sends and what it must know of its sockets: frames on their way down, windows,
//! and the attachment.

use pulina_shared::wire::conversation::{ClientFrame, EventKind, ServerFrame};
use pulina_worker::domain::socket::Socket;

use crate::agenda::Happening;
use crate::mutant::Mutant;
use crate::network::{Down, LinkIndex};
use crate::world::World;

/// A frame without events takes about so many bytes.
const SMALL_FRAME_BYTES: u64 = 200;

impl World {
    pub(crate) fn send_down(&mut self, index: LinkIndex, down: Down) {
        let link = &mut self.links[index];
        if link.is_cut {
            return;
        }
        let latency_ms = self.tabs[link.tab].network.latency(&mut self.chance);
        if let Some((at, down)) = link.down.send(down, self.now, latency_ms) {
            self.enter(at, Happening::Down(index, down));
        }
    }

    pub(crate) fn send_frame(&mut self, index: LinkIndex, mut frame: ServerFrame) {
        if self.plan.is_wire_real {
            let mut text = serde_json::to_string(&frame).unwrap_or_default();
            if self.plan.is_server_newer {
                text = text.replace(r#""kind":{"activity":"#, r#""kind":{"fireworks":"#);
            }
            self.send_down(index, Down::Text(text));
        } else {
            let n_bytes = match &frame {
                ServerFrame::Events(page) => {
                    page.events.iter().map(|event| self.server.store.bytes_of(event.seq)).sum::<u64>() + 30
                }
                _ => SMALL_FRAME_BYTES,
            };
            if self.plan.is_server_newer {
                make_newer(&mut frame);
            }
            self.send_down(index, Down::Frame(Box::new(frame), n_bytes));
        }
        if self.plan.is_server_newer && self.chance.one_in(16) {
            self.send_down(index, Down::Text(r#"{"fireworks":{"colour":"red"}}"#.to_owned()));
        }
    }

    /// The attachment is written after every frame; a planted bug forgets to, sometimes.
    pub(crate) fn set_attachment(&mut self, index: LinkIndex, machine: Socket) {
        let is_forgotten = self.mutant == Some(Mutant::AttachmentNotSaved) && self.chance.one_in(20);
        if let Some(socket) = self.server.sockets.get_mut(&index)
            && !(is_forgotten && socket.machine.is_greeted())
        {
            socket.machine = machine;
        }
    }

    /// Follows what is on the way to a client and not confirmed.
    pub(crate) fn note_sent(&mut self, index: LinkIndex, frame: &ServerFrame) {
        let Some(socket) = self.server.sockets.get_mut(&index) else { return };
        match frame {
            ServerFrame::Hello(hello) => {
                socket.sent = hello.after.0;
                socket.confirmed = hello.after.0;
                socket.unconfirmed.clear();
            }
            ServerFrame::Events(page) => {
                for event in &page.events {
                    socket.sent = event.seq.0;
                    socket.unconfirmed.push_back((event.seq.0, self.server.store.bytes_of(event.seq)));
                }
                if self.mutant == Some(Mutant::WindowIgnored) {
                    believe_confirmed(&mut socket.machine);
                }
                self.check_window(index);
            }
            _ => {}
        }
    }

    /// A client confirmed, or a planted bug believes that it did.
    pub(crate) fn note_confirmed(&mut self, index: LinkIndex, text: &str) {
        if !text.starts_with(r#"{"received""#) {
            return;
        }
        if let Ok(ClientFrame::Received(up_to)) = serde_json::from_str(text)
            && let Some(socket) = self.server.sockets.get_mut(&index)
        {
            socket.confirmed = up_to.0;
            while socket.unconfirmed.front().is_some_and(|(seq, _)| *seq <= up_to.0) {
                socket.unconfirmed.pop_front();
            }
        }
    }

    /// The planted bug that takes every read mark as it comes.
    pub(crate) fn force_mark(&mut self, index: LinkIndex, text: &str) {
        let is_visitor = self.tabs[self.links[index].tab].device == 0;
        if let (true, Ok(ClientFrame::MarkRead(up_to))) = (is_visitor, serde_json::from_str(text)) {
            self.server.store.force_visitor_mark(up_to);
        }
    }
}

/// The planted bug that takes everything sent for confirmed.
fn believe_confirmed(machine: &mut Socket) {
    let Ok(mut attachment) = serde_json::to_value(&*machine) else { return };
    if let Some(cursor) = attachment.get_mut("c").and_then(|cursor| cursor.as_object_mut()) {
        let sent = cursor.get("s").cloned().unwrap_or_default();
        cursor.insert("c".to_owned(), sent);
        cursor.insert("b".to_owned(), 0.into());
        cursor.remove("p");
    }
    if let Ok(believing) = serde_json::from_value(attachment) {
        *machine = believing;
    }
}

/// What a newer server writes is unknown to these clients.
fn make_newer(frame: &mut ServerFrame) {
    if let ServerFrame::Events(page) = frame {
        for event in &mut page.events {
            if matches!(event.kind, EventKind::Activity(_)) {
                event.kind = EventKind::Unknown;
            }
        }
    }
}
