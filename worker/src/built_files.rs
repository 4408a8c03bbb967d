//! Files that came with the build, as the platform keeps them.

use worker::Env;

use crate::bindings;
use crate::fault::Fault;

/// The list of passwords that people who guess try first.
pub const COMMON_PASSWORDS: &str = "/common-passwords.txt";

/// Where the binding keeps its files; the host is never looked at.
const ORIGIN: &str = "https://assets.invalid";

/// A file by its path, if it is there.
///
/// # Errors
/// Faults of the platform.
pub async fn fetch(env: &Env, path: &str) -> Result<Option<Vec<u8>>, Fault> {
    let failed = |error: worker::Error| Fault::platform("built file", error);
    let mut response = bindings::assets(env)?.fetch(format!("{ORIGIN}{path}"), None).await.map_err(failed)?;
    if response.status_code() != 200 {
        return Ok(None);
    }
    response.bytes().await.map(Some).map_err(failed)
}
