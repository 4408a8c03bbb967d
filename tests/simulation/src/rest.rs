//! The rules that hold when a world has come to rest: everything that was said, told and shown is
//! held against the log, the state and the ticket.

use std::collections::BTreeMap;

use pulina_shared::connection::Link as LinkState;
use pulina_shared::ids::{MessageId, Seq};
use pulina_shared::outbox::{EchoState, Failure};
use pulina_shared::problem::Code;
use pulina_shared::wire::conversation::{Author, ConversationStatus, Event, EventKind};
use pulina_shared::wire::help_desk::TicketStatus;
use pulina_worker::domain::report;

use crate::agenda::TabIndex;
use crate::history::Mark;
use crate::mutant::Mutant;
use crate::rule::Rule;
use crate::store::place;
use crate::tab::Carrier;
use crate::words::short;
use crate::world::World;

impl World {
    /// Nothing travels, nothing waits, everybody is connected.
    pub(crate) fn is_quiet(&self) -> bool {
        self.n_on_the_way == 0 && self.unrest().is_none()
    }

    /// What is not at rest.
    fn unrest(&self) -> Option<(Rule, String)> {
        for (index, tab) in self.tabs.iter().enumerate() {
            let Some(client) = &tab.client else { continue };
            let link = client.link();
            if link != LinkState::Open && link != LinkState::Idle {
                return Some((Rule::LinkComesBack, format!("tab {index} is {link:?}")));
            }
            if tab.link().is_some_and(|link| !self.links[link].passes()) {
                return Some((Rule::DeadLinkIsNoticed, format!("tab {index} keeps a dead link")));
            }
            if client.n_waiting() > 0 {
                let n = client.n_waiting();
                return Some((Rule::OutboxComesToRest, format!("tab {index} still sends {n} messages")));
            }
            // Between two questions a tab without a socket is behind, and cannot know that a history
            // was written anew; it must not stay so.
            if let (Carrier::Polling, Some(head)) = (&tab.carrier, self.server.store.peek()) {
                let timeline = client.timeline();
                let state = head.state(self.server.store.known_people());
                let newest = |events: &[Event]| events.last().map(Mark::of);
                let is_behind = timeline.epoch() != Some(&head.epoch)
                    || timeline.last_seq() != head.last_seq
                    || newest(timeline.events()) != newest(self.server.store.log());
                if is_behind || timeline.state() != Some(&state) {
                    return Some((Rule::ViewIsTheLog, format!("tab {index} asks and stays behind")));
                }
            }
        }
        let has_report = self.server.store.peek().is_some_and(|head| report::pending(head).is_some());
        if has_report || self.server.is_reporting || !self.desk.orders.is_empty() {
            return Some((
                Rule::ParcelsArrive,
                format!("report {has_report}, orders {:?}", self.desk.orders),
            ));
        }
        None
    }

    pub(crate) fn break_rule_of_unrest(&mut self) {
        let (rule, what) = self
            .unrest()
            .unwrap_or((Rule::OutboxComesToRest, format!("{} things travel", self.n_on_the_way)));
        self.break_rule(rule, || format!("long after everything healed: {what}"));
    }

    /// Checks everything that must hold at rest.
    pub(crate) fn check_rest(&mut self) {
        self.check_commit();
        self.check_unread();
        self.check_acts();
        self.check_log();
        self.check_done();
        self.check_answers();
        self.check_seen();
        self.check_typing_order();
        self.check_kept();
        for index in 0..self.tabs.len() {
            self.check_view(index);
        }
        self.check_ticket();
    }

    fn check_log(&mut self) {
        let wrong = self.server.store.log().iter().find(|event| match &event.kind {
            EventKind::Message(message) => self.history.said.get(&message.id).is_none_or(|said| {
                said.author != message.author
                    || if message.is_deleted { !message.text.is_empty() } else { said.text != message.text }
            }),
            EventKind::Activity(_) => false,
            _ => !self.history.did.values().any(|did| did.made(event)),
        });
        if let Some(event) = wrong.cloned() {
            self.break_rule(Rule::SomebodySaidIt, || format!("{event:?} is not what anybody said"));
        }
    }

