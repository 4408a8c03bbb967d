//! What stands in the log of a conversation: days, messages in groups, what the visitor did, echoes.
//! Pure, so that grouping and order can be tested; one row's key changes when its look does.

use std::hash::{DefaultHasher, Hash, Hasher};

use pulina_shared::client::Client;
use pulina_shared::ids::{FileId, MessageId, Seq};
use pulina_shared::limits;
use pulina_shared::outbox::{EchoState, Failure, OutboxItem};
use pulina_shared::time::{MINUTE_MS, Timestamp};
use pulina_shared::timeline::Timeline;
use pulina_shared::wire::content::{Choice, FileInfo, LinkCard};
use pulina_shared::wire::conversation::{
    Act, Activity, Author, ConsentAct, Event, EventKind, Message, Rating, SendMessage,
};
use pulina_shared::wire::form::FilledForm;

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

/// What of this device's is on its way to a message that is stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// It will say this.
    Edit(String),
    /// It will be taken back.
    Delete,
}

/// A message on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageRow {
    pub id: MessageId,
    pub author: Author,
    /// What it says now.
    pub text: String,
    /// What it said at first, if that was something else.
    pub first_text: Option<String>,
    pub files: Vec<FileInfo>,
    /// Files of which nothing is known but that they belong to it.
    pub n_unknown_files: usize,
    pub choices: Vec<Choice>,
    pub cards: Vec<LinkCard>,
    pub is_deleted: bool,
    pub at: Timestamp,
    /// The first one of its group tells who and when.
    pub is_first: bool,
    pub delivery: Delivery,
    pub change: Option<Change>,
    /// Whether it is in the log and this user's own.
    pub is_mine: bool,
}

impl MessageRow {
    fn new(id: MessageId, author: Author, text: String, at: Timestamp) -> Self {
        Self {
            id,
            author,
            text,
            first_text: None,
            files: Vec::new(),
            n_unknown_files: 0,
            choices: Vec::new(),
            cards: Vec::new(),
            is_deleted: false,
            at,
            is_first: true,
            delivery: Delivery::Sent,
            change: None,
            is_mine: false,
        }
    }

    /// Whether its author may say it otherwise or take it back, as far as is known here.
    pub fn may_change(&self, now: Timestamp) -> bool {
        self.is_mine
            && !self.is_deleted
            && self.change.is_none()
            && now.since(self.at) < limits::EDIT_WINDOW_MS
    }

    /// Differs where a message looks different from how it was first said.
    fn look(&self) -> u64 {
        if self.first_text.is_none() && self.change.is_none() && !self.is_deleted {
            return 0;
        }
        let mut hasher = DefaultHasher::new();
        (&self.text, &self.first_text, &self.change, self.is_deleted).hash(&mut hasher);
        hasher.finish()
    }
}

/// What the visitor did besides writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    Answered(FilledForm),
    Rated(Rating),
    Consented(ConsentAct),
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogRow {
    /// A new day begins; some moment of it.
    Day(i64, Timestamp),
    Message(MessageRow),
    Activity(Seq, Timestamp, Activity),
    Deed(Seq, Timestamp, Deed),
    /// An event of a newer server.
    Unknown(Seq),
    /// The visitor has seen this message of ours, the last one that they have.
    Seen(Seq),
}

/// What a row is known by; another look has another key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowKey {
    Day(i64),
    Message { id: MessageId, is_first: bool, delivery: u8, look: u64 },
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
                look: row.look(),
            },
            Self::Activity(seq, ..) | Self::Deed(seq, ..) | Self::Unknown(seq) => RowKey::Line(*seq),
            Self::Seen(seq) => RowKey::Seen(*seq),
        }
    }
}

/// What rows cannot know by themselves.
pub struct Surroundings<D, E, F> {
    /// The local day of a time.
    pub local_day: D,
    /// A refusal in words.
    pub explain: E,
    /// A file that was uploaded here.
    pub file: F,
}

