//! Whether the questions of a channel can be asked: each has a name of its own, words in the
//! channel's language, and exactly what its kind needs.

use std::collections::BTreeSet;

use super::{check_text, each, ensure, not_too_many};
use crate::language::Language;
use crate::limits::{
    ANSWER_CHARACTERS_MAX, CHANNEL_TEXT_CHARACTERS_MAX, FORM_FIELDS_MAX, OPTIONS_MAX, SUBJECT_CHARACTERS_MAX,
};
use crate::links::is_https;
use crate::problem::Rejection;
use crate::wire::form::{FieldKind, FormField};

/// Characters of a question's name in the data.
const NAME_CHARACTERS_MAX: usize = 40;

pub fn check(fields: &[FormField], language: Language) -> Result<(), Rejection> {
    not_too_many(FORM_FIELDS_MAX, fields.len())?;
    each(fields, |field| {
        let is_alone = fields.iter().filter(|other| other.name == field.name).count() == 1;
        ensure(is_alone && is_name(&field.name)).map_err(|it| it.at("/name"))?;
        // Two claimed names or addresses: nobody could say which one counts.
        let is_contact = matches!(field.kind, FieldKind::Email | FieldKind::Name);
        let n_kind = fields.iter().filter(|other| other.kind == field.kind).count();
        ensure(!is_contact || n_kind == 1).map_err(|it| it.at("/kind"))?;
        check_labels(field, language).map_err(|it| it.under("/labels"))?;
        check_options(field).map_err(|it| it.under("/options"))?;
        check_value(field).map_err(|it| it.at("/value"))
    })
}

fn is_name(name: &str) -> bool {
    (1..=NAME_CHARACTERS_MAX).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn check_labels(field: &FormField, language: Language) -> Result<(), Rejection> {
    // A box to tick often stands before a whole sentence.
    let characters_max = match field.kind {
        FieldKind::Checkbox => CHANNEL_TEXT_CHARACTERS_MAX,
        _ => SUBJECT_CHARACTERS_MAX,
    };
    for (language, label) in &field.labels {
        check_text(label, characters_max, false).map_err(|it| it.under(&["/", language.tag()].concat()))?;
    }
    let has_own = field.labels.get(&language).is_some_and(|label| !label.trim().is_empty());
    ensure(has_own || field.kind == FieldKind::Hidden).map_err(|it| it.under(&["/", language.tag()].concat()))
}

fn check_options(field: &FormField) -> Result<(), Rejection> {
    not_too_many(OPTIONS_MAX, field.options.len())?;
    ensure(field.options.is_empty() != (field.kind == FieldKind::List))?;
    let n_different = field.options.iter().collect::<BTreeSet<_>>().len();
    ensure(n_different == field.options.len())?;
    // An answer is kept trimmed, so an option with space around it could never be chosen.
    each(&field.options, |option| {
        check_text(option, SUBJECT_CHARACTERS_MAX, false)?;
        ensure(!option.is_empty() && option.trim() == option)
    })
}

fn check_value(field: &FormField) -> Result<(), Rejection> {
    match field.kind {
        FieldKind::Link => ensure(is_https(&field.value)),
        FieldKind::Hidden => check_text(&field.value, ANSWER_CHARACTERS_MAX, false),
        _ => ensure(field.value.is_empty()),
    }
}
