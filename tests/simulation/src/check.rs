//! The rules that are checked while a world runs.

use std::collections::BTreeSet;

use pulina_shared::connection::Link as LinkState;
use pulina_shared::ids::Seq;
use pulina_shared::limits;
use pulina_shared::wire::conversation::{Accepted, Event, EventKind, ServerFrame};

use crate::agenda::{Happening, TabIndex};
use crate::history::Mark;
use crate::network::LinkIndex;
use crate::rule::Rule;
use crate::store::{n_visitor_messages, place};
use crate::words::short;
use crate::world::World;

/// Longer than the minute by what may still arrive after a direction stopped passing.
const NOTICE_MS_MAX: u64 = limits::DEAD_LINK_MS_MAX + 5_500;

impl World {
    /// What a tab shows may only grow, within one history.
    pub(crate) fn check_shown(&mut self, index: TabIndex) {
        let is_healed = self.healed_at.is_some();
        let tab = &mut self.tabs[index];
        let Some(client) = &tab.client else { return };
        if is_healed && client.link() == LinkState::Open {
            tab.was_open = true;
        }
        let timeline = client.timeline();
        let Some(epoch) = timeline.epoch() else {
            // Only a history that was restored may be dropped.
            if tab.shown.take().is_some() && self.n_restores == 0 {
                self.break_rule(Rule::ReadsGoForward, || format!("tab {index} dropped its history"));
            }
            return;
        };
        let (floor, last) = (timeline.floor(), timeline.last_seq());
        match &mut tab.shown {
            // After a restore a history may have been written anew under its old name.
            Some((shown, n_restores, shown_floor, shown_last))
                if shown == epoch && *n_restores == self.n_restores =>
            {
                let is_less = floor > *shown_floor || last < *shown_last;
                let before = (*shown_floor, *shown_last);
                (*shown_floor, *shown_last) = (floor, last);
                if is_less {
                    self.break_rule(Rule::ReadsGoForward, || {
                        format!("tab {index} showed {before:?} and now shows {:?}", (floor, last))
                    });
                }
            }
            shown => *shown = Some((epoch.clone(), self.n_restores, floor, last)),
        }
    }

    pub(crate) fn check_polite(&mut self, index: TabIndex) {
        let tab = &mut self.tabs[index];
        let before = tab.opened_at.replace(self.now);
        if let Some(before) = before
            && self.now - before < limits::RETRY_MS_MIN
            && tab.jumped_at < before
        {
            let after_ms = self.now - before;
            self.break_rule(Rule::ReconnectsArePolite, || {
                format!("tab {index} tries again after {after_ms} ms")
            });
        }
    }

    /// Looks again in a minute at a link of which a direction passes nothing.
    pub(crate) fn watch_hole(&mut self, index: LinkIndex) {
        let link = &mut self.links[index];
        if !link.passes() {
            link.n_holes += 1;
            let n_holes = link.n_holes;
            self.agenda.enter(self.now + NOTICE_MS_MAX, Happening::MustHaveLeft(index, n_holes));
        }
    }

    pub(crate) fn check_left(&mut self, index: LinkIndex, n_holes: u32) {
        let link = &self.links[index];
        let tab = &self.tabs[link.tab];
        let is_still_there = tab.link() == Some(index) && tab.life == link.life && !link.is_cut;
        if link.n_holes != n_holes || link.passes() || !is_still_there {
            return;
        }
        // A frozen page notices nothing.
        if tab.is_frozen || tab.thawed_at + NOTICE_MS_MAX > self.now {
            let at = tab.thawed_at.max(self.now - NOTICE_MS_MAX / 2) + NOTICE_MS_MAX;
            return self.agenda.enter(at, Happening::MustHaveLeft(index, n_holes));
        }
        // A clock that stepped back stands still until it is read again, which a heartbeat does.
        let is_late_at = tab.jumped_at + NOTICE_MS_MAX + limits::HEARTBEAT_INTERVAL_MS;
        if tab.jumped_at > 0 && is_late_at > self.now {
            return self.agenda.enter(is_late_at, Happening::MustHaveLeft(index, n_holes));
        }
        let (tab, up, down) = (link.tab, link.up.passing, link.down.passing);
        self.break_rule(Rule::DeadLinkIsNoticed, || {
            format!("tab {tab} is still on socket {index} although it passes up {up:?}, down {down:?}")
        });
    }

