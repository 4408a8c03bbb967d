//! From a compiled app to the files that a browser loads: split into chunks, bound by wasm-bindgen,
//! made small by wasm-opt, and the glue made one module.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::app::App;
use super::output::{Output, Profile};
use super::split::{self, GLUE, Parts};
use super::{bundle, glue, site, stamp, trim};
use crate::progress::step;
use crate::setup::Tools;

/// What rustc and wasm-bindgen use; wasm-opt must not bring in more than browsers have.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// For size, again until nothing more goes, then once more from loops and blocks built anew: of what
/// strangers' pages load, whatever it takes. The compiler leaves the lowest kilobyte of memory free of
/// data.
pub const SMALLEST: &[&str] =
    &["--low-memory-unused", "-Oz", "-Oz", "--converge", "--flatten", "--rereloop", "-Oz", "-Oz"];

/// For size, once: a tenth of the time for some hundredths of the bytes.
pub const SMALL: &[&str] = &["--low-memory-unused", "-Oz"];

/// Memory that a module makes itself begins as zeroes. Chunks come into one that was used before.
const OWN_MEMORY: &str = "--zero-filled-memory";

/// Makes `{name}.js`, `{name}_bg.wasm` and the folder of chunks, unless they are there already.
pub fn pack(tools: &Tools, output: &Output, app: &App, compiled: &Path) -> Result<()> {
    let App { name, optimisation, .. } = *app;
    let folder = output.parts();
    let files = [folder.join(format!("{name}.js")), folder.join(format!("{name}_bg.wasm"))];
    stamp::when_changed(compiled, folder.join(format!("{name}.stamp")), &files, || {
        let work = folder.join(name);
        let parts = step(&format!("Split {name}"), |_| {
            split::split(&trim::without_unused_classes(&fs::read(compiled)?)?, &work)
        })?;
        bind(tools, output.profile, name, &parts, &work)?;
        let [js, wasm] = &files;
        let bound = work.join("glue_bg.wasm");
        let mut text = bundle::module(tools, &work.join(GLUE))?;
        if output.profile == Profile::Release {
            let flags: Vec<_> = optimisation.iter().copied().chain([OWN_MEMORY]).collect();
            optimise(tools, &bound, &flags, name)?;
            for chunk in &parts.chunks {
                optimise(tools, chunk, optimisation, &format!("a chunk of {name}"))?;
            }
            text = glue::rename(&text, shorten_names(tools, &bound, name)?)?;
        }
        fs::rename(bound, wasm)?;
        fs::write(js, name_chunks(name, &parts.chunks, &output.chunks(name), text)?)?;
        if output.profile == Profile::Release {
            bundle::minify_module(tools, js)?;
        }
        Ok(())
    })
}

fn bind(tools: &Tools, profile: Profile, name: &str, parts: &Parts, work: &Path) -> Result<()> {
    step(&format!("Bind {name}"), |step| {
        let mut bindgen = Command::new(&tools.wasm_bindgen);
        bindgen
            .arg(&parts.main)
            .args(["--target", "web", "--no-typescript", "--omit-default-module-path"])
            // Chunks use what the linker exports.
            .args(["--keep-lld-exports", "--no-demangle"])
            .args(["--out-name", GLUE.trim_end_matches(".js")])
            .arg("--out-dir")
            .arg(work);
        if profile == Profile::Release {
            bindgen.args(["--remove-name-section", "--remove-producers-section"]);
        }
        step.run(&mut bindgen).map(drop)
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

/// Gives everything between the wasm and its glue a short name, in the wasm.
fn shorten_names(tools: &Tools, wasm: &Path, name: &str) -> Result<glue::Renaming> {
    step(&format!("Shorten the names of {name}"), |step| {
        let renaming = step.run(
            Command::new(&tools.wasm_opt)
                .arg(wasm)
                .arg("--minify-imports-and-exports-and-modules")
                .args(WASM_FEATURES)
                .arg("-o")
                .arg(wasm),
        )?;
        serde_json::from_str(&renaming).context("wasm-opt tells of new names in another way now")
    })
}

/// Puts the chunks into their folder and writes into the glue what they are called on the server.
fn name_chunks(app: &str, chunks: &[PathBuf], folder: &Path, mut glue: String) -> Result<String> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    for chunk in chunks {
        let file = chunk.file_name().context("a chunk without a name")?.to_string_lossy();
        let place = folder.join(format!("{app}-{}", file.trim_start_matches("split_")));
        let served = site::hashed_name(&place, &fs::read(chunk)?)?;
        let (before, after) = (format!("./{file}"), format!("./{served}"));
        ensure!(glue.contains(&before), "the glue does not load {file}");
        glue = glue.replace(&before, &after);
        fs::rename(chunk, place)?;
    }
    Ok(glue)
}
