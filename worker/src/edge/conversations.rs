//! A conversation's routes; all of them are its object's to answer.

use worker::{Method, Response};

use super::access::ConversationAccess;
use super::route::Context;
use super::{body, forward};
use crate::fault::Failure;

/// `GET /v1/conversations/{id}/socket`.
///
/// # Errors
/// `upgrade_required`, and faults.
pub async fn socket(context: Context, access: ConversationAccess) -> Result<Response, Failure> {
    forward::socket_to_conversation(&context, &access).await
}

/// `POST /v1/conversations/{id}/commands`.
///
/// # Errors
/// What is wrong with the body, and faults.
pub async fn command(mut context: Context, access: ConversationAccess) -> Result<Response, Failure> {
    let frame = body::json_bytes(&mut context).await?;
    forward::to_conversation(&context, &access, Method::Post, "/commands", Some(frame)).await
}

/// `GET /v1/conversations/{id}/events`.
///
/// # Errors
/// Faults alone.
pub async fn events(context: Context, access: ConversationAccess) -> Result<Response, Failure> {
    let path = with_query("/events", &context);
    forward::to_conversation(&context, &access, Method::Get, &path, None).await
}

/// The object's path with the query that came.
pub fn with_query(path: &str, context: &Context) -> String {
    context.url.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
}
