//! Whom one talks to, and the way out.

use leptos::prelude::*;
use pulina_shared::wire::embed::FrameMessage;
use pulina_shared::words::Word;

use crate::state::PanelState;
use crate::text;

/// The panel's head.
#[component]
pub fn Header(
    /// The shared state.
    state: PanelState,
) -> impl IntoView {
    let (title, subtitle) =
        state.settings.with_value(|settings| (settings.title.clone(), settings.subtitle.clone()));
    let close = move |_| state.tell_host(&FrameMessage::Close);
    let close_button = state.is_framed().then(|| {
        view! {
            <button class="panel-header__close" type="button" aria-label=text::say(Word::CloseChat) on:click=close>
                <svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"
                    stroke-width="2" stroke-linecap="round" aria-hidden="true">
                    <path d="M6 6l12 12M18 6 6 18" />
                </svg>
            </button>
        }
    });
    view! {
        <header class="panel-header">
            <span class="avatar panel-header__avatar" aria-hidden="true">
                <span class="initial">{title.clone()}</span>
            </span>
            <div class="panel-header__words">
                <h1 class="panel-header__title"><bdi>{title}</bdi></h1>
                <p class="panel-header__subtitle">{subtitle}</p>
            </div>
            {close_button}
        </header>
    }
}
