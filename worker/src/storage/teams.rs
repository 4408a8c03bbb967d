//! Teams and inboxes, and whose contact somebody is.

use pulina_shared::ids::{ChannelId, InboxId, TeamId, UserId, VisitorId};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::teams::{Inbox, InboxMembers, Team};
use serde::Deserialize;

use super::sql::{Sql, number, text};
use crate::fault::Fault;

/// All teams, the oldest first.
///
/// # Errors
/// Faults of the database.
pub fn all(sql: &Sql) -> Result<Vec<Team>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        id: TeamId,
        name: String,
        members: String,
    }
    let rows: Vec<Row> =
        sql.rows("teams", "SELECT id, name, members FROM teams ORDER BY created_at, id", vec![])?;
    let team = |Row { id, name, members }: Row| {
        let members: Vec<UserId> =
            serde_json::from_str(&members).map_err(|error| Fault::stored("team", error))?;
        Ok(Team { id, name, members })
    };
    rows.into_iter().map(team).collect()
}

/// Writes a team, new or changed.
///
/// # Errors
/// Faults of the database.
pub fn write(sql: &Sql, team: &Team, now: Timestamp) -> Result<(), Fault> {
    let members = serde_json::to_string(&team.members).map_err(|error| Fault::json("team", error))?;
    sql.run(
        "team",
        "INSERT INTO teams (id, name, members, created_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, members = excluded.members",
        vec![text(team.id.as_str()), text(&team.name), text(members), number(now.0)],
    )
}

/// Deletes a team.
///
/// # Errors
/// Faults of the database.
pub fn delete(sql: &Sql, id: &TeamId) -> Result<(), Fault> {
    sql.run("deleted team", "DELETE FROM teams WHERE id = ?", vec![text(id.as_str())])
}

/// Whether a published rule, a draft or an inbox names a team.
///
/// # Errors
/// Faults of the database.
pub fn is_named(sql: &Sql, id: &TeamId) -> Result<bool, Fault> {
    #[derive(Deserialize)]
    struct Row {
        n: u64,
    }
    // An id is found in a text only where it stands: nothing else has its form.
    let statement = "SELECT (SELECT count(*) FROM channels WHERE instr(settings, ?1) > 0)
        + (SELECT count(*) FROM drafts WHERE instr(settings, ?1) > 0)
        + (SELECT count(*) FROM inboxes WHERE instr(members, ?1) > 0) AS n";
    let row: Option<Row> = sql.row("named team", statement, vec![text(id.as_str())])?;
    Ok(row.is_some_and(|row| row.n > 0))
}

/// All inboxes, the oldest first.
///
/// # Errors
/// Faults of the database.
pub fn inboxes(sql: &Sql) -> Result<Vec<Inbox>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        id: InboxId,
        name: String,
        members: String,
    }
    let rows: Vec<Row> =
        sql.rows("inboxes", "SELECT id, name, members FROM inboxes ORDER BY created_at, id", vec![])?;
    let inbox = |Row { id, name, members }: Row| {
        let members: InboxMembers =
            serde_json::from_str(&members).map_err(|error| Fault::stored("inbox", error))?;
        let channels = channels_of(sql, &id)?;
        Ok(Inbox { id, name, members, channels })
    };
    rows.into_iter().map(inbox).collect()
}

fn channels_of(sql: &Sql, inbox: &InboxId) -> Result<Vec<ChannelId>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        id: ChannelId,
    }
    let statement = "SELECT id FROM channels WHERE inbox = ? ORDER BY created_at, id";
    let rows: Vec<Row> = sql.rows("channels of inbox", statement, vec![text(inbox.as_str())])?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Writes an inbox, new or changed; not its channels.
///
/// # Errors
/// Faults of the database.
pub fn write_inbox(sql: &Sql, inbox: &Inbox, now: Timestamp) -> Result<(), Fault> {
    let members = serde_json::to_string(&inbox.members).map_err(|error| Fault::json("inbox", error))?;
    sql.run(
        "inbox",
        "INSERT INTO inboxes (id, name, members, created_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, members = excluded.members",
        vec![text(inbox.id.as_str()), text(&inbox.name), text(members), number(now.0)],
    )
}

/// Lets a channel lead to an inbox.
///
/// # Errors
/// Faults of the database.
pub fn lead(sql: &Sql, channel: &ChannelId, inbox: &InboxId) -> Result<(), Fault> {
    sql.run(
        "inbox of channel",
        "UPDATE channels SET inbox = ? WHERE id = ?",
        vec![text(inbox.as_str()), text(channel.as_str())],
    )
}

/// The inbox that a channel leads to.
///
/// # Errors
/// Faults of the database.
pub fn inbox_of(sql: &Sql, channel: &ChannelId) -> Result<Option<InboxId>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        inbox: InboxId,
    }
    let statement = "SELECT inbox FROM channels WHERE id = ?";
    let row: Option<Row> = sql.row("inbox of channel", statement, vec![text(channel.as_str())])?;
    Ok(row.map(|row| row.inbox))
}

/// The name of the inbox that a channel leads to.
///
/// # Errors
/// Faults of the database.
pub fn inbox_name_of(sql: &Sql, channel: &ChannelId) -> Result<Option<String>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        name: String,
    }
    let statement = "SELECT name FROM inboxes WHERE id = (SELECT inbox FROM channels WHERE id = ?)";
    let row: Option<Row> = sql.row("name of inbox", statement, vec![text(channel.as_str())])?;
    Ok(row.map(|row| row.name))
}

/// Deletes an inbox to which no channel leads any more.
///
/// # Errors
/// Faults of the database.
pub fn delete_inbox(sql: &Sql, id: &InboxId) -> Result<(), Fault> {
    sql.run("deleted inbox", "DELETE FROM inboxes WHERE id = ?", vec![text(id.as_str())])
}

/// Whose contact a visitor is.
///
/// # Errors
/// Faults of the database.
pub fn contact_owner(sql: &Sql, visitor: &VisitorId) -> Result<Option<UserId>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        owner: UserId,
    }
    let statement = "SELECT owner FROM contact_owners WHERE visitor = ?";
    let row: Option<Row> = sql.row("owner of contact", statement, vec![text(visitor.as_str())])?;
    Ok(row.map(|row| row.owner))
}

/// Says whose contact a visitor is.
///
/// # Errors
/// Faults of the database.
pub fn set_contact_owner(sql: &Sql, visitor: &VisitorId, owner: Option<&UserId>) -> Result<(), Fault> {
    match owner {
        Some(owner) => sql.run(
            "owner of contact",
            "INSERT OR REPLACE INTO contact_owners (visitor, owner) VALUES (?, ?)",
            vec![text(visitor.as_str()), text(owner.as_str())],
        ),
        None => sql.run(
            "owner of contact",
            "DELETE FROM contact_owners WHERE visitor = ?",
            vec![text(visitor.as_str())],
        ),
    }
}
