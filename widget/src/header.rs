//! Whom one talks to, how soon they answer, and the way out.

use pulina_shared::wire::conversation::PublicUser;
use pulina_shared::wire::embed::FrameMessage;

use crate::erased::follow;
use crate::face;
use crate::menu;
use crate::presence;
use crate::spot::Spot;
use crate::state::PanelState;

/// Makes the panel's head live.
pub fn live(state: PanelState) {
    let owner = move || state.screen.with(|screen| screen.owner.clone());
    Spot::of_page("title").says(move || {
        let settings = state.shown_settings();
        owner().map_or_else(|| settings.title.clone(), |owner| owner.name)
    });
    let places = Spot::of_page("faces");
    let mut before = None;
    follow(move || {
        let now = (owner(), std::ptr::from_ref(state.shown_settings()));
        if before.as_ref() != Some(&now) {
            draw_faces(&places, state, now.0.as_ref());
            before = Some(now);
        }
    });
    let presence = Spot::of_page("presence");
    presence.has_class(move || presence_class(state).to_owned());
    presence.says(move || presence::promise(state));
    state.shared().announcer.says_changes(move || presence::heard(state));
    menu::live_button(state);
    let close = Spot::of_page("close");
    close.on("click", move |_| state.tell_host(&FrameMessage::Close));
    close.shows_while(move || state.is_framed() && !state.page.with(|page| page.is_inline));
}

fn presence_class(state: PanelState) -> &'static str {
    if state.availability.with(|now| now.is_open) {
        "panel-header__presence"
    } else {
        "panel-header__presence panel-header__presence--away"
    }
}

/// The owner's face, else the team's, else the channel's.
fn draw_faces(places: &Spot, state: PanelState, owner: Option<&PublicUser>) {
    places.set_text("");
    let place = || places.add("span", "avatar panel-header__avatar");
    let draw = |user: &PublicUser| face::fill(&place(), &user.name, user.avatar.as_deref());
    match owner {
        Some(owner) => draw(owner),
        None if state.settings().faces.is_empty() => face::fill_own(&place(), state),
        None => state.settings().faces.iter().for_each(draw),
    }
}
