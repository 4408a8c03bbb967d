//! Signing in and out. A wrong password costs the same work and gets the same words as an unknown
//! address, one hash runs at a time, and guesses are counted before they are tried.

use std::rc::Rc;
use std::time::Duration;

use futures_util::lock::MutexGuard;
use pulina_shared::ids::{SessionId, UserId};
use pulina_shared::limits;
use pulina_shared::problem::Code;
use pulina_shared::text::EmailAddress;
use pulina_shared::time::Timestamp;
use pulina_shared::token::SessionToken;
use pulina_shared::wire::help_desk::Session;
use worker::{Delay, Request, Response};

use super::{Actor, Desk};
use crate::answer;
use crate::chance::{now, random};
use crate::domain::network::network_of;
use crate::domain::password::{NOBODYS_HASH, Password};
use crate::domain::permission;
use crate::domain::session;
use crate::domain::window::{self, Counted};
use crate::fault::{Failure, Fault};
use crate::internal::{Grant, GrantRequest, SignInAttempt, SignedIn, secret_hash};
use crate::permission::Permission;
use crate::storage::sessions::{self, SessionRow};
use crate::storage::users::{self, Credentials};
use crate::storage::{channels, help_desk, orders, visits};

/// A try to say a password, by what it is counted.
pub struct Guess {
    by_email: String,
    by_network: String,
}

/// Somebody's turn to hash; gives way when dropped.
pub struct Turn<'a> {
    desk: &'a Desk,
    _guard: MutexGuard<'a, ()>,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.desk.n_hashing.set(self.desk.n_hashing.get().saturating_sub(1));
    }
}

