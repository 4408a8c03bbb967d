//! What is said aloud, each thing once: messages of the other side that arrive while the panel is
//! there, and what went wrong with the visitor's own. The log itself is silent, so that history,
//! reconnecting and own messages are never read out.

use crate::spot::Spot;

/// The two live regions of the page.
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
    pub fn say(&self, text: String) {
        replace(&self.polite, text);
    }

    /// Says at once that something the person did went wrong.
    pub fn warn(&self, text: String) {
        replace(&self.urgent, text);
    }
}

/// The same words twice are told apart by a space that nobody hears, or the second would be silent.
fn replace(region: &Spot, mut text: String) {
    if region.element().and_then(|element| element.text_content()).as_ref() == Some(&text) {
        text.push('\u{a0}');
    }
    region.set_text(&text);
}
