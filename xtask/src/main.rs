//! The one command surface: `cargo xtask --help`.
//!
//! It builds and drives every other crate and imports none of them.

mod build;
mod flags;
mod progress;
mod setup;
mod versions;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use build::Profile;
use flags::{Command, Flags};
use workspace::Workspace;

fn main() -> ExitCode {
    match run(Flags::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    let workspace = Workspace::find()?;
    match command {
        Command::Setup => setup::run(&workspace).map(drop),
        Command::Build { release, parts } => {
            let tools = setup::run(&workspace)?;
            let parts = if parts.is_empty() { build::ALL_PARTS.to_vec() } else { parts };
            build::run(&workspace, &tools, Profile::from_release_flag(release), &parts).map(drop)
        }
    }
}
