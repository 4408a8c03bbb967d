//! How each fault strikes, how it ends, and how everything heals in the end.

use pulina_shared::connection::Link as LinkState;
use pulina_shared::time::{DAY_MS, HOUR_MS, SECOND_MS};

use crate::agenda::{Happening, TabIndex};
use crate::driver::CLOSE_ABNORMAL;
use crate::fault::FaultKind;
use crate::help_desk::ReportCall;
use crate::network::{Down, LinkIndex, Passing};
use crate::object::CLOSE_RESTART;
use crate::polling::{Answer, Request};
use crate::rule::Rule;
use crate::server::NextCommit;
use crate::tab::Carrier;
use crate::world::{Backup, World};

impl World {
    pub(crate) fn breaks(&mut self) {
        if self.healed_at.is_some() {
            return;
        }
        let at = self.now + self.chance.around_ms(self.plan.break_every_ms);
        self.agenda.enter(at, Happening::Breaks);
        let Some(kind) = self.chance.pick(&self.plan.faults) else { return };
        let tab = self.chance.below(self.tabs.len());
        if self.strike(tab, kind) {
            self.count(kind);
        }
    }

    /// Returns whether the fault struck now; some strike later, with the next commit or statement.
    fn strike(&mut self, tab: TabIndex, kind: FaultKind) -> bool {
        self.trace(|| format!("FAULT {kind:?} at tab {tab}"));
        match kind {
            FaultKind::Crash | FaultKind::Deploy => {
                if !self.server.is_up {
                    return false;
                }
                let code = if kind == FaultKind::Crash { CLOSE_ABNORMAL } else { CLOSE_RESTART };
                self.crash(code, "fault");
            }
            FaultKind::Reset | FaultKind::Cut => return self.cut(tab, kind == FaultKind::Cut),
            FaultKind::HoleBothWays | FaultKind::HoleDown | FaultKind::HoleUp => return self.dig(tab, kind),
            FaultKind::Slow => {
                self.tabs[tab].network.latency_ms = self.chance.within(300, 5_000);
                self.mend_later(tab, kind, 20_000);
            }
            FaultKind::CommitFails => {
                self.server.next_commit = NextCommit::Fails;
                return false;
            }
            FaultKind::CommitUnknown => {
                self.server.next_commit = NextCommit::IsUnknown;
                return false;
            }
            FaultKind::TabKilled | FaultKind::TabReloaded => return self.end_page(tab, kind),
            FaultKind::TabFrozen => {
                if self.tabs[tab].is_frozen || self.tabs[tab].client.is_none() {
                    return false;
                }
                self.tabs[tab].is_frozen = true;
                self.mend_later(tab, kind, 30_000);
            }
            FaultKind::StorageWiped => {
                let device = self.tabs[tab].device;
                self.devices[device].wipe();
            }
            FaultKind::StorageBlocked => {
                let device = self.tabs[tab].device;
                self.devices[device].is_blocked = true;
                self.mend_later(tab, kind, 20_000);
            }
            FaultKind::DeviceClockJumps => self.jump(tab),
            FaultKind::ServerClockSteps => {
                let step_ms = self.chance.within(1, 20_000);
                self.server.clock_offset_ms -= i64::try_from(step_ms).unwrap_or(0);
            }
            FaultKind::StatementFails => {
                let n = u32::try_from(self.chance.within(0, 14)).unwrap_or(0);
                self.server.store.fail_statement(n);
            }
            FaultKind::Hibernation => {
                self.hibernate();
                return false;
            }
            FaultKind::Restore => return self.back_up_or_restore(),
            FaultKind::DeskAway => {
                self.desk.is_away = true;
                self.mend_later(tab, kind, 15_000);
            }
            FaultKind::ReportRepeated => return self.repeat_report(),
            FaultKind::SocketsBlocked => {
                self.tabs[tab].network.are_sockets_blocked = true;
                self.cut(tab, false);
                self.mend_later(tab, kind, 60_000);
            }
        }
        true
    }

    fn mend_later(&mut self, tab: TabIndex, kind: FaultKind, mean_ms: u64) {
        let at = self.now + self.chance.around_ms(mean_ms);
        self.agenda.enter(at, Happening::Mends(tab, kind));
    }

    /// Resets the tab's link; when cut, what is on its way to the server is lost as well.
    fn cut(&mut self, tab: TabIndex, is_up_cut: bool) -> bool {
        let Some(index) = self.tabs[tab].link() else { return false };
        if self.links[index].is_cut {
            return false;
        }
        self.cut_link(index, is_up_cut);
        true
    }

    fn cut_link(&mut self, index: LinkIndex, is_up_cut: bool) {
        let link = &mut self.links[index];
        link.is_cut = true;
        link.is_up_cut |= is_up_cut;
        let at = self.now + self.chance.within(1, 100);
        self.enter(at, Happening::Down(index, Down::Close(CLOSE_ABNORMAL)));
        // The server may hear of it, or find out by silence.
        if self.chance.one_in(2) {
            self.server.sockets.remove(&index);
        }
    }

