//! Files between a person's disk and a page: chosen in the browser's dialog, dropped, pasted, and
//! what the browser keeps when a page hands it something.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::Person;
use super::frame::Frame;
use super::protocol::Event;
use super::tab::Tab;
use crate::wait;

/// Makes the file that a drop or a paste carries.
const CARRIED: &str = "
const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
const carried = new DataTransfer();
carried.items.add(new File([bytes], name, { type }));";

/// A folder on the person's disk.
pub struct Folder {
    folder: TempDir,
}

impl Folder {
    /// An empty one.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder can be made") }
    }

    /// Puts a file into it.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn holds(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).expect("the file can be written");
        path
    }

    /// Waits until a file is there, whole; gives its bytes.
    pub async fn gets(&self, name: &str) -> Vec<u8> {
        let path = self.folder.path().join(name);
        // While it is written it has another name.
        wait::until(&format!("{name} is kept"), wait::ANSWERED, || async {
            fs::read(&path).ok().filter(|bytes| !bytes.is_empty())
        })
        .await
    }
}

impl Default for Folder {
    fn default() -> Self {
        Self::new()
    }
}

impl Person {
    /// What pages hand over is kept in this folder from now on.
    pub async fn keeps_downloads_in(&self, folder: &Folder) {
        let params = json!({
            "behavior": "allow", "browserContextId": self.context, "downloadPath": folder.folder.path(),
        });
        self.wire.call(None, "Browser.setDownloadBehavior", params).await;
    }
}

impl Frame {
    /// Presses a button that opens the dialog for files, and chooses these.
    pub async fn chooses_files(&self, button: &str, files: &[&Path]) {
        let before = self.awaits_dialog().await;
        self.click("button", button).await;
        self.fills_dialog(before, files).await;
    }

    async fn awaits_dialog(&self) -> usize {
        self.call("Page.enable", json!({})).await;
        self.call("Page.setInterceptFileChooserDialog", json!({"enabled": true})).await;
        self.wire.n_events()
    }

    async fn fills_dialog(&self, before: usize, files: &[&Path]) {
        let is_dialog = |event: &&Event| {
            event.method == "Page.fileChooserOpened" && event.session.as_deref() == Some(&self.session)
        };
        let dialog = wait::until("the dialog for files", wait::ANSWERED, || async {
            self.wire.events(before, |events| events.iter().find(is_dialog).map(|event| event.params.clone()))
        })
        .await;
        let params = json!({"files": files, "backendNodeId": dialog["backendNodeId"]});
        self.call("DOM.setFileInputFiles", params).await;
    }

    /// Presses a key that opens the dialog for files, and chooses these.
    pub async fn chooses_files_by_key(&self, tab: &Tab, key: &str, files: &[&Path]) {
        let before = self.awaits_dialog().await;
        tab.presses(key).await;
        self.fills_dialog(before, files).await;
    }

    /// Holds a file over an element.
    pub async fn drags_over(&self, selector: &str, name: &str, media_type: &str, bytes: &[u8]) {
        self.gives("dragover", "DragEvent", "dataTransfer", selector, (name, media_type, bytes)).await;
    }

    /// Drops a file on an element.
    pub async fn drops(&self, selector: &str, name: &str, media_type: &str, bytes: &[u8]) {
        self.gives("drop", "DragEvent", "dataTransfer", selector, (name, media_type, bytes)).await;
    }

    /// Pastes a file into an element.
    pub async fn pastes(&self, selector: &str, name: &str, media_type: &str, bytes: &[u8]) {
        self.gives("paste", "ClipboardEvent", "clipboardData", selector, (name, media_type, bytes)).await;
    }

    async fn gives(
        &self,
        event: &str,
        class: &str,
        member: &str,
        selector: &str,
        (name, media_type, bytes): (&str, &str, &[u8]),
    ) {
        let content = STANDARD.encode(bytes);
        let script = format!(
            "(([selector, name, type, content]) => {{ {CARRIED}
                const event = new {class}({event}, {{ bubbles: true, cancelable: true, {member}: carried }});
                return !document.querySelector(selector).dispatchEvent(event);
            }})({})",
            json!([selector, name, media_type, content]),
            event = json!(event),
        );
        let was_taken = self.evaluate(&script).await;
        assert_eq!(was_taken, Value::Bool(true), "{event} of {name}: the page left it to the browser");
    }
}
