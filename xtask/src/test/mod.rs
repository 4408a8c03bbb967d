//! Runs every kind of test in one order and ends with one line: `N passed, N failed`.
//!
//! A group that does not compile or crashes counts as one failed test, so nothing can pass by
//! not running.

mod group;
mod lint;
mod tally;

pub use tally::Tally;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::build::{self, Output, Profile};
use crate::environment;
use crate::setup::{self, Chromium, Tools};
use crate::workspace::Workspace;
use crate::{size, tidy};
use group::Group;

/// What one can choose about a run.
#[derive(Debug, Default)]
pub struct Options {
    pub long: bool,
    pub filter: Option<String>,
}

/// The code tells success; nothing is printed after the last line.
pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    let mut tally = Tally::default();
    let built = prepare(workspace);
    if let Err(error) = &built {
        eprintln!("error: {error:#}");
        tally.failed += 1;
    }

    let filter = options.filter.as_deref();
    let mut unit = Group::new(workspace, "unit");
    unit.cargo.args(["--workspace", "--exclude", "pulina-tests", "--exclude", "pulina-simulation"]);
    tally.add(unit.run(options));
    let mut simulation = Group::new(workspace, "simulation");
    simulation.cargo.args(["--release", "-p", "pulina-simulation"]);
    tally.add(simulation.run(options));
    tally.add(tidy::run_as_tests(workspace, filter)?);
    tally.add(lint::run_as_tests(workspace, filter));

    match built {
        Ok((tools, output)) => {
            tally.add(size::run_as_tests(workspace, &output, filter)?);
            run_against_the_build(workspace, options, &tools, &output, &mut tally);
        }
        Err(_) => println!("\nsize, integration, browser: not run, because the build failed"),
    }
    println!("\n{tally}");
    Ok(if tally.failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// One test target that needs the build and a browser: `cargo test -p pulina-tests --test NAME`.
pub fn run_browser_target(workspace: &Workspace, name: &'static str) -> Result<()> {
    let (tools, output) = prepare(workspace)?;
    let chromium = Chromium::find_or_install()?;
    let mut group = target(workspace, name);
    group.cargo.envs(environment::of_tests(&tools, &output, Some(&chromium)));
    let tally = group.run(&Options::default());
    if tally.failed > 0 {
        bail!("{tally}");
    }
    Ok(())
}

fn prepare(workspace: &Workspace) -> Result<(Tools, Output)> {
    let tools = setup::run(workspace)?;
    let output = build::run(workspace, &tools, Profile::Release, &build::ALL_PARTS)?;
    Ok((tools, output))
}

fn run_against_the_build(
    workspace: &Workspace,
    options: &Options,
    tools: &Tools,
    output: &Output,
    tally: &mut Tally,
) {
    let mut integration = target(workspace, "integration");
    // The checker that judges the runs, and the proxy, have tests of their own.
    integration.cargo.arg("--lib");
    integration.cargo.envs(environment::of_tests(tools, output, None));
    tally.add(integration.run(options));

    match Chromium::find_or_install() {
        Ok(chromium) => {
            let mut browser = target(workspace, "browser");
            browser.cargo.envs(environment::of_tests(tools, output, Some(&chromium)));
            tally.add(browser.run(options));
        }
        Err(error) => {
            println!("\nbrowser: {error:#}");
            tally.failed += 1;
        }
    }
}

fn target(workspace: &Workspace, name: &'static str) -> Group {
    let mut group = Group::new(workspace, name);
    group.cargo.args(["-p", "pulina-tests", "--test", name]);
    group
}