    fn dig(&mut self, tab: TabIndex, kind: FaultKind) -> bool {
        let network = &mut self.tabs[tab].network;
        if network.is_hole_up || network.is_hole_down {
            return false;
        }
        network.is_hole_up = kind != FaultKind::HoleDown;
        network.is_hole_down = kind != FaultKind::HoleUp;
        let (up, down) = (network.is_hole_up, network.is_hole_down);
        if let Some(index) = self.tabs[tab].link() {
            let link = &mut self.links[index];
            if up && link.up.passing == Passing::Yes {
                link.up.passing = Passing::Held;
            }
            if down && link.down.passing == Passing::Yes {
                link.down.passing = Passing::Held;
            }
            self.watch_hole(index);
        }
        self.mend_later(tab, kind, 30_000);
        true
    }

    /// Something passes again, but what became of each link in between is up to whoever is in between.
    fn fill(&mut self, tab: TabIndex) {
        let network = &mut self.tabs[tab].network;
        (network.is_hole_up, network.is_hole_down) = (false, false);
        for index in 0..self.links.len() {
            let link = &mut self.links[index];
            let is_held = link.up.passing == Passing::Held || link.down.passing == Passing::Held;
            if link.tab != tab || !is_held {
                continue;
            }
            match self.chance.below(6) {
                0 => {
                    let link = &mut self.links[index];
                    if link.up.passing == Passing::Held {
                        link.up.die();
                    }
                    if link.down.passing == Passing::Held {
                        link.down.die();
                    }
                }
                1 => self.cut_link(index, true),
                _ => self.pass_again(index),
            }
        }
    }

    fn pass_again(&mut self, index: LinkIndex) {
        let link = &mut self.links[index];
        let held_up = if link.up.passing == Passing::Held { link.up.open() } else { [].into() };
        let held_down = if link.down.passing == Passing::Held { link.down.open() } else { [].into() };
        for up in held_up {
            self.send_up(index, up);
        }
        for down in held_down {
            self.send_down(index, down);
        }
    }

    fn end_page(&mut self, tab: TabIndex, kind: FaultKind) -> bool {
        if self.tabs[tab].client.is_none() {
            return false;
        }
        self.close_tab(tab);
        let at = self.now + if kind == FaultKind::TabReloaded { 200 } else { self.chance.around_ms(8_000) };
        self.agenda.enter(at, Happening::TabOpens(tab));
        true
    }

    fn jump(&mut self, tab: TabIndex) {
        let year_ms = 365 * DAY_MS;
        let sizes = [SECOND_MS, 30 * SECOND_MS, HOUR_MS, DAY_MS, 10 * year_ms];
        let size_ms = i64::try_from(self.chance.pick(&sizes).unwrap_or(0)).unwrap_or(0);
        let size_ms = if self.chance.one_in(2) { size_ms } else { -size_ms };
        let device = self.tabs[tab].device;
        for tab in self.tabs.iter_mut().filter(|tab| tab.device == device) {
            // Twenty years either way are enough.
            if (tab.clock_offset_ms + size_ms).unsigned_abs() <= 20 * year_ms {
                tab.clock_offset_ms += size_ms;
                tab.jumped_at = self.now;
            }
        }
    }

    fn repeat_report(&mut self) -> bool {
        let Some(report) = self.desk.last_report.clone() else { return false };
        let at = self.now + self.chance.around_ms(10_000);
        self.enter(at, Happening::ReportArrives(Box::new(ReportCall { life: None, report })));
        true
    }

    /// The first time a copy is made, later it is put in place of everything.
    fn back_up_or_restore(&mut self) -> bool {
        let Some(backup) = self.backup.take() else {
            if self.server.store.peek().is_some_and(|head| head.opened.is_some()) {
                self.backup =
                    Some(Backup { conversation: self.server.store.snapshot(), desk: self.desk.clone() });
                self.trace(|| "operator: copies the data folder".to_owned());
            }
            return false;
        };
        self.crash(CLOSE_ABNORMAL, "restored from a copy");
        let n_events = backup.conversation.n_events();
        self.trace(|| format!("operator: puts the copy with {n_events} events in place"));
        self.n_restores += 1;
        self.history.roll_back(n_events, self.server.store.log());
        self.server.store.restore(&backup.conversation);
        self.n_checked = self.n_checked.min(n_events);
        self.desk = backup.desk;
        self.lose_everything_on_the_way();
        true
    }

