//! What was done on this device and is not yet known to be stored: messages, and everything else
//! that is a command.
//!
//! An act is kept here before it is sent and leaves only when the server has it, the person throws
//! it away, or it was refused for good and the view was told. One is on the way at a time, so the
//! order of doing is the order of arrival.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::ids::{MessageId, Seq};
use crate::limits;
use crate::problem::{Code, Problem};
use crate::time::{SECOND_MS, Timestamp};
use crate::wire::conversation::{Act, Purpose};

/// How long the server may put off an act before the person is told that it failed.
const PATIENCE_MS: u64 = 30 * SECOND_MS;

/// An act as a device keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxItem {
    /// The command's id, made once; of a message it is the message's.
    pub id: MessageId,
    /// What to do.
    pub act: Act,
    /// The device's time when it was done; for people and for the age limit only.
    pub written_at: Timestamp,
    /// Why it failed, if it did; such an act waits for the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

impl OutboxItem {
    /// The text of a message; nothing for other acts.
    pub fn text(&self) -> &str {
        match &self.act {
            Act::SendMessage(message) => &message.text,
            _ => "",
        }
    }

    fn is_message(&self) -> bool {
        matches!(self.act, Act::SendMessage(_))
    }

    /// Whether only the visitor's consent is missing; then it goes by itself once that is given.
    fn waits_for_consent(&self) -> bool {
        match &self.failure {
            Some(Failure::Refused(problem)) => is_about_consent(problem),
            _ => false,
        }
    }
}

fn is_about_consent(problem: &Problem) -> bool {
    [Code::ConsentRequired, Code::ConsentVersion].iter().any(|code| problem.code == code.as_str())
}

/// In the order of doing. There are few, so each is put in its place by itself: the library's way
/// of sorting would be two kilobytes of every panel.
fn oldest_first(items: Vec<OutboxItem>) -> Vec<OutboxItem> {
    let mut sorted: Vec<OutboxItem> = Vec::with_capacity(items.len());
    for item in items {
        let order = (item.written_at, item.id);
        let at = sorted.partition_point(|other| (other.written_at, other.id) <= order);
        sorted.insert(at, item);
    }
    sorted
}

/// Why an act was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The server refused it.
    Refused(Problem),
    /// It waited on the device for longer than [`limits::OUTBOX_AGE_MS_MAX`].
    Expired,
}

/// What follows from a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It waits for the person, or for their consent, and is to be kept as it is now.
    Waits(OutboxItem),
    /// It is over: what makes no sense later, or cannot be shown where it would wait.
    IsOver(OutboxItem),
}

/// The device keeps as many acts as it can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutboxFull;

#[derive(Clone, Debug)]
struct OnTheWay {
    id: MessageId,
    sent_at: Timestamp,
}

/// The queue.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    waiting: VecDeque<OutboxItem>,
    failed: Vec<OutboxItem>,
    /// Stored by the server, shown until their event arrives.
    stored: Vec<(Seq, OutboxItem)>,
    on_the_way: Option<OnTheWay>,
    /// When the server first put off the act in front.
    put_off_since: Option<Timestamp>,
    not_before: Option<Timestamp>,
}

impl Outbox {
    /// Takes a new act. Returns it as it is to be kept.
    ///
    /// # Errors
    /// [`OutboxFull`]; what was done stays where it was.
    pub fn push(&mut self, mut item: OutboxItem) -> Result<OutboxItem, OutboxFull> {
        if self.waiting.len() + self.failed.len() >= limits::OUTBOX_MESSAGES_MAX {
            return Err(OutboxFull);
        }
        item.written_at = self.after_all_others(item.written_at);
        self.waiting.push_back(item.clone());
        Ok(item)
    }

