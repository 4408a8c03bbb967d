//! Handing a request on to an object: a new request with only what the object may see.

use pulina_shared::problem::Code;
use worker::{Method, Response};

use super::access::{AgentAccess, ConversationAccess, is_upgrade};
use super::network;
use super::route::Context;
use super::settings;
use crate::durable::call::{ObjectRequest, ask_object};
use crate::fault::Failure;
use crate::internal::{
    CALLER_HEADER, Caller, NETWORK_HEADER, PERMISSION_HEADER, POLICY_HEADER, PROOF_HEADER, SESSION_HEADER,
    header_json,
};

/// To the help desk, as this user. `path` is the object's own, with its query.
///
/// # Errors
/// When the object cannot be reached.
pub async fn to_help_desk(
    context: &Context,
    access: &AgentAccess,
    method: Method,
    path: &str,
    body: Option<Vec<u8>>,
) -> Result<Response, Failure> {
    let headers = session_headers(access);
    let request = ObjectRequest { method, path, headers, body, request_id: &context.request_id };
    Ok(ask_object(&context.env, &access.help_desk(), "help desk", &request).await?)
}

/// What needs the password to the help desk, which counts guesses by where they come from.
///
/// # Errors
/// When the object cannot be reached.
pub async fn password_to_help_desk(
    context: &Context,
    access: &AgentAccess,
    method: Method,
    path: &str,
    body: Vec<u8>,
) -> Result<Response, Failure> {
    let mut headers = session_headers(access);
    headers.extend(network::address(context).map(|address| (NETWORK_HEADER, address)));
    let request = ObjectRequest { method, path, headers, body: Some(body), request_id: &context.request_id };
    Ok(ask_object(&context.env, &access.help_desk(), "password", &request).await?)
}

/// A socket to the help desk.
///
/// # Errors
/// `upgrade_required`, or when the object cannot be reached.
pub async fn socket_to_help_desk(context: &Context, access: &AgentAccess) -> Result<Response, Failure> {
    require_upgrade(context)?;
    network::take_connect(context)?;
    let mut headers = session_headers(access);
    headers.push(("upgrade", "websocket".to_owned()));
    let request = ObjectRequest {
        method: Method::Get,
        path: "/socket",
        headers,
        body: None,
        request_id: &context.request_id,
    };
    Ok(ask_object(&context.env, &access.help_desk(), "help desk socket", &request).await?)
}

/// To a conversation, as this participant.
///
/// # Errors
/// When the object cannot be reached.
pub async fn to_conversation(
    context: &Context,
    access: &ConversationAccess,
    method: Method,
    path: &str,
    body: Option<Vec<u8>>,
) -> Result<Response, Failure> {
    let mut headers = vec![caller_header(access)?];
    if method != Method::Get && matches!(access.caller(), Caller::Visitor { .. }) {
        headers.extend(policy_header(context, access).await);
    }
    let request = ObjectRequest { method, path, headers, body, request_id: &context.request_id };
    Ok(ask_object(&context.env, &access.object(), "conversation", &request).await?)
}

/// A file of a conversation, for this participant: the same as [`to_conversation`], and the range
/// that is wanted.
///
/// # Errors
/// When the object cannot be reached.
pub async fn file_of_conversation(
    context: &Context,
    access: &ConversationAccess,
    path: &str,
) -> Result<Response, Failure> {
    let mut headers = range(context);
    headers.push(caller_header(access)?);
    let request =
        ObjectRequest { method: Method::Get, path, headers, body: None, request_id: &context.request_id };
    Ok(ask_object(&context.env, &access.object(), "file", &request).await?)
}

/// The range that is wanted of a file, as it came.
pub fn range(context: &Context) -> Vec<(&'static str, String)> {
    context.header("range").map(|range| ("range", range)).into_iter().collect()
}

/// A socket to a conversation.
///
/// # Errors
/// `upgrade_required`, or when the object cannot be reached.
pub async fn socket_to_conversation(
    context: &Context,
    access: &ConversationAccess,
) -> Result<Response, Failure> {
    require_upgrade(context)?;
    network::take_connect(context)?;
    let mut headers = vec![caller_header(access)?, ("upgrade", "websocket".to_owned())];
    // Whoever opens it, a visitor may turn out to be behind it when the proof comes.
    headers.extend(policy_header(context, access).await);
    let request = ObjectRequest {
        method: Method::Get,
        path: "/socket",
        headers,
        body: None,
        request_id: &context.request_id,
    };
    Ok(ask_object(&context.env, &access.object(), "conversation socket", &request).await?)
}

/// Who asks, what they must be allowed to do, and whether they must have proved who they are.
fn session_headers(access: &AgentAccess) -> Vec<(&'static str, String)> {
    let mut headers = vec![
        (SESSION_HEADER, access.token_hash().to_owned()),
        (PERMISSION_HEADER, access.permission().as_str().to_owned()),
    ];
    if access.needs_proof() {
        headers.push((PROOF_HEADER, "fresh".to_owned()));
    }
    headers
}

fn require_upgrade(context: &Context) -> Result<(), Failure> {
    if is_upgrade(context) { Ok(()) } else { Err(Code::UpgradeRequired.into()) }
}

fn caller_header(access: &ConversationAccess) -> Result<(&'static str, String), Failure> {
    Ok((CALLER_HEADER, header_json(access.caller())?))
}

/// What the conversation enforces, from here and from nowhere else.
async fn policy_header(context: &Context, access: &ConversationAccess) -> Option<(&'static str, String)> {
    let policy = settings::policy_for(context, access).await?;
    Some((POLICY_HEADER, policy.to_string()))
}
