//! What is asked before the first message: a list of questions whose order counts, worded in each
//! language.

pub mod typed;

use leptos::prelude::*;
use pulina_shared::language::Language;
use pulina_shared::limits::FORM_FIELDS_MAX;
use pulina_shared::wire::form::FieldKind;

use self::typed::{TypedQuestion, has_value, is_answered};
use super::channel_text::languages;
use super::field::{CheckField, ChoiceField, TextField};
use super::form::Form;
use super::pick::PickField;
use super::rows::{Foot, Row, Rows, RowsOf};
use crate::text;

/// In the order of `text::QUESTION_KINDS`.
const KINDS: [FieldKind; 10] = [
    FieldKind::Text,
    FieldKind::Email,
    FieldKind::Name,
    FieldKind::Phone,
    FieldKind::Number,
    FieldKind::Date,
    FieldKind::Checkbox,
    FieldKind::List,
    FieldKind::Link,
    FieldKind::Hidden,
];

/// One question of the form.
#[derive(Clone, Copy, Debug)]
struct Place {
    form: Form,
    question: usize,
}

impl Place {
    fn with<T>(self, take: impl FnOnce(&TypedQuestion) -> T) -> Option<T> {
        self.form.typed.with(|typed| typed.questions.get(self.question).map(take))
    }

    fn text(self, take: fn(&TypedQuestion) -> &String) -> Signal<String> {
        Signal::derive(move || self.with(|question| take(question).clone()).unwrap_or_default())
    }

    fn change(self, change: &dyn Fn(&mut TypedQuestion)) {
        self.form.change(|typed| {
            if let Some(question) = typed.questions.get_mut(self.question) {
                change(question);
            }
        });
    }

    fn pointer(self, rest: &str) -> String {
        ["/form/", &self.question.to_string(), rest].concat()
    }
}

/// The question in one language.
#[component]
fn LabelIn(
    /// Which question.
    place: Place,
    /// Which language.
    language: Language,
) -> impl IntoView {
    let value = Signal::derive(move || {
        place.with(|question| question.labels.get(&language).cloned()).flatten().unwrap_or_default()
    });
    let change = move |value: String| {
        place.change(&|question| question.labels.entry(language).or_default().clone_from(&value));
    };
    let pointer = place.pointer(&["/labels/", language.tag()].concat());
    view! { <TextField form=place.form pointer label=text::QUESTION_LABEL value on_input=change/> }
}

/// What only some kinds have.
#[component]
fn KindFields(
    /// Which question.
    place: Place,
    /// Its list.
    rows: Rows,
    /// Its kind.
    kind: FieldKind,
) -> impl IntoView {
    let form = place.form;
    let change_options = move |value: String| place.change(&|question| question.options.clone_from(&value));
    let change_value = move |value: String| place.change(&|question| question.value.clone_from(&value));
    let label = if kind == FieldKind::Link { text::QUESTION_LINK } else { text::QUESTION_VALUE };
    view! {
        {(kind == FieldKind::List).then(|| view! {
            <TextField form pointer=place.pointer("/options") label=text::QUESTION_OPTIONS hint=text::QUESTION_OPTIONS_WHY
                is_long=true value=place.text(|question| &question.options) on_input=change_options/>
        })}
        {has_value(kind).then(|| view! {
            <TextField form pointer=place.pointer("/value") label value=place.text(|question| &question.value)
                on_input=change_value/>
        })}
        {is_answered(kind).then(|| view! {
            <CheckField id=rows.id(place.question, "required")
                label=if kind == FieldKind::Checkbox { text::QUESTION_TICKED } else { text::QUESTION_REQUIRED }
                value=Signal::derive(move || place.with(|question| question.is_required).unwrap_or_default())
                on_change=move |is_required| place.change(&|question| question.is_required = is_required)/>
        })}
    }
}

/// One question.
#[component]
fn QuestionFields(
    /// Which.
    place: Place,
    /// Its list.
    rows: Rows,
) -> impl IntoView {
    let form = place.form;
    let kind = Memo::new(move |_| place.with(|question| question.kind).unwrap_or(FieldKind::Text));
    let choose = move |chosen: usize| {
        let kind = KINDS.get(chosen).copied().unwrap_or(FieldKind::Text);
        place.change(&|question| question.kind = kind);
    };
    let rename = move |value: String| place.change(&|question| question.name.clone_from(&value));
    view! {
        <div class="settings__pair">
            <PickField id=rows.id(place.question, "kind") label=text::QUESTION_KIND options=text::QUESTION_KINDS.to_vec()
                of=(form, place.pointer("/kind"))
                value=Signal::derive(move || KINDS.iter().position(|it| *it == kind.get()).unwrap_or_default())
                on_choice=choose/>
            <TextField form pointer=place.pointer("/name") label=text::QUESTION_NAME hint=text::QUESTION_NAME_WHY
                value=place.text(|question| &question.name) on_input=rename/>
        </div>
        {move || view! { <LabelIn place language=form.language.get()/> }}
        {move || view! { <KindFields place rows kind=kind.get()/> }}
    }
}

/// The tab.
#[component]
pub fn QuestionsTab(
    /// The form.
    form: Form,
) -> impl IntoView {
    let rows = Rows::new(
        form,
        RwSignal::new(None),
        RowsOf { name: "question".to_owned(), noun: text::QUESTION, limit: FORM_FIELDS_MAX },
        |typed| typed.questions.len(),
        |typed| Some(&mut typed.questions),
    );
    let add = move |()| {
        form.change(|typed| {
            let question = TypedQuestion::new(&typed.questions);
            typed.questions.push(question);
        });
    };
    view! {
        <p class="settings__lead">{text::QUESTIONS_WHY}</p>
        <ChoiceField id="questions-language" label=text::TEXTS_IN hint=text::TEXTS_IN_WHY options=languages()
            value=form.language on_choice=move |language: Language| form.language.set(language)/>
        <ol class="rows">
            <For each=move || 0..rows.length.get() key=|question| *question children=move |question| view! {
                <Row rows place=question><QuestionFields place=Place { form, question } rows/></Row>
            }/>
        </ol>
        <Foot rows label=text::ADD_QUESTION on_add=add/>
    }
}
