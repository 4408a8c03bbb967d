//! From a draft to the public, and back. Whatever becomes public does so by [`Desk::make_public`],
//! so that nothing is public that the history does not hold.

use std::rc::Rc;

use pulina_shared::ids::{ChannelId, UserId};
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::settings;
use pulina_shared::wire::channel::ChannelSettings;
use pulina_shared::wire::http::StoredSettings;
use pulina_shared::wire::publishing::{
    Draft, DraftChange, HistoryPage, PreviewLink, Publication, Publish, Restore,
};
use worker::Request;

use super::channels::stored;
use super::{Desk, read};
use crate::chance::now;
use crate::domain::draft::{self, KeptDraft, Outcome, Standing};
use crate::domain::preview_link;
use crate::fault::{Failure, Fault};
use crate::internal::{OpenPreview, OrderAct, PublishedChannel};
use crate::storage::channels::{self, ChannelRow};
use crate::storage::orders;
use crate::storage::publications::{self, Cause, PublicationRow};

impl Desk {
    /// Makes settings public that were checked, within a transaction.
    pub(super) fn make_public(
        &self,
        row: ChannelRow,
        settings: ChannelSettings,
        by: &UserId,
        cause: Cause,
    ) -> Result<ChannelRow, Fault> {
        let before = row.settings.clone();
        let now = now();
        let mut row = self.with_texts_kept(ChannelRow { settings, ..row }, now)?;
        row.revision += 1;
        channels::update(&self.sql, &row)?;
        publications::insert(&self.sql, &row, by, cause, now)?;
        self.note_settings(by, &row, &before)?;
        if row.settings.retention_days != before.retention_days {
            orders::give_to_channel(&self.sql, &row.id, &OrderAct::TakePolicy(None))?;
        }
        if row.settings.routing != before.routing {
            self.route_waiting()?;
        }
        Ok(row)
    }

    /// The draft, or what is published.
    pub fn draft(&self, request: &Request, id: &str) -> Result<Draft, Failure> {
        self.actor(request)?;
        self.draft_of(&self.channel_row(id)?)
    }

    fn draft_of(&self, row: &ChannelRow) -> Result<Draft, Failure> {
        Ok(match self.kept_draft(row)? {
            Some(kept) => Draft {
                revision: row.draft_revision,
                is_kept: true,
                based_on: kept.based_on,
                published: row.revision,
                changed_by: Some(kept.changed_by),
                changed_at: Some(kept.changed_at),
                settings: kept.settings,
            },
            None => Draft {
                revision: row.draft_revision,
                is_kept: false,
                based_on: row.revision,
                published: row.revision,
                changed_by: None,
                changed_at: None,
                settings: row.settings.clone(),
            },
        })
    }

    /// The picture is changed at once, so that a draft has the one that is published.
    fn kept_draft(&self, row: &ChannelRow) -> Result<Option<KeptDraft>, Fault> {
        let kept = publications::draft(&self.sql, &row.id)?;
        Ok(kept.map(|kept| KeptDraft { settings: with_picture_of(row, kept.settings), ..kept }))
    }

    /// Changes the draft, unless somebody else did so since it was read.
    pub async fn change_draft(&self, request: &mut Request, id: &str) -> Result<Draft, Failure> {
        let given: DraftChange = read(request).await?;
        self.transaction(|| {
            let user = self.actor(request)?.user.id;
            let row = self.channel_row(id)?;
            self.check_settings(&given.settings)?;
            let given = DraftChange { settings: with_picture_of(&row, given.settings), ..given };
            let kept = self.kept_draft(&row)?;
            match draft::change(standing(&row, kept.as_ref()), &given)? {
                Outcome::Nothing => {}
                Outcome::Keep { based_on } => {
                    let settings = given.settings;
                    let kept = KeptDraft { based_on, settings, changed_by: user, changed_at: now() };
                    publications::keep_draft(&self.sql, &row.id, &kept)?;
                }
                Outcome::End => publications::end_draft(&self.sql, &row.id)?,
            }
            self.draft_of(&self.channel_row(id)?)
        })
    }

    /// Throws the draft away; with a revision only while it is that one.
    pub fn delete_draft(&self, request: &Request, id: &str) -> Result<Draft, Failure> {
        let seen = query_number(request, "revision")?;
        self.transaction(|| {
            self.actor(request)?;
            let row = self.channel_row(id)?;
            if publications::draft(&self.sql, &row.id)?.is_none() {
                return self.draft_of(&row);
            }
            if seen.is_some_and(|seen| seen != row.draft_revision) {
                return Err(Code::SettingsChanged.into());
            }
            publications::end_draft(&self.sql, &row.id)?;
            self.draft_of(&self.channel_row(id)?)
        })
    }

    /// A link that shows the draft, or what is published where there is none.
    pub fn make_preview_link(&self, request: &Request, id: &str) -> Result<PreviewLink, Failure> {
        self.actor(request)?;
        let channel = self.channel_row(id)?.id;
        let signed = preview_link::sign(&self.head()?.network_key, &channel, now());
        let (link, expires_at) = signed.ok_or(Fault::Impossible { what: "an account without a key" })?;
        Ok(PreviewLink { path: format!("/preview/{channel}/{link}"), expires_at })
    }

