//! The questions of a channel and what counts as an answer. The panel asks the same function as
//! the worker, so nobody is told "sent" for something that the server then refuses.

use crate::language::Language;
use crate::limits::ANSWER_CHARACTERS_MAX;
use crate::text::{DisplayName, EmailAddress, one_line};
use crate::wire::form::{FieldKind, FilledField, FilledForm, FormAnswer, FormField, ShownField};
use crate::words::Word;

/// What a ticked checkbox answers.
pub const TICKED: &str = "true";
/// Characters of a number; more than anybody counts.
const NUMBER_CHARACTERS_MAX: usize = 40;
/// Digits of a telephone number: from the shortest service number to more than E.164 has.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 3..=20;

/// An answer that does not fit its question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// Which question.
    pub name: String,
    /// What is wrong.
    pub trouble: FieldTrouble,
}

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldTrouble {
    /// There is none, and there must be.
    Required,
    /// It is no e-mail address.
    Email,
    /// It is no telephone number.
    Phone,
    /// It is no number.
    Number,
    /// It is no day of the calendar.
    Date,
    /// It is none of what can be chosen.
    Option,
    /// It is too long.
    TooLong,
    /// Nothing was asked by this name, or it was answered twice. No panel of ours does that.
    NotAsked,
}

impl FieldTrouble {
    /// The sentence that says it.
    pub fn word(self) -> Word {
        match self {
            Self::Required => Word::FieldRequired,
            Self::Email => Word::FieldEmail,
            Self::Phone => Word::FieldPhone,
            Self::Number => Word::FieldNumber,
            Self::Date => Word::FieldDate,
            Self::Option => Word::FieldOption,
            Self::TooLong => Word::FieldTooLong,
            Self::NotAsked => Word::FailedOther,
        }
    }
}

impl ShownField {
    /// The question as somebody sees it who reads `language`; `fallback` is the channel's own.
    pub fn of(field: &FormField, language: Language, fallback: Language) -> Self {
        let label = field.labels.get(&language).filter(|label| !label.trim().is_empty());
        let label = label.or_else(|| field.labels.get(&fallback)).or_else(|| field.labels.values().next());
        Self {
            name: field.name.clone(),
            kind: field.kind,
            label: label.unwrap_or(&field.name).clone(),
            is_required: field.is_required,
            options: field.options.clone(),
            value: field.value.clone(),
        }
    }
}

/// The form as it goes into the log, or everything that is wrong with it, in the order of the form.
///
/// # Errors
/// One problem per question at most, and one per answer that nobody asked for.
pub fn check(fields: &[ShownField], answers: &[FormAnswer]) -> Result<FilledForm, Vec<FieldProblem>> {
    let mut filled = Vec::new();
    let mut problems = Vec::new();
    for field in fields {
        let given = answers.iter().find(|answer| answer.name == field.name);
        match answer_of(field, given.map_or("", |answer| &answer.value)) {
            Ok(value) if value.is_empty() => {}
            Ok(value) => filled.push(FilledField {
                name: field.name.clone(),
                kind: field.kind,
                label: field.label.clone(),
                value,
            }),
            Err(trouble) => problems.push(FieldProblem { name: field.name.clone(), trouble }),
        }
    }
    for (index, answer) in answers.iter().enumerate() {
        let is_asked = fields.iter().any(|field| field.name == answer.name);
        let is_repeated = answers.iter().take(index).any(|earlier| earlier.name == answer.name);
        if !is_asked || is_repeated {
            problems.push(FieldProblem { name: answer.name.clone(), trouble: FieldTrouble::NotAsked });
        }
        // A thousand answers to nothing need no thousand complaints.
        if problems.len() > 2 * fields.len() {
            break;
        }
    }
    if problems.is_empty() { Ok(FilledForm { fields: filled }) } else { Err(problems) }
}

