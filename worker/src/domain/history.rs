//! Reading the log and the small state: pages for clients, and how a client's place is found again.

use pulina_shared::ids::Seq;
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::wire::conversation::{ConversationState, Resume};
use pulina_shared::wire::http::EventsPage;

use super::conversation::{ConversationStore, Effect, Failure, Head, Moment};

/// Which part of the log is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The end.
    Newest,
    /// What comes behind this event.
    After(Seq),
    /// What came before this event.
    Before(Seq),
}

/// Where a client goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resumed {
    /// Whether the client's history goes on.
    pub resumed: bool,
    /// The event before the first that it gets.
    pub after: Seq,
    /// The client has seen events that this store lost, so a new history must begin.
    pub is_rolled_back: bool,
}

/// Finds a client's place again.
pub fn resume(head: &Head, resume: Option<&Resume>) -> Resumed {
    let is_known = resume.is_some_and(|resume| resume.epoch == head.epoch);
    match resume {
        Some(resume) if is_known && resume.after <= head.last_seq => {
            Resumed { resumed: true, after: resume.after, is_rolled_back: false }
        }
        Some(_) | None => {
            let after = Seq(head.last_seq.0.saturating_sub(limits::FIRST_PAGE_EVENTS));
            Resumed { resumed: false, after, is_rolled_back: is_known }
        }
    }
}

/// Gives the history a new name, so that nobody mixes it with the one that was lost.
///
/// # Errors
/// Faults of the store.
pub fn begin_epoch<S: ConversationStore>(
    store: &mut S,
    head: &Head,
    moment: &mut Moment,
) -> Result<Head, S::Fault> {
    let head = Head { epoch: moment.new_epoch(), ..head.clone() };
    store.apply(&[Effect::SetHead(Box::new(head.clone()))])?;
    Ok(head)
}

/// The small state as it stands.
///
/// # Errors
/// Faults of the store.
pub fn state<S: ConversationStore>(store: &S, head: &Head) -> Result<ConversationState, S::Fault> {
    Ok(head.state(store.people()?))
}

/// A page, and whether asking for it showed that history was lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRead {
    /// The answer.
    pub page: EventsPage,
    /// Sockets that live in the old history must close.
    pub is_epoch_new: bool,
}

/// A page of the log for a client without a socket.
///
/// # Errors
/// `not_found`, `limit_out_of_range`; faults of the store.
pub fn page<S: ConversationStore>(
    store: &mut S,
    place: Place,
    events_max: usize,
    moment: &mut Moment,
) -> Result<PageRead, Failure<S::Fault>> {
    if !(1..=limits::PAGE_EVENTS_MAX).contains(&events_max) {
        return Err(Rejection::above(Code::LimitOutOfRange, limits::PAGE_EVENTS_MAX, events_max)
            .at("/limit")
            .into());
    }
    let mut head = store.head().map_err(Failure::Fault)?.ok_or(Rejection::new(Code::NotFound))?;
    let bytes_max = limits::PAGE_BYTES_MAX as u64;
    let mut is_epoch_new = false;
    let events = match place {
        Place::Newest => store.events_before(head.last_seq.next(), events_max, bytes_max),
        Place::Before(before) => store.events_before(before, events_max, bytes_max),
        Place::After(after) => {
            if after > head.last_seq {
                head = begin_epoch(store, &head, moment).map_err(Failure::Fault)?;
                is_epoch_new = true;
            }
            store.events_after(after, events_max, bytes_max)
        }
    }
    .map_err(Failure::Fault)?;
    let state = state(store, &head).map_err(Failure::Fault)?;
    Ok(PageRead {
        page: EventsPage { epoch: head.epoch, events, last_seq: head.last_seq, state },
        is_epoch_new,
    })
}

#[cfg(test)]
mod tests {
    use super::super::conversation::Participant;
    use super::super::memory_store::{Scene, message_id};
    use super::super::message;
    use super::*;

    fn scene_of(n_events: u64, text: &str) -> Scene {
        let mut scene = Scene::new();
        scene.are_rates_on = false;
        for number in 1..=n_events {
            scene
                .with(|store, moment| {
                    message::send(store, &Participant::Visitor, message_id(number), text, moment)
                })
                .unwrap();
        }
        scene
    }

    /// The first and last place of the page.
    fn check(scene: &mut Scene, place: Place, events_max: usize, expect: Option<(u64, u64)>) {
        let read = scene.with(|store, moment| page(store, place, events_max, moment)).unwrap();
        let events = read.page.events;
        let ends = events.first().zip(events.last()).map(|(first, last)| (first.seq.0, last.seq.0));
        assert_eq!(ends, expect, "{place:?} {events_max}");
        assert!(events.windows(2).all(|pair| pair[1].seq == pair[0].seq.next()));
    }

    #[test]
    fn pages_are_next_to_their_place() {
        let mut scene = scene_of(10, "x");
        check(&mut scene, Place::Newest, 3, Some((8, 10)));
        check(&mut scene, Place::Newest, 200, Some((1, 10)));
        check(&mut scene, Place::After(Seq(0)), 3, Some((1, 3)));
        check(&mut scene, Place::After(Seq(10)), 3, None);
        check(&mut scene, Place::Before(Seq(8)), 3, Some((5, 7)));
        check(&mut scene, Place::Before(Seq(1)), 3, None);
        check(&mut scene, Place::Before(Seq(99)), 3, Some((8, 10)));
    }

    #[test]
    fn large_events_make_short_pages() {
        let mut scene = scene_of(40, &"x".repeat(10_000));
        let in_page = limits::PAGE_BYTES_MAX as u64 / 10_200;
        check(&mut scene, Place::After(Seq(0)), 200, Some((1, in_page)));
        check(&mut scene, Place::Newest, 200, Some((41 - in_page, 40)));
    }

    #[test]
    fn page_size_has_limits() {
        let mut scene = scene_of(1, "x");
        for events_max in [0, 201] {
            let refused = scene.with(|store, moment| page(store, Place::Newest, events_max, moment));
            assert!(
                matches!(refused, Err(Failure::Rejected(rejection)) if rejection.code == Code::LimitOutOfRange)
            );
        }
    }

    #[test]
    fn asking_behind_the_end_begins_a_new_history() {
        let mut scene = scene_of(2, "x");
        let lost = scene.head().epoch;
        let read = scene.with(|store, moment| page(store, Place::After(Seq(3)), 5, moment)).unwrap();
        assert!(read.is_epoch_new && read.page.epoch != lost && read.page.epoch == scene.head().epoch);
    }
}
