//! Who writes at this moment. Its height is always there, so nothing jumps when it comes and goes.

use leptos::prelude::*;
use pulina_shared::words::Word;

use crate::erased::{flag, words};
use crate::state::PanelState;
use crate::text;

/// The row.
#[component]
pub fn TypingRow(
    /// The shared state.
    state: PanelState,
) -> impl IntoView {
    let line = move || {
        state.screen.with(|screen| {
            screen.writer.as_deref().map(|name| text::say_name(Word::IsWriting, name)).unwrap_or_default()
        })
    };
    view! {
        <div class="typing">
            <span class="typing__dots" aria-hidden="true"
                hidden=flag(move || state.screen.with(|screen| screen.writer.is_none()))>
                <i></i><i></i><i></i>
            </span>
            <bdi>{words(line)}</bdi>
        </div>
    }
}
