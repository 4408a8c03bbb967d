//! The root: which page is on screen, and what the whole desk does with keys, the page's own events
//! and the end of a session.

use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::clock::{Timer, now};
use pulina_browser::device_storage::DeviceStorage;
use pulina_browser::page::{self, PageEvent, PageEvents};
use pulina_shared::ids::AccountId;
use pulina_shared::time::{MINUTE_MS, Timestamp};
use pulina_shared::wire::help_desk::{Session, View};

use crate::desk_page::DeskPage;
use crate::help_desk_socket::HelpDeskSocket;
use crate::invitation::{self, InvitationPage};
use crate::live::LiveConversations;
use crate::navigation::{Navigation, place_in_address};
use crate::order::Orders;
use crate::sign_in::{NoticePage, SignInPage};
use crate::state::{Desk, Entry};
use crate::{api, text};

/// Times on screen move this often.
const TICK_MS: u64 = MINUTE_MS / 2;
/// Under this name the device remembers that somebody was signed in, for the page's first picture.
const SIGNED_IN: &str = "signed_in";

/// The account in the page's address: none, one that cannot be, or one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    Missing,
    Wrong,
    Of(AccountId),
}

impl Address {
    /// Reads what the server wrote into the page.
    pub fn parse(account: &str) -> Self {
        match AccountId::parse(account) {
            Ok(account) => Self::Of(account),
            Err(_) if account.is_empty() => Self::Missing,
            Err(_) => Self::Wrong,
        }
    }
}

/// Everything that acts, for the pages below.
#[derive(Clone, Copy)]
pub struct Engine {
    pub desk: Desk,
    pub socket: HelpDeskSocket,
    pub conversations: LiveConversations,
    pub navigation: Navigation,
    pub orders: Orders,
}

impl Engine {
    fn new(at: Timestamp) -> Self {
        let desk = Desk::new(place_in_address(), at);
        Self {
            desk,
            socket: HelpDeskSocket::new(desk),
            conversations: LiveConversations::new(desk),
            navigation: Navigation::new(desk.place),
            orders: Orders::new(desk),
        }
    }

    /// Somebody signed in, for the first time on this page or again.
    pub fn welcome(self, session: Session) {
        remember_sign_in(Some(&session.account));
        let user_before = self.desk.user_id();
        let is_again = user_before.as_ref() == Some(&session.user.id);
        if user_before.is_some() && !is_again {
            // Nothing of the one before is left: another user begins with an empty page.
            reload();
            return;
        }
        self.desk.welcome(session);
        self.conversations.take_up_unsent();
        if is_again {
            self.conversations.begin_again();
            self.socket.begin_again();
        }
    }

    /// Signs out and leaves nothing on screen.
    pub fn sign_out(self) {
        spawn_local(async move {
            match api::sign_out().await {
                Err(error) if !api::is_signed_out(&error) => {
                    self.navigation.stays();
                    self.desk.is_profile_open.set(false);
                    self.desk.announce(&api::explain(&error));
                    self.desk.alert.set(Some(api::explain(&error)));
                }
                _ => {
                    remember_sign_in(None);
                    self.socket.end();
                    self.conversations.end();
                    reload();
                }
            }
        });
    }
}

fn reload() {
    // A page that cannot be reloaded stays as it is.
    let _ = window().location().reload();
}

fn remember_sign_in(account: Option<&AccountId>) {
    let device = DeviceStorage::open("pulina.desk.");
    match account {
        Some(account) => device.write(SIGNED_IN, account.as_str()),
        None => device.remove(SIGNED_IN),
    }
}

/// Asks who is signed in.
fn ask(engine: Engine, account: AccountId) {
    engine.desk.entry.set(Entry::Asking);
    spawn_local(async move {
        match api::session().await {
            Ok(session) if session.account == account => engine.welcome(session),
            // A session of another team does not help here.
            Ok(_) => engine.desk.entry.set(Entry::SignedOut),
            Err(error) if api::is_signed_out(&error) => {
                remember_sign_in(None);
                engine.desk.entry.set(Entry::SignedOut);
            }
            Err(error) => engine.desk.entry.set(Entry::Unreachable(api::explain(&error))),
        }
    });
}

