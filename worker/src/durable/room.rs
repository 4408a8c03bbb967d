//! The inside of a conversation's object: its parts, the telling of changes to all sockets, and
//! the one alarm. Memory holds only what may be lost: every decision reads the database.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use pulina_shared::ids::SessionId;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::time::{MINUTE_MS, Timestamp};
use pulina_shared::wire::conversation::{Author, ConversationState, ServerFrame, TypingSignal};
use worker::{Env, State, Storage, WebSocket};

use super::attached::Attached;
use super::files;
use super::sockets::{self, Said};
use crate::chance::{now, random};
use crate::domain::conversation::{self, ConversationStore, Head, Moment, erase_at};
use crate::domain::pace::Pace;
use crate::domain::rate::Bucket;
use crate::domain::socket::{Socket, refresh};
use crate::domain::typing::TypingRelay;
use crate::domain::{history, report, retention};
use crate::fault::{Failure, Fault};
use crate::log;
use crate::storage::conversation::SqlConversation;

/// What is overdue when the alarm is set again waits this long, so that nothing that cannot be done
/// at the moment keeps the object busy; an alarm for now would even stall the chain (engine K42).
const OVERDUE_MS: u64 = 1_000;
/// An alarm this late is taken for lost (engine K44 allows a minute).
const LATE_MS_MAX: u64 = MINUTE_MS;

/// Everything that the handlers share.
pub struct Room {
    /// The engine's side of the object.
    pub state: State,
    /// Bindings.
    pub env: Env,
    /// The database with its transactions.
    pub storage: Storage,
    /// The conversation in it.
    pub store: SqlConversation,
    /// False only under load tests.
    pub are_rates_on: bool,
    /// How long a day of keeping is; shorter only under tests.
    pub day_ms: u64,
    /// Since when a report is on its way.
    pub delivering_since: Cell<Option<Timestamp>>,
    /// The newest version that the help desk was heard to have; stored by the next alarm.
    pub delivered_version: Cell<u64>,
    /// What is attached to the sockets.
    pub attached: Attached,
    /// How fast each side opens sockets.
    pub connects: RefCell<HashMap<Author, Bucket>>,
    /// Sign-ins that ended a moment ago, and when: an upgrade that was let in before can arrive after.
    pub ended_sessions: RefCell<HashMap<SessionId, Timestamp>>,
    /// Typing signals that came over HTTP.
    pub typing: RefCell<HashMap<Author, TypingRelay>>,
    /// How fast reports follow each other.
    pub pace: Cell<Pace>,
    /// When the alarm rings, if this instance set it.
    pub alarm_at: Cell<Option<Timestamp>>,
}

/// What a command did that sockets must be told.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// The log grew.
    pub has_events: bool,
    /// The small state changed.
    pub is_state_changed: bool,
    /// A signal to pass on.
    pub typing: Option<TypingSignal>,
}

