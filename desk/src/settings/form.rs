//! The settings of the channel while they are being changed. What was typed lives as long as the page:
//! it survives a look at the tickets, every refusal and a change by somebody else. What can be read is
//! kept in the channel's draft by itself; visitors have it when it is published.

use std::sync::Arc;

use futures_util::lock::Mutex;
use leptos::ev;
use leptos::prelude::*;
use pulina_browser::clock::Timer;
use pulina_shared::ids::ChannelId;
use pulina_shared::language::Language;
use pulina_shared::settings::diff;
use pulina_shared::wire::availability::AvailabilitySettings;
use pulina_shared::wire::channel::ChannelSettings;
use pulina_shared::wire::http::StoredSettings;
use pulina_shared::wire::publishing::{Changes, Draft};

mod turns;

use super::mistake::Mistake;
use super::typed::Typed;
use crate::keyboard::focus_soon;
use crate::navigation::Navigation;
use crate::settings_place::{ChannelTab, SettingsPlace};
use crate::state::Desk;
use crate::text;

/// So long nothing is typed before the draft is kept.
const PAUSE_MS: u64 = 700;

/// How the form stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// The settings are not here yet.
    #[default]
    Loading,
    /// They could not be read; why.
    Unread(String),
    /// They can be changed.
    Ready,
    /// What was typed is on its way.
    Keeping,
    Publishing,
    /// Nothing was changed since it was published from here.
    Published,
    /// What was wanted was not done; why.
    Refused(String),
    /// Somebody else changed the draft, or published; this is how it stands.
    Overtaken(Box<Draft>),
}

/// What is asked about the draft, and when.
#[derive(Default)]
struct Asking {
    /// Until what was typed is kept.
    pause: Option<Timer>,
    /// Held by what is being asked.
    turn: Arc<Mutex<()>>,
}

/// The form.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    pub desk: Desk,
    navigation: Navigation,
    /// Whose settings these are, as long as the form lives.
    channel: StoredValue<ChannelId>,
    /// The draft as the server has it.
    draft: RwSignal<Option<Draft>>,
    /// What visitors have.
    pub published: RwSignal<Option<StoredSettings>>,
    pub typed: RwSignal<Typed>,
    pub mistake: RwSignal<Option<Mistake>>,
    pub standing: RwSignal<Standing>,
    /// Whose texts are on screen.
    pub language: RwSignal<Language>,
    /// Something is typed that is not kept.
    pub is_changed: Memo<bool>,
    /// In what the draft differs from what visitors have.
    pub changes: Memo<Changes>,
    /// What stood in a draft that was thrown away, until something else is typed.
    pub thrown: RwSignal<Option<Typed>>,
    asking: StoredValue<Asking, LocalStorage>,
}

impl Form {
    /// A form that has read nothing yet.
    pub fn new(desk: Desk, navigation: Navigation, channel: ChannelId) -> Self {
        let draft = RwSignal::new(None::<Draft>);
        let published = RwSignal::new(None::<StoredSettings>);
        let typed = RwSignal::new(Typed::of(&ChannelSettings::default()));
        let is_changed = Memo::new(move |_| {
            draft.with(|draft| {
                draft.as_ref().is_some_and(|it| typed.with(|typed| *typed != Typed::of(&it.settings)))
            })
        });
        let changes = Memo::new(move |_| {
            draft.with(|draft| {
                published.with(|published| match (draft, published) {
                    (Some(draft), Some(published)) => diff(&published.settings, &draft.settings),
                    _ => Changes::default(),
                })
            })
        });
        Self {
            desk,
            navigation,
            channel: StoredValue::new(channel),
            draft,
            published,
            typed,
            mistake: RwSignal::default(),
            standing: RwSignal::default(),
            language: RwSignal::default(),
            is_changed,
            changes,
            thrown: RwSignal::default(),
            asking: StoredValue::new_local(Asking::default()),
        }
    }

