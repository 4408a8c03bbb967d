//! The one way to speak to an object: a fresh stub for every try, because one that threw is
//! broken; a further try only where the engine says that it may help; never longer than a deadline.
//! What is sent must be safe to receive twice.

use std::borrow::Cow;
use std::pin::Pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use pulina_shared::ids::{AccountId, ConversationId};
use pulina_shared::problem::{Code, Problem, Rejection};
use serde::Serialize;
use serde::de::DeserializeOwned;
use worker::wasm_bindgen::JsValue;
use worker::{Delay, Env, Headers, Method, Request, RequestInit, Response, Stub, js_sys};

use crate::fault::{Failure, Fault};

/// Tries of one call.
const CALL_TRIES_MAX: u32 = 3;
/// The wait before the second try; doubles with every further one.
const CALL_RETRY_MS: u64 = 50;
/// An object that has not answered by then is taken for dead.
const CALL_TIMEOUT_MS: u64 = 10_000;
/// Carries the request's id from part to part.
pub const REQUEST_ID_HEADER: &str = "x-request-id";

/// Which object.
#[derive(Clone, Debug)]
pub enum Object {
    /// The object of a conversation.
    Conversation(ConversationId),
    /// The object of an account.
    HelpDesk(AccountId),
}

impl Object {
    /// A fresh stub.
    ///
    /// # Errors
    /// When the binding is missing.
    pub fn stub(&self, env: &Env) -> Result<Stub, Fault> {
        let (binding, name) = match self {
            Self::Conversation(id) => ("CONVERSATION", id.as_str()),
            Self::HelpDesk(id) => ("HELP_DESK", id.as_str()),
        };
        env.durable_object(binding)
            .and_then(|namespace| namespace.get_by_name(name))
            .map_err(|error| Fault::platform("object stub", error))
    }
}

/// A request to an object. Only what is named here reaches it; nothing of what came in does.
#[derive(Debug)]
pub struct ObjectRequest<'a> {
    /// The method.
    pub method: Method,
    /// Path and query.
    pub path: &'a str,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body, if there is one.
    pub body: Option<Vec<u8>>,
    /// The request's id.
    pub request_id: &'a str,
}

/// Sends JSON to an object by POST and reads its JSON; 204 reads as `null`.
///
/// # Errors
/// The object's own rejection, or a fault.
pub async fn call_object<A: DeserializeOwned>(
    env: &Env,
    object: &Object,
    path: &'static str,
    request_id: &str,
    body: &impl Serialize,
) -> Result<A, Failure> {
    let json = serde_json::to_vec(body).map_err(|error| Fault::json(path, error))?;
    let text = answered(env, object, path, request_id, json).await?;
    serde_json::from_str(&text).map_err(|error| Fault::json(path, error).into())
}

/// The JSON of a good answer. Boxed, or every caller would bring its own copy of all that waits.
fn answered<'a>(
    env: &'a Env,
    object: &'a Object,
    path: &'static str,
    request_id: &'a str,
    json: Vec<u8>,
) -> Pin<Box<dyn Future<Output = Result<String, Failure>> + 'a>> {
    Box::pin(async move {
        let headers = vec![("content-type", "application/json".to_owned())];
        let request = ObjectRequest { method: Method::Post, path, headers, body: Some(json), request_id };
        let mut response = ask_object(env, object, path, &request).await?;
        read(path, &mut response).await
    })
}

/// Sends a request to an object and gives its answer as it is, an upgrade among them.
///
/// # Errors
/// When the object cannot be reached or does not answer in time.
pub async fn ask_object(
    env: &Env,
    object: &Object,
    what: &'static str,
    request: &ObjectRequest<'_>,
) -> Result<Response, Fault> {
    let mut n_tries = 0;
    loop {
        n_tries += 1;
        match send(&object.stub(env)?, request).await {
            Ok(response) => return Ok(response),
            Err(Refused { may_retry: true, .. }) if n_tries < CALL_TRIES_MAX => {
                Delay::from(Duration::from_millis(CALL_RETRY_MS << n_tries)).await;
            }
            Err(Refused { source, .. }) => return Err(Fault::call(what, source)),
        }
    }
}

struct Refused {
    source: String,
    may_retry: bool,
}

async fn send(stub: &Stub, request: &ObjectRequest<'_>) -> Result<Response, Refused> {
    let request = prepared(request).map_err(refused)?;
    let answer = std::pin::pin!(stub.fetch_with_request(request));
    let deadline = Delay::from(Duration::from_millis(CALL_TIMEOUT_MS));
    match select(answer, deadline).await {
        Either::Left((answer, _)) => answer.map_err(refused),
        Either::Right(_) => Err(Refused { source: "no answer in time".to_owned(), may_retry: false }),
    }
}

fn prepared(request: &ObjectRequest<'_>) -> worker::Result<Request> {
    let headers = Headers::new();
    headers.set(REQUEST_ID_HEADER, request.request_id)?;
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    let body = request.body.as_deref().map(|bytes| js_sys::Uint8Array::from(bytes).into());
    let mut init = RequestInit::new();
    init.with_method(request.method.clone()).with_headers(headers).with_body(body);
    Request::new_with_init(&format!("https://object.invalid{}", request.path), &init)
}

/// The engine marks what may be tried again, and what must not be because there is too much of it.
fn refused(error: worker::Error) -> Refused {
    let source = error.to_string();
    let thrown = error.to_js_value();
    let is_marked = |name: &str| {
        js_sys::Reflect::get(&thrown, &JsValue::from_str(name)).is_ok_and(|value| value.is_truthy())
    };
    let may_retry = thrown.is_object() && is_marked("retryable") && !is_marked("overloaded");
    Refused { source, may_retry }
}

async fn read(path: &'static str, response: &mut Response) -> Result<String, Failure> {
    let status = response.status_code();
    let text = response.text().await.map_err(|error| Fault::call(path, error))?;
    if (200..300).contains(&status) {
        return Ok(if text.is_empty() { "null".to_owned() } else { text });
    }
    match serde_json::from_str::<Problem>(&text).ok().and_then(|problem| rejection(&problem)) {
        Some(rejection) => Err(rejection.into()),
        None => Err(Fault::Answer { what: path, status }.into()),
    }
}

/// The rejection that an object of ours told as a problem; its faults stay faults.
fn rejection(problem: &Problem) -> Option<Rejection> {
    let code = Code::parse(&problem.code).filter(|code| *code != Code::Internal)?;
    Some(Rejection {
        limit: problem.limit,
        actual: problem.actual,
        retry_after_ms: problem.retry_after_ms,
        sides: problem.sides.clone(),
        pointer: problem.pointer.clone().map(Cow::Owned),
        work: problem.work.clone().map(String::into_boxed_str),
        ..Rejection::new(code)
    })
}
