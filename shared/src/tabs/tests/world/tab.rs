//! What drives the two machines of a tab, as the browser's driver does.

use super::*;

impl World {
    pub(super) fn happens(&mut self, index: usize, happening: Happening) {
        let tab = &mut self.tabs[index];
        match tab.life {
            Life::Dead => return,
            Life::Frozen => return tab.missed.push_back(happening),
            Life::Lives => {}
        }
        match happening {
            Happening::Locked(number) if self.holder == Some((index, number)) => {
                self.tabs_take(index, TabInput::Locked);
            }
            Happening::Robbed => self.tabs_take(index, TabInput::Robbed),
            Happening::TabsWoke(timer) if timer == tab.timers[1] => self.tabs_take(index, TabInput::Woke),
            Happening::ClientWoke(timer) if timer == tab.timers[0] => self.client_takes(index, Input::Woke),
            Happening::Told(from, word) => self.hears(index, from, word),
            Happening::Opened(socket) if self.holds(index, socket) => {
                self.client_takes(index, Input::Opened { token: None });
            }
            Happening::Frame(socket, frame) if self.holds(index, socket) => {
                self.client_takes(index, Input::Frame { frame: Box::new(frame.clone()), n_bytes: 9 });
                self.says(index, &Word::Frame(frame));
            }
            Happening::Pong(socket) if self.holds(index, socket) => {
                self.client_takes(index, Input::Heard);
            }
            Happening::Closed(socket) if self.holds(index, socket) => self.loses(index, 1_006),
            Happening::Page(number, page) => self.takes_page(index, number, page),
            _ => {}
        }
    }

    pub(super) fn holds(&self, index: usize, socket: u64) -> bool {
        matches!(self.tabs[index].carrier, Carrier::Own(own) if own == socket)
    }

    pub(super) fn loses(&mut self, index: usize, code: u16) {
        self.drops_carrier(index);
        self.tabs[index].close_code = code;
        self.client_takes(index, Input::Closed(code));
    }

    pub(super) fn drops_carrier(&mut self, index: usize) {
        if let Carrier::Own(socket) = std::mem::replace(&mut self.tabs[index].carrier, Carrier::None) {
            self.sockets.remove(&socket);
        }
        self.soon(index, TabInput::Unwanted);
    }

    pub(super) fn soon(&mut self, index: usize, input: TabInput) {
        self.tabs[index].pending.push_back(input);
    }

    pub(super) fn tabs_take(&mut self, index: usize, input: TabInput) {
        self.soon(index, input);
        self.goes_on(index);
    }

    /// Tells the tabs' machine what is pending, unless that is being done already.
    pub(super) fn goes_on(&mut self, index: usize) {
        if std::mem::replace(&mut self.tabs[index].is_busy, true) {
            return;
        }
        while let Some(input) = self.tabs[index].pending.pop_front() {
            self.tabs_process(index, input);
        }
        self.tabs[index].is_busy = false;
    }

    pub(super) fn hears(&mut self, index: usize, from: TabId, word: Word) {
        let leads = matches!(self.tabs[index].tabs.standing(), Standing::Leads);
        match word {
            Word::Note(note) => self.tabs_take(index, TabInput::Told(from, note)),
            Word::Kept(item) => self.client_takes(index, Input::Shared(item)),
            Word::Read(seq) => {
                self.tabs_take(index, TabInput::Read(seq));
                if leads || self.tabs[index].tabs.standing() != Standing::Away {
                    self.client_takes(index, Input::Seen(seq));
                }
            }
            Word::Frame(frame) if self.tabs[index].tabs.hears(from) => {
                if let Carrier::Mirror { early: Some(early), .. } = &mut self.tabs[index].carrier {
                    return early.push(frame);
                }
                self.client_takes(index, Input::Frame { frame: Box::new(frame), n_bytes: 9 });
            }
            Word::Frame(_) => {}
        }
    }

    pub(super) fn takes_page(&mut self, index: usize, number: u64, page: EventsPage) {
        let asked = match &self.tabs[index].carrier {
            Carrier::Mirror { number: own, asked, .. } if *own == number => asked.clone(),
            _ => return,
        };
        let Some(frames) = polling::frames(page, asked.as_ref()) else { return self.loses(index, 1_006) };
        let early = match &mut self.tabs[index].carrier {
            Carrier::Mirror { early, .. } => early.take().unwrap_or_default(),
            Carrier::None | Carrier::Own(_) => Vec::new(),
        };
        for frame in frames.into_iter().chain(early) {
            self.client_takes(index, Input::Frame { frame: Box::new(frame), n_bytes: 9 });
        }
    }

    pub(super) fn client_takes(&mut self, index: usize, input: Input) {
        let is_own = matches!(input, Input::Do { .. } | Input::Retry(_) | Input::Discard(_));
        let is_mirrored = matches!(input, Input::Frame { .. });
        let random = self.below(1 << 40);
        let outcome = self.tabs[index].client.process(input, Timestamp(self.now), random);
        let timer = self.number();
        self.tabs[index].timers[0] = timer;
        if let Some(at) = outcome.wake_at {
            self.later(at.0.saturating_sub(self.now), Occasion::In(index, Happening::ClientWoke(timer)));
        }
        for action in outcome.actions {
            self.performs(index, action, is_own);
        }
        if is_mirrored {
            self.notes_arrival(index);
        }
        self.tabs_take(index, TabInput::Line(Line::Up));
    }

