//! The channels as a list, for users; the help desk answers.

use worker::{Method, Response};

use super::access::{AgentAccess, ChannelAccess};
use super::route::Context;
use super::{body, forward, settings};
use crate::fault::Failure;

/// `GET /v1/channels`.
///
/// # Errors
/// Faults alone.
pub async fn list(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    forward::to_help_desk(&context, &access, Method::Get, "/channels", None).await
}

/// `POST /v1/channels`.
///
/// # Errors
/// What is wrong with the body, and faults.
pub async fn make(mut context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let body = body::json_bytes(&mut context).await?;
    forward::to_help_desk(&context, &access, Method::Post, "/channels", Some(body)).await
}

/// `PATCH /v1/channels/{channel}`.
///
/// # Errors
/// `id_invalid`, what is wrong with the body, and faults.
pub async fn change(mut context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let channel = ChannelAccess::from_path(&context)?;
    let path = format!("/channels/{}", channel.channel());
    let body = body::json_bytes(&mut context).await?;
    let changed = forward::to_help_desk(&context, &access, Method::Patch, &path, Some(body)).await;
    settings::forget(channel.channel());
    changed
}

/// `GET /v1/channels/{channel}/seen`.
///
/// # Errors
/// `id_invalid`, and faults.
pub async fn seen(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let channel = ChannelAccess::from_path(&context)?;
    let path = format!("/channels/{}/seen", channel.channel());
    forward::to_help_desk(&context, &access, Method::Get, &path, None).await
}

/// `GET /v1/channels/{channel}/consent-versions`.
///
/// # Errors
/// `id_invalid`, and faults.
pub async fn consent_versions(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let channel = ChannelAccess::from_path(&context)?;
    let path = format!("/channels/{}/consent-versions", channel.channel());
    forward::to_help_desk(&context, &access, Method::Get, &path, None).await
}
