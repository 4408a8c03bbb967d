//! What is published while the chat is open shows within a minute: new settings, and on the page what
//! the worker wrote there of the old ones. What is being typed and where the reader is stay as they
//! are. The launcher outside is told, and asks for itself.

use leptos::prelude::document;
use pulina_browser::http::Call;
use pulina_shared::wire::embed::{LaterMessage, RenewedPanel};
use web_sys::Element;

use crate::state::PanelState;

/// Classes of a page that follows the customer's page, which says itself how it looks.
const FOLLOWING: [&str; 2] = ["scheme-page", "font-inherit"];

/// Asks for what is published now, and shows it.
pub fn renew(state: PanelState) {
    let settings = state.settings();
    let path = ["/v1/channels/", settings.channel.as_str(), "/panel?lang=", &settings.language].concat();
    leptos::task::spawn_local(async move {
        // What cannot be had now is asked for in the next round.
        let Ok(renewed) = Call::get(&path).send().await.and_then(|answer| answer.json::<RenewedPanel>())
        else {
            return;
        };
        // A language that the channel no longer speaks stays until the page is loaded again.
        if renewed.settings.language == state.settings().language {
            dress(&renewed);
            state.show_settings(renewed.settings);
            state.tell_host_later(&LaterMessage::Renewed);
        }
    });
}

fn dress(RenewedPanel { settings, css, classes, scheme }: &RenewedPanel) {
    let page = document();
    let put = |selector: &str, words: &str| {
        if let Some(place) = find(selector) {
            place.set_text_content(Some(words));
        }
    };
    put("head style", css);
    put(".panel-header__subtitle", &settings.subtitle);
    put("#welcome .message__bubble", &settings.welcome);
    page.set_title(&settings.title);
    if let Some(root) = page.document_element() {
        let before = root.class_name();
        let follows = |classes: &str| FOLLOWING.iter().any(|class| classes.contains(class));
        if !follows(&before) && !follows(classes) {
            root.set_class_name(classes);
            if let Some(meta) = find("meta[name=color-scheme]") {
                // The attribute is there already.
                let _ = meta.set_attribute("content", scheme);
            }
        }
    }
}

fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}
