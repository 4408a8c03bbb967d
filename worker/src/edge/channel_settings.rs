//! What admins choose for a channel: read and changed by users, kept by the help desk.

use pulina_shared::limits;
use pulina_shared::problem::Code;
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

/// `PUT /v1/channels/{channel}/avatar`.
///
/// # Errors
/// `id_invalid`, `image_invalid`, and faults.
pub async fn put_avatar(mut context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let picture = body::bytes(&mut context, limits::AVATAR_BYTES_MAX, Code::ImageInvalid).await?;
    change_avatar(&context, &access, Method::Put, Some(picture)).await
}

/// `DELETE /v1/channels/{channel}/avatar`.
///
/// # Errors
/// `id_invalid`, and faults.
pub async fn delete_avatar(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    change_avatar(&context, &access, Method::Delete, None).await
}

async fn change_avatar(
    context: &Context,
    access: &AgentAccess,
    method: Method,
    picture: Option<Vec<u8>>,
) -> Result<Response, Failure> {
    let channel = ChannelAccess::from_path(context)?;
    let path = format!("/channels/{}/avatar", channel.channel());
    let changed = forward::to_help_desk(context, access, method, &path, picture).await;
    settings::forget(channel.channel());
    changed
}
