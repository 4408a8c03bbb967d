//! Changing what one has said: for a while an own message can be said otherwise or taken back.

use leptos::prelude::*;
use pulina_shared::ids::MessageId;
use pulina_shared::words::Word;

use crate::erased::{focus_when_there, piece};
use crate::state::PanelState;
use crate::text;

/// Before the id of the message that is asked about.
const QUESTION: &str = "delete-";

/// The buttons below a message that says these words. One that says none, only files, is taken back
/// or left as it is.
pub fn actions(state: PanelState, id: MessageId, words: String) -> AnyView {
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
    view! { <div class="message__actions" role="group" aria-label=text::say(Word::MessageActions)>{buttons}</div> }
        .into_any()
}
