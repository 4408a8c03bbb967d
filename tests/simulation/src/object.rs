//! The object around the rules: one frame is one transaction, output leaves when what it tells of
//! is on the disk, and everything in memory can be gone at any moment.

use pulina_shared::problem::{Code, Problem, Rejection};
use pulina_shared::wire::conversation::{ErrorFrame, ServerFrame, TypingSignal};
use pulina_worker::domain::conversation::{ConversationStore, Moment};
use pulina_worker::domain::socket::{self, Outcome, Socket};
use pulina_worker::domain::{history, report};
use pulina_worker::internal::Caller;

use crate::agenda::Happening;
use crate::chance::Chance;
use crate::driver::CLOSE_ABNORMAL;
use crate::fault::FaultKind;
use crate::mutant::Mutant;
use crate::network::{Down, LinkIndex, Up};
use crate::polling::Answer;
use crate::server::{NextCommit, Output, Server, ServerSocket};
use crate::store::StatementFailed;
use crate::tab::Person;
use crate::world::World;

/// Sockets are closed so by a server that stops.
pub const CLOSE_RESTART: u16 = 1012;
/// And so by one that failed.
pub const CLOSE_FAILED: u16 = 1011;

/// Calls a rule with the server's time and chance.
macro_rules! with_moment {
    ($world:ident, |$moment:ident, $server:ident| $body:expr) => {{
        let now = $world.server.local($world.now);
        let chance: &mut Chance = &mut $world.chance;
        let mut random = || chance.bytes::<10>();
        #[allow(unused_mut)]
        let mut $moment = Moment { now, are_rates_on: $world.plan.are_rates_on, random: &mut random };
        let $server: &mut Server = &mut $world.server;
        $body
    }};
}
pub(crate) use with_moment;

impl World {
    pub(crate) fn arrive_up(&mut self, index: LinkIndex, up: Up) {
        if self.links[index].is_up_cut {
            return;
        }
        if !self.server.is_up {
            if matches!(up, Up::Upgrade) {
                self.send_down(index, Down::Close(CLOSE_ABNORMAL));
            }
            return;
        }
        match up {
            Up::Upgrade => self.upgrade(index),
            Up::Ping => {
                let now = self.server.local(self.now);
                if let Some(socket) = self.server.sockets.get_mut(&index) {
                    socket.answered_at = Some(now);
                    self.send_down(index, Down::Pong);
                }
            }
            Up::Close => {
                self.server.sockets.remove(&index);
            }
            Up::Frame(frame) => {
                if self.server.sockets.contains_key(&index) {
                    // Frames of clients are few and small; they always become text.
                    let text = serde_json::to_string(&frame).unwrap_or_default();
                    self.take_client_frame(index, &text);
                }
            }
        }
    }

    fn upgrade(&mut self, index: LinkIndex) {
        let tab = &self.tabs[self.links[index].tab];
        if tab.network.are_sockets_blocked {
            return self.send_down(index, Down::Close(CLOSE_ABNORMAL));
        }
        let caller = match &tab.person {
            Person::Visitor => Caller::Unproved,
            Person::Agent(user, session) => Caller::Agent { user: user.clone(), session: session.clone() },
        };
        let machine = Socket::open(caller, self.server.local(self.now));
        let socket =
            ServerSocket { machine, answered_at: None, sent: 0, confirmed: 0, unconfirmed: [].into() };
        self.server.sockets.insert(index, socket);
        self.give_out(vec![Output::Opened(index)], false);
        self.set_alarm();
    }

    fn take_client_frame(&mut self, index: LinkIndex, text: &str) {
        let Some(mut machine) = self.server.sockets.get(&index).map(|socket| socket.machine.clone()) else {
            return;
        };
        let mark_before = self.server.store.peek().map(|head| head.visitor_read);
        self.server.store.begin(self.server.local(self.now));
        let outcome = with_moment!(self, |moment, server| {
            socket::on_frame(&mut server.store, &mut machine, text, &mut moment)
        });
        match outcome {
            Ok(outcome) => {
                self.note_confirmed(index, text);
                self.set_attachment(index, machine);
                self.after_frame(index, outcome);
            }
            Err(StatementFailed) => {
                self.server.store.roll_back();
                self.fault_to(index);
            }
        }
        if self.mutant == Some(Mutant::ReadMarkMovesBack) && mark_before.is_some() {
            self.force_mark(index, text);
        }
        self.check_commit();
        self.set_alarm();
    }

