//! The server: `worker-build` turns the crate into `index.js` and `index_bg.wasm`.

use std::process::Command;

use anyhow::Result;

use super::output::{Output, Profile};
use super::{lean, pack, stamp};
use crate::progress::step;
use crate::setup::Tools;
use crate::versions::WASM_TARGET;
use crate::workspace::Workspace;

const PACKAGE: &str = "pulina-worker";

/// What counts is the compressed size. Functions that are alike are neighbours when sorted by name,
/// and gzip sees no farther than 32 KiB; each `-O` makes fewer bytes that compress worse. The
/// compiler has optimised already. wasm-bindgen's wrappers for the worker catch exceptions.
const OPTIMISATION: [&str; 5] = [
    "--duplicate-function-elimination",
    "--remove-unused-module-elements",
    "--reorder-functions-by-name",
    "--reorder-locals",
    "--enable-exception-handling",
];

pub fn build(workspace: &Workspace, tools: &Tools, output: &Output) -> Result<()> {
    let profile = output.profile.of_worker();
    step("Compile the worker", |step| {
        let mut cargo = Command::new("cargo");
        cargo
            .args(["build", "--lib", "-p", PACKAGE, "--target", WASM_TARGET, "--profile", profile])
            .current_dir(&workspace.root)
            .env("CARGO_TARGET_DIR", workspace.web_target());
        if output.profile == Profile::Release {
            lean::apply(&tools.wasm, &mut cargo)?;
        }
        step.run(tools.wasm.apply(&mut cargo)).map(drop)
    })?;
    let compiled = workspace.web_target().join(WASM_TARGET).join(profile).join("pulina_worker.wasm");
    let folder = output.worker();
    let wasm = folder.join("index_bg.wasm");
    let outputs = [folder.join("index.js"), wasm.clone()];
    stamp::when_changed(&compiled, output.parts().join("worker.stamp"), &outputs, || {
        step("Pack the worker", |step| {
            let mut pack = Command::new(&tools.worker_build);
            // Its own wasm-opt run would keep the names of all functions.
            pack.args(["--profile", profile, "--no-opt", "--out-dir"])
                .arg(&folder)
                .current_dir(workspace.root.join("worker"))
                .env("CARGO_TARGET_DIR", workspace.web_target())
                .env("WASM_BINDGEN_BIN", &tools.wasm_bindgen)
                .env("WASM_OPT_BIN", &tools.wasm_opt)
                .env("ESBUILD_BIN", &tools.esbuild);
            // It asks cargo once more, which compiles anew if the flags are others.
            if output.profile == Profile::Release {
                lean::apply(&tools.wasm, &mut pack)?;
            }
            step.run(tools.wasm.apply(&mut pack)).map(drop)
        })?;
        if output.profile == Profile::Release {
            pack::optimise(tools, &wasm, &OPTIMISATION, "the worker")?;
        }
        Ok(())
    })
}
