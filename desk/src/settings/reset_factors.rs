//! Lets somebody in again who has lost their authenticator app or their passkeys.

use leptos::prelude::*;

use crate::keyboard::focus_soon;
use crate::text;

/// The button, and the question before it is done.
#[component]
pub fn ResetFactors(
    /// Whose.
    name: String,
    /// It is to be done.
    #[prop(into)]
    on_reset: Callback<()>,
) -> impl IntoView {
    let is_asked = RwSignal::new(false);
    let ask = move |_| {
        is_asked.set(true);
        focus_soon("[data-testid=reset-now]");
    };
    let reset = move |_| {
        is_asked.set(false);
        on_reset.run(());
    };
    view! {
        <button class="button users__deed" type="button" aria-label=text::reset_factors(&name)
            hidden=move || is_asked.get() on:click=ask>{text::RESET_FACTORS}</button>
        <div class="settings__ask" hidden=move || !is_asked.get()>
            <p>{text::RESET_WHY}</p>
            <button class="button button--danger users__deed" type="button" on:click=reset
                data-testid=move || is_asked.get().then_some("reset-now")>{text::RESET_NOW}</button>
            <button class="button users__deed" type="button" on:click=move |_| is_asked.set(false)>{text::KEEP_FACTORS}</button>
        </div>
    }
}
