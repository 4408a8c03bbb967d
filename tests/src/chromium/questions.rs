//! Questions that a page asks in a dialog of the browser, which holds everything up until it is answered.

use std::pin::Pin;

use serde_json::json;

use super::frame::Frame;
use super::protocol::{Event, text};
use crate::wait;

impl Frame {
    /// Does something that makes the page ask, and answers; gives what was asked.
    pub async fn answers(&self, is_yes: bool, does: Pin<Box<dyn Future<Output = ()> + '_>>) -> String {
        self.call("Page.enable", json!({})).await;
        let before = self.wire.n_events();
        let is_asked = |event: &&Event| {
            event.method == "Page.javascriptDialogOpening" && event.session.as_deref() == Some(&self.session)
        };
        let answered = async {
            let asked = wait::until("a question of the page", wait::ANSWERED, || async {
                self.wire
                    .events(before, |events| events.iter().find(is_asked).map(|event| event.params.clone()))
            })
            .await;
            self.call("Page.handleJavaScriptDialog", json!({ "accept": is_yes })).await;
            text(&asked, "message")
        };
        let ((), asked) = tokio::join!(does, answered);
        asked
    }
}
