//! A client whose line another tab of the same browser holds: it shows what that one shows and
//! sends nothing itself.

use super::{Client, Outcome};
use crate::ids::MessageId;
use crate::outbox::OutboxItem;
use crate::time::Timestamp;

impl Client {
    /// The other tab's line is open; what was missed is asked for as after any other opening.
    pub(super) fn join(&mut self, kept: Vec<OutboxItem>, now: Timestamp, random: u64, outcome: &mut Outcome) {
        self.is_mirror = true;
        let kept = kept.into_iter().filter(|item| !self.is_in_log(item.id)).collect();
        self.outbox.agree_with(kept);
        outcome.changed.rows = true;
        self.greet(None, now, random, outcome);
    }

    /// Takes over how an act of another tab stands. If this tab does the sending, it goes out.
    pub(super) fn take_over(&mut self, item: OutboxItem, outcome: &mut Outcome) {
        if !self.is_in_log(item.id) && self.outbox.take_over(item) {
            outcome.changed.rows = true;
        }
    }

    /// Notes of other tabs may come later than what they speak of.
    fn is_in_log(&self, id: MessageId) -> bool {
        self.timeline.events().iter().any(|event| event.kind.message().is_some_and(|said| said.id == id))
    }
}