impl Desk {
    /// Waits for the turn to hash; refuses when too many wait already.
    pub async fn turn_to_hash(&self) -> Result<Turn<'_>, Failure> {
        if self.n_hashing.get() > limits::SIGN_IN_QUEUE_MAX {
            return Err(Code::BusyLogin.into());
        }
        self.n_hashing.set(self.n_hashing.get() + 1);
        let turn = Turn { desk: self, _guard: self.hashing.lock().await };
        // A hash holds the object for long; whatever came meanwhile goes first.
        Delay::from(Duration::ZERO).await;
        Ok(turn)
    }

    /// Signs a user in.
    pub async fn sign_in(self: &Rc<Self>, attempt: SignInAttempt) -> Result<SignedIn, Failure> {
        let SignInAttempt { request, network } = attempt;
        let failed = || Failure::from(Code::SignInFailed);
        let email = EmailAddress::parse(&request.email).map_err(|_| failed())?;
        let password = Password::parse(&request.password).map_err(|_| failed())?;
        let head = help_desk::head(&self.sql)?;
        let key = head.as_ref().map_or("", |head| head.network_key.as_str());
        let guess = self.guess(key, email.as_str(), network.as_deref());
        let credentials = if head.is_some() { users::credentials(&self.sql, &email)? } else { None };
        let turn = self.turn_to_hash().await?;
        if head.is_some() {
            self.count_guess(&guess)?;
        }
        let fits = check(&password, credentials.as_ref())?;
        drop(turn);
        let credentials = fits.then_some(credentials).flatten().ok_or_else(failed)?;
        let signed_in = self.transaction(|| {
            // While others had their turn the user may have been disabled, or the password changed.
            if users::credentials(&self.sql, &email)?.as_ref() != Some(&credentials) {
                return Err(failed());
            }
            let is_code_given = self.is_code_given(&credentials.id, request.code.as_deref())?;
            self.uncount_guess(&guess)?;
            if is_code_given { self.begin_session(&credentials.id).map(Some) } else { Ok(None) }
        })?;
        let signed_in = signed_in.ok_or(Failure::from(Code::CodeNeeded))?;
        self.close_ended_sockets();
        self.after_change().await;
        Ok(signed_in)
    }

    /// By what a guess is counted.
    pub fn guess(&self, network_key: &str, email: &str, network: Option<&str>) -> Guess {
        Guess {
            by_email: secret_hash(&format!("{network_key}:{email}")),
            by_network: secret_hash(&format!("{network_key}:{}", network_of(network))),
        }
    }

    /// Counts a guess before it is tried.
    pub fn count_guess(&self, guess: &Guess) -> Result<(), Failure> {
        if !self.are_rates_on {
            return Ok(());
        }
        self.transaction(|| {
            self.count(Counted::SignInsByEmail, &guess.by_email)?;
            self.count(Counted::SignInsByNetwork, &guess.by_network)
        })
    }

    /// Takes back what was counted, because it was right; within a transaction.
    pub fn uncount_guess(&self, guess: &Guess) -> Result<(), Fault> {
        visits::uncount(&self.sql, Counted::SignInsByEmail, &guess.by_email)?;
        visits::uncount(&self.sql, Counted::SignInsByNetwork, &guess.by_network)
    }

    /// Counts one more of a kind, within a transaction.
    pub fn count(&self, counted: Counted, key: &str) -> Result<(), Failure> {
        if self.are_rates_on {
            let now = now();
            let window = window::count(visits::window(&self.sql, counted, key)?, counted, now)?;
            visits::set_window(&self.sql, counted, key, window, now)?;
        }
        Ok(())
    }

    /// Begins a session of a user, within a transaction.
    pub fn begin_session(&self, user: &UserId) -> Result<SignedIn, Failure> {
        let now = now();
        let head = self.head()?;
        let token = SessionToken::new(&head.id, random()?);
        let standing = sessions::of_user(&self.sql, user)?;
        let n_too_many = (standing.len() + 1).saturating_sub(limits::SESSIONS_PER_USER_MAX);
        for oldest in standing.iter().take(n_too_many) {
            self.end_session(oldest)?;
        }
        let row = SessionRow {
            id: SessionId::new(random()?),
            user: user.clone(),
            created_at: now,
            used_at: now,
            ends_at: session::ends_at(now, now),
            proved_at: now,
        };
        let token_hash = secret_hash(token.secret());
        sessions::insert(&self.sql, &row, &token_hash)?;
        users::note_use(&self.sql, user, now)?;
        let session = self.session_of(&self.actor_of(&token_hash)?)?;
        Ok(SignedIn { token: token.secret().to_owned(), session })
    }

    /// Ends a session, within a transaction; its sockets are closed after it.
    pub fn end_session(&self, row: &SessionRow) -> Result<(), Fault> {
        orders::give_to_granted(&self.sql, &row.id)?;
        sessions::delete(&self.sql, &row.id)
    }

    /// Ends all sessions that are over.
    pub fn end_sessions_that_are_over(&self, now: Timestamp) -> Result<usize, Failure> {
        self.transaction(|| {
            let over = sessions::over(&self.sql, now)?;
            for row in &over {
                self.end_session(row)?;
            }
            Ok(over.len())
        })
    }

    /// Which of these sign-ins still stand.
    pub fn standing_sessions(&self, asked: &[SessionId]) -> Result<Vec<SessionId>, Failure> {
        let mut standing = Vec::new();
        for id in asked {
            if sessions::stands(&self.sql, id)? {
                standing.push(id.clone());
            }
        }
        Ok(standing)
    }

    /// The signed-in user and what surrounds them.
    pub fn session(&self, request: &Request) -> Result<Session, Failure> {
        self.session_of(&self.actor(request)?)
    }

    fn session_of(&self, actor: &Actor) -> Result<Session, Failure> {
        let account = &actor.head.id;
        let presence = self.presence_of(&actor.user, &self.users_at_desks()?, now())?;
        Ok(Session {
            account: account.clone(),
            account_name: actor.head.name.clone(),
            user: actor.public(),
            role: actor.user.role,
            email: actor.user.email.clone(),
            meetings_link: actor.user.meetings_link.clone(),
            users: users::all(&self.sql)?.iter().map(|user| user.public(account)).collect(),
            channels: channels::all(&self.sql)?,
            inboxes: self.inboxes_of(&actor.user.id)?,
            presence,
        })
    }

    /// Ends the session and, within seconds, its sockets.
    pub async fn sign_out(self: &Rc<Self>, request: &Request) -> Result<Response, Failure> {
        let actor = self.actor(request)?;
        self.transaction(|| {
            self.end_session(&actor.session)?;
            let Actor { user, session, .. } = actor;
            Ok(self.note_ended(&user.id, &user.id, &[session.id])?)
        })?;
        self.close_ended_sockets();
        self.after_change().await;
        Ok(answer::nothing())
    }

    /// Lets a session into a conversation.
    pub async fn grant(self: &Rc<Self>, request: &GrantRequest) -> Result<Grant, Failure> {
        let GrantRequest { token_hash, conversation, is_socket } = request;
        let actor = self.transaction(|| {
            let actor = self.actor_of(token_hash)?;
            permission::require(actor.user.role, Permission::Answer)?;
            if !visits::has_conversation(&self.sql, conversation)? {
                return Err(Code::NotFound.into());
            }
            if *is_socket {
                // By conversation, so that an agent may walk through many of them.
                self.count(Counted::Connects, &format!("{}:{conversation}", actor.user.id))?;
                sessions::grant(&self.sql, &actor.session.id, conversation)?;
            }
            sessions::participate(&self.sql, &actor.user.id, conversation)?;
            Ok(actor)
        })?;
        self.arm(Some(actor.session.ends_at)).await;
        Ok(Grant { user: actor.public(), session: actor.session.id })
    }
}

fn check(password: &Password, credentials: Option<&Credentials>) -> Result<bool, Failure> {
    let hash = credentials.map_or(NOBODYS_HASH, |credentials| credentials.password_hash.as_str());
    let fits = password.fits(hash).map_err(|error| Fault::stored("password hash", error.0))?;
    Ok(fits && credentials.is_some())
}
