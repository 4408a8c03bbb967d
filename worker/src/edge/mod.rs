//! The edge: every request from outside comes in here and every answer leaves from here. It finds
//! the route, has the access proved, hands on to an object, and dresses the answer.

mod access;
mod accounts;
mod assets;
mod availability;
mod body;
mod channel_settings;
mod channels;
mod consents;
mod conversations;
mod desk;
mod embed;
mod factors;
mod files;
mod form;
mod forward;
mod headers;
mod health;
mod html;
mod identity;
mod language;
mod me;
mod network;
mod panel;
mod people;
mod preview;
mod problems;
mod publishing;
mod route;
mod seen;
mod sessions;
mod settings;
mod teams;
mod template;
mod tickets;
mod transcript;
mod transcript_page;
mod users;
mod visits;

use worker::{Env, Method, Request, Response};

use self::access::{AgentAccess, ChannelAccess, ConversationAccess, SetupAccess, VisitorAccess};
use self::route::Handler::{Anybody, Channel, Conversation, ProvedUser, Setup, User, Visitor};
use self::route::{Context, Found, Handler, Route, find};
use crate::answer;
use crate::bindings;
use crate::chance::random;
use crate::fault::{Failure, Fault};
use crate::permission::Permission;
use pulina_shared::problem::Code;

const fn route(method: Method, pattern: &'static str, handler: Handler) -> Route {
    Route { method, pattern, handler }
}

use Method::{Delete, Get, Patch, Post, Put};
use Permission::{Answer, Audit, Channels, Keys, Own, People, Users};

