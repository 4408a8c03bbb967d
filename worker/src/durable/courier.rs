//! Carries reports to the help desk. A try starts right after the command that made the report,
//! without anybody waiting for it; what fails, or is cut off by a crash, the alarm tries again.

use std::rc::Rc;
use std::time::Duration;

use pulina_shared::time::SECOND_MS;
use worker::Delay;

use super::call::{Object, call_object};
use super::room::SharedRoom;
use crate::chance::now;
use crate::domain::conversation::ConversationStore;
use crate::domain::courier::Courier;
use crate::domain::report;
use crate::fault::{Failure, Fault};
use crate::internal::Report;
use crate::log;

/// A delivery of which nothing was heard for so long is given up for lost. Above the time that a
/// call takes at most with all its tries.
const DELIVERY_MS_MAX: u64 = 45 * SECOND_MS;
/// How long the alarm leaves a fresh report to the try that started with it. Only a crash makes
/// anybody wait for it, and ringing costs a busy conversation as much as several messages.
const FIRST_TRY_MS: u64 = 5 * SECOND_MS;
/// Reports that one delivery carries at most: an event must not go on for as long as somebody writes.
/// What is left then goes with the next message, or with the alarm.
const REPORTS_MAX: u32 = 10;

/// Starts a delivery if something waits and none is under way.
pub fn start(room: &SharedRoom) {
    room.wake_at(now().plus(FIRST_TRY_MS));
    if !is_under_way(room) {
        room.state.wait_until(deliver(Rc::clone(room), REPORTS_MAX));
    }
}

/// Delivers what is due now, for the alarm, which has more to do.
pub async fn deliver_once(room: &SharedRoom) {
    deliver(Rc::clone(room), 1).await;
}

/// Delivers until nothing waits, or a try fails.
async fn deliver(room: SharedRoom, reports_max: u32) {
    if is_under_way(&room) {
        return;
    }
    room.delivering_since.set(Some(now()));
    let delivered = deliver_all(&room, reports_max).await;
    room.delivering_since.set(None);
    if let Err(fault) = delivered {
        log::fault("report", "", &fault);
    }
}

/// Stores what the help desk has. Not done after each delivery, because it would cost every message
/// a second write; forgetting it in a crash costs one report that is ignored.
///
/// # Errors
/// Faults of the database.
pub fn settle(room: &SharedRoom) -> Result<(), Fault> {
    let Some(head) = room.store.head()? else { return Ok(()) };
    let version = room.delivered_version.get();
    if version > head.reported_version {
        room.decide(|store, _| report::delivered(store, version))?;
    }
    Ok(())
}

async fn deliver_all(room: &SharedRoom, reports_max: u32) -> Result<(), Fault> {
    for _ in 0..reports_max {
        if due(room)?.is_none() {
            break;
        }
        let wait_ms = room.pace.get().wait_ms(now());
        if wait_ms > 0 {
            Delay::from(Duration::from_millis(wait_ms)).await;
        }
        // A burst of messages is one report of the newest state, not one for each.
        let Some(report) = due(room)? else { break };
        room.delivering_since.set(Some(now()));
        room.pace.set(room.pace.get().sent(now()));
        let object = Object::HelpDesk(report.conversation.account());
        let request_id = report.conversation.as_str();
        let answer: Result<(), Failure> =
            call_object(&room.env, &object, "/reports", request_id, &report).await;
        if let Err(failure) = answer {
            note_failure(room)?;
            return Err(match failure {
                Failure::Fault(fault) => fault,
                Failure::Rejection(rejection) => {
                    Fault::Answer { what: "/reports", status: rejection.code.status() }
                }
            });
        }
        room.delivered_version.set(report.version);
        if room.store.head()?.is_some_and(|head| head.courier != Courier::after_success()) {
            settle(room)?;
        }
    }
    Ok(())
}

fn is_under_way(room: &SharedRoom) -> bool {
    room.delivering_since.get().is_some_and(|since| now().since(since) < DELIVERY_MS_MAX)
}

fn due(room: &SharedRoom) -> Result<Option<Report>, Fault> {
    let Some(head) = room.store.head()? else { return Ok(None) };
    let now = now();
    let is_due = report::due_at(&head, now).is_some_and(|due_at| due_at <= now);
    let report = if is_due { report::pending(&head) } else { None };
    Ok(report.filter(|report| report.version > room.delivered_version.get()))
}

/// Stores that a try failed, and sets the alarm for the next one.
fn note_failure(room: &SharedRoom) -> Result<(), Fault> {
    let due_at = room.decide(|store, moment| -> Result<_, Fault> {
        let chance = (moment.random)().iter().fold(0, |chance, &byte| (chance << 8) | u64::from(byte));
        report::failed(store, moment.now, chance)?;
        Ok(store.head()?.and_then(|head| report::due_at(&head, moment.now)))
    })?;
    if let Some(due_at) = due_at {
        room.wake_at(due_at);
    }
    Ok(())
}
