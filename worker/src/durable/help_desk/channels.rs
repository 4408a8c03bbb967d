//! Channels: what admins choose for them, and what the edge has to know to speak for them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use pulina_shared::ids::{ChannelId, ConversationId, UserId};
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::settings;
use pulina_shared::time::{DAY_MS, MINUTE_MS, Timestamp};
use pulina_shared::wire::availability::{AvailabilityMode, ReplyTime};
use pulina_shared::wire::channel::{ChannelSettings, Heading};
use pulina_shared::wire::conversation::{ConsentVersion, PublicUser};
use pulina_shared::wire::http::StoredSettings;
use worker::Request;

use super::{Desk, read};
use crate::chance::now;
use crate::domain::faces::candidates;
use crate::fault::{Failure, Fault};
use crate::internal::{ConsentTexts, KeptConsentTexts, Policy, PublishedChannel, header_json};
use crate::storage::channels::{self, ChannelRow};
use crate::storage::publications::Cause;
use crate::storage::{consents, first_replies, users};
use crate::texts::consent_texts;

/// First answers count for so long.
const REPLIES_COUNT_MS: u64 = 7 * DAY_MS;
/// All questions in all languages, as they travel within.
const FORM_BYTES_MAX: usize = 16 * 1024;
/// How long the middle of them is taken for unchanged.
const MEDIAN_FRESH_MS: u64 = 5 * MINUTE_MS;

impl Desk {
    /// A channel as the edge needs it.
    pub fn channel(&self, id: &ChannelId) -> Result<PublishedChannel, Failure> {
        self.published(channels::find(&self.sql, id)?)
    }

    /// The channel through which a conversation came.
    pub fn channel_of(&self, conversation: &ConversationId) -> Result<PublishedChannel, Failure> {
        self.published(channels::of_conversation(&self.sql, conversation)?)
    }

    /// What a conversation of a channel enforces; `None` when there is no such channel.
    pub fn policy(&self, channel: &ChannelId) -> Result<Option<Policy>, Failure> {
        let Some(row) = channels::find(&self.sql, channel)? else { return Ok(None) };
        Ok(Some(Policy::of(&self.published(Some(row))?)))
    }

    /// What of a channel is public.
    pub(super) fn published(&self, row: Option<ChannelRow>) -> Result<PublishedChannel, Failure> {
        let ChannelRow { id, is_on, revision, settings, consent_version, .. } =
            row.ok_or(Failure::from(Code::NotFound))?;
        let head = self.head()?;
        let consent = match consent_version {
            Some(version) => {
                let texts = consents::texts(&self.sql, &version)?;
                Some(ConsentTexts { version, mode: settings.consent.mode, texts })
            }
            None => None,
        };
        let faces = match &settings.look.heading {
            Heading::Users(wanted) => {
                let all = users::all(&self.sql)?.into_iter().filter(|user| user.disabled_at.is_none());
                let all = all.map(|user| user.public(&head.id));
                let all: Vec<PublicUser> =
                    all.filter(|user| wanted.is_empty() || wanted.contains(&user.id)).collect();
                candidates(all, &id)
            }
            Heading::Own | Heading::Owner => Vec::new(),
        };
        let n_online = match settings.availability.mode {
            AvailabilityMode::Users => self.n_available(&settings.routing)?,
            AvailabilityMode::Always | AvailabilityMode::Hours => 0,
        };
        let reply_median_ms = match settings.availability.reply_time {
            ReplyTime::Measured => self.reply_median_ms(&id)?,
            _ => None,
        };
        Ok(PublishedChannel {
            channel: id,
            is_on,
            revision,
            name: head.name,
            settings,
            consent,
            faces,
            n_online,
            reply_median_ms,
        })
    }

    fn reply_median_ms(&self, channel: &ChannelId) -> Result<Option<u64>, Fault> {
        let now = now();
        if let Some((read_at, median)) = self.reply_medians.borrow().get(channel)
            && now.since(*read_at) < MEDIAN_FRESH_MS
        {
            return Ok(*median);
        }
        let median = first_replies::median_ms(&self.sql, channel, replies_count_since(now))?;
        self.reply_medians.borrow_mut().insert(channel.clone(), (now, median));
        Ok(median)
    }

