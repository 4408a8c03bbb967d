//! A site that was written for `HubSpot`'s chat keeps its scripts: the names, the events and the shapes
//! of their payloads are those that `HubSpot` publishes.

use pulina_tests::chromium::frame::Frame;
use pulina_tests::stage::{ChatTab, OPEN, Stage};
use serde_json::{Value, json};

const PAGE: &str = "hubspot.html?snippet=compat%3Dhubspot";

async fn is_ready(tab: &Frame) {
    tab.until("the waiting functions ran", "window.__ready.length === 2").await;
    assert_eq!(tab.evaluate("window.__ready").await, json!(["function", "second"]), "in their order");
}

async fn is_told(visitor: &ChatTab, name: &str) -> Value {
    let script = format!("window.__told.findLast(([name]) => name === '{name}')?.[1]");
    visitor.tab.until(&format!("{name} is told"), &script).await
}

#[tokio::test]
async fn events_come_by_their_names_and_in_their_shapes() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    let visitor = stage.visitor(PAGE).await;
    is_ready(&visitor.tab).await;
    assert_eq!(
        visitor.tab.evaluate("HubSpotConversations.widget.status()").await,
        json!({"loaded": true, "pending": false})
    );
    visitor.opens_chat().await;
    visitor.says("From a moved site").await;
    visitor.last_stands("Sent").await;
    let ticket = agent.sees_ticket("From a moved site").await;
    let conversation = json!({"conversation": {"conversationId": ticket.conversation.as_str()}});
    assert_eq!(is_told(&visitor, "conversationStarted").await, conversation);
    assert!(is_told(&visitor, "userInteractedWithWidget").await["message"].is_string());
    visitor.tab.evaluate("HubSpotConversations.widget.close()").await;
    assert!(is_told(&visitor, "widgetClosed").await["message"].is_string());
    visitor.tab.find("button", OPEN).await;
    agent.opens(&ticket).await.says("Welcome").await;
    assert_eq!(is_told(&visitor, "unreadConversationCountChanged").await, json!({"unreadCount": 1}));
    assert!(
        visitor.tab.evaluate("window.__told.every(([name]) => name !== 'conversationClosed')").await == true,
        "closing the window is not closing the conversation"
    );
    agent.closes(&ticket).await;
    assert_eq!(is_told(&visitor, "conversationClosed").await, conversation);

    visitor.tab.click("button", "Chat").await;
    let panel = visitor.running_panel().await;
    visitor.tab.evaluate("HubSpotConversations.clear({ resetWidget: true })").await;
    visitor.sees_exactly(&[]).await;
    panel_forgot(&visitor, &panel).await;
    visitor.page_is_unhurt().await;
}

async fn panel_forgot(visitor: &ChatTab, _before: &Frame) {
    let panel = visitor.running_panel().await;
    panel.until("nothing is stored", "localStorage.length === 0").await;
}

#[tokio::test]
async fn nothing_is_shown_before_the_site_loads_it() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor(&format!("{PAGE}&immediately=false")).await;
    is_ready(&visitor.tab).await;
    let status = "HubSpotConversations.widget.status().loaded";
    assert_eq!(visitor.tab.evaluate(status).await, false);
    assert!(!visitor.tab.nodes().await.iter().any(|node| node.name == OPEN));
    visitor.tab.evaluate("HubSpotConversations.widget.open()").await;
    assert!(visitor.tab.frames().is_empty(), "what is not loaded does not open");
    visitor.tab.click("button", "Load").await;
    visitor.running_panel().await;
    assert!(is_told(&visitor, "widgetLoaded").await["message"].is_string());
    assert_eq!(visitor.tab.evaluate(status).await, true);

    visitor.tab.evaluate("HubSpotConversations.widget.remove()").await;
    visitor.tab.until("it is removed", "HubSpotConversations.widget.status().loaded === false").await;
    assert!(!visitor.tab.nodes().await.iter().any(|node| node.name == OPEN));
    visitor.tab.evaluate("HubSpotConversations.widget.load()").await;
    visitor.tab.find("button", OPEN).await;
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn link_opens_the_chat_and_an_element_can_hold_it() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor(PAGE).await;
    is_ready(&visitor.tab).await;
    visitor.tab.click("link", "Talk to us").await;
    visitor.running_panel().await;
    let visitor = stage.visitor(&format!("{PAGE}#hs-chat-open")).await;
    visitor.running_panel().await;
    let visitor = stage.visitor(&format!("{PAGE}&inline=%23some-div")).await;
    visitor.running_panel().await;
    visitor
        .tab
        .until("it stands in the element", "document.querySelector('#some-div > pulina-widget')")
        .await;
}

#[tokio::test]
async fn other_sites_load_none_of_it() {
    let (stage, front) = Stage::behind_front().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    assert_eq!(visitor.tab.evaluate("typeof HubSpotConversations").await, "undefined");
    assert!(!front.seen().iter().any(|seen| seen.path.contains("hubspot")));
}

#[tokio::test]
async fn destroyed_it_leaves_no_names() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor(PAGE).await;
    is_ready(&visitor.tab).await;
    visitor.tab.evaluate("Pulina.destroy()").await;
    let names = "['Pulina', 'HubSpotConversations'].filter(name => name in window)";
    assert_eq!(visitor.tab.evaluate(names).await, json!([]));
    visitor.page_is_unhurt().await;
}
