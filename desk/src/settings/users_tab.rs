//! The team: who is in it and what each may do, and the links by which somebody is asked in.

use js_sys::Reflect;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_shared::ids::UserId;
use pulina_shared::text::EmailAddress;
use pulina_shared::wire::presence::PresenceState;
use pulina_shared::wire::users::{
    Invitation, InvitationCreated, NewInvitation, Role, UserChange, UserEntry, UserList, UserState,
};

use super::Settings;
use super::code_tab::Code;
use super::outcome::{Outcome, OutcomeLine};
use super::reset_factors::ResetFactors;
use crate::avatar::UserAvatar;
use crate::keyboard::focus_soon;
use crate::plain_field::PlainField;
use crate::state::{Desk, desk};
use crate::{api, dates, factors_api, text};

/// The team while somebody looks at it.
#[derive(Clone, Copy)]
struct Team {
    desk: Desk,
    /// Absent until it is here.
    list: RwSignal<Option<UserList>>,
    /// Who is about to be disabled.
    asked: RwSignal<Option<UserId>>,
    /// The link that was just made.
    made: RwSignal<Option<InvitationCreated>>,
    outcome: Outcome,
}

impl Team {
    fn new() -> Self {
        Self {
            desk: desk(),
            list: RwSignal::default(),
            asked: RwSignal::default(),
            made: RwSignal::default(),
            outcome: Outcome::new(),
        }
    }

    async fn load(self) {
        match api::users().await {
            Ok(list) => self.list.set(Some(list)),
            Err(error) => self.outcome.fail(&error),
        }
    }

    async fn change(self, id: UserId, change: UserChange) {
        self.outcome.begin();
        self.asked.set(None);
        match api::change_user(&id, &change).await {
            Ok(entry) => {
                show_role(&entry);
                self.outcome.done(told(&entry, &change));
                if self.desk.user_id().as_ref() == Some(&entry.user.id) {
                    self.desk.session.update(|session| {
                        if let Some(session) = session {
                            session.role = entry.role;
                        }
                    });
                }
            }
            Err(error) => {
                self.outcome.fail(&error);
                // What was refused stands as it was.
                self.list.with_untracked(|list| {
                    let users = list.iter().flat_map(|list| &list.users);
                    users.filter(|entry| entry.user.id == id).for_each(show_role);
                });
            }
        }
        self.load().await;
    }

    async fn reset_factors(self, id: UserId) {
        self.outcome.begin();
        match factors_api::reset(&id).await {
            Ok(entry) => self.outcome.done(text::factors_reset(&entry.user.name)),
            Err(error) => self.outcome.fail(&error),
        }
        self.load().await;
    }

    async fn say_away(self, id: UserId, name: String, is_away: bool) {
        self.outcome.begin();
        match api::say_user_away(&id, is_away).await {
            Ok(_) => self.outcome.done(text::presence_told(&name, is_away)),
            Err(error) => self.outcome.fail(&error),
        }
        self.load().await;
    }

    async fn invite(self, new: NewInvitation) -> bool {
        self.outcome.begin();
        match api::invite(&new).await {
            Ok(made) => {
                self.made.set(Some(made));
                focus_soon("#invitation-link");
                self.load().await;
                true
            }
            Err(error) => {
                self.outcome.fail(&error);
                false
            }
        }
    }

    async fn revoke(self, invitation: Invitation) {
        self.outcome.begin();
        match api::revoke_invitation(&invitation.id).await {
            Ok(()) => {
                self.made
                    .update(|made| *made = made.take().filter(|made| made.invitation.id != invitation.id));
                self.outcome.done(text::REVOKED);
                self.load().await;
            }
            Err(error) => self.outcome.fail(&error),
        }
    }

    /// The role of who looks.
    fn own_role(self) -> Role {
        self.desk.role()
    }
}

/// Shows a user's role in their list: one in which somebody has chosen no longer follows its options.
fn show_role(entry: &UserEntry) {
    if let Some(list) = document().get_element_by_id(&id_of_role(entry)) {
        // A list that is gone shows nothing.
        let _ = Reflect::set(&list, &"value".into(), &entry.role.as_str().into());
    }
}

fn id_of_role(entry: &UserEntry) -> String {
    format!("role-{}", entry.user.id)
}

/// What was done to somebody.
fn told(entry: &UserEntry, change: &UserChange) -> String {
    let name = &entry.user.name;
    match change.state {
        Some(UserState::Disabled) => text::disabled(name),
        Some(UserState::Active) => text::enabled(name),
        None => text::role_changed(name, text::role(entry.role)),
    }
}

/// The roles that somebody of this role can give to somebody who has the other one.
fn choices(own: Role, theirs: Role) -> Vec<Role> {
    match (own, theirs) {
        (Role::Owner, _) => Role::ALL.to_vec(),
        (_, Role::Owner) => vec![Role::Owner],
        _ => vec![Role::Agent, Role::Admin],
    }
}

