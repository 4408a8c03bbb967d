//! Asking somebody in. The secret of an invitation is shown once and stored as its hash; whoever
//! brings it first becomes a user, and nobody after them.

use std::rc::Rc;

use pulina_shared::ids::{InvitationId, UserId};
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::text::{DisplayName, EmailAddress};
use pulina_shared::token::InvitationSecret;
use pulina_shared::wire::users::{AuditAct, Invitation, NewInvitation};
use worker::{Request, Response};

use super::{Desk, read};
use crate::answer;
use crate::chance::{now, random};
use crate::domain::password::Password;
use crate::domain::user;
use crate::fault::{Failure, Fault};
use crate::internal::{Accept, InvitationMade, SignedIn, secret_hash};
use crate::storage::users::NewUser;
use crate::storage::{help_desk, invitations, users};

impl Desk {
    /// Asks somebody in, by a secret that replaces a former one of the same address.
    pub async fn invite(self: &Rc<Self>, request: &mut Request) -> Result<InvitationMade, Failure> {
        let new: NewInvitation = read(request).await?;
        let email = EmailAddress::parse(&new.email).map_err(|rejection| rejection.at("/email"))?;
        let (id, chance) = (InvitationId::new(random()?), random()?);
        let made = self.transaction(|| {
            let actor = self.actor(request)?;
            user::require_owner_for(actor.user.role, new.role)?;
            if users::has_email(&self.sql, &email)? {
                return Err(Rejection::new(Code::EmailTaken).at("/email").into());
            }
            let now = now();
            invitations::delete_of(&self.sql, &email)?;
            let n_standing = invitations::standing(&self.sql, now)?.len();
            let n_users = users::all(&self.sql)?.len();
            refuse_too_many(n_standing + 1, limits::INVITATIONS_MAX)?;
            refuse_too_many(n_users + n_standing + 1, limits::USERS_MAX)?;
            let invitation = Invitation {
                id,
                email: email.as_str().to_owned(),
                role: new.role,
                invited_by: actor.user.id,
                ends_at: now.plus(limits::INVITATION_MS_MAX),
            };
            let secret = InvitationSecret::new(&actor.head.id, chance);
            invitations::insert(&self.sql, &invitation, &secret_hash(secret.secret()), now)?;
            self.note_invitation(&invitation.invited_by, AuditAct::UserInvited, &invitation)?;
            Ok(InvitationMade { invitation, secret: secret.secret().to_owned() })
        })?;
        self.arm(Some(made.invitation.ends_at)).await;
        Ok(made)
    }

    /// Takes an invitation back. Repeating changes nothing.
    pub fn revoke_invitation(&self, request: &Request, id: &str) -> Result<Response, Failure> {
        let id = InvitationId::parse(id).map_err(|_| Failure::from(Code::IdInvalid))?;
        self.transaction(|| {
            let actor = self.actor(request)?;
            if let Some(invitation) = invitations::find(&self.sql, &id)? {
                user::require_owner_for(actor.user.role, invitation.role)?;
                invitations::delete(&self.sql, &id)?;
                self.note_invitation(&actor.user.id, AuditAct::InvitationRevoked, &invitation)?;
            }
            Ok(())
        })?;
        Ok(answer::nothing())
    }

    /// Makes a user of whoever brings the secret, and signs them in.
    pub async fn accept(self: &Rc<Self>, accept: Accept) -> Result<SignedIn, Failure> {
        let name = DisplayName::parse(&accept.name).map_err(|rejection| rejection.at("/name"))?;
        let password = Password::parse(&accept.password).map_err(|rejection| rejection.at("/password"))?;
        // Nobody without an invitation makes us hash.
        self.standing_invitation(&accept.secret_hash)?;
        self.refuse_common(&password).await?;
        let password_hash = self.hash(&password).await?;
        let id = UserId::new(random()?);
        let signed_in = self.transaction(|| {
            let invitation = self.standing_invitation(&accept.secret_hash)?;
            let email = EmailAddress::parse(&invitation.email)
                .map_err(|_| Fault::stored("invitation", "its address is none"))?;
            let new = NewUser {
                id: &id,
                email: &email,
                name: name.as_str(),
                role: invitation.role,
                password_hash: &password_hash,
                revision: help_desk::next_revision(&self.sql)?,
                now: now(),
            };
            users::insert(&self.sql, &new)?;
            invitations::delete(&self.sql, &invitation.id)?;
            self.note_invitation(&id, AuditAct::UserJoined, &invitation)?;
            self.begin_session(&id)
        })?;
        self.after_change().await;
        Ok(signed_in)
    }

    fn note_invitation(&self, by: &UserId, act: AuditAct, invitation: &Invitation) -> Result<(), Fault> {
        let details = [invitation.email.clone(), invitation.role.as_str().to_owned()];
        self.note(by, act, Some(invitation.id.as_str()), &details)
    }

    fn standing_invitation(&self, secret_hash: &str) -> Result<Invitation, Failure> {
        let found = invitations::of_secret(&self.sql, secret_hash, now())?;
        found.ok_or(Failure::from(Code::InvitationEnded))
    }
}

fn refuse_too_many(n: usize, n_max: usize) -> Result<(), Rejection> {
    if n > n_max { Err(Rejection::above(Code::TooManyItems, n_max, n)) } else { Ok(()) }
}
