//! The settings of the channel while they are being changed. What was typed lives as long as the page:
//! it survives a look at the tickets, every refusal and a change by somebody else. What can be read is
//! kept in the channel's draft by itself; visitors have it when it is published.

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::clock::Timer;
use pulina_browser::http::RequestError;
use pulina_shared::ids::ChannelId;
use pulina_shared::language::Language;
use pulina_shared::problem::Code;
use pulina_shared::settings::diff;
use pulina_shared::wire::availability::AvailabilitySettings;
use pulina_shared::wire::channel::ChannelSettings;
use pulina_shared::wire::http::StoredSettings;
use pulina_shared::wire::publishing::{Changes, Draft, DraftChange};

use super::mistake::Mistake;
use super::typed::Typed;
use crate::keyboard::focus_soon;
use crate::navigation::Navigation;
use crate::reading::note;
use crate::settings_place::{ChannelTab, SettingsPlace};
use crate::state::Desk;
use crate::{api, text};

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
    pause: StoredValue<Option<Timer>, LocalStorage>,
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
            pause: StoredValue::new_local(None),
        }
    }

    /// The browser asks before the page is left with something typed that is not kept.
    pub fn keeps_from_leaving(self) {
        let listener = window_event_listener(ev::beforeunload, move |event| {
            if self.is_changed.get_untracked() {
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

    fn load_anew(self) {
        let channel = self.channel();
        self.standing.set(Standing::Loading);
        spawn_local(async move {
            match read(&channel).await {
                Ok((published, draft)) => {
                    self.language.set(draft.settings.language);
                    self.published.set(Some(published));
                    self.take(draft);
                    self.standing.set(Standing::Ready);
                }
                Err(error) => {
                    note(self.desk, &error);
                    self.standing.set(Standing::Unread(api::explain(&error)));
                }
            }
        });
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
        self.pause.set_value(Some(Timer::after(PAUSE_MS, move || self.keep())));
    }

    /// Keeps what was typed in the draft, if it can be read and is not kept already.
    fn keep(self) {
        if !self.is_changed.get_untracked() {
            return;
        }
        match self.standing.get_untracked() {
            // It is looked at again when that is over.
            Standing::Keeping | Standing::Publishing | Standing::Overtaken(_) => {}
            _ => match self.typed.with_untracked(Typed::read) {
                Ok(_) => spawn_local(async move {
                    self.kept().await;
                }),
                Err(rejection) => self.mistake.set(Some(Mistake::of(&rejection))),
            },
        }
    }

    /// Keeps everything that was typed; tells whether the draft is as the fields are.
    pub async fn kept(self) -> bool {
        self.pause.set_value(None);
        let Some((revision, based_on)) =
            self.draft.with_untracked(|draft| draft.as_ref().map(|draft| (draft.revision, draft.based_on)))
        else {
            return false;
        };
        !self.is_changed.get_untracked() || self.keep_over(revision, based_on).await
    }

    /// Keeps what is typed over the draft with this revision.
    async fn keep_over(self, revision: u64, based_on: u64) -> bool {
        let channel = self.channel();
        let settings = match self.typed.with_untracked(Typed::read) {
            Ok(settings) => settings,
            Err(rejection) => {
                self.show(Mistake::of(&rejection));
                return false;
            }
        };
        self.standing.set(Standing::Keeping);
        let change = DraftChange { revision, based_on, settings };
        match api::change_draft(&channel, &change).await {
            Ok(draft) => {
                self.standing.set(Standing::Ready);
                // Somebody may have typed on meanwhile.
                let is_as_sent =
                    self.typed.with_untracked(|typed| typed.read().as_ref() == Ok(&change.settings));
                if is_as_sent {
                    self.take(draft);
                } else {
                    self.draft.set(Some(draft));
                    self.keep_soon();
                }
                is_as_sent
            }
            Err(error) => {
                self.fail(&channel, error).await;
                false
            }
        }
    }

    /// Publishes what is typed; visitors have it within a minute.
    pub fn publish(self) {
        spawn_local(async move {
            if !self.kept().await {
                return;
            }
            let revision = self.draft.with_untracked(|draft| draft.as_ref().map(|draft| draft.revision));
            let (channel, Some(revision)) = (self.channel(), revision) else { return };
            self.standing.set(Standing::Publishing);
            match api::publish(&channel, revision).await {
                Ok(published) => self.read_again(&channel, Some(published)).await,
                Err(error) => self.fail(&channel, error).await,
            }
        });
    }

    /// What visitors have was changed from here: reads how everything stands now.
    pub async fn read_again(self, channel: &ChannelId, published: Option<StoredSettings>) {
        let published = match published {
            Some(published) => Ok(published),
            None => api::settings(channel).await,
        };
        match (published, api::draft(channel).await) {
            (Ok(published), Ok(draft)) => {
                self.published.set(Some(published));
                self.take(draft);
                self.standing.set(Standing::Published);
                self.desk.announce(text::PUBLISHED);
            }
            (Err(error), _) | (_, Err(error)) => self.fail(channel, error).await,
        }
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

    fn discard(self) {
        let channel = self.channel();
        self.pause.set_value(None);
        spawn_local(async move {
            match api::discard_draft(&channel).await {
                Ok(draft) => {
                    self.take(draft);
                    self.standing.set(Standing::Ready);
                }
                Err(error) => self.fail(&channel, error).await,
            }
        });
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

    /// Keeps what is typed over what somebody else has made.
    pub fn keep_mine(self) {
        if let Standing::Overtaken(theirs) = self.standing.get_untracked() {
            spawn_local(async move {
                self.keep_over(theirs.revision, theirs.published).await;
            });
        }
    }

    /// Something was refused. What somebody else did is asked for and shown.
    pub async fn fail(self, channel: &ChannelId, error: RequestError) {
        let is_overtaken = matches!(&error, RequestError::Refused(problem)
            if Code::parse(&problem.code) == Some(Code::SettingsChanged));
        if is_overtaken {
            match read(channel).await {
                Ok((published, theirs)) => {
                    self.published.set(Some(published));
                    self.standing.set(Standing::Overtaken(Box::new(theirs)));
                }
                Err(error) => self.standing.set(Standing::Refused(api::explain(&error))),
            }
            return;
        }
        note(self.desk, &error);
        self.standing.set(Standing::Refused(api::explain(&error)));
        if let RequestError::Refused(problem) = error
            && let Some(pointer) = problem.pointer.as_deref().and_then(|it| it.strip_prefix("/settings"))
        {
            let pointer = pointer.to_owned();
            self.show(Mistake { pointer, sentence: text::problem(&problem) });
        }
    }

    /// When somebody answers, as it is published.
    pub fn published_availability(self) -> Option<AvailabilitySettings> {
        self.published.with_untracked(|it| Some(it.as_ref()?.settings.availability.clone()))
    }

    /// Takes over the picture that was published by itself. What else is typed stays, and what somebody
    /// else changed meanwhile is still noticed.
    pub fn take_avatar(self, saved: StoredSettings) {
        let avatar = saved.settings.look.avatar.clone();
        self.typed.update(|typed| typed.settings.look.avatar.clone_from(&avatar));
        self.published.set(Some(saved));
        let channel = self.channel();
        spawn_local(async move {
            let Ok(newest) = api::draft(&channel).await else { return };
            self.draft.update(|draft| {
                if let Some(draft) = draft {
                    draft.settings.look.avatar = avatar;
                    if draft.settings == newest.settings {
                        *draft = newest;
                    }
                }
            });
        });
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

async fn read(channel: &ChannelId) -> Result<(StoredSettings, Draft), RequestError> {
    Ok((api::settings(channel).await?, api::draft(channel).await?))
}
