//! Keys by which a customer's server signs: at most two of a channel, so that one can follow another.

use pulina_shared::ids::{ChannelId, IdentityKeyId, UserId};
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::token::IdentitySecret;
use pulina_shared::wire::identity::{
    IdentityAlgorithm, IdentityKey, IdentityKeyCreated, IdentityKeys, NewIdentityKey,
};
use pulina_shared::wire::users::AuditAct;
use worker::{Request, Response};

use super::{Desk, read};
use crate::answer;
use crate::chance::{now, random};
use crate::domain::identity::{LiveKey, public_key};
use crate::fault::{Failure, Fault};
use crate::storage::identity_keys;

impl Desk {
    /// The live keys of a channel, without what is secret.
    pub fn identity_keys(&self, request: &Request, channel: &str) -> Result<IdentityKeys, Failure> {
        self.actor(request)?;
        let live = identity_keys::of_channel(&self.sql, &self.channel_row(channel)?.id)?;
        let key = |(LiveKey { id, algorithm, .. }, created_at)| IdentityKey { id, algorithm, created_at };
        Ok(IdentityKeys { keys: live.into_iter().map(key).collect() })
    }

    /// Makes one more key.
    pub async fn make_identity_key(
        &self,
        request: &mut Request,
        channel: &str,
    ) -> Result<IdentityKeyCreated, Failure> {
        let new: NewIdentityKey = read(request).await?;
        let (id, secret) = (IdentityKeyId::new(random()?), IdentitySecret::new(random()?));
        self.transaction(|| {
            let actor = self.actor(request)?;
            let channel = self.channel_row(channel)?.id;
            let n_live = identity_keys::of_channel(&self.sql, &channel)?.len();
            if n_live >= limits::IDENTITY_KEYS_MAX {
                let max = limits::IDENTITY_KEYS_MAX;
                return Err(Rejection::above(Code::TooManyItems, max, n_live + 1).into());
            }
            let (material, secret) = match (new.algorithm, &new.public_key) {
                (IdentityAlgorithm::Hs256, None) => {
                    (secret.secret().to_owned(), Some(secret.secret().to_owned()))
                }
                (IdentityAlgorithm::EdDsa, Some(text)) => (public_key(text)?, None),
                _ => return Err(Rejection::new(Code::FieldInvalid).at("/public_key").into()),
            };
            let key = IdentityKey { id, algorithm: new.algorithm, created_at: now() };
            identity_keys::insert(&self.sql, &channel, &key, &material)?;
            self.note_key(&actor.user.id, AuditAct::KeyMade, &channel, &key.id)?;
            Ok(IdentityKeyCreated { key, secret })
        })
    }

    /// Takes a key away: nothing that it signed is taken any more. Repeating changes nothing.
    pub fn revoke_identity_key(
        &self,
        request: &Request,
        channel: &str,
        key: &str,
    ) -> Result<Response, Failure> {
        let key = IdentityKeyId::parse(key).map_err(|_| Failure::from(Code::IdInvalid))?;
        self.transaction(|| {
            let actor = self.actor(request)?;
            let channel = self.channel_row(channel)?.id;
            let live = identity_keys::of_channel(&self.sql, &channel)?;
            if live.iter().any(|(live, _)| live.id == key) {
                identity_keys::delete(&self.sql, &channel, &key)?;
                self.note_key(&actor.user.id, AuditAct::KeyRevoked, &channel, &key)?;
            }
            Ok(())
        })?;
        Ok(answer::nothing())
    }

    fn note_key(
        &self,
        by: &UserId,
        act: AuditAct,
        channel: &ChannelId,
        key: &IdentityKeyId,
    ) -> Result<(), Fault> {
        self.note(by, act, Some(channel.as_str()), &[key.to_string()])
    }
}
