//! Carries reports to the help desk. A try starts right after the command that made the report,
//! without anybody waiting for it; what fails, or is cut off by a crash, the alarm tries again.

use std::rc::Rc;

use pulina_shared::time::{SECOND_MS, Timestamp};

use super::call::{Object, call_object};
use super::room::SharedRoom;
use crate::chance::now;
use crate::domain::conversation::ConversationStore;
use crate::domain::report;
use crate::fault::{Failure, Fault};
use crate::internal::Report;
use crate::log;

/// A delivery of which nothing was heard for so long is given up for lost. Above the time that a
/// call takes at most with all its tries.
const DELIVERY_MS_MAX: u64 = 45 * SECOND_MS;
/// How long the alarm leaves a fresh report to the try that started with it.
const FIRST_TRY_MS: u64 = 2 * SECOND_MS;

/// Starts a delivery if something waits and none is under way.
pub fn start(room: &SharedRoom) {
    room.wake_at(now().plus(FIRST_TRY_MS));
    if !is_under_way(room) {
        let delivery = deliver(Rc::clone(room));
        room.state.wait_until(delivery);
    }
}

/// Delivers until nothing waits, or a try fails.
pub async fn deliver(room: SharedRoom) {
    if is_under_way(&room) {
        return;
    }
    loop {
        let report = match due(&room) {
            Ok(Some(report)) => report,
            Ok(None) => break,
            Err(fault) => {
                log::fault("report", "", &fault);
                break;
            }
        };
        room.delivering_since.set(Some(now()));
        let object = Object::HelpDesk(report.conversation.account());
        let request_id = report.conversation.as_str();
        let answer: Result<(), Failure> = call_object(&room.env, &object, "/reports", request_id, &report).await;
        room.delivering_since.set(None);
        let is_delivered = answer.is_ok();
        if let Err(failure) = answer {
            let fault = match failure {
                Failure::Fault(fault) => fault,
                Failure::Rejection(rejection) => Fault::Answer { what: "/reports", status: rejection.code.status() },
            };
            log::fault("report", request_id, &fault);
        }
        if let Err(fault) = note(&room, &report, is_delivered) {
            log::fault("report", request_id, &fault);
            break;
        }
        if !is_delivered {
            break;
        }
    }
}

fn is_under_way(room: &SharedRoom) -> bool {
    room.delivering_since.get().is_some_and(|since| now().since(since) < DELIVERY_MS_MAX)
}

fn due(room: &SharedRoom) -> Result<Option<Report>, Fault> {
    let Some(head) = room.store.head()? else { return Ok(None) };
    let now = now();
    let is_due = report::due_at(&head, now).is_some_and(|due_at: Timestamp| due_at <= now);
    Ok(if is_due { report::pending(&head) } else { None })
}

/// Stores what became of a try, and sets the alarm for the next one.
fn note(room: &SharedRoom, report: &Report, is_delivered: bool) -> Result<(), Fault> {
    let due_at = room.decide(|store, moment| -> Result<_, Fault> {
        if is_delivered {
            report::delivered(store, report.version)?;
        } else {
            let chance = (moment.random)().iter().fold(0, |chance, &byte| (chance << 8) | u64::from(byte));
            report::failed(store, moment.now, chance)?;
        }
        Ok(store.head()?.and_then(|head| report::due_at(&head, moment.now)))
    })?;
    if let Some(due_at) = due_at.filter(|_| !is_delivered) {
        room.wake_at(due_at);
    }
    Ok(())
}
