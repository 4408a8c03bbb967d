//! One document: a tab's own or that of a frame from another site, which has a process and a
//! session of its own. Everything that can be seen in it waits until it is there.

use std::time::Duration;

use serde_json::{Value, json};

use super::node::Node;
use super::protocol::{Event, Wire, text};
use crate::wait;

/// A document.
#[derive(Clone)]
pub struct Frame {
    pub(super) wire: Wire,
    pub(super) session: String,
    /// The frame's own id, and the session of the document that it stands in.
    pub(super) within: Option<(String, String)>,
}

impl Frame {
    /// Calls a method for this document.
    pub async fn call(&self, method: &str, params: Value) -> Value {
        self.wire.call(Some(&self.session), method, params).await
    }

    /// Calls a method for this document, which may be gone.
    ///
    /// # Errors
    /// The browser's refusal.
    pub async fn try_call(&self, method: &str, params: Value) -> Result<Value, String> {
        self.wire.try_call(Some(&self.session), method, params).await
    }

    /// Ends the process that this document lives in, as running out of memory does.
    pub fn crashes(&self) {
        self.wire.cast(&self.session, "Page.crash", &json!({}));
    }

    /// Lets a script run that never ends.
    pub fn hangs(&self) {
        self.wire.cast(&self.session, "Runtime.evaluate", &json!({"expression": "for (;;) {}"}));
    }

    /// Whether this is the same document as that.
    pub fn is(&self, other: &Self) -> bool {
        self.session == other.session
    }

    /// What a script gives here.
    ///
    /// # Panics
    /// When it throws.
    pub async fn evaluate(&self, script: &str) -> Value {
        match self.try_evaluate(script).await {
            Ok(value) => value,
            Err(error) => panic!("{script}: {error}"),
        }
    }

    /// What a script gives here.
    ///
    /// # Errors
    /// When it throws or the document is gone.
    pub async fn try_evaluate(&self, script: &str) -> Result<Value, String> {
        let params = json!({"expression": script, "awaitPromise": true, "returnByValue": true});
        let mut answer = self.try_call("Runtime.evaluate", params).await?;
        if answer["exceptionDetails"].is_object() {
            return Err(answer["exceptionDetails"].to_string());
        }
        Ok(answer["result"]["value"].take())
    }

    /// What the browser held against this document for its safety: what its policy forbade.
    pub async fn complaints(&self) -> Vec<String> {
        // Hands over what has gathered as well.
        drop(self.try_call("Log.enable", json!({})).await);
        let is_complaint = |event: &&Event| {
            event.method == "Log.entryAdded"
                && event.session.as_ref() == Some(&self.session)
                && event.params["entry"]["source"] == "security"
        };
        self.wire.events(0, |events| {
            events.iter().filter(is_complaint).map(|event| text(&event.params["entry"], "text")).collect()
        })
    }

    /// Every node of the document, also in closed shadow roots.
    pub async fn document(&self) -> Value {
        self.call("DOM.getDocument", json!({"depth": -1, "pierce": true})).await["root"].take()
    }

    /// How many dialogs have been opened by scripts anywhere in this browser.
    pub fn n_dialogs(&self) -> usize {
        let is_dialog = |event: &&Event| event.method == "Page.javascriptDialogOpening";
        self.wire.events(0, |events| events.iter().filter(is_dialog).count())
    }

    /// Waits until a script gives something true; gives it.
    pub async fn until(&self, what: &str, script: &str) -> Value {
        self.until_within(wait::ANSWERED, what, script).await
    }

    /// The same for what takes its time.
    pub async fn until_within(&self, limit: Duration, what: &str, script: &str) -> Value {
        wait::until(what, limit, || async {
            let value = self.try_evaluate(script).await.ok()?;
            let is_true = !matches!(value, Value::Null | Value::Bool(false)) && value != 0 && value != "";
            is_true.then_some(value)
        })
        .await
    }

