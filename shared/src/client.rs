//! One participant's side of one conversation: link, outbox, log, read mark and typing together.
//!
//! Without input or output: it is told what happened, with the time and a random number, and
//! answers what to do. Visitors' panels, agents' desks and the simulator run this same machine.

mod io;

pub use io::{Action, Changed, Input, Outcome, Role};

use crate::connection::{Connection, Link, LinkAction, Transport};
use crate::ids::{MessageId, Seq};
use crate::limits;
use crate::outbox::{EchoState, Outbox, OutboxItem, Refusal};
use crate::problem::Problem;
use crate::time::{SteadyClock, Timestamp};
use crate::timeline::{Misfit, Timeline};
use crate::token::VisitorToken;
use crate::typing::{TypingIn, TypingOut};
use crate::wire::VERSION;
use crate::wire::conversation::{
    Act, Author, ClientFrame, Command, ConsentVersion, Event, Hello, ServerFrame,
};

/// The machine.
#[derive(Clone, Debug)]
pub struct Client {
    role: Role,
    connection: Connection,
    outbox: Outbox,
    timeline: Timeline,
    typing_out: TypingOut,
    typing_in: TypingIn,
    clock: SteadyClock,
    /// When the driver's timer will ring, by the steady clock.
    wake_at: Option<Timestamp>,
    /// Set when `hello` was answered on this link; commands may be sent from then on.
    is_greeted: bool,
    /// Being up to date means to have reached this place.
    target: Seq,
    n_unconfirmed_events: u64,
    n_unconfirmed_bytes: u64,
    seen: Seq,
    /// The read mark that this link was told.
    told_seen: Seq,
    retry_after_ms: u64,
}

impl Client {
    /// A client that does nothing yet.
    pub fn new(role: Role) -> Self {
        let needs_visit = role == Role::Visitor;
        Self {
            role,
            connection: Connection::new(needs_visit),
            outbox: Outbox::default(),
            timeline: Timeline::default(),
            typing_out: TypingOut::default(),
            typing_in: TypingIn::default(),
            clock: SteadyClock::default(),
            wake_at: None,
            is_greeted: false,
            target: Seq(0),
            n_unconfirmed_events: 0,
            n_unconfirmed_bytes: 0,
            seen: Seq(0),
            told_seen: Seq(0),
            retry_after_ms: 0,
        }
    }

    /// Takes what happened and answers what to do. `device_time` may jump either way; `random` is
    /// any 64 bits, new for every call.
    pub fn process(&mut self, input: Input, device_time: Timestamp, random: u64) -> Outcome {
        let mut now = self.clock.read(device_time);
        if let (Input::Woke, Some(due_at)) = (&input, self.wake_at.take()) {
            now = self.clock.rang(due_at);
        }
        let link_before = self.connection.link();
        let mut outcome = Outcome::default();
        self.take(input, now, random, &mut outcome);
        self.send_next(now, &mut outcome);
        let link = self.connection.link();
        outcome.changed.link |= link != link_before;
        self.wake_at = [self.connection.wake_at(), self.outbox_wake_at(), self.typing_in.wake_at()]
            .into_iter()
            .flatten()
            .min();
        outcome.wake_at = self.wake_at.map(|at| self.clock.on_device(at));
        outcome
    }

    /// Who this client is.
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// Where the link stands.
    pub fn link(&self) -> Link {
        self.connection.link()
    }

    /// Until when no visit may be begun, where that is longer than people are used to wait.
    pub fn put_off_until(&self) -> Option<Timestamp> {
        self.connection.put_off_until()
    }

    /// How frames travel.
    pub fn transport(&self) -> Transport {
        self.connection.transport()
    }

    /// The copy of the conversation.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// What this person said that is not in the log, to be shown behind it.
    pub fn echoes(&self) -> impl Iterator<Item = (&OutboxItem, EchoState)> {
        self.outbox.echoes()
    }

    /// What this person did besides saying something and what is not known to be stored, oldest
    /// first: an edit, a deletion, a rating.
    pub fn other_acts(&self) -> impl Iterator<Item = &OutboxItem> {
        self.outbox.other_acts()
    }

    /// Whether something waits for the visitor's consent and goes by itself once it is given.
    pub fn waits_for_consent(&self) -> bool {
        self.outbox.waits_for_consent()
    }

    /// Acts that were neither stored nor refused yet.
    pub fn n_waiting(&self) -> usize {
        self.outbox.n_waiting()
    }

    /// Who else is typing.
    pub fn typing(&self) -> impl Iterator<Item = &Author> {
        self.typing_in.authors()
    }

