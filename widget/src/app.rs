//! The panel as a whole: header, log, what is wrong, composer.

use leptos::ev;
use leptos::prelude::*;
use pulina_shared::wire::embed::{FrameMessage, PanelSettings};

use crate::announcer::LiveRegions;
use crate::composer::Composer;
use crate::erased::{flag, follow};
use crate::gate::GateView;
use crate::header::Header;
use crate::host_port::HostPort;
use crate::later;
use crate::menu::{MenuSheet, Page};
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
    let drop = move |event: ev::DragEvent| {
        event.prevent_default();
        if let Some(files) = event.data_transfer().and_then(|data| data.files()).filter(|_| takes_files) {
            state.take_files(&files);
        }
    };
    // What the sheet covers cannot be reached either; what is said aloud is heard there too.
    let is_covered = flag(move || state.menu.get() != Page::Closed && later::is_here());
    view! {
        <div class="panel" id="panel" tabindex="-1" on:keydown=close_on_escape on:drop=drop
            on:dragover=move |event: ev::DragEvent| event.prevent_default()>
            <div class="panel__parts" inert=is_covered>
                <Header state />
                <main class="panel__main">
                    <MessageLog state />
                    <StatusBar state />
                    <RatingView state />
                    <GateView state />
                    <Composer state inherited />
                </main>
            </div>
            <MenuSheet state />
            <LiveRegions announcer=state.announcer />
        </div>
    }
}