    /// A frame as it came over a socket.
    pub(crate) fn check_frame(&mut self, tab: TabIndex, index: LinkIndex, frame: &ServerFrame) {
        match frame {
            ServerFrame::Hello(hello) => {
                self.links[index].told = Some(hello.after.0);
                let last = self.tabs[tab].client.as_ref().map(|client| client.timeline().resume_after());
                if hello.resumed && last != Some(hello.after) {
                    let after = hello.after;
                    self.break_rule(Rule::SocketHasNoHole, || {
                        format!("tab {tab} has {last:?} and is told to go on after {after:?}")
                    });
                }
            }
            ServerFrame::Events(page) => {
                for event in &page.events {
                    let told = self.links[index].told.map(|told| told + 1);
                    if told != Some(event.seq.0) {
                        let seq = event.seq.0;
                        self.break_rule(Rule::SocketHasNoHole, || {
                            format!("socket {index} of tab {tab} brings {seq} where {told:?} comes next")
                        });
                    }
                    self.links[index].told = Some(event.seq.0);
                    self.note_seen(tab, event);
                }
            }
            ServerFrame::Accepted(accepted) => self.note_accepted(tab, accepted),
            _ => {}
        }
    }

    pub(crate) fn note_seen(&mut self, tab: TabIndex, event: &Event) {
        if self.history.see(event) {
            let seq = event.seq.0;
            self.break_rule(Rule::HistoriesAreNotMixed, || {
                format!("tab {tab} is shown an event {seq} that others saw otherwise")
            });
        }
    }

    pub(crate) fn note_accepted(&mut self, tab: TabIndex, accepted: &Accepted) {
        let said = self.history.said.get_mut(&accepted.id).map(|said| &mut said.accepted);
        let did = self.history.did.get_mut(&accepted.id).map(|did| &mut did.accepted);
        let Some(known) = said.or(did) else {
            let id = short(accepted.id);
            return self.break_rule(Rule::SomebodySaidIt, || format!("tab {tab} got an answer for {id}"));
        };
        let answer = (accepted.seq, accepted.at);
        let before = known.replace(answer);
        if before.is_some_and(|before| before != answer) {
            let id = short(accepted.id);
            self.break_rule(Rule::AnswersAgree, || {
                format!("{id} was answered {before:?} and now {answer:?}")
            });
        }
    }

    /// A client that goes on with a history has nothing that this history does not have.
    pub(crate) fn check_one_history(&mut self, index: TabIndex) {
        let Some(client) = &self.tabs[index].client else { return };
        let log = self.server.store.log();
        let other = client.timeline().events().iter().find(|event| {
            let stored = log.get(place(event.seq).wrapping_sub(1));
            stored.map(Mark::of) != Some(Mark::of(event))
        });
        if let Some(event) = other {
            let (seq, n_events) = (event.seq.0, log.len());
            self.break_rule(Rule::HistoriesAreNotMixed, || {
                format!("tab {index} goes on with an event {seq} that is not the log's, which has {n_events}")
            });
        }
    }

