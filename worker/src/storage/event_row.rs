//! An event as a row. Messages and activities have columns of their own; whatever else there is
//! stands whole, as JSON.

use pulina_shared::ids::{MessageId, Seq, UserId};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::content::{Choice, FileInfo, LinkCard};
use pulina_shared::wire::conversation::{Author, Event, EventKind, Message};
use serde::{Deserialize, Serialize};

use super::sql::{Value, number, text};
use crate::fault::Fault;

/// Writes one event; the values are those of [`values`].
pub const INSERT: &str = "INSERT INTO events
    (seq, at, n_bytes, message_id, author, text, activity, more, target) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// Writes one again that is there.
pub const REPLACE: &str = "INSERT OR REPLACE INTO events
    (seq, at, n_bytes, message_id, author, text, activity, more, target) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// An event as it is read.
#[derive(Deserialize)]
pub struct EventRow {
    seq: Seq,
    at: Timestamp,
    message_id: Option<MessageId>,
    author: Option<String>,
    text: Option<String>,
    activity: Option<String>,
    more: Option<String>,
    /// Of a [`super::message_row`]; only read where the head is.
    #[serde(default)]
    head: Option<String>,
}

impl EventRow {
    /// What a message changed of the head, see [`super::message_row`].
    pub fn head(&self) -> Option<&str> {
        self.head.as_deref()
    }

    /// The command that made the event.
    pub fn command(&self) -> Option<MessageId> {
        self.message_id
    }
}

/// What a message has besides its text.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct More {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<FileInfo>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    choices: Vec<Choice>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cards: Vec<LinkCard>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_deleted: bool,
}

/// The values of an event's row. `command` is the command that made it.
///
/// # Errors
/// `impossible` for an event of an unknown kind.
pub fn values(event: &Event, n_bytes: u64, command: Option<MessageId>) -> Result<Vec<Value>, Fault> {
    let mut columns = [Value::Null, Value::Null, Value::Null, Value::Null, Value::Null];
    let [author, said, activity, more, target] = &mut columns;
    match &event.kind {
        EventKind::Message(message) => {
            (*author, *said) = (author_text(&message.author), text(&message.text));
            *more = more_of(message)?;
        }
        EventKind::Activity(what) => *activity = text(json("activity", what)?),
        EventKind::Edited(edited) => {
            (*more, *target) = (text(json("event", &event.kind)?), text(edited.message.to_string()));
        }
        EventKind::Deleted(message) => {
            (*more, *target) = (text(json("event", &event.kind)?), text(message.to_string()));
        }
        EventKind::Form(_) | EventKind::Rated(_) | EventKind::Consent(_) => {
            *more = text(json("event", &event.kind)?);
        }
        EventKind::Unknown => {
            return Err(Fault::Impossible { what: "an event of unknown kind to be stored" });
        }
    }
    let command = Value::from(command.map(|id| text(id.to_string())));
    let mut values = vec![number(event.seq.0), number(event.at.0), number(n_bytes), command];
    values.extend(columns);
    Ok(values)
}

fn more_of(message: &Message) -> Result<Value, Fault> {
    let Message { files, choices, cards, is_deleted, .. } = message;
    if files.is_empty() && choices.is_empty() && cards.is_empty() && !is_deleted {
        return Ok(Value::Null);
    }
    let (files, choices, cards) = (files.clone(), choices.clone(), cards.clone());
    Ok(text(json("message", &More { files, choices, cards, is_deleted: *is_deleted })?))
}

fn json(what: &'static str, value: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| Fault::json(what, error))
}

fn parsed<'a, T: Deserialize<'a>>(what: &'static str, json: &'a str) -> Result<T, Fault> {
    serde_json::from_str(json).map_err(|error| Fault::stored(what, error))
}

impl TryFrom<EventRow> for Event {
    type Error = Fault;

    fn try_from(row: EventRow) -> Result<Self, Fault> {
        let EventRow { seq, at, message_id, author, text, activity, more, head: _ } = row;
        let kind = match (message_id, author, text, activity, more) {
            (Some(id), Some(author), Some(text), None, more) => {
                let more: More = more.map(|json| parsed("message", &json)).transpose()?.unwrap_or_default();
                let More { files, choices, cards, is_deleted } = more;
                let author = parse_author(&author)?;
                EventKind::Message(Message { id, author, text, files, choices, cards, is_deleted })
            }
            (_, None, None, Some(json), None) => EventKind::Activity(parsed("activity", &json)?),
            (_, None, None, None, Some(json)) => parsed("event", &json)?,
            _ => return Err(Fault::stored("event", "of no kind")),
        };
        Ok(Self { seq, at, kind })
    }
}

/// How an author stands in a row.
pub fn author_text(author: &Author) -> Value {
    match author {
        Author::Visitor => text("visitor"),
        Author::Agent(user) => text(user.as_str()),
        Author::System => text("system"),
    }
}

/// Reads an author.
///
/// # Errors
/// `stored` when it is none.
pub fn parse_author(text: &str) -> Result<Author, Fault> {
    match text {
        "visitor" => Ok(Author::Visitor),
        "system" => Ok(Author::System),
        user => UserId::parse(user).map(Author::Agent).map_err(|_| Fault::stored("author", user)),
    }
}
