//! The files that go with the next message, above the field, with how far they are and what can be
//! done about each.

use leptos::prelude::*;
use pulina_shared::limits;
use pulina_shared::words::Word;

use crate::composer::{self, PICKER};
use crate::erased::{flag, value, words};
use crate::file_card::size;
use crate::later::{self, Part};
use crate::sending;
use crate::spot::Spot;
use crate::state::PanelState;
use crate::text;
use crate::uploads::{Stage, TrayFile};

/// Makes the tray live; there is none while it is empty.
pub fn live(state: PanelState) {
    let has_files = move || !state.tray.with(Vec::is_empty);
    Spot::of_page("tray").holds(move || if has_files() { later::part(state, Part::Tray) } else { None });
}

/// The tray as it is now.
pub fn view(state: PanelState) -> Option<AnyView> {
    let items = state.tray.get().into_iter().map(|file| item(state, file)).collect_view();
    Some(view! { <ul class="tray" aria-label=text::say(Word::Files)>{items}</ul> }.into_any())
}

fn item(state: PanelState, file: TrayFile) -> AnyView {
    let TrayFile { id, name, n_bytes, stage } = file;
    let shown = text::foreign(&name);
    let of = {
        let stage = stage.clone();
        move |look: fn(&Stage) -> bool| {
            let stage = stage.clone();
            move || stage.with(look)
        }
    };
    let (is_wrong, is_sending, may_retry, is_lost) = (
        of(|stage| matches!(stage, Stage::Failed { .. } | Stage::Lost)),
        of(|stage| matches!(stage, Stage::Sending(_))),
        of(|stage| matches!(stage, Stage::Failed { may_retry: true, .. })),
        of(|stage| *stage == Stage::Lost),
    );
    let class = move || if is_wrong() { "tray__item tray__item--wrong" } else { "tray__item" };
    let standing = {
        let stage = stage.clone();
        move || stage.with(|stage| standing(stage, n_bytes))
    };
    let progress = {
        let (stage, shown) = (stage.clone(), shown.clone());
        move || stage.with(|stage| progress(stage, &shown))
    };
    // One part says nothing of how far it is until it is there.
    let is_one_part = n_bytes <= limits::FILE_PART_BYTES;
    let filled = value(move || match stage.get() {
        Stage::Sending(0) if is_one_part => None,
        Stage::Sending(percent) => Some(percent.to_string()),
        _ => Some(String::new()),
    });
    let named = |word: Word| [&text::say(word), ": ", &*shown].concat();
    view! {
        <li class=words(move || class().to_owned())>
            <bdi class="tray__name">{name}</bdi>
            <span class="tray__standing">{words(standing)}</span>
            <progress class="tray__bar" max="100" value=filled aria-label=words(progress)
                hidden=flag(move || !is_sending())></progress>
            <button class="tray__act" type="button" aria-label=named(Word::TryAgain) hidden=flag(move || !may_retry())
                on:click=move |_| sending::retry(state, id)>{text::say(Word::TryAgain)}</button>
            <button class="tray__act" type="button" aria-label=named(Word::ChooseAgain) hidden=flag(move || !is_lost())
                on:click=|_| composer::open(PICKER)>{text::say(Word::ChooseAgain)}</button>
            <button class="tray__remove" type="button" aria-label=text::say_with(Word::RemoveFile, "{file}", &shown)
                on:click=move |_| sending::give_up(state, id)>
                <svg viewBox="0 0 24 24" width="16" height="16" fill="none" stroke="currentColor"
                    stroke-width="2" stroke-linecap="round" aria-hidden="true">
                    <path d="M6 6l12 12M18 6 6 18" />
                </svg>
            </button>
        </li>
    }
    .into_any()
}

/// What stands below the name.
fn standing(stage: &Stage, n_bytes: u64) -> String {
    match stage {
        Stage::Waiting => text::say(Word::FileWaiting),
        Stage::Sending(0) => text::say(Word::Sending),
        Stage::Sending(percent) => text::percent(*percent),
        Stage::Ready(_) => size(n_bytes),
        Stage::Failed { why, .. } => why.clone(),
        Stage::Lost => text::say(Word::FileLost),
    }
}

/// What the bar says to those who do not see it.
fn progress(stage: &Stage, shown: &str) -> String {
    let percent = if let Stage::Sending(percent) = stage { *percent } else { 0 };
    let sentence = text::say_with(Word::Uploading, "{file}", shown);
    text::filled(&sentence, "{percent}", &text::percent(percent))
}
