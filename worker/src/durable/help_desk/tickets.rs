//! Tickets: what conversations report of them and what agents do to them.

use std::collections::HashMap;
use std::rc::Rc;

use pulina_shared::ids::{InboxId, TicketNumber, UserId};
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::wire::conversation::PublicUser;
use pulina_shared::wire::help_desk::{Ticket, TicketPage, TicketStatus, View};
use pulina_shared::wire::http::OwnerChange;
use pulina_shared::wire::routing::{ContactOwner, PriorityChange};
use worker::{Method, Request, Response};

use super::channels::replies_count_since;
use super::{Actor, Desk, answer as answer_json, read, ticket_number};
use crate::answer;
use crate::chance::now;
use crate::domain::cursor::Cursor;
use crate::domain::help_desk::{Beginning, first_reply_ms, receive};
use crate::domain::ticket::{self, Changed, TicketRecord};
use crate::fault::{Failure, Fault};
use crate::internal::Report;
use crate::storage::{
    channels, consents, first_replies, help_desk, orders, people, sessions, teams, tickets, users, visits,
};

impl Desk {
    /// What concerns tickets.
    pub(super) async fn answer_about_tickets(
        self: &Rc<Self>,
        request: &mut Request,
        rest: &[&str],
    ) -> Result<Response, Failure> {
        let [number, what @ ..] = rest else {
            return match request.method() {
                Method::Get => answer_json(200, self.list_tickets(request)?),
                _ => Err(Code::NotFound.into()),
            };
        };
        let number = ticket_number(number)?;
        match (request.method(), what) {
            (Method::Get, []) => answer_json(200, self.ticket(request, number)?),
            (Method::Put, ["owner"]) => answer_json(200, self.change_owner(request, number).await?),
            (Method::Put, ["priority"]) => answer_json(200, self.change_priority(request, number).await?),
            (Method::Post, ["close"]) => answer_json(200, self.close_ticket(request, number).await?),
            (Method::Post, ["reopen"]) => answer_json(200, self.reopen_ticket(request, number).await?),
            (Method::Get, ["attributes"]) => answer_json(200, self.attributes(request, number)?),
            (Method::Get, ["contact-owner"]) => answer_json(200, self.contact_owner(request, number)?),
            (Method::Put, ["contact-owner"]) => {
                answer_json(200, self.change_contact_owner(request, number).await?)
            }
            _ => Err(Code::NotFound.into()),
        }
    }

    /// Takes in what a conversation reports; a repetition changes nothing.
    pub async fn take_report(self: &Rc<Self>, report: &Report) -> Result<Response, Failure> {
        let is_changed = self.transaction(|| {
            let head = self.head()?;
            let existing = tickets::of_conversation(&self.sql, &report.conversation)?;
            let settings = channels::find(&self.sql, &report.channel)?.map(|row| row.settings);
            let routing = settings.map(|settings| settings.routing).unwrap_or_default();
            let inbox = teams::inbox_of(&self.sql, &report.channel)?;
            let beginning = Beginning {
                number: help_desk::next_ticket_number(&self.sql)?,
                inbox: inbox.map_or_else(|| help_desk::inbox(&self.sql), Ok)?,
                defaults: routing.ticket.clone(),
            };
            let last_agent = match &report.last_agent {
                Some(id) => self.public_user(&head.id, id)?,
                None => None,
            };
            if report.last_order > 0 {
                orders::go_on_after(&self.sql, &report.conversation, report.last_order)?;
            }
            let Some(mut changed) =
                receive(report, existing.as_ref(), &beginning, last_agent.as_ref(), now())
            else {
                return Ok(false);
            };
            if report.is_erased {
                visits::forget(&self.sql, &report.conversation)?;
                people::note_erased(&self.sql, &report.conversation, now())?;
            }
            if existing.is_none() {
                help_desk::take_ticket_number(&self.sql, beginning.number)?;
                let Report { conversation, visitor, channel, .. } = report;
                visits::note_ticket(&self.sql, conversation, visitor, channel, now())?;
                self.note_person(&mut changed.record.ticket)?;
                if !report.is_erased && changed.record.ticket.status != TicketStatus::Closed {
                    changed = self.routed(changed, &routing)?;
                }
            }
            if let Some(version) = &report.consent {
                consents::accept(&self.sql, &report.channel, version, &report.visitor)?;
            }
            if let Some(reply_ms) = first_reply_ms(report, existing.as_ref()) {
                let (at, ticket) = (report.last_message.at, &changed.record.ticket);
                let since = replies_count_since(now());
                first_replies::note(&self.sql, ticket.number, &ticket.channel, at, reply_ms, since)?;
            }
            if let Some(agent) = last_agent.as_ref().filter(|_| !report.is_erased) {
                sessions::participate(&self.sql, &agent.id, &report.conversation)?;
            }
            self.write_ticket(changed)?;
            Ok(true)
        })?;
        if is_changed {
            self.after_change().await;
        }
        Ok(answer::nothing())
    }

