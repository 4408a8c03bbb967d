//! One `workerd` process with a data folder of its own. It can be killed at any moment and started
//! again on the same folder and port; it never outlives the value that holds it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

use tempfile::TempDir;

use crate::door::Door;
use crate::{random, wait};

/// Below the ports from which the system takes the near end of connections, so that a port stays
/// free between a kill and the restart.
const PORTS: std::ops::Range<u16> = 10_000..32_000;
static NEXT_PORT: AtomicU16 = AtomicU16::new(0);

/// How to start an engine.
pub struct EngineOptions {
    /// The configuration.
    pub config: PathBuf,
    /// Variables that the configuration takes from the environment.
    pub environment: Vec<(&'static str, String)>,
}

/// A running engine.
pub struct Engine {
    options: EngineOptions,
    folder: TempDir,
    port: u16,
    child: Child,
}

impl Engine {
    /// Starts an engine on an empty folder and waits until it answers.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start(options: EngineOptions) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        fs::create_dir(folder.path().join("data")).expect("the data folder can be made");
        let port = free_port();
        let child = spawn(&options, folder.path(), port);
        let mut engine = Self { options, folder, port, child };
        engine.is_ready().await;
        engine
    }

    /// Where it listens.
    pub fn door(&self) -> Door {
        Door::new(SocketAddr::from((Ipv4Addr::LOCALHOST, self.port)))
    }

    /// The folder that holds everything stored.
    pub fn data_folder(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The files in which objects keep what they hold.
    ///
    /// # Panics
    /// When the folder cannot be read.
    pub fn stored_files(&self) -> BTreeSet<PathBuf> {
        let folders = fs::read_dir(self.data_folder()).expect("the data folder can be read");
        let files = folders.flat_map(|folder| fs::read_dir(folder.expect("it can be read").path()));
        let files = files.flatten().map(|file| file.expect("it can be read").path());
        // The engine's own notes of alarms are nobody's.
        files.filter(|file| file.file_stem().is_some_and(|name| name != "metadata")).collect()
    }

    /// Ends the process at once, as a power cut would.
    pub fn kill(&mut self) {
        // A process that has ended already is as good.
        drop(self.child.kill());
        drop(self.child.wait());
    }

    /// Starts the process again on the same folder and port.
    pub async fn restart(&mut self) {
        self.kill();
        self.child = spawn(&self.options, self.folder.path(), self.port);
        self.is_ready().await;
    }

    /// The memory that the process really uses.
    ///
    /// # Panics
    /// When the process is gone.
    pub fn memory_bytes(&self) -> u64 {
        let status =
            fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("the engine runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("Linux tells VmRSS");
        let kib: u64 = line.trim().trim_end_matches(" kB").parse().expect("VmRSS is a number");
        kib * 1024
    }

    /// What the process has printed so far, over all its lives.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    async fn is_ready(&mut self) {
        let door = self.door();
        let child = &mut self.child;
        let ready = wait::until("the engine answers /health", wait::STARTED, || {
            let has_ended = child.try_wait().ok().flatten();
            let door = door.clone();
            async move {
                if let Some(status) = has_ended {
                    return Some(Err(status));
                }
                let answer = door.get("/health").try_answer().await.ok()?;
                (answer.status == 200).then_some(Ok(()))
            }
        })
        .await;
        if let Err(status) = ready {
            panic!("the engine ended with {status}:\n{}", self.log());
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            let log = self.log();
            let lines: Vec<_> = log.lines().collect();
            let last = &lines[lines.len().saturating_sub(40)..];
            eprintln!("---- the engine's last lines ----\n{}", last.join("\n"));
        }
    }
}

fn spawn(options: &EngineOptions, folder: &Path, port: u16) -> Child {
    let log =
        File::options().create(true).append(true).open(folder.join("log")).expect("the log can be written");
    let mut command = Command::new(binary());
    command
        .arg("serve")
        .arg(&options.config)
        .arg(format!("--socket-addr=http=127.0.0.1:{port}"))
        .arg(format!("--directory-path=data={}", folder.join("data").display()))
        .env_clear()
        .envs(options.environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(log.try_clone().expect("the log can be shared"))
        .stderr(log);
    command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

/// The engine's binary, as `cargo xtask env` names it.
///
/// # Panics
/// When it is not named.
fn binary() -> PathBuf {
    from_environment("PULINA_WORKERD")
}

/// A path that `cargo xtask test` hands to the tests.
///
/// # Panics
/// When it is missing.
pub fn from_environment(name: &str) -> PathBuf {
    let hint = "run `cargo xtask test`, or first `eval \"$(cargo xtask env)\"`";
    std::env::var_os(name).unwrap_or_else(|| panic!("{name} is not set; {hint}")).into()
}

/// Whether the long form of the tests was asked for.
pub fn is_long() -> bool {
    std::env::var_os("PULINA_LONG").is_some_and(|value| !value.is_empty() && value != "0")
}

/// A port on which nothing listens; each test of this process gets another one.
fn free_port() -> u16 {
    let n_ports = PORTS.end - PORTS.start;
    // Processes that run at the same time begin at different places.
    let _ = NEXT_PORT.compare_exchange(
        0,
        u16::from_le_bytes(random::bytes()),
        Ordering::Relaxed,
        Ordering::Relaxed,
    );
    (0..n_ports)
        .map(|_| PORTS.start + NEXT_PORT.fetch_add(1, Ordering::Relaxed) % n_ports)
        .find(|&port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok())
        .expect("a port is free")
}
