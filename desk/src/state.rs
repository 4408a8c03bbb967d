//! What the whole desk shares: who is signed in, the tickets, the place, the people. Plain data in
//! signals; components get it from the context and derive what they show.

use std::collections::BTreeMap;
use std::ops::Deref;

use leptos::html;
use leptos::prelude::*;
use pulina_browser::aloud;
use pulina_browser::device_storage::DeviceStorage;
use pulina_shared::connection::Link;
use pulina_shared::ids::{ChannelId, TicketNumber, UserId};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::PublicUser;
use pulina_shared::wire::help_desk::{ChannelSummary, Session, Ticket};
use pulina_shared::wire::presence::Presence;
use pulina_shared::wire::teams::InboxSummary;
use pulina_shared::wire::users::Role;

use crate::place::Place;
use crate::text;
use crate::ticket_book::{ListOf, TicketBook};

/// Whether the agent may work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// The server is being asked.
    Asking,
    /// The server could not be asked; why.
    Unreachable(String),
    /// Nobody is signed in.
    SignedOut,
    /// Somebody is.
    SignedIn,
    /// Somebody was; the desk stays on screen behind the form.
    SessionEnded,
}

/// How reading a list stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Loading {
    #[default]
    Idle,
    Running,
    Failed(String),
}

/// The shared state. One for as long as the page lives, so copying it costs a pointer.
#[derive(Clone, Copy, Debug)]
pub struct Desk(&'static Shared);

impl Deref for Desk {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        self.0
    }
}

/// What the handle leads to.
#[derive(Debug)]
pub struct Shared {
    pub entry: RwSignal<Entry>,
    pub session: RwSignal<Option<Session>>,
    /// Colleagues by id, in their newest form.
    pub people: RwSignal<BTreeMap<UserId, PublicUser>>,
    pub book: RwSignal<TicketBook>,
    pub loading: RwSignal<Loading>,
    pub place: RwSignal<Place>,
    /// The help desk's link.
    pub link: RwSignal<Link>,
    /// Moves every half minute, for times such as "5 min".
    pub now: RwSignal<Timestamp>,
    /// The page is in front of the agent and has the focus.
    pub is_watched: RwSignal<bool>,
    /// Where sentences are said aloud, politely.
    pub announcements: NodeRef<html::Div>,
    /// Something that failed and concerns the whole desk.
    pub alert: RwSignal<Option<String>>,
    pub is_profile_open: RwSignal<bool>,
    pub is_help_open: RwSignal<bool>,
    pub has_details: RwSignal<bool>,
    pub has_shortcuts: RwSignal<bool>,
    /// What this user keeps on this device.
    pub device: StoredValue<Option<DeviceStorage>, LocalStorage>,
}

impl Desk {
    /// A desk that knows nothing yet.
    pub fn new(place: Place, now: Timestamp) -> Self {
        Self(Box::leak(Box::new(Shared {
            entry: RwSignal::new(Entry::Asking),
            session: RwSignal::new(None),
            people: RwSignal::default(),
            book: RwSignal::default(),
            loading: RwSignal::default(),
            place: RwSignal::new(place),
            link: RwSignal::new(Link::Idle),
            now: RwSignal::new(now),
            is_watched: RwSignal::new(true),
            announcements: NodeRef::new(),
            alert: RwSignal::default(),
            is_profile_open: RwSignal::new(false),
            is_help_open: RwSignal::new(false),
            has_details: RwSignal::new(true),
            has_shortcuts: RwSignal::new(true),
            device: StoredValue::new_local(None),
        })))
    }

    /// Somebody signed in.
    pub fn welcome(self, session: Session) {
        let users = session.users.iter().cloned().chain([session.user.clone()]);
        self.people.set(users.map(|user| (user.id.clone(), user)).collect());
        let device = DeviceStorage::open(format!("pulina.desk.{}.", session.user.id));
        self.has_details.set(is_wide() && device.read("details").as_deref() != Some("hidden"));
        self.has_shortcuts.set(device.read("shortcuts").as_deref() != Some("off"));
        self.device.set_value(Some(device));
        self.session.set(Some(session));
        self.entry.set(Entry::SignedIn);
    }

    /// The server does not know the session any more.
    pub fn session_ended(self) {
        if self.entry.get_untracked() == Entry::SignedIn {
            self.entry.set(Entry::SessionEnded);
        }
    }

    /// A profile in its newest form.
    pub fn receive_person(self, user: PublicUser) {
        self.session.update(|session| {
            if let Some(session) = session.as_mut().filter(|session| session.user.id == user.id) {
                session.user = user.clone();
            }
        });
        self.people.update(|people| {
            people.insert(user.id.clone(), user);
        });
    }

    /// The signed-in user. Tracks.
    pub fn user(self) -> Option<PublicUser> {
        self.session.with(|session| session.as_ref().map(|session| session.user.clone()))
    }

    /// What the signed-in user may do. Tracks.
    pub fn role(self) -> Role {
        self.session.with(|session| session.as_ref().map_or(Role::Agent, |session| session.role))
    }

