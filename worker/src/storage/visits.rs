//! Which visitor and which conversations a token names, and how often things were done.

use pulina_shared::ids::{ChannelId, ConversationId, MessageId, VisitorId};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::help_desk::TicketStatus;
use serde::Deserialize;

use super::contacts;
use super::sql::{Sql, number, text};
use crate::domain::visit::OwnVisit;
use crate::domain::window::{Counted, Window};
use crate::fault::Fault;

/// The visitor whom a token names.
///
/// # Errors
/// Faults of the database.
pub fn visitor(sql: &Sql, token_hash: &str) -> Result<Option<VisitorId>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        id: VisitorId,
    }
    let row: Option<Row> =
        sql.row("visitor", "SELECT id FROM visitors WHERE token_hash = ?", vec![text(token_hash)])?;
    Ok(row.map(|row| row.id))
}

/// Writes a visitor.
///
/// # Errors
/// Faults of the database.
pub fn insert_visitor(sql: &Sql, token_hash: &str, id: &VisitorId, now: Timestamp) -> Result<(), Fault> {
    sql.run(
        "new visitor",
        "INSERT INTO visitors (token_hash, id, created_at) VALUES (?, ?, ?)",
        vec![text(token_hash), text(id.as_str()), number(now.0)],
    )
}

/// A visitor's conversations on a channel, the newest first; at most `n_max`.
///
/// # Errors
/// Faults of the database.
pub fn own(
    sql: &Sql,
    visitor: &VisitorId,
    channel: &ChannelId,
    n_max: usize,
) -> Result<Vec<OwnVisit>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        conversation: ConversationId,
        created_at: Timestamp,
        status: Option<TicketStatus>,
        closed_at: Option<Timestamp>,
    }
    let rows: Vec<Row> = sql.rows(
        "own visits",
        "SELECT visits.conversation, visits.created_at, tickets.status, tickets.closed_at
         FROM visits LEFT JOIN tickets ON tickets.conversation = visits.conversation
         WHERE visits.visitor = ? AND visits.channel = ?
         ORDER BY visits.created_at DESC, visits.conversation LIMIT ?",
        vec![text(visitor.as_str()), text(channel.as_str()), number(n_max as u64)],
    )?;
    let visit = |Row { conversation, created_at, status, closed_at }| OwnVisit {
        conversation,
        created_at,
        status,
        closed_at,
    };
    Ok(rows.into_iter().map(visit).collect())
}

/// The conversation that was made for a wish.
///
/// # Errors
/// Faults of the database.
pub fn wished(
    sql: &Sql,
    visitor: &VisitorId,
    channel: &ChannelId,
    begun_as: MessageId,
) -> Result<Option<ConversationId>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        conversation: ConversationId,
    }
    let row: Option<Row> = sql.row(
        "wished visit",
        "SELECT conversation FROM visits WHERE visitor = ? AND channel = ? AND begun_as = ?",
        vec![text(visitor.as_str()), text(channel.as_str()), text(begun_as.to_string())],
    )?;
    Ok(row.map(|row| row.conversation))
}

/// Writes a visitor's conversation on a channel.
///
/// # Errors
/// Faults of the database.
pub fn insert_visit(
    sql: &Sql,
    visitor: &VisitorId,
    channel: &ChannelId,
    conversation: &ConversationId,
    begun_as: Option<MessageId>,
    now: Timestamp,
) -> Result<(), Fault> {
    sql.run(
        "new visit",
        "INSERT INTO visits (visitor, channel, conversation, begun_as, created_at) VALUES (?, ?, ?, ?, ?)",
        vec![
            text(visitor.as_str()),
            text(channel.as_str()),
            text(conversation.as_str()),
            begun_as.map(|id| text(id.to_string())).into(),
            number(now.0),
        ],
    )
}

/// Forgets that there was a conversation, and its visitor when it was the only one.
///
/// # Errors
/// Faults of the database.
pub fn forget(sql: &Sql, conversation: &ConversationId) -> Result<(), Fault> {
    let visitor = contacts::visitor_of(sql, conversation)?;
    let conversation = conversation.as_str();
    for statement in [
        "DELETE FROM visits WHERE conversation = ?",
        "DELETE FROM grants WHERE conversation = ?",
        "DELETE FROM participants WHERE conversation = ?",
        "DELETE FROM admissions WHERE conversation = ?",
    ] {
        sql.run("forgotten conversation", statement, vec![text(conversation)])?;
    }
    let Some(visitor) = visitor else { return Ok(()) };
    for statement in [
        "DELETE FROM visitors WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM visits WHERE visitor = ?1)",
        "DELETE FROM contacts WHERE visitor = ?1 AND NOT EXISTS (SELECT 1 FROM visits WHERE visitor = ?1)",
        "DELETE FROM acceptances WHERE visitor = ?1 AND NOT EXISTS (SELECT 1 FROM visits WHERE visitor = ?1)",
        "DELETE FROM contact_owners WHERE visitor = ?1 AND NOT EXISTS (SELECT 1 FROM visits WHERE visitor = ?1)",
        "DELETE FROM attributes WHERE visitor = ?1 AND NOT EXISTS (SELECT 1 FROM visits WHERE visitor = ?1)",
    ] {
        sql.run("forgotten visitor", statement, vec![text(visitor.as_str())])?;
    }
    Ok(())
}

