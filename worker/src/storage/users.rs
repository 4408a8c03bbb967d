//! Users.

use pulina_shared::ids::{AccountId, Revision, UserId};
use pulina_shared::text::EmailAddress;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::PublicUser;
use serde::Deserialize;

use super::sql::{Sql, Value, number, text};
use crate::fault::Fault;

/// A user's row.
#[derive(Clone, Debug, Deserialize)]
pub struct UserRow {
    /// Who.
    pub id: UserId,
    /// The sign-in address.
    pub email: String,
    /// The public name.
    pub name: String,
    /// Names the picture, if there is one.
    pub avatar_hash: Option<String>,
    /// The revision of the last change.
    pub revision: Revision,
}

impl UserRow {
    /// The public profile.
    pub fn public(&self, account: &AccountId) -> PublicUser {
        let avatar =
            self.avatar_hash.as_ref().map(|hash| format!("/v1/avatars/{account}/{}/{hash}", self.id));
        PublicUser { id: self.id.clone(), name: self.name.clone(), avatar }
    }
}

/// What a sign-in needs of a user.
#[derive(Clone, Debug, Deserialize)]
pub struct Credentials {
    /// Who.
    pub id: UserId,
    /// Argon2id, with salt and costs.
    pub password_hash: String,
}

/// What a new user's row holds.
pub struct NewUser<'a> {
    /// Who.
    pub id: &'a UserId,
    /// The sign-in address.
    pub email: &'a EmailAddress,
    /// The public name.
    pub name: &'a str,
    /// What the user may do.
    pub role: &'static str,
    /// Argon2id, with salt and costs.
    pub password_hash: &'a str,
    /// The revision of this change.
    pub revision: Revision,
    /// When.
    pub now: Timestamp,
}

/// Writes a user.
///
/// # Errors
/// Faults of the database.
pub fn insert(sql: &Sql, new: &NewUser<'_>) -> Result<(), Fault> {
    let NewUser { id, email, name, role, password_hash, revision, now } = new;
    sql.run(
        "new user",
        "INSERT INTO users (id, email, name, role, password_hash, revision, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        vec![
            text(id.as_str()),
            text(email.as_str()),
            text(name),
            text(role),
            text(password_hash),
            number(revision.0),
            number(now.0),
        ],
    )
}

/// One user.
///
/// # Errors
/// Faults of the database.
pub fn find(sql: &Sql, id: &UserId) -> Result<Option<UserRow>, Fault> {
    select(sql, "WHERE id = ?", vec![text(id.as_str())]).map(|rows| rows.into_iter().next())
}

/// All users, oldest first.
///
/// # Errors
/// Faults of the database.
pub fn all(sql: &Sql) -> Result<Vec<UserRow>, Fault> {
    select(sql, "ORDER BY created_at, id", vec![])
}

/// Users that changed after a revision, in order of change.
///
/// # Errors
/// Faults of the database.
pub fn changed_after(sql: &Sql, after: Revision, n_max: usize) -> Result<Vec<UserRow>, Fault> {
    select(sql, "WHERE revision > ? ORDER BY revision LIMIT ?", vec![number(after.0), number(n_max as u64)])
}

fn select(sql: &Sql, rest: &str, values: Vec<Value>) -> Result<Vec<UserRow>, Fault> {
    sql.rows("users", &format!("SELECT id, email, name, avatar_hash, revision FROM users {rest}"), values)
}

/// Who signs in with this address.
///
/// # Errors
/// Faults of the database.
pub fn credentials(sql: &Sql, email: &EmailAddress) -> Result<Option<Credentials>, Fault> {
    sql.row("credentials", "SELECT id, password_hash FROM users WHERE email = ?", vec![text(email.as_str())])
}

/// Changes the public profile.
///
/// # Errors
/// Faults of the database.
pub fn update_profile(
    sql: &Sql,
    id: &UserId,
    name: &str,
    avatar_hash: Option<&str>,
    revision: Revision,
) -> Result<(), Fault> {
    sql.run(
        "profile",
        "UPDATE users SET name = ?, avatar_hash = ?, revision = ? WHERE id = ?",
        vec![text(name), avatar_hash.into(), number(revision.0), text(id.as_str())],
    )
}
