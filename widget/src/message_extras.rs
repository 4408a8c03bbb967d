//! What a message carries besides its text: files, link cards, answers to choose from.

use leptos::prelude::*;
use pulina_shared::wire::content::{Choice, FileInfo, LinkCard};
use pulina_shared::wire::embed::Happening;
use pulina_shared::words::Word;

use crate::file_card;
use crate::rows::{MessageView, Speaker};
use crate::state::PanelState;
use crate::text;

/// All of it, if there is anything.
pub fn extras(state: PanelState, view: &MessageView) -> Option<AnyView> {
    let message = view.more.as_ref().filter(|message| !message.is_deleted)?;
    let files = message.files.iter().map(|file| file_view(state, file)).collect_view();
    let cards = message.cards.iter().map(card).collect_view();
    let may_choose = view.is_last && view.speaker != Speaker::You;
    let choices = (may_choose && !message.choices.is_empty()).then(|| choices(state, &message.choices));
    Some(view! { {files} {cards} {choices} }.into_any())
}

fn file_view(state: PanelState, file: &FileInfo) -> AnyView {
    file_card::view(state, file.clone())
}

fn card(card: &LinkCard) -> AnyView {
    let LinkCard { url, title, text } = card.clone();
    // The server lets only https through; a page that is older than the rule shows text.
    let href = url.starts_with("https://").then(|| url.clone());
    view! {
        <a class="link-card" href=href target="_blank" rel="noopener noreferrer ugc">
            <bdi class="link-card__title">{title}</bdi>
            <span class="link-card__text foreign-text">{text}</span>
            <span class="link-card__url">{url}</span>
        </a>
    }
    .into_any()
}

fn choices(state: PanelState, choices: &[Choice]) -> AnyView {
    let buttons = choices.iter().map(|choice| {
        let Choice { label, value } = choice.clone();
        let choose = move |_| {
            state.happened(Happening::Chosen, None);
            state.choose(&value);
        };
        view! {
            <button class="choice" type="button" on:click=choose><bdi>{label}</bdi></button>
        }
    });
    view! { <div class="choices" role="group" aria-label=text::say(Word::Choices)>{buttons.collect_view()}</div> }
        .into_any()
}
