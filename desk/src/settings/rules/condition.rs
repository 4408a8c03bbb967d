//! Groups of clauses: everything in one of them must hold. The same editor for where the chat is shown
//! and for when a teaser is said.

use leptos::prelude::*;
use pulina_shared::language::Language;
use pulina_shared::limits::{CLAUSES_MAX, GROUPS_MAX};
use pulina_shared::targeting::Decision;
use pulina_shared::wire::targeting::{Comparison, Device, Seen};

use super::tester::Tested;
use super::typed::{About, TypedClause, TypedCondition, TypedRules};
use crate::settings::field::TextField;
use crate::settings::form::Form;
use crate::settings::pick::PickField;
use crate::settings::rows::{Foot, LastRemoved, Row, Rows, RowsOf};
use crate::text;

/// Whose condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Of the launcher.
    Show,
    /// Of the teaser in this place.
    Campaign(usize),
}

impl Of {
    fn condition(self, rules: &TypedRules) -> Option<&TypedCondition> {
        match self {
            Self::Show => Some(&rules.show),
            Self::Campaign(place) => rules.campaigns.get(place).map(|campaign| &campaign.when),
        }
    }

    fn condition_mut(self, rules: &mut TypedRules) -> Option<&mut TypedCondition> {
        match self {
            Self::Show => Some(&mut rules.show),
            Self::Campaign(place) => rules.campaigns.get_mut(place).map(|campaign| &mut campaign.when),
        }
    }

    fn name(self) -> String {
        match self {
            Self::Show => "show".to_owned(),
            Self::Campaign(place) => ["campaign-", &place.to_string(), "-when"].concat(),
        }
    }

    fn pointer(self) -> String {
        match self {
            Self::Show => "/targeting/show".to_owned(),
            Self::Campaign(place) => ["/targeting/campaigns/", &place.to_string(), "/when"].concat(),
        }
    }
}

/// One clause of the form.
#[derive(Clone, Copy, Debug)]
struct Place {
    form: Form,
    of: Of,
    group: usize,
    clause: usize,
}

impl Place {
    fn clause(self) -> TypedClause {
        self.form.typed.with(|typed| {
            let group = self.of.condition(&typed.rules).and_then(|condition| condition.get(self.group));
            group.and_then(|group| group.get(self.clause)).cloned().unwrap_or_default()
        })
    }

    fn change(self, change: &dyn Fn(&mut TypedClause)) {
        self.form.change(|typed| {
            let condition = self.of.condition_mut(&mut typed.rules);
            let group = condition.and_then(|condition| condition.get_mut(self.group));
            if let Some(clause) = group.and_then(|group| group.get_mut(self.clause)) {
                change(clause);
            }
        });
    }

    fn pointer(self) -> String {
        let (group, clause) = (self.group.to_string(), self.clause.to_string());
        [&self.of.pointer(), "/", &group, "/", &clause, "/what"].concat()
    }
}

const COMPARISONS: [Comparison; 4] =
    [Comparison::Exact, Comparison::Prefix, Comparison::Contains, Comparison::Glob];

/// The ways of asking: the second half of them asks for the contrary.
fn hows(about: About) -> &'static [&'static str] {
    match about {
        About::Address => &text::ADDRESS_HOWS,
        About::Query => &text::QUERY_HOWS,
        About::Language | About::Device | About::Visitor => &text::IS_HOWS,
        About::ActiveSeconds | About::Scroll => &text::NUMBER_HOWS,
        About::ExitIntent => &text::EXIT_HOWS,
        About::Trigger => &text::TRIGGER_HOWS,
    }
}

fn place_of<T: PartialEq>(all: &[T], one: &T) -> usize {
    all.iter().position(|other| other == one).unwrap_or_default()
}

/// Which of the ways a clause asks in.
fn how_of(clause: &TypedClause) -> usize {
    let (place, half) = match clause.about {
        About::Address => (place_of(&COMPARISONS, &clause.how), COMPARISONS.len()),
        _ => (0, 1),
    };
    if clause.is_not { place + half } else { place }
}