    fn check_answers(&mut self) {
        let log = self.server.store.log();
        let missing = self.history.said.iter().find_map(|(id, said)| {
            let (seq, at) = said.accepted?;
            let stored = log.get(place(seq).wrapping_sub(1));
            let is_there = stored.is_some_and(|event| holds(event, *id) && event.at == at);
            (!is_there).then_some((*id, seq, stored.cloned()))
        });
        if let Some((id, seq, stored)) = missing {
            let id = short(id);
            self.break_rule(Rule::AcceptedIsStored, || {
                format!("{id} was accepted as {}, where the log has {stored:?}", seq.0)
            });
        }
    }

    fn check_seen(&mut self) {
        let log = self.server.store.log();
        let lost = self.history.seen.iter().enumerate().find_map(|(index, mark)| {
            let mark = (*mark)?;
            let stored = log.get(index);
            (stored.map(Mark::of) != Some(mark)).then_some(index + 1)
        });
        if let Some(seq) = lost {
            self.break_rule(Rule::AcceptedIsStored, || {
                format!("somebody saw an event {seq} that the log lacks")
            });
        }
    }

    fn check_typing_order(&mut self) {
        let places: BTreeMap<MessageId, Seq> = self
            .server
            .store
            .log()
            .iter()
            .filter_map(|event| match &event.kind {
                EventKind::Message(message) => Some((message.id, event.seq)),
                _ => None,
            })
            .collect();
        let mut last: BTreeMap<TabIndex, (Seq, MessageId)> = BTreeMap::new();
        let mut swapped = None;
        for id in &self.history.order {
            let (Some(seq), Some(said)) = (places.get(id), self.history.said.get(id)) else { continue };
            // Another tab may take up what the device kept; what it did not keep goes later.
            let is_at_risk = self.devices[self.tabs[said.tab].device].at_risk.contains(id);
            if said.has_failed || said.is_rolled_back || is_at_risk {
                continue;
            }
            if let Some((before, first)) = last.insert(said.tab, (*seq, *id))
                && before > *seq
            {
                swapped = Some((said.tab, first, before, *id, *seq));
            }
        }
        if let Some((tab, first, before, second, after)) = swapped {
            self.break_rule(Rule::TypingOrderIsKept, || {
                let (first, second) = (short(first), short(second));
                format!(
                    "in tab {tab} {first} was typed before {second} and stands at {} behind {}",
                    before.0, after.0
                )
            });
        }
    }

    fn check_kept(&mut self) {
        let log = self.server.store.log();
        let lost = self.history.said.iter().find_map(|(id, said)| {
            let is_excused = said.is_given_up
                || said.is_rolled_back
                || self.devices[self.tabs[said.tab].device].at_risk.contains(id);
            let is_there =
                is_excused || log.iter().any(|event| holds(event, *id)) || self.is_shown_as_failed(*id);
            (!is_there && self.is_first_of_its_act(*id, said.act)).then_some((*id, said.tab))
        });
        if let Some((id, tab)) = lost {
            let id = short(id);
            self.break_rule(Rule::KeptIsNotLost, || format!("{id}, typed in tab {tab}, is nowhere"));
        }
    }

    /// A planted bug gives one act several ids; only the one that was typed must be found.
    fn is_first_of_its_act(&self, id: MessageId, act: u64) -> bool {
        act == 0 || self.history.order.contains(&id)
    }

    fn is_shown_as_failed(&self, id: MessageId) -> bool {
        let clients = self.tabs.iter().filter_map(|tab| tab.client.as_ref());
        clients.flat_map(pulina_shared::client::Client::echoes).any(|(item, state)| {
            let is_for_a_reason = match &item.failure {
                Some(Failure::Refused(problem)) => problem.code != Code::IdConflict.as_str(),
                Some(Failure::Expired) => true,
                None => false,
            };
            item.id == id && state == EchoState::Failed && is_for_a_reason
        })
    }

