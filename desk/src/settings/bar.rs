//! The bar below the fields: how the draft stands, and what can be done with it. Before anything is
//! published it lists what changes for visitors.

use leptos::prelude::*;
use serde_json::Value;

use super::form::{Form, Standing};
use crate::keyboard::focus_soon;
use crate::text;

/// How it stands, in a few words.
fn told(form: Form) -> String {
    let n_changes = form.changes.with(|changes| changes.pointers.len() as u64 + changes.n_more);
    match form.standing.get() {
        Standing::Keeping => text::KEEPING.to_owned(),
        Standing::Publishing => text::PUBLISHING.to_owned(),
        Standing::Published if n_changes == 0 && !form.is_changed.get() => text::PUBLISHED.to_owned(),
        Standing::Ready | Standing::Published if form.is_changed.get() => text::UNSAVED.to_owned(),
        Standing::Ready | Standing::Published if n_changes > 0 => text::kept_in_draft(n_changes),
        Standing::Ready if form.thrown.with(Option::is_some) => text::DISCARDED.to_owned(),
        _ => String::new(),
    }
}

fn refused(form: Form) -> Option<String> {
    match form.standing.get() {
        Standing::Refused(sentence) => Some(sentence),
        Standing::Overtaken(theirs) if theirs.based_on < theirs.published => {
            Some(text::OVERTAKEN_BY_PUBLISHING.to_owned())
        }
        Standing::Overtaken(_) => Some(text::OVERTAKEN.to_owned()),
        _ => None,
    }
}

/// A value as people read it; absent for what is too much for a line.
fn shown(value: Option<&Value>) -> Option<String> {
    const CHARACTERS_MAX: usize = 60;
    let text = match value? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(is_on) => if *is_on { text::ON } else { text::OFF }.to_owned(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    let is_short = text.chars().count() <= CHARACTERS_MAX;
    let cut = || text.chars().take(CHARACTERS_MAX).chain(['…']).collect();
    (!text.is_empty()).then(|| if is_short { text.clone() } else { cut() })
}

/// What changes for visitors, line by line.
#[component]
pub fn Changes(
    /// The form.
    form: Form,
) -> impl IntoView {
    let rows = move || {
        let before =
            form.published.with(|it| it.as_ref().and_then(|it| serde_json::to_value(&it.settings).ok()));
        let after = form.typed.with(|typed| typed.read().ok().and_then(|it| serde_json::to_value(&it).ok()));
        let changes = form.changes.get();
        let row = |pointer: &String| {
            let of = |value: &Option<Value>| shown(value.as_ref().and_then(|value| value.pointer(pointer)));
            let (old, new) = (of(&before), of(&after));
            view! {
                <li>
                    <span class="changes__name">{text::setting_name(pointer)}</span>
                    {old.map(|old| view! { " "<del class="foreign-text">{old}</del> })}
                    {new.map(|new| view! { " "<ins class="foreign-text">{new}</ins> })}
                </li>
            }
        };
        let more = (changes.n_more > 0).then(|| view! { <li>{text::and_more(changes.n_more)}</li> });
        view! { {changes.pointers.iter().map(row).collect_view()} {more} }
    };
    view! { <ul class="changes" aria-label=text::WHAT_CHANGES>{rows}</ul> }
}

/// The list of what changes, and the last question.
#[component]
fn Review(
    /// The form.
    form: Form,
    /// Whether it is open.
    is_open: RwSignal<bool>,
) -> impl IntoView {
    let close = move |_| {
        is_open.set(false);
        focus_soon("#review");
    };
    let publish = move |_| {
        is_open.set(false);
        form.publish();
        focus_soon("#settings-title");
    };
    view! {
        <div class="settings__review" role="group" aria-labelledby="review-title">
            <h3 class="settings__heading" id="review-title" tabindex="-1">{text::WHAT_CHANGES}</h3>
            <Changes form/>
            <div class="settings__deeds">
                <button class="button button--primary" type="button" on:click=publish>{text::PUBLISH_NOW}</button>
                <button class="button" type="button" on:click=close>{text::NOT_YET}</button>
            </div>
        </div>
    }
}

/// The bar.
#[component]
pub fn SaveBar(
    /// The form.
    form: Form,
) -> impl IntoView {
    let is_reviewing = RwSignal::new(false);
    let is_overtaken = Memo::new(move |_| matches!(form.standing.get(), Standing::Overtaken(_)));
    let has_changes = Memo::new(move |_| form.is_changed.get() || form.changes.with(|it| !it.is_empty()));
    let is_thrown = Memo::new(move |_| form.thrown.with(Option::is_some) && !has_changes.get());
    let throw_away = move |_| {
        is_reviewing.set(false);
        form.throw_away();
        focus_soon("#settings-title");
    };
    let put_back = move |_| {
        form.put_back();
        focus_soon("#review");
    };
    let review = move |_| {
        leptos::task::spawn_local(async move {
            if form.kept().await {
                is_reviewing.set(true);
                focus_soon("#review-title");
            }
        });
    };
    view! {
        <Show when=move || is_reviewing.get() && has_changes.get() && !is_overtaken.get()>
            <Review form is_open=is_reviewing/>
        </Show>
        <div class="settings__bar">
            <p class="settings__told" role="status">{move || told(form)}</p>
            <p class="field__mistake" role="alert">{move || refused(form)}</p>
            <div class="settings__deeds">
                <Show when=move || is_overtaken.get()>
                    <button class="button" type="button" on:click=move |_| form.take_theirs()>{text::TAKE_THEIRS}</button>
                    <button class="button button--danger" type="button" on:click=move |_| form.keep_mine()>{text::KEEP_MINE}</button>
                </Show>
                <Show when=move || !is_overtaken.get() && is_thrown.get()>
                    <button class="button" type="button" on:click=put_back>{text::PUT_DRAFT_BACK}</button>
                </Show>
                <Show when=move || !is_overtaken.get() && has_changes.get()>
                    <button class="button button--quiet" type="button" on:click=throw_away>{text::DISCARD_DRAFT}</button>
                    <button class="button button--primary" id="review" type="button"
                        aria-expanded=move || is_reviewing.get().to_string() on:click=review>{text::PUBLISH}</button>
                </Show>
            </div>
        </div>
    }
}
