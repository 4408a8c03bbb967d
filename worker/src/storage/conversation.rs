//! One conversation in the object's database. A conversation that was never begun has no tables,
//! so that asking for one leaves nothing on disk.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use pulina_shared::ids::{ChannelId, ConversationId, Epoch, FileId, MessageId, Seq, UserId, VisitorId};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::{ConversationStatus, Event, PublicUser};
use pulina_shared::wire::help_desk::LastMessage;
use pulina_shared::wire::http::ConsentRecord;
use serde::Deserialize;

use super::event_row::{self, EventRow, author_text, parse_author};
use super::files;
use super::sql::{Sql, Value, number, text};
use crate::domain::about::About;
use crate::domain::conversation::{
    ConversationStore, Effect, Head, Opened, PendingFile, Person, event_bytes,
};
use crate::domain::courier::Courier;
use crate::domain::edit::emptied;
use crate::domain::rate::{Bucket, DayCount};
use crate::fault::Fault;

/// The schema, one file after the other.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/conversation/0001_start.sql"),
    include_str!("../../migrations/conversation/0002_files.sql"),
    include_str!("../../migrations/conversation/0003_acts.sql"),
];

/// The store of one conversation. Clones share what they remember.
#[derive(Clone, Debug)]
pub struct SqlConversation {
    sql: Sql,
    is_made: Rc<Cell<bool>>,
    remembered: Rc<RefCell<Remembered>>,
}

/// What was written last and need not be read again: one message is one read of the head instead
/// of one for every socket. True as long as [`SqlConversation::forget`] is called whenever a
/// transaction was not kept; nobody else writes to an object's database.
#[derive(Debug, Default)]
struct Remembered {
    head: Option<Head>,
    /// The events of the last command, the end of the log, with what each takes on the wire.
    tail: Vec<(Event, u64)>,
}

impl SqlConversation {
    /// Finds the tables, if there are any.
    ///
    /// # Errors
    /// The engine's.
    pub fn open(sql: Sql) -> Result<Self, Fault> {
        #[derive(Deserialize)]
        struct Row {}
        let statement =
            "SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'";
        let found: Option<Row> = sql.row("find tables", statement, vec![])?;
        Ok(Self { sql, is_made: Rc::new(Cell::new(found.is_some())), remembered: Rc::default() })
    }

    /// The database itself, for what is kept beside the log.
    pub fn sql(&self) -> &Sql {
        &self.sql
    }

    /// Whether there are tables.
    pub fn is_made(&self) -> bool {
        self.is_made.get()
    }

    /// Makes the tables, or brings them up to date.
    ///
    /// # Errors
    /// The engine's; call within a transaction.
    pub fn migrate(&self) -> Result<(), Fault> {
        self.sql.migrate(MIGRATIONS)
    }

    /// To be told once a transaction with [`Self::migrate`] was kept, or the storage was emptied.
    pub fn set_made(&self, is_made: bool) {
        self.is_made.set(is_made);
        self.forget();
    }

    /// To be told when a transaction was not kept.
    pub fn forget(&self) {
        self.remembered.take();
    }

    /// The end of the log from here on, if it is remembered and small enough.
    fn tail(&self, after: Seq, events_max: usize, bytes_max: u64) -> Option<Vec<Event>> {
        let tail = &self.remembered.borrow().tail;
        let n_bytes = tail_bytes(tail, after)?;
        let is_within = tail.len() <= events_max && n_bytes <= bytes_max;
        is_within.then(|| tail.iter().map(|(event, _)| event.clone()).collect())
    }

    fn events(
        &self,
        what: &'static str,
        statement: &str,
        values: Vec<Value>,
    ) -> Result<Vec<EventRow>, Fault> {
        if self.is_made() { self.sql.rows(what, statement, values) } else { Ok(Vec::new()) }
    }

    /// How many of the first events fit: sizes are read first, so that texts that do not fit are
    /// never read.
    fn n_within(&self, sizes: &str, from: Seq, events_max: usize, bytes_max: u64) -> Result<u64, Fault> {
        #[derive(Deserialize)]
        struct Row {
            n_bytes: u64,
        }
        if !self.is_made() {
            return Ok(0);
        }
        let rows: Vec<Row> =
            self.sql.rows("event sizes", sizes, vec![number(from.0), number(events_max as u64)])?;
        let running = rows.iter().scan(0, |sum, row| {
            *sum += row.n_bytes;
            Some(*sum)
        });
        Ok(running.take_while(|sum| *sum <= bytes_max).count() as u64)
    }

