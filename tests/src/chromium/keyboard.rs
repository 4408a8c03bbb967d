//! Finding one's way by the keyboard alone: what has the focus, by role and name, and how to get
//! from there to somewhere else.

use serde_json::json;

use super::frame::Frame;
use super::keys::Held;
use super::node::Node;
use super::tab::Tab;
use crate::wait;

/// More steps than any page of ours has places for the focus.
const STEPS_MAX: usize = 60;

impl Frame {
    /// What has the focus in this document, as assistive technology is told; `None` when nothing has.
    pub async fn focused(&self) -> Option<Node> {
        let script =
            "document.hasFocus() && document.activeElement !== document.body ? document.activeElement : null";
        let found = self.try_call("Runtime.evaluate", json!({"expression": script})).await.ok()?;
        if found["result"]["description"].as_str()?.starts_with("pulina-widget") {
            // Our shadow root is closed to scripts, but not to assistive technology.
            return self.nodes().await.into_iter().rfind(|node| node.is("focused"));
        }
        let element = json!({"objectId": found["result"]["objectId"].as_str()?, "fetchRelatives": false});
        let tree = self.try_call("Accessibility.getPartialAXTree", element).await.ok()?;
        Node::all_of(&tree).into_iter().next()
    }

    /// Waits until what has this role and name has the focus.
    pub async fn has_focused(&self, role: &str, name: &str) {
        let last = std::cell::RefCell::new(None);
        let found = wait::until("the focus", wait::DRAINED, || async {
            let node = self.focused().await;
            let is_it = node.as_ref().is_some_and(|node| node.role == role && node.name.starts_with(name));
            last.replace(node);
            is_it.then_some(())
        });
        let found = wait::nothing_else_within(wait::ANSWERED, found).await;
        if found.is_none() {
            let script = "[document.hasFocus(), document.activeElement?.localName].join(' ')";
            let place = self.try_evaluate(script).await;
            panic!("{role} {name:?} has not the focus, but {:?}: {place:?}", last.borrow());
        }
    }
}

impl Tab {
    /// Presses Tab until what has this role and a name that begins so has the focus in the document.
    pub async fn tabs_to(&self, frame: &Frame, role: &str, name: &str) {
        self.steps_to(frame, Held::Nothing, role, name).await;
    }

    /// The same backwards.
    pub async fn tabs_back_to(&self, frame: &Frame, role: &str, name: &str) {
        self.steps_to(frame, Held::Shift, role, name).await;
    }

    async fn steps_to(&self, frame: &Frame, held: Held, role: &str, name: &str) {
        let mut passed = Vec::new();
        for _ in 0..STEPS_MAX {
            self.is_still().await;
            if let Some(node) = frame.focused().await {
                if node.role == role && node.name.starts_with(name) {
                    return;
                }
                passed.push(format!("{} {:?}", node.role, node.name));
            }
            self.presses_with("Tab", held).await;
        }
        panic!("{role} {name:?} is not in the order of tabs: {}", passed.join(", "));
    }
}
