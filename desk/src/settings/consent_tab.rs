//! What visitors are asked before anything is stored, what their browser keeps, and for how long we keep
//! what they said.

use leptos::prelude::*;
use pulina_shared::wire::channel::{ConsentMode, StorageMode};

use super::channel_text::{ChannelText, Texts};
use super::consent_versions::ConsentVersions;
use super::field::{ChoiceField, TextField};
use super::form::Form;
use crate::text;

const TEXTS: &[ChannelText] = &[
    ChannelText {
        name: "consent",
        label: text::CONSENT_TEXT,
        hint: text::CONSENT_TEXT_WHY,
        way: |texts| &mut texts.consent,
        is_long: true,
    },
    ChannelText {
        name: "consent_button",
        label: text::CONSENT_BUTTON,
        hint: text::CONSENT_BUTTON_WHY,
        way: |texts| &mut texts.consent_button,
        is_long: false,
    },
    ChannelText {
        name: "communicate",
        label: text::COMMUNICATE,
        hint: text::COMMUNICATE_WHY,
        way: |texts| &mut texts.communicate,
        is_long: true,
    },
];

/// The tab.
#[component]
pub fn ConsentTab(
    /// The form.
    form: Form,
) -> impl IntoView {
    view! {
        <ChoiceField id="consent-mode" label=text::CONSENT_MODE options=text::CONSENT_MODES.to_vec()
            value=Signal::derive(move || form.typed.with(|typed| typed.settings.consent.mode))
            on_choice=move |mode: ConsentMode| form.change(|typed| typed.settings.consent.mode = mode)/>
        <ChoiceField id="consent-storage" label=text::STORAGE hint=text::STORAGE_WHY options=text::STORAGES.to_vec()
            value=Signal::derive(move || form.typed.with(|typed| typed.settings.consent.storage))
            on_choice=move |mode: StorageMode| form.change(|typed| typed.settings.consent.storage = mode)/>
        <TextField form pointer="/retention_days" label=text::RETENTION hint=text::RETENTION_WHY
            value=Signal::derive(move || form.typed.with(|typed| typed.retention_days.clone()))
            on_input=move |value| form.change(|typed| typed.retention_days = value)/>
        <Texts form texts=TEXTS/>
        <ConsentVersions form/>
    }
}
