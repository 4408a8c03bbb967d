//! What was said on this device and is not yet known to be stored.
//!
//! A message is kept here before it is sent and leaves only when the server has it or the person
//! throws it away. One is on the way at a time, so the order of typing is the order of arrival.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::ids::{MessageId, Seq};
use crate::limits;
use crate::problem::Problem;
use crate::time::{SECOND_MS, Timestamp};

/// How long the server may put off a message before the person is told that it failed.
const PATIENCE_MS: u64 = 30 * SECOND_MS;

/// A message as a device keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxItem {
    /// The message's id, made once.
    pub id: MessageId,
    /// The text as typed.
    pub text: String,
    /// The device's time when it was written; for people and for the age limit only.
    pub written_at: Timestamp,
    /// Why it failed, if it did; such a message waits for the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

/// Why a message was not sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The server refused it.
    Refused(Problem),
    /// It waited on the device for longer than [`limits::OUTBOX_AGE_MS_MAX`].
    Expired,
}

/// The device keeps as many messages as it can.
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
    /// When the server first put off the message in front.
    put_off_since: Option<Timestamp>,
    not_before: Option<Timestamp>,
}

impl Outbox {
    /// Takes a new message. Returns it as it is to be kept.
    ///
    /// # Errors
    /// [`OutboxFull`]; the text stays where it was typed.
    pub fn push(&mut self, mut item: OutboxItem) -> Result<OutboxItem, OutboxFull> {
        if self.waiting.len() + self.failed.len() >= limits::OUTBOX_MESSAGES_MAX {
            return Err(OutboxFull);
        }
        item.written_at = self.after_all_others(item.written_at);
        self.waiting.push_back(item.clone());
        Ok(item)
    }

    /// Takes back what the device kept over a reload, oldest first. Returns what is too old to be
    /// sent without asking, to be kept with its new state.
    pub fn restore(&mut self, mut items: Vec<OutboxItem>, now: Timestamp) -> Vec<OutboxItem> {
        items.sort_by_key(|item| (item.written_at, item.id));
        let mut changed = Vec::new();
        for mut item in items {
            if self.contains(item.id) {
                continue;
            }
            if item.failure.is_none() && now.since(item.written_at) > limits::OUTBOX_AGE_MS_MAX {
                item.failure = Some(Failure::Expired);
                changed.push(item.clone());
            }
            if item.failure.is_some() { self.failed.push(item) } else { self.waiting.push_back(item) }
        }
        changed
    }

    /// The message to send now, if one may go. It is then on the way.
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