    /// What such a link shows.
    pub fn open_preview(
        &self,
        OpenPreview { channel, link }: &OpenPreview,
    ) -> Result<PublishedChannel, Failure> {
        preview_link::check(&self.head()?.network_key, channel, link, now())?;
        let row = self.channel_row(channel.as_str())?;
        let kept = self.kept_draft(&row)?;
        let settings = kept.map_or_else(|| row.settings.clone(), |kept| kept.settings);
        self.published(Some(ChannelRow { settings, ..row }))
    }

    /// Makes the draft public.
    pub async fn publish(
        self: &Rc<Self>,
        request: &mut Request,
        id: &str,
    ) -> Result<StoredSettings, Failure> {
        let Publish { revision } = read(request).await?;
        let stored = self.transaction(|| {
            let user = self.actor(request)?.user.id;
            let row = self.channel_row(id)?;
            let kept = self.kept_draft(&row)?;
            let newest = publications::find(&self.sql, &row.id, row.revision)?;
            let last_draft = newest.and_then(|newest| newest.draft);
            let is_wanted = draft::publish(standing(&row, kept.as_ref()), revision, last_draft)?;
            let Some(kept) = kept.filter(|_| is_wanted) else { return Ok(stored(row)) };
            self.check_settings(&kept.settings)?;
            publications::end_draft(&self.sql, &row.id)?;
            Ok(stored(self.make_public(row, kept.settings, &user, Cause::Draft(revision))?))
        })?;
        self.after_change().await;
        Ok(stored)
    }

    /// A page of what was published, the newest first.
    pub fn history(&self, request: &Request, id: &str) -> Result<HistoryPage, Failure> {
        self.actor(request)?;
        let row = self.channel_row(id)?;
        let before = query_number(request, "before")?.unwrap_or(u64::MAX);
        let n_max = query_number(request, "limit")?.map_or(Ok(limits::PUBLICATIONS_PAGE_MAX), page_size)?;
        // One more than asked for is what the last one differs from.
        let rows = publications::before(&self.sql, &row.id, before, n_max + 1)?;
        let next_before = rows.get(n_max - 1).filter(|_| rows.len() > n_max).map(|row| row.revision);
        let publications = rows.iter().take(n_max).enumerate();
        let publications = publications.map(|(index, row)| publication(row, rows.get(index + 1)));
        Ok(HistoryPage { publications: publications.collect(), next_before })
    }

    /// What was published under a revision.
    pub fn publication(
        &self,
        request: &Request,
        id: &str,
        revision: &str,
    ) -> Result<StoredSettings, Failure> {
        self.actor(request)?;
        let PublicationRow { revision, settings, .. } =
            self.publication_row(&self.channel_row(id)?.id, revision)?;
        Ok(StoredSettings { revision, settings })
    }

    /// Publishes again what was published under a revision. What is public until then stays in the
    /// history, so nothing is lost.
    pub async fn restore(
        self: &Rc<Self>,
        request: &mut Request,
        id: &str,
        revision: &str,
    ) -> Result<StoredSettings, Failure> {
        let given: Restore = read(request).await?;
        let stored = self.transaction(|| {
            let user = self.actor(request)?.user.id;
            let row = self.channel_row(id)?;
            let wanted = self.publication_row(&row.id, revision)?;
            let settings = with_picture_of(&row, wanted.settings);
            // What is so already is no change: the first answer may have been lost.
            if settings == row.settings {
                return Ok(stored(row));
            }
            if given.revision != row.revision {
                return Err(Code::SettingsChanged.into());
            }
            self.check_settings(&settings)?;
            Ok(stored(self.make_public(row, settings, &user, Cause::Return(wanted.revision))?))
        })?;
        self.after_change().await;
        Ok(stored)
    }

    fn publication_row(&self, channel: &ChannelId, revision: &str) -> Result<PublicationRow, Failure> {
        let revision = number(revision).ok_or(Failure::from(Code::IdInvalid))?;
        publications::find(&self.sql, channel, revision)?.ok_or(Failure::from(Code::NotFound))
    }
}

fn standing<'a>(row: &'a ChannelRow, draft: Option<&'a KeptDraft>) -> Standing<'a> {
    Standing { revision: row.draft_revision, published: row.revision, settings: &row.settings, draft }
}

/// These settings with the picture that is public: former pictures are gone.
fn with_picture_of(row: &ChannelRow, mut settings: ChannelSettings) -> ChannelSettings {
    settings.look.avatar.clone_from(&row.settings.look.avatar);
    settings
}

fn publication(row: &PublicationRow, before: Option<&PublicationRow>) -> Publication {
    Publication {
        revision: row.revision,
        by: row.by.clone(),
        at: row.at,
        restored: row.restored,
        changes: before.map(|before| settings::diff(&before.settings, &row.settings)),
    }
}

fn page_size(size: u64) -> Result<usize, Rejection> {
    let max = limits::PUBLICATIONS_PAGE_MAX;
    let wanted = usize::try_from(size).ok().filter(|size| (1..=max).contains(size));
    wanted.ok_or(Rejection { limit: Some(max as u64), ..Rejection::new(Code::LimitOutOfRange) })
}

/// A number of the query.
fn query_number(request: &Request, name: &str) -> Result<Option<u64>, Failure> {
    let url = request.url().map_err(|error| Fault::platform("query", error))?;
    let given = url.query_pairs().find(|(key, _)| key == name);
    let read = |text: &str| number(text).ok_or(Failure::from(Rejection::new(Code::LimitOutOfRange)));
    given.map(|(_, text)| read(&text)).transpose()
}

fn number(text: &str) -> Option<u64> {
    text.parse::<u64>().ok().filter(|number| *number < 1 << 53)
}
