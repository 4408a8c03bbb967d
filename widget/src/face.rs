//! The picture of whoever speaks, or the first letter of the name.

use pulina_browser::page;

use crate::spot::Spot;
use crate::state::PanelState;

/// Fills an avatar with the face of somebody with this picture.
pub fn fill(avatar: &Spot, name: &str, picture: Option<&str>) {
    avatar.set_text("");
    // Only a path on our own origin; anything else would tell a stranger who reads.
    match picture.filter(|path| path.starts_with("/v1/")) {
        Some(path) => {
            let picture = avatar.add("img", "");
            picture.set("alt", "");
            picture.set("loading", "lazy");
            picture.set("src", &page::below_base(path));
        }
        None => avatar.add("span", "initial").set_text(name),
    }
}

/// Fills an avatar with the face of the channel itself.
pub fn fill_own(avatar: &Spot, state: PanelState) {
    fill(avatar, state.title(), state.settings().avatar.as_deref());
}
