//! The questions while they are being changed: a question keeps what was typed for every kind that it
//! was in between. Pure; `pulina_shared::settings` judges what it means.

use std::collections::BTreeMap;

use pulina_shared::language::Language;
use pulina_shared::wire::form::{FieldKind, FormField};

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedQuestion {
    pub name: String,
    pub kind: FieldKind,
    pub labels: BTreeMap<Language, String>,
    pub is_required: bool,
    /// What can be chosen, one a line.
    pub options: String,
    pub value: String,
}

impl TypedQuestion {
    /// A question that nobody has worded yet, with a name that none of the others has.
    pub fn new(others: &[Self]) -> Self {
        let is_taken = |name: &String| others.iter().any(|other| other.name == *name);
        let names = (1..=others.len() + 1).map(|number| ["question_", &number.to_string()].concat());
        Self {
            name: names.into_iter().find(|name| !is_taken(name)).unwrap_or_default(),
            kind: FieldKind::Text,
            labels: BTreeMap::new(),
            is_required: false,
            options: String::new(),
            value: String::new(),
        }
    }

    /// The fields of this question.
    pub fn of(field: &FormField) -> Self {
        Self {
            name: field.name.clone(),
            kind: field.kind,
            labels: field.labels.clone(),
            is_required: field.is_required,
            options: field.options.join("\n"),
            value: field.value.clone(),
        }
    }

    /// The question that the fields mean.
    pub fn read(&self) -> FormField {
        let mut labels = self.labels.clone();
        labels.retain(|_, label| !label.trim().is_empty());
        let options = if self.kind == FieldKind::List { self.options.as_str() } else { "" };
        let options = options.lines().map(str::trim).filter(|option| !option.is_empty());
        let value = if has_value(self.kind) { self.value.trim() } else { "" };
        FormField {
            name: self.name.trim().to_owned(),
            kind: self.kind,
            labels,
            is_required: self.is_required && is_answered(self.kind),
            options: options.map(str::to_owned).collect(),
            value: value.to_owned(),
        }
    }
}

/// Whether something of ours goes with it.
pub fn has_value(kind: FieldKind) -> bool {
    matches!(kind, FieldKind::Link | FieldKind::Hidden)
}

/// Whether a visitor answers it.
pub fn is_answered(kind: FieldKind) -> bool {
    !has_value(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> TypedQuestion {
        let labels = BTreeMap::from([(Language::En, "Size".to_owned()), (Language::Fi, " ".to_owned())]);
        let options = " small\n\nlarge ".to_owned();
        TypedQuestion {
            labels,
            is_required: true,
            options,
            value: "https://a.example".to_owned(),
            ..TypedQuestion::new(&[])
        }
    }

    #[test]
    fn only_what_the_kind_needs_is_read() {
        let list = TypedQuestion { kind: FieldKind::List, ..typed() }.read();
        assert_eq!(list.options, ["small", "large"]);
        assert_eq!((list.value.as_str(), list.labels.len(), list.is_required), ("", 1, true));
        let link = TypedQuestion { kind: FieldKind::Link, ..typed() }.read();
        assert_eq!(
            (link.value.as_str(), link.options.len(), link.is_required),
            ("https://a.example", 0, false)
        );
    }

    #[test]
    fn what_was_not_touched_is_read_as_it_was() {
        let list = TypedQuestion { kind: FieldKind::List, ..typed() }.read();
        assert_eq!(TypedQuestion::of(&list).read(), list);
    }

    #[test]
    fn new_question_gets_a_name_of_its_own() {
        let first = TypedQuestion::new(&[]);
        let second = TypedQuestion::new(std::slice::from_ref(&first));
        assert_eq!((first.name.as_str(), second.name.as_str()), ("question_1", "question_2"));
        assert_eq!(TypedQuestion::new(&[second]).name, "question_1");
    }
}
