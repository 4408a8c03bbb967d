//! Beginning a visit: the help desk says which conversation the token names, and its object is told
//! to begin, each time. A crash in between heals with the next call.

use pulina_shared::wire::http::VisitBegun;
use worker::Response;

use super::access::{ConversationAccess, VisitorAccess};
use super::route::Context;
use super::settings;
use crate::answer;
use crate::durable::call::call_object;
use crate::fault::Failure;
use crate::internal::{BeginConversation, ReserveVisit};

/// Where the platform tells the network address of a request.
const NETWORK_ADDRESS_HEADER: &str = "cf-connecting-ip";

/// `POST /v1/channels/{channel}/visits`.
///
/// # Errors
/// `not_found`, `rate_conversations`, and faults.
pub async fn answer(context: Context, access: VisitorAccess) -> Result<Response, Failure> {
    let (begun, _) = begin(&context, &access).await?;
    Ok(answer::json(200, &begun)?)
}

/// Begins the visit, or finds the one that was begun.
///
/// # Errors
/// As [`answer`].
pub async fn begin(
    context: &Context,
    access: &VisitorAccess,
) -> Result<(VisitBegun, ConversationAccess), Failure> {
    let reserve = ReserveVisit {
        channel: access.channel().clone(),
        token_hash: access.token_hash().to_owned(),
        network: network_address(context),
    };
    let begin: BeginConversation =
        call_object(&context.env, &access.help_desk(), "/visits", &context.request_id, &reserve).await?;
    settings::remember(&begin.conversation, &begin.channel);
    let conversation = access.enter(begin.conversation.clone());
    call_object::<()>(&context.env, &conversation.object(), "/begin", &context.request_id, &begin).await?;
    Ok((VisitBegun { visitor: begin.visitor, conversation: begin.conversation }, conversation))
}

/// The network address of a request, where the platform tells one.
pub fn network_address(context: &Context) -> Option<String> {
    context.header(NETWORK_ADDRESS_HEADER)
}