    fn check_view(&mut self, index: TabIndex) {
        let Some(client) = &self.tabs[index].client else { return };
        let Some(head) = self.server.store.peek() else { return };
        if client.link() != LinkState::Open {
            return;
        }
        let timeline = client.timeline();
        let log = self.server.store.log();
        let expected = log.get(place(timeline.floor())..).unwrap_or_default();
        let mut shown: Vec<&Event> = timeline.events().iter().collect();
        if self.mutant == Some(Mutant::MergeByTimestamp) {
            shown.sort_by_key(|event| event.at);
        }
        let is_same = shown.len() == expected.len()
            && shown.iter().zip(expected).all(|(shown, stored)| is_shown_as(shown, stored));
        let state = head.state(self.server.store.known_people());
        let n_unread = self.n_unread_of(index);
        let told = client.n_unread();
        let doubled = client.echoes().find(|(item, _)| expected.iter().any(|event| holds(event, item.id)));
        let doubled = doubled.map(|(item, _)| short(item.id));
        if timeline.epoch() != Some(&head.epoch) || !is_same {
            let (n_shown, n_stored) = (timeline.events().len(), expected.len());
            return self.break_rule(Rule::ViewIsTheLog, || {
                format!("tab {index} shows {n_shown} events, the log has {n_stored} there")
            });
        }
        if timeline.state() != Some(&state) {
            let shown = timeline.state().cloned();
            return self
                .break_rule(Rule::StateIsEqual, || format!("tab {index} has {shown:?}, the head {state:?}"));
        }
        if told != n_unread {
            return self.break_rule(Rule::UnreadIsRight, || {
                format!("tab {index} counts {told}, there are {n_unread}")
            });
        }
        if let Some(id) = doubled {
            self.break_rule(Rule::SaidOnceShownOnce, || {
                format!("tab {index} shows {id} in the log and behind it")
            });
        }
    }

    fn n_unread_of(&self, index: TabIndex) -> u64 {
        let tab = &self.tabs[index];
        let Some(client) = &tab.client else { return 0 };
        let from = client.read_mark().max(client.timeline().floor());
        let role = tab.role();
        let log = self.server.store.log().get(place(from)..).unwrap_or_default();
        let is_of_other = |event: &&Event| match &event.kind {
            EventKind::Message(message) => {
                !role.is_own_side(&message.author) && message.author != Author::System
            }
            _ => false,
        };
        log.iter().filter(is_of_other).count() as u64
    }

    fn check_ticket(&mut self) {
        let Some(head) = self.server.store.peek() else { return };
        let Some(opened) = &head.opened else { return };
        let n_tickets = self.desk.n_tickets;
        let Some(record) = self.desk.record.as_ref().filter(|_| n_tickets == 1) else {
            return self.break_rule(Rule::OneTicketAsReported, || format!("there are {n_tickets} tickets"));
        };
        let ticket = &record.ticket;
        let is_closed = ticket.status == TicketStatus::Closed;
        let differences = [
            ("version", record.report_version != head.report_version),
            ("status", is_closed != (head.status == ConversationStatus::Closed)),
            ("owner", ticket.owner != head.owner),
            ("unread", ticket.n_unread != head.n_unread),
            ("last message", ticket.last_message != opened.last_message),
            (
                "newest messages",
                (record.last_visitor_seq, record.last_agent_seq)
                    != (head.last_visitor_seq, head.last_agent_seq),
            ),
        ];
        if let Some((what, _)) = differences.iter().find(|(_, differs)| *differs) {
            let (ticket, head) = (record.clone(), head.clone());
            self.break_rule(Rule::OneTicketAsReported, || {
                format!("the ticket's {what} is not the conversation's: {ticket:?}, {head:?}")
            });
        }
    }
}

fn holds(event: &Event, id: MessageId) -> bool {
    matches!(&event.kind, EventKind::Message(message) if message.id == id)
}

/// Whether this is the stored event, as far as a client may know its kind.
fn is_shown_as(shown: &Event, stored: &Event) -> bool {
    let is_known_alike = shown.kind == stored.kind
        || shown.kind == EventKind::Unknown && matches!(stored.kind, EventKind::Activity(_));
    shown.seq == stored.seq && shown.at == stored.at && is_known_alike
}