/// Everything that can be asked for.
static ROUTES: &[Route] = &[
    route(Get, "/health", Anybody(|c| Box::pin(async move { health::answer(&c) }))),
    route(Get, "/embed/{channel}.js", Anybody(|c| Box::pin(embed::answer(c)))),
    // The further parts of the loader on a sample page.
    route(Get, "/embed/{channel}/preview.js", Anybody(|c| Box::pin(embed::answer(c)))),
    route(Get, "/embed/{channel}.json", Anybody(|c| Box::pin(embed::answer_data(c)))),
    route(Get, "/chat/{channel}", Channel(|c, a| Box::pin(panel::answer(c, a)))),
    route(Get, "/chat/{channel}/preview", Channel(|c, a| Box::pin(preview::answer_panel(c, a)))),
    route(Get, "/preview/{channel}/{link}", Channel(|c, a| Box::pin(preview::answer_link(c, a)))),
    route(Post, "/chat/{channel}", Channel(|c, a| Box::pin(form::answer(c, a)))),
    route(Get, "/desk", Anybody(|c| Box::pin(desk::answer(c)))),
    route(Get, "/desk/{account}", Anybody(|c| Box::pin(desk::answer(c)))),
    route(Get, "/assets/{file}", Anybody(|c| Box::pin(assets::answer(c)))),
    route(Get, "/problems/{code}", Anybody(|c| Box::pin(async move { problems::answer(&c) }))),
    route(Post, "/v1/accounts", Setup(|c, a| Box::pin(accounts::create(c, a)))),
    route(Get, "/v1/channels/{channel}/panel", Channel(|c, a| Box::pin(panel::answer_renewed(c, a)))),
    route(Get, "/v1/channels/{channel}/availability", Channel(|c, a| Box::pin(availability::answer(c, a)))),
    route(Get, "/v1/channels", User(Channels, |c, a| Box::pin(channels::list(c, a)))),
    route(Post, "/v1/channels", User(Channels, |c, a| Box::pin(channels::make(c, a)))),
    route(Patch, "/v1/channels/{channel}", User(Channels, |c, a| Box::pin(channels::change(c, a)))),
    route(Get, "/v1/channels/{channel}/seen", User(Channels, |c, a| Box::pin(channels::seen(c, a)))),
    route(
        Get,
        "/v1/channels/{channel}/consent-versions",
        User(Channels, |c, a| Box::pin(channels::consent_versions(c, a))),
    ),
    route(Get, "/v1/channels/{channel}/draft", User(Channels, |c, a| Box::pin(publishing::draft(c, a)))),
    route(
        Put,
        "/v1/channels/{channel}/draft",
        User(Channels, |c, a| Box::pin(publishing::change_draft(c, a))),
    ),
    route(
        Delete,
        "/v1/channels/{channel}/draft",
        User(Channels, |c, a| Box::pin(publishing::delete_draft(c, a))),
    ),
    route(
        Post,
        "/v1/channels/{channel}/preview-links",
        User(Channels, |c, a| Box::pin(publishing::make_preview_link(c, a))),
    ),
    route(Post, "/v1/channels/{channel}/publish", User(Channels, |c, a| Box::pin(publishing::publish(c, a)))),
    route(Get, "/v1/channels/{channel}/history", User(Channels, |c, a| Box::pin(publishing::history(c, a)))),
    route(
        Get,
        "/v1/channels/{channel}/history/{revision}",
        User(Channels, |c, a| Box::pin(publishing::publication(c, a))),
    ),
    route(
        Post,
        "/v1/channels/{channel}/history/{revision}/restore",
        User(Channels, |c, a| Box::pin(publishing::restore(c, a))),
    ),
    route(Get, "/v1/channels/{channel}/preview", User(Channels, |c, a| Box::pin(preview::answer(c, a)))),
    route(
        Get,
        "/v1/channels/{channel}/settings",
        User(Channels, |c, a| Box::pin(channel_settings::read(c, a))),
    ),
    route(
        Put,
        "/v1/channels/{channel}/settings",
        User(Channels, |c, a| Box::pin(channel_settings::change(c, a))),
    ),
    route(
        Put,
        "/v1/channels/{channel}/avatar",
        User(Channels, |c, a| Box::pin(channel_settings::put_avatar(c, a))),
    ),
    route(
        Delete,
        "/v1/channels/{channel}/avatar",
        User(Channels, |c, a| Box::pin(channel_settings::delete_avatar(c, a))),
    ),
    route(Get, "/v1/channels/{channel}/identity-keys", User(Keys, |c, a| Box::pin(identity::keys(c, a)))),
    route(
        Post,
        "/v1/channels/{channel}/identity-keys",
        ProvedUser(Keys, |c, a| Box::pin(identity::make_key(c, a))),
    ),
    route(
        Delete,
        "/v1/channels/{channel}/identity-keys/{key}",
        ProvedUser(Keys, |c, a| Box::pin(identity::revoke_key(c, a))),
    ),
    route(Post, "/v1/channels/{channel}/identity", Visitor(|c, a| Box::pin(identity::identify(c, a)))),
    route(Delete, "/v1/channels/{channel}/identity", Visitor(|c, a| Box::pin(identity::log_out(c, a)))),
    route(
        Put,
        "/v1/channels/{channel}/attributes",
        Visitor(|c, a| Box::pin(identity::tell_attributes(c, a))),
    ),
    route(Post, "/v1/channels/{channel}/visits", Visitor(|c, a| Box::pin(visits::answer(c, a)))),
    route(Get, "/v1/channels/{channel}/conversations", Visitor(|c, a| Box::pin(visits::list(c, a)))),
    route(
        Get,
        "/v1/conversations/{conversation}/socket",
        Conversation(|c, a| Box::pin(conversations::socket(c, a))),
    ),
    route(
        Post,
        "/v1/conversations/{conversation}/commands",
        Conversation(|c, a| Box::pin(conversations::command(c, a))),
    ),
    route(
        Get,
        "/v1/conversations/{conversation}/events",
        Conversation(|c, a| Box::pin(conversations::events(c, a))),
    ),
    route(
        Get,
        "/v1/conversations/{conversation}/transcript",
        Conversation(|c, a| Box::pin(transcript::answer(c, a))),
    ),
    route(
        Get,
        "/v1/conversations/{conversation}/consents",
        Conversation(|c, a| Box::pin(consents::answer(c, a))),
    ),
    route(Post, "/v1/conversations/{conversation}/files", Conversation(|c, a| Box::pin(files::begin(c, a)))),
    route(
        Get,
        "/v1/conversations/{conversation}/files/{file}",
        Conversation(|c, a| Box::pin(files::download(c, a))),
    ),
    route(
        Delete,
        "/v1/conversations/{conversation}/files/{file}",
        Conversation(|c, a| Box::pin(files::forget(c, a))),
    ),
    route(
        Put,
        "/v1/conversations/{conversation}/files/{file}/parts/{n}",
        Conversation(|c, a| Box::pin(files::put_part(c, a))),
    ),
    route(
        Post,
        "/v1/conversations/{conversation}/files/{file}/complete",
        Conversation(|c, a| Box::pin(files::complete(c, a))),
    ),
    route(
        Post,
        "/v1/conversations/{conversation}/files/{file}/link",
        Conversation(|c, a| Box::pin(files::link(c, a))),
    ),
    route(Get, "/v1/files/{link}", Anybody(|c| Box::pin(files::download_by_link(c)))),
    route(Post, "/v1/sessions", Anybody(|c| Box::pin(sessions::sign_in(c)))),
    route(Post, "/v1/sessions/challenge", Anybody(|c| Box::pin(factors::ask_for_passkey(c)))),
    route(Post, "/v1/sessions/passkey", Anybody(|c| Box::pin(factors::sign_in(c)))),
    route(Get, "/v1/sessions", User(Own, |c, a| Box::pin(sessions::list(c, a)))),
    route(Delete, "/v1/sessions", User(Own, |c, a| Box::pin(sessions::end_others(c, a)))),
    route(Delete, "/v1/sessions/{session}", User(Own, |c, a| Box::pin(sessions::end(c, a)))),
    route(Get, "/v1/session", User(Own, |c, a| Box::pin(sessions::read(c, a)))),
    route(Delete, "/v1/session", User(Own, |c, a| Box::pin(sessions::sign_out(c, a)))),
    route(Patch, "/v1/me", User(Own, |c, a| Box::pin(me::change_profile(c, a)))),
    route(Get, "/v1/me/presence", User(Own, |c, a| Box::pin(teams::ask(c, a, Get)))),
    route(Put, "/v1/me/away", User(Own, |c, a| Box::pin(teams::tell(c, a, Put)))),
    route(Get, "/v1/me/hours", User(Own, |c, a| Box::pin(teams::ask(c, a, Get)))),
    route(Put, "/v1/me/hours", User(Own, |c, a| Box::pin(teams::tell(c, a, Put)))),
    route(Put, "/v1/me/password", User(Own, |c, a| Box::pin(me::change_password(c, a)))),
    route(Post, "/v1/me/proof", User(Own, |c, a| Box::pin(me::prove(c, a)))),
    route(Post, "/v1/me/proof/passkey", User(Own, |c, a| Box::pin(factors::prove(c, a)))),
    route(Put, "/v1/me/avatar", User(Own, |c, a| Box::pin(me::put_avatar(c, a)))),
    route(Delete, "/v1/me/avatar", User(Own, |c, a| Box::pin(me::delete_avatar(c, a)))),
    route(Get, "/v1/me/factors", User(Own, |c, a| Box::pin(factors::read(c, a)))),
    route(Post, "/v1/me/authenticator", ProvedUser(Own, |c, a| Box::pin(factors::begin_authenticator(c, a)))),
    route(Put, "/v1/me/authenticator", User(Own, |c, a| Box::pin(factors::confirm_authenticator(c, a)))),
    route(Post, "/v1/me/authenticator/off", User(Own, |c, a| Box::pin(factors::end_authenticator(c, a)))),
    route(Post, "/v1/me/recovery-codes", User(Own, |c, a| Box::pin(factors::renew_recovery_codes(c, a)))),
    route(
        Post,
        "/v1/me/passkeys/challenge",
        ProvedUser(Own, |c, a| Box::pin(factors::ask_for_new_passkey(c, a))),
    ),
    route(Post, "/v1/me/passkeys", User(Own, |c, a| Box::pin(factors::add_passkey(c, a)))),
    route(
        Delete,
        "/v1/me/passkeys/{passkey}",
        ProvedUser(Own, |c, a| Box::pin(factors::remove_passkey(c, a))),
    ),
    route(Get, "/v1/avatars/{account}/{whose}/{hash}", Anybody(|c| Box::pin(me::avatar(c)))),
    route(Get, "/v1/users", User(Users, |c, a| Box::pin(users::list(c, a)))),
    route(Post, "/v1/users", Anybody(|c| Box::pin(users::accept(c)))),
    route(Patch, "/v1/users/{user}", ProvedUser(Users, |c, a| Box::pin(users::change(c, a)))),
    route(Delete, "/v1/users/{user}/factors", ProvedUser(Users, |c, a| Box::pin(factors::reset(c, a)))),
    route(Put, "/v1/users/{user}/away", User(Users, |c, a| Box::pin(teams::tell(c, a, Put)))),
    route(Get, "/v1/teams", User(Users, |c, a| Box::pin(teams::ask(c, a, Get)))),
    route(Post, "/v1/teams", User(Users, |c, a| Box::pin(teams::tell(c, a, Post)))),
    route(Put, "/v1/teams/{team}", User(Users, |c, a| Box::pin(teams::tell(c, a, Put)))),
    route(Delete, "/v1/teams/{team}", User(Users, |c, a| Box::pin(teams::ask(c, a, Delete)))),
    route(Get, "/v1/inboxes", User(Channels, |c, a| Box::pin(teams::ask(c, a, Get)))),
    route(Post, "/v1/inboxes", User(Channels, |c, a| Box::pin(teams::tell(c, a, Post)))),
    route(Put, "/v1/inboxes/{inbox}", User(Channels, |c, a| Box::pin(teams::tell(c, a, Put)))),
    route(Delete, "/v1/inboxes/{inbox}", User(Channels, |c, a| Box::pin(teams::ask(c, a, Delete)))),
    route(Post, "/v1/invitations", ProvedUser(Users, |c, a| Box::pin(users::invite(c, a)))),
    route(Delete, "/v1/invitations/{invitation}", User(Users, |c, a| Box::pin(users::revoke(c, a)))),
    route(Get, "/v1/audit", User(Audit, |c, a| Box::pin(users::audit(c, a)))),
    route(Get, "/v1/tickets", User(Answer, |c, a| Box::pin(tickets::list(c, a)))),
    route(Get, "/v1/tickets/{number}", User(Answer, |c, a| Box::pin(tickets::read(c, a)))),
    route(Get, "/v1/tickets/{number}/attributes", User(Answer, |c, a| Box::pin(identity::attributes(c, a)))),
    route(Put, "/v1/tickets/{number}/owner", User(Answer, |c, a| Box::pin(tickets::change_owner(c, a)))),
    route(Put, "/v1/tickets/{number}/priority", User(Answer, |c, a| Box::pin(teams::tell(c, a, Put)))),
    route(Get, "/v1/tickets/{number}/contact-owner", User(Answer, |c, a| Box::pin(teams::ask(c, a, Get)))),
    route(Put, "/v1/tickets/{number}/contact-owner", User(Answer, |c, a| Box::pin(teams::tell(c, a, Put)))),
    route(Post, "/v1/tickets/{number}/close", User(Answer, |c, a| Box::pin(tickets::close(c, a)))),
    route(Post, "/v1/tickets/{number}/reopen", User(Answer, |c, a| Box::pin(tickets::reopen(c, a)))),
    route(Post, "/v1/people/search", User(People, |c, a| Box::pin(people::search(c, a)))),
    route(Post, "/v1/people/export", ProvedUser(People, |c, a| Box::pin(people::export(c, a)))),
    route(Post, "/v1/people/erase", ProvedUser(People, |c, a| Box::pin(people::erase(c, a)))),
    route(Get, "/v1/people/erasures", User(People, |c, a| Box::pin(people::erasures(c, a)))),
    route(Get, "/v1/help-desk/socket", User(Answer, |c, a| Box::pin(tickets::socket(c, a)))),
];

