//! The conversation. Silent for screen readers, because the announcer says what is new; read at
//! will as a log.

use pulina_shared::words::Word;

use crate::erased::follow;
use crate::face;
use crate::row_list::show_rows;
use crate::spot::Spot;
use crate::state::{Older, PanelState};
use crate::text;
use crate::typing_row;

/// Makes the log and what stands around it live.
pub fn live(state: PanelState) {
    let place = &state.shared().place;
    place.scroller.set("role", "log");
    place.scroller.set("aria-live", "off");
    place.scroller.on("scroll", move |_| {
        let is_near_beginning = place.scrolled();
        if is_near_beginning && state.older() == Older::Some {
            state.load_older();
        }
    });
    place.watch_sizes();
    show_rows(state);
    older(state);
    typing_row::live(state);
    to_newest(state);
    // What the channel says first stands above everything.
    let welcome = Spot::of_page("welcome");
    welcome.shows_while(move || !state.shown_settings().welcome.is_empty() && older_is(state, Older::None));
    let face = welcome.within(".avatar");
    follow(move || {
        state.shown_settings();
        face::fill_own(&face, state);
    });
}

fn older_is(state: PanelState, older: Older) -> bool {
    state.screen.with(|screen| screen.older == older)
}

/// Asks for older messages, for those who cannot scroll and for when that failed.
fn older(state: PanelState) {
    Spot::of_page("older").shows_while(move || !older_is(state, Older::None));
    let button = Spot::of_page("load-older");
    button.says(move || {
        text::say(match state.screen.with(|screen| screen.older) {
            Older::Loading => Word::Loading,
            Older::Failed => Word::EarlierFailed,
            Older::None | Older::Some => Word::Earlier,
        })
    });
    button.on("click", move |_| {
        state.load_older();
        // The button may be gone when they are there; the focus stays in the log.
        state.place.scroller.focus();
    });
}

/// The way back to the end, and how much came there meanwhile.
fn to_newest(state: PanelState) {
    let n_new = move || state.screen.with(|screen| screen.n_unread);
    let button = Spot::of_page("to-newest");
    button.shows_while(move || !state.place.is_at_end.get());
    button.has_class(move || if n_new() > 0 { "to-newest to-newest--new" } else { "to-newest" }.to_owned());
    button.on("click", move |_| {
        state.place.go_to_end();
        state.place.scroller.focus();
    });
    button.within("span").says(move || match n_new() {
        0 => text::say(Word::ToNewest),
        n_new => text::say_count(Word::NewMessages, n_new),
    });
}
