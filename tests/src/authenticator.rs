//! What a user has besides a password: an app that makes codes, and a device that holds passkeys. Both
//! are made here as their makers read the standards, and not as the server does.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, Mac};
use p256::PublicKey;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::EncodePublicKey;
use pulina_shared::ids::UserId;
use pulina_shared::wire::factors::{
    AuthenticatorBegun, Challenge, CodeProof, NewPasskey, Passkey, PasskeySignIn, PasskeyWish, RecoveryCodes,
};
use serde_json::json;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::agent::Agent;
use crate::door::{Ask, Door};
use crate::random;
use crate::site::Site;

const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const PRESENT: u8 = 1;
const VERIFIED: u8 = 4;
const HAS_CREDENTIAL: u8 = 64;

/// An authenticator app with one secret.
pub struct App {
    key: Vec<u8>,
}

impl App {
    /// An app into which this was typed.
    ///
    /// # Panics
    /// When it is not base 32.
    pub fn with(secret: &str) -> Self {
        let (mut key, mut buffer, mut n_bits) = (Vec::new(), 0_u32, 0);
        for letter in secret.chars().filter(|letter| !letter.is_whitespace()) {
            let bits = BASE32.find(letter).expect("a letter of base 32");
            buffer = (buffer << 5) | u32::try_from(bits).expect("five bits");
            n_bits += 5;
            if n_bits >= 8 {
                n_bits -= 8;
                key.push(u8::try_from((buffer >> n_bits) & 255).expect("a byte"));
            }
        }
        Self { key }
    }

    /// The code that it shows now.
    pub fn code(&self) -> String {
        self.code_of(0)
    }

    /// The code that it shows next; the server takes it already.
    pub fn next_code(&self) -> String {
        self.code_of(1)
    }

    /// Six digits that are right at no time near.
    pub fn wrong_code(&self) -> String {
        let near: Vec<_> = (0..5).map(|step| self.code_of(step)).chain([self.code_before()]).collect();
        let wrong = (0..7).map(|n| format!("{n:06}")).find(|code| !near.contains(code));
        wrong.expect("seven of a million")
    }

    fn code_before(&self) -> String {
        self.at(random::now().0 / 30_000 - 1)
    }

    fn code_of(&self, n_steps_later: u64) -> String {
        self.at(random::now().0 / 30_000 + n_steps_later)
    }

    fn at(&self, step: u64) -> String {
        let mut keyed = Hmac::<Sha1>::new_from_slice(&self.key).expect("any key");
        keyed.update(&step.to_be_bytes());
        let hash = keyed.finalize().into_bytes();
        let start = usize::from(hash[19] & 15);
        let number = u32::from_be_bytes(hash[start..start + 4].try_into().expect("four bytes"));
        format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
    }
}

impl Agent {
    /// Switches the authenticator app on; the app and the recovery codes.
    pub async fn has_app(&self) -> (App, Vec<String>) {
        let begun: AuthenticatorBegun = self.asks("POST", "/v1/me/authenticator").granted().await;
        let app = App::with(&begun.secret);
        let codes: RecoveryCodes = self.confirming(&app.code()).granted().await;
        (app, codes.codes)
    }

    /// The request that proves an app.
    pub fn confirming(&self, code: &str) -> Ask {
        self.asks("PUT", "/v1/me/authenticator").json(&CodeProof { code: code.to_owned() })
    }

    /// Adds a passkey.
    pub async fn has_passkey(&self, name: &str) -> Device {
        let device = Device::of(self.user());
        let challenge: Challenge = self.asks("POST", "/v1/me/passkeys/challenge").granted().await;
        let new = device.makes(&self.door.origin(), &challenge.challenge, name);
        let _: Passkey = self.asks("POST", "/v1/me/passkeys").json(&new).granted().await;
        device
    }
}

/// A device that holds one passkey.
pub struct Device {
    user: UserId,
    key: SigningKey,
    credential: [u8; 32],
    /// How often it was used; devices that do not count say 0.
    pub counter: u32,
}

impl Device {
    /// A passkey of this user, not added yet.
    ///
    /// # Panics
    /// Never.
    pub fn of(user: &UserId) -> Self {
        let key = SigningKey::from_slice(&random::bytes::<32>()).expect("nearly every number is a key");
        Self { user: user.clone(), key, credential: random::bytes(), counter: 0 }
    }

    /// What a browser gives for a new passkey.
    ///
    /// # Panics
    /// When the origin is none.
    pub fn makes(&self, origin: &str, challenge: &str, name: &str) -> NewPasskey {
        let named = [&[0; 16][..], &32_u16.to_be_bytes(), &self.credential, b"a key in CBOR"].concat();
        let key = PublicKey::from(self.key.verifying_key()).to_public_key_der().expect("it has a form");
        NewPasskey {
            name: name.to_owned(),
            credential: BASE64.encode(self.credential),
            client_data: client_data("webauthn.create", origin, challenge),
            authenticator_data: BASE64
                .encode([self.data(origin, PRESENT | VERIFIED | HAS_CREDENTIAL), named].concat()),
            public_key: BASE64.encode(key.as_bytes()),
            algorithm: -7,
        }
    }

    /// What a browser gives for somebody who signs in.
    pub fn signs(&self, site: &Site, origin: &str, challenge: &str) -> PasskeySignIn {
        let client_data = client_data("webauthn.get", origin, challenge);
        let data = self.data(origin, PRESENT | VERIFIED);
        let mut sign_in = PasskeySignIn {
            account: site.account.created.account.clone(),
            credential: BASE64.encode(self.credential),
            user_handle: BASE64.encode(self.user.as_str()),
            client_data,
            authenticator_data: BASE64.encode(data),
            signature: String::new(),
        };
        self.signs_again(&mut sign_in);
        sign_in
    }

    /// Signs what stands there now.
    ///
    /// # Panics
    /// When it is not base 64.
    pub fn signs_again(&self, sign_in: &mut PasskeySignIn) {
        let data = BASE64.decode(&sign_in.authenticator_data).expect("base 64");
        let client_data = BASE64.decode(&sign_in.client_data).expect("base 64");
        let signed = [data, Sha256::digest(client_data).to_vec()].concat();
        let signature: Signature = self.key.sign(&signed);
        sign_in.signature = BASE64.encode(signature.to_der().as_bytes());
    }

    fn data(&self, origin: &str, flags: u8) -> Vec<u8> {
        let host = origin.split("://").nth(1).and_then(|rest| rest.split(':').next()).expect("a host");
        [&Sha256::digest(host)[..], &[flags], &self.counter.to_be_bytes()].concat()
    }
}

/// Asks for what a passkey has to sign.
pub async fn challenge(site: &Site) -> String {
    let wish = PasskeyWish { account: site.account.created.account.clone() };
    from_page(&site.door(), "/v1/sessions/challenge").json(&wish).granted::<Challenge>().await.challenge
}

/// The request that signs in with a passkey.
pub fn signing_in(door: &Door, sign_in: &PasskeySignIn) -> Ask {
    from_page(door, "/v1/sessions/passkey").json(sign_in)
}

fn from_page(door: &Door, path: &str) -> Ask {
    door.post(path).header("origin", &door.origin())
}

fn client_data(kind: &str, origin: &str, challenge: &str) -> String {
    let data = json!({ "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false });
    BASE64.encode(data.to_string())
}