    /// What was chosen, for users.
    pub fn settings(&self, request: &Request, id: &str) -> Result<StoredSettings, Failure> {
        self.actor(request)?;
        Ok(stored(self.channel_row(id)?))
    }

    /// Publishes other settings, unless somebody else did so since they were read.
    pub async fn change_settings(
        self: &Rc<Self>,
        request: &mut Request,
        id: &str,
    ) -> Result<StoredSettings, Failure> {
        let given: StoredSettings = read(request).await?;
        let stored = self.transaction(|| {
            let user = self.actor(request)?.user.id;
            let row = self.channel_row(id)?;
            self.check_settings(&given.settings)?;
            // What is so already is no conflict: the first answer may have been lost.
            if row.settings == given.settings {
                return Ok(stored(row));
            }
            if row.revision != given.revision {
                return Err(Code::SettingsChanged.into());
            }
            Ok(stored(self.make_public(row, given.settings, &user, Cause::Choice)?))
        })?;
        self.after_change().await;
        Ok(stored)
    }

    /// Whether these settings of a body can be used.
    pub(super) fn check_settings(&self, settings: &ChannelSettings) -> Result<(), Failure> {
        settings::check(settings).map_err(|rejection| rejection.under("/settings"))?;
        self.check_heading(settings)?;
        self.check_routing(settings)?;
        check_form_size(settings)
    }

    /// A channel's row whose consent texts are kept from now on.
    pub fn with_texts_kept(&self, row: ChannelRow, now: Timestamp) -> Result<ChannelRow, Fault> {
        let consent = consent_texts(&row.settings)?;
        if let Some(consent) = &consent {
            consents::keep_texts(&self.sql, consent, now)?;
            consents::ask(&self.sql, &row.id, consent, now)?;
        }
        Ok(ChannelRow { consent_version: consent.map(|consent| consent.version), ..row })
    }

    /// A channel's row.
    pub fn channel_row(&self, id: &str) -> Result<ChannelRow, Failure> {
        let id = ChannelId::parse(id).map_err(|_| Failure::from(Code::IdInvalid))?;
        channels::find(&self.sql, &id)?.ok_or(Failure::from(Code::NotFound))
    }

    fn check_heading(&self, settings: &ChannelSettings) -> Result<(), Failure> {
        let Heading::Users(wanted) = &settings.look.heading else { return Ok(()) };
        let known: BTreeSet<UserId> = users::all(&self.sql)?.into_iter().map(|user| user.id).collect();
        if wanted.iter().all(|id| known.contains(id)) {
            return Ok(());
        }
        Err(Rejection::new(Code::FieldInvalid).at("/settings/look/heading").into())
    }

    /// The texts of versions that visitors agreed to.
    pub fn consent_texts(&self, versions: &[ConsentVersion]) -> Result<KeptConsentTexts, Failure> {
        let mut kept = BTreeMap::new();
        for version in versions {
            let texts = consents::texts(&self.sql, version)?;
            if !texts.is_empty() {
                kept.insert(version.clone(), texts);
            }
        }
        Ok(kept)
    }
}

/// The form goes into a header with every connection, and headers have no room for books.
fn check_form_size(settings: &ChannelSettings) -> Result<(), Failure> {
    let n_bytes = header_json(&settings.form)?.len();
    if n_bytes <= FORM_BYTES_MAX {
        return Ok(());
    }
    Err(Rejection::above(Code::FieldTooLong, FORM_BYTES_MAX, n_bytes).at("/settings/form").into())
}

/// First answers since then count at `now`.
pub fn replies_count_since(now: Timestamp) -> Timestamp {
    Timestamp(now.0.saturating_sub(REPLIES_COUNT_MS))
}

/// A row as users see it.
pub fn stored(row: ChannelRow) -> StoredSettings {
    StoredSettings { revision: row.revision, settings: row.settings }
}
