//! Pulina's own sentences in every language, compiled in. Read once for each language that somebody
//! asks for; a file that lacks a sentence is a fault, and a test finds it before that.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use pulina_shared::language::Language;
use pulina_shared::words::{FORM_SEPARATOR, PLURAL_FORMS, Word};
use serde::Deserialize;

use crate::fault::Fault;

thread_local! {
    static READ: RefCell<HashMap<Language, Rc<Sentences>>> = RefCell::new(HashMap::new());
}

/// The sentences of one language.
#[derive(Clone, Debug)]
pub struct Sentences {
    /// In the order of [`Word::ALL`], as they travel.
    list: Rc<[String]>,
}

/// A sentence as it stands in a file.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    One(String),
    Forms(HashMap<String, String>),
}

impl Sentences {
    /// The sentences of a language.
    ///
    /// # Errors
    /// When its file is not what it should be.
    pub fn of(language: Language) -> Result<Rc<Self>, Fault> {
        if let Some(sentences) = READ.with_borrow(|read| read.get(&language).cloned()) {
            return Ok(sentences);
        }
        let sentences = Rc::new(Self::parse(file(language))?);
        READ.with_borrow_mut(|read| read.insert(language, Rc::clone(&sentences)));
        Ok(sentences)
    }

    fn parse(json: &str) -> Result<Self, Fault> {
        let mut written: HashMap<String, Written> =
            serde_json::from_str(json).map_err(|error| Fault::json("strings", error))?;
        let list = Word::ALL
            .iter()
            .map(|word| {
                let missing = || Fault::Missing { what: word.key() };
                written.remove(word.key()).and_then(Written::joined).ok_or_else(missing)
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { list })
    }

    /// One sentence; of a plural one all its forms.
    pub fn say(&self, word: Word) -> &str {
        self.list.get(word as usize).map_or("", String::as_str)
    }

    /// All of them, in the order of [`Word::ALL`].
    pub fn list(&self) -> Rc<[String]> {
        Rc::clone(&self.list)
    }
}

impl Written {
    fn joined(self) -> Option<String> {
        let forms = match self {
            Self::One(sentence) => return Some(sentence),
            Self::Forms(forms) => forms,
        };
        let other = forms.get("other")?;
        let form = |name: &&str| forms.get(*name).unwrap_or(other).as_str();
        Some(PLURAL_FORMS.iter().map(form).collect::<Vec<_>>().join(&FORM_SEPARATOR.to_string()))
    }
}

/// The file of a language, as JSON.
pub fn file(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../strings/en.json"),
        Language::Ar => include_str!("../strings/ar.json"),
        Language::Da => include_str!("../strings/da.json"),
        Language::De => include_str!("../strings/de.json"),
        Language::Es => include_str!("../strings/es.json"),
        Language::Et => include_str!("../strings/et.json"),
        Language::Fi => include_str!("../strings/fi.json"),
        Language::Fr => include_str!("../strings/fr.json"),
        Language::Nb => include_str!("../strings/nb.json"),
        Language::Nl => include_str!("../strings/nl.json"),
        Language::Pl => include_str!("../strings/pl.json"),
        Language::Sv => include_str!("../strings/sv.json"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_of_every_language_is_read_in_all_its_forms() {
        for &language in Language::ALL {
            let sentences = Sentences::of(language).unwrap();
            for &word in Word::ALL {
                let n_forms = if word.is_plural() { PLURAL_FORMS.len() } else { 1 };
                assert_eq!(
                    sentences.say(word).split(FORM_SEPARATOR).count(),
                    n_forms,
                    "{language:?} {word:?}"
                );
            }
        }
    }

    #[test]
    fn a_sentence_that_is_missing_is_named() {
        let fault = Sentences::parse("{}").unwrap_err();
        assert_eq!(fault, Fault::Missing { what: Word::ALL[0].key() });
    }
}
