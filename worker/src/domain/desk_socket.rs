//! One socket of a help desk as a machine: whose it is, how far it has been told of changes, and
//! when it must close. All of it fits in the socket's attachment, so it survives hibernation.
//!
//! Changes are told whole and in their newest form. A reader that is slow therefore gets fewer and
//! larger pages, never an old one.

use pulina_shared::ids::{Epoch, Revision, SessionId, UserId};
use pulina_shared::limits;
use pulina_shared::problem::{Code, Problem, Rejection};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::{ErrorFrame, PublicUser};
use pulina_shared::wire::help_desk::{
    Changes, Counts, DeskFrame, DeskHello, HelpDeskFrame, HelpDeskHello, Ticket,
};
use pulina_shared::wire::presence::Presence;
use pulina_shared::wire::{VERSION, VERSION_MIN, parse_frame};
use serde::{Deserialize, Serialize};

use super::guard::{Guard, Strike};

/// Pages within so many items are confirmed together, so that a socket's memory stays small.
const STRETCH_ITEMS: u64 = limits::CONFIRM_EVENTS / 2;
/// The same in bytes.
const STRETCH_BYTES: u64 = limits::CONFIRM_BYTES / 2;

/// Everything that the server remembers about a desk's socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskSocket {
    /// Whose it is.
    #[serde(rename = "u")]
    pub user: UserId,
    /// The sign-in with which it ends.
    #[serde(rename = "e")]
    pub session: SessionId,
    #[serde(rename = "g")]
    guard: Guard,
    /// There is one from the first valid `hello` on.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    cursor: Option<Cursor>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Cursor {
    #[serde(rename = "s")]
    sent: Revision,
    #[serde(rename = "w", default)]
    on_the_way: Vec<Stretch>,
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    paused_since: Option<Timestamp>,
}

/// Some pages one after the other: the last one's revision, and how much they hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stretch(Revision, u64, u64);

/// The help desk's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// Which.
    pub epoch: Epoch,
    /// Its last change.
    pub revision: Revision,
}

/// What a frame of a desk asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing.
    Nothing,
    /// An answer to `hello`.
    Greet(DeskHello),
    /// More changes, if there are any.
    Pump,
    /// To be told that the frame was refused.
    Refuse(Rejection),
    /// To be closed.
    Close(Rejection),
}

impl From<Strike> for Step {
    fn from(strike: Strike) -> Self {
        match strike {
            Strike::Refuse(rejection) => Self::Refuse(rejection),
            Strike::Close(rejection) => Self::Close(rejection),
        }
    }
}

/// What only the user of a socket is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// How many tickets stand in each view.
    pub counts: Counts,
    /// Whether they take new work; absent where that did not change.
    pub presence: Option<Presence>,
}

/// Something that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A ticket.
    Ticket(Ticket),
    /// A user, at this revision.
    User(Revision, PublicUser),
}

impl Item {
    /// The revision of its last change.
    pub fn revision(&self) -> Revision {
        match self {
            Self::Ticket(ticket) => ticket.revision,
            Self::User(revision, _) => *revision,
        }
    }

    /// Whether it is the profile of this user.
    pub fn is_of(&self, user: &UserId) -> bool {
        matches!(self, Self::User(_, changed) if changed.id == *user)
    }

    fn n_bytes(&self) -> u64 {
        let json = match self {
            Self::Ticket(ticket) => serde_json::to_string(ticket),
            Self::User(_, user) => serde_json::to_string(user),
        };
        json.map_or(0, |json| json.len() as u64)
    }
}

/// An answer to a refused frame; the last one before a close when fatal.
pub fn error_frame(rejection: &Rejection, fatal: bool) -> HelpDeskFrame {
    HelpDeskFrame::Error(ErrorFrame { problem: Problem::from(rejection), fatal })
}

impl DeskSocket {
    /// A socket that was just accepted.
    pub fn open(user: UserId, session: SessionId, now: Timestamp) -> Self {
        Self { user, session, guard: Guard::new(now), cursor: None }
    }

    /// When its client last sent something, and when it was accepted: who gives way is told by both.
    pub fn age(&self) -> (Timestamp, Timestamp) {
        (self.guard.heard_at(), self.guard.opened_at())
    }

    /// The place up to which it was told of changes; none before it was greeted.
    pub fn sent(&self) -> Option<Revision> {
        self.cursor.as_ref().map(|cursor| cursor.sent)
    }

