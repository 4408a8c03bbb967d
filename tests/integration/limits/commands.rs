//! Commands that are refused, over sockets and HTTP.

use std::time::Duration;

use pulina_shared::limits;
use pulina_shared::problem::Code;
use pulina_shared::wire::conversation::Author;
use pulina_tests::engine::is_long;
use pulina_tests::line::message_text;
use pulina_tests::site::Site;
use pulina_tests::typist::{Typist, TypistOptions};
use pulina_tests::{random, reader, wait};

use super::Seen;
use super::refusal::{check_problem, goes_on, refused};

pub async fn rejected(site: &Site, code: Code, text: &str) -> Seen {
    let mut visitor = site.visitor().await;
    let id = random::message_id();
    visitor.sends_message(id, text).await;
    check_problem(code, &visitor.answer(id).await.expect_err("it is refused"));
    let frame = serde_json::json!({ "command": { "id": id.to_string(), "do": { "send_message": { "text": text } } } });
    refused(code, visitor.asks("POST", "commands").json(&frame)).await;
    goes_on(&mut visitor).await;
    Seen::Yes
}

pub async fn id_conflict(site: &Site) -> Seen {
    let mut visitor = site.visitor().await;
    let id = random::message_id();
    visitor.sends_message(id, "one").await;
    let accepted = visitor.answer(id).await.expect("it is new");
    visitor.sees_up_to(accepted.seq).await;
    visitor.sends_message(id, "two").await;
    check_problem(Code::IdConflict, &visitor.answer(id).await.expect_err("it is another text"));
    goes_on(&mut visitor).await;
    Seen::Yes
}

pub async fn rate_messages(site: &Site) -> Seen {
    let mut visitor = site.visitor().await;
    let ids: Vec<_> = (0..3 * limits::VISITOR_MESSAGES_BURST).map(|_| random::message_id()).collect();
    for id in &ids {
        visitor.sends_message(*id, &id.to_string()).await;
    }
    let mut answers = Vec::new();
    for id in &ids {
        answers.push((*id, visitor.answer(*id).await));
    }
    let (id, problem) =
        answers.iter().find_map(|(id, answer)| Some((*id, answer.as_ref().err()?))).expect("one is too fast");
    check_problem(Code::RateMessages, problem);
    // A repetition costs nothing, and what was refused may be sent again a little later.
    visitor.sends_message(ids[0], &ids[0].to_string()).await;
    assert!(visitor.answer(ids[0]).await.is_ok());
    wait::pass(Duration::from_millis(problem.retry_after_ms.unwrap_or_default())).await;
    visitor.sends_message(id, &id.to_string()).await;
    assert!(visitor.answer(id).await.is_ok());
    Seen::Yes
}

pub async fn conversation_full() -> Seen {
    if !is_long() {
        return Seen::Not("takes 20,000 messages; the long run does it");
    }
    let site = Site::start_without_rates().await;
    let visitor = site.visitor().await;
    let agent = site.agent().await;
    let n_messages = usize::try_from(limits::CONVERSATION_MESSAGES_MAX).expect("a small number");
    let typist = Typist::begins(TypistOptions {
        name: "visitor".to_owned(),
        address: visitor.address(),
        author: Author::Visitor,
        window: 64,
        n_messages: Some(n_messages),
    });
    wait::until("the conversation is full", 2 * wait::DRAINED, async || {
        (typist.n_accepted() == n_messages).then_some(())
    })
    .await;
    let mut tab = visitor.another_tab().await;
    let id = random::message_id();
    tab.sends_message(id, "one more").await;
    check_problem(Code::ConversationFull, &tab.answer(id).await.expect_err("it is full"));
    let page = reader::page(&agent.address(&visitor.begun.conversation), "").await;
    assert_eq!(
        page.events.iter().rev().find_map(message_text),
        Some(format!("visitor {}", n_messages - 1).as_str())
    );
    Seen::Yes
}