    /// The browser asks before the page is left with something typed that is not kept.
    pub fn keeps_from_leaving(self) {
        let listener = window_event_listener(ev::beforeunload, move |event| {
            if self.is_changed.get_untracked() && !self.navigation.is_leaving() {
                event.prevent_default();
            }
        });
        on_cleanup(move || listener.remove());
    }

    /// Whose settings these are.
    pub fn channel(self) -> ChannelId {
        self.channel.get_value()
    }

    /// Reads the settings, unless they are here.
    pub fn load(self) {
        if self.draft.with_untracked(Option::is_none) {
            self.load_anew();
        }
    }

    /// Reads the settings, which were changed elsewhere on this page, unless that loses what is typed.
    pub fn load_again(self) {
        if !self.is_changed.get_untracked() {
            self.load_anew();
        }
    }

    /// Somebody typed or chose.
    pub fn change(self, change: impl FnOnce(&mut Typed)) {
        self.typed.update(change);
        self.mistake.set(None);
        self.thrown.set(None);
        // What is under way goes on, and what has to be decided stays.
        if !matches!(
            self.standing.get_untracked(),
            Standing::Keeping | Standing::Publishing | Standing::Overtaken(_)
        ) {
            self.standing.set(Standing::Ready);
        }
        self.keep_soon();
    }

    fn keep_soon(self) {
        self.pause(Some(Timer::after(PAUSE_MS, move || self.keep())));
    }

    fn pause(self, pause: Option<Timer>) {
        self.asking.update_value(|asking| asking.pause = pause);
    }

    /// Throws the draft away, from where it can be put back.
    pub fn throw_away(self) {
        self.thrown.set(Some(self.typed.get_untracked()));
        self.discard();
    }

    /// Puts back what was thrown away.
    pub fn put_back(self) {
        if let Some(thrown) = self.thrown.get_untracked() {
            self.change(|typed| *typed = thrown);
        }
    }

    /// Takes what somebody else has made, in place of what is typed.
    pub fn take_theirs(self) {
        let Standing::Overtaken(theirs) = self.standing.get_untracked() else { return };
        if theirs.based_on < theirs.published {
            // What they made is public; the draft stands in its way.
            self.standing.set(Standing::Ready);
            self.discard();
        } else {
            self.take(*theirs);
            self.standing.set(Standing::Ready);
        }
    }

    /// When somebody answers, as it is published.
    pub fn published_availability(self) -> Option<AvailabilitySettings> {
        self.published.with_untracked(|it| Some(it.as_ref()?.settings.availability.clone()))
    }

    fn take(self, draft: Draft) {
        self.typed.set(Typed::of(&draft.settings));
        self.draft.set(Some(draft));
        self.mistake.set(None);
    }

    /// Shows the field at fault, wherever it stands, and gives it the focus, unless the agent has left
    /// for something else.
    fn show(self, mistake: Mistake) {
        self.standing.set(Standing::Refused(text::SETTINGS_MISTAKE.to_owned()));
        let mut parts = mistake.pointer.split('/').skip_while(|part| !["texts", "labels"].contains(part));
        if let Some(language) = parts.nth(1).and_then(Language::parse) {
            self.language.set(language);
        }
        let tab = ChannelTab::of(&mistake.pointer);
        self.mistake.set(Some(mistake));
        if let Some(place) = self.place_of(tab) {
            self.navigation.show_settings(place);
            focus_soon("[aria-invalid='true']");
        }
    }

    /// The way to a part of this channel, as the address names it, if the channel is on screen.
    fn place_of(self, tab: ChannelTab) -> Option<SettingsPlace> {
        let own = self.channel();
        self.desk.place.with_untracked(|place| match &place.settings {
            Some(SettingsPlace::Channel(channel, _)) => {
                let is_own = self.desk.channel_or_first(channel.as_ref()).as_ref() == Some(&own);
                is_own.then(|| SettingsPlace::Channel(channel.clone(), tab))
            }
            _ => None,
        })
    }
}
