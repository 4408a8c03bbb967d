//! Teams and inboxes: made, changed and deleted. Nothing is left without a place: the channels and
//! tickets of an inbox that is deleted go to the first one, and a team that a rule names stays.

use std::rc::Rc;

use pulina_shared::ids::{ChannelId, InboxId, TeamId, UserId};
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::settings::routing::check_members;
use pulina_shared::text::DisplayName;
use pulina_shared::wire::routing::RoutingMembers;
use pulina_shared::wire::teams::{
    Inbox, InboxMembers, InboxSummary, InboxWish, Inboxes, Team, TeamWish, Teams,
};
use pulina_shared::wire::users::AuditAct;
use worker::{Method, Request, Response};

use super::{Desk, answer, read};
use crate::answer as answers;
use crate::chance::{now, random};
use crate::fault::{Failure, Fault};
use crate::storage::{channels, teams, tickets};

impl Desk {
    /// What concerns teams.
    pub(super) async fn answer_about_teams(
        self: &Rc<Self>,
        request: &mut Request,
        rest: &[&str],
    ) -> Result<Response, Failure> {
        match (request.method(), rest) {
            (Method::Get, []) => {
                self.actor(request)?;
                answer(200, Teams { teams: teams::all(&self.sql)? })
            }
            (Method::Post, []) => answer(201, self.write_team(request, None).await?),
            (Method::Put, [id]) => {
                let id = TeamId::parse(id).map_err(|_| Failure::from(Code::IdInvalid))?;
                answer(200, self.write_team(request, Some(id)).await?)
            }
            (Method::Delete, [id]) => self.delete_team(request, id),
            _ => Err(Code::NotFound.into()),
        }
    }

    /// Makes a team, or changes one.
    async fn write_team(
        self: &Rc<Self>,
        request: &mut Request,
        changed: Option<TeamId>,
    ) -> Result<Team, Failure> {
        let wish: TeamWish = read(request).await?;
        let made_as = TeamId::new(random()?);
        let team = self.transaction(|| {
            let by = self.actor(request)?.user.id;
            let name = name_of(&wish.name)?;
            let members = RoutingMembers { users: wish.members, teams: Vec::new() };
            self.check_named(&members)?;
            let all = teams::all(&self.sql)?;
            let before = match &changed {
                Some(id) => {
                    Some(all.iter().find(|team| team.id == *id).ok_or(Failure::from(Code::NotFound))?)
                }
                None => None,
            };
            refuse_taken(all.iter().any(|team| team.name == name && changed.as_ref() != Some(&team.id)))?;
            let team = Team { id: changed.unwrap_or(made_as), name, members: members.users };
            if before == Some(&team) {
                return Ok(team);
            }
            refuse_too_many(all.len() + usize::from(before.is_none()))?;
            teams::write(&self.sql, &team, now())?;
            let act = if before.is_some() { AuditAct::TeamChanged } else { AuditAct::TeamMade };
            self.note(&by, act, Some(team.id.as_str()), std::slice::from_ref(&team.name))?;
            self.route_waiting()?;
            Ok(team)
        })?;
        self.after_change().await;
        Ok(team)
    }

    /// Deletes a team that nothing names. Repeating changes nothing.
    fn delete_team(&self, request: &Request, id: &str) -> Result<Response, Failure> {
        let id = TeamId::parse(id).map_err(|_| Failure::from(Code::IdInvalid))?;
        self.transaction(|| {
            let by = self.actor(request)?.user.id;
            let Some(team) = teams::all(&self.sql)?.into_iter().find(|team| team.id == id) else {
                return Ok(());
            };
            if teams::is_named(&self.sql, &id)? {
                return Err(Code::TeamInUse.into());
            }
            teams::delete(&self.sql, &id)?;
            Ok(self.note(&by, AuditAct::TeamDeleted, Some(id.as_str()), &[team.name])?)
        })?;
        Ok(answers::nothing())
    }

    /// What concerns inboxes.
    pub(super) async fn answer_about_inboxes(
        self: &Rc<Self>,
        request: &mut Request,
        rest: &[&str],
    ) -> Result<Response, Failure> {
        match (request.method(), rest) {
            (Method::Get, []) => {
                self.actor(request)?;
                answer(200, Inboxes { inboxes: teams::inboxes(&self.sql)? })
            }
            (Method::Post, []) => answer(201, self.write_inbox(request, None).await?),
            (Method::Put, [id]) => {
                let id = InboxId::parse(id).map_err(|_| Failure::from(Code::IdInvalid))?;
                answer(200, self.write_inbox(request, Some(id)).await?)
            }
            (Method::Delete, [id]) => self.delete_inbox(request, id),
            _ => Err(Code::NotFound.into()),
        }
    }

