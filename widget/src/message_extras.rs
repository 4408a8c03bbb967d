//! What a message carries besides its text: files, link cards, answers to choose from.

use leptos::prelude::*;
use pulina_shared::links::is_https;
use pulina_shared::wire::content::{Choice, ChoiceKind, FileInfo, LinkCard};
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
    let href = safe(&url);
    view! {
        <a class="link-card" href=href target="_blank" rel="noopener noreferrer ugc">
            <bdi class="link-card__title">{title}</bdi>
            <span class="link-card__text foreign-text">{text}</span>
            <span class="link-card__url">{url}</span>
            {new_window()}
        </a>
    }
    .into_any()
}

/// The address to follow. The server lets nothing else through; without one it is not a link.
pub fn safe(url: &str) -> Option<String> {
    is_https(url).then(|| url.to_owned())
}

/// Says to those who do not see it come that a link opens a window of its own.
pub fn new_window() -> AnyView {
    let words = [" (", &text::say(Word::NewWindow), ")"].concat();
    view! { <span class="visually-hidden">{words}</span> }.into_any()
}

fn choices(state: PanelState, choices: &[Choice]) -> AnyView {
    let buttons = choices.iter().map(|choice| {
        let Choice { label, value, kind } = choice.clone();
        match kind {
            ChoiceKind::Text => {
                let choose = move |_| {
                    state.happened(Happening::Chosen, None);
                    state.choose(&value);
                };
                view! { <button class="choice" type="button" on:click=choose><bdi>{label}</bdi></button> }.into_any()
            }
            ChoiceKind::Url => view! {
                <a class="choice choice--link" href=safe(&value) target="_blank" rel="noopener noreferrer ugc">
                    <bdi>{label}</bdi>
                    {new_window()}
                    <svg viewBox="0 0 24 24" width="16" height="16" fill="none" stroke="currentColor"
                        stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
                        <path d="M9 6H6v12h12v-3M13 5h6v6m0-6-9 9" />
                    </svg>
                </a>
            }
            .into_any(),
        }
    });
    view! { <div class="choices" role="group" aria-label=text::say(Word::Choices)>{buttons.collect_view()}</div> }
        .into_any()
}
