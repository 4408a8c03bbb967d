//! Rows of small conversations.

use pulina_shared::client::{Input, Role};
use pulina_shared::ids::{Epoch, UserId};
use pulina_shared::time::{DAY_MS, SECOND_MS};
use pulina_shared::wire::conversation::{
    ConversationState, ConversationStatus, EventPage, Message, ServerFrame, ServerHello,
};

use super::*;

const NOW: Timestamp = Timestamp(20_000 * DAY_MS);

fn me() -> UserId {
    UserId::new([1; 10])
}

fn said(seq: u64, author: Author, at: Timestamp) -> Event {
    let id = MessageId::new(at, [u8::try_from(seq).unwrap_or(0); 10]);
    Event { seq: Seq(seq), at, kind: EventKind::Message(Message::plain(id, author, seq.to_string())) }
}

fn client(events: Vec<Event>, visitor_read: u64) -> Client {
    let mut client = Client::new(Role::Agent(me()));
    let state = ConversationState {
        status: ConversationStatus::Open,
        visitor_read: Seq(visitor_read),
        agent_read: Seq(0),
        owner: None,
        people: Vec::new(),
        ..ConversationState::default()
    };
    let last_seq = events.last().map_or(Seq(0), |event| event.seq);
    let hello = ServerHello {
        version: 1,
        epoch: Epoch::new([0; 10]),
        resumed: false,
        after: Seq(0),
        last_seq,
        state,
    };
    client.process(Input::Begin { visited: true }, NOW, 0);
    client.process(Input::Opened { token: None }, NOW, 0);
    for frame in [ServerFrame::Hello(hello), ServerFrame::Events(EventPage { events })] {
        client.process(Input::Frame { frame: Box::new(frame), n_bytes: 9 }, NOW, 0);
    }
    client
}

#[allow(clippy::cast_possible_wrap)]
fn rows(client: &Client) -> Vec<String> {
    let rows = log_rows(client, |at| (at.0 / DAY_MS) as i64, |_| "why".to_owned());
    rows.iter().map(sketch).collect()
}

fn sketch(row: &LogRow) -> String {
    match row {
        LogRow::Day(day, _) => format!("day {day}"),
        LogRow::Message(row) => {
            let first = if row.is_first { "first " } else { "" };
            let delivery = match &row.delivery {
                Delivery::Sent => "",
                Delivery::Sending => " sending",
                Delivery::Failed(_) => " failed",
            };
            format!("{first}{}{delivery}", row.text)
        }
        LogRow::Activity(seq, ..) => format!("activity {}", seq.0),
        LogRow::Unknown(seq) => format!("unknown {}", seq.0),
        LogRow::Seen(seq) => format!("seen {}", seq.0),
    }
}

#[test]
fn messages_of_one_author_stand_together_until_a_pause_or_another_author() {
    let events = vec![
        said(1, Author::Visitor, NOW),
        said(2, Author::Visitor, NOW.plus(GROUP_MS_MAX)),
        said(3, Author::Visitor, NOW.plus(3 * GROUP_MS_MAX)),
        said(4, Author::Agent(me()), NOW.plus(3 * GROUP_MS_MAX)),
    ];
    assert_eq!(rows(&client(events, 0)), ["day 20000", "first 1", "2", "first 3", "first 4"]);
}

#[test]
fn day_is_told_once_and_splits_groups() {
    let late = Timestamp(NOW.0 + DAY_MS - SECOND_MS);
    let events = vec![
        said(1, Author::Visitor, late),
        said(2, Author::Visitor, late.plus(2 * SECOND_MS)),
        said(3, Author::Visitor, late),
    ];
    assert_eq!(rows(&client(events, 0)), ["day 20000", "first 1", "day 20001", "first 2", "3"]);
}

#[test]
fn seen_stands_under_the_last_message_of_ours_that_was_read() {
    let ours = |seq| said(seq, Author::Agent(me()), NOW);
    let events = vec![said(1, Author::Visitor, NOW), ours(2), ours(3)];
    assert_eq!(rows(&client(events.clone(), 2)), ["day 20000", "first 1", "first 2", "seen 2", "first 3"]);
    assert_eq!(rows(&client(events, 1)), ["day 20000", "first 1", "first 2", "3"]);
    let answered = vec![ours(1), said(2, Author::Visitor, NOW)];
    assert_eq!(rows(&client(answered, 2)), ["day 20000", "first 1", "first 2"], "an answer says it already");
}

#[test]
fn echoes_follow_the_log_and_change_their_key_when_they_are_stored() {
    let mut client = client(vec![said(1, Author::Visitor, NOW)], 0);
    let id = MessageId::new(NOW, [9; 10]);
    client.process(Input::say(id, "soon".to_owned()), NOW, 0);
    assert_eq!(rows(&client), ["day 20000", "first 1", "first soon sending"]);
    let before = log_rows(&client, |_| 0, |_| String::new()).pop().map(|row| row.key());
    let mut event = said(2, Author::Agent(me()), NOW);
    event.kind = EventKind::Message(Message::plain(id, Author::Agent(me()), "soon".to_owned()));
    let frame = Box::new(ServerFrame::Events(EventPage { events: vec![event] }));
    client.process(Input::Frame { frame, n_bytes: 9 }, NOW, 0);
    assert_eq!(rows(&client), ["day 20000", "first 1", "first soon"]);
    assert_ne!(log_rows(&client, |_| 0, |_| String::new()).pop().map(|row| row.key()), before);
}

#[test]
fn event_of_a_newer_server_has_a_line() {
    let events = vec![Event { seq: Seq(1), at: NOW, kind: EventKind::Unknown }];
    assert_eq!(rows(&client(events, 0)), ["day 20000", "unknown 1"]);
}
