//! Facts about the whole client machine, told as what happens and what follows.

use super::*;
use crate::ids::Epoch;
use crate::language::Language;
use crate::problem::{Code, Rejection};
use crate::time::Timestamp;
use crate::wire::VERSION;
use crate::wire::conversation::{
    Accepted, ConsentAct, ConversationState, EditMessage, EventKind, EventPage, Message, Purpose, Rating,
    Rejected, Resume, SendMessage, ServerHello,
};

const START: Timestamp = Timestamp(1_000_000);

struct World {
    client: Client,
    now: Timestamp,
}

impl World {
    fn visitor() -> Self {
        Self { client: Client::new(Role::Visitor), now: START }
    }

    fn input(&mut self, input: Input) -> Vec<Action> {
        self.client.process(input, self.now, 5).actions
    }

    fn frame(&mut self, frame: ServerFrame) -> Vec<Action> {
        self.input(Input::Frame { frame: Box::new(frame), n_bytes: 100 })
    }

    fn say(&mut self, n: u8) -> Vec<Action> {
        self.input(Input::say(id(n), format!("text {n}")))
    }

    /// Opens the link from any state that wants one and answers the hello.
    fn connect(&mut self, after: u64, last_seq: u64) -> Vec<Action> {
        self.input(Input::Opened { token: None });
        self.frame(hello(true, after, last_seq))
    }

    fn connected() -> Self {
        let mut world = Self::visitor();
        world.input(Input::Begin { visited: true });
        world.input(Input::Opened { token: None });
        world.frame(hello(false, 0, 0));
        world
    }

    fn events(&mut self, range: std::ops::RangeInclusive<u64>) -> Vec<Action> {
        let events = range.map(|seq| event(seq, id(200), Author::System)).collect();
        self.frame(ServerFrame::Events(EventPage { events }))
    }
}

fn id(n: u8) -> MessageId {
    MessageId::new(START, [n; 10])
}

fn event(seq: u64, id: MessageId, author: Author) -> Event {
    let message = Message::plain(id, author, "text".to_owned());
    Event { seq: Seq(seq), at: START, kind: EventKind::Message(message) }
}

fn hello(resumed: bool, after: u64, last_seq: u64) -> ServerFrame {
    let state = ConversationState::default();
    let epoch = Epoch::new([1; 10]);
    ServerFrame::Hello(ServerHello {
        version: VERSION,
        epoch,
        resumed,
        after: Seq(after),
        last_seq: Seq(last_seq),
        state,
    })
}

fn commands(actions: &[Action]) -> Vec<MessageId> {
    let command = |action: &Action| match action {
        Action::Transmit(ClientFrame::Command(command)) => Some(command.id),
        _ => None,
    };
    actions.iter().filter_map(command).collect()
}

fn accepted(n: u8, seq: u64) -> ServerFrame {
    ServerFrame::Accepted(Accepted { id: id(n), seq: Seq(seq), at: START })
}

#[test]
fn first_message_is_kept_before_the_visit_begins() {
    let mut world = World::visitor();
    let actions = world.say(1);
    assert!(matches!(actions[..], [Action::Keep(_), Action::Visit]), "{actions:?}");
    assert_eq!(world.input(Input::Visited), [Action::Open(Transport::Socket)]);
    let actions = world.connect(0, 0);
    assert_eq!(commands(&actions), [id(1)]);
}

#[test]
fn nothing_is_asked_for_before_the_visitor_acts() {
    let mut world = World::visitor();
    assert_eq!(world.input(Input::Nudged), []);
    assert_eq!(world.input(Input::Typing(true)), []);
    assert_eq!(world.input(Input::Restore(Vec::new())), []);
    assert_eq!(world.client.link(), Link::Idle);
}

#[test]
fn messages_go_one_by_one_and_are_forgotten_when_stored() {
    let mut world = World::connected();
    assert_eq!(commands(&world.say(1)), [id(1)]);
    assert_eq!(commands(&world.say(2)), []);
    let actions = world.frame(accepted(1, 1));
    assert_eq!(actions[0], Action::Forget(id(1)));
    assert_eq!(commands(&actions), [id(2)]);
}

