//! Objects fall asleep after about ten seconds without work and forget everything that is not
//! stored. Nobody may notice. The pauses of all scenes run at the same time.

use std::time::Duration;

use pulina_shared::ids::Seq;
use pulina_shared::limits;
use pulina_shared::wire::conversation::ClientFrame;
use pulina_shared::wire::help_desk::TicketStatus;
use pulina_tests::desk::Desk;
use pulina_tests::random;
use pulina_tests::site::Site;
use pulina_tests::socket::{Heard, SocketOptions};
use pulina_tests::view::View;
use pulina_tests::wait;

/// Longer than any object stays awake without work.
const ASLEEP: Duration = Duration::from_secs(13);

#[tokio::test]
async fn sleep_between_any_two_steps_changes_nothing() {
    let site = Site::start().await;
    tokio::join!(
        talk_goes_on(&site),
        first_message_wakes(&site),
        repetition_is_recognised(&site),
        absence_is_made_up_for(&site),
        heartbeat_is_answered_and_silence_is_not_punished(&site),
        closing_reaches_the_sleeper(&site),
    );
}

async fn talk_goes_on(site: &Site) {
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    visitor.says("talk").await;
    let ticket = agent.sees_ticket("talk").await;
    let mut line = agent.opens(&ticket).await;
    line.sees("talk").await;
    wait::pass(ASLEEP).await;
    line.says("an answer after sleep").await;
    visitor.sees("an answer after sleep").await;
    agent.sees_ticket("an answer after sleep").await;
    wait::pass(ASLEEP).await;
    visitor.sends(&ClientFrame::Typing(true)).await;
    line.hears("a typing signal", |line| line.typing.pop()).await;
    visitor.sends(&ClientFrame::MarkRead(Seq(2))).await;
    line.sees_state("the read mark", |state| state.visitor_read == Seq(2)).await;
    let said = visitor.says("and another question").await;
    line.sees("and another question").await;
    visitor.sees_up_to(said.seq).await;
    assert_eq!(line.texts(), visitor.texts());
}

async fn first_message_wakes(site: &Site) {
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    wait::pass(ASLEEP).await;
    assert_eq!(visitor.says("first after sleep").await.seq, Seq(1));
    agent.sees_ticket("first after sleep").await;
    visitor.sees("first after sleep").await;
}

async fn repetition_is_recognised(site: &Site) {
    let mut visitor = site.visitor().await;
    let id = random::message_id();
    visitor.sends_message(id, "said twice").await;
    let first = visitor.answer(id).await;
    wait::pass(ASLEEP).await;
    visitor.sends_message(id, "said twice").await;
    assert_eq!(visitor.answer(id).await, first);
    visitor.hears_all().await;
    assert_eq!(visitor.texts(), ["said twice"]);
}

async fn absence_is_made_up_for(site: &Site) {
    let mut visitor = site.visitor().await;
    visitor.says("there").await;
    visitor.sees("there").await;
    let away = visitor.another_tab().await;
    let mut away_view = away.view.clone();
    drop(away);
    wait::pass(ASLEEP).await;
    visitor.says("and back").await;
    "sleeper".clone_into(&mut away_view.name);
    let mut back = pulina_tests::visitor::Visitor::connects(
        &visitor.door,
        visitor.token.clone(),
        visitor.begun.clone(),
        away_view,
    )
    .await;
    assert!(back.hello.resumed);
    back.sees("and back").await;
    assert_eq!(back.texts(), ["there", "and back"]);
}

async fn heartbeat_is_answered_and_silence_is_not_punished(site: &Site) {
    let visitor = site.visitor().await;
    let address = visitor.address();
    let mut socket = address.knock(&SocketOptions::default()).await.expect("the socket opens");
    socket.send_json(&address.hello(&View::default())).await;
    let hello = wait::within("a hello", wait::ANSWERED, socket.hear()).await;
    assert!(matches!(hello, Heard::Text(_)), "{hello:?}");
    for _ in 0..2 {
        wait::pass(ASLEEP).await;
        socket.send_text(limits::HEARTBEAT_PING).await;
        let pong = wait::within("a pong", wait::ANSWERED, socket.hear()).await;
        assert_eq!(pong, Heard::Text(limits::HEARTBEAT_PONG.to_owned()));
    }
}

async fn closing_reaches_the_sleeper(site: &Site) {
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    visitor.says("please close").await;
    let ticket = agent.sees_ticket("please close").await;
    let mut second_desk = Desk::open(&site.door(), &agent.cookie, None).await;
    wait::pass(ASLEEP).await;
    agent.closes(&ticket).await;
    let number = ticket.number;
    let is_closed = |ticket: &pulina_shared::wire::help_desk::Ticket| {
        ticket.number == number && ticket.status == TicketStatus::Closed
    };
    second_desk.sees("the closed ticket", is_closed).await;
    visitor
        .sees_state("the end", |state| {
            state.status == pulina_shared::wire::conversation::ConversationStatus::Closed
        })
        .await;
}
