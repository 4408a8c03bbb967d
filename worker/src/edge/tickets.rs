//! The help desk's routes; all of them are its object's to answer.

use worker::{Method, Response};

use super::access::AgentAccess;
use super::conversations::with_query;
use super::route::Context;
use super::{body, forward};
use crate::fault::Failure;

/// `GET /v1/tickets`.
///
/// # Errors
/// Faults alone.
pub async fn list(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let path = with_query("/tickets", &context);
    forward::to_help_desk(&context, &access, Method::Get, &path, None).await
}

/// `GET /v1/tickets/{number}`.
///
/// # Errors
/// Faults alone.
pub async fn read(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let path = format!("/tickets/{}", context.param("number"));
    forward::to_help_desk(&context, &access, Method::Get, &path, None).await
}

/// `PUT /v1/tickets/{number}/owner`.
///
/// # Errors
/// What is wrong with the body, and faults.
pub async fn change_owner(mut context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let path = format!("/tickets/{}/owner", context.param("number"));
    let body = body::json_bytes(&mut context).await?;
    forward::to_help_desk(&context, &access, Method::Put, &path, Some(body)).await
}

/// `POST /v1/tickets/{number}/close`.
///
/// # Errors
/// Faults alone.
pub async fn close(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let path = format!("/tickets/{}/close", context.param("number"));
    forward::to_help_desk(&context, &access, Method::Post, &path, None).await
}

/// `POST /v1/tickets/{number}/reopen`.
///
/// # Errors
/// Faults alone.
pub async fn reopen(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let path = format!("/tickets/{}/reopen", context.param("number"));
    forward::to_help_desk(&context, &access, Method::Post, &path, None).await
}

/// `GET /v1/help-desk/socket`.
///
/// # Errors
/// `upgrade_required`, and faults.
pub async fn socket(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    forward::socket_to_help_desk(&context, &access).await
}
