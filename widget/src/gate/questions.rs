//! The channel's questions and the e-mail address. Judged by the same function as on the server,
//! with what is wrong beside the question and the first of them in focus.

use leptos::ev;
use leptos::prelude::*;
use pulina_shared::form::{self, FieldProblem, TICKED};
use pulina_shared::limits;
use pulina_shared::wire::form::{FieldKind, FormAnswer, ShownField};
use pulina_shared::words::Word;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};

use crate::erased::{flag, words};
use crate::message_extras;
use crate::state::PanelState;
use crate::text;

/// The name of the one question about an address; the worker adds it to what may be answered.
pub const EMAIL: &str = "email";

/// The channel's questions.
#[component]
pub fn Questions(
    /// The shared state.
    state: PanelState,
) -> impl IntoView {
    let fields = state.settings().form.clone();
    let done = move |answers| state.answer(answers);
    form_view(Word::FormTitle, None, Word::FormStart, fields, done, None)
}

/// The e-mail address, which may be kept to oneself.
#[component]
pub fn Email(
    /// The shared state.
    state: PanelState,
) -> impl IntoView {
    let field = ShownField {
        name: EMAIL.to_owned(),
        kind: FieldKind::Email,
        label: text::say(Word::EmailLabel),
        is_required: true,
        options: Vec::new(),
        value: String::new(),
    };
    let skip: Box<dyn Fn()> = Box::new(move || state.skip_email());
    let done = move |answers| state.answer_email(answers);
    form_view(Word::EmailTitle, Some(Word::EmailHint), Word::Save, vec![field], done, Some(skip))
}

fn form_view(
    title: Word,
    hint: Option<Word>,
    button: Word,
    fields: Vec<ShownField>,
    done: impl Fn(Vec<FormAnswer>) + 'static,
    skip: Option<Box<dyn Fn()>>,
) -> AnyView {
    let problems = RwSignal::new(Vec::<FieldProblem>::new());
    let asked = StoredValue::new(fields.clone());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let answers: Vec<FormAnswer> = asked.with_value(|fields| fields.iter().filter_map(answer).collect());
        match asked.with_value(|fields| form::check(fields, &answers)) {
            Ok(_) => done(answers),
            Err(wrong) => {
                let first = wrong.first().map(|problem| field_id(&problem.name));
                problems.set(wrong);
                focus(first.as_deref());
            }
        }
    };
    let skip = skip.map(|skip| {
        view! { <button class="gate__skip" type="button" on:click=move |_| skip()>{text::say(Word::Skip)}</button> }
    });
    view! {
        <form class="gate" novalidate aria-labelledby="gate-title" on:submit=submit>
            <h2 class="gate__title" id="gate-title">{text::say(title)}</h2>
            {hint.map(|hint| view! { <p class="gate__text">{text::say(hint)}</p> })}
            {fields.into_iter().map(|field| field_view(field, problems)).collect_view()}
            <div class="gate__buttons">
                <button class="gate__button" type="submit" id="gate-button">{text::say(button)}</button>
                {skip}
            </div>
        </form>
    }
    .into_any()
}

fn field_view(field: ShownField, problems: RwSignal<Vec<FieldProblem>>) -> AnyView {
    let id = field_id(&field.name);
    match field.kind {
        FieldKind::Hidden => return ().into_any(),
        FieldKind::Link => {
            let href = message_extras::safe(&field.value);
            return view! {
                <p class="gate__text">
                    <a href=href target="_blank" rel="noopener noreferrer">{field.label}{message_extras::new_window()}</a>
                </p>
            }
            .into_any();
        }
        _ => {}
    }
    let wrong_id = [&id, "-wrong"].concat();
    let wrong = {
        let name = field.name.clone();
        move || {
            let word =
                problems.with(|all| all.iter().find(|one| one.name == name).map(|one| one.trouble.word()));
            word.map(|word| {
                text::say_with(word, "{limit}", &text::number(limits::ANSWER_CHARACTERS_MAX as u64))
            })
            .unwrap_or_default()
        }
    };
    let has_wrong = {
        let wrong = wrong.clone();
        move || !wrong().is_empty()
    };
    let is_invalid = words({
        let has_wrong = has_wrong.clone();
        move || has_wrong().to_string()
    });
    let label = if field.is_required {
        field.label.clone()
    } else {
        [&field.label, " (", &text::say(Word::Optional), ")"].concat()
    };
    let control = control(&field, &id, &wrong_id, is_invalid);
    let is_tick = field.kind == FieldKind::Checkbox;
    let (before, after) = if is_tick { (Some(control), None) } else { (None, Some(control)) };
    view! {
        <div class=if is_tick { "gate__field gate__field--tick" } else { "gate__field" }>
            {before}
            <label for=id><bdi>{label}</bdi></label>
            {after}
            <p class="gate__wrong" id=wrong_id hidden=flag(move || !has_wrong())>{words(wrong)}</p>
        </div>
    }
    .into_any()
}

fn control(field: &ShownField, id: &str, wrong_id: &str, is_invalid: crate::erased::Words) -> AnyView {
    let (id, wrong_id) = (id.to_owned(), wrong_id.to_owned());
    if field.kind == FieldKind::List {
        let options = field.options.iter().map(|option| view! { <option>{option.clone()}</option> });
        return view! {
            <select id=id aria-describedby=wrong_id aria-invalid=is_invalid aria-required=field.is_required.to_string()>
                <option value="">{text::say(Word::ChooseOne)}</option>
                {options.collect_view()}
            </select>
        }
        .into_any();
    }
    let (kind, complete) = match field.kind {
        FieldKind::Email => ("email", "email"),
        FieldKind::Name => ("text", "name"),
        FieldKind::Phone => ("tel", "tel"),
        FieldKind::Checkbox => ("checkbox", "off"),
        FieldKind::Date => ("date", "off"),
        _ => ("text", "off"),
    };
    let mode = if field.kind == FieldKind::Number { "decimal" } else { "" };
    view! {
        <input id=id type=kind autocomplete=complete inputmode=mode dir="auto" placeholder=" " aria-describedby=wrong_id
            aria-invalid=is_invalid aria-required=field.is_required.to_string() />
    }
    .into_any()
}

fn field_id(name: &str) -> String {
    ["gate-", name].concat()
}

/// What stands in the control of a question, if it has one.
fn answer(field: &ShownField) -> Option<FormAnswer> {
    let answer = |value| Some(FormAnswer { name: field.name.clone(), value });
    if field.kind == FieldKind::Hidden {
        return answer(field.value.clone());
    }
    let element = document().get_element_by_id(&field_id(&field.name))?;
    if let Some(list) = element.dyn_ref::<HtmlSelectElement>() {
        return answer(list.value());
    }
    let input = element.dyn_into::<HtmlInputElement>().ok()?;
    answer(match field.kind {
        FieldKind::Checkbox if input.checked() => TICKED.to_owned(),
        FieldKind::Checkbox => String::new(),
        _ => input.value(),
    })
}

fn focus(id: Option<&str>) {
    let element = id.and_then(|id| document().get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // An element on the page can always be focused.
        let _ = element.focus();
    }
}
