//! The real chat beside the settings, as they are being typed. It is a page of ours in a frame; it is
//! told what to show with every keystroke, and what it shows goes nowhere. Where there is no room
//! beside the fields it lies behind a button, and is loaded when that is pressed.

mod link;
mod shown;

pub use shown::Scene;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use pulina_browser::{clock, page};
use pulina_shared::language::Language;
use pulina_shared::wire::channel::ChannelSettings;

use self::link::ShareLink;
use self::shown::{Base, Channel, Heard, Wish};
use super::channel_text::languages;
use super::field::ChoiceField;
use super::form::Form;
use super::typed::Typed;
use crate::state::{desk, fits};
use crate::text;

/// Where there is room beside the fields; the style sheet says the same.
const WIDE: &str = "(min-width: 75rem)";

/// One of a few, side by side.
#[component]
fn Segments<T: Copy + PartialEq + Send + Sync + 'static>(
    /// What is chosen, as a name for the group's buttons.
    name: &'static str,
    /// The same for people.
    legend: &'static str,
    /// What can be chosen, and how each is called.
    options: Vec<(T, &'static str)>,
    /// What is chosen.
    value: RwSignal<T>,
) -> impl IntoView {
    let items = options.into_iter().map(|(option, label)| {
        view! {
            <label class="segments__item">
                <input class="visually-hidden" type="radio" name=name prop:checked=move || value.get() == option
                    on:change=move |_| value.set(option)/>
                <span>{label}</span>
            </label>
        }
    });
    view! {
        <fieldset class="segments preview__segments">
            <legend class="visually-hidden">{legend}</legend>
            {items.collect_view()}
        </fieldset>
    }
}

/// The settings as they were when all of them could last be read, and whether that is now.
fn readable(form: Form) -> Memo<(ChannelSettings, bool)> {
    Memo::new(move |before: Option<&(ChannelSettings, bool)>| {
        form.typed.with(|typed| match (Typed::read(typed), before) {
            (Ok(settings), _) => (settings, true),
            (Err(_), Some((settings, _))) => (settings.clone(), false),
            (Err(_), None) => (typed.settings.clone(), false),
        })
    })
}

/// The preview.
#[component]
pub fn Preview(
    /// The form.
    form: Form,
) -> impl IntoView {
    let desk = desk();
    let scene = RwSignal::new(Scene::Open);
    let is_dark = RwSignal::new(fits("(prefers-color-scheme: dark)"));
    let is_phone = RwSignal::new(false);
    let is_open = RwSignal::new(false);
    let is_wide = RwSignal::new(fits(WIDE));
    let language = RwSignal::new(form.language.get_untracked());
    let base = RwSignal::new(None::<Base>);
    let frame = NodeRef::<html::Iframe>::new();
    let settings = readable(form);

    let resized = window_event_listener(ev::resize, move |_| is_wide.set(fits(WIDE)));
    on_cleanup(move || resized.remove());
    // Whoever writes in a language wants to see it.
    Effect::new(move |_| language.set(form.language.get()));
    let heard = window_event_listener(ev::message, move |event| {
        let window = frame.get_untracked().and_then(|frame| frame.content_window());
        let is_ours = window.is_some_and(|window| event.source().is_some_and(|source| *source == ***window));
        let text = event.data().as_string().filter(|_| is_ours && event.origin() == origin());
        let Some(heard) = text.and_then(|text| serde_json::from_str::<Heard>(&text).ok()) else { return };
        if let Some(chosen) = heard.language.as_deref().and_then(Language::parse) {
            language.set(chosen);
        }
        if heard.base.is_some() {
            base.set(heard.base);
        }
    });
    on_cleanup(move || heard.remove());
    Effect::new(move |_| {
        let Some(frame) = frame.get() else { return };
        let channel =
            Channel { id: form.channel(), settings: settings.with(|(settings, _)| settings.clone()) };
        let wish = Wish { scene: scene.get(), language: language.get(), is_dark: is_dark.get() };
        let draft = base
            .with(|base| shown::draft(channel, base.as_ref()?, &wish, desk.user(), clock::now()))
            .and_then(|draft| serde_json::to_string(&draft).ok());
        if let (Some(draft), Some(window)) = (draft, frame.content_window()) {
            // Texts can always be handed over.
            let _ = window.post_message(&draft.into(), &origin());
        }
    });

    let address = Memo::new(move |_| {
        let (channel, tag) = (form.channel(), language.get().tag());
        (is_wide.get() || is_open.get())
            .then(|| page::below_base(&format!("/v1/channels/{channel}/preview?lang={tag}")))
    });
    let note = move || {
        settings.with(|(settings, is_readable)| match scene.get() {
            _ if !is_readable => text::PREVIEW_WAITS,
            Scene::Consent if shown::is_empty(Scene::Consent, settings) => text::NO_CONSENT,
            Scene::Questions if shown::is_empty(Scene::Questions, settings) => text::NO_QUESTIONS,
            _ => "",
        })
    };
    let toggle = move |_| is_open.update(|is_open| *is_open = !*is_open);
    view! {
        <aside class="preview" class:preview--open=move || is_open.get() aria-label=text::PREVIEW>
            <button class="button preview__toggle" type="button" aria-expanded=move || is_open.get().to_string()
                aria-controls="preview" on:click=toggle>
                {move || if is_open.get() { text::PREVIEW_CLOSE } else { text::PREVIEW }}
            </button>
            <div class="preview__all" id="preview">
                <div class="preview__choices">
                    <Segments name="preview-scene" legend=text::PREVIEW_SCENE value=scene
                        options=Scene::ALL.map(|scene| (scene, text::scene(scene))).to_vec()/>
                    <Segments name="preview-light" legend=text::PREVIEW_LIGHT value=is_dark options=text::LIGHTS.to_vec()/>
                    <Segments name="preview-device" legend=text::PREVIEW_DEVICE value=is_phone
                        options=text::PREVIEW_DEVICES.to_vec()/>
                    <ChoiceField id="preview-language" label=text::PREVIEW_LANGUAGE options=languages() value=language
                        on_choice=move |chosen: Language| language.set(chosen)/>
                </div>
                <div class="preview__screen" class:preview__screen--phone=move || is_phone.get()>
                    {move || address.get().map(|address| view! {
                        <iframe class="preview__frame" node_ref=frame title=text::PREVIEW_FRAME src=address></iframe>
                    })}
                </div>
                <p class="preview__note" role="status">{note}</p>
                <ShareLink form/>
            </div>
        </aside>
    }
}

/// Ours, which the page in the frame has as well.
fn origin() -> String {
    window().location().origin().unwrap_or_default()
}
