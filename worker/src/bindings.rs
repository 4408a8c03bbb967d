//! The names under which the platform hands us our parts; nobody else spells them.

use pulina_shared::limits;
use pulina_shared::time::DAY_MS;
use worker::js_sys::Reflect;
use worker::{Env, Fetcher};

use crate::fault::Fault;

/// The built files.
///
/// # Errors
/// When the binding is missing.
pub fn assets(env: &Env) -> Result<Fetcher, Fault> {
    env.assets("ASSETS").map_err(|error| Fault::platform("binding ASSETS", error))
}

/// The operator's secret for making accounts; none when it is missing or empty.
pub fn setup_secret(env: &Env) -> Option<String> {
    text(env, "SETUP_SECRET")
}

/// Whether messages, connections, visits and sign-ins are counted; only load tests switch it off.
pub fn are_rates_on(env: &Env) -> bool {
    text(env, "RATE_LIMITS").as_deref() != Some("off")
}

/// The path below which a customer's domain serves all of this, like `/_chat`; empty for none.
pub fn base_path(env: &Env) -> String {
    text(env, "BASE_PATH").filter(|path| is_base_path(path)).unwrap_or_default()
}

/// A slash and a few letters that mean nothing to HTML, to addresses or to a route.
fn is_base_path(path: &str) -> bool {
    path.strip_prefix('/').is_some_and(|name| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_/".contains(&byte))
    }) && !path.ends_with('/')
}

/// How long a day is by which conversations are kept; no configuration of ours but a test's sets it.
pub fn retention_day_ms(env: &Env) -> u64 {
    text(env, "RETENTION_DAY_MS").and_then(|text| text.parse().ok()).unwrap_or(DAY_MS)
}

/// For how long a user's proof of who they are is fresh; no configuration of ours but a test's sets it.
pub fn proof_ms(env: &Env) -> u64 {
    text(env, "PROOF_MS").and_then(|text| text.parse().ok()).unwrap_or(limits::PROOF_MS_MAX)
}

/// A text of the operator's; none when it is missing or empty. The local engine hands over a
/// variable that is not set as `null`, and the platform crate's own look-up traps on that.
fn text(env: &Env, name: &str) -> Option<String> {
    let value = Reflect::get(env.as_ref(), &name.into()).ok()?.as_string()?;
    (!value.is_empty()).then_some(value)
}
