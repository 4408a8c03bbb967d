//! One visitor has one conversation and one ticket, however they begin.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use pulina_shared::wire::conversation::{Accepted, Act, ClientFrame, Command, SendMessage};
use pulina_shared::wire::help_desk::View;
use pulina_shared::wire::http::VisitBegun;
use pulina_tests::line::message_text;
use pulina_tests::random;
use pulina_tests::site::Site;
use pulina_tests::view::View as SeenView;
use pulina_tests::visitor::{Visitor, begin_visit};

/// The race of two tabs that open at once, a hundred times over: each of 200 begins the visit with
/// the same token and says the first message, half of them over sockets, half over HTTP.
#[tokio::test]
async fn two_hundred_first_contacts_of_one_visitor_make_one_conversation_and_one_ticket() {
    let site = Site::start_without_rates().await;
    let mut agent = site.agent().await;
    let token = random::visitor_token();
    let door = site.door();
    let conversations = join_all((0..200).map(async |n| {
        let begun: VisitBegun = begin_visit(&door, site.channel(), &token).granted().await;
        let text = format!("first {n}");
        // Ten sockets are all that one visitor may have; the others post.
        if n % 20 == 0 {
            let mut visitor =
                Visitor::connects(&door, token.clone(), begun.clone(), SeenView::of(&text)).await;
            visitor.says(&text).await;
        } else {
            let act = Act::SendMessage(SendMessage::plain(text));
            let command = ClientFrame::Command(Command { id: random::message_id(), act });
            let path = format!("/v1/conversations/{}/commands", begun.conversation);
            door.post(&path).token(&token).json(&command).granted::<Accepted>().await;
        }
        begun
    }))
    .await;
    let distinct: BTreeSet<_> =
        conversations.iter().map(|begun| (&begun.visitor, &begun.conversation)).collect();
    assert_eq!(distinct.len(), 1);

    let log = agent.reads_log(&conversations[0].conversation).await;
    assert_eq!(log.iter().filter_map(message_text).collect::<BTreeSet<_>>().len(), 200);
    let last = log.iter().rev().find_map(message_text).expect("there are messages").to_owned();
    agent.sees_ticket(&last).await;
    let page = agent.lists(View::Open).await;
    assert_eq!(page.tickets.len(), 1);
    assert_eq!(page.counts.open, 1);
    assert_eq!(page.tickets[0].n_unread, 200);
}

#[tokio::test]
async fn visitors_who_come_at_once_get_conversations_and_tickets_of_their_own() {
    let site = Site::start_without_rates().await;
    let mut agent = site.agent().await;
    let begun: Vec<_> = join_all((0..40).map(async |n| {
        let mut visitor = site.visitor().await;
        visitor.says(&format!("visitor {n}")).await;
        visitor.begun.clone()
    }))
    .await;
    assert_eq!(begun.iter().map(|begun| &begun.conversation).collect::<BTreeSet<_>>().len(), 40);
    agent.desk.hears("forty tickets", |desk| (desk.tickets.len() == 40).then_some(())).await;
    let numbers: Vec<_> = agent.desk.tickets.keys().map(|number| number.0).collect();
    assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
    let of_tickets: BTreeSet<_> = agent.desk.tickets.values().map(|ticket| &ticket.conversation).collect();
    assert_eq!(of_tickets, begun.iter().map(|begun| &begun.conversation).collect());
}

#[tokio::test]
async fn visit_may_be_begun_again_at_any_time() {
    let site = Site::start().await;
    let mut visitor = site.visitor().await;
    visitor.says("hello").await;
    let again: VisitBegun = begin_visit(&site.door(), site.channel(), &visitor.token).granted().await;
    assert_eq!(again, visitor.begun);
    let other = site.visitor().await;
    assert_ne!(other.begun.visitor, again.visitor);
    assert_ne!(other.begun.conversation, again.conversation);
}
