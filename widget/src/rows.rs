//! From the client machine to what stands in the log, line by line. Pure: the day of a time is
//! asked of the caller, because only a browser knows the person's time zone.

use pulina_shared::client::Client;
use pulina_shared::ids::{MessageId, Seq, UserId};
use pulina_shared::outbox::{EchoState, Failure, OutboxItem};
use pulina_shared::time::{MINUTE_MS, Timestamp};
use pulina_shared::wire::conversation::{Activity, Author, ConversationState, Event, EventKind};
use pulina_shared::words::Word;

use crate::text;

/// A pause after which the same speaker is introduced again.
const GROUP_MS_MAX: u64 = 5 * MINUTE_MS;

/// What makes a line the same line. A message keeps it from the moment it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RowKey {
    /// A message.
    Message(MessageId),
    /// A line of the system.
    Line(Seq),
    /// The day above this message.
    DayAbove(MessageId),
    /// Where the unread messages begin.
    Unread,
}

/// What a row shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowView {
    /// A message.
    Message(MessageView),
    /// A line between messages.
    Line(LineView),
}

/// What a line between messages shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineView {
    /// What the system tells.
    Activity(String),
    /// A new day.
    Day(Timestamp),
    /// Unread from here on.
    Unread,
}

/// A message as the log shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageView {
    /// Its id.
    pub id: MessageId,
    /// Who speaks.
    pub speaker: Speaker,
    /// What is said.
    pub text: String,
    /// When it was stored; written, as long as it is not.
    pub at: Timestamp,
    /// Whether who and when stand above it.
    pub starts_group: bool,
    /// Whether the picture stands beside it.
    pub ends_group: bool,
    /// How it stands.
    pub standing: Standing,
}

/// Who speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The visitor.
    You,
    /// A user, by their public profile.
    Person {
        /// The public name.
        name: String,
        /// A path on our origin.
        avatar: Option<String>,
    },
    /// The channel itself.
    Team,
}

/// How a message stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing to say about it.
    Quiet,
    /// On its way.
    Sending,
    /// The server has it.
    Sent,
    /// Somebody of the other side has seen it.
    Seen,
    /// Not sent, for this reason.
    Failed(Failure),
}

/// All lines in order. `unread_after` is the place of the unread line, if there is to be one.
pub fn rows(
    client: &Client,
    unread_after: Option<Seq>,
    day_of: impl Fn(Timestamp) -> u32,
) -> Vec<(RowKey, RowView)> {
    let mut writer = Writer { rows: Vec::new(), day: 0, unread_after, present: Vec::new(), day_of };
    let state = client.timeline().state();
    for event in client.timeline().events() {
        writer.event(event, state);
    }
    for (item, echo) in client.echoes() {
        writer.echo(item, echo);
    }
    mark_groups(&mut writer.rows);
    mark_last_own(&mut writer.rows, client);
    writer.rows
}

struct Writer<D> {
    rows: Vec<(RowKey, RowView)>,
    day: u32,
    unread_after: Option<Seq>,
    /// Users who said something so far.
    present: Vec<UserId>,
    day_of: D,
}

impl<D: Fn(Timestamp) -> u32> Writer<D> {
    fn event(&mut self, event: &Event, state: Option<&ConversationState>) {
        match &event.kind {
            EventKind::Message(message) => {
                if let Author::Agent(user) = &message.author
                    && !self.present.contains(user)
                {
                    self.present.push(user.clone());
                }
                let speaker = speaker(&message.author, state);
                if speaker != Speaker::You && self.unread_after.is_some_and(|place| event.seq > place) {
                    self.unread_after = None;
                    self.rows.push((RowKey::Unread, RowView::Line(LineView::Unread)));
                }
                self.message(message.id, speaker, &message.text, event.at, Standing::Quiet);
            }
            // Who answered is in the conversation already; their answer is what made them the owner.
            EventKind::Activity(Activity::Taken(user)) if self.present.contains(user) => {}
            EventKind::Activity(activity) => {
                if let Some(text) = activity_text(activity, state) {
                    self.rows.push((RowKey::Line(event.seq), RowView::Line(LineView::Activity(text))));
                }
            }
            EventKind::Edited(_)
            | EventKind::Deleted(_)
            | EventKind::Form(_)
            | EventKind::Rated(_)
            | EventKind::Consent(_)
            | EventKind::Unknown => {}
        }
    }

