//! What is said aloud, each thing once: messages of the other side that arrive while the panel is
//! there, how the chat stands, and what went wrong with what the visitor did. Log and status bar are
//! silent, so that history, reconnecting and own messages are never read out.
//!
//! The regions stand outside of everything that is ever hidden or inert: who is in the menu hears
//! an answer too.

use leptos::html;
use leptos::prelude::*;
use pulina_browser::aloud;

/// The two places where sentences come and go.
#[derive(Clone, Copy, Debug)]
pub struct Announcer {
    polite: NodeRef<html::Div>,
    urgent: NodeRef<html::Div>,
}

impl Announcer {
    /// Nothing was said yet.
    pub fn new() -> Self {
        Self { polite: NodeRef::new(), urgent: NodeRef::new() }
    }

    /// Says something when the person's reader has time for it.
    pub fn say(self, words: &str) {
        if let Some(region) = self.polite.get_untracked().filter(|_| !words.is_empty()) {
            aloud::say(&region, words);
        }
    }

    /// Says at once that something the person did went wrong.
    pub fn warn(self, words: &str) {
        if let Some(region) = self.urgent.get_untracked().filter(|_| !words.is_empty()) {
            aloud::warn(&region, words);
        }
    }
}

/// The two regions.
#[component]
pub fn LiveRegions(
    /// What they say.
    announcer: Announcer,
) -> impl IntoView {
    view! {
        <div class="visually-hidden" role="status" aria-live="polite" aria-atomic="false" node_ref=announcer.polite></div>
        <div class="visually-hidden" node_ref=announcer.urgent></div>
    }
}
