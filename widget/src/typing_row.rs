//! Who writes at this moment. Its height is always there, so nothing jumps when it comes and goes.

use leptos::prelude::*;

use crate::text;

/// The row.
#[component]
pub fn TypingRow(
    /// The names of those who write.
    writers: RwSignal<Vec<String>>,
) -> impl IntoView {
    let words = move || writers.with(|writers| writers.first().map(|name| text::is_writing(name)));
    view! {
        <div class="typing">
            <Show when=move || writers.with(|writers| !writers.is_empty())>
                <span class="typing__dots" aria-hidden="true"><i></i><i></i><i></i></span>
                <bdi>{words}</bdi>
            </Show>
        </div>
    }
}
