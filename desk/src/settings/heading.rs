//! Who stands at the top of the chat: the channel, the owner of the conversation, or chosen users.

use leptos::prelude::*;
use pulina_shared::wire::channel::Heading;

use super::field::mistake_of;
use super::form::Form;
use super::members::{MemberCheck, toggled};
use super::pick::PickField;
use crate::state::desk;
use crate::text;

/// The place in `text::HEADINGS`.
fn place_of(heading: &Heading) -> usize {
    match heading {
        Heading::Own => 0,
        Heading::Owner => 1,
        Heading::Users(_) => 2,
    }
}

/// Which users.
#[component]
fn UserChecks(
    /// The form.
    form: Form,
) -> impl IntoView {
    let desk = desk();
    let mistake = mistake_of(form, "/look/heading/users".to_owned());
    let chosen = Memo::new(move |_| {
        form.typed.with(|typed| match &typed.settings.look.heading {
            Heading::Users(users) => users.clone(),
            Heading::Own | Heading::Owner => Vec::new(),
        })
    });
    let checks = move || {
        let people = desk.people.get();
        let checks = people.into_values().map(|person| {
            let (id, user) = (["heading-", person.id.as_str()].concat(), person.id);
            let of_change = user.clone();
            let is_chosen = Signal::derive(move || chosen.with(|chosen| chosen.contains(&user)));
            let change = move |()| {
                let users = toggled(chosen.get_untracked(), &of_change);
                form.change(|typed| typed.settings.look.heading = Heading::Users(users));
            };
            view! { <MemberCheck id name=person.name is_chosen on_change=change/> }
        });
        checks.collect_view()
    };
    view! {
        <fieldset class="settings__group">
            <legend class="field__label">{text::HEADING_USERS}</legend>
            <p class="field__hint">{text::HEADING_USERS_WHY}</p>
            {checks}
            <p class="field__mistake" role="alert">{move || mistake.get().map(|mistake| mistake.sentence)}</p>
        </fieldset>
    }
}

/// The choice.
#[component]
pub fn HeadingFields(
    /// The form.
    form: Form,
) -> impl IntoView {
    let place = Memo::new(move |_| form.typed.with(|typed| place_of(&typed.settings.look.heading)));
    // Whom somebody chose before they looked at the other ways.
    let users = StoredValue::new(Vec::new());
    let choose = move |chosen: usize| {
        form.change(|typed| {
            let heading = &mut typed.settings.look.heading;
            if let Heading::Users(chosen) = heading {
                users.set_value(std::mem::take(chosen));
            }
            *heading = match chosen {
                0 => Heading::Own,
                1 => Heading::Owner,
                _ => Heading::Users(users.get_value()),
            };
        });
    };
    view! {
        <PickField id="look-heading".to_owned() label=text::HEADING options=text::HEADINGS.to_vec() value=place
            on_choice=choose/>
        <Show when=move || place.get() == 2><UserChecks form/></Show>
    }
}