    fn after_frame(&mut self, index: LinkIndex, mut outcome: Outcome) {
        if self.mutant == Some(Mutant::PageDropsLastEvent) && outcome.is_greeted {
            drop_last_event(&mut outcome.to_this);
        }
        let mut output: Vec<Output> = Vec::new();
        output.extend(outcome.to_this.into_iter().map(|frame| Output::Frame(index, frame)));
        if outcome.has_events || outcome.is_state_changed {
            self.tell_others(Some(index), outcome.is_state_changed, &mut output);
        }
        if let Some(signal) = &outcome.typing {
            self.pass_on(index, signal, &mut output);
        }
        if outcome.is_epoch_new {
            let others: Vec<LinkIndex> =
                self.server.sockets.keys().copied().filter(|other| *other != index).collect();
            for other in others {
                self.close_socket(other, &Rejection::new(Code::Unavailable), &mut output);
            }
        }
        if outcome.is_greeted {
            self.replace_oldest(index, &mut output);
        }
        if let Some(rejection) = &outcome.close {
            self.close_socket(index, rejection, &mut output);
        }
        self.end_transaction(output);
    }

    /// Every other socket gets what is new, within the same transaction.
    pub(crate) fn tell_others(
        &mut self,
        but: Option<LinkIndex>,
        is_state_changed: bool,
        output: &mut Vec<Output>,
    ) {
        let now = self.server.local(self.now);
        let Server { store, sockets, .. } = &mut self.server;
        let state = match store.head() {
            Ok(Some(head)) => history::state(store, &head).map(|state| (head.last_seq, state)),
            Ok(None) => return,
            Err(failed) => Err(failed),
        };
        let mut failed: Vec<LinkIndex> = Vec::new();
        for (&index, socket) in sockets.iter_mut().filter(|(index, _)| Some(**index) != but) {
            let told = state.clone().and_then(|(last_seq, state)| {
                let mut machine = socket.machine.clone();
                let state = is_state_changed.then_some(&state);
                socket::refresh(store, &mut machine, last_seq, state, now).map(|frames| (machine, frames))
            });
            match told {
                Ok((machine, frames)) => {
                    socket.machine = machine;
                    output.extend(frames.into_iter().map(|frame| Output::Frame(index, frame)));
                }
                // It would miss something; when it comes back it goes on from its place.
                Err(StatementFailed) => failed.push(index),
            }
        }
        for index in failed {
            self.close_socket(index, &Rejection::new(Code::Internal), output);
        }
    }

    fn pass_on(&mut self, from: LinkIndex, signal: &TypingSignal, output: &mut Vec<Output>) {
        for (&index, socket) in &self.server.sockets {
            if index != from && socket.machine.wants(signal) {
                output.push(Output::Frame(index, ServerFrame::Typing(signal.clone())));
            }
        }
    }

    fn replace_oldest(&mut self, index: LinkIndex, output: &mut Vec<Output>) {
        let Some(newest) = self.server.sockets.get(&index) else { return };
        let participant = newest.machine.participant();
        let others = self.server.sockets.iter().filter(|(other, socket)| {
            **other != index && socket.machine.is_greeted() && socket.machine.participant() == participant
        });
        let others = others.map(|(other, socket)| (*other, socket.machine.age()));
        if let Some(oldest) = socket::to_replace(others, socket::sockets_max(&participant)) {
            self.close_socket(oldest, &Rejection::new(Code::Replaced), output);
        }
    }

    pub(crate) fn close_socket(&mut self, index: LinkIndex, rejection: &Rejection, output: &mut Vec<Output>) {
        if self.server.sockets.remove(&index).is_some() {
            output.push(Output::Frame(index, socket::closing_frame(rejection)));
            output.push(Output::Close(index, rejection.code.close_code()));
        }
    }

