//! The ways within the settings: links that the desk follows by itself, and the sections with the one on
//! screen marked.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::Settings;
use crate::place::Place;
use crate::settings_place::{Section, SettingsPlace};
use crate::state::desk;
use crate::text;

/// The heading of whichever page is on screen.
pub const HEADING: &str = "#settings-page";

/// Where somebody is in the settings, as their role allows. Tracks.
pub fn current() -> SettingsPlace {
    let desk = desk();
    let wanted = desk.place.with(|place| place.settings.clone()).unwrap_or_default();
    wanted.within(desk.role())
}

/// The address of a place.
pub fn address(place: &SettingsPlace) -> String {
    Place { settings: Some(place.clone()), ..Place::default() }.fragment()
}

/// Follows a click on a link to a place without loading the page again; what the browser is asked to do
/// with it, such as opening another tab, it does.
pub fn follow(settings: Settings, place: SettingsPlace) -> impl Fn(MouseEvent) + 'static {
    move |event| {
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            settings.navigation.show_settings(place.clone());
        }
    }
}

/// A link to a place in the settings.
#[component]
pub fn PlaceLink(
    /// Where it leads.
    to: SettingsPlace,
    /// How it looks.
    class: &'static str,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let settings = expect_context::<Settings>();
    view! { <a class=class href=address(&to) on:click=follow(settings, to)>{children()}</a> }
}

/// The sections.
#[component]
pub fn SectionNav() -> impl IntoView {
    let (desk, settings) = (desk(), expect_context::<Settings>());
    let role = Memo::new(move |_| desk.role());
    let section = Memo::new(move |_| current().section());
    let link = move |of: Section| {
        let place = SettingsPlace::Section(of);
        view! {
            <li>
                <a class="settings__section" href=address(&place)
                    aria-current=move || (section.get() == of).then_some("page") on:click=follow(settings, place)
                >{text::section(of)}</a>
            </li>
        }
    };
    let links = move || {
        let role = role.get();
        Section::ALL.into_iter().filter(|of| of.is_for(role)).map(link).collect_view()
    };
    view! { <nav aria-label=text::SETTINGS_SECTIONS><ul class="settings__sections">{links}</ul></nav> }
}
