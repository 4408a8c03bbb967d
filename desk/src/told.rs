//! How a change that is made at once went, told where it was made. A picture that was removed can be put back
//! from there, as long as nothing else was done to it.

use leptos::prelude::*;
use web_sys::Blob;

use crate::text;

/// How it went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Told {
    #[default]
    Nothing,
    Running,
    Done(&'static str),
    Failed(String),
}

/// A picture that is not there any more.
pub type Removed = RwSignal<Option<Blob>, LocalStorage>;

/// The outcome of a change.
#[component]
pub fn ToldLine(
    /// What to tell.
    told: RwSignal<Told>,
    /// The picture that was removed, and what puts it back.
    #[prop(optional)]
    removed: Option<(Removed, Callback<()>)>,
) -> impl IntoView {
    let put_back = move || {
        let (removed, put_back) = removed?;
        let is_done = matches!(told.get(), Told::Done(_));
        (is_done && removed.with(Option::is_some)).then(|| {
            view! {
                <button class="button button--small" type="button" on:click=move |_| put_back.run(())>{text::PUT_BACK}</button>
            }
        })
    };
    view! {
        <div class="told">
            <p class="field__done" role="status">{move || match told.get() {
                Told::Done(sentence) => sentence,
                Told::Nothing | Told::Running | Told::Failed(_) => "",
            }}</p>
            {put_back}
        </div>
        <p class="field__mistake" role="alert">{move || match told.get() {
            Told::Failed(sentence) => Some(sentence),
            Told::Nothing | Told::Running | Told::Done(_) => None,
        }}</p>
    }
}
