//! What drives the two machines of a tab, as the browser's driver does.

use super::*;

impl World {
    pub(super) fn happens(&mut self, index: usize, happening: Happening) {
        let tab = &mut self.tabs[index];
        match tab.life {
            Life::Dead => return,
            Life::Hangs => return tab.missed.push_back(happening),
            Life::Lives => {}
        }
        match happening {
            Happening::Locked(number) if self.holder == Some((index, number)) => {
                self.tabs_take(index, TabInput::Locked);
            }
            Happening::Robbed => self.tabs_take(index, TabInput::Robbed),
            Happening::TabsWoke(timer) if timer == tab.timers[1] => self.tabs_take(index, TabInput::Woke),
            Happening::ClientWoke(timer) if timer == tab.timers[0] => self.client_takes(index, Input::Woke),
            Happening::Told(word) => self.hears(index, word),
            Happening::Opened(socket) if self.holds(index, socket) => {
                self.client_takes(index, Input::Opened { token: None });
            }
            Happening::Frame(socket, frame) if self.holds(index, socket) => {
                self.client_takes(index, Input::Frame { frame: Box::new(frame.clone()), n_bytes: 9 });
                if let Some(reign) = self.tabs[index].tabs.passes_on() {
                    self.says(index, &Word::Frame(reign, frame));
                }
            }
            Happening::Pong(socket) if self.holds(index, socket) => {
                self.client_takes(index, Input::Heard);
                self.takes_over(index);
                if let Some(reign) = self.tabs[index].tabs.passes_on() {
                    self.says(index, &Word::Pong(reign));
                }
            }
            Happening::Closed(socket) if self.holds(index, socket) => self.loses(index),
            Happening::Page(number, asked, page) => self.takes_page(index, number, asked.as_ref(), page),
            _ => {}
        }
    }

    fn holds(&self, index: usize, socket: u64) -> bool {
        matches!(self.tabs[index].carrier, Carrier::Own(own) if own == socket)
    }

    fn loses(&mut self, index: usize) {
        self.drops_carrier(index);
        self.tabs[index].queue.push_back(TabInput::Ended);
        self.client_takes(index, Input::Closed(1_006));
    }

    fn drops_carrier(&mut self, index: usize) {
        if let Carrier::Own(socket) = std::mem::replace(&mut self.tabs[index].carrier, Carrier::None) {
            self.sockets.remove(&socket);
        }
    }

    pub(super) fn tabs_take(&mut self, index: usize, input: TabInput) {
        self.tabs[index].queue.push_back(input);
        self.runs(index);
    }

    /// Tells the tabs' machine what is in the queue, unless that is being done already.
    fn runs(&mut self, index: usize) {
        if std::mem::replace(&mut self.tabs[index].is_running, true) {
            return;
        }
        while let Some(input) = self.tabs[index].queue.pop_front() {
            let random = self.below(1 << 40);
            let outcome = self.tabs[index].tabs.process(input, Timestamp(self.now), random);
            let timer = self.number();
            self.tabs[index].timers[1] = timer;
            if let Some(at) = outcome.wake_at {
                self.later(at.0.saturating_sub(self.now), Occasion::In(index, Happening::TabsWoke(timer)));
            }
            for action in outcome.actions {
                self.follows(index, action);
            }
        }
        self.tabs[index].is_running = false;
    }

    fn hears(&mut self, index: usize, word: Word) {
        let tab = &mut self.tabs[index];
        match (word, &mut tab.carrier) {
            (Word::Note(note), _) => self.tabs_take(index, TabInput::Told(note)),
            (Word::Send(reign, frame), Carrier::Own(socket)) if tab.tabs.passes_on() == Some(reign) => {
                let at_server = Occasion::AtServer(*socket, frame);
                self.later(self.delay_ms, at_server);
            }
            (Word::Ping(reign), Carrier::Own(socket)) if tab.tabs.passes_on() == Some(reign) => {
                let socket = *socket;
                self.pings(index, socket);
            }
            (Word::Frame(of, frame), Carrier::Shared { reign, early, .. }) if of == *reign => match early {
                Some(early) => early.push(frame),
                None => self.client_takes(index, Input::Frame { frame: Box::new(frame), n_bytes: 9 }),
            },
            (Word::Pong(of), Carrier::Shared { reign, early: None, .. }) if of == *reign => {
                self.client_takes(index, Input::Heard);
            }
            _ => {}
        }
    }

