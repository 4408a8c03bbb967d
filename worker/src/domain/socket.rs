//! One socket as a machine: who is on it, how far its cursor over the log has come, and when it
//! must close. All of it fits in the socket's attachment, so it survives hibernation.

use pulina_shared::ids::{Seq, SessionId};
use pulina_shared::limits;
use pulina_shared::problem::{Code, Problem, Rejection};
use pulina_shared::time::{MINUTE_MS, Timestamp};
use pulina_shared::wire::conversation::{
    ClientFrame, ConversationState, ErrorFrame, EventPage, Hello, PublicUser, Rejected, ServerFrame,
    ServerHello, TypingSignal,
};
use pulina_shared::wire::{VERSION, VERSION_MIN, parse_frame};
use serde::{Deserialize, Serialize};

use super::command::{self, Done};
use super::conversation::{ConversationStore, Failure, Head, Moment, Participant};
use super::guard::{Guard, Strike};
use super::history;
use super::typing::TypingRelay;
use crate::internal::{Caller, secret_hash};

/// Everything that the server remembers about a socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Socket {
    /// The user who was known at the upgrade; without one it is a visitor, to be proved by `hello`.
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    agent: Option<Agent>,
    /// Came with the session of a user who may not take part here.
    #[serde(rename = "x", default, skip_serializing_if = "std::ops::Not::not")]
    is_stranger: bool,
    /// The beginning of the hash of a visitor's token, once greeted: its sockets end with the device.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    device: Option<String>,
    #[serde(rename = "g")]
    guard: Guard,
    /// There is one from the first valid `hello` on.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    cursor: Option<Cursor>,
    #[serde(rename = "t", default)]
    typing: TypingRelay,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Agent {
    #[serde(rename = "u")]
    user: PublicUser,
    #[serde(rename = "s")]
    session: SessionId,
    /// When the session was last known to stand.
    #[serde(rename = "c")]
    checked_at: Timestamp,
}

/// A place in the log and what is on the way to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Cursor {
    #[serde(rename = "s")]
    sent: Seq,
    #[serde(rename = "c")]
    confirmed: Seq,
    /// Bytes of the events between the two.
    #[serde(rename = "b")]
    unconfirmed_bytes: u64,
    /// Since when there is more to send than may be on the way.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    paused_since: Option<Timestamp>,
}

/// Hex digits of a device that a socket remembers: enough to tell a conversation's devices apart.
const DEVICE_DIGITS: usize = 16;

/// What follows from a frame, in the order in which it is to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Frames to this socket.
    pub to_this: Vec<ServerFrame>,
    /// A signal for the others; each asks [`Socket::wants`].
    pub typing: Option<TypingSignal>,
    /// The log grew: the others need [`refresh`].
    pub has_events: bool,
    /// The small state changed: the others need [`refresh`] with it.
    pub is_state_changed: bool,
    /// This socket was greeted just now; one of its participant may have to give way.
    pub is_greeted: bool,
    /// Another history began: all other sockets close, to find it when they come back.
    pub is_epoch_new: bool,
    /// This socket closes, after the frame of [`closing_frame`].
    pub close: Option<Rejection>,
}

impl Outcome {
    fn closing(rejection: Rejection) -> Self {
        Self { close: Some(rejection), ..Self::default() }
    }

    fn error(rejection: &Rejection) -> Self {
        Self { to_this: vec![error_frame(rejection, false)], ..Self::default() }
    }
}

/// The last frame before a close.
pub fn closing_frame(rejection: &Rejection) -> ServerFrame {
    error_frame(rejection, true)
}

fn error_frame(rejection: &Rejection, fatal: bool) -> ServerFrame {
    ServerFrame::Error(ErrorFrame { problem: Problem::from(rejection), fatal })
}

impl Socket {
    /// A socket that was just accepted. A visitor proves themselves by the token in `hello`, so a
    /// caller with a token hash is only an unproved one here.
    pub fn open(caller: Caller, now: Timestamp) -> Self {
        let is_stranger = caller == Caller::Stranger;
        let agent = match caller {
            Caller::Agent { user, session } => Some(Agent { user, session, checked_at: now }),
            Caller::Unproved | Caller::Stranger | Caller::Visitor { .. } => None,
        };
        Self {
            agent,
            is_stranger,
            device: None,
            guard: Guard::new(now),
            cursor: None,
            typing: TypingRelay::default(),
        }
    }

    /// Who is on it; meaningful for a visitor only once greeted.
    pub fn participant(&self) -> Participant {
        match &self.agent {
            Some(Agent { user, session, .. }) => {
                Participant::Agent { user: user.clone(), session: session.clone() }
            }
            None => Participant::Visitor,
        }
    }

