//! The panel as a whole: header, log, what is wrong, composer.

use leptos::ev;
use leptos::prelude::*;
use pulina_shared::wire::embed::{FrameMessage, PanelSettings};

use crate::announcer::LiveRegions;
use crate::composer::Composer;
use crate::erased::{follow, piece};
use crate::gate::GateView;
use crate::header::Header;
use crate::host_port::HostPort;
use crate::later::{self, Part};
use crate::menu::MenuSheet;
use crate::message_log::MessageLog;
use crate::rating::RatingView;
use crate::state::PanelState;
use crate::status_bar::StatusBar;
use crate::takeover::Inherited;

/// The panel.
#[component]
pub fn App(
    /// What the channel's admin chose.
    settings: PanelSettings,
    /// The way to the loader.
    port: HostPort,
    /// What was done before the app was there.
    inherited: Inherited,
) -> impl IntoView {
    let state = PanelState::new(settings, port);
    let close_on_escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() && state.is_framed() {
            state.tell_host(&FrameMessage::Close);
        }
    };
    // After the view is there, so that nothing that arrives meets a half-built page.
    let mut was_started = false;
    follow(move || {
        if !std::mem::replace(&mut was_started, true) {
            untrack(move || state.start());
        }
    });
    let takes_files = state.settings.with_value(|settings| settings.files.is_some());
    // A file that is dropped elsewhere would take the place of the panel; text may go into the field.
    let drag = move |event: ev::DragEvent| {
        if carries_files(&event) {
            event.prevent_default();
            // It comes many times a second.
            if state.is_dragged_over.get_untracked() != takes_files {
                state.is_dragged_over.set(takes_files);
            }
        }
    };
    let drop = move |event: ev::DragEvent| {
        if !carries_files(&event) {
            return;
        }
        event.prevent_default();
        state.is_dragged_over.set(false);
        if let Some(files) = event.data_transfer().and_then(|data| data.files()).filter(|_| takes_files) {
            state.take_files(&files);
        }
    };
    let drop_hint =
        piece(move || if state.is_dragged_over.get() { later::part(state, Part::DropHint) } else { None });
    let emoji = piece(move || if state.shows_emoji.get() { later::part(state, Part::Emoji) } else { None });
    view! {
        <div class="panel" id="panel" on:keydown=close_on_escape on:drop=drop on:dragover=drag>
            <Header state />
            <MessageLog state />
            <StatusBar state />
            <RatingView state />
            <GateView state />
            {emoji}
            <Composer state inherited />
            <MenuSheet state />
            {drop_hint}
            <LiveRegions announcer=state.announcer />
        </div>
    }
}

fn carries_files(event: &ev::DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
}
