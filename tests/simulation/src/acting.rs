//! What people do besides saying something: say it otherwise, take it back, end, rate, agree, fill in.
//! Every act says something of its own, so that its event is known again.

use std::collections::BTreeMap;

use pulina_shared::client::Input;
use pulina_shared::ids::MessageId;
use pulina_shared::language::Language;
use pulina_shared::outbox::OutboxItem;
use pulina_shared::wire::channel::{ClosedRule, ConsentMode};
use pulina_shared::wire::conversation::{Act, ConsentAct, EditMessage, FillForm, Purpose, Rating};
use pulina_shared::wire::form::{FieldKind, FormAnswer, FormField};
use pulina_worker::internal::{ConsentPolicy, ConsentTextHashes, Policy};

use crate::agenda::TabIndex;
use crate::history::Did;
use crate::mutant::Mutant;
use crate::plan::Plan;
use crate::tab::Person;
use crate::world::World;

const CONSENT_VERSION: &str = "0123456789abcdef";
const FIELD: &str = "number";

/// What this world's conversation enforces.
pub fn policy_of(plan: &Plan) -> Policy {
    let language = Language::default();
    let consent = plan.is_consent_asked.then(|| ConsentPolicy {
        mode: ConsentMode::Explicit,
        version: CONSENT_VERSION.to_owned(),
        texts: BTreeMap::from([(language, ConsentTextHashes { process: "a".to_owned(), communicate: None })]),
    });
    let field = FormField {
        name: FIELD.to_owned(),
        kind: FieldKind::Text,
        labels: BTreeMap::from([(language, "Number".to_owned())]),
        is_required: true,
        options: Vec::new(),
        value: String::new(),
    };
    let closed =
        if plan.is_closed_for_good { ClosedRule::ReopenWithinHours(0) } else { ClosedRule::default() };
    Policy { revision: 1, consent, form: vec![field], closed, asks_for_rating: true, ..Policy::default() }
}

impl World {
    /// Whether the visitor sits there and has not agreed to what they were asked.
    pub(crate) fn owes_consent(&self, index: TabIndex) -> bool {
        let tab = &self.tabs[index];
        let state = tab.client.as_ref().and_then(|client| client.timeline().state());
        let is_given = state.is_some_and(|state| state.consent.is_some());
        self.plan.is_consent_asked && matches!(tab.person, Person::Visitor) && !is_given
    }

    pub(crate) fn do_something(&mut self, index: TabIndex) {
        self.n_said += 1;
        let number = self.n_said;
        let act = if matches!(self.tabs[index].person, Person::Visitor) {
            self.visitors_act(index, number)
        } else {
            self.change(index, number)
        };
        if let Some(act) = act {
            self.perform_act(index, act);
        }
    }

    fn visitors_act(&mut self, index: TabIndex, number: u64) -> Option<Act> {
        let language = Language::default();
        if self.owes_consent(index) && !self.chance.one_in(4) {
            return Some(consent(number, true));
        }
        match self.chance.below(12) {
            0 => Some(Act::End),
            1..3 => Some(Act::Rate(Rating { score: 4, comment: number.to_string() })),
            3..5 => {
                let answers = vec![FormAnswer { name: FIELD.to_owned(), value: number.to_string() }];
                Some(Act::FillForm(FillForm { language, answers }))
            }
            5 if self.plan.is_consent_asked => {
                let is_given = self.chance.one_in(2);
                Some(consent(number, is_given))
            }
            _ => self.change(index, number),
        }
    }

    /// A change of something that the person said.
    fn change(&mut self, index: TabIndex, number: u64) -> Option<Act> {
        let client = self.tabs[index].client.as_ref()?;
        let author = client.role().author();
        let messages = client.timeline().events().iter().rev().filter_map(|event| event.kind.message());
        let own: Vec<MessageId> =
            messages.filter(|message| message.author == author).take(8).map(|message| message.id).collect();
        let message = self.chance.pick(&own)?;
        if self.chance.one_in(3) {
            return Some(Act::DeleteMessage(message));
        }
        Some(Act::EditMessage(EditMessage { message, text: format!("{number} otherwise") }))
    }

    fn perform_act(&mut self, index: TabIndex, act: Act) {
        let tab = &self.tabs[index];
        let author = tab.role().author();
        let id = MessageId::new(tab.local(self.now), self.chance.bytes());
        let did = Did {
            tab: index,
            author,
            act: act.clone(),
            accepted: None,
            is_given_back: false,
            is_rolled_back: false,
        };
        self.history.did.insert(id, did);
        self.trace(|| format!("tab {index} does {} {act:?}", crate::words::short(id)));
        self.handle(index, Input::Do { id, act });
    }

    /// The outbox is full, or what was done was refused.
    pub(crate) fn give_back(&mut self, index: TabIndex, item: &OutboxItem) {
        if self.mutant == Some(Mutant::RefusalIsSilent) {
            return;
        }
        self.trace(|| format!("tab {index} gets back {}: {:?}", crate::words::short(item.id), item.failure));
        match self.history.did.get_mut(&item.id) {
            Some(did) => did.is_given_back = true,
            None => self.tabs[index].given_back = true,
        }
    }
}

/// The number tells one consent from the next.
fn consent(number: u64, is_given: bool) -> Act {
    Act::Consent(ConsentAct {
        purpose: Purpose::Process,
        is_given,
        version: CONSENT_VERSION.to_owned(),
        language: Language::default(),
        page: format!("https://shop.example/{number}"),
    })
}
