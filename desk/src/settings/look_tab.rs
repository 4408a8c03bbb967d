//! How the chat looks: its colour, its letters, light or dark, and where the launcher stands.

use leptos::prelude::*;
use pulina_shared::wire::channel::{Font, LauncherStyle, Scheme};
use pulina_shared::wire::embed::Side;

use super::accent::Accent;
use super::field::{ChoiceField, TextField};
use super::form::Form;
use super::heading::HeadingFields;
use super::picture::ChannelPicture;
use crate::text;

/// The tab.
#[component]
pub fn LookTab(
    /// The form.
    form: Form,
) -> impl IntoView {
    macro_rules! chosen {
        ($field:ident) => {
            Signal::derive(move || form.typed.with(|typed| typed.settings.look.$field))
        };
    }
    let accent = Signal::derive(move || form.typed.with(|typed| typed.accent.clone()));
    let change_accent = Callback::new(move |value: String| form.change(|typed| typed.accent = value));
    view! {
        <Accent typed=accent on_pick=change_accent>
            <TextField form pointer="/look/accent" label=text::ACCENT hint=text::ACCENT_WHY value=accent on_input=change_accent/>
        </Accent>
        <ChoiceField id="look-font" label=text::FONT hint=text::FONT_WHY options=text::FONTS.to_vec() value=chosen!(font)
            on_choice=move |font: Font| form.change(|typed| typed.settings.look.font = font)/>
        <ChoiceField id="look-scheme" label=text::SCHEME options=text::SCHEMES.to_vec() value=chosen!(scheme)
            on_choice=move |scheme: Scheme| form.change(|typed| typed.settings.look.scheme = scheme)/>
        <ChoiceField id="look-launcher" label=text::LAUNCHER hint=text::LAUNCHER_WHY
            options=text::LAUNCHERS.to_vec() value=chosen!(launcher)
            on_choice=move |style: LauncherStyle| form.change(|typed| typed.settings.look.launcher = style)/>
        <ChoiceField id="look-side" label=text::SIDE options=text::SIDES.to_vec() value=chosen!(side)
            on_choice=move |side: Side| form.change(|typed| typed.settings.look.side = side)/>
        <HeadingFields form/>
        <ChannelPicture form/>
        <div class="settings__pair">
            <TextField form pointer="/look/side_offset" label=text::SIDE_OFFSET
                value=Signal::derive(move || form.typed.with(|typed| typed.side_offset.clone()))
                on_input=move |value| form.change(|typed| typed.side_offset = value)/>
            <TextField form pointer="/look/bottom_offset" label=text::BOTTOM_OFFSET
                value=Signal::derive(move || form.typed.with(|typed| typed.bottom_offset.clone()))
                on_input=move |value| form.change(|typed| typed.bottom_offset = value)/>
        </div>
    }
}
