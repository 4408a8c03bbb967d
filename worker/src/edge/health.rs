//! Says that the worker runs. Touches no object, so it costs nothing to ask often.

use pulina_shared::wire::VERSION;
use serde_json::json;
use worker::Response;

use super::route::Context;
use crate::answer;
use crate::fault::Failure;

/// `GET /health`.
///
/// # Errors
/// Faults alone.
pub fn answer(_: &Context) -> Result<Response, Failure> {
    Ok(answer::json(200, &json!({ "ok": true, "version": VERSION }))?)
}
