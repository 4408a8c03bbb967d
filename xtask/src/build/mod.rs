//! Makes everything that is served, in one folder whose layout the worker relies on.
//!
//! Cargo decides whether Rust code changed; what follows it runs only for a new wasm file. So a
//! build without changes takes about a second.

mod app;
mod bundle;
mod emoji;
mod engine_config;
mod glue;
mod lean;
mod output;
mod pack;
mod passwords;
mod site;
mod split;
mod stamp;
mod trim;
mod worker;

use anyhow::Result;
use clap::ValueEnum;

use crate::setup::Tools;
use crate::workspace::Workspace;

pub use bundle::SETTINGS_TOKEN;
pub use output::{Output, Profile};
pub use site::{Manifest, brotli};
pub use stamp::sha256_hex;

/// What can be built by itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Part {
    /// The chat panel in the frame (Rust, wasm)
    Widget,
    /// The agents' app (Rust, wasm)
    Desk,
    /// The server (Rust, wasm)
    Worker,
    /// The script on the customer's page (TypeScript)
    Loader,
    /// The style sheets of both apps
    Styles,
}

pub const ALL_PARTS: [Part; 5] = [Part::Styles, Part::Loader, Part::Widget, Part::Desk, Part::Worker];

/// Builds the parts and publishes what is there of all of them.
pub fn run(workspace: &Workspace, tools: &Tools, profile: Profile, parts: &[Part]) -> Result<Output> {
    let output = Output::new(workspace, profile)?;
    let wants = |part| parts.contains(&part);
    if wants(Part::Styles) {
        bundle::styles(workspace, tools, &output)?;
    }
    if wants(Part::Loader) {
        bundle::loader(workspace, tools, &output)?;
    }
    if wants(Part::Widget) {
        emoji::build(workspace, &output)?;
    }
    let apps: Vec<_> = app::APPS.into_iter().filter(|app| wants(app.part)).collect();
    app::build(workspace, tools, &output, &apps)?;
    if wants(Part::Worker) {
        passwords::build(workspace, &output)?;
        worker::build(workspace, tools, &output)?;
    }
    site::publish(workspace, &output)?;
    engine_config::write(workspace, &output)?;
    Ok(output)
}
