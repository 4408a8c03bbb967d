//! What the form asks about the draft. One thing is asked at a time, because each goes by the revision that
//! the one before it left; what is typed meanwhile stays, and is kept after it.

use futures_util::lock::OwnedMutexGuard;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::http::RequestError;
use pulina_shared::ids::ChannelId;
use pulina_shared::problem::Code;
use pulina_shared::wire::http::StoredSettings;
use pulina_shared::wire::publishing::{Draft, DraftChange};

use super::{Form, Standing};
use crate::reading::note;
use crate::settings::mistake::Mistake;
use crate::settings::typed::Typed;
use crate::{api, text};

impl Form {
    /// Waits until nothing else is asked about the draft; nothing is, as long as this is held.
    pub fn turn(self) -> impl Future<Output = OwnedMutexGuard<()>> {
        self.asking.with_value(|asking| asking.turn.clone().lock_owned())
    }

    pub(super) fn load_anew(self) {
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

    /// Keeps what was typed in the draft, if it can be read and is not kept already.
    pub(super) fn keep(self) {
        if !self.is_changed.get_untracked() || self.is_overtaken() {
            return;
        }
        match self.typed.with_untracked(Typed::read) {
            Ok(_) => spawn_local(async move {
                self.kept().await;
            }),
            Err(rejection) => self.mistake.set(Some(Mistake::of(&rejection))),
        }
    }

    fn is_overtaken(self) -> bool {
        self.standing.with_untracked(|it| matches!(it, Standing::Overtaken(_)))
    }

    /// Keeps everything that was typed; tells whether the draft is as the fields are.
    pub async fn kept(self) -> bool {
        let _turn = self.turn().await;
        self.keep_in_turn().await
    }

    async fn keep_in_turn(self) -> bool {
        self.pause(None);
        let Some((revision, based_on)) =
            self.draft.with_untracked(|draft| draft.as_ref().map(|draft| (draft.revision, draft.based_on)))
        else {
            return false;
        };
        // What somebody else has made has to be decided on first.
        !self.is_overtaken() && (!self.is_changed.get_untracked() || self.keep_over(revision, based_on).await)
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
        let channel = self.channel();
        spawn_local(async move {
            let _turn = self.turn().await;
            if !self.keep_in_turn().await {
                return;
            }
            let revision = self.draft.with_untracked(|draft| draft.as_ref().map(|draft| draft.revision));
            let Some(revision) = revision else { return };
            self.standing.set(Standing::Publishing);
            match api::publish(&channel, revision).await {
                Ok(published) => self.take_published(&channel, published, true).await,
                Err(error) => self.fail(&channel, error).await,
            }
        });
    }

    /// Something else is public from here: reads how the draft stands now, in place of what is typed.
    pub async fn read_again(self, channel: &ChannelId, published: StoredSettings) {
        self.take_published(channel, published, false).await;
    }

    async fn take_published(self, channel: &ChannelId, published: StoredSettings, keeps_typed: bool) {
        match api::draft(channel).await {
            Ok(draft) => {
                self.published.set(Some(published));
                if keeps_typed && self.is_changed.get_untracked() {
                    self.draft.set(Some(draft));
                    self.keep_soon();
                } else {
                    self.take(draft);
                }
                self.standing.set(Standing::Published);
                self.desk.announce(text::PUBLISHED);
            }
            Err(error) => self.fail(channel, error).await,
        }
    }

    pub(super) fn discard(self) {
        let channel = self.channel();
        self.pause(None);
        spawn_local(async move {
            let _turn = self.turn().await;
            match api::discard_draft(&channel).await {
                Ok(draft) => {
                    self.take(draft);
                    self.standing.set(Standing::Ready);
                }
                Err(error) => self.fail(&channel, error).await,
            }
        });
    }

    /// Keeps what is typed over what somebody else has made.
    pub fn keep_mine(self) {
        if let Standing::Overtaken(theirs) = self.standing.get_untracked() {
            spawn_local(async move {
                let _turn = self.turn().await;
                self.keep_over(theirs.revision, theirs.published).await;
            });
        }
    }

    /// Has another picture, or none, published by itself. What else is typed stays, and what somebody else
    /// changed meanwhile is still noticed.
    pub async fn publish_avatar(
        self,
        asked: impl Future<Output = Result<StoredSettings, RequestError>>,
    ) -> Result<(), RequestError> {
        let channel = self.channel();
        let _turn = self.turn().await;
        let saved = asked.await?;
        let avatar = saved.settings.look.avatar.clone();
        self.typed.update(|typed| typed.settings.look.avatar.clone_from(&avatar));
        self.published.set(Some(saved));
        // A draft that cannot be had now is asked for when what is typed is next kept.
        if let Ok(newest) = api::draft(&channel).await {
            self.draft.update(|draft| {
                if let Some(draft) = draft {
                    draft.settings.look.avatar = avatar;
                    if draft.settings == newest.settings {
                        *draft = newest;
                    }
                }
            });
        }
        Ok(())
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
}

async fn read(channel: &ChannelId) -> Result<(StoredSettings, Draft), RequestError> {
    Ok((api::settings(channel).await?, api::draft(channel).await?))
}
