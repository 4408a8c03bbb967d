//! The receiver of reports and the giver of orders: the real rules of a ticket over one row, its
//! orders delivered in order and at least once.

use std::collections::VecDeque;

use pulina_shared::ids::{InboxId, SessionId, TicketNumber};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::PublicUser;
use pulina_shared::wire::routing::TicketDefaults;
use pulina_worker::domain::help_desk::{self, Beginning};
use pulina_worker::domain::ticket::{Changed, TicketRecord};
use pulina_worker::internal::{Order, OrderAct, Report};

use crate::mutant::Mutant;

/// A report on its way.
#[derive(Clone, Debug)]
pub struct ReportCall {
    /// The life of the server that waits for the answer; none waits for a repetition.
    pub life: Option<u32>,
    /// The report.
    pub report: Report,
}

/// The help desk.
#[derive(Clone, Debug, Default)]
pub struct HelpDesk {
    /// The ticket.
    pub record: Option<TicketRecord>,
    /// How many tickets were opened for the one conversation.
    pub n_tickets: u64,
    /// Orders that were not carried out yet, oldest first.
    pub orders: VecDeque<Order>,
    /// The oldest is on its way.
    pub is_delivering: bool,
    /// The number of the last order.
    pub last_order: u64,
    /// Nobody reaches it.
    pub is_away: bool,
    /// The last report that came, to be repeated by chance.
    pub last_report: Option<Report>,
}

/// What a ticket begins with where a channel says nothing.
pub fn beginning(number: TicketNumber) -> Beginning {
    Beginning { number, inbox: InboxId::new([7; 10]), defaults: TicketDefaults::default() }
}

impl HelpDesk {
    /// Takes in a report.
    pub fn receive(&mut self, report: &Report, users: &[PublicUser], now: Timestamp, mutant: Option<Mutant>) {
        self.last_report = Some(report.clone());
        // A conversation that carried out orders we do not know of: our history is an older one.
        self.last_order = self.last_order.max(report.last_order);
        let mut existing = self.record.clone();
        match (mutant, &mut existing) {
            (Some(Mutant::ReportOpensTicketAgain), Some(record))
                if record.report_version + 1 != report.version =>
            {
                existing = None;
            }
            (Some(Mutant::ReportVersionIgnored), Some(record)) => record.report_version = 0,
            _ => {}
        }
        let last_agent = report.last_agent.as_ref().and_then(|id| users.iter().find(|user| user.id == *id));
        let beginning = beginning(TicketNumber(self.n_tickets + 1));
        let Some(changed) = help_desk::receive(report, existing.as_ref(), &beginning, last_agent, now) else {
            return;
        };
        if existing.is_none() {
            self.n_tickets += 1;
        }
        self.change(changed);
    }

    /// Stores a change of the ticket with the order that follows from it.
    pub fn change(&mut self, changed: Changed) {
        let changed = match changed.order.clone() {
            Some(act) => changed.ordered_as(self.order(act)),
            None => changed,
        };
        self.record = Some(changed.record);
    }

    /// A sign-in ends.
    pub fn end_session(&mut self, session: SessionId) {
        self.order(OrderAct::EndSession(session));
    }

    /// A user changed their public profile.
    pub fn update_person(&mut self, user: PublicUser) {
        self.order(OrderAct::UpdatePerson(user));
    }

    fn order(&mut self, act: OrderAct) -> u64 {
        self.last_order += 1;
        self.orders.push_back(Order { number: self.last_order, act });
        self.last_order
    }
}