    /// Takes back what the device kept over a reload, oldest first. Returns the messages that are
    /// too old to be sent without asking, to be kept with their new state.
    pub fn restore(&mut self, items: Vec<OutboxItem>, now: Timestamp) -> Vec<OutboxItem> {
        let mut changed = Vec::new();
        for mut item in oldest_first(items) {
            if self.contains(item.id) {
                continue;
            }
            if item.is_message()
                && item.failure.is_none()
                && now.since(item.written_at) > limits::OUTBOX_AGE_MS_MAX
            {
                item.failure = Some(Failure::Expired);
                changed.push(item.clone());
            }
            if item.failure.is_some() { self.failed.push(item) } else { self.waiting.push_back(item) }
        }
        changed
    }

    /// What to send now, if anything may go. It is then on the way.
    pub fn next_to_send(&mut self, now: Timestamp) -> Option<&OutboxItem> {
        if self.on_the_way.is_some() || self.not_before.is_some_and(|at| at > now) {
            return None;
        }
        self.not_before = None;
        let item = self.waiting.front()?;
        self.on_the_way = Some(OnTheWay { id: item.id, sent_at: now });
        Some(item)
    }

    /// The link is gone: what was on the way may or may not have arrived, and will be sent again.
    pub fn link_lost(&mut self) {
        self.on_the_way = None;
    }

    /// The server has carried it out. Returns whether the device may forget it.
    pub fn acknowledge(&mut self, id: MessageId, seq: Seq) -> bool {
        let Some(item) = self.take(id) else { return false };
        self.put_off_since = None;
        if item.is_message() {
            self.stored.push((seq, item));
        }
        true
    }

    /// Whether this is the visitor's consent to what they write being processed.
    pub fn gives_consent(&self, id: MessageId) -> bool {
        self.waiting.iter().any(|item| match &item.act {
            Act::Consent(consent) => item.id == id && consent.is_given && consent.purpose == Purpose::Process,
            _ => false,
        })
    }