    /// Takes a text frame.
    pub fn on_frame(&mut self, text: &str, now: Timestamp, are_rates_on: bool) -> Step {
        self.guard.hear(now);
        // The engine answers these; one that slips through is no data.
        if text == limits::HEARTBEAT_PING {
            return Step::Nothing;
        }
        if are_rates_on && let Err(strike) = self.guard.take_frame(now) {
            return strike.into();
        }
        match (parse_frame::<DeskFrame>(text), &mut self.cursor) {
            (Ok(DeskFrame::Hello(hello)), None) if hello.version < VERSION_MIN => Step::Close(
                Rejection::above(Code::UpgradeRequired, VERSION_MIN as usize, hello.version as usize),
            ),
            (Ok(DeskFrame::Hello(hello)), None) => Step::Greet(hello),
            (Ok(DeskFrame::Received(up_to)), Some(cursor)) => cursor.confirm(up_to),
            (Err(rejection), _) => self.guard.take_invalid(rejection).into(),
            (Ok(DeskFrame::Hello(_)), Some(_)) | (Ok(DeskFrame::Received(_)), None) => {
                self.guard.take_invalid(Rejection::new(Code::FrameInvalid)).into()
            }
        }
    }

    /// Answers `hello`: goes on where the desk left off, if this is still the same history.
    pub fn greet(&mut self, hello: &DeskHello, history: &History) -> HelpDeskFrame {
        let place = hello
            .resume
            .as_ref()
            .filter(|resume| resume.epoch == history.epoch && resume.after <= history.revision);
        let sent = place.map_or(history.revision, |resume| resume.after);
        self.cursor = Some(Cursor { sent, ..Cursor::default() });
        HelpDeskFrame::Hello(HelpDeskHello {
            version: VERSION,
            epoch: history.epoch.clone(),
            resumed: place.is_some(),
            revision: history.revision,
        })
    }

    /// How many items may be sent now; remembers since when there were none.
    pub fn n_free(&mut self, history: &History, now: Timestamp) -> usize {
        let Some(cursor) = &mut self.cursor else { return 0 };
        if cursor.sent >= history.revision {
            return 0;
        }
        let (n_items, n_bytes) =
            cursor.on_the_way.iter().fold((0, 0), |(items, bytes), s| (items + s.1, bytes + s.2));
        let n_free = limits::UNCONFIRMED_EVENTS_MAX.saturating_sub(n_items);
        if n_free == 0 || n_bytes >= limits::UNCONFIRMED_BYTES_MAX {
            cursor.paused_since.get_or_insert(now);
            return 0;
        }
        usize::try_from(n_free).unwrap_or(usize::MAX).min(limits::PAGE_EVENTS_MAX)
    }

    /// One page of changes. `items` are the next ones behind the cursor, in order of revision, and
    /// `is_all` says that there are no more.
    pub fn page(
        &mut self,
        items: Vec<Item>,
        is_all: bool,
        history: &History,
        own: Own,
    ) -> Option<HelpDeskFrame> {
        let Own { counts, presence } = own;
        let cursor = self.cursor.as_mut()?;
        let (mut n_bytes, mut n_items) = (0, 0);
        let mut changes =
            Changes { revision: history.revision, tickets: Vec::new(), users: Vec::new(), counts, presence };
        let mut is_cut = !is_all;
        let mut last = cursor.sent;
        for item in items {
            let next_bytes = item.n_bytes();
            if n_items > 0 && n_bytes + next_bytes > limits::CONFIRM_BYTES {
                is_cut = true;
                break;
            }
            n_bytes += next_bytes;
            n_items += 1;
            last = item.revision();
            match item {
                Item::Ticket(ticket) => changes.tickets.push(ticket),
                Item::User(_, user) => changes.users.push(user),
            }
        }
        if is_cut {
            changes.revision = last;
        }
        cursor.send(changes.revision, n_items, n_bytes);
        Some(HelpDeskFrame::Changes(changes))
    }

    fn paused_since(&self) -> Option<Timestamp> {
        self.cursor.as_ref().and_then(|cursor| cursor.paused_since)
    }

    /// When it must be looked at again. `answered_at` is when the engine last answered its ping.
    pub fn deadline(&self, answered_at: Option<Timestamp>) -> Timestamp {
        self.guard.deadline(self.cursor.is_some(), self.paused_since(), answered_at)
    }

    /// Why it must close now, if it must.
    pub fn on_deadline(&self, now: Timestamp, answered_at: Option<Timestamp>) -> Option<Code> {
        self.guard.on_deadline(self.cursor.is_some(), self.paused_since(), answered_at, now)
    }
}

impl Cursor {
    fn send(&mut self, revision: Revision, n_items: u64, n_bytes: u64) {
        self.sent = revision;
        match self.on_the_way.last_mut() {
            Some(last) if last.1 + n_items <= STRETCH_ITEMS && last.2 + n_bytes <= STRETCH_BYTES => {
                *last = Stretch(revision, last.1 + n_items, last.2 + n_bytes);
            }
            _ => self.on_the_way.push(Stretch(revision, n_items, n_bytes)),
        }
    }

    fn confirm(&mut self, up_to: Revision) -> Step {
        let n_before = self.on_the_way.len();
        self.on_the_way.retain(|stretch| stretch.0 > up_to);
        if self.on_the_way.len() == n_before {
            return Step::Nothing;
        }
        self.paused_since = None;
        Step::Pump
    }
}

#[cfg(test)]
#[path = "desk_socket_tests.rs"]
mod tests;
