//! The tickets that this desk knows, and how far each view has been read. Pure: pages and changes
//! go in, lists come out. A ticket is always kept in its newest form, whatever order news come in.

use std::collections::BTreeMap;

use pulina_shared::ids::{Epoch, InboxId, Revision, TicketNumber, UserId};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::help_desk::{Changes, Counts, Ticket, TicketPage, View};

/// Where a ticket stands in every list: the newest change first, the number decides ties.
type Rank = (Timestamp, u64);

fn rank(ticket: &Ticket) -> Rank {
    (ticket.changed_at, ticket.number.0)
}

/// One list of tickets: a view, of one inbox or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListOf {
    pub view: View,
    /// Absent for all inboxes.
    pub inbox: Option<InboxId>,
}

impl From<View> for ListOf {
    fn from(view: View) -> Self {
        Self { view, inbox: None }
    }
}

impl ListOf {
    fn shows(&self, ticket: &Ticket, user: &UserId) -> bool {
        self.view.shows(ticket, user) && self.inbox.as_ref().is_none_or(|inbox| *inbox == ticket.inbox)
    }
}

/// How far a list has been read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Reading {
    #[default]
    NotYet,
    /// Everything down to this rank; the cursor leads further.
    DownTo(Rank, String),
    Whole,
}

/// What a set of changes brought that is worth telling aloud.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Names of the visitors whose tickets are new.
    pub new_tickets: Vec<String>,
    /// Tickets with more unread messages than before, and their visitors' names.
    pub new_messages: Vec<(TicketNumber, String)>,
}

/// The tickets.
#[derive(Clone, Debug, Default)]
pub struct TicketBook {
    tickets: BTreeMap<u64, Ticket>,
    readings: BTreeMap<ListOf, Reading>,
    counts: Counts,
    counted_at: Revision,
    epoch: Option<Epoch>,
    is_outdated: bool,
}

impl TicketBook {
    /// Takes a page of a list: the first one, or the one after what was read.
    pub fn receive_page(&mut self, of: impl Into<ListOf>, page: TicketPage, is_first: bool) {
        let is_other = self.epoch.as_ref().is_some_and(|epoch| *epoch != page.epoch);
        if is_other || (self.is_outdated && is_first) {
            // Nothing of an old history can be compared with a new one.
            *self = Self::default();
        }
        self.epoch = Some(page.epoch.clone());
        let bottom = page.tickets.last().map(rank);
        let TicketPage { tickets, next_cursor, counts, revision, .. } = page;
        for ticket in tickets {
            self.receive_ticket(ticket);
        }
        self.count(counts, revision);
        let read = match (next_cursor, bottom) {
            (Some(cursor), Some(bottom)) => Reading::DownTo(bottom, cursor),
            _ => Reading::Whole,
        };
        let reading = self.readings.entry(of.into()).or_default();
        // A first page that was asked for twice must not shorten a list that was read further.
        let is_further = match (&*reading, &read) {
            (Reading::Whole, _) => false,
            (Reading::DownTo(before, _), Reading::DownTo(now, _)) => now < before,
            _ => true,
        };
        if is_further || (is_first && *reading == Reading::NotYet) {
            *reading = read;
        }
    }

    /// Takes what changed.
    pub fn receive_changes(&mut self, changes: Changes) -> News {
        let mut news = News::default();
        for ticket in changes.tickets {
            let known = self.tickets.get(&ticket.number.0);
            let n_unread_before = known.map_or(0, |known| known.n_unread);
            if ticket.n_unread > n_unread_before {
                if known.is_none() && ticket.opened_at == ticket.changed_at {
                    news.new_tickets.push(ticket.person().to_owned());
                } else {
                    news.new_messages.push((ticket.number, ticket.person().to_owned()));
                }
            }
            self.receive_ticket(ticket);
        }
        self.count(changes.counts, changes.revision);
        news
    }

    /// Takes one ticket, unless a newer form of it is known.
    pub fn receive_ticket(&mut self, ticket: Ticket) {
        let is_news =
            self.tickets.get(&ticket.number.0).is_none_or(|known| known.revision <= ticket.revision);
        if is_news {
            self.tickets.insert(ticket.number.0, ticket);
        }
    }

    /// The history does not go on: the next first page replaces everything. Until then the old
    /// tickets stay on screen.
    pub fn expect_another_history(&mut self) {
        self.is_outdated = true;
    }

    /// The tickets of a list that was read, newest change first; `None` before its first page.
    pub fn list(&self, of: impl Into<ListOf>, user: &UserId) -> Option<Vec<TicketNumber>> {
        let of = of.into();
        let bottom = match self.readings.get(&of)? {
            Reading::NotYet => return None,
            Reading::DownTo(bottom, _) => Some(*bottom),
            Reading::Whole => None,
        };
        let mut shown: Vec<_> = self
            .tickets
            .values()
            // Below the bottom there may be others that are not known yet.
            .filter(|ticket| of.shows(ticket, user) && bottom.is_none_or(|bottom| rank(ticket) >= bottom))
            .map(rank)
            .collect();
        shown.sort_unstable_by(|a, b| b.cmp(a));
        Some(shown.into_iter().map(|(_, number)| TicketNumber(number)).collect())
    }

    /// One ticket.
    pub fn ticket(&self, number: TicketNumber) -> Option<&Ticket> {
        self.tickets.get(&number.0)
    }

    /// The cursor to the rest of a list.
    pub fn next_cursor(&self, of: impl Into<ListOf>) -> Option<&str> {
        match self.readings.get(&of.into())? {
            Reading::DownTo(_, cursor) => Some(cursor),
            Reading::NotYet | Reading::Whole => None,
        }
    }

    /// How many tickets stand in each view.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Known tickets with something unread that this user owns or nobody does.
    pub fn n_waiting(&self, user: &UserId) -> usize {
        let is_for_user =
            |ticket: &Ticket| View::Mine.shows(ticket, user) || View::Unassigned.shows(ticket, user);
        self.tickets.values().filter(|ticket| ticket.n_unread > 0 && is_for_user(ticket)).count()
    }

    fn count(&mut self, counts: Counts, revision: Revision) {
        if revision >= self.counted_at {
            self.counts = counts;
            self.counted_at = revision;
        }
    }
}

/// The ticket that lies so many steps from the selected one. A selected ticket that has left the
/// list counts as standing where it stood last.
pub fn neighbour(
    list: &[TicketNumber],
    selected: Option<TicketNumber>,
    last_index: usize,
    is_forward: bool,
) -> Option<TicketNumber> {
    let Some(selected) = selected else { return list.first().copied() };
    let index = match list.iter().position(|&number| number == selected) {
        Some(index) if is_forward => index + 1,
        Some(index) => index.checked_sub(1)?,
        None if is_forward => last_index,
        None => last_index.checked_sub(1)?,
    };
    list.get(index).copied()
}

#[cfg(test)]
mod tests;
