//! What is found by a selector, for tests that go through states in every language: names differ
//! there, classes do not. Whoever shows what a person can do finds things by role and name instead.

use serde_json::json;

use super::frame::Frame;

/// Lets axe and measuring scripts look into our shadow root, which is closed to every script of the page.
pub const OPEN_SHADOWS: &str = "
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) { return attach.call(this, { ...options, mode: 'open' }); };
";

/// The launcher, from its page; only where [`OPEN_SHADOWS`] ran before.
pub const LAUNCHER: &str =
    "document.querySelector('pulina-widget').shadowRoot.querySelector('[aria-haspopup]')";

/// Waits until something that this selector finds is on screen.
pub async fn shown(frame: &Frame, selector: &str) {
    let script =
        format!("[...document.querySelectorAll({})].some(found => found.checkVisibility())", json!(selector));
    frame.until(&format!("{selector} is shown"), &script).await;
}

/// Clicks the first of what this selector finds on screen, as soon as it is there.
pub async fn click(frame: &Frame, selector: &str) {
    let script = format!(
        "(() => {{
            const found = [...document.querySelectorAll({})].find(found => found.checkVisibility());
            found?.click();
            return found !== undefined;
        }})()",
        json!(selector)
    );
    frame.until(&format!("{selector} can be clicked"), &script).await;
}
