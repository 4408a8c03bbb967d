//! A tab: its own document, the frames in it, the keyboard, and what it asked of the network.

use std::ops::Deref;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use super::frame::Frame;
use super::keys::{Held, stroke};
use super::look::Media;
use super::protocol::{Event, Wire, text};
use crate::wait;

/// What is different in a tab.
#[derive(Clone, Debug)]
pub struct TabOptions {
    /// Inner width and height in pixels.
    pub size: (u32, u32),
    /// The person prefers dark colours.
    pub is_dark: bool,
    /// Runs before every document's own scripts.
    pub first_script: String,
    /// Runs before the own scripts of every frame of another site.
    pub frame_script: String,
    /// No script runs at all.
    pub has_no_scripts: bool,
}

impl Default for TabOptions {
    fn default() -> Self {
        Self {
            size: (1280, 800),
            is_dark: false,
            first_script: String::new(),
            frame_script: String::new(),
            has_no_scripts: false,
        }
    }
}

/// A tab. What its own document can do, the tab can do.
pub struct Tab {
    frame: Frame,
    context: String,
    options: TabOptions,
    media: Mutex<Media>,
    /// Events before this are of other tabs.
    begun_at: usize,
}

impl Tab {
    pub(super) async fn open(wire: &Wire, context: &str, options: &TabOptions) -> Self {
        let begun_at = wire.n_events();
        let (width, height) = options.size;
        let target = json!({
            "url": "about:blank", "browserContextId": context, "newWindow": true, "width": width, "height": height,
        });
        let made = wire.call(None, "Target.createTarget", target).await;
        let attach = json!({"targetId": made["targetId"], "flatten": true});
        let attached = wire.call(None, "Target.attachToTarget", attach).await;
        let frame = Frame { wire: wire.clone(), session: text(&attached, "sessionId"), within: None };
        let media = Mutex::new(Media { is_dark: options.is_dark, ..Media::default() });
        let tab = Self { frame, context: context.to_owned(), options: options.clone(), media, begun_at };
        tab.prepare().await;
        tab
    }

    /// The window that this tab, or a frame in it, has opened.
    pub async fn popup(&self) -> Self {
        let target = wait::until("a window was opened", wait::ANSWERED, || async {
            self.wire.events(self.begun_at, |events| {
                let mut made = events.iter().filter(|event| event.method == "Target.targetCreated");
                let opened = |event: &&Event| {
                    event.params["targetInfo"]["type"] == "page"
                        && event.params["targetInfo"]["openerId"].is_string()
                };
                made.find(opened).map(|event| text(&event.params["targetInfo"], "targetId"))
            })
        })
        .await;
        let attach = json!({"targetId": target, "flatten": true});
        let attached = self.wire.call(None, "Target.attachToTarget", attach).await;
        let frame = Frame { wire: self.wire.clone(), session: text(&attached, "sessionId"), within: None };
        let media = Mutex::new(self.media());
        let (context, options) = (self.context.clone(), self.options.clone());
        let tab = Self { frame, context, options, media, begun_at: self.begun_at };
        tab.prepare().await;
        tab
    }

    async fn prepare(&self) {
        for domain in ["Page", "Runtime", "DOM", "Network", "Log", "DOMStorage"] {
            self.call(&format!("{domain}.enable"), json!({})).await;
        }
        let waits = !self.options.frame_script.is_empty();
        if waits {
            tokio::spawn(start_frames(self.wire.clone(), self.begun_at, self.options.frame_script.clone()));
        }
        let frames = json!({"autoAttach": true, "waitForDebuggerOnStart": waits, "flatten": true});
        self.call("Target.setAutoAttach", frames).await;
        self.call("Emulation.setFocusEmulationEnabled", json!({"enabled": true})).await;
        self.resize(self.options.size.0, self.options.size.1).await;
        self.media().of(&self.frame).await;
        if !self.options.first_script.is_empty() {
            let script = json!({"source": self.options.first_script});
            self.call("Page.addScriptToEvaluateOnNewDocument", script).await;
        }
        if self.options.has_no_scripts {
            self.call("Emulation.setScriptExecutionDisabled", json!({"value": true})).await;
        }
    }

