//! What is wrong with the connection or this browser, and what the person can do. Short troubles
//! are not worth a word: it speaks after two seconds.

use leptos::ev;
use leptos::prelude::*;
use pulina_browser::clock::Timer;
use pulina_browser::page;
use pulina_shared::connection::Link;
use pulina_shared::time::SECOND_MS;
use pulina_shared::words::Word;

use crate::erased::{flag, follow, words};
use crate::later::{self, Deed};
use crate::presence;
use crate::state::PanelState;
use crate::text;

/// How long a trouble may last without a word.
const PATIENCE_MS: u64 = 2 * SECOND_MS;

/// The bar; empty while all is well.
#[component]
pub fn StatusBar(
    /// The shared state.
    state: PanelState,
) -> impl IntoView {
    let lasts = RwSignal::new(false);
    let mut timer = None;
    follow(move || match state.screen.with(|screen| screen.link) {
        Link::Idle | Link::Open => {
            timer = None;
            // Only a trouble that was told of is told to be over.
            if lasts.get_untracked() {
                lasts.set(false);
                state.announcer.say(text::say(Word::Connected));
            }
        }
        _ if timer.is_none() => timer = Some(Timer::after(PATIENCE_MS, move || lasts.set(true))),
        _ => {}
    });
    let n_waiting = move || state.screen.with(|screen| screen.n_waiting);
    let trouble = move || trouble(state.screen.with(|screen| screen.link), lasts.get(), n_waiting());
    let is_closed = move || state.screen.with(|screen| screen.is_closed) && n_waiting() == 0;
    let is_over = move || state.screen.with(|screen| screen.is_over);
    let is_at_risk = move || n_waiting() > 0 && lasts.get() && !state.is_lasting();
    view! {
        <div class="status" role="status">
            <p class="status__line foreign-text" hidden=flag(move || presence::away_message(state).is_empty())>
                {words(move || presence::away_message(state))}
            </p>
            <p class="status__line" hidden=flag(move || !is_closed() || is_over())>{text::say(Word::ClosedNotice)}</p>
            <div class="status__line" hidden=flag(move || !is_closed() || !is_over())>
                <span>{text::say(Word::ClosedForGood)}</span>
                <button class="quiet-button" type="button" on:click=move |_: ev::MouseEvent| later::deed(state, Deed::BeginAnother)>
                    {text::say(Word::NewConversation)}
                </button>
            </div>
            <div class="status__line status__line--warning" hidden=flag(move || trouble().0.is_empty())>
                <span>{words(move || trouble().0)}</span>
                <button class="quiet-button" type="button" hidden=flag(move || trouble().1.is_empty())
                    on:click=move |_: ev::MouseEvent| state.reconnect()>
                    {words(move || trouble().1)}
                </button>
            </div>
            <p class="status__line status__line--warning" hidden=flag(move || !is_at_risk())>{text::say(Word::NotLasting)}</p>
        </div>
    }
}

/// What is wrong, and the word on the button that helps; both empty where there is none.
fn trouble(link: Link, lasts: bool, n_waiting: usize) -> (String, String) {
    let (words, action) = match link {
        Link::Idle | Link::Open => return (String::new(), String::new()),
        Link::Refused(4409) => (Word::Replaced, Some(Word::UseHere)),
        Link::Refused(4426) => (Word::Outdated, Some(Word::LoadAgain)),
        Link::Refused(4403 | 4404) => (Word::NotHere, Some(Word::TryAgain)),
        Link::Refused(_) => (Word::LostConnection, Some(Word::TryAgain)),
        _ if !lasts => return (String::new(), String::new()),
        _ if !page::is_online() => (Word::Offline, None),
        Link::Connecting => (Word::Connecting, None),
        Link::Syncing | Link::Lost | Link::BackingOff => (Word::Reconnecting, None),
    };
    let mut words = text::say(words);
    if n_waiting > 0 && action.is_none() {
        words.push(' ');
        words.push_str(&text::say(Word::SentWhenBack));
    }
    (words, action.map(text::say).unwrap_or_default())
}
