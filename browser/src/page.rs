//! What happens to the page as a whole: shown, hidden, back from the cache, online, offline.

use gloo_events::EventListener;
use js_sys::JsString;
use web_sys::VisibilityState;

/// Something that happened to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageEvent {
    /// It is in front of a person.
    Visible,
    /// It is not: another tab, a locked device.
    Hidden,
    /// The browser says that there is a network.
    Online,
    /// The browser says that there is none.
    Offline,
    /// It came back from the back/forward cache; its sockets are dead.
    Restored,
    /// Another page of our origin keeps something else on the device.
    Kept,
}

/// Listens as long as it lives.
#[derive(Debug)]
pub struct PageEvents {
    _listeners: Vec<EventListener>,
}

impl PageEvents {
    /// Calls `on_event` for everything that happens to the page from now on.
    pub fn listen(on_event: impl Fn(PageEvent) + Clone + 'static) -> Self {
        let Some(window) = web_sys::window() else { return Self { _listeners: Vec::new() } };
        let mut listeners = Vec::new();
        if let Some(document) = window.document() {
            let on_event = on_event.clone();
            listeners.push(EventListener::new(&document, "visibilitychange", move |_| {
                on_event(if is_visible() { PageEvent::Visible } else { PageEvent::Hidden });
            }));
        }
        for (name, event) in [
            ("online", PageEvent::Online),
            ("offline", PageEvent::Offline),
            ("pageshow", PageEvent::Restored),
            ("storage", PageEvent::Kept),
        ] {
            let on_event = on_event.clone();
            listeners.push(EventListener::new(&window, name, move |_| on_event(event)));
        }
        Self { _listeners: listeners }
    }
}

/// Whether the page is in front of a person.
pub fn is_visible() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}

/// A path of our server as it is on this origin: a customer's domain may serve all of it below a path
/// of its own, and the app's address says which.
pub fn below_base(path: &str) -> String {
    let own = web_sys::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default();
    // The browser searches: the library's way of searching backwards is larger than all around it.
    let own = JsString::from(own);
    let end = own.last_index_of("/chat/", i32::MAX).max(own.last_index_of("/desk", i32::MAX));
    let base = u32::try_from(end).map(|end| String::from(own.substring(0, end))).unwrap_or_default();
    [&base, path].concat()
}

/// Whether the browser believes that there is a network. "No" is reliable, "yes" is a guess.
pub fn is_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}