    fn count(&self, what: &'static str, statement: &str, values: Vec<Value>) -> Result<u64, Fault> {
        #[derive(Deserialize)]
        struct Row {
            n: u64,
        }
        let row: Option<Row> = if self.is_made() { self.sql.row(what, statement, values)? } else { None };
        Ok(row.map_or(0, |row| row.n))
    }

    fn append(&self, event: &Event, n_bytes: u64, command: Option<MessageId>) -> Result<(), Fault> {
        self.sql.run("append event", event_row::INSERT, event_row::values(event, n_bytes, command)?)
    }

    /// Writes a message and everything that it was changed to without what they said.
    fn empty(&self, message: MessageId) -> Result<(), Fault> {
        let statement = "SELECT seq, at, message_id, author, text, activity, more FROM events
             WHERE message_id = ?1 OR target = ?1";
        for row in self.events("message to be emptied", statement, vec![text(message.to_string())])? {
            let command = row.command();
            let event = emptied(row.try_into()?);
            let values = event_row::values(&event, event_bytes(&event), command)?;
            self.sql.run("empty message", event_row::REPLACE, values)?;
        }
        self.remembered.borrow_mut().tail.clear();
        Ok(())
    }

    /// Writes what differs from the head that is remembered: most commands change a few columns of
    /// many, and each value that is bound costs time.
    fn set_head(&self, head: &Head) -> Result<(), Fault> {
        let values = head_values(head)?;
        let (before, is_policy_known) = match &self.remembered.borrow().head {
            Some(known) => (Some(head_values(known)?), known.policy == head.policy),
            None => (None, false),
        };
        if let Some(before) = before {
            self.update_head(before, values)?;
        } else {
            let columns = HEAD_COLUMNS.join(", ");
            let places = ["?"; HEAD_COLUMNS.len()].join(", ");
            let statement = format!("INSERT OR REPLACE INTO head (only, {columns}) VALUES (1, {places})");
            self.sql.run("set head", &statement, values.into())?;
        }
        if !is_policy_known {
            let json = serde_json::to_string(&*head.policy).map_err(|error| Fault::json("policy", error))?;
            let statement = "INSERT OR REPLACE INTO policy (only, json) VALUES (1, ?)";
            self.sql.run("set policy", statement, vec![text(json)])?;
        }
        self.remembered.borrow_mut().head = Some(head.clone());
        Ok(())
    }

    fn update_head(&self, before: HeadValues, after: HeadValues) -> Result<(), Fault> {
        let columns = HEAD_COLUMNS.into_iter().zip(before.into_iter().zip(after));
        let (assignments, changed): (Vec<_>, Vec<_>) = columns
            .filter(|(_, (before, after))| before != after)
            .map(|(column, (_, after))| (format!("{column} = ?"), after))
            .unzip();
        if changed.is_empty() {
            return Ok(());
        }
        self.sql.run("set head", &format!("UPDATE head SET {}", assignments.join(", ")), changed)
    }

    fn put_person(&self, person: &Person) -> Result<(), Fault> {
        let Person { user: PublicUser { id, name, avatar }, rate: Bucket(rate) } = person;
        self.sql.run(
            "put person",
            "INSERT INTO people (user, name, avatar, rate) VALUES (?, ?, ?, ?)
             ON CONFLICT (user) DO UPDATE SET name = excluded.name, avatar = excluded.avatar, rate = excluded.rate",
            vec![text(id.as_str()), text(name), avatar.as_ref().map(text).into(), number(rate.0)],
        )
    }
}

/// What the tail takes, if it begins just behind this place.
fn tail_bytes(tail: &[(Event, u64)], after: Seq) -> Option<u64> {
    let begins_here = tail.first().is_some_and(|(first, _)| first.seq == after.next());
    begins_here.then(|| tail.iter().map(|(_, n_bytes)| n_bytes).sum())
}

impl ConversationStore for SqlConversation {
    type Fault = Fault;

