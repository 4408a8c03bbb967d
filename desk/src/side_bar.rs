//! The side bar: the team, the views with their counts, the connection, and who is signed in.

use leptos::prelude::*;
use pulina_shared::connection::Link;
use pulina_shared::ids::InboxId;
use pulina_shared::wire::help_desk::{Counts, View};

use crate::avatar::UserAvatar;
use crate::icon::{Icon, Sign};
use crate::keyboard::focus_soon;
use crate::navigation::Navigation;
use crate::place::Place;
use crate::presence::PresenceEntry;
use crate::settings_place::SettingsPlace;
use crate::state::desk;
use crate::text;

fn sign_of(view: View) -> Sign {
    match view {
        View::Mine => Sign::Mine,
        View::Unassigned => Sign::Unassigned,
        View::Open => Sign::Everything,
        View::Closed => Sign::Done,
    }
}

/// Closed tickets are not counted: nobody waits for them.
pub fn count_of(view: View, counts: Counts) -> Option<u64> {
    match view {
        View::Mine => Some(counts.mine),
        View::Unassigned => Some(counts.unassigned),
        View::Open => Some(counts.open),
        View::Closed => None,
    }
}

/// One view.
#[component]
fn ViewLink(
    /// Which.
    of: View,
    /// The way there.
    navigation: Navigation,
) -> impl IntoView {
    let desk = desk();
    let is_current =
        Memo::new(move |_| desk.place.with(|place| place.view == of && place.settings.is_none()));
    let count =
        Memo::new(move |_| desk.book.with(|book| count_of(of, book.counts())).filter(|&count| count > 0));
    let address = move || {
        let inbox = desk.place.with(|place| place.inbox.clone());
        Place { view: of, inbox, ..Place::default() }.fragment()
    };
    view! {
        <li>
            <a
                class="view-link" href=address data-testid=format!("view-{}", of.as_str())
                aria-current=move || is_current.get().then_some("page")
                on:click=move |event| {
                    if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                        event.prevent_default();
                        navigation.show(of);
                    }
                }
            >
                <Icon sign=sign_of(of)/>
                <span class="view-link__name">{text::view(of)}</span>
                <span class="view-link__count">{move || count.get()}</span>
            </a>
        </li>
    }
}

/// One inbox, or all of them.
#[component]
fn InboxLink(
    /// Which; absent for all.
    of: Option<InboxId>,
    /// How it is called.
    name: String,
    /// The way there.
    navigation: Navigation,
) -> impl IntoView {
    let desk = desk();
    let wanted = of.clone();
    let is_current =
        Memo::new(move |_| desk.place.with(|place| place.inbox == wanted && place.settings.is_none()));
    let linked = of.clone();
    let address = move || {
        let view = desk.place.with(|place| place.view);
        Place { view, inbox: linked.clone(), ..Place::default() }.fragment()
    };
    view! {
        <li>
            <a
                class="view-link inbox-link" href=address aria-current=move || is_current.get().then_some("true")
                on:click=move |event| {
                    if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                        event.prevent_default();
                        navigation.show_inbox(of.clone());
                    }
                }
            ><bdi class="view-link__name">{name}</bdi></a>
        </li>
    }
}

/// The user's inboxes, where there are several to choose from.
#[component]
fn Inboxes(
    /// The way around.
    navigation: Navigation,
) -> impl IntoView {
    let desk = desk();
    let inboxes = Memo::new(move |_| desk.inboxes());
    let links = move || {
        let all = view! { <InboxLink of=None name=text::ALL_INBOXES.to_owned() navigation/> };
        let each = inboxes.get().into_iter().map(|inbox| {
            view! { <InboxLink of=Some(inbox.id) name=inbox.name navigation/> }
        });
        (all, each.collect_view())
    };
    view! {
        <Show when=move || inboxes.with(|inboxes| inboxes.len() > 1)>
            <nav class="side-bar__inboxes" aria-label=text::INBOXES>
                <p class="side-bar__group" aria-hidden="true">{text::INBOXES}</p>
                <ul class="side-bar__views">{links}</ul>
            </nav>
        </Show>
    }
}

