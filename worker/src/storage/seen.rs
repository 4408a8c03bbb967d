//! The sites on which channels' code was seen.

use pulina_shared::ids::ChannelId;
use pulina_shared::time::Timestamp;
use serde::Deserialize;

use super::sql::{Sql, number, text};
use crate::domain::seen::{KeptOrigin, Page};
use crate::fault::Fault;

/// Those that are kept of a channel, the newest first.
///
/// # Errors
/// Faults of the database.
pub fn of_channel(sql: &Sql, channel: &ChannelId) -> Result<Vec<KeptOrigin>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        origin: String,
        path: String,
        at: Timestamp,
        is_allowed: u8,
    }
    let rows: Vec<Row> = sql.rows(
        "seen sites",
        "SELECT origin, path, at, is_allowed FROM seen_origins WHERE channel = ? ORDER BY at DESC, origin",
        vec![text(channel.as_str())],
    )?;
    let kept = |Row { origin, path, at, is_allowed }| KeptOrigin {
        page: Page { origin, path },
        at,
        is_allowed: is_allowed != 0,
    };
    Ok(rows.into_iter().map(kept).collect())
}

/// Keeps a site as it was seen now.
///
/// # Errors
/// Faults of the database.
pub fn keep(sql: &Sql, channel: &ChannelId, kept: &KeptOrigin) -> Result<(), Fault> {
    sql.run(
        "seen site",
        "INSERT OR REPLACE INTO seen_origins (channel, origin, path, at, is_allowed) VALUES (?, ?, ?, ?, ?)",
        vec![
            text(channel.as_str()),
            text(&kept.page.origin),
            text(&kept.page.path),
            number(kept.at.0),
            number(u64::from(kept.is_allowed)),
        ],
    )
}

/// Forgets a site.
///
/// # Errors
/// Faults of the database.
pub fn forget(sql: &Sql, channel: &ChannelId, origin: &str) -> Result<(), Fault> {
    let statement = "DELETE FROM seen_origins WHERE channel = ? AND origin = ?";
    sql.run("seen site", statement, vec![text(channel.as_str()), text(origin)])
}
