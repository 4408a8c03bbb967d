//! Contacts for whom customers' servers have vouched, their devices, and what pages say of visitors.

use pulina_shared::ids::{ChannelId, ConversationId, VisitorId};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::identity::{Attributes, VerifiedContact};
use serde::Deserialize;

use super::sql::{Sql, number, text};
use crate::fault::Fault;

/// The visitor who is this contact.
///
/// # Errors
/// Faults of the database.
pub fn find(sql: &Sql, channel: &ChannelId, subject: &str) -> Result<Option<VisitorId>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        visitor: VisitorId,
    }
    let statement = "SELECT visitor FROM contacts WHERE channel = ? AND subject = ?";
    let row: Option<Row> = sql.row("contact", statement, vec![text(channel.as_str()), text(subject)])?;
    Ok(row.map(|row| row.visitor))
}

/// The contact who this visitor is to a channel's site.
///
/// # Errors
/// Faults of the database.
pub fn of_visitor(
    sql: &Sql,
    visitor: &VisitorId,
    channel: &ChannelId,
) -> Result<Option<VerifiedContact>, Fault> {
    let statement = "SELECT subject, name, email FROM contacts WHERE visitor = ? AND channel = ?";
    sql.row("contact of visitor", statement, vec![text(visitor.as_str()), text(channel.as_str())])
}

/// Whose contact a visitor is: the channel.
///
/// # Errors
/// Faults of the database.
pub fn channel_of(sql: &Sql, visitor: &VisitorId) -> Result<Option<ChannelId>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        channel: ChannelId,
    }
    let statement = "SELECT channel FROM contacts WHERE visitor = ?";
    let row: Option<Row> = sql.row("channel of contact", statement, vec![text(visitor.as_str())])?;
    Ok(row.map(|row| row.channel))
}

/// Whose a conversation is.
///
/// # Errors
/// Faults of the database.
pub fn visitor_of(sql: &Sql, conversation: &ConversationId) -> Result<Option<VisitorId>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        visitor: VisitorId,
    }
    let statement = "SELECT visitor FROM visits WHERE conversation = ?";
    let row: Option<Row> =
        sql.row("visitor of conversation", statement, vec![text(conversation.as_str())])?;
    Ok(row.map(|row| row.visitor))
}

/// Writes a contact, new or changed.
///
/// # Errors
/// Faults of the database.
pub fn write(
    sql: &Sql,
    visitor: &VisitorId,
    channel: &ChannelId,
    contact: &VerifiedContact,
) -> Result<(), Fault> {
    let VerifiedContact { subject, name, email } = contact;
    sql.run(
        "contact",
        "INSERT INTO contacts (visitor, channel, subject, name, email) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (visitor) DO UPDATE SET name = excluded.name, email = excluded.email",
        vec![
            text(visitor.as_str()),
            text(channel.as_str()),
            text(subject),
            name.as_ref().map(text).into(),
            email.as_ref().map(text).into(),
        ],
    )
}

/// What a visitor has on a channel is the contact's from now on.
///
/// # Errors
/// Faults of the database.
pub fn join(
    sql: &Sql,
    visitor: &VisitorId,
    contact: &VisitorId,
    channel: &ChannelId,
) -> Result<Vec<ConversationId>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        conversation: ConversationId,
    }
    let rows: Vec<Row> = sql.rows(
        "joined visits",
        "UPDATE visits SET visitor = ? WHERE visitor = ? AND channel = ? RETURNING conversation",
        vec![text(contact.as_str()), text(visitor.as_str()), text(channel.as_str())],
    )?;
    // What was said of the visitor last is said of the contact.
    sql.run(
        "joined attributes",
        "UPDATE OR REPLACE attributes SET visitor = ? WHERE visitor = ? AND channel = ?",
        vec![text(contact.as_str()), text(visitor.as_str()), text(channel.as_str())],
    )?;
    // Whoever cared for the visitor cares for the contact, unless somebody does already.
    sql.run(
        "joined owner",
        "UPDATE OR IGNORE contact_owners SET visitor = ? WHERE visitor = ?",
        vec![text(contact.as_str()), text(visitor.as_str())],
    )?;
    Ok(rows.into_iter().map(|row| row.conversation).collect())
}

