//! The chat in a window of its own: it goes on there with everything, the copy on the page keeps
//! still meanwhile, and closing the window brings everything back.

use pulina_tests::chromium::tab::Tab;
use pulina_tests::stage::{CLOSE, ChatTab, OPEN, Stage};
use pulina_tests::wait;

async fn pops_out(visitor: &ChatTab) -> ChatTab {
    let panel = visitor.running_panel().await;
    panel.click("button", "Menu").await;
    panel.click("button", "Open in its own window").await;
    let tab: Tab = visitor.tab.popup().await;
    tab.until("the app runs", "document.querySelector('[role=log]') !== null").await;
    // The copy on the page is put away.
    visitor.tab.find("button", OPEN).await;
    ChatTab { tab }
}

async fn writes(window: &ChatTab, words: &str) {
    window.tab.click("textbox", "Your message").await;
    window.says(words).await;
    window.tab.shows(".message-log__list .message--own", words).await;
    window
        .tab
        .until(
            "it was sent",
            "[...document.querySelectorAll('.message--own')].at(-1)?.innerText.includes('Sent')",
        )
        .await;
}

async fn shows_exactly(window: &ChatTab, messages: &[&str]) {
    wait::until(&format!("{messages:?}"), wait::ANSWERED, || async {
        (window.tab.texts(".message-log__list .message__bubble").await == messages).then_some(())
    })
    .await;
}

#[tokio::test]
async fn conversation_goes_on_in_the_window_and_comes_back() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.says("On the page").await;
    visitor.last_stands("Sent").await;
    let ticket = agent.sees_ticket("On the page").await;
    let window = pops_out(&visitor).await;
    shows_exactly(&window, &["On the page"]).await;
    writes(&window, "In the window").await;
    agent.opens(&ticket).await.says("I hear you in both").await;
    shows_exactly(&window, &["On the page", "In the window", "I hear you in both"]).await;
    window.tab.reloads().await;
    shows_exactly(&window, &["On the page", "In the window", "I hear you in both"]).await;

    // The copy says where the chat is, and nothing else of it can be reached.
    visitor.tab.click("button", OPEN).await;
    let panel = visitor.panel().await;
    panel.shows(".sheet", "The chat is open in its own window.").await;
    assert!(panel.with_role("textbox").await.is_empty());
    visitor.sees_exactly(&["On the page"]).await;
    panel.click("button", "Use it here").await;
    visitor.sees_exactly(&["On the page", "In the window", "I hear you in both"]).await;
    visitor.panel().await.click("textbox", "Your message").await;
    visitor.says("On the page again").await;
    visitor.last_stands("Sent").await;
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn conversation_that_began_in_the_window_comes_back_when_it_is_closed() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    let window = pops_out(&visitor).await;
    writes(&window, "The first word").await;
    window.tab.evaluate("setTimeout(close)").await;
    visitor.tab.click("button", OPEN).await;
    visitor.sees_exactly(&["The first word"]).await;
    let panel = visitor.running_panel().await;
    let kept = "Object.keys(localStorage).map(key => key.split('.')[2]).sort().join()";
    panel.until("what the window kept is here", &format!("{kept} === 'conversation,token'")).await;
    visitor.tab.click("button", CLOSE).await;
}

#[tokio::test]
async fn window_of_a_stranger_is_handed_nothing() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.says("Mine").await;
    visitor.last_stands("Sent").await;
    // The customer's page opens the chat's address, and offers what a panel would.
    let script = format!(
        "window.pulina = {{ handOver: () => ({{ token: 'planted' }}) }}; void window.open('{}')",
        stage.panel_address()
    );
    visitor
        .tab
        .call("Runtime.evaluate", serde_json::json!({"expression": script, "userGesture": true}))
        .await;
    let window = visitor.tab.popup().await;
    window.until("the app runs", "document.querySelector('[role=log]') !== null").await;
    assert_eq!(window.evaluate("sessionStorage.length").await, 0);
    assert!(window.texts(".message-log__list .message__bubble").await.is_empty());
}
