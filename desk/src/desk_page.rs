//! The desk itself: side bar, list, conversation, the dialogs above them, and what single keys do.

use leptos::prelude::*;
use pulina_shared::ids::AccountId;
use pulina_shared::wire::help_desk::Session;

use crate::app::Engine;
use crate::conversation_pane::{ConversationPane, Means};
use crate::dialog::Dialog;
use crate::help_dialog::HelpDialog;
use crate::keyboard::{focus, focus_soon, listen};
use crate::place::Place;
use crate::presence::{SetAwayBanner, follow_hours};
use crate::profile_dialog::ProfileDialog;
use crate::proof_dialog::ProofDialog;
use crate::settings::{Settings, SettingsDoor};
use crate::shortcut::Shortcut;
use crate::side_bar::SideBar;
use crate::sign_in::SignInForm;
use crate::state::{Entry, fits};
use crate::status_bar::LinkBar;
use crate::text;
use crate::ticket_book::neighbour;
use crate::ticket_list::TicketList;

/// Carries out what a key meant.
fn act(engine: Engine, last_index: StoredValue<usize>, shortcut: Shortcut) {
    let Engine { desk, navigation, orders, .. } = engine;
    let (selected, has_settings) =
        desk.place.with_untracked(|place| (place.ticket, place.settings.is_some()));
    // What is not on screen is not acted on.
    if has_settings && !matches!(shortcut, Shortcut::Help | Shortcut::Show(_)) {
        return;
    }
    match shortcut {
        Shortcut::Next | Shortcut::Previous => {
            let is_forward = shortcut == Shortcut::Next;
            let of = desk.place.with_untracked(Place::list);
            let list = untrack(|| desk.list(of)).unwrap_or_default();
            if let Some(number) = neighbour(&list, selected, last_index.get_value(), is_forward) {
                navigation.open(number);
                focus_soon("[data-ticket][aria-current]");
            }
        }
        Shortcut::Reply => focus("#reply"),
        Shortcut::CloseOrReopen => {
            if let Some(number) = selected {
                orders.close_or_reopen(number);
            }
        }
        Shortcut::Take => {
            let is_free = |number| {
                desk.book
                    .with_untracked(|book| book.ticket(number).is_some_and(|ticket| ticket.owner.is_none()))
            };
            if let Some(number) = selected.filter(|&number| is_free(number)) {
                orders.take(number);
            }
        }
        Shortcut::Details => desk.toggle_details(),
        Shortcut::Help => desk.is_help_open.set(true),
        Shortcut::Show(view) => navigation.show(view),
    }
}

/// Remembers where the selected ticket stands, for when it leaves the list.
fn remember_index(engine: Engine, last_index: StoredValue<usize>) {
    Effect::new(move |_| {
        let place = engine.desk.place.get();
        let list = engine.desk.list(place.list()).unwrap_or_default();
        if let Some(index) = list.iter().position(|&number| Some(number) == place.ticket) {
            last_index.set_value(index);
        }
    });
}

/// On a phone the two screens take turns, and the focus goes with them.
fn focus_with_screens(engine: Engine) {
    let has_ticket = Memo::new(move |_| engine.desk.place.with(|place| place.ticket.is_some()));
    Effect::new(move |before: Option<bool>| {
        let has_ticket = has_ticket.get();
        let is_phone = fits("(max-width: 720px)");
        match before {
            Some(false) if has_ticket && is_phone => focus_soon("#conversation-name"),
            Some(true) if !has_ticket && is_phone => focus_soon(".ticket-list a"),
            _ => {}
        }
        has_ticket
    });
}

/// The sign-in form over the desk, after the session ended.
#[component]
fn SignInAgain(
    /// Takes the new session.
    engine: Engine,
    /// The team.
    account: AccountId,
) -> impl IntoView {
    let desk = engine.desk;
    let is_open = RwSignal::new(false);
    Effect::new(move |_| is_open.set(desk.entry.get() == Entry::SessionEnded));
    let on_session = Callback::new(move |session: Session| engine.welcome(session));
    let on_missing_account = Callback::new(|()| {});
    let email =
        move || desk.session.with_untracked(|session| session.as_ref().map(|session| session.email.clone()));
    view! {
        <Dialog is_open title=text::SIGN_IN_AGAIN is_required=true>
            <p class="dialog__text">{text::SIGN_IN_AGAIN_WHY}</p>
            <SignInForm account=account.clone() known_email=email().unwrap_or_default() on_session on_missing_account/>
        </Dialog>
    }
}

/// The desk.
#[component]
pub fn DeskPage(
    /// Everything that acts.
    engine: Engine,
    /// The team.
    account: AccountId,
) -> impl IntoView {
    let Engine { desk, socket, conversations, navigation, orders } = engine;
    let last_index = StoredValue::new(0_usize);
    remember_index(engine, last_index);
    focus_with_screens(engine);
    follow_hours(desk);
    listen(move |shortcut| {
        if desk.has_shortcuts.get_untracked() {
            act(engine, last_index, shortcut);
        }
    });
    let settings = Settings::new(desk, navigation);
    let has_settings = Memo::new(move |_| desk.place.with(|place| place.settings.is_some()));
    let screen = move || {
        desk.place.with(|place| match (&place.settings, place.ticket) {
            (Some(_), _) => "settings",
            (None, Some(_)) => "conversation",
            (None, None) => "list",
        })
    };
    let sign_out = Callback::new(move |()| {
        if navigation.may_leave_desk(settings.is_changed.get_untracked()) {
            engine.sign_out();
        }
    });
    let means = Means { navigation, orders, conversations };
    let is_lasting = desk.device.with_value(|device| {
        device.as_ref().is_some_and(pulina_browser::device_storage::DeviceStorage::is_lasting)
    });
    view! {
        <div class="desk-page">
            <LinkBar link=desk.link on_try=Callback::new(move |()| socket.nudge())/>
            {(!is_lasting).then(|| view! { <p class="banner banner--warning" role="status">{text::STORAGE_BLOCKED}</p> })}
            <div role="alert">
                {move || desk.alert.get().map(|sentence| view! {
                    <p class="banner banner--danger">
                        <span>{sentence}</span>
                        <button class="button button--small button--quiet" type="button" on:click=move |_| desk.alert.set(None)>
                            {text::DISMISS}
                        </button>
                    </p>
                })}
            </div>
            <SetAwayBanner/>
            <div class="desk" data-screen=screen class:desk--with-details=move || desk.has_details.get()>
                <SideBar navigation is_changed=settings.is_changed/>
                <main class="desk__main">
                    <h1 class="visually-hidden">{text::HELP_DESK}</h1>
                    {move || if has_settings.get() {
                        view! { <SettingsDoor settings/> }.into_any()
                    } else {
                        view! { <TicketList navigation socket/><ConversationPane means/> }.into_any()
                    }}
                </main>
            </div>
            <div class="visually-hidden" role="status" aria-live="polite" aria-atomic="false"
                data-testid="announcements" node_ref=desk.announcements></div>
        </div>
        <ProfileDialog navigation on_sign_out=sign_out/>
        <HelpDialog/>
        <ProofDialog/>
        <SignInAgain engine account/>
    }
}
