//! A channel's texts on top of Pulina's own sentences; the rules are `pulina_shared::texts`.

use std::collections::BTreeMap;

use pulina_shared::language::Language;
use pulina_shared::texts::Texts;
use pulina_shared::wire::channel::{ChannelSettings, ConsentMode};
use pulina_shared::wire::conversation::ConsentVersion;
use pulina_shared::wire::embed::ConsentAsked;

use crate::fault::Fault;
use crate::internal::{ConsentText, ConsentTexts};
use crate::strings::Sentences;

/// A channel in this language.
///
/// # Errors
/// When Pulina's own sentences cannot be read.
pub fn in_language(settings: &ChannelSettings, language: Language) -> Result<Texts<'_>, Fault> {
    Ok(Texts::new(settings, language, Sentences::of(language)?.list()))
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
    let mut texts = BTreeMap::new();
    for &language in Language::ALL {
        // Its version follows from the texts.
        let asked = in_language(settings, language)?.consent(mode, ConsentVersion::new());
        if let Some(ConsentAsked { text, button, communicate, .. }) = asked {
            texts.insert(language, ConsentText { text, button, communicate });
        }
    }
    ConsentTexts::of(mode, texts).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulina_shared::wire::channel::{ChannelTexts, ConsentSettings};

    fn settings() -> ChannelSettings {
        let texts = |title: &str, consent: &str| ChannelTexts {
            title: title.to_owned(),
            consent: consent.to_owned(),
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
