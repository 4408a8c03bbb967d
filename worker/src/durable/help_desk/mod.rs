//! The object of one account. Each command is one transaction without an await: read, decide,
//! write. Answers, sockets and deliveries come after it, and none of them carries truth that is
//! not stored.

mod accounts;
mod alarm;
mod audit;
mod channel_list;
mod channel_routes;
mod channels;
mod delivery;
mod identity;
mod identity_keys;
mod invitations;
mod own_sessions;
mod passkeys;
mod people;
mod person;
mod pictures;
mod presence;
mod profile;
mod publishing;
mod routing;
mod second_factor;
mod sign_in;
mod sockets;
mod teams;
mod tickets;
mod visits;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::pin::Pin;
use std::rc::Rc;

use futures_util::lock::Mutex;
use pulina_shared::ids::{AccountId, ChannelId, TicketNumber, UserId};
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::PublicUser;
use pulina_shared::wire::parse_body;
use serde::de::DeserializeOwned;
use worker::{
    DurableObject, Env, Method, Request, Response, State, WebSocket, WebSocketIncomingMessage,
    durable_object, wasm_bindgen,
};

use super::call::REQUEST_ID_HEADER;
use super::sockets::{answer_close, answer_heartbeats};
use crate::answer;
use crate::chance::now;
use crate::domain::permission;
use crate::domain::session;
use crate::fault::{Failure, Fault};
use crate::internal::{PERMISSION_HEADER, PROOF_HEADER, SESSION_HEADER};
use crate::log;
use crate::permission::Permission;
use crate::storage::help_desk::{self, AccountHead};
use crate::storage::sessions::{self, SessionRow};
use crate::storage::sql::Sql;
use crate::storage::users::{self, UserRow};

/// One account: its people, tickets and channels.
#[durable_object]
pub struct HelpDeskObject {
    desk: Rc<Desk>,
}

/// What the object's parts share. Nothing in memory is truth: all of it may be gone at any moment.
struct Desk {
    state: State,
    env: Env,
    sql: Sql,
    /// Why the schema could not be brought up to date; every request is answered with it then.
    broken: Option<Fault>,
    /// Whether the account exists; an id that somebody guessed costs no storage.
    is_made: Cell<bool>,
    are_rates_on: bool,
    /// How long an empty visit is kept.
    day_ms: u64,
    /// For how long a user's proof of who they are is fresh.
    proof_ms: u64,
    /// The time of the alarm, as far as it is known since the object woke.
    armed_at: Cell<Option<Timestamp>>,
    is_delivering: Cell<bool>,
    hashing: Mutex<()>,
    n_hashing: Cell<usize>,
    /// How long the first answer usually took, by channel, and when that was looked up.
    reply_medians: RefCell<HashMap<ChannelId, (Timestamp, Option<u64>)>>,
}

/// A user with a session that stands.
struct Actor {
    head: AccountHead,
    session: SessionRow,
    user: UserRow,
}

impl Actor {
    fn public(&self) -> PublicUser {
        self.user.public(&self.head.id)
    }
}

impl DurableObject for HelpDeskObject {
    fn new(state: State, env: Env) -> Self {
        let sql = Sql::of(&state.storage());
        let (is_made, broken) = match start(&state, &sql) {
            Ok(is_made) => (is_made, None),
            Err(fault) => {
                log::fault("help desk start", "-", &fault);
                (false, Some(fault))
            }
        };
        let are_rates_on = crate::bindings::are_rates_on(&env);
        let day_ms = crate::bindings::retention_day_ms(&env);
        let proof_ms = crate::bindings::proof_ms(&env);
        let desk = Rc::new(Desk {
            state,
            env,
            sql,
            broken,
            is_made: Cell::new(is_made),
            are_rates_on,
            day_ms,
            proof_ms,
            armed_at: Cell::new(None),
            is_delivering: Cell::new(false),
            hashing: Mutex::new(()),
            n_hashing: Cell::new(0),
            reply_medians: RefCell::default(),
        });
        // An alarm that was lost is set again as soon as anything wakes the object.
        if is_made {
            desk.in_background(|desk| async move { desk.arm_after_waking().await });
        }
        Self { desk }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let request_id = request.headers().get(REQUEST_ID_HEADER)?.unwrap_or_else(|| "-".to_owned());
        let answer = self.desk.answer(&mut request).await;
        Ok(answer.unwrap_or_else(|failure| answer::failure("help desk", &request_id, &failure)))
    }