/// The answer as it is kept; empty when there is none.
///
/// # Errors
/// What is wrong with it.
pub fn answer_of(field: &ShownField, given: &str) -> Result<String, FieldTrouble> {
    let is_blank = given.trim().is_empty();
    match field.kind {
        // What goes with the answers is ours to say; a page may repeat it, and nothing else.
        FieldKind::Hidden if is_blank || given == field.value => return Ok(field.value.clone()),
        FieldKind::Link if is_blank => return Ok(String::new()),
        FieldKind::Hidden | FieldKind::Link => return Err(FieldTrouble::NotAsked),
        _ => {}
    }
    if is_blank {
        return if field.is_required { Err(FieldTrouble::Required) } else { Ok(String::new()) };
    }
    let line = one_line(given, ANSWER_CHARACTERS_MAX).map_err(|_| FieldTrouble::TooLong)?;
    match field.kind {
        FieldKind::Email => {
            EmailAddress::parse(&line).map(|it| it.as_str().to_owned()).map_err(|_| FieldTrouble::Email)
        }
        FieldKind::Name => {
            DisplayName::parse(&line).map(|it| it.as_str().to_owned()).map_err(|_| FieldTrouble::TooLong)
        }
        FieldKind::Phone => Some(western_digits(&line)).filter(|it| is_phone(it)).ok_or(FieldTrouble::Phone),
        FieldKind::Number => {
            Some(western_digits(&line)).filter(|it| is_number(it)).ok_or(FieldTrouble::Number)
        }
        FieldKind::Date => Some(line).filter(|it| is_date(it)).ok_or(FieldTrouble::Date),
        FieldKind::Checkbox => Some(line).filter(|it| it == TICKED).ok_or(FieldTrouble::Option),
        FieldKind::List => Some(line).filter(|it| field.options.contains(it)).ok_or(FieldTrouble::Option),
        FieldKind::Text | FieldKind::Link | FieldKind::Hidden => Ok(line),
    }
}

/// Whether this is a day of the calendar, as `2026-12-24`.
pub fn is_date(text: &str) -> bool {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return false };
    let digits = [y1, y2, y3, y4, m1, m2, d1, d2];
    if !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let number = |digits: &[u8]| digits.iter().fold(0_u32, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    let (year, month, day) = (number(&[y1, y2, y3, y4]), number(&[m1, m2]), number(&[d1, d2]));
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(is_leap),
        _ => return false,
    };
    year >= 1 && (1..=days).contains(&day)
}

/// The digits of Arabic and Persian keyboards as those that machines read.
fn western_digits(text: &str) -> String {
    let western = |character: char| {
        let zero = match character {
            '\u{660}'..='\u{669}' => 0x660,
            '\u{6f0}'..='\u{6f9}' => 0x6f0,
            _ => return character,
        };
        char::from_digit(u32::from(character) - zero, 10).unwrap_or(character)
    };
    text.chars().map(western).collect()
}