    /// Something of ours failed: the client is told, and comes back.
    fn fault_to(&mut self, index: LinkIndex) {
        self.trace(|| format!("server: a statement failed for socket {index}"));
        let problem = Problem::from(&Rejection::new(Code::Internal));
        self.server.sockets.remove(&index);
        let error = ServerFrame::Error(ErrorFrame { problem, fatal: true });
        self.give_out(vec![Output::Frame(index, error), Output::Close(index, CLOSE_FAILED)], false);
    }

    /// Commits what was done and lets the output go when it is on the disk.
    pub(crate) fn end_transaction(&mut self, output: Vec<Output>) {
        let has_written = self.server.store.commit();
        if !has_written {
            return self.give_out(output, false);
        }
        match std::mem::replace(&mut self.server.next_commit, NextCommit::Succeeds) {
            NextCommit::Succeeds => self.give_out(output, true),
            NextCommit::Fails => {
                self.count(FaultKind::CommitFails);
                self.server.store.lose_newest_commit();
                let output = self.give_out_early(output);
                self.lose(output);
                self.crash(CLOSE_ABNORMAL, "a commit failed");
            }
            NextCommit::IsUnknown => {
                self.count(FaultKind::CommitUnknown);
                self.server.store.flush_all();
                self.lose(output);
                self.crash(CLOSE_ABNORMAL, "a commit was stored and nobody told");
            }
        }
        self.report_if_due();
    }

    /// Lets output go now, or when everything written before it is on the disk.
    pub(crate) fn give_out(&mut self, output: Vec<Output>, has_written: bool) {
        let output = self.give_out_early(output);
        if has_written && self.plan.flush_ms_max > 0 {
            let flush_ms = self.chance.within(1, self.plan.flush_ms_max);
            self.server.flushed_at = self.server.flushed_at.max(self.now + flush_ms);
            self.server.gate.push_back(output);
            let (at, life) = (self.server.flushed_at, self.server.life);
            return self.enter(at, Happening::Flushed(life));
        }
        if has_written {
            self.server.store.flushed();
        }
        match self.server.gate.back_mut() {
            Some(waiting) => waiting.extend(output),
            None => self.release(output),
        }
    }

    /// What planted bugs do not hold back.
    fn give_out_early(&mut self, output: Vec<Output>) -> Vec<Output> {
        let is_early = |output: &Output| match (self.mutant, output) {
            (Some(Mutant::AckBeforeCommit), Output::Frame(_, ServerFrame::Accepted(_))) => true,
            (Some(Mutant::BroadcastBeforeInsert), Output::Frame(link, ServerFrame::Events(_))) => {
                self.links[*link].told.is_some()
            }
            _ => false,
        };
        let (early, rest) = output.into_iter().partition(is_early);
        self.release(early);
        rest
    }

    pub(crate) fn flushed(&mut self, life: u32) {
        if self.server.life != life {
            return;
        }
        self.server.store.flushed();
        if let Some(output) = self.server.gate.pop_front() {
            self.release(output);
        }
    }

    fn release(&mut self, output: Vec<Output>) {
        for output in output {
            match output {
                Output::Opened(link) => self.send_down(link, Down::Opened),
                Output::Frame(link, frame) => {
                    self.note_sent(link, &frame);
                    self.send_frame(link, frame);
                }
                Output::Close(link, code) => self.send_down(link, Down::Close(code)),
                Output::Answer(tab, n_carriers, answer) => self.send_answer(tab, n_carriers, answer),
                Output::Report(report) => self.send_report(*report),
                Output::OrderDone(number) => self.send_order_answer(number, true),
            }
        }
    }

    /// Output that never leaves: who waits for an answer hears that there is none.
    fn lose(&mut self, output: Vec<Output>) {
        for output in output {
            match output {
                Output::Answer(tab, n_carriers, answer) => {
                    let lost = if matches!(*answer, Answer::Visited) {
                        Answer::NotVisited
                    } else {
                        Answer::Unreachable
                    };
                    self.send_answer(tab, n_carriers, Box::new(lost));
                }
                Output::OrderDone(number) => self.send_order_answer(number, false),
                // It had no place in the object any more, and dies with the process.
                Output::Close(link, _) => self.send_down(link, Down::Close(CLOSE_ABNORMAL)),
                Output::Opened(_) | Output::Frame(..) | Output::Report(_) => {}
            }
        }
    }

