//! Teams: users who are named together.

use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_shared::ids::TeamId;
use pulina_shared::wire::routing::RoutingMembers;
use pulina_shared::wire::teams::{Team, TeamWish};

use super::members::MembersField;
use super::named_list::{Editing, NamedFoot, NamedForm, NamedList, NamedRow, delete};
use crate::state::desk;
use crate::{api, text};

/// The teams while somebody looks at them.
#[derive(Clone, Copy)]
struct Page {
    list: NamedList,
    /// Absent until they are here.
    teams: RwSignal<Option<Vec<Team>>>,
}

impl Page {
    async fn load(self) {
        match api::teams().await {
            // Whoever asked may have left.
            Ok(list) => drop(self.teams.try_set(Some(list.teams))),
            Err(error) => self.list.outcome.fail(&error),
        }
    }

    fn save(self, id: Option<TeamId>, wish: TeamWish) {
        self.list.outcome.begin();
        spawn_local(async move {
            match api::write_team(id.as_ref(), &wish).await {
                Ok(team) => {
                    self.list.saved(&team.name);
                    self.load().await;
                }
                Err(error) => self.list.refused(&error),
            }
        });
    }
}

/// A team while it is being changed, or a new one.
#[component]
fn TeamForm(
    /// All of them.
    page: Page,
    /// The team; absent for a new one.
    team: Option<Team>,
) -> impl IntoView {
    let (id, name, members) = match team {
        Some(Team { id, name, members }) => (Some(id), name, members),
        None => (None, String::new(), Vec::new()),
    };
    let before = (name.clone(), members.clone());
    let name = RwSignal::new(name);
    let members = RwSignal::new(RoutingMembers { users: members, teams: Vec::new() });
    let is_typed = Signal::derive(move || (name.get(), members.get().users) != before);
    let save = Callback::new(move |name| {
        page.save(id.clone(), TeamWish { name, members: members.get_untracked().users });
    });
    view! {
        <NamedForm list=page.list label=text::TEAM_NAME name is_typed=is_typed on_save=save>
            <MembersField id="team" label=text::TEAM_MEMBERS value=members on_change=move |chosen| members.set(chosen)/>
        </NamedForm>
    }
}

/// The page.
#[component]
pub fn TeamsPage() -> impl IntoView {
    let desk = desk();
    let page = Page { list: NamedList::new(), teams: RwSignal::default() };
    spawn_local(page.load());
    let is_here = Memo::new(move |_| page.teams.with(Option::is_some));
    let is_empty = Memo::new(move |_| page.teams.with(|teams| teams.as_ref().is_some_and(Vec::is_empty)));
    let row = move |team: Team| {
        let id = team.id.to_string();
        if page.list.editing.get() == Editing::Of(id.clone()) {
            return view! { <li class="settings__key"><TeamForm page team=Some(team)/></li> }.into_any();
        }
        let names: Vec<_> = team.members.iter().map(|member| desk.name_of(member)).collect();
        let members = if names.is_empty() { text::NOBODY_YET.to_owned() } else { names.join(", ") };
        let (of_delete, name) = (team.id, team.name.clone());
        let on_delete = Callback::new(move |()| {
            let id = of_delete.clone();
            delete(page.list, name.clone(), async move { api::delete_team(&id).await }, move || {
                spawn_local(page.load());
            });
        });
        view! {
            <NamedRow list=page.list id name=team.name facts=vec![members] delete_why=Some(text::DELETE_TEAM_WHY) on_delete/>
        }
        .into_any()
    };
    view! {
        <p class="settings__lead">{text::TEAMS_WHY}</p>
        <p class="visually-hidden" role="status">{move || (!is_here.get()).then_some(text::LOADING_TEAMS)}</p>
        <Show when=move || is_empty.get()><p>{text::NO_TEAMS}</p></Show>
        <ul class="settings__keys" aria-labelledby="settings-page">
            {move || page.teams.get().unwrap_or_default().into_iter().map(row).collect_view()}
        </ul>
        <Show when=move || page.list.editing.get() == Editing::New><TeamForm page team=None/></Show>
        <NamedFoot list=page.list label=text::ADD_TEAM is_here=is_here/>
    }
}
