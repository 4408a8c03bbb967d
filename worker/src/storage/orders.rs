//! Orders to conversations: numbered for each conversation without holes, kept until delivered.

use pulina_shared::ids::{ChannelId, ConversationId, SessionId, UserId};
use pulina_shared::time::Timestamp;
use serde::Deserialize;

use super::sql::{Sql, number, text};
use crate::domain::courier::Courier;
use crate::fault::Fault;
use crate::internal::{Order, OrderAct};

/// Gives an order to one conversation; answers its number.
///
/// # Errors
/// Faults of the database.
pub fn give(sql: &Sql, conversation: &ConversationId, act: &OrderAct) -> Result<u64, Fault> {
    #[derive(Deserialize)]
    struct Row {
        last_order: u64,
    }
    let row: Option<Row> = sql.row(
        "order number",
        "INSERT INTO couriers (conversation, last_order, n_waiting, n_failures, next_try_at) VALUES (?, 1, 1, 0, 0)
         ON CONFLICT (conversation) DO UPDATE SET last_order = last_order + 1, n_waiting = n_waiting + 1
         RETURNING last_order",
        vec![text(conversation.as_str())],
    )?;
    let given = row.ok_or(Fault::Impossible { what: "an order without a number" })?.last_order;
    sql.run(
        "new order",
        "INSERT INTO orders (conversation, number, act) VALUES (?, ?, ?)",
        vec![text(conversation.as_str()), number(given), text(json(act)?)],
    )?;
    Ok(given)
}

/// Tells all conversations to which a session has sockets that it ended.
///
/// # Errors
/// Faults of the database.
pub fn give_to_granted(sql: &Sql, session: &SessionId) -> Result<(), Fault> {
    give_to(
        sql,
        "SELECT conversation FROM grants WHERE session = ?",
        session.as_str(),
        &OrderAct::EndSession(session.clone()),
    )
}

/// Gives an order to all conversations that show a user's profile.
///
/// # Errors
/// Faults of the database.
pub fn give_to_participated(sql: &Sql, user: &UserId, act: &OrderAct) -> Result<(), Fault> {
    give_to(sql, "SELECT conversation FROM participants WHERE user = ?", user.as_str(), act)
}

/// Gives an order to all conversations of a channel that are not erased, also to those of which
/// nothing was reported yet.
///
/// # Errors
/// Faults of the database.
pub fn give_to_channel(sql: &Sql, channel: &ChannelId, act: &OrderAct) -> Result<(), Fault> {
    give_to(sql, "SELECT conversation FROM visits WHERE channel = ?", channel.as_str(), act)
}

fn give_to(sql: &Sql, conversations: &str, key: &str, act: &OrderAct) -> Result<(), Fault> {
    sql.run(
        "order numbers",
        &format!(
            "INSERT INTO couriers (conversation, last_order, n_waiting, n_failures, next_try_at)
             SELECT conversation, 1, 1, 0, 0 FROM ({conversations}) WHERE true
             ON CONFLICT (conversation) DO UPDATE SET last_order = last_order + 1, n_waiting = n_waiting + 1"
        ),
        vec![text(key)],
    )?;
    sql.run(
        "new orders",
        &format!(
            "INSERT INTO orders (conversation, number, act)
             SELECT conversation, last_order, ? FROM couriers WHERE conversation IN ({conversations})"
        ),
        vec![text(json(act)?), text(key)],
    )
}

/// A conversation has carried out orders that we do not know of: our history is an older one.
/// Numbers go on after its own, or it would ignore them.
///
/// # Errors
/// Faults of the database.
pub fn go_on_after(sql: &Sql, conversation: &ConversationId, last_order: u64) -> Result<(), Fault> {
    sql.run(
        "order number",
        "UPDATE couriers SET last_order = max(last_order, ?) WHERE conversation = ?",
        vec![number(last_order), text(conversation.as_str())],
    )?;
    sql.run(
        "order number",
        "INSERT INTO couriers (conversation, last_order, n_waiting, n_failures, next_try_at) VALUES (?, ?, 0, 0, 0)
         ON CONFLICT DO NOTHING",
        vec![text(conversation.as_str()), number(last_order)],
    )
}

