//! What an agent is about to do with a message of their own: say it otherwise in the composer, or
//! take it back after a question.

use leptos::prelude::*;
use pulina_shared::ids::MessageId;
use pulina_shared::wire::conversation::Act;

use crate::dialog::Dialog;
use crate::keyboard::focus_soon;
use crate::live::LiveConversation;
use crate::text;

/// A message that is being said otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editing {
    pub message: MessageId,
    /// What it says as long as nothing is saved.
    pub text: String,
}

/// Where both begin and end.
#[derive(Clone, Copy)]
pub struct OwnMessages {
    pub editing: RwSignal<Option<Editing>>,
    deleting: StoredValue<Option<MessageId>>,
    is_asking: RwSignal<bool>,
}

impl OwnMessages {
    /// Nothing is being done.
    pub fn new() -> Self {
        Self {
            editing: RwSignal::new(None),
            deleting: StoredValue::new(None),
            is_asking: RwSignal::new(false),
        }
    }

    /// Takes a message into the composer.
    pub fn edit(self, message: MessageId, text: String) {
        self.editing.set(Some(Editing { message, text }));
        focus_soon("#reply");
    }

    /// Asks before a message is taken back.
    pub fn ask_to_delete(self, message: MessageId) {
        self.deleting.set_value(Some(message));
        self.is_asking.set(true);
    }
}

/// The question.
#[component]
pub fn DeleteDialog(
    /// What is asked about.
    own: OwnMessages,
    /// Where the message is.
    live: StoredValue<LiveConversation, LocalStorage>,
) -> impl IntoView {
    let delete = move |_| {
        own.is_asking.set(false);
        let Some(message) = own.deleting.get_value() else { return };
        if own.editing.with_untracked(|editing| editing.as_ref().is_some_and(|it| it.message == message)) {
            own.editing.set(None);
        }
        live.with_value(|live| live.act(Act::DeleteMessage(message)));
        // The button that opened the question is gone with the message.
        focus_soon("#reply");
    };
    view! {
        <Dialog is_open=own.is_asking title=text::DELETE_TITLE>
            <p class="dialog__text">{text::DELETE_WHY}</p>
            <div class="dialog__actions">
                <button class="button" type="button" autofocus on:click=move |_| own.is_asking.set(false)>{text::KEEP}</button>
                <button class="button button--danger" type="button" data-testid="delete" on:click=delete>{text::DELETE}</button>
            </div>
        </Dialog>
    }
}
