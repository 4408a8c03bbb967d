//! A field in which one of a few is chosen by its place. Unlike `ChoiceField` it is the same code for
//! whatever is chosen, and may stand on a page many times.

use leptos::prelude::*;

use super::field::{Frame, mistake_of};
use super::form::Form;

/// The field.
#[component]
pub fn PickField(
    /// The id of the field.
    id: String,
    /// Its name.
    label: &'static str,
    /// How each is called that can be chosen.
    options: Vec<&'static str>,
    /// The form and the JSON pointer of its setting, where it can be wrong.
    #[prop(optional, into)]
    of: Option<(Form, String)>,
    /// The place of what is chosen.
    #[prop(into)]
    value: Signal<usize>,
    /// Somebody chose the one in this place.
    #[prop(into)]
    on_choice: Callback<usize>,
) -> impl IntoView {
    let mistake = of.map_or_else(|| Memo::new(|_| None), |(form, pointer)| mistake_of(form, pointer));
    let items = options.into_iter().enumerate().map(move |(place, name)| {
        let is_chosen = move || value.get() == place;
        // The property: somebody who chose by hand has overruled the attribute.
        view! { <option value=place.to_string() prop:selected=is_chosen>{name}</option> }
    });
    let choose = move |event| {
        if let Ok(place) = event_target_value(&event).parse() {
            on_choice.run(place);
        }
    };
    let described = [&id, "-mistake"].concat();
    let is_invalid = move || mistake.with(Option::is_some).to_string();
    view! {
        <Frame id=id.clone() label hint="" mistake>
            <select class="field__input" id=id aria-describedby=described aria-invalid=is_invalid on:change=choose>
                {items.collect_view()}
            </select>
        </Frame>
    }
}
