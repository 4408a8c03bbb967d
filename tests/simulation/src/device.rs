//! What a device keeps over a reload: the visit and the messages that were not sent. Tabs of one
//! browser share it.

use std::collections::{BTreeMap, BTreeSet};

use pulina_shared::ids::MessageId;
use pulina_shared::outbox::OutboxItem;

/// One browser's storage.
#[derive(Debug, Default)]
pub struct Device {
    items: BTreeMap<MessageId, OutboxItem>,
    /// The server named the conversation, so no visit has to be begun.
    pub is_visited: bool,
    /// It takes nothing for now.
    pub is_blocked: bool,
    /// Messages that it did not take or was made to forget; they may get lost with their tab.
    pub at_risk: BTreeSet<MessageId>,
}

impl Device {
    /// Keeps a message, or does not.
    pub fn keep(&mut self, item: &OutboxItem) {
        if self.is_blocked {
            self.at_risk.insert(item.id);
        } else {
            self.items.insert(item.id, item.clone());
        }
    }

    /// Forgets a message.
    pub fn forget(&mut self, id: MessageId) {
        self.items.remove(&id);
    }

    /// What it kept, in no order that means anything.
    pub fn items(&self) -> Vec<OutboxItem> {
        self.items.values().cloned().collect()
    }

    /// Somebody wiped it; the pages that are open still know their visit and write it again.
    pub fn wipe(&mut self) {
        self.at_risk.extend(self.items.keys());
        self.items.clear();
    }
}
