//! Invitations that nobody has taken yet, by the hash of their secret.

use pulina_shared::ids::{InvitationId, UserId};
use pulina_shared::text::EmailAddress;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::users::Invitation;
use serde::Deserialize;

use super::sql::{Sql, Value, number, text};
use crate::fault::Fault;

const COLUMNS: &str = "id, email, role, invited_by, ends_at";

/// Writes an invitation.
///
/// # Errors
/// Faults of the database.
pub fn insert(sql: &Sql, new: &Invitation, secret_hash: &str, now: Timestamp) -> Result<(), Fault> {
    sql.run(
        "new invitation",
        "INSERT INTO invitations (id, secret_hash, email, role, invited_by, created_at, ends_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        vec![
            text(new.id.as_str()),
            text(secret_hash),
            text(&new.email),
            text(new.role.as_str()),
            text(new.invited_by.as_str()),
            number(now.0),
            number(new.ends_at.0),
        ],
    )
}

/// All that stand at this time, the oldest first.
///
/// # Errors
/// Faults of the database.
pub fn standing(sql: &Sql, now: Timestamp) -> Result<Vec<Invitation>, Fault> {
    let statement = format!("SELECT {COLUMNS} FROM invitations WHERE ends_at > ? ORDER BY created_at, id");
    sql.rows("invitations", &statement, vec![number(now.0)])
}

/// The invitation of a secret, if it stands at this time.
///
/// # Errors
/// Faults of the database.
pub fn of_secret(sql: &Sql, secret_hash: &str, now: Timestamp) -> Result<Option<Invitation>, Fault> {
    let statement = format!("SELECT {COLUMNS} FROM invitations WHERE secret_hash = ? AND ends_at > ?");
    sql.row("invitation of a secret", &statement, vec![text(secret_hash), number(now.0)])
}

/// One invitation.
///
/// # Errors
/// Faults of the database.
pub fn find(sql: &Sql, id: &InvitationId) -> Result<Option<Invitation>, Fault> {
    let statement = format!("SELECT {COLUMNS} FROM invitations WHERE id = ?");
    sql.row("invitation", &statement, vec![text(id.as_str())])
}

/// When the next one ends.
///
/// # Errors
/// Faults of the database.
pub fn next_end(sql: &Sql) -> Result<Option<Timestamp>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        ends_at: Option<Timestamp>,
    }
    let statement = "SELECT min(ends_at) AS ends_at FROM invitations";
    let row: Option<Row> = sql.row("next end of an invitation", statement, vec![])?;
    Ok(row.and_then(|row| row.ends_at))
}

/// Forgets one.
///
/// # Errors
/// Faults of the database.
pub fn delete(sql: &Sql, id: &InvitationId) -> Result<(), Fault> {
    forget(sql, "id = ?", text(id.as_str()))
}

/// Forgets those of this address.
///
/// # Errors
/// Faults of the database.
pub fn delete_of(sql: &Sql, email: &EmailAddress) -> Result<(), Fault> {
    forget(sql, "email = ?", text(email.as_str()))
}

/// Forgets those that a user has made.
///
/// # Errors
/// Faults of the database.
pub fn delete_by(sql: &Sql, user: &UserId) -> Result<(), Fault> {
    forget(sql, "invited_by = ?", text(user.as_str()))
}

/// Forgets those that are over at this time.
///
/// # Errors
/// Faults of the database.
pub fn delete_over(sql: &Sql, now: Timestamp) -> Result<(), Fault> {
    forget(sql, "ends_at <= ?", number(now.0))
}

fn forget(sql: &Sql, which: &str, value: Value) -> Result<(), Fault> {
    sql.run("invitation that ended", &format!("DELETE FROM invitations WHERE {which}"), vec![value])
}
