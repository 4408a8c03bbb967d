//! The judge of the files in `worker/strings`: every language says everything that `Word::ALL` has,
//! with the same placeholders, in the plural forms that CLDR gives it, and in clean typography.

use std::fmt;
use std::marker::PhantomData;

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use pulina_shared::language::Language;
use pulina_shared::words::{PLURAL_FORMS, Word};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use crate::strings::file;

/// Far enough to meet every category of whole numbers but that of millions.
const COUNTED_MAX: usize = 1_000;

/// A JSON object as it stands in a file: in order, and twice what is there twice.
struct Entries<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for InOrder<T> {
            type Value = Entries<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(InOrder(PhantomData))
    }
}

impl<T> Entries<T> {
    fn keys(&self) -> Vec<&str> {
        self.0.iter().map(|(key, _)| key.as_str()).collect()
    }
}

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Sentence {
    Whole(String),
    Forms(Entries<String>),
}

fn category_name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

fn rules_of(language: Language) -> PluralRules {
    let locale: Locale = language.tag().parse().unwrap();
    PluralRules::try_new_cardinal((&locale).into()).unwrap()
}

/// The forms of a language in the order of the wire.
fn forms_of(rules: &PluralRules) -> Vec<&'static str> {
    let names: Vec<&str> = rules.categories().map(category_name).collect();
    PLURAL_FORMS.into_iter().filter(|form| names.contains(form)).collect()
}

/// Whether a form is said of one number alone, so that it can say the number in words.
fn names_one_number(rules: &PluralRules, form: &str) -> bool {
    (0..=COUNTED_MAX).filter(|n| category_name(rules.category_for(*n)) == form).count() == 1
}

/// What stands in braces, sorted, or nothing when the braces do not match.
fn placeholders_in(text: &str) -> Option<Vec<&str>> {
    let mut parts = text.split('{');
    if parts.next()?.contains('}') {
        return None;
    }
    let mut names = Vec::new();
    for part in parts {
        let (name, rest) = part.split_once('}')?;
        if rest.contains('}') {
            return None;
        }
        names.push(name);
    }
    names.sort_unstable();
    Some(names)
}

fn is_emoji(char: char) -> bool {
    matches!(char, '\u{2600}'..='\u{27bf}' | '\u{fe0f}' | '\u{1f000}'..='\u{1ffff}')
}

/// What is wrong with a text, whatever it says.
fn untidiness(text: &str) -> Option<&'static str> {
    if text.trim().is_empty() {
        return Some("is empty");
    }
    if text.trim() != text || text.contains("  ") {
        return Some("has a space too many");
    }
    if text.contains(char::is_control) {
        return Some("has a control character");
    }
    if text.contains(['!', '¡', '"', '\'']) || text.contains("...") {
        return Some("has an exclamation mark, a straight quote or three dots");
    }
    text.contains(is_emoji).then_some("has an emoji")
}

/// Everything that is wrong with a file.
fn defects(language: Language, json: &str) -> Vec<String> {
    let Entries(sentences) = match serde_json::from_str::<Entries<Sentence>>(json) {
        Ok(entries) => entries,
        Err(error) => return vec![error.to_string()],
    };
    let expected: Vec<&str> = Word::ALL.iter().map(|word| word.key()).collect();
    let found: Vec<&str> = sentences.iter().map(|(key, _)| key.as_str()).collect();
    let mut defects: Vec<String> = Vec::new();
    defects.extend(expected.iter().filter(|key| !found.contains(key)).map(|key| format!("{key} is missing")));
    defects.extend(found.iter().filter(|key| !expected.contains(key)).map(|key| format!("{key} is unknown")));
    if defects.is_empty() && found != expected {
        defects.push("keys are not in the order of Word::ALL, or stand there twice".to_owned());
    }
    let rules = rules_of(language);
    for (key, sentence) in &sentences {
        let Some(word) = Word::parse(key) else { continue };
        defects
            .extend(sentence_defects(&rules, word, sentence).into_iter().map(|what| format!("{key} {what}")));
    }
    defects
}

