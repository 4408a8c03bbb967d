//! One `cargo test` run: its output is passed on as it comes and its result lines are summed.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::Options;
use super::tally::Tally;
use crate::workspace::Workspace;

pub struct Group {
    name: &'static str,
    pub cargo: Command,
}

impl Group {
    pub fn new(workspace: &Workspace, name: &'static str) -> Self {
        let mut cargo = Command::new("cargo");
        cargo.args(["test", "--no-fail-fast"]).current_dir(&workspace.root);
        Self { name, cargo }
    }

    pub fn run(mut self, options: &Options) -> Tally {
        println!("\n{}:", self.name);
        if let Some(filter) = &options.filter {
            self.cargo.arg("--").arg(filter);
        }
        if options.long {
            self.cargo.env("PULINA_LONG", "1");
        }
        self.stream().unwrap_or_else(|error| {
            println!("{}: {error:#}", self.name);
            Tally { passed: 0, failed: 1 }
        })
    }

    fn stream(&mut self) -> Result<Tally> {
        let mut child = self.cargo.stdout(Stdio::piped()).spawn().context("cannot start cargo")?;
        let stdout = child.stdout.take().context("no output pipe")?;
        let mut tally = Tally::default();
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line?;
            let mut screen = std::io::stdout().lock();
            screen.write_all(&line)?;
            screen.write_all(b"\n")?;
            tally.add(Tally::parse(&String::from_utf8_lossy(&line)).unwrap_or_default());
        }
        let status = child.wait()?;
        if !status.success() && tally.failed == 0 {
            println!("{}: did not compile or crashed ({status}); counted as one failed test", self.name);
            tally.failed = 1;
        }
        Ok(tally)
    }
}