    /// A restore takes long: nothing of before is still travelling.
    fn lose_everything_on_the_way(&mut self) {
        let mut n_lost = 0;
        let mut unanswered: Vec<(TabIndex, u32, bool)> = Vec::new();
        let mut is_kept = |happening: &Happening| {
            let is_lost = match happening {
                Happening::Asked(tab, n_carriers, request) => {
                    unanswered.push((*tab, *n_carriers, matches!(**request, Request::Visit)));
                    true
                }
                Happening::Answered(tab, n_carriers, answer) => {
                    let is_visit = matches!(**answer, Answer::Visited | Answer::NotVisited);
                    unanswered.push((*tab, *n_carriers, is_visit));
                    true
                }
                Happening::ReportArrives(_)
                | Happening::ReportAnswered(..)
                | Happening::OrderLeaves
                | Happening::OrderArrives(_)
                | Happening::OrderAnswered(..) => true,
                _ => false,
            };
            n_lost += i64::from(is_lost);
            !is_lost
        };
        self.agenda.retain(&mut is_kept);
        for tab in &mut self.tabs {
            tab.waiting.retain(&mut is_kept);
        }
        self.n_on_the_way -= n_lost;
        for (tab, n_carriers, is_visit) in unanswered {
            let answer = if is_visit { Answer::NotVisited } else { Answer::Unreachable };
            self.enter(self.now + 1_000, Happening::Answered(tab, n_carriers, Box::new(answer)));
        }
        for index in 0..self.links.len() {
            if !self.links[index].is_cut {
                self.cut_link(index, true);
            }
        }
        self.desk.is_delivering = false;
        self.order_soon();
    }

    pub(crate) fn mends(&mut self, index: TabIndex, kind: FaultKind) {
        match kind {
            FaultKind::HoleBothWays | FaultKind::HoleDown | FaultKind::HoleUp => {
                let network = &self.tabs[index].network;
                if network.is_hole_up || network.is_hole_down {
                    self.trace(|| format!("tab {index}: the hole is over"));
                    self.fill(index);
                }
            }
            FaultKind::Slow => self.tabs[index].network.latency_ms = self.plan.latency_ms,
            FaultKind::TabFrozen => self.thaw(index),
            FaultKind::StorageBlocked => {
                let device = self.tabs[index].device;
                self.devices[device].is_blocked = false;
            }
            FaultKind::DeskAway => self.desk.is_away = false,
            FaultKind::SocketsBlocked => self.tabs[index].network.are_sockets_blocked = false,
            _ => {}
        }
    }

    fn thaw(&mut self, index: TabIndex) {
        let tab = &mut self.tabs[index];
        if !tab.is_frozen {
            return;
        }
        tab.is_frozen = false;
        tab.thawed_at = self.now;
        self.agenda.resume(self.now, std::mem::take(&mut tab.waiting));
        self.trace(|| format!("tab {index} thaws"));
    }

    /// The end of all faults: everything works, everybody is there, nobody writes.
    pub(crate) fn heals(&mut self) {
        self.trace(|| "everything heals".to_owned());
        self.healed_at = Some(self.now);
        self.server.next_commit = NextCommit::Succeeds;
        self.server.store.heal();
        if !self.server.is_up {
            self.server_starts();
        }
        self.desk.is_away = false;
        // Whoever is refused does not wait for the next thing that they meant to do.
        self.agenda.retain(|happening| !matches!(happening, Happening::PersonActs(_)));
        for index in 0..self.tabs.len() {
            self.agenda.enter(self.now + 2_000, Happening::PersonActs(index));
            let device = self.tabs[index].device;
            self.devices[device].is_blocked = false;
            self.tabs[index].network.are_sockets_blocked = false;
            self.tabs[index].network.latency_ms = self.plan.latency_ms;
            self.tabs[index].waiting.retain(|happening| !matches!(happening, Happening::PersonActs(_)));
            self.thaw(index);
            self.fill(index);
            self.open_tab(index);
            self.come_back(index);
            let at = self.now + self.open_within_ms(index);
            self.agenda.enter(at, Happening::MustBeOpen(index));
        }
        self.set_alarm();
        self.order_soon();
    }

    /// How soon a tab must be connected after everything healed.
    fn open_within_ms(&self, index: TabIndex) -> u64 {
        let tab = &self.tabs[index];
        let is_link_dead = tab.link().is_some_and(|link| !self.links[link].passes());
        let is_asking = matches!(tab.carrier, Carrier::Polling)
            || tab.client.as_ref().is_some_and(|client| client.link() == LinkState::Connecting);
        match (is_link_dead, is_asking) {
            (true, _) => 105_000,
            (false, true) => 60_000,
            (false, false) => 40_000,
        }
    }

    pub(crate) fn check_open(&mut self, index: TabIndex) {
        let tab = &self.tabs[index];
        let Some(client) = &tab.client else { return };
        let link = client.link();
        if !tab.was_open && !matches!(link, LinkState::Open | LinkState::Idle) {
            self.break_rule(Rule::LinkComesBack, || {
                format!("tab {index} is still {link:?} after everything healed")
            });
        }
    }
}
