//! What has to hold of a passkey besides its signature (`WebAuthn` level 3, sections 7.1 and 7.2): it was
//! asked by a page of ours, for this host, with this challenge, and the person was there and known to
//! the device. What the device says of itself is not asked for, so nothing is proved when one is made.

use pulina_shared::base64url;
use pulina_shared::ids::UserId;
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::wire::factors::{NewPasskey, PasskeySignIn};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::ecdsa_signature::raw_of_der;
use crate::internal::Asked;

/// Bytes of the hash of the host, at the beginning.
const HOST_HASH_BYTES: usize = 32;
/// Somebody touched the device, and it knew them.
const PRESENT_AND_VERIFIED: u8 = 0b101;
/// The bytes of a new credential follow.
const HAS_CREDENTIAL: u8 = 0b100_0000;
/// Bytes of the kind of device, before the credential.
const KIND_BYTES: usize = 16;

/// How a passkey signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA by P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
}

impl Algorithm {
    /// By its number in the registry of COSE.
    pub fn parse(number: i64) -> Option<Self> {
        match number {
            -7 => Some(Self::Es256),
            -8 => Some(Self::EdDsa),
            -257 => Some(Self::Rs256),
            _ => None,
        }
    }

    /// A signature in the form that the platform verifies; `None` when it is none.
    pub fn platform_signature(self, signature: Vec<u8>) -> Option<Vec<u8>> {
        match self {
            Self::Es256 => raw_of_der(&signature),
            Self::EdDsa | Self::Rs256 => Some(signature),
        }
    }
}

/// A passkey that can be added, once its challenge turns out to be ours.
pub struct Made {
    /// What was to be answered.
    pub challenge: String,
    /// The public key as a `SubjectPublicKeyInfo`.
    pub public_key: Vec<u8>,
    /// How it signs.
    pub algorithm: Algorithm,
    /// How often it was used.
    pub counter: u64,
}

/// What a passkey says, once its signature turns out to be of its key.
pub struct Said {
    /// What was to be answered.
    pub challenge: String,
    /// Whose passkey the device takes it for.
    pub user: UserId,
    /// How often it was used.
    pub counter: u64,
    /// What was signed.
    pub signed: Vec<u8>,
    /// The signature, as devices write it.
    pub signature: Vec<u8>,
}

/// Reads a new passkey.
///
/// # Errors
/// `passkey_failed`.
pub fn made(new: &NewPasskey, asked: &Asked) -> Result<Made, Rejection> {
    let credential = bytes(&new.credential, limits::CREDENTIAL_BYTES_MAX)?;
    let data = bytes(&new.authenticator_data, limits::BODY_BYTES_MAX)?;
    let counter = counter_of(&data, asked, PRESENT_AND_VERIFIED | HAS_CREDENTIAL)?;
    if credential_in(&data) != Some(&credential[..]) {
        return Err(failed());
    }
    Ok(Made {
        challenge: challenge_in(&new.client_data, "webauthn.create", asked)?,
        public_key: bytes(&new.public_key, limits::PASSKEY_KEY_BYTES_MAX)?,
        algorithm: Algorithm::parse(new.algorithm.into()).ok_or_else(failed)?,
        counter,
    })
}

/// Reads what a passkey says.
///
/// # Errors
/// `passkey_failed`.
pub fn said(sign_in: &PasskeySignIn, asked: &Asked) -> Result<Said, Rejection> {
    let challenge = challenge_in(&sign_in.client_data, "webauthn.get", asked)?;
    let mut signed = bytes(&sign_in.authenticator_data, limits::BODY_BYTES_MAX)?;
    let counter = counter_of(&signed, asked, PRESENT_AND_VERIFIED)?;
    signed.extend_from_slice(&Sha256::digest(bytes(&sign_in.client_data, limits::BODY_BYTES_MAX)?));
    let user = bytes(&sign_in.user_handle, limits::CREDENTIAL_BYTES_MAX)?;
    let user = std::str::from_utf8(&user).ok().and_then(|text| UserId::parse(text).ok());
    Ok(Said {
        challenge,
        user: user.ok_or_else(failed)?,
        counter,
        signed,
        signature: bytes(&sign_in.signature, limits::BODY_BYTES_MAX)?,
    })
}

/// Whether a passkey that was used so often before may be used so often now. One that does not count
/// stays at 0; one that has gone back is a copy.
pub fn may_follow(before: u64, now: u64) -> bool {
    now > before || (before == 0 && now == 0)
}

fn failed() -> Rejection {
    Rejection::new(Code::PasskeyFailed)
}

fn bytes(text: &str, n_max: usize) -> Result<Vec<u8>, Rejection> {
    base64url::decode(text).filter(|bytes| !bytes.is_empty() && bytes.len() <= n_max).ok_or_else(failed)
}

/// The challenge that a page of ours handed to the browser, for this and nothing else.
fn challenge_in(client_data: &str, kind: &str, asked: &Asked) -> Result<String, Rejection> {
    #[derive(Deserialize)]
    struct ClientData {
        #[serde(rename = "type")]
        kind: String,
        challenge: String,
        origin: String,
        #[serde(default, rename = "crossOrigin")]
        is_cross_origin: bool,
    }
    let json = bytes(client_data, limits::BODY_BYTES_MAX)?;
    let data: ClientData = serde_json::from_slice(&json).map_err(|_| failed())?;
    let is_ours = data.kind == kind && data.origin == asked.origin && !data.is_cross_origin;
    if is_ours { Ok(data.challenge) } else { Err(failed()) }
}

