//! Who gets a ticket by itself: the channel's rule, asked within the transaction that opens the ticket,
//! and again for tickets that wait when somebody becomes available.

use std::collections::{BTreeSet, HashMap};

use pulina_shared::ids::{AccountId, ChannelId, UserId};
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::wire::channel::ChannelSettings;
use pulina_shared::wire::routing::{Routing, RoutingMembers, RoutingRule};

use super::Desk;
use crate::chance::now;
use crate::domain::routing::{Candidate, Choice, choose};
use crate::domain::ticket::{Changed, TicketRecord, owned_by};
use crate::fault::{Failure, Fault};
use crate::storage::{channels, help_desk, sessions, teams, tickets, users};

impl Desk {
    /// Lets the channel's rule decide who gets a ticket, within a transaction.
    pub(super) fn routed(&self, changed: Changed, routing: &Routing) -> Result<Changed, Fault> {
        // Whoever answered has it already.
        if changed.record.ticket.owner.is_some() || routing.rule == RoutingRule::NoOne {
            return Ok(changed);
        }
        let candidates = self.candidates()?;
        let Choice { owner, reason } = self.choice(&changed.record, routing, &candidates)?;
        let Some(reason) = reason else { return Ok(changed) };
        let Some(owner) = owner else {
            let mut record = changed.record;
            record.ticket.owner_reason = Some(reason);
            return Ok(Changed { record, ..changed });
        };
        let account = self.account()?;
        let Some(owner) = self.public_user(&account, &owner)? else { return Ok(changed) };
        sessions::participate(&self.sql, &owner.id, &changed.record.ticket.conversation)?;
        let changed_at = changed.record.ticket.changed_at;
        Ok(owned_by(&changed.record, Some(owner), reason, changed_at))
    }

    /// Lets the rules run again for tickets that wait, within a transaction; answers whether any of
    /// them changed.
    pub(super) fn route_waiting(&self) -> Result<bool, Fault> {
        let waiting = tickets::waiting(&self.sql, limits::ROUTED_AT_ONCE_MAX)?;
        if waiting.is_empty() {
            return Ok(false);
        }
        let account = self.account()?;
        let mut candidates = self.candidates()?;
        let mut rules: HashMap<ChannelId, Option<Routing>> = HashMap::new();
        let mut has_changed = false;
        for record in waiting {
            let channel = record.ticket.channel.clone();
            if !rules.contains_key(&channel) {
                let row = channels::find(&self.sql, &channel)?;
                rules.insert(channel.clone(), row.map(|row| row.settings.routing));
            }
            let Some(Some(routing)) = rules.get(&channel) else { continue };
            let Choice { owner, reason } = self.choice(&record, routing, &candidates)?;
            if owner.is_none() && reason == record.ticket.owner_reason {
                continue;
            }
            let owner = owner.map(|owner| self.public_user(&account, &owner)).transpose()?.flatten();
            let changed = match (owner, reason) {
                (Some(owner), Some(reason)) => {
                    sessions::participate(&self.sql, &owner.id, &record.ticket.conversation)?;
                    let of_owner = candidates.iter_mut().find(|candidate| candidate.user == owner.id);
                    if let Some(candidate) = of_owner {
                        candidate.n_open += 1;
                    }
                    owned_by(&record, Some(owner), reason, now())
                }
                (_, reason) => {
                    let mut record = record;
                    record.ticket.owner_reason = reason;
                    Changed { record, order: None }
                }
            };
            self.write_ticket(changed)?;
            has_changed = true;
        }
        Ok(has_changed)
    }

    fn choice(
        &self,
        record: &TicketRecord,
        routing: &Routing,
        candidates: &[Candidate],
    ) -> Result<Choice, Fault> {
        let (mut named, mut owner) = (Vec::new(), None);
        match &routing.rule {
            RoutingRule::NoOne => {}
            RoutingRule::Members(members) => named = self.named(members, candidates)?,
            RoutingRule::ContactOwner => {
                let of_contact = teams::contact_owner(&self.sql, &record.visitor)?;
                owner = candidates.iter().find(|candidate| Some(&candidate.user) == of_contact.as_ref());
            }
        }
        Ok(choose(routing, &named, owner, record.ticket.number))
    }

    /// Everybody who could get a ticket.
    fn candidates(&self) -> Result<Vec<Candidate>, Fault> {
        let (at_desks, now) = (self.users_at_desks()?, now());
        let counts = tickets::open_counts(&self.sql)?;
        let able = users::all(&self.sql)?.into_iter().filter(|user| user.disabled_at.is_none());
        let candidate = |row: users::UserRow| {
            let is_available = self.presence_of(&row, &at_desks, now)?.is_available();
            Ok(Candidate { n_open: counts.of(&row.id), is_available, user: row.id })
        };
        able.map(candidate).collect()
    }

    fn named(&self, members: &RoutingMembers, all: &[Candidate]) -> Result<Vec<Candidate>, Fault> {
        let named = self.users_of(members)?;
        Ok(all.iter().filter(|candidate| named.contains(&candidate.user)).cloned().collect())
    }

    /// Everybody who is named, alone or by a team.
    pub(super) fn users_of(&self, members: &RoutingMembers) -> Result<BTreeSet<UserId>, Fault> {
        let mut named: BTreeSet<UserId> = members.users.iter().cloned().collect();
        if !members.teams.is_empty() {
            let teams = teams::all(&self.sql)?;
            let of_rule = teams.into_iter().filter(|team| members.teams.contains(&team.id));
            named.extend(of_rule.flat_map(|team| team.members));
        }
        Ok(named)
    }

    /// How many of those among whom a channel's rule chooses are available; of everybody where it
    /// names nobody.
    pub(super) fn n_available(&self, routing: &Routing) -> Result<u64, Fault> {
        let all = self.candidates()?;
        let able = match &routing.rule {
            RoutingRule::Members(members) => self.named(members, &all)?,
            RoutingRule::NoOne | RoutingRule::ContactOwner => all,
        };
        Ok(able.iter().filter(|candidate| candidate.is_available).count() as u64)
    }

    /// Refuses a rule that names somebody who does not exist.
    pub(super) fn check_routing(&self, settings: &ChannelSettings) -> Result<(), Failure> {
        let RoutingRule::Members(members) = &settings.routing.rule else { return Ok(()) };
        self.check_members(members).map_err(|failure| match failure {
            Failure::Rejection(rejection) => rejection.at("/settings/routing/rule/members").into(),
            fault @ Failure::Fault(_) => fault,
        })
    }

    /// Refuses users and teams that do not exist.
    pub(super) fn check_members(&self, members: &RoutingMembers) -> Result<(), Failure> {
        let known: BTreeSet<UserId> = users::all(&self.sql)?.into_iter().map(|user| user.id).collect();
        let teams = teams::all(&self.sql)?;
        let are_known = members.users.iter().all(|id| known.contains(id))
            && members.teams.iter().all(|id| teams.iter().any(|team| team.id == *id));
        if are_known { Ok(()) } else { Err(Rejection::new(Code::FieldInvalid).into()) }
    }

    fn account(&self) -> Result<AccountId, Fault> {
        let head = help_desk::head(&self.sql)?;
        head.map(|head| head.id).ok_or(Fault::Impossible { what: "a ticket without an account" })
    }
}
