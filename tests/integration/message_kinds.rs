//! What can be done with a message and a conversation besides writing: seen by everybody, stored
//! once, and the same for whoever comes later.

use pulina_shared::limits;
use pulina_shared::wire::content::{Choice, LinkCard};
use pulina_shared::wire::conversation::{
    Accepted, Act, Activity, Author, ClientFrame, Command, ConversationStatus, EditMessage, Event, EventKind,
    Rating, SendMessage,
};
use pulina_shared::wire::help_desk::TicketStatus;
use pulina_tests::channel::choose;
use pulina_tests::random;
use pulina_tests::site::Site;
use pulina_tests::visitor::Visitor;

fn edited(events: &[Event]) -> Vec<&str> {
    let mut texts = Vec::new();
    for event in events {
        if let EventKind::Edited(edited) = &event.kind {
            texts.push(edited.text.as_str());
        }
    }
    texts
}

#[tokio::test]
async fn message_is_changed_and_taken_back_for_everybody() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    let first = visitor.says("Wher is my lamp?").await;
    let ticket = agent.sees_ticket("Wher is my lamp?").await;
    let mut line = agent.opens(&ticket).await;

    let edit = Act::EditMessage(EditMessage { message: first.id, text: "Where is my lamp?".to_owned() });
    let id = random::message_id();
    let accepted = visitor.does_as(id, edit.clone()).await.expect("it is new");
    line.sees_up_to(accepted.seq).await;
    let log = agent.reads_log(&ticket.conversation).await;
    assert_eq!(edited(&log), ["Where is my lamp?"]);
    assert_eq!(visitor.does_as(id, edit.clone()).await, Ok(accepted), "a repetition is the first one");
    let posted: Accepted = visitor
        .asks("POST", "commands")
        .json(&ClientFrame::Command(Command { id, act: edit }))
        .granted()
        .await;
    assert_eq!(visitor.does_as(id, Act::DeleteMessage(first.id)).await.unwrap_err().code, "id_conflict");
    assert_eq!(posted.id, id);
    assert_eq!(agent.sees_ticket("Where is my lamp?").await.subject, "Where is my lamp?");
    assert_eq!(line.does(Act::DeleteMessage(first.id)).await.unwrap_err().code, "not_found");

    visitor.does(Act::DeleteMessage(first.id)).await.expect("it is one's own");
    let log = agent.reads_log(&ticket.conversation).await;
    let json = serde_json::to_string(&log).expect("events are JSON");
    assert!(!json.contains("lamp"), "nothing of it is kept: {json}");
    let EventKind::Message(message) = &log[0].kind else { panic!("{log:?}") };
    assert!(message.is_deleted && message.text.is_empty());
    agent.desk.sees("a ticket without the words", |ticket| ticket.subject.is_empty()).await;
    let again =
        visitor.does_as(first.id, Act::SendMessage(SendMessage::plain("Wher is my lamp?".to_owned())));
    assert_eq!(again.await, Ok(first), "its repetition does not bring it back");
}

#[tokio::test]
async fn message_is_not_changed_for_ever() {
    let site = Site::start_without_rates().await;
    let agent = site.agent().await;
    let mut visitor = site.visitor().await;
    let first = visitor.says("draft 0").await;
    let edit = |n: u32| Act::EditMessage(EditMessage { message: first.id, text: format!("draft {n}") });
    for n in 1..=limits::EDITS_MAX {
        visitor.does(edit(n)).await.expect("it may be changed so often");
    }
    assert_eq!(visitor.does(edit(limits::EDITS_MAX + 1)).await.unwrap_err().code, "edit_closed");
    let log = agent.reads_log(&visitor.begun.conversation).await;
    assert_eq!(edited(&log).last().copied(), Some(format!("draft {}", limits::EDITS_MAX).as_str()));
}

