//! Bodies of requests: of the right type, never read further than allowed.

use futures_util::StreamExt;
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::wire::parse_body;
use serde::de::DeserializeOwned;

use super::route::Context;
use crate::fault::{Failure, Fault};

/// A JSON body, read into its shape.
///
/// # Errors
/// `content_type`, `body_too_large`, `json_too_deep`, `json_invalid`.
pub async fn json<T: DeserializeOwned>(context: &mut Context) -> Result<T, Failure> {
    Ok(parse_body(&json_bytes(context).await?)?)
}

/// A JSON body for somebody else to read.
///
/// # Errors
/// `content_type`, `body_too_large`.
pub async fn json_bytes(context: &mut Context) -> Result<Vec<u8>, Failure> {
    if media_type(context) != "application/json" {
        return Err(Code::ContentType.into());
    }
    bytes(context, limits::BODY_BYTES_MAX, Code::BodyTooLarge).await
}

/// The media type without its parameters, in lower case.
pub fn media_type(context: &Context) -> String {
    let value = context.header("content-type").unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Any body, up to so many bytes.
///
/// # Errors
/// The given code when it is longer.
pub async fn bytes(context: &mut Context, bytes_max: usize, too_large: Code) -> Result<Vec<u8>, Failure> {
    let announced = context.header("content-length").and_then(|value| value.parse::<usize>().ok());
    if let Some(announced) = announced.filter(|announced| *announced > bytes_max) {
        return Err(Rejection::above(too_large, bytes_max, announced).into());
    }
    if context.request.inner().body().is_none() {
        return Ok(Vec::new());
    }
    let mut stream = context.request.stream().map_err(|error| Fault::platform("request body", error))?;
    let mut body = Vec::new();
    while let Some(chunk) = stream.next().await {
        // The client went away in the middle; nobody reads the answer.
        let chunk = chunk.map_err(|_| Failure::from(Code::JsonInvalid))?;
        if body.len() + chunk.len() > bytes_max {
            return Err(Rejection::above(too_large, bytes_max, body.len() + chunk.len()).into());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
