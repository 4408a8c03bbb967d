//! Installs what a build needs and hands out where it is.
//!
//! Each part first looks whether its work is done, so a second run costs a fraction of a second.

mod cargo_tool;
mod chromium;
mod lighthouse;
mod node_package;
mod wasm_target;

use std::fs::{self, File};
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::versions;
use crate::workspace::Workspace;

pub use chromium::Chromium;
pub use lighthouse::find_or_install as lighthouse;
pub use wasm_target::WasmToolchain;

/// Where the tools of a build are.
#[derive(Clone, Debug)]
pub struct Tools {
    pub wasm: WasmToolchain,
    pub wasm_bindgen: PathBuf,
    pub worker_build: PathBuf,
    pub wasm_opt: PathBuf,
    pub esbuild: PathBuf,
    pub workerd: PathBuf,
    pub axe: PathBuf,
}

pub fn run(workspace: &Workspace) -> Result<Tools> {
    // Two runs at once would take away what the other is building. Given back when this is dropped.
    let _turn = take_turn(workspace)?;
    node_package::install(workspace)?;
    let wasm = wasm_target::find_or_install(workspace)?;
    let wasm_bindgen = versions::wasm_bindgen(workspace)?;
    let wasm_bindgen = cargo_tool::install(workspace, "wasm-bindgen-cli", &wasm_bindgen, "wasm-bindgen")?;
    let worker_build =
        cargo_tool::install(workspace, "worker-build", versions::WORKER_BUILD, "worker-build")?;
    cargo_tool::remove_leftovers(workspace)?;
    Ok(Tools {
        wasm,
        wasm_bindgen,
        worker_build,
        wasm_opt: node_package::wasm_opt(workspace)?,
        esbuild: node_package::esbuild(workspace)?,
        workerd: node_package::workerd(workspace)?,
        axe: node_package::axe(workspace)?,
    })
}

fn take_turn(workspace: &Workspace) -> Result<File> {
    fs::create_dir_all(&workspace.tools).context("cannot make the folder of the tools")?;
    let turn = File::create(workspace.tools.join("setup.lock"))?;
    turn.lock().context("cannot wait for another set-up to end")?;
    Ok(turn)
}