    fn takes_page(&mut self, index: usize, number: u64, asked: Option<&Resume>, page: EventsPage) {
        let early = match &mut self.tabs[index].carrier {
            Carrier::Shared { number: own, early, .. } if *own == number => early.take().unwrap_or_default(),
            _ => return,
        };
        let Some(frames) = polling::frames(page, asked) else { return self.loses(index) };
        self.client_takes(index, Input::Opened { token: None });
        for frame in frames.into_iter().chain(early) {
            self.client_takes(index, Input::Frame { frame: Box::new(frame), n_bytes: 9 });
        }
    }

    pub(super) fn client_takes(&mut self, index: usize, input: Input) {
        let random = self.below(1 << 40);
        let outcome = self.tabs[index].client.process(input, Timestamp(self.now), random);
        let timer = self.number();
        self.tabs[index].timers[0] = timer;
        if let Some(at) = outcome.wake_at {
            self.later(at.0.saturating_sub(self.now), Occasion::In(index, Happening::ClientWoke(timer)));
        }
        for action in outcome.actions {
            self.performs(index, action);
        }
        if outcome.changed.link {
            let is_open = self.tabs[index].client.link() == Link::Open;
            let line = if is_open { Line::Up } else { Line::Down };
            self.tabs[index].queue.push_back(TabInput::Line(line));
        }
        self.runs(index);
    }

    fn performs(&mut self, index: usize, action: Action) {
        match action {
            Action::Open(_) => self.tabs[index].queue.push_back(TabInput::Wanted),
            Action::Close => {
                self.drops_carrier(index);
                self.tabs[index].queue.push_back(TabInput::GaveUp);
            }
            Action::Transmit(frame) => match (&self.tabs[index].carrier, frame) {
                (Carrier::Own(socket), frame) => {
                    let at_server = Occasion::AtServer(*socket, frame);
                    self.later(self.delay_ms, at_server);
                }
                (Carrier::Shared { .. }, ClientFrame::Hello(_) | ClientFrame::Received(_))
                | (Carrier::None, _) => {}
                (Carrier::Shared { reign, .. }, frame) => {
                    let word = Word::Send(*reign, frame);
                    self.uses(index, &word);
                }
            },
            Action::Ping => match self.tabs[index].carrier {
                Carrier::Own(socket) => self.pings(index, socket),
                Carrier::Shared { reign, .. } => self.uses(index, &Word::Ping(reign)),
                Carrier::None => {}
            },
            Action::Keep(item) => drop(self.device.insert(item.id, item)),
            Action::Forget(id) => drop(self.device.remove(&id)),
            Action::GiveBack(_) | Action::Visit | Action::ForgetVisit => {
                self.problems.push(format!("tab {index}: {action:?}"));
            }
        }
    }

    fn uses(&mut self, index: usize, word: &Word) {
        self.says(index, word);
        self.tabs[index].queue.push_back(TabInput::Used);
    }

    fn pings(&mut self, index: usize, socket: u64) {
        if self.sockets.get(&socket).is_some_and(|socket| !socket.is_dead) {
            self.later(20, Occasion::In(index, Happening::Pong(socket)));
        }
    }

    fn follows(&mut self, index: usize, action: TabAction) {
        match action {
            TabAction::AskLock => {
                self.lets_lock_go(index);
                let number = self.number();
                self.waiting.push_back((index, number));
                self.grants_lock();
            }
            TabAction::RobLock => self.robs_lock(index),
            TabAction::Leave => self.lets_lock_go(index),
            TabAction::Say(note) => self.says(index, &Word::Note(note)),
            TabAction::Open => {
                let socket = self.number();
                self.tabs[index].carrier = Carrier::Own(socket);
                self.sockets.insert(socket, Socket { tab: index, cursor: None, is_dead: false });
                self.later(self.delay_ms, Occasion::In(index, Happening::Opened(socket)));
            }
            TabAction::Poll => self.problems.push(format!("tab {index} polls")),
            TabAction::Join(reign) => {
                let number = self.number();
                let resume = self.tabs[index].client.timeline().resume();
                self.tabs[index].carrier = Carrier::Shared { reign, number, early: Some(Vec::new()) };
                self.later(self.delay_ms, Occasion::Asked(index, number, resume));
            }
            TabAction::Lose => self.loses(index),
            TabAction::Nudge => self.client_takes(index, Input::Nudged),
            TabAction::TakeOver => self.takes_over(index),
        }
    }

    fn says(&mut self, index: usize, word: &Word) {
        for other in (0..self.tabs.len()).filter(|other| *other != index) {
            self.later(self.delay_ms, Occasion::In(other, Happening::Told(word.clone())));
        }
    }
}