    pub(crate) fn check_window(&mut self, index: LinkIndex) {
        let Some(socket) = self.server.sockets.get(&index) else { return };
        let n_events = socket.unconfirmed.len() as u64;
        if n_events * 9_000 < limits::UNCONFIRMED_BYTES_MAX && n_events <= limits::UNCONFIRMED_EVENTS_MAX {
            return;
        }
        // Of a message that was taken back the server keeps no size, so what is on its way of such
        // texts is beyond the bound in bytes; the bound in events holds for them as well.
        let bytes = |&(seq, bytes): &(u64, u64)| bytes.min(self.server.store.bytes_of(Seq(seq)));
        let n_bytes: u64 = socket.unconfirmed.iter().map(bytes).sum();
        if n_events > limits::UNCONFIRMED_EVENTS_MAX || n_bytes > limits::UNCONFIRMED_BYTES_MAX {
            self.break_rule(Rule::WindowIsBounded, || {
                format!("socket {index} has {n_events} events, {n_bytes} bytes, on the way")
            });
        }
    }

    /// What every commit must leave.
    pub(crate) fn check_commit(&mut self) {
        let Some(head) = self.server.store.peek() else { return };
        let marks = (head.visitor_read.0, head.agent_read.0);
        let log = self.server.store.log();
        let n_events = log.len() as u64;
        let last_seq = head.last_seq.0;
        let before = self.last_marks.replace(marks);
        if let Some(before) = before
            && (marks.0 < before.0 || marks.1 < before.1)
        {
            self.break_rule(Rule::ReadMarksGoForward, || {
                format!("the marks were {before:?} and are {marks:?}")
            });
        }
        if last_seq > n_events {
            self.break_rule(Rule::LogHasNoHole, || {
                format!("place {last_seq} was given, {n_events} are stored")
            });
        } else if last_seq < n_events {
            self.break_rule(Rule::StoreFitsTogether, || {
                format!("{n_events} events are stored and the head knows of {last_seq}")
            });
        }
        self.check_new_rows();
        if n_events < 40 || self.verdict.n_steps.is_multiple_of(16) {
            self.check_unread();
        }
    }

    fn check_new_rows(&mut self) {
        let log = self.server.store.log();
        self.n_checked = self.n_checked.min(log.len());
        for index in self.n_checked..log.len() {
            let event = &log[index];
            if event.seq != Seq(index as u64 + 1) {
                let seq = event.seq.0;
                return self.break_rule(Rule::LogHasNoHole, || format!("row {index} has place {seq}"));
            }
            let EventKind::Message(message) = &event.kind else { continue };
            let is_double = log[..index]
                .iter()
                .rev()
                .take(400)
                .any(|row| matches!(&row.kind, EventKind::Message(other) if other.id == message.id));
            if is_double {
                let (seq, id) = (event.seq.0, short(message.id));
                return self.break_rule(Rule::OneRowForEachId, || format!("{id} is stored again as {seq}"));
            }
        }
        self.n_checked = self.server.store.log().len();
    }

    pub(crate) fn check_unread(&mut self) {
        let Some(head) = self.server.store.peek() else { return };
        let log = self.server.store.log();
        let n_unread = n_visitor_messages(log.get(place(head.agent_read)..).unwrap_or_default());
        let n_messages =
            log.iter().filter(|event| matches!(event.kind, EventKind::Message(_))).count() as u64;
        let counted = (head.n_unread, head.n_messages, head.opened.is_some());
        let expected = (n_unread, n_messages, n_messages > 0);
        if counted.0 != expected.0 {
            self.break_rule(Rule::UnreadIsRight, || {
                format!("the head counts {} unread, the log has {}", counted.0, expected.0)
            });
        } else if counted != expected {
            self.break_rule(Rule::StoreFitsTogether, || {
                format!("the head has {counted:?}, its log makes {expected:?}")
            });
        }
    }

    /// Whether two ids of one act are both stored.
    pub(crate) fn check_acts(&mut self) {
        let mut acts = BTreeSet::new();
        let mut doubled = None;
        for event in self.server.store.log() {
            let EventKind::Message(message) = &event.kind else { continue };
            if let Some(said) = self.history.said.get(&message.id)
                && !acts.insert(said.act)
            {
                doubled = Some(event.seq.0);
            }
        }
        if let Some(seq) = doubled {
            self.break_rule(Rule::SaidOnceShownOnce, || format!("{seq} was said once and is stored twice"));
        }
    }
}
