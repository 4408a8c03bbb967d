//! Who a visitor is: what a customer's server proves by a signed token, the keys that it signs with,
//! and what only the customer's page says.

use serde::{Deserialize, Serialize};

use crate::ids::{ConversationId, IdentityKeyId};
use crate::time::Timestamp;

/// How a key signs. A key has one for ever; what a token says of itself never chooses another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IdentityAlgorithm {
    /// HMAC with SHA-256, by a secret that both sides have.
    #[serde(rename = "HS256")]
    Hs256,
    /// Ed25519, by a private key that the customer alone has.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

/// `POST /v1/channels/{channel}/identity-keys`, of users; at most two are live.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewIdentityKey {
    /// How it signs.
    pub algorithm: IdentityAlgorithm,
    /// Of `EdDSA` the public key: PEM as `openssl pkey -pubout` writes it, or 32 bytes in base64url.
    /// Absent for `HS256`, whose secret is made by the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
}

/// A live key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityKey {
    /// Its name; goes into a token's header as `kid`.
    pub id: IdentityKeyId,
    /// How it signs.
    pub algorithm: IdentityAlgorithm,
    /// When it was made.
    pub created_at: Timestamp,
}

/// `GET /v1/channels/{channel}/identity-keys`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityKeys {
    /// The oldest first.
    pub keys: Vec<IdentityKey>,
}

/// The answer to a [`NewIdentityKey`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityKeyCreated {
    /// The key.
    pub key: IdentityKey,
    /// Of `HS256` the secret, shown this once; the bytes of this text are the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// `POST /v1/channels/{channel}/identity`, with the visitor token as bearer. May be repeated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityProof {
    /// The signed token.
    pub token: String,
}

/// The answer to an [`IdentityProof`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identified {
    /// Whether the visitor is known as the contact from now on. Of somebody who has begun nothing,
    /// here or elsewhere, nothing is stored: the proof is to be given again with the first message.
    pub is_known: bool,
    /// The contact's newest conversation that takes a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
}

/// Somebody for whom a customer's server has vouched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifiedContact {
    /// By which name that server knows them.
    pub subject: String,
    /// What it calls them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their e-mail address, as it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// `PUT /v1/channels/{channel}/attributes`, with the visitor token as bearer, and the answer to
/// `GET /v1/tickets/{number}/attributes`, of users: all that a page says of a visitor. Claims: any
/// script of the page, and the visitor, can say what they like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attributes {
    /// Each name once.
    pub attributes: Vec<Attribute>,
}

/// One thing that a page says of a visitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// Of what: small letters, digits and `_`.
    pub name: String,
    /// What it is.
    pub value: String,
}
