//! What is said aloud, each thing once: messages of the other side that arrive while the panel is
//! there, and what went wrong with the visitor's own. The log itself is silent, so that history,
//! reconnecting and own messages are never read out.

use leptos::prelude::*;

use crate::erased::words;

/// The last words of the two live regions.
#[derive(Clone, Copy, Debug)]
pub struct Announcer {
    polite: RwSignal<String>,
    urgent: RwSignal<String>,
}

impl Announcer {
    /// Nothing was said yet.
    pub fn new() -> Self {
        Self { polite: RwSignal::new(String::new()), urgent: RwSignal::new(String::new()) }
    }

    /// Says something when the person's reader has time for it.
    pub fn say(self, text: String) {
        replace(self.polite, text);
    }

    /// Says at once that something the person did went wrong.
    pub fn warn(self, text: String) {
        replace(self.urgent, text);
    }
}

/// The same words twice are told apart by a space that nobody hears, or the second would be silent.
fn replace(region: RwSignal<String>, mut text: String) {
    region.update(|before| {
        if *before == text {
            text.push('\u{a0}');
        }
        *before = text;
    });
}

/// The two live regions.
#[component]
pub fn LiveRegions(
    /// What they say.
    announcer: Announcer,
) -> impl IntoView {
    view! {
        <div class="visually-hidden" aria-live="polite" aria-atomic="true">{words(move || announcer.polite.get())}</div>
        <div class="visually-hidden" role="alert">{words(move || announcer.urgent.get())}</div>
    }
}
