//! The lock, which outlives every tab, and the server.

use super::*;

impl World {
    pub(super) fn grants_lock(&mut self) {
        if self.holder.is_none()
            && let Some(next) = self.waiting.pop_front()
        {
            self.holder = Some(next);
            self.later(2, Occasion::In(next.0, Happening::Locked(next.1)));
        }
    }

    pub(super) fn lets_lock_go(&mut self, index: usize) {
        self.waiting.retain(|(tab, _)| *tab != index);
        if self.holder.is_some_and(|(tab, _)| tab == index) {
            self.holder = None;
            self.grants_lock();
        }
    }

    pub(super) fn robs_lock(&mut self, index: usize) {
        self.lets_lock_go(index);
        if let Some((tab, _)) = self.holder.take() {
            self.later(self.delay_ms, Occasion::In(tab, Happening::Robbed));
        }
        let number = self.number();
        self.waiting.push_front((index, number));
        self.grants_lock();
    }

    fn state(&self) -> ConversationState {
        ConversationState { visitor_read: self.visitor_read, ..ConversationState::default() }
    }

    fn last_seq(&self) -> Seq {
        self.log.last().map_or(Seq(0), |event| event.seq)
    }

    fn sends(&mut self, socket: u64, frame: ServerFrame) {
        let to = &self.sockets[&socket];
        if !to.is_dead {
            let tab = to.tab;
            self.later(self.delay_ms, Occasion::In(tab, Happening::Frame(socket, frame)));
        }
    }

    fn pumps(&mut self) {
        let last_seq = self.last_seq();
        let numbers: Vec<u64> = self.sockets.keys().copied().collect();
        for number in numbers {
            let Some(cursor) = self.sockets[&number].cursor.filter(|cursor| *cursor < last_seq) else {
                continue;
            };
            let events = self.log.iter().filter(|event| event.seq > cursor).cloned().collect();
            self.sockets.get_mut(&number).unwrap().cursor = Some(last_seq);
            self.sends(number, ServerFrame::Events(EventPage { events }));
        }
    }

    pub(super) fn serves(&mut self, socket: u64, frame: ClientFrame) {
        if self.sockets.get(&socket).is_none_or(|socket| socket.is_dead) {
            return;
        }
        match frame {
            ClientFrame::Hello(hello) => {
                let after = hello.resume.as_ref().map_or(Seq(0), |resume| resume.after);
                self.sockets.get_mut(&socket).unwrap().cursor = Some(after);
                let hello = ServerHello {
                    version: VERSION,
                    epoch: Epoch::new([1; 10]),
                    resumed: hello.resume.is_some(),
                    after,
                    last_seq: self.last_seq(),
                    state: self.state(),
                };
                self.sends(socket, ServerFrame::Hello(hello));
                self.pumps();
            }
            ClientFrame::Command(command) => {
                let (id, seq) = (command.id, self.carries_out(command));
                self.pumps();
                self.sends(socket, ServerFrame::Accepted(Accepted { id, seq, at: Timestamp(self.now) }));
            }
            ClientFrame::MarkRead(seq) => {
                self.visitor_read = self.visitor_read.max(seq);
                let numbers: Vec<u64> = self.sockets.keys().copied().collect();
                for number in numbers {
                    self.sends(number, ServerFrame::State(self.state()));
                }
            }
            ClientFrame::Typing(_) | ClientFrame::Received(_) => {}
        }
    }

    fn carries_out(&mut self, command: Command) -> Seq {
        if let Some(seq) = self.carried_out.get(&command.id) {
            return *seq;
        }
        let kind = match command.act {
            Act::SendMessage(said) => {
                EventKind::Message(Message::plain(command.id, Author::Visitor, said.text))
            }
            Act::Rate(rating) => EventKind::Rated(rating),
            act => panic!("nobody does {act:?} here"),
        };
        let seq = self.logs(kind);
        self.carried_out.insert(command.id, seq);
        seq
    }

    fn logs(&mut self, kind: EventKind) -> Seq {
        let seq = self.last_seq().next();
        self.log.push(Event { seq, at: Timestamp(self.now), kind });
        seq
    }

    pub(super) fn agent_says(&mut self) {
        let n = self.number();
        let id = MessageId::new(Timestamp(self.now), [u8::try_from(n % 256).unwrap(); 10]);
        let author = Author::Agent(UserId::new([1; 10]));
        self.logs(EventKind::Message(Message::plain(id, author, "hello".to_owned())));
        self.pumps();
    }

    pub(super) fn answers(&mut self, tab: usize, number: u64, resume: Option<Resume>) {
        let after = resume.as_ref().map_or(Seq(0), |resume| resume.after);
        let events = self.log.iter().filter(|event| event.seq > after).cloned().collect();
        let (last_seq, state) = (self.last_seq(), self.state());
        let page = EventsPage { epoch: Epoch::new([1; 10]), events, last_seq, state };
        self.later(self.delay_ms, Occasion::In(tab, Happening::Page(number, resume, page)));
    }
}
