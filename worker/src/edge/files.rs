//! Files of a conversation, as they come in and go out. Everything about them is its object's to
//! decide; here only what is too large is stopped, and addresses are taken apart.

use pulina_shared::ids::{ConversationId, FileId};
use pulina_shared::limits;
use pulina_shared::problem::Code;
use pulina_shared::wire::http::DownloadLink;
use worker::{Method, Response};

use super::access::{ConversationAccess, conversation_of_link};
use super::conversations::with_query;
use super::route::Context;
use super::{body, forward};
use crate::answer;
use crate::durable::call::{ObjectRequest, ask_object};
use crate::fault::{Failure, Fault};

/// `POST /v1/conversations/{id}/files`.
///
/// # Errors
/// What is wrong with the body, and faults.
pub async fn begin(mut context: Context, access: ConversationAccess) -> Result<Response, Failure> {
    let new = body::json_bytes(&mut context).await?;
    forward::to_conversation(&context, &access, Method::Post, "/files", Some(new)).await
}

/// `PUT /v1/conversations/{id}/files/{file}/parts/{n}`.
///
/// # Errors
/// `id_invalid`, `part_invalid`, and faults.
pub async fn put_part(mut context: Context, access: ConversationAccess) -> Result<Response, Failure> {
    let bytes_max = usize::try_from(limits::FILE_PART_BYTES).unwrap_or(usize::MAX);
    let file = file(&context)?;
    let n: u32 = context.param("n").parse().map_err(|_| Failure::from(Code::PartInvalid))?;
    let part = body::bytes(&mut context, bytes_max, Code::PartInvalid).await?;
    let path = format!("/files/{file}/parts/{n}");
    forward::to_conversation(&context, &access, Method::Put, &path, Some(part)).await
}

/// `DELETE /v1/conversations/{id}/files/{file}`.
///
/// # Errors
/// `id_invalid`, and faults.
pub async fn forget(context: Context, access: ConversationAccess) -> Result<Response, Failure> {
    let path = format!("/files/{}", file(&context)?);
    forward::to_conversation(&context, &access, Method::Delete, &path, None).await
}

/// `POST /v1/conversations/{id}/files/{file}/complete`.
///
/// # Errors
/// `id_invalid`, and faults.
pub async fn complete(context: Context, access: ConversationAccess) -> Result<Response, Failure> {
    let path = format!("/files/{}/complete", file(&context)?);
    forward::to_conversation(&context, &access, Method::Post, &path, None).await
}

/// `POST /v1/conversations/{id}/files/{file}/link`.
///
/// # Errors
/// `id_invalid`, and faults.
pub async fn link(context: Context, access: ConversationAccess) -> Result<Response, Failure> {
    let path = format!("/files/{}/link", file(&context)?);
    let mut signed = forward::to_conversation(&context, &access, Method::Post, &path, None).await?;
    if signed.status_code() != 200 {
        return Ok(signed);
    }
    let link: DownloadLink = signed.json().await.map_err(|error| Fault::json("link", error))?;
    let conversation = access.conversation().as_str().trim_start_matches(ConversationId::PREFIX);
    let path = format!("/v1/files/{conversation}.{}", link.path);
    Ok(answer::json(200, &DownloadLink { path, ..link })?)
}

/// `GET /v1/conversations/{id}/files/{file}`.
///
/// # Errors
/// `id_invalid`, and faults.
pub async fn download(context: Context, access: ConversationAccess) -> Result<Response, Failure> {
    let path = with_query(&format!("/files/{}", file(&context)?), &context);
    forward::file_of_conversation(&context, &access, &path).await
}

/// `GET /v1/files/{link}`: the link is the proof, which its conversation checks.
///
/// # Errors
/// `not_found`, and faults.
pub async fn download_by_link(context: Context) -> Result<Response, Failure> {
    let not_found = || Failure::from(Code::NotFound);
    let (conversation, signed) = context.param("link").split_once('.').ok_or_else(not_found)?;
    let conversation = ConversationId::parse(&format!("{}{conversation}", ConversationId::PREFIX))
        .map_err(|_| not_found())?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.';
    if !signed.bytes().all(is_plain) {
        return Err(not_found());
    }
    let path = with_query(&format!("/links/{signed}"), &context);
    let request = ObjectRequest {
        method: Method::Get,
        path: &path,
        headers: forward::range(&context),
        body: None,
        request_id: &context.request_id,
    };
    let object = conversation_of_link(conversation);
    Ok(ask_object(&context.env, &object, "file by link", &request).await?)
}

fn file(context: &Context) -> Result<FileId, Failure> {
    FileId::parse(context.param("file")).map_err(|_| Code::IdInvalid.into())
}
