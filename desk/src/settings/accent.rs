//! The accent: typed, or picked from the browser's colours; and how well words read on it.

use leptos::prelude::*;
use pulina_shared::colour::contrast;
use pulina_shared::text::Colour;

use super::typed::colour;
use crate::text;

/// What stands around the field in which the colour is typed.
#[component]
pub fn Accent(
    /// What is typed.
    #[prop(into)]
    typed: Signal<String>,
    /// A colour was picked.
    #[prop(into)]
    on_pick: Callback<String>,
    /// The field.
    children: Children,
) -> impl IntoView {
    let seen = Memo::new(move |_| colour(&typed.get()).ok());
    let picked = move || seen.get().map(|colour| colour.to_string());
    let reads = move || {
        let colour = seen.get()?;
        let words = Colour::parse(colour.text_on_it()).ok()?;
        Some(text::contrast(contrast(colour, words)))
    };
    view! {
        <div class="settings__accent">
            <input class="settings__colour" type="color" aria-label=text::PICK_COLOUR prop:value=picked
                on:input=move |event| on_pick.run(event_target_value(&event))/>
            {children()}
        </div>
        <p class="settings__sample" style:background-color=picked
            style:color=move || seen.get().map(Colour::text_on_it)>{reads}</p>
    }
}
