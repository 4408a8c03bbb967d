//! Passkeys: adding one, signing in with one, removing one. The signature is looked at first, which the
//! platform does while others have their turn; then one transaction takes the challenge and writes.

use std::rc::Rc;

use pulina_shared::base64url;
use pulina_shared::ids::{PasskeyId, UserId};
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::text::one_line;
use pulina_shared::wire::factors::{Challenge, FactorSummary, Passkey};
use pulina_shared::wire::users::AuditAct;
use worker::{Request, Response};

use super::{Desk, read};
use crate::answer;
use crate::chance::{now, random};
use crate::domain::network::network_of;
use crate::domain::webauthn::{self, Algorithm};
use crate::domain::window::Counted;
use crate::durable::signature;
use crate::fault::{Failure, Fault};
use crate::internal::{AddPasskey, PasskeyAttempt, PasskeyWanted, SignedIn, secret_hash};
use crate::storage::passkeys::{self, PasskeyRow};
use crate::storage::{help_desk, sessions, users};

/// A passkey that has signed a challenge.
struct Answered {
    row: PasskeyRow,
    challenge: String,
    counter: u64,
}

impl Desk {
    /// What a passkey of somebody who signs in has to answer.
    pub(super) fn ask_for_passkey(&self, wanted: &PasskeyWanted) -> Result<Challenge, Failure> {
        let challenge = base64url::encode(&random::<32>()?);
        self.transaction(|| {
            let key = help_desk::head(&self.sql)?.map(|head| head.network_key).unwrap_or_default();
            let network = secret_hash(&format!("{key}:{}", network_of(wanted.network.as_deref())));
            self.count(Counted::Challenges, &network)?;
            self.write_challenge(challenge, None, Vec::new())
        })
    }

    /// What a new passkey of the signed-in user has to answer.
    pub(super) fn ask_for_new_passkey(&self, request: &Request) -> Result<Challenge, Failure> {
        let challenge = base64url::encode(&random::<32>()?);
        self.transaction(|| {
            let user = self.actor(request)?.user.id;
            let own = passkeys::of_user(&self.sql, &user)?;
            refuse_one_more(&own)?;
            let exclude = own.into_iter().map(|row| row.credential).collect();
            self.write_challenge(challenge, Some(&user), exclude)
        })
    }

    fn write_challenge(
        &self,
        challenge: String,
        user: Option<&UserId>,
        exclude: Vec<String>,
    ) -> Result<Challenge, Failure> {
        let now = now();
        let times = (now, now.plus(limits::CHALLENGE_MS_MAX));
        passkeys::insert_challenge(&self.sql, &challenge, user, times, limits::CHALLENGES_MAX)?;
        Ok(Challenge { challenge, exclude })
    }

    /// Adds a passkey of the signed-in user.
    pub(super) async fn add_passkey(&self, request: &mut Request) -> Result<Passkey, Failure> {
        let AddPasskey { new, asked } = read(request).await?;
        let name = one_line(&new.name, limits::PASSKEY_NAME_CHARACTERS_MAX)
            .map_err(|rejection| rejection.at("/name"))?;
        let made = webauthn::made(&new, &asked)?;
        if !signature::is_passkey(made.algorithm, &made.public_key).await {
            return Err(Code::PasskeyFailed.into());
        }
        let id = PasskeyId::new(random()?);
        self.transaction(|| {
            let user = self.actor(request)?.user.id;
            self.take_challenge(&made.challenge, Some(&user))?;
            refuse_one_more(&passkeys::of_user(&self.sql, &user)?)?;
            if passkeys::find(&self.sql, &new.credential)?.is_some() {
                return Err(Code::IdConflict.into());
            }
            let row = PasskeyRow {
                id,
                user,
                credential: new.credential,
                public_key: new.public_key,
                algorithm: new.algorithm.into(),
                counter: made.counter,
                name,
                created_at: now(),
                used_at: None,
            };
            passkeys::insert(&self.sql, &row)?;
            self.note(&row.user, AuditAct::PasskeyAdded, None, std::slice::from_ref(&row.name))?;
            Ok(row.public())
        })
    }

