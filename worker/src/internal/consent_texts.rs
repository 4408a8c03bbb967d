//! The texts of consent that visitors were shown, by version and language.

use std::collections::BTreeMap;

use pulina_shared::language::Language;
use pulina_shared::wire::channel::ConsentMode;
use pulina_shared::wire::conversation::ConsentVersion;
use serde::{Deserialize, Serialize};

use super::secret_hash;
use crate::fault::Fault;

/// A version of what visitors agree to, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentTexts {
    /// The beginning of the SHA-256 of everything below.
    pub version: ConsentVersion,
    /// How it is agreed to: never [`ConsentMode::Off`].
    pub mode: ConsentMode,
    /// In each language.
    pub texts: BTreeMap<Language, ConsentText>,
}

/// What is agreed to, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentText {
    /// What is said about processing.
    pub text: String,
    /// The button that agrees.
    pub button: String,
    /// What may be agreed to on top of it; empty when it is not asked.
    pub communicate: String,
}

/// The answer to `POST /consent-texts` with the versions that are wanted: those that ever were.
pub type KeptConsentTexts = BTreeMap<ConsentVersion, BTreeMap<Language, ConsentText>>;

impl ConsentTexts {
    /// Hex digits of a version.
    const VERSION_DIGITS: usize = 16;

    /// These texts and their version. The same texts, asked for in the same way, are the same version.
    ///
    /// # Errors
    /// When they cannot be written as JSON.
    pub fn of(mode: ConsentMode, texts: BTreeMap<Language, ConsentText>) -> Result<Self, Fault> {
        // Maps are written in the order of their keys, so this form is canonical.
        let json =
            serde_json::to_string(&(mode, &texts)).map_err(|error| Fault::json("consent texts", error))?;
        let mut version = secret_hash(&json);
        version.truncate(Self::VERSION_DIGITS);
        Ok(Self { version, mode, texts })
    }
}
