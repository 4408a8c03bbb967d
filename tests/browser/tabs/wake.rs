//! Pages that wake up: they were frozen, put into the back/forward cache, a whole browser that stands still. When
//! they wake up they show what a freshly loaded panel shows.

use std::time::Duration;

use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::engine::is_long;
use pulina_tests::stage::ChatTab;
use pulina_tests::wait;
use serde_json::{Value, json};

use super::crew::{Crew, FIRST, is_connected};

/// What a person sees of the conversation. The line above what is unread is not part of it: where it
/// stands depends on when one looked.
const LOOK: &str = "({
    log: [...document.querySelectorAll('.message-log__list > *')]
        .map(line => line.innerText.trim()).filter(text => text && text !== 'New'),
    header: document.querySelector('.panel-header').innerText,
    status: document.querySelector('[role=status]').innerText,
})";

/// Waits until the panel looks as one that is loaded now.
async fn looks_fresh(crew: &Crew, tab: &ChatTab) {
    let fresh = crew.stage.visits(&crew.person, "plain.html", &TabOptions::default()).await;
    fresh.opens_chat().await;
    let fresh_panel = fresh.running_panel().await;
    is_connected(&fresh_panel).await;
    let panel = tab.running_panel().await;
    let look = async |frame: &Frame| -> Value { frame.try_evaluate(LOOK).await.unwrap_or_default() };
    let same = wait::until("the same look", wait::DRAINED, async || {
        (look(&panel).await == look(&fresh_panel).await).then_some(())
    });
    if wait::nothing_else_within(wait::ANSWERED, same).await.is_none() {
        assert_eq!(look(&panel).await, look(&fresh_panel).await);
    }
    fresh.tab.closes().await;
}

async fn twenty_arrive(crew: &mut Crew, what: &str) {
    for n in 0..20 {
        crew.line.says(&format!("{what} {n}")).await;
    }
}

#[tokio::test]
async fn lone_tab_that_was_frozen_shows_what_it_missed() {
    let mut crew = Crew::of(1).await;
    for round in 0..2 {
        crew.tabs[0].tab.call("Page.setWebLifecycleState", json!({"state": "frozen"})).await;
        crew.front.has_sockets(0).await;
        twenty_arrive(&mut crew, &format!("frozen {round}")).await;
        crew.tabs[0].tab.call("Page.setWebLifecycleState", json!({"state": "active"})).await;
        crew.tabs[0].sees(&format!("frozen {round} 19")).await;
        looks_fresh(&crew, &crew.tabs[0]).await;
        crew.front.has_sockets(1).await;
    }
}

#[tokio::test]
async fn page_that_comes_back_from_the_cache_shows_what_it_missed() {
    let mut crew = Crew::of(1).await;
    let kept = "window.__kept = true; addEventListener('pageshow', event => window.__persisted = event.persisted); 1";
    crew.tabs[0].tab.evaluate(kept).await;
    crew.tabs[0].tab.goes_to(&crew.stage.host.page("rtl.html")).await;
    crew.front.has_sockets(0).await;
    twenty_arrive(&mut crew, "away").await;
    crew.tabs[0].tab.evaluate("void history.back()").await;
    let back = "location.pathname.endsWith('plain.html') && document.readyState === 'complete'";
    crew.tabs[0].tab.until("the page is back", back).await;
    let persisted = crew.tabs[0].tab.evaluate("window.__persisted === true").await;
    assert_eq!(persisted, json!(true), "neither socket, lock nor channel keeps a page out of the cache");
    crew.tabs[0].sees("away 19").await;
    looks_fresh(&crew, &crew.tabs[0]).await;
}

#[tokio::test]
async fn browser_that_stood_still_shows_what_it_missed() {
    let (n_times, stood) = if is_long() { (10, Duration::from_mins(5)) } else { (2, Duration::from_secs(3)) };
    let mut crew = Crew::of(2).await;
    for round in 0..n_times {
        crew.stage.chromium.stands_still();
        twenty_arrive(&mut crew, &format!("asleep {round}")).await;
        wait::pass(stood).await;
        crew.stage.chromium.goes_on();
        for tab in &crew.tabs {
            tab.sees(&format!("asleep {round} 19")).await;
        }
        looks_fresh(&crew, &crew.tabs[0]).await;
        looks_fresh(&crew, &crew.tabs[1]).await;
        crew.front.has_sockets(1).await;
    }
    assert_eq!(crew.tabs[0].messages().await[0], FIRST);
}