    async fn alarm(&self) -> worker::Result<Response> {
        self.desk.on_alarm().await;
        Ok(answer::nothing())
    }

    async fn websocket_message(
        &self,
        socket: WebSocket,
        message: WebSocketIncomingMessage,
    ) -> worker::Result<()> {
        self.desk.on_message(&socket, message).await;
        Ok(())
    }

    async fn websocket_close(
        &self,
        socket: WebSocket,
        code: usize,
        _: String,
        _: bool,
    ) -> worker::Result<()> {
        answer_close(&socket, code);
        Ok(())
    }

    async fn websocket_error(&self, _: WebSocket, _: worker::Error) -> worker::Result<()> {
        // A lost connection; the desk comes back and resumes.
        Ok(())
    }
}

/// Brings the schema up to date, if there is one. The constructor must not throw (engine K32).
fn start(state: &State, sql: &Sql) -> Result<bool, Fault> {
    answer_heartbeats(state)?;
    let is_made = sql.is_made()?;
    if is_made {
        sql.transaction(|| sql.migrate(help_desk::MIGRATIONS))?;
    }
    Ok(is_made)
}

/// An account that does not exist looks like one that is somebody else's.
fn code_without_account(path: Option<&str>) -> Code {
    match path {
        Some("sign-in") => Code::SignInFailed,
        Some("challenge" | "passkey") => Code::PasskeyFailed,
        Some("accept") => Code::InvitationEnded,
        Some("identify") => Code::IdentityInvalid,
        Some(
            "log-out" | "tell-attributes" | "visits" | "own-conversations" | "channel" | "channel-of"
            | "preview" | "reports" | "avatars" | "seen",
        ) => Code::NotFound,
        _ => Code::SessionEnded,
    }
}

impl Desk {
    async fn answer(self: &Rc<Self>, request: &mut Request) -> Result<Response, Failure> {
        if let Some(fault) = &self.broken {
            return Err(fault.clone().into());
        }
        let path = request.path();
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        if !self.is_made.get() && segments != ["create"] {
            return Err(code_without_account(segments.first().copied()).into());
        }
        if header(request, SESSION_HEADER)?.is_some() {
            self.answer_user(request, &segments).await
        } else {
            self.answer_part(request, &segments).await
        }
    }

