//! Finds a toolchain that can compile for wasm32, or makes one.
//!
//! In order: the active toolchain, `rustup target add`, and on Debian a target built once from
//! Debian's own sources and linked as the toolchain `debian-web`. Host builds never use the last.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::progress::{Step, step};
use crate::versions::WASM_TARGET;
use crate::workspace::Workspace;

const DEBIAN_TOOLCHAIN: &str = "debian-web";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_TARGET_LIBRARIES: &str = "/usr/lib/rustlib/wasm32-unknown-unknown/lib";

/// Which toolchain compiles for wasm32.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum WasmToolchain {
    Active,
    Linked(&'static str),
}

impl WasmToolchain {
    /// Makes `command` and all that it starts use this toolchain.
    pub fn apply<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        if let Self::Linked(name) = self {
            without_host_compiler(command).env("RUSTUP_TOOLCHAIN", name);
        }
        command
    }

    fn has_target(&self) -> bool {
        let mut command = Command::new("rustc");
        command.args(["--print", "target-libdir", "--target", WASM_TARGET]);
        let Ok(output) = self.apply(&mut command).output() else {
            return false;
        };
        output.status.success() && Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir()
    }
}

/// `cargo run` hands these down; they would pin the host's compiler.
fn without_host_compiler(command: &mut Command) -> &mut Command {
    for name in ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN", "LD_LIBRARY_PATH"] {
        command.env_remove(name);
    }
    command
}

pub fn find_or_install(workspace: &Workspace) -> Result<WasmToolchain> {
    if WasmToolchain::Active.has_target() {
        return Ok(WasmToolchain::Active);
    }
    let debian = WasmToolchain::Linked(DEBIAN_TOOLCHAIN);
    if built_for_debian_rustc() && debian.has_target() {
        return Ok(debian);
    }
    if add_with_rustup() {
        return Ok(WasmToolchain::Active);
    }
    if Path::new("/etc/debian_version").exists() && is_root() {
        step("Build the wasm32 target from Debian's sources (once)", |step| {
            build_from_debian_sources(step, workspace)
        })?;
        return Ok(debian);
    }
    bail!(
        "no toolchain here compiles for {WASM_TARGET}. Any one of these helps:\n\
         1. use a toolchain that has the target (`rustup default stable`, `rustup target add {WASM_TARGET}`);\n\
         2. let rustup reach its server, so that this command can add the target itself;\n\
         3. on Debian, run `cargo xtask setup` as root: it builds the target from Debian's packages."
    );
}

fn add_with_rustup() -> bool {
    step(&format!("Add the target {WASM_TARGET} with rustup"), |step| {
        step.run(Command::new("rustup").args(["target", "add", WASM_TARGET]))
    })
    .is_ok()
}

/// The libraries only fit the very compiler that made them, which an upgrade replaces.
fn built_for_debian_rustc() -> bool {
    let marker = fs::read_to_string(Path::new(DEBIAN_TARGET_LIBRARIES).join("built-by"));
    marker.is_ok_and(|marker| debian_rustc_version().is_ok_and(|version| version == marker))
}

fn debian_rustc_version() -> Result<String> {
    let output = Command::new(DEBIAN_RUSTC).arg("-V").output().context("no rustc from Debian")?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

pub fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn build_from_debian_sources(step: &Step, workspace: &Workspace) -> Result<()> {
    apt_install(step, &["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"])?;
    let linker = fs::read_link("/usr/bin/rust-lld").context("rust-lld is no link")?;
    apt_install(step, &[&package_of_linker(&linker)?])?;
    let built = build_standard_library(step, &workspace.tools.join("wasm-target"))?;
    fs::create_dir_all(DEBIAN_TARGET_LIBRARIES)?;
    for entry in fs::read_dir(built)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_library(&name) && !name.starts_with("libprobe-") {
            fs::copy(entry.path(), Path::new(DEBIAN_TARGET_LIBRARIES).join(name))?;
        }
    }
    fs::write(Path::new(DEBIAN_TARGET_LIBRARIES).join("built-by"), debian_rustc_version()?)?;
    step.run(Command::new("rustup").args(["toolchain", "link", DEBIAN_TOOLCHAIN, "/usr"]))?;
    Ok(())
}

fn is_library(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "rlib")
}

/// `…/lld-22/…` or `ld.lld-22`: the number at the end of a part names the package.
fn package_of_linker(linker: &Path) -> Result<String> {
    let text = linker.to_string_lossy();
    let number: String =
        text.split("lld-").last().unwrap_or_default().chars().take_while(char::is_ascii_digit).collect();
    if number.is_empty() {
        bail!("/usr/bin/rust-lld leads to {text}, which names no version of lld");
    }
    Ok(format!("lld-{number}"))
}

pub fn apt_install(step: &Step, packages: &[&str]) -> Result<()> {
    let mut install = Command::new("apt-get");
    install
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive");
    if step.run(&mut install).is_ok() {
        return Ok(());
    }
    // The package lists of a fresh machine are empty or old.
    step.run(Command::new("apt-get").args(["update", "-qq"]))?;
    step.run(&mut install).map(drop)
}

/// Builds `std` through a throw-away crate and returns the folder with the libraries.
fn build_standard_library(step: &Step, folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("src/lib.rs"), "")?;
    fs::write(
        folder.join("Cargo.toml"),
        "[package]\nname = \"probe\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [profile.release]\npanic = \"abort\"\ncodegen-units = 1\n",
    )?;
    step.run(
        without_host_compiler(&mut Command::new("/usr/bin/cargo"))
            .args(["build", "--release", "--target", WASM_TARGET, "-Z", "build-std=std,panic_abort,test"])
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", folder.join("target"))
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTC", DEBIAN_RUSTC)
            .env("RUSTFLAGS", "-Cembed-bitcode=yes"),
    )?;
    Ok(folder.join(format!("target/{WASM_TARGET}/release/deps")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linker_package_is_the_number_in_its_path() {
        for path in ["lld-22", "../lib/llvm-22/bin/lld-22", "/usr/bin/ld.lld-22"] {
            assert_eq!(package_of_linker(Path::new(path)).ok().as_deref(), Some("lld-22"));
        }
        assert!(package_of_linker(Path::new("../lib/llvm/bin/lld")).is_err());
    }
}
