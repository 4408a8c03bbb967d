//! The log of changes: written with each change in its own transaction, read by those who may.

use std::collections::HashMap;

use pulina_shared::ids::{SessionId, UserId};
use pulina_shared::limits;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::channel::ChannelSettings;
use pulina_shared::wire::users::{AuditAct, AuditPage};
use worker::Request;

use super::Desk;
use super::tickets::page_size;
use crate::chance::now;
use crate::domain::audit::{changed_pointers, cursor, parse_cursor};
use crate::fault::{Failure, Fault};
use crate::storage::audit::{self, NewEntry};
use crate::storage::channels::ChannelRow;

impl Desk {
    /// Writes down who did what to what, within the transaction in which it was done.
    pub fn note(
        &self,
        user: &UserId,
        act: AuditAct,
        subject: Option<&str>,
        details: &[String],
    ) -> Result<(), Fault> {
        let at = now();
        let kept_since = Timestamp(at.0.saturating_sub(limits::AUDIT_KEPT_MS));
        audit::insert(&self.sql, &NewEntry { at, user, act, subject, details }, kept_since)
    }

    /// Writes down which parts of a channel's settings were changed.
    pub fn note_settings(
        &self,
        user: &UserId,
        row: &ChannelRow,
        before: &ChannelSettings,
    ) -> Result<(), Fault> {
        let details = changed_pointers(before, &row.settings);
        self.note(user, AuditAct::SettingsChanged, Some(row.id.as_str()), &details)
    }

    /// Writes down which sessions of whom were ended, if any were.
    pub fn note_ended(&self, by: &UserId, whose: &UserId, ended: &[SessionId]) -> Result<(), Fault> {
        if ended.is_empty() {
            return Ok(());
        }
        let details: Vec<String> = ended.iter().map(ToString::to_string).collect();
        self.note(by, AuditAct::SessionsEnded, Some(whose.as_str()), &details)
    }

    /// A page of the log, the newest first.
    pub fn audit(&self, request: &Request) -> Result<AuditPage, Failure> {
        self.actor(request)?;
        let query: HashMap<String, String> =
            request.query().map_err(|error| Fault::platform("query", error))?;
        let before = query.get("cursor").map_or(Ok(1 << 53), |text| parse_cursor(text))?;
        let n_max = query.get("limit").map_or(Ok(limits::LIST_PAGE_DEFAULT), |text| page_size(text))?;
        // One more than asked for tells whether there is a next page.
        let mut entries = audit::before(&self.sql, before, n_max + 1)?;
        let has_more = entries.len() > n_max;
        entries.truncate(n_max);
        let next_cursor = entries.last().filter(|_| has_more).map(|last| cursor(last.number));
        Ok(AuditPage { entries, next_cursor })
    }
}
