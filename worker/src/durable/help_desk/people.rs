//! Users as those see them who look after them. Whoever may do less from now on loses what they had
//! begun: the invitations that they sent, and, when they are disabled, every session.

use std::collections::HashMap;
use std::rc::Rc;

use pulina_shared::ids::{AccountId, SessionId, UserId};
use pulina_shared::problem::Code;
use pulina_shared::wire::users::{AuditAct, UserChange, UserEntry, UserList, UserState};
use worker::Request;

use super::{Actor, Desk, read};
use crate::chance::now;
use crate::domain::user::{self, Standing};
use crate::fault::{Failure, Fault};
use crate::storage::users::{self, UserRow};
use crate::storage::{invitations, passkeys, sessions};

impl Desk {
    /// Everybody, and who is asked in.
    pub fn list_users(&self, request: &Request) -> Result<UserList, Failure> {
        let Actor { head, .. } = self.actor(request)?;
        let (at_desks, now) = (self.users_at_desks()?, now());
        let mut factors: HashMap<_, _> = passkeys::summaries(&self.sql, None)?.into_iter().collect();
        let entry = |row: &UserRow| {
            let of_user = factors.remove(&row.id).unwrap_or_default();
            Ok(row.entry(&head.id, of_user, self.presence_of(row, &at_desks, now)?))
        };
        let users = users::all(&self.sql)?.iter().map(entry).collect::<Result<_, Fault>>()?;
        Ok(UserList { users, invitations: invitations::standing(&self.sql, now)? })
    }

    /// One of them.
    pub(super) fn entry_of(&self, row: &UserRow, account: &AccountId) -> Result<UserEntry, Failure> {
        let presence = self.presence_of(row, &self.users_at_desks()?, now())?;
        Ok(row.entry(account, self.factors_of(&row.id)?, presence))
    }

    /// Changes what a user may do, and whether they may come in.
    pub async fn change_user(self: &Rc<Self>, request: &mut Request, id: &str) -> Result<UserEntry, Failure> {
        let id = UserId::parse(id).map_err(|_| Failure::from(Code::IdInvalid))?;
        let wanted: UserChange = read(request).await?;
        let entry = self.transaction(|| {
            let actor = self.actor(request)?;
            let row = users::find(&self.sql, &id)?.ok_or(Failure::from(Code::NotFound))?;
            let row = self.write_user_change(&actor, row, &wanted)?;
            self.entry_of(&row, &actor.head.id)
        })?;
        self.close_ended_sockets();
        self.after_change().await;
        Ok(entry)
    }

    fn write_user_change(
        &self,
        actor: &Actor,
        mut row: UserRow,
        wanted: &UserChange,
    ) -> Result<UserRow, Failure> {
        let before = row.standing();
        let after = user::change(actor.user.role, before, wanted, users::n_ruling(&self.sql)?)?;
        if after == before {
            return Ok(row);
        }
        row.role = after.role;
        row.disabled_at = match after.state {
            UserState::Active => None,
            UserState::Disabled => row.disabled_at.or(Some(now())),
        };
        users::update_standing(&self.sql, &row)?;
        self.note_standing(&actor.user.id, &row, before)?;
        if after.is_below(before) {
            invitations::delete_by(&self.sql, &row.id)?;
        }
        if after.state == UserState::Disabled {
            self.end_sessions_of(&actor.user.id, &row.id, None)?;
        }
        Ok(row)
    }

    fn note_standing(&self, by: &UserId, row: &UserRow, before: Standing) -> Result<(), Fault> {
        let (after, subject) = (row.standing(), Some(row.id.as_str()));
        if after.role != before.role {
            let roles = [before.role, after.role].map(|role| role.as_str().to_owned());
            self.note(by, AuditAct::RoleChanged, subject, &roles)?;
        }
        if after.state == before.state {
            return Ok(());
        }
        let act = match after.state {
            UserState::Active => AuditAct::UserEnabled,
            UserState::Disabled => AuditAct::UserDisabled,
        };
        self.note(by, act, subject, &[])
    }

    /// Ends a user's sessions, all or all but one, within a transaction; their sockets are closed
    /// after it.
    pub fn end_sessions_of(
        &self,
        by: &UserId,
        whose: &UserId,
        except: Option<&SessionId>,
    ) -> Result<(), Fault> {
        let mut ended = Vec::new();
        for row in sessions::of_user(&self.sql, whose)? {
            if Some(&row.id) != except {
                self.end_session(&row)?;
                ended.push(row.id);
            }
        }
        self.note_ended(by, whose, &ended)
    }
}
