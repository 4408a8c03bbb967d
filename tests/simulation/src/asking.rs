//! Tabs without a socket, and the requests of all tabs: both sides of plain HTTP.

use pulina_shared::client::Input;
use pulina_shared::limits;
use pulina_shared::polling::{ends_link, frames};
use pulina_shared::problem::{Code, Problem, Rejection};
use pulina_shared::wire::conversation::{ClientFrame, Rejected, Resume, ServerFrame};
use pulina_shared::wire::http::EventsPage;
use pulina_worker::domain::command;
use pulina_worker::domain::conversation::{Failure, Moment, Participant, admit, begin};
use pulina_worker::domain::history;
use pulina_worker::domain::typing::TypingRelay;
use pulina_worker::internal::Caller;

use crate::acting::policy_of;
use crate::agenda::{Happening, TabIndex};
use crate::chance::Chance;
use crate::driver::CLOSE_ABNORMAL;
use crate::object::with_moment;
use crate::polling::{Answer, Purpose, Request};
use crate::server::{Output, Server, begin_conversation};
use crate::store::StatementFailed;
use crate::tab::{Carrier, Person};
use crate::world::World;

/// How long a browser waits for an answer.
const REQUEST_MS_MAX: u64 = 15_000;

impl World {
    /// A tab asks something; nobody may answer.
    pub(crate) fn ask(&mut self, tab: TabIndex, n_carriers: u32, request: Request) {
        let network = &self.tabs[tab].network;
        if network.is_hole_up || network.is_hole_down {
            let is_heard = !network.is_hole_up;
            self.give_up_asking(tab, n_carriers, &request);
            if is_heard {
                // It arrives, and only the answer is lost.
                self.enter(self.now + 50, Happening::Asked(tab, 0, Box::new(request)));
            }
            return;
        }
        let at = self.now + network.latency(&mut self.chance);
        self.enter(at, Happening::Asked(tab, n_carriers, Box::new(request)));
    }

    fn give_up_asking(&mut self, tab: TabIndex, n_carriers: u32, request: &Request) {
        let answer = if matches!(request, Request::Visit) { Answer::NotVisited } else { Answer::Unreachable };
        let at = self.now + REQUEST_MS_MAX;
        self.enter(at, Happening::Answered(tab, n_carriers, Box::new(answer)));
    }

    pub(crate) fn asked(&mut self, tab: TabIndex, n_carriers: u32, request: Request) {
        if !self.server.is_up {
            let answer =
                if matches!(request, Request::Visit) { Answer::NotVisited } else { Answer::Unreachable };
            return self.send_answer(tab, n_carriers, Box::new(answer));
        }
        self.server.store.begin(self.server.local(self.now));
        let mut output = Vec::new();
        let answer = match request {
            Request::Visit => Some(self.begin_visit()),
            Request::Events(purpose) => Some(self.read_page(tab, purpose, &mut output)),
            Request::Command(command) => {
                let frame = ClientFrame::Command(command.clone());
                match self.carry_out(tab, frame, &mut output) {
                    Ok(Some(answer)) => Some(answer),
                    Ok(None) => None,
                    Err(Failure::Rejected(rejection)) => {
                        Some(Answer::Refused(Box::new(command), Problem::from(&rejection)))
                    }
                    Err(Failure::Fault(StatementFailed)) => {
                        self.server.store.roll_back();
                        output.clear();
                        Some(Answer::Refused(
                            Box::new(command),
                            Problem::from(&Rejection::new(Code::Internal)),
                        ))
                    }
                }
            }
            Request::Signal(frame) => {
                if let Err(Failure::Fault(StatementFailed)) = self.carry_out(tab, frame, &mut output) {
                    self.server.store.roll_back();
                    output.clear();
                }
                None
            }
        };
        output.extend(answer.map(|answer| Output::Answer(tab, n_carriers, Box::new(answer))));
        self.end_transaction(output);
        self.check_commit();
        self.set_alarm();
    }

    fn begin_visit(&mut self) -> Answer {
        let identity = begin_conversation(&self.token_hash, policy_of(&self.plan));
        let begun = with_moment!(self, |moment, server| begin(&mut server.store, identity, &mut moment));
        if begun.is_ok() {
            return Answer::Visited;
        }
        self.server.store.roll_back();
        Answer::NotVisited
    }

    fn participant(&mut self, tab: TabIndex) -> Result<Participant, Failure<StatementFailed>> {
        let caller = match &self.tabs[tab].person {
            Person::Visitor => Caller::Visitor { token_hash: self.token_hash.clone() },
            Person::Agent(user, session) => Caller::Agent { user: user.clone(), session: session.clone() },
        };
        admit(&self.server.store, caller)
    }

    fn read_page(&mut self, tab: TabIndex, purpose: Purpose, output: &mut Vec<Output>) -> Answer {
        if self.participant(tab).is_err() {
            return Answer::Unreachable;
        }
        let read = with_moment!(self, |moment, server| {
            history::page(&mut server.store, purpose.place(), limits::PAGE_EVENTS_MAX, &mut moment)
        });
        let Ok(read) = read else {
            self.server.store.roll_back();
            return Answer::Unreachable;
        };
        if read.is_epoch_new {
            let all: Vec<_> = self.server.sockets.keys().copied().collect();
            for socket in all {
                self.close_socket(socket, &Rejection::new(Code::Unavailable), output);
            }
        }
        Answer::Page(Box::new(read.page), purpose)
    }

