//! Everything that is not writing: other conversations, ending this one, its transcript, sound and
//! notifications, language, privacy. A sheet over the log; Escape and its button lead back.

mod conversations;
mod out;
mod privacy;
mod sheet;

use leptos::prelude::*;

use crate::erased::follow;
use crate::later::{self, Part};
use crate::spot::Spot;
use crate::state::PanelState;

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

/// Makes the button in the header live.
pub fn live_button(state: PanelState) {
    let button = Spot::of_page("menu-button");
    button.show(true);
    button.tells("aria-expanded", move || state.menu.get() != Page::Closed);
    button.on("click", move |_| {
        let is_closed = state.menu.get_untracked() == Page::Closed;
        state.menu.set(if is_closed { Page::Menu } else { Page::Closed });
    });
}

/// Makes the place of the sheet live; it is empty while the sheet is closed. What the sheet covers
/// cannot be reached either; what is said aloud is heard there too.
pub fn live(state: PanelState) {
    let parts = Spot::of_page("parts");
    follow(move || parts.set_inert(state.menu.get() != Page::Closed && later::is_here()));
    Spot::of_page("sheet").holds(move || match state.menu.get() {
        Page::Closed => None,
        page => later::part(state, Part::Menu(page)),
    });
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
