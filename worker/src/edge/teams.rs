//! Teams, inboxes and who is away; all of it is for the help desk to say.

use worker::{Method, Response};

use super::access::AgentAccess;
use super::route::Context;
use super::{body, forward};
use crate::fault::Failure;

/// A request of a user without a body, handed on as it is: `/v1` off, the rest of the path on.
///
/// # Errors
/// Faults alone.
pub async fn ask(context: Context, access: AgentAccess, method: Method) -> Result<Response, Failure> {
    let path = own_path(&context);
    forward::to_help_desk(&context, &access, method, &path, None).await
}

/// The same with a body.
///
/// # Errors
/// What is wrong with the body, and faults.
pub async fn tell(mut context: Context, access: AgentAccess, method: Method) -> Result<Response, Failure> {
    let path = own_path(&context);
    let body = body::json_bytes(&mut context).await?;
    forward::to_help_desk(&context, &access, method, &path, Some(body)).await
}

fn own_path(context: &Context) -> String {
    let path = context.url.path();
    path.strip_prefix("/v1").unwrap_or(path).to_owned()
}