    /// When its client last sent something, and when it was accepted: who gives way is told by both.
    pub fn age(&self) -> (Timestamp, Timestamp) {
        (self.guard.heard_at(), self.guard.opened_at())
    }

    /// Whether its `hello` was answered.
    pub fn is_greeted(&self) -> bool {
        self.cursor.is_some()
    }

    /// The last event that was sent to it.
    pub fn sent(&self) -> Option<Seq> {
        self.cursor.map(|cursor| cursor.sent)
    }

    /// Whether it waits for its client to confirm.
    pub fn is_paused(&self) -> bool {
        self.cursor.is_some_and(|cursor| cursor.paused_since.is_some())
    }

    /// Whether it belongs to this sign-in.
    pub fn is_of_session(&self, ended: &SessionId) -> bool {
        self.agent.as_ref().is_some_and(|agent| agent.session == *ended)
    }

    /// Whether it may be this device's: one of a visitor, and not known to be another's.
    pub fn may_be_of_device(&self, token_hash: &str) -> bool {
        self.agent.is_none() && self.device.as_deref().is_none_or(|device| token_hash.starts_with(device))
    }

    /// Whether this signal is for it: somebody else's, and it can take one.
    pub fn wants(&self, signal: &TypingSignal) -> bool {
        self.is_greeted() && !self.is_paused() && self.participant().author() != signal.author
    }

    /// The sign-in that must be asked for now, because it was not for a while.
    pub fn unchecked_session(&self, now: Timestamp) -> Option<&SessionId> {
        let agent = self.agent.as_ref()?;
        (now >= agent.checked_at.plus(limits::SESSION_CHECK_MS)).then_some(&agent.session)
    }

    /// Speaks by this profile from now on, if it is this user's. Tells whether that is news.
    pub fn take_profile(&mut self, user: &PublicUser) -> bool {
        match &mut self.agent {
            Some(agent) if agent.user.id == user.id && agent.user != *user => {
                agent.user = user.clone();
                true
            }
            Some(_) | None => false,
        }
    }

    /// Notes that the sign-in stands.
    pub fn session_stands(&mut self, now: Timestamp) {
        if let Some(agent) = &mut self.agent {
            agent.checked_at = now;
        }
    }

    /// Notes that nobody could say whether the sign-in stands; it is asked for again in a minute.
    pub fn session_unknown(&mut self, now: Timestamp) {
        self.session_stands(Timestamp(now.0.saturating_sub(limits::SESSION_CHECK_MS - MINUTE_MS)));
    }

    fn paused_since(&self) -> Option<Timestamp> {
        self.cursor.and_then(|cursor| cursor.paused_since)
    }

    /// When it must be looked at again. `answered_at` is when the engine last answered its ping.
    pub fn deadline(&self, answered_at: Option<Timestamp>) -> Timestamp {
        let of_link = self.guard.deadline(self.is_greeted(), self.paused_since(), answered_at);
        let of_session = self.agent.as_ref().map(|agent| agent.checked_at.plus(limits::SESSION_CHECK_MS));
        of_session.map_or(of_link, |of_session| of_session.min(of_link))
    }

    /// Why it must close now, if it must.
    pub fn on_deadline(&self, now: Timestamp, answered_at: Option<Timestamp>) -> Option<Code> {
        self.guard.on_deadline(self.is_greeted(), self.paused_since(), answered_at, now)
    }
}

/// Which of a participant's sockets gives way, if there are more than `sockets_max`: the one that was
/// silent for longest. `others` are the greeted sockets of the same participant with their
/// [`Socket::age`], without the one that just came.
pub fn to_replace<K>(
    others: impl Iterator<Item = (K, (Timestamp, Timestamp))>,
    sockets_max: usize,
) -> Option<K> {
    let others: Vec<_> = others.collect();
    if others.len() < sockets_max {
        return None;
    }
    others.into_iter().min_by_key(|(_, age)| *age).map(|(key, _)| key)
}

/// How many sockets this participant may have.
pub fn sockets_max(participant: &Participant) -> usize {
    match participant {
        Participant::Visitor => limits::VISITOR_SOCKETS_MAX,
        Participant::Agent { .. } => limits::USER_SOCKETS_MAX,
    }
}

