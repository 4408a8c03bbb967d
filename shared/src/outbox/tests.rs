//! Facts about the queue.

use super::*;
use crate::language::Language;
use crate::problem::Rejection;
use crate::wire::conversation::{ConsentAct, EditMessage, Rating, SendMessage};

const NOW: Timestamp = Timestamp(1_000_000);

fn item(n: u8) -> OutboxItem {
    OutboxItem { id: id(n), act: said(n), written_at: NOW, failure: None }
}

fn said(n: u8) -> Act {
    Act::SendMessage(SendMessage::plain(format!("text {n}")))
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
    assert!(matches!(failed, Some(Refusal::Waits(item)) if item.id == id(1)));
    assert_eq!(sent(&mut outbox, NOW), Some(id(2)));
}

#[test]
fn refusal_of_what_is_not_here_costs_no_patience() {
    let mut outbox = with(1);
    assert_eq!(outbox.refuse(id(9), refusal(Code::RateMessages, Some(4_000)), NOW), None);
    let later = NOW.plus(PATIENCE_MS);
    assert_eq!(sent(&mut outbox, later), Some(id(1)), "nothing is put off by it");
    assert_eq!(outbox.refuse(id(1), refusal(Code::RateMessages, Some(4_000)), later), None);
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

fn consent(is_given: bool) -> Act {
    let (purpose, language) = (Purpose::Process, Language::ALL[0]);
    Act::Consent(ConsentAct { purpose, is_given, version: "1".to_owned(), language, page: String::new() })
}

fn also(n: u8, act: Act) -> OutboxItem {
    OutboxItem { act, ..item(n) }
}

#[test]
fn everything_that_is_done_goes_in_the_order_of_doing_and_only_messages_are_echoed() {
    let mut outbox = Outbox::default();
    let edit = Act::EditMessage(EditMessage { message: id(2), text: "better".to_owned() });
    let acts = [consent(true), said(2), edit, Act::DeleteMessage(id(2)), Act::End];
    for (n, act) in (1..).zip(acts.clone()) {
        outbox.push(also(n, act)).unwrap();
    }
    assert_eq!((outbox.echoes().count(), outbox.other_acts().count()), (1, 4));
    for (n, act) in (1..).zip(acts) {
        assert_eq!(outbox.next_to_send(NOW).map(|item| item.act.clone()), Some(act));
        assert!(outbox.acknowledge(id(n), Seq(u64::from(n))));
    }
    assert_eq!(outbox.echoes().map(|(_, state)| state).collect::<Vec<_>>(), [EchoState::Stored]);
    assert_eq!(outbox.other_acts().count(), 0);
}

#[test]
fn refused_act_that_nobody_sees_waiting_is_over() {
    for act in [Act::Rate(Rating { score: 5, comment: String::new() }), consent(true), Act::End] {
        let mut outbox = Outbox::default();
        outbox.push(also(1, act)).unwrap();
        outbox.push(item(2)).unwrap();
        sent(&mut outbox, NOW);
        let refusal = outbox.refuse(id(1), refusal(Code::FieldInvalid, None), NOW);
        assert!(matches!(refusal, Some(Refusal::IsOver(item)) if item.id == id(1) && item.failure.is_some()));
        assert_eq!(sent(&mut outbox, NOW), Some(id(2)));
    }
}

#[test]
fn what_waits_for_consent_goes_by_itself_in_its_order_once_it_is_given() {
    let mut outbox = Outbox::default();
    let edit = Act::EditMessage(EditMessage { message: id(9), text: "better".to_owned() });
    let items = [item(1), also(2, edit), item(3), item(4)];
    for item in items {
        outbox.push(item).unwrap();
    }
    for n in 1..=3 {
        assert_eq!(sent(&mut outbox, NOW), Some(id(n)));
        let code = if n == 2 { Code::ConsentVersion } else { Code::ConsentRequired };
        assert!(matches!(outbox.refuse(id(n), refusal(code, None), NOW), Some(Refusal::Waits(_))));
    }
    assert!(outbox.waits_for_consent());
    let kept: Vec<_> = outbox.consented();
    assert_eq!(
        kept.iter().map(|item| (item.id, item.failure.clone())).collect::<Vec<_>>(),
        [(id(1), None), (id(2), None), (id(3), None)]
    );
    assert!(!outbox.waits_for_consent());
    for n in 1..=4 {
        assert_eq!(sent(&mut outbox, NOW), Some(id(n)));
        outbox.acknowledge(id(n), Seq(u64::from(n)));
    }
}

#[test]
fn only_consent_to_processing_that_is_given_counts_as_consent() {
    let mut outbox = Outbox::default();
    outbox.push(also(1, consent(true))).unwrap();
    outbox.push(also(2, consent(false))).unwrap();
    outbox.push(item(3)).unwrap();
    assert_eq!([1, 2, 3].map(|n| outbox.gives_consent(id(n))), [true, false, false]);
}

#[test]
fn old_acts_that_are_no_messages_are_sent_without_asking() {
    let mut outbox = Outbox::default();
    let now = NOW.plus(limits::OUTBOX_AGE_MS_MAX + 1);
    let changed = outbox.restore(vec![item(1), also(2, consent(true))], now);
    assert_eq!(changed.iter().map(|item| item.id).collect::<Vec<_>>(), [id(1)]);
    assert_eq!(sent(&mut outbox, now), Some(id(2)));
}
