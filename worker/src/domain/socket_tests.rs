//! Facts about one socket, told as frames in and frames out.

use pulina_shared::ids::{Epoch, Seq};
use pulina_shared::limits;
use pulina_shared::problem::Code;
use pulina_shared::time::MINUTE_MS;
use pulina_shared::time::Timestamp;
use pulina_shared::token::VisitorToken;
use pulina_shared::wire::conversation::{
    ClientFrame, ConversationStatus, Event, Hello, Resume, ServerFrame, TypingSignal,
};
use pulina_shared::wire::{VERSION, VERSION_MIN};

use super::conversation::{ConversationStore, Participant};
use super::memory_store::{Scene, agent, message_id, token, user};
use super::message;
use super::socket::{Outcome, Socket, on_frame, pump, refresh, sockets_max, to_replace};
use crate::internal::Caller;

fn visitor_socket(scene: &Scene) -> Socket {
    Socket::open(Caller::Unproved, scene.now)
}

fn agent_socket(scene: &Scene, number: u8) -> Socket {
    let Participant::Agent { user, session } = agent(number) else { unreachable!() };
    Socket::open(Caller::Agent { user, session }, scene.now)
}

fn send(scene: &mut Scene, socket: &mut Socket, frame: &ClientFrame) -> Outcome {
    send_text(scene, socket, &serde_json::to_string(frame).unwrap())
}

fn send_text(scene: &mut Scene, socket: &mut Socket, text: &str) -> Outcome {
    let outcome = scene.with(|store, moment| on_frame(store, socket, text, moment)).unwrap();
    let attachment = serde_json::to_string(socket).unwrap();
    assert!(attachment.len() <= 2_048, "{attachment}");
    assert_eq!(&serde_json::from_str::<Socket>(&attachment).unwrap(), socket, "hibernation loses nothing");
    outcome
}

fn hello(token: Option<VisitorToken>, resume: Option<(Epoch, u64)>) -> ClientFrame {
    let resume = resume.map(|(epoch, after)| Resume { epoch, after: Seq(after) });
    ClientFrame::Hello(Hello { version: VERSION, token, resume })
}

fn command(number: u64, text: &str) -> ClientFrame {
    let json = serde_json::json!({ "command": { "id": message_id(number).to_string(), "do": { "send_message": { "text": text } } } });
    serde_json::from_value(json).unwrap()
}

fn greeted(scene: &mut Scene) -> Socket {
    let mut socket = visitor_socket(scene);
    let outcome = send(scene, &mut socket, &hello(Some(token()), None));
    assert!(outcome.is_greeted);
    socket
}

/// Fills the log from elsewhere.
fn say(scene: &mut Scene, count: u64, text: &str) {
    scene.are_rates_on = false;
    for _ in 0..count {
        let number = scene.head().last_seq.0 + 1_000;
        scene
            .with(|store, moment| message::send(store, &agent(9), message_id(number), text, moment))
            .unwrap();
    }
    scene.are_rates_on = true;
}

fn more(scene: &Scene, socket: &mut Socket) -> Vec<ServerFrame> {
    pump(&scene.store, socket, scene.head().last_seq, scene.now).unwrap()
}

fn events(frames: &[ServerFrame]) -> Vec<Event> {
    let pages = frames.iter().filter_map(|frame| match frame {
        ServerFrame::Events(page) => Some(page.events.clone()),
        _ => None,
    });
    pages.flatten().collect()
}

fn places(frames: &[ServerFrame]) -> Vec<u64> {
    events(frames).iter().map(|event| event.seq.0).collect()
}

/// The frames by kind: `hello events:2 state typing accepted:3 rejected:code error:code`.
fn words(frames: &[ServerFrame]) -> String {
    let word = |frame: &ServerFrame| match frame {
        ServerFrame::Hello(_) => "hello".to_owned(),
        ServerFrame::Events(page) => format!("events:{}", page.events.len()),
        ServerFrame::State(_) => "state".to_owned(),
        ServerFrame::Typing(_) => "typing".to_owned(),
        ServerFrame::Accepted(accepted) => format!("accepted:{}", accepted.seq.0),
        ServerFrame::Rejected(rejected) => format!("rejected:{}", rejected.problem.code),
        ServerFrame::Error(error) => format!("error:{}", error.problem.code),
        ServerFrame::Unknown => "unknown".to_owned(),
    };
    frames.iter().map(word).collect::<Vec<_>>().join(" ")
}

