//! From the static markup to the app, in one step without a paint between: the text that was typed,
//! its caret and the focus move over, and what was sent already is sent.

use leptos::prelude::*;
use pulina_shared::wire::embed::PanelSettings;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTextAreaElement};

use crate::app::App;
use crate::host_port::HostPort;
use crate::text;

/// What the person did before the app was there.
#[derive(Clone, Debug, Default)]
pub struct Inherited {
    /// What stood in the field.
    pub text: String,
    /// Where the caret was, in UTF-16 units.
    pub caret: u32,
    /// Whether the field had the focus.
    pub has_focus: bool,
    /// Whether it was to be sent.
    pub is_submitted: bool,
}

/// Replaces the static markup by the app.
pub fn start(port: HostPort) {
    let document = document();
    let (Some(mut settings), Some(panel)) = (settings(), document.get_element_by_id("panel")) else {
        return;
    };
    let Some(parent) = panel.parent_element().and_then(|parent| parent.dyn_into().ok()) else { return };
    text::learn(&mut settings);
    let inherited = inherited(&panel, &port);
    panel.remove();
    mount_to(parent, move || view! { <App settings port inherited /> }).forget();
}

fn settings() -> Option<PanelSettings> {
    let text = document().get_element_by_id("settings")?.text_content()?;
    pulina_browser::json::parse(&text)
}

fn inherited(panel: &Element, port: &HostPort) -> Inherited {
    let field = panel.query_selector("textarea").ok().flatten();
    let Some(field) = field.and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok()) else {
        return Inherited::default();
    };
    Inherited {
        text: field.value(),
        caret: field.selection_start().ok().flatten().unwrap_or(0),
        has_focus: document().active_element().is_some_and(|active| active == **field),
        is_submitted: port.was_submitted(),
    }
}
