//! Tokens by which a customer's server says who a visitor is (JWT, RFC 7519 and 8725). Stricter than
//! the standard lets one be: a key has one way of signing, whatever a token says of itself; its header
//! can name one of the channel's own live keys and nothing else; what is not understood is refused.
//!
//! Of a refusal nothing is told but whether a rightly signed token is over.

use std::future::Future;

use hmac::{Hmac, Mac};
use pulina_shared::base64url;
use pulina_shared::ids::{ChannelId, IdentityKeyId};
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::text::{DisplayName, EmailAddress, one_line};
use pulina_shared::time::{SECOND_MS, Timestamp};
use pulina_shared::token::IdentityToken;
use pulina_shared::wire::identity::{IdentityAlgorithm, VerifiedContact};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;

/// Bytes of an Ed25519 public key.
const PUBLIC_KEY_BYTES: usize = 32;
/// What stands before them in the usual form of a public key (RFC 8410): twelve bytes.
const PUBLIC_KEY_START: &str = "MCowBQYDK2VwAyEA";
/// Shorter than any secret that we make; what is stored wrongly must not open the door.
const SECRET_BYTES_MIN: usize = 32;

/// A key that a channel's tokens may be signed with now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveKey {
    /// Its name.
    pub id: IdentityKeyId,
    /// How it signs.
    pub algorithm: IdentityAlgorithm,
    /// Of `HS256` the secret, whose bytes are the key; of `EdDSA` the public key in base64url.
    pub key: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: IdentityAlgorithm,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    typ: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    aud: String,
    sub: String,
    exp: u64,
    #[serde(default)]
    nbf: Option<u64>,
    #[serde(default)]
    iat: Option<u64>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    email: Option<String>,
}

/// A token, taken apart. Nothing in it is proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presented<'a> {
    /// What was signed.
    pub signed: &'a str,
    /// By which signature.
    pub signature: Vec<u8>,
    algorithm: IdentityAlgorithm,
    key_id: Option<String>,
    claims: Vec<u8>,
}

fn invalid() -> Rejection {
    Rejection::new(Code::IdentityInvalid)
}

fn decoded(part: &str) -> Result<Vec<u8>, Rejection> {
    base64url::decode(part).ok_or_else(invalid)
}

fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Rejection> {
    let text = std::str::from_utf8(bytes).map_err(|_| invalid())?;
    serde_json::from_str(text).map_err(|_| invalid())
}

impl<'a> Presented<'a> {
    /// Takes a token apart.
    ///
    /// # Errors
    /// `identity_invalid`.
    pub fn parse(token: &'a IdentityToken) -> Result<Self, Rejection> {
        let (signed, signature) = token.as_str().rsplit_once('.').ok_or_else(invalid)?;
        let (header, claims) = signed.split_once('.').ok_or_else(invalid)?;
        let Header { alg, kid, typ } = json(&decoded(header)?)?;
        if typ.is_some_and(|typ| !typ.eq_ignore_ascii_case("JWT")) {
            return Err(invalid());
        }
        let (signature, claims) = (decoded(signature)?, decoded(claims)?);
        Ok(Self { signed, signature, algorithm: alg, key_id: kid, claims })
    }

    /// Whether this key may have signed it. One that names a key is for that key alone.
    fn may_be_of(&self, key: &LiveKey) -> bool {
        let is_named = self.key_id.as_deref().is_none_or(|name| name == key.id.as_str());
        is_named && self.algorithm == key.algorithm
    }

    /// Whether it was signed with this secret; takes as long whatever is wrong.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok();
        mac.filter(|_| secret.len() >= SECRET_BYTES_MIN)
            .is_some_and(|mac| mac.chain_update(self.signed).verify_slice(&self.signature).is_ok())
    }

    /// What it says, once it is known that a key of this channel has signed it.
    fn contact(&self, channel: &ChannelId, now: Timestamp) -> Result<VerifiedContact, Rejection> {
        let Claims { aud, sub, exp, nbf, iat, name, email } = json(&self.claims)?;
        let ms = |seconds: u64| seconds.checked_mul(SECOND_MS).map(Timestamp).ok_or_else(invalid);
        let latest = now.plus(limits::IDENTITY_LEEWAY_MS);
        let ends_at = ms(exp)?;
        let is_early = |begins: Option<u64>| begins.map_or(Ok(false), |begins| Ok(ms(begins)? > latest));
        if aud != channel.as_str()
            || ends_at > latest.plus(limits::IDENTITY_TOKEN_MS_MAX)
            || is_early(nbf)?
            || is_early(iat)?
            // As it stands: two subjects that only look alike are two contacts.
            || one_line(&sub, limits::SUBJECT_OF_CONTACT_CHARACTERS_MAX).as_ref() != Ok(&sub)
        {
            return Err(invalid());
        }
        if ends_at.plus(limits::IDENTITY_LEEWAY_MS) <= now {
            return Err(Rejection::new(Code::IdentityExpired));
        }
        // A name that cannot be shown keeps nobody out; who it is does not hang on it.
        Ok(VerifiedContact {
            subject: sub,
            name: name.and_then(|name| DisplayName::parse(&name).ok()).map(|name| name.as_str().to_owned()),
            email: email
                .and_then(|email| EmailAddress::parse(&email).ok())
                .map(|email| email.as_str().to_owned()),
        })
    }
}

/// Whom a token proves the visitor to be, and by which key. `is_signed` says whether that key has
/// signed it, by the key's own algorithm.
///
/// # Errors
/// `identity_expired`, `identity_invalid`; what `is_signed` failed with.
pub async fn verify<'k, E, F>(
    presented: &Presented<'_>,
    live: &'k [LiveKey],
    channel: &ChannelId,
    now: Timestamp,
    is_signed: impl Fn(&'k LiveKey) -> F,
) -> Result<(&'k LiveKey, VerifiedContact), E>
where
    E: From<Rejection>,
    F: Future<Output = Result<bool, E>>,
{
    for key in live.iter().filter(|key| presented.may_be_of(key)) {
        if is_signed(key).await? {
            return Ok((key, presented.contact(channel, now)?));
        }
    }
    Err(invalid().into())
}

/// Reads a public key as people have it; gives it in base64url.
///
/// # Errors
/// `field_invalid`.
pub fn public_key(text: &str) -> Result<String, Rejection> {
    let unusable = || Rejection::new(Code::FieldInvalid).at("/public_key");
    let lines: String = text.lines().map(str::trim).filter(|line| !line.starts_with("-----")).collect();
    // The two alphabets differ in two letters, and one of them may be padded.
    let letters = lines.trim_end_matches('=').replace('+', "-").replace('/', "_");
    let key = letters.strip_prefix(PUBLIC_KEY_START).unwrap_or(&letters);
    let n_bytes = base64url::decode(key).map(|bytes| bytes.len());
    if n_bytes == Some(PUBLIC_KEY_BYTES) { Ok(key.to_owned()) } else { Err(unusable()) }
}

/// A public key as bytes.
pub fn public_key_bytes(key: &LiveKey) -> Vec<u8> {
    base64url::decode(&key.key).unwrap_or_default()
}
