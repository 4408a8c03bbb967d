//! The chat inside an element of the customer's page: it takes that element's size, loads when it
//! comes into view, and leaves focus and history alone.

use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::{CLOSE, ChatTab, OPEN, Stage};
use pulina_tests::wait;
use serde_json::json;

/// Builds the element before the loader looks for it.
fn with_place(top: u32) -> TabOptions {
    let first_script = format!(
        "addEventListener('DOMContentLoaded', () => {{
          const place = document.createElement('section');
          place.id = 'chat';
          place.style = 'position: absolute; left: 500px; top: {top}px; width: 500px; height: 450px';
          document.body.append(place);
        }}, {{ once: true }})"
    );
    TabOptions { first_script, ..TabOptions::default() }
}

async fn visits(stage: &Stage, top: u32) -> ChatTab {
    let person = stage.chromium.person().await;
    stage.visits(&person, "plain.html?data-inline=%23chat", &with_place(top)).await
}

#[tokio::test]
async fn chat_stands_in_the_element_and_works() {
    let stage = Stage::sets().await;
    let visitor = visits(&stage, 120).await;
    visitor.tab.click("textbox", "Your name").await;
    let panel = visitor.running_panel().await;
    let frame = visitor.tab.find_where("the frame", |node| node.role == "Iframe").await;
    assert_eq!(json!(visitor.tab.box_of(&frame).await), json!([500.0, 120.0, 500.0, 450.0]));
    visitor.tab.types("Ada").await;
    visitor.tab.until("the field kept the focus", "document.getElementById('name').value === 'Ada'").await;
    assert!(!visitor.tab.nodes().await.iter().any(|node| node.name == OPEN || node.role == "dialog"));
    // Whether it stands in the page it learns from the page.
    panel.until("there is nothing to close", "document.getElementById('close').hidden").await;
    assert!(!panel.nodes().await.iter().any(|node| node.name == CLOSE));

    panel.click("textbox", "Your message").await;
    visitor.says("From within the page").await;
    visitor.last_stands("Sent").await;
    visitor.tab.presses("Escape").await;
    visitor.says("And again").await;
    visitor.sees_exactly(&["From within the page", "And again"]).await;
    assert_eq!(visitor.tab.evaluate("history.state").await, json!(null));
}

#[tokio::test]
async fn chat_is_loaded_when_it_comes_into_view() {
    let stage = Stage::sets().await;
    let visitor = visits(&stage, 3000).await;
    visitor.tab.until("the widget stands there", "document.querySelector('#chat > pulina-widget')").await;
    let came = visitor.tab.frame_at("/chat/");
    assert!(wait::nothing_else_within(wait::SILENCE, came).await.is_none(), "nobody sees it yet");
    visitor.tab.evaluate("document.getElementById('chat').scrollIntoView()").await;
    visitor.running_panel().await;
}

#[tokio::test]
async fn destroyed_chat_leaves_the_element_empty() {
    let stage = Stage::sets().await;
    let visitor = visits(&stage, 120).await;
    visitor.running_panel().await;
    visitor.tab.evaluate("Pulina.destroy()").await;
    visitor
        .tab
        .until("the element is empty", "document.getElementById('chat').childNodes.length === 0")
        .await;
}

#[tokio::test]
async fn a_place_that_is_not_there_is_told_and_the_launcher_stays() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html?data-inline=%23nowhere").await;
    visitor.opens_chat().await;
    let warned = wait::until("a warning", wait::ANSWERED, || async {
        visitor.tab.warnings().into_iter().find(|text| text.contains("#nowhere"))
    })
    .await;
    assert!(warned.contains("data-inline"), "{warned}");
    visitor.page_is_unhurt().await;
}