fn close_code(outcome: &Outcome) -> Option<Code> {
    outcome.close.as_ref().map(|rejection| rejection.code)
}

#[test]
fn visitor_is_greeted_with_the_right_token_only() {
    let wrong = VisitorToken::new([8; 32]);
    for (token, close) in
        [(Some(token()), None), (Some(wrong), Some(Code::NotFound)), (None, Some(Code::SessionEnded))]
    {
        let mut scene = Scene::new();
        let mut socket = visitor_socket(&scene);
        let outcome = send(&mut scene, &mut socket, &hello(token, None));
        assert_eq!((close_code(&outcome), outcome.is_greeted), (close, close.is_none()));
        assert_eq!(socket.is_greeted(), close.is_none());
    }
}

#[test]
fn unknown_conversation_looks_like_a_wrong_token() {
    for is_agent in [false, true] {
        let mut scene = Scene::new();
        scene.store.head = None;
        let mut socket = if is_agent { agent_socket(&scene, 1) } else { visitor_socket(&scene) };
        let outcome = send(&mut scene, &mut socket, &hello(Some(token()), None));
        assert_eq!(close_code(&outcome), Some(Code::NotFound));
    }
}

#[test]
fn agent_was_proved_at_the_upgrade_and_needs_no_token() {
    let mut scene = Scene::new();
    let mut socket = agent_socket(&scene, 1);
    let outcome = send(&mut scene, &mut socket, &hello(None, None));
    assert_eq!(words(&outcome.to_this), "hello");
    let outcome = send(&mut scene, &mut socket, &command(1, "hi"));
    assert_eq!(words(&outcome.to_this), "events:1 state accepted:1");
    assert_eq!(scene.store.people().unwrap(), [user(1)]);
}

#[test]
fn who_brings_a_visitors_token_is_a_visitor_whatever_the_cookie_says() {
    let mut scene = Scene::new();
    let mut socket = agent_socket(&scene, 1);
    let outcome = send(&mut scene, &mut socket, &hello(Some(token()), None));
    assert_eq!(words(&outcome.to_this), "hello");
    assert_eq!(socket.participant(), Participant::Visitor);
    let mut socket = agent_socket(&scene, 1);
    let outcome = send(&mut scene, &mut socket, &hello(Some(VisitorToken::new([8; 32])), None));
    assert_eq!(close_code(&outcome), Some(Code::NotFound), "a wrong token is not made good by a cookie");
}

#[test]
fn client_that_is_too_old_is_told_so() {
    let mut scene = Scene::new();
    let mut socket = visitor_socket(&scene);
    let frame = ClientFrame::Hello(Hello { version: VERSION_MIN - 1, token: Some(token()), resume: None });
    assert_eq!(close_code(&send(&mut scene, &mut socket, &frame)), Some(Code::UpgradeRequired));
}

#[test]
fn fresh_client_gets_the_last_fifty() {
    let mut scene = Scene::new();
    say(&mut scene, 60, "x");
    let mut socket = visitor_socket(&scene);
    let outcome = send(&mut scene, &mut socket, &hello(Some(token()), None));
    let ServerFrame::Hello(greeting) = &outcome.to_this[0] else { panic!("{outcome:?}") };
    assert_eq!((greeting.resumed, greeting.after, greeting.last_seq), (false, Seq(10), Seq(60)));
    assert_eq!(places(&outcome.to_this), (11..=60).collect::<Vec<_>>());
}

#[test]
fn client_resumes_behind_what_it_has_in_the_history_it_knows() {
    let mut scene = Scene::new();
    say(&mut scene, 60, "x");
    let epoch = scene.head().epoch;
    for (resume, resumed, first) in [
        ((epoch.clone(), 3), true, 4),
        ((epoch.clone(), 0), true, 1),
        ((Epoch::new([99; 10]), 58), false, 11),
    ] {
        let mut socket = visitor_socket(&scene);
        let outcome = send(&mut scene, &mut socket, &hello(Some(token()), Some(resume)));
        let ServerFrame::Hello(greeting) = &outcome.to_this[0] else { panic!("{outcome:?}") };
        assert_eq!((greeting.resumed, &greeting.epoch), (resumed, &epoch));
        assert_eq!(places(&outcome.to_this), (first..=60).collect::<Vec<_>>());
        assert!(!outcome.is_epoch_new);
    }
    let mut socket = visitor_socket(&scene);
    let outcome = send(&mut scene, &mut socket, &hello(Some(token()), Some((epoch, 60))));
    assert_eq!(words(&outcome.to_this), "hello", "nothing was missed");
}

