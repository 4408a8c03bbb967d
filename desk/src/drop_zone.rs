//! Takes files that are dragged onto the conversation, and says so while they are above it.

use leptos::prelude::*;
use pulina_browser::clock::Timer;
use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, DragEvent, Element, File};

use crate::icon::{Icon, Sign};
use crate::live::LiveConversation;
use crate::own_messages::OwnMessages;
use crate::state::desk;
use crate::text;

/// While files are above the page, this comes several times a second.
const DRAG_PAUSE_MS: u64 = 400;

/// The files that something carries.
pub fn files_of(transfer: Option<DataTransfer>) -> Vec<File> {
    let Some(files) = transfer.and_then(|transfer| transfer.files()) else { return Vec::new() };
    (0..files.length()).filter_map(|index| files.get(index)).collect()
}

fn carries_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|transfer| transfer.types());
    types.is_some_and(|types| types.iter().any(|kind| kind == "Files"))
}

fn is_over_conversation(event: &DragEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest("[data-testid=conversation]").ok().flatten().is_some())
}

/// The place; drawn only while files are above it.
#[component]
pub fn DropZone(
    /// Where the files go.
    live: StoredValue<LiveConversation, LocalStorage>,
    /// Nothing is taken while a message is being said otherwise.
    own: OwnMessages,
) -> impl IntoView {
    let desk = desk();
    let is_over = RwSignal::new(false);
    let timer = StoredValue::new_local(None::<Timer>);
    let over = window_event_listener(leptos::ev::dragover, move |event| {
        if !carries_files(&event) {
            return;
        }
        // A file that misses must not replace the desk.
        event.prevent_default();
        is_over.set(is_over_conversation(&event) && own.editing.with_untracked(Option::is_none));
        timer.set_value(Some(Timer::after(DRAG_PAUSE_MS, move || {
            is_over.try_set(false);
        })));
    });
    let drop = window_event_listener(leptos::ev::drop, move |event| {
        if !carries_files(&event) {
            return;
        }
        event.prevent_default();
        if is_over_conversation(&event) && own.editing.with_untracked(Option::is_none) {
            let files = files_of(event.data_transfer());
            if let Err(sentence) = live.with_value(|live| live.attached.add_files(files)) {
                desk.alert.set(Some(sentence));
            }
        }
        is_over.set(false);
    });
    on_cleanup(move || {
        over.remove();
        drop.remove();
    });
    view! {
        <Show when=move || is_over.get()>
            <div class="drop-zone" aria-hidden="true">
                <p class="drop-zone__words"><Icon sign=Sign::Attach/>{text::DROP_FILES}</p>
            </div>
        </Show>
    }
}
