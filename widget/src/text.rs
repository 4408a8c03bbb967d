//! The panel's sentences in the visitor's language, as they came with the page. Numbers are written
//! as that language has it; names and file names are set apart, so that they turn nothing around.

use std::cell::RefCell;

use js_sys::{Array, Intl, Object, Reflect};
use pulina_shared::limits;
use pulina_shared::outbox::Failure;
use pulina_shared::problem::{Code, Problem};
use pulina_shared::text::set_apart;
use pulina_shared::wire::embed::PanelSettings;
use pulina_shared::words::{FORM_SEPARATOR, PLURAL_FORMS, Word};
use wasm_bindgen::JsValue;

thread_local! {
    static SENTENCES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static LANGUAGE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Takes over the language and its sentences, once, before anything is shown.
pub fn learn(settings: &mut PanelSettings) {
    SENTENCES.set(std::mem::take(&mut settings.words));
    LANGUAGE.set(settings.language.clone());
}

/// The language's tag, for the platform's own formats.
pub fn language() -> JsValue {
    LANGUAGE.with_borrow(|tag| if tag.is_empty() { JsValue::UNDEFINED } else { JsValue::from_str(tag) })
}

/// A sentence.
pub fn say(word: Word) -> String {
    SENTENCES.with_borrow(|sentences| sentences.get(word as usize).cloned().unwrap_or_default())
}

/// A sentence with one thing filled in. Foreign text is set apart before ([`foreign`]).
pub fn say_with(word: Word, placeholder: &str, value: &str) -> String {
    filled(&say(word), placeholder, value)
}

/// Another thing filled in, wherever its placeholder stands.
pub fn filled(sentence: &str, placeholder: &str, value: &str) -> String {
    // By the one bracket: searching for whole words would bring the library's way of searching along.
    let mut filled = String::new();
    let mut rest = sentence;
    while let Some((before, found)) = rest.find('{').and_then(|at| rest.split_at_checked(at)) {
        filled.push_str(before);
        rest = if let Some(after) = found.strip_prefix(placeholder) {
            filled.push_str(value);
            after
        } else {
            filled.push('{');
            found.strip_prefix('{').unwrap_or_default()
        };
    }
    filled.push_str(rest);
    filled
}

/// A sentence about somebody.
pub fn say_name(word: Word, name: &str) -> String {
    say_with(word, "{name}", &foreign(name))
}

/// A sentence that counts things.
pub fn say_count(word: Word, count: u64) -> String {
    let sentence = say(word);
    let rules = plural_category(count);
    let form = PLURAL_FORMS.iter().position(|form| *form == rules).unwrap_or(PLURAL_FORMS.len());
    let mut forms = sentence.split(FORM_SEPARATOR);
    let form = forms.nth(form).or_else(|| sentence.split(FORM_SEPARATOR).next_back()).unwrap_or_default();
    filled(form, "{n}", &number(count))
}

/// How the visitor rated the conversation.
pub fn rated(score: u8) -> String {
    let sentence = say_with(Word::RatedLine, "{score}", &number(u64::from(score)));
    filled(&sentence, "{limit}", &number(u64::from(limits::RATING_MAX)))
}

/// Foreign text inside a sentence: an isolate of its own direction.
pub fn foreign(text: &str) -> String {
    set_apart(text)
}

/// A number as the language has it.
#[allow(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
pub fn number(number: u64) -> String {
    formatted(number as f64, &Object::new())
}

/// "40 %" as the language has it.
#[allow(clippy::cast_precision_loss, reason = "at most a hundred")]
pub fn percent(percent: u64) -> String {
    let options = Object::new();
    // Setting a member of a plain new object cannot fail.
    let _ = Reflect::set(&options, &"style".into(), &"percent".into());
    formatted(percent as f64 / 100.0, &options)
}

/// A number as the language has it, with options of `Intl.NumberFormat`.
pub fn formatted(number: f64, options: &Object) -> String {
    let format = Intl::NumberFormat::new(&Array::of1(&language()), options).format();
    let written = format.call1(&JsValue::UNDEFINED, &JsValue::from_f64(number));
    written.ok().and_then(|text| text.as_string()).unwrap_or_default()
}

#[allow(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn plural_category(count: u64) -> String {
    let rules = Intl::PluralRules::new(&Array::of1(&language()), &Object::new());
    String::from(rules.select(count as f64))
}

/// Why a message was not sent, and what to do.
pub fn failure(failure: &Failure) -> String {
    let word = match failure {
        Failure::Expired => Word::FailedExpired,
        Failure::Refused(problem) => refusal(problem),
    };
    [&say(Word::NotSent), " ", &say(word)].concat()
}

/// What a visitor is told of the reasons that they can do something about.
const REFUSALS: [(Code, Word); 18] = [
    (Code::TextTooLong, Word::FailedTooLong),
    (Code::FrameTooLarge, Word::FailedTooLong),
    (Code::BodyTooLarge, Word::FailedTooLong),
    (Code::TextEmpty, Word::FailedEmpty),
    (Code::RateMessages, Word::FailedFast),
    (Code::RateFrames, Word::FailedFast),
    (Code::RateConversations, Word::FailedManyConversations),
    (Code::TooManyOpen, Word::FailedManyConversations),
    (Code::ConversationFull, Word::FailedFull),
    (Code::ConversationClosed, Word::FailedClosed),
    (Code::ConsentRequired, Word::FailedConsent),
    (Code::ConsentVersion, Word::FailedConsent),
    (Code::EditClosed, Word::FailedEditClosed),
    (Code::TooManyFiles, Word::FailedFile),
    (Code::FilesOff, Word::FailedFile),
    (Code::FileType, Word::FailedFile),
    (Code::QuotaFiles, Word::FailedFile),
    (Code::IdConflict, Word::FailedConflict),
];

fn refusal(problem: &Problem) -> Word {
    let known = REFUSALS.iter().find(|(code, _)| problem.code == code.as_str());
    match known {
        Some((_, word)) => *word,
        None if problem.status >= 500 => Word::FailedOurs,
        None => Word::FailedOther,
    }
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn every_place_is_filled_and_nothing_else_is_touched() {
        assert_eq!(filled("{n} of {limit}, {n}", "{n}", "{2}"), "{2} of {limit}, {2}");
        assert_eq!(filled("{{n} {", "{n}", "2"), "{2 {");
        assert_eq!(filled("", "{n}", "2"), "");
    }
}
