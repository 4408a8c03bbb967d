//! What the help desk is told. A report is built from the newest state when it is delivered, so
//! any number of changes in between are one report, and none can be lost: the head remembers
//! which version the help desk has.

use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::ConversationStatus;
use pulina_shared::wire::help_desk::LastMessage;

use super::conversation::{ConversationStore, Draft, Head, Opened};
use super::courier::Courier;
use crate::internal::Report;

/// The report that the help desk does not have yet. Nothing is reported before the first message.
pub fn pending(head: &Head) -> Option<Report> {
    if head.report_version <= head.reported_version {
        return None;
    }
    let Opened { subject, at, last_message, .. } = head.opened.clone()?;
    let report = report_of(head, subject, at, last_message);
    Some(if head.is_expired { erased(report) } else { report })
}

fn report_of(head: &Head, subject: String, at: Timestamp, last_message: LastMessage) -> Report {
    Report {
        conversation: head.conversation.clone(),
        version: head.report_version,
        channel: head.channel.clone(),
        visitor: head.visitor.clone(),
        status: head.status,
        subject,
        opened_at: at,
        last_message,
        last_visitor_seq: head.last_visitor_seq,
        last_agent_seq: head.last_agent_seq,
        last_agent: head.last_agent.clone(),
        n_unread: head.n_unread,
        last_order: head.last_order,
        closed_at: head.closed_at,
        claimed_name: head.about.name.clone(),
        claimed_email: head.about.email.clone(),
        rating: head.about.rating.as_ref().map(|rating| rating.score),
        consent: head.about.consent.clone(),
        is_erased: false,
    }
}

/// What stays of a conversation whose time is over: that there was one.
fn erased(report: Report) -> Report {
    let last_message = LastMessage { preview: String::new(), ..report.last_message };
    Report {
        status: ConversationStatus::Closed,
        subject: String::new(),
        last_message,
        n_unread: 0,
        claimed_name: None,
        claimed_email: None,
        rating: None,
        consent: None,
        is_erased: true,
        ..report
    }
}

/// When the next try is due.
pub fn due_at(head: &Head, now: Timestamp) -> Option<Timestamp> {
    pending(head).map(|_| head.courier.due_at(now))
}

/// The help desk has this version.
///
/// # Errors
/// Faults of the store.
pub fn delivered<S: ConversationStore>(store: &mut S, version: u64) -> Result<(), S::Fault> {
    change(store, |head| {
        head.reported_version = head.reported_version.max(version);
        head.courier = Courier::after_success();
    })
}

/// A delivery failed; the next try comes later.
///
/// # Errors
/// Faults of the store.
pub fn failed<S: ConversationStore>(store: &mut S, now: Timestamp, chance: u64) -> Result<(), S::Fault> {
    change(store, |head| head.courier = head.courier.after_failure(now, chance))
}

fn change<S: ConversationStore>(store: &mut S, change: impl FnOnce(&mut Head)) -> Result<(), S::Fault> {
    let Some(head) = store.head()? else { return Ok(()) };
    let mut draft = Draft::of(&head);
    change(&mut draft.head);
    store.apply(&draft.into_effects())
}

#[cfg(test)]
mod tests {
    use super::super::conversation::Participant;
    use super::super::memory_store::{Scene, message_id};
    use super::super::message;
    use super::*;

    fn say(scene: &mut Scene, number: u64, text: &str) {
        scene
            .with(|store, moment| {
                message::send(store, &Participant::Visitor, message_id(number), text, moment)
            })
            .unwrap();
    }

    #[test]
    fn several_changes_are_one_report_of_the_newest_state() {
        let mut scene = Scene::new();
        assert_eq!(pending(&scene.head()), None, "nothing is reported before the first message");
        say(&mut scene, 1, "one");
        say(&mut scene, 2, "two");
        let report = pending(&scene.head()).unwrap();
        assert_eq!(
            (report.version, report.subject.as_str(), report.last_message.preview.as_str()),
            (2, "one", "two")
        );
        delivered(&mut scene.store, 2).unwrap();
        assert_eq!(pending(&scene.head()), None);
    }

    #[test]
    fn change_during_a_delivery_is_reported_next() {
        let mut scene = Scene::new();
        say(&mut scene, 1, "one");
        say(&mut scene, 2, "two");
        delivered(&mut scene.store, 1).unwrap();
        assert_eq!(pending(&scene.head()).unwrap().version, 2);
        delivered(&mut scene.store, 2).unwrap();
        delivered(&mut scene.store, 1).unwrap();
        assert_eq!(pending(&scene.head()), None, "a late answer does not turn it back");
    }

    #[test]
    fn failed_report_stays_due_for_ever_and_a_success_ends_the_waiting() {
        let mut scene = Scene::new();
        say(&mut scene, 1, "one");
        assert!(due_at(&scene.head(), scene.now).unwrap() <= scene.now);
        for _ in 0..100 {
            failed(&mut scene.store, scene.now, 59_999).unwrap();
        }
        let due_at_then = due_at(&scene.head(), scene.now).unwrap();
        assert!(
            due_at_then > scene.now && due_at_then <= scene.now.plus(super::super::courier::RETRY_MS_MAX)
        );
        delivered(&mut scene.store, 1).unwrap();
        assert_eq!((due_at(&scene.head(), scene.now), scene.head().courier), (None, Courier::default()));
    }
}
