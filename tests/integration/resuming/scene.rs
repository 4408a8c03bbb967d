//! A client behind a network that can break, an agent and the visitor's other device, who reach the
//! server directly.

use std::collections::BTreeMap;

use pulina_shared::client::{Client, Input, Role};
use pulina_shared::connection::Link;
use pulina_shared::ids::{MessageId, UserId};
use pulina_shared::language::Language;
use pulina_shared::outbox::EchoState;
use pulina_shared::wire::channel::{ChannelTexts, ConsentMode};
use pulina_shared::wire::conversation::{Activity, EventKind, Purpose};
use pulina_shared::wire::form::{FieldKind, FormField};
use pulina_shared::wire::help_desk::Ticket;
use pulina_tests::agent::Agent;
use pulina_tests::app::App;
use pulina_tests::channel::{choose, panel_settings};
use pulina_tests::line::{Address, Line};
use pulina_tests::proxy::{Direction, Network, Proxy};
use pulina_tests::site::Site;
use pulina_tests::socket::SocketOptions;
use pulina_tests::view::View;
use pulina_tests::visitor::Visitor;
use pulina_tests::wait;

use super::case::{Case, Known, consent};

/// How the client is cut off from its server, and how it comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The connection is reset in the midst of what tells of it, and the client connects again.
    Reset,
    /// Nothing passes and nobody is told; then the connection turns out to be dead.
    BlackHole,
    /// The same, and the server is killed and started again before it heals.
    Killed,
    /// The connection breaks, and no new one gets through.
    Offline,
}

/// The scene.
pub struct Scene {
    pub site: Site,
    /// The client that is cut off.
    pub app: App,
    pub agent: Agent,
    pub agent_line: Line,
    /// The visitor's other device.
    pub other_line: Line,
    pub ticket: Ticket,
    /// What the agent said at the beginning.
    pub agent_messages: Vec<MessageId>,
    /// What the visitor said then.
    pub visitor_messages: Vec<MessageId>,
    pub consent_version: String,
    /// What happened of which the server keeps nothing.
    pub untold: Vec<Case>,
    /// How much of what was said here was refused.
    pub n_refused: usize,
    proxy: Proxy,
    address: Address,
}

impl Scene {
    /// A conversation in which everything that can happen is possible.
    pub async fn sets() -> Self {
        let site = Site::start_without_rates().await;
        let proxy = Proxy::before(&site.door()).await;
        let mut agent = site.agent().await;
        let texts = ChannelTexts {
            consent: "We keep what you write.".to_owned(),
            communicate: "Write to me later.".to_owned(),
            ..ChannelTexts::default()
        };
        choose(&agent, site.channel(), |settings| {
            settings.consent.mode = ConsentMode::Explicit;
            settings.texts = BTreeMap::from([(Language::En, texts)]);
            settings.asks_for_rating = true;
            settings.form = vec![field("order", FieldKind::Number), field("email", FieldKind::Email)];
        })
        .await;
        let settings = panel_settings(&site.door(), site.channel(), "", "en").await;
        let consent_version = settings.consent.expect("consent is asked for").version;

        let mut visitor = Visitor::begins(&site.door(), site.channel()).await;
        visitor.does(consent(Purpose::Process, true, &consent_version)).await.expect("it is asked for");
        let mut visitor_messages = Vec::new();
        for words in ["Visitor's, to be changed", "Visitor's, to be taken back"] {
            visitor_messages.push(visitor.says(words).await.id);
        }
        let ticket = agent.sees_ticket("Visitor's, to be taken back").await;
        let mut agent_line = agent.opens(&ticket).await;
        let mut agent_messages = Vec::new();
        for words in ["Agent's, to be changed", "Agent's, to be taken back"] {
            agent_messages.push(agent_line.says(words).await.id);
        }
        // Whoever answers first takes the ticket, a moment later.
        agent_line.sees_state("the owner", |state| state.owner.is_some()).await;
        let address = visitor.address();
        let mut behind = address.clone();
        behind.door = proxy.door();
        let mut app = App::starts(behind, Role::Visitor);
        app.is_connected(wait::ANSWERED).await;
        let other_line = connect(&address).await;
        let (untold, n_refused) = (Vec::new(), 0);
        Self {
            site,
            app,
            agent,
            agent_line,
            other_line,
            ticket,
            agent_messages,
            visitor_messages,
            consent_version,
            untold,
            n_refused,
            proxy,
            address,
        }
    }

