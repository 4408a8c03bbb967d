//! The names under which the platform hands us our parts; nobody else spells them.

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
    let secret = env.secret("SETUP_SECRET").ok()?.to_string();
    (!secret.is_empty()).then_some(secret)
}
