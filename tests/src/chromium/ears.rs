//! What somebody hears who does not see: everything that a document's live regions say, in order.
//! Which elements are live is decided here by the rules of ARIA, because an alert may come and go
//! between two looks at the accessibility tree; [`Frame::hears_what_the_tree_says`] compares both.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::json;

use super::frame::Frame;
use crate::wait;

/// Listens from here on; also as the first script of a tab.
pub const LISTEN: &str = "
(() => {
  if (window.__ears) return;
  const heard = [];
  const LIVE = '[aria-live], [role=status], [role=alert], [role=log]';
  const isAlert = root => root.matches('[role=alert], [aria-live=assertive]');
  const rootOf = node => {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    const root = element && element.closest(LIVE);
    return root && root.getAttribute('aria-live') !== 'off' ? root : null;
  };
  const isAtomic = root => {
    const said = root.getAttribute('aria-atomic');
    return said ? said === 'true' : root.matches('[role=status], [role=alert]');
  };
  const isExposed = element => element.isConnected && !element.closest('[inert], [aria-hidden=true]')
    && element.checkVisibility({ visibilityProperty: true });
  const wordsOf = node => (node.nodeType === Node.ELEMENT_NODE ? node.innerText : node.data).replace(/\\s+/g, ' ').trim();
  const observer = new MutationObserver(records => {
    const said = [];
    const say = (root, node) => {
      const part = isAtomic(root) ? root : node;
      if (!isExposed(root) || said.some(before => before.contains(part))) return;
      said.push(part);
      const words = wordsOf(part);
      if (words) heard.push({ words, is_alert: isAlert(root) });
    };
    for (const { type, target, addedNodes, attributeName, oldValue } of records) {
      // What was hidden and is not any more has come; what was hidden just now says nothing.
      if (type === 'attributes' && (oldValue === null || target.hasAttribute(attributeName))) continue;
      for (const node of type === 'childList' ? addedNodes : [target]) {
        const root = node.isConnected && rootOf(node);
        if (root) say(root, node);
        else if (node.querySelectorAll) for (const alert of node.querySelectorAll('[role=alert]')) say(alert, alert);
      }
    }
  });
  const trees = [];
  const observe = tree => {
    trees.push(tree);
    observer.observe(tree, { subtree: true, childList: true, characterData: true, attributes: true,
      attributeOldValue: true, attributeFilter: ['hidden', 'inert', 'aria-hidden'] });
  };
  observe(document);
  // Our shadow root is closed to scripts, but not to assistive technology.
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, { ...options, mode: 'open' });
    observe(root);
    return root;
  };
  const roots = () => trees.flatMap(tree => [...tree.querySelectorAll(LIVE)]).filter(element => rootOf(element) === element && isExposed(element));
  window.__ears = { heard, roots, live: [] };
})();";

/// What was said.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Heard {
    /// The words, in one line.
    pub words: String,
    /// Whether they interrupted everything else.
    pub is_alert: bool,
}

impl Frame {
    /// Listens from now on.
    pub async fn listens(&self) {
        self.evaluate(LISTEN).await;
    }

    /// Everything that was said since somebody listens.
    ///
    /// # Panics
    /// When nobody listens.
    pub async fn heard(&self) -> Vec<Heard> {
        let heard = self.evaluate("window.__ears.heard").await;
        serde_json::from_value(heard).expect("somebody listens")
    }

    /// Waits until these words were said.
    ///
    /// # Panics
    /// When they are not.
    pub async fn hears(&self, words: &str) {
        let script = format!("window.__ears?.heard.some(said => said.words === {})", json!(words));
        let said = self.until(words, &script);
        let is_said = wait::nothing_else_within(wait::ANSWERED / 2, said).await.is_some();
        assert!(is_said, "{words:?} is not said, but {:#?}", self.heard().await);
    }

    /// What is live by our rules is live in the accessibility tree, and nothing else is.
    ///
    /// # Panics
    /// When they differ.
    pub async fn hears_what_the_tree_says(&self) {
        let is_root = |node: &&super::node::Node| {
            let live = node.state("live").and_then(serde_json::Value::as_str);
            matches!(live, Some("polite" | "assertive")) && node.state("root").is_none()
        };
        let nodes = self.nodes().await;
        let elements: HashSet<u64> = nodes.iter().filter(is_root).map(|node| node.element).collect();
        for element in elements {
            let resolved = self.call("DOM.resolveNode", json!({"backendNodeId": element})).await;
            let note = json!({
                "objectId": resolved["object"]["objectId"],
                "functionDeclaration": "function () { window.__ears.live.push(this) }",
            });
            self.call("Runtime.callFunctionOn", note).await;
        }
        let differ = "(() => {
            const { roots, live } = window.__ears;
            const outline = element => `${element.localName} ${element.id} ${element.className}`;
            const ours = roots();
            return [...ours.filter(one => !live.includes(one)).map(one => 'not in the tree: ' + outline(one)),
                ...live.filter(one => !ours.includes(one)).map(one => 'only in the tree: ' + outline(one))];
        })()";
        assert_eq!(self.evaluate(differ).await, json!([]));
    }
}
