//! A customer's server that says who its visitors are: keys made by an admin, and tokens signed with
//! them as any library would.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use hmac::{Hmac, Mac};
use pulina_shared::ids::ChannelId;
use pulina_shared::token::VisitorToken;
use pulina_shared::wire::identity::{
    Identified, IdentityAlgorithm, IdentityKeyCreated, IdentityProof, NewIdentityKey,
};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::agent::Agent;
use crate::door::{Ask, Door};
use crate::random;

/// What a customer's server signs with.
enum Signing {
    Secret(String),
    Private(SigningKey),
}

/// A customer's server.
pub struct Voucher {
    /// For which channel.
    pub channel: ChannelId,
    /// The key as Pulina knows it.
    pub made: IdentityKeyCreated,
    signing: Signing,
}

/// Seconds since 1970, and so many more.
///
/// # Panics
/// When the clock is before 1970.
pub fn seconds(from_now: i64) -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
    i64::try_from(now.as_secs()).expect("it is not that late") + from_now
}

/// The request that makes a key.
pub fn make_key(agent: &Agent, channel: &ChannelId, new: &NewIdentityKey) -> Ask {
    agent.asks("POST", &format!("/v1/channels/{channel}/identity-keys")).json(new)
}

impl Voucher {
    /// With a secret that Pulina made.
    ///
    /// # Panics
    /// When no secret was shown.
    pub async fn by_secret(agent: &Agent, channel: &ChannelId) -> Self {
        let new = NewIdentityKey { algorithm: IdentityAlgorithm::Hs256, public_key: None };
        let made: IdentityKeyCreated = make_key(agent, channel, &new).granted().await;
        let secret = made.secret.clone().expect("the secret is shown once");
        Self { channel: channel.clone(), made, signing: Signing::Secret(secret) }
    }

    /// With a private key of its own.
    pub async fn by_private_key(agent: &Agent, channel: &ChannelId) -> Self {
        let private = SigningKey::from_bytes(&random::bytes());
        let public_key = Some(URL_SAFE_NO_PAD.encode(private.verifying_key().as_bytes()));
        let new = NewIdentityKey { algorithm: IdentityAlgorithm::EdDsa, public_key };
        let made = make_key(agent, channel, &new).granted().await;
        Self { channel: channel.clone(), made, signing: Signing::Private(private) }
    }

    /// A token for somebody, good for ten minutes.
    pub fn vouches_for(&self, subject: &str) -> String {
        self.signs(&json!({ "sub": subject, "name": format!("{subject} of the shop"), "email": format!("{subject}@shop.example") }))
    }

    /// A token with these claims; what is missing is as it should be.
    pub fn signs(&self, claims: &Value) -> String {
        let mut all = json!({ "aud": self.channel.as_str(), "exp": seconds(600) });
        for (name, value) in claims.as_object().into_iter().flatten() {
            all[name] = value.clone();
        }
        let alg = match self.signing {
            Signing::Secret(_) => "HS256",
            Signing::Private(_) => "EdDSA",
        };
        let header = json!({ "alg": alg, "typ": "JWT", "kid": self.made.key.id.as_str() });
        self.signs_text(&header.to_string(), &all.to_string())
    }

    /// A token with exactly this header and these claims.
    ///
    /// # Panics
    /// Never: a secret may have any length.
    pub fn signs_text(&self, header: &str, claims: &str) -> String {
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let signature = match &self.signing {
            Signing::Secret(secret) => {
                let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key of any length");
                mac.chain_update(&signed).finalize().into_bytes().to_vec()
            }
            Signing::Private(key) => key.sign(signed.as_bytes()).to_bytes().to_vec(),
        };
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// Takes the key away.
    pub async fn is_revoked(&self, agent: &Agent) {
        let path = format!("/v1/channels/{}/identity-keys/{}", self.channel, self.made.key.id);
        assert!(agent.asks("DELETE", &path).answer().await.is_good());
    }
}

/// The request that proves who a visitor is.
pub fn proves(door: &Door, channel: &ChannelId, token: &VisitorToken, proof: &str) -> Ask {
    let proof = IdentityProof { token: proof.to_owned() };
    door.post(&format!("/v1/channels/{channel}/identity")).token(token).json(&proof)
}

/// Proves who a visitor is.
pub async fn identified(door: &Door, channel: &ChannelId, token: &VisitorToken, proof: &str) -> Identified {
    proves(door, channel, token, proof).granted().await
}

/// The request that ends that.
pub fn logs_out(door: &Door, channel: &ChannelId, token: &VisitorToken) -> Ask {
    door.ask("DELETE", &format!("/v1/channels/{channel}/identity")).token(token)
}
