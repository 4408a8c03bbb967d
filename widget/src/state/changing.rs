//! What the visitor does to what was said: choosing an answer, saying it otherwise, taking it back,
//! ending the conversation, saying how it was.

use pulina_browser::polling::Route;
use pulina_shared::ids::MessageId;
use pulina_shared::problem::Rejection;
use pulina_shared::text::MessageText;
use pulina_shared::wire::conversation::{Act, EditMessage, Rating};

use super::PanelState;

impl PanelState {
    /// Where the conversation is, once it was begun.
    pub fn route(self) -> Option<Route> {
        self.conversation().route()
    }

    /// Says what a button offered.
    pub fn choose(self, value: &str) {
        // What a server of ours offered is a message; anything else is not said.
        let _ = self.say(value);
        self.wish_focus();
    }

    /// The composer changes this message from now on.
    pub fn begin_edit(self, message: MessageId, text: &str) {
        self.editing.set(Some((message, text.to_owned())));
        self.wish_focus();
    }

    /// The composer writes new messages again.
    pub fn end_edit(self) {
        self.editing.set(None);
        self.wish_focus();
    }

    /// Says a message otherwise.
    ///
    /// # Errors
    /// `text_empty`, `text_too_long`.
    pub(super) fn edit(self, message: MessageId, text: MessageText) -> Result<(), Rejection> {
        self.perform(vec![Act::EditMessage(EditMessage { message, text: text.into_string() })]);
        self.editing.set(None);
        Ok(())
    }

    /// Takes a message back.
    pub fn take_back(self, message: MessageId) {
        self.perform(vec![Act::DeleteMessage(message)]);
        self.wish_focus();
    }

    /// Ends the conversation.
    pub fn end(self) {
        self.perform(vec![Act::End]);
        self.wish_focus();
    }

    /// Says how it was.
    pub fn rate(self, score: u8, comment: String) {
        self.perform(vec![Act::Rate(Rating { score, comment })]);
    }
}
