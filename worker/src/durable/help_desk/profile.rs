//! What users change of themselves. A change goes to all desks and to every conversation that
//! shows the user.

use std::rc::Rc;

use pulina_shared::links::is_https;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::text::DisplayName;
use pulina_shared::wire::conversation::PublicUser;
use pulina_shared::wire::http::ProfileChange;
use pulina_shared::wire::users::AuditAct;
use worker::{Method, Request, Response};

use super::pictures::short_hash;
use super::{Actor, Desk, answer, read};
use crate::domain::image::ImageKind;
use crate::fault::{Failure, Fault};
use crate::internal::OrderAct;
use crate::storage::users::UserRow;
use crate::storage::{help_desk, orders, pictures, users};

impl Desk {
    /// What concerns the signed-in user.
    pub(super) async fn answer_me(
        self: &Rc<Self>,
        request: &mut Request,
        method: &Method,
        what: &[&str],
    ) -> Result<Response, Failure> {
        match (method, what) {
            (Method::Patch, []) => answer(200, self.change_profile(request).await?),
            (Method::Get, ["presence"]) => answer(200, self.own_presence(request)?),
            (Method::Put, ["away"]) => answer(200, self.say_away(request).await?),
            (Method::Get, ["hours"]) => answer(200, self.own_hours(request)?),
            (Method::Put, ["hours"]) => answer(200, self.change_own_hours(request).await?),
            (Method::Put, ["password"]) => self.change_password(request).await,
            (Method::Put, ["avatar"]) => answer(200, self.put_avatar(request).await?),
            (Method::Delete, ["avatar"]) => answer(200, self.delete_avatar(request).await?),
            _ => self.answer_about_factors(request, method, what).await,
        }
    }

    /// Changes the name, and where others book a time.
    async fn change_profile(self: &Rc<Self>, request: &mut Request) -> Result<PublicUser, Failure> {
        let change: ProfileChange = read(request).await?;
        let actor = self.actor(request)?;
        let name = match &change.name {
            Some(name) => {
                DisplayName::parse(name).map_err(|rejection| rejection.at("/name"))?.as_str().to_owned()
            }
            None => actor.user.name.clone(),
        };
        let link = change.meetings_link.as_deref().map(str::trim);
        if link.is_some_and(|link| !link.is_empty() && !is_https(link)) {
            return Err(Rejection::new(Code::FieldInvalid).at("/meetings_link").into());
        }
        let avatar_hash = actor.user.avatar_hash.clone();
        let user = self.transaction(|| {
            if let Some(link) = link {
                self.write_meetings_link(&actor.user, Some(link).filter(|link| !link.is_empty()))?;
            }
            self.write_profile(actor, name, avatar_hash)
        })?;
        self.after_change().await;
        Ok(user)
    }

    /// Changes the picture.
    async fn put_avatar(self: &Rc<Self>, request: &mut Request) -> Result<PublicUser, Failure> {
        let bytes = request.bytes().await.map_err(|error| Fault::platform("request body", error))?;
        let actor = self.actor(request)?;
        let kind = ImageKind::parse(&bytes)?;
        let hash = short_hash(&bytes);
        let user = self.transaction(|| {
            pictures::insert(&self.sql, actor.user.id.as_str(), &hash, kind.content_type(), bytes)?;
            let name = actor.user.name.clone();
            self.write_profile(actor, name, Some(hash))
        })?;
        self.after_change().await;
        Ok(user)
    }

    /// Takes the picture away.
    async fn delete_avatar(self: &Rc<Self>, request: &Request) -> Result<PublicUser, Failure> {
        let actor = self.actor(request)?;
        let name = actor.user.name.clone();
        let user = self.transaction(|| self.write_profile(actor, name, None))?;
        self.after_change().await;
        Ok(user)
    }

    fn write_meetings_link(&self, user: &UserRow, link: Option<&str>) -> Result<(), Fault> {
        if user.meetings_link.as_deref() == link {
            return Ok(());
        }
        users::update_meetings_link(&self.sql, &user.id, link)?;
        self.note(&user.id, AuditAct::ProfileChanged, None, &["/meetings_link".to_owned()])
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
        let changed = [("/name", user.name != name), ("/avatar", user.avatar_hash != avatar_hash)];
        let changed: Vec<String> =
            changed.into_iter().filter(|it| it.1).map(|(pointer, _)| pointer.to_owned()).collect();
        self.note(&user.id, AuditAct::ProfileChanged, None, &changed)?;
        let revision = help_desk::next_revision(&self.sql)?;
        users::update_profile(&self.sql, &user.id, &name, avatar_hash.as_deref(), revision)?;
        pictures::keep_only(&self.sql, user.id.as_str(), avatar_hash.as_deref())?;
        (user.name, user.avatar_hash) = (name, avatar_hash);
        let public = user.public(&head.id);
        orders::give_to_participated(&self.sql, &user.id, &OrderAct::UpdatePerson(public.clone()))?;
        Ok(public)
    }
}
