//! A visitor's conversations: beginning one and listing them. The help desk says which conversation
//! the token names, and its object is told to begin, each time. A crash in between heals with the
//! next call.

use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::wire::http::{OwnConversations, VisitBegun, VisitWish};
use pulina_shared::wire::parse_body;
use worker::Response;

use super::access::{ConversationAccess, VisitorAccess};
use super::body;
use super::network;
use super::route::Context;
use super::settings;
use crate::answer;
use crate::durable::call::call_object;
use crate::fault::Failure;
use crate::internal::{BeginConversation, ListOwn, ReserveVisit};

/// `POST /v1/channels/{channel}/visits`.
///
/// # Errors
/// `not_found`, `work_wanted`, `rate_conversations`, `too_many_open`, what is wrong with the body, and faults.
pub async fn answer(mut context: Context, access: VisitorAccess) -> Result<Response, Failure> {
    let wish = wish(&mut context).await?;
    let (begun, _) = begin(&context, &access, &wish).await?;
    Ok(answer::json(200, &begun)?)
}

/// `GET /v1/channels/{channel}/conversations`.
///
/// # Errors
/// `not_found`, and faults.
pub async fn list(context: Context, access: VisitorAccess) -> Result<Response, Failure> {
    let list = ListOwn { channel: access.channel().clone(), token_hash: access.token_hash().to_owned() };
    let own: OwnConversations =
        call_object(&context.env, &access.help_desk(), "/own-conversations", &context.request_id, &list)
            .await?;
    Ok(answer::json(200, &own)?)
}

/// A request without a body wishes for nothing in particular.
async fn wish(context: &mut Context) -> Result<VisitWish, Failure> {
    let bytes = body::bytes(context, limits::BODY_BYTES_MAX, Code::BodyTooLarge).await?;
    if bytes.is_empty() {
        return Ok(VisitWish::default());
    }
    if body::media_type(context) != "application/json" {
        return Err(Code::ContentType.into());
    }
    let wish: VisitWish = parse_body(&bytes)?;
    let n_bytes = wish.work.as_ref().map_or(0, |work| work.challenge.len());
    if n_bytes > limits::WORK_BYTES_MAX {
        let too_long = Rejection::above(Code::FieldTooLong, limits::WORK_BYTES_MAX, n_bytes);
        return Err(too_long.at("/work").into());
    }
    Ok(wish)
}

/// Begins the visit, or finds the one that was begun.
///
/// # Errors
/// As [`answer`].
pub async fn begin(
    context: &Context,
    access: &VisitorAccess,
    wish: &VisitWish,
) -> Result<(VisitBegun, ConversationAccess), Failure> {
    let reserve = ReserveVisit {
        channel: access.channel().clone(),
        token_hash: access.token_hash().to_owned(),
        network: network::address(context),
        begin: wish.begin,
        enter: wish.enter.clone(),
        work: wish.work.clone(),
    };
    let begin: BeginConversation =
        call_object(&context.env, &access.help_desk(), "/visits", &context.request_id, &reserve).await?;
    settings::remember(&begin.conversation, &begin.channel);
    let conversation = access.enter(begin.conversation.clone());
    call_object::<()>(&context.env, &conversation.object(), "/begin", &context.request_id, &begin).await?;
    Ok((VisitBegun { visitor: begin.visitor, conversation: begin.conversation }, conversation))
}