fn ask(clause: &mut TypedClause, how: usize) {
    let half = hows(clause.about).len() / 2;
    clause.is_not = how >= half;
    if clause.about == About::Address {
        clause.how = COMPARISONS.get(how % half).copied().unwrap_or_default();
    }
}

/// What the clause is compared with.
#[component]
fn ValueFields(
    /// The clause.
    place: Place,
    /// The same as it stands.
    clause: Memo<TypedClause>,
    /// What it is about.
    about: About,
) -> impl IntoView {
    let id = ["field", &place.pointer().replace('/', "-"), "-value"].concat();
    let line = move |label: &'static str, pointer: String| {
        let value = Signal::derive(move || clause.with(|clause| clause.value.clone()));
        let change = move |value: String| place.change(&|clause| clause.value.clone_from(&value));
        view! { <TextField form=place.form pointer label value on_input=change/> }.into_any()
    };
    let pick =
        move |label, options: Vec<_>, value: fn(&TypedClause) -> usize, take: fn(&mut TypedClause, usize)| {
            let chosen = Signal::derive(move || clause.with(value));
            let choose = move |chosen: usize| place.change(&|clause| take(clause, chosen));
            view! { <PickField id label options value=chosen on_choice=choose/> }.into_any()
        };
    match about {
        About::Address => line(text::ADDRESS, place.pointer()),
        About::ActiveSeconds => line(text::SECONDS, place.pointer()),
        About::Scroll => line(text::PERCENT, place.pointer()),
        About::Trigger => line(text::TRIGGER, place.pointer()),
        About::ExitIntent => ().into_any(),
        About::Query => {
            let value = Signal::derive(move || clause.with(|clause| clause.query_value.clone()));
            let change = move |value: String| place.change(&|clause| clause.query_value.clone_from(&value));
            view! {
                {line(text::QUERY_NAME, [&place.pointer(), "/query/name"].concat())}
                <TextField form=place.form pointer=[&place.pointer(), "/query/value"].concat() label=text::QUERY_VALUE
                    hint=text::QUERY_VALUE_WHY value on_input=change/>
            }
            .into_any()
        }
        About::Language => pick(
            text::LANGUAGE,
            Language::ALL.iter().map(|language| language.own_name()).collect(),
            |clause| place_of(Language::ALL, &clause.language),
            |clause, place| clause.language = Language::ALL.get(place).copied().unwrap_or_default(),
        ),
        About::Device => pick(
            text::DEVICE,
            text::DEVICES.to_vec(),
            |clause| usize::from(clause.device == Device::Desktop),
            |clause, place| clause.device = device(place),
        ),
        About::Visitor => pick(
            text::VISITOR_SEEN,
            text::VISITORS_SEEN.to_vec(),
            |clause| usize::from(clause.visitor == Seen::Returning),
            |clause, place| clause.visitor = seen(place),
        ),
    }
}

/// In the order of `text::DEVICES`.
pub fn device(place: usize) -> Device {
    if place == 0 { Device::Phone } else { Device::Desktop }
}

/// In the order of `text::VISITORS_SEEN`.
pub fn seen(place: usize) -> Seen {
    if place == 0 { Seen::New } else { Seen::Returning }
}

/// One clause.
#[component]
fn ClauseFields(
    /// Which.
    place: Place,
    /// Its list.
    rows: Rows,
    /// What the tester found.
    decision: Memo<Option<Decision>>,
) -> impl IntoView {
    let clause = Memo::new(move |_| place.clause());
    let about = Memo::new(move |_| clause.with(|clause| clause.about));
    let choose = move |chosen: usize| {
        let about = About::ALL.get(chosen).copied().unwrap_or_default();
        place.change(&|clause| clause.about = about);
    };
    let how_id = rows.id(place.clause, "how");
    let decided = move || {
        let failed = decision.with(|decision| match decision {
            Some(Decision::Fails(clauses)) => clauses.get(place.group).copied(),
            _ => None,
        });
        (failed == Some(place.clause)).then_some(text::DECIDED_AGAINST)
    };
    view! {
        <div class="clause">
            <PickField id=rows.id(place.clause, "about") label=text::CLAUSE_ABOUT options=text::ABOUTS.to_vec()
                value=Signal::derive(move || place_of(&About::ALL, &about.get())) on_choice=choose/>
            {move || view! {
                <PickField id=how_id.clone() label=text::CLAUSE_HOW options=hows(about.get()).to_vec()
                    value=Signal::derive(move || clause.with(how_of))
                    on_choice=move |how: usize| place.change(&|clause| ask(clause, how))/>
                <ValueFields place clause about=about.get()/>
            }}
        </div>
        <p class="rules__decided rules__decided--against">{decided}</p>
    }
}

