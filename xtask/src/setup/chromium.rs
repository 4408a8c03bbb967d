//! The browser that the tests drive; installed only when a test needs it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use super::wasm_target::{apt_install, is_root};
use crate::progress::step;

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC_BROWSER: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// A browser that speaks the `DevTools` protocol over a pipe, so no driver is needed.
#[derive(Clone, Debug)]
pub struct Chromium {
    pub browser: PathBuf,
}

impl Chromium {
    pub fn find() -> Option<Self> {
        let mac = Some(PathBuf::from(MAC_BROWSER)).filter(|path| path.exists());
        let browser = BROWSERS.iter().find_map(|name| on_path(name)).or(mac)?;
        Some(Self { browser })
    }

    pub fn find_or_install() -> Result<Self> {
        if let Some(found) = Self::find() {
            return Ok(found);
        }
        if Path::new("/etc/debian_version").exists() && is_root() {
            step("Install Chromium", |step| apt_install(step, &["chromium"]))?;
        }
        let Some(found) = Self::find() else {
            bail!("browser tests need Chromium on the PATH; on Debian: apt-get install chromium");
        };
        Ok(found)
    }
}

fn on_path(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file() && Command::new(path).arg("--version").output().is_ok())
}
