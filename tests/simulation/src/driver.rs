//! Drives the tabs' client machines: what comes in goes to the machine, every action that comes out
//! is done here, in order.

use pulina_shared::client::{Action, Client, Input};
use pulina_shared::connection::{Link as LinkState, Transport};
use pulina_shared::ids::Seq;
use pulina_shared::outbox::{EchoState, OutboxItem};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::{Accepted, Act, ClientFrame, Command, EventKind, ServerFrame};

use crate::agenda::{Happening, TabIndex};
use crate::mutant::Mutant;
use crate::network::{Down, Link, LinkIndex, Up};
use crate::polling::Request;
use crate::rule::Rule;
use crate::server::token;
use crate::tab::{Carrier, Person};
use crate::world::World;

/// The close code of a link that broke without saying so.
pub const CLOSE_ABNORMAL: u16 = 1006;

impl World {
    /// A page is opened, with what its device kept.
    pub(crate) fn open_tab(&mut self, index: TabIndex) {
        let tab = &mut self.tabs[index];
        if tab.client.is_some() {
            return;
        }
        // An agent comes when there is a ticket to be opened.
        if matches!(tab.person, Person::Agent(..))
            && self.server.store.peek().is_none_or(|head| head.opened.is_none())
        {
            let at = self.now + 2_000;
            if self.healed_at.is_none() {
                self.agenda.enter(at, Happening::TabOpens(index));
            }
            return;
        }
        tab.life += 1;
        tab.n_carriers += 1;
        tab.client = Some(Client::new(tab.role()));
        tab.timer_at = None;
        tab.shown = None;
        tab.opened_at = None;
        tab.told_place = 0;
        let device = &self.devices[tab.device];
        let (is_visited, items) = (device.is_visited, device.items());
        self.trace(|| format!("tab {index} opens with {} kept messages", items.len()));
        if is_visited {
            self.handle(index, Input::Begin { visited: true });
        }
        self.handle(index, Input::Restore(items));
    }

    /// The page is gone; its socket closes, or nobody hears that it did.
    pub(crate) fn close_tab(&mut self, index: TabIndex) {
        self.drop_carrier(index);
        let tab = &mut self.tabs[index];
        tab.client = None;
        tab.life += 1;
        tab.wake_at = None;
        tab.is_frozen = false;
        // What waited belongs to the person, or arrives and finds nobody.
        self.agenda.resume(self.now, std::mem::take(&mut tab.waiting));
    }

    /// The one way into a tab's machine.
    pub(crate) fn handle(&mut self, index: TabIndex, input: Input) {
        let random = self.chance.number();
        let tab = &mut self.tabs[index];
        let local = tab.local(self.now);
        let Some(client) = &mut tab.client else { return };
        let outcome = client.process(input, local, random);
        tab.wake_at = outcome.wake_at.map(|at| self.now + at.since(local));
        self.set_timer(index);
        for action in outcome.actions {
            self.perform(index, action);
        }
        self.check_shown(index);
    }

    fn set_timer(&mut self, index: TabIndex) {
        let tab = &mut self.tabs[index];
        if let Some(wake_at) = tab.wake_at
            && tab.timer_at.is_none_or(|at| wake_at < at)
        {
            tab.timer_at = Some(wake_at);
            self.agenda.enter(wake_at, Happening::Timer(index));
        }
    }

    pub(crate) fn timer(&mut self, index: TabIndex) {
        let tab = &mut self.tabs[index];
        if tab.timer_at.is_some_and(|at| at <= self.now) {
            tab.timer_at = None;
        }
        let Some(client) = &tab.client else { return };
        let is_up = matches!(client.link(), LinkState::Open | LinkState::Syncing);
        match tab.wake_at {
            Some(_) if self.mutant == Some(Mutant::NoDeadLinkTimer) && is_up => {}
            Some(at) if at <= self.now => {
                tab.wake_at = None;
                self.handle(index, Input::Woke);
            }
            _ => self.set_timer(index),
        }
    }

    fn perform(&mut self, index: TabIndex, action: Action) {
        let device = self.tabs[index].device;
        match action {
            Action::Visit => {
                let n_carriers = self.tabs[index].n_carriers;
                self.ask(index, n_carriers, Request::Visit);
            }
            Action::ForgetVisit => {
                self.break_rule(Rule::LinkComesBack, || {
                    format!("tab {index} was told that its visit is not known")
                });
            }
            Action::Open(transport) => self.open_transport(index, transport),
            Action::Close => self.drop_carrier(index),
            Action::Transmit(frame) => self.transmit(index, frame),
            Action::Ping => {
                if let Some(link) = self.tabs[index].link() {
                    self.send_up(link, Up::Ping);
                }
            }
            Action::Keep(item) => {
                if item.failure.is_some()
                    && let Some(said) = self.history.said.get_mut(&item.id)
                {
                    said.has_failed = true;
                    self.trace(|| format!("tab {index} message {} failed: {:?}", item.id, item.failure));
                }
                let is_forgotten = match self.mutant {
                    Some(Mutant::OutboxInMemoryOnly) => true,
                    Some(Mutant::OnlyMessagesAreKept) => !matches!(item.act, Act::SendMessage(_)),
                    _ => false,
                };
                if !is_forgotten {
                    self.devices[device].keep(&item);
                }
            }
            Action::Forget(id) => self.devices[device].forget(id),
            Action::GiveBack(item) => self.give_back(index, &item),
        }
    }

