//! What is asked for at sign-in on top of a password: a code of the user's authenticator app, or one of
//! the codes that stand in for it. Each is good once.

use std::rc::Rc;

use pulina_shared::ids::UserId;
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::second_factor::{RecoveryCode, TypedCode};
use pulina_shared::wire::factors::{AuthenticatorBegun, CodeProof, Factors, PasswordProof, RecoveryCodes};
use pulina_shared::wire::users::{AuditAct, UserEntry};
use worker::{Method, Request, Response};

use super::own_sessions::Proved;
use super::{Desk, answer, read};
use crate::chance::{now, random};
use crate::domain::totp::{self, SECRET_BYTES};
use crate::domain::user;
use crate::fault::{Failure, Fault};
use crate::internal::secret_hash;
use crate::storage::authenticators::{self, AuthenticatorRow};
use crate::storage::{passkeys, users};

impl Desk {
    /// What concerns the signed-in user's own factors.
    pub(super) async fn answer_about_factors(
        self: &Rc<Self>,
        request: &mut Request,
        method: &Method,
        what: &[&str],
    ) -> Result<Response, Failure> {
        match (method, what) {
            (Method::Get, ["factors"]) => answer(200, self.factors(request)?),
            (Method::Post, ["authenticator"]) => answer(201, self.begin_authenticator(request)?),
            (Method::Put, ["authenticator"]) => answer(200, self.confirm_authenticator(request).await?),
            (Method::Post, ["authenticator", "off"]) => self.end_authenticator(request).await,
            (Method::Post, ["recovery-codes"]) => answer(201, self.renew_recovery_codes(request).await?),
            (Method::Post, ["proof"]) => self.prove_by_password(request).await,
            (Method::Post, ["proof", "passkey"]) => self.prove_by_passkey(request).await,
            (Method::Post, ["passkeys", "challenge"]) => answer(201, self.ask_for_new_passkey(request)?),
            (Method::Post, ["passkeys"]) => answer(201, self.add_passkey(request).await?),
            (Method::Delete, ["passkeys", id]) => self.remove_passkey(request, id),
            _ => Err(Code::NotFound.into()),
        }
    }

    fn factors(&self, request: &Request) -> Result<Factors, Failure> {
        let user = self.actor(request)?.user.id;
        let passkeys = passkeys::of_user(&self.sql, &user)?;
        Ok(Factors {
            authenticator_since: authenticators::find(&self.sql, &user)?.and_then(|row| row.since),
            n_recovery_codes: authenticators::n_recovery_codes(&self.sql, &user)?,
            passkeys: passkeys.into_iter().map(passkeys::PasskeyRow::public).collect(),
        })
    }

    /// Makes a secret, which replaces one that still waits for its first code.
    fn begin_authenticator(&self, request: &Request) -> Result<AuthenticatorBegun, Failure> {
        let secret: [u8; SECRET_BYTES] = random()?;
        self.transaction(|| {
            let user = self.actor(request)?.user.id;
            let row = authenticators::find(&self.sql, &user)?;
            if row.is_some_and(|row| row.since.is_some()) {
                return Err(Code::AuthenticatorState.into());
            }
            Ok(authenticators::begin(&self.sql, &user, secret.to_vec())?)
        })?;
        Ok(AuthenticatorBegun { secret: totp::written(&secret) })
    }

    /// Asks for codes from now on, once the app has proved that it makes them.
    async fn confirm_authenticator(&self, request: &mut Request) -> Result<RecoveryCodes, Failure> {
        let proof: CodeProof = read(request).await?;
        let wrong = || Failure::from(Rejection::new(Code::CodeWrong).at("/code"));
        let TypedCode::App(code) = TypedCode::parse(&proof.code).map_err(|_| wrong())? else {
            return Err(wrong());
        };
        let codes = new_codes()?;
        self.transaction(|| {
            let (user, now) = (self.actor(request)?.user.id, now());
            let row = authenticators::find(&self.sql, &user)?.filter(|row| row.since.is_none());
            let row = row.ok_or(Failure::from(Code::AuthenticatorState))?;
            let step = totp::accepted(&row.secret, code, now, row.used_step).ok_or_else(wrong)?;
            authenticators::note_use(&self.sql, &user, now, step)?;
            self.write_codes(&user, &codes)?;
            Ok(self.note(&user, AuditAct::AuthenticatorOn, None, &[])?)
        })?;
        Ok(shown(&codes))
    }

