//! Channels: what an admin chose for each, and every consent text that visitors were ever shown.

use std::collections::BTreeMap;

use pulina_shared::ids::{ChannelId, ConversationId, InboxId};
use pulina_shared::language::Language;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::channel::ChannelSettings;
use pulina_shared::wire::conversation::ConsentVersion;
use pulina_shared::wire::help_desk::ChannelSummary;
use serde::Deserialize;

use super::sql::{Sql, number, text};
use crate::fault::Fault;
use crate::internal::{ConsentText, ConsentTexts};

/// A channel's row.
#[derive(Clone, Debug)]
pub struct ChannelRow {
    /// Which channel.
    pub id: ChannelId,
    /// Counts the changes of the settings.
    pub revision: u64,
    /// What was chosen.
    pub settings: ChannelSettings,
    /// The texts that are agreed to now, where anything has to be.
    pub consent_version: Option<ConsentVersion>,
}

/// Writes a new channel.
///
/// # Errors
/// Faults of the database.
pub fn insert(sql: &Sql, inbox: &InboxId, name: &str, row: &ChannelRow, now: Timestamp) -> Result<(), Fault> {
    sql.run(
        "new channel",
        "INSERT INTO channels (id, inbox, name, settings, revision, consent_version, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
        vec![
            text(row.id.as_str()),
            text(inbox.as_str()),
            text(name),
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
        settings: String,
        revision: u64,
        consent_version: Option<ConsentVersion>,
    }
    let statement = format!("SELECT id, settings, revision, consent_version FROM channels {rest}");
    let row: Option<Row> = sql.row("channel", &statement, vec![text(value)])?;
    row.map(|Row { id, settings, revision, consent_version }| {
        let settings = serde_json::from_str(&settings)
            .map_err(|error| Fault::stored("channel settings", error.to_string()))?;
        Ok(ChannelRow { id, revision, settings, consent_version })
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

/// Keeps the texts of a version, if they are not kept already.
///
/// # Errors
/// Faults of the database.
pub fn keep_consent_texts(sql: &Sql, consent: &ConsentTexts, now: Timestamp) -> Result<(), Fault> {
    for (language, ConsentText { text: process, button, communicate }) in &consent.texts {
        sql.run(
            "consent texts",
            "INSERT INTO consent_texts (version, language, text, button, communicate, created_at)
             VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            vec![
                text(&consent.version),
                text(language.tag()),
                text(process),
                text(button),
                text(communicate),
                number(now.0),
            ],
        )?;
    }
    Ok(())
}

/// The texts of a version, by language.
///
/// # Errors
/// Faults of the database.
pub fn consent_texts(sql: &Sql, version: &str) -> Result<BTreeMap<Language, ConsentText>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        language: Language,
        text: String,
        button: String,
        communicate: String,
    }
    let rows: Vec<Row> = sql.rows(
        "consent texts",
        "SELECT language, text, button, communicate FROM consent_texts WHERE version = ?",
        vec![text(version)],
    )?;
    let texts_of =
        |row: Row| ConsentText { text: row.text, button: row.button, communicate: row.communicate };
    Ok(rows.into_iter().map(|row| (row.language, texts_of(row))).collect())
}

fn json(settings: &ChannelSettings) -> Result<String, Fault> {
    serde_json::to_string(settings).map_err(|error| Fault::json("channel settings", error))
}
