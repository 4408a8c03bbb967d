//! What is said aloud to somebody who listens to the page. Every sentence is an element that comes
//! and goes again: so several in a row are all said, in their order, the same words twice are said
//! twice, and nobody who walks through the page meets them a second time.

use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

use crate::clock::pause;

/// Long enough for every reader to have taken a sentence over, also one that is still speaking.
const STAY_MS: u64 = 10_000;

/// Says something when there is time for it. The region is a live one and says only what is added.
pub fn say(region: &Element, words: &str) {
    add(region, words, false);
}

/// Says something at once. The region is none by itself: each sentence is an alert of its own, or
/// a second one would have the first read again.
pub fn warn(region: &Element, words: &str) {
    add(region, words, true);
}

fn add(region: &Element, words: &str, is_alert: bool) {
    let line = region.owner_document().and_then(|document| document.create_element("p").ok());
    let Some(line) = line else { return };
    line.set_text_content(Some(words));
    if is_alert {
        // A name that is certainly valid.
        let _ = line.set_attribute("role", "alert");
    }
    // An element of one's own can always be appended.
    let _ = region.append_child(&line);
    spawn_local(async move {
        pause(STAY_MS).await;
        line.remove();
    });
}