#[test]
fn client_that_is_ahead_begins_a_new_history() {
    let mut scene = Scene::new();
    say(&mut scene, 5, "x");
    let lost = scene.head().epoch;
    let mut socket = visitor_socket(&scene);
    let outcome = send(&mut scene, &mut socket, &hello(Some(token()), Some((lost.clone(), 6))));
    let ServerFrame::Hello(greeting) = &outcome.to_this[0] else { panic!("{outcome:?}") };
    assert!(outcome.is_epoch_new && !greeting.resumed);
    assert_ne!(greeting.epoch, lost);
    assert_eq!(greeting.epoch, scene.head().epoch);
    assert_eq!(places(&outcome.to_this), [1, 2, 3, 4, 5]);
}

#[test]
fn sender_gets_the_event_then_the_answer_and_a_repetition_the_answer_alone() {
    let mut scene = Scene::new();
    let mut socket = greeted(&mut scene);
    let outcome = send(&mut scene, &mut socket, &command(1, "hi"));
    assert_eq!((words(&outcome.to_this).as_str(), outcome.has_events), ("events:1 accepted:1", true));
    let outcome = send(&mut scene, &mut socket, &command(1, "hi"));
    assert_eq!((words(&outcome.to_this).as_str(), outcome.has_events), ("accepted:1", false));
    let outcome = send(&mut scene, &mut socket, &command(1, "other"));
    assert_eq!((words(&outcome.to_this).as_str(), outcome.has_events), ("rejected:id_conflict", false));
    let outcome = send(&mut scene, &mut socket, &command(2, " "));
    assert_eq!(words(&outcome.to_this), "rejected:text_empty");
}

#[test]
fn read_mark_changes_the_state_for_everybody_once() {
    let mut scene = Scene::new();
    say(&mut scene, 2, "x");
    let mut socket = greeted(&mut scene);
    let outcome = send(&mut scene, &mut socket, &ClientFrame::MarkRead(Seq(2)));
    assert_eq!((words(&outcome.to_this).as_str(), outcome.is_state_changed), ("state", true));
    let outcome = send(&mut scene, &mut socket, &ClientFrame::MarkRead(Seq(1)));
    assert_eq!(outcome, Outcome::default());
}

#[test]
fn typing_goes_to_others_and_not_to_the_same_person() {
    let mut scene = Scene::new();
    let mut socket = greeted(&mut scene);
    let own_other_tab = greeted(&mut scene);
    let mut agent = agent_socket(&scene, 1);
    assert!(
        !agent.wants(&TypingSignal { author: socket.participant().author(), is_typing: true }),
        "not greeted"
    );
    send(&mut scene, &mut agent, &hello(None, None));
    let outcome = send(&mut scene, &mut socket, &ClientFrame::Typing(true));
    let signal = outcome.typing.clone().unwrap();
    assert!(outcome.to_this.is_empty() && agent.wants(&signal) && !own_other_tab.wants(&signal));
    assert_eq!(send(&mut scene, &mut socket, &ClientFrame::Typing(true)).typing, None);
}