    /// The signed-in user's id, without tracking.
    pub fn user_id(self) -> Option<UserId> {
        self.session.with_untracked(|session| session.as_ref().map(|session| session.user.id.clone()))
    }

    /// Whether the signed-in user takes new work. Tracks.
    pub fn presence(self) -> Option<Presence> {
        self.session.with(|session| session.as_ref().map(|session| session.presence.clone()))
    }

    /// The same in its newest form.
    pub fn receive_presence(self, presence: Presence) {
        self.session.update(|session| {
            if let Some(session) = session {
                session.presence = presence;
            }
        });
    }

    /// Where others book a time with the signed-in user. Tracks.
    pub fn meetings_link(self) -> Option<String> {
        self.session.with(|session| session.as_ref().and_then(|session| session.meetings_link.clone()))
    }

    /// The same in its newest form.
    pub fn receive_meetings_link(self, link: Option<String>) {
        self.session.update(|session| {
            if let Some(session) = session {
                session.meetings_link = link;
            }
        });
    }

    /// The inboxes of the signed-in user. Tracks.
    pub fn inboxes(self) -> Vec<InboxSummary> {
        self.session.with(|session| session.as_ref().map(|it| it.inboxes.clone())).unwrap_or_default()
    }

    /// The same in their newest form.
    pub fn receive_inboxes(self, inboxes: Vec<InboxSummary>) {
        self.session.update(|session| {
            if let Some(session) = session {
                session.inboxes = inboxes;
            }
        });
    }

    /// The public name of a colleague. Tracks.
    pub fn name_of(self, user: &UserId) -> String {
        self.people.with(|people| {
            people.get(user).map_or_else(|| text::COLLEAGUE.to_owned(), |user| user.name.clone())
        })
    }

    /// The name of a channel. Tracks.
    pub fn channel_name(self, channel: &ChannelId) -> String {
        self.session.with(|session| {
            let channels = session.iter().flat_map(|session| &session.channels);
            let name = channels
                .into_iter()
                .find(|summary| summary.id == *channel)
                .map(|summary| summary.name.clone());
            name.unwrap_or_else(|| text::CHANNEL_UNKNOWN.to_owned())
        })
    }

    /// This channel, or where none is named the first, without tracking.
    pub fn channel_or_first(self, channel: Option<&ChannelId>) -> Option<ChannelId> {
        let first = || {
            self.session.with_untracked(|session| {
                session.as_ref()?.channels.first().map(|channel| channel.id.clone())
            })
        };
        channel.cloned().or_else(first)
    }

    /// The channels in their newest form.
    pub fn receive_channels(self, channels: Vec<ChannelSummary>) {
        self.session.update(|session| {
            if let Some(session) = session {
                session.channels = channels;
            }
        });
    }

    /// A channel in its newest form.
    pub fn receive_channel(self, channel: ChannelSummary) {
        self.session.update(|session| {
            let Some(session) = session else { return };
            match session.channels.iter_mut().find(|known| known.id == channel.id) {
                Some(known) => *known = channel,
                None => session.channels.push(channel),
            }
        });
    }

    /// The tickets of a list in order. Tracks.
    pub fn list(self, of: ListOf) -> Option<Vec<TicketNumber>> {
        let user = self.session.with(|session| session.as_ref().map(|session| session.user.id.clone()))?;
        self.book.with(|book| book.list(of, &user))
    }

    /// One ticket. Tracks.
    pub fn ticket(self, number: TicketNumber) -> Option<Ticket> {
        self.book.with(|book| book.ticket(number).cloned())
    }

    /// Reads what this user keeps on this device.
    pub fn read_device(self, name: &str) -> Option<String> {
        self.device.with_value(|device| device.as_ref()?.read(name))
    }

    /// Keeps something for this user on this device; an empty text is forgotten.
    pub fn keep_on_device(self, name: &str, value: &str) {
        self.device.with_value(|device| match device {
            Some(device) if value.is_empty() => device.remove(name),
            Some(device) => device.write(name, value),
            None => {}
        });
    }

    /// Shows or hides the details. Only where they have their own column is that kept for next time;
    /// elsewhere they cover the conversation and begin hidden.
    pub fn toggle_details(self) {
        let has_details = !self.has_details.get_untracked();
        self.has_details.set(has_details);
        if is_wide() {
            self.keep_on_device("details", if has_details { "" } else { "hidden" });
        }
    }

    /// Says something aloud; the same text again is said again.
    pub fn announce(self, sentence: &str) {
        if let Some(region) = self.announcements.get_untracked() {
            aloud::say(&region, sentence);
        }
    }
}

/// Whether the details have a column of their own.
pub fn is_wide() -> bool {
    fits("(min-width: 1281px)")
}

/// Whether the window fits this media query.
pub fn fits(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|query| query.matches())
}

/// The shared state, from the context that the app provides.
pub fn desk() -> Desk {
    expect_context::<Desk>()
}
