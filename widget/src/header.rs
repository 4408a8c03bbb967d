//! Whom one talks to, how soon they answer, and the way out.

use leptos::prelude::*;
use pulina_shared::wire::conversation::PublicUser;
use pulina_shared::wire::embed::FrameMessage;
use pulina_shared::words::Word;

use crate::erased::{flag, piece, words};
use crate::face::{face, own_face};
use crate::menu::MenuButton;
use crate::presence;
use crate::state::PanelState;
use crate::text;

/// The panel's head.
#[component]
pub fn Header(
    /// The shared state.
    state: PanelState,
) -> impl IntoView {
    let subtitle = state.settings.with_value(|settings| settings.subtitle.clone());
    let close = move |_| state.tell_host(&FrameMessage::Close);
    let close_button = state.is_framed().then(|| {
        view! {
            <button class="panel-header__button" type="button" aria-label=text::say(Word::CloseChat)
                hidden=flag(move || state.page.with(|page| page.is_inline)) on:click=close>
                <svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"
                    stroke-width="2" stroke-linecap="round" aria-hidden="true">
                    <path d="M6 6l12 12M18 6 6 18" />
                </svg>
            </button>
        }
    });
    let owner = move || state.screen.with(|screen| screen.owner.clone());
    let title = move || owner().map_or_else(|| state.title(), |owner| owner.name);
    view! {
        <header class="panel-header">
            <span class="panel-header__faces" aria-hidden="true">{piece(move || Some(faces(state, owner())))}</span>
            <div class="panel-header__words">
                <h1 class="panel-header__title"><bdi>{words(title)}</bdi></h1>
                <p class="panel-header__subtitle">{subtitle}</p>
                <p class=words(move || presence_class(state).to_owned()) role="status">
                    {words(move || presence::promise(state))}
                </p>
            </div>
            <MenuButton state />
            {close_button}
        </header>
    }
}

fn presence_class(state: PanelState) -> &'static str {
    if state.availability.with(|now| now.is_open) {
        "panel-header__presence"
    } else {
        "panel-header__presence panel-header__presence--away"
    }
}

/// The owner's face, else the team's, else the channel's.
fn faces(state: PanelState, owner: Option<PublicUser>) -> AnyView {
    let of = |user: &PublicUser| framed(face(&user.name, user.avatar.as_deref()));
    match owner {
        Some(owner) => of(&owner),
        None => state.settings.with_value(|settings| match settings.faces.as_slice() {
            [] => framed(own_face(state)),
            faces => faces.iter().map(of).collect_view().into_any(),
        }),
    }
}

fn framed(face: AnyView) -> AnyView {
    view! { <span class="avatar panel-header__avatar">{face}</span> }.into_any()
}
