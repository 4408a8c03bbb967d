//! What proves who a user is, besides the password: codes of an authenticator app, recovery codes, and
//! passkeys. Bytes are texts in base64url without padding.

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, PasskeyId};
use crate::time::Timestamp;

/// `GET /v1/me/factors`: what the user has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factors {
    /// Since when the authenticator app is asked for; absent while it is off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authenticator_since: Option<Timestamp>,
    /// Recovery codes that are not used yet.
    pub n_recovery_codes: u64,
    /// The oldest first.
    pub passkeys: Vec<Passkey>,
}

/// A passkey, without anything that would let somebody use it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// Which; no secret.
    pub id: PasskeyId,
    /// What its user calls it.
    pub name: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When somebody last signed in with it; absent for never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<Timestamp>,
}

/// By what a user signs in besides their password, as admins see it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorSummary {
    /// Whether a code of an authenticator app is asked for.
    pub has_authenticator: bool,
    /// How many passkeys there are.
    pub n_passkeys: u64,
}

impl FactorSummary {
    /// Whether there is anything.
    pub fn is_any(self) -> bool {
        self.has_authenticator || self.n_passkeys > 0
    }
}

/// The answer to `POST /v1/me/authenticator`: nothing is asked for before its first code came.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthenticatorBegun {
    /// What the app makes its codes from, in base 32 as apps read it (RFC 4648); shown this once.
    pub secret: String,
}

/// `PUT /v1/me/authenticator`: the first code proves that the app has the secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeProof {
    /// The code that the app shows.
    pub code: String,
}

/// `POST /v1/me/authenticator/off` and `POST /v1/me/recovery-codes`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordProof {
    /// The user's password.
    pub present: String,
}

/// Codes that stand in for the app, each once; former ones are worthless.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryCodes {
    /// The codes; shown this once.
    pub codes: Vec<String>,
}

/// `POST /v1/sessions/challenge`: somebody wants to sign in with a passkey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasskeyWish {
    /// The account to sign in to.
    pub account: AccountId,
}

/// What a passkey has to sign, or a new one to name: once, within five minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// 256 random bits.
    pub challenge: String,
    /// Credentials that the user has already; none where somebody signs in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
}

/// `POST /v1/me/passkeys`: what `navigator.credentials.create` gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPasskey {
    /// What the user calls it.
    pub name: String,
    /// What the authenticator calls it.
    pub credential: String,
    /// `clientDataJSON`.
    pub client_data: String,
    /// What `getAuthenticatorData()` gives.
    pub authenticator_data: String,
    /// What `getPublicKey()` gives: a `SubjectPublicKeyInfo`.
    pub public_key: String,
    /// What `getPublicKeyAlgorithm()` gives: -7, -8 or -257.
    pub algorithm: i32,
}

/// `POST /v1/sessions/passkey`: what `navigator.credentials.get` gave. The answer is a `Session` and
/// sets the cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasskeySignIn {
    /// The account to sign in to.
    pub account: AccountId,
    /// What the authenticator calls the passkey.
    pub credential: String,
    /// Whose it is: the bytes of a user id.
    pub user_handle: String,
    /// `clientDataJSON`.
    pub client_data: String,
    /// `authenticatorData`.
    pub authenticator_data: String,
    /// The signature over both.
    pub signature: String,
}
