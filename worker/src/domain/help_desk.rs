//! What the help desk makes of a conversation's report: the ticket's newest form and the orders
//! that follow. A report that is not newer than the last one changes nothing, so reports may be
//! repeated, overtaken and merged.

use pulina_shared::ids::{InboxId, Revision, Seq, TicketNumber, VisitorId};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::PublicUser;
use pulina_shared::wire::help_desk::{Ticket, TicketStatus};
use pulina_shared::wire::routing::{OwnerReason, TicketDefaults};

use crate::domain::ticket::{Changed, TicketRecord, owned_by, status_after};
use crate::internal::Report;

/// What a new ticket gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// Its number.
    pub number: TicketNumber,
    /// The inbox that it is in.
    pub inbox: InboxId,
    /// What the channel's rule says of new tickets.
    pub defaults: TicketDefaults,
}

/// Takes in a report; `None` when nothing follows.
///
/// `beginning` is what a new ticket gets, `last_agent` the profile of who wrote the
/// newest message of an agent, if that user still exists.
pub fn receive(
    report: &Report,
    existing: Option<&TicketRecord>,
    beginning: &Beginning,
    last_agent: Option<&PublicUser>,
    now: Timestamp,
) -> Option<Changed> {
    if existing.is_some_and(|record| record.report_version >= report.version) {
        return None;
    }
    if report.is_erased {
        return existing.map(|record| Changed { record: erased(record, report, now), order: None });
    }
    let status = status_after(existing, report);
    let record = match existing {
        Some(record) => updated(record, report, status, now),
        None => opened(report, status, beginning),
    };
    let has_new_answer = existing.is_none_or(|before| report.last_agent_seq > before.last_agent_seq);
    match last_agent {
        Some(agent) if has_new_answer && record.ticket.owner.is_none() => {
            let changed_at = record.ticket.changed_at;
            Some(owned_by(&record, Some(agent.clone()), OwnerReason::Answered, changed_at))
        }
        _ => Some(Changed { record, order: None }),
    }
}

/// How long the visitor waited for the first answer, if this report brings it.
pub fn first_reply_ms(report: &Report, existing: Option<&TicketRecord>) -> Option<u64> {
    let was_answered = existing.is_some_and(|record| record.last_agent_seq > Seq(0));
    // When the visitor wrote again in the same report, nobody can say when the answer came.
    let is_newest = report.last_agent_seq > report.last_visitor_seq;
    let opened_at = existing.map_or(report.opened_at, |record| record.ticket.opened_at);
    (is_newest && !was_answered).then(|| report.last_message.at.since(opened_at))
}

/// What was said decides where the ticket stands; where nobody answered yet, the channel does.
fn opened(report: &Report, status: TicketStatus, beginning: &Beginning) -> TicketRecord {
    let Beginning { number, inbox, defaults } = beginning;
    let status = if status == TicketStatus::New { defaults.status } else { status };
    TicketRecord {
        ticket: Ticket {
            number: *number,
            conversation: report.conversation.clone(),
            channel: report.channel.clone(),
            subject: report.subject.clone(),
            visitor_name: report.claimed_name.clone().unwrap_or_else(|| visitor_name(&report.visitor)),
            status,
            inbox: inbox.clone(),
            owner: None,
            owner_reason: None,
            priority: defaults.priority,
            email: report.claimed_email.clone(),
            verified: None,
            attributes_at: None,
            rating: report.rating,
            is_erased: false,
            last_message: report.last_message.clone(),
            n_unread: report.n_unread,
            opened_at: report.opened_at,
            changed_at: report.last_message.at,
            revision: Revision(0),
        },
        visitor: report.visitor.clone(),
        report_version: report.version,
        last_visitor_seq: report.last_visitor_seq,
        last_agent_seq: report.last_agent_seq,
        last_order: 0,
        closed_at: report.closed_at,
    }
}