fn sentence_defects(rules: &PluralRules, word: Word, sentence: &Sentence) -> Vec<String> {
    let mut declared = word.placeholders().to_vec();
    declared.sort_unstable();
    let texts: Vec<(&str, &String)> = match sentence {
        Sentence::Whole(text) if !word.is_plural() => vec![("text", text)],
        Sentence::Whole(_) => return vec!["has no plural forms".to_owned()],
        Sentence::Forms(_) if !word.is_plural() => return vec!["counts nothing but has forms".to_owned()],
        Sentence::Forms(forms) if forms.keys() != forms_of(rules) => {
            return vec![format!("has the forms {:?}, not {:?}", forms.keys(), forms_of(rules))];
        }
        Sentence::Forms(forms) => forms.0.iter().map(|(form, text)| (form.as_str(), text)).collect(),
    };
    let mut defects = Vec::new();
    for (form, text) in texts {
        let found = placeholders_in(text);
        let may_use_words = word.is_plural() && names_one_number(rules, form);
        let is_said_in_words = may_use_words && found == Some(Vec::new());
        if found.as_ref() != Some(&declared) && !is_said_in_words {
            defects.push(format!("{form} has the placeholders {found:?}, not {declared:?}"));
        }
        defects.extend(untidiness(text).map(|what| format!("{form} {what}")));
    }
    defects
}

#[test]
fn every_language_says_everything() {
    for &language in Language::ALL {
        assert_eq!(defects(language, file(language)), Vec::<String>::new(), "{}.json", language.tag());
    }
}

#[test]
fn no_sentence_was_left_in_english() {
    let sentences = |language| serde_json::from_str::<serde_json::Value>(file(language)).unwrap();
    let english = sentences(Language::En);
    for &language in Language::ALL.iter().filter(|language| **language != Language::En) {
        let theirs = sentences(language);
        for word in Word::ALL {
            let text = english[word.key()].as_str().unwrap_or_default();
            let is_sentence = text.split(' ').filter(|part| !part.contains('{')).count() > 2;
            assert!(!is_sentence || theirs[word.key()] != text, "{} in {}.json", word.key(), language.tag());
        }
    }
}

#[test]
fn forms_are_those_of_cldr() {
    assert_eq!(forms_of(&rules_of(Language::Fi)), ["one", "other"]);
    assert_eq!(forms_of(&rules_of(Language::Fr)), ["one", "many", "other"]);
    assert_eq!(forms_of(&rules_of(Language::Pl)), ["one", "few", "many", "other"]);
    assert_eq!(forms_of(&rules_of(Language::Ar)), PLURAL_FORMS);
    assert!(names_one_number(&rules_of(Language::Ar), "two"));
    assert!(!names_one_number(&rules_of(Language::Fr), "one"), "French says it of nothing too");
}

#[test]
fn a_file_with_a_defect_is_refused() {
    let whole = file(Language::En);
    let broken = [
        ("missing", r#"  "send": "Send","#, "", "send is missing"),
        ("unknown", r#""send": "#, r#""sent_off": "#, "sent_off is unknown"),
        ("twice", r#"  "send":"#, "  \"send\": \"Send\",\n  \"send\":", "keys are not in the order"),
        ("other placeholder", "{name} says", "{nome} says", "says text has the placeholders"),
        ("lost placeholder", "{count} of {limit}\"", "{count}\"", "characters_of text has the placeholders"),
        ("open brace", "{name} says", "{name says", "says text has the placeholders"),
        ("lost number", "{n} new messages", "New messages", "new_messages other has the placeholders"),
        ("a form too few", r#""one": "{n} new message","#, "", "new_messages has the forms"),
        (
            "a form too many",
            r#""one": "{n} new"#,
            r#""few": "{n}", "one": "{n} new"#,
            "new_messages has the forms",
        ),
        ("forms of nothing", r#""send": "Send""#, r#""send": {"other": "Send"}"#, "send counts nothing"),
        ("empty", r#""Send""#, r#""""#, "send text is empty"),
        ("space", r#""Send""#, r#""Send ""#, "send text has a space too many"),
        ("shouting", r#""Send""#, r#""Send!""#, "send text has an exclamation mark"),
    ];
    for (name, from, to, expected) in broken {
        let defects = defects(Language::En, &whole.replacen(from, to, 1));
        assert!(defects.iter().any(|defect| defect.starts_with(expected)), "{name}: {defects:?}");
    }
}
