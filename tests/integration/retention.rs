//! A conversation is kept as long as the channel says and not longer: nothing of it stays anywhere.

use pulina_shared::wire::help_desk::TicketStatus;
use pulina_shared::wire::http::{OwnConversations, VisitBegun};
use pulina_tests::channel::choose;
use pulina_tests::line::Ending;
use pulina_tests::site::Site;
use pulina_tests::visitor::begin_visit;

/// So long is a day here; long enough to see the conversation before it is gone.
const DAY_MS: u64 = 3_000;

#[tokio::test]
async fn conversation_is_erased_when_its_time_is_over() {
    let site = Site::start_with_days_of(DAY_MS).await;
    let mut agent = site.agent().await;
    choose(&agent, site.channel(), |settings| settings.retention_days = Some(1)).await;
    let mut visitor = site.visitor().await;
    visitor.says("my name is Mika").await;
    let ticket = agent.sees_ticket("my name is Mika").await;
    let old = visitor.begun.clone();

    let erased = agent.desk.sees("an erased ticket", |ticket| ticket.is_erased).await;
    assert_eq!(erased.number, ticket.number, "the number stays");
    assert_eq!(erased.status, TicketStatus::Closed);
    let json = serde_json::to_string(&erased).expect("a ticket is JSON");
    assert!(!json.contains("Mika") && erased.visitor_name.is_empty() && erased.subject.is_empty(), "{json}");
    assert_eq!(visitor.ends().await, Ending::Closed(4404, "not_found".to_owned()));

    assert_eq!(visitor.asks("GET", "events").refused().await.code, "not_found");
    let path = format!("/v1/conversations/{}/events", old.conversation);
    assert_eq!(agent.asks("GET", &path).refused().await.code, "not_found");
    let path = format!("/v1/channels/{}/conversations", site.channel());
    let own: OwnConversations = site.door().get(&path).token(&visitor.token).granted().await;
    assert_eq!(own.conversations, []);
    let next: VisitBegun = begin_visit(&site.door(), site.channel(), &visitor.token).granted().await;
    assert_ne!((next.visitor, next.conversation), (old.visitor, old.conversation), "a stranger comes back");
}

#[tokio::test]
async fn conversation_that_nobody_visits_any_more_hears_how_long_it_is_kept_now() {
    let site = Site::start_with_days_of(DAY_MS).await;
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    visitor.says("my name is Mika").await;
    let ticket = agent.sees_ticket("my name is Mika").await;
    visitor.leaves_for_good().await;
    choose(&agent, site.channel(), |settings| settings.retention_days = Some(1)).await;
    let erased = agent.desk.sees("an erased ticket", |ticket| ticket.is_erased).await;
    assert_eq!(erased.number, ticket.number);
}
