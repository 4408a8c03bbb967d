//! How good it was, as five marks. Decoration: the words stand beside them.

use leptos::prelude::*;
use pulina_shared::limits::RATING_MAX;

/// A star on a grid of 20.
const STAR: &str = "M10 2.8l2.2 4.6 5 .7-3.6 3.5.9 5-4.5-2.4-4.5 2.4.9-5L2.8 8.1l5-.7z";

/// The marks.
#[component]
pub fn RatingMarks(
    /// From 1, bad, to 5, good.
    score: u8,
) -> impl IntoView {
    view! {
        <span class="marks" aria-hidden="true">
            {(1..=RATING_MAX).map(|place| view! {
                <svg class="marks__mark" class:marks__mark--given=place <= score viewBox="0 0 20 20" width="16" height="16">
                    <path d=STAR></path>
                </svg>
            }).collect_view()}
        </span>
    }
}