    fn head(&self) -> Result<Option<Head>, Fault> {
        if !self.is_made() {
            return Ok(None);
        }
        if let Some(head) = &self.remembered.borrow().head {
            return Ok(Some(head.clone()));
        }
        let statement = "SELECT head.*, policy.json AS policy FROM head LEFT JOIN policy USING (only)";
        let row: Option<HeadRow> = self.sql.row("head", statement, vec![])?;
        let head = row.map(Head::try_from).transpose()?;
        self.remembered.borrow_mut().head.clone_from(&head);
        Ok(head)
    }

    fn command(&self, id: MessageId) -> Result<Option<Event>, Fault> {
        let statement =
            "SELECT seq, at, message_id, author, text, activity, more FROM events WHERE message_id = ?";
        let rows = self.events("command", statement, vec![text(id.to_string())])?;
        rows.into_iter().next().map(Event::try_from).transpose()
    }

    fn n_edits(&self, message: MessageId) -> Result<u32, Fault> {
        let statement = "SELECT count(*) AS n FROM events WHERE target = ?";
        let n_edits = self.count("edits", statement, vec![text(message.to_string())])?;
        Ok(u32::try_from(n_edits).unwrap_or(u32::MAX))
    }

    fn newest_edits(&self, from: Seq, to: Seq) -> Result<Vec<Event>, Fault> {
        // Of a group with `max` the other columns are those of the row that has it.
        let statement = "SELECT max(edit.seq) AS seq, edit.at, edit.message_id, edit.author, edit.text,
             edit.activity, edit.more FROM events JOIN events AS edit ON edit.target = events.message_id
             WHERE events.seq BETWEEN ? AND ? GROUP BY edit.target ORDER BY seq";
        let rows = self.events("newest edits", statement, vec![number(from.0), number(to.0)])?;
        rows.into_iter().map(Event::try_from).collect()
    }

    fn pending_file(&self, id: &FileId) -> Result<Option<PendingFile>, Fault> {
        if self.is_made() { files::pending(&self.sql, id) } else { Ok(None) }
    }

    fn consents(&self) -> Result<Vec<ConsentRecord>, Fault> {
        #[derive(Deserialize)]
        struct Row {
            record: String,
        }
        if !self.is_made() {
            return Ok(Vec::new());
        }
        let rows: Vec<Row> = self.sql.rows("consents", "SELECT record FROM consents ORDER BY n", vec![])?;
        let parsed =
            |row: Row| serde_json::from_str(&row.record).map_err(|error| Fault::stored("consent", error));
        rows.into_iter().map(parsed).collect()
    }

    fn events_after(&self, after: Seq, events_max: usize, bytes_max: u64) -> Result<Vec<Event>, Fault> {
        if let Some(tail) = self.tail(after, events_max, bytes_max) {
            return Ok(tail);
        }
        let sizes = "SELECT n_bytes FROM events WHERE seq > ? ORDER BY seq LIMIT ?";
        let n_events = self.n_within(sizes, after, events_max, bytes_max)?;
        let statement = "SELECT seq, at, message_id, author, text, activity, more FROM events
             WHERE seq > ? ORDER BY seq LIMIT ?";
        let rows = self.events("events after", statement, vec![number(after.0), number(n_events)])?;
        rows.into_iter().map(Event::try_from).collect()
    }

    fn events_before(&self, before: Seq, events_max: usize, bytes_max: u64) -> Result<Vec<Event>, Fault> {
        let sizes = "SELECT n_bytes FROM events WHERE seq < ? ORDER BY seq DESC LIMIT ?";
        let n_events = self.n_within(sizes, before, events_max, bytes_max)?;
        let statement = "SELECT seq, at, message_id, author, text, activity, more FROM events
             WHERE seq < ? ORDER BY seq DESC LIMIT ?";
        let rows = self.events("events before", statement, vec![number(before.0), number(n_events)])?;
        rows.into_iter().rev().map(Event::try_from).collect()
    }

    fn bytes_between(&self, after: Seq, up_to: Seq) -> Result<u64, Fault> {
        let tail = &self.remembered.borrow().tail;
        if let Some(n_bytes) = tail_bytes(tail, after)
            && tail.last().is_some_and(|(last, _)| last.seq == up_to)
        {
            return Ok(n_bytes);
        }
        let statement = "SELECT coalesce(sum(n_bytes), 0) AS n FROM events WHERE seq > ? AND seq <= ?";
        self.count("bytes between", statement, vec![number(after.0), number(up_to.0)])
    }

