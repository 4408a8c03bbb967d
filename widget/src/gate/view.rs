//! The one place above the composer where something is asked.

use leptos::prelude::*;

use super::consent::Consent;
use super::questions::{Email, Questions};
use super::{Gate, implicit};
use crate::erased::piece;
use crate::later::{self, Part};
use crate::state::PanelState;

/// What is asked now, or nothing.
#[component]
pub fn GateView(
    /// The shared state.
    state: PanelState,
) -> impl IntoView {
    let asked = Memo::new(move |_| state.gate());
    piece(move || match asked.get() {
        Gate::Nothing => None,
        gate => later::part(state, Part::Gate(gate)),
    })
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
