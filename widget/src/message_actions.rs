//! Changing what one has said: for a while an own message can be said otherwise or taken back.

use leptos::prelude::*;
use pulina_browser::clock;
use pulina_shared::limits;
use pulina_shared::words::Word;

use crate::erased::{focus_when_there, piece};
use crate::rows::{MessageView, Speaker, Standing};
use crate::state::PanelState;
use crate::text;

/// Before the id of the message that is asked about.
const QUESTION: &str = "delete-";

/// The buttons below a message, where it can be changed.
pub fn actions(state: PanelState, view: &MessageView) -> Option<AnyView> {
    let is_stored = matches!(view.standing, Standing::Quiet | Standing::Sent | Standing::Seen);
    let is_young = clock::now().since(view.at) < limits::EDIT_WINDOW_MS;
    if view.speaker != Speaker::You || !is_stored || !is_young || view.is_deleted() {
        return None;
    }
    let (id, words) = (view.id, view.text.clone());
    let (is_asked, was_pressed) = (RwSignal::new(false), StoredValue::new(false));
    let buttons = piece(move || {
        let words = words.clone();
        // Who asks and who thinks better of it goes on from the button in the place of their own.
        let next = NodeRef::new();
        if was_pressed.get_value() {
            focus_when_there(next);
        }
        let ask = move |asks: bool| {
            was_pressed.set_value(true);
            is_asked.set(asks);
        };
        Some(if is_asked.get() {
            let question = [QUESTION, &id.to_string()].concat();
            view! {
                <span id=question.clone()>{text::say(Word::DeleteQuestion)}</span>
                <button class="message__action" type="button" node_ref=next aria-describedby=question
                    on:click=move |_| state.take_back(id)>
                    {text::say(Word::DeleteConfirm)}
                </button>
                <button class="message__action" type="button" on:click=move |_| ask(false)>
                    {text::say(Word::Cancel)}
                </button>
            }
            .into_any()
        } else {
            view! {
                <button class="message__action" type="button" hidden=words.is_empty()
                    on:click=move |_| state.begin_edit(id, &words)>
                    {text::say(Word::Edit)}
                </button>
                <button class="message__action" type="button" node_ref=next on:click=move |_| ask(true)>
                    {text::say(Word::Delete)}
                </button>
            }
            .into_any()
        })
    });
    Some(
        view! { <div class="message__actions" role="group" aria-label=text::say(Word::MessageActions)>{buttons}</div> }
            .into_any(),
    )
}
