//! The whole command surface.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::build::Part;
use crate::dev::demo_state::State;

/// Everything one does with Pulina: run it, build it, test it.
///
/// New here? `cargo xtask dev` installs what is missing, builds, and starts a demo.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub struct Flags {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start a demo on this machine: a customer's page with the chat, and the desk
    Dev {
        /// Port of our server; the customer's site is on the next one
        #[arg(long, default_value_t = 8787)]
        port: u16,
        /// Folder for everything that is stored [default: .data]
        #[arg(long)]
        data: Option<PathBuf>,
        /// Run what is shipped instead of the build that compiles fast
        #[arg(long)]
        release: bool,
        /// Open the customer's page in a browser
        #[arg(long)]
        open: bool,
    },

    /// Put the channel of a running demo into a state, or into several at once
    Demo {
        /// Port of the demo's server
        #[arg(long, default_value_t = 8787)]
        port: u16,
        /// Folder in which the demo stores everything [default: .data]
        #[arg(long)]
        data: Option<PathBuf>,
        /// Everything that no state here speaks of becomes as it was at first
        #[arg(required = true)]
        states: Vec<State>,
    },

    /// Build everything, or the named parts
    Build {
        /// Into `dist/`, as small as it can be; else fast, into `target/web/dist/`
        #[arg(long)]
        release: bool,
        parts: Vec<Part>,
    },

    /// Run all tests; the last line is `N passed, N failed`
    Test {
        /// Also what takes minutes
        #[arg(long)]
        long: bool,
        /// Only tests whose name contains this
        filter: Option<String>,
    },

    /// What a change must pass: the same as `test`
    Ci,

    /// Check what the compiler does not: import directions, sizes of files, the protocol's page
    Tidy {
        /// Write the new lock of docs/PROTOCOL.md; read the page again before you do
        #[arg(long)]
        bless: bool,
    },

    /// Measure the release build against its byte budgets
    Size,

    /// Measure speed against a bare object, or a customer's page with and without us, in the same run
    Bench {
        /// `relay` or `lighthouse`; `relay` when left out
        name: Option<String>,
    },

    /// Make the pictures of the documentation, and of states and settings to look at, in `target/screenshots`
    Screenshots,

    /// Install the tools that a build needs; nothing happens when they are there
    Setup,

    /// Print the variables that tests need: eval "$(cargo xtask env)"
    Env {
        /// Point at `dist/` instead of the build that compiles fast
        #[arg(long)]
        release: bool,
    },
}
