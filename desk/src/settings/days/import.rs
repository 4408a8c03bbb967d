//! Days out of a calendar file: it is read here, in the browser, and nothing is taken over before
//! somebody has ticked it.

use js_sys::Date;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_shared::calendar::{CALENDAR_BYTES_MAX, CalendarTrouble, WholeDay, WholeDays, whole_days};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use crate::keyboard::focus_soon;
use crate::settings::form::Form;
use crate::settings::hours::TypedDay;
use crate::text;

/// A day of the file, and whether it will be taken over.
#[derive(Clone, Debug)]
struct Offered {
    day: WholeDay,
    is_wanted: bool,
}

/// What came of a file.
#[derive(Clone, Debug, Default)]
enum Found {
    #[default]
    Nothing,
    Refused(&'static str),
    Days {
        days: Vec<Offered>,
        n_left_out: usize,
    },
    Taken(usize),
}

/// Today, where the admin is.
fn today() -> String {
    let now = Date::new_0();
    let two = |number: u32| [if number < 10 { "0" } else { "" }, &number.to_string()].concat();
    [&now.get_full_year().to_string(), "-", &two(now.get_month() + 1), "-", &two(now.get_date())].concat()
}

async fn read(file: &File) -> Result<WholeDays, CalendarTrouble> {
    #[allow(clippy::cast_precision_loss)]
    if file.size() > CALENDAR_BYTES_MAX as f64 {
        return Err(CalendarTrouble::TooLarge);
    }
    let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
    whole_days(&text.unwrap_or_default(), &today())
}

/// The days of a file; those that are there already are not wanted again.
fn offered(days: Vec<WholeDay>, known: &[TypedDay]) -> Vec<Offered> {
    let is_known = |day: &WholeDay| known.iter().any(|known| known.date.trim() == day.date);
    days.into_iter().map(|day| Offered { is_wanted: !is_known(&day), day }).collect()
}

/// The days to choose from.
#[component]
fn Choice(
    /// The form.
    form: Form,
    /// What came of the file.
    found: RwSignal<Found>,
) -> impl IntoView {
    let days = found.with_untracked(|found| match found {
        Found::Days { days, .. } => days.clone(),
        Found::Nothing | Found::Refused(_) | Found::Taken(_) => Vec::new(),
    });
    let wanted = RwSignal::new(days.iter().map(|offered| offered.is_wanted).collect::<Vec<_>>());
    let checks = days.iter().enumerate().map(|(place, Offered { day, .. })| {
        let id = ["offered-", &place.to_string()].concat();
        let is_wanted = move || wanted.with(|wanted| wanted.get(place).copied().unwrap_or_default());
        let change = move |event| {
            let is_ticked = event_target_checked(&event);
            wanted.update(|wanted| wanted.iter_mut().skip(place).take(1).for_each(|it| *it = is_ticked));
        };
        view! {
            <li class="settings__check">
                <input id=id.clone() type="checkbox" prop:checked=is_wanted on:change=change/>
                <label for=id dir="auto"><span class="days__date">{day.date.clone()}</span>" "<bdi>{day.name.clone()}</bdi></label>
            </li>
        }
    });
    let checks = checks.collect_view();
    let n_wanted = Memo::new(move |_| wanted.with(|wanted| wanted.iter().filter(|it| **it).count()));
    let days = StoredValue::new(days);
    let take = move |_| {
        let chosen = days.with_value(|days| {
            let chosen = days.iter().zip(wanted.get_untracked()).filter(|(_, is_wanted)| *is_wanted);
            chosen.map(|(Offered { day, .. }, _)| TypedDay::closed(&day.date, &day.name)).collect::<Vec<_>>()
        });
        let n_taken = chosen.len();
        form.change(|typed| typed.days.extend(chosen));
        found.set(Found::Taken(n_taken));
        focus_soon("[data-testid=calendar]");
    };
    let leave = move |_| {
        found.set(Found::Nothing);
        focus_soon("[data-testid=calendar]");
    };
    view! {
        <div class="days__offered" role="group" aria-label=text::CALENDAR_DAYS>
            <ul class="days__list" tabindex="0" aria-label=text::CALENDAR_DAYS>{checks}</ul>
            <div class="settings__deeds">
                <button class="button button--primary" type="button" id="take-days" on:click=take>
                    {move || text::take_days(n_wanted.get())}
                </button>
                <button class="button button--quiet" type="button" on:click=leave>{text::LEAVE_DAYS}</button>
            </div>
        </div>
    }
}

/// The way from a file to the days.
#[component]
pub fn CalendarImport(
    /// The form.
    form: Form,
) -> impl IntoView {
    let found = RwSignal::new(Found::Nothing);
    let chooser = NodeRef::<html::Input>::new();
    let choose = move |_| {
        let Some(input) = chooser.get_untracked() else { return };
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        spawn_local(async move {
            found.set(match read(&file).await {
                Ok(WholeDays { days, n_left_out }) => {
                    let days = form.typed.with_untracked(|typed| offered(days, &typed.days));
                    focus_soon("#take-days");
                    Found::Days { days, n_left_out }
                }
                Err(trouble) => Found::Refused(text::calendar_trouble(trouble)),
            });
            // The same file may be chosen again.
            input.set_value("");
        });
    };
    let told = move || {
        found.with(|found| match found {
            Found::Days { days, n_left_out } => text::calendar_days(days.len(), *n_left_out),
            Found::Taken(n_taken) => text::days_taken(*n_taken),
            Found::Nothing | Found::Refused(_) => String::new(),
        })
    };
    let refused = move || {
        found.with(|found| match found {
            Found::Refused(sentence) => Some(*sentence),
            Found::Nothing | Found::Days { .. } | Found::Taken(_) => None,
        })
    };
    let choice = move || {
        let has_days = found.with(|found| matches!(found, Found::Days { days, .. } if !days.is_empty()));
        has_days.then(|| view! { <Choice form found/> })
    };
    view! {
        <div class="days__import">
            <label class="button picture-field__choose">
                <input class="visually-hidden" type="file" accept=".ics,text/calendar" node_ref=chooser on:change=choose
                    data-testid="calendar" aria-describedby="calendar-hint"/>
                {text::IMPORT_CALENDAR}
            </label>
            <p class="field__hint" id="calendar-hint">{text::IMPORT_CALENDAR_WHY}</p>
            <p role="status">{told}</p>
            <p class="field__mistake" role="alert">{refused}</p>
            {choice}
        </div>
    }
}
