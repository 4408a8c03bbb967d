//! A line between messages: a new day, where the unread ones begin, what the system tells.

use leptos::prelude::*;
use pulina_browser::clock;
use pulina_shared::wire::conversation::Purpose;
use pulina_shared::words::Word;

use crate::dates;
use crate::erased::{flag, words};
use crate::rows::LineView;
use crate::state::PanelState;
use crate::text;

/// The line. What it says follows from its key, so it never changes.
#[component]
pub fn LogLine(
    /// The shared state.
    state: PanelState,
    /// What it shows.
    line: LineView,
) -> impl IntoView {
    let (class, words_shown, agreed) = match line {
        LineView::Day(at) => ("log-line log-line--day", dates::day_name(at, clock::now()), None),
        LineView::Unread => ("log-line log-line--unread", text::say(Word::UnreadHere), None),
        LineView::Activity(words) => ("log-line", words, None),
        LineView::Agreed(purpose, words) => ("log-line log-line--agreed", words, Some(purpose)),
    };
    let withdraw = agreed.map(|purpose| withdraw(state, purpose));
    view! { <p class=class><span dir="auto">{words(move || words_shown.clone())}</span>{withdraw}</p> }
}

/// Taking back is one press, because agreeing was one.
fn withdraw(state: PanelState, purpose: Purpose) -> AnyView {
    view! {
        <button class="log-line__act" type="button" hidden=flag(move || !state.agrees_to(purpose))
            on:click=move |_| state.withdraw(purpose)>{text::say(Word::Withdraw)}</button>
    }
    .into_any()
}
