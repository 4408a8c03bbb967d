//! Lets somebody in again who has lost their authenticator app or their passkeys.

use leptos::prelude::*;
use pulina_shared::ids::UserId;

use super::name_question::NameQuestion;
use crate::text;

/// The button, and the question before it is done.
#[component]
pub fn ResetFactors(
    /// Whose.
    user: UserId,
    /// How they are called.
    name: String,
    /// It is to be done.
    #[prop(into)]
    on_reset: Callback<()>,
) -> impl IntoView {
    let is_asked = RwSignal::new(false);
    let reset = Callback::new(move |()| {
        is_asked.set(false);
        on_reset.run(());
    });
    let (id, label) = (["reset-", user.as_str()].concat(), text::reset_factors(&name));
    view! {
        <button class="button users__deed" type="button" aria-label=label
            aria-expanded=move || is_asked.get().to_string() on:click=move |_| is_asked.set(true)>{text::RESET_FACTORS}</button>
        <Show when=move || is_asked.get()>
            <NameQuestion id=id.clone() name=name.clone() why=text::RESET_WHY deed=text::RESET_NOW
                on_deed=reset on_close=move |()| is_asked.set(false)/>
        </Show>
    }
}
