//! Moves between places and keeps the address, so that Back does what people expect: from a
//! conversation to the list, not through every ticket that was looked at.

use leptos::ev;
use leptos::prelude::*;
use pulina_shared::ids::{InboxId, TicketNumber};
use pulina_shared::wire::help_desk::View;
use wasm_bindgen::JsValue;

use crate::place::Place;
use crate::settings_place::SettingsPlace;
use crate::text;

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
    /// Where the agent was in the settings, so that a look at the tickets loses no place.
    last_settings: RwSignal<Option<SettingsPlace>>,
    leaving: StoredValue<Leaving>,
}

/// Asks, if anything is typed.
fn may_lose(is_typed: bool) -> bool {
    // Where the browser asks nothing, nobody is held back.
    !is_typed || window().confirm_with_message(text::LEAVE_TYPED).unwrap_or(true)
}

/// What has to be known before a page is left.
#[derive(Debug, Default)]
struct Leaving {
    /// Whether something is typed that is lost with the page, of everything that says so.
    typed: Vec<Signal<bool>>,
    /// It was said already that it may be lost.
    is_agreed: bool,
}

impl Navigation {
    /// Moves this place, and follows the browser's Back and edits of the address.
    pub fn new(place: RwSignal<Place>) -> Self {
        let navigation = Self {
            place,
            was_pushed: StoredValue::new(false),
            last_settings: RwSignal::new(place.with_untracked(|place| place.settings.clone())),
            leaving: StoredValue::default(),
        };
        let listener = window_event_listener_untyped("popstate", move |_| navigation.follow());
        on_cleanup(move || listener.remove());
        let leaving = window_event_listener(ev::beforeunload, move |event| {
            if navigation.is_typed() && !navigation.is_leaving() {
                event.prevent_default();
            }
        });
        on_cleanup(move || leaving.remove());
        navigation
    }

    /// Asks before a page is left, as long as this is true and whoever says so is on it.
    pub fn asks_while(self, is_typed: Signal<bool>) {
        self.leaving.update_value(|leaving| leaving.typed.push(is_typed));
        on_cleanup(move || self.leaving.update_value(|leaving| leaving.typed.retain(|it| *it != is_typed)));
    }

    fn is_typed(self) -> bool {
        // What is gone already is nothing typed.
        let is_true = |it: &Signal<bool>| it.try_get_untracked() == Some(true);
        self.leaving.with_value(|leaving| leaving.typed.iter().any(is_true))
    }

    /// Whether the page may be left for this place.
    fn may_leave(self, place: &Place) -> bool {
        let stays = self.place.with_untracked(|before| before.settings == place.settings);
        stays || self.may_lose_typed()
    }

    /// Whether what is typed may be lost: asks, if anything is.
    pub fn may_lose_typed(self) -> bool {
        may_lose(self.is_typed())
    }

    /// Whether the whole desk may be left, with this typed that outlives a look at another page of it: asks, if
    /// anything is typed anywhere. The browser does not ask again.
    pub fn may_leave_desk(self, is_changed: bool) -> bool {
        let may = may_lose(is_changed || self.is_typed());
        self.leaving.update_value(|leaving| leaving.is_agreed = may);
        may
    }

    /// The desk was not left after all.
    pub fn stays(self) {
        self.leaving.update_value(|leaving| leaving.is_agreed = false);
    }

    /// Whether it was said already that what is typed may be lost.
    pub fn is_leaving(self) -> bool {
        self.leaving.with_value(|leaving| leaving.is_agreed)
    }

    /// Opens a ticket.
    pub fn open(self, number: TicketNumber) {
        let before = self.place.get_untracked();
        let had_ticket = before.ticket.is_some();
        let place = before.with_ticket(number);
        if place == before {
            return;
        }
        if !had_ticket {
            self.was_pushed.set_value(true);
        }
        self.write(place, !had_ticket);
    }

    /// Shows another list.
    pub fn show(self, view: View) {
        let before = self.place.get_untracked();
        // An open conversation stays open beside the other list.
        self.write(Place { view, settings: None, ..before }, false);
    }

    /// Shows the same list of one inbox, or of all.
    pub fn show_inbox(self, inbox: Option<InboxId>) {
        let before = self.place.get_untracked();
        self.write(Place { inbox, settings: None, ..before }, false);
    }

    /// Shows a place in the settings; Back leads to the page where the agent was before, and parts of a
    /// channel are one page.
    pub fn show_settings(self, settings: SettingsPlace) {
        let before = self.place.get_untracked();
        let is_same_page = before.settings.as_ref().is_some_and(|it| it.is_page_of(&settings));
        self.write(Place { settings: Some(settings), ..before }, !is_same_page);
    }

    /// The same in place of where the agent is, which is over.
    pub fn go_on_to_settings(self, settings: SettingsPlace) {
        let before = self.place.get_untracked();
        self.write(Place { settings: Some(settings), ..before }, false);
    }

    /// Where somebody comes who asks for the settings from outside. Tracks.
    pub fn last_settings(self) -> SettingsPlace {
        self.last_settings.get().unwrap_or_default()
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
        if !self.may_leave(&place) {
            // The browser has gone there already.
            let fragment = self.place.with_untracked(Place::fragment);
            if let Ok(history) = window().history() {
                let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&fragment));
            }
            return;
        }
        if place.ticket.is_none() {
            self.was_pushed.set_value(false);
        }
        self.arrive(place);
    }

    fn write(self, place: Place, is_pushed: bool) {
        if !self.may_leave(&place) {
            return;
        }
        let fragment = place.fragment();
        // Without a history the desk still works, only Back does not.
        if let Ok(history) = window().history() {
            let _ = if is_pushed {
                history.push_state_with_url(&JsValue::NULL, "", Some(&fragment))
            } else {
                history.replace_state_with_url(&JsValue::NULL, "", Some(&fragment))
            };
        }
        self.arrive(place);
    }

    fn arrive(self, place: Place) {
        if place.settings.is_some() {
            self.last_settings.set(place.settings.clone());
        }
        self.place.set(place);
    }
}
