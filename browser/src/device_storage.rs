//! What stays on this device: small texts under one prefix. Where the browser forbids or fills its
//! storage, the same texts live in memory and [`DeviceStorage::is_lasting`] says so; nothing throws.

use std::cell::{Cell, RefCell};

use web_sys::Storage;

/// The texts of one app on this device. Opening it writes nothing.
#[derive(Debug)]
pub struct DeviceStorage {
    prefix: String,
    device: Option<Storage>,
    /// What the device did not take. It wins over what the device has.
    memory: RefCell<Vec<(String, String)>>,
    has_refused: Cell<bool>,
    /// Whether other tabs see the same.
    is_of_all_tabs: bool,
}

impl DeviceStorage {
    /// The texts whose names begin with `prefix`, a name that ends in a dot.
    pub fn open(prefix: impl Into<String>) -> Self {
        let device = web_sys::window().and_then(|window| window.local_storage().ok().flatten());
        Self::of(prefix.into(), device, true)
    }

    /// The same, kept for this tab alone and as long as it is open.
    pub fn of_tab(prefix: impl Into<String>) -> Self {
        let device = web_sys::window().and_then(|window| window.session_storage().ok().flatten());
        Self::of(prefix.into(), device, false)
    }

    /// The same, never on the device: gone with the page.
    pub fn in_memory(prefix: impl Into<String>) -> Self {
        Self::of(prefix.into(), None, false)
    }

    fn of(prefix: String, device: Option<Storage>, is_of_all_tabs: bool) -> Self {
        let memory = RefCell::default();
        Self { prefix, device, memory, has_refused: Cell::new(false), is_of_all_tabs }
    }

    /// Whether the browser's other tabs have the same texts.
    pub fn is_shared(&self) -> bool {
        self.is_of_all_tabs && self.is_lasting()
    }

    /// Everything, by name, for another window of ours that goes on with it.
    pub fn texts(&self) -> Vec<(String, String)> {
        let names = self.names("").into_iter();
        names.filter_map(|name| self.read(&name).map(|text| (name, text))).collect()
    }

    /// Takes what another window of ours had, by full name, in the place of everything.
    pub fn replace(&self, texts: &[(String, String)]) {
        self.clear();
        for (name, text) in texts {
            if let Some(name) = name.strip_prefix(&self.prefix) {
                self.write(name, text);
            }
        }
    }

    /// Forgets everything.
    pub fn clear(&self) {
        for name in self.names("") {
            self.remove(&name);
        }
    }

    /// Whether everything written will be there after the page was closed.
    pub fn is_lasting(&self) -> bool {
        self.device.is_some() && !self.has_refused.get()
    }

    /// The text under this name.
    pub fn read(&self, name: &str) -> Option<String> {
        let name = self.full(name);
        let kept = self.memory.borrow().iter().find(|(kept, _)| *kept == name).map(|(_, text)| text.clone());
        kept.or_else(|| self.device.as_ref()?.get_item(&name).ok()?)
    }

    /// Keeps a text under this name.
    pub fn write(&self, name: &str, text: &str) {
        let name = self.full(name);
        let is_on_device = self.device.as_ref().is_some_and(|device| device.set_item(&name, text).is_ok());
        self.memory.borrow_mut().retain(|(kept, _)| *kept != name);
        if !is_on_device {
            self.has_refused.set(true);
            self.memory.borrow_mut().push((name, text.to_owned()));
        }
    }

    /// Forgets a text.
    pub fn remove(&self, name: &str) {
        let name = self.full(name);
        self.memory.borrow_mut().retain(|(kept, _)| *kept != name);
        if let Some(device) = &self.device {
            // A device that cannot forget could not have kept it either.
            let _ = device.remove_item(&name);
        }
    }

    /// The names that begin with `start`, in no order.
    pub fn names(&self, start: &str) -> Vec<String> {
        let start = self.full(start);
        let mut names: Vec<String> = self.memory.borrow().iter().map(|(name, _)| name.clone()).collect();
        if let Some(device) = &self.device {
            let n_items = device.length().unwrap_or(0);
            let on_device = (0..n_items).filter_map(|index| device.key(index).ok().flatten());
            names.extend(on_device.filter(|name| self.memory.borrow().iter().all(|(kept, _)| kept != name)));
        }
        names.retain(|name| name.starts_with(&start));
        names.iter().filter_map(|name| name.strip_prefix(&self.prefix)).map(str::to_owned).collect()
    }

    fn full(&self, name: &str) -> String {
        [self.prefix.as_str(), name].concat()
    }
}
