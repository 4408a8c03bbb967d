//! The settings of the channel while they are being changed. What was typed lives as long as the page:
//! it survives a look at the tickets, every refusal and a change by somebody else.

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::http::RequestError;
use pulina_shared::ids::ChannelId;
use pulina_shared::language::Language;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::wire::availability::AvailabilitySettings;
use pulina_shared::wire::channel::ChannelSettings;
use pulina_shared::wire::http::StoredSettings;

use super::typed::Typed;
use crate::keyboard::focus_soon;
use crate::navigation::Navigation;
use crate::place::SettingsTab;
use crate::reading::note;
use crate::state::Desk;
use crate::{api, text};

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
    Saving,
    Saved,
    /// They were not saved; why.
    Refused(String),
    /// Somebody else saved since they were read; these are theirs.
    Overtaken(Box<StoredSettings>),
}

/// A field that cannot be used, by its JSON pointer, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub pointer: String,
    pub sentence: String,
}

impl Mistake {
    fn of(rejection: &Rejection) -> Self {
        let pointer = rejection.pointer.as_deref().unwrap_or_default().to_owned();
        let sentence = text::settings_mistake(rejection.code, &pointer, rejection.limit);
        Self { pointer, sentence }
    }

    /// Whether it is of the field with this pointer, or of a line in it.
    pub fn is_of(&self, pointer: &str) -> bool {
        self.pointer.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// The form.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    desk: Desk,
    navigation: Navigation,
    stored: RwSignal<Option<StoredSettings>>,
    pub typed: RwSignal<Typed>,
    pub mistake: RwSignal<Option<Mistake>>,
    pub standing: RwSignal<Standing>,
    /// Whose texts are on screen.
    pub language: RwSignal<Language>,
    /// Something is typed that is not saved.
    pub is_changed: Memo<bool>,
}

impl Form {
    /// A form that has read nothing yet.
    pub fn new(desk: Desk, navigation: Navigation) -> Self {
        let stored = RwSignal::new(None::<StoredSettings>);
        let typed = RwSignal::new(Typed::of(&ChannelSettings::default()));
        let is_changed = Memo::new(move |_| {
            stored.with(|stored| {
                stored.as_ref().is_some_and(|it| typed.with(|typed| *typed != Typed::of(&it.settings)))
            })
        });
        Self {
            desk,
            navigation,
            stored,
            typed,
            mistake: RwSignal::default(),
            standing: RwSignal::default(),
            language: RwSignal::default(),
            is_changed,
        }
    }

    /// The browser asks before the page is left with something typed.
    pub fn keeps_from_leaving(self) {
        let listener = window_event_listener(ev::beforeunload, move |event| {
            if self.is_changed.get_untracked() {
                event.prevent_default();
            }
        });
        on_cleanup(move || listener.remove());
    }

    /// The account's channel.
    pub fn channel(self) -> Option<ChannelId> {
        self.desk.session.with(|session| session.as_ref()?.channels.first().map(|channel| channel.id.clone()))
    }

