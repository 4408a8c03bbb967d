//! Tickets: one row each, one index for each view, and counts kept by triggers.

use pulina_shared::ids::{
    ChannelId, ConversationId, InboxId, Revision, Seq, TicketNumber, UserId, VisitorId,
};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::help_desk::{Counts, LastMessage, Ticket, TicketStatus, View};
use pulina_shared::wire::routing::Priority;
use serde::{Deserialize, Serialize};

use super::sql::{Sql, Value, number, text};
use crate::domain::cursor::Cursor;
use crate::domain::ticket::TicketRecord;
use crate::fault::Fault;

const COLUMNS: &str = "number, conversation, channel, visitor, visitor_name, subject, status, owner, \
    last_author, last_preview, last_at, n_unread, opened_at, changed_at, revision, \
    report_version, last_visitor_seq, last_agent_seq, last_order, email, rating, is_erased, closed_at, \
    verified, attributes_at, inbox, priority, owner_reason, waits";

#[derive(Deserialize)]
struct Row {
    number: TicketNumber,
    conversation: ConversationId,
    channel: ChannelId,
    visitor: VisitorId,
    visitor_name: String,
    subject: String,
    status: TicketStatus,
    owner: Option<UserId>,
    last_author: String,
    last_preview: String,
    last_at: Timestamp,
    n_unread: u64,
    opened_at: Timestamp,
    changed_at: Timestamp,
    revision: Revision,
    report_version: u64,
    last_visitor_seq: Seq,
    last_agent_seq: Seq,
    last_order: u64,
    email: Option<String>,
    rating: Option<u8>,
    is_erased: u8,
    closed_at: Option<Timestamp>,
    verified: Option<String>,
    attributes_at: Option<Timestamp>,
    inbox: InboxId,
    priority: Option<String>,
    owner_reason: Option<String>,
}

impl Row {
    fn into_record(self) -> Result<TicketRecord, Fault> {
        let author =
            serde_json::from_str(&self.last_author).map_err(|error| Fault::stored("author", error))?;
        let verified = self.verified.map(|json| {
            serde_json::from_str(&json).map_err(|error| Fault::stored("verified contact", error))
        });
        let owner_reason = self.owner_reason.map(|json| {
            serde_json::from_str(&json).map_err(|error| Fault::stored("reason of an owner", error))
        });
        Ok(TicketRecord {
            ticket: Ticket {
                number: self.number,
                conversation: self.conversation,
                channel: self.channel,
                subject: self.subject,
                visitor_name: self.visitor_name,
                status: self.status,
                inbox: self.inbox,
                owner: self.owner,
                owner_reason: owner_reason.transpose()?,
                priority: self.priority.as_deref().and_then(Priority::parse),
                email: self.email,
                verified: verified.transpose()?,
                attributes_at: self.attributes_at,
                rating: self.rating,
                is_erased: self.is_erased != 0,
                last_message: LastMessage { author, preview: self.last_preview, at: self.last_at },
                n_unread: self.n_unread,
                opened_at: self.opened_at,
                changed_at: self.changed_at,
                revision: self.revision,
            },
            visitor: self.visitor,
            report_version: self.report_version,
            last_visitor_seq: self.last_visitor_seq,
            last_agent_seq: self.last_agent_seq,
            last_order: self.last_order,
            closed_at: self.closed_at,
        })
    }
}

/// A ticket by its number.
///
/// # Errors
/// Faults of the database.
pub fn find(sql: &Sql, wanted: TicketNumber) -> Result<Option<TicketRecord>, Fault> {
    select_one(sql, "WHERE number = ?", number(wanted.0))
}

/// The ticket of a conversation.
///
/// # Errors
/// Faults of the database.
pub fn of_conversation(sql: &Sql, conversation: &ConversationId) -> Result<Option<TicketRecord>, Fault> {
    select_one(sql, "WHERE conversation = ?", text(conversation.as_str()))
}

/// Tickets that changed after a revision, in order of change.
///
/// # Errors
/// Faults of the database.
pub fn changed_after(sql: &Sql, after: Revision, n_max: usize) -> Result<Vec<Ticket>, Fault> {
    select(sql, "WHERE revision > ? ORDER BY revision LIMIT ?", vec![number(after.0), number(n_max as u64)])
}

