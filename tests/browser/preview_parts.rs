//! Each part of a channel's settings, changed: seen in the preview at once, and on the customer's page
//! after publication. What cannot be seen there, such as who gets the tickets, is told by the server.

use pulina_shared::wire::routing::RoutingRule;
use pulina_tests::channel::settings_of;
use pulina_tests::chromium::tab::Tab;
use pulina_tests::stage::Stage;
use serde_json::Value;

use crate::questions::fills_at;
use crate::settings::{chooses, fills, publishes, settings};

/// The panel's page in a preview.
const PANEL: &str = "/chat/";
const COLOUR: &str =
    "getComputedStyle(document.querySelector('.panel-header')).backgroundColor === 'rgb(160, 28, 94)'";
const NO_FILES: &str = "document.querySelector('[role=log]') && !document.getElementById('attach')";

async fn scene(tab: &Tab, name: &str) {
    tab.click("radio", name).await;
}

#[tokio::test]
async fn every_part_that_is_changed_is_seen_in_the_preview_and_once_public_on_the_page() {
    let stage = Stage::sets().await;
    let desk = settings(&stage, "Look").await;
    desk.tab.resize(1_400, 900).await;
    let tab = &desk.tab;
    fills(tab, "Accent colour", "#a01c5e").await;
    tab.until_inner(PANEL, "the colour", COLOUR).await;

    tab.click("link", "Texts").await;
    fills(tab, "Heading", "Bindery").await;
    tab.inner_shows(PANEL, "#title", "Bindery").await;

    tab.click("link", "Availability").await;
    chooses(tab, "availability-reply-time", "A few minutes").await;
    tab.inner_shows(PANEL, "#presence", "minutes").await;

    tab.click("link", "Consent").await;
    chooses(tab, "consent-mode", "A button has to be pressed before anything is sent").await;
    scene(tab, "Consent").await;
    tab.inner_shows(PANEL, "#gate button", "I agree").await;

    tab.click("link", "Conversation").await;
    tab.click("checkbox", "Visitors may send files").await;
    scene(tab, "Conversation").await;
    tab.until_inner(PANEL, "no files", NO_FILES).await;

    tab.click("link", "Questions").await;
    tab.click("button", "Add a question").await;
    tab.has_focused("combobox", "Kind").await;
    fills_at(tab, "-form-0-labels-en", "Order number").await;
    scene(tab, "Questions").await;
    tab.inner_shows(PANEL, ".gate", "Order number").await;

    tab.click("link", "Routing").await;
    chooses(tab, "routing-rule", "The contact's owner").await;
    publishes(tab).await;

    let chosen = settings_of(&stage.site.agent().await, stage.site.channel()).await.settings;
    assert_eq!(chosen.routing.rule, RoutingRule::ContactOwner);
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    let panel = visitor.running_panel().await;
    panel.until("the colour", COLOUR).await;
    panel.shows("#title", "Bindery").await;
    panel.shows("#presence", "minutes").await;
    panel.until("no files", NO_FILES).await;
    panel.click("button", "I agree").await;
    panel.shows(".gate", "Order number").await;
}

/// When something moved in the panel's heading, in the clock that all frames share; kept where each
/// world of the frame can read it.
const WATCHES: &str = "(() => {
    const kept = document.documentElement.dataset;
    kept.moved = '';
    new MutationObserver(() => { kept.moved += `${performance.timeOrigin + performance.now()} `; })
      .observe(document.getElementById('title'), { childList: true, characterData: true, subtree: true });
    return true;
})()";
const MOVED: &str = "document.documentElement.dataset.moved.trim().split(' ').filter(Boolean)";

/// Figures for people: nothing is asserted of time, but that each key arrives.
#[tokio::test]
async fn delay_from_a_key_to_the_preview_is_told() {
    let stage = Stage::sets().await;
    let desk = settings(&stage, "Texts").await;
    desk.tab.resize(1_400, 900).await;
    let tab = &desk.tab;
    tab.until_inner(PANEL, "the panel's app runs", "document.querySelector('[role=log]') !== null").await;
    let panel = tab.inner_at(PANEL).await;
    fills(tab, "Heading", "A").await;
    tab.inner_shows(PANEL, "#title", "A").await;
    assert!(panel.try_evaluate(WATCHES).await.is_some());
    let mut delays = Vec::new();
    for n in 0..40 {
        let letter = char::from(b'a' + n % 26);
        let typed = format!(
            "(field => {{
               const at = performance.timeOrigin + performance.now();
               field.value += '{letter}';
               field.dispatchEvent(new Event('input', {{ bubbles: true }}));
               return at;
             }})(document.activeElement)"
        );
        let at = tab.evaluate(&typed).await.as_f64().expect("a time");
        let n_moved = usize::from(n) + 1;
        tab.until_inner(PANEL, "the key", &format!("{MOVED}.length >= {n_moved}")).await;
        let moved =
            panel.try_evaluate(&format!("Number({MOVED}[{n}])")).await.as_ref().and_then(Value::as_f64);
        delays.push(moved.expect("a time") - at);
    }
    delays.sort_by(f64::total_cmp);
    let quantile = |part: usize| delays[delays.len() * part / 100];
    println!("from a key to the preview: p50 {:.0} ms, p95 {:.0} ms", quantile(50), quantile(95));
}