    fn open_transport(&mut self, index: TabIndex, transport: Transport) {
        self.check_polite(index);
        self.drop_carrier(index);
        let tab = &mut self.tabs[index];
        tab.n_carriers += 1;
        match transport {
            Transport::Socket => {
                let link = self.links.len();
                self.links.push(Link::new(index, tab.life, &tab.network));
                tab.carrier = Carrier::Socket(link);
                self.trace(|| format!("tab {index} opens socket {link}"));
                self.watch_hole(link);
                self.send_up(link, Up::Upgrade);
            }
            Transport::Http => {
                tab.carrier = Carrier::Polling;
                let n_carriers = tab.n_carriers;
                self.trace(|| format!("tab {index} turns to plain HTTP"));
                self.enter(
                    self.now,
                    Happening::Soon(index, n_carriers, Box::new(Input::Opened { token: None })),
                );
            }
        }
    }

    fn drop_carrier(&mut self, index: TabIndex) {
        let tab = &mut self.tabs[index];
        tab.n_carriers += 1;
        if let Carrier::Socket(link) = std::mem::replace(&mut tab.carrier, Carrier::None) {
            self.links[link].is_client_there = false;
            self.send_up(link, Up::Close);
        }
    }

    fn transmit(&mut self, index: TabIndex, frame: ClientFrame) {
        let frame = self.bend(index, frame);
        match &self.tabs[index].carrier {
            Carrier::Socket(link) => {
                let link = *link;
                self.trace(|| format!("tab {index} → {}", crate::words::client_frame(&frame)));
                let is_command = matches!(frame, ClientFrame::Command(_));
                self.send_up(link, Up::Frame(frame));
                if self.mutant == Some(Mutant::SendsWithoutWaiting) && is_command {
                    self.send_all_waiting(index, link);
                }
            }
            Carrier::Polling => self.poll(index, frame),
            Carrier::None => {}
        }
    }

    /// The planted bug that does not wait for answers.
    fn send_all_waiting(&mut self, index: TabIndex, link: LinkIndex) {
        let Some(client) = &self.tabs[index].client else { return };
        let waiting = client.echoes().filter(|(_, state)| *state == EchoState::Sending).skip(1);
        let command = |(item, _): (&OutboxItem, EchoState)| {
            Up::Frame(ClientFrame::Command(Command { id: item.id, act: item.act.clone() }))
        };
        let commands: Vec<Up> = waiting.map(command).collect();
        for command in commands {
            self.send_up(link, command);
        }
    }

    /// What planted bugs of the driver do to a frame.
    fn bend(&mut self, index: TabIndex, frame: ClientFrame) -> ClientFrame {
        let tab = &mut self.tabs[index];
        match (self.mutant, frame) {
            (Some(Mutant::NewIdOnRetry), ClientFrame::Command(mut command)) => {
                let id = command.id;
                if tab.renamed.iter().any(|(own, _)| *own == id) {
                    command.id = pulina_shared::ids::MessageId::new(tab.local(self.now), self.chance.bytes());
                    if let Some(said) = self.history.said.get(&id).cloned() {
                        self.history.said.insert(command.id, said);
                    }
                }
                tab.renamed.push((id, command.id));
                ClientFrame::Command(command)
            }
            (Some(Mutant::CursorSavedBeforeRender), ClientFrame::Hello(mut hello)) => {
                if let Some(resume) = &mut hello.resume {
                    resume.after = resume.after.max(Seq(tab.told_place));
                }
                ClientFrame::Hello(hello)
            }
            (_, frame) => frame,
        }
    }

    pub(crate) fn send_up(&mut self, index: LinkIndex, up: Up) {
        let link = &mut self.links[index];
        let latency_ms = self.tabs[link.tab].network.latency(&mut self.chance);
        if let Some((at, up)) = link.up.send(up, self.now, latency_ms) {
            self.enter(at, Happening::Up(index, up));
        }
    }