fn is_phone(text: &str) -> bool {
    let number = text.strip_prefix('+').unwrap_or(text);
    let n_digits = number.bytes().filter(u8::is_ascii_digit).count();
    PHONE_DIGITS.contains(&n_digits)
        && number.bytes().all(|byte| byte.is_ascii_digit() || b" -().,/".contains(&byte))
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+', '\u{2212}']).unwrap_or(text);
    let (whole, part) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.len() <= NUMBER_CHARACTERS_MAX && is_digits(whole) && is_digits(part)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use proptest::prelude::*;

    const KINDS: [FieldKind; 10] = [
        FieldKind::Text,
        FieldKind::Email,
        FieldKind::Name,
        FieldKind::Phone,
        FieldKind::Number,
        FieldKind::Checkbox,
        FieldKind::Date,
        FieldKind::List,
        FieldKind::Link,
        FieldKind::Hidden,
    ];

    fn field(kind: FieldKind, is_required: bool) -> ShownField {
        ShownField {
            name: "it".to_owned(),
            kind,
            label: "What?".to_owned(),
            is_required,
            options: vec!["Small".to_owned(), "Large, please".to_owned()],
            value: if kind == FieldKind::Hidden { "spring" } else { "" }.to_owned(),
        }
    }

    fn answer(name: &str, value: &str) -> FormAnswer {
        FormAnswer { name: name.to_owned(), value: value.to_owned() }
    }

    #[test]
    fn answers_are_kept_as_they_can_be_used() {
        use FieldKind::*;
        for (kind, given, kept) in [
            (Text, "  two\tlines\n", "two lines"),
            (Email, " Ana@C.Example ", "ana@c.example"),
            (Name, "Åsa  Öberg", "Åsa  Öberg"),
            (Phone, "+358 (0)40 123-4567", "+358 (0)40 123-4567"),
            (Phone, "٠٤٠ ١٢٣", "040 123"),
            (Number, "-12,50", "-12,50"),
            (Number, "۱۲", "12"),
            (Checkbox, "true", "true"),
            (Date, "2024-02-29", "2024-02-29"),
            (List, "Large, please", "Large, please"),
            (Hidden, "", "spring"),
            (Hidden, "spring", "spring"),
            (Link, "", ""),
        ] {
            assert_eq!(answer_of(&field(kind, true), given).as_deref(), Ok(kept), "{kind:?} {given:?}");
        }
    }

    #[test]
    fn answers_that_do_not_fit_are_named() {
        use FieldKind::*;
        let long = "x".repeat(ANSWER_CHARACTERS_MAX + 1);
        for (kind, given, trouble) in [
            (Text, " \n", FieldTrouble::Required),
            (Text, &long, FieldTrouble::TooLong),
            (Email, "ana@", FieldTrouble::Email),
            (Name, &long[..81], FieldTrouble::TooLong),
            (Phone, "call me", FieldTrouble::Phone),
            (Phone, "12", FieldTrouble::Phone),
            (Phone, "1+2345", FieldTrouble::Phone),
            (Number, "1.2.3", FieldTrouble::Number),
            (Number, "1e5", FieldTrouble::Number),
            (Number, "NaN", FieldTrouble::Number),
            (Number, ".", FieldTrouble::Number),
            (Checkbox, "yes", FieldTrouble::Option),
            (Checkbox, "", FieldTrouble::Required),
            (Date, "2025-02-29", FieldTrouble::Date),
            (Date, "24.12.2026", FieldTrouble::Date),
            (List, "small", FieldTrouble::Option),
            (Hidden, "autumn", FieldTrouble::NotAsked),
            (Link, "x", FieldTrouble::NotAsked),
        ] {
            assert_eq!(answer_of(&field(kind, true), given), Err(trouble), "{kind:?} {given:.20}");
        }
    }

    #[test]
    fn what_need_not_be_answered_may_be_left_out() {
        for kind in KINDS {
            let filled = check(&[field(kind, false)], &[]).unwrap().fields;
            assert_eq!(filled.len(), usize::from(kind == FieldKind::Hidden), "{kind:?}");
        }
    }

    #[test]
    fn what_was_not_asked_and_what_comes_twice_is_refused() {
        let fields = [field(FieldKind::Text, false)];
        let refused = |answers: &[FormAnswer]| {
            check(&fields, answers)
                .unwrap_err()
                .into_iter()
                .map(|it| (it.name, it.trouble))
                .collect::<Vec<_>>()
        };
        let not_asked = |name: &str| (name.to_owned(), FieldTrouble::NotAsked);
        assert_eq!(refused(&[answer("it", "a"), answer("is_admin", "true")]), [not_asked("is_admin")]);
        assert_eq!(refused(&[answer("it", "a"), answer("it", "b")]), [not_asked("it")]);
        assert!(refused(&vec![answer("x", ""); 10_000]).len() <= 3);
        assert!(check(&[], &[]).unwrap().fields.is_empty());
        assert!(check(&[], &[answer("it", "")]).is_err());
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        for text in ["2026-12-24", "2000-02-29", "2024-02-29", "0001-01-01", "9999-12-31", "2026-04-30"] {
            assert!(is_date(text), "{text}");
        }
        for text in ["", "2026-1-01", "2026-13-01", "2026-00-01", "2026-04-31", "1900-02-29", "0000-01-01"] {
            assert!(!is_date(text), "{text}");
        }
        assert!(!is_date("2026-12-24T00:00") && !is_date("２０２６-12-24") && !is_date("2026-12-2é"));
    }

    #[test]
    fn questions_are_shown_in_the_best_language() {
        let labels = BTreeMap::from([
            (Language::En, "Order".to_owned()),
            (Language::Fi, "Tilaus".to_owned()),
            (Language::Sv, " ".to_owned()),
        ]);
        let field = FormField {
            name: "order".to_owned(),
            kind: FieldKind::Text,
            labels,
            is_required: true,
            options: Vec::new(),
            value: String::new(),
        };
        let label = |language, fallback| ShownField::of(&field, language, fallback).label;
        assert_eq!(label(Language::Fi, Language::En), "Tilaus");
        assert_eq!(label(Language::Sv, Language::Fi), "Tilaus");
        assert_eq!(label(Language::De, Language::Pl), "Order");
    }

    proptest! {
        #[test]
        fn what_was_taken_once_is_taken_again(index in 0_usize..10, given in "\\PC{0,30}|[0-9 +,.-]{0,14}|[0-9]{4}-[01][0-9]-[0-3][0-9]") {
            let field = field(KINDS[index], false);
            if let Ok(kept) = answer_of(&field, &given) {
                prop_assert_eq!(answer_of(&field, &kept), Ok(kept));
            }
        }
    }
}
