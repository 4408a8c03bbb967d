//! The account's own row, and the counters that everything else is numbered by.

use pulina_shared::ids::{AccountId, Epoch, InboxId, Revision, TicketNumber};
use pulina_shared::time::Timestamp;
use serde::Deserialize;

use super::sql::{Sql, Value, number, text};
use crate::fault::Fault;

/// The schema of a help desk, one file after the other.
pub const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/help_desk/0001_start.sql"),
    include_str!("../../migrations/help_desk/0002_own_conversations.sql"),
    include_str!("../../migrations/help_desk/0003_channel_settings.sql"),
    include_str!("../../migrations/help_desk/0004_pictures_of_channels.sql"),
    include_str!("../../migrations/help_desk/0005_contacts.sql"),
    include_str!("../../migrations/help_desk/0006_empty_visits.sql"),
    include_str!("../../migrations/help_desk/0007_users.sql"),
    include_str!("../../migrations/help_desk/0008_publishing.sql"),
    include_str!("../../migrations/help_desk/0009_erasures.sql"),
    include_str!("../../migrations/help_desk/0010_second_factors.sql"),
    include_str!("../../migrations/help_desk/0011_routing.sql"),
    include_str!("../../migrations/help_desk/0012_proof.sql"),
];

const WITHOUT_ROW: Fault = Fault::Impossible { what: "an account without its row" };

/// The account's row.
#[derive(Clone, Debug, Deserialize)]
pub struct AccountHead {
    /// Its id.
    pub id: AccountId,
    /// The company's name.
    pub name: String,
    /// The history that the revision belongs to.
    pub epoch: Epoch,
    /// The number of the last change.
    pub revision: Revision,
    /// The key with which network addresses are hashed.
    pub network_key: String,
}

/// What a new account's row holds.
pub struct NewHead<'a> {
    /// Its id.
    pub id: &'a AccountId,
    /// The company's name.
    pub name: &'a str,
    /// The first inbox.
    pub inbox: &'a InboxId,
    /// Its name.
    pub inbox_name: &'a str,
    /// The first history.
    pub epoch: &'a Epoch,
    /// The key with which network addresses are hashed.
    pub network_key: &'a str,
    /// When.
    pub now: Timestamp,
}

/// The account's row, if the account exists.
///
/// # Errors
/// Faults of the database.
pub fn head(sql: &Sql) -> Result<Option<AccountHead>, Fault> {
    sql.row("account", "SELECT id, name, epoch, revision, network_key FROM account", vec![])
}

/// Writes the account's row.
///
/// # Errors
/// Faults of the database; one of them when the account exists.
pub fn insert(sql: &Sql, new: &NewHead<'_>) -> Result<(), Fault> {
    let NewHead { id, name, inbox, inbox_name, epoch, network_key, now } = new;
    sql.run(
        "new account",
        "INSERT INTO account (only, id, name, inbox, inbox_name, epoch, revision, last_ticket_number, network_key, created_at)
         VALUES (1, ?, ?, ?, ?, ?, 0, 0, ?, ?)",
        vec![
            text(id.as_str()),
            text(name),
            text(inbox.as_str()),
            text(inbox_name),
            text(epoch.as_str()),
            text(network_key),
            number(now.0),
        ],
    )
}

/// The first inbox, where whatever lost its own goes.
///
/// # Errors
/// Faults of the database.
pub fn inbox(sql: &Sql) -> Result<InboxId, Fault> {
    #[derive(Deserialize)]
    struct Row {
        inbox: InboxId,
    }
    let row: Option<Row> = sql.row("inbox", "SELECT inbox FROM account", vec![])?;
    row.map(|row| row.inbox).ok_or(WITHOUT_ROW)
}

/// Counts one more change and gives its number.
///
/// # Errors
/// Faults of the database.
pub fn next_revision(sql: &Sql) -> Result<Revision, Fault> {
    counted(sql, "UPDATE account SET revision = revision + 1 RETURNING revision AS n").map(Revision)
}

/// The number that the next new ticket gets; taken with [`take_ticket_number`].
///
/// # Errors
/// Faults of the database.
pub fn next_ticket_number(sql: &Sql) -> Result<TicketNumber, Fault> {
    counted(sql, "SELECT last_ticket_number + 1 AS n FROM account").map(TicketNumber)
}

/// Notes that this number was given to a ticket.
///
/// # Errors
/// Faults of the database.
pub fn take_ticket_number(sql: &Sql, taken: TicketNumber) -> Result<(), Fault> {
    sql.run("ticket number", "UPDATE account SET last_ticket_number = ?", vec![number(taken.0)])
}

/// Begins another history: a client was ahead of us, so ours is an older one.
///
/// # Errors
/// Faults of the database.
pub fn begin_epoch(sql: &Sql, epoch: &Epoch) -> Result<(), Fault> {
    sql.run("epoch", "UPDATE account SET epoch = ?", vec![text(epoch.as_str())])
}

fn counted(sql: &Sql, statement: &str) -> Result<u64, Fault> {
    #[derive(Deserialize)]
    struct Row {
        n: u64,
    }
    let row: Option<Row> = sql.row("counter", statement, Vec::<Value>::new())?;
    row.map(|row| row.n).ok_or(WITHOUT_ROW)
}
