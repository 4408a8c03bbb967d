//! The two browser apps: what cargo compiles is packed into files that a browser loads.

use std::process::Command;

use anyhow::Result;

use super::output::{Output, Profile};
use super::{Part, lean, pack};
use crate::progress::step;
use crate::setup::Tools;
use crate::versions::WASM_TARGET;
use crate::workspace::Workspace;

/// A browser app and the name its files go by.
#[derive(Clone, Copy, Debug)]
pub struct App {
    pub part: Part,
    pub package: &'static str,
    pub name: &'static str,
    /// What wasm-opt does for the bytes.
    pub optimisation: &'static [&'static str],
}

pub const APPS: [App; 2] = [
    App { part: Part::Widget, package: "pulina-widget", name: "panel", optimisation: pack::SMALLEST },
    App { part: Part::Desk, package: "pulina-desk", name: "desk", optimisation: pack::SMALL },
];

pub fn build(workspace: &Workspace, tools: &Tools, output: &Output, apps: &[App]) -> Result<()> {
    if apps.is_empty() {
        return Ok(());
    }
    compile(workspace, tools, output, apps)?;
    apps.iter().try_for_each(|app| {
        let compiled = workspace
            .web_target()
            .join(WASM_TARGET)
            .join(output.profile.of_apps())
            .join(format!("{}.wasm", app.package));
        pack::pack(tools, output, app, &compiled)
    })
}

fn compile(workspace: &Workspace, tools: &Tools, output: &Output, apps: &[App]) -> Result<()> {
    let names: Vec<_> = apps.iter().map(|app| app.name).collect();
    step(&format!("Compile {} for the browser", names.join(" and ")), |step| {
        let mut cargo = Command::new("cargo");
        cargo
            .args(["build", "--target", WASM_TARGET, "--profile", output.profile.of_apps()])
            .current_dir(&workspace.root)
            .env("CARGO_TARGET_DIR", workspace.web_target());
        // Always both packages: the features of shared dependencies then stay the same, whichever
        // app is wanted, and they are compiled once.
        for app in APPS {
            cargo.args(["-p", app.package]);
        }
        for app in apps {
            cargo.args(["--bin", app.package]);
        }
        if output.profile == Profile::Release {
            lean::apply(&tools.wasm, &mut cargo)?;
        }
        step.run(tools.wasm.apply(&mut cargo)).map(drop)
    })
}
