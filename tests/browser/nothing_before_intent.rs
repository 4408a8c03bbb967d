//! Before a person acts nothing is asked and nothing that could be felt is computed. What is kept
//! then, and afterwards, is looked at in `privacy`.

use std::time::Duration;

use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::Stage;
use pulina_tests::wait;
use serde_json::json;

/// Lists the loader's scripts that took long enough to be felt.
const WATCH_LONG_TASKS: &str = r"
window.__long = [];
new PerformanceObserver(list => list.getEntries().forEach(frame => frame.scripts.forEach(script => {
  if (script.sourceURL.includes('/embed/') && script.duration > 50) window.__long.push(script.duration);
}))).observe({ type: 'long-animation-frame', buffered: true });
";

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
    // A busy machine makes any task long now and then; one of ours would be long every time.
    let mut long = visitor.tab.evaluate("window.__long").await;
    for _ in 0..3 {
        if long == json!([]) {
            break;
        }
        visitor.tab.reloads().await;
        long = visitor.tab.evaluate("window.__long").await;
    }
    assert_eq!(long, json!([]));
    assert!(visitor.tab.frames().is_empty());
    visitor.page_is_unhurt().await;
}
