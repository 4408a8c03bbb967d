//! Pictures of users and channels, by the id of whose they are and a hash of their bytes.

use serde::Deserialize;

use super::sql::{Sql, Value, blob, text};
use crate::fault::Fault;

/// A kept picture: its media type and bytes.
#[derive(Debug, Deserialize)]
pub struct Picture {
    /// Its media type.
    pub content_type: String,
    /// The file.
    #[serde(deserialize_with = "blob")]
    pub bytes: Vec<u8>,
}

/// Keeps a picture.
///
/// # Errors
/// Faults of the database.
pub fn insert(sql: &Sql, whose: &str, hash: &str, content_type: &str, bytes: Vec<u8>) -> Result<(), Fault> {
    sql.run(
        "new picture",
        "INSERT INTO avatars (whose, hash, content_type, bytes) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        vec![text(whose), text(hash), text(content_type), Value::Blob(bytes)],
    )
}

/// Deletes all others of these pictures.
///
/// # Errors
/// Faults of the database.
pub fn keep_only(sql: &Sql, whose: &str, hash: Option<&str>) -> Result<(), Fault> {
    let statement = "DELETE FROM avatars WHERE whose = ? AND hash IS NOT ?";
    sql.run("old pictures", statement, vec![text(whose), hash.into()])
}

/// Reads a picture.
///
/// # Errors
/// Faults of the database.
pub fn find(sql: &Sql, whose: &str, hash: &str) -> Result<Option<Picture>, Fault> {
    let statement = "SELECT content_type, bytes FROM avatars WHERE whose = ? AND hash = ?";
    sql.row("picture", statement, vec![text(whose), text(hash)])
}
