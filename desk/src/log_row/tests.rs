//! Rows of small conversations.

use pulina_shared::client::{Input, Role};
use pulina_shared::ids::{Epoch, UserId};
use pulina_shared::language::Language;
use pulina_shared::time::{DAY_MS, SECOND_MS};
use pulina_shared::wire::VERSION;
use pulina_shared::wire::conversation::{
    ConsentVersion, ConversationState, ConversationStatus, EditMessage, Edited, EventPage, Purpose,
    ServerFrame, ServerHello,
};
use pulina_shared::wire::form::{FieldKind, FilledField};

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
        version: VERSION,
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
fn all_rows(client: &Client) -> Vec<LogRow> {
    let local_day = |at: Timestamp| (at.0 / DAY_MS) as i64;
    let explain = |_: &Failure| "why".to_owned();
    let file = |id: &FileId| (*id == FileId::new([1; 10])).then(|| file_info(id));
    log_rows(client, Surroundings { local_day, explain, file })
}

fn rows(client: &Client) -> Vec<String> {
    all_rows(client).iter().map(sketch).collect()
}

fn messages(client: &Client) -> Vec<MessageRow> {
    let rows = all_rows(client).into_iter();
    rows.filter_map(|row| if let LogRow::Message(row) = row { Some(row) } else { None }).collect()
}

fn file_info(id: &FileId) -> FileInfo {
    FileInfo {
        id: id.clone(),
        name: "photo.png".to_owned(),
        media_type: "image/png".to_owned(),
        n_bytes: 9,
        width: Some(4),
        height: Some(3),
    }
}

fn happened(seq: u64, kind: EventKind) -> Event {
    Event { seq: Seq(seq), at: NOW, kind }
}

fn id_of(event: &Event) -> MessageId {
    event.kind.message().unwrap().id
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
            let deleted = if row.is_deleted { " deleted" } else { "" };
            format!("{first}{}{deleted}{delivery}", row.text)
        }
        LogRow::Activity(seq, ..) => format!("activity {}", seq.0),
        LogRow::Deed(_, _, Deed::Answered(form)) => format!("answered {}", form.fields.len()),
        LogRow::Deed(_, _, Deed::Rated(rating)) => format!("rated {}", rating.score),
        LogRow::Deed(_, _, Deed::Consented(act)) => format!("consent {}", act.is_given),
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
    let before = all_rows(&client).pop().map(|row| row.key());
    let mut event = said(2, Author::Agent(me()), NOW);
    event.kind = EventKind::Message(Message::plain(id, Author::Agent(me()), "soon".to_owned()));
    let frame = Box::new(ServerFrame::Events(EventPage { events: vec![event] }));
    client.process(Input::Frame { frame, n_bytes: 9 }, NOW, 0);
    assert_eq!(rows(&client), ["day 20000", "first 1", "first soon"]);
    assert_ne!(all_rows(&client).pop().map(|row| row.key()), before);
}

#[test]
fn event_of_a_newer_server_has_a_line() {
    let events = vec![Event { seq: Seq(1), at: NOW, kind: EventKind::Unknown }];
    assert_eq!(rows(&client(events, 0)), ["day 20000", "unknown 1"]);
}

#[test]
fn edited_message_says_its_newest_text_where_it_stood_and_keeps_the_first() {
    let first = said(1, Author::Visitor, NOW);
    let edited = |seq, text: &str| {
        happened(seq, EventKind::Edited(Edited { message: id_of(&first), text: text.to_owned() }))
    };
    let mut events = vec![first.clone(), said(2, Author::Visitor, NOW), edited(3, "one"), edited(4, "uno")];
    let edited_twice = client(events.clone(), 0);
    assert_eq!(rows(&edited_twice), ["day 20000", "first uno", "2"], "an edit splits no group");
    let row = messages(&edited_twice).remove(0);
    assert_eq!(row.first_text.as_deref(), Some("1"));
    let key = LogRow::Message(row).key();
    events.truncate(3);
    let edited_once = messages(&client(events.clone(), 0)).remove(0);
    assert_ne!(LogRow::Message(edited_once).key(), key, "another text is another look");
    events.truncate(2);
    assert_eq!(messages(&client(events, 0)).remove(0).first_text, None);
}

#[test]
fn deleted_message_leaves_a_place_and_nothing_else() {
    let first = said(1, Author::Visitor, NOW);
    let events = vec![
        first.clone(),
        happened(2, EventKind::Edited(Edited { message: id_of(&first), text: "secret".to_owned() })),
        happened(3, EventKind::Deleted(id_of(&first))),
    ];
    let client = client(events, 0);
    assert_eq!(rows(&client), ["day 20000", "first  deleted"]);
    let row = messages(&client).remove(0);
    assert_eq!((row.text.as_str(), row.first_text), ("", None));
}

#[test]
fn deeds_of_the_visitor_have_rows_of_their_own() {
    let field = FilledField {
        name: "size".to_owned(),
        kind: FieldKind::Text,
        label: "Size?".to_owned(),
        value: "Large".to_owned(),
    };
    let consent = ConsentAct {
        purpose: Purpose::Process,
        is_given: true,
        version: ConsentVersion::from("0123456789abcdef"),
        language: Language::parse("en").unwrap(),
        page: String::new(),
    };
    let events = vec![
        happened(1, EventKind::Consent(consent)),
        happened(2, EventKind::Form(FilledForm { fields: vec![field] })),
        said(3, Author::Visitor, NOW),
        happened(4, EventKind::Rated(Rating { score: 4, comment: String::new() })),
        said(5, Author::Visitor, NOW),
    ];
    assert_eq!(
        rows(&client(events, 0)),
        ["day 20000", "consent true", "answered 1", "first 3", "rated 4", "first 5"]
    );
}

#[test]
fn waiting_message_shows_the_files_that_are_known_and_counts_the_others() {
    let mut client = client(Vec::new(), 0);
    let files = vec![FileId::new([1; 10]), FileId::new([2; 10])];
    let act = Act::SendMessage(SendMessage { files, ..SendMessage::plain("look".to_owned()) });
    client.process(Input::Do { id: MessageId::new(NOW, [9; 10]), act }, NOW, 0);
    let row = messages(&client).remove(0);
    assert_eq!((row.files.len(), row.n_unknown_files), (1, 1));
}

#[test]
fn own_messages_can_be_changed_for_a_while_and_others_never() {
    let late = NOW.plus(limits::EDIT_WINDOW_MS);
    let mine = said(1, Author::Agent(me()), NOW);
    let events =
        vec![mine.clone(), said(2, Author::Agent(UserId::new([2; 10])), NOW), said(3, Author::Visitor, NOW)];
    let mut client = client(events, 0);
    let open = messages(&client).iter().map(|row| row.may_change(NOW)).collect::<Vec<_>>();
    assert_eq!(open, [true, false, false]);
    assert!(!messages(&client)[0].may_change(late));
    assert_eq!(last_changeable(&client, NOW).map(|row| row.id), Some(id_of(&mine)));
    assert!(last_changeable(&client, late).is_none());

    let edit = EditMessage { message: id_of(&mine), text: "other".to_owned() };
    client.process(Input::Do { id: MessageId::new(NOW, [9; 10]), act: Act::EditMessage(edit) }, NOW, 0);
    let row = messages(&client).remove(0);
    assert_eq!(row.change, Some(Change::Edit("other".to_owned())));
    assert!(!row.may_change(NOW), "one change at a time");
    assert!(last_changeable(&client, NOW).is_none());
}
