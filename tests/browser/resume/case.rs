//! What can happen, and how one tells that it did.

use pulina_shared::ids::Seq;
use pulina_shared::language::Language;
use pulina_shared::wire::channel::ClosedRule;
use pulina_shared::wire::conversation::PublicUser;
use pulina_shared::wire::conversation::{
    Act, Activity, Author, ClientFrame, ConsentAct, ConversationState, EditMessage, Event, EventKind,
    FillForm, Purpose, Rating, ServerFrame,
};
use pulina_shared::wire::form::FormAnswer;
use pulina_shared::wire::http::ProfileChange;
use pulina_tests::channel::choose;

use super::scene::Scene;

macro_rules! cases {
    ($($(#[$doc:meta])* $case:ident,)*) => {
        /// Something that can happen, in the order of the play: some need what came before.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Case { $($(#[$doc])* $case,)* }

        impl Case {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$case,)*];
        }
    };
}

cases! {
    /// An agent says something.
    AgentSays,
    /// The visitor says something on another device.
    VisitorSays,
    /// The visitor says something in the panel that is cut off.
    PanelSays,
    /// An agent says a message otherwise.
    Edits,
    /// An agent takes a message back.
    TakesBack,
    /// An agent stops typing.
    StopsTyping,
    /// An agent reads.
    AgentReads,
    /// The visitor reads on another device.
    VisitorReads,
    /// The visitor answers the channel's questions on another device.
    FillsForm,
    /// The visitor gives an address there.
    GivesEmail,
    /// The visitor agrees there to be contacted.
    AgreesToContact,
    /// The visitor takes back that their data are processed.
    WithdrawsConsent,
    /// The visitor agrees to that again.
    Agrees,
    /// Nobody owns the ticket any more.
    LosesOwner,
    /// An agent takes the ticket.
    Taken,
    /// An agent goes by another name.
    Renamed,
    /// The ticket is closed.
    Closed,
    /// The visitor says how it was on another device.
    Rated,
    /// The ticket is opened again.
    Reopened,
    /// It is closed, and the channel's rule has become that this is for good.
    ClosedForGood,
    /// The visitor says in the panel what is refused then.
    PanelIsRefused,
}

/// Which cases are about this event.
fn of_event(event: &Event) -> Option<Case> {
    Some(match &event.kind {
        EventKind::Message(message) => match message.author {
            Author::Agent(_) | Author::System => Case::AgentSays,
            Author::Visitor if message.text == Scene::SAID_IN_PANEL => Case::PanelSays,
            Author::Visitor => Case::VisitorSays,
        },
        EventKind::Activity(activity) => match activity {
            Activity::Taken(_) => Case::Taken,
            Activity::Closed(_) => Case::Closed,
            Activity::Reopened(_) => Case::Reopened,
            Activity::Unknown => return None,
        },
        EventKind::Edited(_) => Case::Edits,
        EventKind::Deleted(_) => Case::TakesBack,
        EventKind::Form(_) => Case::FillsForm,
        EventKind::Rated(_) => Case::Rated,
        EventKind::Consent(consent) => match (consent.purpose, consent.is_given) {
            (Purpose::Communicate, _) => Case::AgreesToContact,
            (Purpose::Process, true) => Case::Agrees,
            (Purpose::Process, false) => Case::WithdrawsConsent,
        },
        EventKind::Unknown => return None,
    })
}

/// Which cases are about this kind of frame; nobody calls it, but it must name every kind.
#[allow(dead_code)]
fn of_frame(frame: &ServerFrame) -> &'static [Case] {
    match frame {
        // Every cut ends with one, and with pages of what was missed.
        ServerFrame::Hello(_) | ServerFrame::Events(_) => Case::ALL,
        ServerFrame::State(_) => &[Case::AgentReads, Case::VisitorReads, Case::LosesOwner, Case::Renamed],
        ServerFrame::Typing(_) => &[Case::StopsTyping],
        ServerFrame::Accepted(_) => &[Case::PanelSays],
        ServerFrame::Rejected(_) => &[Case::PanelIsRefused],
        // What a client of ours says is never refused outside of commands.
        ServerFrame::Error(_) | ServerFrame::Unknown => &[],
    }
}

/// What the server knows.
#[derive(Clone, Debug)]
pub struct Known {
    /// The log.
    pub log: Vec<Event>,
    /// The small state.
    pub state: ConversationState,
    /// What was caused that leaves no trace at the server.
    pub untold: Vec<Case>,
}

impl Known {
    /// Which cases have happened since then.
    pub fn caused(&self, before: &Self) -> Vec<Case> {
        let new = self.log.iter().skip(before.log.len()).filter_map(of_event);
        new.chain(self.changed(before)).chain(self.untold.iter().copied()).collect()
    }

