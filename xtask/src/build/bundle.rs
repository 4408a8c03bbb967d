//! What esbuild makes: the loader's parts and the style sheets. It takes milliseconds, so it
//! always runs.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::output::{Output, Profile};
use crate::progress::quiet;
use crate::setup::Tools;
use crate::workspace::Workspace;

/// The worker puts the settings of a channel in this place of the loader.
pub const SETTINGS_TOKEN: &str = "__PULINA_SETTINGS__";
/// And its conditions in this place of the rules.
const TARGETING_TOKEN: &str = "__PULINA_TARGETING__";

/// The folder of what only the preview beside the settings runs.
const PREVIEW: &str = "preview/";

/// The loader as a whole; the same source as the one that has its parts apart.
const PINNED: &str = "pinned/pinned.ts";

/// What the worker serves with something put into it, or only where it is asked for: its source,
/// under what name the worker finds it, and the token that it must still have.
const TEMPLATES: [(&str, &str, Option<&str>); 6] = [
    ("rules/rules.ts", "rules.js", Some(TARGETING_TOKEN)),
    ("calls/calls.ts", "calls.js", None),
    ("inline/inline.ts", "inline.js", None),
    ("teaser/teaser.ts", "teaser.js", None),
    ("debug/debug.ts", "debug.js", None),
    ("hubspot/hubspot.ts", "hubspot.js", None),
];

/// The loader, its second part, which it imports when it is wanted, and the further parts that only
/// some channels and pages want.
pub fn loader(workspace: &Workspace, tools: &Tools, output: &Output) -> Result<()> {
    // Names of members that never leave the loader are short in all of its parts alike.
    let short_names = workspace.root.join("widget/loader/short_names.json");
    let names: BTreeMap<String, String> = serde_json::from_str(&std::fs::read_to_string(&short_names)?)?;
    let names = names.into_keys().collect::<Vec<_>>().join("|");
    let script = |source: &str, format: &str, target: &Path| {
        let mut esbuild = Command::new(&tools.esbuild);
        esbuild
            .arg(workspace.root.join("widget/loader").join(source))
            .args(["--bundle", "--target=es2020", "--charset=utf8"])
            .args(["--legal-comments=none", "--log-level=warning"])
            .arg(format!("--define:PINNED={}", source == PINNED))
            .arg(format!("--format={format}"))
            .arg(format!("--outfile={}", target.display()));
        // What a preview is told comes from the desk, which knows the whole names.
        if !source.starts_with(PREVIEW) {
            esbuild
                .arg(format!("--mangle-props=^({names})$"))
                .arg(format!("--mangle-cache={}", short_names.display()));
        }
        minify(&mut esbuild, output.profile);
        quiet(&format!("Bundle {source}"), &mut esbuild)
    };
    script("main.ts", "iife", &output.loader())?;
    has_token(&output.loader(), SETTINGS_TOKEN)?;
    let more = output.parts().join("more.js");
    script("more/more.ts", "esm", &more)?;
    lacks_token(&more)?;
    script("work/work.ts", "iife", &output.parts().join("work.js"))?;
    script("preview/stage.ts", "iife", &output.parts().join("preview-stage.js"))?;
    script("preview/panel.ts", "iife", &output.parts().join("preview-panel.js"))?;
    pinned(workspace, tools, output, &script)?;
    for (source, name, token) in TEMPLATES {
        let target = output.site().join(name);
        script(source, "esm", &target)?;
        lacks_token(&target)?;
        token.map_or(Ok(()), |token| has_token(&target, token))?;
    }
    Ok(())
}

/// The loader that never changes: with all of its parts inside, and something around it that brings
/// its settings as data.
fn pinned(
    workspace: &Workspace,
    tools: &Tools,
    output: &Output,
    script: &dyn Fn(&str, &str, &Path) -> Result<()>,
) -> Result<()> {
    const PLACE: &str = "/* the loader */";
    let around = std::fs::read_to_string(workspace.root.join("widget/loader/pinned/around.js"))?;
    anyhow::ensure!(around.matches(PLACE).count() == 1, "around.js lost its place for the loader");
    let target = output.parts().join("pinned.js");
    script(PINNED, "iife", &target)?;
    let whole = around.replace(PLACE, &std::fs::read_to_string(&target)?);
    std::fs::write(&target, whole)?;
    if output.profile == Profile::Release {
        minify_module(tools, &target)?;
    }
    Ok(())
}

fn has_token(script: &Path, token: &str) -> Result<()> {
    let text = std::fs::read_to_string(script)?;
    anyhow::ensure!(
        text.matches(token).count() == 1,
        "{} must have {token} once, where the worker puts something in its place",
        script.display()
    );
    Ok(())
}

/// Only the loader itself is given the settings; its parts get them from it.
fn lacks_token(script: &Path) -> Result<()> {
    let text = std::fs::read_to_string(script)?;
    anyhow::ensure!(!text.contains(SETTINGS_TOKEN), "{} would be given no settings", script.display());
    Ok(())
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
