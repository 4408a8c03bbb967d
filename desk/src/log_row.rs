//! What stands in the log of a conversation: days, messages in groups, activities, echoes. Pure, so
//! that grouping and order can be tested; one row's key changes when its look does.

use pulina_shared::client::Client;
use pulina_shared::ids::{MessageId, Seq};
use pulina_shared::outbox::{EchoState, Failure, OutboxItem};
use pulina_shared::time::{MINUTE_MS, Timestamp};
use pulina_shared::wire::conversation::{Activity, Author, Event, EventKind};

/// Messages of one author within this time stand together.
const GROUP_MS_MAX: u64 = 5 * MINUTE_MS;

/// How a message stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// In the log, or known to be stored.
    Sent,
    /// Kept on the device, on its way.
    Sending,
    /// Waits for the agent; why.
    Failed(String),
}

/// A message on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageRow {
    pub id: MessageId,
    pub author: Author,
    pub text: String,
    pub at: Timestamp,
    /// The first one of its group tells who and when.
    pub is_first: bool,
    pub delivery: Delivery,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogRow {
    /// A new day begins; some moment of it.
    Day(i64, Timestamp),
    Message(MessageRow),
    Activity(Seq, Timestamp, Activity),
    /// An event of a newer server.
    Unknown(Seq),
    /// The visitor has seen this message of ours, the last one that they have.
    Seen(Seq),
}

/// What a row is known by; another look has another key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowKey {
    Day(i64),
    Message { id: MessageId, is_first: bool, delivery: u8 },
    Line(Seq),
    Seen(Seq),
}

impl LogRow {
    /// The key.
    pub fn key(&self) -> RowKey {
        match self {
            Self::Day(day, _) => RowKey::Day(*day),
            Self::Message(row) => RowKey::Message {
                id: row.id,
                is_first: row.is_first,
                delivery: match row.delivery {
                    Delivery::Sent => 0,
                    Delivery::Sending => 1,
                    Delivery::Failed(_) => 2,
                },
            },
            Self::Activity(seq, ..) | Self::Unknown(seq) => RowKey::Line(*seq),
            Self::Seen(seq) => RowKey::Seen(*seq),
        }
    }
}

/// The rows of a conversation. `explain` puts a refusal into words, `local_day` knows the zone.
pub fn log_rows(
    client: &Client,
    local_day: impl Fn(Timestamp) -> i64,
    explain: impl Fn(&Failure) -> String,
) -> Vec<LogRow> {
    let timeline = client.timeline();
    let mut rows = Rows { list: Vec::with_capacity(timeline.events().len() + 8), local_day, day: None };
    let seen =
        last_seen_of_ours(timeline.events(), timeline.state().map_or(Seq(0), |state| state.visitor_read));
    for event in timeline.events() {
        rows.push_event(event);
        if Some(event.seq) == seen {
            rows.list.push(LogRow::Seen(event.seq));
        }
    }
    let own = client.role().author();
    for (item, state) in client.echoes() {
        let delivery = match (state, &item.failure) {
            (EchoState::Stored, _) => Delivery::Sent,
            (EchoState::Sending, _) => Delivery::Sending,
            (EchoState::Failed, failure) => {
                Delivery::Failed(failure.as_ref().map(&explain).unwrap_or_default())
            }
        };
        rows.push_echo(item, own.clone(), delivery);
    }
    rows.list
}

/// The last message of any agent that the visitor has seen, when nothing of the visitor follows it:
/// who answers has read.
fn last_seen_of_ours(events: &[Event], visitor_read: Seq) -> Option<Seq> {
    let messages = events.iter().rev().filter_map(|event| match &event.kind {
        EventKind::Message(message) => Some((event.seq, &message.author)),
        _ => None,
    });
    let ours = messages.take_while(|(_, author)| **author != Author::Visitor);
    ours.map(|(seq, _)| seq).find(|seq| *seq <= visitor_read)
}

struct Rows<D> {
    list: Vec<LogRow>,
    local_day: D,
    day: Option<i64>,
}

impl<D: Fn(Timestamp) -> i64> Rows<D> {
    fn push_event(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Message(message) => {
                self.push_message(
                    message.id,
                    message.author.clone(),
                    message.text.clone(),
                    event.at,
                    Delivery::Sent,
                );
            }
            EventKind::Activity(Activity::Unknown)
            | EventKind::Edited(_)
            | EventKind::Deleted(_)
            | EventKind::Form(_)
            | EventKind::Rated(_)
            | EventKind::Consent(_)
            | EventKind::Unknown => {
                self.begin_day(event.at);
                self.list.push(LogRow::Unknown(event.seq));
            }
            EventKind::Activity(activity) => {
                self.begin_day(event.at);
                self.list.push(LogRow::Activity(event.seq, event.at, activity.clone()));
            }
        }
    }

    fn push_echo(&mut self, item: &OutboxItem, author: Author, delivery: Delivery) {
        self.push_message(item.id, author, item.text().to_owned(), item.written_at, delivery);
    }

    fn push_message(
        &mut self,
        id: MessageId,
        author: Author,
        text: String,
        at: Timestamp,
        delivery: Delivery,
    ) {
        self.begin_day(at);
        let goes_on = match self.list.last() {
            Some(LogRow::Message(before)) => before.author == author && at.since(before.at) <= GROUP_MS_MAX,
            _ => false,
        };
        self.list.push(LogRow::Message(MessageRow { id, author, text, at, is_first: !goes_on, delivery }));
    }

    /// Days only ever go forward: a device's clock that is behind makes no second heading.
    fn begin_day(&mut self, at: Timestamp) {
        let day = (self.local_day)(at);
        if self.day.is_none_or(|before| before < day) {
            self.day = Some(day);
            self.list.push(LogRow::Day(day, at));
        }
    }
}

#[cfg(test)]
mod tests;
