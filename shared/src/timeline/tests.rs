//! Facts about the copy of a log.

use super::*;
use crate::ids::MessageId;
use crate::language::Language;
use crate::time::Timestamp;
use crate::wire::VERSION;
use crate::wire::content::{Choice, LinkCard};
use crate::wire::conversation::{Activity, ConsentAct, Edited, Purpose, Rating};
use crate::wire::form::FilledForm;
use proptest::prelude::*;

fn event(seq: u64) -> Event {
    let author = if seq.is_multiple_of(3) { Author::System } else { Author::Visitor };
    let message = Message::plain(MessageId::new(Timestamp(seq), [0; 10]), author, seq.to_string());
    Event { seq: Seq(seq), at: Timestamp(seq), kind: EventKind::Message(message) }
}

fn events(range: std::ops::RangeInclusive<u64>) -> Vec<Event> {
    range.map(event).collect()
}

fn hello(resumed: bool, after: u64) -> ServerHello {
    ServerHello {
        version: VERSION,
        epoch: Epoch::new([1; 10]),
        resumed,
        after: Seq(after),
        last_seq: Seq(99),
        state: ConversationState::default(),
    }
}

fn begun(after: u64) -> Timeline {
    let mut timeline = Timeline::default();
    assert!(!timeline.begin(&hello(false, after)), "nothing was known before");
    timeline
}

#[test]
fn hole_is_told_and_what_came_before_it_is_kept() {
    let mut timeline = begun(0);
    let mut page = events(1..=2);
    page.push(event(4));
    assert_eq!(timeline.append(page), Err(Misfit::Hole));
    assert_eq!(timeline.last_seq(), Seq(2));
}

#[test]
fn another_history_replaces_everything() {
    let mut timeline = begun(0);
    timeline.append(events(1..=5)).unwrap();
    let other = ServerHello { epoch: Epoch::new([2; 10]), ..hello(false, 0) };
    assert!(timeline.begin(&other));
    assert_eq!((timeline.events(), timeline.last_seq()), (&[][..], Seq(0)));
}

#[test]
fn resumed_history_keeps_its_events() {
    let mut timeline = begun(0);
    timeline.append(events(1..=5)).unwrap();
    assert!(!timeline.begin(&hello(true, 5)));
    assert_eq!(timeline.last_seq(), Seq(5));
}

#[test]
fn older_events_are_taken_only_where_they_fit() {
    let mut timeline = begun(10);
    timeline.append(events(11..=12)).unwrap();
    let epoch = Epoch::new([1; 10]);
    assert!(!timeline.prepend(&epoch, events(3..=8)), "a hole");
    assert!(!timeline.prepend(&Epoch::new([2; 10]), events(3..=10)), "another history");
    assert!(timeline.prepend(&epoch, events(3..=10)));
    assert!(timeline.prepend(&epoch, events(1..=5)), "what is here already is skipped");
    assert_eq!((timeline.events(), timeline.floor()), (&events(1..=12)[..], Seq(0)));
}

#[test]
fn history_written_anew_under_the_same_name_is_noticed() {
    let mut timeline = begun(0);
    timeline.append(events(1..=5)).unwrap();
    assert_eq!(timeline.resume_after(), Seq(4));
    let anew = Event { at: Timestamp(99), ..event(5) };
    assert_eq!(timeline.append(vec![anew, event(6)]), Err(Misfit::OtherHistory));
    assert_eq!(timeline.append(vec![event(5), event(6)]).unwrap(), [event(6)]);
}

#[test]
fn history_that_became_shorter_is_noticed() {
    let mut timeline = begun(0);
    timeline.append(events(1..=5)).unwrap();
    assert!(timeline.is_ahead_of(&ServerHello { last_seq: Seq(4), ..hello(true, 4) }));
    assert!(!timeline.is_ahead_of(&ServerHello { last_seq: Seq(5), ..hello(true, 4) }));
}

#[test]
fn unread_counts_what_others_said_after_the_mark() {
    let mut timeline = begun(0);
    timeline.append(events(1..=9)).unwrap();
    assert_eq!(timeline.n_messages_of_others_after(Seq(3), |author| *author == Author::Visitor), 2);
}

/// A server's log, as it stands after everything that happened.
#[derive(Clone, Debug, Default)]
struct Log {
    events: Vec<Event>,
}

impl Log {
    fn append(&mut self, kind: EventKind) {
        let seq = self.events.len() as u64 + 1;
        self.events.push(Event { seq: Seq(seq), at: Timestamp(seq), kind });
    }

