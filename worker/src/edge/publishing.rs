//! From a draft to the public, and back, for users; the help desk answers.

use worker::{Method, Response};

use super::access::{AgentAccess, ChannelAccess};
use super::conversations::with_query;
use super::route::Context;
use super::{body, forward, settings};
use crate::fault::Failure;

/// `GET /v1/channels/{channel}/draft`.
///
/// # Errors
/// `id_invalid`, and faults.
pub async fn draft(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let path = path(&context, "draft")?;
    forward::to_help_desk(&context, &access, Method::Get, &path, None).await
}

/// `PUT /v1/channels/{channel}/draft`.
///
/// # Errors
/// `id_invalid`, what is wrong with the body, and faults.
pub async fn change_draft(mut context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let path = path(&context, "draft")?;
    let body = body::json_bytes(&mut context).await?;
    forward::to_help_desk(&context, &access, Method::Put, &path, Some(body)).await
}

/// `DELETE /v1/channels/{channel}/draft`.
///
/// # Errors
/// `id_invalid`, and faults.
pub async fn delete_draft(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let path = with_query(&path(&context, "draft")?, &context);
    forward::to_help_desk(&context, &access, Method::Delete, &path, None).await
}

/// `POST /v1/channels/{channel}/preview-links`.
///
/// # Errors
/// `id_invalid`, and faults.
pub async fn make_preview_link(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let path = path(&context, "preview-links")?;
    forward::to_help_desk(&context, &access, Method::Post, &path, None).await
}

/// `POST /v1/channels/{channel}/publish`.
///
/// # Errors
/// `id_invalid`, what is wrong with the body, and faults.
pub async fn publish(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let path = path(&context, "publish")?;
    make_public(context, access, &path).await
}

/// `GET /v1/channels/{channel}/history`.
///
/// # Errors
/// `id_invalid`, and faults.
pub async fn history(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let path = with_query(&path(&context, "history")?, &context);
    forward::to_help_desk(&context, &access, Method::Get, &path, None).await
}

/// `GET /v1/channels/{channel}/history/{revision}`.
///
/// # Errors
/// `id_invalid`, and faults.
pub async fn publication(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let path = path(&context, &format!("history/{}", context.param("revision")))?;
    forward::to_help_desk(&context, &access, Method::Get, &path, None).await
}

/// `POST /v1/channels/{channel}/history/{revision}/restore`.
///
/// # Errors
/// `id_invalid`, what is wrong with the body, and faults.
pub async fn restore(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let path = path(&context, &format!("history/{}/restore", context.param("revision")))?;
    make_public(context, access, &path).await
}

async fn make_public(mut context: Context, access: AgentAccess, path: &str) -> Result<Response, Failure> {
    let channel = ChannelAccess::from_path(&context)?;
    let body = body::json_bytes(&mut context).await?;
    let published = forward::to_help_desk(&context, &access, Method::Post, path, Some(body)).await;
    settings::forget(channel.channel());
    published
}

fn path(context: &Context, rest: &str) -> Result<String, Failure> {
    Ok(format!("/channels/{}/{rest}", ChannelAccess::from_path(context)?.channel()))
}