/// A list of roles.
#[component]
fn RoleSelect(
    /// Its id.
    id: String,
    /// What it is of, for ears; empty where a label says it.
    #[prop(optional, into)]
    label: Option<String>,
    /// What can be chosen.
    choices: Vec<Role>,
    /// What is chosen.
    role: Role,
    /// Somebody chose.
    #[prop(into)]
    on_choice: Callback<Role>,
) -> impl IntoView {
    let is_fixed = choices.len() < 2;
    let choose = move |event| {
        if let Some(role) = Role::parse(&event_target_value(&event)) {
            on_choice.run(role);
        }
    };
    let options = choices.into_iter().map(|option| {
        view! { <option value=option.as_str() selected=option == role>{text::role(option)}</option> }
    });
    view! {
        <select class="field__input users__role" id=id aria-label=label disabled=is_fixed on:change=choose>
            {options.collect_view()}
        </select>
    }
}

/// One user.
#[component]
fn UserRow(
    /// Who.
    entry: UserEntry,
    /// All of them.
    team: Team,
) -> impl IntoView {
    let role_id = id_of_role(&entry);
    let UserEntry { user, email, role, state, used_at, factors, presence } = entry;
    let (id, name) = (user.id.clone(), user.name.clone());
    let own_role = untrack(|| team.own_role());
    let is_mine = team.desk.user_id().as_ref() == Some(&id);
    let choices = choices(own_role, role);
    let may_change = choices.len() > 1;
    let is_disabled = state == UserState::Disabled;
    let (of_asked, of_reset) = (id.clone(), id.clone());
    let is_asked = Memo::new(move |_| team.asked.with(|asked| asked.as_ref() == Some(&of_asked)));
    let change = {
        let id = id.clone();
        move |change: UserChange| spawn_local(team.change(id.clone(), change))
    };
    let (of_role, of_enable, of_disable) = (change.clone(), change.clone(), change);
    let ask = move |_| {
        team.asked.set(Some(id.clone()));
        focus_soon("[data-testid=disable-now]");
    };
    let is_away = matches!(presence.state, PresenceState::Away | PresenceState::SetAway(_));
    let (of_away, name_of_away) = (user.id.clone(), name.clone());
    let say_away = move |_| spawn_local(team.say_away(of_away.clone(), name_of_away.clone(), !is_away));
    let away_label = if is_away { text::set_available(&name) } else { text::set_away(&name) };
    let to = |state| UserChange { role: None, state: Some(state) };
    let there =
        used_at.map_or_else(|| text::NEVER_THERE.to_owned(), |at| text::last_there(&dates::whole(at)));
    view! {
        <li class="settings__key">
            <div class="users__who">
                <UserAvatar user=Signal::stored(user.clone())/>
                <p class="users__facts">
                    <bdi class="users__name">{name.clone()}</bdi>
                    {is_mine.then(|| format!(" ({})", text::YOU))}
                    {is_disabled.then(|| view! { <span class="users__state">{text::DISABLED}</span> })}
                    <br/>
                    <span class="field__hint">
                        <bdi>{email}</bdi><br/>{there}
                        {(!is_disabled).then(|| view! { <br/>{text::presence(&presence.state)} })}
                        {text::factors(factors).map(|factors| view! { <br/>{factors} })}
                    </span>
                </p>
            </div>
            <div class="users__deeds">
                <RoleSelect id=role_id label=text::role_of(&name) choices role
                    on_choice=move |role| of_role(UserChange { role: Some(role), state: None })/>
                {(!is_disabled).then(|| view! {
                    <button class="button users__deed" type="button" aria-label=away_label on:click=say_away>
                        {if is_away { text::SET_AVAILABLE } else { text::SET_AWAY }}
                    </button>
                })}
                {(may_change && is_disabled).then(|| view! {
                    <button class="button users__deed" type="button" aria-label=text::enable(&name)
                        on:click=move |_| of_enable(to(UserState::Active))>{text::ENABLE}</button>
                })}
                {(may_change && !is_disabled && !is_mine).then(|| view! {
                    <button class="button users__deed" type="button" aria-label=text::disable(&name)
                        hidden=move || is_asked.get() on:click=ask>{text::DISABLE}</button>
                })}
            </div>
            {(may_change && !is_mine && factors.is_any()).then(|| view! {
                <ResetFactors user=user.id.clone() name=name.clone() on_reset=move || spawn_local(team.reset_factors(of_reset.clone()))/>
            })}
            <div class="settings__ask" hidden=move || !is_asked.get()>
                <p>{text::DISABLE_WHY}</p>
                <button class="button button--danger users__deed" type="button" on:click=move |_| of_disable(to(UserState::Disabled))
                    data-testid=move || is_asked.get().then_some("disable-now")>{text::DISABLE_NOW}</button>
                <button class="button users__deed" type="button" on:click=move |_| team.asked.set(None)>{text::KEEP_USER}</button>
            </div>
        </li>
    }
}

