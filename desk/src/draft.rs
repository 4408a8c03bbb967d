//! The text being written to one conversation: a new reply, kept on the device until it is one, or
//! another text for a message of the agent's own.

use leptos::html;
use leptos::prelude::*;
use pulina_browser::clock::now;
use pulina_shared::client::Input;
use pulina_shared::outbox::OutboxItem;
use pulina_shared::problem::{Code, Problem};
use pulina_shared::text::MessageText;
use pulina_shared::wire::conversation::{Act, EditMessage};

use crate::attached::NotReady;
use crate::live::LiveConversation;
use crate::log_row::last_changeable;
use crate::own_messages::{Editing, OwnMessages};
use crate::state::desk;
use crate::text;

/// Grows the field with its text, as far as the style sheet lets it.
pub fn fit(field: &web_sys::HtmlTextAreaElement) {
    let style = web_sys::HtmlElement::style(field);
    // A height that cannot be set leaves a field that scrolls.
    let _ = style.set_property("block-size", "auto");
    let _ = style.set_property("block-size", &format!("{}px", field.scroll_height()));
}

/// The text, and what is wrong with it.
#[derive(Clone, Copy)]
pub struct Draft {
    pub text: RwSignal<String>,
    pub mistake: RwSignal<Option<String>>,
    pub field: NodeRef<html::Textarea>,
    pub own: OwnMessages,
    /// The reply that waits while a message is being said otherwise.
    put_aside: StoredValue<Option<String>>,
    live: StoredValue<LiveConversation, LocalStorage>,
}

impl Draft {
    /// What the device kept.
    pub fn new(live: StoredValue<LiveConversation, LocalStorage>, own: OwnMessages) -> Self {
        let kept = live.with_value(|live| desk().read_device(&format!("draft.{}", live.id)));
        Self {
            text: RwSignal::new(kept.unwrap_or_default()),
            mistake: RwSignal::new(None),
            field: NodeRef::new(),
            own,
            put_aside: StoredValue::new(None),
            live,
        }
    }

    fn show(self, text: String) {
        self.text.set(text);
        request_animation_frame(move || {
            if let Some(field) = self.field.try_get_untracked().flatten() {
                fit(&field);
            }
        });
    }

    /// A new reply, kept on the device.
    fn set(self, text: String) {
        let name = self.live.with_value(|live| format!("draft.{}", live.id));
        desk().keep_on_device(&name, &text);
        self.show(text);
    }

    fn editing(self) -> Option<Editing> {
        self.own.editing.get_untracked()
    }

    /// The agent changed the text.
    pub fn typed(self, text: String) {
        self.mistake.set(None);
        if self.editing().is_some() {
            self.show(text);
        } else {
            let is_typing = !text.trim().is_empty();
            self.set(text);
            self.live.with_value(|live| live.handle(Input::Typing(is_typing)));
        }
    }

    /// Takes the last own message that may still be changed into an empty field. Returns whether
    /// there is one.
    pub fn edit_last(self) -> bool {
        if self.editing().is_some() || !self.text.with_untracked(String::is_empty) {
            return false;
        }
        let last = self.live.with_value(|live| live.read(|client| last_changeable(client, now())));
        match last.filter(|row| !row.text.is_empty()) {
            Some(row) => {
                self.own.edit(row.id, row.text);
                true
            }
            None => false,
        }
    }

    /// A message came into the field or left it.
    pub fn editing_changed(self, editing: Option<&Editing>) {
        self.mistake.set(None);
        match editing {
            Some(editing) => {
                if self.put_aside.with_value(Option::is_none) {
                    self.put_aside.set_value(Some(self.text.get_untracked()));
                }
                self.show(editing.text.clone());
            }
            None => {
                if let Some(text) = self.put_aside.try_update_value(Option::take).flatten() {
                    self.show(text);
                }
            }
        }
    }

    /// Sends the reply, or saves the other text of a message.
    pub fn send(self) {
        match self.editing() {
            Some(editing) => self.save(&editing),
            None => self.say(),
        }
        if let Some(field) = self.field.get_untracked() {
            // The field is there: it was just read.
            let _ = field.focus();
        }
    }

    fn say(self) {
        let (readiness, is_alone, has_offers) = self.live.with_value(|live| {
            let attached = &live.attached;
            untrack(|| (attached.readiness(), attached.files.with(Vec::is_empty), !attached.has_no_offers()))
        });
        if let Err(not_ready) = readiness {
            self.mistake.set(Some(
                match not_ready {
                    NotReady::Uploading => text::UPLOADS_RUNNING,
                    NotReady::Failed => text::UPLOADS_FAILED,
                }
                .to_owned(),
            ));
            return;
        }
        let text = match MessageText::parse(&self.text.get_untracked()) {
            Ok(text) => text.into_string(),
            Err(rejection) if rejection.code == Code::TextEmpty && !is_alone => String::new(),
            Err(rejection) if rejection.code == Code::TextEmpty => {
                if has_offers {
                    self.mistake.set(Some(text::TEXT_WITH_OFFER.to_owned()));
                }
                return;
            }
            Err(rejection) => {
                self.mistake.set(Some(text::problem(&Problem::from(&rejection))));
                return;
            }
        };
        // Taken over by the device before the field is emptied; what does not fit comes back.
        self.mistake.set(None);
        self.set(String::new());
        self.live.with_value(|live| live.act(Act::SendMessage(live.attached.take(text))));
    }

    fn save(self, editing: &Editing) {
        match MessageText::parse(&self.text.get_untracked()) {
            Ok(text) => {
                let text = text.into_string();
                self.own.editing.set(None);
                if text != editing.text {
                    let edit = EditMessage { message: editing.message, text };
                    self.live.with_value(|live| live.act(Act::EditMessage(edit)));
                }
            }
            Err(rejection) if rejection.code == Code::TextEmpty => {
                self.mistake.set(Some(text::EDIT_EMPTY.to_owned()));
            }
            Err(rejection) => self.mistake.set(Some(text::problem(&Problem::from(&rejection)))),
        }
    }

    /// Something was not done: what the agent wrote comes back, as far as it displaces nothing.
    pub fn take_back(self, item: &OutboxItem) {
        let why = item.failure.as_ref().map_or_else(|| text::OUTBOX_FULL.to_owned(), text::failure);
        let is_free = self.editing().is_none() && self.text.with_untracked(|text| text.trim().is_empty());
        let sentence = match &item.act {
            Act::SendMessage(message) => {
                if is_free {
                    self.set(message.text.clone());
                }
                self.live.with_value(|live| live.attached.take_back(message));
                why
            }
            Act::EditMessage(edit) if is_free => {
                self.set(edit.text.clone());
                text::edit_failed(&why)
            }
            Act::EditMessage(_) => text::edit_failed_kept(&why),
            Act::DeleteMessage(_) => text::delete_failed(&why),
            Act::End | Act::Rate(_) | Act::FillForm(_) | Act::Consent(_) => why,
        };
        self.mistake.set(Some(sentence));
    }
}
