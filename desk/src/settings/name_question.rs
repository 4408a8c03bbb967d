//! What is asked before something is done that nobody can undo: its name, so that it is not done by the way.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::keyboard::{focus_back_soon, focus_soon, focused};
use crate::text;

/// The question. It takes the focus, and gives it back when nothing is to be done.
#[component]
pub fn NameQuestion(
    /// The id of its field, the only one of this id on the page.
    id: String,
    /// What has to be typed, in whichever case.
    name: String,
    /// What doing it does.
    #[prop(into)]
    why: Signal<String>,
    /// What the button says that does it.
    deed: &'static str,
    /// It is to be done.
    #[prop(into)]
    on_deed: Callback<()>,
    /// It is not.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let opener = StoredValue::new_local(focused());
    let field = ["#", &id].concat();
    focus_soon(field.clone());
    let typed = RwSignal::new(String::new());
    let mistake = RwSignal::new(None::<&'static str>);
    let label = text::type_to_go_on(&name);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if typed.with_untracked(|typed| typed.trim().to_lowercase() == name.trim().to_lowercase()) {
            on_deed.run(());
        } else {
            mistake.set(Some(text::NAME_DIFFERS));
            focus_soon(field.clone());
        }
    };
    let close = move |_| {
        let opener = opener.get_value();
        on_close.run(());
        focus_back_soon(opener);
    };
    let (of_label, why_id, mistake_id) = (id.clone(), [&id, "-why"].concat(), [&id, "-mistake"].concat());
    let described = [&why_id, " ", &mistake_id].concat();
    view! {
        <form class="settings__group named__form" novalidate on:submit=submit>
            <div class="field">
                <label class="field__label" for=of_label>{label}</label>
                <input class="field__input" id=id type="text" dir="auto" autocomplete="off" autocapitalize="off"
                    spellcheck="false" aria-describedby=described
                    aria-invalid=move || mistake.with(Option::is_some).to_string()
                    prop:value=typed on:input=move |event| { typed.set(event_target_value(&event)); mistake.set(None); }/>
                <p class="field__hint" id=why_id>{why}</p>
                <p class="field__mistake" id=mistake_id role="alert">{mistake}</p>
            </div>
            <div class="settings__ask">
                <button class="button button--danger users__deed" type="submit">{deed}</button>
                <button class="button users__deed" type="button" on:click=close>{text::KEEP_THIS}</button>
            </div>
        </form>
    }
}