/// Answers a request from outside. Whatever fails becomes a problem document.
///
/// # Errors
/// Only when not even that can be made.
pub async fn answer(request: Request, env: Env, platform: worker::Context) -> worker::Result<Response> {
    let request_id = request_id();
    let is_head = request.method() == Method::Head;
    let is_secure = request.url().is_ok_and(|url| url.scheme() == "https");
    let answered = handle(request, env, platform, &request_id).await;
    let response = answered.unwrap_or_else(|failure| answer::failure("edge", &request_id, &failure));
    headers::dressed(response, &request_id, is_head, is_secure)
}

async fn handle(
    request: Request,
    env: Env,
    platform: worker::Context,
    request_id: &str,
) -> Result<Response, Failure> {
    let mut url = request.url().map_err(|error| Fault::platform("address", error))?;
    // Whether a proxy takes the path off or leaves it on, routes are the same.
    let base = bindings::base_path(&env);
    let below = url.path().strip_prefix(&base).filter(|rest| rest.starts_with('/')).map(str::to_owned);
    if let Some(rest) = below {
        url.set_path(&rest);
    }
    let method = match request.method() {
        Method::Head => Method::Get,
        method => method,
    };
    match find(ROUTES, &method, url.path()) {
        Found::Route(Route { handler, .. }, params) => {
            let request_id = request_id.to_owned();
            run(handler, Context { request, env, request_id, url, base, params, platform }).await
        }
        Found::OtherMethods(methods) => {
            let names: Vec<String> = methods.iter().map(ToString::to_string).collect();
            let mut response = answer::failure("edge", request_id, &Failure::from(Code::MethodNotAllowed));
            answer::set_header(&mut response, "allow", &names.join(", "))?;
            Ok(response)
        }
        Found::Nothing => Err(Code::NotFound.into()),
    }
}

