//! What a channel says in one language: its own texts of that language, else those of the channel's
//! own language, else Pulina's. Sentences with a key that a channel says otherwise are said so in
//! that language alone, because Pulina has them in all.

use std::collections::BTreeMap;
use std::rc::Rc;

use pulina_shared::language::Language;
use pulina_shared::wire::channel::{ChannelSettings, ChannelTexts, ConsentMode};
use pulina_shared::words::Word;

use crate::fault::Fault;
use crate::internal::{ConsentText, ConsentTexts};
use crate::strings::Sentences;

/// A channel in one language.
pub struct Texts<'a> {
    settings: &'a ChannelSettings,
    language: Language,
    sentences: Rc<Sentences>,
}

impl<'a> Texts<'a> {
    /// A channel in this language.
    ///
    /// # Errors
    /// When Pulina's own sentences cannot be read.
    pub fn of(settings: &'a ChannelSettings, language: Language) -> Result<Self, Fault> {
        Ok(Self { settings, language, sentences: Sentences::of(language)? })
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
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
        self.own_word(word).unwrap_or_else(|| self.sentences.say(word).to_owned())
    }

    /// All sentences as the channel says them, in the order of [`Word::ALL`].
    pub fn words(&self) -> Vec<String> {
        self.sentences.with(|word| self.own_word(word))
    }

    fn own_word(&self, word: Word) -> Option<String> {
        self.settings.texts.get(&self.language)?.words.get(word.key()).filter(|own| !own.is_empty()).cloned()
    }

    fn consent(&self, mode: ConsentMode) -> ConsentText {
        let button = match mode {
            ConsentMode::Explicit => self.own_or(|texts| &texts.consent_button, Word::ConsentButton),
            ConsentMode::Implicit | ConsentMode::Off => String::new(),
        };
        ConsentText {
            text: self.own_or(|texts| &texts.consent, Word::ConsentText),
            button,
            communicate: self.own(|texts| &texts.communicate).to_owned(),
        }
    }
}

/// What visitors of a channel agree to, in every language; `None` when they are not asked.
///
/// # Errors
/// When Pulina's own sentences cannot be read.
pub fn consent_texts(settings: &ChannelSettings) -> Result<Option<ConsentTexts>, Fault> {
    let mode = settings.consent.mode;
    if mode == ConsentMode::Off {
        return Ok(None);
    }
    let in_language = |&language| Ok((language, Texts::of(settings, language)?.consent(mode)));
    let texts: BTreeMap<Language, ConsentText> =
        Language::ALL.iter().map(in_language).collect::<Result<_, Fault>>()?;
    ConsentTexts::of(mode, texts).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulina_shared::wire::channel::ConsentSettings;

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
        let texts = |language| Texts::of(&settings, language).unwrap();
        assert_eq!(texts(Language::Sv).own(|texts| &texts.title), "Butik");
        assert_eq!(texts(Language::Sv).own(|texts| &texts.consent), "Luba");
        assert_eq!(texts(Language::Fi).own(|texts| &texts.title), "Pood");
        assert_eq!(texts(Language::Fi).own(|texts| &texts.welcome), "");
        assert_eq!(texts(Language::Sv).say(Word::Send), "Butik!");
        assert_ne!(
            texts(Language::Fi).say(Word::Send),
            "Pood!",
            "a sentence is said otherwise in one language"
        );
    }

    #[test]
    fn version_of_a_consent_follows_every_text_and_the_mode() {
        let version = |settings: &ChannelSettings| consent_texts(settings).unwrap().unwrap().version;
        let before = settings();
        assert_eq!(version(&before).len(), 16);
        assert_eq!(version(&before), version(&before.clone()));
        let mut after = before.clone();
        after.look.side_offset = 7;
        assert_eq!(version(&before), version(&after), "nothing that is agreed to changed");
        after.texts.entry(Language::Ar).or_default().communicate = "x".to_owned();
        assert_ne!(version(&before), version(&after));
        let mut after = before.clone();
        after.consent.mode = ConsentMode::Implicit;
        assert_ne!(version(&before), version(&after));
        after.consent.mode = ConsentMode::Off;
        assert!(consent_texts(&after).unwrap().is_none());
    }
}