/// Takes a text frame of a client. Everything that is stored is stored when this returns.
///
/// # Errors
/// Faults of the store; then nothing of `socket` may be kept.
pub fn on_frame<S: ConversationStore>(
    store: &mut S,
    socket: &mut Socket,
    text: &str,
    moment: &mut Moment,
) -> Result<Outcome, S::Fault> {
    socket.guard.hear(moment.now);
    // The engine answers these; one that slips through is no data.
    if text == limits::HEARTBEAT_PING {
        return Ok(Outcome::default());
    }
    let parsed = parse_frame::<ClientFrame>(text);
    if moment.are_rates_on
        && let Err(strike) = socket.guard.take_frame(moment.now)
    {
        return Ok(too_fast(strike, parsed.ok()));
    }
    let frame = match parsed {
        Ok(frame) => frame,
        Err(rejection) => return Ok(invalid(socket, rejection)),
    };
    match (frame, socket.cursor) {
        (ClientFrame::Hello(hello), None) => greet(store, socket, &hello, moment),
        (ClientFrame::Received(up_to), Some(cursor)) => confirm(store, socket, cursor, up_to, moment.now),
        (ClientFrame::Hello(_), Some(_)) | (_, None) => {
            Ok(invalid(socket, Rejection::new(Code::FrameInvalid)))
        }
        (frame @ (ClientFrame::Command(_) | ClientFrame::Typing(_) | ClientFrame::MarkRead(_)), Some(_)) => {
            carry_out(store, socket, frame, moment)
        }
    }
}

/// What this socket is sent after somebody else changed something: what is new in the log, and the
/// state when there is a new one. A paused socket gets both later.
///
/// # Errors
/// Faults of the store.
pub fn refresh<S: ConversationStore>(
    store: &S,
    socket: &mut Socket,
    last_seq: Seq,
    state: Option<&ConversationState>,
    now: Timestamp,
) -> Result<Vec<ServerFrame>, S::Fault> {
    let mut frames = pump(store, socket, last_seq, now)?;
    if let Some(state) = state.filter(|_| socket.is_greeted() && !socket.is_paused()) {
        frames.push(ServerFrame::State(state.clone()));
    }
    Ok(frames)
}

/// Moves the cursor: pages of what lies behind it, as far as may be on the way unconfirmed. The
/// same for live events, for resuming and for slow readers.
///
/// # Errors
/// Faults of the store.
pub fn pump<S: ConversationStore>(
    store: &S,
    socket: &mut Socket,
    last_seq: Seq,
    now: Timestamp,
) -> Result<Vec<ServerFrame>, S::Fault> {
    let mut frames = Vec::new();
    let Some(cursor) = &mut socket.cursor else { return Ok(frames) };
    // Only a confirmation ends a pause; until then not even reading is worth anything.
    while cursor.sent < last_seq && cursor.paused_since.is_none() {
        let n_unconfirmed = cursor.sent.0.saturating_sub(cursor.confirmed.0);
        let n_free = limits::UNCONFIRMED_EVENTS_MAX.saturating_sub(n_unconfirmed);
        let events_max = usize::try_from(n_free).unwrap_or(usize::MAX).min(limits::PAGE_EVENTS_MAX);
        let free_bytes = limits::UNCONFIRMED_BYTES_MAX.saturating_sub(cursor.unconfirmed_bytes);
        let bytes_max = free_bytes.min(limits::PAGE_BYTES_MAX as u64);
        let events = if events_max == 0 {
            Vec::new()
        } else {
            store.events_after(cursor.sent, events_max, bytes_max)?
        };
        let Some(last) = events.last() else {
            cursor.paused_since = Some(now);
            return Ok(frames);
        };
        cursor.unconfirmed_bytes += store.bytes_between(cursor.sent, last.seq)?;
        cursor.sent = last.seq;
        frames.push(ServerFrame::Events(EventPage { events }));
    }
    Ok(frames)
}

fn too_fast(strike: Strike, frame: Option<ClientFrame>) -> Outcome {
    match (strike, frame) {
        (Strike::Close(rejection), _) => Outcome::closing(rejection),
        // A command is always answered as one, so that its sender can wait and repeat it.
        (Strike::Refuse(rejection), Some(ClientFrame::Command(command))) => {
            let rejected = Rejected { id: command.id, problem: Problem::from(&rejection) };
            Outcome { to_this: vec![ServerFrame::Rejected(rejected)], ..Outcome::default() }
        }
        (Strike::Refuse(rejection), _) => Outcome::error(&rejection),
    }
}

fn invalid(socket: &mut Socket, rejection: Rejection) -> Outcome {
    match socket.guard.take_invalid(rejection) {
        Strike::Close(rejection) => Outcome::closing(rejection),
        Strike::Refuse(rejection) => Outcome::error(&rejection),
    }
}

