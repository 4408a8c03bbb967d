//! Before a person acts nothing is asked, stored or computed; after their first message exactly
//! what is written down is stored, in our origin alone.

use std::time::Duration;

use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::{ChatTab, Stage};
use pulina_tests::wait;
use serde_json::json;

/// Lists the loader's scripts that took long enough to be felt.
const WATCH_LONG_TASKS: &str = r"
window.__long = [];
new PerformanceObserver(list => list.getEntries().forEach(frame => frame.scripts.forEach(script => {
  if (script.sourceURL.includes('/embed/') && script.duration > 50) window.__long.push(script.duration);
}))).observe({ type: 'long-animation-frame', buffered: true });
";

/// Everything that a page can have stored.
const STORED: &str = r"
Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()]).then(
  ([databases, caches, workers]) => ({
    local: Object.keys(localStorage).sort(), session: Object.keys(sessionStorage), cookie: document.cookie,
    others: databases.length + caches.length + workers.length,
  })
)";

#[tokio::test]
async fn page_asks_for_the_loader_and_for_nothing_else() {
    let (stage, front) = Stage::behind_front().await;
    let person = stage.chromium.person().await;
    let options = TabOptions { first_script: WATCH_LONG_TASKS.to_owned(), ..TabOptions::default() };
    let visitor = stage.visits(&person, "plain.html", &options).await;
    for step in 0..10 {
        let place = f64::from(step).mul_add(40.0, 20.0);
        visitor.tab.point_at(place, place).await;
        visitor.tab.evaluate(&format!("scrollTo(0, {place})")).await;
        wait::pass(Duration::from_millis(500)).await;
    }
    let paths: Vec<_> = front.seen().into_iter().map(|seen| seen.path).collect();
    assert_eq!(paths, [format!("/embed/{}.js", stage.site.channel())]);
    stores(&visitor.tab, &[]).await;
    assert_eq!(person.cookies().await, Vec::<serde_json::Value>::new());
    assert_eq!(visitor.tab.evaluate("window.__long").await, json!([]));
    assert!(visitor.tab.frames().is_empty());
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn nothing_is_stored_before_the_first_message() {
    let stage = Stage::sets().await;
    let person = stage.chromium.person().await;
    let visitor = stage.visits(&person, "plain.html", &TabOptions::default()).await;
    visitor.opens_chat().await;
    let panel = visitor.running_panel().await;
    stores(&panel, &[]).await;
    visitor.tab.types("Typed and not sent").await;
    stores(&panel, &[]).await;

    visitor.tab.presses("Enter").await;
    visitor.last_stands("Sent").await;
    let channel = stage.site.channel();
    let keys = [format!("pulina.{channel}.conversation"), format!("pulina.{channel}.token")];
    stores(&panel, &keys.each_ref().map(String::as_str)).await;
    let ChatTab { tab } = visitor;
    stores(&tab, &[]).await;
    assert_eq!(person.cookies().await, Vec::<serde_json::Value>::new());
}

/// What people are told that a browser stores.
const TOLD: &str = include_str!("../../docs/PRIVACY.md");

/// Waits until a document's origin has stored exactly these names, and all of them are told.
async fn stores(frame: &Frame, keys: &[&str]) {
    for key in keys {
        let name = key.splitn(3, '.').nth(2).unwrap_or(key);
        assert!(TOLD.contains(&format!("`pulina.{{channel}}.{name}`")), "docs/PRIVACY.md lacks {key}");
    }
    let stored = frame.evaluate(STORED).await;
    assert_eq!(stored, json!({"local": keys, "session": [], "cookie": "", "others": 0}));
}