    /// Gives the order that follows from a change and writes the ticket, within a transaction.
    pub(super) fn write_ticket(&self, changed: Changed) -> Result<Ticket, Fault> {
        let changed = match &changed.order {
            Some(act) => {
                let given = orders::give(&self.sql, &changed.record.ticket.conversation, act)?;
                changed.ordered_as(given)
            }
            None => changed,
        };
        let mut record = changed.record;
        record.ticket.revision = help_desk::next_revision(&self.sql)?;
        tickets::write(&self.sql, &record)?;
        Ok(record.ticket)
    }

    /// A page of a view.
    pub fn list_tickets(&self, request: &Request) -> Result<TicketPage, Failure> {
        let Actor { head, user, .. } = self.actor(request)?;
        let query: HashMap<String, String> =
            request.query().map_err(|error| Fault::platform("query", error))?;
        let invalid_view = || Rejection::new(Code::FieldInvalid).at("/view");
        let view = query
            .get("view")
            .map_or(Ok(View::default()), |text| View::parse(text).ok_or_else(invalid_view))?;
        let cursor = query.get("cursor").map(|text| Cursor::parse(text, view)).transpose()?;
        let inbox = query.get("inbox").map(|text| InboxId::parse(text)).transpose();
        let inbox = inbox.map_err(|_| Rejection::new(Code::FieldInvalid).at("/inbox"))?;
        let n_max = query.get("limit").map_or(Ok(limits::LIST_PAGE_DEFAULT), |text| page_size(text))?;
        // One more than asked for tells whether there is a next page.
        let mut list = tickets::list(&self.sql, view, &user.id, inbox.as_ref(), cursor, n_max + 1)?;
        let has_more = list.len() > n_max;
        list.truncate(n_max);
        let next_cursor = list.last().filter(|_| has_more).map(|last| Cursor::after(view, last).to_text());
        Ok(TicketPage {
            tickets: list,
            next_cursor,
            epoch: head.epoch,
            revision: head.revision,
            counts: tickets::open_counts(&self.sql)?.seen_by(&user.id),
        })
    }

    /// One ticket.
    pub fn ticket(&self, request: &Request, number: TicketNumber) -> Result<Ticket, Failure> {
        self.actor(request)?;
        Ok(self.record(number)?.ticket)
    }

    fn record(&self, number: TicketNumber) -> Result<TicketRecord, Failure> {
        tickets::find(&self.sql, number)?.ok_or(Failure::from(Code::NotFound))
    }

