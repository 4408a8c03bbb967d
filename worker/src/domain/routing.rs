//! Whom a channel's rule gives a ticket to, and why. The rule runs when a ticket is opened, and again
//! for tickets that wait when somebody becomes available; what a person has decided it never touches.

use pulina_shared::ids::{TicketNumber, UserId};
use pulina_shared::wire::routing::{OwnerReason, Routing, RoutingRule};

/// Somebody who could get a ticket; nobody who is disabled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub user: UserId,
    /// Whether they take new work.
    pub is_available: bool,
    /// How many tickets that are not closed they own.
    pub n_open: u64,
}

/// What a rule says of a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Who gets it; nobody, for now or at all.
    pub owner: Option<UserId>,
    /// Why; absent where there is no rule.
    pub reason: Option<OwnerReason>,
}

/// Whom the rule chooses. `named` are the users whom it names, alone or by their teams, and
/// `contact_owner` is the owner of the ticket's person.
///
/// Whoever has the fewest open tickets gets it. Among several the ticket's number decides, so that
/// nobody is always the first.
pub fn choose(
    routing: &Routing,
    named: &[Candidate],
    contact_owner: Option<&Candidate>,
    number: TicketNumber,
) -> Choice {
    let may_get = |candidate: &&Candidate| candidate.is_available || !routing.only_available;
    let (owner, reason) = match (&routing.rule, contact_owner) {
        (RoutingRule::NoOne, _) => return Choice { owner: None, reason: None },
        (RoutingRule::Members(_), _) => {
            let able: Vec<&Candidate> = named.iter().filter(may_get).collect();
            let n_fewest = able.iter().map(|candidate| candidate.n_open).min();
            let fewest: Vec<_> = able.into_iter().filter(|it| Some(it.n_open) == n_fewest).collect();
            let place = number.0.checked_rem(fewest.len() as u64).unwrap_or(0);
            let chosen = usize::try_from(place).ok().and_then(|place| fewest.get(place).copied());
            (chosen, chosen.map_or(OwnerReason::NobodyAvailable, |_| OwnerReason::Routed))
        }
        (RoutingRule::ContactOwner, None) => (None, OwnerReason::NoContactOwner),
        (RoutingRule::ContactOwner, Some(owner)) => match Some(owner).filter(may_get) {
            Some(owner) => (Some(owner), OwnerReason::ContactOwner),
            None => (None, OwnerReason::ContactOwnerAway),
        },
    };
    Choice { owner: owner.map(|owner| owner.user.clone()), reason: Some(reason) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulina_shared::wire::routing::RoutingMembers;

    fn candidate(n: u8, is_available: bool, n_open: u64) -> Candidate {
        Candidate { user: UserId::new([n; 10]), is_available, n_open }
    }

    fn among_members(only_available: bool) -> Routing {
        Routing {
            rule: RoutingRule::Members(RoutingMembers::default()),
            only_available,
            ..Routing::default()
        }
    }

    fn check(
        routing: &Routing,
        named: &[Candidate],
        number: u64,
        expect: Option<u8>,
        why: Option<OwnerReason>,
    ) {
        let choice = choose(routing, named, None, TicketNumber(number));
        assert_eq!(choice, Choice { owner: expect.map(|n| UserId::new([n; 10])), reason: why });
    }

    #[test]
    fn whoever_is_available_and_has_the_fewest_open_tickets_gets_it() {
        let routing = among_members(true);
        let named = [candidate(1, true, 3), candidate(2, true, 1), candidate(3, false, 0)];
        check(&routing, &named, 7, Some(2), Some(OwnerReason::Routed));
        let away = named.map(|it| Candidate { is_available: false, ..it });
        check(&routing, &away, 7, None, Some(OwnerReason::NobodyAvailable));
        check(&among_members(false), &away, 7, Some(3), Some(OwnerReason::Routed));
        check(&routing, &[], 7, None, Some(OwnerReason::NobodyAvailable));
        check(&Routing::default(), &away, 7, None, None);
    }

    #[test]
    fn among_equals_everybody_has_a_turn() {
        let named = [candidate(1, true, 2), candidate(2, true, 2), candidate(3, true, 9)];
        for (number, expect) in [(10, 1), (11, 2), (12, 1)] {
            check(&among_members(true), &named, number, Some(expect), Some(OwnerReason::Routed));
        }
    }

    #[test]
    fn contacts_owner_gets_it_or_it_waits_for_them() {
        let rule = |only_available| Routing {
            rule: RoutingRule::ContactOwner,
            only_available,
            ..Routing::default()
        };
        let (here, gone) = (candidate(1, true, 50), candidate(1, false, 0));
        for (only_available, owner, expect, reason) in [
            (true, Some(&here), true, OwnerReason::ContactOwner),
            (true, Some(&gone), false, OwnerReason::ContactOwnerAway),
            (false, Some(&gone), true, OwnerReason::ContactOwner),
            (true, None, false, OwnerReason::NoContactOwner),
        ] {
            let choice = choose(&rule(only_available), &[], owner, TicketNumber(1));
            let owner = expect.then(|| UserId::new([1; 10]));
            assert_eq!(choice, Choice { owner, reason: Some(reason) });
        }
    }
}