    /// Makes an inbox, or changes one, with the channels that lead to it.
    async fn write_inbox(&self, request: &mut Request, changed: Option<InboxId>) -> Result<Inbox, Failure> {
        let wish: InboxWish = read(request).await?;
        let made_as = InboxId::new(random()?);
        self.transaction(|| {
            let by = self.actor(request)?.user.id;
            let name = name_of(&wish.name)?;
            if let InboxMembers::Only(members) = &wish.members {
                self.check_named(members)?;
            }
            self.check_channels(&wish.channels)?;
            let all = teams::inboxes(&self.sql)?;
            let before = match &changed {
                Some(id) => Some(all.iter().find(|it| it.id == *id).ok_or(Failure::from(Code::NotFound))?),
                None => None,
            };
            refuse_taken(all.iter().any(|it| it.name == name && changed.as_ref() != Some(&it.id)))?;
            refuse_too_many(all.len() + usize::from(before.is_none()))?;
            let id = changed.unwrap_or(made_as);
            let inbox = Inbox { id, name, members: wish.members, channels: wish.channels };
            if before == Some(&inbox) {
                return Ok(inbox);
            }
            teams::write_inbox(&self.sql, &inbox, now())?;
            let first = all.first().map_or(&inbox.id, |first| &first.id);
            let left = before.into_iter().flat_map(|before| &before.channels);
            for channel in left.filter(|channel| !inbox.channels.contains(channel)) {
                teams::lead(&self.sql, channel, first)?;
            }
            for channel in &inbox.channels {
                teams::lead(&self.sql, channel, &inbox.id)?;
            }
            let act = if before.is_some() { AuditAct::InboxChanged } else { AuditAct::InboxMade };
            self.note(&by, act, Some(inbox.id.as_str()), &[inbox.name])?;
            // The channels of the first one come back to it by being named by none.
            let found = teams::inboxes(&self.sql)?.into_iter().find(|it| it.id == inbox.id);
            found.ok_or(Fault::Impossible { what: "an inbox that was just written" }.into())
        })
    }

    /// Deletes an inbox, but not the first one: that takes its channels and tickets. Repeating changes
    /// nothing.
    fn delete_inbox(&self, request: &Request, id: &str) -> Result<Response, Failure> {
        let id = InboxId::parse(id).map_err(|_| Failure::from(Code::IdInvalid))?;
        self.transaction(|| {
            let by = self.actor(request)?.user.id;
            let all = teams::inboxes(&self.sql)?;
            let Some(inbox) = all.iter().find(|it| it.id == id) else { return Ok(()) };
            let Some(first) = all.first().filter(|first| first.id != id) else {
                return Err(Code::FirstInbox.into());
            };
            for channel in &inbox.channels {
                teams::lead(&self.sql, channel, &first.id)?;
            }
            tickets::move_all(&self.sql, &id, &first.id)?;
            teams::delete_inbox(&self.sql, &id)?;
            Ok(self.note(
                &by,
                AuditAct::InboxDeleted,
                Some(id.as_str()),
                std::slice::from_ref(&inbox.name),
            )?)
        })?;
        Ok(answers::nothing())
    }

    fn check_named(&self, members: &RoutingMembers) -> Result<(), Failure> {
        check_members(members).map_err(|rejection| rejection.at("/members"))?;
        self.check_members(members).map_err(|failure| match failure {
            Failure::Rejection(rejection) => rejection.at("/members").into(),
            fault @ Failure::Fault(_) => fault,
        })
    }

    fn check_channels(&self, named: &[ChannelId]) -> Result<(), Failure> {
        let all = channels::all(&self.sql)?;
        let are_known = named.iter().all(|id| all.iter().any(|channel| channel.id == *id));
        if are_known { Ok(()) } else { Err(Rejection::new(Code::FieldInvalid).at("/channels").into()) }
    }

    /// The inboxes that a user's desk shows.
    pub(super) fn inboxes_of(&self, user: &UserId) -> Result<Vec<InboxSummary>, Fault> {
        let mut shown = Vec::new();
        for Inbox { id, name, members, .. } in teams::inboxes(&self.sql)? {
            let is_shown = match &members {
                InboxMembers::Everybody => true,
                InboxMembers::Only(members) => self.users_of(members)?.contains(user),
            };
            shown.extend(is_shown.then_some(InboxSummary { id, name }));
        }
        Ok(shown)
    }
}

fn name_of(text: &str) -> Result<String, Rejection> {
    Ok(DisplayName::parse(text).map_err(|rejection| rejection.at("/name"))?.as_str().to_owned())
}

fn refuse_taken(is_taken: bool) -> Result<(), Rejection> {
    if is_taken { Err(Rejection::new(Code::NameTaken).at("/name")) } else { Ok(()) }
}

fn refuse_too_many(n: usize) -> Result<(), Rejection> {
    let max = limits::TEAMS_MAX;
    if n > max { Err(Rejection::above(Code::TooManyItems, max, n)) } else { Ok(()) }
}
