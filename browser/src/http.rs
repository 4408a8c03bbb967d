//! Requests to our own origin: JSON in, JSON out, problem documents as typed errors.

use std::future::Future;
use std::pin::Pin;

use js_sys::{Object, Promise, Reflect, Uint8Array};
use pulina_shared::problem::Problem;
use pulina_shared::wire::read::Read;
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCache, RequestInit, Response};

use crate::json;
use crate::page;

/// Longer than any answer of a server that lives; shorter than a person's patience.
const REQUEST_MS_MAX: u32 = 15_000;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestError {
    /// Nothing came back: no network, a server that is down, or too slow.
    Unreachable,
    /// The server refused and said why.
    Refused(Box<Problem>),
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

/// What will have come of a request. One type for all, or every caller would bring its own copy of
/// what waits.
pub type Answering = Pin<Box<dyn Future<Output = Result<Answer, RequestError>>>>;

/// A request that is being put together.
#[derive(Debug)]
pub struct Call {
    path: String,
    options: RequestInit,
    headers: Object,
    has_end: bool,
}

impl Call {
    /// `GET`, never from the browser's cache.
    pub fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    /// `POST`.
    pub fn post(path: &str) -> Self {
        Self::new("POST", path)
    }

    /// Any other method.
    pub fn new(method: &str, path: &str) -> Self {
        let options = RequestInit::new();
        options.set_method(method);
        options.set_cache(RequestCache::NoStore);
        Self { path: page::below_base(path), options, headers: Object::new(), has_end: false }
    }

    /// Proves the visitor.
    pub fn bearer(self, secret: &str) -> Self {
        self.header("authorization", &["Bearer ", secret].concat())
    }

    /// From the browser's cache where that has it: for what never changes.
    pub fn kept(self) -> Self {
        self.options.set_cache(RequestCache::Default);
        self
    }

    /// Ends by this signal and not after the usual time: for what may take longer, or be given up.
    pub fn until(self, signal: &AbortSignal) -> Self {
        self.options.set_signal(Some(signal));
        Self { has_end: true, ..self }
    }

    /// Sends without a body.
    pub fn send(self) -> Answering {
        if !self.has_end {
            self.options.set_signal(Some(&AbortSignal::timeout_with_u32(REQUEST_MS_MAX)));
        }
        Box::pin(async move {
            let response = self.response().await?;
            let text = awaited(response.text()).await?.as_string().unwrap_or_default();
            if response.ok() {
                return Ok(Answer { status: response.status(), text });
            }
            Err(refusal(&response, &text))
        })
    }

    /// Sends without a body, for an answer that is no text. Large ones take their time.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub async fn send_for_bytes(self) -> Result<Uint8Array, RequestError> {
        let response = self.response().await?;
        if response.ok() {
            return Ok(Uint8Array::new(&awaited(response.array_buffer()).await?));
        }
        let text = awaited(response.text()).await?.as_string().unwrap_or_default();
        Err(refusal(&response, &text))
    }

    /// Sends a JSON body.
    pub fn send_json(self, body: &impl Serialize) -> Answering {
        // What cannot be written is never sent; a server would refuse the empty body.
        let text = json::text(body).unwrap_or_default();
        self.send_body("application/json", &JsValue::from_str(&text))
    }

    /// Sends a body of another kind: a `Blob`, for a picture.
    pub fn send_body(self, content_type: &str, body: &JsValue) -> Answering {
        self.options.set_body(body);
        self.header("content-type", content_type).send()
    }

    fn header(self, name: &str, value: &str) -> Self {
        // Setting a member of a plain new object cannot fail.
        let _ = Reflect::set(&self.headers, &name.into(), &value.into());
        self
    }

    async fn response(self) -> Result<Response, RequestError> {
        let Self { path, options, headers, .. } = self;
        options.set_headers(&headers);
        let window = web_sys::window().ok_or(RequestError::Unreachable)?;
        let response = awaited(Ok(window.fetch_with_str_and_init(&path, &options))).await?;
        Ok(response.unchecked_into())
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

    /// The body as it came.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The status, for whoever cannot read the body.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// How long the body is, in bytes.
    pub fn n_bytes(&self) -> usize {
        self.text.len()
    }
}

/// What the browser promised; nothing more is told of what went wrong on the way.
async fn awaited(promise: Result<Promise, JsValue>) -> Result<JsValue, RequestError> {
    let promise = promise.map_err(|_| RequestError::Unreachable)?;
    JsFuture::from(promise).await.map_err(|_| RequestError::Unreachable)
}

fn refusal(response: &Response, text: &str) -> RequestError {
    match json::parse(text) {
        Some(problem) => RequestError::Refused(Box::new(problem)),
        None => RequestError::Unreadable(response.status()),
    }
}