    /// What the edge and conversations ask for, and what needs no session.
    async fn answer_part(
        self: &Rc<Self>,
        request: &mut Request,
        segments: &[&str],
    ) -> Result<Response, Failure> {
        match (request.method(), segments) {
            (Method::Post, ["create"]) => answer(201, self.create(read(request).await?).await?),
            (Method::Post, ["sign-in"]) => answer(200, self.sign_in(read(request).await?).await?),
            (Method::Post, ["challenge"]) => answer(200, self.ask_for_passkey(&read(request).await?)?),
            (Method::Post, ["passkey"]) => answer(200, self.sign_in_by_passkey(read(request).await?).await?),
            (Method::Post, ["visits"]) => answer(200, self.reserve_visit(&read(request).await?).await?),
            (Method::Post, ["identify"]) => answer(200, self.identify(&read(request).await?).await?),
            (Method::Post, ["log-out"]) => self.log_out(&read(request).await?).await,
            (Method::Post, ["tell-attributes"]) => self.tell_attributes(&read(request).await?).await,
            (Method::Post, ["own-conversations"]) => answer(200, self.list_own(&read(request).await?)?),
            (Method::Post, ["channel"]) => answer(200, self.channel(&read(request).await?)?),
            (Method::Post, ["channel-of"]) => answer(200, self.channel_of(&read(request).await?)?),
            (Method::Post, ["preview"]) => answer(200, self.open_preview(&read(request).await?)?),
            (Method::Post, ["consent-texts"]) => {
                let versions: Vec<_> = read(request).await?;
                answer(200, self.consent_texts(&versions)?)
            }
            (Method::Post, ["grants"]) => answer(200, self.grant(&read(request).await?).await?),
            (Method::Post, ["reports"]) => self.take_report(&read(request).await?).await,
            (Method::Post, ["standing-sessions"]) => {
                let asked: Vec<_> = read(request).await?;
                answer(200, self.standing_sessions(&asked)?)
            }
            (Method::Post, ["seen"]) => self.note_seen(read(request).await?),
            (Method::Post, ["accept"]) => answer(200, self.accept(read(request).await?).await?),
            (Method::Get, ["avatars", whose, hash]) => self.avatar(whose, hash),
            _ => Err(Code::NotFound.into()),
        }
    }

    /// What users ask for.
    async fn answer_user(
        self: &Rc<Self>,
        request: &mut Request,
        segments: &[&str],
    ) -> Result<Response, Failure> {
        // Who may not do it is told so, whatever they sent; the command looks again for itself.
        if request.method() != Method::Get {
            self.actor(request)?;
        }
        match (request.method(), segments) {
            (Method::Get, ["channels", id, "settings"]) => answer(200, self.settings(request, id)?),
            (Method::Put, ["channels", id, "settings"]) => {
                answer(200, self.change_settings(request, id).await?)
            }
            (Method::Put, ["channels", id, "avatar"]) => {
                answer(200, self.put_channel_avatar(request, id).await?)
            }
            (Method::Get, ["channels", id, "identity-keys"]) => answer(200, self.identity_keys(request, id)?),
            (Method::Post, ["channels", id, "identity-keys"]) => {
                answer(201, self.make_identity_key(request, id).await?)
            }
            (Method::Delete, ["channels", id, "identity-keys", key]) => {
                self.revoke_identity_key(request, id, key)
            }
            (_, ["channels", rest @ ..]) => self.answer_about_channels(request, rest).await,
            (Method::Get, ["session"]) => answer(200, self.session(request)?),
            (Method::Delete, ["session"]) => self.sign_out(request).await,
            (Method::Get, ["sessions"]) => answer(200, self.own_sessions(request)?),
            (Method::Delete, ["sessions"]) => self.end_other_sessions(request).await,
            (Method::Delete, ["sessions", id]) => self.end_own_session(request, id).await,
            (Method::Get, ["users"]) => answer(200, self.list_users(request)?),
            (Method::Patch, ["users", id]) => answer(200, self.change_user(request, id).await?),
            (Method::Delete, ["users", id, "factors"]) => answer(200, self.reset_factors(request, id)?),
            (Method::Put, ["users", id, "away"]) => answer(200, self.say_user_away(request, id).await?),
            (_, ["teams", rest @ ..]) => self.answer_about_teams(request, rest).await,
            (_, ["inboxes", rest @ ..]) => self.answer_about_inboxes(request, rest).await,
            (Method::Get, ["audit"]) => answer(200, self.audit(request)?),
            (Method::Post, ["invitations"]) => answer(201, self.invite(request).await?),
            (Method::Delete, ["invitations", id]) => self.revoke_invitation(request, id),
            (method, ["me", rest @ ..]) => self.answer_me(request, &method, rest).await,
            (_, ["tickets", rest @ ..]) => self.answer_about_tickets(request, rest).await,
            (method, ["people", what]) => self.answer_people(request, &method, what).await,
            (Method::Get, ["socket"]) => self.open_socket(request).await,
            _ => Err(Code::NotFound.into()),
        }
    }

