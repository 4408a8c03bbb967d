//! The panel as a whole. The page that it came in is the panel already, with everything that stays
//! and a field that can be written in; here it is made live, part by part.

use any_spawner::Executor;
use leptos::prelude::*;
use pulina_browser::json;
use pulina_shared::wire::embed::{FrameMessage, PanelSettings};
use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, DragEvent, Event, KeyboardEvent};

use crate::host_port::HostPort;
use crate::later::{self, Part};
use crate::spot::Spot;
use crate::state::PanelState;
use crate::{composer, gate, header, menu, message_log, rating, status_bar, text, tray};

/// Makes the page live, for as long as it is there.
pub fn start(port: HostPort) {
    let Some(mut settings) = settings() else { return };
    text::learn(&mut settings);
    // It is an error only to have one already.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    owner.with(|| live(settings, port));
    std::mem::forget(owner);
}

fn settings() -> Option<PanelSettings> {
    let text = document().get_element_by_id("settings")?.text_content()?;
    json::parse(&text)
}

fn live(settings: PanelSettings, port: HostPort) {
    let was_submitted = port.was_submitted();
    let state = PanelState::new(settings, port);
    listen(state);
    header::live(state);
    message_log::live(state);
    status_bar::live(state);
    rating::live(state);
    gate::live(state);
    tray::live(state);
    menu::live(state);
    state.start();
    composer::live(state, was_submitted);
    if state.route().is_some() {
        // What was said is about to come, and is to be shown with everything.
        later::is_here();
    }
}

/// What concerns no part by itself: Escape, files that are dropped, emoji to choose from.
fn listen(state: PanelState) {
    let panel = Spot::of_page("panel");
    panel.on("keydown", move |event| {
        let is_escape = event
            .dyn_ref::<KeyboardEvent>()
            .is_some_and(|event| event.key() == "Escape" && !event.is_composing());
        if is_escape && state.is_framed() {
            state.tell_host(&FrameMessage::Close);
        }
    });
    // A file that is dropped elsewhere would take the place of the panel; text may go into the field.
    panel.on("dragover", move |event| {
        if dragged_files(event).is_some() {
            event.prevent_default();
            // It comes many times a second.
            state.is_dragged_over.set_if_other(state.settings().files.is_some());
        }
    });
    panel.on("drop", move |event| {
        let Some(data) = dragged_files(event) else { return };
        event.prevent_default();
        state.is_dragged_over.set(false);
        if let Some(files) = data.files().filter(|_| state.settings().files.is_some()) {
            state.take_files(&files);
        }
    });
    let part = move |is_there: bool, part: Part| if is_there { later::part(state, part) } else { None };
    Spot::of_page("drop-hint").holds(move || part(state.is_dragged_over.get(), Part::DropHint));
    Spot::of_page("emoji").holds(move || part(state.shows_emoji.get(), Part::Emoji));
}

/// What is dragged, when there are files in it.
fn dragged_files(event: &Event) -> Option<DataTransfer> {
    let data = event.dyn_ref::<DragEvent>()?.data_transfer()?;
    data.types().includes(&"Files".into(), 0).then_some(data)
}
