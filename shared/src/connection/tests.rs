//! Facts about when a link is opened, believed and given up.

use super::*;

const START: Timestamp = Timestamp(1_000_000);

fn open_link() -> Connection {
    let mut connection = Connection::new(false);
    assert_eq!(connection.begin(START), [LinkAction::Open(Transport::Socket)]);
    connection.opened(START, 0);
    connection.synced();
    connection
}

/// Lets time pass to the next wake time, as a driver would.
fn wake(connection: &mut Connection, random: u64) -> (Timestamp, Vec<LinkAction>) {
    let at = connection.wake_at().expect("something to wait for");
    (at, connection.woke(at, random))
}

#[test]
fn silent_link_is_dead_within_a_minute() {
    for random in [0, 1, u64::MAX] {
        let mut connection = open_link();
        connection.heard(START, random);
        assert_eq!(wake(&mut connection, random).1, [LinkAction::Ping]);
        assert_eq!(wake(&mut connection, random).1, [LinkAction::Ping]);
        let (at, actions) = wake(&mut connection, random);
        assert_eq!(actions, [LinkAction::Close]);
        assert!(at.since(START) <= limits::DEAD_LINK_MS_MAX, "{}", at.since(START));
        assert_eq!(connection.link(), Link::Lost);
    }
}

#[test]
fn answered_ping_keeps_the_link() {
    let mut connection = open_link();
    for _ in 0..100 {
        let (at, actions) = wake(&mut connection, 7);
        assert_eq!(actions, [LinkAction::Ping]);
        connection.heard(at.plus(50), 7);
        assert_eq!(connection.link(), Link::Open);
    }
}

#[test]
fn link_that_only_brings_is_dead_within_a_minute() {
    let mut connection = open_link();
    let mut now = START;
    while connection.link() == Link::Open {
        now = now.plus(SECOND_MS);
        connection.received(now);
        connection.woke(now, 0);
    }
    assert!(now.since(START) <= limits::DEAD_LINK_MS_MAX, "{}", now.since(START));
}

#[test]
fn first_retry_comes_within_a_second_and_later_ones_within_thirty() {
    let mut connection = open_link();
    let mut now = START.plus(limits::LINK_STABLE_MS);
    connection.closed(1006, 0, now, u64::MAX - 7);
    assert_eq!(connection.link(), Link::Lost);
    assert!(connection.wake_at().unwrap().since(now) <= limits::FIRST_RETRY_MS_MAX);
    for round in 0..40 {
        let (at, actions) = wake(&mut connection, 3);
        assert!(matches!(actions[..], [LinkAction::Open(_)]), "never gives up: {round}");
        now = at.plus(20);
        connection.closed(1006, 0, now, u64::MAX / (round + 2));
        let wait_ms = connection.wake_at().unwrap().since(now);
        assert!(wait_ms <= limits::RETRY_MS_MAX);
        assert!(
            connection.wake_at().unwrap().since(at) >= limits::RETRY_MS_MIN,
            "never faster than one a second"
        );
    }
    assert_eq!(connection.link(), Link::BackingOff);
}

#[test]
fn network_coming_back_ends_the_wait() {
    let mut connection = open_link();
    let now = START.plus(60_000);
    connection.closed(1006, 0, now, 999);
    assert_eq!(connection.nudged(now, 0), [LinkAction::Open(Transport::Socket)]);
}

#[test]
fn link_that_begins_anew_does_not_wait_longer_the_more_failed_before() {
    let mut connection = open_link();
    let mut now = START;
    for _ in 0..9 {
        connection.closed(1006, 0, now, u64::MAX / 3);
        now = wake(&mut connection, 0).0;
    }
    connection.opened(now, 0);
    assert_eq!(connection.begin_anew(now), [LinkAction::Close]);
    assert_eq!(connection.wake_at(), Some(now.plus(limits::RETRY_MS_MIN)));
}