    fn carry_out(
        &mut self,
        tab: TabIndex,
        frame: ClientFrame,
        output: &mut Vec<Output>,
    ) -> Result<Option<Answer>, Failure<StatementFailed>> {
        let participant = self.participant(tab)?;
        let mut relay = TypingRelay::default();
        let done = with_moment!(self, |moment, server| {
            command::run(&mut server.store, &participant, frame, &mut relay, &moment)
        })?;
        if done.has_events || done.is_state_changed {
            self.tell_others(None, done.is_state_changed, output);
        }
        Ok(done.accepted.map(Answer::Accepted))
    }

    pub(crate) fn send_answer(&mut self, tab: TabIndex, n_carriers: u32, answer: Box<Answer>) {
        let network = &self.tabs[tab].network;
        let latency_ms = network.latency(&mut self.chance);
        if network.is_hole_down {
            let lost =
                if matches!(*answer, Answer::Visited) { Answer::NotVisited } else { Answer::Unreachable };
            return self
                .enter(self.now + REQUEST_MS_MAX, Happening::Answered(tab, n_carriers, Box::new(lost)));
        }
        self.enter(self.now + latency_ms, Happening::Answered(tab, n_carriers, answer));
    }

    // ---- The tab's side ----

    /// Sends a frame as a request, and begins to ask for events after `hello`.
    pub(crate) fn poll(&mut self, index: TabIndex, frame: ClientFrame) {
        let n_carriers = self.tabs[index].n_carriers;
        let request = match frame {
            ClientFrame::Hello(hello) => Request::Events(Purpose::Next(hello.resume)),
            ClientFrame::Command(command) => Request::Command(command),
            ClientFrame::Typing(_) | ClientFrame::MarkRead(_) => Request::Signal(frame),
            ClientFrame::Received(_) => return,
        };
        self.ask(index, n_carriers, request);
    }

    pub(crate) fn poll_again(&mut self, index: TabIndex, n_carriers: u32) {
        if self.tabs[index].n_carriers != n_carriers {
            return;
        }
        let Some(client) = &self.tabs[index].client else { return };
        let resume = client.timeline().resume();
        self.ask(index, n_carriers, Request::Events(Purpose::Next(resume)));
    }

    pub(crate) fn answered(&mut self, index: TabIndex, n_carriers: u32, answer: Answer) {
        if matches!(answer, Answer::Visited) {
            let device = self.tabs[index].device;
            self.devices[device].is_visited = true;
        }
        if self.tabs[index].n_carriers != n_carriers || self.tabs[index].client.is_none() {
            return;
        }
        match answer {
            Answer::Visited => self.handle(index, Input::Visited),
            Answer::NotVisited => self.handle(index, Input::VisitFailed { refused: None, retry_after_ms: 0 }),
            Answer::Page(page, Purpose::Older(_)) => {
                self.handle(index, Input::Older { epoch: page.epoch, events: page.events });
            }
            Answer::Page(page, Purpose::Next(asked)) => self.take_page(index, n_carriers, *page, asked),
            Answer::Accepted(accepted) => {
                self.note_accepted(index, &accepted);
                self.hand_in(index, ServerFrame::Accepted(accepted), 0);
            }
            Answer::Refused(command, problem) if !ends_link(&problem, &command.act) => {
                self.hand_in(index, ServerFrame::Rejected(Rejected { id: command.id, problem }), 0);
            }
            Answer::Refused(..) | Answer::Unreachable => {
                if matches!(self.tabs[index].carrier, Carrier::Polling) {
                    self.trace(|| format!("tab {index} asked and nobody answered"));
                    self.closed_without_socket(index, CLOSE_ABNORMAL);
                }
            }
        }
    }

    fn take_page(&mut self, index: TabIndex, n_carriers: u32, page: EventsPage, asked: Option<Resume>) {
        if !matches!(self.tabs[index].carrier, Carrier::Polling) {
            return;
        }
        let is_behind = page.events.last().is_some_and(|event| event.seq < page.last_seq);
        let Some([hello, events]) = frames(page, asked.as_ref()) else {
            return self.ask(index, n_carriers, Request::Events(Purpose::Next(None)));
        };
        self.trace(|| format!("tab {index} ⇐ {}", crate::words::server_frame(&hello)));
        self.hand_in(index, hello, 0);
        if self.tabs[index].n_carriers != n_carriers {
            return;
        }
        if let ServerFrame::Events(page) = &events {
            for event in &page.events {
                self.note_seen(index, event);
            }
        }
        self.hand_in(index, events, 0);
        let pause_ms = if is_behind { 0 } else { limits::POLL_INTERVAL_MS };
        self.agenda.enter(self.now + pause_ms, Happening::PollAgain(index, n_carriers));
    }
}
