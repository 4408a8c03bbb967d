//! The one command surface: `cargo xtask --help`.
//!
//! It builds and drives every other crate and imports none of them.

mod bench;
mod build;
mod dev;
mod environment;
mod flags;
mod progress;
mod setup;
mod size;
mod test;
mod tidy;
mod versions;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use build::{Output, Profile};
use flags::{Command, Flags};
use workspace::Workspace;

fn main() -> ExitCode {
    match run(Flags::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    match command {
        Command::Dev { port, data, release, open } => {
            let profile = Profile::from_release_flag(release);
            dev::run(&workspace, &dev::Options { port, data, profile, open })?;
        }
        Command::Demo { port, data, states } => {
            dev::demo::run(&workspace, &dev::demo::Options { port, data, states })?;
        }
        Command::Build { release, parts } => build_parts(&workspace, release, parts)?,
        Command::Test { long, filter } => {
            return test::run(&workspace, &test::Options { long, filter });
        }
        Command::Ci => return test::run(&workspace, &test::Options::default()),
        Command::Tidy { bless } => tidy::run(&workspace, bless)?,
        Command::Size => {
            let tools = setup::run(&workspace)?;
            size::run(&workspace, &build::run(&workspace, &tools, Profile::Release, &build::ALL_PARTS)?)?;
        }
        Command::Bench { name } => bench::run(&workspace, name.as_deref())?,
        Command::Screenshots => test::run_browser_target(&workspace, "screenshots")?,
        Command::Setup => drop(setup::run(&workspace)?),
        Command::Env { release } => {
            let tools = setup::run(&workspace)?;
            let output = Output::new(&workspace, Profile::from_release_flag(release))?;
            environment::print(&tools, &output);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn build_parts(workspace: &Workspace, release: bool, parts: Vec<build::Part>) -> Result<()> {
    let tools = setup::run(workspace)?;
    let parts = if parts.is_empty() { build::ALL_PARTS.to_vec() } else { parts };
    let output = build::run(workspace, &tools, Profile::from_release_flag(release), &parts)?;
    eprintln!("Built into {}", output.folder.display());
    Ok(())
}
