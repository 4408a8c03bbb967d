//! Where things are: the checkout, its outputs, and the tools kept outside it.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folders that every command works with.
#[derive(Clone, Debug)]
pub struct Workspace {
    pub root: PathBuf,
    /// Tools shared by all checkouts, so that a fresh clone finds them.
    pub tools: PathBuf,
}

impl Workspace {
    pub fn find() -> Result<Self> {
        let root =
            Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask has no parent folder")?.to_owned();
        let tools = match env::var_os("PULINA_TOOLS") {
            Some(folder) => PathBuf::from(folder),
            None => cache_folder()?.join("pulina"),
        };
        Ok(Self { root, tools })
    }

    pub fn node_modules(&self) -> PathBuf {
        self.root.join("node_modules")
    }

    /// Kept apart from `target/`: another toolchain may fill it, and a switch would rebuild everything.
    pub fn web_target(&self) -> PathBuf {
        self.root.join("target/web")
    }
}

fn cache_folder() -> Result<PathBuf> {
    if let Some(folder) = env::var_os("XDG_CACHE_HOME") {
        return Ok(PathBuf::from(folder));
    }
    let home = env::var_os("HOME").context("HOME is not set; set PULINA_TOOLS to a folder for tools")?;
    Ok(PathBuf::from(home).join(".cache"))
}