impl From<conversation::Failure<Fault>> for Failure {
    fn from(failure: conversation::Failure<Fault>) -> Self {
        match failure {
            conversation::Failure::Rejected(rejection) => Self::Rejection(rejection),
            conversation::Failure::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl Room {
    /// Runs one command: reads, decides and writes, all or nothing.
    ///
    /// # Errors
    /// What the command failed with; then nothing was written.
    pub fn decide<T, E: From<Fault>>(
        &self,
        act: impl FnOnce(&mut SqlConversation, &mut Moment) -> Result<T, E>,
    ) -> Result<T, E> {
        self.store.sql().transaction(|| self.decide_at_once(act)).inspect_err(|_| self.store.forget())
    }

    /// As [`Self::decide`], for the frames of greeted sockets: they write by one `apply`, which is
    /// all or nothing by itself, and need no chance. A transaction around that would cost as much
    /// as the write.
    ///
    /// # Errors
    /// What the command failed with.
    pub fn decide_at_once<T, E: From<Fault>>(
        &self,
        act: impl FnOnce(&mut SqlConversation, &mut Moment) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut store = self.store.clone();
        let mut without_chance = None;
        let mut random = || {
            random().unwrap_or_else(|fault| {
                // What was decided without chance is not kept.
                without_chance = Some(fault);
                Default::default()
            })
        };
        let mut moment = Moment { now: now(), are_rates_on: self.are_rates_on, random: &mut random };
        let decided = act(&mut store, &mut moment);
        let decided = decided.and_then(|done| without_chance.map_or(Ok(done), |fault| Err(fault.into())));
        if decided.is_err() {
            self.store.forget();
        }
        decided
    }

    /// The sockets that can be sent to, with what is attached to them.
    pub fn sockets(&self) -> Vec<(WebSocket, Socket)> {
        self.sockets_but(None)
    }

    fn sockets_but(&self, except: Option<&WebSocket>) -> Vec<(WebSocket, Socket)> {
        let readable = |socket: WebSocket| {
            let attached =
                self.attached.of(&socket).inspect_err(|fault| log::fault("attachment", "", fault)).ok()?;
            Some((socket, attached))
        };
        let is_wanted = |socket: &WebSocket| except != Some(socket) && sockets::is_open(socket);
        self.state.get_websockets().into_iter().filter(is_wanted).filter_map(readable).collect()
    }

    /// Tells all sockets but this one what changed. `said` is what it was sent itself.
    ///
    /// # Errors
    /// Faults of reading what changed; then nobody was told, and everybody is with the next change.
    pub fn tell(&self, change: &Change, except: Option<&WebSocket>, said: &mut Said) -> Result<(), Fault> {
        if !change.has_events && !change.is_state_changed && change.typing.is_none() {
            return Ok(());
        }
        let Some(head) = self.store.head()? else { return Ok(()) };
        let state = if change.is_state_changed { Some(history::state(&self.store, &head)?) } else { None };
        for (socket, attached) in self.sockets_but(except) {
            // One that could not be told resumes; the others must not miss anything because of it.
            if let Err(fault) = self.tell_one(change, &head, state.as_ref(), &socket, attached, said) {
                log::fault("tell", "", &fault);
                sockets::close_for_fault(&socket, &fault);
            }
        }
        Ok(())
    }

    fn tell_one(
        &self,
        change: &Change,
        head: &Head,
        state: Option<&ConversationState>,
        socket: &WebSocket,
        mut attached: Socket,
        said: &mut Said,
    ) -> Result<(), Fault> {
        let before = attached.clone();
        let mut frames = refresh(&self.store, &mut attached, head.last_seq, state, now())?;
        if let Some(signal) = change.typing.as_ref().filter(|signal| attached.wants(signal)) {
            frames.push(ServerFrame::Typing(signal.clone()));
        }
        if attached != before {
            self.attached.put(socket, attached.clone())?;
        }
        if attached.is_paused() && !before.is_paused() {
            self.wake_at(attached.deadline(None));
        }
        sockets::say(socket, frames, said)
    }

    /// Closes all greeted sockets but this one, because their history ended.
    pub fn end_history(&self, except: Option<&WebSocket>) {
        for (socket, attached) in self.sockets_but(except) {
            if attached.is_greeted() {
                sockets::close_with(&socket, &Rejection::new(Code::Unavailable));
            }
        }
    }

    /// Makes sure that the alarm rings by then. An instance that has not set it yet does not know
    /// what it is set to, and so looks at everything that is due.
    pub fn wake_at(&self, due_at: Timestamp) {
        if self.alarm_at.get().is_none()
            && let Err(fault) = self.arm()
        {
            log::fault("alarm", "", &fault);
        }
        self.ring_by(due_at);
    }

    /// Sets the alarm if there is none: the database and the alarms are kept apart, so one can be
    /// lost without the other (engine K45). One that is set stays, because moving it while it rings
    /// would put off what is due.
    pub async fn check_alarm(&self) {
        let checked = match self.storage.get_alarm().await {
            Ok(Some(_)) => Ok(()),
            Ok(None) if self.alarm_at.get().is_some() => Ok(()),
            Ok(None) => self.arm(),
            Err(error) => Err(Fault::platform("get alarm", error)),
        };
        if let Err(fault) = checked {
            log::fault("alarm", "", &fault);
        }
    }

    /// Sets the alarm to the earliest thing that is due. One that rings before that stays as it is:
    /// in a busy room something closes all the time, and each would put off what is due.
    ///
    /// # Errors
    /// Faults of the database.
    pub fn arm(&self) -> Result<(), Fault> {
        let head = self.store.head()?;
        let sockets = self.sockets();
        let of_sockets = sockets.iter().map(|(socket, attached)| self.deadline(socket, attached));
        let of_head = head.iter().flat_map(|head| due_times(head, !sockets.is_empty(), self.day_ms));
        let of_files = files::next_due_at(self)?;
        if let Some(due_at) = of_sockets.chain(of_head).chain(of_files).min() {
            self.ring_by(due_at);
        }
        Ok(())
    }

    fn ring_by(&self, due_at: Timestamp) {
        let now = now();
        let due_at = due_at.max(now.plus(OVERDUE_MS));
        let is_in_time = |at: Timestamp| at <= due_at && now.since(at) <= LATE_MS_MAX;
        if !self.alarm_at.get().is_some_and(is_in_time) {
            self.set_alarm(due_at);
        }
    }

    /// When this socket must be looked at.
    pub fn deadline(&self, socket: &WebSocket, attached: &Socket) -> Timestamp {
        attached.deadline(sockets::answered_at(&self.state, socket))
    }

    fn set_alarm(&self, due_at: Timestamp) {
        self.alarm_at.set(Some(due_at));
        // Times are below 2^53.
        #[allow(clippy::cast_precision_loss)]
        let date = worker::js_sys::Date::new(&(due_at.0 as f64).into());
        // Called now, not when polled, so that the alarm is stored with the writes of this turn.
        match self.storage.as_raw().set_alarm(date, worker::js_sys::Object::new()) {
            Ok(_) => {}
            Err(error) => log::fault("alarm", "", &Fault::thrown("set alarm", &error)),
        }
    }
}

fn due_times(head: &Head, has_sockets: bool, day_ms: u64) -> impl Iterator<Item = Timestamp> {
    let of_report = report::due_at(head, now());
    of_report.into_iter().chain(erase_at(head, has_sockets)).chain(retention::due_at(head, day_ms))
}

/// A room that handlers and deliveries hold together.
pub type SharedRoom = Rc<Room>;
