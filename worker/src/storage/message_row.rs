//! The usual case, one more message of nothing but text, as one row: what it changes of the head
//! stands in the row too, and the head's own row is written when something else changes. So a
//! message is one statement, which is all or nothing by itself, and fewer pages for the disk. The
//! head is what its row says, changed by the newest event if that is newer than the row.

use pulina_shared::ids::{MessageId, Seq, UserId};
use pulina_shared::text::preview;
use pulina_shared::wire::conversation::{Author, Event, Message};
use pulina_shared::wire::help_desk::LastMessage;
use serde::{Deserialize, Serialize};
use worker::js_sys::JsString;
use worker::wasm_bindgen;
use worker::wasm_bindgen::prelude::*;

use super::sql::{Sql, kept};
use crate::domain::conversation::{Head, Opened};
use crate::domain::rate::{Bucket, DayCount};
use crate::fault::Fault;

const INSERT: &str = "INSERT INTO events (seq, at, n_bytes, message_id, author, text, head)
    VALUES (?, ?, ?, ?, ?, ?, ?)";

#[wasm_bindgen]
extern "C" {
    /// With each value as an argument: the list that any number of values needs, and a JavaScript
    /// value made for each, would cost as much as binding them.
    type Database;
    #[wasm_bindgen(method, catch, js_name = exec)]
    fn insert(
        this: &Database,
        statement: &JsString,
        seq: f64,
        at: f64,
        n_bytes: f64,
        id: &str,
        author: &JsString,
        text: &str,
        head: &str,
    ) -> Result<(), JsValue>;
}

/// What a message changes of the head and does not say itself.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Tally {
    #[serde(rename = "m")]
    n_messages: u64,
    #[serde(rename = "u")]
    n_unread: u64,
    #[serde(rename = "v")]
    last_visitor_seq: Seq,
    #[serde(rename = "a")]
    last_agent_seq: Seq,
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    last_agent: Option<UserId>,
    #[serde(rename = "r")]
    report_version: u64,
    #[serde(rename = "b", default, skip_serializing_if = "is_default")]
    visitor_rate: Bucket,
    #[serde(rename = "d", default, skip_serializing_if = "is_default")]
    visitor_day: DayCount,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Tally {
    fn of(head: &Head) -> Self {
        Self {
            n_messages: head.n_messages,
            n_unread: head.n_unread,
            last_visitor_seq: head.last_visitor_seq,
            last_agent_seq: head.last_agent_seq,
            last_agent: head.last_agent.clone(),
            report_version: head.report_version,
            visitor_rate: head.visitor_rate,
            visitor_day: head.visitor_day,
        }
    }

    /// The head after the message. `None` before the first one, which changes more.
    fn after(self, before: Head, event: &Event) -> Option<Head> {
        let Message { author, text, .. } = event.kind.message()?;
        let last_message = LastMessage { author: author.clone(), preview: preview(text), at: event.at };
        let opened = Some(Opened { last_message, ..before.opened? });
        Some(Head {
            last_seq: event.seq,
            last_event_at: event.at,
            opened,
            n_messages: self.n_messages,
            n_unread: self.n_unread,
            last_visitor_seq: self.last_visitor_seq,
            last_agent_seq: self.last_agent_seq,
            last_agent: self.last_agent,
            report_version: self.report_version,
            visitor_rate: self.visitor_rate,
            visitor_day: self.visitor_day,
            ..before
        })
    }
}

/// Whether the row would hold all that is needed to find the head `after` again from that `before`.
pub fn is_enough(before: &Head, event: &Event, after: &Head) -> bool {
    is_plain(event) && Tally::of(after).after(before.clone(), event).as_ref() == Some(after)
}

/// Whether columns for id, author and text hold all of it.
fn is_plain(event: &Event) -> bool {
    event.kind.message().is_some_and(|message| {
        let Message { id: _, author: _, text: _, files, choices, cards, is_deleted } = message;
        files.is_empty() && choices.is_empty() && cards.is_empty() && !is_deleted
    })
}

