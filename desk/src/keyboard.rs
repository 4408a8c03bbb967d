//! Listens to the keyboard for the whole desk and says which shortcut was meant.

use std::borrow::Cow;
use std::cell::Cell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use crate::shortcut::{Press, Shortcut};

/// Fields in which letters are text.
const FIELDS: &str = "input, textarea, select, [contenteditable]";
/// Controls for which Enter is the press, except the ticket that is open already.
const PRESSABLE: &str = "a:not([aria-current]), button, summary";

/// Calls `act` for every shortcut, as long as the owner of the call lives.
pub fn listen(act: impl Fn(Shortcut) + 'static) {
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        if event.default_prevented() || event.is_composing() {
            return;
        }
        let key = event.key();
        let press = Press {
            key: &key,
            has_modifier: event.ctrl_key() || event.alt_key() || event.meta_key(),
            is_taken: is_taken(&event, &key),
        };
        if let Some(shortcut) = Shortcut::of(press) {
            event.prevent_default();
            act(shortcut);
        }
    });
    on_cleanup(move || listener.remove());
}

fn is_taken(event: &KeyboardEvent, key: &str) -> bool {
    let is_dialog_open = document().query_selector("dialog[open]").ok().flatten().is_some();
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let is_within =
        |selector| target.as_ref().is_some_and(|element| element.closest(selector).ok().flatten().is_some());
    is_dialog_open || is_within(FIELDS) || (key == "Enter" && is_within(PRESSABLE))
}

thread_local! {
    /// How often somebody wished to move the focus; the last wish wins.
    static N_WISHES: Cell<u64> = const { Cell::new(0) };
}

/// Counts a wish and says the how many-eth it is.
fn wish() -> u64 {
    N_WISHES.with(|n_wishes| {
        n_wishes.set(n_wishes.get() + 1);
        n_wishes.get()
    })
}

/// Moves the focus to the first element that fits and is on screen, at once: the next key may
/// follow within a millisecond.
pub fn focus(selector: &str) {
    wish();
    move_to(selector);
}

/// The same, once what is being drawn is there, unless the focus is wished elsewhere by then.
pub fn focus_soon(selector: impl Into<Cow<'static, str>>) {
    let (wished, selector) = (wish(), selector.into());
    request_animation_frame(move || {
        if N_WISHES.with(Cell::get) == wished {
            move_to(&selector);
        }
    });
}

/// What has the focus; the page itself where nothing has.
pub fn focused() -> Option<HtmlElement> {
    document().active_element()?.dyn_into().ok()
}

/// Gives the focus back, once what is being drawn is there, unless it is wished elsewhere by then.
pub fn focus_back_soon(to: Option<HtmlElement>) {
    let wished = wish();
    request_animation_frame(move || {
        if let Some(element) = to
            && N_WISHES.with(Cell::get) == wished
        {
            // What is gone by now cannot take it.
            let _ = element.focus();
        }
    });
}

fn move_to(selector: &str) {
    let Ok(found) = document().query_selector_all(selector) else { return };
    let elements = (0..found.length()).filter_map(|index| found.get(index)?.dyn_into::<HtmlElement>().ok());
    // On a phone one of the two screens is there without being shown.
    let shown = elements.into_iter().find(|element| element.offset_width() > 0);
    if let Some(element) = shown {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}