    /// Reads the settings, unless they are here.
    pub fn load(self) {
        if self.stored.with_untracked(Option::is_some) {
            return;
        }
        let Some(channel) = untrack(|| self.channel()) else { return };
        self.standing.set(Standing::Loading);
        spawn_local(async move {
            match api::settings(&channel).await {
                Ok(stored) => {
                    self.language.set(stored.settings.language);
                    self.take(stored);
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
        // What is under way goes on, and what has to be decided stays.
        if !matches!(self.standing.get_untracked(), Standing::Saving | Standing::Overtaken(_)) {
            self.standing.set(Standing::Ready);
        }
    }

    /// Takes back what is not saved.
    pub fn undo(self) {
        if let Some(stored) = self.stored.get_untracked() {
            self.take(stored);
            self.standing.set(Standing::Ready);
        }
    }

    /// Saves; visitors have it within a minute.
    pub fn save(self) {
        let revision = self.stored.with_untracked(|stored| stored.as_ref().map(|stored| stored.revision));
        if let Some(revision) = revision {
            self.save_over(revision);
        }
    }

    /// Takes what somebody else has saved, in place of what is typed.
    pub fn take_theirs(self) {
        if let Standing::Overtaken(theirs) = self.standing.get_untracked() {
            self.take(*theirs);
            self.standing.set(Standing::Ready);
        }
    }

    /// Saves what is typed over what somebody else has saved.
    pub fn keep_mine(self) {
        if let Standing::Overtaken(theirs) = self.standing.get_untracked() {
            self.save_over(theirs.revision);
        }
    }

    fn save_over(self, revision: u64) {
        if self.standing.get_untracked() == Standing::Saving {
            return;
        }
        let Some(channel) = untrack(|| self.channel()) else { return };
        match self.typed.with_untracked(Typed::read) {
            Ok(settings) => {
                self.standing.set(Standing::Saving);
                spawn_local(self.send(channel, StoredSettings { revision, settings }));
            }
            Err(rejection) => self.show(Mistake::of(&rejection)),
        }
    }

    async fn send(self, channel: ChannelId, settings: StoredSettings) {
        match api::change_settings(&channel, &settings).await {
            Ok(stored) => {
                // Somebody may have typed on meanwhile.
                let is_as_sent = self.typed.with_untracked(|typed| typed.read() == Ok(settings.settings));
                if is_as_sent {
                    self.take(stored);
                    self.standing.set(Standing::Saved);
                } else {
                    self.stored.set(Some(stored));
                    self.standing.set(Standing::Ready);
                }
            }
            Err(RequestError::Refused(problem))
                if Code::parse(&problem.code) == Some(Code::SettingsChanged) =>
            {
                self.standing.set(match api::settings(&channel).await {
                    Ok(theirs) => Standing::Overtaken(Box::new(theirs)),
                    Err(error) => Standing::Refused(api::explain(&error)),
                });
            }
            Err(error) => {
                note(self.desk, &error);
                self.standing.set(Standing::Refused(api::explain(&error)));
                if let RequestError::Refused(problem) = error
                    && let Some(pointer) =
                        problem.pointer.as_deref().and_then(|it| it.strip_prefix("/settings"))
                {
                    let pointer = pointer.to_owned();
                    self.show(Mistake { pointer, sentence: text::problem(&problem) });
                }
            }
        }
    }

    /// When somebody answers, as it is saved.
    pub fn saved_availability(self) -> Option<AvailabilitySettings> {
        self.stored.with_untracked(|stored| Some(stored.as_ref()?.settings.availability.clone()))
    }

    /// Takes over the picture that was saved by itself. What else is typed stays, and what somebody else
    /// saved meanwhile is still noticed.
    pub fn take_avatar(self, saved: StoredSettings) {
        let avatar = saved.settings.look.avatar.clone();
        self.typed.update(|typed| typed.settings.look.avatar.clone_from(&avatar));
        self.stored.update(|stored| {
            if let Some(stored) = stored {
                stored.settings.look.avatar = avatar;
                if stored.settings == saved.settings {
                    stored.revision = saved.revision;
                }
            }
        });
    }

    fn take(self, stored: StoredSettings) {
        self.typed.set(Typed::of(&stored.settings));
        self.stored.set(Some(stored));
        self.mistake.set(None);
    }

    /// Shows the field at fault, wherever it stands, and gives it the focus.
    fn show(self, mistake: Mistake) {
        let mut parts = mistake.pointer.split('/').skip_while(|part| !["texts", "labels"].contains(part));
        if let Some(language) = parts.nth(1).and_then(Language::parse) {
            self.language.set(language);
        }
        self.navigation.show_settings(SettingsTab::of(&mistake.pointer));
        self.standing.set(Standing::Refused(text::SETTINGS_MISTAKE.to_owned()));
        self.mistake.set(Some(mistake));
        focus_soon("[aria-invalid='true']");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistake_in_a_line_is_of_its_field() {
        let mistake = Mistake { pointer: "/allowed_origins/2".to_owned(), sentence: String::new() };
        assert!(mistake.is_of("/allowed_origins") && !mistake.is_of("/allowed") && !mistake.is_of("/look"));
    }
}
