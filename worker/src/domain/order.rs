//! What the help desk orders. Orders come at least once and in order, so each has a number and one
//! that is not newer than the last changes nothing.

use pulina_shared::ids::SessionId;
use pulina_shared::wire::conversation::{Activity, Author, ConversationStatus, EventKind, PublicUser};

use super::conversation::{ConversationStore, Draft, Effect, Head, Moment, Person, newer_policy};
use super::ending::{close, reopen};
use super::rate::Bucket;
use crate::internal::{Order, OrderAct};

/// What the sockets must be told after an order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Obeyed {
    /// The log grew.
    pub has_events: bool,
    /// Status, owner or people changed.
    pub is_state_changed: bool,
    /// The sockets of this sign-in close with `session_ended`.
    pub ended: Option<SessionId>,
    /// The sockets of this user speak by this profile from now on.
    pub renamed: Option<PublicUser>,
    /// The sockets of the device with this token hash close with `not_found`.
    pub expelled: Option<String>,
    /// All sockets close with `not_found`.
    pub is_over: bool,
}

/// Carries an order out. For a conversation that does not exist there is nothing to do but to make it.
///
/// # Errors
/// Faults of the store.
pub fn obey<S: ConversationStore>(
    store: &mut S,
    order: Order,
    moment: &mut Moment,
) -> Result<Obeyed, S::Fault> {
    let ended = match &order.act {
        OrderAct::EndSession(session) => Some(session.clone()),
        _ => None,
    };
    let expelled = match &order.act {
        OrderAct::Expel { token_hash } => Some(token_hash.clone()),
        _ => None,
    };
    let is_over = order.act == OrderAct::Erase;
    let Some(head) = store.head()? else {
        if let OrderAct::Admit { begin: Some(begin), .. } = order.act {
            let head = Head::new(*begin, moment.new_epoch(), moment.now);
            store.apply(&[Effect::SetHead(Box::new(Head { last_order: order.number, ..head }))])?;
        }
        return Ok(Obeyed { ended, expelled, is_over, ..Obeyed::default() });
    };
    // Also when the last order comes again: the sockets may not have heard of it the first time.
    let renamed = match &order.act {
        OrderAct::UpdatePerson(user) if order.number >= head.last_order => Some(user.clone()),
        _ => None,
    };
    let known = match &order.act {
        OrderAct::SetOwner { owner: Some(user) } | OrderAct::UpdatePerson(user) => store.person(&user.id)?,
        OrderAct::SetOwner { owner: None }
        | OrderAct::Close { .. }
        | OrderAct::Reopen { .. }
        | OrderAct::EndSession(_)
        | OrderAct::TakePolicy(_)
        | OrderAct::Admit { .. }
        | OrderAct::Erase
        | OrderAct::Expel { .. } => None,
    };
    let (effects, obeyed) = decide(&head, known, order, moment);
    store.apply(&effects)?;
    Ok(Obeyed { ended, renamed, expelled, is_over, ..obeyed })
}

/// The decision alone. `known` is what is stored of the user whom the order names.
pub fn decide(head: &Head, known: Option<Person>, order: Order, moment: &Moment) -> (Vec<Effect>, Obeyed) {
    if order.number <= head.last_order {
        return (Vec::new(), Obeyed::default());
    }
    let mut draft = Draft::of(head);
    draft.head.last_order = order.number;
    if matches!(order.act, OrderAct::Close { .. } | OrderAct::Reopen { .. }) {
        // Told in any case: a help desk whose order was void must learn what stands instead.
        draft.queue_report();
    }
    let is_state_changed = match order.act {
        OrderAct::Close { by, seen_visitor_seq } => {
            let is_void =
                head.last_visitor_seq > seen_visitor_seq || head.status == ConversationStatus::Closed;
            if !is_void {
                close(&mut draft, Author::Agent(by), moment.now, None);
            }
            !is_void
        }
        OrderAct::Reopen { by } => {
            let is_closed = head.status == ConversationStatus::Closed;
            if is_closed {
                reopen(&mut draft, Author::Agent(by), moment.now);
            }
            is_closed
        }
        OrderAct::SetOwner { owner } => set_owner(&mut draft, owner, known, moment),
        OrderAct::UpdatePerson(user) => match known {
            Some(person) if person.user != user => {
                draft.put_person(Person { user, ..person });
                true
            }
            Some(_) | None => false,
        },
        OrderAct::EndSession(_) => false,
        OrderAct::TakePolicy(policy) => {
            let newer = policy.and_then(|policy| newer_policy(head, *policy));
            let is_newer = newer.is_some();
            draft.head.policy = newer.unwrap_or_else(|| head.policy.clone());
            is_newer
        }
        OrderAct::Admit { visitor, token_hash, .. } => {
            draft.head.visitor = visitor;
            let devices = draft.head.devices.get_or_insert_default();
            if !devices.contains(&token_hash) {
                devices.push(token_hash);
            }
            false
        }
        OrderAct::Erase => {
            draft.head.is_expired = true;
            // Of one in which nothing was said the help desk hears nothing.
            if head.opened.is_some() {
                draft.queue_report();
            }
            false
        }
        OrderAct::Expel { token_hash } => {
            draft.head.devices.get_or_insert_default().retain(|device| *device != token_hash);
            false
        }
    };
    let has_events = draft.head.last_seq != head.last_seq;
    (draft.into_effects(), Obeyed { has_events, is_state_changed, ..Obeyed::default() })
}

