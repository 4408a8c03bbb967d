//! The rules for something said: it is stored at most once, for ever; a repetition is answered as
//! the first time and costs nothing; a refusal leaves nothing behind.

use pulina_shared::ids::MessageId;
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::text::{MessageText, preview};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::{
    Accepted, Activity, Author, ConversationStatus, Event, EventKind, Message, PublicUser,
};
use pulina_shared::wire::help_desk::LastMessage;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::conversation::{
    ConversationStore, Draft, Effect, Failure, Head, Moment, Opened, Participant, Person,
};
use super::rate::{self, Bucket, DayCount};

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is stored already; the answer of then.
    Repeated(Accepted),
    /// It is new.
    Stored {
        /// The answer, once the effects are applied.
        accepted: Accepted,
        /// What to store.
        effects: Vec<Effect>,
        /// Whether status or people changed with it.
        is_state_changed: bool,
    },
}

/// Decides about a message and stores it.
///
/// # Errors
/// `not_found`, `text_empty`, `text_too_long`, `id_conflict`, `rate_messages`,
/// `conversation_full`; faults of the store.
pub fn send<S: ConversationStore>(
    store: &mut S,
    sender: &Participant,
    id: MessageId,
    text: &str,
    moment: &Moment,
) -> Result<Decision, Failure<S::Fault>> {
    let head = store.head().map_err(Failure::Fault)?.ok_or(Rejection::new(Code::NotFound))?;
    let existing = store.message(id).map_err(Failure::Fault)?;
    let person = match sender {
        Participant::Visitor => None,
        Participant::Agent { user, .. } => store.person(&user.id).map_err(Failure::Fault)?,
    };
    let decision = decide(&head, existing.as_ref(), person, sender, id, text, moment)?;
    if let Decision::Stored { effects, .. } = &decision {
        store.apply(effects).map_err(Failure::Fault)?;
    }
    Ok(decision)
}

/// The decision alone. `existing` is the event that has this message id; `person` what is known of
/// a sending agent.
///
/// # Errors
/// As [`send`], without faults.
pub fn decide(
    head: &Head,
    existing: Option<&Event>,
    person: Option<Person>,
    sender: &Participant,
    id: MessageId,
    text: &str,
    moment: &Moment,
) -> Result<Decision, Rejection> {
    let text = parse_text(text)?;
    let author = sender.author();
    if let Some(event) = existing {
        return repeated(event, id, &author, &text).map(Decision::Repeated);
    }
    if head.n_messages >= limits::CONVERSATION_MESSAGES_MAX {
        return Err(Rejection::new(Code::ConversationFull));
    }
    let mut draft = Draft::of(head);
    let is_person_new = match sender {
        Participant::Visitor => {
            let (rate, day) = take_visitor(head, moment)?;
            (draft.head.visitor_rate, draft.head.visitor_day) = (rate, day);
            false
        }
        Participant::Agent { user, .. } => {
            let (known, bucket) = match person {
                Some(Person { user, rate }) => (Some(user), rate),
                None => (None, Bucket::default()),
            };
            draft.put_person(Person { user: user.clone(), rate: take_agent(bucket, moment)? });
            known.as_ref() != Some(user)
        }
    };
    let is_reopened = head.status == ConversationStatus::Closed;
    if is_reopened {
        reopen(&mut draft, author.clone(), moment.now);
    }
    let accepted = append(&mut draft, sender, id, text, moment.now);
    draft.queue_report();
    Ok(Decision::Stored {
        accepted,
        effects: draft.into_effects(),
        is_state_changed: is_reopened || is_person_new,
    })
}

/// Opens the conversation again, which stands in the log just before what caused it.
pub(super) fn reopen(draft: &mut Draft, author: Author, now: Timestamp) {
    draft.head.status = ConversationStatus::Open;
    draft.append(EventKind::Activity(Activity::Reopened(author)), now);
}

