//! The texts that a channel has of its own, one language at a time.

use leptos::prelude::*;
use pulina_shared::language::Language;
use pulina_shared::wire::channel::ChannelTexts;

use super::field::{ChoiceField, TextField};
use super::form::Form;
use crate::text;

/// One of the texts.
pub struct ChannelText {
    /// Its name in the settings.
    pub name: &'static str,
    /// How people call it.
    pub label: &'static str,
    /// Why it is there.
    pub hint: &'static str,
    /// Leads to it.
    pub way: fn(&mut ChannelTexts) -> &mut String,
    /// It may have several lines.
    pub is_long: bool,
}

/// The languages by their own names.
pub fn languages() -> Vec<(Language, &'static str)> {
    Language::ALL.iter().map(|&language| (language, language.own_name())).collect()
}

/// Texts in one language.
#[component]
fn TextsIn(
    /// The form.
    form: Form,
    /// Which texts.
    texts: &'static [ChannelText],
    /// Which language.
    language: Language,
) -> impl IntoView {
    let fields = texts.iter().map(|&ChannelText { name, label, hint, way, is_long }| {
        let value = Signal::derive(move || {
            let mut texts = form.typed.with(|typed| typed.texts(language));
            std::mem::take(way(&mut texts))
        });
        let change = move |value| {
            form.change(|typed| *way(typed.settings.texts.entry(language).or_default()) = value);
        };
        let pointer = format!("/texts/{}/{name}", language.tag());
        view! { <TextField form pointer label hint is_long value on_input=change/> }
    });
    fields.collect_view()
}

/// A choice of the language, and the texts in it.
#[component]
pub fn Texts(
    /// The form.
    form: Form,
    /// Which texts.
    texts: &'static [ChannelText],
) -> impl IntoView {
    view! {
        <ChoiceField id="texts-language" label=text::TEXTS_IN hint=text::TEXTS_IN_WHY options=languages()
            value=form.language on_choice=move |language: Language| form.language.set(language)/>
        {move || view! { <TextsIn form texts language=form.language.get()/> }}
    }
}
