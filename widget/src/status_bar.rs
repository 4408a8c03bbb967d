//! What is wrong with the connection or this browser, and what the person can do. Short troubles
//! are not worth a word: it speaks after two seconds. What it shows is said aloud by the announcer,
//! each change once, and that all is well again too; the bar itself is silent.

use pulina_browser::clock::Timer;
use pulina_browser::page;
use pulina_shared::connection::Link;
use pulina_shared::time::SECOND_MS;
use pulina_shared::words::Word;

use crate::dates;
use crate::erased::follow;
use crate::later::{self, Deed};
use crate::presence;
use crate::shown::Shown;
use crate::spot::Spot;
use crate::state::PanelState;
use crate::text;

/// How long a trouble may last without a word.
const PATIENCE_MS: u64 = 2 * SECOND_MS;

/// Makes the bar live; it is empty while all is well.
pub fn live(state: PanelState) {
    let lasts = Shown::for_ever(false);
    let mut timer = None;
    follow(move || match state.screen.with(|screen| screen.link) {
        Link::Idle | Link::Open => {
            timer = None;
            lasts.set_if_other(false);
        }
        _ if timer.is_none() => timer = Some(Timer::after(PATIENCE_MS, move || lasts.set(true))),
        _ => {}
    });
    let away = Spot::of_page("away");
    away.shows_while(move || !presence::away_message(state).is_empty());
    away.says(move || presence::away_message(state));
    let n_waiting = move || state.screen.with(|screen| screen.n_waiting);
    let is_closed = move || state.screen.with(|screen| screen.is_closed) && n_waiting() == 0;
    let is_over = move || state.screen.with(|screen| screen.is_over);
    Spot::of_page("closed").shows_while(move || is_closed() && !is_over());
    Spot::of_page("over").shows_while(move || is_closed() && is_over());
    Spot::of_page("begin-another").on("click", move |_| later::deed(state, Deed::BeginAnother));

    let trouble = move || {
        let (link, put_off_until) = state.screen.with(|screen| (screen.link, screen.put_off_until));
        match put_off_until {
            Some(until) => {
                (text::say_with(Word::Crowded, "{time}", &dates::clock_time(until)), String::new())
            }
            None => trouble(link, lasts.get(), state.was_connected(), n_waiting()),
        }
    };
    Spot::of_page("trouble").shows_while(move || !trouble().0.is_empty());
    Spot::of_page("trouble-words").says(move || trouble().0);
    let help = Spot::of_page("trouble-help");
    help.shows_while(move || !trouble().1.is_empty());
    help.says(move || trouble().1);
    help.on("click", move |_| state.reconnect());
    let is_at_risk = move || n_waiting() > 0 && lasts.get() && !state.is_lasting();
    Spot::of_page("not-lasting").shows_while(is_at_risk);

    let mut told = String::new();
    follow(move || {
        let (words, _) = trouble();
        if !words.is_empty() && words != told {
            state.announcer.say(words.clone());
            told = words;
        } else if words.is_empty() && !told.is_empty() && state.link() == Link::Open {
            // Only a trouble that was told of is told to be over.
            state.announcer.say(text::say(Word::Connected));
            told.clear();
        }
    });
    let announcer = &state.shared().announcer;
    announcer.says_changes(move || if is_at_risk() { text::say(Word::NotLasting) } else { String::new() });
    announcer.says_changes(move || presence::away_message(state));
}

/// What is wrong, and the word on the button that helps; both empty where there is none.
fn trouble(link: Link, lasts: bool, was_connected: bool, n_waiting: usize) -> (String, String) {
    let (words, action) = match link {
        Link::Idle | Link::Open => return (String::new(), String::new()),
        Link::Refused(4409) => (Word::Replaced, Some(Word::UseHere)),
        Link::Refused(4426) => (Word::Outdated, Some(Word::LoadAgain)),
        Link::Refused(4403 | 4404) => (Word::NotHere, Some(Word::TryAgain)),
        Link::Refused(_) => (Word::LostConnection, Some(Word::TryAgain)),
        _ if !lasts => return (String::new(), String::new()),
        _ if !page::is_online() => (Word::Offline, None),
        _ if was_connected => (Word::Reconnecting, None),
        _ => (Word::Connecting, None),
    };
    let mut words = text::say(words);
    if n_waiting > 0 && action.is_none() {
        words.push(' ');
        words.push_str(&text::say(Word::SentWhenBack));
    }
    (words, action.map(text::say).unwrap_or_default())
}
