//! The picture of whoever speaks, or the first letter of the name.

use leptos::prelude::*;

use crate::state::PanelState;

/// The face of somebody with this picture.
pub fn face(name: &str, avatar: Option<&str>) -> AnyView {
    // Only a path on our own origin; anything else would tell a stranger who reads.
    match avatar.filter(|path| path.starts_with("/v1/")) {
        Some(path) => {
            view! { <img src=path.to_owned() alt="" width="40" height="40" loading="lazy" /> }.into_any()
        }
        None => view! { <span class="initial">{name.to_owned()}</span> }.into_any(),
    }
}

/// The face of the channel itself.
pub fn own_face(state: PanelState) -> AnyView {
    state.settings.with_value(|settings| face(&settings.title, settings.avatar.as_deref()))
}
