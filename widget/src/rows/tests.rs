//! What the log shows for a given client. Days are counted in UTC here.

use pulina_shared::client::{Input, Role};
use pulina_shared::ids::{Epoch, UserId};
use pulina_shared::time::{DAY_MS, SECOND_MS};
use pulina_shared::token::VisitorToken;
use pulina_shared::wire::VERSION;
use pulina_shared::wire::conversation::{
    Author, ConversationStatus, EventPage, Message, PublicUser, ServerFrame, ServerHello,
};

use super::*;

const NOON: Timestamp = Timestamp(100 * DAY_MS + DAY_MS / 2);

fn ana() -> UserId {
    UserId::new([1; 10])
}

fn id(n: u8) -> MessageId {
    MessageId::new(NOON, [n; 10])
}

fn event(seq: u64, at: Timestamp, author: Author, n: u8) -> Event {
    let message = Message::plain(id(n), author, format!("text {n}"));
    Event { seq: Seq(seq), at, kind: EventKind::Message(message) }
}

/// A client whose log has these events and whose other side has read up to `agent_read`.
fn client(events: Vec<Event>, agent_read: u64) -> Client {
    let mut client = Client::new(Role::Visitor);
    let mut hand_in = |input| drop(client.process(input, NOON, 7));
    let frame = |frame| Input::Frame { frame: Box::new(frame), n_bytes: 1 };
    hand_in(Input::Begin { visited: true });
    hand_in(Input::Opened { token: Some(VisitorToken::new([1; 32])) });
    let state = ConversationState {
        status: ConversationStatus::Open,
        visitor_read: Seq(0),
        agent_read: Seq(agent_read),
        owner: None,
        people: vec![PublicUser { id: ana(), name: "Ana".to_owned(), avatar: None }],
        ..ConversationState::default()
    };
    let last_seq = events.last().map_or(Seq(0), |event| event.seq);
    hand_in(frame(ServerFrame::Hello(ServerHello {
        version: VERSION,
        epoch: Epoch::new([1; 10]),
        resumed: false,
        after: Seq(0),
        last_seq,
        state,
    })));
    hand_in(frame(ServerFrame::Events(EventPage { events })));
    client
}

fn shown(client: &Client, unread_after: Option<Seq>) -> Vec<(RowKey, RowView)> {
    rows(client, unread_after, |at| u32::try_from(at.0 / DAY_MS).unwrap())
}

fn messages(rows: &[(RowKey, RowView)]) -> Vec<&MessageView> {
    let mut messages = Vec::new();
    for (_, row) in rows {
        if let RowView::Message(message) = row {
            messages.push(message);
        }
    }
    messages
}

#[test]
fn run_of_one_speaker_is_one_group() {
    let soon = NOON.plus(10 * SECOND_MS);
    let later = NOON.plus(GROUP_MS_MAX + 11 * SECOND_MS);
    let events = vec![
        event(1, NOON, Author::Agent(ana()), 1),
        event(2, soon, Author::Agent(ana()), 2),
        event(3, soon, Author::Visitor, 3),
        event(4, later, Author::Visitor, 4),
    ];
    let rows = shown(&client(events, 0), None);
    let groups: Vec<_> = messages(&rows).iter().map(|view| (view.starts_group, view.ends_group)).collect();
    assert_eq!(groups, [(true, false), (false, true), (true, true), (true, true)]);
}

#[test]
fn day_is_named_once_where_it_begins() {
    let events = vec![
        event(1, NOON, Author::Visitor, 1),
        event(2, NOON.plus(DAY_MS), Author::Visitor, 2),
        event(3, NOON, Author::Visitor, 3),
        event(4, NOON.plus(DAY_MS), Author::Visitor, 4),
    ];
    let rows = shown(&client(events, 0), None);
    let days: Vec<_> =
        rows.iter().filter(|(_, row)| matches!(row, RowView::Line(LineView::Day(_)))).collect();
    assert_eq!(
        days.iter().map(|(key, _)| *key).collect::<Vec<_>>(),
        [RowKey::DayAbove(id(1)), RowKey::DayAbove(id(2))]
    );
}

#[test]
fn unread_line_stands_above_the_first_message_of_others_after_the_place() {
    let events = vec![
        event(1, NOON, Author::Agent(ana()), 1),
        event(2, NOON, Author::Visitor, 2),
        event(3, NOON, Author::Agent(ana()), 3),
    ];
    let rows = shown(&client(events, 0), Some(Seq(1)));
    let place = rows.iter().position(|(key, _)| *key == RowKey::Unread).unwrap();
    assert_eq!(rows[place + 1].0, RowKey::Message(id(3)));
}

#[test]
fn only_the_last_own_message_says_how_it_stands() {
    let events = vec![event(1, NOON, Author::Visitor, 1), event(2, NOON, Author::Visitor, 2)];
    let standings = |client: &Client| {
        messages(&shown(client, None)).iter().map(|view| view.standing.clone()).collect::<Vec<_>>()
    };
    assert_eq!(standings(&client(events.clone(), 1)), [Standing::Quiet, Standing::Sent]);
    let mut client = client(events, 2);
    assert_eq!(standings(&client), [Standing::Quiet, Standing::Seen]);
    client.process(Input::say(id(3), "more".to_owned()), NOON, 7);
    assert_eq!(standings(&client), [Standing::Quiet, Standing::Quiet, Standing::Sending]);
}

#[test]
fn message_keeps_its_key_from_echo_to_log() {
    let mut client = client(Vec::new(), 0);
    client.process(Input::say(id(1), "text 1".to_owned()), NOON, 7);
    let echo = shown(&client, None);
    let page = EventPage { events: vec![event(1, NOON, Author::Visitor, 1)] };
    let frame = Box::new(ServerFrame::Events(page));
    client.process(Input::Frame { frame, n_bytes: 1 }, NOON, 7);
    let stored = shown(&client, None);
    let keys = |rows: &[(RowKey, RowView)]| rows.iter().map(|(key, _)| *key).collect::<Vec<_>>();
    assert_eq!(keys(&echo), keys(&stored));
}

#[test]
fn whoever_answered_already_does_not_join_afterwards() {
    let taken = |seq| Event { seq: Seq(seq), at: NOON, kind: EventKind::Activity(Activity::Taken(ana())) };
    let is_joining = |rows: &[(RowKey, RowView)]| {
        rows.iter().any(|(_, row)| matches!(row, RowView::Line(LineView::Activity(_))))
    };
    let answered_first = client(vec![event(1, NOON, Author::Agent(ana()), 1), taken(2)], 0);
    assert!(!is_joining(&shown(&answered_first, None)));
    let took_first = client(vec![taken(1), event(2, NOON, Author::Agent(ana()), 1)], 0);
    assert!(is_joining(&shown(&took_first, None)));
}