    /// Changes the owner, if it still is the expected one.
    pub async fn change_owner(
        self: &Rc<Self>,
        request: &mut Request,
        number: TicketNumber,
    ) -> Result<Ticket, Failure> {
        let change: OwnerChange = read(request).await?;
        self.change_ticket(request, number, |actor, record| {
            let owner = change.owner.as_ref().map(|id| self.future_owner(actor, id)).transpose()?;
            let changed =
                ticket::change_owner(record, change.expected.as_ref(), owner, &actor.user.id, now())?;
            if let Some(owner) = changed.as_ref().and_then(|changed| changed.record.ticket.owner.as_ref()) {
                sessions::participate(&self.sql, owner, &record.ticket.conversation)?;
            }
            Ok(changed)
        })
        .await
    }

    fn future_owner(&self, actor: &Actor, id: &UserId) -> Result<PublicUser, Failure> {
        let user = users::find(&self.sql, id)?.filter(|user| user.disabled_at.is_none());
        let user = user.ok_or(Rejection::new(Code::FieldInvalid).at("/owner"))?;
        Ok(user.public(&actor.head.id))
    }

    /// Says how urgent a ticket is.
    async fn change_priority(
        self: &Rc<Self>,
        request: &mut Request,
        number: TicketNumber,
    ) -> Result<Ticket, Failure> {
        let PriorityChange { priority } = read(request).await?;
        self.change_ticket(request, number, |_, record| Ok(ticket::prioritise(record, priority, now()))).await
    }

    /// Whose contact a ticket's person is.
    fn contact_owner(&self, request: &Request, number: TicketNumber) -> Result<ContactOwner, Failure> {
        self.actor(request)?;
        let owner = teams::contact_owner(&self.sql, &self.record(number)?.visitor)?;
        Ok(ContactOwner { owner })
    }

    /// Says whose contact a ticket's person is. Tickets that are there keep their owner.
    async fn change_contact_owner(
        &self,
        request: &mut Request,
        number: TicketNumber,
    ) -> Result<ContactOwner, Failure> {
        let wanted: ContactOwner = read(request).await?;
        self.transaction(|| {
            let actor = self.actor(request)?;
            let record = self.record(number)?;
            wanted.owner.as_ref().map(|id| self.future_owner(&actor, id)).transpose()?;
            teams::set_contact_owner(&self.sql, &record.visitor, wanted.owner.as_ref())?;
            Ok(wanted)
        })
    }

    /// Ends the work on a ticket.
    pub async fn close_ticket(
        self: &Rc<Self>,
        request: &Request,
        number: TicketNumber,
    ) -> Result<Ticket, Failure> {
        self.change_ticket(request, number, |actor, record| Ok(ticket::close(record, &actor.user.id, now())))
            .await
    }

    /// Takes the work up again.
    pub async fn reopen_ticket(
        self: &Rc<Self>,
        request: &Request,
        number: TicketNumber,
    ) -> Result<Ticket, Failure> {
        self.change_ticket(request, number, |actor, record| Ok(ticket::reopen(record, &actor.user.id, now())))
            .await
    }

    /// Reads, decides and writes in one transaction; tells everybody after it.
    async fn change_ticket(
        self: &Rc<Self>,
        request: &Request,
        number: TicketNumber,
        decide: impl FnOnce(&Actor, &TicketRecord) -> Result<Option<Changed>, Failure>,
    ) -> Result<Ticket, Failure> {
        let (ticket, is_changed) = self.transaction(|| {
            let actor = self.actor(request)?;
            let record = self.record(number)?;
            match decide(&actor, &record)? {
                Some(changed) => Ok((self.write_ticket(changed)?, true)),
                None => Ok((record.ticket, false)),
            }
        })?;
        if is_changed {
            self.after_change().await;
        }
        Ok(ticket)
    }
}

pub fn page_size(text: &str) -> Result<usize, Rejection> {
    let size = text.parse::<usize>().ok().filter(|size| (1..=limits::LIST_PAGE_MAX).contains(size));
    size.ok_or(Rejection {
        limit: Some(limits::LIST_PAGE_MAX as u64),
        ..Rejection::new(Code::LimitOutOfRange)
    })
}
