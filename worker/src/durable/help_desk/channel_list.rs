//! The channels as a list: made, named, switched, and where each was seen.

use pulina_shared::ids::{ChannelId, InboxId};
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::text::DisplayName;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::channels::{
    ChannelChange, ChannelKind, ChannelRecord, ChannelSeen, Channels, ConsentVersions, NewChannel,
    SeenOrigin, SeenPage, ShownConsent, ShownConsentText,
};
use worker::{Request, Response};

use super::{Desk, read};
use crate::answer;
use crate::chance::{now, random};
use crate::domain::channel_problems::problems;
use crate::domain::seen::{self as rules, Keeping, KeptOrigin};
use crate::fault::{Failure, Fault};
use crate::internal::{ConsentText, NoteSeen, secret_hash};
use crate::storage::channels::{self, ChannelRow, Wish};
use crate::storage::publications::Cause;
use crate::storage::{consents, help_desk, publications, seen, teams};

impl Desk {
    /// All channels.
    pub fn list_channels(&self, request: &Request) -> Result<Channels, Failure> {
        self.actor(request)?;
        let now = now();
        let mut listed = Vec::new();
        for channel in channels::all(&self.sql)? {
            listed.push(self.record_of_channel(&self.channel_row(channel.id.as_str())?, now)?);
        }
        Ok(Channels { channels: listed, now })
    }

    fn record_of_channel(&self, row: &ChannelRow, now: Timestamp) -> Result<ChannelRecord, Failure> {
        let seen = self.seen_origins(row)?;
        let newest = seen.iter().find(|it| it.is_allowed);
        Ok(ChannelRecord {
            id: row.id.clone(),
            name: row.name.clone(),
            kind: ChannelKind::Chat,
            inbox_name: teams::inbox_name_of(&self.sql, &row.id)?.unwrap_or_default(),
            is_on: row.is_on,
            revision: row.revision,
            has_draft: publications::draft(&self.sql, &row.id)?.is_some(),
            seen: newest.map(|it| SeenPage { page: it.page.clone(), at: it.at }),
            problems: problems(row.is_on, &row.settings, &seen, now),
        })
    }

    fn seen_origins(&self, row: &ChannelRow) -> Result<Vec<SeenOrigin>, Fault> {
        let shown = |KeptOrigin { page, at, .. }: KeptOrigin| SeenOrigin {
            is_allowed: row.settings.may_be_shown_on(&page.origin),
            page: [page.origin.as_str(), &page.path].concat(),
            origin: page.origin,
            at,
        };
        Ok(seen::of_channel(&self.sql, &row.id)?.into_iter().map(shown).collect())
    }

    /// Makes a chat channel, once for each wish.
    pub async fn make_channel(&self, request: &mut Request) -> Result<ChannelRecord, Failure> {
        let new: NewChannel = read(request).await?;
        let wished = serde_json::to_string(&new).map_err(|error| Fault::json("new channel", error))?;
        let wish = Wish { begun_as: new.begin, hash: secret_hash(&wished) };
        let own_part = random()?;
        self.transaction(|| {
            let actor = self.actor(request)?;
            let now = now();
            if let Some((made, hash)) = channels::wished(&self.sql, wish.begun_as)? {
                if hash != wish.hash {
                    return Err(Code::IdConflict.into());
                }
                return self.record_of_channel(&self.channel_row(made.as_str())?, now);
            }
            let name = channel_name(&new.name)?;
            let settings = new.settings.unwrap_or_default();
            self.check_settings(&settings)?;
            let n_channels = channels::all(&self.sql)?.len();
            if n_channels >= limits::CHANNELS_MAX {
                let max = limits::CHANNELS_MAX;
                return Err(Rejection::above(Code::ChannelsFull, max, n_channels + 1).into());
            }
            let row = ChannelRow::new(ChannelId::new(&actor.head.id, own_part), name, settings);
            let row = self.add_channel(row, &help_desk::inbox(&self.sql)?, Some(&wish), now)?;
            publications::insert(&self.sql, &row, &actor.user.id, Cause::Choice, now)?;
            self.record_of_channel(&row, now)
        })
    }

    /// Writes a new channel, within a transaction.
    pub(super) fn add_channel(
        &self,
        row: ChannelRow,
        inbox: &InboxId,
        wish: Option<&Wish>,
        now: Timestamp,
    ) -> Result<ChannelRow, Fault> {
        let row = self.with_texts_kept(row, now)?;
        channels::insert(&self.sql, inbox, &row, wish, now)?;
        Ok(row)
    }

    /// Names a channel, or switches it.
    pub async fn change_channel(&self, request: &mut Request, id: &str) -> Result<ChannelRecord, Failure> {
        let change: ChannelChange = read(request).await?;
        self.transaction(|| {
            self.actor(request)?;
            let mut row = self.channel_row(id)?;
            if let Some(name) = &change.name {
                row.name = channel_name(name)?;
            }
            row.is_on = change.is_on.unwrap_or(row.is_on);
            channels::rename(&self.sql, &row)?;
            self.record_of_channel(&row, now())
        })
    }

    /// Where a channel was seen.
    pub fn seen(&self, request: &Request, id: &str) -> Result<ChannelSeen, Failure> {
        self.actor(request)?;
        let (row, now) = (self.channel_row(id)?, now());
        let origins = self.seen_origins(&row)?;
        let problems = problems(row.is_on, &row.settings, &origins, now);
        Ok(ChannelSeen { origins, problems, now })
    }

    /// Notes where a channel was seen.
    pub fn note_seen(&self, NoteSeen { channel, page }: NoteSeen) -> Result<Response, Failure> {
        self.transaction(|| {
            let Some(row) = channels::find(&self.sql, &channel)? else { return Err(Code::NotFound.into()) };
            let (is_allowed, at) = (row.settings.may_be_shown_on(&page.origin), now());
            let kept = seen::of_channel(&self.sql, &channel)?;
            match rules::keep(&kept, &page.origin, is_allowed, at) {
                Keeping::Nothing => return Ok(answer::nothing()),
                Keeping::Keep => {}
                Keeping::Replace(origin) => seen::forget(&self.sql, &channel, &origin)?,
            }
            seen::keep(&self.sql, &channel, &KeptOrigin { page, at, is_allowed })?;
            Ok(answer::nothing())
        })
    }

    /// Every version of the consent texts that a channel ever asked for.
    pub fn consent_versions(&self, request: &Request, id: &str) -> Result<ConsentVersions, Failure> {
        self.actor(request)?;
        let row = self.channel_row(id)?;
        let mut versions = Vec::new();
        for asked in consents::asked(&self.sql, &row.id)? {
            let shown =
                |ConsentText { text, button, communicate }| ShownConsentText { text, button, communicate };
            let texts = consents::texts(&self.sql, &asked.version)?;
            versions.push(ShownConsent {
                is_current: row.consent_version.as_ref() == Some(&asked.version),
                version: asked.version,
                since: asked.since,
                mode: asked.mode,
                texts: texts.into_iter().map(|(language, text)| (language, shown(text))).collect(),
                n_accepted: asked.n_accepted,
            });
        }
        Ok(ConsentVersions { versions })
    }
}

fn channel_name(text: &str) -> Result<String, Rejection> {
    Ok(DisplayName::parse(text).map_err(|rejection| rejection.at("/name"))?.as_str().to_owned())
}
