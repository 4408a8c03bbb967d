//! What goes out before or beside the visitor's messages: consent, answers, an address. What is
//! given before the conversation exists waits on this page and leaves with the first message, so
//! that nothing is stored or sent of somebody who only looked.

use pulina_browser::random;
use pulina_shared::client::{Client, Input};
use pulina_shared::connection::Link;
use pulina_shared::language::Language;
use pulina_shared::wire::channel::ConsentMode;
use pulina_shared::wire::conversation::{Act, Author, ConsentAct, FillForm, Purpose};
use pulina_shared::wire::form::FormAnswer;
use pulina_shared::words::Word;

use super::PanelState;
use crate::gate::{Gate, Known, gate};
use crate::text;

impl PanelState {
    /// What is asked now.
    pub fn gate(self) -> Gate {
        let is_away = self.availability.with(|now| !now.is_open);
        let settings = self.shown_settings();
        self.known.with(|known| self.given.with(|given| gate(settings, known, given, is_away)))
    }

    /// Whether the visitor agreed to an earlier version.
    pub fn has_known_consent(self) -> bool {
        self.known.with_untracked(|known| known.consent.is_some())
    }

    /// Whether the visitor agrees now: in the conversation, or on this page before it.
    pub fn has_consent(self) -> bool {
        let version = self.consent_version();
        self.given.with(|given| given.has_agreed)
            || version.is_some() && self.known.with(|known| known.consent == version)
    }

    /// Whether the server knows that the visitor agrees, or does not ask for it.
    pub fn is_consent_known(self) -> bool {
        let version = self.consent_version();
        version.is_none() || self.known.with(|known| known.consent == version)
    }

    /// Whether files may leave this page: nothing is asked first, and where sending a message is the
    /// agreement, one was to be sent.
    pub fn files_may_leave(self) -> bool {
        let agrees = self.given.with(|given| given.has_agreed || given.is_consent_told);
        !self.gate().holds() && (agrees || self.is_consent_known())
    }

    /// Whether the visitor agreed to this and did not take it back.
    pub fn agrees_to(self, purpose: Purpose) -> bool {
        match purpose {
            Purpose::Process => self.has_consent(),
            Purpose::Communicate => {
                self.given.with(|given| given.may_contact) || self.known.with(|known| known.may_contact)
            }
        }
    }

    /// The visitor agrees to be written to or not, and to the processing.
    pub fn agree(self, may_contact: bool) {
        self.given.update(|given| given.may_contact |= may_contact);
        self.give(Purpose::Process);
        self.go_on();
    }

    /// The visitor agrees to one thing.
    pub fn give(self, purpose: Purpose) {
        match purpose {
            Purpose::Process => {
                self.given.update(|given| (given.has_agreed, given.is_consent_told) = (true, false));
                if self.has_begun() {
                    self.perform_first();
                }
            }
            Purpose::Communicate => {
                self.given.update(|given| given.may_contact = true);
                // Else it goes with the agreement to the processing.
                if self.has_begun() && self.is_consent_known() {
                    self.perform(vec![self.consent_act(purpose, true)]);
                }
            }
        }
    }

    /// The visitor takes back that they agreed to one thing; the other stays as it is.
    pub fn withdraw(self, purpose: Purpose) {
        let said = match purpose {
            Purpose::Process => {
                self.given.update(|given| (given.has_agreed, given.is_consent_told) = (false, false));
                Word::Withdrawn
            }
            Purpose::Communicate => {
                self.given.update(|given| given.may_contact = false);
                Word::CommunicateWithdrawnLine
            }
        };
        if self.has_begun() {
            self.perform(vec![self.consent_act(purpose, false)]);
        }
        self.announcer.say(text::say(said));
    }

    /// The visitor answers the channel's questions.
    pub fn answer(self, answers: Vec<FormAnswer>) {
        self.given.update(|given| (given.answers, given.is_form_told) = (Some(answers), false));
        if self.has_begun() {
            self.perform_first();
        }
        self.go_on();
    }

    /// The visitor gives an address.
    pub fn answer_email(self, answers: Vec<FormAnswer>) {
        self.answer(answers);
        self.skip_email();
    }

    /// The visitor gives no address.
    pub fn skip_email(self) {
        self.given.update(|given| given.is_email_done = true);
        self.wish_focus();
    }

    /// What must go out before the message or file that is being sent now.
    pub fn perform_first(self) {
        let is_implicit =
            self.settings().consent.as_ref().is_some_and(|asked| asked.mode == ConsentMode::Implicit);
        let version = self.consent_version();
        let is_known = self.known.with_untracked(|known| known.consent == version);
        let given = self.given.get_untracked();
        let is_due = version.is_some() && !is_known && !given.is_consent_told;
        let mut acts = Vec::new();
        if is_due && (is_implicit || given.has_agreed) {
            acts = self.consent_acts();
        }
        if let (Some(answers), false) = (given.answers, given.is_form_told) {
            acts.push(self.form_act(answers));
        }
        // Who follows what was given must not be told of what is so already.
        if !self.given.with_untracked(|given| given.is_consent_told && given.is_form_told) {
            self.given.update(|given| (given.is_consent_told, given.is_form_told) = (true, true));
        }
        self.perform(acts);
    }

    pub(super) fn perform(self, acts: Vec<Act>) {
        for act in acts {
            self.conversation().handle(Input::Do { id: random::message_id(), act });
        }
    }

    fn consent_acts(self) -> Vec<Act> {
        let mut acts = vec![self.consent_act(Purpose::Process, true)];
        let is_known = self.known.with_untracked(|known| known.may_contact);
        if !is_known && self.given.with_untracked(|given| given.may_contact) {
            acts.push(self.consent_act(Purpose::Communicate, true));
        }
        acts
    }

    fn consent_act(self, purpose: Purpose, is_given: bool) -> Act {
        // What is not asked for any more can still be taken back.
        let agreed = || self.known.with_untracked(|known| known.consent.clone());
        Act::Consent(ConsentAct {
            purpose,
            is_given,
            version: self.consent_version().or_else(agreed).unwrap_or_default(),
            language: self.language(),
            page: self.page.with_untracked(|page| page.address.clone()),
        })
    }

    fn form_act(self, answers: Vec<FormAnswer>) -> Act {
        Act::FillForm(FillForm { language: self.language(), answers })
    }

    fn consent_version(self) -> Option<String> {
        self.settings().consent.as_ref().map(|asked| asked.version.clone())
    }

    fn language(self) -> Language {
        Language::parse(&self.settings().language).unwrap_or_default()
    }

    /// Whether there is a conversation, or one is being begun.
    pub(super) fn has_begun(self) -> bool {
        self.link() != Link::Idle
    }

    /// Lets the composer send what was held back.
    pub fn go_on(self) {
        self.n_go_ons.update(|count| *count = count.wrapping_add(1));
        self.wish_focus();
    }
}

/// What the conversation says about all this.
pub(super) fn known_of(client: &Client) -> Known {
    let timeline = client.timeline();
    let is_own = |author: &Author| *author == Author::Visitor;
    let has_said = client.echoes().next().is_some()
        || timeline.events().iter().any(|event| event.kind.message().is_some_and(|said| is_own(&said.author)))
        // What came before the oldest event that is here began with the visitor's first message.
        || timeline.floor().0 > 0;
    let Some(state) = timeline.state() else { return Known { has_said, ..Known::default() } };
    Known {
        consent: state.consent.clone(),
        may_contact: state.may_contact,
        is_form_done: state.form_done,
        is_email_known: state.email_known,
        has_said,
    }
}
