//! What a conversation may hold, and what happens when it ends.

use leptos::prelude::*;
use pulina_shared::wire::channel::EmailCapture;

use super::field::{CheckField, ChoiceField, TextField};
use super::form::Form;
use crate::text;

/// The tab.
#[component]
pub fn ConversationTab(
    /// The form.
    form: Form,
) -> impl IntoView {
    let has_files = Signal::derive(move || form.typed.with(|typed| typed.settings.files.are_allowed));
    view! {
        <ChoiceField id="conversation-email" label=text::EMAIL_CAPTURE hint=text::EMAIL_CAPTURE_WHY
            options=text::EMAIL_CAPTURES.to_vec()
            value=Signal::derive(move || form.typed.with(|typed| typed.settings.email))
            on_choice=move |email: EmailCapture| form.change(|typed| typed.settings.email = email)/>
        <CheckField id="conversation-files" label=text::FILES_ALLOWED value=has_files
            on_change=move |is_on| form.change(|typed| typed.settings.files.are_allowed = is_on)/>
        <Show when=move || has_files.get()>
            <CheckField id="conversation-archives" label=text::ARCHIVES_ALLOWED
                value=Signal::derive(move || form.typed.with(|typed| typed.settings.files.are_archives_allowed))
                on_change=move |is_on| form.change(|typed| typed.settings.files.are_archives_allowed = is_on)/>
        </Show>
        <TextField form pointer="/closed" label=text::REOPEN hint=text::REOPEN_WHY
            value=Signal::derive(move || form.typed.with(|typed| typed.reopen_hours.clone()))
            on_input=move |value| form.change(|typed| typed.reopen_hours = value)/>
        <CheckField id="conversation-rating" label=text::RATING_ASKED
            value=Signal::derive(move || form.typed.with(|typed| typed.settings.asks_for_rating))
            on_change=move |is_on| form.change(|typed| typed.settings.asks_for_rating = is_on)/>
    }
}