fn parse_text(text: &str) -> Result<MessageText, Rejection> {
    // Normalising may lengthen a text several times over; what is too long in any form stays out.
    if text.len() > 2 * limits::MESSAGE_BYTES_MAX {
        return Err(Rejection::above(Code::TextTooLong, limits::MESSAGE_BYTES_MAX, text.len()));
    }
    let parsed = if is_nfc(text) {
        MessageText::parse(text)
    } else {
        MessageText::parse(&text.nfc().collect::<String>())
    };
    parsed.map_err(|rejection| rejection.at("/do/send_message/text"))
}

fn repeated(
    event: &Event,
    id: MessageId,
    author: &Author,
    text: &MessageText,
) -> Result<Accepted, Rejection> {
    match &event.kind {
        EventKind::Message(message) if message.author == *author && message.text == text.as_str() => {
            Ok(Accepted { id, seq: event.seq, at: event.at })
        }
        _ => Err(Rejection::new(Code::IdConflict)),
    }
}

fn take_visitor(head: &Head, moment: &Moment) -> Result<(Bucket, DayCount), Rejection> {
    if !moment.are_rates_on {
        return Ok((head.visitor_rate, head.visitor_day));
    }
    let too_fast = |wait_ms| Rejection::retry_after(Code::RateMessages, wait_ms);
    let day = head.visitor_day.take(limits::VISITOR_MESSAGES_PER_DAY, moment.now).map_err(too_fast)?;
    let bucket = head.visitor_rate.take(rate::VISITOR_MESSAGES, moment.now).map_err(too_fast)?;
    Ok((bucket, day))
}

fn take_agent(bucket: Bucket, moment: &Moment) -> Result<Bucket, Rejection> {
    if !moment.are_rates_on {
        return Ok(bucket);
    }
    bucket
        .take(rate::AGENT_MESSAGES, moment.now)
        .map_err(|wait_ms| Rejection::retry_after(Code::RateMessages, wait_ms))
}

fn append(
    draft: &mut Draft,
    sender: &Participant,
    id: MessageId,
    text: MessageText,
    now: Timestamp,
) -> Accepted {
    let author = sender.author();
    let short = preview(text.as_str());
    let message = Message::plain(id, author.clone(), text.into_string());
    let seq = draft.append(EventKind::Message(message), now);
    let head = &mut draft.head;
    head.n_messages += 1;
    match sender {
        Participant::Visitor => {
            head.last_visitor_seq = seq;
            head.n_unread += 1;
        }
        Participant::Agent { user: PublicUser { id: user, .. }, .. } => {
            head.last_agent_seq = seq;
            head.last_agent = Some(user.clone());
        }
    }
    let last_message = LastMessage { author, preview: short.clone(), at: now };
    match &mut head.opened {
        Some(opened) => opened.last_message = last_message,
        None => head.opened = Some(Opened { subject: short, at: now, last_message }),
    }
    Accepted { id, seq, at: now }
}

#[cfg(test)]
mod tests {
    use super::super::memory_store::{Scene, agent, message_id, user};
    use super::super::order;
    use super::*;
    use crate::internal::{Order, OrderAct};
    use pulina_shared::ids::Seq;
    use pulina_shared::time::DAY_MS;

    /// Says it and tells the place, or why not.
    fn say(scene: &mut Scene, sender: &Participant, number: u64, text: &str) -> Result<u64, Rejection> {
        match scene.with(|store, moment| send(store, sender, message_id(number), text, moment)) {
            Ok(Decision::Repeated(accepted) | Decision::Stored { accepted, .. }) => Ok(accepted.seq.0),
            Err(Failure::Rejected(rejection)) => Err(rejection),
            Err(Failure::Fault(never)) => match never {},
        }
    }

    fn code(result: Result<u64, Rejection>) -> Code {
        result.unwrap_err().code
    }

