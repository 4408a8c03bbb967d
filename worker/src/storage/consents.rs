//! Every consent text that visitors were ever shown, which channel asked for it since when, and how
//! many agreed.

use std::collections::BTreeMap;

use pulina_shared::ids::{ChannelId, VisitorId};
use pulina_shared::language::Language;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::channel::ConsentMode;
use pulina_shared::wire::conversation::ConsentVersion;
use serde::Deserialize;

use super::sql::{Sql, number, text};
use crate::fault::Fault;
use crate::internal::{ConsentText, ConsentTexts};

/// Keeps the texts of a version, if they are not kept already.
///
/// # Errors
/// Faults of the database.
pub fn keep_texts(sql: &Sql, consent: &ConsentTexts, now: Timestamp) -> Result<(), Fault> {
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
pub fn texts(sql: &Sql, version: &str) -> Result<BTreeMap<Language, ConsentText>, Fault> {
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

/// A version that a channel asked for.
#[derive(Clone, Debug, Deserialize)]
pub struct AskedVersion {
    /// Which.
    pub version: ConsentVersion,
    /// How it was agreed to, where that was kept.
    pub mode: Option<ConsentMode>,
    /// When the channel asked for it first.
    pub since: Timestamp,
    /// How many visitors agreed, where that was counted.
    pub n_accepted: Option<u64>,
}

/// Notes that a channel asks for a version.
///
/// # Errors
/// Faults of the database.
pub fn ask(sql: &Sql, channel: &ChannelId, consent: &ConsentTexts, now: Timestamp) -> Result<(), Fault> {
    let mode = match consent.mode {
        ConsentMode::Off => "off",
        ConsentMode::Implicit => "implicit",
        ConsentMode::Explicit => "explicit",
    };
    sql.run(
        "asked consent",
        "INSERT INTO consents_of_channels (channel, version, mode, since, n_accepted)
         VALUES (?, ?, ?, ?, 0) ON CONFLICT DO NOTHING",
        vec![text(channel.as_str()), text(&consent.version), text(mode), number(now.0)],
    )
}

/// The versions that a channel ever asked for, the newest first.
///
/// # Errors
/// Faults of the database.
pub fn asked(sql: &Sql, channel: &ChannelId) -> Result<Vec<AskedVersion>, Fault> {
    sql.rows(
        "asked consents",
        "SELECT version, mode, since, n_accepted FROM consents_of_channels
         WHERE channel = ? ORDER BY since DESC, version",
        vec![text(channel.as_str())],
    )
}

/// Counts that a visitor agreed to a version of a channel; once, however often it is told.
///
/// # Errors
/// Faults of the database.
pub fn accept(sql: &Sql, channel: &ChannelId, version: &str, visitor: &VisitorId) -> Result<(), Fault> {
    sql.run(
        "accepted consent",
        "INSERT INTO acceptances (visitor, channel, version) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        vec![text(visitor.as_str()), text(channel.as_str()), text(version)],
    )
}
