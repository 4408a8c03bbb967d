//! What several of these tests begin with: a visitor whose panel is a page of its own, so that what
//! is said from its very beginning can be heard, and an agent in their conversation.

use pulina_shared::ids::ChannelId;
use pulina_shared::wire::channel::ChannelSettings;
use pulina_shared::wire::help_desk::Ticket;
use pulina_tests::agent::Agent;
use pulina_tests::channel::choose;
use pulina_tests::chromium::ears::LISTEN;
use pulina_tests::chromium::tab::{Tab, TabOptions};
use pulina_tests::front::Front;
use pulina_tests::line::Line;
use pulina_tests::stage::Stage;

/// The first message of every visitor here.
pub const FIRST: &str = "Hello there";

/// Forgets what was said so far, once the end of a slow beginning was said.
const FORGET_FIRST_LINK: &str = "(heard => {
  const has = start => heard.some(said => said.words.startsWith(start));
  if (has('Connecting…') && !has('Connected again.')) return false;
  heard.length = 0;
  return true;
})(window.__ears.heard)";

/// Visitor and agent talk.
pub struct Scene {
    stage: Stage,
    /// Between the visitor and the server; the agent is not behind it.
    pub front: Front,
    pub tab: Tab,
    pub agent: Agent,
    pub ticket: Ticket,
    pub line: Line,
}

impl Scene {
    /// The visitor has said something, and the agent has opened it.
    pub async fn begins() -> Self {
        Self::begins_with("").await
    }

    /// The same in a tab in which this script runs before every other.
    pub async fn begins_with(first_script: &str) -> Self {
        Self::begins_on(first_script, |_| {}).await
    }

    /// The same where something was chosen for the channel before.
    pub async fn begins_on(first_script: &str, change: impl FnOnce(&mut ChannelSettings)) -> Self {
        let (stage, front) = Stage::behind_front().await;
        let mut agent = stage.site.agent().await;
        choose(&agent, stage.site.channel(), change).await;
        let person = stage.chromium.person().await;
        let first_script = format!("{LISTEN}{first_script}");
        let tab = person.tab_with(&TabOptions { first_script, ..TabOptions::default() }).await;
        tab.goes_to(&stage.panel_address()).await;
        tab.until("the panel's app runs", "document.querySelector('[role=log]') !== null").await;
        tab.evaluate("document.getElementById('text').focus()").await;
        tab.types(FIRST).await;
        tab.presses("Enter").await;
        let ticket = agent.sees_ticket(FIRST).await;
        let line = agent.opens(&ticket).await;
        tab.shows(".message--own", "Sent").await;
        // From now on what comes is new. How long the first link took is not what is tested.
        tab.until("the link is no news", FORGET_FIRST_LINK).await;
        Self { stage, front, tab, agent, ticket, line }
    }

    /// Waits until this stands in the log.
    pub async fn shows(&self, words: &str) {
        self.tab.shows(".message-log__list", words).await;
    }

    /// Says something in the composer that is in front.
    pub async fn says(&self, words: &str) {
        self.tab.evaluate("document.getElementById('text').focus()").await;
        self.tab.types(words).await;
        self.tab.presses("Enter").await;
    }

    /// The channel that they talk over.
    pub fn channel(&self) -> &ChannelId {
        self.stage.site.channel()
    }

    /// What was said aloud so far, without how loud.
    pub async fn heard(&self) -> Vec<String> {
        self.tab.heard().await.into_iter().map(|said| said.words).collect()
    }
}
