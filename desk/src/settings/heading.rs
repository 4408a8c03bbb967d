//! Who stands at the top of the chat: the channel, the owner of the conversation, or chosen users.

use leptos::prelude::*;
use pulina_shared::ids::UserId;
use pulina_shared::wire::channel::Heading;

use super::field::mistake_of;
use super::form::Form;
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

/// Adds a user who is not there, and takes out one who is.
fn toggled(mut users: Vec<UserId>, user: &UserId) -> Vec<UserId> {
    let n_before = users.len();
    users.retain(|other| other != user);
    if users.len() == n_before {
        users.push(user.clone());
    }
    users
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
            let user = StoredValue::new(user);
            let is_chosen = move || user.with_value(|user| chosen.with(|chosen| chosen.contains(user)));
            let change = move |_| {
                let users = user.with_value(|user| toggled(chosen.get_untracked(), user));
                form.change(|typed| typed.settings.look.heading = Heading::Users(users));
            };
            view! {
                <div class="settings__check">
                    <input id=id.clone() type="checkbox" prop:checked=is_chosen on:change=change/>
                    <label for=id dir="auto">{person.name}</label>
                </div>
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_is_chosen_and_taken_out_again() {
        let user = |name: &str| UserId::parse(name).expect("an id");
        let (first, second) = (user("usr_0000000000000001"), user("usr_0000000000000002"));
        let both = toggled(vec![first.clone()], &second);
        assert_eq!(both, [first.clone(), second.clone()]);
        assert_eq!(toggled(both, &first), [second]);
    }
}
