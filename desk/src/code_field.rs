//! A field for a code of an authenticator app, for which phones show digits and fill in what they know.

use leptos::prelude::*;

/// The field.
#[component]
pub fn CodeField(
    /// Its id.
    id: &'static str,
    /// Its name.
    #[prop(into)]
    label: Signal<&'static str>,
    /// Why it is there.
    #[prop(into)]
    hint: Signal<&'static str>,
    /// Whether letters are typed, too.
    #[prop(optional, into)]
    has_letters: Signal<bool>,
    /// What stands in it.
    value: RwSignal<String>,
    /// What is wrong with it.
    #[prop(into)]
    mistake: Signal<Option<String>>,
) -> impl IntoView {
    let (hint_id, mistake_id) = (format!("{id}-hint"), format!("{id}-mistake"));
    let described = format!("{hint_id} {mistake_id}");
    view! {
        <div class="field">
            <label class="field__label" for=id>{label}</label>
            <input
                class="field__input field__input--code" id=id type="text" autocomplete="one-time-code" autocapitalize="off"
                spellcheck="false" inputmode=move || if has_letters.get() { "text" } else { "numeric" }
                aria-describedby=described aria-invalid=move || mistake.with(|it| it.is_some().to_string())
                prop:value=value on:input=move |event| value.set(event_target_value(&event))
            />
            <p class="field__hint" id=hint_id>{hint}</p>
            <p class="field__mistake" id=mistake_id>{move || mistake.get()}</p>
        </div>
    }
}
