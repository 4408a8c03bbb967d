//! The rules of one ticket: how its status follows the conversation and what agents may do to it.
//! Every change is made here and nowhere else; applying the same change twice changes nothing.

use pulina_shared::ids::{Seq, UserId, VisitorId};
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::{ConversationStatus, PublicUser};
use pulina_shared::wire::help_desk::{Ticket, TicketStatus};
use pulina_shared::wire::routing::{OwnerReason, Priority};

use crate::internal::{OrderAct, Report};

/// A ticket and what the help desk remembers beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketRecord {
    /// What desks see.
    pub ticket: Ticket,
    /// Whose conversation it is.
    pub visitor: VisitorId,
    /// The newest report that was taken in.
    pub report_version: u64,
    /// The newest message of the visitor that the help desk knows.
    pub last_visitor_seq: Seq,
    /// The newest message of an agent that the help desk knows.
    pub last_agent_seq: Seq,
    /// The number of the last order to close or reopen the conversation; 0 for none.
    pub last_order: u64,
    /// Since when it is closed; absent while it is open.
    pub closed_at: Option<Timestamp>,
}

impl TicketRecord {
    /// Whether its rule runs again when somebody becomes available.
    pub fn waits(&self) -> bool {
        let Ticket { owner, owner_reason, is_erased, .. } = &self.ticket;
        owner.is_none() && !is_erased && owner_reason.as_ref().is_some_and(OwnerReason::waits)
    }
}

/// A ticket after a change, and what its conversation has to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The new form; its revision is given when it is stored.
    pub record: TicketRecord,
    /// What the conversation has to do.
    pub order: Option<OrderAct>,
}

impl Changed {
    /// Notes the number under which its order was given.
    pub fn ordered_as(mut self, number: u64) -> Self {
        if let Some(OrderAct::Close { .. } | OrderAct::Reopen { .. }) = self.order {
            self.record.last_order = number;
        }
        self
    }
}

/// The status that follows from a report.
///
/// The newest message decides; without a new one the conversation's own status does, unless an
/// order of ours that it has not carried out yet will change it.
pub fn status_after(existing: Option<&TicketRecord>, report: &Report) -> TicketStatus {
    let (before, known_visitor, known_agent, last_order) = match existing {
        Some(record) => {
            (record.ticket.status, record.last_visitor_seq, record.last_agent_seq, record.last_order)
        }
        None => (TicketStatus::New, Seq(0), Seq(0), 0),
    };
    let is_settled = report.last_order >= last_order;
    let is_new_visitor_message = report.last_visitor_seq > known_visitor;
    let is_new_agent_message = report.last_agent_seq > known_agent;
    let by_newest_message = match before {
        _ if report.last_agent_seq > report.last_visitor_seq => TicketStatus::WaitingOnContact,
        TicketStatus::New if report.last_agent_seq == Seq(0) => TicketStatus::New,
        _ => TicketStatus::WaitingOnUs,
    };
    match report.status {
        ConversationStatus::Closed if is_settled => TicketStatus::Closed,
        // An order to close ignores nothing but messages of the visitor that it did not know of.
        _ if is_new_visitor_message => by_newest_message,
        _ if !is_settled => before,
        ConversationStatus::Open if is_new_agent_message || before == TicketStatus::Closed => {
            by_newest_message
        }
        _ => before,
    }
}

/// Changes the owner, if it still is who the caller believes; `None` when it is so already.
///
/// # Errors
/// `owner_changed`.
pub fn change_owner(
    record: &TicketRecord,
    expected: Option<&UserId>,
    owner: Option<PublicUser>,
    by: &UserId,
    now: Timestamp,
) -> Result<Option<Changed>, Rejection> {
    let current = record.ticket.owner.as_ref();
    if current == owner.as_ref().map(|user| &user.id) {
        return Ok(None);
    }
    if current != expected {
        return Err(Rejection::new(Code::OwnerChanged));
    }
    Ok(Some(owned_by(record, owner, OwnerReason::Chosen(by.clone()), now)))
}

/// The ticket with another owner, and why.
pub fn owned_by(
    record: &TicketRecord,
    owner: Option<PublicUser>,
    reason: OwnerReason,
    now: Timestamp,
) -> Changed {
    let mut record = touched(record, now);
    record.ticket.owner_reason = Some(reason);
    record.ticket.owner = owner.as_ref().map(|user| user.id.clone());
    Changed { record, order: Some(OrderAct::SetOwner { owner }) }
}

/// Says how urgent a ticket is; `None` when it is so already.
pub fn prioritise(record: &TicketRecord, priority: Option<Priority>, now: Timestamp) -> Option<Changed> {
    if record.ticket.priority == priority {
        return None;
    }
    let mut record = touched(record, now);
    record.ticket.priority = priority;
    Some(Changed { record, order: None })
}

/// Ends the work on a ticket; `None` when it is ended already.
pub fn close(record: &TicketRecord, by: &UserId, now: Timestamp) -> Option<Changed> {
    if record.ticket.status == TicketStatus::Closed {
        return None;
    }
    let order = OrderAct::Close { by: by.clone(), seen_visitor_seq: record.last_visitor_seq };
    let mut record = touched(record, now);
    record.ticket.status = TicketStatus::Closed;
    record.closed_at = Some(now);
    Some(Changed { record, order: Some(order) })
}

