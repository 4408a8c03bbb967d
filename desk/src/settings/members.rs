//! Users and teams as a choice of several, wherever some are named together.

use leptos::prelude::*;
use pulina_shared::ids::{TeamId, UserId};
use pulina_shared::wire::routing::RoutingMembers;
use pulina_shared::wire::teams::Team;

use crate::state::desk;
use crate::text;

/// Adds what is not there, and takes out what is.
pub fn toggled<T: PartialEq + Clone>(mut chosen: Vec<T>, one: &T) -> Vec<T> {
    let n_before = chosen.len();
    chosen.retain(|other| other != one);
    if chosen.len() == n_before {
        chosen.push(one.clone());
    }
    chosen
}

/// One that can be chosen.
#[component]
pub fn MemberCheck(
    /// The id of the field.
    id: String,
    /// How it is called.
    name: String,
    /// Whether it is chosen.
    #[prop(into)]
    is_chosen: Signal<bool>,
    /// Somebody chose it, or took it out.
    #[prop(into)]
    on_change: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="settings__check">
            <input id=id.clone() type="checkbox" prop:checked=is_chosen on:change=move |_| on_change.run(())/>
            <label for=id dir="auto">{name}</label>
        </div>
    }
}

/// The users.
#[component]
fn UserChecks(
    /// What the ids of the fields begin with.
    id: &'static str,
    /// Who is chosen.
    #[prop(into)]
    chosen: Signal<Vec<UserId>>,
    /// Somebody was chosen, or taken out.
    #[prop(into)]
    on_change: Callback<UserId>,
) -> impl IntoView {
    let desk = desk();
    move || {
        let mut people: Vec<_> = desk.people.get().into_values().collect();
        people.sort_by_key(|person| person.name.to_lowercase());
        let check = |person: pulina_shared::wire::conversation::PublicUser| {
            let field = format!("{id}-{}", person.id);
            let (of_choice, of_change) = (person.id.clone(), person.id);
            let is_chosen = Signal::derive(move || chosen.with(|chosen| chosen.contains(&of_choice)));
            view! { <MemberCheck id=field name=person.name is_chosen on_change=move |()| on_change.run(of_change.clone())/> }
        };
        people.into_iter().map(check).collect_view()
    }
}

/// The choice.
#[component]
pub fn MembersField(
    /// What the ids of the fields begin with.
    id: &'static str,
    /// Its name.
    label: &'static str,
    /// The teams that can be chosen; empty where only users can.
    #[prop(optional, into)]
    teams: Signal<Vec<Team>>,
    /// Who is chosen.
    #[prop(into)]
    value: Signal<RoutingMembers>,
    /// Somebody chose otherwise.
    #[prop(into)]
    on_change: Callback<RoutingMembers>,
    /// What is wrong with it.
    #[prop(optional, into)]
    mistake: Signal<Option<String>>,
) -> impl IntoView {
    let change_user = move |user: UserId| {
        let RoutingMembers { users, teams } = value.get_untracked();
        on_change.run(RoutingMembers { users: toggled(users, &user), teams });
    };
    let change_team = move |team: &TeamId| {
        let RoutingMembers { users, teams } = value.get_untracked();
        on_change.run(RoutingMembers { users, teams: toggled(teams, team) });
    };
    let has_teams = Memo::new(move |_| teams.with(|teams| !teams.is_empty()));
    let team_checks = move || {
        let check = |team: Team| {
            let field = format!("{id}-{}", team.id);
            let (of_choice, of_change) = (team.id.clone(), team.id);
            let is_chosen = Signal::derive(move || value.with(|value| value.teams.contains(&of_choice)));
            view! { <MemberCheck id=field name=team.name is_chosen on_change=move |()| change_team(&of_change)/> }
        };
        teams.get().into_iter().map(check).collect_view()
    };
    view! {
        <fieldset class="settings__group members">
            <legend class="field__label">{label}</legend>
            <Show when=move || has_teams.get()>
                <p class="members__kind">{text::TEAMS}</p>
                <div class="members__choices">{team_checks}</div>
                <p class="members__kind">{text::USERS_OF}</p>
            </Show>
            <div class="members__choices">
                <UserChecks id chosen=Signal::derive(move || value.with(|value| value.users.clone())) on_change=change_user/>
            </div>
            <p class="field__mistake" role="alert">{move || mistake.get()}</p>
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_chosen_and_taken_out_again() {
        assert_eq!(toggled(vec![1], &2), [1, 2]);
        assert_eq!(toggled(vec![1, 2], &1), [2]);
    }
}