#[test]
fn third_malformed_frame_closes() {
    let commands = serde_json::to_string(&command(1, "hi")).unwrap();
    for texts in [["{", "\"\"", "nonsense"], [commands.as_str(), r#"{"received":1}"#, "[[[[[[[[[[[[[[[[[["]] {
        let mut scene = Scene::new();
        let mut socket = visitor_socket(&scene);
        for text in &texts[..2] {
            let outcome = send_text(&mut scene, &mut socket, text);
            assert_eq!(
                (words(&outcome.to_this).as_str(), close_code(&outcome)),
                ("error:frame_invalid", None)
            );
        }
        assert_eq!(close_code(&send_text(&mut scene, &mut socket, texts[2])), Some(Code::FrameInvalid));
        assert!(scene.store.events.is_empty(), "nothing is done before hello");
    }
}

#[test]
fn second_hello_is_malformed_and_a_stray_ping_is_nothing() {
    let mut scene = Scene::new();
    let mut socket = greeted(&mut scene);
    let outcome = send(&mut scene, &mut socket, &hello(Some(token()), None));
    assert_eq!(words(&outcome.to_this), "error:frame_invalid");
    assert_eq!(send_text(&mut scene, &mut socket, limits::HEARTBEAT_PING), Outcome::default());
}

#[test]
fn too_large_frame_closes_at_once() {
    let mut scene = Scene::new();
    let mut socket = greeted(&mut scene);
    let outcome = send_text(&mut scene, &mut socket, &"x".repeat(limits::FRAME_BYTES_MAX + 1));
    assert_eq!(close_code(&outcome), Some(Code::FrameTooLarge));
}

#[test]
fn third_frame_over_the_rate_closes_and_the_first_two_are_answered() {
    let mut scene = Scene::new();
    let mut socket = greeted(&mut scene);
    for _ in 0..39 {
        assert_eq!(close_code(&send(&mut scene, &mut socket, &ClientFrame::Received(Seq(0)))), None);
    }
    assert_eq!(words(&send(&mut scene, &mut socket, &command(1, "x")).to_this), "rejected:rate_frames");
    assert_eq!(
        words(&send(&mut scene, &mut socket, &ClientFrame::Typing(true)).to_this),
        "error:rate_frames"
    );
    let last = send(&mut scene, &mut socket, &ClientFrame::Typing(true));
    assert_eq!(
        last.close.map(|rejection| (rejection.code, rejection.retry_after_ms)),
        Some((Code::RateFrames, Some(100)))
    );
    let mut patient = greeted(&mut scene);
    for _ in 0..200 {
        scene.now = scene.now.plus(100);
        assert_eq!(send(&mut scene, &mut patient, &ClientFrame::Received(Seq(0))), Outcome::default());
    }
}

#[test]
fn slow_reader_is_paused_at_two_hundred_events_and_goes_on_when_it_confirms() {
    let mut scene = Scene::new();
    let mut socket = greeted(&mut scene);
    say(&mut scene, 450, "x");
    assert_eq!(places(&more(&scene, &mut socket)), (1..=200).collect::<Vec<_>>());
    assert!(socket.is_paused());
    assert_eq!(more(&scene, &mut socket), []);
    let state = scene.head().state(Vec::new());
    let frames = refresh(&scene.store, &mut socket, scene.head().last_seq, Some(&state), scene.now).unwrap();
    assert_eq!(frames, [], "a paused socket gets no state either");
    let outcome = send(&mut scene, &mut socket, &ClientFrame::Received(Seq(50)));
    assert_eq!((words(&outcome.to_this).as_str(), socket.is_paused()), ("events:50 state", true));
    let outcome = send(&mut scene, &mut socket, &ClientFrame::Received(Seq(250)));
    assert_eq!(words(&outcome.to_this), "events:200 state");
    assert!(!socket.is_paused());
    assert_eq!(send(&mut scene, &mut socket, &ClientFrame::Received(Seq(450))), Outcome::default());
}

#[test]
fn never_more_bytes_are_on_the_way_than_allowed() {
    let mut scene = Scene::new();
    let mut socket = greeted(&mut scene);
    say(&mut scene, 40, &"\"".repeat(10_000));
    let mut received = 0;
    while received < 40 {
        let bytes: u64 = {
            let frames = if received == 0 {
                more(&scene, &mut socket)
            } else {
                send(&mut scene, &mut socket, &ClientFrame::Received(Seq(received))).to_this
            };
            let places = places(&frames);
            assert_eq!(places.first(), Some(&(received + 1)));
            received = *places.last().unwrap();
            events(&frames).iter().map(super::conversation::event_bytes).sum()
        };
        assert!(bytes > limits::UNCONFIRMED_BYTES_MAX - 66_000 || received == 40);
        assert!(bytes <= limits::UNCONFIRMED_BYTES_MAX, "{bytes}");
    }
}

#[test]
fn live_events_add_up_until_the_socket_is_paused() {
    let mut scene = Scene::new();
    let mut socket = greeted(&mut scene);
    let mut bytes = 0;
    while !socket.is_paused() {
        say(&mut scene, 1, &"x".repeat(10_000));
        bytes += events(&more(&scene, &mut socket)).iter().map(super::conversation::event_bytes).sum::<u64>();
        assert!(bytes <= limits::UNCONFIRMED_BYTES_MAX, "{bytes}");
    }
    assert!(bytes > limits::UNCONFIRMED_BYTES_MAX - 11_000, "{bytes}");
}

#[test]
fn confirming_what_was_not_sent_frees_no_more_than_what_was() {
    let mut scene = Scene::new();
    let mut socket = greeted(&mut scene);
    say(&mut scene, 201, "x");
    more(&scene, &mut socket);
    let outcome = send(&mut scene, &mut socket, &ClientFrame::Received(Seq(9_999)));
    assert_eq!(places(&outcome.to_this), [201]);
    assert_eq!(send(&mut scene, &mut socket, &ClientFrame::Received(Seq(7))), Outcome::default());
    say(&mut scene, 400, "x");
    assert_eq!(places(&more(&scene, &mut socket)).last(), Some(&400), "200 behind what was confirmed");
}

/// Looks at a socket after this time; `pong_ms` is when the engine last answered a ping.
fn check_deadline(
    socket: &Socket,
    opened_at: Timestamp,
    after_ms: u64,
    pong_ms: Option<u64>,
    expect: Option<Code>,
) {
    let answered_at = pong_ms.map(|ms| opened_at.plus(ms));
    let now = opened_at.plus(after_ms);
    assert_eq!(socket.on_deadline(now, answered_at), expect, "{after_ms} {pong_ms:?}");
    assert_eq!(socket.deadline(answered_at) <= now, expect.is_some());
}

#[test]
fn sockets_close_when_silent_or_slow() {
    let mut scene = Scene::new();
    let start = scene.now;
    let fresh = visitor_socket(&scene);
    check_deadline(&fresh, start, 4_999, None, None);
    check_deadline(&fresh, start, 5_000, None, Some(Code::HelloTimeout));
    check_deadline(&fresh, start, 5_000, Some(4_999), Some(Code::HelloTimeout));
    let mut socket = greeted(&mut scene);
    check_deadline(&socket, start, 119_999, None, None);
    check_deadline(&socket, start, 120_000, None, Some(Code::IdleDead));
    check_deadline(&socket, start, 120_000, Some(100_000), None);
    check_deadline(&socket, start, 220_000, Some(100_000), Some(Code::IdleDead));
    say(&mut scene, 201, "x");
    scene.now = start.plus(1_000);
    more(&scene, &mut socket);
    check_deadline(&socket, start, 30_999, None, None);
    check_deadline(&socket, start, 31_000, Some(30_000), Some(Code::SlowConsumer));
    scene.now = start.plus(20_000);
    send(&mut scene, &mut socket, &ClientFrame::Received(Seq(50)));
    check_deadline(&socket, start, 31_000, None, None);
}

#[test]
fn sign_in_behind_a_socket_is_asked_for_again_and_again() {
    let mut scene = Scene::new();
    let mut socket = agent_socket(&scene, 1);
    send(&mut scene, &mut socket, &hello(None, None));
    let due_at = scene.now.plus(limits::SESSION_CHECK_MS);
    let answered_at = Some(due_at);
    assert_eq!(socket.unchecked_session(Timestamp(due_at.0 - 1)), None);
    assert_eq!(socket.deadline(answered_at), due_at);
    assert_eq!(socket.on_deadline(due_at, answered_at), None, "it is asked for, not closed");
    let session = socket.unchecked_session(due_at).cloned();
    assert!(session.is_some_and(|session| socket.is_of_session(&session)));
    socket.session_unknown(due_at);
    assert_eq!(socket.deadline(answered_at), due_at.plus(MINUTE_MS));
    socket.session_stands(due_at.plus(MINUTE_MS));
    assert_eq!(socket.unchecked_session(due_at.plus(limits::SESSION_CHECK_MS)), None);
    assert_eq!(visitor_socket(&scene).unchecked_session(due_at.plus(limits::SESSION_CHECK_MS)), None);
}

#[test]
fn most_silent_socket_gives_way_when_there_are_too_many() {
    let others = |count: u64| (0..count).map(|number| (number, (Timestamp(1_000 - number), Timestamp(0))));
    let max = sockets_max(&Participant::Visitor);
    assert_eq!(to_replace(others(max as u64 - 1), max), None);
    assert_eq!(to_replace(others(max as u64), max), Some(max as u64 - 1));
    assert!(sockets_max(&agent(1)) > max);
}

#[test]
fn reopening_is_seen_by_everybody() {
    let mut scene = Scene::new();
    let mut socket = greeted(&mut scene);
    send(&mut scene, &mut socket, &command(1, "hi"));
    scene.store.head.as_mut().unwrap().status = ConversationStatus::Closed;
    let outcome = send(&mut scene, &mut socket, &command(2, "again"));
    assert_eq!(
        (words(&outcome.to_this).as_str(), outcome.is_state_changed),
        ("events:2 state accepted:3", true)
    );
}
