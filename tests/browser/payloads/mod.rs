//! Every field that somebody writes and somebody else sees, full of texts that would like to be more
//! than text (`pulina_tests::payloads`): nothing is executed, nothing is fetched, nothing becomes
//! markup, and people see what was written.
//!
//! Whatever a client can send is written out here member by member and matched without a rest, so
//! that a new field does not compile before it has found its place in one of these tests.

mod channel_texts;
mod conversation;
mod documents;
mod file_names;
mod names;
mod tickets;

use pulina_shared::wire::conversation::Act;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::harm;

/// Where the texts of each act are tried.
pub fn tried_in(act: &Act) -> &'static str {
    match act {
        Act::SendMessage(_) | Act::EditMessage(_) | Act::FillForm(_) | Act::Rate(_) => "conversation.rs",
        Act::Consent(_) => "documents.rs",
        Act::DeleteMessage(_) | Act::End => "nothing is written",
    }
}

/// A window that is wide enough for the details beside the conversation.
fn with_details() -> TabOptions {
    TabOptions { size: (1440, 900), ..TabOptions::default() }
}

/// Nothing else than text came of it, in any of these documents.
async fn are_unharmed(frames: &[(&Frame, &str)]) {
    for (frame, what) in frames {
        harm::is_unharmed(frame, what).await;
    }
}
