//! Where a user is signed in, and their password. A new password ends every session but the one in
//! which it was chosen: whoever knew the old one is out.

use std::rc::Rc;

use pulina_shared::ids::SessionId;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::wire::factors::PasswordProof;
use pulina_shared::wire::users::{AuditAct, OwnSession, OwnSessions, PasswordChange};
use worker::{Request, Response};

use super::sign_in::Guess;
use super::{Actor, Desk, header, read};
use crate::answer;
use crate::chance::now;
use crate::domain::password::Password;
use crate::fault::{Failure, Fault};
use crate::internal::NETWORK_HEADER;
use crate::storage::{sessions, users};

/// A password that was the user's a moment ago.
pub struct Proved {
    guess: Guess,
    password_hash: String,
}

impl Desk {
    /// Where the user is signed in.
    pub fn own_sessions(&self, request: &Request) -> Result<OwnSessions, Failure> {
        let actor = self.actor(request)?;
        let own = |row: sessions::SessionRow| OwnSession {
            is_this: row.id == actor.session.id,
            id: row.id,
            created_at: row.created_at,
            used_at: row.used_at,
        };
        let standing = sessions::of_user(&self.sql, &actor.user.id)?;
        Ok(OwnSessions { sessions: standing.into_iter().map(own).collect() })
    }

    /// Ends one of the user's own sessions. Repeating changes nothing.
    pub async fn end_own_session(self: &Rc<Self>, request: &Request, id: &str) -> Result<Response, Failure> {
        let id = SessionId::parse(id).map_err(|_| Failure::from(Code::IdInvalid))?;
        self.transaction(|| {
            let actor = self.actor(request)?;
            let own = sessions::of_user(&self.sql, &actor.user.id)?;
            match own.iter().find(|row| row.id == id) {
                Some(row) => {
                    self.end_session(row)?;
                    Ok(self.note_ended(&actor.user.id, &actor.user.id, &[id])?)
                }
                None => Ok(()),
            }
        })?;
        self.after_sessions_ended().await
    }

    /// Ends all sessions of the user but this one.
    pub async fn end_other_sessions(self: &Rc<Self>, request: &Request) -> Result<Response, Failure> {
        self.transaction(|| {
            let actor = self.actor(request)?;
            Ok(self.end_sessions_of(&actor.user.id, &actor.user.id, Some(&actor.session.id))?)
        })?;
        self.after_sessions_ended().await
    }

    /// Changes the user's password. The present one is guessed no faster than at signing in.
    pub async fn change_password(self: &Rc<Self>, request: &mut Request) -> Result<Response, Failure> {
        let change: PasswordChange = read(request).await?;
        let next = Password::parse(&change.password).map_err(|rejection| rejection.at("/password"))?;
        let proved = self.prove_password(request, &change.present).await?;
        self.refuse_common(&next).await?;
        let hash = self.hash(&next).await?;
        self.transaction(|| {
            let actor = self.still_proved(request, &proved)?;
            users::update_password(&self.sql, &actor.user.id, &hash)?;
            self.note(&actor.user.id, AuditAct::PasswordChanged, None, &[])?;
            Ok(self.end_sessions_of(&actor.user.id, &actor.user.id, Some(&actor.session.id))?)
        })?;
        self.after_sessions_ended().await
    }

    /// Looks whether this is the signed-in user's password, which is guessed no faster than at signing in.
    pub(super) async fn prove_password(&self, request: &Request, present: &str) -> Result<Proved, Failure> {
        let actor = self.actor(request)?;
        let present = Password::parse(present).map_err(|_| wrong())?;
        let network = header(request, NETWORK_HEADER)?;
        let guess = self.guess(&actor.head.network_key, &actor.user.email, network.as_deref());
        let _turn = self.turn_to_hash().await?;
        self.count_guess(&guess)?;
        let password_hash = users::password_hash(&self.sql, &actor.user.id)?;
        if !present.fits(&password_hash).map_err(|error| Fault::stored("password hash", error.0))? {
            return Err(wrong());
        }
        Ok(Proved { guess, password_hash })
    }

    /// Takes the password of somebody who is asked again who they are.
    pub(super) async fn prove_by_password(&self, request: &mut Request) -> Result<Response, Failure> {
        let proof: PasswordProof = read(request).await?;
        let proved = self.prove_password(request, &proof.present).await?;
        self.transaction(|| self.still_proved(request, &proved))?;
        Ok(answer::nothing())
    }

    /// Whose password it still is, within the transaction of what it was asked for. The proof is fresh
    /// from now on, for whatever else asks for one.
    pub(super) fn still_proved(&self, request: &Request, proved: &Proved) -> Result<Actor, Failure> {
        let actor = self.actor(request)?;
        // Somebody else who was signed in may have been faster.
        if users::password_hash(&self.sql, &actor.user.id)? != proved.password_hash {
            return Err(wrong());
        }
        self.uncount_guess(&proved.guess)?;
        sessions::note_proof(&self.sql, &actor.session.id, now())?;
        Ok(actor)
    }

    async fn after_sessions_ended(self: &Rc<Self>) -> Result<Response, Failure> {
        self.close_ended_sockets();
        self.after_change().await;
        Ok(answer::nothing())
    }
}

fn wrong() -> Failure {
    Rejection::new(Code::PasswordWrong).at("/present").into()
}
