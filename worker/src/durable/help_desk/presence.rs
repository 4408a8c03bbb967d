//! Who takes new work: what users say of themselves, what is said of them, and their working hours.

use std::collections::BTreeSet;
use std::rc::Rc;

use pulina_shared::availability::works_at;
use pulina_shared::ids::UserId;
use pulina_shared::problem::Code;
use pulina_shared::settings::check_schedule;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::presence::{AwayChange, Presence, WorkingHours};
use pulina_shared::wire::users::AuditAct;
use worker::Request;

use super::{Actor, Desk, read};
use crate::chance::now;
use crate::domain::presence::presence;
use crate::fault::{Failure, Fault};
use crate::storage::users::UserRow;
use crate::storage::{help_desk, tickets, users};

impl Desk {
    /// Users with an open desk.
    pub(super) fn users_at_desks(&self) -> Result<BTreeSet<UserId>, Fault> {
        let sockets = self.open_sockets(None)?;
        let greeted = sockets.into_iter().filter(|(_, socket)| socket.sent().is_some());
        Ok(greeted.map(|(_, socket)| socket.user).collect())
    }

    /// Whether a user takes new work.
    pub(super) fn presence_of(
        &self,
        row: &UserRow,
        at_desks: &BTreeSet<UserId>,
        now: Timestamp,
    ) -> Result<Presence, Fault> {
        let works = row.hours()?.map(|hours| works_at(&hours, now));
        Ok(presence(&row.id, row.away_by.as_ref(), works, at_desks.contains(&row.id)))
    }

    /// Whether the signed-in user takes new work.
    pub(super) fn own_presence(&self, request: &Request) -> Result<Presence, Failure> {
        let actor = self.actor(request)?;
        Ok(self.presence_of(&actor.user, &self.users_at_desks()?, now())?)
    }

    /// When the signed-in user works.
    pub(super) fn own_hours(&self, request: &Request) -> Result<WorkingHours, Failure> {
        Ok(WorkingHours { hours: self.actor(request)?.user.hours()? })
    }

    /// Changes when the signed-in user works.
    pub(super) async fn change_own_hours(
        self: &Rc<Self>,
        request: &mut Request,
    ) -> Result<Presence, Failure> {
        let wanted: WorkingHours = read(request).await?;
        if let Some(hours) = &wanted.hours {
            check_schedule(hours).map_err(|rejection| rejection.under("/hours"))?;
        }
        let hours = wanted.hours.as_ref().map(serde_json::to_string).transpose();
        let hours = hours.map_err(|error| Fault::json("working hours", error))?;
        let presence = self.transaction(|| {
            let Actor { user, .. } = self.actor(request)?;
            let by = user.id.clone();
            self.write_presence(&by, UserRow { hours, ..user })
        })?;
        self.after_change().await;
        Ok(presence)
    }

    /// The signed-in user says whether they are away.
    pub(super) async fn say_away(self: &Rc<Self>, request: &mut Request) -> Result<Presence, Failure> {
        let AwayChange { is_away } = read(request).await?;
        let presence = self.transaction(|| {
            let Actor { user, .. } = self.actor(request)?;
            let by = user.id.clone();
            let away_by = is_away.then(|| by.clone());
            self.write_presence(&by, UserRow { away_by, ..user })
        })?;
        self.after_change().await;
        Ok(presence)
    }

    /// Somebody says of another user whether they are away.
    pub(super) async fn say_user_away(
        self: &Rc<Self>,
        request: &mut Request,
        id: &str,
    ) -> Result<Presence, Failure> {
        let id = UserId::parse(id).map_err(|_| Failure::from(Code::IdInvalid))?;
        let AwayChange { is_away } = read(request).await?;
        let presence = self.transaction(|| {
            let by = self.actor(request)?.user.id;
            let row = users::find(&self.sql, &id)?.ok_or(Failure::from(Code::NotFound))?;
            // Who is away already stays so by whoever said it first.
            let away_by = is_away.then(|| row.away_by.clone().unwrap_or_else(|| by.clone()));
            self.write_presence(&by, UserRow { away_by, ..row })
        })?;
        self.after_change().await;
        Ok(presence)
    }

    /// Writes how a user's presence is from now on, within a transaction. Their own desks are told;
    /// tickets that wait may find an owner.
    fn write_presence(&self, by: &UserId, mut row: UserRow) -> Result<Presence, Failure> {
        let before = users::find(&self.sql, &row.id)?.ok_or(Failure::from(Code::NotFound))?;
        let (at_desks, now) = (self.users_at_desks()?, now());
        if (&before.away_by, &before.hours) == (&row.away_by, &row.hours) {
            return Ok(self.presence_of(&row, &at_desks, now)?);
        }
        row.revision = help_desk::next_revision(&self.sql)?;
        users::update_presence(&self.sql, &row)?;
        let mut details = Vec::new();
        if before.away_by.is_some() != row.away_by.is_some() {
            details.push(if row.away_by.is_some() { "away" } else { "available" }.to_owned());
        }
        if before.hours != row.hours {
            details.push("hours".to_owned());
        }
        let subject = Some(row.id.as_str()).filter(|_| *by != row.id);
        self.note(by, AuditAct::PresenceChanged, subject, &details)?;
        self.route_waiting()?;
        Ok(self.presence_of(&row, &at_desks, now)?)
    }

    /// When somebody's working hours begin or end next, while tickets wait for that.
    pub(super) fn next_presence_change(&self, now: Timestamp) -> Result<Option<Timestamp>, Fault> {
        if tickets::waiting(&self.sql, 1)?.is_empty() {
            return Ok(None);
        }
        let mut next: Option<Timestamp> = None;
        for row in users::all(&self.sql)? {
            let change = row.hours()?.and_then(|hours| works_at(&hours, now).1);
            next = next.into_iter().chain(change).min();
        }
        Ok(next)
    }
}
