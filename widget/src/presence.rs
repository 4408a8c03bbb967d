//! Whether somebody is there, and how an answer is promised. It came with the page; while the
//! panel is open and in front of a person it is asked again, and at the moment that the timetable
//! names.

use pulina_browser::clock::{self, Timer};
use pulina_browser::http::Call;
use pulina_shared::time::SECOND_MS;
use pulina_shared::wire::availability::{AvailabilityNow, AwayBehaviour, ReplyTime};
use pulina_shared::words::Word;

use crate::dates;
use crate::erased::follow;
use crate::later::{self, Deed};
use crate::shown::Shown;
use crate::state::PanelState;
use crate::text;

/// A change is seen within a minute.
const ASK_MS: u64 = 45 * SECOND_MS;

/// Asks from now on, whenever somebody could see the answer.
pub fn watch(state: PanelState) {
    let round = Shown::for_ever(0_u32);
    let mut timer: Option<Timer> = None;
    follow(move || {
        round.track();
        let is_seen = state.is_open.get() && state.is_page_visible.get();
        drop(timer.take());
        if is_seen {
            timer = Some(Timer::after(due_in_ms(state), move || ask(state, round)));
        }
    });
}

fn due_in_ms(state: PanelState) -> u64 {
    let changes_at = state.availability.with_untracked(|now| now.changes_at);
    let by_timetable = changes_at.map_or(ASK_MS, |at| at.since(clock::now()) + SECOND_MS);
    by_timetable.min(ASK_MS)
}

fn ask(state: PanelState, round: &'static Shown<u32>) {
    let channel = state.settings().channel.clone();
    leptos::task::spawn_local(async move {
        let path = ["/v1/channels/", channel.as_str(), "/availability"].concat();
        // What cannot be asked now is asked in the next round.
        if let Ok(now) = Call::get(&path).send().await.and_then(|answer| answer.json::<AvailabilityNow>()) {
            let is_published_anew = now.revision != state.settings().availability.revision;
            state.availability.set_if_other(now);
            if is_published_anew {
                later::deed(state, Deed::Renew);
            }
        }
        round.update(|round| *round = round.wrapping_add(1));
    });
}

/// The line below the heading: when somebody will be there, or how soon an answer comes. Empty
/// when nothing is promised.
pub fn promise(state: PanelState) -> String {
    state.availability.with(|now| match (now.is_open, now.opens_at) {
        (false, Some(at)) => {
            text::say_with(Word::AwayReturn, "{time}", &dates::time_to_come(at, clock::now()))
        }
        (false, None) => text::say(Word::Away),
        (true, _) => match now.reply_time {
            ReplyTime::Minutes => text::say(Word::ReplyMinutes),
            ReplyTime::Hours => text::say(Word::ReplyHours),
            ReplyTime::Day => text::say(Word::ReplyDay),
            ReplyTime::Custom => state.shown_settings().reply_text.clone(),
            ReplyTime::Hidden | ReplyTime::Measured if now.depends_on_users => text::say(Word::Online),
            ReplyTime::Hidden | ReplyTime::Measured => String::new(),
        },
    })
}

/// The same for who listens: that somebody is there again is heard also where nothing is promised.
pub fn heard(state: PanelState) -> String {
    let promise = promise(state);
    let is_open = state.availability.with(|now| now.is_open);
    if promise.is_empty() && is_open { text::say(Word::Online) } else { promise }
}

/// What is said above the composer while nobody is there; empty when somebody is.
pub fn away_message(state: PanelState) -> String {
    state.availability.with(|now| {
        if now.is_open || now.away != AwayBehaviour::Message {
            return String::new();
        }
        let own = state.shown_settings().away_text.clone();
        if own.is_empty() {
            return text::say(Word::AwayMessage);
        }
        let time = now.opens_at.map(|at| dates::time_to_come(at, clock::now())).unwrap_or_default();
        text::filled(&own, "{time}", &time)
    })
}
