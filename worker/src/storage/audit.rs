//! Who changed what. Entries are written with the change, never changed, and forgotten after a time.

use pulina_shared::ids::UserId;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::users::{AuditAct, AuditEntry};
use serde::Deserialize;

use super::sql::{Sql, number, text};
use crate::fault::Fault;

/// Writes an entry and forgets those that are from before `kept_since`.
///
/// # Errors
/// Faults of the database.
pub fn insert(sql: &Sql, new: &NewEntry<'_>, kept_since: Timestamp) -> Result<(), Fault> {
    let NewEntry { at, user, act, subject, details } = new;
    sql.run("old audit entries", "DELETE FROM audit WHERE at < ?", vec![number(kept_since.0)])?;
    let details = serde_json::to_string(details).map_err(|error| Fault::json("audit details", error))?;
    sql.run(
        "audit entry",
        "INSERT INTO audit (at, user, act, subject, details) VALUES (?, ?, ?, ?, ?)",
        vec![number(at.0), text(user.as_str()), text(act.as_str()), (*subject).into(), text(details)],
    )
}

/// What a new entry holds.
pub struct NewEntry<'a> {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub user: &'a UserId,
    /// What.
    pub act: AuditAct,
    /// Of what, by its id.
    pub subject: Option<&'a str>,
    /// What there is to say of it.
    pub details: &'a [String],
}

/// Entries before this number, the newest first.
///
/// # Errors
/// Faults of the database.
pub fn before(sql: &Sql, before: u64, n_max: usize) -> Result<Vec<AuditEntry>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        number: u64,
        at: Timestamp,
        user: UserId,
        act: AuditAct,
        subject: Option<String>,
        details: String,
    }
    let rows: Vec<Row> = sql.rows(
        "audit",
        "SELECT number, at, user, act, subject, details FROM audit WHERE number < ? ORDER BY number DESC LIMIT ?",
        vec![number(before), number(n_max as u64)],
    )?;
    let entry = |Row { number, at, user, act, subject, details }| {
        let details =
            serde_json::from_str(&details).map_err(|error| Fault::stored("audit details", error))?;
        Ok(AuditEntry { number, at, user, act, subject, details })
    };
    rows.into_iter().map(entry).collect()
}