    /// The server has the message. Returns whether the device may forget it.
    pub fn acknowledge(&mut self, id: MessageId, seq: Seq) -> bool {
        let Some(item) = self.take(id) else { return false };
        self.put_off_since = None;
        self.stored.push((seq, item));
        true
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

    /// The server refused the message. Returns it with its failure when it now waits for the
    /// person; otherwise it is sent again by itself later.
    pub fn refuse(&mut self, id: MessageId, problem: Problem, now: Timestamp) -> Option<&OutboxItem> {
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
        item.failure = Some(Failure::Refused(problem));
        self.failed.push(item);
        self.failed.last()
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

    /// What is shown behind the log: stored, waiting, failed, each with how it stands.
    pub fn echoes(&self) -> impl Iterator<Item = (&OutboxItem, EchoState)> {
        let stored = self.stored.iter().map(|(_, item)| (item, EchoState::Stored));
        let waiting = self.waiting.iter().map(|item| (item, EchoState::Sending));
        let failed = self.failed.iter().map(|item| (item, EchoState::Failed));
        stored.chain(waiting).chain(failed)
    }

    /// Messages that are neither stored nor failed.
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
        self.echoes().any(|(item, _)| item.id == id)
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
mod tests {
    use super::*;
    use crate::problem::{Code, Rejection};

    const NOW: Timestamp = Timestamp(1_000_000);

    fn item(n: u8) -> OutboxItem {
        OutboxItem { id: id(n), text: format!("text {n}"), written_at: NOW, failure: None }
    }

    fn id(n: u8) -> MessageId {
        MessageId::new(NOW, [n; 10])
    }

    fn with(n: u8) -> Outbox {
        let mut outbox = Outbox::default();
        for n in 1..=n {
            outbox.push(item(n)).unwrap();
        }
        outbox
    }

    fn sent(outbox: &mut Outbox, now: Timestamp) -> Option<MessageId> {
        outbox.next_to_send(now).map(|item| item.id)
    }

    fn refusal(code: Code, retry_after_ms: Option<u64>) -> Problem {
        Problem::from(&Rejection { retry_after_ms, ..Rejection::new(code) })
    }

    #[test]
    fn one_message_is_on_the_way_at_a_time_in_order() {
        let mut outbox = with(2);
        assert_eq!(sent(&mut outbox, NOW), Some(id(1)));
        assert_eq!(sent(&mut outbox, NOW), None);
        assert!(outbox.acknowledge(id(1), Seq(1)));
        assert_eq!(sent(&mut outbox, NOW), Some(id(2)));
    }

    #[test]
    fn message_on_the_way_when_the_link_dies_is_sent_again_first() {
        let mut outbox = with(2);
        sent(&mut outbox, NOW);
        outbox.link_lost();
        assert_eq!(sent(&mut outbox, NOW), Some(id(1)));
    }

    #[test]
    fn stored_message_is_shown_until_its_event_arrives() {
        let mut outbox = with(1);
        sent(&mut outbox, NOW);
        outbox.acknowledge(id(1), Seq(4));
        assert_eq!(outbox.echoes().map(|(_, state)| state).collect::<Vec<_>>(), [EchoState::Stored]);
        outbox.reached(Seq(3));
        assert_eq!(outbox.echoes().count(), 1);
        outbox.reached(Seq(4));
        assert_eq!(outbox.echoes().count(), 0);
    }

    #[test]
    fn event_before_the_answer_acknowledges_too() {
        let mut outbox = with(1);
        sent(&mut outbox, NOW);
        assert!(outbox.arrived(id(1)));
        assert!(!outbox.acknowledge(id(1), Seq(1)), "the later answer finds nothing to do");
        assert_eq!((outbox.echoes().count(), outbox.wake_at()), (0, None));
    }

    #[test]
    fn message_put_off_waits_and_goes_before_later_ones() {
        let mut outbox = with(2);
        sent(&mut outbox, NOW);
        assert_eq!(outbox.refuse(id(1), refusal(Code::RateMessages, Some(4_000)), NOW), None);
        assert_eq!((sent(&mut outbox, NOW.plus(3_999)), outbox.wake_at()), (None, Some(NOW.plus(4_000))));
        assert_eq!(sent(&mut outbox, NOW.plus(4_000)), Some(id(1)));
    }

    #[test]
    fn message_put_off_for_too_long_fails_and_lets_others_go() {
        let mut outbox = with(2);
        sent(&mut outbox, NOW);
        let failed = outbox.refuse(id(1), refusal(Code::RateMessages, Some(3_600_000)), NOW);
        assert_eq!(failed.map(|item| item.id), Some(id(1)));
        assert_eq!(sent(&mut outbox, NOW), Some(id(2)));
    }

    #[test]
    fn server_that_keeps_failing_is_given_half_a_minute() {
        let mut outbox = with(1);
        let mut now = NOW;
        let mut n_tries = 0;
        while sent(&mut outbox, now).is_some() {
            n_tries += 1;
            if outbox.refuse(id(1), refusal(Code::Unavailable, None), now).is_some() {
                break;
            }
            now = now.plus(SECOND_MS);
        }
        assert!(n_tries > 10 && now.since(NOW) <= PATIENCE_MS, "{n_tries} tries, {} ms", now.since(NOW));
    }

    #[test]
    fn refused_message_waits_for_the_person_who_may_retry_or_discard() {
        let mut outbox = with(2);
        sent(&mut outbox, NOW);
        assert!(outbox.refuse(id(1), refusal(Code::TextTooLong, None), NOW).is_some());
        assert_eq!(outbox.retry(id(1), NOW).map(|item| item.failure.clone()), Some(None));
        assert_eq!(sent(&mut outbox, NOW), Some(id(2)));
        outbox.acknowledge(id(2), Seq(1));
        sent(&mut outbox, NOW);
        outbox.refuse(id(1), refusal(Code::TextTooLong, None), NOW);
        assert!(outbox.discard(id(1)));
        assert_eq!(outbox.n_waiting(), 0);
    }

    #[test]
    fn restored_messages_keep_their_order_and_old_ones_ask_first() {
        let mut outbox = Outbox::default();
        let old = OutboxItem { written_at: Timestamp(0), ..item(9) };
        let later = OutboxItem { written_at: NOW.plus(5), ..item(1) };
        let now = Timestamp(limits::OUTBOX_AGE_MS_MAX + 1);
        let changed = outbox.restore(vec![later, item(2), old], now);
        assert_eq!(changed.iter().map(|item| item.id).collect::<Vec<_>>(), [MessageId::new(NOW, [9; 10])]);
        assert_eq!(sent(&mut outbox, now), Some(id(2)));
    }

    #[test]
    fn order_of_typing_survives_a_reload_whatever_the_clock_does() {
        let mut outbox = Outbox::default();
        let times = [NOW, NOW, Timestamp(5), NOW.plus(2)];
        let typed = (0..4).rev().zip(times).map(|(n, written_at)| OutboxItem { written_at, ..item(n) });
        let kept: Vec<_> = typed.map(|item| outbox.push(item).unwrap()).collect();
        let mut restored = Outbox::default();
        restored.restore(kept.iter().rev().cloned().collect(), NOW);
        let ids = |items: Vec<&OutboxItem>| items.iter().map(|item| item.id).collect::<Vec<_>>();
        assert_eq!(ids(restored.echoes().map(|(item, _)| item).collect()), ids(kept.iter().collect()));
    }

    #[test]
    fn full_outbox_refuses_and_keeps_what_it_has() {
        let mut outbox = Outbox::default();
        for n in 0..limits::OUTBOX_MESSAGES_MAX {
            let mut random = [0; 10];
            random[..8].copy_from_slice(&n.to_be_bytes());
            outbox.push(OutboxItem { id: MessageId::new(NOW, random), ..item(0) }).unwrap();
        }
        assert_eq!(outbox.push(item(255)), Err(OutboxFull));
        assert_eq!(outbox.n_waiting(), limits::OUTBOX_MESSAGES_MAX);
    }
}
