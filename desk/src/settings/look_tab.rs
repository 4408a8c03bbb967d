//! How the chat looks: its colour, its letters, light or dark, and where the launcher stands.

use leptos::prelude::*;
use pulina_shared::colour::contrast;
use pulina_shared::text::Colour;
use pulina_shared::wire::channel::{Font, LauncherStyle, Scheme};
use pulina_shared::wire::embed::Side;

use super::field::{ChoiceField, TextField};
use super::form::Form;
use super::heading::HeadingFields;
use super::picture::ChannelPicture;
use super::typed::colour;
use crate::text;

/// The accent: typed, or picked from the browser's colours; and how well words read on it.
#[component]
fn AccentField(
    /// The form.
    form: Form,
) -> impl IntoView {
    let typed = move || form.typed.with(|typed| typed.accent.clone());
    let seen = Memo::new(move |_| colour(&typed()).ok());
    let picked = move || seen.get().map(|colour| colour.to_string());
    let reads = move || {
        let colour = seen.get()?;
        let words = Colour::parse(colour.text_on_it()).ok()?;
        Some(text::contrast(contrast(colour, words)))
    };
    let change = move |value: String| form.change(|typed| typed.accent = value);
    view! {
        <div class="settings__accent">
            <input class="settings__colour" type="color" aria-label=text::PICK_COLOUR prop:value=picked
                on:input=move |event| change(event_target_value(&event))/>
            <TextField form pointer="/look/accent" label=text::ACCENT hint=text::ACCENT_WHY
                value=Signal::derive(typed) on_input=change/>
        </div>
        <p class="settings__sample" style:background-color=picked
            style:color=move || seen.get().map(Colour::text_on_it)>{reads}</p>
    }
}

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
    view! {
        <AccentField form/>
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
