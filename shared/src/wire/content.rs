//! What a message can carry besides its text.

use serde::{Deserialize, Serialize};

use crate::ids::FileId;

/// A file as everybody sees it. Its bytes come from `/v1/conversations/{id}/files/{file}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileInfo {
    /// Which.
    pub id: FileId,
    /// What to call it: cleaned, never a path.
    pub name: String,
    /// Its media type, as the server found it in the bytes.
    pub media_type: String,
    /// How many bytes it has.
    pub n_bytes: u64,
    /// Of a picture: its width in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Of a picture: its height in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

/// An answer to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The words on the button, at most [`crate::limits::CHOICE_CHARACTERS_MAX`].
    pub label: String,
    /// What is said when it is chosen, or where it leads.
    pub value: String,
    /// Which of the two.
    #[serde(default, skip_serializing_if = "ChoiceKind::is_text")]
    pub kind: ChoiceKind,
}

impl Choice {
    /// One that is said.
    pub fn text(label: &str, value: &str) -> Self {
        Self { label: label.to_owned(), value: value.to_owned(), kind: ChoiceKind::Text }
    }

    /// One that leads to a page.
    pub fn link(label: &str, url: &str) -> Self {
        Self { label: label.to_owned(), value: url.to_owned(), kind: ChoiceKind::Url }
    }
}

/// What choosing an answer does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChoiceKind {
    /// Its value is said as a message of the visitor's own.
    #[default]
    Text,
    /// Its value, an `https` address, is opened; nothing is said.
    Url,
}

impl ChoiceKind {
    /// Whether it is the kind that is left out on the wire.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands in a reference")]
    pub fn is_text(&self) -> bool {
        *self == Self::Text
    }
}

/// A link with a title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkCard {
    /// An `https` address.
    pub url: String,
    /// What it leads to.
    pub title: String,
    /// A sentence about it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}
