//! Very many people at once: the panel works for its place, says when it goes on where there is none,
//! and keeps what was typed.

use pulina_shared::limits;
use pulina_shared::wire::http::VisitBegun;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::random;
use pulina_tests::stage::Stage;
use pulina_tests::visitor::{begin_visit, begins_working};
use serde_json::json;

async fn begins(stage: &Stage) {
    let token = random::visitor_token();
    let ask = || begin_visit(&stage.site.door(), stage.site.channel(), &token);
    begins_working(ask).await.granted::<VisitBegun>();
}

#[tokio::test]
async fn visitor_in_a_crowd_works_for_a_moment_and_is_in() {
    let stage = Stage::with_rates().await;
    for _ in 0..limits::VISITS_WITHOUT_WORK_PER_NETWORK_PER_HOUR {
        begins(&stage).await;
    }
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.says("One of many").await;
    visitor.last_stands("Sent").await;
    let panel = visitor.running_panel().await;
    let solver = "performance.getEntriesByType('resource').filter(one => /work-/.test(one.name)).length";
    assert_eq!(panel.evaluate(solver).await, json!(1), "it worked, in a web worker");
    stage.agent().await.opens_ticket("One of many").await;
}

#[tokio::test]
async fn visitor_in_a_flood_is_told_when_it_goes_on_and_the_message_stays() {
    let stage = Stage::with_rates().await;
    for _ in 0..limits::VISITS_PER_NETWORK_PER_HOUR {
        begins(&stage).await;
    }
    let visitor = stage.visits(&stage.chromium.person().await, "plain.html", &TabOptions::default()).await;
    visitor.opens_chat().await;
    visitor.says("I am patient").await;
    let panel = visitor.running_panel().await;
    let told = "/Very many people .* sent at \\d+:\\d\\d [AP]M\\./.test(document.getElementById('trouble').innerText)";
    panel.until("when it goes on", told).await;
    visitor.sees_exactly(&["I am patient"]).await;
    visitor.tab.reloads().await;
    visitor.opens_chat().await;
    visitor.sees_exactly(&["I am patient"]).await;
}
