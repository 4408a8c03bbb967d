//! A demo that runs whole on this machine: our server, and a customer's site on another origin.
//!
//! Everything that is started here ends with this command.

mod address;
pub mod demo;
mod demo_account;
mod demo_site;
pub mod demo_state;
mod engine;
mod watch;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::build::{self, Output, Profile};
use crate::setup::{self, Tools};
use crate::workspace::Workspace;
use address::Addresses;
use demo_account::DemoAccount;
use engine::Engine;
use watch::Sources;

const LOOK_EVERY: Duration = Duration::from_millis(300);

/// What one can choose about a demo.
#[derive(Debug)]
pub struct Options {
    pub port: u16,
    pub data: Option<PathBuf>,
    pub profile: Profile,
    pub open: bool,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let addresses = Addresses::new(options.port)?;
    addresses.check_that_they_are_free()?;
    let stop = Arc::new(AtomicBool::new(false));
    let on_signal = Arc::clone(&stop);
    ctrlc::set_handler(move || on_signal.store(true, Ordering::SeqCst))?;

    let tools = setup::run(workspace)?;
    let mut sources = Sources::new(workspace);
    let Some(output) = first_build(workspace, &tools, options.profile, &mut sources, &stop) else {
        return Ok(());
    };
    let data = match &options.data {
        Some(folder) => std::path::absolute(folder)?,
        None => workspace.root.join(".data"),
    };
    let mut engine = Engine::start(&tools, &output, &data, addresses)?;
    let account = DemoAccount::find_or_make(&data, addresses)?;
    demo_site::serve(&workspace.root.join("public/demo"), &data, addresses, account.clone())?;
    announce(addresses, &account, &data);
    if options.open {
        open_in_browser(&addresses.demo_site());
    }

    while !stop.load(Ordering::SeqCst) {
        thread::sleep(LOOK_EVERY);
        engine.report_if_it_ended();
        if sources.have_changed() {
            rebuild(workspace, &tools, &output, options.profile, &mut engine)?;
        }
    }
    eprintln!("\nStopping.");
    engine.stop();
    Ok(())
}

/// Waits for the next change when a build fails; `None` when it was told to stop.
fn first_build(
    workspace: &Workspace,
    tools: &Tools,
    profile: Profile,
    sources: &mut Sources,
    stop: &AtomicBool,
) -> Option<Output> {
    while !stop.load(Ordering::SeqCst) {
        match build::run(workspace, tools, profile, &build::ALL_PARTS) {
            Ok(output) => return Some(output),
            Err(_) if stop.load(Ordering::SeqCst) => {}
            Err(error) => eprintln!("{error:#}\nWaiting for a change."),
        }
        while !stop.load(Ordering::SeqCst) && !sources.have_changed() {
            thread::sleep(LOOK_EVERY);
        }
    }
    None
}

/// A build that fails leaves the running engine as it is.
fn rebuild(
    workspace: &Workspace,
    tools: &Tools,
    output: &Output,
    profile: Profile,
    engine: &mut Engine,
) -> Result<()> {
    let before = Served::read(output);
    match build::run(workspace, tools, profile, &build::ALL_PARTS) {
        Err(error) => eprintln!("{error:#}\nStill running the last build that worked."),
        Ok(output) if Served::read(&output) != before => {
            engine.restart()?;
            eprintln!("Running the new build; reload the page.");
        }
        Ok(_) => {}
    }
    Ok(())
}

/// The bytes that decide whether a restart is needed.
#[derive(Eq, PartialEq)]
struct Served(Vec<Option<Vec<u8>>>);

impl Served {
    fn read(output: &Output) -> Self {
        let worker = output.worker();
        let files = [
            output.manifest(),
            output.loader(),
            output.engine_config(),
            worker.join("index.js"),
            worker.join("index_bg.wasm"),
        ];
        Self(files.iter().map(|file| std::fs::read(file).ok()).collect())
    }
}

fn announce(addresses: Addresses, account: &DemoAccount, data: &Path) {
    println!();
    println!("  Customer's page  {}/", addresses.demo_site());
    println!("  Desk             {}/desk/{}", addresses.server(), account.account);
    println!("                   sign in as {} with {}", account.email, account.password);
    println!("  Snippet          {}", account.snippet(addresses, None));
    println!("  States           cargo xtask demo --help");
    println!();
    println!("  Data is in {}. Saving a source file rebuilds what changed. Ctrl-C ends.", data.display());
}

fn open_in_browser(address: &str) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let status = Command::new(opener).arg(address).status().context("cannot start it");
    if !status.is_ok_and(|status| status.success()) {
        eprintln!("No browser opened by `{opener}`; open {address} yourself.");
    }
}