    /// Waits until the text of an element that is drawn holds this.
    pub async fn shows(&self, selector: &str, words: &str) {
        let what = format!("{words:?} in {selector}");
        let script = format!(
            "[...document.querySelectorAll({})].some(element => element.checkVisibility() && element.innerText.includes({}))",
            json!(selector),
            json!(words)
        );
        self.until(&what, &script).await;
    }

    /// Presses a button that brings more, again and again, until it is gone.
    pub async fn presses_until_gone(&self, button: &str) {
        let script = format!(
            "(() => {{
                const button = document.querySelector({});
                const isGone = !button?.checkVisibility();
                if (!isGone) button.click();
                return isGone;
            }})()",
            json!(button)
        );
        self.until_within(wait::DRAINED, &format!("{button} is gone"), &script).await;
    }

    /// Waits for a button that brings more, and presses it until there is no more.
    pub async fn brings_all(&self, button: &str) {
        let script = format!("document.querySelector({})?.checkVisibility() === true", json!(button));
        self.until(&format!("{button} is there"), &script).await;
        self.presses_until_gone(button).await;
    }

    /// The visible text of the whole document.
    pub async fn words(&self) -> String {
        self.evaluate("document.body.innerText").await.as_str().unwrap_or_default().to_owned()
    }

    /// The texts of all elements of a kind, also of those that are not on screen.
    ///
    /// # Panics
    /// When the document is gone.
    pub async fn texts(&self, selector: &str) -> Vec<String> {
        self.try_texts(selector).await.unwrap_or_else(|error| panic!("{selector}: {error}"))
    }

    /// The same.
    ///
    /// # Errors
    /// When the document is gone.
    pub async fn try_texts(&self, selector: &str) -> Result<Vec<String>, String> {
        let script =
            format!("[...document.querySelectorAll({})].map(element => element.innerText)", json!(selector));
        let texts = self.try_evaluate(&script).await?;
        let texts = texts.as_array().into_iter().flatten();
        Ok(texts.filter_map(|text| text.as_str().map(str::to_owned)).collect())
    }

    /// Everything that assistive technology is told.
    pub async fn nodes(&self) -> Vec<Node> {
        let tree = self.try_call("Accessibility.getFullAXTree", json!({})).await;
        tree.map(|tree| Node::all_of(&tree)).unwrap_or_default()
    }

    /// Waits until there is something with this role and exactly this name.
    pub async fn find(&self, role: &str, name: &str) -> Node {
        self.find_where(&format!("{role} {name:?}"), |node| node.role == role && node.name == name).await
    }

    /// Waits until there is something that fits.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn find_where(&self, what: &str, fits: impl Fn(&Node) -> bool) -> Node {
        let look = wait::until(what, wait::DRAINED, || async {
            self.nodes().await.into_iter().find(|node| fits(node))
        });
        match wait::nothing_else_within(wait::ANSWERED, look).await {
            Some(node) => node,
            None => panic!("{what} is not on the page; there is: {}", self.outline().await),
        }
    }

    /// Roles and names of everything, for people.
    async fn outline(&self) -> String {
        let nodes = self.nodes().await;
        let is_named = |node: &&Node| !node.name.is_empty() && node.role != "InlineTextBox";
        let lines = nodes.iter().filter(is_named).map(|node| format!("{} {:?}", node.role, node.name));
        lines.collect::<Vec<_>>().join(", ")
    }

    /// What has this role, now.
    pub async fn with_role(&self, role: &str) -> Vec<Node> {
        self.nodes().await.into_iter().filter(|node| node.role == role).collect()
    }

    /// Presses and releases the mouse in the middle of something.
    pub async fn click(&self, role: &str, name: &str) {
        let node = self.find(role, name).await;
        self.click_node(&node).await;
    }

    /// Presses and releases the mouse in the middle of this.
    pub async fn click_node(&self, node: &Node) {
        let (x, y) = self.middle_of(node).await;
        self.click_at(x, y).await;
    }

    /// Presses and releases the mouse there, in pixels of the tab.
    pub async fn click_at(&self, x: f64, y: f64) {
        self.mouse("mouseMoved", x, y).await;
        self.mouse("mousePressed", x, y).await;
        self.mouse("mouseReleased", x, y).await;
    }

    /// Moves the mouse there.
    pub async fn point_at(&self, x: f64, y: f64) {
        self.mouse("mouseMoved", x, y).await;
    }

    /// Where the middle of something is, in pixels of the tab.
    pub async fn middle_of(&self, node: &Node) -> (f64, f64) {
        let element = json!({"backendNodeId": node.element});
        // What cannot be scrolled to is there already.
        drop(self.try_call("DOM.scrollIntoViewIfNeeded", element.clone()).await);
        let (x, y) = self.where_it_rests(&element).await;
        let (left, top) = self.place().await;
        (x + left, y + top)
    }

    /// The middle of an element that stays where it is: the page may be about to scroll.
    async fn where_it_rests(&self, element: &Value) -> (f64, f64) {
        let mut last = None;
        wait::within("what is to be pressed rests", wait::ANSWERED, async {
            loop {
                let quads = self.call("DOM.getContentQuads", element.clone()).await;
                let quad = quads["quads"][0].clone();
                if last.as_ref() == Some(&quad) {
                    return middle(&quad);
                }
                last = Some(quad);
                // A page whose scripts may not run cannot tell.
                wait::nothing_else_within(wait::SILENCE, self.is_drawn()).await;
            }
        })
        .await
    }

    /// Waits until everything that was asked for is drawn. A frame that is not shown draws nothing,
    /// and one without scripts does not answer.
    pub(super) async fn is_drawn(&self) {
        let drawn = "new Promise(done => {
            requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
            setTimeout(() => done(true), 200);
        })";
        wait::nothing_else_within(5 * wait::SILENCE, self.until("the page is drawn", drawn)).await;
    }

    /// How the browser draws an element: the value of a property of CSS, also inside closed shadow roots.
    pub async fn style_of(&self, node: &Node, property: &str) -> String {
        let resolved = self.call("DOM.resolveNode", json!({"backendNodeId": node.element})).await;
        let ask = json!({
            "objectId": resolved["object"]["objectId"],
            "functionDeclaration": "function (name) { return getComputedStyle(this).getPropertyValue(name) }",
            "arguments": [{"value": property}],
        });
        text(&self.call("Runtime.callFunctionOn", ask).await["result"], "value")
    }

    /// Left, top, width and height of something, in pixels of the tab.
    pub async fn box_of(&self, node: &Node) -> [f64; 4] {
        let model = self.call("DOM.getBoxModel", json!({"backendNodeId": node.element})).await;
        let quad = &model["model"]["border"];
        let at = |index: usize| quad[index].as_f64().unwrap_or_default();
        let (left, top) = self.place().await;
        [at(0) + left, at(1) + top, at(4) - at(0), at(5) - at(1)]
    }

    /// Where the document begins in its tab.
    async fn place(&self) -> (f64, f64) {
        let Some((frame, outer)) = &self.within else { return (0.0, 0.0) };
        let owner = self.wire.call(Some(outer), "DOM.getFrameOwner", json!({"frameId": frame})).await;
        let element = json!({"backendNodeId": owner["backendNodeId"]});
        let model = self.wire.call(Some(outer), "DOM.getBoxModel", element).await;
        let corner = &model["model"]["content"];
        (corner[0].as_f64().unwrap_or_default(), corner[1].as_f64().unwrap_or_default())
    }

    async fn mouse(&self, kind: &str, x: f64, y: f64) {
        let n_clicks = i32::from(kind != "mouseMoved");
        let button = if n_clicks == 0 { "none" } else { "left" };
        let params = json!({"type": kind, "x": x, "y": y, "button": button, "clickCount": n_clicks});
        let session = self.within.as_ref().map_or(&self.session, |(_, outer)| outer);
        self.wire.call(Some(session), "Input.dispatchMouseEvent", params).await;
    }
}

fn middle(quad: &Value) -> (f64, f64) {
    let at = |index: usize| quad[index].as_f64().unwrap_or_default();
    (f64::midpoint(at(0), at(4)), f64::midpoint(at(1), at(5)))
}
