//! What a conversation enforces of its channel's settings, told by the edge with each request.

use std::collections::BTreeMap;

use pulina_shared::language::Language;
use pulina_shared::wire::channel::{ChannelSettings, ClosedRule, ConsentMode, EmailCapture, FileRules};
use pulina_shared::wire::conversation::ConsentVersion;
use pulina_shared::wire::form::{FieldKind, FormField};
use serde::{Deserialize, Serialize};

use super::{ConsentText, ConsentTexts, PublishedChannel, secret_hash};

/// Carries a [`Policy`] as JSON from the edge to a conversation, with every upgrade and with every
/// command or file of a visitor. Absent when the help desk could not be asked: what is stored holds.
pub const POLICY_HEADER: &str = "x-pulina-policy";

/// What a conversation enforces of its channel's settings. It keeps the one of the highest revision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// The revision of the settings; 0 stands for a conversation that was told none yet.
    pub revision: u64,
    /// What must be agreed to before a visitor's words are taken; absent when nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentPolicy>,
    /// The channel's own language.
    pub language: Language,
    /// The questions that can be answered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub form: Vec<FormField>,
    /// Which files a visitor may send.
    pub files: FileRules,
    /// What a visitor's message does once the conversation was closed.
    pub closed: ClosedRule,
    /// Days after its last event that the conversation is kept; absent: until somebody erases it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention_days: Option<u16>,
    /// Whether visitors are asked how it was.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub asks_for_rating: bool,
}

/// What must be agreed to. The texts themselves stay at the help desk, every version for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentPolicy {
    /// How: never [`ConsentMode::Off`].
    pub mode: ConsentMode,
    /// The version that counts now.
    pub version: ConsentVersion,
    /// In which languages it can be agreed to, and to which text that is then.
    pub texts: BTreeMap<Language, ConsentTextHashes>,
}

/// The texts of one version in one language, by their SHA-256 in lower-case hex.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentTextHashes {
    /// Of what is said about processing.
    pub process: String,
    /// Of what may be agreed to on top of it; absent when that is not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub communicate: Option<String>,
}

impl Policy {
    /// What a conversation of this channel enforces.
    pub fn of(channel: &PublishedChannel) -> Self {
        let PublishedChannel { revision, settings, consent, .. } = channel;
        Self {
            revision: *revision,
            language: settings.language,
            consent: consent.as_ref().map(ConsentPolicy::of),
            form: answerable(settings),
            files: settings.files.clone(),
            closed: settings.closed,
            retention_days: settings.retention_days,
            asks_for_rating: settings.asks_for_rating,
        }
    }
}

/// The channel's questions, and the one about an address where it is asked apart from them.
fn answerable(settings: &ChannelSettings) -> Vec<FormField> {
    let mut form = settings.form.clone();
    let is_asked = form.iter().any(|field| field.kind == FieldKind::Email);
    if settings.email != EmailCapture::Never && !is_asked {
        form.push(FormField {
            name: EMAIL_FIELD.to_owned(),
            kind: FieldKind::Email,
            labels: [(Language::En, EMAIL_LABEL.to_owned())].into(),
            is_required: false,
            options: Vec::new(),
            value: String::new(),
        });
    }
    form
}

/// What the panel calls its question about an address.
const EMAIL_FIELD: &str = "email";
/// How that answer stands in the log; agents read it.
const EMAIL_LABEL: &str = "E-mail address";

impl ConsentPolicy {
    fn of(consent: &ConsentTexts) -> Self {
        let hashes = |texts: &ConsentText| ConsentTextHashes {
            process: secret_hash(&texts.text),
            communicate: (!texts.communicate.is_empty()).then(|| secret_hash(&texts.communicate)),
        };
        let texts = consent.texts.iter().map(|(language, texts)| (*language, hashes(texts))).collect();
        Self { mode: consent.mode, version: consent.version.clone(), texts }
    }
}
