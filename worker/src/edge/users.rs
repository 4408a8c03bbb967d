//! Users, how they are asked in, and who changed what; all of it is for the help desk to say. The link of an invitation
//! is made here, because only the edge knows under which address we are reached.

use pulina_shared::problem::Code;
use pulina_shared::token::InvitationSecret;
use pulina_shared::wire::users::{AcceptInvitation, InvitationCreated};
use worker::{Method, Response};

use super::access::{AgentAccess, help_desk_of_invitation, refuse_foreign_origin};
use super::conversations::with_query;
use super::route::Context;
use super::sessions::signed_in;
use super::{body, forward};
use crate::answer;
use crate::durable::call::call_object;
use crate::fault::{Failure, Fault};
use crate::internal::{Accept, InvitationMade, SignedIn, secret_hash};

/// `GET /v1/users`.
///
/// # Errors
/// Faults alone.
pub async fn list(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    forward::to_help_desk(&context, &access, Method::Get, "/users", None).await
}

/// `PATCH /v1/users/{user}`.
///
/// # Errors
/// What is wrong with the body, and faults.
pub async fn change(mut context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let path = format!("/users/{}", context.param("user"));
    let body = body::json_bytes(&mut context).await?;
    forward::to_help_desk(&context, &access, Method::Patch, &path, Some(body)).await
}

/// `POST /v1/invitations`.
///
/// # Errors
/// What is wrong with the body, and faults.
pub async fn invite(mut context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let body = body::json_bytes(&mut context).await?;
    let mut made = forward::to_help_desk(&context, &access, Method::Post, "/invitations", Some(body)).await?;
    if made.status_code() != 201 {
        return Ok(made);
    }
    let InvitationMade { invitation, secret } =
        made.json().await.map_err(|error| Fault::call("invitation", error))?;
    let desk = access.desk_path();
    // What stands behind `#` stays in the browser.
    let link = format!("{}{desk}#/invitation/{secret}", context.own_base());
    Ok(answer::json(201, &InvitationCreated { invitation, link })?)
}

/// `DELETE /v1/invitations/{invitation}`.
///
/// # Errors
/// Faults alone.
pub async fn revoke(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let path = format!("/invitations/{}", context.param("invitation"));
    forward::to_help_desk(&context, &access, Method::Delete, &path, None).await
}

/// `GET /v1/audit`.
///
/// # Errors
/// Faults alone.
pub async fn audit(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    forward::to_help_desk(&context, &access, Method::Get, &with_query("/audit", &context), None).await
}

/// `POST /v1/users`. What is no secret at all wakes nothing.
///
/// # Errors
/// `invitation_ended`, what is wrong with the body, and faults.
pub async fn accept(mut context: Context) -> Result<Response, Failure> {
    refuse_foreign_origin(&context)?;
    let AcceptInvitation { secret, name, password } = body::json(&mut context).await?;
    let ended = || Failure::from(Code::InvitationEnded);
    let secret = InvitationSecret::parse(&secret).map_err(|_| ended())?;
    let object = help_desk_of_invitation(secret.account().map_err(|_| ended())?);
    let accept = Accept { secret_hash: secret_hash(secret.secret()), name, password };
    let user: SignedIn = call_object(&context.env, &object, "/accept", &context.request_id, &accept).await?;
    signed_in(201, &user)
}
