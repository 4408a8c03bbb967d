//! Sign-ins, by the hash of their secret, and the conversations whose sockets end with them.

use pulina_shared::ids::{ConversationId, SessionId, UserId};
use pulina_shared::time::Timestamp;
use serde::Deserialize;

use super::sql::{Sql, number, text};
use crate::fault::Fault;

/// A session's row.
#[derive(Clone, Debug, Deserialize)]
pub struct SessionRow {
    /// Which.
    pub id: SessionId,
    /// Whose.
    pub user: UserId,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, within a minute.
    pub used_at: Timestamp,
    /// When it ends if it is not used again.
    pub ends_at: Timestamp,
    /// When its user last proved who they are: by signing in, or when they were asked again.
    pub proved_at: Timestamp,
}

const COLUMNS: &str = "id, user, created_at, used_at, ends_at, proved_at";

/// Writes a session.
///
/// # Errors
/// Faults of the database.
pub fn insert(sql: &Sql, row: &SessionRow, token_hash: &str) -> Result<(), Fault> {
    sql.run(
        "new session",
        "INSERT INTO sessions (id, user, token_hash, created_at, used_at, ends_at, proved_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?)",
        vec![
            text(row.id.as_str()),
            text(row.user.as_str()),
            text(token_hash),
            number(row.created_at.0),
            number(row.used_at.0),
            number(row.ends_at.0),
            number(row.proved_at.0),
        ],
    )
}

/// The session of a secret, also one that is over and not yet cleared away.
///
/// # Errors
/// Faults of the database.
pub fn find(sql: &Sql, token_hash: &str) -> Result<Option<SessionRow>, Fault> {
    sql.row(
        "session",
        &format!("SELECT {COLUMNS} FROM sessions WHERE token_hash = ?"),
        vec![text(token_hash)],
    )
}

/// Whether a session still is there.
///
/// # Errors
/// Faults of the database.
pub fn stands(sql: &Sql, id: &SessionId) -> Result<bool, Fault> {
    #[derive(Deserialize)]
    struct Row {}
    let row: Option<Row> =
        sql.row("session", "SELECT 1 AS one FROM sessions WHERE id = ?", vec![text(id.as_str())])?;
    Ok(row.is_some())
}

/// A user's sessions, the oldest first.
///
/// # Errors
/// Faults of the database.
pub fn of_user(sql: &Sql, user: &UserId) -> Result<Vec<SessionRow>, Fault> {
    let statement = format!("SELECT {COLUMNS} FROM sessions WHERE user = ? ORDER BY created_at, id");
    sql.rows("sessions of a user", &statement, vec![text(user.as_str())])
}

/// Sessions that are over at this time.
///
/// # Errors
/// Faults of the database.
pub fn over(sql: &Sql, now: Timestamp) -> Result<Vec<SessionRow>, Fault> {
    let statement = format!("SELECT {COLUMNS} FROM sessions WHERE ends_at <= ? ORDER BY ends_at LIMIT 100");
    sql.rows("sessions that are over", &statement, vec![number(now.0)])
}

/// When the next session ends.
///
/// # Errors
/// Faults of the database.
pub fn next_end(sql: &Sql) -> Result<Option<Timestamp>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        ends_at: Option<Timestamp>,
    }
    let row: Option<Row> =
        sql.row("next end of a session", "SELECT min(ends_at) AS ends_at FROM sessions", vec![])?;
    Ok(row.and_then(|row| row.ends_at))
}

/// Notes a use.
///
/// # Errors
/// Faults of the database.
pub fn note_use(sql: &Sql, id: &SessionId, used_at: Timestamp, ends_at: Timestamp) -> Result<(), Fault> {
    sql.run(
        "use of a session",
        "UPDATE sessions SET used_at = ?, ends_at = ? WHERE id = ?",
        vec![number(used_at.0), number(ends_at.0), text(id.as_str())],
    )
}

/// Notes that the session's user proved who they are.
///
/// # Errors
/// Faults of the database.
pub fn note_proof(sql: &Sql, id: &SessionId, proved_at: Timestamp) -> Result<(), Fault> {
    sql.run(
        "proof of a session",
        "UPDATE sessions SET proved_at = ? WHERE id = ?",
        vec![number(proved_at.0), text(id.as_str())],
    )
}

/// Forgets a session and its grants; its conversations must have been told before.
///
/// # Errors
/// Faults of the database.
pub fn delete(sql: &Sql, id: &SessionId) -> Result<(), Fault> {
    sql.run("grants of a session", "DELETE FROM grants WHERE session = ?", vec![text(id.as_str())])?;
    sql.run("session", "DELETE FROM sessions WHERE id = ?", vec![text(id.as_str())])
}

/// Remembers that a session has a socket to a conversation.
///
/// # Errors
/// Faults of the database.
pub fn grant(sql: &Sql, id: &SessionId, conversation: &ConversationId) -> Result<(), Fault> {
    sql.run(
        "grant",
        "INSERT INTO grants (session, conversation) VALUES (?, ?) ON CONFLICT DO NOTHING",
        vec![text(id.as_str()), text(conversation.as_str())],
    )
}

/// Remembers that a conversation shows a user's profile.
///
/// # Errors
/// Faults of the database.
pub fn participate(sql: &Sql, user: &UserId, conversation: &ConversationId) -> Result<(), Fault> {
    sql.run(
        "participant",
        "INSERT INTO participants (user, conversation) VALUES (?, ?) ON CONFLICT DO NOTHING",
        vec![text(user.as_str()), text(conversation.as_str())],
    )
}
