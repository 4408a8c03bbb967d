//! How a conversation comes by a line: the part that makes lines ([`crate::tabs`]) is loaded when one is
//! first wanted, and gives it a [`Carrier`].

use std::rc::Rc;

use pulina_shared::client::Input;
use pulina_shared::connection::{Link, Transport};
use pulina_shared::ids::MessageId;
use pulina_shared::outbox::EchoState;
use pulina_shared::wire::conversation::Resume;
use wasm_bindgen_futures::spawn_local;

use super::{Inner, Party};
use crate::page;
use crate::sharing::{Carrier, Told};
use crate::socket::{CLOSE_ABNORMAL, CLOSE_OUTDATED};
use crate::tabs;

/// How often the part that makes lines may fail to come before this build is taken for gone: a newer
/// one has its parts under other names.
const FAILURES_MAX: u8 = 3;

impl Inner {
    /// Finds a line.
    pub(super) fn open(self: &Rc<Self>, transport: Transport) {
        self.transport.set(transport);
        if self.sharer.borrow().is_some() {
            return self.tell(Told::Wanted);
        }
        if self.asks_for_sharer.replace(true) {
            return;
        }
        let weak = Rc::downgrade(self);
        spawn_local(async move {
            let has_come = tabs::share(weak.clone()).await.is_ok();
            let Some(inner) = weak.upgrade() else { return };
            inner.asks_for_sharer.set(false);
            if !has_come {
                let n_failures = inner.n_sharer_failures.get().saturating_add(1);
                inner.n_sharer_failures.set(n_failures);
                let is_gone = n_failures >= FAILURES_MAX && page::is_online();
                inner.closed(if is_gone { CLOSE_OUTDATED } else { CLOSE_ABNORMAL });
            }
        });
    }

    /// Tells the part that makes lines, if it is here.
    pub(crate) fn tell(&self, told: Told<'_>) {
        if let Some(sharer) = &*self.sharer.borrow() {
            sharer.tell(told);
        }
    }

    /// Whether other tabs may have a part in the line.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self.party, Party::Visitor(_)) && self.device.is_shared()
    }

    /// How the client wants its line.
    pub(crate) fn transport(&self) -> Transport {
        self.transport.get()
    }

    /// From now on this is the line.
    pub(crate) fn carry_by(&self, carrier: Box<dyn Carrier>) {
        *self.carrier.borrow_mut() = Some(carrier);
    }

    pub(crate) fn closed(self: &Rc<Self>, code: u16) {
        *self.carrier.borrow_mut() = None;
        self.tell(Told::Ended);
        self.handle(Input::Closed(code));
    }

    /// Sends for another tab what it says.
    pub(crate) fn send_text(&self, text: &str) {
        if let Some(carrier) = &*self.carrier.borrow() {
            carrier.send_text(text);
        }
    }

    pub(crate) fn is_polling(&self) -> bool {
        self.carrier.borrow().as_ref().is_some_and(|carrier| carrier.is_polling())
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

    pub(crate) fn resume(&self) -> Option<Resume> {
        self.client.borrow().timeline().resume()
    }
}