    pub(crate) fn arrive_down(&mut self, index: LinkIndex, down: Down) {
        let link = &self.links[index];
        let tab = link.tab;
        if link.is_cut && !matches!(down, Down::Close(_)) || !link.is_client_there {
            return;
        }
        match down {
            Down::Opened => {
                let token = matches!(self.tabs[tab].person, Person::Visitor).then(token);
                self.handle(tab, Input::Opened { token });
            }
            Down::Frame(frame, n_bytes) => self.take_frame(tab, index, *frame, n_bytes),
            Down::Text(text) => match serde_json::from_str::<ServerFrame>(&text) {
                Ok(frame) => self.take_frame(tab, index, frame, text.len() as u64),
                Err(error) => {
                    self.break_rule(Rule::SocketHasNoHole, || {
                        format!("tab {tab} cannot read {text}: {error}")
                    });
                }
            },
            Down::Pong => self.handle(tab, Input::Heard),
            Down::Close(code) => {
                self.trace(|| format!("tab {tab} socket {index} closed with {code}"));
                self.links[index].is_client_there = false;
                self.tabs[tab].carrier = Carrier::None;
                self.tabs[tab].n_carriers += 1;
                self.handle(tab, Input::Closed(code));
                if self.mutant == Some(Mutant::ReconnectAtOnce) {
                    self.reconnect_at_once(tab);
                }
            }
        }
    }

    fn take_frame(&mut self, tab: TabIndex, link: LinkIndex, frame: ServerFrame, n_bytes: u64) {
        self.trace(|| format!("tab {tab} ← {}", crate::words::server_frame(&frame)));
        if self.mutant == Some(Mutant::UnknownEventThrows) && has_unknown(&frame) {
            self.drop_carrier(tab);
            return self.handle(tab, Input::Closed(CLOSE_ABNORMAL));
        }
        self.check_frame(tab, link, &frame);
        self.hand_in(tab, frame, n_bytes);
    }

    /// Notes what a frame tells and hands it to the machine.
    pub(crate) fn hand_in(&mut self, index: TabIndex, mut frame: ServerFrame, n_bytes: u64) {
        let tab = &mut self.tabs[index];
        match &mut frame {
            ServerFrame::Hello(hello) => tab.told_place = hello.last_seq.0,
            ServerFrame::Accepted(accepted) => {
                if let Some((own, _)) = tab.renamed.iter().find(|(_, wire)| *wire == accepted.id) {
                    accepted.id = *own;
                }
            }
            _ => {}
        }
        let is_page = matches!(frame, ServerFrame::Events(_));
        if let ServerFrame::Hello(hello) = &frame {
            self.tabs[index].has_resumed = hello.resumed;
        }
        if self.mutant == Some(Mutant::EchoMatchedByText) {
            self.match_echoes_by_text(index, &frame);
        }
        self.handle(index, Input::Frame { frame: Box::new(frame), n_bytes });
        if is_page && std::mem::take(&mut self.tabs[index].has_resumed) {
            self.check_one_history(index);
        }
    }

    /// The planted bug that takes any own message of the same text for the one that waits.
    fn match_echoes_by_text(&mut self, index: TabIndex, frame: &ServerFrame) {
        let ServerFrame::Events(page) = frame else { return };
        for event in &page.events {
            let EventKind::Message(message) = &event.kind else { continue };
            let Some(client) = &self.tabs[index].client else { return };
            let is_alike =
                |item: &OutboxItem| item.text() == message.text && message.author == client.role().author();
            let found = client.echoes().find(|(item, _)| is_alike(item)).map(|(item, _)| item.id);
            if let Some(id) = found {
                let accepted = Accepted { id, seq: event.seq, at: event.at };
                self.handle(
                    index,
                    Input::Frame { frame: Box::new(ServerFrame::Accepted(accepted)), n_bytes: 0 },
                );
            }
        }
    }

    /// The planted bug that does not wait before it connects again.
    fn reconnect_at_once(&mut self, index: TabIndex) {
        let random = self.chance.number();
        let tab = &mut self.tabs[index];
        let (Some(client), Some(wake_at)) = (&mut tab.client, tab.wake_at) else { return };
        let local = Timestamp(wake_at.saturating_add_signed(tab.clock_offset_ms));
        let outcome = client.process(Input::Woke, local, random);
        for action in outcome.actions {
            self.perform(index, action);
        }
    }

    pub(crate) fn closed_without_socket(&mut self, index: TabIndex, code: u16) {
        self.tabs[index].carrier = Carrier::None;
        self.tabs[index].n_carriers += 1;
        self.handle(index, Input::Closed(code));
    }
}

fn has_unknown(frame: &ServerFrame) -> bool {
    match frame {
        ServerFrame::Events(page) => page.events.iter().any(|event| event.kind == EventKind::Unknown),
        ServerFrame::Unknown => true,
        _ => false,
    }
}