/// A read mark alone is a change to be told, but does not move the ticket up.
fn updated(before: &TicketRecord, report: &Report, status: TicketStatus, now: Timestamp) -> TicketRecord {
    let mut record = before.clone();
    let ticket = &mut record.ticket;
    if ticket.status != status {
        ticket.changed_at = ticket.changed_at.max(now);
    }
    ticket.status = status;
    ticket.changed_at = ticket.changed_at.max(report.last_message.at);
    ticket.last_message = report.last_message.clone();
    ticket.n_unread = report.n_unread;
    ticket.subject.clone_from(&report.subject);
    if let Some(name) = &report.claimed_name {
        ticket.visitor_name.clone_from(name);
    }
    ticket.email.clone_from(&report.claimed_email);
    ticket.rating = report.rating;
    record.closed_at = match status {
        TicketStatus::Closed => report.closed_at.or(record.closed_at),
        _ => None,
    };
    record.report_version = report.version;
    record.last_visitor_seq = report.last_visitor_seq;
    record.last_agent_seq = report.last_agent_seq;
    record
}

/// The number stays, and that there was something. Whatever tells of the visitor goes.
fn erased(before: &TicketRecord, report: &Report, now: Timestamp) -> TicketRecord {
    let mut record = before.clone();
    let ticket = &mut record.ticket;
    if ticket.status != TicketStatus::Closed {
        ticket.changed_at = ticket.changed_at.max(now);
    }
    ticket.status = TicketStatus::Closed;
    ticket.subject.clear();
    ticket.visitor_name.clear();
    ticket.last_message.preview.clear();
    ticket.email = None;
    ticket.verified = None;
    ticket.attributes_at = None;
    ticket.rating = None;
    ticket.n_unread = 0;
    ticket.is_erased = true;
    record.report_version = report.version;
    record
}

