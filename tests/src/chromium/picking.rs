//! Choosing files, as the dialog of the operating system would hand them over.

use std::path::Path;

use serde_json::json;

use super::frame::Frame;
use super::protocol::Event;

impl Frame {
    /// Puts files into the field for files that this selector finds.
    ///
    /// # Panics
    /// When there is no such field.
    pub async fn picks(&self, selector: &str, files: &[&Path]) {
        let script = format!("document.querySelector({})", json!(selector));
        let found = self.call("Runtime.evaluate", json!({"expression": script})).await;
        let field = &found["result"]["objectId"];
        assert!(field.is_string(), "there is no {selector}");
        self.call("DOM.setFileInputFiles", json!({"objectId": field, "files": files})).await;
    }

    /// How often the operating system's dialog for files was asked for.
    pub fn n_file_dialogs(&self) -> usize {
        let is_dialog = |event: &&Event| event.method == "Page.fileChooserOpened";
        self.wire.events(0, |events| events.iter().filter(is_dialog).count())
    }
}
