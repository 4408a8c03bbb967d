//! What became public, and the draft of what may be next.

use pulina_shared::ids::{ChannelId, UserId};
use pulina_shared::limits;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::channel::ChannelSettings;
use serde::Deserialize;

use super::channels::{ChannelRow, json, settings_of};
use super::sql::{Sql, number, text};
use crate::domain::draft::KeptDraft;
use crate::fault::Fault;

/// Why settings become public.
#[derive(Clone, Copy, Debug)]
pub enum Cause {
    /// Somebody chose them as a whole.
    Choice,
    /// The draft of this revision was published.
    Draft(u64),
    /// What was public under this revision is so again.
    Return(u64),
}

/// One time that settings became public.
#[derive(Clone, Debug)]
pub struct PublicationRow {
    /// The published revision.
    pub revision: u64,
    /// Who published.
    pub by: Option<UserId>,
    /// When.
    pub at: Option<Timestamp>,
    /// The revision that was published again by it.
    pub restored: Option<u64>,
    /// The revision of the draft that it was.
    pub draft: Option<u64>,
    /// What became public.
    pub settings: ChannelSettings,
}

/// Keeps what this row makes public, and forgets what is too old.
///
/// # Errors
/// Faults of the database.
pub fn insert(sql: &Sql, row: &ChannelRow, by: &UserId, cause: Cause, now: Timestamp) -> Result<(), Fault> {
    let (draft, restored) = match cause {
        Cause::Choice => (None, None),
        Cause::Draft(revision) => (Some(revision), None),
        Cause::Return(revision) => (None, Some(revision)),
    };
    sql.run(
        "publication",
        "INSERT INTO publications (channel, revision, published_by, published_at, restored, draft, settings)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
        vec![
            text(row.id.as_str()),
            number(row.revision),
            text(by.as_str()),
            number(now.0),
            restored.map(number).into(),
            draft.map(number).into(),
            text(json(&row.settings)?),
        ],
    )?;
    let oldest = row.revision.saturating_sub(limits::PUBLICATIONS_KEPT_MAX);
    sql.run(
        "old publications",
        "DELETE FROM publications WHERE channel = ? AND revision <= ?",
        vec![text(row.id.as_str()), number(oldest)],
    )
}

#[derive(Deserialize)]
struct Row {
    revision: u64,
    published_by: Option<UserId>,
    published_at: Option<Timestamp>,
    restored: Option<u64>,
    draft: Option<u64>,
    settings: String,
}

/// The newest publications before this revision, the newest first; at most `n_max`.
///
/// # Errors
/// Faults of the database.
pub fn before(
    sql: &Sql,
    channel: &ChannelId,
    revision: u64,
    n_max: usize,
) -> Result<Vec<PublicationRow>, Fault> {
    let rows: Vec<Row> = sql.rows(
        "publications",
        "SELECT revision, published_by, published_at, restored, draft, settings FROM publications
         WHERE channel = ? AND revision < ? ORDER BY revision DESC LIMIT ?",
        vec![text(channel.as_str()), number(revision), number(n_max as u64)],
    )?;
    rows.into_iter()
        .map(|row| {
            Ok(PublicationRow {
                revision: row.revision,
                by: row.published_by,
                at: row.published_at,
                restored: row.restored,
                draft: row.draft,
                settings: settings_of(&row.settings)?,
            })
        })
        .collect()
}

/// The publication of this revision, if it is kept.
///
/// # Errors
/// Faults of the database.
pub fn find(sql: &Sql, channel: &ChannelId, revision: u64) -> Result<Option<PublicationRow>, Fault> {
    let newest = before(sql, channel, revision.saturating_add(1), 1)?.pop();
    Ok(newest.filter(|row| row.revision == revision))
}

/// The draft of a channel, if one is kept.
///
/// # Errors
/// Faults of the database.
pub fn draft(sql: &Sql, channel: &ChannelId) -> Result<Option<KeptDraft>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        based_on: u64,
        settings: String,
        changed_by: UserId,
        changed_at: Timestamp,
    }
    let row: Option<Row> = sql.row(
        "draft",
        "SELECT based_on, settings, changed_by, changed_at FROM drafts WHERE channel = ?",
        vec![text(channel.as_str())],
    )?;
    row.map(|Row { based_on, settings, changed_by, changed_at }| {
        Ok(KeptDraft { based_on, settings: settings_of(&settings)?, changed_by, changed_at })
    })
    .transpose()
}

/// Keeps a draft in place of the one that there was.
///
/// # Errors
/// Faults of the database.
pub fn keep_draft(sql: &Sql, channel: &ChannelId, draft: &KeptDraft) -> Result<(), Fault> {
    sql.run(
        "draft",
        "INSERT OR REPLACE INTO drafts (channel, based_on, settings, changed_by, changed_at)
         VALUES (?, ?, ?, ?, ?)",
        vec![
            text(channel.as_str()),
            number(draft.based_on),
            text(json(&draft.settings)?),
            text(draft.changed_by.as_str()),
            number(draft.changed_at.0),
        ],
    )?;
    count_draft(sql, channel)
}

/// Forgets the draft.
///
/// # Errors
/// Faults of the database.
pub fn end_draft(sql: &Sql, channel: &ChannelId) -> Result<(), Fault> {
    sql.run("draft", "DELETE FROM drafts WHERE channel = ?", vec![text(channel.as_str())])?;
    count_draft(sql, channel)
}

/// A draft on this publication stands on the next one, in which nothing that a draft holds differs.
///
/// # Errors
/// Faults of the database.
pub fn move_draft(sql: &Sql, channel: &ChannelId, from: u64, to: u64) -> Result<(), Fault> {
    sql.run(
        "draft",
        "UPDATE drafts SET based_on = ? WHERE channel = ? AND based_on = ?",
        vec![number(to), text(channel.as_str()), number(from)],
    )
}

fn count_draft(sql: &Sql, channel: &ChannelId) -> Result<(), Fault> {
    let statement = "UPDATE channels SET draft_revision = draft_revision + 1 WHERE id = ?";
    sql.run("draft", statement, vec![text(channel.as_str())])
}