/// Tickets of a view, of one inbox or of all, the newest change first, from behind the cursor.
///
/// # Errors
/// Faults of the database.
pub fn list(
    sql: &Sql,
    view: View,
    user: &UserId,
    inbox: Option<&InboxId>,
    cursor: Option<Cursor>,
    n_max: usize,
) -> Result<Vec<Ticket>, Fault> {
    // Each condition is word for word that of the view's index, or the index is not used.
    let condition = match view {
        View::Mine => "status <> 'closed' AND owner = ?",
        View::Unassigned => "status <> 'closed' AND owner IS NULL",
        View::Open => "status <> 'closed'",
        View::Closed => "status = 'closed'",
    };
    let mut values = Vec::new();
    if view == View::Mine {
        values.push(text(user.as_str()));
    }
    let within = inbox.map_or("", |_| "AND inbox = ?");
    values.extend(inbox.map(|inbox| text(inbox.as_str())));
    let behind = match cursor {
        Some(Cursor { changed_at, number: last, .. }) => {
            values.push(number(changed_at.0));
            values.push(number(last.0));
            "AND (changed_at, number) < (?, ?)"
        }
        None => "",
    };
    values.push(number(n_max as u64));
    let rest = format!("WHERE {condition} {within} {behind} ORDER BY changed_at DESC, number DESC LIMIT ?");
    select(sql, &rest, values)
}

/// Tickets of a visitor's conversations on a channel, the newest change first.
///
/// # Errors
/// Faults of the database.
pub fn of_visitor(
    sql: &Sql,
    visitor: &VisitorId,
    channel: &ChannelId,
    n_max: usize,
) -> Result<Vec<Ticket>, Fault> {
    let rest = "WHERE conversation IN (SELECT conversation FROM visits WHERE visitor = ? AND channel = ?)
         ORDER BY changed_at DESC, number DESC LIMIT ?";
    select(sql, rest, vec![text(visitor.as_str()), text(channel.as_str()), number(n_max as u64)])
}

/// Tickets of all of a visitor's conversations, with what stands beside them.
///
/// # Errors
/// Faults of the database.
pub fn records_of_visitor(sql: &Sql, visitor: &VisitorId) -> Result<Vec<TicketRecord>, Fault> {
    let rest = "WHERE conversation IN (SELECT conversation FROM visits WHERE visitor = ?)";
    let statement = format!("SELECT {COLUMNS} FROM tickets {rest}");
    let rows: Vec<Row> = sql.rows("tickets of visitor", &statement, vec![text(visitor.as_str())])?;
    rows.into_iter().map(Row::into_record).collect()
}

fn select(sql: &Sql, rest: &str, values: Vec<Value>) -> Result<Vec<Ticket>, Fault> {
    let rows: Vec<Row> = sql.rows("tickets", &format!("SELECT {COLUMNS} FROM tickets {rest}"), values)?;
    rows.into_iter().map(|row| row.into_record().map(|record| record.ticket)).collect()
}

fn select_one(sql: &Sql, rest: &str, value: Value) -> Result<Option<TicketRecord>, Fault> {
    let row: Option<Row> =
        sql.row("ticket", &format!("SELECT {COLUMNS} FROM tickets {rest}"), vec![value])?;
    row.map(Row::into_record).transpose()
}

