//! Everything that is not writing: other conversations, ending this one, its transcript, sound and
//! notifications, language, privacy. A sheet over the log; Escape and its button lead back.

mod conversations;
mod out;
mod privacy;
mod sheet;

use leptos::prelude::*;
use pulina_shared::words::Word;

use crate::erased::{piece, words};
use crate::later::{self, Part};
use crate::state::PanelState;
use crate::text;

/// What the sheet shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// Nothing: it is closed.
    #[default]
    Closed,
    /// What can be done.
    Menu,
    /// The visitor's conversations.
    Conversations,
    /// What the visitor agreed to and what this device keeps.
    Privacy,
    /// The chat goes on in a window of its own.
    Out,
}

/// The button in the header.
#[component]
pub fn MenuButton(
    /// The shared state.
    state: PanelState,
) -> impl IntoView {
    let toggle = move |_| {
        let is_closed = state.menu.get_untracked() == Page::Closed;
        state.menu.set(if is_closed { Page::Menu } else { Page::Closed });
    };
    view! {
        <button class="panel-header__button" type="button" id="menu-button" aria-label=text::say(Word::Menu)
            aria-haspopup="dialog" aria-expanded=words(move || (state.menu.get() != Page::Closed).to_string())
            on:click=toggle>
            <svg viewBox="0 0 24 24" width="20" height="20" fill="currentColor" aria-hidden="true">
                <circle cx="5" cy="12" r="2" /><circle cx="12" cy="12" r="2" /><circle cx="19" cy="12" r="2" />
            </svg>
        </button>
    }
}

/// The sheet, while it is open.
#[component]
pub fn MenuSheet(
    /// The shared state.
    state: PanelState,
) -> impl IntoView {
    piece(move || match state.menu.get() {
        Page::Closed => None,
        page => later::part(state, Part::Menu(page)),
    })
}

/// A page of the sheet.
pub fn view(state: PanelState, page: Page) -> Option<AnyView> {
    match page {
        Page::Closed => None,
        Page::Menu => Some(sheet::view(state)),
        Page::Conversations => Some(conversations::view(state)),
        Page::Privacy => Some(privacy::view(state)),
        Page::Out => Some(out::view()),
    }
}
