//! When to connect, when to believe that a link is dead, when to try again, and when to stop.
//!
//! A machine without input or output: it is told what happened and the time, and answers what to
//! do. It serves conversations and the help desk alike.

use crate::limits;
use crate::time::{MINUTE_MS, SECOND_MS, Timestamp};

/// How frames travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// One WebSocket.
    Socket,
    /// Posted commands and polled events, where sockets are blocked.
    Http,
}

/// Where the link stands. What people are shown follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Nothing was begun.
    Idle,
    /// A visit or a transport is being opened.
    Connecting,
    /// Open; the answer to `hello` and what was missed are on their way.
    Syncing,
    /// Open and up to date.
    Open,
    /// Just lost; the first try comes within a second.
    Lost,
    /// Several tries failed; the next one comes at the wake time.
    BackingOff,
    /// The other side said no; stays so until the person acts. Holds the close code.
    Refused(u16),
}

/// What the driver must do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkAction {
    /// Begin a visit; answer with `visited` or `visit_failed`.
    Visit,
    /// Forget the visit that is no longer valid; a new one follows.
    ForgetVisit,
    /// Open this transport; answer with `opened` or `closed`.
    Open(Transport),
    /// Close the transport silently; what still comes from it is not handed in.
    Close,
    /// Send the heartbeat.
    Ping,
}

/// What a close code asks of a client (PROTOCOL §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Policy {
    Soon,
    AfterAtLeast(u64),
    AtOnce,
    OnceMore,
    NewVisit,
    Stop,
}

fn policy(close_code: u16) -> Policy {
    match close_code {
        1000 | 1003 | 4403 | 4409 | 4426 => Policy::Stop,
        4400 => Policy::OnceMore,
        4401 | 4404 => Policy::NewVisit,
        4408 | 4413 => Policy::AtOnce,
        1011..=1013 => Policy::AfterAtLeast(SECOND_MS),
        4503 => Policy::AfterAtLeast(5 * SECOND_MS),
        _ => Policy::Soon,
    }
}

/// The machine.
#[derive(Clone, Debug)]
pub struct Connection {
    link: Link,
    /// Whether a visit must be begun before the next transport; users never need one.
    needs_visit: bool,
    can_visit: bool,
    transport: Transport,
    /// Attempts in a row that did not lead to a stable link.
    n_failures: u32,
    /// Sockets in a row that never opened.
    n_never_opened: u32,
    was_refused_once: bool,
    attempted_at: Option<Timestamp>,
    opened_at: Option<Timestamp>,
    heard_at: Timestamp,
    n_pings_unanswered: u32,
    wake_at: Option<Timestamp>,
    /// Beginning a visit was put off for longer than we would have waited by ourselves.
    put_off_until: Option<Timestamp>,
}

impl Connection {
    /// A link that needs a visit first (visitors) or not (users).
    pub fn new(needs_visit: bool) -> Self {
        Self {
            link: Link::Idle,
            needs_visit,
            can_visit: needs_visit,
            transport: Transport::Socket,
            n_failures: 0,
            n_never_opened: 0,
            was_refused_once: false,
            attempted_at: None,
            opened_at: None,
            heard_at: Timestamp(0),
            n_pings_unanswered: 0,
            wake_at: None,
            put_off_until: None,
        }
    }

    /// Where the link stands.
    pub fn link(&self) -> Link {
        self.link
    }

    /// How frames travel, or would next.
    pub fn transport(&self) -> Transport {
        self.transport
    }

    /// When [`Self::woke`] must be called.
    pub fn wake_at(&self) -> Option<Timestamp> {
        self.wake_at
    }

    /// Until when no visit may be begun, where that is longer than people are used to wait.
    pub fn put_off_until(&self) -> Option<Timestamp> {
        self.put_off_until
    }

    /// A visit was begun earlier and is still known, so none is needed.
    pub fn remember_visit(&mut self) {
        self.needs_visit = false;
    }

    /// Somebody wants to be connected. Does nothing when that is under way.
    pub fn begin(&mut self, now: Timestamp) -> Vec<LinkAction> {
        match self.link {
            Link::Idle | Link::Refused(_) => self.attempt(now),
            _ => Vec::new(),
        }
    }

