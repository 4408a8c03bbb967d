//! Where sending a message is the agreement, its text stands above the field until then.

use leptos::html;
use leptos::prelude::*;
use pulina_browser::rich_text;
use pulina_shared::words::Word;

use crate::erased::follow;
use crate::state::PanelState;
use crate::text;

/// The text.
pub fn view(state: PanelState) -> AnyView {
    let words = state.settings().consent.as_ref().map(|asked| asked.text.clone());
    let place = NodeRef::<html::Span>::new();
    follow(move || {
        if let (Some(place), Some(words)) = (place.get(), &words) {
            rich_text::show_links(&place, words);
        }
    });
    view! {
        <p class="gate-note">
            <span class="foreign-text" node_ref=place></span>
            " "
            {text::say(Word::ConsentImplicit)}
        </p>
    }
    .into_any()
}
