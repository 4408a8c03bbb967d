//! A site that has no launcher and a button of its own: it opens the chat and gets the focus back,
//! and it is told what stands on a launcher.

use pulina_shared::wire::channel::LauncherStyle;
use pulina_tests::channel::choose;
use pulina_tests::stage::{ChatTab, OPEN, Stage};
use serde_json::json;

const BUTTON: &str = "Talk to us";

async fn visits(stage: &Stage) -> ChatTab {
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| settings.look.launcher = LauncherStyle::Hidden).await;
    stage.visitor("site_button.html").await
}

async fn stands(visitor: &ChatTab, attribute: &str, value: &str) {
    let script = format!("document.getElementById('talk').getAttribute('{attribute}') === '{value}'");
    visitor.tab.until(&format!("{attribute} is {value}"), &script).await;
}

#[tokio::test]
async fn own_button_opens_the_chat_and_is_told_how_it_stands() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    let visitor = visits(&stage).await;
    assert!(!visitor.tab.nodes().await.iter().any(|node| node.name == OPEN), "there is no launcher");
    visitor.tab.click("button", BUTTON).await;
    let panel = visitor.running_panel().await;
    panel.until("the composer has the focus", "document.activeElement?.id === 'text'").await;
    stands(&visitor, "aria-expanded", "true").await;
    stands(&visitor, "data-pulina-unread", "0").await;
    visitor.says("Hello").await;
    visitor.last_stands("Sent").await;
    visitor.tab.presses("Escape").await;
    stands(&visitor, "aria-expanded", "false").await;
    visitor.tab.until("the button has the focus again", "document.activeElement.id === 'talk'").await;

    let ticket = agent.sees_ticket("Hello").await;
    agent.opens(&ticket).await.says("Hello to you").await;
    stands(&visitor, "data-pulina-unread", "1").await;
    assert_eq!(
        visitor.tab.evaluate("window.__told").await,
        json!(["opened {}", "closed {}", r#"unreadChanged {"unread":1}"#])
    );
    visitor.tab.presses("Enter").await;
    stands(&visitor, "data-pulina-unread", "0").await;
    visitor.tab.evaluate("Pulina.destroy()").await;
    let rest = "[...document.getElementById('talk').attributes].map(attribute => attribute.name)";
    assert_eq!(visitor.tab.evaluate(rest).await, json!(["id", "type", "data-pulina-open"]));
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn link_to_the_chat_opens_it() {
    let stage = Stage::sets().await;
    let visitor = visits(&stage).await;
    visitor.tab.click("link", "Chat").await;
    visitor.running_panel().await;
    assert_eq!(visitor.tab.evaluate("location.hash").await, "");
    // From another page.
    let visitor = stage.visitor("site_button.html#chat").await;
    visitor.running_panel().await;
    stands(&visitor, "aria-expanded", "true").await;
}
