//! A document in a frame of the same site, which lives in the process and session of the page around
//! it. Scripts run beside those of the document and see its elements, not its variables.

use serde_json::{Value, json};

use super::frame::Frame;
use super::protocol::text;
use super::tab::Tab;
use crate::wait;

/// Such a document.
pub struct Inner {
    around: Frame,
    id: String,
}

impl Tab {
    /// The frame of this site whose address has this in it, if it is there now.
    pub async fn inner_now(&self, path: &str) -> Option<Inner> {
        let tree = self.try_call("Page.getFrameTree", json!({})).await.ok()?;
        Some(Inner { id: find(&tree["frameTree"], path)?, around: self.document_of_tab() })
    }

    /// The same, once it is there.
    pub async fn inner_at(&self, path: &str) -> Inner {
        wait::until(&format!("a frame at {path}"), wait::ANSWERED, || self.inner_now(path)).await
    }

    /// Waits until a script gives something true in such a frame, which may be replaced meanwhile.
    pub async fn until_inner(&self, path: &str, what: &str, script: &str) {
        wait::until(what, wait::ANSWERED, || async {
            let value = self.inner_now(path).await?.try_evaluate(script).await?;
            is_true(&value).then_some(())
        })
        .await;
    }

    /// Waits until the text of an element that is drawn in such a frame holds this.
    pub async fn inner_shows(&self, path: &str, selector: &str, words: &str) {
        let script = format!(
            "[...document.querySelectorAll({})].some(element => element.checkVisibility() && element.innerText.includes({}))",
            json!(selector),
            json!(words)
        );
        self.until_inner(path, &format!("{words:?} in {selector} at {path}"), &script).await;
    }
}

fn is_true(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false)) && *value != 0 && *value != ""
}

fn find(tree: &Value, path: &str) -> Option<String> {
    let frame = &tree["frame"];
    if frame["url"].as_str().is_some_and(|url| url.contains(path)) {
        return Some(text(frame, "id"));
    }
    tree["childFrames"].as_array()?.iter().find_map(|child| find(child, path))
}

impl Inner {
    /// Whether this is the same frame as that.
    pub fn is(&self, other: &Self) -> bool {
        self.id == other.id
    }

    /// What a script gives here; `None` when it throws or the document is gone.
    pub async fn try_evaluate(&self, script: &str) -> Option<Value> {
        let world =
            self.around.try_call("Page.createIsolatedWorld", json!({"frameId": self.id})).await.ok()?;
        let params = json!({
            "expression": script, "contextId": world["executionContextId"], "awaitPromise": true, "returnByValue": true,
        });
        let mut answer = self.around.try_call("Runtime.evaluate", params).await.ok()?;
        if answer["exceptionDetails"].is_object() { None } else { Some(answer["result"]["value"].take()) }
    }
}
