//! Answers to the channel's questions. What they say of name and e-mail address is a claim: it is
//! shown to agents and proves nothing.

use pulina_shared::form;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::wire::conversation::{EventKind, FillForm};
use pulina_shared::wire::form::{FieldKind, FilledForm, FormField, ShownField};

use super::act::{Decision, Given};
use super::consent;
use super::conversation::Draft;

/// Takes the answers. Once the form was answered, single questions may be answered again.
///
/// # Errors
/// `consent_required`, `form_invalid`, `field_invalid` for a user, `id_conflict`,
/// `rate_messages`.
pub fn answer(given: &Given, asked: &FillForm) -> Result<Decision, Rejection> {
    given.require_visitor()?;
    let fields = fields_in_question(given, asked);
    let checked = form::check(&fields, &asked.answers).ok().filter(|_| !fields.is_empty());
    if let Some(event) = given.known {
        return match (&event.kind, checked) {
            (EventKind::Form(stored), Some(filled)) if is_same(stored, &filled) => Ok(given.repeated(event)),
            // The questions have changed since; the answers of then cannot be judged any more.
            (EventKind::Form(_), None) => Ok(given.repeated(event)),
            _ => Err(Rejection::new(Code::IdConflict)),
        };
    }
    consent::require(given)?;
    let filled = checked.ok_or(Rejection::new(Code::FormInvalid).at("/do/fill_form/answers"))?;
    let mut draft = Draft::of(given.head);
    given.count(&mut draft)?;
    let about = &mut draft.head.about;
    about.is_form_done = true;
    for field in &filled.fields {
        match field.kind {
            FieldKind::Name => about.name = Some(field.value.clone()),
            FieldKind::Email => about.email = Some(field.value.clone()),
            _ => {}
        }
    }
    let seq = draft.append(EventKind::Form(filled), given.now, Some(given.id));
    draft.queue_report();
    Ok(given.stored(draft, seq, true))
}

fn fields_in_question(given: &Given, asked: &FillForm) -> Vec<ShownField> {
    let policy = &given.head.policy;
    let is_asked = |field: &&FormField| {
        !given.head.about.is_form_done || asked.answers.iter().any(|answer| answer.name == field.name)
    };
    let shown = |field| ShownField::of(field, asked.language, policy.language);
    policy.form.iter().filter(is_asked).map(shown).collect()
}

fn is_same(stored: &FilledForm, filled: &FilledForm) -> bool {
    let said = |form: &FilledForm| -> Vec<(String, String)> {
        form.fields.iter().map(|field| (field.name.clone(), field.value.clone())).collect()
    };
    said(stored) == said(filled)
}
