//! Passkeys, what they are to answer, and who has what besides a password.

use pulina_shared::ids::{PasskeyId, UserId};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::factors::{FactorSummary, Passkey};
use serde::Deserialize;

use super::sql::{Sql, Value, number, text};
use crate::fault::Fault;

/// A passkey's row.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct PasskeyRow {
    /// Which.
    pub id: PasskeyId,
    /// Whose.
    pub user: UserId,
    /// What the authenticator calls it, in base64url.
    pub credential: String,
    /// The public key (SPKI), in base64url.
    pub public_key: String,
    /// How it signs, as COSE's number.
    pub algorithm: i64,
    /// How often it was used, as far as it counts.
    pub counter: u64,
    /// What its user calls it.
    pub name: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When somebody last signed in with it.
    pub used_at: Option<Timestamp>,
}

impl PasskeyRow {
    /// What its user sees of it.
    pub fn public(self) -> Passkey {
        Passkey { id: self.id, name: self.name, created_at: self.created_at, used_at: self.used_at }
    }
}

const COLUMNS: &str = "id, user, credential, public_key, algorithm, counter, name, created_at, used_at";

/// Writes a passkey.
///
/// # Errors
/// Faults of the database.
pub fn insert(sql: &Sql, row: &PasskeyRow) -> Result<(), Fault> {
    sql.run(
        "new passkey",
        &format!("INSERT INTO passkeys ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)"),
        vec![
            text(row.id.as_str()),
            text(row.user.as_str()),
            text(&row.credential),
            text(&row.public_key),
            Value::Integer(row.algorithm),
            number(row.counter),
            text(&row.name),
            number(row.created_at.0),
        ],
    )
}

/// A user's passkeys, the oldest first.
///
/// # Errors
/// Faults of the database.
pub fn of_user(sql: &Sql, user: &UserId) -> Result<Vec<PasskeyRow>, Fault> {
    let statement = format!("SELECT {COLUMNS} FROM passkeys WHERE user = ? ORDER BY created_at, id");
    sql.rows("passkeys of a user", &statement, vec![text(user.as_str())])
}

/// The passkey that its authenticator calls so.
///
/// # Errors
/// Faults of the database.
pub fn find(sql: &Sql, credential: &str) -> Result<Option<PasskeyRow>, Fault> {
    let statement = format!("SELECT {COLUMNS} FROM passkeys WHERE credential = ?");
    sql.row("passkey", &statement, vec![text(credential)])
}

/// Notes a use.
///
/// # Errors
/// Faults of the database.
pub fn note_use(sql: &Sql, id: &PasskeyId, counter: u64, at: Timestamp) -> Result<(), Fault> {
    sql.run(
        "use of a passkey",
        "UPDATE passkeys SET counter = ?, used_at = ? WHERE id = ?",
        vec![number(counter), number(at.0), text(id.as_str())],
    )
}

/// Forgets one.
///
/// # Errors
/// Faults of the database.
pub fn delete(sql: &Sql, id: &PasskeyId) -> Result<(), Fault> {
    sql.run("passkey", "DELETE FROM passkeys WHERE id = ?", vec![text(id.as_str())])
}

/// Forgets all of a user.
///
/// # Errors
/// Faults of the database.
pub fn delete_of(sql: &Sql, user: &UserId) -> Result<(), Fault> {
    sql.run("passkeys of a user", "DELETE FROM passkeys WHERE user = ?", vec![text(user.as_str())])
}

/// Writes a challenge; of somebody who adds a passkey it replaces the former one. What is over is
/// forgotten, and of those of nobody yet all but the newest `n_max`.
///
/// # Errors
/// Faults of the database.
pub fn insert_challenge(
    sql: &Sql,
    challenge: &str,
    user: Option<&UserId>,
    (now, ends_at): (Timestamp, Timestamp),
    n_max: usize,
) -> Result<(), Fault> {
    let user: Value = user.map(UserId::as_str).into();
    sql.run(
        "former challenges",
        "DELETE FROM challenges WHERE ends_at <= ? OR user = ?",
        vec![number(now.0), user.clone()],
    )?;
    sql.run(
        "new challenge",
        "INSERT INTO challenges (challenge, user, ends_at) VALUES (?, ?, ?)",
        vec![text(challenge), user, number(ends_at.0)],
    )?;
    sql.run(
        "challenges above what is kept",
        "DELETE FROM challenges WHERE number IN (
            SELECT number FROM challenges WHERE user IS NULL ORDER BY number DESC LIMIT -1 OFFSET ?
        )",
        vec![number(n_max as u64)],
    )
}

/// Whether a challenge waits for this user, or for whoever signs in.
///
/// # Errors
/// Faults of the database.
pub fn is_waiting(sql: &Sql, challenge: &str, user: Option<&UserId>, now: Timestamp) -> Result<bool, Fault> {
    #[derive(Deserialize)]
    struct Row {}
    let statement = "SELECT 1 AS one FROM challenges WHERE challenge = ? AND user IS ? AND ends_at > ?";
    let values = vec![text(challenge), user.map(UserId::as_str).into(), number(now.0)];
    let row: Option<Row> = sql.row("challenge", statement, values)?;
    Ok(row.is_some())
}

/// Forgets a challenge.
///
/// # Errors
/// Faults of the database.
pub fn delete_challenge(sql: &Sql, challenge: &str) -> Result<(), Fault> {
    sql.run("challenge", "DELETE FROM challenges WHERE challenge = ?", vec![text(challenge)])
}

/// By what users sign in besides their password: of all who have something, or of one.
///
/// # Errors
/// Faults of the database.
pub fn summaries(sql: &Sql, of: Option<&UserId>) -> Result<Vec<(UserId, FactorSummary)>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        user: UserId,
        n_apps: u64,
        n_passkeys: u64,
    }
    let rows: Vec<Row> = sql.rows(
        "factors of users",
        "SELECT user, sum(is_app) AS n_apps, sum(1 - is_app) AS n_passkeys FROM (
            SELECT user, 1 AS is_app FROM authenticators WHERE since IS NOT NULL
            UNION ALL SELECT user, 0 FROM passkeys
        ) WHERE ?1 IS NULL OR user = ?1 GROUP BY user",
        vec![of.map(UserId::as_str).into()],
    )?;
    let summary = |row: Row| {
        (row.user, FactorSummary { has_authenticator: row.n_apps > 0, n_passkeys: row.n_passkeys })
    };
    Ok(rows.into_iter().map(summary).collect())
}
