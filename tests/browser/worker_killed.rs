//! The server is killed without warning, also in the middle of sending.

use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::Stage;

#[tokio::test]
async fn message_in_the_midst_of_a_kill_is_there_once_on_both_sides() {
    let mut stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.says("Before").await;
    visitor.last_stands("Sent").await;
    let agent = stage.agent().await;
    agent.opens_ticket("Before").await;

    let mut messages = vec!["Before"];
    for words in ["First kill", "Second kill", "Third kill"] {
        visitor.says(words).await;
        stage.site.engine.restart().await;
        messages.push(words);
    }
    visitor.last_stands("Sent").await;
    visitor.sees_exactly(&messages).await;
    agent.sees_exactly(&messages).await;
    agent.replies("All here").await;
    messages.push("All here");
    visitor.sees_exactly(&messages).await;
}

#[tokio::test]
async fn what_is_written_while_the_server_is_gone_is_shown_as_waiting_and_then_sent() {
    let mut stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    visitor.says("Before").await;
    visitor.last_stands("Sent").await;
    let agent = stage.agent().await;
    agent.opens_ticket("Before").await;
    let phone = TabOptions { size: (360, 720), ..TabOptions::default() };
    let phone = stage.agent_with(&phone).await;
    let places = "['.desk', '.side-bar', '.ticket-list'].map(it => document.querySelector(it)?.offsetHeight)";
    let (of_agent, of_phone) = (agent.tab.evaluate(places).await, phone.tab.evaluate(places).await);

    stage.site.engine.kill();
    visitor.says("While it is away").await;
    visitor.last_stands("Sending…").await;
    panel.shows("[role=status]", "Reconnecting… Your message is sent when you are back.").await;
    agent.tab.shows("[data-testid=link-bar]", "The connection was lost.").await;
    phone.tab.shows("[data-testid=link-bar]", "The connection was lost.").await;
    assert_eq!(agent.tab.evaluate(places).await, of_agent, "nothing is moved by it");
    assert_eq!(phone.tab.evaluate(places).await, of_phone, "nor on a phone");
    agent.replies("I am cut off as well").await;
    agent.tab.shows("[data-testid=log]", "Sending…").await;

    stage.site.engine.restart().await;
    panel.until("the status is empty", "document.querySelector('[role=status]').innerText === ''").await;
    agent
        .tab
        .until("the bar is gone", "document.querySelector('[data-testid=link-bar]').innerText === ''")
        .await;
    visitor.sees("I am cut off as well").await;
    agent.sees("While it is away").await;
    for messages in [visitor.messages().await, agent.tab.texts("[data-testid=log] .message__text").await] {
        assert_eq!(messages.len(), 3, "{messages:?}");
    }
}