    /// Every field has its case.
    fn changed(&self, before: &Self) -> Vec<Case> {
        let ConversationState {
            status: _, // Closed and Reopened are events.
            visitor_read,
            agent_read,
            owner,
            people,
            consent: _,     // Agrees and WithdrawsConsent are events.
            may_contact: _, // AgreesToContact is one.
            form_done: _,   // FillsForm is one.
            email_known,
            rating: _, // Rated is one.
            reopens_until,
        } = &self.state;
        let old = &before.state;
        let names = |people: &[PublicUser]| people.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
        let changes = [
            (Case::VisitorReads, *visitor_read > old.visitor_read),
            (Case::AgentReads, *agent_read > old.agent_read),
            (Case::LosesOwner, owner.is_none() && old.owner.is_some()),
            (Case::Renamed, names(people) != names(&old.people)),
            (Case::GivesEmail, *email_known && !old.email_known),
            (Case::ClosedForGood, reopens_until.is_some() && old.reopens_until.is_none()),
        ];
        changes.into_iter().filter_map(|(case, is)| is.then_some(case)).collect()
    }
}

impl Scene {
    /// What must have happened before.
    pub async fn prepares(&mut self, case: Case) {
        match case {
            Case::StopsTyping => {
                self.agent_line.sends(&ClientFrame::Typing(true)).await;
                self.panel().await.shows(".panel", "is typing").await;
            }
            Case::VisitorReads => {
                self.agent_line.says("To be read").await;
                self.shows("To be read").await;
            }
            _ => {}
        }
    }

    /// Lets it happen.
    pub async fn causes(&mut self, case: Case) {
        match case {
            Case::AgentSays => drop(self.agent_line.says("While it was cut off").await),
            Case::VisitorSays => drop(self.other_line.says("From another device").await),
            Case::PanelSays => {
                self.panel_says(Self::SAID_IN_PANEL).await;
                self.untold.push(case);
            }
            Case::Edits => {
                let edit = EditMessage { message: self.agent_messages[0], text: "Said otherwise".to_owned() };
                self.agent_does(Act::EditMessage(edit)).await;
            }
            Case::TakesBack => self.agent_does(Act::DeleteMessage(self.agent_messages[1])).await,
            Case::StopsTyping => {
                self.agent_line.sends(&ClientFrame::Typing(false)).await;
                self.untold.push(case);
            }
            Case::AgentReads => {
                self.other_line.says("Is it read?").await;
                let seq = self.last_seq().await;
                self.agent_line.sends(&ClientFrame::MarkRead(seq)).await;
                self.agent_line.sees_state("what was read", |state| state.agent_read >= seq).await;
            }
            Case::VisitorReads => {
                self.agent_line.says("Read elsewhere").await;
                let seq = self.last_seq().await;
                self.other_line.sends(&ClientFrame::MarkRead(seq)).await;
                self.agent_line.sees_state("what was read", |state| state.visitor_read >= seq).await;
            }
            Case::FillsForm => self.visitor_does(answer("order", "7")).await,
            Case::GivesEmail => self.visitor_does(answer("email", "mika@shop.example")).await,
            Case::AgreesToContact => self.consents(Purpose::Communicate, true).await,
            Case::WithdrawsConsent => self.consents(Purpose::Process, false).await,
            Case::Agrees => self.consents(Purpose::Process, true).await,
            Case::LosesOwner => self.gives_to(None).await,
            Case::Taken => self.gives_to(Some(self.agent.user().clone())).await,
            Case::Renamed => {
                let change = ProfileChange { name: Some("Another Ana".to_owned()) };
                self.agent.asks("PATCH", "/v1/me").json(&change).granted::<PublicUser>().await;
                let is_renamed =
                    |state: &ConversationState| state.people.iter().any(|one| one.name == "Another Ana");
                self.agent_line.sees_state("the new name", is_renamed).await;
            }
            Case::Closed => self.closes().await,
            Case::Rated => {
                self.visitor_does(Act::Rate(Rating { score: 4, comment: "Good".to_owned() })).await;
            }
            Case::Reopened => {
                self.agent.reopens(&self.ticket).await;
                self.sees_event("reopened", |kind| {
                    matches!(kind, EventKind::Activity(Activity::Reopened(_)))
                })
                .await;
            }
            Case::ClosedForGood => {
                choose(&self.agent, self.stage.site.channel(), |settings| {
                    settings.closed = ClosedRule::ReopenWithinHours(0);
                })
                .await;
                self.closes().await;
                // The rule is told to the conversation by whoever comes next.
                self.connects_others().await;
            }
            Case::PanelIsRefused => {
                self.panel_says("Too late").await;
                self.untold.push(case);
            }
        }
    }

    async fn consents(&mut self, purpose: Purpose, is_given: bool) {
        let version = self.consent_version.clone();
        let act = ConsentAct { purpose, is_given, version, language: Language::En, page: String::new() };
        self.visitor_does(Act::Consent(act)).await;
    }

    async fn agent_does(&mut self, act: Act) {
        self.agent_line.does(act).await.expect("it is the agent's own");
    }

    async fn visitor_does(&mut self, act: Act) {
        self.other_line.does(act).await.expect("it is the visitor's to do");
    }

    async fn last_seq(&mut self) -> Seq {
        self.agent.reads_log(&self.ticket.conversation).await.last().map_or(Seq(0), |event| event.seq)
    }
}

fn answer(name: &str, value: &str) -> Act {
    let answer = FormAnswer { name: name.to_owned(), value: value.to_owned() };
    Act::FillForm(FillForm { language: Language::En, answers: vec![answer] })
}
