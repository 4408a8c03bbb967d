//! A panel behind two servers that can break its way, an agent and the visitor's other device, who
//! reach the server directly.

use std::collections::BTreeMap;

use pulina_shared::ids::{MessageId, UserId};
use pulina_shared::language::Language;
use pulina_shared::token::VisitorToken;
use pulina_shared::wire::channel::ConsentMode;
use pulina_shared::wire::conversation::{Activity, EventKind};
use pulina_shared::wire::form::{FieldKind, FormField};
use pulina_shared::wire::help_desk::Ticket;
use pulina_tests::agent::Agent;
use pulina_tests::channel::{choose, panel_settings};
use pulina_tests::chromium::Person;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::front::Front;
use pulina_tests::line::{Address, Credentials, Line};
use pulina_tests::proxy::Proxy;
use pulina_tests::random;
use pulina_tests::site::Site;
use pulina_tests::socket::SocketOptions;
use pulina_tests::stage::{ChatTab, Stage};
use pulina_tests::view::View;
use pulina_tests::wait;
use serde_json::{Value, json};

use super::case::{Case, Known};

/// Everything that a person sees in the panel, and what is there to be pressed. The line above what
/// is unread is not part of it: where it stands depends on when one looked.
const LOOK: &str = "({
    log: [...document.querySelectorAll('.message-log__list > *')]
        .map(line => line.innerText.trim()).filter(text => text && text !== 'New'),
    rest: document.querySelector('.panel').innerText
        .replace(document.querySelector('.message-log__list').innerText, '').trim(),
    buttons: [...document.querySelectorAll('.panel button')]
        .filter(button => button.checkVisibility()).map(button => button.innerText || button.ariaLabel),
})";

/// The scene.
pub struct Scene {
    /// Server and browser.
    pub stage: Stage,
    /// Breaks connections and refuses new ones.
    pub front: Front,
    /// Between the front and the server: swallows everything.
    pub proxy: Proxy,
    /// The agent.
    pub agent: Agent,
    /// The agent's line to the conversation.
    pub agent_line: Line,
    /// The line of the visitor's other device.
    pub other_line: Line,
    /// The ticket.
    pub ticket: Ticket,
    /// What the agent said at the beginning.
    pub agent_messages: Vec<MessageId>,
    /// The version of the consent text.
    pub consent_version: String,
    /// What happened and leaves no trace at the server.
    pub untold: Vec<Case>,
    person: Person,
    tab: ChatTab,
    other_address: Address,
}

impl Scene {
    /// What the visitor says in the panel while it is cut off.
    pub const SAID_IN_PANEL: &str = "Said in the panel";

    /// A conversation in which everything that can happen is possible.
    pub async fn sets() -> Self {
        let site = Site::start_without_rates().await;
        let proxy = Proxy::before(&site.door()).await;
        let front = Front::before(&proxy.door()).await;
        let stage = Stage::of(site, front.door()).await;
        let mut agent = stage.site.agent().await;
        choose(&agent, stage.site.channel(), |settings| {
            settings.consent.mode = ConsentMode::Implicit;
            settings.asks_for_rating = true;
            settings.form = vec![field("order", FieldKind::Number), field("email", FieldKind::Email)];
        })
        .await;
        let settings = panel_settings(&stage.site.door(), stage.site.channel(), "", "en").await;
        let consent_version = settings.consent.expect("consent is asked for").version;

        let person = stage.chromium.person().await;
        let tab = stage.visits(&person, "plain.html", &TabOptions::default()).await;
        let panel = tab.opens_chat().await;
        tab.running_panel().await;
        tab.says("Hello").await;
        skips_questions(&panel).await;
        tab.last_stands("Sent").await;
        let ticket = agent.sees_ticket("Hello").await;
        let mut agent_line = agent.opens(&ticket).await;
        let mut agent_messages = Vec::new();
        for words in ["To be changed", "To be taken back"] {
            agent_messages.push(random::message_id());
            let id = *agent_messages.last().expect("one");
            agent_line.sends_message(id, words).await;
            agent_line.answer(id).await.expect("an agent may speak");
            tab.sees(words).await;
        }
        let token =
            panel.evaluate("Object.entries(localStorage).find(([name]) => name.endsWith('.token'))[1]").await;
        let token = VisitorToken::parse(token.as_str().unwrap_or_default()).expect("a token");
        let other_address = Address {
            door: stage.site.door(),
            conversation: ticket.conversation.clone(),
            credentials: Credentials::Visitor(token),
        };
        let other_line = connect(&other_address).await;
        let untold = Vec::new();
        Self {
            stage,
            front,
            proxy,
            agent,
            agent_line,
            other_line,
            ticket,
            agent_messages,
            consent_version,
            untold,
            person,
            tab,
            other_address,
        }
    }