/// Has the access proved that the handler needs, and runs it.
async fn run(handler: &Handler, context: Context) -> Result<Response, Failure> {
    match handler {
        Anybody(handler) => handler(context).await,
        Channel(handler) => {
            let access = ChannelAccess::from_path(&context)?;
            handler(context, access).await
        }
        Setup(handler) => {
            let access = SetupAccess::from_secret(&context)?;
            handler(context, access).await
        }
        Visitor(handler) => {
            let access = VisitorAccess::from_bearer(&context)?;
            handler(context, access).await
        }
        Conversation(handler) => {
            let access = ConversationAccess::from_request(&context).await?;
            handler(context, access).await
        }
        User(permission, handler) => {
            let access = AgentAccess::from_cookie(&context, *permission, false)?;
            handler(context, access).await
        }
        ProvedUser(permission, handler) => {
            let access = AgentAccess::from_cookie(&context, *permission, true)?;
            handler(context, access).await
        }
    }
}

/// The routes that users can ask for, each with what their role must have, and whether it wants a fresh proof.
#[cfg(test)]
pub fn routes_for_users() -> Vec<(String, Permission, bool)> {
    let asked = |route: &Route| match route.handler {
        User(permission, _) => Some((permission, false)),
        ProvedUser(permission, _) => Some((permission, true)),
        // A visitor needs none: a token opens that visitor's own and nothing else.
        Conversation(_) => Some((Answer, false)),
        Anybody(_) | Channel(_) | Setup(_) | Visitor(_) => None,
    };
    let line = |route: &Route| {
        let (permission, is_proved) = asked(route)?;
        Some((format!("{} {}", route.method, route.pattern), permission, is_proved))
    };
    ROUTES.iter().filter_map(line).collect()
}

/// 64 random bits: a name for the log, not a secret.
fn request_id() -> String {
    random::<8>().map_or_else(|_| "-".to_owned(), |bytes| format!("{:016x}", u64::from_be_bytes(bytes)))
}