#[tokio::test]
async fn everything_is_still_known_after_a_restart() {
    let mut site = Site::start().await;
    let agent = site.agent().await;
    choose(&agent, site.channel(), |settings| settings.asks_for_rating = true).await;
    let mut visitor = site.visitor().await;
    let first = visitor.says("one").await;
    let mut done = Vec::new();
    for act in [
        Act::EditMessage(EditMessage { message: first.id, text: "One".to_owned() }),
        Act::End,
        Act::Rate(Rating { score: 5, comment: "Fast.".to_owned() }),
        Act::SendMessage(SendMessage::plain("two".to_owned())),
    ] {
        let id = random::message_id();
        let accepted = visitor.does_as(id, act.clone()).await.expect("it is new");
        done.push((id, act, accepted));
    }
    let log = agent.reads_log(&visitor.begun.conversation).await;
    let state = visitor.another_tab().await.hello.state.clone();
    let away = visitor.loses_connection();
    site.engine.restart().await;

    let mut visitor = away.comes_back().await;
    for (id, act, accepted) in done {
        assert_eq!(visitor.does_as(id, act).await, Ok(accepted));
    }
    assert_eq!(agent.reads_log(&visitor.begun.conversation).await, log);
    let fresh = visitor.another_tab().await.hello.state.clone();
    assert_eq!(fresh, state);
    assert_eq!(fresh.rating.map(|rating| rating.score), Some(5));
}

#[tokio::test]
async fn visitor_ends_rates_and_comes_back() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    choose(&agent, site.channel(), |settings| settings.asks_for_rating = true).await;
    let mut visitor = site.visitor().await;
    visitor.says("hello").await;
    let ticket = agent.sees_ticket("hello").await;
    let mut line = agent.opens(&ticket).await;
    let rate = |score| Act::Rate(Rating { score, comment: String::new() });
    assert_eq!(visitor.does(rate(5)).await.unwrap_err().code, "field_invalid", "it is still open");
    assert_eq!(line.does(Act::End).await.unwrap_err().code, "field_invalid", "users close the ticket");

    visitor.does(Act::End).await.expect("it is the visitor's own");
    line.sees_state("it is closed", |state| state.status == ConversationStatus::Closed).await;
    let log = agent.reads_log(&ticket.conversation).await;
    let ended = EventKind::Activity(Activity::Closed(Author::Visitor));
    assert_eq!(log.last().map(|event| &event.kind), Some(&ended));
    agent.desk.sees("a closed ticket", |ticket| ticket.status == TicketStatus::Closed).await;

    visitor.does(rate(2)).await.expect("it is closed");
    visitor.does(rate(4)).await.expect("the newest counts");
    agent.desk.sees("the rating", |ticket| ticket.rating == Some(4)).await;
    line.sees_state("the rating", |state| state.rating.as_ref().is_some_and(|it| it.score == 4)).await;
    visitor.says("one more thing").await;
    agent.desk.sees("an open ticket", |ticket| ticket.status != TicketStatus::Closed).await;
}

#[tokio::test]
async fn users_offer_choices_and_cards_and_visitors_cannot() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    visitor.says("hello").await;
    let ticket = agent.sees_ticket("hello").await;
    let mut line = agent.opens(&ticket).await;
    let said = SendMessage {
        text: "Which one?".to_owned(),
        choices: vec![
            Choice::text("The tall one", "the tall one"),
            Choice::link("All lamps", "https://shop.example/lamps"),
        ],
        cards: vec![LinkCard {
            url: "https://shop.example/lamp".to_owned(),
            title: "Lamp".to_owned(),
            text: "Tall.".to_owned(),
        }],
        ..SendMessage::default()
    };
    line.does(Act::SendMessage(said.clone())).await.expect("users may");
    let event = visitor.sees("Which one?").await;
    let EventKind::Message(message) = &event.kind else { panic!("{event:?}") };
    assert_eq!((&message.choices, &message.cards), (&said.choices, &said.cards));
    assert_eq!(visitor.does(Act::SendMessage(said.clone())).await.unwrap_err().code, "field_invalid");
    let too_many =
        SendMessage { choices: vec![said.choices[0].clone(); limits::MESSAGE_ITEMS_MAX + 1], ..said.clone() };
    assert_eq!(line.does(Act::SendMessage(too_many)).await.unwrap_err().code, "too_many_items");
    let lying = SendMessage {
        cards: vec![LinkCard { url: "javascript:alert(1)".to_owned(), ..said.cards[0].clone() }],
        ..said
    };
    assert_eq!(line.does(Act::SendMessage(lying)).await.unwrap_err().code, "field_invalid");
    let choices = vec![Choice::link("All lamps", "http://shop.example/lamps")];
    let lying = SendMessage { choices, ..SendMessage::plain("Which one?".to_owned()) };
    assert_eq!(line.does(Act::SendMessage(lying)).await.unwrap_err().code, "field_invalid");
    let mut fresh: Visitor = visitor.another_tab().await;
    assert_eq!(fresh.sees("Which one?").await, event);
}
