//! The rules for something said: it is stored at most once, for ever; a repetition is answered as
//! the first time and costs nothing; a refusal leaves nothing behind.

use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::text::preview;
use pulina_shared::wire::content::FileInfo;
use pulina_shared::wire::conversation::{ConversationStatus, Event, EventKind, Message, PublicUser};
use pulina_shared::wire::help_desk::LastMessage;

use super::act::{Decision, Given};
use super::consent;
use super::content::Content;
use super::conversation::{Draft, Effect, Opened, Participant, PendingFile};
use super::ending;

/// Decides about a message. `pending` are the files that it names, as far as they wait to be sent.
///
/// # Errors
/// `id_conflict`, `consent_required`, `conversation_closed`, `conversation_full`, `rate_messages`,
/// `not_found` for a file that does not wait or is somebody else's.
pub fn decide(
    given: &Given,
    content: Content,
    pending: Vec<Option<PendingFile>>,
) -> Result<Decision, Rejection> {
    if let Some(event) = given.known {
        return repeated(given, event, &content);
    }
    consent::require(given)?;
    let is_visitor = *given.sender == Participant::Visitor;
    if is_visitor && ending::is_closed_for_good(given.head, given.now) {
        return Err(Rejection::new(Code::ConversationClosed));
    }
    if given.head.n_messages >= limits::CONVERSATION_MESSAGES_MAX {
        return Err(Rejection::new(Code::ConversationFull));
    }
    let files = own_files(given, pending)?;
    let mut draft = Draft::of(given.head);
    let is_person_new = given.count(&mut draft)?;
    let is_reopened = given.head.status == ConversationStatus::Closed;
    if is_reopened {
        ending::reopen(&mut draft, given.sender.author(), given.now);
    }
    Ok(append(given, draft, content, files, is_reopened || is_person_new))
}

fn repeated(given: &Given, event: &Event, content: &Content) -> Result<Decision, Rejection> {
    let is_same = event.kind.message().is_some_and(|message| {
        // Of a message that was taken back there is nothing to compare.
        message.author == given.sender.author() && (message.is_deleted || content.is_of(message))
    });
    if is_same { Ok(given.repeated(event)) } else { Err(Rejection::new(Code::IdConflict)) }
}

fn own_files(given: &Given, pending: Vec<Option<PendingFile>>) -> Result<Vec<FileInfo>, Rejection> {
    let author = given.sender.author();
    let own = |file: Option<PendingFile>| file.filter(|file| file.by == author).map(|file| file.info);
    let files: Option<Vec<FileInfo>> = pending.into_iter().map(own).collect();
    files.ok_or(Rejection::new(Code::NotFound).at("/do/send_message/files"))
}

fn append(
    given: &Given,
    mut draft: Draft,
    content: Content,
    files: Vec<FileInfo>,
    is_state_changed: bool,
) -> Decision {
    let (author, now) = (given.sender.author(), given.now);
    let Content { text, files: file_ids, choices, cards } = content;
    let shown = if text.is_empty() { files.first().map_or("", |file| file.name.as_str()) } else { &text };
    let short = preview(shown);
    let message =
        Message { id: given.id, author: author.clone(), text, files, choices, cards, is_deleted: false };
    let seq = draft.append(EventKind::Message(message), now, Some(given.id));
    if !file_ids.is_empty() {
        draft.push(Effect::AttachFiles { message: given.id, files: file_ids });
    }
    let head = &mut draft.head;
    head.n_messages += 1;
    match given.sender {
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
        None => head.opened = Some(Opened { subject: short, at: now, first_seq: seq, last_message }),
    }
    draft.queue_report();
    given.stored(draft, seq, is_state_changed)
}

/// Says a text, for tests of other rules.
#[cfg(test)]
pub(crate) fn send<S: super::conversation::ConversationStore>(
    store: &mut S,
    sender: &Participant,
    id: pulina_shared::ids::MessageId,
    text: &str,
    moment: &super::conversation::Moment,
) -> Result<Decision, super::conversation::Failure<S::Fault>> {
    use pulina_shared::wire::conversation::{Act, Command, SendMessage};
    let command = Command { id, act: Act::SendMessage(SendMessage::plain(text.to_owned())) };
    super::act::carry_out(store, sender, command, moment)
}

#[cfg(test)]
mod tests {
    use super::super::memory_store::{Scene, agent, message_id, user};
    use super::super::order;
    use super::*;
    use crate::domain::conversation::{ConversationStore, Failure};
    use crate::internal::{Order, OrderAct};
    use pulina_shared::ids::Seq;
    use pulina_shared::time::{DAY_MS, Timestamp};
    use pulina_shared::wire::conversation::Activity;

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

    #[test]
    fn who_came_in_under_an_earlier_name_does_not_bring_it_back() {
        let mut scene = Scene::new();
        say(&mut scene, &agent(1), 1, "x").unwrap();
        let renamed = PublicUser { name: "New".to_owned(), ..user(1) };
        let order = Order { number: 1, act: OrderAct::UpdatePerson(renamed.clone()) };
        let obeyed = scene.with(|store, moment| order::obey(store, order, moment)).unwrap();
        assert_eq!(obeyed.renamed.as_ref(), Some(&renamed));
        say(&mut scene, &agent(1), 2, "y").unwrap();
        assert_eq!(scene.store.people().unwrap(), [renamed]);
    }
}
