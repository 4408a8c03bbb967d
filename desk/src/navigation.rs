//! Moves between places and keeps the address, so that Back does what people expect: from a
//! conversation to the list, not through every ticket that was looked at.

use leptos::prelude::*;
use pulina_shared::ids::TicketNumber;
use pulina_shared::wire::help_desk::View;
use wasm_bindgen::JsValue;

use crate::place::{Place, SettingsTab};

/// Where the page's address says we are.
pub fn place_in_address() -> Place {
    let fragment = window().location().hash().unwrap_or_default();
    Place::parse(&fragment)
}

/// The way around the desk.
#[derive(Clone, Copy, Debug)]
pub struct Navigation {
    place: RwSignal<Place>,
    /// The conversation was opened from the list of this page, so Back leads there.
    was_pushed: StoredValue<bool>,
}

impl Navigation {
    /// Moves this place, and follows the browser's Back and edits of the address.
    pub fn new(place: RwSignal<Place>) -> Self {
        let navigation = Self { place, was_pushed: StoredValue::new(false) };
        let listener = window_event_listener_untyped("popstate", move |_| navigation.follow());
        on_cleanup(move || listener.remove());
        navigation
    }

    /// Opens a ticket.
    pub fn open(self, number: TicketNumber) {
        let before = self.place.get_untracked();
        let place = before.with_ticket(number);
        if place == before {
            return;
        }
        if before.ticket.is_none() {
            self.was_pushed.set_value(true);
            self.write(place, true);
        } else {
            self.write(place, false);
        }
    }

    /// Shows another list.
    pub fn show(self, view: View) {
        let before = self.place.get_untracked();
        // An open conversation stays open beside the other list.
        self.write(Place { view, settings: None, ..before }, false);
    }

    /// Shows a part of the settings; Back leads to where the agent was before them.
    pub fn show_settings(self, tab: SettingsTab) {
        let before = self.place.get_untracked();
        let is_first = before.settings.is_none();
        self.write(Place { settings: Some(tab), ..before }, is_first);
    }

    /// From the conversation to the list.
    pub fn back(self) {
        let is_from_list = self.was_pushed.get_value();
        let went_back = is_from_list && window().history().is_ok_and(|history| history.back().is_ok());
        if !went_back {
            self.write(self.place.get_untracked().without_ticket(), false);
        }
    }

    fn follow(self) {
        let place = place_in_address();
        if place.ticket.is_none() {
            self.was_pushed.set_value(false);
        }
        self.place.set(place);
    }

    fn write(self, place: Place, is_pushed: bool) {
        let fragment = place.fragment();
        // Without a history the desk still works, only Back does not.
        if let Ok(history) = window().history() {
            let _ = if is_pushed {
                history.push_state_with_url(&JsValue::NULL, "", Some(&fragment))
            } else {
                history.replace_state_with_url(&JsValue::NULL, "", Some(&fragment))
            };
        }
        self.place.set(place);
    }
}
