//! One conversation in the object's database. A conversation that was never begun has no tables,
//! so that asking for one leaves nothing on disk.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use pulina_shared::ids::{FileId, MessageId, Seq, UserId};
use pulina_shared::wire::conversation::{Event, PublicUser};
use pulina_shared::wire::http::ConsentRecord;
use serde::Deserialize;

use super::event_row::{self, EventRow};
use super::head_row::{self, HeadRow};
use super::sql::{Sql, Value, number, text};
use super::{files, message_row};
use crate::domain::conversation::{ConversationStore, Effect, Head, PendingFile, Person, event_bytes};
use crate::domain::edit::emptied;
use crate::domain::rate::Bucket;
use crate::fault::Fault;

/// The schema, one file after the other.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/conversation/0001_start.sql"),
    include_str!("../../migrations/conversation/0002_files.sql"),
    include_str!("../../migrations/conversation/0003_acts.sql"),
    include_str!("../../migrations/conversation/0004_message_rows.sql"),
    include_str!("../../migrations/conversation/0005_devices.sql"),
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
    /// The head as its row has it, where messages came behind it.
    row: Option<Head>,
    /// The events of the last command, the end of the log, with what each takes on the wire.
    tail: Vec<(Event, u64)>,
    /// The greatest id of a command that there is; greater ones are new, and need not be looked for.
    greatest: Option<MessageId>,
}

impl Remembered {
    /// To be told of every event that was stored last.
    fn note(&mut self, appended: Vec<(Event, u64)>, greatest: Option<MessageId>) {
        self.tail = appended;
        if self.greatest.is_some() {
            self.greatest = self.greatest.max(greatest);
        }
    }
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
        let values = head_row::values(head)?;
        let (before, is_policy_known) = {
            let remembered = self.remembered.borrow();
            match remembered.row.as_ref().or(remembered.head.as_ref()) {
                Some(row) => (Some(head_row::values(row)?), row.policy == head.policy),
                None => (None, false),
            }
        };
        if let Some(before) = before {
            self.update_head(before, values)?;
        } else {
            let columns = head_row::COLUMNS.join(", ");
            let places = ["?"; head_row::COLUMNS.len()].join(", ");
            let statement = format!("INSERT OR REPLACE INTO head (only, {columns}) VALUES (1, {places})");
            self.sql.run("set head", &statement, values.into())?;
        }
        if !is_policy_known {
            let json = serde_json::to_string(&*head.policy).map_err(|error| Fault::json("policy", error))?;
            let statement = "INSERT OR REPLACE INTO policy (only, json) VALUES (1, ?)";
            self.sql.run("set policy", statement, vec![text(json)])?;
        }
        let mut remembered = self.remembered.borrow_mut();
        (remembered.head, remembered.row) = (Some(head.clone()), None);
        Ok(())
    }

    fn update_head(&self, before: head_row::Values, after: head_row::Values) -> Result<(), Fault> {
        let columns = head_row::COLUMNS.into_iter().zip(before.into_iter().zip(after));
        let (assignments, changed): (Vec<_>, Vec<_>) = columns
            .filter(|(_, (before, after))| before != after)
            .map(|(column, (_, after))| (format!("{column} = ?"), after))
            .unzip();
        if changed.is_empty() {
            return Ok(());
        }
        self.sql.run("set head", &format!("UPDATE head SET {}", assignments.join(", ")), changed)
    }

    /// Writes effects that are one more message by its row alone, if they are; whether they were.
    fn append_message(&self, effects: &[Effect]) -> Result<bool, Fault> {
        let [Effect::AppendEvent { event, command: Some(command) }, Effect::SetHead(head)] = effects else {
            return Ok(false);
        };
        let mut remembered = self.remembered.borrow_mut();
        let is_enough = |before| message_row::is_enough(before, event, head);
        if !remembered.head.as_ref().is_some_and(is_enough) {
            return Ok(false);
        }
        let n_bytes = event_bytes(event);
        message_row::insert(&self.sql, event, n_bytes, *command, head)?;
        let before = remembered.head.replace((**head).clone());
        if remembered.row.is_none() {
            remembered.row = before;
        }
        remembered.note(vec![(event.clone(), n_bytes)], Some(*command));
        Ok(true)
    }

    fn apply_all(&self, effects: &[Effect]) -> Result<(), Fault> {
        let mut appended = Vec::new();
        let mut greatest = None;
        for effect in effects {
            match effect {
                Effect::AppendEvent { event, command } => {
                    let n_bytes = event_bytes(event);
                    self.append(event, n_bytes, *command)?;
                    appended.push((event.clone(), n_bytes));
                    greatest = greatest.max(*command);
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
            self.remembered.borrow_mut().note(appended, greatest);
        }
        Ok(())
    }

    /// The head as its row and the newest message say.
    fn read_head(&self) -> Result<(Option<Head>, Option<Head>), Fault> {
        let statement = "SELECT head.*, policy.json AS policy FROM head LEFT JOIN policy USING (only)";
        let row: Option<HeadRow> = self.sql.row("head", statement, vec![])?;
        let Some(row) = row.map(Head::try_from).transpose()? else { return Ok((None, None)) };
        let statement = "SELECT seq, at, message_id, author, text, activity, more, head FROM events
             WHERE seq > ? ORDER BY seq DESC LIMIT 1";
        let newest: Option<EventRow> =
            self.sql.row("newest message", statement, vec![number(row.last_seq.0)])?;
        let Some(newest) = newest else { return Ok((Some(row), None)) };
        let tally = newest.head().map(str::to_owned);
        let head = message_row::newest_head(row.clone(), &newest.try_into()?, tally.as_deref())?;
        Ok((Some(head), Some(row)))
    }

    /// Whether a command has an id that none before it can have had: clients make ids by the time,
    /// so most are greater than all that there are.
    fn is_new(&self, id: MessageId) -> Result<bool, Fault> {
        #[derive(Deserialize)]
        struct Row {
            id: Option<MessageId>,
        }
        let mut remembered = self.remembered.borrow_mut();
        if remembered.greatest.is_none() {
            let statement = "SELECT max(message_id) AS id FROM events";
            let row: Option<Row> = self.sql.row("greatest command", statement, vec![])?;
            remembered.greatest = row.and_then(|row| row.id);
        }
        Ok(remembered.greatest.is_some_and(|greatest| id > greatest))
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
        let (head, row) = self.read_head()?;
        let mut remembered = self.remembered.borrow_mut();
        (remembered.head, remembered.row) = (head.clone(), row);
        Ok(head)
    }

    fn command(&self, id: MessageId) -> Result<Option<Event>, Fault> {
        if !self.is_made() || self.is_new(id)? {
            return Ok(None);
        }
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
        if effects.is_empty() || self.append_message(effects)? {
            return Ok(());
        }
        self.sql.transaction(|| self.apply_all(effects))
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
