//! What the tabs of one visitor have in common besides the conversation: what is being written, the
//! wishes about sound and notifications, whether the chat is open, and that there is a conversation
//! at all. All but the third are on the device, which tells every tab of each change.

use leptos::prelude::*;
use pulina_shared::wire::embed::FrameMessage;

use super::{DRAFT, PanelState, reload};
use crate::later::{self, Deed};

/// There while no sound is wanted.
const SILENT: &str = "silent";
/// There while notifications are wanted.
const NOTIFY: &str = "notify";
/// As `pulina_browser::visit` keeps them.
const TOKEN: &str = "token";
const CONVERSATION: &str = "conversation";

impl PanelState {
    /// Follows what other tabs do from now on.
    pub(super) fn listen_to_tabs(self) {
        self.read_wishes();
        StoredValue::new_local(self.device().listen(move |name| match name {
            DRAFT => self.other_draft.set(Some(self.device().read(DRAFT).unwrap_or_default())),
            SILENT | NOTIFY => self.read_wishes(),
            CONVERSATION => self.conversation().look_again(),
            // This device was forgotten, and so is what this tab knows.
            TOKEN if self.route().is_some() && self.device().read(TOKEN).is_none() => reload(),
            _ => {}
        }));
    }

    fn read_wishes(self) {
        self.is_silent.set(self.device().read(SILENT).is_some());
        self.is_unnoticed.set(self.device().read(NOTIFY).is_none());
    }

    /// Keeps the wishes about sound and notifications, where anything may be kept.
    pub fn keep_wishes(self) {
        if !self.may_keep() {
            return;
        }
        let wishes = [(SILENT, self.is_silent.get_untracked()), (NOTIFY, !self.is_unnoticed.get_untracked())];
        for (name, is_wished) in wishes {
            if is_wished { self.device().write(name, "1") } else { self.device().remove(name) }
        }
    }

    /// Something arrived that was not seen in any tab, and this is the tab that says so.
    pub(super) fn make_heard(self, is_seen: bool) {
        if !self.is_silent.get_untracked() {
            later::deed(self, Deed::Sound);
        }
        if !is_seen && !self.is_unnoticed.get_untracked() {
            let n_unread = self.screen.with_untracked(|screen| screen.n_unread);
            self.tell_host(&FrameMessage::Notice(n_unread));
        }
    }

    /// The chat was opened or closed in another tab.
    pub(super) fn follow_other_tab(self, is_open: bool) {
        let is_inline = self.page.with_untracked(|page| page.is_inline);
        if !self.is_framed() || is_inline || self.is_open.get_untracked() == is_open {
            return;
        }
        if is_open {
            // Not every page lets it: on a phone the chat fills the screen.
            self.tell_host(&FrameMessage::Open);
        } else {
            self.is_open.set(false);
            self.tell_host(&FrameMessage::Close);
        }
    }
}