    /// This side's read mark, as far as this client knows.
    pub fn read_mark(&self) -> Seq {
        let state = self.timeline.state();
        let told = state.map_or(Seq(0), |state| match self.role {
            Role::Visitor => state.visitor_read,
            Role::Agent(_) => state.agent_read,
        });
        told.max(self.seen)
    }

    /// Messages of the other side after the read mark, as far as they are here.
    pub fn n_unread(&self) -> u64 {
        self.n_of_others_after(self.read_mark())
    }

    /// Messages of the other side after this place, as far as they are here.
    pub fn n_of_others_after(&self, place: Seq) -> u64 {
        self.timeline.n_messages_of_others_after(place, |author| {
            self.role.is_own_side(author) || *author == Author::System
        })
    }

    fn take(&mut self, input: Input, now: Timestamp, random: u64, outcome: &mut Outcome) {
        match input {
            Input::Begin { visited } => {
                if visited {
                    self.connection.remember_visit();
                }
                let actions = self.connection.begin(now);
                self.push_link(actions, outcome);
            }
            Input::Visited => {
                let actions = self.connection.visited(now);
                self.push_link(actions, outcome);
            }
            Input::VisitFailed { refused, retry_after_ms } => {
                self.connection.visit_failed(refused, retry_after_ms, now, random);
            }
            Input::Opened { token } => self.greet(token, now, random, outcome),
            Input::Closed(code) => {
                let retry_after_ms = std::mem::take(&mut self.retry_after_ms);
                let actions = self.connection.closed(code, retry_after_ms, now, random);
                self.link_ended(outcome);
                self.push_link(actions, outcome);
            }
            // What came in one text with a frame that ended the link.
            Input::Frame { .. } if !self.connection.is_up() => {}
            Input::Frame { frame, n_bytes } => {
                if self.is_answer(&frame) {
                    self.connection.heard(now, random);
                } else {
                    self.connection.received(now);
                }
                self.take_frame(*frame, n_bytes, now, random, outcome);
            }
            Input::Heard => self.connection.heard(now, random),
            Input::Woke => self.woke(now, random, outcome),
            Input::Nudged => {
                let actions = self.connection.nudged(now, random);
                self.push_link(actions, outcome);
            }
            Input::Older { epoch, events } => {
                let said = messages_in(&events);
                if self.timeline.prepend(&epoch, events) {
                    outcome.changed.rows = true;
                    self.forget_arrived(said, outcome);
                }
            }
            Input::Do { .. }
            | Input::Retry(_)
            | Input::Discard(_)
            | Input::Typing(_)
            | Input::Seen(_)
            | Input::Restore(_) => self.take_from_person(input, now, outcome),
        }
    }

    /// Whether a frame shows that what we send arrives. Without a socket everything was asked for.
    fn is_answer(&self, frame: &ServerFrame) -> bool {
        let is_answer =
            matches!(frame, ServerFrame::Hello(_) | ServerFrame::Accepted(_) | ServerFrame::Rejected(_));
        is_answer || self.connection.transport() == Transport::Http
    }

    /// What the person did, or what the device kept of it.
    fn take_from_person(&mut self, input: Input, now: Timestamp, outcome: &mut Outcome) {
        match input {
            Input::Do { id, act } => self.perform(id, act, now, outcome),
            Input::Retry(id) => {
                if let Some(item) = self.outbox.retry(id, self.clock.on_device(now)) {
                    outcome.actions.push(Action::Keep(item.clone()));
                    outcome.changed.rows = true;
                    self.begin_if_idle(now, outcome);
                }
            }
            Input::Discard(id) => {
                if self.outbox.discard(id) {
                    outcome.actions.push(Action::Forget(id));
                    outcome.changed.rows = true;
                }
            }
            Input::Typing(is_typing) => {
                if self.is_greeted
                    && let Some(tell) = self.typing_out.changed(is_typing, now)
                {
                    outcome.actions.push(Action::Transmit(ClientFrame::Typing(tell)));
                }
            }
            Input::Seen(seq) => {
                let seq = seq.min(self.timeline.last_seq());
                if seq > self.read_mark() {
                    self.seen = seq;
                    outcome.changed.state = true;
                    self.tell_seen(outcome);
                }
            }
            Input::Restore(items) => {
                let has_items = !items.is_empty();
                let changed = self.outbox.restore(items, self.clock.on_device(now));
                outcome.actions.extend(changed.into_iter().map(Action::Keep));
                outcome.changed.rows |= has_items;
                if self.outbox.n_waiting() > 0 {
                    self.begin_if_idle(now, outcome);
                }
            }
            _ => {}
        }
    }

