//! The visitor's conversations on this channel, newest first.

use leptos::prelude::*;
use pulina_shared::wire::conversation::{Author, ConversationStatus};
use pulina_shared::wire::http::{OwnConversation, OwnConversations};
use pulina_shared::words::Word;

use super::Page;
use super::sheet::frame;
use crate::dates;
use crate::erased::piece;
use crate::state::PanelState;
use crate::text;

/// The list, once it is there.
pub fn view(state: PanelState) -> AnyView {
    let found = RwSignal::new(None::<Result<Vec<OwnConversation>, ()>>);
    leptos::task::spawn_local(async move {
        let answer = state.own_conversations().await;
        found.set(Some(answer.map(|OwnConversations { conversations }| conversations).map_err(drop)));
    });
    let list = piece(move || {
        Some(match found.get() {
            None => view! { <p class="sheet__note">{text::say(Word::Loading)}</p> }.into_any(),
            Some(Err(())) => {
                view! { <p class="sheet__note" role="alert">{text::say(Word::EarlierFailed)}</p> }.into_any()
            }
            Some(Ok(all)) if all.is_empty() => {
                view! { <p class="sheet__note">{text::say(Word::NoConversations)}</p> }.into_any()
            }
            Some(Ok(all)) => all.into_iter().map(|one| entry(state, one)).collect_view().into_any(),
        })
    });
    frame(state, Word::Conversations, Page::Menu, view! { {list} }.into_any())
}

fn entry(state: PanelState, one: OwnConversation) -> AnyView {
    let OwnConversation { id, status, last_message, last_agent_name, .. } = one;
    let name = match last_message.author {
        Author::Visitor => text::say(Word::You),
        Author::Agent(_) | Author::System => last_agent_name.unwrap_or_else(|| state.title().to_owned()),
    };
    let status = match status {
        ConversationStatus::Open => Word::StatusOpen,
        ConversationStatus::Closed => Word::StatusClosed,
    };
    view! {
        <button class="sheet__entry sheet__conversation" type="button" on:click=move |_| state.select(&id)>
            <span class="sheet__line"><bdi>{name}</bdi><span>{dates::day_and_time(last_message.at)}</span></span>
            <bdi class="sheet__preview">{last_message.preview}</bdi>
            <span class="sheet__status">{text::say(status)}</span>
        </button>
    }
    .into_any()
}
