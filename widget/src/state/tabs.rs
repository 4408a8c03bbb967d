//! What the tabs of one visitor have in common besides the conversation: what is being written,
//! whether the chat is open, and that the device was forgotten.

use pulina_browser::visit;
use pulina_shared::wire::embed::{FrameMessage, LaterMessage};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlTextAreaElement};

use super::{DRAFT, PanelState, reload};
use crate::said;
use crate::spot::Spot;

impl PanelState {
    /// Another tab keeps something else from now on.
    pub fn look_at_device(self) {
        if self.remembered(visit::TOKEN).is_none() && self.route().is_some() {
            // This device was forgotten, and so is what this tab knows and its page has said.
            said::forget();
            self.tell_host_later(&LaterMessage::Forgotten);
            return reload();
        }
        said::look_at_device(self);
        let spot = Spot::of_page("text");
        let field = spot.element().and_then(|field| field.dyn_ref::<HtmlTextAreaElement>());
        let (Some(field), Ok(event)) = (field, Event::new("input")) else { return };
        let draft = self.remembered(DRAFT).unwrap_or_default();
        let kept = self.marks.kept_draft.replace(draft.clone());
        // What was written here and is not kept, or is an earlier message, stays.
        if draft == kept || field.value() != kept || self.editing.with_untracked(Option::is_some) {
            return;
        }
        field.set_value(&draft);
        // The composer shows what follows from it. Only a page that is gone could refuse.
        let _ = field.dispatch_event(&event);
    }

    /// The chat was opened or closed in another tab.
    pub fn follow_other_tab(self, is_open: bool) {
        if !self.is_framed() || self.is_open.get_untracked() == is_open {
            return;
        }
        if is_open {
            // Not every page lets it: on a phone the chat fills the screen.
            self.tell_host(&FrameMessage::Open);
        } else {
            // What the loader answers is no news then.
            self.is_open.set(false);
            self.tell_host(&FrameMessage::Close);
        }
    }
}
