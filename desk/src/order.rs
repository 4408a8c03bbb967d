//! What an agent does to a ticket besides answering. The server decides; its answer and the help
//! desk's socket bring the ticket's new form.

use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::http::RequestError;
use pulina_shared::ids::{TicketNumber, UserId};
use pulina_shared::problem::Code;
use pulina_shared::wire::help_desk::{Ticket, TicketStatus};
use pulina_shared::wire::http::OwnerChange;

use crate::reading::{note, read_ticket};
use crate::state::Desk;
use crate::{api, text};

/// Something about a ticket that the agent has to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub ticket: TicketNumber,
    pub sentence: String,
}

/// The orders, and what came of the last one.
#[derive(Clone, Copy, Debug)]
pub struct Orders {
    desk: Desk,
    /// The ticket whose order is being carried out.
    pub running: RwSignal<Option<TicketNumber>>,
    pub notice: RwSignal<Option<Notice>>,
}

impl Orders {
    /// No order is running.
    pub fn new(desk: Desk) -> Self {
        Self { desk, running: RwSignal::new(None), notice: RwSignal::new(None) }
    }

    /// Makes the signed-in user the owner, if the ticket has none.
    pub fn take(self, number: TicketNumber) {
        let Some(user) = self.desk.user_id() else { return };
        self.set_owner(number, Some(user));
    }

    /// Changes the owner if it still is the one on screen.
    pub fn set_owner(self, number: TicketNumber, owner: Option<UserId>) {
        let Some(ticket) = self.ticket(number) else { return };
        if ticket.owner == owner || !self.begin(number) {
            return;
        }
        spawn_local(async move {
            let change = OwnerChange { owner, expected: ticket.owner };
            match api::change_owner(number, &change).await {
                Err(RequestError::Refused(problem)) if problem.code == Code::OwnerChanged.as_str() => {
                    self.tell_conflict(number).await;
                }
                answer => self.end(number, answer),
            }
        });
    }

    /// Ends the conversation, or opens it again.
    pub fn close_or_reopen(self, number: TicketNumber) {
        let Some(ticket) = self.ticket(number) else { return };
        if !self.begin(number) {
            return;
        }
        spawn_local(async move {
            let answer = match ticket.status {
                TicketStatus::Closed => api::reopen(number).await,
                TicketStatus::New | TicketStatus::WaitingOnContact | TicketStatus::WaitingOnUs => {
                    api::close(number).await
                }
            };
            self.end(number, answer);
        });
    }

    fn ticket(self, number: TicketNumber) -> Option<Ticket> {
        self.desk.book.with_untracked(|book| book.ticket(number).cloned())
    }

    fn begin(self, number: TicketNumber) -> bool {
        let is_free = self.running.with_untracked(Option::is_none);
        if is_free {
            self.running.set(Some(number));
            self.notice.set(None);
        }
        is_free
    }

    fn end(self, number: TicketNumber, answer: Result<Ticket, RequestError>) {
        self.running.set(None);
        match answer {
            Ok(ticket) => self.desk.book.update(|book| book.receive_ticket(ticket)),
            Err(error) => {
                note(self.desk, &error);
                self.notice.set(Some(Notice { ticket: number, sentence: api::explain(&error) }));
            }
        }
    }

    /// Somebody was quicker: says who has the ticket now.
    async fn tell_conflict(self, number: TicketNumber) {
        // Without a fresh answer the name may be missing; the conflict is told all the same.
        let read = read_ticket(self.desk, number).await;
        self.running.set(None);
        let owner = self.ticket(number).and_then(|ticket| ticket.owner);
        let name = owner.map(|owner| untrack(|| self.desk.name_of(&owner)));
        let sentence = match read {
            Ok(()) => text::owner_conflict(name.as_deref()),
            Err(error) => api::explain(&error),
        };
        self.notice.set(Some(Notice { ticket: number, sentence }));
    }
}
