//! Real Chromium with an empty profile, driven over the pipe for its developer tools. The pipe
//! reaches what a web driver cannot: closed shadow roots, frames of other origins, every request.
//! When the test's process ends, however it ends, the pipe closes and the browser ends itself.

pub mod by_selector;
pub mod ears;
pub mod files;
pub mod frame;
pub mod inner;
pub mod keyboard;
pub mod keys;
pub mod look;
pub mod node;
pub mod protocol;
mod questions;
pub mod tab;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::{ChildStdin, ChildStdout};

use crate::engine::from_environment;
use crate::kept::told_as;
use protocol::Wire;
use tab::{Tab, TabOptions};

/// Puts the pipe where Chromium looks for it: what it reads at 3, what it writes at 4.
const WITH_PIPE: &str = r#"exec "$0" "$@" 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null"#;

const FLAGS: [&str; 14] = [
    "--remote-debugging-pipe",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--lang=en-GB",
];

/// A running browser.
pub struct Chromium {
    wire: Wire,
    child: Child,
    profile: TempDir,
}

/// One person's browser: cookies and storage of its own.
#[derive(Clone)]
pub struct Person {
    wire: Wire,
    context: String,
}

impl Chromium {
    /// Starts a browser.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Starts a browser with further flags.
    pub async fn start_with(flags: &[&str]) -> Self {
        Self::start_in("UTC", flags).await
    }

    /// Starts a browser with further flags whose device is in this time zone.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn start_in(zone: &str, flags: &[&str]) -> Self {
        let profile = tempfile::tempdir().expect("a temporary folder can be made");
        let mut child = Command::new("sh")
            .args(["-c", WITH_PIPE])
            .arg(from_environment("PULINA_CHROMIUM"))
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .args(flags)
            .env("TZ", zone)
            // Of its own, so that all of its processes can be stopped at once.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the browser can be started");
        let to = ChildStdin::from_std(child.stdin.take().expect("a pipe to it"));
        let from = ChildStdout::from_std(child.stdout.take().expect("a pipe from it"));
        let wire = Wire::over(to.expect("a pipe"), from.expect("a pipe"));
        wire.call(None, "Target.setDiscoverTargets", json!({"discover": true})).await;
        Self { wire, child, profile }
    }

    /// Not one of its processes does anything any more, as when the lid of a laptop is closed.
    pub fn falls_asleep(&self) {
        self.signals("STOP");
    }

    /// It goes on where it was, and finds that time has passed.
    pub fn wakes(&self) {
        self.signals("CONT");
    }

    fn signals(&self, signal: &str) {
        let group = format!("-{}", self.child.id());
        let sent = Command::new("kill").args(["-s", signal, "--", &group]).status().expect("kill can be run");
        assert!(sent.success(), "the browser could not be given {signal}");
    }

    /// Somebody who was never here.
    pub async fn person(&self) -> Person {
        let made = self.wire.call(None, "Target.createBrowserContext", json!({})).await;
        Person { wire: self.wire.clone(), context: protocol::text(&made, "browserContextId") }
    }
}

impl Person {
    /// An empty tab.
    pub async fn tab(&self) -> Tab {
        self.tab_with(&TabOptions::default()).await
    }

    /// An empty tab in which some things are different.
    pub async fn tab_with(&self, options: &TabOptions) -> Tab {
        Tab::open(&self.wire, &self.context, options).await
    }

    /// All cookies that this person's browser holds.
    pub async fn cookies(&self) -> Vec<Value> {
        let got = self.wire.call(None, "Storage.getCookies", json!({"browserContextId": self.context})).await;
        got["cookies"].as_array().cloned().unwrap_or_default()
    }
}

impl Chromium {
    /// Fails when anything was kept on this browser's device of which people are not told.
    fn kept_only_what_is_told(&self) {
        let is_kept = |event: &&protocol::Event| event.method == "DOMStorage.domStorageItemAdded";
        let names: BTreeSet<String> = self.wire.events(0, |events| {
            events.iter().filter(is_kept).map(|event| protocol::text(&event.params, "key")).collect()
        });
        let untold: Vec<_> = names.iter().filter(|name| told_as(name).is_none()).collect();
        assert!(untold.is_empty(), "docs/PRIVACY.md does not tell of {untold:?}");
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.kept_only_what_is_told();
        }
        // A browser that has ended already is as good.
        drop(self.child.kill());
        drop(self.child.wait());
        // Its last processes may still write for a moment.
        let folder = self.profile.path();
        while fs::remove_dir_all(folder).is_err() && folder.exists() {
            std::thread::yield_now();
        }
    }
}
