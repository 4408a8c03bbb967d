//! What esbuild makes: the loader's template and the style sheets. It takes milliseconds, so it
//! always runs.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::output::{Output, Profile};
use crate::progress::quiet;
use crate::setup::Tools;
use crate::workspace::Workspace;

/// The worker puts the settings of a channel in this place of the loader.
pub const SETTINGS_TOKEN: &str = "__PULINA_SETTINGS__";

pub fn loader(workspace: &Workspace, tools: &Tools, output: &Output) -> Result<()> {
    let mut esbuild = Command::new(&tools.esbuild);
    esbuild
        .arg(workspace.root.join("widget/loader/main.ts"))
        .args(["--bundle", "--format=iife", "--target=es2020", "--charset=utf8"])
        .args(["--legal-comments=none", "--log-level=warning"])
        .arg(format!("--outfile={}", output.loader().display()));
    minify(&mut esbuild, output.profile);
    quiet("Bundle the loader", &mut esbuild)?;
    let text = std::fs::read_to_string(output.loader())?;
    anyhow::ensure!(
        text.contains(SETTINGS_TOKEN),
        "the bundled loader lost the token {SETTINGS_TOKEN}, which the worker replaces by settings"
    );
    Ok(())
}

/// The loader's second part: a module of its own that the first one imports when it is wanted.
pub fn loader_more(workspace: &Workspace, tools: &Tools, output: &Output) -> Result<()> {
    let mut esbuild = Command::new(&tools.esbuild);
    esbuild
        .arg(workspace.root.join("widget/loader/more/more.ts"))
        .args(["--bundle", "--format=esm", "--target=es2020", "--charset=utf8"])
        .args(["--legal-comments=none", "--log-level=warning"])
        .arg(format!("--outfile={}", output.parts().join("more.js").display()));
    minify(&mut esbuild, output.profile);
    quiet("Bundle the loader's second part", &mut esbuild)
}

pub fn styles(workspace: &Workspace, tools: &Tools, output: &Output) -> Result<()> {
    let mut esbuild = Command::new(&tools.esbuild);
    esbuild
        .arg(workspace.root.join("styles/panel.css"))
        .arg(workspace.root.join("styles/desk.css"))
        .args(["--bundle", "--charset=utf8", "--legal-comments=none", "--log-level=warning"])
        // Fonts and pictures are named by their place on the server.
        .arg("--external:/assets/*")
        .arg(format!("--outdir={}", output.parts().display()));
    minify(&mut esbuild, output.profile);
    quiet("Bundle the styles", &mut esbuild)
}

/// A module with everything that it imports, as one text in which every name is still there.
pub fn module(tools: &Tools, module: &Path) -> Result<String> {
    let bundled = module.with_extension("bundle.js");
    let mut esbuild = Command::new(&tools.esbuild);
    esbuild
        .arg(module)
        .args(["--bundle", "--format=esm", "--charset=utf8", "--legal-comments=none", "--log-level=warning"])
        .arg(format!("--outfile={}", bundled.display()));
    quiet("Bundle a module", &mut esbuild)?;
    Ok(std::fs::read_to_string(bundled)?)
}

/// Makes a finished module smaller, in place.
pub fn minify_module(tools: &Tools, module: &Path) -> Result<()> {
    let mut esbuild = Command::new(&tools.esbuild);
    esbuild
        .arg(module)
        .args(["--minify", "--tree-shaking=true", "--format=esm", "--log-level=warning", "--allow-overwrite"])
        .arg(format!("--outfile={}", module.display()));
    quiet("Minify a module", &mut esbuild)
}

fn minify(esbuild: &mut Command, profile: Profile) {
    if profile == Profile::Release {
        esbuild.arg("--minify");
    }
}
