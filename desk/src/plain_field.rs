//! One line of text with its label, why it is there, and what is wrong with it.

use leptos::prelude::*;

/// The field.
#[component]
pub fn PlainField(
    /// Its id.
    id: &'static str,
    /// Its name.
    label: &'static str,
    /// What kind of text the browser takes.
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in.
    autocomplete: &'static str,
    /// Why it is there.
    #[prop(optional, into)]
    hint: String,
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
                class="field__input" id=id type=kind autocomplete=autocomplete autocapitalize="off" spellcheck="false"
                dir="auto" aria-describedby=described aria-invalid=move || mistake.with(|it| it.is_some().to_string())
                prop:value=value on:input=move |event| value.set(event_target_value(&event))
            />
            <p class="field__hint" id=hint_id>{hint}</p>
            <p class="field__mistake" id=mistake_id>{move || mistake.get()}</p>
        </div>
    }
}
