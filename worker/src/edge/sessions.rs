//! Signing in and out, and the cookie.

use pulina_shared::limits;
use pulina_shared::time::SECOND_MS;
use pulina_shared::wire::http::SignIn;
use worker::{Method, Response};

use super::access::{AgentAccess, SESSION_COOKIE, help_desk_to_sign_in, refuse_foreign_origin};
use super::network;
use super::route::Context;
use super::{body, forward};
use crate::answer;
use crate::durable::call::call_object;
use crate::fault::Failure;
use crate::internal::{SignInAttempt, SignedIn};

/// `POST /v1/sessions`.
///
/// # Errors
/// `sign_in_failed`, `code_needed`, `code_wrong`, `rate_login`, `busy_login`, what is wrong with the body, and faults.
pub async fn sign_in(mut context: Context) -> Result<Response, Failure> {
    refuse_foreign_origin(&context)?;
    let request: SignIn = body::json(&mut context).await?;
    let object = help_desk_to_sign_in(&request.account);
    let attempt = SignInAttempt { request, network: network::address(&context) };
    let user: SignedIn =
        call_object(&context.env, &object, "/sign-in", &context.request_id, &attempt).await?;
    signed_in(200, &user)
}

/// Answers somebody who is signed in from now on.
///
/// # Errors
/// Faults alone.
pub fn signed_in(status: u16, SignedIn { token, session }: &SignedIn) -> Result<Response, Failure> {
    let mut response = answer::json(status, session)?;
    answer::set_header(&mut response, "set-cookie", &cookie(token, limits::SESSION_AGE_MS_MAX / SECOND_MS))?;
    Ok(response)
}

/// `GET /v1/sessions`.
///
/// # Errors
/// Faults alone.
pub async fn list(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    forward::to_help_desk(&context, &access, Method::Get, "/sessions", None).await
}

/// `DELETE /v1/sessions`.
///
/// # Errors
/// Faults alone.
pub async fn end_others(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    forward::to_help_desk(&context, &access, Method::Delete, "/sessions", None).await
}

/// `DELETE /v1/sessions/{session}`.
///
/// # Errors
/// Faults alone.
pub async fn end(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let path = format!("/sessions/{}", context.param("session"));
    forward::to_help_desk(&context, &access, Method::Delete, &path, None).await
}

/// `GET /v1/session`.
///
/// # Errors
/// Faults alone.
pub async fn read(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    forward::to_help_desk(&context, &access, Method::Get, "/session", None).await
}

/// `DELETE /v1/session`.
///
/// # Errors
/// Faults alone.
pub async fn sign_out(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let ended = forward::to_help_desk(&context, &access, Method::Delete, "/session", None).await?;
    if ended.status_code() != 204 {
        return Ok(ended);
    }
    let mut response = answer::nothing();
    answer::set_header(&mut response, "set-cookie", &cookie("", 0))?;
    Ok(response)
}

fn cookie(value: &str, age_s_max: u64) -> String {
    format!("{SESSION_COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={age_s_max}")
}
