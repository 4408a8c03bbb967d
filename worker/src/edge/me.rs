//! What users change of themselves, and pictures.

use pulina_shared::ids::{AccountId, ChannelId, UserId};
use pulina_shared::limits;
use pulina_shared::problem::Code;
use worker::{Method, Response};

use super::access::{AgentAccess, help_desk_with_pictures};
use super::route::Context;
use super::{body, forward};
use crate::answer;
use crate::durable::call::{ObjectRequest, ask_object};
use crate::fault::{Failure, Fault};

/// `PATCH /v1/me`.
///
/// # Errors
/// What is wrong with the body, and faults.
pub async fn change_profile(mut context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let body = body::json_bytes(&mut context).await?;
    forward::to_help_desk(&context, &access, Method::Patch, "/me", Some(body)).await
}

/// `PUT /v1/me/password`.
///
/// # Errors
/// What is wrong with the body, and faults.
pub async fn change_password(mut context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let body = body::json_bytes(&mut context).await?;
    forward::password_to_help_desk(&context, &access, Method::Put, "/me/password", body).await
}

/// `POST /v1/me/proof`.
///
/// # Errors
/// What is wrong with the body, and faults.
pub async fn prove(mut context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let body = body::json_bytes(&mut context).await?;
    forward::password_to_help_desk(&context, &access, Method::Post, "/me/proof", body).await
}

/// `PUT /v1/me/avatar`.
///
/// # Errors
/// `image_invalid`, and faults.
pub async fn put_avatar(mut context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let picture = body::bytes(&mut context, limits::AVATAR_BYTES_MAX, Code::ImageInvalid).await?;
    forward::to_help_desk(&context, &access, Method::Put, "/me/avatar", Some(picture)).await
}

/// `DELETE /v1/me/avatar`.
///
/// # Errors
/// Faults alone.
pub async fn delete_avatar(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    forward::to_help_desk(&context, &access, Method::Delete, "/me/avatar", None).await
}

/// `GET /v1/avatars/{account}/{whose}/{hash}`, of a user or a channel: public, because visitors see it; its name is its
/// content, so it is kept for ever.
///
/// # Errors
/// `id_invalid`, `not_found`, and faults.
pub async fn avatar(context: Context) -> Result<Response, Failure> {
    let invalid = || Failure::from(Code::IdInvalid);
    let account = AccountId::parse(context.param("account")).map_err(|_| invalid())?;
    let whose = context.param("whose");
    if UserId::parse(whose).is_err() && ChannelId::parse(whose).is_err() {
        return Err(invalid());
    }
    let hash = context.param("hash");
    if hash.is_empty() || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(invalid());
    }
    let path = format!("/avatars/{whose}/{hash}");
    let request = ObjectRequest {
        method: Method::Get,
        path: &path,
        headers: Vec::new(),
        body: None,
        request_id: &context.request_id,
    };
    let mut picture = ask_object(&context.env, &help_desk_with_pictures(account), "avatar", &request).await?;
    if picture.status_code() != 200 {
        return Ok(picture);
    }
    let content_type = picture.headers().get("content-type").ok().flatten().unwrap_or_default();
    let bytes = picture.bytes().await.map_err(|error| Fault::call("avatar", error))?;
    let mut response = answer::bytes(200, &content_type, bytes)?;
    answer::set_header(&mut response, "cache-control", "public, max-age=31536000, immutable")?;
    answer::set_header(&mut response, "content-security-policy", "default-src 'none'; sandbox")?;
    Ok(response)
}
