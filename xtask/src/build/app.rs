//! The two browser apps: cargo, then wasm-bindgen, then wasm-opt.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::output::{Output, Profile};
use super::{Part, bundle, lean, stamp};
use crate::progress::step;
use crate::setup::Tools;
use crate::versions::WASM_TARGET;
use crate::workspace::Workspace;

/// What rustc and wasm-bindgen use; wasm-opt must not bring in more than browsers have.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// For size, again until nothing more goes. The compiler leaves the lowest kilobyte of memory free
/// of data, and memory that a module makes itself begins as zeroes.
const SMALL: [&str; 5] = ["--low-memory-unused", "--zero-filled-memory", "-Oz", "-Oz", "--converge"];

/// A browser app and the name its files go by.
#[derive(Clone, Copy, Debug)]
pub struct App {
    pub part: Part,
    pub package: &'static str,
    pub name: &'static str,
}

pub const APPS: [App; 2] = [
    App { part: Part::Widget, package: "pulina-widget", name: "panel" },
    App { part: Part::Desk, package: "pulina-desk", name: "desk" },
];

pub fn build(workspace: &Workspace, tools: &Tools, output: &Output, apps: &[App]) -> Result<()> {
    if apps.is_empty() {
        return Ok(());
    }
    compile(workspace, tools, output, apps)?;
    for app in apps {
        bind(workspace, tools, output, *app)?;
    }
    Ok(())
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

fn bind(workspace: &Workspace, tools: &Tools, output: &Output, app: App) -> Result<()> {
    let compiled = workspace
        .web_target()
        .join(WASM_TARGET)
        .join(output.profile.of_apps())
        .join(format!("{}.wasm", app.package));
    let folder = output.parts();
    let wasm = folder.join(format!("{}_bg.wasm", app.name));
    let glue = folder.join(format!("{}.js", app.name));
    let outputs = [glue.clone(), wasm.clone()];
    stamp::when_changed(&compiled, folder.join(format!("{}.stamp", app.name)), &outputs, || {
        step(&format!("Bind {}", app.name), |step| {
            let mut bindgen = Command::new(&tools.wasm_bindgen);
            bindgen
                .arg(&compiled)
                .args(["--target", "web", "--no-typescript", "--out-name", app.name])
                .arg("--out-dir")
                .arg(&folder);
            if output.profile == Profile::Release {
                bindgen.args(["--remove-name-section", "--remove-producers-section"]);
            }
            step.run(&mut bindgen).map(drop)
        })?;
        if output.profile == Profile::Release {
            optimise(tools, &wasm, &SMALL, app.name)?;
            bundle::minify_module(tools, &glue)?;
        }
        Ok(())
    })
}

/// Runs wasm-opt in place.
pub fn optimise(tools: &Tools, wasm: &Path, flags: &[&str], name: &str) -> Result<()> {
    step(&format!("Optimise {name}"), |step| {
        step.run(
            Command::new(&tools.wasm_opt)
                .arg(wasm)
                .args(flags)
                .args(["--strip-debug", "--strip-producers"])
                .args(WASM_FEATURES)
                .arg("-o")
                .arg(wasm),
        )
        .map(drop)
    })
}
