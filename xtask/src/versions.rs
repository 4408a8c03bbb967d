//! Every tool version that is not already fixed by a lock file.
//!
//! Packages from npm are fixed by `package-lock.json`, and wasm-bindgen's command line must equal
//! the library in `Cargo.lock`, so it is read from there.

use std::fs;

use anyhow::{Context, Result};

use crate::workspace::Workspace;

/// Turns the worker crate into `index.js` and `index_bg.wasm`.
pub const WORKER_BUILD: &str = "0.8.7";

/// What site owners measure their pages with; only the bench of that name uses it.
pub const LIGHTHOUSE: &str = "13.5.0";

/// The target that browsers and the edge run.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The version of `wasm-bindgen` that the lock file names.
pub fn wasm_bindgen(workspace: &Workspace) -> Result<String> {
    let path = workspace.root.join("Cargo.lock");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    locked_version(&text, "wasm-bindgen")
        .context("Cargo.lock names no wasm-bindgen; run `cargo generate-lockfile` first")
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let lock: toml::Table = lock.parse().ok()?;
    lock.get("package")?
        .as_array()?
        .iter()
        .find(|entry| entry.get("name").and_then(toml::Value::as_str) == Some(package))?
        .get("version")?
        .as_str()
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn version_is_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(lock, "leptos"), None);
    }
}
