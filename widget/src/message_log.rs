//! The conversation. Silent for screen readers, because the announcer says what is new; read at
//! will as a log.

use leptos::ev;
use leptos::prelude::*;
use pulina_shared::words::Word;

use crate::erased::{flag, words};
use crate::face::own_face;
use crate::log_line::LogLine;
use crate::message_bubble::MessageBubble;
use crate::row_list::show_rows;
use crate::state::{Older, PanelState, Row, RowContent};
use crate::text;
use crate::typing_row::TypingRow;

/// The log with what stands around it.
#[component]
pub fn MessageLog(
    /// The shared state.
    state: PanelState,
) -> impl IntoView {
    let place = state.place;
    place.watch_sizes();
    let scrolled = move |_: ev::Event| {
        let is_near_beginning = place.scrolled();
        if is_near_beginning && state.older() == Older::Some {
            state.load_older();
        }
    };
    show_rows(state, move |row: Row| match row.content {
        RowContent::Message(message) => view! { <MessageBubble state message /> }.into_any(),
        RowContent::Line(line) => view! { <LogLine state line /> }.into_any(),
    });
    view! {
        <main class="message-log">
            <div class="message-log__scroller" role="log" aria-live="off" aria-label=text::say(Word::Messages)
                tabindex="0" node_ref=place.scroller on:scroll=scrolled>
                <OlderButton state />
                <Welcome state />
                <div class="message-log__list" node_ref=place.list></div>
                <TypingRow state />
            </div>
            <ToNewest state />
        </main>
    }
}

/// Asks for older messages, for those who cannot scroll and for when that failed.
#[component]
fn OlderButton(
    /// The shared state.
    state: PanelState,
) -> impl IntoView {
    let label = move || match state.screen.with(|screen| screen.older) {
        Older::Loading => Word::Loading,
        Older::Failed => Word::EarlierFailed,
        Older::None | Older::Some => Word::Earlier,
    };
    let load = move |_: ev::MouseEvent| {
        state.load_older();
        // The button may be gone when they are there; the focus stays in the log.
        focus_log(state);
    };
    view! {
        <div class="message-log__older" hidden=flag(move || state.screen.with(|screen| screen.older == Older::None))>
            <button class="quiet-button" type="button" on:click=load>{words(move || text::say(label()))}</button>
        </div>
    }
}

/// What the channel says first, above everything.
#[component]
fn Welcome(
    /// The shared state.
    state: PanelState,
) -> impl IntoView {
    let welcome = state.settings.with_value(|settings| settings.welcome.clone());
    let has_welcome = !welcome.is_empty();
    let is_gone = move || !has_welcome || state.screen.with(|screen| screen.older != Older::None);
    view! {
        <div class="message message--ends-group" hidden=flag(is_gone)>
            <span class="avatar message__avatar" aria-hidden="true">{own_face(state)}</span>
            <div class="message__body">
                <p class="message__bubble foreign-text">{welcome}</p>
            </div>
        </div>
    }
}

/// The way back to the end, and how much came there meanwhile.
#[component]
fn ToNewest(
    /// The shared state.
    state: PanelState,
) -> impl IntoView {
    let n_new = move || state.screen.with(|screen| screen.n_unread);
    let label = move || {
        if n_new() > 0 { text::say_count(Word::NewMessages, n_new()) } else { text::say(Word::ToNewest) }
    };
    let class = move || if n_new() > 0 { "to-newest to-newest--new" } else { "to-newest" };
    let go = move |_: ev::MouseEvent| {
        state.place.go_to_end();
        focus_log(state);
    };
    view! {
        <button class=words(move || class().to_owned()) type="button" on:click=go
            hidden=flag(move || state.place.is_at_end.get())>
            <svg viewBox="0 0 24 24" width="16" height="16" fill="none" stroke="currentColor"
                stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
                <path d="M12 5v14M5.5 12.5 12 19l6.5-6.5" />
            </svg>
            <span class="to-newest__label">{words(label)}</span>
        </button>
    }
}

fn focus_log(state: PanelState) {
    if let Some(scroller) = state.place.scroller.get_untracked() {
        // Focusing an element that is on the page cannot fail.
        let _ = scroller.focus();
    }
}
