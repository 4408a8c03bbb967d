//! What happens to the page as a whole: shown, hidden, back from the cache, online, offline.

use gloo_events::EventListener;
use web_sys::{EventTarget, VisibilityState};

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
    /// It came back: from the back/forward cache, or it is not frozen any more. Its sockets are dead.
    Restored,
    /// It is being frozen, put into the back/forward cache, or left for good.
    Left,
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
        let mut listen = |target: &EventTarget, name: &'static str, event: PageEvent| {
            let on_event = on_event.clone();
            listeners.push(EventListener::new(target, name, move |_| match event {
                PageEvent::Hidden if is_visible() => on_event(PageEvent::Visible),
                event => on_event(event),
            }));
        };
        if let Some(document) = window.document() {
            listen(&document, "visibilitychange", PageEvent::Hidden);
            listen(&document, "freeze", PageEvent::Left);
            listen(&document, "resume", PageEvent::Restored);
        }
        listen(&window, "online", PageEvent::Online);
        listen(&window, "offline", PageEvent::Offline);
        listen(&window, "pageshow", PageEvent::Restored);
        listen(&window, "pagehide", PageEvent::Left);
        Self { _listeners: listeners }
    }
}

/// Whether the page is in front of a person.
pub fn is_visible() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}

/// Whether the browser believes that there is a network. "No" is reliable, "yes" is a guess.
pub fn is_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}