    /// One more event. `n` decides the kind; edits and deletions are of a message that is there.
    fn grow(&mut self, n: usize) {
        let seq = self.events.len() as u64 + 1;
        let messages = self.events.iter().filter_map(|event| event.kind.message());
        let messages: Vec<Message> = messages.filter(|message| !message.is_deleted).cloned().collect();
        let target = messages.get(n / 16 % messages.len().max(1)).map(|message| message.id);
        let text = seq.to_string();
        let language = Language::ALL[0];
        match (n % 9, target) {
            (0, Some(message)) => self.append(EventKind::Edited(Edited { message, text })),
            (1, Some(message)) => {
                for event in &mut self.events {
                    match &mut event.kind {
                        EventKind::Message(known) if known.id == message => {
                            (known.text, known.files, known.is_deleted) = (String::new(), Vec::new(), true);
                            (known.choices, known.cards) = (Vec::new(), Vec::new());
                        }
                        EventKind::Edited(edited) if edited.message == message => edited.text.clear(),
                        _ => {}
                    }
                }
                self.append(EventKind::Deleted(message));
            }
            (2, _) => self.append(EventKind::Activity(Activity::Closed(Author::Visitor))),
            (3, _) => self.append(EventKind::Form(FilledForm { fields: Vec::new() })),
            (4, _) => self.append(EventKind::Rated(Rating { score: 5, comment: text })),
            (5, _) => {
                let (purpose, version) = (Purpose::Process, text);
                let consent = ConsentAct { purpose, is_given: true, version, language, page: String::new() };
                self.append(EventKind::Consent(consent));
            }
            (6, _) => self.append(EventKind::Unknown),
            _ => {
                let EventKind::Message(mut message) = event(seq).kind else { unreachable!() };
                message.choices = vec![Choice::text(&text, &text), Choice::link(&text, &text)];
                message.cards = vec![LinkCard { url: text.clone(), title: text, text: String::new() }];
                self.append(EventKind::Message(message));
            }
        }
    }

    fn page(&self, from: Seq, to: Seq) -> Vec<Event> {
        let is_within = |event: &&Event| event.seq > from && event.seq <= to;
        self.events.iter().filter(is_within).cloned().collect()
    }

    fn last(&self) -> Seq {
        Seq(self.events.len() as u64)
    }
}

fn said(text: &str) -> Message {
    Message::plain(MessageId::new(Timestamp(1), [0; 10]), Author::Visitor, text.to_owned())
}

fn happened(kinds: Vec<EventKind>) -> Timeline {
    let mut log = Log::default();
    for kind in kinds {
        log.append(kind);
    }
    let mut timeline = begun(0);
    timeline.append(log.events).unwrap();
    timeline
}

fn edited(text: &str) -> EventKind {
    EventKind::Edited(Edited { message: said("").id, text: text.to_owned() })
}

#[test]
fn message_says_what_it_was_last_changed_to() {
    let kinds = vec![EventKind::Message(said("first")), edited("second"), edited("third")];
    let timeline = happened(kinds);
    assert_eq!(timeline.current_text(&said("first")), "third");
    assert!(timeline.is_edited(said("first").id));
    let first = timeline.events().first().and_then(|event| event.kind.message());
    assert_eq!(first, Some(&said("first")), "its own event keeps what was said first");
}

#[test]
fn nothing_stays_of_a_message_that_was_taken_back() {
    let id = said("").id;
    let timeline =
        happened(vec![EventKind::Message(said("first")), edited("second"), EventKind::Deleted(id)]);
    let text = format!("{timeline:?}");
    assert!(!text.contains("first") && !text.contains("second"), "{text}");
    let kept = timeline.events().first().and_then(|event| event.kind.message());
    assert!(kept.is_some_and(|message| message.is_deleted && timeline.current_text(message).is_empty()));
    assert!(!timeline.is_edited(id));
}

#[test]
fn older_page_that_was_fetched_before_a_deletion_brings_nothing_back() {
    let mut log = Log::default();
    log.append(EventKind::Message(said("first")));
    let stale = log.events.clone();
    log.append(EventKind::Deleted(said("").id));
    let mut timeline = begun(1);
    timeline.append(log.page(Seq(1), Seq(2))).unwrap();
    assert!(timeline.prepend(&Epoch::new([1; 10]), stale));
    assert!(!format!("{timeline:?}").contains("first"));
}

#[test]
fn unread_counts_messages_whatever_became_of_them() {
    let kinds = vec![EventKind::Message(said("first")), edited("second"), EventKind::Deleted(said("").id)];
    assert_eq!(happened(kinds).n_messages_of_others_after(Seq(0), |_| false), 1);
}

proptest! {
    /// What a client has that saw everything happen is what a client has that comes now, for every
    /// kind of event, however the log was cut, repeated, resumed and scrolled up.
    #[test]
    fn fresh_copy_equals_old_copy_and_events(
        steps in prop::collection::vec((0_usize..1_000, 0_u64..8, 0_u64..40), 1..60),
        floor in 0_usize..20,
    ) {
        let mut log = Log::default();
        for n in 0..floor {
            log.grow(n * 7);
        }
        let mut timeline = begun(log.last().0);
        let mut stale = None;
        for (n, choice, length) in steps {
            log.grow(n);
            match choice {
                0 => {
                    let (after, last_seq) = (timeline.resume_after(), log.last());
                    timeline.begin(&ServerHello { after, last_seq, ..hello(true, 0) });
                }
                // A page of older events may be on its way while more happens.
                1 => stale = Some(log.page(Seq(timeline.floor().0.saturating_sub(length)), timeline.floor())),
                2 => {
                    timeline.prepend(&Epoch::new([1; 10]), stale.take().unwrap_or_default());
                }
                _ => {
                    let from = timeline.resume_after().0.saturating_sub(length % 3);
                    timeline.append(log.page(Seq(from), Seq(from + length))).unwrap();
                }
            }
        }
        timeline.append(log.page(timeline.last_seq(), log.last())).unwrap();
        let mut fresh = begun(timeline.floor().0);
        fresh.append(log.page(timeline.floor(), log.last())).unwrap();
        prop_assert_eq!(timeline.edits.len(), fresh.edits.len());
        prop_assert_eq!(timeline, fresh);
    }
}
