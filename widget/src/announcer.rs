//! What is said aloud, each thing once: messages of the other side that arrive while the panel is
//! there, how the chat stands, and what went wrong with what the visitor did. Log and status bar are
//! silent, so that history, reconnecting and own messages are never read out.

use pulina_browser::aloud;

use crate::erased::follow;
use crate::spot::Spot;

/// The two places of the page where sentences come and go.
#[derive(Debug)]
pub struct Announcer {
    polite: Spot,
    urgent: Spot,
}

impl Announcer {
    /// Nothing was said yet.
    pub fn new() -> Self {
        Self { polite: Spot::of_page("polite"), urgent: Spot::of_page("urgent") }
    }

    /// Says something when the person's reader has time for it.
    pub fn say(&self, words: String) {
        if let Some(region) = self.polite.element() {
            aloud::say(region, &words);
        }
    }

    /// Says from now on what these words have become; not what they are at first.
    pub fn says_changes(&'static self, mut words: impl FnMut() -> String + 'static) {
        let mut before = None;
        follow(move || {
            let now = words();
            if before.as_ref().is_some_and(|before| *before != now) && !now.is_empty() {
                self.say(now.clone());
            }
            before = Some(now);
        });
    }

    /// Says at once that something the person did went wrong.
    pub fn warn(&self, words: String) {
        if let Some(region) = self.urgent.element() {
            aloud::warn(region, &words);
        }
    }
}
