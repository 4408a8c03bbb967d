//! What a visitor said of themselves besides messages: consents, claimed names, how it was. Small,
//! optional, and stored as one value beside the head.

use pulina_shared::wire::conversation::{ConsentVersion, Rating};
use serde::{Deserialize, Serialize};

/// What is known of the visitor. Everything in it was claimed, nothing was proved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// The version of the consent texts to which they agree now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentVersion>,
    /// The version under which they agree to be written to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub may_contact: Option<ConsentVersion>,
    /// Whether the channel's questions were answered.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_form_done: bool,
    /// What they call themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The address that they gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// How it was, as they last said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
}