    fn close(scene: &mut Scene, number: u64) {
        let seen_visitor_seq = scene.head().last_visitor_seq;
        let act = OrderAct::Close { by: user(1).id, seen_visitor_seq };
        scene.with(|store, moment| order::obey(store, Order { number, act }, moment)).unwrap();
    }

    #[test]
    fn message_is_stored_once_however_often_it_is_sent() {
        let mut scene = Scene::new();
        assert_eq!(say(&mut scene, &Participant::Visitor, 1, "one"), Ok(1));
        assert_eq!(say(&mut scene, &Participant::Visitor, 2, "two"), Ok(2));
        scene.now = scene.now.plus(40 * DAY_MS);
        let before = scene.store.clone();
        for _ in 0..50 {
            assert_eq!(say(&mut scene, &Participant::Visitor, 1, "one"), Ok(1), "and it costs nothing");
        }
        assert_eq!(scene.store, before);
    }

    #[test]
    fn repetition_is_answered_with_the_time_of_then() {
        let mut scene = Scene::new();
        let first = scene.with(|store, moment| send(store, &agent(1), message_id(1), "hi", moment)).unwrap();
        let Decision::Stored { accepted, .. } = first else { panic!("{first:?}") };
        scene.now = scene.now.plus(5_000);
        let second = scene.with(|store, moment| send(store, &agent(1), message_id(1), "hi", moment)).unwrap();
        assert_eq!(second, Decision::Repeated(accepted));
    }

    #[test]
    fn same_id_with_another_text_or_author_is_a_conflict_and_changes_nothing() {
        let mut scene = Scene::new();
        say(&mut scene, &agent(1), 1, "hi").unwrap();
        let before = scene.store.clone();
        assert_eq!(code(say(&mut scene, &agent(1), 1, "hello")), Code::IdConflict);
        assert_eq!(code(say(&mut scene, &agent(2), 1, "hi")), Code::IdConflict);
        assert_eq!(code(say(&mut scene, &Participant::Visitor, 1, "hi")), Code::IdConflict);
        assert_eq!(scene.store, before);
    }

    #[test]
    fn text_is_normalised_before_it_is_measured_and_compared() {
        let mut scene = Scene::new();
        let decomposed = "a\u{308}".repeat(limits::MESSAGE_CHARACTERS_MAX);
        assert_eq!(say(&mut scene, &Participant::Visitor, 1, &decomposed), Ok(1));
        assert_eq!(
            say(&mut scene, &Participant::Visitor, 1, &"ä".repeat(limits::MESSAGE_CHARACTERS_MAX)),
            Ok(1)
        );
    }

    #[test]
    fn refused_message_leaves_nothing_behind() {
        let mut scene = Scene::new();
        let before = scene.store.clone();
        assert_eq!(code(say(&mut scene, &Participant::Visitor, 1, "  ")), Code::TextEmpty);
        assert_eq!(code(say(&mut scene, &Participant::Visitor, 1, &"x".repeat(10_001))), Code::TextTooLong);
        assert_eq!(code(say(&mut scene, &Participant::Visitor, 1, &"x".repeat(900_000))), Code::TextTooLong);
        assert_eq!(scene.store, before);
    }

    #[test]
    fn visitor_may_write_ten_at_once_then_one_a_second() {
        let mut scene = Scene::new();
        for number in 0..10 {
            say(&mut scene, &Participant::Visitor, number, "x").unwrap();
        }
        let rejection = say(&mut scene, &Participant::Visitor, 10, "x").unwrap_err();
        assert_eq!((rejection.code, rejection.retry_after_ms), (Code::RateMessages, Some(1_000)));
        assert_eq!(say(&mut scene, &Participant::Visitor, 9, "x"), Ok(10), "a repetition is not counted");
        scene.now = scene.now.plus(1_000);
        assert_eq!(say(&mut scene, &Participant::Visitor, 10, "x"), Ok(11));
        scene.are_rates_on = false;
        assert_eq!(say(&mut scene, &Participant::Visitor, 11, "x"), Ok(12));
    }