fn tick(desk: Desk, timer: StoredValue<Option<Timer>, LocalStorage>) {
    desk.now.set(now());
    timer.set_value(Some(Timer::after(TICK_MS, move || tick(desk, timer))));
}

/// Follows the page: whether somebody looks at it, whether there is a network, what time it is.
fn follow_page(engine: Engine) {
    let Engine { desk, socket, .. } = engine;
    let watch = move || desk.is_watched.set(page::is_visible() && document().has_focus().unwrap_or(true));
    let events = PageEvents::listen(move |event| {
        watch();
        if let PageEvent::Visible | PageEvent::Online | PageEvent::Restored = event {
            desk.now.set(now());
            socket.nudge();
        }
    });
    let _kept = StoredValue::new_local(events);
    let focus = window_event_listener(leptos::ev::focus, move |_| watch());
    let blur = window_event_listener(leptos::ev::blur, move |_| watch());
    on_cleanup(move || {
        focus.remove();
        blur.remove();
    });
    watch();
    tick(desk, StoredValue::new_local(None));
    Effect::new(move |_| {
        let n_waiting = desk.session.with(|session| {
            session.as_ref().map_or(0, |session| desk.book.with(|book| book.n_waiting(&session.user.id)))
        });
        document().set_title(&text::page_title(n_waiting));
    });
    Effect::new(move |_| {
        if desk.entry.get() != Entry::Asking
            && let Some(waiting) = document().get_element_by_id("waiting")
        {
            waiting.remove();
        }
    });
}

/// The root.
#[component]
pub fn App(
    /// Whose desk.
    address: Address,
) -> impl IntoView {
    let engine = Engine::new(now());
    provide_context(engine.desk);
    let account = match address {
        Address::Of(account) => account,
        Address::Missing | Address::Wrong => {
            engine.desk.entry.set(Entry::SignedOut);
            follow_page(engine);
            let (title, sentence) = match address {
                Address::Missing => (text::ACCOUNT_MISSING, text::ACCOUNT_MISSING_WHY),
                _ => (text::ACCOUNT_WRONG, text::ACCOUNT_WRONG_WHY),
            };
            return view! { <NoticePage title sentence/> }.into_any();
        }
    };
    follow_page(engine);
    let invitation = RwSignal::new(invitation::in_address());
    if invitation.with_untracked(Option::is_none) {
        ask(engine, account.clone());
    } else {
        engine.desk.entry.set(Entry::SignedOut);
    }
    let is_account_missing = RwSignal::new(false);
    // A session that ended keeps the desk on screen, with its drafts.
    let page = Memo::new(move |_| match engine.desk.entry.get() {
        Entry::SessionEnded => Entry::SignedIn,
        entry => entry,
    });
    let on_session = Callback::new(move |session| engine.welcome(session));
    let on_accepted = Callback::new(move |session| {
        engine.navigation.show(View::default());
        engine.welcome(session);
        invitation.set(None);
    });
    let on_missing_account = Callback::new(move |()| is_account_missing.set(true));
    (move || match page.get() {
        Entry::Asking => ().into_any(),
        _ if invitation.with(Option::is_some) => {
            let secret = invitation.get().unwrap_or_default();
            view! { <InvitationPage account=account.clone() secret navigation=engine.navigation on_session=on_accepted/> }.into_any()
        }
        _ if is_account_missing.get() => {
            view! { <NoticePage title=text::ACCOUNT_WRONG sentence=text::ACCOUNT_WRONG_WHY/> }.into_any()
        }
        Entry::Unreachable(sentence) => {
            let again = account.clone();
            let on_try = Callback::new(move |()| ask(engine, again.clone()));
            view! { <NoticePage title=text::SESSION_UNREACHABLE sentence button=(text::TRY_AGAIN, on_try)/> }
                .into_any()
        }
        Entry::SignedOut => {
            view! { <SignInPage account=account.clone() on_missing_account on_session/> }.into_any()
        }
        Entry::SignedIn | Entry::SessionEnded => {
            view! { <DeskPage engine account=account.clone()/> }.into_any()
        }
    })
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_of_no_account_is_told_from_a_wrong_one() {
        assert_eq!(Address::parse(""), Address::Missing);
        assert_eq!(Address::parse("acc_short"), Address::Wrong);
        let account = AccountId::new([3; 10]);
        assert_eq!(Address::parse(account.as_str()), Address::Of(account));
    }
}
