//! Who a visitor is: keys, proofs, the end of one on a device, and what pages say without a proof.

use pulina_shared::problem::Code;
use pulina_shared::token::IdentityToken;
use pulina_shared::wire::identity::{Attributes, Identified, IdentityProof};
use worker::{Method, Response};

use super::access::{AgentAccess, ChannelAccess, VisitorAccess};
use super::route::Context;
use super::{body, forward};
use crate::answer;
use crate::durable::call::call_object;
use crate::fault::Failure;
use crate::internal::{Identify, ListOwn, TellAttributes};

/// `POST /v1/channels/{channel}/identity`. What is no token at all wakes nothing.
///
/// # Errors
/// `identity_invalid`, `identity_expired`, `id_conflict`, what is wrong with the body, and faults.
pub async fn identify(mut context: Context, access: VisitorAccess) -> Result<Response, Failure> {
    let IdentityProof { token } = body::json(&mut context).await?;
    IdentityToken::parse(&token).map_err(|_| Failure::from(Code::IdentityInvalid))?;
    let (channel, token_hash) = (access.channel().clone(), access.token_hash().to_owned());
    let identify = Identify { channel, token_hash, proof: token };
    let identified: Identified =
        call_object(&context.env, &access.help_desk(), "/identify", &context.request_id, &identify).await?;
    Ok(answer::json(200, &identified)?)
}

/// `DELETE /v1/channels/{channel}/identity`.
///
/// # Errors
/// Faults alone.
pub async fn log_out(context: Context, access: VisitorAccess) -> Result<Response, Failure> {
    let of = ListOwn { channel: access.channel().clone(), token_hash: access.token_hash().to_owned() };
    call_object::<()>(&context.env, &access.help_desk(), "/log-out", &context.request_id, &of).await?;
    Ok(answer::nothing())
}

/// `PUT /v1/channels/{channel}/attributes`.
///
/// # Errors
/// `not_found`, what is wrong with the body, and faults.
pub async fn tell_attributes(mut context: Context, access: VisitorAccess) -> Result<Response, Failure> {
    let told: Attributes = body::json(&mut context).await?;
    let (channel, token_hash) = (access.channel().clone(), access.token_hash().to_owned());
    let tell = TellAttributes { channel, token_hash, told };
    call_object::<()>(&context.env, &access.help_desk(), "/tell-attributes", &context.request_id, &tell)
        .await?;
    Ok(answer::nothing())
}

/// `GET /v1/tickets/{number}/attributes`.
///
/// # Errors
/// Faults alone.
pub async fn attributes(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let path = format!("/tickets/{}/attributes", context.param("number"));
    forward::to_help_desk(&context, &access, Method::Get, &path, None).await
}

/// `GET /v1/channels/{channel}/identity-keys`.
///
/// # Errors
/// `id_invalid`, and faults.
pub async fn keys(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    forward::to_help_desk(&context, &access, Method::Get, &path_of_keys(&context)?, None).await
}

/// `POST /v1/channels/{channel}/identity-keys`.
///
/// # Errors
/// `id_invalid`, what is wrong with the body, and faults.
pub async fn make_key(mut context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let path = path_of_keys(&context)?;
    let body = body::json_bytes(&mut context).await?;
    forward::to_help_desk(&context, &access, Method::Post, &path, Some(body)).await
}

/// `DELETE /v1/channels/{channel}/identity-keys/{key}`.
///
/// # Errors
/// `id_invalid`, and faults.
pub async fn revoke_key(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let path = format!("{}/{}", path_of_keys(&context)?, context.param("key"));
    forward::to_help_desk(&context, &access, Method::Delete, &path, None).await
}

fn path_of_keys(context: &Context) -> Result<String, Failure> {
    Ok(format!("/channels/{}/identity-keys", ChannelAccess::from_path(context)?.channel()))
}