#[test]
fn own_message_is_never_shown_twice() {
    for event_first in [true, false] {
        let mut world = World::connected();
        world.say(1);
        let page = EventPage { events: vec![event(1, id(1), Author::Visitor)] };
        let frames = [ServerFrame::Events(page), accepted(1, 1)];
        let mut order: Vec<_> = frames.into_iter().collect();
        if !event_first {
            order.reverse();
        }
        for frame in order {
            world.frame(frame);
            let n_shown = world.client.echoes().count() + world.client.timeline().events().len();
            assert_eq!(n_shown, 1);
        }
    }
}

#[test]
fn unanswered_command_ends_the_link_and_is_sent_again() {
    let mut world = World::connected();
    world.say(1);
    world.now = world.now.plus(limits::ANSWER_TIMEOUT_MS);
    assert_eq!(world.input(Input::Woke), [Action::Close]);
    assert_eq!(world.client.link(), Link::Lost);
    world.now = world.now.plus(limits::RETRY_MS_MIN);
    assert_eq!(world.input(Input::Woke), [Action::Open(Transport::Socket)]);
    let actions = world.connect(0, 0);
    assert_eq!(commands(&actions), [id(1)]);
}

#[test]
fn clock_that_steps_back_postpones_nothing() {
    let mut world = World::connected();
    world.say(1);
    world.now = Timestamp(5_000);
    let outcome = world.client.process(Input::Heard, world.now, 0);
    let due_at = outcome.wake_at.unwrap();
    assert!(due_at.since(world.now) <= limits::ANSWER_TIMEOUT_MS, "{due_at:?}");
    world.now = Timestamp(10);
    assert_eq!(world.input(Input::Woke), [Action::Close], "the timer rang in spite of another step");
}

#[test]
fn client_resumes_from_its_place() {
    let mut world = World::connected();
    world.events(1..=7);
    world.input(Input::Closed(1006));
    let actions = world.input(Input::Opened { token: None });
    // The last event comes once more, so that a history written anew is noticed.
    let resume = Some(Resume { epoch: Epoch::new([1; 10]), after: Seq(6) });
    assert_eq!(
        actions,
        [Action::Transmit(ClientFrame::Hello(Hello { version: VERSION, token: None, resume }))]
    );
}

#[test]
fn link_is_up_to_date_when_all_that_was_missed_has_arrived() {
    let mut world = World::visitor();
    world.input(Input::Begin { visited: true });
    world.input(Input::Opened { token: None });
    world.frame(hello(false, 0, 3));
    assert_eq!(world.client.link(), Link::Syncing);
    world.events(1..=2);
    assert_eq!(world.client.link(), Link::Syncing);
    world.events(3..=3);
    assert_eq!(world.client.link(), Link::Open);
}

#[test]
fn hole_in_the_events_makes_the_client_resume() {
    let mut world = World::connected();
    world.events(1..=2);
    assert_eq!(world.events(5..=6), [Action::Close]);
    assert_eq!(world.client.timeline().last_seq(), Seq(2));
}

#[test]
fn history_written_anew_under_its_old_name_is_fetched_anew() {
    for is_shorter in [true, false] {
        let mut world = World::connected();
        world.say(1);
        world.events(1..=7);
        world.input(Input::Closed(1006));
        world.now = world.now.plus(limits::RETRY_MS_MIN);
        let mut actions = world.connect(6, if is_shorter { 6 } else { 9 });
        if !is_shorter {
            let anew = vec![event(7, id(9), Author::System)];
            actions = world.frame(ServerFrame::Events(EventPage { events: anew }));
        }
        assert_eq!(actions.last(), Some(&Action::Close));
        assert_eq!(world.client.timeline().events(), []);
        assert_eq!(world.client.n_waiting(), 1, "what was not sent stays");
        let actions = world.input(Input::Opened { token: None });
        assert_eq!(
            actions,
            [Action::Transmit(ClientFrame::Hello(Hello { version: VERSION, token: None, resume: None }))]
        );
    }
}