    /// The panel that is cut off.
    pub async fn panel(&self) -> Frame {
        self.tab.running_panel().await
    }

    /// Waits until the panel shows a message.
    pub async fn shows(&self, words: &str) {
        self.tab.sees(words).await;
    }

    /// The visitor says something in the panel.
    pub async fn panel_says(&self, words: &str) {
        self.tab
            .tab
            .click_node(&self.panel().await.find("textbox", pulina_tests::stage::COMPOSER).await)
            .await;
        self.tab.says(words).await;
        self.tab.sees(words).await;
    }

    /// Agent and other device open new lines; the server was started again, or must hear of a rule.
    pub async fn connects_others(&mut self) {
        self.agent_line = self.agent.opens(&self.ticket).await;
        self.other_line = connect(&self.other_address).await;
    }

    /// What the server knows now.
    pub async fn knows(&mut self) -> Known {
        let log = self.agent.reads_log(&self.ticket.conversation).await;
        let state = self.agent.enters(&self.ticket.conversation).await.state.clone();
        Known { log, state, untold: std::mem::take(&mut self.untold) }
    }

    /// Closes the ticket, and waits until the conversation knows.
    pub async fn closes(&mut self) {
        self.agent.closes(&self.ticket).await;
        self.sees_event("the end", |kind| matches!(kind, EventKind::Activity(Activity::Closed(_)))).await;
    }

    /// Gives the ticket to somebody else, and waits until the conversation knows.
    pub async fn gives_to(&mut self, owner: Option<UserId>) {
        let ticket = self.agent.reads(&self.ticket).await;
        self.agent.gives(&ticket, owner.clone(), ticket.owner.clone()).await.expect("it has this owner");
        self.agent_line.sees_state("the owner", |state| state.owner == owner).await;
    }

    /// Waits until the newest event of the agent's line is such.
    pub async fn sees_event(&mut self, what: &str, is_wanted: impl Fn(&EventKind) -> bool) {
        self.agent_line
            .hears(what, |line| {
                let last = line.view.connections.last()?.events.last()?;
                is_wanted(&last.kind).then_some(())
            })
            .await;
    }

    /// Waits until the panel looks as one that is loaded now.
    pub async fn looks_fresh(&self, what: &str) {
        let fresh = self.stage.visits(&self.person, "plain.html", &TabOptions::default()).await;
        fresh.opens_chat().await;
        let fresh_panel = fresh.running_panel().await;
        let panel = self.panel().await;
        let look = async |frame: &Frame| -> Value { frame.try_evaluate(LOOK).await.unwrap_or_default() };
        let same = wait::until(what, wait::DRAINED, async || {
            let (now, wanted) = (look(&panel).await, look(&fresh_panel).await);
            (now == wanted && now["log"] != json!([])).then_some(())
        });
        if wait::nothing_else_within(wait::ANSWERED, same).await.is_none() {
            assert_eq!(look(&panel).await, look(&fresh_panel).await, "{what}");
        }
        fresh.tab.closes().await;
    }
}

async fn connect(address: &Address) -> Line {
    let line = Line::open(address, View::of("the other device"), &SocketOptions::default()).await;
    line.unwrap_or_else(|(ending, _)| panic!("no hello: {ending:?}"))
}

/// The questions come before the first message; none of them needs an answer here.
async fn skips_questions(panel: &Frame) {
    panel.until("the questions", "document.querySelector('.gate button') !== null").await;
    panel.evaluate("document.querySelector('.gate button[type=submit], .gate button').click()").await;
}

fn field(name: &str, kind: FieldKind) -> FormField {
    FormField {
        name: name.to_owned(),
        kind,
        labels: BTreeMap::from([(Language::En, format!("Your {name}"))]),
        is_required: false,
        options: Vec::new(),
        value: String::new(),
    }
}
