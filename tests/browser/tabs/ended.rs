//! The tab that leads comes to a bad end, or the server does, with something unsent. Here the panels
//! are pages of their own, each with a process of its own.

use std::time::{Duration, Instant};

use pulina_tests::chromium::tab::Tab;
use pulina_tests::front::Front;
use pulina_tests::line::{Line, message_text};
use pulina_tests::stage::Stage;
use pulina_tests::wait;

use super::crew::{Crew, FIRST, says};

struct Pages {
    /// Lives as long as the tabs.
    _stage: Stage,
    front: Front,
    /// The first one leads.
    tabs: Vec<Tab>,
    line: Line,
}

impl Pages {
    async fn open(n_tabs: usize) -> Self {
        let (stage, front) = Stage::behind_front().await;
        let person = stage.chromium.person().await;
        let mut tabs = Vec::new();
        for n in 0..n_tabs {
            let tab = person.tab().await;
            tab.goes_to(&stage.panel_address()).await;
            tab.until("the panel's app runs", "document.querySelector('[role=log]') !== null").await;
            if n == 0 {
                says(&tab, FIRST).await;
            }
            shows(&tab, FIRST).await;
            tabs.push(tab);
        }
        let mut agent = stage.site.agent().await;
        let ticket = agent.sees_ticket(FIRST).await;
        let line = agent.opens(&ticket).await;
        front.has_sockets(1).await;
        Self { _stage: stage, front, tabs, line }
    }

    async fn everybody_has_once(&mut self, messages: &[&str]) {
        for words in messages {
            self.line.sees(words).await;
        }
        for tab in &self.tabs {
            wait::until("exactly the messages", wait::ANSWERED, async || {
                (tab.texts(".message-log__list .message__bubble").await == messages).then_some(())
            })
            .await;
        }
        let said: Vec<_> = self.line.view.timeline().into_iter().filter_map(message_text).collect();
        assert_eq!(said, messages);
        self.front.has_sockets(1).await;
    }
}

async fn shows(tab: &Tab, words: &str) {
    tab.shows(".message-log__list .message__bubble", words).await;
}

#[tokio::test]
async fn message_that_a_crashed_leader_left_unsent_is_sent_by_the_next() {
    let mut pages = Pages::open(3).await;
    pages.front.goes_down_at("/v1/");
    let leading = pages.tabs.remove(0);
    says(&leading, "Last words").await;
    shows(&leading, "Last words").await;
    leading.crashes();
    says(&pages.tabs[0], "And mine").await;
    shows(&pages.tabs[0], "And mine").await;
    pages.front.heals();
    // Who takes over sends what was left first or last; each of them once.
    pages.line.sees("Last words").await;
    pages.line.sees("And mine").await;
    let said: Vec<_> =
        pages.line.view.timeline().into_iter().filter_map(message_text).map(str::to_owned).collect();
    assert_eq!(said.len(), 3, "{said:?}");
    let said: Vec<_> = said.iter().map(String::as_str).collect();
    pages.everybody_has_once(&said).await;
}

#[tokio::test]
async fn leader_that_hangs_is_replaced_within_a_second_of_being_needed() {
    let mut pages = Pages::open(3).await;
    let leading = pages.tabs.remove(0);
    leading.hangs();
    let n_asked = pages.front.n_sockets_asked();
    let since = Instant::now();
    says(&pages.tabs[1], "Is anybody there?").await;
    wait::until("another tab to take over", wait::ANSWERED, async || {
        (pages.front.n_sockets_asked() > n_asked).then_some(())
    })
    .await;
    let took = since.elapsed();
    assert!(took < Duration::from_secs(1), "it took {took:?}");
    pages.line.sees("Is anybody there?").await;
    // Its socket goes with it; nothing that hangs can close one.
    leading.crashes();
    pages.everybody_has_once(&[FIRST, "Is anybody there?"]).await;
}

#[tokio::test]
async fn message_of_a_follower_in_the_midst_of_a_kill_is_there_once() {
    let mut crew = Crew::of(3).await;
    let panels = crew.panels().await;
    let mut messages = vec![FIRST];
    for words in ["First kill", "Second kill", "Third kill"] {
        says(&panels[2], words).await;
        crew.stage.site.engine.restart().await;
        messages.push(words);
    }
    crew.all_see_exactly(&messages).await;
    crew.front.has_sockets(1).await;
    let log = crew.agent.reads_log(&crew.conversation).await;
    assert_eq!(log.iter().filter_map(message_text).collect::<Vec<_>>(), messages);
}
