//! What a channel says in one language: its own texts of that language, else those of the channel's
//! own language, else Pulina's. Sentences with a key that a channel says otherwise are said so in
//! that language alone, because Pulina has them in all.

use std::rc::Rc;

use crate::language::Language;
use crate::wire::channel::{ChannelSettings, ChannelTexts, ConsentMode};
use crate::wire::conversation::ConsentVersion;
use crate::wire::embed::ConsentAsked;
use crate::words::Word;

/// A channel in one language.
pub struct Texts<'a> {
    settings: &'a ChannelSettings,
    language: Language,
    sentences: Rc<[String]>,
}

impl<'a> Texts<'a> {
    /// A channel in this language, with Pulina's own sentences in the order of [`Word::ALL`].
    pub fn new(settings: &'a ChannelSettings, language: Language, sentences: Rc<[String]>) -> Self {
        Self { settings, language, sentences }
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// What was chosen for the channel.
    pub fn settings(&self) -> &'a ChannelSettings {
        self.settings
    }

    /// A text of the channel's own; empty when it has none.
    pub fn own(&self, pick: fn(&ChannelTexts) -> &str) -> &'a str {
        let of = |language| self.settings.texts.get(&language).map(pick).filter(|text| !text.is_empty());
        of(self.language).or_else(|| of(self.settings.language)).unwrap_or_default()
    }

    /// A text of the channel's own, else this sentence.
    pub fn own_or(&self, pick: fn(&ChannelTexts) -> &str, word: Word) -> String {
        let own = self.own(pick);
        if own.is_empty() { self.say(word) } else { own.to_owned() }
    }

    /// A sentence as the channel says it.
    pub fn say(&self, word: Word) -> String {
        let ours = || self.sentences.get(word as usize).cloned().unwrap_or_default();
        self.own_word(word).unwrap_or_else(ours)
    }

    /// All sentences as the channel says them, in the order of [`Word::ALL`].
    pub fn words(&self) -> Vec<String> {
        Word::ALL.iter().map(|word| self.say(*word)).collect()
    }

    fn own_word(&self, word: Word) -> Option<String> {
        self.settings.texts.get(&self.language)?.words.get(word.key()).filter(|own| !own.is_empty()).cloned()
    }

    /// What a visitor agrees to, as it is asked in this mode; `None` when it is not.
    pub fn consent(&self, mode: ConsentMode, version: ConsentVersion) -> Option<ConsentAsked> {
        let button = match mode {
            ConsentMode::Explicit => self.own_or(|texts| &texts.consent_button, Word::ConsentButton),
            ConsentMode::Implicit => String::new(),
            ConsentMode::Off => return None,
        };
        Some(ConsentAsked {
            mode,
            version,
            text: self.own_or(|texts| &texts.consent, Word::ConsentText),
            button,
            communicate: self.own(|texts| &texts.communicate).to_owned(),
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::wire::channel::ConsentSettings;

    /// Each of Pulina's sentences is its key.
    pub fn sentences() -> Rc<[String]> {
        Word::ALL.iter().map(|word| word.key().to_owned()).collect()
    }

    fn settings() -> ChannelSettings {
        let texts = |title: &str, consent: &str| ChannelTexts {
            title: title.to_owned(),
            consent: consent.to_owned(),
            words: BTreeMap::from([("send".to_owned(), format!("{title}!"))]),
            ..ChannelTexts::default()
        };
        ChannelSettings {
            language: Language::Et,
            texts: BTreeMap::from([
                (Language::Et, texts("Pood", "Luba")),
                (Language::Sv, texts("Butik", "")),
            ]),
            consent: ConsentSettings { mode: ConsentMode::Explicit, ..ConsentSettings::default() },
            ..ChannelSettings::default()
        }
    }

    #[test]
    fn what_a_language_lacks_comes_from_the_channels_own_and_then_from_us() {
        let settings = settings();
        let texts = |language| Texts::new(&settings, language, sentences());
        assert_eq!(texts(Language::Sv).own(|texts| &texts.title), "Butik");
        assert_eq!(texts(Language::Sv).own(|texts| &texts.consent), "Luba");
        assert_eq!(texts(Language::Fi).own(|texts| &texts.title), "Pood");
        assert_eq!(texts(Language::Fi).own(|texts| &texts.welcome), "");
        assert_eq!(texts(Language::Sv).say(Word::Send), "Butik!");
        assert_eq!(texts(Language::Sv).words()[Word::Send as usize], "Butik!");
        assert_eq!(
            texts(Language::Fi).say(Word::Send),
            "send",
            "a sentence is said otherwise in one language"
        );
    }

    #[test]
    fn consent_is_asked_in_its_mode_or_not_at_all() {
        let settings = settings();
        let texts = Texts::new(&settings, Language::Sv, sentences());
        let asked = |mode| texts.consent(mode, "1".to_owned());
        assert_eq!(asked(ConsentMode::Off), None);
        assert_eq!(asked(ConsentMode::Implicit).unwrap().button, "");
        let explicit = asked(ConsentMode::Explicit).unwrap();
        assert_eq!((explicit.text.as_str(), explicit.button.as_str()), ("Luba", "consent_button"));
    }
}
