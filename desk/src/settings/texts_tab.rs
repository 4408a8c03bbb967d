//! What the chat says in its own words.

use leptos::prelude::*;
use pulina_shared::language::Language;

use super::channel_text::{ChannelText, Texts, languages};
use super::field::ChoiceField;
use super::form::Form;
use crate::text;

const TEXTS: &[ChannelText] = &[
    ChannelText {
        name: "title",
        label: text::TITLE,
        hint: text::TITLE_WHY,
        way: |texts| &mut texts.title,
        is_long: false,
    },
    ChannelText {
        name: "subtitle",
        label: text::SUBTITLE,
        hint: text::SUBTITLE_WHY,
        way: |texts| &mut texts.subtitle,
        is_long: false,
    },
    ChannelText {
        name: "welcome",
        label: text::WELCOME,
        hint: text::WELCOME_WHY,
        way: |texts| &mut texts.welcome,
        is_long: true,
    },
    ChannelText {
        name: "teaser",
        label: text::TEASER,
        hint: text::TEASER_WHY,
        way: |texts| &mut texts.teaser,
        is_long: false,
    },
    ChannelText {
        name: "launcher",
        label: text::LAUNCHER_WORDS,
        hint: text::LAUNCHER_WORDS_WHY,
        way: |texts| &mut texts.launcher,
        is_long: false,
    },
    ChannelText {
        name: "away",
        label: text::AWAY,
        hint: text::AWAY_WHY,
        way: |texts| &mut texts.away,
        is_long: true,
    },
    ChannelText {
        name: "reply_time",
        label: text::REPLY_WORDS,
        hint: text::REPLY_WORDS_WHY,
        way: |texts| &mut texts.reply_time,
        is_long: false,
    },
];

/// The tab.
#[component]
pub fn TextsTab(
    /// The form.
    form: Form,
) -> impl IntoView {
    view! {
        <ChoiceField id="texts-main-language" label=text::MAIN_LANGUAGE hint=text::MAIN_LANGUAGE_WHY options=languages()
            value=Signal::derive(move || form.typed.with(|typed| typed.settings.language))
            on_choice=move |language: Language| form.change(|typed| typed.settings.language = language)/>
        <Texts form texts=TEXTS/>
    }
}
