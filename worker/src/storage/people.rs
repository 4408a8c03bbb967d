//! What is kept of a person, and the record of what was erased.

use pulina_shared::ids::{ChannelId, ConversationId, MessageId, TicketNumber, UserId, VisitorId};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::people::Erasure;
use serde::Deserialize;

use super::sql::{Sql, Value, number, text};
use crate::fault::Fault;

/// A conversation of somebody, as the tables know it.
#[derive(Clone, Debug, Deserialize)]
pub struct KeptRow {
    /// Which one.
    pub conversation: ConversationId,
    /// Through which channel.
    pub channel: ChannelId,
    /// Whose.
    pub visitor: VisitorId,
    /// When it was begun.
    pub created_at: Timestamp,
    /// Its ticket.
    pub number: Option<TicketNumber>,
    /// How they are called on it.
    pub visitor_name: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// The address that they gave in it.
    pub email: Option<String>,
    /// When its ticket last changed.
    pub changed_at: Option<Timestamp>,
}

/// Conversations of all visitors who gave this address or are said to have it, the newest first; without
/// those that are being erased.
///
/// # Errors
/// Faults of the database.
pub fn by_email(sql: &Sql, email: &str, n_max: usize) -> Result<Vec<KeptRow>, Fault> {
    select(
        sql,
        "visits.visitor IN (
             SELECT visitor FROM contacts WHERE email = ?1
             UNION SELECT own.visitor FROM tickets AS named JOIN visits AS own USING (conversation) WHERE named.email = ?1
         )",
        email,
        n_max,
    )
}

/// Conversations of a visitor, the newest first; without those that are being erased.
///
/// # Errors
/// Faults of the database.
pub fn by_visitor(sql: &Sql, visitor: &VisitorId, n_max: usize) -> Result<Vec<KeptRow>, Fault> {
    select(sql, "visits.visitor = ?1", visitor.as_str(), n_max)
}

fn select(sql: &Sql, condition: &str, value: &str, n_max: usize) -> Result<Vec<KeptRow>, Fault> {
    let statement = format!(
        "SELECT visits.conversation, visits.channel, visits.visitor, visits.created_at, tickets.number,
             tickets.visitor_name, tickets.subject, tickets.email, tickets.changed_at
         FROM visits LEFT JOIN tickets ON tickets.conversation = visits.conversation
         WHERE {condition}
             AND NOT EXISTS (SELECT 1 FROM erased_conversations AS gone WHERE gone.conversation = visits.conversation)
         ORDER BY visits.created_at DESC, visits.conversation LIMIT ?2"
    );
    sql.rows("conversations of a person", &statement, vec![text(value), number(n_max as u64)])
}

/// Writes that something is being erased.
///
/// # Errors
/// Faults of the database.
pub fn insert_erasure(sql: &Sql, id: MessageId, by: &UserId, of: &str, now: Timestamp) -> Result<(), Fault> {
    sql.run(
        "erasure",
        "INSERT INTO erasures (id, user, of, at) VALUES (?, ?, ?, ?)",
        vec![text(id.to_string()), text(by.as_str()), text(of), number(now.0)],
    )
}

/// A conversation is being erased, or was, where `done_at` says so.
///
/// # Errors
/// Faults of the database.
pub fn insert_erased(
    sql: &Sql,
    erasure: MessageId,
    conversation: &ConversationId,
    ticket: Option<TicketNumber>,
    done_at: Option<Timestamp>,
) -> Result<(), Fault> {
    let number_if_any = |value: Option<u64>| value.map_or(Value::Null, number);
    sql.run(
        "erased conversation",
        "INSERT INTO erased_conversations (conversation, erasure, ticket, done_at) VALUES (?, ?, ?, ?)",
        vec![
            text(conversation.as_str()),
            text(erasure.to_string()),
            number_if_any(ticket.map(|ticket| ticket.0)),
            number_if_any(done_at.map(|at| at.0)),
        ],
    )
}

/// Everything of a conversation is gone.
///
/// # Errors
/// Faults of the database.
pub fn note_erased(sql: &Sql, conversation: &ConversationId, now: Timestamp) -> Result<(), Fault> {
    sql.run(
        "done erasure",
        "UPDATE erased_conversations SET done_at = ? WHERE conversation = ? AND done_at IS NULL",
        vec![number(now.0), text(conversation.as_str())],
    )
}

/// One record with whose it was, as a hash, if there is one.
///
/// # Errors
/// Faults of the database.
pub fn erasure(sql: &Sql, id: MessageId) -> Result<Option<(Erasure, String)>, Fault> {
    Ok(erasures(sql, "WHERE id = ? LIMIT 1", vec![text(id.to_string())])?.pop())
}

/// The newest records of this person.
///
/// # Errors
/// Faults of the database.
pub fn erasures_of(sql: &Sql, of: &str, n_max: usize) -> Result<Vec<Erasure>, Fault> {
    let found = erasures(
        sql,
        "WHERE of = ? ORDER BY at DESC, id DESC LIMIT ?",
        vec![text(of), number(n_max as u64)],
    )?;
    Ok(found.into_iter().map(|(erasure, _)| erasure).collect())
}

/// The newest records.
///
/// # Errors
/// Faults of the database.
pub fn newest_erasures(sql: &Sql, n_max: usize) -> Result<Vec<Erasure>, Fault> {
    let found = erasures(sql, "ORDER BY at DESC, id DESC LIMIT ?", vec![number(n_max as u64)])?;
    Ok(found.into_iter().map(|(erasure, _)| erasure).collect())
}

/// With whose it was, as a hash.
fn erasures(sql: &Sql, rest: &str, values: Vec<Value>) -> Result<Vec<(Erasure, String)>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        id: MessageId,
        user: UserId,
        of: String,
        at: Timestamp,
    }
    #[derive(Deserialize)]
    struct Part {
        ticket: Option<TicketNumber>,
        done_at: Option<Timestamp>,
    }
    let rows: Vec<Row> =
        sql.rows("erasures", &format!("SELECT id, user, of, at FROM erasures {rest}"), values)?;
    let whole = |Row { id, user, of, at }| {
        let parts: Vec<Part> = sql.rows(
            "erased conversations",
            "SELECT ticket, done_at FROM erased_conversations WHERE erasure = ? ORDER BY ticket",
            vec![text(id.to_string())],
        )?;
        let erasure = Erasure {
            id,
            by: user,
            at,
            n_conversations: parts.len() as u64,
            n_done: parts.iter().filter(|part| part.done_at.is_some()).count() as u64,
            tickets: parts.iter().filter_map(|part| part.ticket).collect(),
        };
        Ok((erasure, of))
    };
    rows.into_iter().map(whole).collect()
}