    fn n_visitor_messages_after(&self, after: Seq) -> Result<u64, Fault> {
        let statement = "SELECT count(*) AS n FROM events WHERE seq > ? AND author = 'visitor'";
        self.count("unread messages", statement, vec![number(after.0)])
    }

    fn person(&self, user: &UserId) -> Result<Option<Person>, Fault> {
        if !self.is_made() {
            return Ok(None);
        }
        let statement = "SELECT user, name, avatar, rate FROM people WHERE user = ?";
        let row: Option<PersonRow> = self.sql.row("person", statement, vec![text(user.as_str())])?;
        Ok(row.map(Person::from))
    }

    fn people(&self) -> Result<Vec<PublicUser>, Fault> {
        if !self.is_made() {
            return Ok(Vec::new());
        }
        let statement = "SELECT user, name, avatar, rate FROM people ORDER BY user";
        let rows: Vec<PersonRow> = self.sql.rows("people", statement, vec![])?;
        Ok(rows.into_iter().map(|row| Person::from(row).user).collect())
    }

    fn apply(&mut self, effects: &[Effect]) -> Result<(), Fault> {
        let mut appended = Vec::new();
        for effect in effects {
            match effect {
                Effect::AppendEvent { event, command } => {
                    let n_bytes = event_bytes(event);
                    self.append(event, n_bytes, *command)?;
                    appended.push((event.clone(), n_bytes));
                }
                Effect::EmptyMessage(message) => self.empty(*message)?,
                Effect::AttachFiles { message, files } => files::attach(&self.sql, files, *message)?,
                Effect::DropFiles(message) => files::delete_of_message(&self.sql, *message)?,
                Effect::AppendConsent(record) => {
                    let json =
                        serde_json::to_string(record).map_err(|error| Fault::json("consent", error))?;
                    let statement = "INSERT INTO consents (record) VALUES (?)";
                    self.sql.run("append consent", statement, vec![text(json)])?;
                }
                Effect::PutPerson(person) => self.put_person(person)?,
                Effect::SetHead(head) => self.set_head(head)?,
            }
        }
        if !appended.is_empty() {
            self.remembered.borrow_mut().tail = appended;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct PersonRow {
    user: UserId,
    name: String,
    avatar: Option<String>,
    rate: Bucket,
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        let PersonRow { user, name, avatar, rate } = row;
        Self { user: PublicUser { id: user, name, avatar }, rate }
    }
}

#[derive(Deserialize)]
struct HeadRow {
    conversation: ConversationId,
    channel: ChannelId,
    visitor: VisitorId,
    token_hash: String,
    epoch: Epoch,
    begun_at: Timestamp,
    last_seq: Seq,
    n_messages: u64,
    status: String,
    visitor_read: Seq,
    agent_read: Seq,
    n_unread: u64,
    owner: Option<UserId>,
    subject: Option<String>,
    opened_at: Option<Timestamp>,
    last_author: Option<String>,
    last_preview: Option<String>,
    last_at: Option<Timestamp>,
    last_visitor_seq: Seq,
    last_agent_seq: Seq,
    last_agent: Option<UserId>,
    last_order: u64,
    report_version: u64,
    reported_version: u64,
    n_failures: u32,
    next_try_at: Timestamp,
    visitor_rate: Bucket,
    visitor_day: u64,
    visitor_day_count: u32,
    first_seq: Option<Seq>,
    closed_at: Option<Timestamp>,
    last_event_at: Timestamp,
    about: Option<String>,
    is_expired: u8,
    policy: Option<String>,
}

impl TryFrom<HeadRow> for Head {
    type Error = Fault;

    fn try_from(row: HeadRow) -> Result<Self, Fault> {
        let opened = match (row.subject, row.opened_at, row.last_author, row.last_preview, row.last_at) {
            (Some(subject), Some(at), Some(author), Some(preview), Some(last_at)) => {
                let last_message = LastMessage { author: parse_author(&author)?, preview, at: last_at };
                Some(Opened { subject, at, first_seq: row.first_seq.unwrap_or_default(), last_message })
            }
            (None, None, None, None, None) => None,
            _ => return Err(Fault::stored("head", "opened in part")),
        };
        let json = |what: &'static str| move |error| Fault::stored(what, error);
        let about = row.about.map(|about| serde_json::from_str(&about).map_err(json("about"))).transpose()?;
        let policy = row.policy.map(|policy| serde_json::from_str(&policy).map_err(json("policy")));
        Ok(Self {
            conversation: row.conversation,
            channel: row.channel,
            visitor: row.visitor,
            token_hash: row.token_hash,
            epoch: row.epoch,
            begun_at: row.begun_at,
            last_seq: row.last_seq,
            n_messages: row.n_messages,
            status: parse_status(&row.status)?,
            visitor_read: row.visitor_read,
            agent_read: row.agent_read,
            n_unread: row.n_unread,
            owner: row.owner,
            opened,
            last_visitor_seq: row.last_visitor_seq,
            last_agent_seq: row.last_agent_seq,
            last_agent: row.last_agent,
            last_order: row.last_order,
            report_version: row.report_version,
            reported_version: row.reported_version,
            courier: Courier { n_failures: row.n_failures, next_try_at: row.next_try_at },
            visitor_rate: row.visitor_rate,
            visitor_day: DayCount { day: row.visitor_day, count: row.visitor_day_count },
            closed_at: row.closed_at,
            last_event_at: row.last_event_at,
            about: about.unwrap_or_default(),
            policy: Arc::new(policy.transpose()?.unwrap_or_default()),
            is_expired: row.is_expired != 0,
        })
    }
}

const HEAD_COLUMNS: [&str; 34] = [
    "conversation",
    "channel",
    "visitor",
    "token_hash",
    "epoch",
    "begun_at",
    "last_seq",
    "n_messages",
    "status",
    "visitor_read",
    "agent_read",
    "n_unread",
    "owner",
    "subject",
    "opened_at",
    "last_author",
    "last_preview",
    "last_at",
    "last_visitor_seq",
    "last_agent_seq",
    "last_agent",
    "last_order",
    "report_version",
    "reported_version",
    "n_failures",
    "next_try_at",
    "visitor_rate",
    "visitor_day",
    "visitor_day_count",
    "first_seq",
    "closed_at",
    "last_event_at",
    "about",
    "is_expired",
];

/// In the order of [`HEAD_COLUMNS`].
type HeadValues = [Value; HEAD_COLUMNS.len()];

fn head_values(head: &Head) -> Result<HeadValues, Fault> {
    let about = if head.about == About::default() {
        Value::Null
    } else {
        text(serde_json::to_string(&head.about).map_err(|error| Fault::json("about", error))?)
    };
    let opened = head.opened.as_ref();
    let last = opened.map(|opened| &opened.last_message);
    let optional_user = |user: &Option<UserId>| Value::from(user.as_ref().map(|user| text(user.as_str())));
    Ok([
        text(head.conversation.as_str()),
        text(head.channel.as_str()),
        text(head.visitor.as_str()),
        text(&head.token_hash),
        text(head.epoch.as_str()),
        number(head.begun_at.0),
        number(head.last_seq.0),
        number(head.n_messages),
        text(status_text(head.status)),
        number(head.visitor_read.0),
        number(head.agent_read.0),
        number(head.n_unread),
        optional_user(&head.owner),
        opened.map(|opened| text(&opened.subject)).into(),
        opened.map(|opened| number(opened.at.0)).into(),
        last.map(|last| author_text(&last.author)).into(),
        last.map(|last| text(&last.preview)).into(),
        last.map(|last| number(last.at.0)).into(),
        number(head.last_visitor_seq.0),
        number(head.last_agent_seq.0),
        optional_user(&head.last_agent),
        number(head.last_order),
        number(head.report_version),
        number(head.reported_version),
        number(u64::from(head.courier.n_failures)),
        number(head.courier.next_try_at.0),
        number(head.visitor_rate.0.0),
        number(head.visitor_day.day),
        number(u64::from(head.visitor_day.count)),
        opened.map(|opened| number(opened.first_seq.0)).into(),
        head.closed_at.map(|at| number(at.0)).into(),
        number(head.last_event_at.0),
        about,
        number(u64::from(head.is_expired)),
    ])
}

fn status_text(status: ConversationStatus) -> &'static str {
    match status {
        ConversationStatus::Open => "open",
        ConversationStatus::Closed => "closed",
    }
}

fn parse_status(text: &str) -> Result<ConversationStatus, Fault> {
    match text {
        "open" => Ok(ConversationStatus::Open),
        "closed" => Ok(ConversationStatus::Closed),
        other => Err(Fault::stored("status", other)),
    }
}
