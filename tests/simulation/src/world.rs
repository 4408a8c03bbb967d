//! One world: everything that a seed draws, run from the first act to rest.
//!
//! It alone decides what happens when. The client machines, the rules of the conversation and of
//! the ticket are the shipped ones; the rest is a model of what browsers, networks, disks and
//! processes may do to them.

use std::collections::BTreeMap;
use std::fmt::Write;

use pulina_shared::ids::{SessionId, UserId};
use pulina_shared::wire::conversation::PublicUser;

use crate::agenda::{Agenda, Happening, TabIndex};
use crate::chance::Chance;
use crate::device::Device;
use crate::fault::FaultKind;
use crate::help_desk::HelpDesk;
use crate::history::History;
use crate::mutant::Mutant;
use crate::network::{Link, Network};
use crate::plan::Plan;
use crate::rule::Rule;
use crate::server::Server;
use crate::store::Snapshot;
use crate::tab::{Person, Tab};

/// When every world begins, by the true time.
pub const START: u64 = 1_800_000_000_000;
/// A world that is not at rest so long after everything healed never will be.
const REST_MS_MAX: u64 = 1_500_000;
/// A world that takes more steps than this runs in circles.
const STEPS_MAX: u64 = 200_000;

/// A promise was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Which one.
    pub rule: Rule,
    /// What was found.
    pub finding: String,
}

/// What came of a world.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// What broke first, if anything did.
    pub broken: Option<Broken>,
    /// How many things happened.
    pub n_steps: u64,
    /// Messages that were answered with `accepted`, each once.
    pub n_accepted: u64,
    /// Faults that struck, by kind.
    pub faults: BTreeMap<FaultKind, u64>,
    /// A number that differs when anything went differently.
    pub digest: u64,
    /// The last things that happened, when they were asked for.
    pub trace: Vec<String>,
}

/// A copy of the whole data folder.
pub struct Backup {
    /// The conversation's part.
    pub conversation: Snapshot,
    /// The help desk's part.
    pub desk: HelpDesk,
}

/// The world.
pub struct World {
    pub(crate) plan: Plan,
    pub(crate) chance: Chance,
    pub(crate) now: u64,
    pub(crate) agenda: Agenda,
    pub(crate) mutant: Option<Mutant>,
    pub(crate) server: Server,
    pub(crate) desk: HelpDesk,
    pub(crate) devices: Vec<Device>,
    pub(crate) tabs: Vec<Tab>,
    pub(crate) links: Vec<Link>,
    pub(crate) users: Vec<PublicUser>,
    pub(crate) history: History,
    pub(crate) backup: Option<Backup>,
    pub(crate) n_restores: u32,
    /// When everything healed.
    pub(crate) healed_at: Option<u64>,
    pub(crate) token_hash: String,
    pub(crate) n_said: u64,
    /// The read marks after the last commit, as long as the process that made it lives.
    pub(crate) last_marks: Option<(u64, u64)>,
    /// How much of the log was checked.
    pub(crate) n_checked: usize,
    /// Frames, requests and parcels that did not arrive yet.
    pub(crate) n_on_the_way: i64,
    pub(crate) verdict: Verdict,
    is_traced: bool,
}

/// Runs the world of a seed.
pub fn run(seed: u64, mutant: Option<Mutant>, is_traced: bool) -> Verdict {
    let mut world = World::new(seed, mutant, is_traced);
    world.live();
    world.verdict
}

impl World {
    fn new(seed: u64, mutant: Option<Mutant>, is_traced: bool) -> Self {
        let mut chance = Chance::new(seed);
        let plan = Plan::draw(&mut chance);
        let mut world = Self {
            chance,
            now: START,
            agenda: Agenda::default(),
            mutant,
            server: Server::new(mutant),
            desk: HelpDesk::default(),
            devices: Vec::new(),
            tabs: Vec::new(),
            links: Vec::new(),
            users: Vec::new(),
            history: History::default(),
            backup: None,
            n_restores: 0,
            healed_at: None,
            token_hash: crate::server::token_hash(),
            n_said: 0,
            last_marks: None,
            n_checked: 0,
            n_on_the_way: 0,
            verdict: Verdict::default(),
            is_traced,
            plan,
        };
        world.people_come();
        world
    }

    fn people_come(&mut self) {
        self.devices.push(Device::default());
        for _ in 0..self.plan.n_visitor_tabs {
            self.person_comes(Person::Visitor, 0);
        }
        for number in 1..=self.plan.n_agents {
            let bytes = [u8::try_from(number).unwrap_or(u8::MAX); 10];
            let user = PublicUser { id: UserId::new(bytes), name: format!("User {number}"), avatar: None };
            self.users.push(user.clone());
            let mut device = Device::default();
            device.is_visited = true;
            self.devices.push(device);
            self.person_comes(Person::Agent(user, SessionId::new(bytes)), number);
        }
        let desk_acts_at = START + self.chance.around_ms(6 * self.plan.act_every_ms);
        self.agenda.enter(desk_acts_at, Happening::DeskActs);
        if !self.plan.faults.is_empty() {
            let breaks_at = START + self.chance.around_ms(self.plan.break_every_ms);
            self.agenda.enter(breaks_at, Happening::Breaks);
        }
        self.agenda.enter(START + self.plan.busy_ms, Happening::Heals);
    }

    fn person_comes(&mut self, person: Person, device: usize) {
        let network = Network {
            latency_ms: self.plan.latency_ms,
            jitter_ms: self.plan.jitter_ms,
            is_hole_up: false,
            is_hole_down: false,
            are_sockets_blocked: false,
        };
        let index = self.tabs.len();
        self.tabs.push(Tab::new(person, device, network));
        let opens_at = START + self.chance.around_ms(500);
        self.agenda.enter(opens_at, Happening::TabOpens(index));
        self.agenda
            .enter(opens_at + self.chance.around_ms(self.plan.act_every_ms), Happening::PersonActs(index));
    }

