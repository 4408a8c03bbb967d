//! Whether the signed-in user takes new work, and when they do by their working hours.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::http::RequestError;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::settings::check_schedule;
use pulina_shared::wire::availability::Schedule;
use pulina_shared::wire::presence::WorkingHours;

use super::Settings;
use super::availability_tab::zones;
use super::field::CheckField;
use super::hours::{read_ranges, write_ranges};
use super::outcome::{Outcome, OutcomeLine};
use crate::keyboard::focus_soon;
use crate::presence::{PresenceLine, PresenceSwitch};
use crate::state::desk;
use crate::{api, dates, text};

/// Working hours as they stand in the fields.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Typed {
    is_kept: bool,
    zone: String,
    week: [String; 7],
}

impl Typed {
    fn of(hours: Option<&Schedule>, own_zone: &str) -> Self {
        let proposed = Schedule { zone: own_zone.to_owned(), ..Schedule::default() };
        let shown = hours.unwrap_or(&proposed);
        Self {
            is_kept: hours.is_some(),
            zone: shown.zone.clone(),
            week: shown.week.each_ref().map(|ranges| write_ranges(ranges)),
        }
    }

    fn read(&self) -> Result<WorkingHours, Rejection> {
        if !self.is_kept {
            return Ok(WorkingHours { hours: None });
        }
        let mut hours = Schedule { zone: self.zone.trim().to_owned(), ..Schedule::default() };
        for (index, (ranges, typed)) in hours.week.iter_mut().zip(&self.week).enumerate() {
            *ranges = read_ranges(typed).map_err(|it| it.under(&format!("/week/{index}")))?;
        }
        check_schedule(&hours)?;
        Ok(WorkingHours { hours: Some(hours) })
    }
}

/// What is wrong: with which day, with the zone, or with how days meet.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mistake {
    day: Option<usize>,
    is_zone: bool,
    sentence: String,
}

impl Mistake {
    /// `None` for what stands at no field.
    fn of(pointer: &str) -> Option<Self> {
        let pointer = pointer.strip_prefix("/hours").unwrap_or(pointer);
        if pointer == "/zone" {
            return Some(Self { day: None, is_zone: true, sentence: text::ZONE_UNKNOWN.to_owned() });
        }
        let rest = pointer.strip_prefix("/week")?;
        let day = rest.split('/').nth(1).and_then(|day| day.parse().ok());
        let sentence = if day.is_some() { text::HOURS_UNREADABLE } else { text::HOURS_OVERLAP };
        Some(Self { day, is_zone: false, sentence: sentence.to_owned() })
    }
}

/// The form while somebody looks at it.
#[derive(Clone, Copy)]
struct Form {
    /// Absent until it is here.
    typed: RwSignal<Option<Typed>>,
    /// What the server has.
    kept: RwSignal<Option<Typed>>,
    mistake: RwSignal<Option<Mistake>>,
    outcome: Outcome,
}

impl Form {
    async fn load(self) {
        match api::own_hours().await {
            Ok(kept) => {
                let read = Typed::of(kept.hours.as_ref(), &dates::zone());
                // Whoever asked may have left.
                let _ = self.kept.try_set(Some(read.clone()));
                let _ = self.typed.try_set(Some(read));
            }
            Err(error) => self.outcome.fail(&error),
        }
    }

    fn change(self, change: impl FnOnce(&mut Typed)) {
        self.mistake.set(None);
        self.outcome.begin();
        self.typed.update(|typed| typed.as_mut().map_or((), change));
    }

    fn show(self, mistake: Mistake) {
        self.mistake.set(Some(mistake));
        focus_soon("[aria-invalid='true']");
    }

    fn save(self) {
        self.outcome.begin();
        let Some(read) = self.typed.with_untracked(|typed| typed.as_ref().map(Typed::read)) else { return };
        let hours = match read {
            Ok(hours) => hours,
            Err(rejection) => {
                let pointer = rejection.pointer.unwrap_or_default();
                return Mistake::of(&pointer).map_or((), |mistake| self.show(mistake));
            }
        };
        let (desk, sent) = (desk(), self.typed.get_untracked());
        spawn_local(async move {
            match api::change_hours(&hours).await {
                Ok(presence) => {
                    let _ = self.kept.try_set(sent);
                    desk.receive_presence(presence);
                    self.outcome.done(text::HOURS_SAVED);
                }
                Err(error) => match mistake_of(&error) {
                    Some(mistake) => self.show(mistake),
                    None => self.outcome.fail(&error),
                },
            }
        });
    }
}

fn mistake_of(error: &RequestError) -> Option<Mistake> {
    match error {
        RequestError::Refused(problem) if Code::parse(&problem.code) == Some(Code::FieldInvalid) => {
            Mistake::of(problem.pointer.as_deref()?)
        }
        _ => None,
    }
}

