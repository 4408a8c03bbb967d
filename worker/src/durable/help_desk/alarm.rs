//! The one alarm of the object: set for whatever comes first, and again each time it rang. It only
//! ever looks at what is stored, so a lost or late alarm loses nothing.

use std::rc::Rc;

use pulina_shared::limits;
use pulina_shared::time::{SECOND_MS, Timestamp};
use worker::{Date, DateInit, ScheduledTime};

use super::Desk;
use crate::chance::now;
use crate::fault::{Failure, Fault};
use crate::log;
use crate::storage::{invitations, orders, sessions, visits};

/// An alarm may ring so late (engine K44); one that is later was lost.
const LATE_MS_MAX: u64 = 60 * SECOND_MS;
/// When to look again after a fault.
const AFTER_FAULT_MS: u64 = 10 * SECOND_MS;

impl Desk {
    /// What the alarm does. Never fails: a handler that throws too often loses its alarm (engine K41).
    pub async fn on_alarm(self: &Rc<Self>) {
        self.armed_at.set(None);
        let next = match self.work_of_alarm() {
            Ok(next) => next,
            Err(failure) => {
                if let Failure::Fault(fault) = failure {
                    log::fault("help desk alarm", "-", &fault);
                }
                Some(now().plus(AFTER_FAULT_MS))
            }
        };
        self.log_arming(self.arm_for(next).await);
        self.deliver_orders().await;
    }

    fn work_of_alarm(&self) -> Result<Option<Timestamp>, Failure> {
        if !self.is_made.get() {
            return Ok(None);
        }
        let now = now();
        if self.end_sessions_that_are_over(now)? > 0 {
            self.close_ended_sockets();
        }
        self.forget_empty_visits(now)?;
        invitations::delete_over(&self.sql, now)?;
        if self.transaction(|| Ok(self.route_waiting()?))? {
            self.pump_all();
        }
        Ok(self.close_overdue_sockets(now)?)
    }

    /// After the object woke: learns when the alarm rings, and sets one that was lost.
    pub async fn arm_after_waking(&self) {
        match self.state.storage().get_alarm().await {
            Ok(Some(time)) => self.armed_at.set(u64::try_from(time).ok().map(Timestamp)),
            Ok(None) => self.arm(None).await,
            Err(error) => log::fault("help desk arm", "-", &Fault::platform("alarm", error)),
        }
    }

    /// Makes sure that the alarm rings at this time at the latest, and for everything stored.
    pub async fn arm(&self, by: Option<Timestamp>) {
        let is_unknown = self.armed_at.get().is_none() && !self.state.get_websockets().is_empty();
        // Nobody knows when the sockets' next deadline is; the alarm finds out.
        let unknown = is_unknown.then(|| now().plus(limits::HELLO_TIMEOUT_MS));
        self.log_arming(self.arm_for(by.into_iter().chain(unknown).min()).await);
    }

    fn log_arming(&self, armed: Result<(), Fault>) {
        if let Err(fault) = armed {
            self.armed_at.set(None);
            log::fault("help desk arm", "-", &fault);
        }
    }

    async fn arm_for(&self, by: Option<Timestamp>) -> Result<(), Fault> {
        if !self.is_made.get() {
            return Ok(());
        }
        let now = now();
        let mut wanted: Vec<Timestamp> = by.into_iter().collect();
        wanted.extend(orders::next_due(&self.sql)?);
        wanted.extend(sessions::next_end(&self.sql)?);
        wanted.extend(invitations::next_end(&self.sql)?);
        wanted.extend(self.next_presence_change(now)?);
        wanted.extend(visits::oldest_empty(&self.sql)?.map(|begun_at| begun_at.plus(self.day_ms)));
        let Some(first) = wanted.into_iter().min() else { return Ok(()) };
        // An alarm for this very moment, set while one rings, would never ring (engine K42).
        let due = first.max(now.plus(1));
        // One that is due and has not rung yet must not be put off by another.
        if self.armed_at.get().is_some_and(|armed_at| armed_at <= due && now.since(armed_at) < LATE_MS_MAX) {
            return Ok(());
        }
        self.armed_at.set(Some(due));
        let time = ScheduledTime::new(Date::new(DateInit::Millis(due.0)).into());
        self.state.storage().set_alarm(time).await.map_err(|error| Fault::platform("alarm", error))
    }
}
