//! Measurements against something beside it in the same run; times are told as ratios.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::build::{self, Profile};
use crate::workspace::Workspace;
use crate::{environment, setup};

pub fn run(workspace: &Workspace, name: Option<&str>) -> Result<()> {
    let tools = setup::run(workspace)?;
    let output = build::run(workspace, &tools, Profile::Release, &build::ALL_PARTS)?;
    let mut variables = environment::of_tests(&tools, &output, None);
    if name == Some("lighthouse") {
        variables.push(("PULINA_LIGHTHOUSE", setup::lighthouse(workspace)?));
        variables.push(("PULINA_CHROMIUM", setup::Chromium::find_or_install()?.browser));
    }
    let status = Command::new("cargo")
        .args(["run", "--release", "-p", "pulina-tests", "--bin", "bench", "--"])
        .args(name)
        .current_dir(&workspace.root)
        .envs(variables)
        .status()
        .context("cannot start cargo")?;
    if !status.success() {
        bail!("the bench ended with {status}");
    }
    Ok(())
}
