//! The visitor agrees before anything is sent. Nothing is ticked beforehand, and agreeing to be
//! written to is a question of its own.

use leptos::html;
use leptos::prelude::*;
use pulina_browser::rich_text;
use pulina_shared::words::Word;

use crate::erased::follow;
use crate::state::PanelState;
use crate::text;

/// The question.
#[component]
pub fn Consent(
    /// The shared state.
    state: PanelState,
) -> impl IntoView {
    let Some(asked) = state.settings().consent.clone() else {
        return ().into_any();
    };
    let (words, communicate) = (NodeRef::<html::Span>::new(), NodeRef::<html::Span>::new());
    show_links(words, asked.text);
    show_links(communicate, asked.communicate.clone());
    let tick = NodeRef::<html::Input>::new();
    let agree = move |_| {
        let may_contact = tick.get_untracked().is_some_and(|tick| tick.checked());
        state.agree(may_contact);
    };
    let was_agreed = state.has_known_consent();
    view! {
        <section class="gate" aria-labelledby="gate-title">
            <h2 class="gate__title" id="gate-title">
                {text::say(if was_agreed { Word::ConsentChanged } else { Word::ConsentTitle })}
            </h2>
            <p class="gate__text"><span class="foreign-text" node_ref=words></span></p>
            {(!asked.communicate.is_empty())
                .then(|| {
                    view! {
                        <label class="gate__tick">
                            <input type="checkbox" node_ref=tick />
                            <span class="foreign-text" node_ref=communicate></span>
                        </label>
                    }
                })}
            <button class="gate__button" type="button" id="gate-button" on:click=agree>{asked.button}</button>
        </section>
    }
    .into_any()
}

fn show_links(place: NodeRef<html::Span>, words: String) {
    follow(move || {
        if let Some(place) = place.get() {
            rich_text::show_links(&place, &words);
        }
    });
}