    /// Cuts the client off; everybody else still reaches the server.
    pub async fn cuts(&mut self, cut: Cut) {
        match cut {
            Cut::Reset => self.proxy.cuts_after(5, Direction::ToClient),
            Cut::BlackHole | Cut::Killed => self.proxy.becomes(Network::BlackHole),
            Cut::Offline => {
                self.proxy.becomes(Network::BlackHole);
                self.proxy.resets();
                self.app_becomes("the link is lost", |client| client.link() != Link::Open).await;
            }
        }
    }

    /// Lets the client through again.
    pub async fn heals(&mut self, cut: Cut) {
        match cut {
            // It happened by itself, unless nothing was to be told.
            Cut::Reset => self.proxy.resets(),
            Cut::BlackHole => {
                // What was on the way is lost with its connection.
                self.proxy.resets();
                self.proxy.becomes(Network::Passes);
            }
            Cut::Killed => {
                self.site.engine.restart().await;
                self.connects_others().await;
                self.proxy.resets();
                self.proxy.becomes(Network::Passes);
            }
            Cut::Offline => self.proxy.becomes(Network::Passes),
        }
    }

    /// Waits until the client knows what one knows that comes new, and nothing else.
    pub async fn is_as_fresh(&mut self, what: &str) {
        let mut fresh = App::starts(self.address.clone(), Role::Visitor);
        fresh.is_connected(wait::ANSWERED).await;
        let is_same = wait::until(what, wait::DRAINED, async || {
            let (here, wanted) = (self.app.client(), fresh.client());
            self.takes_heart(&here);
            let knows_all = here.timeline().events() == wanted.timeline().events()
                && here.timeline().state() == wanted.timeline().state();
            let has_told =
                wanted.timeline().state().is_some_and(|state| state.visitor_read == here.read_mark());
            let waits_for_nothing = here.link() == Link::Open && here.n_waiting() == 0;
            let echoes: Vec<_> = here.echoes().map(|(_, echo)| echo).collect();
            let shows_nothing_else =
                here.typing().next().is_none() && echoes == vec![EchoState::Failed; self.n_refused];
            (knows_all && has_told && waits_for_nothing && shows_nothing_else).then_some(())
        });
        if wait::nothing_else_within(wait::ANSWERED, is_same).await.is_none() {
            let (here, wanted) = (self.app.client(), fresh.client());
            assert_eq!(here.timeline().events(), wanted.timeline().events(), "{what}");
            assert_eq!(here.timeline().state(), wanted.timeline().state(), "{what}");
            panic!("{what}: {here:?}");
        }
    }

    /// Waits until the server knows that the case happened.
    pub async fn has_happened(&mut self, case: Case, before: &Known, what: &str) {
        wait::until(&format!("the server knows of {what}"), wait::ANSWERED, async || {
            self.takes_heart(&self.app.client());
            let after = Box::pin(self.knows()).await;
            after.caused(before).contains(&case).then_some(())
        })
        .await;
    }

    /// The browser says that there is a network, whenever the client waits for one.
    fn takes_heart(&self, client: &Client) {
        if matches!(client.link(), Link::Lost | Link::BackingOff) {
            self.app.does(Input::Nudged);
        }
    }

    /// Waits until the client is so.
    pub async fn app_becomes(&mut self, what: &str, is_wanted: impl Fn(&Client) -> bool) {
        self.app.becomes(what, wait::ANSWERED, is_wanted).await;
    }

    /// Agent and other device open new lines; the server was started again, or must hear of a rule.
    pub async fn connects_others(&mut self) {
        self.agent_line = self.agent.opens(&self.ticket).await;
        self.other_line = connect(&self.address).await;
    }

    /// What the server knows now.
    pub async fn knows(&self) -> Known {
        let log = self.agent.reads_log(&self.ticket.conversation).await;
        let state = self.agent.enters(&self.ticket.conversation).await.state.clone();
        Known { log, state, own: self.visitor_messages.clone(), untold: self.untold.clone() }
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
}

async fn connect(address: &Address) -> Line {
    let line = Line::open(address, View::of("the other device"), &SocketOptions::default()).await;
    line.unwrap_or_else(|(ending, _)| panic!("no hello: {ending:?}"))
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