    fn perform(&mut self, id: MessageId, act: Act, now: Timestamp, outcome: &mut Outcome) {
        let is_message = matches!(act, Act::SendMessage(_));
        let item = OutboxItem { id, act, written_at: self.clock.on_device(now), failure: None };
        let Ok(kept) = self.outbox.push(item.clone()) else {
            outcome.actions.push(Action::GiveBack(item));
            return;
        };
        if is_message {
            self.typing_out.sent();
        }
        outcome.actions.push(Action::Keep(kept));
        outcome.changed.rows = true;
        self.begin_if_idle(now, outcome);
    }

    /// A visitor's first message is what begins the visit.
    fn begin_if_idle(&mut self, now: Timestamp, outcome: &mut Outcome) {
        if self.connection.link() == Link::Idle {
            let actions = self.connection.begin(now);
            self.push_link(actions, outcome);
        }
    }

    fn greet(&mut self, token: Option<VisitorToken>, now: Timestamp, random: u64, outcome: &mut Outcome) {
        self.connection.opened(now, random);
        let resume = self.timeline.resume();
        outcome.actions.push(Action::Transmit(ClientFrame::Hello(Hello { version: VERSION, token, resume })));
    }

    fn take_frame(
        &mut self,
        frame: ServerFrame,
        n_bytes: u64,
        now: Timestamp,
        random: u64,
        outcome: &mut Outcome,
    ) {
        match frame {
            ServerFrame::Hello(hello) if self.timeline.is_ahead_of(&hello) => {
                self.forget_history(now, outcome);
            }
            ServerFrame::Hello(hello) => {
                let consent = self.consent();
                if self.timeline.begin(&hello) {
                    self.outbox.history_changed();
                    self.seen = Seq(0);
                }
                self.is_greeted = true;
                self.target = hello.last_seq;
                self.told_seen = Seq(0);
                outcome.changed.rows = true;
                outcome.changed.state = true;
                self.note_progress(outcome);
                self.tell_seen(outcome);
                self.note_consent(consent.as_ref(), outcome);
            }
            ServerFrame::Events(page) => self.take_events(page.events, n_bytes, now, random, outcome),
            ServerFrame::State(state) => {
                let consent = self.consent();
                self.timeline.set_state(state);
                outcome.changed.state = true;
                self.note_consent(consent.as_ref(), outcome);
            }
            ServerFrame::Typing(signal) => outcome.changed.typing |= self.typing_in.heard(&signal, now),
            ServerFrame::Accepted(accepted) => {
                let is_consent = self.outbox.gives_consent(accepted.id);
                if self.outbox.acknowledge(accepted.id, accepted.seq) {
                    outcome.actions.push(Action::Forget(accepted.id));
                    outcome.changed.rows = true;
                }
                self.outbox.reached(self.timeline.last_seq());
                if is_consent {
                    self.release(outcome);
                }
            }
            ServerFrame::Rejected(rejected) => self.take_refusal(rejected.id, rejected.problem, now, outcome),
            ServerFrame::Error(error) => {
                if error.fatal {
                    self.retry_after_ms = error.problem.retry_after_ms.unwrap_or(0);
                }
            }
            ServerFrame::Unknown => {}
        }
    }

    fn take_events(
        &mut self,
        events: Vec<Event>,
        n_bytes: u64,
        now: Timestamp,
        random: u64,
        outcome: &mut Outcome,
    ) {
        if !self.is_greeted {
            return;
        }
        self.n_unconfirmed_events += events.len() as u64;
        self.n_unconfirmed_bytes += n_bytes;
        let new = match self.timeline.append(events) {
            Ok(new) => new,
            Err(Misfit::OtherHistory) => return self.forget_history(now, outcome),
            Err(Misfit::Hole) => {
                let actions = self.connection.died(now, random);
                self.push_link(actions, outcome);
                return;
            }
        };
        let said = messages_in(new);
        for (_, author) in &said {
            outcome.changed.typing |= self.typing_in.stop(author);
        }
        self.forget_arrived(said, outcome);
        self.outbox.reached(self.timeline.last_seq());
        outcome.changed.rows = true;
        outcome.changed.state = true;
        self.note_progress(outcome);
        self.confirm(outcome);
    }

    /// What is in the log need not be sent or shown behind it, even if it was given up here.
    fn forget_arrived(&mut self, said: Vec<(MessageId, Author)>, outcome: &mut Outcome) {
        let own = self.role.author();
        for (id, author) in said {
            if author == own && self.outbox.arrived(id) {
                outcome.actions.push(Action::Forget(id));
            }
        }
    }

