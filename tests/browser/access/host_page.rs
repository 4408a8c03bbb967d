//! For people with assistive technology a page with the chat is the page without it, and a button.

use pulina_tests::agent::Agent;
use pulina_tests::channel::choose;
use pulina_tests::chromium::tab::{Tab, TabOptions};
use pulina_tests::engine::from_environment;
use pulina_tests::front::{Front, Wrong};
use pulina_tests::host_site::HostSite;
use pulina_tests::stage::{OPEN, Stage};
use serde_json::{Value, json};

use super::inspection::OPEN_SHADOWS;

/// Everything that axe holds against the page, also what it is not sure of, but that it has not looked
/// into the frame.
const JUDGE: &str =
    "axe.run(document, { iframes: false }).then(found => ['violations', 'incomplete'].flatMap(kind =>
  found[kind].filter(rule => rule.id !== 'frame-tested').map(rule => [kind, rule.id, rule.nodes.map(node => String(node.target)).sort()])))";
/// Tags and attributes of everything that is the page's own.
const OWN: &str = "[...document.querySelectorAll('*')].filter(element => !element.matches('pulina-widget')).map(
  element => [element.localName, ...[...element.attributes].map(({ name, value }) => `${name}=${value}`)].join(' '))";
/// How often Tab is pressed: more often than a page here has places for the focus.
const STEPS: usize = 12;

async fn judged(tab: &Tab) -> Value {
    let axe = std::fs::read_to_string(from_environment("PULINA_AXE")).expect("axe-core can be read");
    tab.evaluate(&format!("if (!window.axe) {{ {axe} }} 0")).await;
    tab.evaluate(JUDGE).await
}

/// Everything that can have the focus by Tab, in order.
async fn stops(tab: &Tab) -> Vec<String> {
    let mut stops: Vec<String> = Vec::new();
    for _ in 0..STEPS {
        tab.presses("Tab").await;
        tab.is_still().await;
        if let Some(node) = tab.focused().await {
            let stop = format!("{} {:?}", node.role, node.name);
            if stops.contains(&stop) {
                break;
            }
            stops.push(stop);
        }
    }
    stops
}

fn options(size: (u32, u32)) -> TabOptions {
    TabOptions { first_script: OPEN_SHADOWS.to_owned(), size, ..TabOptions::default() }
}

#[tokio::test]
async fn page_is_judged_as_without_the_chat() {
    let stage = Stage::sets().await;
    let nowhere = Front::before(&stage.site.door()).await;
    nowhere.breaks("/embed/", Wrong::Status(404));
    let without = HostSite::of(stage.site.channel(), &nowhere.door()).await;
    for size in [(1280, 800), (390, 760)] {
        let person = stage.chromium.person().await;
        let before = person.tab_with(&options(size)).await;
        before.goes_to(&without.page("plain.html")).await;
        let (expected, own) = (judged(&before).await, before.evaluate(OWN).await);

        let visitor = stage.visits(&person, "plain.html", &options(size)).await;
        visitor.tab.find("button", OPEN).await;
        assert_eq!(judged(&visitor.tab).await, expected, "closed, {size:?}");
        visitor.opens_chat().await;
        visitor.running_panel().await;
        assert_eq!(judged(&visitor.tab).await, expected, "open, {size:?}");
        let frames = "[...document.querySelector('pulina-widget').shadowRoot.querySelectorAll('iframe')].map(frame => frame.title)";
        assert_eq!(visitor.tab.evaluate(frames).await, json!(["Chat with us"]), "{size:?}");
        let own_now = visitor.tab.evaluate(OWN).await;
        let address =
            |own: &Value| own.to_string().replace(&stage.site.door().origin(), &nowhere.door().origin());
        assert_eq!(address(&own_now), own.to_string(), "open, {size:?}");
        visitor.tab.presses("Escape").await;
        visitor.tab.find("button", OPEN).await;
        assert_eq!(address(&visitor.tab.evaluate(OWN).await), own.to_string(), "closed again, {size:?}");
        visitor.tab.closes().await;
        before.closes().await;
    }
}

#[tokio::test]
async fn closed_chat_adds_at_most_two_stops_for_the_focus() {
    let stage = Stage::sets().await;
    let account = stage.site.another_account().await;
    let agent = Agent::signs_in(&stage.site.door(), &account.sign_in).await;
    choose(&agent, &account.created.channel, |settings| {
        let texts = json!({"en": {"teaser": "Ask us anything"}});
        settings.texts = serde_json::from_value(texts).expect("texts");
    })
    .await;
    let with_teaser = HostSite::of(&account.created.channel, &stage.site.door()).await;
    let person = stage.chromium.person().await;
    for (host, expected) in [
        (&stage.host, vec!["button \"Open the chat\""]),
        (&with_teaser, vec!["button \"Open the chat\"", "button \"Hide this message\""]),
    ] {
        let tab = person.tab_with(&options((1280, 800))).await;
        tab.goes_to(&host.page("plain.html")).await;
        tab.find("button", OPEN).await;
        if expected.len() > 1 {
            tab.find("button", "Hide this message").await;
        }
        let stops = stops(&tab).await;
        let added: Vec<_> = stops.iter().filter(|stop| stop.starts_with("button")).collect();
        assert_eq!(added, expected, "{stops:?}");
        assert_eq!(stops.len(), 2 + expected.len(), "{stops:?}");
        tab.closes().await;
    }
}
