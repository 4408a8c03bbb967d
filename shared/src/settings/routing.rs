//! Whether a rule of routing can be followed, as far as it can be told without knowing who there is.

use std::collections::BTreeSet;

use super::{ensure, not_too_many};
use crate::limits::ROUTING_NAMED_MAX;
use crate::problem::Rejection;
use crate::wire::help_desk::TicketStatus;
use crate::wire::routing::{Routing, RoutingMembers, RoutingRule};

/// Whether the rule can be followed.
///
/// # Errors
/// `field_invalid`, `too_many_items`, with the pointer of the field.
pub fn check(routing: &Routing) -> Result<(), Rejection> {
    if let RoutingRule::Members(members) = &routing.rule {
        check_members(members).map_err(|it| it.under("/rule/members"))?;
        // A rule that can choose nobody is a mistake, not a rule.
        ensure(!members.users.is_empty() || !members.teams.is_empty())
            .map_err(|it| it.at("/rule/members"))?;
    }
    let is_a_beginning = matches!(routing.ticket.status, TicketStatus::New | TicketStatus::WaitingOnUs);
    ensure(is_a_beginning).map_err(|it| it.at("/ticket/status"))
}

/// Whether these can be named together.
///
/// # Errors
/// `too_many_items`, `field_invalid`.
pub fn check_members(members: &RoutingMembers) -> Result<(), Rejection> {
    not_too_many(ROUTING_NAMED_MAX, members.users.len() + members.teams.len())?;
    let users: BTreeSet<_> = members.users.iter().collect();
    let teams: BTreeSet<_> = members.teams.iter().collect();
    ensure(users.len() == members.users.len() && teams.len() == members.teams.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::UserId;

    fn pointer(routing: &Routing) -> Option<String> {
        check(routing).err().and_then(|rejection| rejection.pointer).map(Into::into)
    }

    fn among(n: u8) -> Routing {
        let users = (0..n).map(|n| UserId::new([n; 10])).collect();
        let members = RoutingMembers { users, teams: Vec::new() };
        Routing { rule: RoutingRule::Members(members), ..Routing::default() }
    }

    #[test]
    fn rule_names_somebody_once_and_not_everybody_there_ever_was() {
        assert_eq!(pointer(&Routing::default()), None);
        assert_eq!(pointer(&among(1)), None);
        assert_eq!(pointer(&among(0)).as_deref(), Some("/rule/members"));
        assert_eq!(pointer(&among(101)).as_deref(), Some("/rule/members"));
        let twice = RoutingMembers { users: vec![UserId::new([1; 10]); 2], teams: Vec::new() };
        let twice = Routing { rule: RoutingRule::Members(twice), ..Routing::default() };
        assert_eq!(pointer(&twice).as_deref(), Some("/rule/members"));
    }

    #[test]
    fn tickets_begin_open_and_with_us() {
        for (status, is_fine) in [
            (TicketStatus::New, true),
            (TicketStatus::WaitingOnUs, true),
            (TicketStatus::WaitingOnContact, false),
            (TicketStatus::Closed, false),
        ] {
            let mut routing = Routing::default();
            routing.ticket.status = status;
            assert_eq!(check(&routing).is_ok(), is_fine);
        }
    }
}
