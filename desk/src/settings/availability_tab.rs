//! When somebody answers, and what visitors are told while nobody does.

use js_sys::{Array, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_shared::wire::availability::{AvailabilityMode, AvailabilityNow, AwayBehaviour, ReplyTime};
use wasm_bindgen::{JsCast, JsValue};

use super::days::SpecialDays;
use super::field::{ChoiceField, TextField};
use super::form::Form;
use super::why::{Moment, why};
use crate::{api, dates, text};

/// The zones that the browser knows; none where it does not tell.
pub fn zones() -> Vec<String> {
    let listed = || -> Result<Array, JsValue> {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into())?;
        let list: js_sys::Function = Reflect::get(&intl, &"supportedValuesOf".into())?.dyn_into()?;
        list.call1(&intl, &"timeZone".into())?.dyn_into()
    };
    listed().map(|zones| zones.iter().filter_map(|zone| zone.as_string()).collect()).unwrap_or_default()
}

/// How it is now, by what is published.
#[component]
fn Now(
    /// The form.
    form: Form,
) -> impl IntoView {
    let now = RwSignal::new(None::<AvailabilityNow>);
    let published = Memo::new(move |_| form.published.with(|it| it.as_ref().map(|it| it.revision)));
    Effect::new(move |_| {
        // Asked at the beginning, and again whenever something else is published.
        published.get();
        let channel = form.channel();
        // Without an answer the line is not there; nothing else depends on it.
        spawn_local(async move { now.set(api::availability(&channel).await.ok()) });
    });
    let sentence = move || {
        let now = now.get()?;
        let because = form.published_availability().and_then(|settings| {
            let moment = Moment::read(&dates::clock_in(&settings.schedule.zone)?)?;
            Some(why(&settings, now.is_open, &moment))
        });
        Some(text::availability_now(now.is_open, because, now.changes_at.map(dates::whole)))
    };
    view! { <p class="settings__lead" role="status">{sentence}</p> }
}

/// Opening hours.
#[component]
fn Hours(
    /// The form.
    form: Form,
) -> impl IntoView {
    let days = text::WEEKDAYS.into_iter().enumerate().map(|(index, label)| {
        let value = Signal::derive(move || form.typed.with(|typed| typed.week[index].clone()));
        let change = move |value| form.change(|typed| typed.week[index] = value);
        view! {
            <TextField form pointer=format!("/availability/schedule/week/{index}") label value on_input=change/>
        }
    });
    let overlap = move || {
        let mistake = form.mistake.get().filter(|mistake| mistake.pointer == "/availability/schedule/week");
        mistake.map(|mistake| mistake.sentence)
    };
    view! {
        <fieldset class="settings__group">
            <legend class="field__label">{text::OPENING_HOURS}</legend>
            <p class="field__hint">{text::OPENING_HOURS_WHY}</p>
            <div class="settings__pair">{days.collect_view()}</div>
            <p class="field__mistake" role="alert">{overlap}</p>
        </fieldset>
        <TextField form pointer="/availability/schedule/zone" label=text::ZONE hint=text::ZONE_WHY list=zones()
            value=Signal::derive(move || form.typed.with(|typed| typed.settings.availability.schedule.zone.clone()))
            on_input=move |value: String| {
                form.change(|typed| value.trim().clone_into(&mut typed.settings.availability.schedule.zone));
            }/>
        <SpecialDays form/>
    }
}

/// The tab.
#[component]
pub fn AvailabilityTab(
    /// The form.
    form: Form,
) -> impl IntoView {
    let mode = Signal::derive(move || form.typed.with(|typed| typed.settings.availability.mode));
    let has_hours = Memo::new(move |_| mode.get() != AvailabilityMode::Always);
    view! {
        <Now form/>
        <ChoiceField id="availability-mode" label=text::AVAILABILITY options=text::AVAILABILITIES.to_vec() value=mode
            on_choice=move |mode: AvailabilityMode| form.change(|typed| typed.settings.availability.mode = mode)/>
        <Show when=move || has_hours.get()><Hours form/></Show>
        <ChoiceField id="availability-away" label=text::AWAY_BEHAVIOUR options=text::AWAY_BEHAVIOURS.to_vec()
            value=Signal::derive(move || form.typed.with(|typed| typed.settings.availability.away))
            on_choice=move |away: AwayBehaviour| form.change(|typed| typed.settings.availability.away = away)/>
        <ChoiceField id="availability-reply-time" label=text::REPLY_TIME options=text::REPLY_TIMES.to_vec()
            value=Signal::derive(move || form.typed.with(|typed| typed.settings.availability.reply_time))
            on_choice=move |time: ReplyTime| form.change(|typed| typed.settings.availability.reply_time = time)/>
    }
}