/// One group: its clauses, all of which must hold.
#[component]
fn Group(
    /// The form.
    form: Form,
    /// Whose condition.
    of: Of,
    /// Which group.
    group: usize,
    /// What was removed last.
    removed: LastRemoved,
    /// What the tester found.
    decision: Memo<Option<Decision>>,
) -> impl IntoView {
    let name = [&of.name(), "-", &group.to_string()].concat();
    let rows = Rows::new(
        form,
        removed,
        RowsOf { name, noun: text::CLAUSE, limit: CLAUSES_MAX },
        move |typed| of.condition(&typed.rules).and_then(|it| it.get(group)).map_or(0, Vec::len),
        move |typed| of.condition_mut(&mut typed.rules)?.get_mut(group),
    );
    let add = move |()| {
        form.change(|typed| {
            if let Some(group) = of.condition_mut(&mut typed.rules).and_then(|it| it.get_mut(group)) {
                group.push(TypedClause::default());
            }
        });
    };
    let holds = move || decision.with(|decision| *decision == Some(Decision::Holds(group)));
    view! {
        <Show when=move || rows.length.get() == 0><p class="field__hint">{text::HOLDS_ALWAYS}</p></Show>
        <ol class="rows">
            <For each=move || 0..rows.length.get() key=|clause| *clause children=move |clause| view! {
                <Row rows place=clause><ClauseFields place=Place { form, of, group, clause } rows decision/></Row>
            }/>
        </ol>
        <p class="rules__decided">{move || holds().then_some(text::DECIDED)}</p>
        <Foot rows label=text::ADD_CLAUSE on_add=add/>
    }
}

/// The condition.
#[component]
pub fn ConditionEditor(
    /// The form.
    form: Form,
    /// Whose condition.
    of: Of,
    /// What was removed last.
    removed: LastRemoved,
    /// What the tester found.
    tested: Memo<Option<Tested>>,
    /// What it means that there is none.
    without: &'static str,
) -> impl IntoView {
    let decision = Memo::new(move |_| {
        tested.with(|tested| match of {
            Of::Show => tested.as_ref().map(|tested| tested.show.clone()),
            Of::Campaign(place) => tested.as_ref().and_then(|tested| tested.campaigns.get(place).cloned()),
        })
    });
    let rows = Rows::new(
        form,
        removed,
        RowsOf { name: of.name(), noun: text::GROUP, limit: GROUPS_MAX },
        move |typed| of.condition(&typed.rules).map_or(0, Vec::len),
        move |typed| of.condition_mut(&mut typed.rules),
    );
    let add = move |()| {
        form.change(|typed| {
            if let Some(condition) = of.condition_mut(&mut typed.rules) {
                condition.push(vec![TypedClause::default()]);
            }
        });
    };
    view! {
        <Show when=move || rows.length.get() == 0><p class="field__hint">{without}</p></Show>
        <ol class="rows">
            <For each=move || 0..rows.length.get() key=|group| *group children=move |group| view! {
                {(group > 0).then(|| view! { <li class="rows__or">{text::OR}</li> })}
                <Row rows place=group><Group form of group removed decision/></Row>
            }/>
        </ol>
        <Foot rows label=text::ADD_GROUP on_add=add/>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_asking_is_chosen_and_found_again() {
        for about in About::ALL {
            for how in 0..hows(about).len() {
                let mut clause = TypedClause { about, ..TypedClause::default() };
                ask(&mut clause, how);
                assert_eq!(how_of(&clause), how, "{about:?}");
            }
        }
    }
}
