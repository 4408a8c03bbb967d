//! What can happen, and how one tells that it did. "Own" is what the cut-off client does itself.

use pulina_shared::client::Input;
use pulina_shared::ids::MessageId;
use pulina_shared::language::Language;
use pulina_shared::wire::channel::ClosedRule;
use pulina_shared::wire::conversation::{
    Act, Activity, Author, ClientFrame, ConsentAct, ConversationState, EditMessage, Event, EventKind,
    FillForm, PublicUser, Purpose, Rating, SendMessage, ServerFrame,
};
use pulina_shared::wire::form::FormAnswer;
use pulina_shared::wire::http::ProfileChange;
use pulina_tests::channel::choose;
use pulina_tests::random;
use pulina_tests::upload::Sender;

use super::scene::Scene;

const OWN_WORDS: &str = "Said by who was cut off";
const OWN_EDIT: &str = "Said otherwise by who was cut off";

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
    /// An agent sends a file.
    AgentSendsFile,
    /// The visitor says something on another device.
    VisitorSays,
    /// The same here.
    OwnWords,
    /// An agent says a message otherwise.
    Edits,
    /// The visitor does so here.
    OwnEdit,
    /// An agent takes a message back.
    TakesBack,
    /// The visitor does so here.
    OwnTakingBack,
    /// An agent stops typing.
    StopsTyping,
    /// An agent reads.
    AgentReads,
    /// The visitor reads on another device.
    VisitorReads,
    /// The same here.
    OwnReading,
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
    /// The visitor says so here.
    OwnRating,
    /// The ticket is opened again.
    Reopened,
    /// It is closed, and the channel's rule has become that this is for good.
    ClosedForGood,
    /// The visitor says here what is refused then.
    OwnWordsRefused,
}

