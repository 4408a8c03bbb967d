//! Setting up an account, which only the operator can.

use pulina_shared::wire::http::{AccountCreated, NewAccount};
use worker::Response;

use super::access::SetupAccess;
use super::body;
use super::route::Context;
use crate::answer;
use crate::durable::call::call_object;
use crate::fault::Failure;
use crate::internal::CreateAccount;

/// `POST /v1/accounts`.
///
/// # Errors
/// What is wrong with the body, and faults.
pub async fn create(mut context: Context, access: SetupAccess) -> Result<Response, Failure> {
    let request: NewAccount = body::json(&mut context).await?;
    let create = CreateAccount { account: access.account().clone(), request };
    let created: AccountCreated =
        call_object(&context.env, &access.help_desk(), "/create", &context.request_id, &create).await?;
    Ok(answer::json(201, &created)?)
}
