//! The rules for what people did besides saying something, when a world has come to rest.

use std::collections::BTreeSet;

use pulina_shared::ids::MessageId;
use pulina_shared::wire::conversation::EventKind;

use crate::history::Did;
use crate::rule::Rule;
use crate::store::place;
use crate::words::short;
use crate::world::World;

impl World {
    /// What was done is in the log once, where the answer says, or its doer knows that it is not.
    pub(crate) fn check_done(&mut self) {
        self.check_done_answers();
        self.check_done_kept();
        self.check_done_once();
    }

    fn check_done_answers(&mut self) {
        let log = self.server.store.log();
        let missing = self.history.did.iter().find_map(|(id, did)| {
            let (seq, at) = did.accepted?;
            let stored = log.get(place(seq).wrapping_sub(1));
            let is_there = stored.is_some_and(|event| did.made(event) && event.at == at);
            (!is_there).then(|| (*id, seq, did.act.clone(), stored.cloned()))
        });
        if let Some((id, seq, act, stored)) = missing {
            self.break_rule(Rule::AcceptedIsStored, || {
                format!("{} {act:?} was accepted as {}, where the log has {stored:?}", short(id), seq.0)
            });
        }
    }

    fn check_done_kept(&mut self) {
        let log = self.server.store.log();
        let lost = self.history.did.iter().find(|(id, did)| {
            let is_excused = did.is_given_back
                || did.is_rolled_back
                || self.devices[self.tabs[did.tab].device].at_risk.contains(id);
            !is_excused
                && did.accepted.is_none()
                && !log.iter().any(|event| did.made(event))
                && !self.waits(**id)
        });
        if let Some((id, Did { act, tab, .. })) = lost {
            let (id, act, tab) = (short(*id), act.clone(), *tab);
            self.break_rule(Rule::KeptIsNotLost, || format!("{id} {act:?}, done in tab {tab}, is nowhere"));
        }
    }

    /// Whether some tab keeps it with the reason why it waits.
    fn waits(&self, id: MessageId) -> bool {
        let clients = self.tabs.iter().filter_map(|tab| tab.client.as_ref());
        clients
            .flat_map(pulina_shared::client::Client::other_acts)
            .any(|item| item.id == id && item.failure.is_some())
    }

    /// Acts that say something of their own stand in the log once.
    fn check_done_once(&mut self) {
        let mut known = BTreeSet::new();
        let doubled = self.server.store.log().iter().find(|event| {
            let says = match &event.kind {
                EventKind::Edited(edited) => edited.text.clone(),
                EventKind::Rated(rating) => rating.comment.clone(),
                EventKind::Consent(consent) => consent.page.clone(),
                EventKind::Form(form) => {
                    form.fields.first().map(|field| field.value.clone()).unwrap_or_default()
                }
                _ => String::new(),
            };
            !says.is_empty() && !known.insert(says)
        });
        if let Some(seq) = doubled.map(|event| event.seq.0) {
            self.break_rule(Rule::SaidOnceShownOnce, || format!("{seq} was done once and is stored twice"));
        }
    }
}
