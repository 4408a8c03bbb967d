//! What admins choose for a channel: read and changed by users, kept by the help desk.

use worker::{Method, Response};

use super::access::{AgentAccess, ChannelAccess};
use super::route::Context;
use super::{body, forward, settings};
use crate::fault::Failure;

/// `GET /v1/channels/{channel}/settings`.
///
/// # Errors
/// `id_invalid`, and faults.
pub async fn read(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let channel = ChannelAccess::from_path(&context)?;
    let path = format!("/channels/{}/settings", channel.channel());
    forward::to_help_desk(&context, &access, Method::Get, &path, None).await
}

/// `PUT /v1/channels/{channel}/settings`.
///
/// # Errors
/// `id_invalid`, what is wrong with the body, and faults.
pub async fn change(mut context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let channel = ChannelAccess::from_path(&context)?;
    let path = format!("/channels/{}/settings", channel.channel());
    let body = body::json_bytes(&mut context).await?;
    let changed = forward::to_help_desk(&context, &access, Method::Put, &path, Some(body)).await;
    settings::forget(channel.channel());
    changed
}
