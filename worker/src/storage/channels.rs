//! Channels, with what is published for each.

use pulina_shared::ids::{ChannelId, ConversationId, InboxId, MessageId};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::channel::ChannelSettings;
use pulina_shared::wire::conversation::ConsentVersion;
use pulina_shared::wire::help_desk::ChannelSummary;
use serde::Deserialize;

use super::sql::{Sql, number, text};
use crate::fault::Fault;

/// A channel's row.
#[derive(Clone, Debug)]
pub struct ChannelRow {
    /// Which channel.
    pub id: ChannelId,
    /// How people call it.
    pub name: String,
    /// Whether new visitors are let in.
    pub is_on: bool,
    /// Counts the changes of its draft, also where none is kept.
    pub draft_revision: u64,
    /// Counts the changes of the settings.
    pub revision: u64,
    /// What was chosen.
    pub settings: ChannelSettings,
    /// The texts that are agreed to now, where anything has to be.
    pub consent_version: Option<ConsentVersion>,
}

/// Settings that were never changed; 0 would mean that there are none.
const FIRST_REVISION: u64 = 1;

impl ChannelRow {
    /// A channel that is not written yet; what is agreed to follows from its settings.
    pub fn new(id: ChannelId, name: String, settings: ChannelSettings) -> Self {
        let (revision, consent_version) = (FIRST_REVISION, None);
        Self { id, name, is_on: true, draft_revision: 0, revision, settings, consent_version }
    }
}

/// The wish by which somebody made a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Its name.
    pub begun_as: MessageId,
    /// The hash of what was wished for.
    pub hash: String,
}

/// Writes a new channel.
///
/// # Errors
/// Faults of the database.
pub fn insert(
    sql: &Sql,
    inbox: &InboxId,
    row: &ChannelRow,
    wish: Option<&Wish>,
    now: Timestamp,
) -> Result<(), Fault> {
    sql.run(
        "new channel",
        "INSERT INTO channels (id, inbox, name, begun_as, wish_hash, settings, revision, consent_version, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        vec![
            text(row.id.as_str()),
            text(inbox.as_str()),
            text(&row.name),
            wish.map(|wish| text(wish.begun_as.to_string())).into(),
            wish.map(|wish| text(&wish.hash)).into(),
            text(json(&row.settings)?),
            number(row.revision),
            row.consent_version.as_deref().into(),
            number(now.0),
        ],
    )
}

/// Writes what was chosen anew.
///
/// # Errors
/// Faults of the database.
pub fn update(sql: &Sql, row: &ChannelRow) -> Result<(), Fault> {
    sql.run(
        "channel settings",
        "UPDATE channels SET settings = ?, revision = ?, consent_version = ? WHERE id = ?",
        vec![
            text(json(&row.settings)?),
            number(row.revision),
            row.consent_version.as_deref().into(),
            text(row.id.as_str()),
        ],
    )
}

/// Writes name and switch anew.
///
/// # Errors
/// Faults of the database.
pub fn rename(sql: &Sql, row: &ChannelRow) -> Result<(), Fault> {
    sql.run(
        "channel",
        "UPDATE channels SET name = ?, is_on = ? WHERE id = ?",
        vec![text(&row.name), number(u64::from(row.is_on)), text(row.id.as_str())],
    )
}

/// The channel that a wish made, and the hash of what was wished for.
///
/// # Errors
/// Faults of the database.
pub fn wished(sql: &Sql, begun_as: MessageId) -> Result<Option<(ChannelId, String)>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        id: ChannelId,
        wish_hash: String,
    }
    let statement = "SELECT id, wish_hash FROM channels WHERE begun_as = ?";
    let row: Option<Row> = sql.row("wished channel", statement, vec![text(begun_as.to_string())])?;
    Ok(row.map(|row| (row.id, row.wish_hash)))
}

/// A channel, if it exists.
///
/// # Errors
/// Faults of the database.
pub fn find(sql: &Sql, id: &ChannelId) -> Result<Option<ChannelRow>, Fault> {
    select(sql, "WHERE id = ?", id.as_str())
}

/// The channel through which a conversation came, if it was begun here.
///
/// # Errors
/// Faults of the database.
pub fn of_conversation(sql: &Sql, conversation: &ConversationId) -> Result<Option<ChannelRow>, Fault> {
    select(sql, "WHERE id = (SELECT channel FROM visits WHERE conversation = ?)", conversation.as_str())
}

fn select(sql: &Sql, rest: &str, value: &str) -> Result<Option<ChannelRow>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        id: ChannelId,
        name: String,
        is_on: u8,
        draft_revision: u64,
        settings: String,
        revision: u64,
        consent_version: Option<ConsentVersion>,
    }
    let statement = format!(
        "SELECT id, name, is_on, draft_revision, settings, revision, consent_version FROM channels {rest}"
    );
    let row: Option<Row> = sql.row("channel", &statement, vec![text(value)])?;
    row.map(|row| {
        Ok(ChannelRow {
            id: row.id,
            name: row.name,
            is_on: row.is_on != 0,
            draft_revision: row.draft_revision,
            revision: row.revision,
            settings: settings_of(&row.settings)?,
            consent_version: row.consent_version,
        })
    })
    .transpose()
}

/// All channels, oldest first.
///
/// # Errors
/// Faults of the database.
pub fn all(sql: &Sql) -> Result<Vec<ChannelSummary>, Fault> {
    sql.rows("channels", "SELECT id, name FROM channels ORDER BY created_at, id", vec![])
}

/// Settings as they are stored.
pub(super) fn json(settings: &ChannelSettings) -> Result<String, Fault> {
    serde_json::to_string(settings).map_err(|error| Fault::json("channel settings", error))
}

/// Stored settings.
pub(super) fn settings_of(json: &str) -> Result<ChannelSettings, Fault> {
    serde_json::from_str(json).map_err(|error| Fault::stored("channel settings", error.to_string()))
}
