//! Answers as HTTP. Every refusal is a problem document, whoever makes it: the edge or an object.

use pulina_shared::problem::{Code, Problem, Rejection};
use serde::Serialize;
use worker::{Headers, Response, ResponseBuilder};

use crate::fault::{Failure, Fault};
use crate::log;

/// When to come back, if a refusal does not say it itself.
const RETRY_AFTER_MS: u64 = 1_000;

/// A value as JSON.
///
/// # Errors
/// When it cannot be written.
pub fn json(status: u16, value: &impl Serialize) -> Result<Response, Fault> {
    let json = serde_json::to_string(value).map_err(|error| Fault::json("answer", error))?;
    bytes(status, "application/json", json.into_bytes())
}

/// A file of this type.
///
/// # Errors
/// The engine's.
pub fn bytes(status: u16, content_type: &str, body: Vec<u8>) -> Result<Response, Fault> {
    let headers = Headers::new();
    headers.set("content-type", content_type).map_err(|error| Fault::platform("answer", error))?;
    Ok(ResponseBuilder::new().with_status(status).with_headers(headers).fixed(body))
}

/// Done, and there is nothing to say.
pub fn nothing() -> Response {
    ResponseBuilder::new().with_status(204).empty()
}

/// A header that must be there.
///
/// # Errors
/// The engine's, when name or value cannot be a header.
pub fn set_header(response: &mut Response, name: &str, value: &str) -> Result<(), Fault> {
    response.headers_mut().set(name, value).map_err(|error| Fault::platform("header", error))
}

/// The document of a failure. A fault is logged here, once, and told only by its code.
pub fn failure(place: &'static str, request_id: &str, failure: &Failure) -> Response {
    let rejection = match failure {
        Failure::Rejection(rejection) => rejection.clone(),
        Failure::Fault(fault) => {
            log::fault(place, request_id, fault);
            Rejection::new(fault.code())
        }
    };
    match problem(&rejection, request_id) {
        Ok(response) => response,
        Err(fault) => {
            log::fault(place, request_id, &fault);
            ResponseBuilder::new().with_status(500).empty()
        }
    }
}

/// The document of a refusal.
fn problem(rejection: &Rejection, request_id: &str) -> Result<Response, Fault> {
    let code = rejection.code;
    let mut problem = Problem { instance: Some(request_id.to_owned()), ..Problem::from(rejection) };
    if matches!(code.status(), 429 | 503) {
        problem.retry_after_ms.get_or_insert(RETRY_AFTER_MS);
    }
    let json = serde_json::to_string(&problem).map_err(|error| Fault::json("problem", error))?;
    let mut response = bytes(code.status(), "application/problem+json", json.into_bytes())?;
    if let Some(retry_after_ms) = problem.retry_after_ms {
        set_header(&mut response, "retry-after", &retry_after_ms.div_ceil(1_000).max(1).to_string())?;
    }
    match code {
        Code::SetupDenied => set_header(&mut response, "www-authenticate", "Bearer")?,
        Code::SessionEnded | Code::SignInFailed => set_header(&mut response, "www-authenticate", "Session")?,
        Code::UpgradeRequired => set_header(&mut response, "upgrade", "websocket")?,
        _ => {}
    }
    Ok(response)
}
