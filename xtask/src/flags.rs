//! The whole command surface.

use clap::{Parser, Subcommand};

use crate::build::Part;

/// Everything one does with Pulina: run it, build it, test it.
///
/// New here? `cargo xtask dev` installs what is missing, builds and starts a demo.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub struct Flags {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Install the tools that a build needs; does nothing when they are there
    Setup,

    /// Build what is served into `dist/` (all parts, unless some are named)
    Build {
        /// Make it small: what is shipped, measured and tested
        #[arg(long)]
        release: bool,
        parts: Vec<Part>,
    },
}