/// A contact is known on a device from now on.
///
/// # Errors
/// Faults of the database.
pub fn add_device(sql: &Sql, contact: &VisitorId, token_hash: &str, now: Timestamp) -> Result<(), Fault> {
    sql.run(
        "device",
        "INSERT INTO visitors (token_hash, id, created_at) VALUES (?, ?, ?)
         ON CONFLICT (token_hash) DO UPDATE SET id = excluded.id, created_at = excluded.created_at",
        vec![text(token_hash), text(contact.as_str()), number(now.0)],
    )
}

/// A contact's devices behind the newest `n_kept`.
///
/// # Errors
/// Faults of the database.
pub fn devices_behind(sql: &Sql, contact: &VisitorId, n_kept: usize) -> Result<Vec<String>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        token_hash: String,
    }
    let rows: Vec<Row> = sql.rows(
        "devices",
        "SELECT token_hash FROM visitors WHERE id = ? ORDER BY created_at DESC, token_hash LIMIT -1 OFFSET ?",
        vec![text(contact.as_str()), number(n_kept as u64)],
    )?;
    Ok(rows.into_iter().map(|row| row.token_hash).collect())
}

/// A conversation lets a device in.
///
/// # Errors
/// Faults of the database.
pub fn admit(sql: &Sql, token_hash: &str, conversation: &ConversationId) -> Result<(), Fault> {
    sql.run(
        "admission",
        "INSERT INTO admissions (token_hash, conversation) VALUES (?, ?) ON CONFLICT DO NOTHING",
        vec![text(token_hash), text(conversation.as_str())],
    )
}

/// Forgets a device; answers which conversations let it in.
///
/// # Errors
/// Faults of the database.
pub fn forget_device(sql: &Sql, token_hash: &str) -> Result<Vec<ConversationId>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        conversation: ConversationId,
    }
    sql.run("forgotten device", "DELETE FROM visitors WHERE token_hash = ?", vec![text(token_hash)])?;
    let statement = "DELETE FROM admissions WHERE token_hash = ? RETURNING conversation";
    let rows: Vec<Row> = sql.rows("forgotten admissions", statement, vec![text(token_hash)])?;
    Ok(rows.into_iter().map(|row| row.conversation).collect())
}

/// The devices that a conversation lets in.
///
/// # Errors
/// Faults of the database.
pub fn admitted(sql: &Sql, conversation: &ConversationId) -> Result<Vec<String>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        token_hash: String,
    }
    let statement = "SELECT token_hash FROM admissions WHERE conversation = ?";
    let rows: Vec<Row> = sql.rows("admissions", statement, vec![text(conversation.as_str())])?;
    Ok(rows.into_iter().map(|row| row.token_hash).collect())
}

/// Writes all that a channel's page says of a visitor.
///
/// # Errors
/// Faults of the database.
pub fn tell(
    sql: &Sql,
    visitor: &VisitorId,
    channel: &ChannelId,
    told: &Attributes,
    now: Timestamp,
) -> Result<(), Fault> {
    let json = serde_json::to_string(told).map_err(|error| Fault::json("attributes", error))?;
    sql.run(
        "attributes",
        "INSERT OR REPLACE INTO attributes (visitor, channel, told, told_at) VALUES (?, ?, ?, ?)",
        vec![text(visitor.as_str()), text(channel.as_str()), text(json), number(now.0)],
    )
}

/// What a channel's page says of a visitor, and since when.
///
/// # Errors
/// Faults of the database.
pub fn told(
    sql: &Sql,
    visitor: &VisitorId,
    channel: &ChannelId,
) -> Result<Option<(Attributes, Timestamp)>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        told: String,
        told_at: Timestamp,
    }
    let statement = "SELECT told, told_at FROM attributes WHERE visitor = ? AND channel = ?";
    let row: Option<Row> =
        sql.row("attributes", statement, vec![text(visitor.as_str()), text(channel.as_str())])?;
    row.map(|Row { told, told_at }| {
        let told = serde_json::from_str(&told).map_err(|error| Fault::stored("attributes", error))?;
        Ok((told, told_at))
    })
    .transpose()
}
