//! Takes out of a linked app what it loads only when it is wanted: every function marked
//! `#[wasm_split(name)]` goes, with all that nothing else uses, into the chunk of that name.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Result, anyhow, ensure};
use wasm_split_cli_support::Options;

/// What came of it. Everything lies in one folder.
#[derive(Clone, Debug)]
pub struct Parts {
    /// What is left; wasm-bindgen has to make its glue from it, as `glue.js`.
    pub main: PathBuf,
    /// The chunks.
    pub chunks: Vec<PathBuf>,
}

/// The name of the module that wasm-bindgen makes; [`LOADER`] imports it.
pub const GLUE: &str = "glue.js";
/// The module that loads chunks; the glue imports it.
const LOADER: &str = "./chunks.js";

/// Splits into an empty folder.
pub fn split(linked: &[u8], folder: &Path) -> Result<Parts> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let main = folder.join("main.wasm");
    let glue = format!("./{GLUE}");
    let mut options = Options::new(linked);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.main_module = &glue;
    options.link_name = LOADER;
    let warnings = Warnings::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::WARN)
        .with_writer({
            let warnings = warnings.clone();
            move || warnings.clone()
        })
        .finish();
    let split = tracing::subscriber::with_default(subscriber, || wasm_split_cli_support::transform(options))
        .map_err(|error| anyhow!("{error:#}"))?;
    // It goes on after warnings, but what it warns of is code that would jump to the wrong place.
    let warnings = warnings.text();
    ensure!(warnings.is_empty(), "{warnings}");
    Ok(Parts { main, chunks: split.split_modules })
}

#[derive(Clone, Debug, Default)]
struct Warnings(Arc<Mutex<Vec<u8>>>);

impl Warnings {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Warnings {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
