//! Agreeing and taking it back. Nothing that a visitor writes is taken without a consent that is
//! asked for, and what was agreed to is noted in a record that is never changed.

use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::wire::channel::ConsentMode;
use pulina_shared::wire::conversation::{ConsentAct, ConsentVersion, EventKind, Purpose};
use pulina_shared::wire::http::ConsentRecord;

use super::act::{Decision, Given};
use super::conversation::{Draft, Effect, Head, Participant};

/// Refuses what a visitor writes while a consent is asked for and not given.
///
/// # Errors
/// `consent_required`.
pub(super) fn require(given: &Given) -> Result<(), Rejection> {
    match given.sender {
        Participant::Visitor if !is_given(given.head) => Err(Rejection::new(Code::ConsentRequired)),
        Participant::Visitor | Participant::Agent { .. } => Ok(()),
    }
}

/// Whether what the visitor writes may be taken: nothing is asked, or the current version was
/// agreed to.
pub fn is_given(head: &Head) -> bool {
    let asked = head.policy.consent.as_ref();
    asked.is_none_or(|asked| head.about.consent.as_ref() == Some(&asked.version))
}

/// Notes that something was agreed to or taken back.
///
/// # Errors
/// `consent_version` when it is not what is asked for; `field_invalid`, `field_too_long`,
/// `id_conflict`, `rate_messages`.
pub fn decide(given: &Given, asked: ConsentAct) -> Result<Decision, Rejection> {
    given.require_visitor()?;
    let act = ConsentAct { page: parse_page(&asked.page)?, ..asked };
    if let Some(event) = given.known {
        return match &event.kind {
            EventKind::Consent(stored) if *stored == act => Ok(given.repeated(event)),
            _ => Err(Rejection::new(Code::IdConflict)),
        };
    }
    let record = record(given, &act)?;
    let mut draft = Draft::of(given.head);
    given.count(&mut draft)?;
    let version = act.is_given.then(|| act.version.clone());
    match act.purpose {
        Purpose::Process => draft.head.about.consent = version,
        Purpose::Communicate => draft.head.about.may_contact = version,
    }
    draft.push(Effect::AppendConsent(record));
    let seq = draft.append(EventKind::Consent(act), given.now, Some(given.id));
    Ok(given.stored(draft, seq, true))
}

/// What stands in the record: the text by its hash, as the edge named it.
fn record(given: &Given, act: &ConsentAct) -> Result<ConsentRecord, Rejection> {
    let head = given.head;
    let current = head.policy.consent.as_ref().filter(|asked| asked.version == act.version);
    let hash = current.and_then(|asked| asked.texts.get(&act.language)).and_then(|texts| match act.purpose {
        Purpose::Process => Some(texts.process.clone()),
        Purpose::Communicate => texts.communicate.clone(),
    });
    // What was agreed to can be taken back whatever is asked for now.
    let is_taken_back = !act.is_given && agreed(head, act.purpose) == Some(&act.version);
    if hash.is_none() && !is_taken_back {
        return Err(Rejection::new(Code::ConsentVersion));
    }
    Ok(ConsentRecord {
        visitor: head.visitor.clone(),
        at: given.now,
        act: act.clone(),
        mode: head.policy.consent.as_ref().map_or(ConsentMode::Off, |asked| asked.mode),
        text_sha256: hash.unwrap_or_default(),
        text: String::new(),
        button: String::new(),
    })
}

fn agreed(head: &Head, purpose: Purpose) -> Option<&ConsentVersion> {
    match purpose {
        Purpose::Process => head.about.consent.as_ref(),
        Purpose::Communicate => head.about.may_contact.as_ref(),
    }
}

/// The page's address without what stands behind `?` or `#`, which may name people.
fn parse_page(page: &str) -> Result<String, Rejection> {
    let pointer = "/do/consent/page";
    let bare = page.split(['?', '#']).next().unwrap_or_default();
    if bare.len() > limits::URL_BYTES_MAX {
        return Err(Rejection::above(Code::FieldTooLong, limits::URL_BYTES_MAX, bare.len()).at(pointer));
    }
    let is_address = bare.starts_with("https://") || bare.starts_with("http://");
    let is_clean = !bare.chars().any(|character| character.is_control() || character.is_whitespace());
    if bare.is_empty() || (is_address && is_clean) {
        Ok(bare.to_owned())
    } else {
        Err(Rejection::new(Code::FieldInvalid).at(pointer))
    }
}
