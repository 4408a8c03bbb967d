//! Users.

use pulina_shared::ids::{AccountId, Revision, UserId};
use pulina_shared::text::EmailAddress;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::availability::Schedule;
use pulina_shared::wire::conversation::PublicUser;
use pulina_shared::wire::factors::FactorSummary;
use pulina_shared::wire::presence::Presence;
use pulina_shared::wire::users::{Role, UserEntry, UserState};
use serde::Deserialize;

use super::sql::{Sql, Value, number, text};
use crate::domain::user::Standing;
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
    /// What the user may do.
    pub role: Role,
    /// Names the picture, if there is one.
    pub avatar_hash: Option<String>,
    /// Since when the user may not come in; absent while they may.
    pub disabled_at: Option<Timestamp>,
    /// When they were last there, within a minute.
    pub used_at: Option<Timestamp>,
    /// The page on which others book a time with them.
    pub meetings_link: Option<String>,
    /// Who said that they are away, often themselves; absent while nobody does.
    pub away_by: Option<UserId>,
    /// Their working hours as JSON; absent for none.
    pub hours: Option<String>,
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

    /// How the user stands.
    pub fn standing(&self) -> Standing {
        let state = if self.disabled_at.is_some() { UserState::Disabled } else { UserState::Active };
        Standing { role: self.role, state }
    }

    /// The user as those see them who look after users.
    pub fn entry(&self, account: &AccountId, factors: FactorSummary, presence: Presence) -> UserEntry {
        let Standing { role, state } = self.standing();
        let (user, email) = (self.public(account), self.email.clone());
        UserEntry { user, email, role, state, used_at: self.used_at, factors, presence }
    }

    /// When the user works; absent for always.
    ///
    /// # Errors
    /// When what is stored cannot be read.
    pub fn hours(&self) -> Result<Option<Schedule>, Fault> {
        let read = |json: &String| serde_json::from_str(json);
        let hours = self.hours.as_ref().map(read).transpose();
        hours.map_err(|error| Fault::stored("working hours", error))
    }
}

/// What a sign-in needs of a user.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
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
    pub role: Role,
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
            text(role.as_str()),
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
    sql.rows(
        "users",
        &format!(
            "SELECT id, email, name, role, avatar_hash, disabled_at, used_at, meetings_link, away_by, hours, revision FROM users {rest}"
        ),
        values,
    )
}

/// Who signs in with this address; nobody who is disabled.
///
/// # Errors
/// Faults of the database.
pub fn credentials(sql: &Sql, email: &EmailAddress) -> Result<Option<Credentials>, Fault> {
    sql.row(
        "credentials",
        "SELECT id, password_hash FROM users WHERE email = ? AND disabled_at IS NULL",
        vec![text(email.as_str())],
    )
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

/// Whether somebody has this address, disabled or not.
///
/// # Errors
/// Faults of the database.
pub fn has_email(sql: &Sql, email: &EmailAddress) -> Result<bool, Fault> {
    Ok(!select(sql, "WHERE email = ?", vec![text(email.as_str())])?.is_empty())
}

/// How many owners can sign in.
///
/// # Errors
/// Faults of the database.
pub fn n_ruling(sql: &Sql) -> Result<usize, Fault> {
    Ok(select(sql, "WHERE role = ? AND disabled_at IS NULL", vec![text(Role::Owner.as_str())])?.len())
}

/// Writes what a user may do and whether they may come in.
///
/// # Errors
/// Faults of the database.
pub fn update_standing(sql: &Sql, row: &UserRow) -> Result<(), Fault> {
    let disabled_at = row.disabled_at.map_or(Value::Null, |at| number(at.0));
    sql.run(
        "standing of a user",
        "UPDATE users SET role = ?, disabled_at = ? WHERE id = ?",
        vec![text(row.role.as_str()), disabled_at, text(row.id.as_str())],
    )
}

/// Writes where others book a time with a user.
///
/// # Errors
/// Faults of the database.
pub fn update_meetings_link(sql: &Sql, id: &UserId, link: Option<&str>) -> Result<(), Fault> {
    sql.run(
        "meetings link",
        "UPDATE users SET meetings_link = ? WHERE id = ?",
        vec![link.into(), text(id.as_str())],
    )
}

/// Writes who said that a user is away, and when they work.
///
/// # Errors
/// Faults of the database.
pub fn update_presence(sql: &Sql, row: &UserRow) -> Result<(), Fault> {
    sql.run(
        "presence of a user",
        "UPDATE users SET away_by = ?, hours = ?, revision = ? WHERE id = ?",
        vec![
            row.away_by.as_ref().map(UserId::as_str).into(),
            row.hours.as_deref().into(),
            number(row.revision.0),
            text(row.id.as_str()),
        ],
    )
}

/// Notes when a user was there.
///
/// # Errors
/// Faults of the database.
pub fn note_use(sql: &Sql, id: &UserId, at: Timestamp) -> Result<(), Fault> {
    sql.run(
        "use by a user",
        "UPDATE users SET used_at = ? WHERE id = ?",
        vec![number(at.0), text(id.as_str())],
    )
}

/// The hash of a user's password.
///
/// # Errors
/// Faults of the database.
pub fn password_hash(sql: &Sql, id: &UserId) -> Result<String, Fault> {
    let statement = "SELECT id, password_hash FROM users WHERE id = ?";
    let row: Option<Credentials> = sql.row("password of a user", statement, vec![text(id.as_str())])?;
    row.map(|row| row.password_hash).ok_or(Fault::Impossible { what: "a session of nobody" })
}

/// Writes the hash of a new password.
///
/// # Errors
/// Faults of the database.
pub fn update_password(sql: &Sql, id: &UserId, password_hash: &str) -> Result<(), Fault> {
    sql.run(
        "new password",
        "UPDATE users SET password_hash = ? WHERE id = ?",
        vec![text(password_hash), text(id.as_str())],
    )
}
