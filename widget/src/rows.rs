//! From the client machine to what stands in the log, line by line. Pure: the day of a time is
//! asked of the caller, because only a browser knows the person's time zone.

use pulina_shared::client::Client;
use pulina_shared::ids::{MessageId, Seq, UserId};
use pulina_shared::outbox::{EchoState, Failure, OutboxItem};
use pulina_shared::time::{MINUTE_MS, Timestamp};
use pulina_shared::timeline::Timeline;
use pulina_shared::wire::conversation::{
    Activity, Author, ConsentAct, ConversationState, Event, EventKind, Message, Purpose,
};
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
    /// That the visitor agreed to something, which can be taken back there and then.
    Agreed(Purpose, String),
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
    /// Whether its first words were others.
    pub is_edited: bool,
    /// What else it carries, and that it was taken back. Most messages have none of it.
    pub more: Option<Box<Message>>,
    /// Whether its choices can still be made: nobody has said anything since.
    pub is_last: bool,
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
    let timeline = client.timeline();
    for event in timeline.events() {
        writer.event(event, timeline);
    }
    for (item, echo) in client.echoes() {
        writer.echo(item, echo);
    }
    mark_groups(&mut writer.rows);
    mark_last_own(&mut writer.rows, client);
    if let Some(RowView::Message(last)) = last_message(&mut writer.rows) {
        last.is_last = true;
    }
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
    fn event(&mut self, event: &Event, timeline: &Timeline) {
        let state = timeline.state();
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
                let text = timeline.current_text(message);
                self.message(MessageView {
                    is_edited: timeline.is_edited(message.id),
                    more: is_more_than_text(message).then(|| Box::new(message.clone())),
                    ..MessageView::new(message.id, speaker, text, event.at)
                });
            }
            // Who answered is in the conversation already; their answer is what made them the owner.
            EventKind::Activity(Activity::Taken(user)) if self.present.contains(user) => {}
            EventKind::Activity(activity) => {
                if let Some(text) = activity_text(activity, state) {
                    self.line(event.seq, text);
                }
            }
            EventKind::Form(_) => self.line(event.seq, text::say(Word::FormLine)),
            EventKind::Rated(rating) => self.line(event.seq, text::rated(rating.score)),
            EventKind::Consent(consent) if consent.is_given => {
                let line = LineView::Agreed(consent.purpose, text::say(consent_word(consent)));
                self.rows.push((RowKey::Line(event.seq), RowView::Line(line)));
            }
            EventKind::Consent(consent) => self.line(event.seq, text::say(consent_word(consent))),
            EventKind::Edited(_) | EventKind::Deleted(_) | EventKind::Unknown => {}
        }
    }

    fn echo(&mut self, item: &OutboxItem, echo: EchoState) {
        let standing = match (echo, &item.failure) {
            (EchoState::Sending, _) => Standing::Sending,
            (EchoState::Failed, Some(failure)) => Standing::Failed(failure.clone()),
            (EchoState::Stored | EchoState::Failed, _) => Standing::Quiet,
        };
        let view = MessageView::new(item.id, Speaker::You, item.text(), item.written_at);
        self.message(MessageView { standing, ..view });
    }

    fn line(&mut self, seq: Seq, text: String) {
        self.rows.push((RowKey::Line(seq), RowView::Line(LineView::Activity(text))));
    }

    fn message(&mut self, view: MessageView) {
        let day = (self.day_of)(view.at);
        // Clocks of devices may be behind; a day is named once, where it begins.
        if day > self.day {
            self.day = day;
            self.rows.push((RowKey::DayAbove(view.id), RowView::Line(LineView::Day(view.at))));
        }
        self.rows.push((RowKey::Message(view.id), RowView::Message(view)));
    }
}

impl MessageView {
    fn new(id: MessageId, speaker: Speaker, text: &str, at: Timestamp) -> Self {
        Self {
            id,
            speaker,
            text: text.to_owned(),
            at,
            starts_group: true,
            ends_group: true,
            standing: Standing::Quiet,
            is_edited: false,
            more: None,
            is_last: false,
        }
    }

    /// Whether it was taken back.
    pub fn is_deleted(&self) -> bool {
        self.more.as_ref().is_some_and(|message| message.is_deleted)
    }
}

fn is_more_than_text(message: &Message) -> bool {
    message.is_deleted
        || !(message.files.is_empty() && message.choices.is_empty() && message.cards.is_empty())
}

fn consent_word(consent: &ConsentAct) -> Word {
    match (consent.purpose, consent.is_given) {
        (Purpose::Process, true) => Word::ConsentGivenLine,
        (Purpose::Process, false) => Word::ConsentWithdrawnLine,
        (Purpose::Communicate, true) => Word::CommunicateGivenLine,
        (Purpose::Communicate, false) => Word::CommunicateWithdrawnLine,
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

fn last_message(rows: &mut [(RowKey, RowView)]) -> Option<&mut RowView> {
    rows.iter_mut().rev().map(|(_, row)| row).find(|row| matches!(row, RowView::Message(_)))
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

/// What the log tells of something that happened, if it tells it.
pub fn activity_text(activity: &Activity, state: Option<&ConversationState>) -> Option<String> {
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