fn greet<S: ConversationStore>(
    store: &mut S,
    socket: &mut Socket,
    hello: &Hello,
    moment: &mut Moment,
) -> Result<Outcome, S::Fault> {
    if hello.version < VERSION_MIN {
        let rejection = Rejection::above(Code::UpgradeRequired, VERSION_MIN as usize, hello.version as usize);
        return Ok(Outcome::closing(rejection));
    }
    // A browser sends a user's cookie along with a visitor's socket when both are of one site; who
    // brings a visitor's token is a visitor, and never writes as an agent.
    if hello.token.is_some() {
        socket.agent = None;
    } else if socket.agent.is_none() {
        // A user who may not take part must not be told that their own session ended.
        let code = if socket.is_stranger { Code::NotFound } else { Code::SessionEnded };
        return Ok(Outcome::closing(Rejection::new(code)));
    }
    let token_hash = hello.token.as_ref().map(|token| secret_hash(token.secret()));
    let Some(mut head) = store.head()?.filter(|head| is_proved(head, socket, token_hash.as_deref())) else {
        return Ok(Outcome::closing(Rejection::new(Code::NotFound)));
    };
    socket.device = token_hash.map(|hash| hash.chars().take(DEVICE_DIGITS).collect());
    let place = history::resume(&head, hello.resume.as_ref());
    if place.is_rolled_back {
        head = history::begin_epoch(store, &head, moment)?;
    }
    let state = history::state(store, &head)?;
    socket.cursor =
        Some(Cursor { sent: place.after, confirmed: place.after, unconfirmed_bytes: 0, paused_since: None });
    let mut to_this = vec![ServerFrame::Hello(ServerHello {
        version: VERSION,
        epoch: head.epoch.clone(),
        resumed: place.resumed,
        after: place.after,
        last_seq: head.last_seq,
        state,
    })];
    to_this.append(&mut pump(store, socket, head.last_seq, moment.now)?);
    Ok(Outcome { to_this, is_greeted: true, is_epoch_new: place.is_rolled_back, ..Outcome::default() })
}

/// An agent was proved at the upgrade; a visitor's token must be this conversation's.
fn is_proved(head: &Head, socket: &Socket, token_hash: Option<&str>) -> bool {
    let is_let_in = socket.agent.is_some() || token_hash.is_some_and(|hash| head.admits(hash));
    is_let_in && !head.is_expired
}

fn confirm<S: ConversationStore>(
    store: &S,
    socket: &mut Socket,
    cursor: Cursor,
    up_to: Seq,
    now: Timestamp,
) -> Result<Outcome, S::Fault> {
    let confirmed = up_to.min(cursor.sent);
    if confirmed <= cursor.confirmed {
        return Ok(Outcome::default());
    }
    let unconfirmed_bytes =
        if confirmed == cursor.sent { 0 } else { store.bytes_between(confirmed, cursor.sent)? };
    socket.cursor = Some(Cursor { sent: cursor.sent, confirmed, unconfirmed_bytes, paused_since: None });
    let mut outcome = Outcome::default();
    if cursor.paused_since.is_some()
        && let Some(head) = store.head()?
    {
        outcome.to_this = pump(store, socket, head.last_seq, now)?;
        // What changed during the pause was not sent.
        outcome.to_this.push(ServerFrame::State(history::state(store, &head)?));
    }
    Ok(outcome)
}

fn carry_out<S: ConversationStore>(
    store: &mut S,
    socket: &mut Socket,
    frame: ClientFrame,
    moment: &Moment,
) -> Result<Outcome, S::Fault> {
    let id = match &frame {
        ClientFrame::Command(command) => Some(command.id),
        ClientFrame::Hello(_)
        | ClientFrame::Typing(_)
        | ClientFrame::MarkRead(_)
        | ClientFrame::Received(_) => None,
    };
    let participant = socket.participant();
    let done = match command::run(store, &participant, frame, &mut socket.typing, moment) {
        Ok(done) => done,
        Err(Failure::Fault(fault)) => return Err(fault),
        Err(Failure::Rejected(rejection)) => {
            return Ok(match id {
                Some(id) => {
                    let rejected = Rejected { id, problem: Problem::from(&rejection) };
                    Outcome { to_this: vec![ServerFrame::Rejected(rejected)], ..Outcome::default() }
                }
                None => Outcome::error(&rejection),
            });
        }
    };
    let Done { accepted, has_events, is_state_changed, typing } = done;
    let mut to_this = Vec::new();
    if (has_events || is_state_changed)
        && let Some(head) = store.head()?
    {
        let state = if is_state_changed { Some(history::state(store, &head)?) } else { None };
        to_this = refresh(store, socket, head.last_seq, state.as_ref(), moment.now)?;
    }
    to_this.extend(accepted.map(ServerFrame::Accepted));
    Ok(Outcome { to_this, typing, has_events, is_state_changed, ..Outcome::default() })
}