/// Takes the work up again; `None` when the ticket is not closed, or nothing is left to work on.
pub fn reopen(record: &TicketRecord, by: &UserId, now: Timestamp) -> Option<Changed> {
    if record.ticket.status != TicketStatus::Closed || record.ticket.is_erased {
        return None;
    }
    let mut record = touched(record, now);
    record.ticket.status = TicketStatus::WaitingOnUs;
    record.closed_at = None;
    Some(Changed { record, order: Some(OrderAct::Reopen { by: by.clone() }) })
}

/// A copy that changed now; lists never go backwards when a clock does.
fn touched(record: &TicketRecord, now: Timestamp) -> TicketRecord {
    let mut record = record.clone();
    record.ticket.changed_at = record.ticket.changed_at.max(now);
    record
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::help_desk::tests::{record, report, user};
    use TicketStatus::{Closed, New, WaitingOnContact, WaitingOnUs};

    #[test]
    fn status_follows_the_newest_message() {
        let open = ConversationStatus::Open;
        let closed = ConversationStatus::Closed;
        // before, (visitor, agent, order) known, (status, visitor, agent, order) reported, after
        let table = [
            (New, (1, 0, 0), (open, 1, 0, 0), New, "nothing new"),
            (New, (1, 0, 0), (open, 2, 0, 0), New, "nobody answered yet"),
            (New, (1, 0, 0), (open, 1, 2, 0), WaitingOnContact, "an answer"),
            (New, (1, 0, 0), (open, 3, 2, 0), WaitingOnUs, "an answer and a question in one report"),
            (WaitingOnContact, (1, 2, 0), (open, 3, 2, 0), WaitingOnUs, "a further question"),
            (WaitingOnUs, (3, 2, 0), (open, 3, 4, 0), WaitingOnContact, "a further answer"),
            (WaitingOnUs, (3, 0, 0), (open, 3, 0, 0), WaitingOnUs, "a read mark"),
            (
                Closed,
                (1, 2, 1),
                (open, 3, 2, 0),
                WaitingOnUs,
                "closed, and the visitor had written meanwhile",
            ),
            (Closed, (1, 2, 1), (open, 1, 3, 0), Closed, "an answer that crosses the order to close"),
            (Closed, (1, 2, 1), (closed, 1, 2, 1), Closed, "the order was carried out"),
            (Closed, (1, 2, 1), (open, 1, 2, 1), WaitingOnContact, "the order was ignored"),
            (Closed, (1, 2, 1), (open, 4, 2, 1), WaitingOnUs, "the visitor came back"),
            (Closed, (1, 2, 1), (open, 1, 4, 1), WaitingOnContact, "an agent wrote again"),
            (WaitingOnUs, (1, 2, 2), (closed, 1, 2, 1), WaitingOnUs, "the order to reopen is on its way"),
            (WaitingOnUs, (1, 2, 2), (open, 1, 2, 2), WaitingOnUs, "the order to reopen was carried out"),
            (WaitingOnUs, (1, 2, 0), (closed, 1, 2, 0), Closed, "the conversation knows better"),
        ];
        for (before, known, told, after, why) in table {
            let mut existing = record();
            existing.ticket.status = before;
            (existing.last_visitor_seq, existing.last_agent_seq, existing.last_order) =
                (Seq(known.0), Seq(known.1), known.2);
            let mut report = report(9);
            (report.status, report.last_visitor_seq, report.last_agent_seq, report.last_order) =
                (told.0, Seq(told.1), Seq(told.2), told.3);
            assert_eq!(status_after(Some(&existing), &report), after, "{why}");
        }
    }

    #[test]
    fn owner_changes_only_from_the_expected_one() {
        let (ana, ben) = (user(1), user(2));
        let free = record();
        let taken = change_owner(&free, None, Some(ana.clone()), &ben.id, Timestamp(9)).unwrap().unwrap();
        assert_eq!(taken.record.ticket.owner_reason, Some(OwnerReason::Chosen(ben.id.clone())));
        assert_eq!(taken.record.ticket.owner, Some(ana.id.clone()));
        assert_eq!(taken.order, Some(OrderAct::SetOwner { owner: Some(ana.clone()) }));
        let refused =
            change_owner(&taken.record, None, Some(ben.clone()), &ben.id, Timestamp(9)).unwrap_err();
        assert_eq!(refused.code, Code::OwnerChanged);
        let repeated = change_owner(&taken.record, None, Some(ana), &ben.id, Timestamp(9));
        assert_eq!(repeated, Ok(None), "what is so already is no conflict");
    }

    #[test]
    fn closing_and_reopening_twice_changes_nothing_more() {
        let open = record();
        let closed = close(&open, &user(1).id, Timestamp(9)).unwrap();
        let seen = open.last_visitor_seq;
        assert_eq!(closed.order, Some(OrderAct::Close { by: user(1).id, seen_visitor_seq: seen }));
        assert_eq!(close(&closed.record, &user(1).id, Timestamp(9)), None);
        let reopened = reopen(&closed.record, &user(1).id, Timestamp(9)).unwrap();
        assert_eq!(reopened.record.ticket.status, WaitingOnUs);
        assert_eq!(reopen(&reopened.record, &user(1).id, Timestamp(9)), None);
    }

    #[test]
    fn a_clock_that_steps_back_moves_no_ticket_down() {
        let mut existing = record();
        existing.ticket.changed_at = Timestamp(100);
        let closed = close(&existing, &user(1).id, Timestamp(50)).unwrap();
        assert_eq!(closed.record.ticket.changed_at, Timestamp(100));
    }
}
