//! Authenticator apps, and the codes for somebody without theirs.

use pulina_shared::ids::UserId;
use pulina_shared::time::Timestamp;
use serde::Deserialize;

use super::sql::{Sql, Value, blob, number, text};
use crate::fault::Fault;

/// An authenticator app's row.
#[derive(Clone, Deserialize)]
pub struct AuthenticatorRow {
    /// What codes are made from.
    #[serde(deserialize_with = "blob")]
    pub secret: Vec<u8>,
    /// Since when it is asked for; absent while it waits for its first code.
    pub since: Option<Timestamp>,
    /// The step of the last code that was used.
    pub used_step: u64,
}

/// A user's authenticator app, asked for or not.
///
/// # Errors
/// Faults of the database.
pub fn find(sql: &Sql, user: &UserId) -> Result<Option<AuthenticatorRow>, Fault> {
    let statement = "SELECT secret, since, used_step FROM authenticators WHERE user = ?";
    sql.row("authenticator", statement, vec![text(user.as_str())])
}

/// Writes the secret of an app that waits for its first code.
///
/// # Errors
/// Faults of the database.
pub fn begin(sql: &Sql, user: &UserId, secret: Vec<u8>) -> Result<(), Fault> {
    sql.run(
        "new authenticator",
        "INSERT OR REPLACE INTO authenticators (user, secret, used_step) VALUES (?, ?, 0)",
        vec![text(user.as_str()), Value::Blob(secret)],
    )
}

/// Notes since when it is asked for, and the code that was used.
///
/// # Errors
/// Faults of the database.
pub fn note_use(sql: &Sql, user: &UserId, since: Timestamp, used_step: u64) -> Result<(), Fault> {
    sql.run(
        "use of an authenticator",
        "UPDATE authenticators SET since = ?, used_step = ? WHERE user = ?",
        vec![number(since.0), number(used_step), text(user.as_str())],
    )
}

/// Forgets it, with its recovery codes.
///
/// # Errors
/// Faults of the database.
pub fn delete(sql: &Sql, user: &UserId) -> Result<(), Fault> {
    delete_recovery_codes(sql, user)?;
    sql.run("authenticator", "DELETE FROM authenticators WHERE user = ?", vec![text(user.as_str())])
}

/// Writes a recovery code.
///
/// # Errors
/// Faults of the database.
pub fn insert_recovery_code(sql: &Sql, user: &UserId, code_hash: &str) -> Result<(), Fault> {
    let statement = "INSERT INTO recovery_codes (user, code_hash) VALUES (?, ?)";
    sql.run("new recovery code", statement, vec![text(user.as_str()), text(code_hash)])
}

/// How many recovery codes a user has left.
///
/// # Errors
/// Faults of the database.
pub fn n_recovery_codes(sql: &Sql, user: &UserId) -> Result<u64, Fault> {
    #[derive(Deserialize)]
    struct Row {
        n: u64,
    }
    let statement = "SELECT count(*) AS n FROM recovery_codes WHERE user = ?";
    let row: Option<Row> = sql.row("recovery codes", statement, vec![text(user.as_str())])?;
    Ok(row.map_or(0, |row| row.n))
}

/// Forgets a recovery code; whether it was there.
///
/// # Errors
/// Faults of the database.
pub fn take_recovery_code(sql: &Sql, user: &UserId, code_hash: &str) -> Result<bool, Fault> {
    #[derive(Deserialize)]
    struct Row {}
    let statement = "DELETE FROM recovery_codes WHERE user = ? AND code_hash = ? RETURNING user";
    let row: Option<Row> =
        sql.row("used recovery code", statement, vec![text(user.as_str()), text(code_hash)])?;
    Ok(row.is_some())
}

/// Forgets all recovery codes of a user.
///
/// # Errors
/// Faults of the database.
pub fn delete_recovery_codes(sql: &Sql, user: &UserId) -> Result<(), Fault> {
    sql.run("recovery codes", "DELETE FROM recovery_codes WHERE user = ?", vec![text(user.as_str())])
}