    /// The server's history was lost and goes by its old name: the next link begins anew.
    fn forget_history(&mut self, now: Timestamp, outcome: &mut Outcome) {
        self.timeline.forget();
        self.outbox.history_changed();
        self.seen = Seq(0);
        outcome.changed.rows = true;
        outcome.changed.state = true;
        let actions = self.connection.begin_anew(now);
        self.push_link(actions, outcome);
    }

    fn take_refusal(&mut self, id: MessageId, problem: Problem, now: Timestamp, outcome: &mut Outcome) {
        let Some(refusal) = self.outbox.refuse(id, problem, now) else { return };
        outcome.changed.rows = true;
        match refusal {
            Refusal::Waits(item) => outcome.actions.push(Action::Keep(item)),
            Refusal::IsOver(item) => {
                outcome.actions.extend([Action::Forget(id), Action::GiveBack(item)]);
            }
        }
    }

    fn consent(&self) -> Option<ConsentVersion> {
        self.timeline.state().and_then(|state| state.consent.clone())
    }

    /// The visitor may have consented in another tab, or before this page was loaded.
    fn note_consent(&mut self, before: Option<&ConsentVersion>, outcome: &mut Outcome) {
        let consent = self.consent();
        if consent.is_some() && consent.as_ref() != before {
            self.release(outcome);
        }
    }

    /// Sends what waited for the visitor's consent.
    fn release(&mut self, outcome: &mut Outcome) {
        let released = self.outbox.consented();
        outcome.changed.rows |= !released.is_empty();
        outcome.actions.extend(released.into_iter().map(Action::Keep));
    }

    fn note_progress(&mut self, outcome: &mut Outcome) {
        if self.timeline.last_seq() >= self.target {
            self.connection.synced();
            outcome.changed.link = true;
        }
    }

    fn confirm(&mut self, outcome: &mut Outcome) {
        let is_due = self.n_unconfirmed_events >= limits::CONFIRM_EVENTS
            || self.n_unconfirmed_bytes >= limits::CONFIRM_BYTES;
        if is_due {
            self.n_unconfirmed_events = 0;
            self.n_unconfirmed_bytes = 0;
            outcome.actions.push(Action::Transmit(ClientFrame::Received(self.timeline.last_seq())));
        }
    }

    fn tell_seen(&mut self, outcome: &mut Outcome) {
        let known = self.timeline.state().map_or(Seq(0), |state| match self.role {
            Role::Visitor => state.visitor_read,
            Role::Agent(_) => state.agent_read,
        });
        if self.is_greeted && self.seen > known.max(self.told_seen) {
            self.told_seen = self.seen;
            outcome.actions.push(Action::Transmit(ClientFrame::MarkRead(self.seen)));
        }
    }

    fn woke(&mut self, now: Timestamp, random: u64, outcome: &mut Outcome) {
        outcome.changed.typing |= self.typing_in.woke(now);
        let actions = if self.outbox.is_overdue(now) {
            self.connection.died(now, random)
        } else {
            self.connection.woke(now, random)
        };
        self.push_link(actions, outcome);
    }

    fn send_next(&mut self, now: Timestamp, outcome: &mut Outcome) {
        if !self.is_greeted {
            return;
        }
        if let Some(item) = self.outbox.next_to_send(now) {
            let command = Command { id: item.id, act: item.act.clone() };
            outcome.actions.push(Action::Transmit(ClientFrame::Command(command)));
        }
    }

    /// A pause of the outbox matters only while it could send.
    fn outbox_wake_at(&self) -> Option<Timestamp> {
        if self.is_greeted { self.outbox.wake_at() } else { None }
    }

    fn push_link(&mut self, actions: Vec<LinkAction>, outcome: &mut Outcome) {
        for action in actions {
            if action == LinkAction::Close {
                self.link_ended(outcome);
            }
            outcome.actions.push(match action {
                LinkAction::Visit => Action::Visit,
                LinkAction::ForgetVisit => Action::ForgetVisit,
                LinkAction::Open(transport) => Action::Open(transport),
                LinkAction::Close => Action::Close,
                LinkAction::Ping => Action::Ping,
            });
        }
    }

    fn link_ended(&mut self, outcome: &mut Outcome) {
        self.is_greeted = false;
        self.n_unconfirmed_events = 0;
        self.n_unconfirmed_bytes = 0;
        self.outbox.link_lost();
        self.typing_in.clear();
        self.typing_out.sent();
        outcome.changed.typing = true;
        outcome.changed.link = true;
    }
}

/// The messages among these events, and who said them.
fn messages_in(events: &[Event]) -> Vec<(MessageId, Author)> {
    let messages = events.iter().filter_map(|event| event.kind.message());
    messages.map(|message| (message.id, message.author.clone())).collect()
}

#[cfg(test)]
mod tests;