    /// Consent was given: what waited for it goes next, in its order. Returns it as it is to be kept.
    pub fn consented(&mut self) -> Vec<OutboxItem> {
        let (released, failed): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.failed).into_iter().partition(OutboxItem::waits_for_consent);
        self.failed = failed;
        let mut released = oldest_first(released);
        for item in released.iter_mut().rev() {
            item.failure = None;
            self.waiting.push_front(item.clone());
        }
        released
    }

    /// Whether anything waits for the visitor's consent.
    pub fn waits_for_consent(&self) -> bool {
        self.failed.iter().any(OutboxItem::waits_for_consent)
    }

    /// The message's event arrived in the log. Returns whether the device may forget it.
    pub fn arrived(&mut self, id: MessageId) -> bool {
        if self.take(id).is_some() {
            self.put_off_since = None;
            return true;
        }
        self.stored.retain(|(_, item)| item.id != id);
        false
    }

    /// Everything up to here is in the log, so it is shown from there.
    pub fn reached(&mut self, last_seq: Seq) {
        self.stored.retain(|(seq, _)| *seq > last_seq);
    }

    /// The server's history is another one; what it had stored is not shown from here.
    pub fn history_changed(&mut self) {
        self.stored.clear();
    }

    /// The server refused it. Returns nothing when it is sent again by itself later.
    pub fn refuse(&mut self, id: MessageId, problem: Problem, now: Timestamp) -> Option<Refusal> {
        // Over a shared line answers to other tabs are heard too.
        if !self.waiting.iter().chain(&self.failed).any(|item| item.id == id) {
            return None;
        }
        if self.on_the_way.as_ref().is_some_and(|sent| sent.id == id) {
            self.on_the_way = None;
        }
        let retry_after_ms = problem.retry_after_ms.unwrap_or(SECOND_MS);
        let since = *self.put_off_since.get_or_insert(now);
        let may_wait = problem.is_retryable()
            && retry_after_ms <= PATIENCE_MS
            && now.since(since).saturating_add(retry_after_ms) <= PATIENCE_MS;
        if may_wait && self.waiting.iter().any(|item| item.id == id) {
            self.not_before = Some(now.plus(retry_after_ms));
            return None;
        }
        let mut item = self.take(id)?;
        self.put_off_since = None;
        let may_stay = match item.act {
            Act::SendMessage(_) => true,
            Act::EditMessage(_) | Act::FillForm(_) => is_about_consent(&problem),
            Act::DeleteMessage(_) | Act::End | Act::Rate(_) | Act::Consent(_) => false,
        };
        item.failure = Some(Failure::Refused(problem));
        if !may_stay {
            return Some(Refusal::IsOver(item));
        }
        self.failed.push(item.clone());
        Some(Refusal::Waits(item))
    }

    /// The person wants a failed message sent again: it goes to the end, under its own id.
    pub fn retry(&mut self, id: MessageId, now: Timestamp) -> Option<&OutboxItem> {
        let index = self.failed.iter().position(|item| item.id == id)?;
        let mut item = self.failed.remove(index);
        item.failure = None;
        item.written_at = self.after_all_others(now);
        self.waiting.push_back(item);
        self.waiting.back()
    }

    /// The person throws a failed message away. Returns whether there was one.
    pub fn discard(&mut self, id: MessageId) -> bool {
        let n_before = self.failed.len();
        self.failed.retain(|item| item.id != id);
        self.failed.len() < n_before
    }

    /// When something must be done although nothing arrives: an answer is overdue, or a pause ends.
    pub fn wake_at(&self) -> Option<Timestamp> {
        match &self.on_the_way {
            Some(sent) => Some(sent.sent_at.plus(limits::ANSWER_TIMEOUT_MS)),
            None if self.waiting.is_empty() => None,
            None => self.not_before,
        }
    }

    /// Whether the answer to what is on the way is overdue.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.on_the_way.as_ref().is_some_and(|sent| now.since(sent.sent_at) >= limits::ANSWER_TIMEOUT_MS)
    }

    /// Messages, to be shown behind the log: stored, waiting, failed, each with how it stands.
    pub fn echoes(&self) -> impl Iterator<Item = (&OutboxItem, EchoState)> {
        self.all().filter(|(item, _)| item.is_message())
    }

    /// What was done besides saying something and is not known to be stored.
    pub fn other_acts(&self) -> impl Iterator<Item = &OutboxItem> {
        self.all().map(|(item, _)| item).filter(|item| !item.is_message())
    }

    fn all(&self) -> impl Iterator<Item = (&OutboxItem, EchoState)> {
        let stored = self.stored.iter().map(|(_, item)| (item, EchoState::Stored));
        let waiting = self.waiting.iter().map(|item| (item, EchoState::Sending));
        let failed = self.failed.iter().map(|item| (item, EchoState::Failed));
        stored.chain(waiting).chain(failed)
    }

    /// Acts that are neither stored nor failed.
    pub fn n_waiting(&self) -> usize {
        self.waiting.len()
    }

    /// A time behind everything that is here, although a clock may stand still or step back: the
    /// device keeps no other order.
    fn after_all_others(&self, now: Timestamp) -> Timestamp {
        let newest = self.waiting.iter().chain(&self.failed).map(|item| item.written_at).max();
        newest.map_or(now, |newest| now.max(newest.plus(1)))
    }

    fn contains(&self, id: MessageId) -> bool {
        self.all().any(|(item, _)| item.id == id)
    }

    fn take(&mut self, id: MessageId) -> Option<OutboxItem> {
        if self.on_the_way.as_ref().is_some_and(|sent| sent.id == id) {
            self.on_the_way = None;
        }
        if let Some(index) = self.waiting.iter().position(|item| item.id == id) {
            return self.waiting.remove(index);
        }
        let index = self.failed.iter().position(|item| item.id == id)?;
        Some(self.failed.remove(index))
    }
}

/// How a message that is not in the log stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EchoState {
    /// Kept on the device, on its way.
    Sending,
    /// The server has it; its event is on the way to us.
    Stored,
    /// It waits for the person.
    Failed,
}

#[cfg(test)]
mod tests;
