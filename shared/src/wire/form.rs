//! The questions that a channel asks before the first message, and their answers. The rules for
//! both are in `crate::form`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::language::Language;

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormField {
    /// Its name in the data, unique in the form: lower-case letters, digits and `_`.
    pub name: String,
    /// What is asked for.
    pub kind: FieldKind,
    /// The question, by language; the channel's own language must be there.
    pub labels: BTreeMap<Language, String>,
    /// Whether it must be answered. Of a checkbox: whether it must be ticked.
    #[serde(default)]
    pub is_required: bool,
    /// Of a list: what can be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// Of a hidden field: the value; of a link: where it leads.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line.
    Text,
    /// An e-mail address; it becomes the contact's claimed address.
    Email,
    /// The visitor's name; it becomes how agents see them.
    Name,
    /// A telephone number.
    Phone,
    /// A number.
    Number,
    /// Yes or no.
    Checkbox,
    /// A day.
    Date,
    /// One of several.
    List,
    /// Nothing: a link to read.
    Link,
    /// Nothing: a value that goes with the answers.
    Hidden,
}

/// One question as one visitor sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownField {
    /// Its name in the data.
    pub name: String,
    /// What is asked for.
    pub kind: FieldKind,
    /// The question in the visitor's language.
    pub label: String,
    /// Whether it must be answered.
    pub is_required: bool,
    /// Of a list: what can be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// Of a hidden field: the value; of a link: where it leads.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormAnswer {
    /// Which question.
    pub name: String,
    /// The answer as typed; of a checkbox `true` or empty, of a date `2026-12-24`.
    pub value: String,
}

/// Questions and answers as they stand in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledForm {
    /// In the order of the form; what was left empty is not there.
    pub fields: Vec<FilledField>,
}

/// One answered question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledField {
    /// Its name in the data.
    pub name: String,
    /// What was asked for.
    pub kind: FieldKind,
    /// The question as the visitor saw it.
    pub label: String,
    /// The answer.
    pub value: String,
}