    async fn end_authenticator(&self, request: &mut Request) -> Result<Response, Failure> {
        let proof: PasswordProof = read(request).await?;
        let proved = self.prove_password(request, &proof.present).await?;
        self.transaction(|| {
            let user = self.still_proved(request, &proved)?.user.id;
            let row = authenticators::find(&self.sql, &user)?;
            authenticators::delete(&self.sql, &user)?;
            match row.and_then(|row| row.since) {
                Some(_) => Ok(self.note(&user, AuditAct::AuthenticatorOff, None, &[])?),
                None => Ok(()),
            }
        })?;
        Ok(crate::answer::nothing())
    }

    async fn renew_recovery_codes(&self, request: &mut Request) -> Result<RecoveryCodes, Failure> {
        let proof: PasswordProof = read(request).await?;
        let proved: Proved = self.prove_password(request, &proof.present).await?;
        let codes = new_codes()?;
        self.transaction(|| {
            let user = self.still_proved(request, &proved)?.user.id;
            let row = authenticators::find(&self.sql, &user)?;
            if row.is_none_or(|row| row.since.is_none()) {
                return Err(Code::AuthenticatorState.into());
            }
            self.write_codes(&user, &codes)?;
            Ok(self.note(&user, AuditAct::RecoveryCodesMade, None, &[])?)
        })?;
        Ok(shown(&codes))
    }

    fn write_codes(&self, user: &UserId, codes: &[RecoveryCode]) -> Result<(), Fault> {
        authenticators::delete_recovery_codes(&self.sql, user)?;
        codes.iter().try_for_each(|code| {
            authenticators::insert_recovery_code(&self.sql, user, &secret_hash(code.secret()))
        })
    }

    /// Whether somebody with the right password may come in, within the transaction of the sign-in; `false`
    /// where a code is needed and none was sent.
    pub(super) fn is_code_given(&self, user: &UserId, typed: Option<&str>) -> Result<bool, Failure> {
        let row = authenticators::find(&self.sql, user)?;
        let Some(AuthenticatorRow { secret, since: Some(since), used_step }) = row else { return Ok(true) };
        let Some(typed) = typed.filter(|typed| !typed.trim().is_empty()) else { return Ok(false) };
        let wrong = || Failure::from(Rejection::new(Code::CodeWrong).at("/code"));
        match TypedCode::parse(typed).map_err(|_| wrong())? {
            TypedCode::App(code) => {
                let step = totp::accepted(&secret, code, now(), used_step).ok_or_else(wrong)?;
                authenticators::note_use(&self.sql, user, since, step)?;
            }
            TypedCode::Recovery(code) => {
                if !authenticators::take_recovery_code(&self.sql, user, &secret_hash(code.secret()))? {
                    return Err(wrong());
                }
                let n_left = authenticators::n_recovery_codes(&self.sql, user)?;
                self.note(user, AuditAct::RecoveryCodeUsed, None, &[n_left.to_string()])?;
            }
        }
        Ok(true)
    }

    /// Takes everything away by which a user signs in besides their password: for somebody who has lost it.
    /// Nobody does that to themselves: a password that somebody else knows must not be enough.
    pub(super) fn reset_factors(&self, request: &Request, id: &str) -> Result<UserEntry, Failure> {
        let id = UserId::parse(id).map_err(|_| Failure::from(Code::IdInvalid))?;
        self.transaction(|| {
            let actor = self.actor(request)?;
            let row = users::find(&self.sql, &id)?.ok_or(Failure::from(Code::NotFound))?;
            user::require_owner_for(actor.user.role, row.role)?;
            if actor.user.id == id {
                return Err(Code::PermissionDenied.into());
            }
            if self.factors_of(&id)?.is_any() {
                authenticators::delete(&self.sql, &id)?;
                passkeys::delete_of(&self.sql, &id)?;
                self.note(&actor.user.id, AuditAct::FactorsReset, Some(id.as_str()), &[])?;
            }
            self.entry_of(&row, &actor.head.id)
        })
    }
}

fn new_codes() -> Result<Vec<RecoveryCode>, Fault> {
    (0..limits::RECOVERY_CODES).map(|_| random().map(RecoveryCode::new)).collect()
}

fn shown(codes: &[RecoveryCode]) -> RecoveryCodes {
    RecoveryCodes { codes: codes.iter().map(RecoveryCode::grouped).collect() }
}