    /// The visit was begun.
    pub fn visited(&mut self, now: Timestamp) -> Vec<LinkAction> {
        if self.link != Link::Connecting || !self.needs_visit {
            return Vec::new();
        }
        self.needs_visit = false;
        self.attempt(now)
    }

    /// The visit could not be begun: for good with a code, else to be tried again.
    pub fn visit_failed(&mut self, refused: Option<u16>, retry_after_ms: u64, now: Timestamp, random: u64) {
        if self.link != Link::Connecting || !self.needs_visit {
            return;
        }
        if let Some(code) = refused {
            self.refuse(code);
        } else {
            self.wait(retry_after_ms, now, random);
            self.put_off_until = self.wake_at.filter(|_| retry_after_ms > limits::RETRY_MS_MAX);
        }
    }

    /// The transport is open; `hello` is to be sent.
    pub fn opened(&mut self, now: Timestamp, random: u64) {
        self.link = Link::Syncing;
        self.opened_at = Some(now);
        self.n_never_opened = 0;
        self.heard(now, random);
    }

    /// What was missed has arrived.
    pub fn synced(&mut self) {
        if self.link == Link::Syncing {
            self.link = Link::Open;
            self.was_refused_once = false;
        }
    }

    /// The server sent something by itself. That it reaches us does not say that we reach it, so
    /// the next ping stays due.
    pub fn received(&mut self, now: Timestamp) {
        self.heard_at = now;
    }

    /// The server answered something, so both directions work.
    pub fn heard(&mut self, now: Timestamp, random: u64) {
        self.heard_at = now;
        self.n_pings_unanswered = 0;
        if self.is_up() {
            // Up to a fifth less, so that thousands of clients do not beat in step.
            let early_ms = random % (limits::HEARTBEAT_INTERVAL_MS / 5);
            self.wake_at = Some(now.plus(limits::HEARTBEAT_INTERVAL_MS - early_ms));
        }
    }

    /// The transport closed, or never opened. `retry_after_ms` is what a fatal error asked for.
    pub fn closed(&mut self, code: u16, retry_after_ms: u64, now: Timestamp, random: u64) -> Vec<LinkAction> {
        if !matches!(self.link, Link::Connecting | Link::Syncing | Link::Open) {
            return Vec::new();
        }
        self.note_end(now);
        match policy(code) {
            Policy::Soon => self.wait(retry_after_ms, now, random),
            Policy::AfterAtLeast(least_ms) => self.wait(retry_after_ms.max(least_ms), now, random),
            Policy::AtOnce => {
                self.link = Link::Lost;
                self.wake_at = Some(self.not_before(now));
            }
            Policy::OnceMore if !self.was_refused_once => {
                self.was_refused_once = true;
                self.wait(retry_after_ms, now, random);
            }
            Policy::NewVisit if self.can_visit => {
                self.needs_visit = true;
                self.wait(retry_after_ms, now, random);
                return vec![LinkAction::ForgetVisit];
            }
            Policy::OnceMore | Policy::NewVisit | Policy::Stop => self.refuse(code),
        }
        Vec::new()
    }

    /// The other side does not answer: ends the transport and tries again soon.
    pub fn died(&mut self, now: Timestamp, random: u64) -> Vec<LinkAction> {
        if !matches!(self.link, Link::Connecting | Link::Syncing | Link::Open) {
            return Vec::new();
        }
        self.note_end(now);
        self.wait(0, now, random);
        vec![LinkAction::Close]
    }

    /// The link works and what it brought cannot be gone on from: ends the transport and opens
    /// another one as soon as two attempts may follow each other.
    pub fn begin_anew(&mut self, now: Timestamp) -> Vec<LinkAction> {
        if !self.is_up() {
            return Vec::new();
        }
        self.note_end(now);
        self.link = Link::Lost;
        self.wake_at = Some(self.not_before(now));
        vec![LinkAction::Close]
    }