/// The visits of which no ticket tells and that were last begun before this time, the oldest first.
///
/// # Errors
/// Faults of the database.
pub fn empty_before(sql: &Sql, before: Timestamp, n_max: usize) -> Result<Vec<ConversationId>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        conversation: ConversationId,
    }
    let rows: Vec<Row> = sql.rows(
        "empty visits",
        "SELECT conversation FROM visits WHERE has_ticket = 0 AND created_at <= ? ORDER BY created_at LIMIT ?",
        vec![number(before.0), number(n_max as u64)],
    )?;
    Ok(rows.into_iter().map(|row| row.conversation).collect())
}

/// When the oldest of them was last begun.
///
/// # Errors
/// Faults of the database.
pub fn oldest_empty(sql: &Sql) -> Result<Option<Timestamp>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        created_at: Option<Timestamp>,
    }
    let statement = "SELECT min(created_at) AS created_at FROM visits WHERE has_ticket = 0";
    let row: Option<Row> = sql.row("oldest empty visit", statement, vec![])?;
    Ok(row.and_then(|row| row.created_at))
}

/// A visit was begun again; one of which no ticket tells is kept as long as a new one.
///
/// # Errors
/// Faults of the database.
pub fn renew(sql: &Sql, conversation: &ConversationId, now: Timestamp) -> Result<(), Fault> {
    sql.run(
        "renewed visit",
        "UPDATE visits SET created_at = ? WHERE conversation = ? AND has_ticket = 0",
        vec![number(now.0), text(conversation.as_str())],
    )
}

/// A visit has a ticket now. It is written again if it was forgotten: somebody looked on for longer
/// than an empty one is kept, and then said something.
///
/// # Errors
/// Faults of the database.
pub fn note_ticket(
    sql: &Sql,
    conversation: &ConversationId,
    visitor: &VisitorId,
    channel: &ChannelId,
    now: Timestamp,
) -> Result<(), Fault> {
    sql.run(
        "visit with a ticket",
        "INSERT INTO visits (visitor, channel, conversation, created_at, has_ticket) VALUES (?, ?, ?, ?, 1)
         ON CONFLICT (conversation) DO UPDATE SET has_ticket = 1",
        vec![text(visitor.as_str()), text(channel.as_str()), text(conversation.as_str()), number(now.0)],
    )
}

/// Whether a visitor has this conversation on a channel.
///
/// # Errors
/// Faults of the database.
pub fn has(
    sql: &Sql,
    visitor: &VisitorId,
    channel: &ChannelId,
    conversation: &ConversationId,
) -> Result<bool, Fault> {
    #[derive(Deserialize)]
    struct Row {}
    let row: Option<Row> = sql.row(
        "own visit",
        "SELECT 1 AS one FROM visits WHERE conversation = ? AND visitor = ? AND channel = ?",
        vec![text(conversation.as_str()), text(visitor.as_str()), text(channel.as_str())],
    )?;
    Ok(row.is_some())
}

/// Whether a conversation was begun here.
///
/// # Errors
/// Faults of the database.
pub fn has_conversation(sql: &Sql, conversation: &ConversationId) -> Result<bool, Fault> {
    #[derive(Deserialize)]
    struct Row {}
    let row: Option<Row> = sql.row(
        "conversation",
        "SELECT 1 AS one FROM visits WHERE conversation = ?",
        vec![text(conversation.as_str())],
    )?;
    Ok(row.is_some())
}

/// How many were counted for a key.
///
/// # Errors
/// Faults of the database.
pub fn window(sql: &Sql, counted: Counted, key: &str) -> Result<Window, Fault> {
    #[derive(Deserialize)]
    struct Row {
        n: u64,
        ends_at: Timestamp,
    }
    let row: Option<Row> = sql.row(
        "window",
        "SELECT n, ends_at FROM windows WHERE counted = ? AND key = ?",
        vec![text(counted.as_str()), text(key)],
    )?;
    Ok(row.map_or_else(Window::default, |Row { n, ends_at }| Window { n, ends_at }))
}

/// Writes what was counted, and clears away windows that are over.
///
/// # Errors
/// Faults of the database.
pub fn set_window(
    sql: &Sql,
    counted: Counted,
    key: &str,
    window: Window,
    now: Timestamp,
) -> Result<(), Fault> {
    sql.run("windows that are over", "DELETE FROM windows WHERE ends_at <= ?", vec![number(now.0)])?;
    sql.run(
        "window",
        "INSERT INTO windows (counted, key, n, ends_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (counted, key) DO UPDATE SET n = excluded.n, ends_at = excluded.ends_at",
        vec![text(counted.as_str()), text(key), number(window.n), number(window.ends_at.0)],
    )
}

/// Takes one back: what was counted before it was known to be right.
///
/// # Errors
/// Faults of the database.
pub fn uncount(sql: &Sql, counted: Counted, key: &str) -> Result<(), Fault> {
    sql.run(
        "window",
        "UPDATE windows SET n = n - 1 WHERE counted = ? AND key = ? AND n > 0",
        vec![text(counted.as_str()), text(key)],
    )
}
