//! Inboxes: which channels lead to each, and whose desks show it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_shared::ids::{ChannelId, InboxId};
use pulina_shared::wire::routing::RoutingMembers;
use pulina_shared::wire::teams::{Inbox, InboxMembers, InboxWish, Team};

use super::members::{MemberCheck, MembersField, toggled};
use super::named_list::{Editing, NamedFoot, NamedForm, NamedList, NamedRow, delete};
use super::pick::PickField;
use crate::state::{Desk, desk};
use crate::{api, text};

/// The inboxes while somebody looks at them.
#[derive(Clone, Copy)]
struct Page {
    desk: Desk,
    list: NamedList,
    /// Absent until they are here.
    inboxes: RwSignal<Option<Vec<Inbox>>>,
    teams: RwSignal<Vec<Team>>,
}

impl Page {
    async fn load(self) {
        match (api::inboxes().await, api::teams().await) {
            (Ok(list), Ok(teams)) => {
                // Whoever asked may have left.
                let _ = self.teams.try_set(teams.teams);
                let _ = self.inboxes.try_set(Some(list.inboxes));
                // The side bar follows; what cannot be had now comes with the next page.
                if let Ok(session) = api::session().await {
                    self.desk.receive_inboxes(session.inboxes);
                }
            }
            (Err(error), _) | (_, Err(error)) => self.list.outcome.fail(&error),
        }
    }

    fn save(self, id: Option<InboxId>, wish: InboxWish) {
        self.list.outcome.begin();
        spawn_local(async move {
            match api::write_inbox(id.as_ref(), &wish).await {
                Ok(inbox) => {
                    self.list.saved(&inbox.name);
                    self.load().await;
                }
                Err(error) => self.list.refused(&error),
            }
        });
    }
}

/// The channels that lead to an inbox.
#[component]
fn ChannelChecks(
    /// Which do.
    chosen: RwSignal<Vec<ChannelId>>,
) -> impl IntoView {
    let desk = desk();
    let checks = move || {
        let channels = desk.session.with(|session| session.as_ref().map(|it| it.channels.clone()));
        let check = |channel: pulina_shared::wire::help_desk::ChannelSummary| {
            let field = format!("inbox-{}", channel.id);
            let (of_choice, of_change) = (channel.id.clone(), channel.id);
            let is_chosen = Signal::derive(move || chosen.with(|chosen| chosen.contains(&of_choice)));
            let change =
                move |()| chosen.update(|chosen| *chosen = toggled(std::mem::take(chosen), &of_change));
            view! { <MemberCheck id=field name=channel.name is_chosen on_change=change/> }
        };
        channels.unwrap_or_default().into_iter().map(check).collect_view()
    };
    view! {
        <fieldset class="settings__group members">
            <legend class="field__label">{text::INBOX_CHANNELS}</legend>
            <p class="field__hint">{text::INBOX_CHANNELS_WHY}</p>
            <div class="members__choices">{checks}</div>
        </fieldset>
    }
}

/// An inbox while it is being changed, or a new one.
#[component]
fn InboxForm(
    /// All of them.
    page: Page,
    /// The inbox; absent for a new one.
    inbox: Option<Inbox>,
) -> impl IntoView {
    let (id, name, members, channels) = match inbox {
        Some(Inbox { id, name, members, channels }) => (Some(id), name, members, channels),
        None => (None, String::new(), InboxMembers::Everybody, Vec::new()),
    };
    let (is_for_all, members) = match members {
        InboxMembers::Everybody => (true, RoutingMembers::default()),
        InboxMembers::Only(members) => (false, members),
    };
    let before = (name.clone(), is_for_all, members.clone(), channels.clone());
    let (name, channels) = (RwSignal::new(name), RwSignal::new(channels));
    let (is_for_all, members) = (RwSignal::new(is_for_all), RwSignal::new(members));
    let is_typed =
        Signal::derive(move || (name.get(), is_for_all.get(), members.get(), channels.get()) != before);
    let save = Callback::new(move |name| {
        let members = if is_for_all.get_untracked() {
            InboxMembers::Everybody
        } else {
            InboxMembers::Only(members.get_untracked())
        };
        page.save(id.clone(), InboxWish { name, members, channels: channels.get_untracked() });
    });
    view! {
        <NamedForm list=page.list label=text::INBOX_NAME name is_typed=is_typed on_save=save>
            <PickField id="inbox-for".to_owned() label=text::INBOX_FOR
                options=vec![text::INBOX_FOR_ALL, text::INBOX_FOR_SOME]
                value=Signal::derive(move || usize::from(!is_for_all.get()))
                on_choice=move |place| is_for_all.set(place == 0)/>
            <Show when=move || !is_for_all.get()>
                <MembersField id="inbox" label=text::INBOX_FOR_SOME teams=page.teams value=members
                    on_change=move |chosen| members.set(chosen)/>
            </Show>
            <ChannelChecks chosen=channels/>
        </NamedForm>
    }
}

/// The page.
#[component]
pub fn InboxesPage() -> impl IntoView {
    let desk = desk();
    let page =
        Page { desk, list: NamedList::new(), inboxes: RwSignal::default(), teams: RwSignal::default() };
    spawn_local(page.load());
    let is_here = Memo::new(move |_| page.inboxes.with(Option::is_some));
    let facts = move |inbox: &Inbox| {
        let channels: Vec<_> = inbox.channels.iter().map(|channel| desk.channel_name(channel)).collect();
        let channels =
            if channels.is_empty() { text::NO_CHANNEL_LEADS.to_owned() } else { channels.join(", ") };
        let members = match &inbox.members {
            InboxMembers::Everybody => text::EVERYBODY.to_owned(),
            InboxMembers::Only(members) => {
                let users = members.users.iter().map(|user| desk.name_of(user));
                let teams = page.teams.get();
                let teams = teams.into_iter().filter(|team| members.teams.contains(&team.id));
                let names: Vec<_> = teams.map(|team| team.name).chain(users).collect();
                if names.is_empty() { text::NOBODY_YET.to_owned() } else { names.join(", ") }
            }
        };
        vec![text::inbox_channels(&channels), text::inbox_members(&members)]
    };
    let row = move |(place, inbox): (usize, Inbox)| {
        let id = inbox.id.to_string();
        if page.list.editing.get() == Editing::Of(id.clone()) {
            return view! { <li class="settings__key"><InboxForm page inbox=Some(inbox)/></li> }.into_any();
        }
        let facts = facts(&inbox);
        let delete_why = (place > 0).then_some(text::DELETE_INBOX_WHY);
        let (of_delete, name) = (inbox.id, inbox.name.clone());
        let on_delete = Callback::new(move |()| {
            let id = of_delete.clone();
            delete(page.list, name.clone(), async move { api::delete_inbox(&id).await }, move || {
                spawn_local(page.load());
            });
        });
        view! { <NamedRow list=page.list id name=inbox.name facts delete_why on_delete/> }.into_any()
    };
    view! {
        <p class="settings__lead">{text::INBOXES_WHY}</p>
        <p class="visually-hidden" role="status">{move || (!is_here.get()).then_some(text::LOADING_INBOXES)}</p>
        <ul class="settings__keys" aria-labelledby="settings-page">
            {move || page.inboxes.get().unwrap_or_default().into_iter().enumerate().map(row).collect_view()}
        </ul>
        <Show when=move || page.list.editing.get() == Editing::New><InboxForm page inbox=None/></Show>
        <NamedFoot list=page.list label=text::ADD_INBOX is_here=is_here/>
    }
}
