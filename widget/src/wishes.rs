//! What the scripts of the customer's page want. They may propose and claim; they see nothing of the
//! conversation, and what they say goes nowhere before the visitor acts.

use leptos::prelude::*;
use pulina_shared::connection::Link;
use pulina_shared::limits;
use pulina_shared::wire::embed::{HostWish, LaterMessage, PanelSettings};
use wasm_bindgen::JsCast;
use web_sys::{Event, EventInit, HtmlTextAreaElement};

use crate::said;
use crate::state::PanelState;

/// Does what can be done; what is of another shape is another version's.
pub fn hear(state: PanelState, wish: &str) {
    let Some(wish) = pulina_browser::json::parse::<HostWish>(wish) else { return };
    match wish {
        HostWish::Compose(words) => compose(&words),
        HostWish::Show(conversation) => state.select_own(conversation),
        HostWish::Begin => state.begin_another(),
        HostWish::Identify(token) if token.len() <= limits::IDENTITY_TOKEN_BYTES_MAX => {
            said::identify(state, token);
        }
        HostWish::Identify(_) => {}
        HostWish::Claim(claim) => said::claim(state, claim),
        HostWish::Logout => state.forget_device(),
        HostWish::Preview(settings) => preview(state, &settings),
        HostWish::Inspect => state.tell_host_later(&LaterMessage::Inspected(inspected(state))),
    }
}

/// Shows settings that are not saved yet.
fn preview(state: PanelState, settings: &str) {
    if !state.is_preview() {
        return;
    }
    let Some(mut settings) = pulina_browser::json::parse::<PanelSettings>(settings) else { return };
    // They were chosen for this visitor.
    settings.faces.clone_from(&state.settings().faces);
    state.show_settings(settings);
}

/// Puts words into an empty composer, as if they were typed. They are sent by the visitor alone.
fn compose(words: &str) {
    let field = document().get_element_by_id("text").and_then(|field| field.dyn_into().ok());
    let Some(field) = field.filter(|field: &HtmlTextAreaElement| field.value().trim().is_empty()) else {
        return;
    };
    field.set_value(&words.chars().take(limits::MESSAGE_CHARACTERS_MAX).collect::<String>());
    let init = EventInit::new();
    init.set_bubbles(true);
    if let Ok(event) = Event::new_with_event_init_dict("input", &init) {
        // Whether somebody cancelled it does not matter.
        let _ = field.dispatch_event(&event);
    }
}

/// How the panel stands, for people who build pages, in English.
fn inspected(state: PanelState) -> String {
    let consent = match (state.settings().consent.is_some(), state.has_consent()) {
        (false, _) => "not asked",
        (true, true) => "given",
        (true, false) => "asked",
    };
    let lasting = if state.is_lasting() { "works" } else { "refused by the browser" };
    let (has_proof, n_claims) = said::standing();
    let n_claims = n_claims.to_string();
    let identity = if has_proof { "a token was given" } else { "none" };
    [
        ["connection: ", link(state.link())].concat(),
        ["consent: ", consent].concat(),
        ["storage: ", lasting].concat(),
        ["identity: ", identity].concat(),
        ["attributes: ", &n_claims].concat(),
    ]
    .join("\n")
}

/// Not by `Debug`, which says nothing in a release build.
fn link(link: Link) -> &'static str {
    match link {
        Link::Idle => "nothing was begun",
        Link::Connecting => "connecting",
        Link::Syncing => "open, what was missed is on its way",
        Link::Open => "open",
        Link::Lost => "just lost",
        Link::BackingOff => "lost, tried again later",
        Link::Refused(_) => "refused",
    }
}