    /// Removes one of the user's own. Repeating changes nothing.
    pub(super) fn remove_passkey(&self, request: &Request, id: &str) -> Result<Response, Failure> {
        let id = PasskeyId::parse(id).map_err(|_| Failure::from(Code::IdInvalid))?;
        self.transaction(|| {
            let user = self.actor(request)?.user.id;
            let own = passkeys::of_user(&self.sql, &user)?;
            match own.into_iter().find(|row| row.id == id) {
                Some(row) => {
                    passkeys::delete(&self.sql, &id)?;
                    Ok(self.note(&user, AuditAct::PasskeyRemoved, None, &[row.name])?)
                }
                None => Ok(()),
            }
        })?;
        Ok(answer::nothing())
    }

    /// Signs in whoever holds a passkey. It knows its person, so no code is asked for.
    pub(super) async fn sign_in_by_passkey(
        self: &Rc<Self>,
        attempt: PasskeyAttempt,
    ) -> Result<SignedIn, Failure> {
        let answered = self.answered(attempt).await?;
        let signed_in = self.transaction(|| {
            self.use_passkey(&answered)?;
            self.begin_session(&answered.row.user)
        })?;
        self.close_ended_sockets();
        self.after_change().await;
        Ok(signed_in)
    }

    /// Takes a passkey of somebody who is asked again who they are.
    pub(super) async fn prove_by_passkey(&self, request: &mut Request) -> Result<Response, Failure> {
        let answered = self.answered(read(request).await?).await?;
        self.transaction(|| {
            let actor = self.actor(request)?;
            if answered.row.user != actor.user.id {
                return Err(Code::PasskeyFailed.into());
            }
            self.use_passkey(&answered)?;
            Ok(sessions::note_proof(&self.sql, &actor.session.id, now())?)
        })?;
        Ok(answer::nothing())
    }

    /// Looks whether a passkey of this account signed what it was asked.
    async fn answered(&self, attempt: PasskeyAttempt) -> Result<Answered, Failure> {
        let failed = || Failure::from(Code::PasskeyFailed);
        let PasskeyAttempt { request, asked } = attempt;
        let said = webauthn::said(&request, &asked)?;
        if !passkeys::is_waiting(&self.sql, &said.challenge, None, now())? {
            return Err(Code::ChallengeEnded.into());
        }
        let row = passkeys::find(&self.sql, &request.credential)?.filter(|row| row.user == said.user);
        let row = row.ok_or_else(failed)?;
        let algorithm = Algorithm::parse(row.algorithm).ok_or_else(failed)?;
        let key = base64url::decode(&row.public_key).ok_or_else(failed)?;
        let signature = algorithm.platform_signature(said.signature).ok_or_else(failed)?;
        if !signature::is_of_passkey(algorithm, &key, &said.signed, &signature).await? {
            return Err(failed());
        }
        Ok(Answered { row, challenge: said.challenge, counter: said.counter })
    }

    /// Uses a passkey that has answered, within the transaction of what it was asked for.
    fn use_passkey(&self, answered: &Answered) -> Result<(), Failure> {
        let Answered { row, challenge, counter } = answered;
        self.take_challenge(challenge, None)?;
        // While the platform had its turn it may have been used or removed, or its user disabled.
        let user = users::find(&self.sql, &row.user)?.filter(|user| user.disabled_at.is_none());
        let is_same = passkeys::find(&self.sql, &row.credential)?.as_ref() == Some(row);
        if user.is_none() || !is_same || !webauthn::may_follow(row.counter, *counter) {
            return Err(Code::PasskeyFailed.into());
        }
        Ok(passkeys::note_use(&self.sql, &row.id, *counter, now())?)
    }

    /// Takes a challenge, which is good once, within a transaction.
    fn take_challenge(&self, challenge: &str, user: Option<&UserId>) -> Result<(), Failure> {
        if !passkeys::is_waiting(&self.sql, challenge, user, now())? {
            return Err(Code::ChallengeEnded.into());
        }
        Ok(passkeys::delete_challenge(&self.sql, challenge)?)
    }

    /// By what a user signs in besides their password.
    pub(super) fn factors_of(&self, user: &UserId) -> Result<FactorSummary, Fault> {
        let summaries = passkeys::summaries(&self.sql, Some(user))?;
        Ok(summaries.into_iter().next().map(|(_, summary)| summary).unwrap_or_default())
    }
}

fn refuse_one_more(own: &[PasskeyRow]) -> Result<(), Rejection> {
    if own.len() < limits::PASSKEYS_MAX {
        return Ok(());
    }
    Err(Rejection::above(Code::TooManyItems, limits::PASSKEYS_MAX, own.len() + 1))
}