/// The way to the settings; says so while something there is not saved.
#[component]
fn SettingsLink(
    /// The way there.
    navigation: Navigation,
    /// Something is typed that is not saved.
    is_changed: RwSignal<bool>,
) -> impl IntoView {
    let desk = desk();
    let is_current = Memo::new(move |_| desk.place.with(|place| place.settings.is_some()));
    // From within the settings it leads to where they begin.
    let there = move || {
        let place = if is_current.get() { SettingsPlace::default() } else { navigation.last_settings() };
        place.within(desk.role())
    };
    let address = move || Place { settings: Some(there()), ..Place::default() }.fragment();
    view! {
        <a
            class="side-bar__entry side-bar__settings" href=address aria-current=move || is_current.get().then_some("page")
            on:click=move |event| {
                if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                    event.prevent_default();
                    navigation.show_settings(untrack(there));
                    focus_soon("#settings-title");
                }
            }
        >
            <Icon sign=Sign::Settings/>
            <span class="side-bar__entry-name">{text::SETTINGS}</span>
            <Show when=move || is_changed.get() && !is_current.get()>
                <span class="side-bar__mark-unsaved" aria-hidden="true"></span>
                <span class="visually-hidden">{text::UNSAVED}</span>
            </Show>
        </a>
    }
}

/// How the connection stands, in a word and a dot.
#[component]
fn ConnectionState() -> impl IntoView {
    let desk = desk();
    let look = Memo::new(move |_| match desk.link.get() {
        Link::Open => ("connection connection--open", text::CONNECTED),
        Link::Idle | Link::Connecting | Link::Syncing => ("connection", text::CONNECTING),
        Link::Lost | Link::BackingOff if !pulina_browser::page::is_online() => {
            ("connection connection--lost", text::OFFLINE)
        }
        Link::Lost | Link::BackingOff | Link::Refused(_) => {
            ("connection connection--lost", text::RECONNECTING)
        }
    });
    view! {
        <p class=move || look.get().0 data-testid="connection">
            <span class="connection__dot" aria-hidden="true"></span>
            {move || look.get().1}
        </p>
    }
}

/// The side bar.
#[component]
pub fn SideBar(
    /// The way around.
    navigation: Navigation,
    /// Something in the settings is typed and not saved.
    is_changed: RwSignal<bool>,
) -> impl IntoView {
    let desk = desk();
    let account_name =
        move || desk.session.with(|session| session.as_ref().map(|session| session.account_name.clone()));
    let user = Memo::new(move |_| desk.user());
    view! {
        <header class="side-bar">
            <p class="side-bar__account foreign-text">
                <span class="side-bar__mark" aria-hidden="true"><Icon sign=Sign::Logo/></span>
                <bdi class="side-bar__account-name">{account_name}</bdi>
            </p>
            <nav aria-label=text::VIEWS>
                <ul class="side-bar__views">
                    {View::ALL.map(|of| view! { <ViewLink of navigation/> }).collect_view()}
                </ul>
            </nav>
            <Inboxes navigation/>
            <div class="side-bar__foot">
                <ConnectionState/>
                <PresenceEntry navigation/>
                <SettingsLink navigation is_changed/>
                <button class="side-bar__entry side-bar__shortcuts" type="button" on:click=move |_| desk.is_help_open.set(true)>
                    <Icon sign=Sign::Keyboard/>
                    <span>{text::SHORTCUTS}</span>
                </button>
                <button
                    class="side-bar__entry side-bar__user" type="button" data-testid="profile"
                    aria-haspopup="dialog" on:click=move |_| desk.is_profile_open.set(true)
                >
                    {move || user.get().map(|user| view! {
                        <UserAvatar user=Signal::stored(user.clone())/>
                        <bdi class="side-bar__user-name">{user.name}</bdi>
                    })}
                    <span class="visually-hidden">{text::PROFILE}</span>
                </button>
            </div>
        </header>
    }
}