/// One line of the hours.
#[component]
fn Line(
    /// Its id.
    id: String,
    /// Its name.
    label: &'static str,
    /// What the browser proposes.
    #[prop(optional)]
    list: Vec<String>,
    /// What stands in it.
    #[prop(into)]
    value: Signal<String>,
    /// What is wrong with it.
    #[prop(into)]
    mistake: Signal<Option<String>>,
    /// Somebody typed.
    #[prop(into)]
    on_input: Callback<String>,
) -> impl IntoView {
    let mistake_id = format!("{id}-mistake");
    let list_id = (!list.is_empty()).then(|| format!("{id}-list"));
    let options = list.into_iter().map(|option| view! { <option value=option></option> }).collect_view();
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label}</label>
            <input class="field__input" id=id type="text" dir="auto" autocomplete="off" list=list_id.clone()
                aria-describedby=mistake_id.clone() aria-invalid=move || mistake.with(Option::is_some).to_string()
                prop:value=value on:input=move |event| on_input.run(event_target_value(&event))/>
            {list_id.map(|id| view! { <datalist id=id>{options}</datalist> })}
            <p class="field__mistake" id=mistake_id>{move || mistake.get()}</p>
        </div>
    }
}

/// The hours of each day, and by which clocks.
#[component]
fn Week(
    /// The form.
    form: Form,
) -> impl IntoView {
    let days = text::WEEKDAYS.into_iter().enumerate().map(|(index, label)| {
        let value = Signal::derive(move || {
            form.typed.with(|it| it.as_ref().map(|it| it.week[index].clone())).unwrap_or_default()
        });
        let mistake = Signal::derive(move || {
            form.mistake.get().filter(|it| it.day == Some(index)).map(|it| it.sentence)
        });
        view! {
            <Line id=format!("own-hours-{index}") label value mistake
                on_input=move |value| form.change(|typed| typed.week[index] = value)/>
        }
    });
    let zone = Signal::derive(move || {
        form.typed.with(|it| it.as_ref().map(|it| it.zone.clone())).unwrap_or_default()
    });
    let of_zone = Signal::derive(move || form.mistake.get().filter(|it| it.is_zone).map(|it| it.sentence));
    let of_all =
        move || form.mistake.get().filter(|it| it.day.is_none() && !it.is_zone).map(|it| it.sentence);
    view! {
        <fieldset class="settings__group">
            <legend class="field__label">{text::OWN_HOURS}</legend>
            <p class="field__hint">{text::OWN_HOURS_WHY}</p>
            <div class="settings__pair">{days.collect_view()}</div>
            <p class="field__mistake" role="alert">{of_all}</p>
            <Line id="own-zone".to_owned() label=text::ZONE list=zones() value=zone mistake=of_zone
                on_input=move |value| form.change(|typed| typed.zone = value)/>
            <p class="field__hint">{text::OWN_ZONE_WHY}</p>
        </fieldset>
    }
}

/// The page.
#[component]
pub fn OwnAvailability() -> impl IntoView {
    let form = Form {
        typed: RwSignal::default(),
        kept: RwSignal::default(),
        mistake: RwSignal::default(),
        outcome: Outcome::new(),
    };
    spawn_local(form.load());
    let is_typed = Signal::derive(move || form.typed.get() != form.kept.get());
    expect_context::<Settings>().navigation.asks_while(is_typed);
    let is_here = Memo::new(move |_| form.typed.with(Option::is_some));
    let is_kept =
        Memo::new(move |_| form.typed.with(|typed| typed.as_ref().is_some_and(|typed| typed.is_kept)));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        form.save();
    };
    view! {
        <p class="settings__lead">{text::OWN_AVAILABILITY_WHY}</p>
        <div class="own-presence"><PresenceLine/><PresenceSwitch/></div>
        <form class="settings__group" novalidate on:submit=submit>
            <Show when=move || is_here.get() fallback=|| view! { <span class="skeleton settings__skeleton"></span> }>
                <CheckField id="keeps-hours" label=text::KEEPS_HOURS value=is_kept
                    on_change=move |is_kept| form.change(|typed| typed.is_kept = is_kept)/>
                <Show when=move || is_kept.get()><Week form/></Show>
                <button class="button button--primary settings__make" type="submit">{text::SAVE_HOURS}</button>
            </Show>
            <OutcomeLine of=form.outcome/>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_proposed_kept_and_read_again() {
        let mut typed = Typed::of(None, "Europe/Helsinki");
        assert_eq!(typed.read(), Ok(WorkingHours { hours: None }));
        typed.is_kept = true;
        let kept = typed.read().expect("they can be read");
        let hours = kept.hours.expect("there are some");
        assert_eq!((hours.zone.as_str(), hours.week[0].len()), ("Europe/Helsinki", 1));
        assert_eq!(Typed::of(Some(&hours), "UTC"), typed);
    }

    #[test]
    fn mistake_stands_at_its_day_at_the_zone_or_below_all_days() {
        let mut typed = Typed::of(None, "UTC");
        typed.is_kept = true;
        typed.week[2] = "9 to 5".to_owned();
        let pointer = typed.read().expect_err("no hours").pointer.expect("a pointer");
        assert_eq!(Mistake::of(&pointer).and_then(|mistake| mistake.day), Some(2));
        assert!(Mistake::of("/hours/zone").is_some_and(|mistake| mistake.is_zone));
        assert!(Mistake::of("/week").is_some_and(|mistake| mistake.day.is_none() && !mistake.is_zone));
        assert_eq!(Mistake::of("/name"), None);
    }
}