    /// Gives the tab another size.
    pub async fn resize(&self, width: u32, height: u32) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500});
        self.call("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Shows everything so many times as large in a window of this size: fewer and larger pixels.
    pub async fn zooms(&self, (width, height): (u32, u32), times: u32) {
        let (width, height) = (width / times, height / times);
        let size = json!({"width": width, "height": height, "deviceScaleFactor": times, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// The person prefers something else from now on.
    pub async fn prefers(&self, media: Media) {
        *self.media.lock().unwrap_or_else(PoisonError::into_inner) = media;
        media.of(&self.frame).await;
        for frame in self.frames() {
            media.of(&frame).await;
        }
    }

    fn media(&self) -> Media {
        *self.media.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes to an address and waits until it has loaded.
    ///
    /// # Panics
    /// When the address cannot be loaded.
    pub async fn goes_to(&self, address: &str) {
        let before = self.wire.n_events();
        self.begins_to(address).await;
        self.is_loaded(before, address).await;
    }

    /// Goes to an address and does not wait for what belongs to the page.
    ///
    /// # Panics
    /// When the address cannot be had.
    pub async fn begins_to(&self, address: &str) {
        let answer = self.call("Page.navigate", json!({"url": address})).await;
        assert!(answer["errorText"].is_null(), "{address}: {}", answer["errorText"]);
    }

    /// Becomes the tab that the person looks at.
    pub async fn comes_to_front(&self) {
        self.call("Page.bringToFront", json!({})).await;
    }

    /// Nobody sees it any more: its window is made small.
    pub async fn is_put_away(&self) {
        self.call("Emulation.setFocusEmulationEnabled", json!({"enabled": false})).await;
        self.has_window("minimized").await;
        self.until("nobody sees it", "document.visibilityState === 'hidden'").await;
    }

    /// It is seen again.
    pub async fn is_fetched(&self) {
        self.has_window("normal").await;
        self.until("it is seen", "document.visibilityState === 'visible'").await;
        self.call("Emulation.setFocusEmulationEnabled", json!({"enabled": true})).await;
    }

    async fn has_window(&self, state: &str) {
        let window = self.call("Browser.getWindowForTarget", json!({})).await;
        let bounds = json!({"windowId": window["windowId"], "bounds": {"windowState": state}});
        self.call("Browser.setWindowBounds", bounds).await;
    }

    /// The browser freezes the tab, as it does with those that nobody looks at for long.
    pub async fn freezes(&self) {
        // One that has the focus is never frozen.
        self.call("Emulation.setFocusEmulationEnabled", json!({"enabled": false})).await;
        self.call("Page.setWebLifecycleState", json!({"state": "frozen"})).await;
    }

    /// It goes on.
    pub async fn thaws(&self) {
        self.call("Page.setWebLifecycleState", json!({"state": "active"})).await;
        self.call("Emulation.setFocusEmulationEnabled", json!({"enabled": true})).await;
    }

    /// Loads the page again.
    pub async fn reloads(&self) {
        let before = self.wire.n_events();
        self.call("Page.reload", json!({})).await;
        self.is_loaded(before, "the page again").await;
    }

    async fn is_loaded(&self, before: usize, what: &str) {
        wait::until(&format!("{what} has loaded"), wait::ANSWERED, || async {
            let is_load = |event: &Event| event.method == "Page.loadEventFired" && self.is_mine(event);
            self.wire.events(before, |events| events.iter().any(is_load)).then_some(())
        })
        .await;
    }

    /// The frame whose address has this in its path, once it is there.
    pub async fn frame_at(&self, path: &str) -> Frame {
        let script = format!("location.pathname.includes({})", json!(path));
        let frame = wait::until(&format!("a frame at {path}"), wait::ANSWERED, || async {
            for frame in self.frames() {
                if frame.try_evaluate(&script).await == Ok(Value::Bool(true)) {
                    return Some(frame);
                }
            }
            None
        })
        .await;
        self.media().of(&frame).await;
        // What is kept there from now on is noted; the frame may be gone again.
        drop(frame.try_call("DOMStorage.enable", json!({})).await);
        frame
    }

    /// The tab's own document.
    pub(super) fn document_of_tab(&self) -> Frame {
        self.frame.clone()
    }

    /// The frames of other sites that are there now.
    pub fn frames(&self) -> Vec<Frame> {
        let mut frames: Vec<Frame> = Vec::new();
        self.wire.events(self.begun_at, |events| {
            for event in events.iter().filter(|event| self.is_mine(event)) {
                let session = text(&event.params, "sessionId");
                let target = &event.params["targetInfo"];
                if event.method == "Target.attachedToTarget" && target["type"] == "iframe" {
                    let within = Some((text(target, "targetId"), self.session.clone()));
                    frames.push(Frame { wire: self.wire.clone(), session, within });
                } else if event.method == "Target.detachedFromTarget" {
                    frames.retain(|frame| frame.session != session);
                }
            }
        });
        frames
    }

    /// Presses a key.
    pub async fn presses(&self, key: &str) {
        self.presses_with(key, Held::Nothing).await;
    }

    /// Presses a key while another one is held.
    pub async fn presses_with(&self, key: &str, held: Held) {
        // Keys do not reach a tab for certain that nobody looks at.
        self.comes_to_front().await;
        self.strikes(key, held).await;
    }

    /// Types a text, key by key.
    pub async fn types(&self, words: &str) {
        self.comes_to_front().await;
        for character in words.chars() {
            self.strikes(&character.to_string(), Held::Nothing).await;
        }
    }

    async fn strikes(&self, key: &str, held: Held) {
        for event in stroke(key, held) {
            self.call("Input.dispatchKeyEvent", event).await;
        }
    }

    /// Addresses that this tab's own document asked the network for.
    pub fn requests(&self) -> Vec<String> {
        let is_request = |event: &&Event| event.method == "Network.requestWillBeSent" && self.is_mine(event);
        self.wire.events(self.begun_at, |events| {
            events.iter().filter(is_request).map(|event| text(&event.params["request"], "url")).collect()
        })
    }

    /// What this tab's own document was warned of on its console.
    pub fn warnings(&self) -> Vec<String> {
        let is_warning = |event: &&Event| {
            event.method == "Runtime.consoleAPICalled"
                && event.params["type"] == "warning"
                && self.is_mine(event)
        };
        let words = |event: &Event| {
            let said = event.params["args"].as_array().cloned().unwrap_or_default();
            let words = said.iter().map(|word| [text(word, "value"), text(word, "description")].concat());
            words.collect::<Vec<_>>().join(" ")
        };
        self.wire.events(self.begun_at, |events| events.iter().filter(is_warning).map(words).collect())
    }

    /// Waits until everything that was asked for is drawn. A frame that is not shown draws nothing.
    pub async fn is_still(&self) {
        for frame in self.frames() {
            frame.is_drawn().await;
        }
        self.is_drawn().await;
    }

    /// A picture of what is on screen, as PNG in base 64.
    pub async fn picture(&self) -> String {
        text(&self.call("Page.captureScreenshot", json!({"format": "png"})).await, "data")
    }

    /// How many tabs the whole browser has.
    pub async fn n_pages(&self) -> usize {
        let targets = self.wire.call(None, "Target.getTargets", json!({})).await;
        let targets = targets["targetInfos"].as_array().cloned().unwrap_or_default();
        targets.iter().filter(|target| target["type"] == "page").count()
    }

    /// The names of all cookies that this person's browser holds.
    pub async fn cookies(&self) -> Vec<String> {
        let got = self.wire.call(None, "Storage.getCookies", json!({"browserContextId": self.context})).await;
        got["cookies"].as_array().into_iter().flatten().map(|cookie| text(cookie, "name")).collect()
    }

    /// Closes the tab.
    pub async fn closes(self) {
        self.call("Page.close", json!({})).await;
    }

    fn is_mine(&self, event: &Event) -> bool {
        event.session.as_deref() == Some(&self.frame.session)
    }
}

/// Lets frames that wait for it begin, each with this script.
async fn start_frames(wire: Wire, begun_at: usize, script: String) {
    let mut n_seen = 0;
    loop {
        let is_waiting = |event: &&Event| {
            event.method == "Target.attachedToTarget" && event.params["waitingForDebugger"] == true
        };
        let waiting: Vec<String> = wire.events(begun_at + n_seen, |events| {
            n_seen += events.len();
            events.iter().filter(is_waiting).map(|event| text(&event.params, "sessionId")).collect()
        });
        for session in waiting {
            let params = json!({"source": script});
            // A frame that is gone already needs no start.
            drop(wire.try_call(Some(&session), "Page.addScriptToEvaluateOnNewDocument", params).await);
            drop(wire.try_call(Some(&session), "Runtime.runIfWaitingForDebugger", json!({})).await);
        }
        wait::pass(Duration::from_millis(20)).await;
    }
}

impl Deref for Tab {
    type Target = Frame;

    fn deref(&self) -> &Frame {
        &self.frame
    }
}
