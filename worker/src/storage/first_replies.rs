//! How long visitors waited for the first answer, for as long as that counts.

use pulina_shared::ids::{ChannelId, TicketNumber};
use pulina_shared::time::Timestamp;
use serde::Deserialize;

use super::sql::{Sql, number, text};
use crate::fault::Fault;

/// The newest so many are looked at; more of them would hardly move the middle.
const COUNTED_MAX: u64 = 1_000;

/// Notes the first answer to a ticket, and forgets those before `counted_since`.
///
/// # Errors
/// Faults of the database.
pub fn note(
    sql: &Sql,
    ticket: TicketNumber,
    channel: &ChannelId,
    at: Timestamp,
    reply_ms: u64,
    counted_since: Timestamp,
) -> Result<(), Fault> {
    sql.run(
        "old first replies",
        "DELETE FROM first_replies WHERE channel = ? AND at < ?",
        vec![text(channel.as_str()), number(counted_since.0)],
    )?;
    sql.run(
        "first reply",
        "INSERT INTO first_replies (ticket, channel, at, reply_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        vec![number(ticket.0), text(channel.as_str()), number(at.0), number(reply_ms)],
    )
}

/// The one in the middle of those since then; `None` without any.
///
/// # Errors
/// Faults of the database.
pub fn median_ms(sql: &Sql, channel: &ChannelId, since: Timestamp) -> Result<Option<u64>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        reply_ms: u64,
    }
    let row: Option<Row> = sql.row(
        "median of first replies",
        "WITH counted AS (
             SELECT reply_ms FROM first_replies WHERE channel = ? AND at >= ? ORDER BY at DESC LIMIT ?
         )
         SELECT reply_ms FROM counted ORDER BY reply_ms LIMIT 1
         OFFSET (SELECT (count(*) - 1) / 2 FROM counted)",
        vec![text(channel.as_str()), number(since.0), number(COUNTED_MAX)],
    )?;
    Ok(row.map(|row| row.reply_ms))
}