#[test]
fn events_are_confirmed_often_enough_for_the_server_to_go_on() {
    let mut world = World::connected();
    let mut confirmed = 0;
    for seq in 1..=limits::UNCONFIRMED_EVENTS_MAX {
        for action in world.events(seq..=seq) {
            if let Action::Transmit(ClientFrame::Received(seq)) = action {
                confirmed = seq.0;
            }
        }
        assert!(seq - confirmed < limits::UNCONFIRMED_EVENTS_MAX);
    }
    assert_eq!(confirmed, limits::UNCONFIRMED_EVENTS_MAX);
}

#[test]
fn read_mark_is_told_once_and_again_after_a_lost_link() {
    let mut world = World::connected();
    world.events(1..=3);
    let tell = Action::Transmit(ClientFrame::MarkRead(Seq(3)));
    assert_eq!(world.input(Input::Seen(Seq(9))), std::slice::from_ref(&tell), "never past the last event");
    assert_eq!(world.input(Input::Seen(Seq(3))), []);
    assert_eq!(world.client.n_unread(), 0);
    world.input(Input::Closed(1006));
    let actions = world.connect(3, 3);
    assert_eq!(actions, [tell]);
}

#[test]
fn refused_message_is_kept_with_its_reason_and_the_next_one_goes() {
    let mut world = World::connected();
    world.say(1);
    world.say(2);
    let problem = Problem::from(&Rejection::new(Code::TextTooLong));
    let actions = world.frame(ServerFrame::Rejected(Rejected { id: id(1), problem }));
    assert!(matches!(&actions[0], Action::Keep(item) if item.failure.is_some()));
    assert_eq!(commands(&actions), [id(2)]);
}

#[test]
fn token_that_is_not_known_any_more_begins_a_new_visit_and_keeps_the_outbox() {
    let mut world = World::connected();
    world.say(1);
    assert_eq!(world.input(Input::Closed(4404)), [Action::ForgetVisit]);
    world.now = world.now.plus(limits::RETRY_MS_MIN);
    assert_eq!(world.input(Input::Woke), [Action::Visit]);
    assert_eq!(world.client.n_waiting(), 1);
}

#[test]
fn full_outbox_gives_the_text_back() {
    let mut world = World::visitor();
    for n in 0..limits::OUTBOX_MESSAGES_MAX {
        let mut random = [0; 10];
        random[..8].copy_from_slice(&n.to_be_bytes());
        world.input(Input::say(MessageId::new(START, random), "x".to_owned()));
    }
    let actions = world.say(250);
    let [Action::GiveBack(item)] = &actions[..] else { panic!("{actions:?}") };
    assert_eq!((item.id, item.text(), &item.failure), (id(250), "text 250", &None));
}

#[test]
fn message_given_up_here_is_forgotten_when_older_history_has_it() {
    let mut world = World::visitor();
    let long_ago = Timestamp(0);
    world.now = Timestamp(limits::OUTBOX_AGE_MS_MAX + 1_000_000);
    let act = Act::SendMessage(SendMessage::plain("text 1".to_owned()));
    let item = OutboxItem { id: id(1), act, written_at: long_ago, failure: None };
    world.input(Input::Begin { visited: true });
    world.input(Input::Restore(vec![item]));
    world.input(Input::Opened { token: None });
    world.frame(hello(false, 1, 1));
    assert_eq!(world.client.echoes().count(), 1);

    let older = vec![event(1, id(1), Author::Visitor)];
    let actions = world.input(Input::Older { epoch: Epoch::new([1; 10]), events: older });
    assert_eq!(actions, [Action::Forget(id(1))]);
    assert_eq!(world.client.echoes().count(), 0);
}

fn rejected(n: u8, code: Code) -> ServerFrame {
    ServerFrame::Rejected(Rejected { id: id(n), problem: Problem::from(&Rejection::new(code)) })
}