    /// One command: everything that it writes, or nothing.
    fn transaction<T>(&self, run: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        self.sql.transaction(run)
    }

    /// Goes on after the answer; nothing may depend on it, because the object can end before.
    fn in_background<F: Future<Output = ()> + 'static>(self: &Rc<Self>, run: impl FnOnce(Rc<Self>) -> F) {
        self.state.wait_until(run(Rc::clone(self)));
    }

    /// The account's row.
    fn head(&self) -> Result<AccountHead, Failure> {
        help_desk::head(&self.sql)?.ok_or(Failure::from(Code::NotFound))
    }

    /// Who sends this request, by the hash of the session's secret that the edge put there, if their
    /// role has the permission that the route asks for, and their proof is fresh where it asks for that.
    fn actor(&self, request: &Request) -> Result<Actor, Failure> {
        let actor = self.actor_of(&header(request, SESSION_HEADER)?.unwrap_or_default())?;
        let wanted = header(request, PERMISSION_HEADER)?.as_deref().and_then(Permission::parse);
        let wanted = wanted.ok_or(Fault::Impossible { what: "a user's request without a permission" })?;
        permission::require(actor.user.role, wanted)?;
        if header(request, PROOF_HEADER)?.is_some()
            && !session::is_proof_fresh(actor.session.proved_at, now(), self.proof_ms)
        {
            return Err(Code::StepUp.into());
        }
        Ok(actor)
    }

    fn actor_of(&self, token_hash: &str) -> Result<Actor, Failure> {
        let ended = || Failure::from(Code::SessionEnded);
        let now = now();
        let head = help_desk::head(&self.sql)?.ok_or_else(ended)?;
        let mut session = sessions::find(&self.sql, token_hash)?.ok_or_else(ended)?;
        if session.ends_at <= now {
            return Err(ended());
        }
        if session::is_use_noted(session.used_at, now) {
            session.used_at = now;
            session.ends_at = session::ends_at(session.created_at, now);
            sessions::note_use(&self.sql, &session.id, session.used_at, session.ends_at)?;
            users::note_use(&self.sql, &session.user, now)?;
        }
        let user = users::find(&self.sql, &session.user)?.ok_or_else(ended)?;
        if user.disabled_at.is_some() {
            return Err(ended());
        }
        Ok(Actor { head, session, user })
    }

    /// A user's public profile, if the user exists.
    fn public_user(&self, account: &AccountId, id: &UserId) -> Result<Option<PublicUser>, Fault> {
        Ok(users::find(&self.sql, id)?.map(|user| user.public(account)))
    }

    /// After a change that desks see: tells them, and starts what has to be told to conversations.
    async fn after_change(self: &Rc<Self>) {
        self.pump_all();
        self.arm(None).await;
        self.in_background(|desk| async move { desk.deliver_orders().await });
    }
}

fn header(request: &Request, name: &str) -> Result<Option<String>, Fault> {
    request.headers().get(name).map_err(|error| Fault::platform("header", error))
}

fn answer(status: u16, value: impl serde::Serialize) -> Result<Response, Failure> {
    Ok(answer::json(status, &value)?)
}

async fn read<T: DeserializeOwned>(request: &mut Request) -> Result<T, Failure> {
    Ok(parse_body(&body_of(request).await?)?)
}

/// Boxed, or every command would bring its own copy of what waits.
fn body_of(request: &mut Request) -> Pin<Box<dyn Future<Output = Result<Vec<u8>, Fault>> + '_>> {
    Box::pin(async move { request.bytes().await.map_err(|error| Fault::platform("request body", error)) })
}

fn ticket_number(text: &str) -> Result<TicketNumber, Failure> {
    let number = text.parse::<u64>().ok().filter(|number| *number < 1 << 53 && number.to_string() == text);
    number.map(TicketNumber).ok_or(Failure::from(Rejection::new(Code::IdInvalid)))
}
