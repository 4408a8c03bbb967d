//! Five tabs in which everything happens at random, that come, go, freeze and hang: at rest all are
//! equal, nothing is lost, and nothing is there twice.

use pulina_shared::wire::conversation::EventKind;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::node::Node;
use pulina_tests::engine::is_long;
use pulina_tests::random::Dice;
use pulina_tests::stage::{CLOSE, OPEN};
use pulina_tests::wait;
use serde_json::json;

use super::crew::{Crew, FIRST, is_connected, says};

/// Seeds and actions, and the same for the long form.
const SHORT: (u64, usize) = (1, 40);
const LONG: (u64, usize) = (5, 300);
const N_TABS: usize = 5;

#[tokio::test]
async fn tabs_in_which_anything_happens_are_equal_at_rest() {
    let (n_seeds, n_actions) = if is_long() { LONG } else { SHORT };
    for seed in 1..=n_seeds {
        let mut play = Play { crew: Crew::of(N_TABS).await, dice: Dice::new(seed), said: Vec::new() };
        for n in 0..n_actions {
            play.acts(n).await;
        }
        play.rests().await;
    }
}

struct Play {
    crew: Crew,
    dice: Dice,
    said: Vec<String>,
}

impl Play {
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.dice.between(0, end as u64)).unwrap_or(0)
    }

    async fn acts(&mut self, n: usize) {
        let index = self.below(self.crew.tabs.len());
        match self.below(12) {
            0..=3 => {
                let words = format!("visitor {n}");
                says(&self.crew.tabs[index].running_panel().await, &words).await;
                self.said.push(words);
            }
            4 | 5 => {
                let words = format!("agent {n}");
                self.crew.line.says(&words).await;
                self.said.push(words);
            }
            6 => self.writes(index, &format!("draft {n}")).await,
            7 => {
                let script = format!(
                    "(() => {{ const api = window.Pulina; api.{}() }})()",
                    if self.below(2) == 0 { "open" } else { "close" }
                );
                self.crew.tabs[index].tab.evaluate(&script).await;
            }
            8 => {
                self.crew.tabs[index].tab.reloads().await;
                self.crew.tabs[index].tab.evaluate("window.Pulina.open()").await;
                self.crew.tabs[index].running_panel().await;
            }
            9 => {
                self.crew.tabs.remove(index).tab.closes().await;
                self.crew.opens_tab().await;
            }
            10 => {
                let tab = &self.crew.tabs[index].tab;
                tab.freezes().await;
                tab.thaws().await;
            }
            // Hangs for longer than the others have patience.
            _ => {
                let panel = self.crew.tabs[index].running_panel().await;
                panel
                    .evaluate("(() => { const until = Date.now() + 1200; while (Date.now() < until); })()")
                    .await;
            }
        }
    }

    async fn writes(&self, index: usize, words: &str) {
        let script = format!(
            "(() => {{ const field = document.getElementById('text'); field.value = {}; \
             field.dispatchEvent(new Event('input', {{ bubbles: true }})) }})()",
            json!(words)
        );
        self.crew.tabs[index].running_panel().await.evaluate(&script).await;
    }

    async fn rests(&mut self) {
        // The last word about being open, and something that is the same nowhere by chance.
        self.crew.tabs[0].tab.evaluate("window.Pulina.close()").await;
        let is_launcher = |node: &Node| node.role == "button" && node.name.starts_with(OPEN);
        self.crew.tabs[0].tab.find_where("the launcher of a closed chat", is_launcher).await;
        self.crew.tabs[0].tab.evaluate("window.Pulina.open()").await;
        self.writes(0, "the last draft").await;
        for tab in &self.crew.tabs {
            tab.tab.find("button", CLOSE).await;
            is_connected(&tab.running_panel().await).await;
        }
        self.crew.front.has_sockets(1).await;
        self.crew.line.says("the end").await;
        let log = self.log().await;
        let mut expected = self.said.clone();
        expected.extend([FIRST.to_owned(), "the end".to_owned()]);
        assert_eq!(sorted(log.clone()), sorted(expected), "everything once");
        let panels = self.crew.panels().await;
        for panel in &panels {
            shows_all(panel, &log).await;
            let draft = "document.getElementById('text').value";
            assert_eq!(panel.evaluate(draft).await, json!("the last draft"));
        }
    }

    /// What was said, as the server has it.
    async fn log(&self) -> Vec<String> {
        let events = self.crew.agent.reads_log(&self.crew.conversation).await;
        let texts = events.into_iter().filter_map(|event| match event.kind {
            EventKind::Message(message) => Some(message.text),
            _ => None,
        });
        texts.collect()
    }
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

/// Waits until a panel shows the whole log in its order.
async fn shows_all(panel: &Frame, log: &[String]) {
    let shown = wait::until("the whole log", wait::DRAINED, async || {
        let earlier = "document.querySelector('.message-log__older:not([hidden]) button')?.click()";
        panel.try_evaluate(earlier).await.ok()?;
        let texts = panel.texts(".message-log__list .message__bubble").await;
        (texts == log).then_some(())
    });
    if wait::nothing_else_within(wait::ANSWERED, shown).await.is_none() {
        let texts = panel.texts(".message-log__list .message__bubble").await;
        assert_eq!(texts, log);
    }
}
