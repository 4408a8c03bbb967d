//! A line between messages: a new day, where the unread ones begin, what the system tells.

use leptos::prelude::*;
use pulina_browser::clock;

use crate::dates;
use crate::rows::LineView;
use crate::text;

/// The line.
#[component]
pub fn LogLine(
    /// What it shows.
    line: ArcRwSignal<LineView>,
) -> impl IntoView {
    let kind = {
        let line = line.clone();
        move || {
            line.with(|line| match line {
                LineView::Day(_) => "log-line log-line--day",
                LineView::Unread => "log-line log-line--unread",
                LineView::Activity(_) => "log-line",
            })
        }
    };
    let words = move || {
        line.with(|line| match line {
            LineView::Day(at) => dates::day_name(*at, clock::now()),
            LineView::Unread => text::UNREAD_HERE.to_owned(),
            LineView::Activity(words) => words.clone(),
        })
    };
    view! { <p class=kind><span dir="auto">{words}</span></p> }
}
