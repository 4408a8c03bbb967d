//! Whether the signed-in user takes new work: in the side bar, and above the desk while somebody else has
//! said that they do not.

use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_shared::wire::presence::{Presence, PresenceState};

use crate::navigation::Navigation;
use crate::reading::note;
use crate::settings_place::{Section, SettingsPlace};
use crate::state::{Desk, desk};
use crate::{api, dates, text};

/// Whoever looks at the desk has it open, also where the server has not heard of it yet.
fn is_available(state: &PresenceState) -> bool {
    matches!(state, PresenceState::Available | PresenceState::NoDesk)
}

/// What it is called.
fn name(state: &PresenceState) -> &'static str {
    if is_available(state) { text::AVAILABLE } else { text::presence(state) }
}

/// Says whether the user is away.
fn say(desk: Desk, is_away: bool) {
    spawn_local(async move {
        match api::say_away(is_away).await {
            Ok(presence) => {
                desk.receive_presence(presence);
                desk.announce(if is_away { text::AWAY_TOLD } else { text::AVAILABLE_TOLD });
            }
            Err(error) => {
                note(desk, &error);
                desk.alert.set(Some(api::explain(&error)));
            }
        }
    });
}

/// Asks again when working hours begin or end: nobody else tells it then.
pub fn follow_hours(desk: Desk) {
    let asked_for = StoredValue::new(None);
    Effect::new(move |_| {
        let now = desk.now.get();
        let due = desk.presence().and_then(|presence| presence.changes_at).filter(|at| *at <= now);
        if due.is_none() || asked_for.get_value() == due {
            return;
        }
        asked_for.set_value(due);
        spawn_local(async move {
            // What cannot be had now is told with the next change.
            if let Ok(presence) = api::own_presence().await {
                desk.receive_presence(presence);
            }
        });
    });
}

/// How it stands, in a word and a dot.
#[component]
pub fn PresenceLine() -> impl IntoView {
    let desk = desk();
    let presence = Memo::new(move |_| desk.presence());
    let look = move || match presence.get() {
        Some(presence) if is_available(&presence.state) => "presence presence--available",
        _ => "presence",
    };
    let change = move || {
        let Presence { state, changes_at } = presence.get()?;
        let is_working = state != PresenceState::OutsideHours;
        changes_at.map(|at| text::hours_change(is_working, &dates::whole(at)))
    };
    view! {
        <p class=look data-testid="presence">
            <span class="presence__dot" aria-hidden="true"></span>
            <span>{move || presence.get().map(|presence| name(&presence.state))}</span>
        </p>
        <p class="field__hint">{change}</p>
    }
}

/// The button that changes it; outside of working hours nothing that is said would count.
#[component]
pub fn PresenceSwitch() -> impl IntoView {
    let desk = desk();
    let state = Memo::new(move |_| desk.presence().map(|presence| presence.state));
    move || match state.get() {
        None | Some(PresenceState::OutsideHours) => ().into_any(),
        Some(state) => {
            let is_away = !is_available(&state);
            let words = if is_away { text::SET_MYSELF_AVAILABLE } else { text::SET_MYSELF_AWAY };
            view! {
                <button class="button" type="button" on:click=move |_| say(desk, !is_away)>{words}</button>
            }
            .into_any()
        }
    }
}

/// In the side bar: how it stands, and pressed it is the other way round.
#[component]
pub fn PresenceEntry(
    /// The way to the working hours.
    navigation: Navigation,
) -> impl IntoView {
    let desk = desk();
    let state = Memo::new(move |_| desk.presence().map(|presence| presence.state));
    let is_free = move || state.with(|state| state.as_ref().is_some_and(is_available));
    let press = move |_| match state.get_untracked() {
        Some(PresenceState::OutsideHours) => {
            navigation.show_settings(SettingsPlace::Section(Section::Availability));
        }
        Some(state) => say(desk, is_available(&state)),
        None => {}
    };
    let deed = move || match state.get() {
        Some(PresenceState::OutsideHours) => text::SEE_HOURS,
        Some(state) if is_available(&state) => text::SET_MYSELF_AWAY,
        _ => text::SET_MYSELF_AVAILABLE,
    };
    let label = move || text::now_and_deed(state.get().as_ref().map_or("", name), deed());
    view! {
        <button class="side-bar__entry side-bar__presence" type="button" data-testid="presence-entry" title=deed aria-label=label on:click=press>
            <span class="presence__dot" class:presence__dot--available=is_free aria-hidden="true"></span>
            <span class="side-bar__entry-name">{move || state.get().as_ref().map(name)}</span>
        </button>
    }
}

/// Above the desk while somebody else has said that the user is away.
#[component]
pub fn SetAwayBanner() -> impl IntoView {
    let desk = desk();
    let by = Memo::new(move |_| match desk.presence().map(|presence| presence.state) {
        Some(PresenceState::SetAway(by)) => Some(by),
        _ => None,
    });
    view! {
        <div role="status">
            {move || by.get().map(|by| view! {
                <p class="banner banner--warning" data-testid="set-away">
                    <span>{text::set_away_by(&desk.name_of(&by))}</span>
                    <button class="button button--small" type="button" on:click=move |_| say(desk, false)>
                        {text::SET_MYSELF_AVAILABLE}
                    </button>
                </p>
            })}
        </div>
    }
}
