//! Handing a request on to an object: a new request with only what the object may see.

use pulina_shared::problem::Code;
use worker::{Method, Response};

use super::access::{AgentAccess, ConversationAccess, is_upgrade};
use super::route::Context;
use super::settings;
use crate::durable::call::{ObjectRequest, ask_object};
use crate::fault::{Failure, Fault};
use crate::internal::{CALLER_HEADER, Caller, POLICY_HEADER, SESSION_HEADER};

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
    let headers = vec![(SESSION_HEADER, access.token_hash().to_owned())];
    let request = ObjectRequest { method, path, headers, body, request_id: &context.request_id };
    Ok(ask_object(&context.env, &access.help_desk(), "help desk", &request).await?)
}

/// A socket to the help desk.
///
/// # Errors
/// `upgrade_required`, or when the object cannot be reached.
pub async fn socket_to_help_desk(context: &Context, access: &AgentAccess) -> Result<Response, Failure> {
    require_upgrade(context)?;
    let headers = vec![(SESSION_HEADER, access.token_hash().to_owned()), ("upgrade", "websocket".to_owned())];
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

/// A socket to a conversation.
///
/// # Errors
/// `upgrade_required`, or when the object cannot be reached.
pub async fn socket_to_conversation(
    context: &Context,
    access: &ConversationAccess,
) -> Result<Response, Failure> {
    require_upgrade(context)?;
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

fn require_upgrade(context: &Context) -> Result<(), Failure> {
    if is_upgrade(context) { Ok(()) } else { Err(Code::UpgradeRequired.into()) }
}

fn caller_header(access: &ConversationAccess) -> Result<(&'static str, String), Failure> {
    let json = serde_json::to_string(access.caller()).map_err(|error| Fault::json("caller", error))?;
    Ok((CALLER_HEADER, ascii_json(&json)))
}

/// What the conversation enforces, from here and from nowhere else.
async fn policy_header(context: &Context, access: &ConversationAccess) -> Option<(&'static str, String)> {
    let policy = settings::policy_for(context, access).await?;
    Some((POLICY_HEADER, ascii_json(&policy)))
}

/// Headers are bytes below 128; names of people are not.
fn ascii_json(json: &str) -> String {
    use std::fmt::Write;
    let mut ascii = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() {
            ascii.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(ascii, "\\u{unit:04x}");
            }
        }
    }
    ascii
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_people_survive_the_trip_through_a_header() {
        let name = "Ana Pöysti 😀 \"x\"";
        let ascii = ascii_json(&serde_json::to_string(name).unwrap());
        assert!(ascii.is_ascii());
        assert_eq!(serde_json::from_str::<String>(&ascii).unwrap(), name);
    }
}
