//! Keys by which customers' servers sign who their visitors are.

use pulina_shared::ids::{ChannelId, IdentityKeyId};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::identity::{IdentityAlgorithm, IdentityKey};
use serde::Deserialize;

use super::sql::{Sql, number, text};
use crate::domain::identity::LiveKey;
use crate::fault::Fault;

/// A channel's live keys, the oldest first, each with when it was made.
///
/// # Errors
/// Faults of the database.
pub fn of_channel(sql: &Sql, channel: &ChannelId) -> Result<Vec<(LiveKey, Timestamp)>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        id: IdentityKeyId,
        algorithm: IdentityAlgorithm,
        key: String,
        created_at: Timestamp,
    }
    let rows: Vec<Row> = sql.rows(
        "identity keys",
        "SELECT id, algorithm, key, created_at FROM identity_keys WHERE channel = ? ORDER BY created_at, id",
        vec![text(channel.as_str())],
    )?;
    let key = |Row { id, algorithm, key, created_at }| (LiveKey { id, algorithm, key }, created_at);
    Ok(rows.into_iter().map(key).collect())
}

/// Writes a key.
///
/// # Errors
/// Faults of the database.
pub fn insert(sql: &Sql, channel: &ChannelId, key: &IdentityKey, material: &str) -> Result<(), Fault> {
    let algorithm = match key.algorithm {
        IdentityAlgorithm::Hs256 => "HS256",
        IdentityAlgorithm::EdDsa => "EdDSA",
    };
    sql.run(
        "new identity key",
        "INSERT INTO identity_keys (id, channel, algorithm, key, created_at) VALUES (?, ?, ?, ?, ?)",
        vec![
            text(key.id.as_str()),
            text(channel.as_str()),
            text(algorithm),
            text(material),
            number(key.created_at.0),
        ],
    )
}

/// Revokes a key.
///
/// # Errors
/// Faults of the database.
pub fn delete(sql: &Sql, channel: &ChannelId, id: &IdentityKeyId) -> Result<(), Fault> {
    sql.run(
        "revoked identity key",
        "DELETE FROM identity_keys WHERE channel = ? AND id = ?",
        vec![text(channel.as_str()), text(id.as_str())],
    )
}