    fn live(&mut self) {
        while self.verdict.broken.is_none() {
            let Some((at, happening)) = self.agenda.next() else { break };
            self.now = self.now.max(at);
            self.verdict.n_steps += 1;
            self.happen(happening);
            if let Some(healed_at) = self.healed_at
                && self.is_at_rest_or_too_late(healed_at)
            {
                break;
            }
            if self.verdict.n_steps > STEPS_MAX {
                self.break_rule(Rule::OutboxComesToRest, || format!("still busy after {STEPS_MAX} steps"));
            }
        }
        if self.verdict.broken.is_none() {
            self.check_rest();
        }
        self.verdict.n_accepted =
            self.history.said.values().filter(|said| said.accepted.is_some()).count() as u64;
        self.verdict.digest = self.chance.number() ^ self.verdict.n_steps.rotate_left(32);
    }

    fn is_at_rest_or_too_late(&mut self, healed_at: u64) -> bool {
        if self.is_quiet() {
            return true;
        }
        if self.now > healed_at + REST_MS_MAX {
            self.break_rule_of_unrest();
            return true;
        }
        false
    }

    fn happen(&mut self, happening: Happening) {
        let happening = match self.tab_of(&happening) {
            Some(tab) if self.tabs[tab].is_frozen => {
                self.tabs[tab].waiting.push(happening);
                return;
            }
            _ => happening,
        };
        self.note_arrival(&happening);
        match happening {
            Happening::PersonActs(tab) => self.person_acts(tab),
            Happening::DeskActs => self.desk_acts(),
            Happening::TabOpens(tab) => self.open_tab(tab),
            Happening::Timer(tab) => self.timer(tab),
            Happening::Soon(tab, n_carriers, input) => {
                if self.tabs[tab].n_carriers == n_carriers {
                    self.handle(tab, *input);
                }
            }
            Happening::Up(link, up) => self.arrive_up(link, up),
            Happening::Down(link, down) => self.arrive_down(link, down),
            Happening::Asked(tab, n_carriers, request) => self.asked(tab, n_carriers, *request),
            Happening::Answered(tab, n_carriers, answer) => self.answered(tab, n_carriers, *answer),
            Happening::PollAgain(tab, n_carriers) => self.poll_again(tab, n_carriers),
            Happening::Flushed(life) => self.flushed(life),
            Happening::Alarm(number) => self.alarm(number),
            Happening::ServerStarts => self.server_starts(),
            Happening::ReportArrives(call) => self.report_arrives(*call),
            Happening::ReportAnswered(life, version, is_taken) => {
                self.report_answered(life, version, is_taken);
            }
            Happening::OrderLeaves => self.order_leaves(),
            Happening::OrderArrives(number) => self.order_arrives(number),
            Happening::OrderAnswered(number, is_done) => self.order_answered(number, is_done),
            Happening::Breaks => self.breaks(),
            Happening::Mends(tab, kind) => self.mends(tab, kind),
            Happening::MustHaveLeft(link, n_holes) => self.check_left(link, n_holes),
            Happening::Heals => self.heals(),
            Happening::MustBeOpen(tab) => self.check_open(tab),
        }
    }

    /// What happens to a tab's page waits while the page is frozen.
    fn tab_of(&self, happening: &Happening) -> Option<TabIndex> {
        match happening {
            Happening::PersonActs(tab)
            | Happening::Timer(tab)
            | Happening::Soon(tab, ..)
            | Happening::Answered(tab, ..)
            | Happening::PollAgain(tab, _) => Some(*tab),
            Happening::Down(link, _) => {
                let link = &self.links[*link];
                let is_current = link.life == self.tabs[link.tab].life;
                is_current.then_some(link.tab)
            }
            _ => None,
        }
    }

    fn note_arrival(&mut self, happening: &Happening) {
        if is_on_the_way(happening) {
            self.n_on_the_way -= 1;
        }
    }

    /// Enters something that travels; the world is not at rest before it arrives.
    pub(crate) fn enter(&mut self, at: u64, happening: Happening) {
        if is_on_the_way(&happening) {
            self.n_on_the_way += 1;
        }
        self.agenda.enter(at, happening);
    }

    /// Notes the first promise that is broken.
    pub(crate) fn break_rule(&mut self, rule: Rule, finding: impl FnOnce() -> String) {
        if self.verdict.broken.is_none() {
            let finding = finding();
            self.trace(|| format!("BROKEN {rule:?}: {finding}"));
            self.verdict.broken = Some(Broken { rule, finding });
        }
    }

    /// Notes what happens, when somebody wants to read it.
    pub(crate) fn trace(&mut self, line: impl FnOnce() -> String) {
        if self.is_traced {
            let mut text = String::new();
            // Writing to a String cannot fail.
            let _ = write!(text, "{:>9} ms  {}", self.now - START, line());
            self.verdict.trace.push(text);
        }
    }

    /// Counts a fault that struck.
    pub(crate) fn count(&mut self, kind: FaultKind) {
        *self.verdict.faults.entry(kind).or_default() += 1;
    }
}

/// Whether this is something between two parties that still can change one of them.
fn is_on_the_way(happening: &Happening) -> bool {
    matches!(
        happening,
        Happening::Soon(..)
            | Happening::Up(..)
            | Happening::Down(..)
            | Happening::Asked(..)
            | Happening::Answered(..)
            | Happening::Flushed(_)
            | Happening::ReportArrives(_)
            | Happening::ReportAnswered(..)
            | Happening::OrderLeaves
            | Happening::OrderArrives(_)
            | Happening::OrderAnswered(..)
    )
}
