//! What a person may have set on their device about how things look, and styles of their own.

use serde_json::json;

use super::frame::Frame;

/// What the person prefers. Nothing moves unless that is wanted, so that no picture and no click
/// catches a thing half way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Media {
    /// Dark colours.
    pub is_dark: bool,
    /// The device's own few colours instead of the page's.
    pub has_forced_colours: bool,
    /// Things may move.
    pub has_motion: bool,
}

/// Lines, words and letters so far apart as WCAG 1.4.12 names it.
const TEXT_SPACING: &str = "
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-block-end: 2em !important }";

impl Media {
    /// Dark colours and nothing else.
    pub fn dark() -> Self {
        Self { is_dark: true, ..Self::default() }
    }

    /// The device's own colours.
    pub fn forced_colours() -> Self {
        Self { has_forced_colours: true, ..Self::default() }
    }

    /// Tells a document.
    pub(super) async fn of(self, frame: &Frame) {
        let feature = |name: &str, value: &str| json!({"name": name, "value": value});
        let features = [
            feature("prefers-color-scheme", if self.is_dark { "dark" } else { "light" }),
            feature("prefers-reduced-motion", if self.has_motion { "no-preference" } else { "reduce" }),
            feature("forced-colors", if self.has_forced_colours { "active" } else { "none" }),
        ];
        // A document that is gone prefers nothing.
        drop(frame.try_call("Emulation.setEmulatedMedia", json!({"features": features})).await);
    }
}

impl Frame {
    /// Sets text apart, or back as it was.
    pub async fn spaces_text(&self, is_wide: bool) {
        let script = format!(
            "(() => {{
                const sheet = window.__spacing ||= new CSSStyleSheet();
                sheet.replaceSync({is_wide} ? {} : '');
                const roots = [document, ...[...document.querySelectorAll('*')].map(element => element.shadowRoot)];
                for (const root of roots.filter(Boolean))
                    if (!root.adoptedStyleSheets.includes(sheet))
                        root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
            }})()",
            json!(TEXT_SPACING)
        );
        self.evaluate(&script).await;
    }
}