/// What to call somebody of whom nothing is known.
pub fn visitor_name(visitor: &VisitorId) -> String {
    let text = visitor.as_str();
    let letters = text.get(text.len().saturating_sub(4)..).unwrap_or(text);
    format!("Visitor {}", letters.to_uppercase())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::internal::OrderAct;
    use pulina_shared::ids::{AccountId, ChannelId, ConversationId, UserId};
    use pulina_shared::wire::conversation::{Author, ConversationStatus};
    use pulina_shared::wire::help_desk::LastMessage;
    use pulina_shared::wire::routing::Priority;

    pub fn user(n: u8) -> PublicUser {
        PublicUser { id: UserId::new([n; 10]), name: format!("User {n}"), avatar: None }
    }

    pub fn report(version: u64) -> Report {
        let account = AccountId::new([1; 10]);
        Report {
            conversation: ConversationId::new(&account, [2; 10]),
            version,
            channel: ChannelId::new(&account, [3; 5]),
            visitor: VisitorId::new([4; 10]),
            status: ConversationStatus::Open,
            subject: "Where is my parcel?".to_owned(),
            opened_at: Timestamp(10),
            last_message: LastMessage {
                author: Author::Visitor,
                preview: "Where?".to_owned(),
                at: Timestamp(10),
            },
            last_visitor_seq: Seq(1),
            last_agent_seq: Seq(0),
            last_agent: None,
            n_unread: 1,
            last_order: 0,
            closed_at: None,
            claimed_name: None,
            claimed_email: None,
            rating: None,
            consent: None,
            is_erased: false,
        }
    }

    pub fn beginning(number: u64) -> Beginning {
        let defaults = TicketDefaults::default();
        Beginning { number: TicketNumber(number), inbox: InboxId::new([5; 10]), defaults }
    }

    pub fn record() -> TicketRecord {
        receive(&report(1), None, &beginning(7), None, Timestamp(10)).unwrap().record
    }

    #[test]
    fn channel_says_what_a_ticket_begins_with_until_somebody_answers() {
        let mut chosen = beginning(7);
        chosen.defaults.status = TicketStatus::WaitingOnUs;
        chosen.defaults.priority = Some(Priority::High);
        let open =
            |report: &Report| receive(report, None, &chosen, None, Timestamp(10)).unwrap().record.ticket;
        let ticket = open(&report(1));
        assert_eq!((ticket.status, ticket.priority), (TicketStatus::WaitingOnUs, Some(Priority::High)));
        let mut answered = report(1);
        (answered.last_agent_seq, answered.last_agent) = (Seq(2), Some(user(1).id));
        assert_eq!(open(&answered).status, TicketStatus::WaitingOnContact);
    }

    #[test]
    fn first_report_opens_a_ticket() {
        let ticket = record().ticket;
        assert_eq!((ticket.number, ticket.status, ticket.owner), (TicketNumber(7), TicketStatus::New, None));
        assert_eq!(ticket.visitor_name, "Visitor 8104");
        assert_eq!(ticket.changed_at, Timestamp(10));
    }

    #[test]
    fn erased_ticket_keeps_nothing_of_what_a_visitor_gave() {
        let mut told = report(2);
        told.claimed_name = Some("Mika".to_owned());
        told.claimed_email = Some("mika@example.org".to_owned());
        told.rating = Some(1);
        let known = receive(&told, Some(&record()), &beginning(8), None, Timestamp(20)).unwrap().record;
        assert_eq!(known.ticket.rating, Some(1));
        let last = Report { version: 3, is_erased: true, ..told };
        let ticket = receive(&last, Some(&known), &beginning(8), None, Timestamp(30)).unwrap().record.ticket;
        assert!(ticket.is_erased);
        assert_eq!((ticket.rating, ticket.email), (None, None));
        assert_eq!((ticket.visitor_name, ticket.last_message.preview), (String::new(), String::new()));
    }

    #[test]
    fn report_that_is_not_newer_changes_nothing() {
        let existing = record();
        for version in [0, 1] {
            assert_eq!(receive(&report(version), Some(&existing), &beginning(8), None, Timestamp(99)), None);
        }
    }

    #[test]
    fn who_answers_an_unowned_ticket_owns_it() {
        let mut answer = report(2);
        (answer.last_agent_seq, answer.last_agent) = (Seq(2), Some(user(1).id));
        let first = receive(&answer, Some(&record()), &beginning(8), Some(&user(1)), Timestamp(11)).unwrap();
        assert_eq!(first.record.ticket.owner, Some(user(1).id));
        assert_eq!(first.order, Some(OrderAct::SetOwner { owner: Some(user(1)) }));

        let mut second_answer = report(3);
        (second_answer.last_agent_seq, second_answer.last_agent) = (Seq(3), Some(user(2).id));
        let second =
            receive(&second_answer, Some(&first.record), &beginning(8), Some(&user(2)), Timestamp(12))
                .unwrap();
        assert_eq!((second.record.ticket.owner, second.order), (Some(user(1).id), None));
    }

    #[test]
    fn an_old_answer_does_not_take_a_ticket_that_was_given_up() {
        let mut before = record();
        before.last_agent_seq = Seq(2);
        let mut read_mark = report(3);
        (read_mark.last_agent_seq, read_mark.last_agent) = (Seq(2), Some(user(1).id));
        let after = receive(&read_mark, Some(&before), &beginning(8), Some(&user(1)), Timestamp(12)).unwrap();
        assert_eq!(after.record.ticket.owner, None);
    }

    #[test]
    fn only_the_first_answer_tells_how_long_the_visitor_waited() {
        let answered = |version, visitor, agent, at| {
            let mut report = report(version);
            (report.last_visitor_seq, report.last_agent_seq) = (Seq(visitor), Seq(agent));
            report.last_message.at = Timestamp(at);
            report
        };
        assert_eq!(first_reply_ms(&report(1), None), None, "a question alone");
        assert_eq!(first_reply_ms(&answered(2, 1, 2, 70), Some(&record())), Some(60));
        assert_eq!(first_reply_ms(&answered(2, 1, 2, 70), None), Some(60), "both in one report");
        assert_eq!(first_reply_ms(&answered(2, 3, 2, 90), Some(&record())), None, "a question followed");
        let before = receive(&answered(2, 1, 2, 70), Some(&record()), &beginning(8), None, Timestamp(70));
        let before = before.unwrap().record;
        assert_eq!(first_reply_ms(&answered(3, 1, 3, 99), Some(&before)), None, "a further answer");
    }

    #[test]
    fn a_read_mark_does_not_move_the_ticket_up() {
        let mut read = report(2);
        read.n_unread = 0;
        let after = receive(&read, Some(&record()), &beginning(8), None, Timestamp(500)).unwrap();
        assert_eq!((after.record.ticket.n_unread, after.record.ticket.changed_at), (0, Timestamp(10)));
    }
}