fn consent(is_given: bool) -> Act {
    let (purpose, language) = (Purpose::Process, Language::ALL[0]);
    Act::Consent(ConsentAct { purpose, is_given, version: "1".to_owned(), language, page: String::new() })
}

fn state(consent: Option<&str>) -> ServerFrame {
    ServerFrame::State(ConversationState { consent: consent.map(str::to_owned), ..Default::default() })
}

#[test]
fn consent_goes_before_the_first_message_and_is_no_echo() {
    let mut world = World::visitor();
    let actions = world.input(Input::Do { id: id(1), act: consent(true) });
    assert!(matches!(&actions[..], [Action::Keep(_), Action::Visit]), "an act begins the visit: {actions:?}");
    world.say(2);
    assert_eq!((world.client.echoes().count(), world.client.other_acts().count()), (1, 1));
    world.input(Input::Visited);
    world.input(Input::Opened { token: None });
    assert_eq!(commands(&world.frame(hello(false, 0, 0))), [id(1)]);
    assert_eq!(commands(&world.frame(accepted(1, 1))), [id(2)]);
}

#[test]
fn message_that_needs_consent_goes_by_itself_once_it_is_given_here() {
    let mut world = World::connected();
    world.say(1);
    world.say(2);
    assert_eq!(commands(&world.frame(rejected(1, Code::ConsentRequired))), [id(2)]);
    world.frame(rejected(2, Code::ConsentRequired));
    assert!(world.client.waits_for_consent());
    assert_eq!(commands(&world.input(Input::Do { id: id(3), act: consent(true) })), [id(3)]);
    world.say(4);
    assert_eq!(commands(&world.frame(accepted(3, 1))), [id(1)], "in the order of typing");
    assert_eq!(commands(&world.frame(accepted(1, 2))), [id(2)]);
    assert_eq!(commands(&world.frame(accepted(2, 3))), [id(4)]);
    assert!(!world.client.waits_for_consent());
}

#[test]
fn message_that_needs_consent_goes_by_itself_once_it_is_given_elsewhere() {
    let mut world = World::connected();
    world.say(1);
    world.frame(rejected(1, Code::ConsentVersion));
    assert_eq!(commands(&world.frame(state(None))), []);
    let actions = world.frame(state(Some("2")));
    assert!(matches!(&actions[0], Action::Keep(item) if item.failure.is_none()), "kept as it is now");
    assert_eq!(commands(&actions), [id(1)]);
    world.frame(rejected(1, Code::ConsentVersion));
    assert_eq!(commands(&world.frame(state(Some("2")))), [], "it was not given anew");
}

#[test]
fn refused_act_is_given_back_with_its_reason() {
    for act in [consent(true), Act::Rate(Rating { score: 9, comment: String::new() })] {
        let mut world = World::connected();
        world.input(Input::Do { id: id(1), act: act.clone() });
        let actions = world.frame(rejected(1, Code::FieldInvalid));
        let [Action::Forget(forgotten), Action::GiveBack(item)] = &actions[..] else { panic!("{actions:?}") };
        assert_eq!((*forgotten, &item.act, item.failure.is_some()), (id(1), &act, true));
        assert_eq!(world.client.n_waiting(), 0);
    }
}

#[test]
fn edit_is_sent_again_until_it_is_answered_and_has_no_echo() {
    let mut world = World::connected();
    let act = Act::EditMessage(EditMessage { message: id(9), text: "better".to_owned() });
    assert_eq!(commands(&world.input(Input::Do { id: id(1), act: act.clone() })), [id(1)]);
    world.input(Input::Closed(1006));
    world.now = world.now.plus(2_000);
    world.input(Input::Woke);
    world.input(Input::Opened { token: None });
    assert_eq!(commands(&world.frame(hello(true, 0, 0))), [id(1)]);
    assert_eq!(world.client.echoes().count(), 0);
    assert_eq!(world.client.other_acts().map(|item| &item.act).collect::<Vec<_>>(), [&act]);
    assert_eq!(world.frame(accepted(1, 4)), [Action::Forget(id(1))]);
    assert_eq!(world.client.other_acts().count(), 0);
}
