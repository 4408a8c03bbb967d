//! Compiler flags that make what is shipped about a sixth smaller: panics keep their message and
//! lose their place, and `{:?}` prints nothing, so nothing may be made out of it.
//!
//! They are unstable, so they are used only where the compiler at hand takes them; everything
//! builds without them. A quick build never has them, so whoever looks for a fault sees all.

use std::env;
use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::setup::WasmToolchain;
use crate::versions::WASM_TARGET;

const FLAGS: [&str; 2] = ["-Zlocation-detail=none", "-Zfmt-debug=none"];

/// Lets a stable compiler take unstable flags.
const BOOTSTRAP: (&str, &str) = ("RUSTC_BOOTSTRAP", "1");

/// Adds the flags to a build if its compiler takes them.
pub fn apply(toolchain: &WasmToolchain, cargo: &mut Command) -> Result<()> {
    if !are_taken_by(toolchain)? {
        eprintln!("This compiler does not take the flags for smaller programs; sizes will be larger.");
        return Ok(());
    }
    let mut flags = env::var("RUSTFLAGS").unwrap_or_default();
    for flag in FLAGS {
        flags.push(' ');
        flags.push_str(flag);
    }
    cargo.env(BOOTSTRAP.0, BOOTSTRAP.1).env("RUSTFLAGS", flags);
    Ok(())
}

/// Compiles an empty crate with the flags.
fn are_taken_by(toolchain: &WasmToolchain) -> Result<bool> {
    let mut rustc = Command::new("rustc");
    rustc
        .args(FLAGS)
        .args(["--target", WASM_TARGET, "--crate-type", "lib", "--crate-name", "probe"])
        .args(["--emit", "metadata=-", "-"])
        .env(BOOTSTRAP.0, BOOTSTRAP.1)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = toolchain.apply(&mut rustc).spawn().context("cannot start rustc")?;
    child.stdin.take().context("no input pipe")?.write_all(b"#![no_std]")?;
    Ok(child.wait()?.success())
}
