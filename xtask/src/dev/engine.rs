//! The running server: one `workerd` process, started and ended here.
//!
//! It has a process group of its own, so that Ctrl-C reaches this command alone, which then ends
//! the server in order.

use std::fs;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use super::address::Addresses;
use crate::build::Output;
use crate::setup::Tools;

const START_WITHIN: Duration = Duration::from_secs(10);
const STOP_WITHIN: Duration = Duration::from_secs(2);
const LOOK_EVERY: Duration = Duration::from_millis(20);

pub struct Engine {
    workerd: PathBuf,
    config: PathBuf,
    data: PathBuf,
    addresses: Addresses,
    child: Child,
    has_ended: bool,
}

impl Engine {
    pub fn start(tools: &Tools, output: &Output, data: &Path, addresses: Addresses) -> Result<Self> {
        let (workerd, config) = (tools.workerd.clone(), output.engine_config());
        let child = spawn(&workerd, &config, data, addresses)?;
        let mut engine = Self { workerd, config, data: data.to_owned(), addresses, child, has_ended: false };
        engine.wait_until_it_answers()?;
        Ok(engine)
    }

    pub fn restart(&mut self) -> Result<()> {
        self.stop();
        self.child = spawn(&self.workerd, &self.config, &self.data, self.addresses)?;
        self.has_ended = false;
        self.wait_until_it_answers()
    }

    /// SIGTERM lets sockets close; SIGKILL follows, because a demo must not outlive its command.
    pub fn stop(&mut self) {
        let Ok(id) = i32::try_from(self.child.id()) else {
            return;
        };
        if self.has_ended || killpg(Pid::from_raw(id), Signal::SIGTERM).is_err() {
            return;
        }
        let deadline = Instant::now() + STOP_WITHIN;
        while Instant::now() < deadline {
            if !matches!(self.child.try_wait(), Ok(None)) {
                self.has_ended = true;
                return;
            }
            thread::sleep(LOOK_EVERY);
        }
        let killed = killpg(Pid::from_raw(id), Signal::SIGKILL);
        self.has_ended = killed.is_ok() && self.child.wait().is_ok();
    }

    pub fn report_if_it_ended(&mut self) {
        if self.has_ended {
            return;
        }
        if let Ok(Some(status)) = self.child.try_wait() {
            self.has_ended = true;
            eprintln!("The engine ended by itself ({status}); the next change starts it again.");
        }
    }

    fn wait_until_it_answers(&mut self) -> Result<()> {
        let health = format!("{}/health", self.addresses.server());
        let deadline = Instant::now() + START_WITHIN;
        loop {
            if ureq::get(&health).call().is_ok() {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                self.has_ended = true;
                bail!("the engine ended at its start ({status}); its message is above");
            }
            if Instant::now() > deadline {
                bail!("the engine did not answer {health} within {} s", START_WITHIN.as_secs());
            }
            thread::sleep(LOOK_EVERY);
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.stop();
    }
}

fn spawn(workerd: &Path, config: &Path, data: &Path, addresses: Addresses) -> Result<Child> {
    let stored = data.join("engine");
    fs::create_dir_all(&stored)?;
    Command::new(workerd)
        .arg("serve")
        .arg(config)
        .args(["--socket-addr", &format!("http=127.0.0.1:{}", addresses.port)])
        .arg("--directory-path")
        .arg(format!("data={}", stored.display()))
        .env("PULINA_SETUP_SECRET", setup_secret(data)?)
        .process_group(0)
        .spawn()
        .with_context(|| format!("cannot start {}", workerd.display()))
}

/// Made once and kept beside the data, readable by its owner only.
pub fn setup_secret(data: &Path) -> Result<String> {
    let path = data.join("setup-secret");
    if let Ok(secret) = fs::read_to_string(&path) {
        return Ok(secret.trim().to_owned());
    }
    let secret = random_text(32)?;
    write_private(&path, &secret)?;
    Ok(secret)
}

pub fn random_text(n_bytes: usize) -> Result<String> {
    use std::fmt::Write;
    let mut bytes = vec![0; n_bytes];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    let mut text = String::new();
    for byte in bytes {
        write!(text, "{byte:02x}")?;
    }
    Ok(text)
}

pub fn write_private(path: &Path, text: &str) -> Result<()> {
    use std::io::Write;
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    Ok(())
}