/// The rows of a conversation.
pub fn log_rows<D, E, F>(client: &Client, around: Surroundings<D, E, F>) -> Vec<LogRow>
where
    D: Fn(Timestamp) -> i64,
    E: Fn(&Failure) -> String,
    F: Fn(&FileId) -> Option<FileInfo>,
{
    let timeline = client.timeline();
    let own = client.role().author();
    let list = Vec::with_capacity(timeline.events().len() + 8);
    let mut rows = Rows { list, local_day: around.local_day, day: None };
    let seen =
        last_seen_of_ours(timeline.events(), timeline.state().map_or(Seq(0), |state| state.visitor_read));
    for event in timeline.events() {
        match &event.kind {
            EventKind::Message(message) => {
                let row = stored_row(timeline, message, event.at);
                let change = if message.author == own { change_of(client, message.id) } else { None };
                rows.push_message(MessageRow { change, is_mine: message.author == own, ..row });
            }
            kind => rows.push_event(event.seq, event.at, kind),
        }
        if Some(event.seq) == seen {
            rows.list.push(LogRow::Seen(event.seq));
        }
    }
    for (item, state) in client.echoes() {
        let delivery = match (state, &item.failure) {
            (EchoState::Stored, _) => Delivery::Sent,
            (EchoState::Sending, _) => Delivery::Sending,
            (EchoState::Failed, failure) => {
                Delivery::Failed(failure.as_ref().map(&around.explain).unwrap_or_default())
            }
        };
        if let Some(row) = echo_row(item, own.clone(), &around.file) {
            rows.push_message(MessageRow { delivery, ..row });
        }
    }
    rows.list
}

fn stored_row(timeline: &Timeline, message: &Message, at: Timestamp) -> MessageRow {
    let text = timeline.current_text(message).to_owned();
    let first_text = (timeline.is_edited(message.id) && text != message.text).then(|| message.text.clone());
    MessageRow {
        first_text,
        files: message.files.clone(),
        choices: message.choices.clone(),
        cards: message.cards.clone(),
        is_deleted: message.is_deleted,
        ..MessageRow::new(message.id, message.author.clone(), text, at)
    }
}

fn echo_row(
    item: &OutboxItem,
    author: Author,
    file: impl Fn(&FileId) -> Option<FileInfo>,
) -> Option<MessageRow> {
    let Act::SendMessage(SendMessage { text, files, choices, cards }) = &item.act else { return None };
    let known: Vec<_> = files.iter().filter_map(file).collect();
    Some(MessageRow {
        n_unknown_files: files.len() - known.len(),
        files: known,
        choices: choices.clone(),
        cards: cards.clone(),
        ..MessageRow::new(item.id, author, text.clone(), item.written_at)
    })
}

/// The newest change that waits to be sent, unless it was refused.
fn change_of(client: &Client, id: MessageId) -> Option<Change> {
    let waiting = client.other_acts().filter(|item| item.failure.is_none());
    let changes = waiting.filter_map(|item| match &item.act {
        Act::EditMessage(edit) if edit.message == id => Some(Change::Edit(edit.text.clone())),
        Act::DeleteMessage(message) if *message == id => Some(Change::Delete),
        _ => None,
    });
    changes.last()
}

/// The newest message of this user that may still be said otherwise.
pub fn last_changeable(client: &Client, now: Timestamp) -> Option<MessageRow> {
    let own = client.role().author();
    let timeline = client.timeline();
    let messages = timeline.events().iter().rev().filter_map(|event| Some((event.kind.message()?, event.at)));
    let mut own_rows = messages.filter(|(message, _)| message.author == own).map(|(message, at)| {
        let change = change_of(client, message.id);
        MessageRow { change, is_mine: true, ..stored_row(timeline, message, at) }
    });
    own_rows.find(|row| row.may_change(now))
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
    fn push_event(&mut self, seq: Seq, at: Timestamp, kind: &EventKind) {
        let row = match kind {
            // What they say is shown where the message stands.
            EventKind::Message(_) | EventKind::Edited(_) | EventKind::Deleted(_) => return,
            EventKind::Form(form) => LogRow::Deed(seq, at, Deed::Answered(form.clone())),
            EventKind::Rated(rating) => LogRow::Deed(seq, at, Deed::Rated(rating.clone())),
            EventKind::Consent(act) => LogRow::Deed(seq, at, Deed::Consented(act.clone())),
            EventKind::Activity(Activity::Unknown) | EventKind::Unknown => LogRow::Unknown(seq),
            EventKind::Activity(activity) => LogRow::Activity(seq, at, activity.clone()),
        };
        self.begin_day(at);
        self.list.push(row);
    }

    fn push_message(&mut self, row: MessageRow) {
        self.begin_day(row.at);
        let goes_on = match self.list.last() {
            Some(LogRow::Message(before)) => {
                before.author == row.author && row.at.since(before.at) <= GROUP_MS_MAX
            }
            _ => false,
        };
        self.list.push(LogRow::Message(MessageRow { is_first: !goes_on, ..row }));
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