fn set_owner(draft: &mut Draft, owner: Option<PublicUser>, known: Option<Person>, moment: &Moment) -> bool {
    let before = draft.head.owner.take();
    let Some(user) = owner else { return before.is_some() };
    let rate = known.as_ref().map_or(Bucket::default(), |person| person.rate);
    let is_profile_new = known.is_none_or(|person| person.user != user);
    let is_owner_new = before.as_ref() != Some(&user.id);
    draft.head.owner = Some(user.id.clone());
    if is_owner_new {
        draft.append(EventKind::Activity(Activity::Taken(user.id.clone())), moment.now, None);
    }
    if is_profile_new {
        draft.put_person(Person { user, rate });
    }
    is_owner_new || is_profile_new
}

#[cfg(test)]
mod tests {
    use super::super::memory_store::{Scene, message_id, user};
    use super::super::{message, report, retention};
    use super::*;
    use crate::domain::conversation::{self, Participant};
    use crate::domain::memory_store::scene_begin;
    use crate::internal::{BeginConversation, Policy};
    use pulina_shared::ids::{Seq, VisitorId};

    fn close(seen: u64) -> OrderAct {
        OrderAct::Close { by: user(1).id, seen_visitor_seq: Seq(seen) }
    }

    fn reopen_by(number: u8) -> OrderAct {
        OrderAct::Reopen { by: user(number).id }
    }

    fn own(owner: Option<u8>) -> OrderAct {
        OrderAct::SetOwner { owner: owner.map(user) }
    }

    /// One message of the visitor, then the orders; tells the log and whether the last one changed the state.
    fn check(orders: Vec<(u64, OrderAct)>, log: &str, is_state_changed: bool) -> Scene {
        let mut scene = Scene::new();
        scene
            .with(|store, moment| message::send(store, &Participant::Visitor, message_id(1), "hi", moment))
            .unwrap();
        let mut last = Obeyed::default();
        for (number, act) in orders.clone() {
            let n_events = scene.store.events.len();
            last = scene.with(|store, moment| obey(store, Order { number, act }, moment)).unwrap();
            assert_eq!(last.has_events, scene.store.events.len() > n_events, "{orders:?}");
        }
        assert_eq!((scene.log().as_str(), last.is_state_changed), (log, is_state_changed), "{orders:?}");
        scene
    }

    #[test]
    fn closing_needs_to_have_seen_what_the_visitor_wrote() {
        let closed = check(vec![(1, close(1))], "v:hi closed", true);
        assert_eq!(closed.head().status, ConversationStatus::Closed);
        let open = check(vec![(1, close(0))], "v:hi", false);
        assert_eq!(open.head().status, ConversationStatus::Open);
        assert_eq!(open.head().report_version, 2, "the help desk is told that it is open");
    }

    #[test]
    fn what_is_to_be_erased_lets_nobody_in_and_tells_the_help_desk_first() {
        let mut scene = check(vec![(1, OrderAct::Erase)], "v:hi", false);
        assert!(scene.head().is_expired && report::pending(&scene.head()).is_some_and(|it| it.is_erased));
        assert!(!retention::is_erasable(&scene.head()), "the help desk does not know yet");
        let version = scene.head().report_version;
        report::delivered(&mut scene.store, version).unwrap();
        assert!(retention::is_erasable(&scene.head()));
        let again = scene
            .with(|store, moment| obey(store, Order { number: 1, act: OrderAct::Erase }, moment))
            .unwrap();
        assert!(again.is_over, "sockets may not have heard of it the first time");
    }

    #[test]
    fn closing_and_opening_twice_stands_in_the_log_once() {
        check(vec![(1, close(1)), (2, close(1))], "v:hi closed", false);
        check(vec![(1, close(1)), (2, reopen_by(2)), (3, reopen_by(1))], "v:hi closed reopened", false);
    }

    #[test]
    fn order_that_is_not_newer_changes_nothing() {
        let scene = check(vec![(2, close(1)), (1, reopen_by(1)), (2, reopen_by(1))], "v:hi closed", false);
        assert_eq!(scene.head().last_order, 2);
    }

    #[test]
    fn new_owner_is_told_once_and_known() {
        let scene = check(vec![(1, own(Some(3)))], "v:hi taken", true);
        assert_eq!((scene.head().owner, scene.store.people().unwrap()), (Some(user(3).id), vec![user(3)]));
        check(vec![(1, own(Some(3))), (2, own(Some(3)))], "v:hi taken", false);
        check(vec![(1, own(Some(3))), (2, own(None))], "v:hi taken", true);
        check(vec![(1, own(None))], "v:hi", false);
        check(vec![(1, own(Some(3))), (2, own(Some(4)))], "v:hi taken taken", true);
    }