/// Writes the message and what it makes of the head, of which [`is_enough`] said so.
///
/// # Errors
/// The engine's; then nothing was written.
pub fn insert(sql: &Sql, event: &Event, n_bytes: u64, command: MessageId, head: &Head) -> Result<(), Fault> {
    const WHAT: &str = "append message";
    let message = event.kind.message().ok_or(Fault::Impossible { what: "a message that is none" })?;
    let author = match &message.author {
        Author::Visitor => kept("visitor"),
        Author::System => kept("system"),
        Author::Agent(user) => JsString::from(user.as_str()),
    };
    let tally = serde_json::to_string(&Tally::of(head)).map_err(|error| Fault::json("tally", error))?;
    // Numbers are below 2^53.
    #[allow(clippy::cast_precision_loss)]
    let [seq, at, n_bytes] = [event.seq.0, event.at.0, n_bytes].map(|number| number as f64);
    let database: &Database = sql.raw().unchecked_ref();
    database
        .insert(&kept(INSERT), seq, at, n_bytes, &command.to_string(), &author, &message.text, &tally)
        .map_err(|error| Fault::storage_thrown(WHAT, &error))
}

/// The head that the newest event left, from that of the head's row.
///
/// # Errors
/// `stored` when the event holds nothing of it.
pub fn newest_head(row: Head, event: &Event, tally: Option<&str>) -> Result<Head, Fault> {
    let tally = tally.ok_or_else(|| Fault::stored("head", "older than the log"))?;
    let tally: Tally = serde_json::from_str(tally).map_err(|error| Fault::stored("tally", error))?;
    tally.after(row, event).ok_or_else(|| Fault::stored("head", "older than the first message"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::conversation::{ConversationStore, Participant};
    use crate::domain::memory_store::{Scene, agent, message_id};
    use crate::domain::message::send;
    use crate::domain::read_mark;

    /// Says it; the head before, the event, and the head after.
    fn said(scene: &mut Scene, sender: &Participant, number: u64, text: &str) -> (Head, Event, Head) {
        let before = scene.head();
        scene.now = scene.now.plus(1_500);
        scene.with(|store, moment| send(store, sender, message_id(number), text, moment)).unwrap();
        let event = scene.store.command(message_id(number)).unwrap().unwrap();
        (before, event, scene.head())
    }

    /// Whether the message needs a row only; if so, the head is found again from `row`.
    fn check(row: &Head, (before, event, after): &(Head, Event, Head)) -> bool {
        let is_enough = is_enough(before, event, after);
        if is_enough {
            let tally = serde_json::to_string(&Tally::of(after)).unwrap();
            let found = newest_head(row.clone(), event, Some(&tally)).unwrap();
            assert_eq!(found, *after);
        }
        is_enough
    }

    #[test]
    fn head_is_found_again_from_the_newest_of_many_messages() {
        let mut scene = Scene::new();
        said(&mut scene, &Participant::Visitor, 1, "first");
        said(&mut scene, &agent(1), 2, "answer");
        let row = scene.head();
        let long = "long ".repeat(100);
        for (number, text) in (3..).zip(["one", "two\nlines", long.as_str(), "last"]) {
            assert!(check(&row, &said(&mut scene, &Participant::Visitor, number, text)), "{text}");
        }
        assert!(check(&row, &said(&mut scene, &agent(1), 9, "an answer")));
    }

    #[test]
    fn what_changes_more_is_not_left_to_a_row() {
        let mut scene = Scene::new();
        let first = said(&mut scene, &Participant::Visitor, 1, "first");
        assert!(!check(&first.0, &first), "it gives the subject");
        let row = scene.head();
        let (before, event, after) = said(&mut scene, &Participant::Visitor, 2, "second");
        read_mark::mark(&mut scene.store, &agent(1), Seq(2)).unwrap();
        assert!(is_enough(&before, &event, &after));
        assert!(!is_enough(&before, &event, &scene.head()), "a read mark is no matter of messages");
        assert!(newest_head(row, &event, None).is_err());
    }
}
