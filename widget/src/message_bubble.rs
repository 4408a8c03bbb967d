//! One message: who, when, what, and how it stands. Its words are drawn again only when they change.

use leptos::html;
use leptos::prelude::*;
use pulina_browser::{clock, rich_text};
use pulina_shared::ids::MessageId;
use pulina_shared::limits;
use pulina_shared::words::Word;

use crate::dates;
use crate::erased::{Piece, follow, piece, words};
use crate::face;
use crate::later::{self, Part};
use crate::rows::{MessageView, Speaker, Standing};
use crate::state::PanelState;
use crate::text;

/// The message.
#[component]
pub fn MessageBubble(
    /// The shared state.
    state: PanelState,
    /// What it shows.
    message: ArcRwSignal<MessageView>,
) -> impl IntoView {
    let id = message.with_untracked(|message| message.id);
    let bubble = NodeRef::<html::Div>::new();
    follow({
        let message = message.clone();
        let mut shown = None;
        move || {
            let Some(bubble) = bubble.get() else { return };
            message.with(|message| {
                if message.is_deleted() {
                    bubble.set_text_content(Some(&text::say(Word::TakenBack)));
                } else if shown.as_ref() != Some(&message.text) {
                    rich_text::show(&bubble, &message.text);
                    shown = Some(message.text.clone());
                }
            });
        }
    });
    let of = |look: fn(PanelState, &MessageView) -> String| {
        let message = message.clone();
        words(move || message.with(|message| look(state, message)))
    };
    let face = {
        let message = message.clone();
        piece(move || message.with(|message| face(state, &message.speaker)))
    };
    let (class, head_class, name, time) =
        (of(class), of(head_class), of(name), of(|_, message| dates::clock_time(message.at)));
    let extras = of_message(&message, move |message| {
        message.more.as_ref()?;
        later::part(state, Part::Extras(message.clone()))
    });
    let actions = of_message(&message, move |message| {
        let is_young = clock::now().since(message.at) < limits::EDIT_WINDOW_MS;
        if message.speaker != Speaker::You || !is_young || message.standing == Standing::Sending {
            return None;
        }
        later::part(state, Part::Actions(message.clone()))
    });
    let edited = of_message(&message, |message| {
        message
            .is_edited
            .then(|| view! { <p class="message__edited">{text::say(Word::Edited)}</p> }.into_any())
    });
    let standing = of_message(&message, move |message| standing(state, id, &message.standing));
    view! {
        <div class=class>
            <span class="avatar message__avatar" aria-hidden="true">{face}</span>
            <div class="message__body">
                <p class=head_class><bdi class="message__name">{name}</bdi>" "<span>{time}</span></p>
                <div class="message__bubble foreign-text" dir="auto" node_ref=bubble></div>
                {extras}
                {edited}
                {standing}
                {actions}
            </div>
        </div>
    }
}

/// A piece that follows the message.
fn of_message(
    message: &ArcRwSignal<MessageView>,
    look: impl Fn(&MessageView) -> Option<AnyView> + Send + 'static,
) -> Piece {
    let message = message.clone();
    piece(move || message.with(&look))
}

fn class(_: PanelState, message: &MessageView) -> String {
    let parts = [
        (message.speaker == Speaker::You, " message--own"),
        (matches!(message.standing, Standing::Failed(_)), " message--failed"),
        (message.is_deleted(), " message--deleted"),
        (message.starts_group, " message--starts-group"),
        (message.ends_group, " message--ends-group"),
    ];
    let mut class = "message".to_owned();
    for (is, part) in parts {
        if is {
            class.push_str(part);
        }
    }
    class
}

fn head_class(_: PanelState, message: &MessageView) -> String {
    if message.starts_group { "message__head" } else { "message__head visually-hidden" }.to_owned()
}

fn name(state: PanelState, message: &MessageView) -> String {
    match &message.speaker {
        Speaker::You => text::say(Word::You),
        Speaker::Person { name, .. } => name.clone(),
        Speaker::Team => state.title(),
    }
}

/// The face of who speaks; the visitor knows their own.
fn face(state: PanelState, speaker: &Speaker) -> Option<AnyView> {
    match speaker {
        Speaker::You => None,
        Speaker::Person { name, avatar } => Some(face::face(name, avatar.as_deref())),
        Speaker::Team => Some(face::own_face(state)),
    }
}

fn standing(state: PanelState, id: MessageId, standing: &Standing) -> Option<AnyView> {
    let (class, words) = match standing {
        Standing::Quiet => return None,
        Standing::Sending => ("message__standing message__standing--sending", Word::Sending),
        Standing::Sent => ("message__standing", Word::Sent),
        Standing::Seen => ("message__standing", Word::Seen),
        Standing::Failed(failure) => {
            let why = text::failure(failure);
            let view = view! {
                <div class="message__failure">
                    <p>{why}</p>
                    <button class="message__action" type="button" on:click=move |_| state.retry(id)>{text::say(Word::TryAgain)}</button>
                    <button class="message__action" type="button" on:click=move |_| state.discard(id)>
                        {text::say(Word::Delete)}
                    </button>
                </div>
            };
            return Some(view.into_any());
        }
    };
    Some(view! { <p class=class>{text::say(words)}</p> }.into_any())
}
