//! What users change of themselves. A change goes to all desks and to every conversation that
//! shows the user.

use std::rc::Rc;

use pulina_shared::ids::UserId;
use pulina_shared::problem::Code;
use pulina_shared::text::DisplayName;
use pulina_shared::wire::conversation::PublicUser;
use pulina_shared::wire::http::ProfileChange;
use sha2::{Digest, Sha256};
use worker::{Request, Response};

use super::{Actor, Desk, read};
use crate::answer;
use crate::domain::image::ImageKind;
use crate::fault::{Failure, Fault};
use crate::internal::OrderAct;
use crate::storage::{help_desk, orders, users};

impl Desk {
    /// Changes the name.
    pub async fn change_profile(self: &Rc<Self>, request: &mut Request) -> Result<PublicUser, Failure> {
        let change: ProfileChange = read(request).await?;
        let actor = self.actor(request)?;
        let name = match &change.name {
            Some(name) => {
                DisplayName::parse(name).map_err(|rejection| rejection.at("/name"))?.as_str().to_owned()
            }
            None => return Ok(actor.public()),
        };
        let avatar_hash = actor.user.avatar_hash.clone();
        let user = self.transaction(|| self.write_profile(actor, name, avatar_hash))?;
        self.after_change().await;
        Ok(user)
    }

    /// Changes the picture.
    pub async fn put_avatar(self: &Rc<Self>, request: &mut Request) -> Result<PublicUser, Failure> {
        let bytes = request.bytes().await.map_err(|error| Fault::platform("request body", error))?;
        let actor = self.actor(request)?;
        let kind = ImageKind::parse(&bytes)?;
        let hash = short_hash(&bytes);
        let user = self.transaction(|| {
            users::insert_avatar(&self.sql, &actor.user.id, &hash, kind.content_type(), bytes)?;
            let name = actor.user.name.clone();
            self.write_profile(actor, name, Some(hash))
        })?;
        self.after_change().await;
        Ok(user)
    }

    /// Takes the picture away.
    pub async fn delete_avatar(self: &Rc<Self>, request: &Request) -> Result<PublicUser, Failure> {
        let actor = self.actor(request)?;
        let name = actor.user.name.clone();
        let user = self.transaction(|| self.write_profile(actor, name, None))?;
        self.after_change().await;
        Ok(user)
    }

    fn write_profile(
        &self,
        actor: Actor,
        name: String,
        avatar_hash: Option<String>,
    ) -> Result<PublicUser, Failure> {
        let Actor { head, mut user, .. } = actor;
        if user.name == name && user.avatar_hash == avatar_hash {
            return Ok(user.public(&head.id));
        }
        let revision = help_desk::next_revision(&self.sql)?;
        users::update_profile(&self.sql, &user.id, &name, avatar_hash.as_deref(), revision)?;
        (user.name, user.avatar_hash) = (name, avatar_hash);
        let public = user.public(&head.id);
        orders::give_to_participated(&self.sql, &user.id, &OrderAct::UpdatePerson(public.clone()))?;
        Ok(public)
    }

    /// A picture. Its address names its content, so it never changes.
    pub fn avatar(&self, user: &str, hash: &str) -> Result<Response, Failure> {
        let user = UserId::parse(user).map_err(|_| Failure::from(Code::IdInvalid))?;
        let avatar = users::avatar(&self.sql, &user, hash)?.ok_or(Failure::from(Code::NotFound))?;
        Ok(answer::bytes(200, &avatar.content_type, avatar.bytes)?)
    }
}

/// 96 bits of the content's hash: a name, not a secret.
fn short_hash(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes).iter().take(12).fold(String::with_capacity(24), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
