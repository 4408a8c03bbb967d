//! Pages that wake up: they were frozen, hidden or put into the back/forward cache, or the whole
//! device slept. Then they show what a freshly loaded panel shows.

use std::time::Duration;

use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::engine::is_long;
use pulina_tests::stage::ChatTab;
use pulina_tests::wait;
use serde_json::{Value, json};

use super::crew::{Crew, is_connected};

/// How often a device sleeps, and for how long; the same for the long form, in which the server has
/// long given the socket up.
const SHORT: (u32, Duration) = (2, Duration::from_secs(3));
const LONG: (u32, Duration) = (10, Duration::from_mins(5));
/// How long a tab is hidden, and the same for the long form, in which the browser wakes it rarely.
const HIDDEN: Duration = Duration::from_secs(3);
const LONG_HIDDEN: Duration = Duration::from_mins(10);

/// What a person sees of the conversation. The line above what is unread is not part of it: where it
/// stands depends on when one looked. Nor is what a fresh panel fetches only when somebody scrolls up.
const LOOK: &str = "({
    log: [...document.querySelectorAll('.message-log__list > *')]
        .map(line => line.innerText.trim()).filter(text => text && text !== 'New').slice(-40),
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

#[tokio::test]
async fn device_that_slept_shows_what_it_missed() {
    let (n_rounds, length) = if is_long() { LONG } else { SHORT };
    let mut crew = Crew::of(2).await;
    for round in 0..n_rounds {
        crew.stage.chromium.falls_asleep();
        let asked = crew.tabs[0].tab.evaluate("document.title");
        assert!(wait::nothing_else_within(wait::SILENCE, asked).await.is_none(), "it sleeps");
        twenty_arrive(&mut crew, &format!("asleep {round}")).await;
        crew.line.stays(length).await;
        crew.stage.chromium.wakes();
        for tab in &crew.tabs {
            tab.sees(&format!("asleep {round} 19")).await;
        }
        looks_fresh(&crew, &crew.tabs[0]).await;
        crew.front.has_sockets(1).await;
    }
}

#[tokio::test]
async fn hidden_tab_shows_what_it_missed() {
    let length = if is_long() { LONG_HIDDEN } else { HIDDEN };
    let mut crew = Crew::of(1).await;
    crew.tabs[0].tab.is_put_away().await;
    twenty_arrive(&mut crew, "hidden").await;
    crew.line.stays(length).await;
    twenty_arrive(&mut crew, "later").await;
    crew.tabs[0].tab.is_fetched().await;
    crew.tabs[0].sees("later 19").await;
    looks_fresh(&crew, &crew.tabs[0]).await;
}