/// Somebody who was asked in.
#[component]
fn InvitationRow(
    /// The invitation.
    invitation: Invitation,
    /// The team.
    team: Team,
) -> impl IntoView {
    let until = dates::whole(invitation.ends_at);
    let about = text::invited_until(text::role(invitation.role), &until);
    let label = text::revoke_invitation(&invitation.email);
    let email = invitation.email.clone();
    let revoke = move |_| spawn_local(team.revoke(invitation.clone()));
    view! {
        <li class="settings__key">
            <p><bdi>{email}</bdi><br/><span class="field__hint">{about}</span></p>
            <button class="button users__deed" type="button" aria-label=label on:click=revoke>{text::REVOKE}</button>
        </li>
    }
}

/// Asks somebody in.
#[component]
fn InviteForm(
    /// The team.
    team: Team,
) -> impl IntoView {
    let email = RwSignal::new(String::new());
    let role = RwSignal::new(Role::Agent);
    let mistake = RwSignal::new(None::<String>);
    let own_role = untrack(|| team.own_role());
    let is_typed = Signal::derive(move || email.with(|email| !email.trim().is_empty()));
    expect_context::<Settings>().navigation.asks_while(is_typed);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Ok(address) = EmailAddress::parse(&email.get_untracked()) else {
            let is_missing = email.with_untracked(|email| email.trim().is_empty());
            mistake.set(Some(if is_missing { text::EMAIL_MISSING } else { text::EMAIL_INVALID }.to_owned()));
            focus_soon("#invite-email");
            return;
        };
        mistake.set(None);
        let new = NewInvitation { email: address.as_str().to_owned(), role: role.get_untracked() };
        spawn_local(async move {
            if team.invite(new).await {
                email.set(String::new());
            }
        });
    };
    view! {
        <form class="settings__group" novalidate on:submit=submit aria-labelledby="invite-title">
            <h3 class="field__label" id="invite-title">{text::INVITE}</h3>
            <p class="field__hint">{text::INVITE_WHY}</p>
            <PlainField id="invite-email" label=text::INVITE_EMAIL kind="email" autocomplete="off" value=email mistake/>
            <div class="field">
                <label class="field__label" for="invite-role">{text::ROLE}</label>
                <RoleSelect id="invite-role".to_owned() choices=choices(own_role, Role::Agent) role=Role::Agent
                    on_choice=move |chosen| role.set(chosen)/>
                <p class="field__hint">{move || text::role_why(role.get())}</p>
            </div>
            <button class="button settings__make" type="submit">{text::MAKE_LINK}</button>
            {move || team.made.get().map(|made| view! {
                <div class="settings__secret" role="status" id="invitation-link" tabindex="-1">
                    <p class="settings__lead">{text::link_for(&made.invitation.email)}</p>
                    <Code code=Signal::stored(made.link) label=text::LINK/>
                </div>
            })}
        </form>
    }
}

/// The tab.
#[component]
pub fn UsersTab() -> impl IntoView {
    let team = Team::new();
    spawn_local(team.load());
    let is_here = Memo::new(move |_| team.list.with(Option::is_some));
    let users = move || team.list.get().map(|list| list.users).unwrap_or_default();
    let invitations = move || team.list.get().map(|list| list.invitations).unwrap_or_default();
    let has_invitations =
        Memo::new(move |_| team.list.with(|list| list.as_ref().is_some_and(|it| !it.invitations.is_empty())));
    view! {
        <p class="visually-hidden" role="status">{move || (!is_here.get()).then_some(text::LOADING_USERS)}</p>
        <OutcomeLine of=team.outcome/>
        <section class="settings__group" aria-labelledby="settings-page">
            <ul class="settings__keys" aria-labelledby="settings-page">
                {move || users().into_iter().map(|entry| view! { <UserRow entry team/> }).collect_view()}
            </ul>
        </section>
        <Show when=move || has_invitations.get()>
            <section class="settings__group" aria-labelledby="invitations-title">
                <h3 class="field__label" id="invitations-title">{text::INVITATIONS}</h3>
                <ul class="settings__keys" aria-labelledby="invitations-title">
                    {move || invitations().into_iter().map(|invitation| view! { <InvitationRow invitation team/> }).collect_view()}
                </ul>
            </section>
        </Show>
        <InviteForm team/>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_server_would_take_is_offered() {
        assert_eq!(choices(Role::Owner, Role::Owner), Role::ALL);
        assert_eq!(choices(Role::Admin, Role::Owner), [Role::Owner]);
        assert_eq!(choices(Role::Admin, Role::Admin), [Role::Agent, Role::Admin]);
    }
}
