//! Real Chromium with an empty profile, driven over the pipe of its DevTools protocol. The pipe
//! reaches what WebDriver cannot: closed shadow roots, frames of other origins, every request.
//! When the test's process ends, however it ends, the pipe closes and the browser ends itself.

pub mod frame;
pub mod keys;
pub mod node;
pub mod protocol;
pub mod tab;

use std::process::Stdio;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::engine::from_environment;
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
    profile: Option<TempDir>,
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
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn start_with(flags: &[&str]) -> Self {
        let profile = tempfile::tempdir().expect("a temporary folder can be made");
        let mut child = Command::new("sh")
            .args(["-c", WITH_PIPE])
            .arg(from_environment("PULINA_CHROMIUM"))
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .args(flags)
            .env("TZ", "UTC")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("the browser can be started");
        let (to, from) = (child.stdin.take(), child.stdout.take());
        let wire = Wire::over(to.expect("a pipe to it"), from.expect("a pipe from it"));
        wire.call(None, "Target.setDiscoverTargets", json!({"discover": true})).await;
        Self { wire, child, profile: Some(profile) }
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

impl Drop for Chromium {
    fn drop(&mut self) {
        // A browser that has ended already is as good.
        drop(self.child.start_kill());
        // Its last processes may write for a moment after it.
        if let Some(profile) = self.profile.take() {
            let folder = profile.keep();
            std::thread::spawn(move || remove(&folder)).join().unwrap_or_default();
        }
    }
}

fn remove(folder: &std::path::Path) {
    for _ in 0..50 {
        if std::fs::remove_dir_all(folder).is_ok() || !folder.exists() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}