    /// The object sleeps and wakes: only the store and the attachments stay.
    pub(crate) fn hibernate(&mut self) {
        // Output that waits and a call that is under way keep an object awake.
        if !self.server.is_up || !self.server.gate.is_empty() || self.server.is_reporting {
            return;
        }
        self.count(FaultKind::Hibernation);
        self.trace(|| "server: sleeps and wakes".to_owned());
        self.server.store.forget_memory();
        for socket in self.server.sockets.values_mut() {
            let attachment = serde_json::to_string(&socket.machine).unwrap_or_default();
            if let Ok(machine) = serde_json::from_str(&attachment) {
                socket.machine = machine;
            }
        }
    }

    /// The process dies. Every socket closes with this code, as far as the network tells.
    pub(crate) fn crash(&mut self, code: u16, why: &str) {
        let n_lost = self.server.store.n_unflushed();
        self.trace(|| format!("server: dies ({why}), {n_lost} commits not on the disk"));
        self.server.life += 1;
        let was_up = std::mem::replace(&mut self.server.is_up, false);
        self.server.is_reporting = false;
        self.server.store.crash();
        for output in std::mem::take(&mut self.server.gate) {
            self.lose(output);
        }
        self.last_marks = None;
        self.server.flushed_at = 0;
        for index in std::mem::take(&mut self.server.sockets).into_keys() {
            self.send_down(index, Down::Close(code));
        }
        if !was_up {
            return;
        }
        let starts_at = self.now + self.chance.around_ms(if code == CLOSE_RESTART { 200 } else { 1_500 });
        self.agenda.enter(starts_at, Happening::ServerStarts);
    }

    pub(crate) fn server_starts(&mut self) {
        self.trace(|| "server: starts".to_owned());
        self.server.is_up = true;
        self.set_alarm();
    }

    /// Sets the alarm to whatever is due first; it is part of what is stored.
    pub(crate) fn set_alarm(&mut self) {
        let local = self.server.local(self.now);
        let due = self.server.sockets.values().map(|socket| socket.machine.deadline(socket.answered_at));
        let report_at = match self.server.store.peek() {
            Some(_) if self.mutant == Some(Mutant::AlarmForgetsReports) => None,
            Some(head) if !self.server.is_reporting => report::due_at(head, local),
            _ => None,
        };
        let Some(due) = due.chain(report_at).min() else { return };
        let at = self.now + due.since(local).max(1);
        if self.server.alarm_at.is_none_or(|set| at < set || set <= self.now) {
            self.server.alarm_at = Some(at);
            self.server.n_alarms += 1;
            self.agenda.enter(at, Happening::Alarm(self.server.n_alarms));
        }
    }

    pub(crate) fn alarm(&mut self, number: u32) {
        if self.server.n_alarms != number {
            return;
        }
        self.server.alarm_at = None;
        if !self.server.is_up {
            // The engine remembers it and rings as soon as the process runs.
            let at = self.now + 100;
            self.server.alarm_at = Some(at);
            return self.agenda.enter(at, Happening::Alarm(number));
        }
        let now = self.server.local(self.now);
        let dead: Vec<(LinkIndex, Code)> = self
            .server
            .sockets
            .iter()
            .filter_map(|(index, socket)| {
                Some((*index, socket.machine.on_deadline(now, socket.answered_at)?))
            })
            .collect();
        let mut output = Vec::new();
        for (index, code) in dead {
            self.trace(|| format!("server: gives socket {index} up, {}", code.as_str()));
            self.close_socket(index, &Rejection::new(code), &mut output);
        }
        self.give_out(output, false);
        if self.mutant != Some(Mutant::AlarmForgetsReports) {
            self.report_if_due();
        }
        self.set_alarm();
    }
}

fn drop_last_event(frames: &mut [ServerFrame]) {
    for frame in frames {
        if let ServerFrame::Events(page) = frame {
            page.events.pop();
            return;
        }
    }
}
