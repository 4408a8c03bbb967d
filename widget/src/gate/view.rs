//! The one place above the composer where something is asked.

use leptos::prelude::*;

use super::consent::Consent;
use super::questions::{Email, Questions};
use super::{Gate, implicit};
use crate::erased::follow;
use crate::later::{self, Part};
use crate::shown::Shown;
use crate::spot::Spot;
use crate::state::PanelState;

/// Makes the place live; it is empty while nothing is asked.
pub fn live(state: PanelState) {
    // Drawn again only when another thing is asked.
    let asked = Shown::for_ever(Gate::Nothing);
    follow(move || asked.set_if_other(state.gate()));
    Spot::of_page("gate").holds(move || {
        // Another text of the same question is drawn in its place.
        state.shown_settings();
        match asked.get() {
            Gate::Nothing => None,
            gate => later::part(state, Part::Gate(gate)),
        }
    });
}

/// The question itself.
pub fn view(state: PanelState, gate: Gate) -> Option<AnyView> {
    match gate {
        Gate::Nothing => None,
        Gate::Consent => Some(view! { <Consent state /> }.into_any()),
        Gate::Implicit => Some(implicit::view(state)),
        Gate::Questions => Some(view! { <Questions state /> }.into_any()),
        Gate::Email => Some(view! { <Email state /> }.into_any()),
    }
}
