//! One visitor, several tabs: one conversation, the same everywhere.

use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::{COMPOSER, Stage};

use super::crew::says;

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
    says(&second.panel().await, "From the second tab").await;
    first.sees("From the second tab").await;
    let agent = stage.agent().await;
    agent.opens_ticket("From the second tab").await;
    agent.replies("To both").await;
    says(&first.panel().await, "Again from the first").await;
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
    says(&first.panel().await, "One").await;
    first.last_stands("Sent").await;
    says(&second.panel().await, "Two").await;
    second.last_stands("Sent").await;
    first.sees_exactly(&["One", "Two"]).await;
    second.sees_exactly(&["One", "Two"]).await;
    let agent = stage.agent().await;
    agent.opens_ticket("Two").await;
    agent.sees_exactly(&["One", "Two"]).await;
}

/// A tab that nobody looks at, and how many sounds it makes.
const UNSEEN: &str = "
Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
Object.defineProperty(document, 'hidden', { get: () => true });
window.__sounds = 0;
const start = AudioScheduledSourceNode.prototype.start;
AudioScheduledSourceNode.prototype.start = function () { window.__sounds += 1; return start.call(this); };";

#[tokio::test]
async fn what_arrives_in_several_tabs_makes_one_sound() {
    let stage = Stage::sets().await;
    let person = stage.chromium.person().await;
    let options = TabOptions { first_script: UNSEEN.to_owned(), ..TabOptions::default() };
    let mut tabs = Vec::new();
    for n in 0..3 {
        let tab = person.tab_with(&options).await;
        tab.goes_to(&stage.panel_address()).await;
        tab.until("the panel's app runs", "document.querySelector('[role=log]') !== null").await;
        if n == 0 {
            tab.click("textbox", COMPOSER).await;
            tab.types("Are you there?").await;
            tab.presses("Enter").await;
        }
        tab.shows(".message-log__list", "Are you there?").await;
        tabs.push(tab);
    }
    let mut agent = stage.site.agent().await;
    let ticket = agent.sees_ticket("Are you there?").await;
    let mut line = agent.opens(&ticket).await;
    line.says("Yes").await;
    for tab in &tabs {
        tab.shows(".message-log__list", "Yes").await;
        tab.is_still().await;
    }
    let mut n_sounds = 0;
    for tab in &tabs {
        n_sounds += tab.evaluate("window.__sounds").await.as_u64().unwrap_or_default();
    }
    assert_eq!(n_sounds, 1);
}
