//! Tools that are built from crates.io once and kept outside the checkout, keyed by version.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::progress::step;
use crate::workspace::Workspace;

/// The path of `binary`, which `package` at exactly `version` installs.
pub fn install(workspace: &Workspace, package: &str, version: &str, binary: &str) -> Result<PathBuf> {
    let folder = workspace.tools.join(format!("{package}-{version}"));
    let path = folder.join("bin").join(binary);
    if path.exists() {
        return Ok(path);
    }
    // The tools share most of their dependencies, so a common target folder saves building them twice.
    let target = build_folder(workspace);
    step(&format!("Install {package} {version} (once, a minute or two)"), |step| {
        step.run(
            // Without `--locked`: the lock file inside wasm-bindgen-cli may name a yanked version.
            Command::new("cargo")
                .args(["install", package, "--version", &format!("={version}"), "--force"])
                .arg("--root")
                .arg(&folder)
                .env("CARGO_TARGET_DIR", &target)
                // They run for seconds; building them for minutes to run a little faster is no gain.
                .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
                .env("CARGO_PROFILE_RELEASE_LTO", "off")
                .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
        )?;
        fs::metadata(&path)?;
        Ok(path)
    })
}

/// Removes what building the tools left behind: close to a gigabyte.
pub fn remove_leftovers(workspace: &Workspace) -> Result<()> {
    let folder = build_folder(workspace);
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

fn build_folder(workspace: &Workspace) -> PathBuf {
    workspace.tools.join("build")
}
