//! Who holds the socket, and what happens when that tab goes away in one way or another.

use std::time::{Duration, Instant};

use pulina_tests::wait;
use serde_json::json;

use super::crew::{Crew, FIRST, says};

/// Nobody waits longer for another tab to take over.
const TAKEN_OVER: Duration = Duration::from_secs(1);

/// Waits until another tab has asked for a socket, and tells how long that took.
async fn takes_over(crew: &Crew, n_asked: usize, since: Instant) -> Duration {
    wait::until("another tab to take over", wait::ANSWERED, async || {
        (crew.front.n_sockets_asked() > n_asked).then(|| since.elapsed())
    })
    .await
}

#[tokio::test]
async fn five_tabs_share_one_socket() {
    let mut crew = Crew::of(5).await;
    crew.front.has_sockets(1).await;
    assert_eq!(crew.front.n_sockets_asked(), 1);
    crew.line.says("To all").await;
    let mut messages = vec![FIRST, "To all"];
    for (panel, words) in crew.panels().await.iter().zip(["A", "B", "C", "D", "E"]) {
        says(panel, words).await;
        messages.push(words);
        crew.line.sees(words).await;
    }
    crew.all_see_exactly(&messages).await;
    assert_eq!(crew.front.n_sockets_asked(), 1, "and none was opened on the way");
}

#[tokio::test]
async fn closing_the_leading_tab_loses_and_doubles_nothing() {
    let mut crew = Crew::of(4).await;
    let mut messages = vec![FIRST.to_owned()];
    for round in 0..3 {
        let n_asked = crew.front.n_sockets_asked();
        let last = crew.tabs.last().expect("a tab").running_panel().await;
        let leading = crew.tabs.remove(0);
        let since = Instant::now();
        leading.tab.closes().await;
        let words = [format!("From the visitor {round}"), format!("From the agent {round}")];
        says(&last, &words[0]).await;
        let took = takes_over(&crew, n_asked, since).await;
        assert!(took < TAKEN_OVER, "it took {took:?}");
        crew.line.sees(&words[0]).await;
        crew.line.says(&words[1]).await;
        messages.extend(words);
        let expected: Vec<&str> = messages.iter().map(String::as_str).collect();
        crew.all_see_exactly(&expected).await;
        crew.front.has_sockets(1).await;
    }
}

#[tokio::test]
async fn frozen_leader_gives_the_socket_up_and_misses_nothing() {
    let mut crew = Crew::of(3).await;
    let n_asked = crew.front.n_sockets_asked();
    let since = Instant::now();
    crew.tabs[0].tab.freezes().await;
    let took = takes_over(&crew, n_asked, since).await;
    assert!(took < TAKEN_OVER, "it took {took:?}");
    let mut messages = vec![FIRST.to_owned()];
    for n in 0..20 {
        messages.push(format!("While it was frozen {n}"));
        crew.line.says(messages.last().expect("one")).await;
    }
    crew.front.has_sockets(1).await;
    crew.tabs[0].tab.thaws().await;
    let expected: Vec<&str> = messages.iter().map(String::as_str).collect();
    crew.all_see_exactly(&expected).await;
    crew.front.has_sockets(1).await;
}

#[tokio::test]
async fn leader_that_does_not_answer_is_replaced() {
    let mut crew = Crew::of(3).await;
    let panels = crew.panels().await;
    let n_asked = crew.front.n_sockets_asked();
    let since = Instant::now();
    // To the other tabs it is as one that hangs.
    panels[0].evaluate("BroadcastChannel.prototype.postMessage = () => {}").await;
    says(&panels[1], "Is anybody there?").await;
    let took = takes_over(&crew, n_asked, since).await;
    assert!(took < TAKEN_OVER, "it took {took:?}");
    crew.line.sees("Is anybody there?").await;
    crew.line.says("Yes").await;
    crew.all_see_exactly(&[FIRST, "Is anybody there?", "Yes"]).await;
    crew.front.has_sockets(1).await;
}

#[tokio::test]
async fn tabs_without_locks_or_channel_keep_a_socket_each() {
    let mut crew = Crew::of(3).await;
    let panels = crew.panels().await;
    for (panel, missing) in
        panels[1..].iter().zip(["delete Navigator.prototype.locks", "BroadcastChannel = null"])
    {
        panel.call("Page.enable", json!({})).await;
        panel.call("Page.addScriptToEvaluateOnNewDocument", json!({"source": missing})).await;
        panel.evaluate("void location.reload()").await;
    }
    crew.front.has_sockets(3).await;
    let mut messages = vec![FIRST, "To all"];
    crew.line.says("To all").await;
    for (tab, words) in crew.tabs.iter().zip(["A", "B", "C"]) {
        tab.sees("To all").await;
        says(&tab.running_panel().await, words).await;
        messages.push(words);
        crew.line.sees(words).await;
    }
    crew.all_see_exactly(&messages).await;
}

#[tokio::test]
async fn where_sockets_are_blocked_every_tab_asks_for_itself() {
    let mut crew = Crew::of(3).await;
    let socket =
        crew.front.seen().iter().find(|seen| seen.path.ends_with("/socket")).map(|seen| seen.path.clone());
    crew.front.goes_down_at(&socket.expect("a socket"));
    let panels = crew.panels().await;
    says(&panels[2], "By post").await;
    crew.line.sees("By post").await;
    crew.line.says("By return of post").await;
    crew.all_see_exactly(&[FIRST, "By post", "By return of post"]).await;
}
