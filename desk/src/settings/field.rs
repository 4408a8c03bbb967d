//! The fields of the settings: a label, what is typed, why it is there, and what is wrong with it.

use leptos::prelude::*;

use super::form::Form;
use super::mistake::Mistake;

/// The id of the field with this pointer.
fn id_of(pointer: &str) -> String {
    format!("field{}", pointer.replace('/', "-"))
}

/// What is wrong with the field of a pointer.
pub fn mistake_of(form: Form, pointer: String) -> Memo<Option<Mistake>> {
    Memo::new(move |_| form.mistake.get().filter(|mistake| mistake.is_of(&pointer)))
}

/// A field's name above it, and below it why it is there and what is wrong with it.
#[component]
pub fn Frame(
    /// The id of the field.
    id: String,
    /// Its name.
    label: &'static str,
    /// Why it is there; empty for nothing.
    hint: &'static str,
    /// What is wrong with it.
    mistake: Memo<Option<Mistake>>,
    /// The field.
    children: Children,
) -> impl IntoView {
    let (hint_id, mistake_id) = (format!("{id}-hint"), format!("{id}-mistake"));
    view! {
        <div class="field">
            <label class="field__label" for=id>{label}</label>
            {children()}
            {(!hint.is_empty()).then(|| view! { <p class="field__hint" id=hint_id>{hint}</p> })}
            <p class="field__mistake" id=mistake_id>{move || mistake.get().map(|mistake| mistake.sentence)}</p>
        </div>
    }
}

/// A field of text.
#[component]
pub fn TextField(
    /// The form.
    form: Form,
    /// The JSON pointer of its setting.
    #[prop(into)]
    pointer: String,
    /// Its name.
    label: &'static str,
    /// Why it is there.
    #[prop(optional)]
    hint: &'static str,
    /// What the browser helps to enter, for one line.
    #[prop(default = "text")]
    kind: &'static str,
    /// Several lines.
    #[prop(optional)]
    is_long: bool,
    /// What the browser proposes, for one line.
    #[prop(optional)]
    list: Vec<String>,
    /// What stands in it.
    #[prop(into)]
    value: Signal<String>,
    /// Somebody typed.
    #[prop(into)]
    on_input: Callback<String>,
) -> impl IntoView {
    let id = id_of(&pointer);
    let mistake = mistake_of(form, pointer);
    let described = format!("{id}-hint {id}-mistake");
    let is_invalid = move || mistake.with(Option::is_some).to_string();
    let typed = move |event| on_input.run(event_target_value(&event));
    let field_id = id.clone();
    view! {
        <Frame id label hint mistake>
            {if is_long {
                view! {
                    <textarea class="field__input settings__lines" id=field_id rows="3" dir="auto" placeholder=" "
                        aria-describedby=described aria-invalid=is_invalid prop:value=value on:input=typed></textarea>
                }.into_any()
            } else {
                let list_id = (!list.is_empty()).then(|| format!("{field_id}-list"));
                let options = list.into_iter().map(|option| view! { <option value=option></option> }).collect_view();
                view! {
                    <input class="field__input" id=field_id type=kind dir="auto" placeholder=" " autocomplete="off"
                        list=list_id.clone() aria-describedby=described aria-invalid=is_invalid prop:value=value on:input=typed/>
                    {list_id.map(|id| view! { <datalist id=id>{options}</datalist> })}
                }.into_any()
            }}
        </Frame>
    }
}

/// A field in which one of a few is chosen.
#[component]
pub fn ChoiceField<T: Copy + PartialEq + Send + Sync + 'static>(
    /// The id of the field.
    id: &'static str,
    /// Its name.
    label: &'static str,
    /// Why it is there.
    #[prop(optional)]
    hint: &'static str,
    /// What can be chosen, and how each is called.
    options: Vec<(T, &'static str)>,
    /// What is chosen.
    #[prop(into)]
    value: Signal<T>,
    /// Somebody chose.
    #[prop(into)]
    on_choice: Callback<T>,
) -> impl IntoView {
    let options = StoredValue::new(options);
    let choose = move |event| {
        let index: Option<usize> = event_target_value(&event).parse().ok();
        let chosen = index.and_then(|index| options.with_value(|options| options.get(index).map(|it| it.0)));
        if let Some(chosen) = chosen {
            on_choice.run(chosen);
        }
    };
    let items = options.with_value(|options| {
        let items = options.iter().enumerate().map(|(index, &(option, name))| {
            view! { <option value=index.to_string() selected=move || value.get() == option>{name}</option> }
        });
        items.collect_view()
    });
    view! {
        <Frame id=id.to_owned() label hint mistake=Memo::new(|_| None)>
            <select class="field__input" id=id aria-describedby=format!("{id}-hint") on:change=choose>{items}</select>
        </Frame>
    }
}

/// Something that is on or off.
#[component]
pub fn CheckField(
    /// The id of the field.
    #[prop(into)]
    id: String,
    /// What is on or off.
    label: &'static str,
    /// Whether it is on.
    #[prop(into)]
    value: Signal<bool>,
    /// Somebody switched it.
    #[prop(into)]
    on_change: Callback<bool>,
) -> impl IntoView {
    view! {
        <div class="settings__check">
            <input id=id.clone() type="checkbox" prop:checked=value on:change=move |event| on_change.run(event_target_checked(&event))/>
            <label for=id>{label}</label>
        </div>
    }
}