    #[test]
    fn visitor_may_write_a_thousand_a_day() {
        let mut scene = Scene::new();
        scene.now = Timestamp(DAY_MS);
        for number in 0..1_000 {
            say(&mut scene, &Participant::Visitor, number, "x").unwrap();
            scene.now = scene.now.plus(1_000);
        }
        let rejection = say(&mut scene, &Participant::Visitor, 1_000, "x").unwrap_err();
        assert_eq!(rejection.retry_after_ms, Some(DAY_MS - 1_000_000));
        scene.now = Timestamp(2 * DAY_MS);
        assert_eq!(say(&mut scene, &Participant::Visitor, 1_000, "x"), Ok(1_001));
    }

    #[test]
    fn every_agent_has_thirty_at_once_of_their_own() {
        let mut scene = Scene::new();
        for number in 0..30 {
            say(&mut scene, &agent(1), number, "x").unwrap();
        }
        assert_eq!(code(say(&mut scene, &agent(1), 30, "x")), Code::RateMessages);
        assert_eq!(say(&mut scene, &agent(2), 30, "x"), Ok(31));
        scene.now = scene.now.plus(200);
        assert_eq!(say(&mut scene, &agent(1), 31, "x"), Ok(32));
    }

    #[test]
    fn message_to_a_closed_conversation_opens_it_just_before() {
        for sender in [Participant::Visitor, agent(2)] {
            let mut scene = Scene::new();
            say(&mut scene, &Participant::Visitor, 1, "hi").unwrap();
            close(&mut scene, 1);
            assert_eq!(say(&mut scene, &sender, 2, "again"), Ok(4));
            assert_eq!(scene.head().status, ConversationStatus::Open);
            let last = if sender == Participant::Visitor { "v:again" } else { "a:again" };
            assert_eq!(scene.log(), format!("v:hi closed reopened {last}"));
            let reopened = EventKind::Activity(Activity::Reopened(sender.author()));
            assert_eq!(scene.store.events[2].kind, reopened);
        }
    }

    #[test]
    fn full_conversation_refuses_and_still_answers_repetitions() {
        let mut scene = Scene::new();
        say(&mut scene, &Participant::Visitor, 1, "hi").unwrap();
        scene.store.head.as_mut().unwrap().n_messages = limits::CONVERSATION_MESSAGES_MAX;
        assert_eq!(code(say(&mut scene, &Participant::Visitor, 2, "hi")), Code::ConversationFull);
        assert_eq!(say(&mut scene, &Participant::Visitor, 1, "hi"), Ok(1));
    }

    #[test]
    fn head_remembers_what_the_help_desk_asks() {
        let mut scene = Scene::new();
        say(&mut scene, &Participant::Visitor, 1, "first\nline").unwrap();
        say(&mut scene, &agent(1), 2, "answer").unwrap();
        let head = scene.head();
        let opened = head.opened.unwrap();
        assert_eq!((opened.subject.as_str(), opened.last_message.preview.as_str()), ("first line", "answer"));
        assert_eq!((head.last_visitor_seq, head.last_agent_seq), (Seq(1), Seq(2)));
        assert_eq!((head.last_agent, head.n_unread, head.n_messages), (Some(user(1).id), 1, 2));
        assert_eq!(head.report_version, 2);
    }

    #[test]
    fn first_message_of_an_agent_makes_them_known() {
        let mut scene = Scene::new();
        let stored = |scene: &mut Scene, number| match scene
            .with(|store, moment| send(store, &agent(1), message_id(number), "x", moment))
            .unwrap()
        {
            Decision::Stored { is_state_changed, .. } => is_state_changed,
            Decision::Repeated(_) => panic!("not new"),
        };
        assert!(stored(&mut scene, 1));
        assert!(!stored(&mut scene, 2));
        assert_eq!(scene.store.people().unwrap(), [user(1)]);
    }
}
