//! Two tabs and the desk.

use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::Stage;

#[tokio::test]
async fn two_tabs_of_a_visitor_show_the_same() {
    let stage = Stage::sets().await;
    let person = stage.chromium.person().await;
    let first = stage.visits(&person, "plain.html", &TabOptions::default()).await;
    first.opens_chat().await;
    first.says("From the first tab").await;
    first.last_stands("Sent").await;

    let second = stage.visits(&person, "rtl.html", &TabOptions::default()).await;
    second.opens_chat().await;
    second.sees("From the first tab").await;
    second.says("From the second tab").await;
    first.sees("From the second tab").await;
    let agent = stage.agent().await;
    agent.opens_ticket("From the second tab").await;
    agent.replies("To both").await;
    first.says("Again from the first").await;
    first.last_stands("Sent").await;

    agent.sees("Again from the first").await;
    let messages = agent.tab.texts("[data-testid=log] .message__text").await;
    assert_eq!(messages.len(), 4, "{messages:?}");
    let messages: Vec<_> = messages.iter().map(String::as_str).collect();
    first.sees_exactly(&messages).await;
    second.sees_exactly(&messages).await;
}

#[tokio::test]
async fn tabs_that_begin_at_the_same_time_share_one_conversation() {
    let stage = Stage::sets().await;
    let person = stage.chromium.person().await;
    let first = stage.visits(&person, "plain.html", &TabOptions::default()).await;
    let second = stage.visits(&person, "plain.html", &TabOptions::default()).await;
    first.opens_chat().await;
    second.opens_chat().await;
    first.running_panel().await;
    second.running_panel().await;
    first.says("One").await;
    first.last_stands("Sent").await;
    second.says("Two").await;
    second.last_stands("Sent").await;
    first.sees_exactly(&["One", "Two"]).await;
    second.sees_exactly(&["One", "Two"]).await;
    let agent = stage.agent().await;
    agent.opens_ticket("Two").await;
    agent.sees_exactly(&["One", "Two"]).await;
}
