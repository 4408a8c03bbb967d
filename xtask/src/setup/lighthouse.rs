//! Lighthouse, which only `cargo xtask bench lighthouse` needs: hundreds of packages beside the tools
//! of a build, so it has a folder of its own.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::progress::step;
use crate::versions;
use crate::workspace::Workspace;

/// Its command line, installed unless this version is there.
pub fn find_or_install(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.tools.join("lighthouse");
    let package = folder.join("node_modules/lighthouse");
    let wanted = format!("\"version\": \"{}\"", versions::LIGHTHOUSE);
    let is_there = fs::read_to_string(package.join("package.json")).is_ok_and(|text| text.contains(&wanted));
    if !is_there {
        fs::create_dir_all(&folder).context("cannot make the folder of Lighthouse")?;
        step("Install Lighthouse", |step| {
            step.run(
                Command::new("npm")
                    .args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"])
                    .arg("--prefix")
                    .arg(&folder)
                    .arg(format!("lighthouse@{}", versions::LIGHTHOUSE)),
            )
        })?;
    }
    Ok(package.join("cli/index.js"))
}