/// Who waits, and since how many failures.
#[derive(Clone, Debug, Deserialize)]
pub struct Due {
    /// To whom.
    pub conversation: ConversationId,
    n_failures: u32,
    next_try_at: Timestamp,
}

impl Due {
    /// A conversation that is spoken to now, whatever failed before.
    pub fn now(conversation: ConversationId) -> Self {
        Self { conversation, n_failures: 0, next_try_at: Timestamp(0) }
    }

    /// Where the deliveries stand.
    pub fn courier(&self) -> Courier {
        Courier { n_failures: self.n_failures, next_try_at: self.next_try_at }
    }
}

/// Conversations whose orders may be delivered now.
///
/// # Errors
/// Faults of the database.
pub fn due(sql: &Sql, now: Timestamp, n_max: usize) -> Result<Vec<Due>, Fault> {
    sql.rows(
        "due orders",
        "SELECT conversation, n_failures, next_try_at FROM couriers
         WHERE n_waiting > 0 AND next_try_at <= ? ORDER BY next_try_at LIMIT ?",
        vec![number(now.0), number(n_max as u64)],
    )
}

/// When the next delivery is due.
///
/// # Errors
/// Faults of the database.
pub fn next_due(sql: &Sql) -> Result<Option<Timestamp>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        next_try_at: Option<Timestamp>,
    }
    let row: Option<Row> = sql.row(
        "next due order",
        "SELECT min(next_try_at) AS next_try_at FROM couriers WHERE n_waiting > 0",
        vec![],
    )?;
    Ok(row.and_then(|row| row.next_try_at))
}

/// The first order that waits for a conversation.
///
/// # Errors
/// Faults of the database.
pub fn first(sql: &Sql, conversation: &ConversationId) -> Result<Option<Order>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        number: u64,
        act: String,
    }
    let row: Option<Row> = sql.row(
        "first order",
        "SELECT number, act FROM orders WHERE conversation = ? ORDER BY number LIMIT 1",
        vec![text(conversation.as_str())],
    )?;
    row.map(|Row { number, act }| {
        let act = serde_json::from_str(&act).map_err(|error| Fault::stored("order", error))?;
        Ok(Order { number, act })
    })
    .transpose()
}

/// Conversations that have yet to hear that a device is let in no longer.
///
/// # Errors
/// Faults of the database.
pub fn expelling(sql: &Sql, token_hash: &str) -> Result<Vec<ConversationId>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        conversation: ConversationId,
    }
    let act = json(&OrderAct::Expel { token_hash: token_hash.to_owned() })?;
    let rows: Vec<Row> = sql.rows(
        "expelling orders",
        // Said as the index says it, or the whole table would be read.
        r#"SELECT conversation FROM orders WHERE substr(act, 1, 8) = '{"Expel"' AND act = ?"#,
        vec![text(act)],
    )?;
    Ok(rows.into_iter().map(|row| row.conversation).collect())
}

/// An order arrived.
///
/// # Errors
/// Faults of the database.
pub fn delivered(sql: &Sql, conversation: &ConversationId, arrived: u64) -> Result<(), Fault> {
    sql.run(
        "delivered order",
        "DELETE FROM orders WHERE conversation = ? AND number = ?",
        vec![text(conversation.as_str()), number(arrived)],
    )?;
    sql.run(
        "courier",
        "UPDATE couriers SET n_failures = 0, next_try_at = 0,
         n_waiting = (SELECT count(*) FROM orders WHERE orders.conversation = couriers.conversation)
         WHERE conversation = ?",
        vec![text(conversation.as_str())],
    )
}

/// A delivery failed; the next try comes later.
///
/// # Errors
/// Faults of the database.
pub fn failed(sql: &Sql, conversation: &ConversationId, courier: Courier) -> Result<(), Fault> {
    sql.run(
        "courier",
        "UPDATE couriers SET n_failures = ?, next_try_at = ? WHERE conversation = ?",
        vec![
            number(u64::from(courier.n_failures)),
            number(courier.next_try_at.0),
            text(conversation.as_str()),
        ],
    )
}

fn json(act: &OrderAct) -> Result<String, Fault> {
    serde_json::to_string(act).map_err(|error| Fault::json("order", error))
}