/// Which case an event is of.
fn of_event(event: &Event, own: &[MessageId]) -> Option<Case> {
    Some(match &event.kind {
        EventKind::Message(message) => match message.author {
            Author::Agent(_) if !message.files.is_empty() => Case::AgentSendsFile,
            Author::Agent(_) | Author::System => Case::AgentSays,
            Author::Visitor if message.text == OWN_WORDS => Case::OwnWords,
            Author::Visitor => Case::VisitorSays,
        },
        EventKind::Activity(activity) => match activity {
            Activity::Taken(_) => Case::Taken,
            Activity::Closed(_) => Case::Closed,
            Activity::Reopened(_) => Case::Reopened,
            Activity::Unknown => return None,
        },
        EventKind::Edited(edited) if edited.text == OWN_EDIT => Case::OwnEdit,
        EventKind::Edited(_) => Case::Edits,
        EventKind::Deleted(message) if own.contains(message) => Case::OwnTakingBack,
        EventKind::Deleted(_) => Case::TakesBack,
        EventKind::Form(_) => Case::FillsForm,
        EventKind::Rated(rating) if rating.score == 2 => Case::OwnRating,
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
        ServerFrame::Accepted(_) => &[Case::OwnWords, Case::OwnEdit, Case::OwnTakingBack, Case::OwnRating],
        ServerFrame::Rejected(_) => &[Case::OwnWordsRefused],
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
    /// The visitor's first messages.
    pub own: Vec<MessageId>,
    /// What was caused of which the server keeps nothing.
    pub untold: Vec<Case>,
}

impl Known {
    /// Which cases have happened since then.
    pub fn caused(&self, before: &Self) -> Vec<Case> {
        let new = self.log.iter().skip(before.log.len()).filter_map(|event| of_event(event, &self.own));
        let untold = self.untold.iter().skip(before.untold.len()).copied();
        new.chain(self.changed(before)).chain(untold).collect()
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
            (Case::OwnReading, *visitor_read > old.visitor_read),
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
                self.app_becomes("somebody types", |client| client.typing().next().is_some()).await;
            }
            Case::VisitorReads | Case::OwnReading => {
                let said = self.agent_line.says("To be read").await;
                self.app_becomes("it is there", |client| client.timeline().last_seq() >= said.seq).await;
            }
            _ => {}
        }
    }

    /// Lets it happen. What others do is stored before this returns; what is done here may wait.
    pub async fn causes(&mut self, case: Case) {
        match case {
            Case::AgentSays => {
                self.agent_line.says("While it was cut off").await;
            }
            Case::AgentSendsFile => self.agent_sends_file().await,
            Case::VisitorSays => {
                self.other_line.says("From another device").await;
            }
            Case::OwnWords => self.does(Act::SendMessage(SendMessage::plain(OWN_WORDS.to_owned()))),
            Case::Edits => {
                let edit = EditMessage { message: self.agent_messages[0], text: "Said otherwise".to_owned() };
                self.agent_does(Act::EditMessage(edit)).await;
            }
            Case::OwnEdit => {
                let edit = EditMessage { message: self.visitor_messages[0], text: OWN_EDIT.to_owned() };
                self.does(Act::EditMessage(edit));
            }
            Case::TakesBack => self.agent_does(Act::DeleteMessage(self.agent_messages[1])).await,
            Case::OwnTakingBack => self.does(Act::DeleteMessage(self.visitor_messages[1])),
            Case::StopsTyping => {
                self.agent_line.sends(&ClientFrame::Typing(false)).await;
                self.untold.push(case);
            }
            Case::AgentReads => {
                let seq = self.other_line.says("Is it read?").await.seq;
                self.agent_line.sends(&ClientFrame::MarkRead(seq)).await;
                self.agent_line.sees_state("what was read", |state| state.agent_read >= seq).await;
            }
            Case::VisitorReads => {
                let seq = self.agent_line.says("Read elsewhere").await.seq;
                self.other_line.sends(&ClientFrame::MarkRead(seq)).await;
                self.agent_line.sees_state("what was read", |state| state.visitor_read >= seq).await;
            }
            Case::OwnReading => {
                let last_seq = self.app.client().timeline().last_seq();
                self.app.does(Input::Seen(last_seq));
            }
            Case::FillsForm => self.visitor_does(answer("order", "7")).await,
            Case::GivesEmail => self.visitor_does(answer("email", "mika@shop.example")).await,
            Case::AgreesToContact => self.consents(Purpose::Communicate, true).await,
            Case::WithdrawsConsent => self.consents(Purpose::Process, false).await,
            Case::Agrees => self.consents(Purpose::Process, true).await,
            Case::LosesOwner => self.gives_to(None).await,
            Case::Taken => self.gives_to(Some(self.agent.user().clone())).await,
            Case::Renamed => self.agent_is_renamed().await,
            Case::Closed => self.closes().await,
            Case::Rated => {
                self.visitor_does(Act::Rate(Rating { score: 4, comment: "Good".to_owned() })).await;
            }
            Case::OwnRating => self.does(Act::Rate(Rating { score: 2, comment: String::new() })),
            Case::Reopened => {
                self.agent.reopens(&self.ticket).await;
                let is_it = |kind: &EventKind| matches!(kind, EventKind::Activity(Activity::Reopened(_)));
                self.sees_event("reopened", is_it).await;
            }
            Case::ClosedForGood => self.closes_for_good().await,
            Case::OwnWordsRefused => {
                self.does(Act::SendMessage(SendMessage::plain("Too late".to_owned())));
                self.n_refused += 1;
                self.untold.push(case);
            }
        }
    }

    async fn closes_for_good(&mut self) {
        choose(&self.agent, self.site.channel(), |settings| {
            settings.closed = ClosedRule::ReopenWithinHours(0);
        })
        .await;
        self.closes().await;
        // The rule is told to the conversation by whoever comes next.
        self.connects_others().await;
    }

    fn does(&self, act: Act) {
        self.app.does(Input::Do { id: random::message_id(), act });
    }

    async fn agent_sends_file(&mut self) {
        let sender = Sender::Agent(&self.agent, &self.ticket.conversation);
        let file = sender.uploads("list.txt", b"One lamp").await.expect("a text may be sent");
        let message = SendMessage { files: vec![file.id], ..SendMessage::plain(String::new()) };
        self.agent_does(Act::SendMessage(message)).await;
    }

    async fn agent_is_renamed(&mut self) {
        let change = ProfileChange { name: Some("Another Ana".to_owned()), ..ProfileChange::default() };
        self.agent.asks("PATCH", "/v1/me").json(&change).granted::<PublicUser>().await;
        let is_renamed = |state: &ConversationState| state.people.iter().any(|one| one.name == "Another Ana");
        self.agent_line.sees_state("the new name", is_renamed).await;
    }

    async fn consents(&mut self, purpose: Purpose, is_given: bool) {
        let act = consent(purpose, is_given, &self.consent_version);
        self.visitor_does(act).await;
    }

    async fn agent_does(&mut self, act: Act) {
        self.agent_line.does(act).await.expect("it is the agent's own");
    }

    async fn visitor_does(&mut self, act: Act) {
        self.other_line.does(act).await.expect("it is the visitor's to do");
    }
}

/// Agreeing, or taking it back.
pub fn consent(purpose: Purpose, is_given: bool, version: &str) -> Act {
    let version = version.to_owned();
    Act::Consent(ConsentAct { purpose, is_given, version, language: Language::En, page: String::new() })
}

fn answer(name: &str, value: &str) -> Act {
    let answer = FormAnswer { name: name.to_owned(), value: value.to_owned() };
    Act::FillForm(FillForm { language: Language::En, answers: vec![answer] })
}