    #[test]
    fn profile_changes_only_for_those_who_took_part() {
        let renamed = PublicUser { name: "New".to_owned(), ..user(3) };
        let update = OrderAct::UpdatePerson(renamed.clone());
        let scene = check(vec![(1, own(Some(3))), (2, update.clone())], "v:hi taken", true);
        assert_eq!(scene.store.people().unwrap(), [renamed]);
        check(vec![(1, own(Some(3))), (2, update.clone()), (3, update.clone())], "v:hi taken", false);
        assert!(check(vec![(1, update)], "v:hi", false).store.people.is_empty());
    }

    #[test]
    fn sockets_are_told_of_the_newest_name_and_of_no_older_one() {
        let mut scene = Scene::new();
        let named = |name: &str| PublicUser { name: name.to_owned(), ..user(3) };
        for (number, name, told) in [(1, "Old", true), (2, "New", true), (2, "New", true), (1, "Old", false)]
        {
            let order = Order { number, act: OrderAct::UpdatePerson(named(name)) };
            let obeyed = scene.with(|store, moment| obey(store, order, moment)).unwrap();
            assert_eq!(obeyed.renamed, told.then(|| named(name)), "{number} {name}");
        }
    }

    #[test]
    fn ended_session_is_named_even_when_the_order_comes_again() {
        let session = SessionId::new([9; 10]);
        let mut scene = Scene::new();
        for _ in 0..2 {
            let order = Order { number: 1, act: OrderAct::EndSession(session.clone()) };
            let obeyed = scene.with(|store, moment| obey(store, order, moment)).unwrap();
            assert_eq!(obeyed, Obeyed { ended: Some(session.clone()), ..Obeyed::default() });
        }
    }

    #[test]
    fn newer_policy_is_enforced_and_an_older_one_is_not() {
        let kept_for = |revision, days| {
            Some(Box::new(Policy { revision, retention_days: Some(days), ..Policy::default() }))
        };
        let mut scene = check(vec![(1, OrderAct::TakePolicy(kept_for(5, 30)))], "v:hi", true);
        for (number, policy) in [(2, kept_for(4, 365)), (3, kept_for(5, 365)), (4, None)] {
            let order = Order { number, act: OrderAct::TakePolicy(policy) };
            let obeyed = scene.with(|store, moment| obey(store, order, moment)).unwrap();
            assert_eq!(obeyed, Obeyed::default());
            assert_eq!(scene.head().policy.retention_days, Some(30));
        }
        assert_eq!(scene.head().last_order, 4);
    }

    fn admit(device: &str, begin: Option<BeginConversation>) -> OrderAct {
        let visitor = VisitorId::new([8; 10]);
        OrderAct::Admit { visitor, token_hash: device.to_owned(), begin: begin.map(Box::new) }
    }

    fn expel(device: &str) -> OrderAct {
        OrderAct::Expel { token_hash: device.to_owned() }
    }

    fn admitted(scene: &Scene, devices: &[&str]) -> Vec<bool> {
        devices.iter().map(|device| scene.head().admits(device)).collect()
    }

    #[test]
    fn contacts_conversation_admits_those_devices_that_were_admitted_last() {
        let own = scene_begin().token_hash;
        let scene = check(vec![(1, admit(&own, None)), (2, admit("two", None))], "v:hi", false);
        assert_eq!(admitted(&scene, &[&own, "two", "three"]), [true, true, false]);
        assert_eq!(scene.head().visitor, VisitorId::new([8; 10]));
        let scene = check(vec![(1, admit(&own, None)), (2, expel(&own))], "v:hi", false);
        assert_eq!(admitted(&scene, &[&own]), [false], "also the one that began it");
        let late =
            check(vec![(1, admit(&own, None)), (3, expel(&own)), (2, admit(&own, None))], "v:hi", false);
        assert_eq!(admitted(&late, &[&own]), [false], "what comes late changes nothing");
    }

    #[test]
    fn contacts_conversation_is_made_by_its_order_and_by_nothing_else() {
        let begin = BeginConversation { is_contact: true, ..scene_begin() };
        let mut scene = Scene::new();
        scene.store.head = None;
        let late = scene.with(|store, moment| conversation::begin(store, begin.clone(), moment));
        assert!(late.is_err() && scene.store.head.is_none());
        let token_hash = begin.token_hash.clone();
        let order = Order { number: 4, act: admit(&token_hash, Some(begin)) };
        scene.with(|store, moment| obey(store, order, moment)).unwrap();
        assert_eq!((scene.head().last_order, admitted(&scene, &[&token_hash])), (4, vec![true]));
        let order = Order { number: 5, act: expel(&token_hash) };
        let obeyed = scene.with(|store, moment| obey(store, order, moment)).unwrap();
        assert_eq!((obeyed.expelled, scene.head().devices), (Some(token_hash), Some(vec![])));
    }

    #[test]
    fn order_for_no_conversation_has_nothing_to_do() {
        let mut scene = Scene::new();
        scene.store.head = None;
        let obeyed =
            scene.with(|store, moment| obey(store, Order { number: 1, act: close(0) }, moment)).unwrap();
        assert_eq!((obeyed, scene.store.head), (Obeyed::default(), None));
    }
}