    pub(super) fn performs(&mut self, index: usize, action: Action, is_own: bool) {
        match action {
            Action::Open(_) => self.soon(index, TabInput::Wanted),
            Action::Close => self.drops_carrier(index),
            Action::Transmit(frame) => self.transmits(index, frame),
            Action::Ping => match self.tabs[index].carrier {
                Carrier::Own(socket) if self.sockets.contains_key(&socket) => {
                    self.later(20, Occasion::In(index, Happening::Pong(socket)));
                }
                Carrier::Mirror { .. } => self.soon(index, TabInput::Pinged),
                Carrier::Own(_) | Carrier::None => {}
            },
            Action::Keep(item) => {
                self.device.insert(item.id, item.clone());
                if is_own {
                    self.says(index, &Word::Kept(item));
                }
            }
            Action::Forget(id) => drop(self.device.remove(&id)),
            Action::GiveBack(_) | Action::Visit | Action::ForgetVisit => {
                self.problems.push(format!("tab {index}: {action:?}"));
            }
        }
    }

    pub(super) fn transmits(&mut self, index: usize, frame: ClientFrame) {
        if let ClientFrame::MarkRead(seq) = frame {
            self.soon(index, TabInput::Read(seq));
            self.says(index, &Word::Read(seq));
        }
        let delay_ms = self.delay_ms;
        match (&mut self.tabs[index].carrier, frame) {
            (Carrier::Own(socket), frame) => {
                let socket = *socket;
                self.later(delay_ms, Occasion::AtServer(socket, frame));
            }
            (Carrier::Mirror { number, asked, .. }, ClientFrame::Hello(hello)) => {
                *asked = hello.resume.clone();
                let asked = Occasion::Asked(index, *number, hello.resume);
                self.later(delay_ms, asked);
            }
            (Carrier::Mirror { .. }, ClientFrame::Command(_)) => {
                self.problems.push(format!("tab {index} sends although it only follows"));
            }
            (Carrier::Mirror { .. } | Carrier::None, _) => {}
        }
    }

    pub(super) fn notes_arrival(&mut self, index: usize) {
        let tab = &mut self.tabs[index];
        let is_of_other =
            |event: &&Event| event.kind.message().is_some_and(|said| said.author != Author::Visitor);
        let newest = tab.client.timeline().events().iter().rev().find(is_of_other).map(|event| event.seq);
        if let Some(newest) = newest.filter(|newest| *newest > tab.arrived) {
            let is_first = tab.arrived == Seq(0);
            tab.arrived = newest;
            if !is_first {
                self.soon(index, TabInput::Arrived(newest));
            }
        }
        self.reads(index);
    }

    pub(super) fn tabs_process(&mut self, index: usize, input: TabInput) {
        let tab = &mut self.tabs[index];
        let is_up = tab.client.link() == Link::Open && matches!(tab.carrier, Carrier::Own(_));
        let input = match input {
            // How it stands at this moment, whatever it was when somebody asked to say it.
            TabInput::Line(_) if is_up => TabInput::Line(Line::Up),
            TabInput::Line(_) => TabInput::Line(Line::Down(tab.close_code)),
            input => input,
        };
        let outcome = tab.tabs.process(input, Timestamp(self.now));
        let timer = self.number();
        self.tabs[index].timers[1] = timer;
        if let Some(at) = outcome.wake_at {
            self.later(at.0.saturating_sub(self.now), Occasion::In(index, Happening::TabsWoke(timer)));
        }
        for action in outcome.actions {
            self.follows(index, action);
        }
    }

    pub(super) fn follows(&mut self, index: usize, action: TabAction) {
        match action {
            TabAction::AskLock => {
                let number = self.number();
                self.tabs[index].lock = Some(number);
                self.line.push_back((index, number));
                self.grants_lock();
            }
            TabAction::RobLock => {
                self.line.retain(|(tab, _)| *tab != index);
                if let Some((tab, _)) = self.holder.take() {
                    self.later(self.delay_ms, Occasion::In(tab, Happening::Robbed));
                }
                let number = self.number();
                self.tabs[index].lock = Some(number);
                self.line.push_front((index, number));
                self.grants_lock();
            }
            TabAction::DropLock => self.lets_lock_go(index),
            TabAction::Say(note) => self.says(index, &Word::Note(note)),
            TabAction::Open => {
                let socket = self.number();
                self.tabs[index].carrier = Carrier::Own(socket);
                self.sockets.insert(socket, Socket { tab: index, cursor: None });
                self.later(self.delay_ms, Occasion::In(index, Happening::Opened(socket)));
            }
            TabAction::Join => {
                let number = self.number();
                self.tabs[index].carrier = Carrier::Mirror { number, asked: None, early: Some(Vec::new()) };
                let kept = self.device.values().cloned().collect();
                self.client_takes(index, Input::Joined { kept });
            }
            TabAction::Lose(code) => self.loses(index, code),
            TabAction::Move => self.client_takes(index, Input::Moved),
            TabAction::Nudge => self.client_takes(index, Input::Nudged),
            TabAction::Alive => self.client_takes(index, Input::Heard),
            TabAction::MakeHeard { .. } => {
                let seq = self.tabs[index].arrived;
                if !self.heard.insert(seq) {
                    self.problems.push(format!("{seq:?} was heard twice"));
                }
            }
        }
    }

    pub(super) fn says(&mut self, index: usize, word: &Word) {
        let from = TabId(index as u64);
        for other in (0..self.tabs.len()).filter(|other| *other != index) {
            self.later(self.delay_ms, Occasion::In(other, Happening::Told(from, word.clone())));
        }
    }
}