/// How often a passkey of this host was used, if everything that is wanted is said of it.
fn counter_of(data: &[u8], asked: &Asked, wanted: u8) -> Result<u64, Rejection> {
    let (host, rest) = data.split_at_checked(HOST_HASH_BYTES).ok_or_else(failed)?;
    let Some((&[flags, a, b, c, d], _)) = rest.split_first_chunk() else { return Err(failed()) };
    let is_fine = *host == *Sha256::digest(asked.host.as_bytes()) && flags & wanted == wanted;
    if is_fine { Ok(u32::from_be_bytes([a, b, c, d]).into()) } else { Err(failed()) }
}

/// What a new credential is called.
fn credential_in(data: &[u8]) -> Option<&[u8]> {
    let (_, rest) = data.split_at_checked(HOST_HASH_BYTES + 1 + 4 + KIND_BYTES)?;
    let (length, rest) = rest.split_first_chunk()?;
    rest.get(..usize::from(u16::from_be_bytes(*length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHALLENGE: &str = "AAAA";

    fn asked() -> Asked {
        Asked { origin: "https://desk.example:8443".to_owned(), host: "desk.example".to_owned() }
    }

    fn client_data(kind: &str, origin: &str, rest: &str) -> String {
        let json = format!(r#"{{"type":"{kind}","challenge":"{CHALLENGE}","origin":"{origin}"{rest}}}"#);
        base64url::encode(json.as_bytes())
    }

    fn authenticator_data(host: &str, flags: u8, rest: &[u8]) -> String {
        let hash = Sha256::digest(host.as_bytes());
        base64url::encode(&[&hash[..], &[flags, 0, 0, 1, 2], rest].concat())
    }

    fn sign_in() -> PasskeySignIn {
        PasskeySignIn {
            account: pulina_shared::ids::AccountId::new([0; 10]),
            credential: base64url::encode(b"credential"),
            user_handle: base64url::encode(UserId::new([1; 10]).as_str().as_bytes()),
            client_data: client_data("webauthn.get", "https://desk.example:8443", r#","crossOrigin":false"#),
            authenticator_data: authenticator_data("desk.example", 0b101, &[]),
            signature: base64url::encode(b"signature"),
        }
    }

    fn new_passkey() -> NewPasskey {
        let credential = [&[0; 16][..], &[0, 10], b"credential and its key"].concat();
        NewPasskey {
            name: "Laptop".to_owned(),
            credential: base64url::encode(b"credential"),
            client_data: client_data("webauthn.create", "https://desk.example:8443", r#","other":[]"#),
            authenticator_data: authenticator_data("desk.example", 0b100_0101, &credential),
            public_key: base64url::encode(b"key"),
            algorithm: -7,
        }
    }

    #[test]
    fn sign_in_is_for_this_page_host_and_person() {
        let right = said(&sign_in(), &asked()).unwrap();
        assert_eq!((right.challenge.as_str(), right.counter), (CHALLENGE, 258));
        assert_eq!(right.signed.len(), 37 + 32);
        let other = |change: fn(&mut PasskeySignIn)| {
            let mut changed = sign_in();
            change(&mut changed);
            said(&changed, &asked()).err().map(|rejection| rejection.code)
        };
        assert_eq!(other(|_| ()), None);
        let changes: [fn(&mut PasskeySignIn); 9] = [
            |it| it.client_data = client_data("webauthn.create", "https://desk.example:8443", ""),
            |it| it.client_data = client_data("webauthn.get", "https://desk.example", ""),
            |it| {
                let rest = r#","crossOrigin":true"#;
                it.client_data = client_data("webauthn.get", "https://desk.example:8443", rest);
            },
            |it| it.client_data = base64url::encode(b"{}"),
            |it| it.authenticator_data = authenticator_data("example", 0b101, &[]),
            |it| it.authenticator_data = authenticator_data("desk.example", 0b001, &[]),
            |it| it.authenticator_data = authenticator_data("desk.example", 0b100, &[]),
            |it| it.authenticator_data = base64url::encode(&[0; 36]),
            |it| it.user_handle = base64url::encode(b"somebody"),
        ];
        for (n, change) in changes.into_iter().enumerate() {
            assert_eq!(other(change), Some(Code::PasskeyFailed), "{n}");
        }
        let mut untold = sign_in();
        untold.client_data = client_data("webauthn.get", "https://desk.example:8443", "");
        assert!(said(&untold, &asked()).is_ok(), "older browsers do not tell");
    }

    #[test]
    fn new_passkey_is_the_one_that_the_device_made() {
        let right = made(&new_passkey(), &asked()).unwrap();
        assert_eq!((right.algorithm, right.counter), (Algorithm::Es256, 258));
        let other = |change: fn(&mut NewPasskey)| {
            let mut changed = new_passkey();
            change(&mut changed);
            made(&changed, &asked()).err().map(|rejection| rejection.code)
        };
        let changes: [fn(&mut NewPasskey); 5] = [
            |it| it.credential = base64url::encode(b"credentials"),
            |it| it.authenticator_data = authenticator_data("desk.example", 0b101, &[]),
            |it| it.algorithm = -37,
            |it| it.public_key = String::new(),
            |it| it.client_data = client_data("webauthn.get", "https://desk.example:8443", ""),
        ];
        for (n, change) in changes.into_iter().enumerate() {
            assert_eq!(other(change), Some(Code::PasskeyFailed), "{n}");
        }
    }

    #[test]
    fn counter_that_goes_back_is_a_copy() {
        for (before, now, expected) in
            [(0, 0, true), (0, 1, true), (1, 2, true), (1, 1, false), (2, 1, false), (1, 0, false)]
        {
            assert_eq!(may_follow(before, now), expected, "{before} {now}");
        }
    }
}
