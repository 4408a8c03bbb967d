//! What stands between the visitor and their first message: consent, the channel's questions, an
//! e-mail address. What was typed stays in the composer meanwhile and goes out by itself.
//!
//! Only consent and questions hold a message back; an e-mail address never does.

mod consent;
mod implicit;
mod questions;
mod view;

pub use view::{live, view};

use pulina_shared::wire::channel::{ConsentMode, EmailCapture};
use pulina_shared::wire::embed::PanelSettings;
use pulina_shared::wire::form::{FieldKind, FormAnswer};

/// What is asked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Nothing.
    Nothing,
    /// To agree to the processing.
    Consent,
    /// Nothing, but what sending means stands above the field.
    Implicit,
    /// The channel's questions.
    Questions,
    /// An e-mail address.
    Email,
}

impl Gate {
    /// Whether a message waits until it was answered.
    pub fn holds(self) -> bool {
        matches!(self, Self::Consent | Self::Questions)
    }
}

/// What the visitor gave on this page and the server need not know before the first message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// They agreed to the processing.
    pub has_agreed: bool,
    /// They agreed to be written to.
    pub may_contact: bool,
    /// Their answers to the channel's questions.
    pub answers: Option<Vec<FormAnswer>>,
    /// They gave an address, or would not.
    pub is_email_done: bool,
    /// The agreement is on its way, or there.
    pub is_consent_told: bool,
    /// The answers are.
    pub is_form_told: bool,
}

/// What the conversation says about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The version that the visitor agreed to.
    pub consent: Option<String>,
    /// Whether they agreed to be written to.
    pub may_contact: bool,
    /// Whether the questions were answered.
    pub is_form_done: bool,
    /// Whether an address is known.
    pub is_email_known: bool,
    /// Whether the visitor has said something.
    pub has_said: bool,
}

/// What is asked now.
pub fn gate(settings: &PanelSettings, known: &Known, given: &Given, is_away: bool) -> Gate {
    if wants_consent(settings, known, given) {
        return Gate::Consent;
    }
    let is_form_open = !settings.form.is_empty() && !known.is_form_done && given.answers.is_none();
    if is_form_open && !known.has_said {
        return Gate::Questions;
    }
    let asks_email = match settings.email {
        EmailCapture::Never => false,
        EmailCapture::Before => !known.has_said,
        EmailCapture::After => known.has_said,
        EmailCapture::WhenAway => known.has_said && is_away,
    };
    let is_asked_elsewhere = settings.form.iter().any(|field| field.kind == FieldKind::Email);
    if asks_email && !is_asked_elsewhere && !known.is_email_known && !given.is_email_done {
        return Gate::Email;
    }
    if settings.consent.as_ref().is_some_and(|asked| known.consent.as_ref() != Some(&asked.version))
        && !given.has_agreed
    {
        return Gate::Implicit;
    }
    Gate::Nothing
}

fn wants_consent(settings: &PanelSettings, known: &Known, given: &Given) -> bool {
    settings.consent.as_ref().is_some_and(|asked| {
        asked.mode == ConsentMode::Explicit
            && !given.has_agreed
            && known.consent.as_ref() != Some(&asked.version)
    })
}

#[cfg(test)]
mod tests;
