//! Pages that wake up: they were frozen, or put into the back/forward cache. Then they show what a
//! freshly loaded panel shows.

use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::ChatTab;
use pulina_tests::wait;
use serde_json::{Value, json};

use super::crew::{Crew, is_connected};

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
        crew.tabs[0].tab.freezes().await;
        crew.front.has_sockets(0).await;
        twenty_arrive(&mut crew, &format!("frozen {round}")).await;
        crew.tabs[0].tab.thaws().await;
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
