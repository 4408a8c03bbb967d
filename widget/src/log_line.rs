//! A line between messages: a new day, where the unread ones begin, what the system tells.

use leptos::prelude::*;
use pulina_browser::clock;
use pulina_shared::words::Word;

use crate::dates;
use crate::erased::words;
use crate::rows::LineView;
use crate::text;

/// The line. What it shows follows from its key, so it never changes.
#[component]
pub fn LogLine(
    /// What it shows.
    line: LineView,
) -> impl IntoView {
    let (class, words_shown) = match line {
        LineView::Day(at) => ("log-line log-line--day", dates::day_name(at, clock::now())),
        LineView::Unread => ("log-line log-line--unread", text::say(Word::UnreadHere)),
        LineView::Activity(words) => ("log-line", words),
    };
    view! { <p class=class><span dir="auto">{words(move || words_shown.clone())}</span></p> }
}
