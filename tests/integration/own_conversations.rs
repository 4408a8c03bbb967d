//! One visitor with several conversations: made once however often they are wished for, listed for
//! nobody else, and bound by the channel's rule for closed ones.

use futures_util::future::join_all;
use pulina_shared::limits;
use pulina_shared::token::VisitorToken;
use pulina_shared::wire::channel::ClosedRule;
use pulina_shared::wire::conversation::{Act, ConversationStatus, SendMessage};
use pulina_shared::wire::http::{OwnConversations, VisitBegun, VisitWish};
use pulina_tests::channel::choose;
use pulina_tests::door::Ask;
use pulina_tests::random;
use pulina_tests::site::Site;
use pulina_tests::view::View;
use pulina_tests::visitor::{Visitor, begin_visit};

fn wish_for(site: &Site, token: &VisitorToken) -> Ask {
    begin_visit(&site.door(), site.channel(), token)
        .json(&VisitWish { begin: Some(random::message_id()), ..VisitWish::default() })
}

async fn own(site: &Site, token: &VisitorToken) -> OwnConversations {
    site.door().get(&format!("/v1/channels/{}/conversations", site.channel())).token(token).granted().await
}

#[tokio::test]
async fn wish_is_granted_once_and_listed_with_what_was_said_last() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let mut first = site.visitor().await;
    first.says("the first").await;
    agent.sees_ticket("the first").await;
    let wish = VisitWish { begin: Some(random::message_id()), ..VisitWish::default() };
    let begun: Vec<VisitBegun> = join_all(
        (0..20).map(|_| begin_visit(&site.door(), site.channel(), &first.token).json(&wish).granted()),
    )
    .await;
    assert!(begun.iter().all(|it| *it == begun[0]), "{begun:?}");
    assert_ne!(begun[0].conversation, first.begun.conversation);
    assert_eq!(begun[0].visitor, first.begun.visitor);

    let mut second =
        Visitor::connects(&site.door(), first.token.clone(), begun[0].clone(), View::of("second")).await;
    assert_eq!(own(&site, &first.token).await.conversations.len(), 1, "nothing was said in the other");
    second.says("the second").await;
    let ticket = agent.sees_ticket("the second").await;
    agent.opens(&ticket).await.says("an answer").await;
    agent.sees_ticket("an answer").await;
    let listed = own(&site, &first.token).await.conversations;
    let seen: Vec<_> = listed
        .iter()
        .map(|it| (it.last_message.preview.as_str(), it.last_agent_name.as_deref(), it.status))
        .collect();
    let open = ConversationStatus::Open;
    assert_eq!(seen, [("an answer", Some("Ana"), open), ("the first", None, open)]);
    let plain: VisitBegun = begin_visit(&site.door(), site.channel(), &first.token).granted().await;
    assert_eq!(plain, begun[0], "without a wish it is the newest");

    assert_eq!(own(&site, &random::visitor_token()).await.conversations, []);
    let other = site.visitor().await;
    assert_eq!(own(&site, &other.token).await.conversations, [], "nobody sees somebody else's");
}

#[tokio::test]
async fn closed_conversation_refuses_and_a_new_one_begins() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    choose(&agent, site.channel(), |settings| settings.closed = ClosedRule::ReopenWithinHours(0)).await;
    let mut visitor = site.visitor().await;
    visitor.says("hello").await;
    let ticket = agent.sees_ticket("hello").await;
    agent.closes(&ticket).await;
    let state = visitor.sees_state("it is closed", |it| it.status == ConversationStatus::Closed).await;
    assert!(state.reopens_until.is_some());
    let say = |text: &str| Act::SendMessage(SendMessage::plain(text.to_owned()));
    assert_eq!(visitor.does(say("once more")).await.unwrap_err().code, "conversation_closed");

    let next: VisitBegun = begin_visit(&site.door(), site.channel(), &visitor.token).granted().await;
    assert_ne!(next.conversation, ticket.conversation);
    let again: VisitBegun = begin_visit(&site.door(), site.channel(), &visitor.token).granted().await;
    assert_eq!(again, next);

    agent.opens(&ticket).await.says("Are you still there?").await;
    visitor.sees_state("an agent opened it", |it| it.status == ConversationStatus::Open).await;
    visitor.says("Yes.").await;
}

#[tokio::test]
async fn visitor_can_have_so_many_open_conversations() {
    let site = Site::start_without_rates().await;
    let mut visitor = site.visitor().await;
    visitor.says("the first").await;
    for _ in 1..limits::OPEN_CONVERSATIONS_MAX {
        wish_for(&site, &visitor.token).granted::<VisitBegun>().await;
    }
    let problem = wish_for(&site, &visitor.token).refused().await;
    assert_eq!((problem.code.as_str(), problem.limit), ("too_many_open", Some(20)));
}

#[tokio::test]
async fn visitor_begins_ten_more_conversations_an_hour() {
    let site = Site::start().await;
    let visitor = site.visitor().await;
    for _ in 0..limits::CONVERSATIONS_PER_VISITOR_PER_HOUR {
        wish_for(&site, &visitor.token).granted::<VisitBegun>().await;
    }
    let problem = wish_for(&site, &visitor.token).refused().await;
    assert_eq!(problem.code, "rate_conversations");
    assert!(problem.retry_after_ms.is_some());
}