    fn echo(&mut self, item: &OutboxItem, echo: EchoState) {
        let standing = match (echo, &item.failure) {
            (EchoState::Sending, _) => Standing::Sending,
            (EchoState::Failed, Some(failure)) => Standing::Failed(failure.clone()),
            (EchoState::Stored | EchoState::Failed, _) => Standing::Quiet,
        };
        self.message(item.id, Speaker::You, item.text(), item.written_at, standing);
    }

    fn message(&mut self, id: MessageId, speaker: Speaker, text: &str, at: Timestamp, standing: Standing) {
        let day = (self.day_of)(at);
        // Clocks of devices may be behind; a day is named once, where it begins.
        if day > self.day {
            self.day = day;
            self.rows.push((RowKey::DayAbove(id), RowView::Line(LineView::Day(at))));
        }
        let view = MessageView {
            id,
            speaker,
            text: text.to_owned(),
            at,
            starts_group: true,
            ends_group: true,
            standing,
        };
        self.rows.push((RowKey::Message(id), RowView::Message(view)));
    }
}

/// Neighbours of one speaker within a few minutes are one group.
fn mark_groups(rows: &mut [(RowKey, RowView)]) {
    let mut previous: Option<&mut MessageView> = None;
    for (_, row) in rows {
        match row {
            RowView::Message(message) => {
                if let Some(previous) = previous
                    && previous.speaker == message.speaker
                    && message.at.since(previous.at) <= GROUP_MS_MAX
                {
                    previous.ends_group = false;
                    message.starts_group = false;
                }
                previous = Some(message);
            }
            RowView::Line(_) => previous = None,
        }
    }
}

/// "Sent" or "Seen" stands under the visitor's last message only.
fn mark_last_own(rows: &mut [(RowKey, RowView)], client: &Client) {
    let agent_read = client.timeline().state().map_or(Seq(0), |state| state.agent_read);
    let last = rows.iter_mut().rev().find_map(|(_, row)| match row {
        RowView::Message(message) if message.speaker == Speaker::You => Some(message),
        RowView::Message(_) | RowView::Line(_) => None,
    });
    let Some(message) = last.filter(|message| message.standing == Standing::Quiet) else { return };
    let seq = client.timeline().events().iter().rev().find_map(|event| match &event.kind {
        EventKind::Message(stored) if stored.id == message.id => Some(event.seq),
        _ => None,
    });
    message.standing = if seq.is_some_and(|seq| seq <= agent_read) { Standing::Seen } else { Standing::Sent };
}

/// How the log names an author.
pub fn speaker(author: &Author, state: Option<&ConversationState>) -> Speaker {
    let Author::Agent(user) = author else {
        return if *author == Author::Visitor { Speaker::You } else { Speaker::Team };
    };
    let person = state.and_then(|state| state.people.iter().find(|person| person.id == *user));
    person.map_or(Speaker::Team, |person| Speaker::Person {
        name: person.name.clone(),
        avatar: person.avatar.clone(),
    })
}

fn activity_text(activity: &Activity, state: Option<&ConversationState>) -> Option<String> {
    // By the visitor, by somebody with a name, by nobody in particular.
    let (author, words) = match activity {
        Activity::Taken(user) => {
            return match speaker(&Author::Agent(user.clone()), state) {
                Speaker::Person { name, .. } => Some(text::say_name(Word::Joined, &name)),
                Speaker::You | Speaker::Team => None,
            };
        }
        Activity::Closed(author) => (author, [Word::YouEnded, Word::ClosedBy, Word::Closed]),
        Activity::Reopened(author) => (author, [Word::YouReopened, Word::ReopenedBy, Word::Reopened]),
        Activity::Unknown => return None,
    };
    let [by_you, by_name, by_nobody] = words;
    Some(match speaker(author, state) {
        Speaker::You => text::say(by_you),
        Speaker::Person { name, .. } => text::say_name(by_name, &name),
        Speaker::Team => text::say(by_nobody),
    })
}

#[cfg(test)]
mod tests;
