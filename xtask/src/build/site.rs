//! Gives every asset a name made from its content and writes the manifest that the worker reads.
//!
//! A named file never changes, so it can be cached for ever; only the names in the manifest change.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha384};

use super::app::APPS;
use super::emoji;
use super::output::Output;
use super::stamp::fingerprint;
use crate::progress::step;
use crate::workspace::Workspace;

/// The loader that never changes.
const PINNED: &str = "pinned.js";

/// Logical name of an asset to its path on the server.
pub type Manifest = BTreeMap<String, String>;

const APP_FILES: [(&str, &str); 11] = [
    ("more.js", "more.js"),
    ("work.js", "work.js"),
    ("preview-stage.js", "preview-stage.js"),
    ("preview-panel.js", "preview-panel.js"),
    (PINNED, PINNED),
    ("panel.js", "panel.js"),
    ("panel_bg.wasm", "panel.wasm"),
    ("panel.css", "panel.css"),
    ("desk.js", "desk.js"),
    ("desk_bg.wasm", "desk.wasm"),
    ("desk.css", "desk.css"),
];

pub fn publish(workspace: &Workspace, output: &Output) -> Result<()> {
    let mut manifest = Manifest::new();
    let mut wanted = Vec::new();
    for (source, logical) in sources(workspace, output)? {
        let bytes = fs::read(&source).with_context(|| format!("cannot read {}", source.display()))?;
        let name = hashed_name(&source, &bytes)?;
        if logical == PINNED {
            manifest.insert(format!("{PINNED} integrity"), integrity(&bytes));
        }
        manifest.insert(logical, format!("/assets/{name}"));
        wanted.push((name, bytes));
    }
    let folder = output.site().join("assets");
    let missing: Vec<_> = wanted.iter().filter(|(name, _)| !folder.join(compressed(name)).exists()).collect();
    if !missing.is_empty() {
        step("Compress assets", |_| {
            missing.iter().try_for_each(|(name, bytes)| store(&folder, name, bytes, output))
        })?;
    }
    write_when_different(&output.manifest(), &serde_json::to_string_pretty(&manifest)?)?;
    remove_others(&folder, &wanted)
}

/// Every file to publish with its logical name; that of a chunk is the name that its app loads it by,
/// without the hash. Parts that were never built are left out.
fn sources(workspace: &Workspace, output: &Output) -> Result<Vec<(PathBuf, String)>> {
    let mut sources: Vec<_> = APP_FILES
        .iter()
        .map(|(file, logical)| (output.parts().join(file), (*logical).to_owned()))
        .chain(emoji::names().map(|name| (output.parts().join(&name), name)))
        .filter(|(path, _)| path.exists())
        .collect();
    let chunks = APPS.map(|app| output.chunks(app.name));
    for folder in
        chunks.into_iter().chain([workspace.root.join("public/assets")]).filter(|path| path.is_dir())
    {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if let (true, Some(name)) = (path.is_file(), path.file_name()) {
                sources.push((path.clone(), name.to_string_lossy().into_owned()));
            }
        }
    }
    Ok(sources)
}

/// What a snippet says of the bytes that it lets in.
fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

pub fn hashed_name(source: &Path, bytes: &[u8]) -> Result<String> {
    let stem = source.file_stem().context("a file without a name")?.to_string_lossy();
    let extension = source.extension().context("an asset without an extension")?.to_string_lossy();
    Ok(format!("{stem}-{}.{extension}", fingerprint(bytes)))
}

fn compressed(name: &str) -> String {
    format!("{name}.br")
}

/// Writes the compressed sibling last: its presence means that both are whole.
fn store(folder: &Path, name: &str, bytes: &[u8], output: &Output) -> Result<()> {
    fs::write(folder.join(name), bytes)?;
    fs::write(folder.join(compressed(name)), brotli(bytes, output.profile.brotli_quality())?)?;
    Ok(())
}

pub fn brotli(bytes: &[u8], quality: u32) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 1 << 16, quality, 22);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(packed)
}

fn remove_others(folder: &Path, wanted: &[(String, Vec<u8>)]) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let plain = name.strip_suffix(".br").unwrap_or(&name);
        if !wanted.iter().any(|(wanted, _)| wanted == plain) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Leaves an unchanged file alone, so that nobody who watches it is woken for nothing.
pub fn write_when_different(path: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(path).is_ok_and(|before| before == text) {
        return Ok(());
    }
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asset_is_named_by_its_content() -> Result<()> {
        assert_eq!(hashed_name(Path::new("x/icon.svg"), b"abc")?, "icon-ba7816bf8f01cfea.svg");
        Ok(())
    }
}
