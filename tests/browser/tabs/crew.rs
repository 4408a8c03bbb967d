//! Several tabs of one visitor with the chat open in each, and an agent who speaks the wire.

use pulina_shared::ids::ConversationId;
use pulina_tests::agent::Agent;
use pulina_tests::chromium::Person;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::front::Front;
use pulina_tests::line::Line;
use pulina_tests::stage::{ChatTab, Stage};
use pulina_tests::wait;
use serde_json::json;

/// What the first tab says before everything else.
pub const FIRST: &str = "Hello";

/// The tabs.
pub struct Crew {
    /// Everything else.
    pub stage: Stage,
    /// In front of the server; agents do not pass it.
    pub front: Front,
    /// Whose tabs these are.
    pub person: Person,
    /// Those that are open. The first one that was opened leads.
    pub tabs: Vec<ChatTab>,
    /// The agent.
    pub agent: Agent,
    /// The agent's line to the conversation.
    pub line: Line,
    /// The conversation.
    pub conversation: ConversationId,
    options: TabOptions,
}

impl Crew {
    /// So many tabs, in the first of which the conversation was begun.
    pub async fn of(n_tabs: usize) -> Self {
        Self::with(n_tabs, &TabOptions::default()).await
    }

    /// The same, with other tabs.
    pub async fn with(n_tabs: usize, options: &TabOptions) -> Self {
        Box::pin(Self::sets(n_tabs, options)).await
    }

    async fn sets(n_tabs: usize, options: &TabOptions) -> Self {
        let (stage, front) = Stage::behind_front().await;
        let person = stage.chromium.person().await;
        let first = stage.visits(&person, "plain.html", options).await;
        first.opens_chat().await;
        first.running_panel().await;
        first.says(FIRST).await;
        first.last_stands("Sent").await;
        let mut agent = stage.site.agent().await;
        let ticket = agent.sees_ticket(FIRST).await;
        let line = agent.opens(&ticket).await;
        let (conversation, options) = (ticket.conversation, options.clone());
        let mut crew = Self { stage, front, person, tabs: vec![first], agent, line, conversation, options };
        while crew.tabs.len() < n_tabs {
            crew.opens_tab().await;
        }
        crew
    }

    /// Opens one more tab with the chat.
    pub async fn opens_tab(&mut self) {
        let tab = self.stage.visits(&self.person, "plain.html", &self.options).await;
        tab.opens_chat().await;
        let panel = tab.running_panel().await;
        // Of a long conversation its beginning is not shown at first.
        let has_any = "document.querySelector('.message-log__list .message__bubble') !== null";
        panel.until("the conversation is there", has_any).await;
        is_connected(&panel).await;
        self.tabs.push(tab);
    }

    /// Waits until every tab shows exactly these messages.
    pub async fn all_see_exactly(&self, messages: &[&str]) {
        for tab in &self.tabs {
            tab.sees_exactly(messages).await;
        }
    }

    /// The panels of all tabs.
    pub async fn panels(&self) -> Vec<Frame> {
        let mut panels = Vec::new();
        for tab in &self.tabs {
            panels.push(tab.running_panel().await);
        }
        panels
    }
}

/// Waits until a panel says nothing of its connection.
pub async fn is_connected(panel: &Frame) {
    panel.until("the status is empty", "document.querySelector('[role=status]').innerText === ''").await;
}

/// Says something without a keyboard, as the panel's own form does.
pub async fn says(panel: &Frame, words: &str) {
    let script = format!(
        "(() => {{ const field = document.getElementById('text'); field.value = {}; \
         field.dispatchEvent(new Event('input', {{ bubbles: true }})); field.form.requestSubmit(); }})()",
        json!(words)
    );
    panel.evaluate(&script).await;
}

/// Waits until something is so in every panel.
pub async fn until_all(panels: &[Frame], what: &str, script: &str) {
    wait::until(what, wait::ANSWERED, || async {
        for panel in panels {
            if panel.try_evaluate(script).await != Ok(json!(true)) {
                return None;
            }
        }
        Some(())
    })
    .await;
}
