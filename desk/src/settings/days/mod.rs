//! The days that differ from the week: holidays, short days, long ones. Each has a row; many at once come
//! out of a calendar file.

mod import;

use leptos::prelude::*;
use pulina_shared::limits::SPECIAL_DAYS_MAX;

use self::import::CalendarImport;
use super::field::TextField;
use super::form::Form;
use super::hours::TypedDay;
use super::rows::{Foot, Row, Rows, RowsOf};
use crate::text;

/// One day of the form.
#[component]
fn DayFields(
    /// The form.
    form: Form,
    /// Which day.
    place: usize,
) -> impl IntoView {
    let pointer = |rest: &str| ["/availability/schedule/days/", &place.to_string(), rest].concat();
    let with = move |take: fn(&TypedDay) -> &String| {
        Signal::derive(move || {
            form.typed.with(|typed| typed.days.get(place).map(take).cloned()).unwrap_or_default()
        })
    };
    let set = move |take: fn(&mut TypedDay) -> &mut String| {
        move |value: String| {
            form.change(|typed| {
                if let Some(day) = typed.days.get_mut(place) {
                    *take(day) = value;
                }
            });
        }
    };
    view! {
        <div class="settings__pair">
            <TextField form pointer=pointer("/date") label=text::DAY_DATE kind="date" value=with(|day| &day.date)
                on_input=set(|day| &mut day.date)/>
            <TextField form pointer=pointer("/name") label=text::DAY_NAME value=with(|day| &day.name)
                on_input=set(|day| &mut day.name)/>
            <TextField form pointer=pointer("/ranges") label=text::DAY_HOURS hint=text::DAY_HOURS_WHY
                value=with(|day| &day.hours) on_input=set(|day| &mut day.hours)/>
        </div>
    }
}

/// All of them.
#[component]
pub fn SpecialDays(
    /// The form.
    form: Form,
) -> impl IntoView {
    let rows = Rows::new(
        form,
        RwSignal::new(None),
        RowsOf { name: "day".to_owned(), noun: text::DAY, limit: SPECIAL_DAYS_MAX },
        |typed| typed.days.len(),
        |typed| Some(&mut typed.days),
    );
    let add = move |()| form.change(|typed| typed.days.push(TypedDay::default()));
    view! {
        <section class="rules" aria-label=text::SPECIAL_DAYS>
            <h3 class="rules__title">{text::SPECIAL_DAYS}</h3>
            <p class="field__hint">{text::SPECIAL_DAYS_WHY}</p>
            <ol class="rows">
                <For each=move || 0..rows.length.get() key=|place| *place children=move |place| view! {
                    <Row rows place is_fixed=true><DayFields form place/></Row>
                }/>
            </ol>
            <Foot rows label=text::ADD_DAY on_add=add/>
            <CalendarImport form/>
        </section>
    }
}