/// Writes a ticket, new or changed.
///
/// # Errors
/// Faults of the database.
pub fn write(sql: &Sql, record: &TicketRecord) -> Result<(), Fault> {
    let statement = format!(
        "INSERT INTO tickets ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (number) DO UPDATE SET status = excluded.status, owner = excluded.owner,
         subject = excluded.subject, visitor_name = excluded.visitor_name, email = excluded.email,
         rating = excluded.rating, is_erased = excluded.is_erased, closed_at = excluded.closed_at,
         verified = excluded.verified, attributes_at = excluded.attributes_at, inbox = excluded.inbox,
         priority = excluded.priority, owner_reason = excluded.owner_reason, waits = excluded.waits,
         last_author = excluded.last_author, last_preview = excluded.last_preview, last_at = excluded.last_at,
         n_unread = excluded.n_unread, changed_at = excluded.changed_at, revision = excluded.revision,
         report_version = excluded.report_version, last_visitor_seq = excluded.last_visitor_seq,
         last_agent_seq = excluded.last_agent_seq, last_order = excluded.last_order"
    );
    let ticket = &record.ticket;
    let author =
        serde_json::to_string(&ticket.last_message.author).map_err(|error| Fault::json("author", error))?;
    let verified = ticket.verified.as_ref().map(serde_json::to_string).transpose();
    let verified = verified.map_err(|error| Fault::json("verified contact", error))?;
    let reason = ticket.owner_reason.as_ref().map(serde_json::to_string).transpose();
    let reason = reason.map_err(|error| Fault::json("reason of an owner", error))?;
    sql.run(
        "ticket",
        &statement,
        vec![
            number(ticket.number.0),
            text(ticket.conversation.as_str()),
            text(ticket.channel.as_str()),
            text(record.visitor.as_str()),
            text(&ticket.visitor_name),
            text(&ticket.subject),
            text(word(ticket.status)?),
            ticket.owner.as_ref().map(UserId::as_str).into(),
            text(author),
            text(&ticket.last_message.preview),
            number(ticket.last_message.at.0),
            number(ticket.n_unread),
            number(ticket.opened_at.0),
            number(ticket.changed_at.0),
            number(ticket.revision.0),
            number(record.report_version),
            number(record.last_visitor_seq.0),
            number(record.last_agent_seq.0),
            number(record.last_order),
            ticket.email.clone().into(),
            ticket.rating.map(|rating| number(u64::from(rating))).into(),
            number(u64::from(ticket.is_erased)),
            record.closed_at.map(|at| number(at.0)).into(),
            verified.map(text).into(),
            ticket.attributes_at.map(|at| number(at.0)).into(),
            text(ticket.inbox.as_str()),
            ticket.priority.map(Priority::as_str).into(),
            reason.into(),
            number(u64::from(record.waits())),
        ],
    )
}

/// Tickets whose rule runs again when somebody becomes available, the oldest first.
///
/// # Errors
/// Faults of the database.
pub fn waiting(sql: &Sql, n_max: usize) -> Result<Vec<TicketRecord>, Fault> {
    let statement = format!(
        "SELECT {COLUMNS} FROM tickets WHERE waits = 1 AND status <> 'closed' ORDER BY number LIMIT ?"
    );
    let rows: Vec<Row> = sql.rows("waiting tickets", &statement, vec![number(n_max as u64)])?;
    rows.into_iter().map(Row::into_record).collect()
}

/// Moves all tickets of an inbox to another one.
///
/// # Errors
/// Faults of the database.
pub fn move_all(sql: &Sql, from: &InboxId, to: &InboxId) -> Result<(), Fault> {
    sql.run(
        "tickets of inbox",
        "UPDATE tickets SET inbox = ? WHERE inbox = ?",
        vec![text(to.as_str()), text(from.as_str())],
    )
}

/// The status as it is on the wire, which is also how it is stored.
fn word(status: TicketStatus) -> Result<String, Fault> {
    #[derive(Serialize)]
    struct Status(TicketStatus);
    let json = serde_json::to_string(&Status(status)).map_err(|error| Fault::json("status", error))?;
    Ok(json.trim_matches('"').to_owned())
}

/// How many tickets are not closed, by owner.
#[derive(Clone, Debug, Default)]
pub struct OpenCounts(Vec<OwnerCount>);

#[derive(Clone, Debug, Deserialize)]
struct OwnerCount {
    owner: String,
    n: u64,
}

impl OpenCounts {
    /// How many a user owns.
    pub fn of(&self, user: &UserId) -> u64 {
        self.0.iter().filter(|count| count.owner == user.as_str()).map(|count| count.n).sum()
    }

    /// The counts as this user sees them.
    pub fn seen_by(&self, user: &UserId) -> Counts {
        let of = |owner: &str| self.0.iter().filter(|count| count.owner == owner).map(|count| count.n).sum();
        Counts { mine: of(user.as_str()), unassigned: of(""), open: self.0.iter().map(|count| count.n).sum() }
    }
}

/// How many tickets are not closed, by owner.
///
/// # Errors
/// Faults of the database.
pub fn open_counts(sql: &Sql) -> Result<OpenCounts, Fault> {
    sql.rows("counts", "SELECT owner, n FROM open_counts WHERE n <> 0", vec![]).map(OpenCounts)
}
