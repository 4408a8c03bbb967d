//! Whoever saw everything knows as much as somebody who comes fresh, whatever was done and wherever
//! they were cut off.

use std::collections::BTreeMap;

use pulina_shared::ids::MessageId;
use pulina_shared::wire::channel::ConsentMode;
use pulina_shared::wire::conversation::{
    Act, Activity, ConversationState, ConversationStatus, Event, EventKind, Purpose,
};
use pulina_shared::wire::form::FieldKind;

use super::act_tests::{
    Chance, VERSION, VISITOR, agree, answers, consent, delete, edit, rate, say, scene, with_consent,
};
use super::history;
use super::memory_store::{Scene, agent};

/// What somebody who looks at events knows.
#[derive(Debug, Default, PartialEq, Eq)]
struct Known {
    messages: BTreeMap<MessageId, (String, bool, bool)>,
    lines: Vec<String>,
}

fn know(events: &[Event]) -> Known {
    let mut known = Known::default();
    for event in events {
        match &event.kind {
            EventKind::Message(said) => {
                known.messages.insert(said.id, (said.text.clone(), false, said.is_deleted));
            }
            EventKind::Edited(edited) => {
                if let Some(message) = known.messages.get_mut(&edited.message).filter(|message| !message.2) {
                    (message.0, message.1) = (edited.text.clone(), true);
                }
            }
            EventKind::Deleted(id) => {
                if let Some(message) = known.messages.get_mut(id) {
                    *message = (String::new(), false, true);
                }
            }
            other => known.lines.push(format!("{other:?}")),
        }
    }
    known
}

/// The small state, as it can be told from the log alone.
fn told_by(events: &[Event]) -> ConversationState {
    let mut state = ConversationState::default();
    for event in events {
        match &event.kind {
            EventKind::Activity(Activity::Closed(_)) => state.status = ConversationStatus::Closed,
            EventKind::Activity(Activity::Reopened(_)) => state.status = ConversationStatus::Open,
            EventKind::Rated(rating) => state.rating = Some(rating.clone()),
            EventKind::Form(form) => {
                state.form_done = true;
                state.email_known |= form.fields.iter().any(|field| field.kind == FieldKind::Email);
            }
            EventKind::Consent(act) => match act.purpose {
                Purpose::Process => state.consent = act.is_given.then(|| act.version.clone()),
                Purpose::Communicate => state.may_contact = act.is_given,
            },
            _ => {}
        }
    }
    state
}

fn some_act(chance: &mut Chance, number: u64) -> Act {
    let target = chance.below(number + 1);
    match chance.below(12) {
        0..=3 => say(&format!("message {number}")),
        4 | 5 => edit(target, &format!("edit {number}")),
        6 => delete(target),
        7 => Act::End,
        8 => rate(u8::try_from(1 + chance.below(5)).unwrap()),
        9 => answers(&[("name", "Ana"), ("email", "ana@shop.example")]),
        10 => consent(Purpose::Process, chance.below(3) > 0, VERSION),
        _ => consent(Purpose::Communicate, chance.below(2) > 0, VERSION),
    }
}

#[test]
fn fresh_state_is_old_state_and_the_events_since() {
    for seed in 0..300_u64 {
        let mut chance = Chance(seed);
        let mut scene = scene(with_consent(ConsentMode::Implicit, VERSION));
        scene.does(&VISITOR, 1_000, agree()).unwrap();
        // Whoever is cut off keeps what was read until then.
        let mut cut_off = vec![scene.store.events.clone()];
        for number in 0..40 {
            let sender = if chance.below(3) == 0 { agent(1) } else { VISITOR };
            let _refusals_are_fine = scene.does(&sender, number, some_act(&mut chance, number));
            scene.now = scene.now.plus(chance.below(60_000));
            if chance.below(5) == 0 {
                cut_off.push(scene.store.events.clone());
            }
        }
        let fresh = &scene.store.events;
        for old in cut_off {
            let since = &fresh[old.len()..];
            let resumed: Vec<Event> = old.iter().chain(since).cloned().collect();
            assert_eq!(know(&resumed), know(fresh), "seed {seed}, cut off after {}", old.len());
        }
        let state = history::state(&scene.store, &scene.head()).unwrap();
        let told = told_by(fresh);
        let small = |state: &ConversationState| {
            (
                state.status,
                state.consent.clone(),
                state.may_contact,
                state.form_done,
                state.email_known,
                state.rating.clone(),
            )
        };
        assert_eq!(small(&state), small(&told), "seed {seed}");
        check_counts(&scene, seed);
    }
}

/// What the head counts is what stands in the log, and no text of what was taken back stands anywhere.
fn check_counts(scene: &Scene, seed: u64) {
    let (head, events) = (scene.head(), &scene.store.events);
    let messages = || events.iter().filter_map(|event| event.kind.message().map(|said| (event, said)));
    assert_eq!(head.n_messages, messages().count() as u64, "seed {seed}");
    assert_eq!(head.opened.as_ref().map(|opened| opened.first_seq), messages().next().map(|it| it.0.seq));
    let newest = know(events);
    if let (Some(opened), Some((_, last))) = (&head.opened, messages().next_back()) {
        assert_eq!(opened.last_message.preview, newest.messages[&last.id].0, "seed {seed}");
    }
    let taken_back = newest.messages.iter().filter(|(_, message)| message.2).map(|(id, _)| *id);
    for id in taken_back {
        let keeps_text = |event: &&Event| match &event.kind {
            EventKind::Message(said) => said.id == id && !said.text.is_empty(),
            EventKind::Edited(edited) => edited.message == id && !edited.text.is_empty(),
            _ => false,
        };
        assert_eq!(events.iter().find(keeps_text), None, "seed {seed}");
    }
}
