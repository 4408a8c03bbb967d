//! Between the conversation and the help desk: reports one way, orders the other, each at least
//! once, some lost, some answered too late, some twice.

use pulina_shared::problem::{Code, Rejection};
use pulina_worker::domain::conversation::Moment;
use pulina_worker::domain::{order, report};
use pulina_worker::internal::Report;

use crate::agenda::Happening;
use crate::chance::Chance;
use crate::help_desk::ReportCall;
use crate::mutant::Mutant;
use crate::object::with_moment;
use crate::server::{Output, Server};
use crate::store::StatementFailed;
use crate::world::World;

impl World {
    /// Tries to deliver, if there is something and it is time.
    pub(crate) fn report_if_due(&mut self) {
        if !self.server.is_up || self.server.is_reporting {
            return;
        }
        let local = self.server.local(self.now);
        let Some(head) = self.server.store.peek() else { return };
        if report::due_at(head, local).is_none_or(|at| at > local) {
            return;
        }
        if let Some(report) = report::pending(head) {
            self.server.is_reporting = true;
            let version = report.version;
            self.give_out(vec![Output::Report(Box::new(report))], false);
            if self.mutant == Some(Mutant::ReportSentIsDelivered) {
                self.note_delivery(version, true);
            }
        }
    }

    pub(crate) fn send_report(&mut self, report: Report) {
        let life = self.server.life;
        let version = report.version;
        let latency_ms = self.chance.within(1, 30);
        let is_lost = self.desk.is_away || self.is_parcel_lost();
        if is_lost {
            return self.enter(self.now + 5_000, Happening::ReportAnswered(life, version, false));
        }
        let call = Box::new(ReportCall { life: Some(life), report });
        self.enter(self.now + latency_ms, Happening::ReportArrives(call));
    }

    fn is_parcel_lost(&mut self) -> bool {
        self.healed_at.is_none() && self.chance.one_in(self.plan.parcel_loss_in)
    }

    pub(crate) fn report_arrives(&mut self, call: ReportCall) {
        let now = self.server.local(self.now);
        self.trace(|| format!("desk: gets report {} ({:?})", call.report.version, call.report.status));
        self.desk.receive(&call.report, &self.users, now, self.mutant);
        self.order_soon();
        if let Some(life) = call.life {
            let is_answer_lost = self.is_parcel_lost();
            let at = self.now + self.chance.within(1, 30);
            self.enter(at, Happening::ReportAnswered(life, call.report.version, !is_answer_lost));
        }
    }

    pub(crate) fn report_answered(&mut self, life: u32, version: u64, is_taken: bool) {
        if self.server.life != life {
            return;
        }
        self.server.is_reporting = false;
        self.note_delivery(version, is_taken);
        self.report_if_due();
        self.set_alarm();
    }

    fn note_delivery(&mut self, version: u64, is_taken: bool) {
        let now = self.server.local(self.now);
        let chance = self.chance.number();
        let store = &mut self.server.store;
        store.begin(now);
        let noted =
            if is_taken { report::delivered(store, version) } else { report::failed(store, now, chance) };
        match noted {
            Ok(()) => {
                let has_written = store.commit();
                self.give_out(Vec::new(), has_written);
            }
            Err(StatementFailed) => store.roll_back(),
        }
        self.check_commit();
    }

    // ---- Orders ----

    pub(crate) fn order_soon(&mut self) {
        if !self.desk.is_delivering && !self.desk.orders.is_empty() {
            self.desk.is_delivering = true;
            let at = self.now + self.chance.within(1, 50);
            self.enter(at, Happening::OrderLeaves);
        }
    }

    pub(crate) fn order_leaves(&mut self) {
        let Some(number) = self.desk.orders.front().map(|order| order.number) else {
            self.desk.is_delivering = false;
            return;
        };
        let at = self.now + self.chance.within(1, 30);
        if self.desk.is_away || self.is_parcel_lost() {
            return self.enter(self.now + 3_000, Happening::OrderAnswered(number, false));
        }
        self.enter(at, Happening::OrderArrives(number));
    }

    pub(crate) fn order_arrives(&mut self, number: u64) {
        let Some(order) = self.desk.orders.iter().find(|order| order.number == number).cloned() else {
            return self.send_order_answer(number, true);
        };
        if !self.server.is_up {
            return self.send_order_answer(number, false);
        }
        self.trace(|| format!("server: gets order {number}: {:?}", order.act));
        self.server.store.begin(self.server.local(self.now));
        let obeyed = with_moment!(self, |moment, server| order::obey(&mut server.store, order, &mut moment));
        match obeyed {
            Ok(obeyed) => {
                let mut output = Vec::new();
                if obeyed.has_events || obeyed.is_state_changed {
                    self.tell_others(None, obeyed.is_state_changed, &mut output);
                }
                if let Some(session) = &obeyed.ended {
                    let of_session =
                        |socket: &crate::server::ServerSocket| socket.machine.is_of_session(session);
                    let ended: Vec<_> = self
                        .server
                        .sockets
                        .iter()
                        .filter(|(_, socket)| of_session(socket))
                        .map(|(i, _)| *i)
                        .collect();
                    for socket in ended {
                        self.close_socket(socket, &Rejection::new(Code::SessionEnded), &mut output);
                    }
                }
                output.push(Output::OrderDone(number));
                self.end_transaction(output);
            }
            Err(StatementFailed) => {
                self.server.store.roll_back();
                self.send_order_answer(number, false);
            }
        }
        self.check_commit();
        self.set_alarm();
    }

    pub(crate) fn send_order_answer(&mut self, number: u64, is_done: bool) {
        let is_heard = is_done && !self.is_parcel_lost();
        let at = self.now + self.chance.within(1, 30);
        self.enter(at, Happening::OrderAnswered(number, is_heard));
    }

    pub(crate) fn order_answered(&mut self, number: u64, is_done: bool) {
        if is_done {
            self.desk.orders.retain(|order| order.number != number);
        }
        self.desk.is_delivering = false;
        if self.desk.orders.is_empty() {
            return;
        }
        self.desk.is_delivering = true;
        let wait_ms = if is_done { 1 } else { self.chance.within(500, 3_000) };
        self.enter(self.now + wait_ms, Happening::OrderLeaves);
    }
}
