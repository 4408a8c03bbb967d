//! What comes from npm: workerd, esbuild, binaryen, axe-core, the names of emoji, and common passwords.
//!
//! Their install scripts are never run; the binaries are taken from the packages of the platform.

use std::env::consts::{ARCH, OS};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::progress::step;
use crate::workspace::Workspace;

/// Runs `npm ci` unless `node_modules` was filled from this very lock file.
pub fn install(workspace: &Workspace) -> Result<()> {
    let lock = fs::read_to_string(workspace.root.join("package-lock.json"))
        .context("cannot read package-lock.json")?;
    let installed_from = workspace.node_modules().join(".installed-from");
    if fs::read_to_string(&installed_from).is_ok_and(|text| text == lock) {
        return Ok(());
    }
    if Command::new("npm").arg("--version").output().is_err() {
        bail!("npm is missing: install Node.js 20 or newer, then run this again");
    }
    step("Install npm packages", |step| {
        step.run(
            Command::new("npm")
                .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
                .current_dir(&workspace.root),
        )?;
        fs::write(&installed_from, &lock).context("cannot write into node_modules")
    })
}

pub fn workerd(workspace: &Workspace) -> Result<PathBuf> {
    let arch = if ARCH == "aarch64" { "arm64" } else { "64" };
    present(workspace, &format!("@cloudflare/workerd-{}-{arch}/bin/workerd", node_os()))
}

pub fn esbuild(workspace: &Workspace) -> Result<PathBuf> {
    let arch = if ARCH == "aarch64" { "arm64" } else { "x64" };
    present(workspace, &format!("@esbuild/{}-{arch}/bin/esbuild", node_os()))
}

pub fn wasm_opt(workspace: &Workspace) -> Result<PathBuf> {
    present(workspace, ".bin/wasm-opt")
}

pub fn axe(workspace: &Workspace) -> Result<PathBuf> {
    present(workspace, "axe-core/axe.min.js")
}

fn present(workspace: &Workspace, path: &str) -> Result<PathBuf> {
    let path = workspace.node_modules().join(path);
    if !path.exists() {
        bail!("{} is missing: this platform ({OS}, {ARCH}) may have no such package", path.display());
    }
    Ok(path)
}

fn node_os() -> &'static str {
    if OS == "macos" { "darwin" } else { OS }
}
