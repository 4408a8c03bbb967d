//! Requests to our own origin: JSON in, JSON out, problem documents as typed errors.

use gloo_net::http::{Method, Request, RequestBuilder, Response};
use js_sys::Uint8Array;
use pulina_shared::problem::Problem;
use pulina_shared::wire::read::Read;
use serde::Serialize;
use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

use crate::json;

/// Longer than any answer of a server that lives; shorter than a person's patience.
const REQUEST_MS_MAX: u32 = 15_000;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestError {
    /// Nothing came back: no network, a server that is down, or too slow.
    Unreachable,
    /// The server refused and said why.
    Refused(Problem),
    /// Something came back that is not of our server: this status.
    Unreadable(u16),
}

impl RequestError {
    /// The status of the answer; 0 when there was none.
    pub fn status(&self) -> u16 {
        match self {
            Self::Unreachable => 0,
            Self::Refused(problem) => problem.status,
            Self::Unreadable(status) => *status,
        }
    }

    /// Whether the very same request can succeed later.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unreachable => true,
            Self::Refused(problem) => problem.is_retryable(),
            Self::Unreadable(status) => *status >= 500 || *status == 429 || *status < 400,
        }
    }
}

/// A request that is being put together.
#[derive(Debug)]
pub struct Call {
    builder: RequestBuilder,
    has_end: bool,
}

impl Call {
    /// `GET`, never from the browser's cache.
    pub fn get(path: &str) -> Self {
        Self::new(Method::GET, path)
    }

    /// `POST`.
    pub fn post(path: &str) -> Self {
        Self::new(Method::POST, path)
    }

    /// Any other method.
    pub fn new(method: Method, path: &str) -> Self {
        let builder = RequestBuilder::new(path).method(method).cache(web_sys::RequestCache::NoStore);
        Self { builder, has_end: false }
    }

    /// Proves the visitor.
    pub fn bearer(self, secret: &str) -> Self {
        Self { builder: self.builder.header("authorization", &["Bearer ", secret].concat()), ..self }
    }

    /// From the browser's cache where that has it: for what never changes.
    pub fn kept(self) -> Self {
        Self { builder: self.builder.cache(web_sys::RequestCache::Default), ..self }
    }

    /// Ends by this signal and not after the usual time: for what may take longer, or be given up.
    pub fn until(self, signal: &AbortSignal) -> Self {
        Self { builder: self.builder.abort_signal(Some(signal)), has_end: true }
    }

    /// Sends without a body.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub async fn send(self) -> Result<Answer, RequestError> {
        let request = self.limited().build().map_err(|_| RequestError::Unreachable)?;
        answer_of(request).await
    }

    /// Sends without a body, for an answer that is no text. Large ones take their time.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub async fn send_for_bytes(self) -> Result<Uint8Array, RequestError> {
        let request = self.builder.build().map_err(|_| RequestError::Unreachable)?;
        let response = request.send().await.map_err(|_| RequestError::Unreachable)?;
        let bytes = response.binary().await.map_err(|_| RequestError::Unreachable)?;
        if response.ok() {
            return Ok(Uint8Array::from(bytes.as_slice()));
        }
        let text = String::from_utf8_lossy(&bytes);
        Err(json::parse(&text).map_or(RequestError::Unreadable(response.status()), RequestError::Refused))
    }

    /// Sends a JSON body.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub async fn send_json(self, body: &impl Serialize) -> Result<Answer, RequestError> {
        // Wire types always serialise; an unknown variant of an open enum is the one exception.
        let text = serde_json::to_string(body).map_err(|_| RequestError::Unreadable(0))?;
        self.send_body("application/json", &JsValue::from_str(&text)).await
    }

    /// Sends a body of another kind: a `Blob`, for a picture.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub async fn send_body(self, content_type: &str, body: &JsValue) -> Result<Answer, RequestError> {
        let builder = self.limited().header("content-type", content_type);
        let request = builder.body(body.clone()).map_err(|_| RequestError::Unreachable)?;
        answer_of(request).await
    }

    fn limited(self) -> RequestBuilder {
        if self.has_end {
            return self.builder;
        }
        self.builder.abort_signal(Some(&AbortSignal::timeout_with_u32(REQUEST_MS_MAX)))
    }
}

/// A successful answer.
#[derive(Debug)]
pub struct Answer {
    status: u16,
    text: String,
}

impl Answer {
    /// The body as this type.
    ///
    /// # Errors
    /// [`RequestError::Unreadable`] when it is not.
    pub fn json<T: Read>(&self) -> Result<T, RequestError> {
        json::parse(&self.text).ok_or(RequestError::Unreadable(self.status))
    }

    /// How long the body is, in bytes.
    pub fn n_bytes(&self) -> usize {
        self.text.len()
    }
}

async fn answer_of(request: Request) -> Result<Answer, RequestError> {
    let response: Response = request.send().await.map_err(|_| RequestError::Unreachable)?;
    let status = response.status();
    let text = response.text().await.map_err(|_| RequestError::Unreachable)?;
    if response.ok() {
        return Ok(Answer { status, text });
    }
    Err(json::parse(&text).map_or(RequestError::Unreadable(status), RequestError::Refused))
}