#[test]
fn page_shown_again_asks_whether_the_link_lives() {
    let mut connection = open_link();
    assert_eq!(connection.nudged(START.plus(20_000), 0), [LinkAction::Ping]);
}

#[test]
fn person_who_comes_back_often_does_not_keep_a_dead_link() {
    let mut connection = open_link();
    let mut now = START;
    while connection.link() == Link::Open {
        now = now.plus(4 * SECOND_MS);
        connection.nudged(now, 0);
        connection.woke(now, 0);
        assert!(now.since(START) <= limits::DEAD_LINK_MS_MAX, "{}", now.since(START));
    }
}

#[test]
fn refusals_stay_until_somebody_acts() {
    for code in [1000, 1003, 4401, 4403, 4404, 4409, 4426] {
        let mut connection = open_link();
        assert_eq!(connection.closed(code, 0, START, 0), []);
        assert_eq!((connection.link(), connection.wake_at()), (Link::Refused(code), None));
        assert_eq!(connection.begin(START.plus(5_000)), [LinkAction::Open(Transport::Socket)]);
    }
}

#[test]
fn visitor_whose_token_is_not_known_begins_a_new_visit() {
    let mut connection = Connection::new(true);
    connection.remember_visit();
    assert_eq!(connection.begin(START), [LinkAction::Open(Transport::Socket)]);
    connection.opened(START, 0);
    assert_eq!(connection.closed(4404, 0, START, 0), [LinkAction::ForgetVisit]);
    let (at, actions) = wake(&mut connection, 0);
    assert_eq!(actions, [LinkAction::Visit]);
    assert_eq!(connection.visited(at), [LinkAction::Open(Transport::Socket)]);
}

#[test]
fn malformed_frame_close_is_tried_once_more_only() {
    let mut connection = open_link();
    connection.closed(4400, 0, START, 0);
    assert_eq!(wake(&mut connection, 0).1, [LinkAction::Open(Transport::Socket)]);
    connection.closed(4400, 0, START.plus(2_000), 0);
    assert_eq!(connection.link(), Link::Refused(4400));
}

#[test]
fn sockets_that_never_open_give_way_to_http_and_come_back() {
    let mut connection = Connection::new(false);
    connection.begin(START);
    for _ in 0..2 {
        connection.closed(1006, 0, START, 0);
        assert_eq!(wake(&mut connection, 0).1, [LinkAction::Open(Transport::Socket)]);
    }
    connection.closed(1006, 0, START, 0);
    assert_eq!(wake(&mut connection, 0).1, [LinkAction::Open(Transport::Http)]);
    connection.closed(1006, 0, START, 0);
    assert_eq!(wake(&mut connection, 0).1, [LinkAction::Open(Transport::Socket)]);
}

#[test]
fn opening_that_hangs_is_ended() {
    let mut connection = Connection::new(false);
    connection.begin(START);
    let (at, actions) = wake(&mut connection, 0);
    assert_eq!((at.since(START), actions), (limits::HEARTBEAT_ANSWER_MS, vec![LinkAction::Close]));
}

#[test]
fn only_a_visit_that_is_put_off_for_long_is_told_until_when() {
    let hour_ms = 60 * MINUTE_MS;
    let mut visitor = Connection::new(true);
    assert_eq!(visitor.begin(START), [LinkAction::Visit]);
    visitor.visit_failed(None, hour_ms, START, 0);
    assert_eq!(visitor.put_off_until(), Some(START.plus(hour_ms)));
    assert_eq!(wake(&mut visitor, 0), (START.plus(hour_ms), vec![LinkAction::Visit]));
    assert_eq!(visitor.put_off_until(), None, "it is tried");
    visitor.visit_failed(None, limits::RETRY_MS_MAX, START.plus(hour_ms), 0);
    assert_eq!(visitor.put_off_until(), None, "nobody notices that");

    let mut agent = open_link();
    agent.closed(4_429, hour_ms, START, 0);
    assert_eq!(agent.put_off_until(), None, "a socket's pause says nothing of a crowd");
}
