//! What proves who a user is, besides the password. What browsers say of a passkey is told to the help desk
//! together with the address under which they asked us.

use pulina_shared::wire::factors::{Challenge, NewPasskey, PasskeySignIn, PasskeyWish};
use worker::{Method, Response};

use super::access::{AgentAccess, help_desk_to_sign_in, refuse_foreign_origin};
use super::network;
use super::route::Context;
use super::sessions::signed_in;
use super::{body, forward};
use crate::answer;
use crate::durable::call::call_object;
use crate::fault::{Failure, Fault};
use crate::internal::{AddPasskey, Asked, PasskeyAttempt, PasskeyWanted, SignedIn};

/// `POST /v1/sessions/challenge`.
///
/// # Errors
/// `rate_login`, what is wrong with the body, and faults.
pub async fn ask_for_passkey(mut context: Context) -> Result<Response, Failure> {
    refuse_foreign_origin(&context)?;
    let PasskeyWish { account } = body::json(&mut context).await?;
    let wanted = PasskeyWanted { network: network::address(&context) };
    let object = help_desk_to_sign_in(&account);
    let challenge: Challenge =
        call_object(&context.env, &object, "/challenge", &context.request_id, &wanted).await?;
    Ok(answer::json(201, &challenge)?)
}

/// `POST /v1/sessions/passkey`.
///
/// # Errors
/// `passkey_failed`, `challenge_ended`, what is wrong with the body, and faults.
pub async fn sign_in(mut context: Context) -> Result<Response, Failure> {
    refuse_foreign_origin(&context)?;
    let request: PasskeySignIn = body::json(&mut context).await?;
    let object = help_desk_to_sign_in(&request.account);
    let attempt = PasskeyAttempt { request, asked: asked(&context) };
    let user: SignedIn =
        call_object(&context.env, &object, "/passkey", &context.request_id, &attempt).await?;
    signed_in(200, &user)
}

/// `POST /v1/me/proof/passkey`.
///
/// # Errors
/// What is wrong with the body, and faults.
pub async fn prove(mut context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let request: PasskeySignIn = body::json(&mut context).await?;
    let attempt = PasskeyAttempt { request, asked: asked(&context) };
    let body = serde_json::to_vec(&attempt).map_err(|error| Fault::json("passkey", error))?;
    forward::to_help_desk(&context, &access, Method::Post, "/me/proof/passkey", Some(body)).await
}

/// `GET /v1/me/factors`.
///
/// # Errors
/// Faults alone.
pub async fn read(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    forward::to_help_desk(&context, &access, Method::Get, "/me/factors", None).await
}

/// `POST /v1/me/authenticator`.
///
/// # Errors
/// Faults alone.
pub async fn begin_authenticator(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    forward::to_help_desk(&context, &access, Method::Post, "/me/authenticator", None).await
}

/// `PUT /v1/me/authenticator`.
///
/// # Errors
/// What is wrong with the body, and faults.
pub async fn confirm_authenticator(mut context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let body = body::json_bytes(&mut context).await?;
    forward::to_help_desk(&context, &access, Method::Put, "/me/authenticator", Some(body)).await
}

/// `POST /v1/me/authenticator/off`.
///
/// # Errors
/// What is wrong with the body, and faults.
pub async fn end_authenticator(mut context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let body = body::json_bytes(&mut context).await?;
    forward::password_to_help_desk(&context, &access, Method::Post, "/me/authenticator/off", body).await
}

/// `POST /v1/me/recovery-codes`.
///
/// # Errors
/// What is wrong with the body, and faults.
pub async fn renew_recovery_codes(mut context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let body = body::json_bytes(&mut context).await?;
    forward::password_to_help_desk(&context, &access, Method::Post, "/me/recovery-codes", body).await
}

/// `POST /v1/me/passkeys/challenge`.
///
/// # Errors
/// Faults alone.
pub async fn ask_for_new_passkey(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    forward::to_help_desk(&context, &access, Method::Post, "/me/passkeys/challenge", None).await
}

/// `POST /v1/me/passkeys`.
///
/// # Errors
/// What is wrong with the body, and faults.
pub async fn add_passkey(mut context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let new: NewPasskey = body::json(&mut context).await?;
    let add = AddPasskey { new, asked: asked(&context) };
    let body = serde_json::to_vec(&add).map_err(|error| Fault::json("passkey", error))?;
    forward::to_help_desk(&context, &access, Method::Post, "/me/passkeys", Some(body)).await
}

/// `DELETE /v1/me/passkeys/{passkey}`.
///
/// # Errors
/// Faults alone.
pub async fn remove_passkey(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let path = format!("/me/passkeys/{}", context.param("passkey"));
    forward::to_help_desk(&context, &access, Method::Delete, &path, None).await
}

/// `DELETE /v1/users/{user}/factors`.
///
/// # Errors
/// Faults alone.
pub async fn reset(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let path = format!("/users/{}/factors", context.param("user"));
    forward::to_help_desk(&context, &access, Method::Delete, &path, None).await
}

fn asked(context: &Context) -> Asked {
    Asked { origin: context.own_origin(), host: context.url.host_str().unwrap_or_default().to_owned() }
}
