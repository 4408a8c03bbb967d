//! The files that go with the next message, above the field, with how far they are.

use leptos::prelude::*;
use pulina_shared::words::Word;

use crate::erased::piece;
use crate::later::{self, Part};
use crate::state::PanelState;
use crate::text;
use crate::uploads::Upload;

/// The tray; nothing while it is empty.
#[component]
pub fn Tray(
    /// The shared state.
    state: PanelState,
) -> impl IntoView {
    piece(move || if state.tray.with(Vec::is_empty) { None } else { later::part(state, Part::Tray) })
}

/// The tray as it is now.
pub fn view(state: PanelState) -> Option<AnyView> {
    let items = state.tray.get().into_iter().map(|upload| item(state, upload)).collect_view();
    Some(view! { <ul class="tray">{items}</ul> }.into_any())
}

fn item(state: PanelState, upload: Upload) -> AnyView {
    let Upload { id, name, percent, ready, wrong } = upload;
    let file = text::foreign(&name);
    let standing = match (&wrong, &ready) {
        (Some(wrong), _) => wrong.clone(),
        (None, Some(_)) => text::say_with(Word::Uploaded, "{file}", &file),
        (None, None) => {
            let sentence = text::say_with(Word::Uploading, "{file}", &file);
            text::filled(&sentence, "{percent}", &text::percent(percent))
        }
    };
    let class = if wrong.is_some() { "tray__item tray__item--wrong" } else { "tray__item" };
    let role = if wrong.is_some() { "alert" } else { "" };
    let remove = text::say_with(Word::RemoveFile, "{file}", &file);
    view! {
        <li class=class>
            <bdi class="tray__name">{name}</bdi>
            <span class="tray__standing" role=role>{standing}</span>
            <progress class="tray__bar" max="100" value=percent.to_string() aria-hidden="true"></progress>
            <button class="tray__remove" type="button" aria-label=remove on:click=move |_| state.drop_file(id)>
                <svg viewBox="0 0 24 24" width="16" height="16" fill="none" stroke="currentColor"
                    stroke-width="2" stroke-linecap="round" aria-hidden="true">
                    <path d="M6 6l12 12M18 6 6 18" />
                </svg>
            </button>
        </li>
    }
    .into_any()
}