    /// The network came back, the page was shown, or the person came back to it: a good moment to
    /// try at once, or to ask whether the link still lives.
    pub fn nudged(&mut self, now: Timestamp, random: u64) -> Vec<LinkAction> {
        match self.link {
            Link::Lost | Link::BackingOff | Link::Refused(4409) => {
                let earliest = self.not_before(now);
                if earliest <= now {
                    return self.attempt(now);
                }
                self.link = Link::Lost;
                self.wake_at = Some(earliest);
                Vec::new()
            }
            Link::Open
                if self.transport == Transport::Http
                    && self.opened_at.is_some_and(|at| now.since(at) >= MINUTE_MS) =>
            {
                // Sockets may work again in this network; if not, plain HTTP is soon back.
                self.n_never_opened = 0;
                self.died(now, random)
            }
            // A question that is out already has its deadline; another one must not postpone it.
            Link::Syncing | Link::Open
                if self.n_pings_unanswered == 0 && now.since(self.heard_at) > SECOND_MS =>
            {
                self.ping(now)
            }
            _ => Vec::new(),
        }
    }

    /// The wake time has come.
    pub fn woke(&mut self, now: Timestamp, random: u64) -> Vec<LinkAction> {
        match self.wake_at {
            Some(at) if at <= now => {}
            _ => return Vec::new(),
        }
        self.wake_at = None;
        match self.link {
            Link::Lost | Link::BackingOff => self.attempt(now),
            // Opening took too long.
            Link::Connecting => self.died(now, random),
            Link::Syncing | Link::Open if self.n_pings_unanswered >= 2 => self.died(now, random),
            Link::Syncing | Link::Open => self.ping(now),
            Link::Idle | Link::Refused(_) => Vec::new(),
        }
    }

    /// Whether frames can come and go.
    pub fn is_up(&self) -> bool {
        matches!(self.link, Link::Syncing | Link::Open)
    }

    fn attempt(&mut self, now: Timestamp) -> Vec<LinkAction> {
        self.link = Link::Connecting;
        self.put_off_until = None;
        self.attempted_at = Some(now);
        self.wake_at = Some(now.plus(limits::HEARTBEAT_ANSWER_MS));
        if self.needs_visit {
            return vec![LinkAction::Visit];
        }
        self.transport = if self.n_never_opened >= limits::SOCKET_FAILURES_BEFORE_HTTP {
            Transport::Http
        } else {
            Transport::Socket
        };
        vec![LinkAction::Open(self.transport)]
    }

    fn ping(&mut self, now: Timestamp) -> Vec<LinkAction> {
        self.n_pings_unanswered += 1;
        self.wake_at = Some(now.plus(limits::HEARTBEAT_ANSWER_MS));
        vec![LinkAction::Ping]
    }

    fn refuse(&mut self, code: u16) {
        self.link = Link::Refused(code);
        self.wake_at = None;
    }

    /// Counts how the attempt or link that ends now went.
    fn note_end(&mut self, now: Timestamp) {
        match self.opened_at.take() {
            Some(opened_at) if now.since(opened_at) >= limits::LINK_STABLE_MS => self.n_failures = 0,
            // After plain HTTP failed, sockets are tried again.
            None if self.transport == Transport::Http => self.n_never_opened = 0,
            None if !self.needs_visit => self.n_never_opened += 1,
            Some(_) | None => {}
        }
    }

    /// Full jitter: anything between nothing and a limit that doubles up to 30 s.
    fn wait(&mut self, least_ms: u64, now: Timestamp, random: u64) {
        let ceiling_ms = (limits::FIRST_RETRY_MS_MAX << self.n_failures.min(5)).min(limits::RETRY_MS_MAX);
        self.link = if self.n_failures == 0 { Link::Lost } else { Link::BackingOff };
        self.n_failures = self.n_failures.saturating_add(1);
        let jittered = now.plus(least_ms.saturating_add(random % (ceiling_ms + 1)));
        self.wake_at = Some(jittered.max(self.not_before(now)));
    }

    /// Two attempts are never closer than [`limits::RETRY_MS_MIN`].
    fn not_before(&self, now: Timestamp) -> Timestamp {
        match self.attempted_at {
            // A clock that stepped back must not postpone the next attempt.
            Some(at) if at <= now => at.plus(limits::RETRY_MS_MIN).max(now),
            _ => now,
        }
    }
}

#[cfg(test)]
mod tests;
