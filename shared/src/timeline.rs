//! A client's copy of a conversation: a run of the log without a hole, and the newest small state.
//!
//! Invariant: `events[i].seq` is `events[0].seq + i`, whatever arrives, how often, in what order.

use crate::ids::{Epoch, Seq};
use crate::wire::conversation::{Author, ConversationState, Event, Resume, ServerHello};

/// Events arrived that do not fit what is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// They do not follow; the client must resume from its place.
    Hole,
    /// They tell another story of what is here already: the server's history was lost and written
    /// anew. The client must begin anew as well.
    OtherHistory,
}

/// The copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    epoch: Option<Epoch>,
    /// The place before the first event that is here.
    floor: Seq,
    events: Vec<Event>,
    state: Option<ConversationState>,
}

impl Timeline {
    /// Takes the answer to `hello`. Returns whether the history is another one, so that what was
    /// here is gone.
    pub fn begin(&mut self, hello: &ServerHello) -> bool {
        let goes_on = hello.resumed
            && self.epoch.as_ref() == Some(&hello.epoch)
            && hello.after >= self.floor
            && hello.after <= self.last_seq();
        let was_known = self.epoch.is_some();
        if !goes_on {
            self.events.clear();
            self.floor = hello.after;
            self.epoch = Some(hello.epoch.clone());
        }
        self.state = Some(hello.state.clone());
        was_known && !goes_on
    }

    /// Takes what comes next; what is here already is compared and skipped. Returns the new events.
    ///
    /// # Errors
    /// [`Misfit`]; what came before it is kept.
    pub fn append(&mut self, events: Vec<Event>) -> Result<&[Event], Misfit> {
        let n_before = self.events.len();
        for event in events {
            if event.seq <= self.last_seq() {
                if self.event(event.seq).is_some_and(|known| !is_same(known, &event)) {
                    return Err(Misfit::OtherHistory);
                }
                continue;
            }
            if event.seq != self.last_seq().next() {
                return Err(Misfit::Hole);
            }
            self.events.push(event);
        }
        Ok(self.events.get(n_before..).unwrap_or_default())
    }

    /// Whether a server that claims to go on with this history lacks some of it.
    pub fn is_ahead_of(&self, hello: &ServerHello) -> bool {
        hello.resumed && self.epoch.as_ref() == Some(&hello.epoch) && hello.last_seq < self.last_seq()
    }

    /// Drops everything, because the server's history is another one although it has the same name.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// The place to resume from: before the last event that is here, so that it comes once more and
    /// can be compared.
    pub fn resume_after(&self) -> Seq {
        match self.events.last() {
            Some(last) => Seq(last.seq.0.saturating_sub(1)),
            None => self.floor,
        }
    }

    /// What to tell a server of what is here; nothing before the first `hello`.
    pub fn resume(&self) -> Option<Resume> {
        let epoch = self.epoch.clone()?;
        Some(Resume { epoch, after: self.resume_after() })
    }

    fn event(&self, seq: Seq) -> Option<&Event> {
        let index = seq.0.checked_sub(self.floor.0)?.checked_sub(1)?;
        self.events.get(usize::try_from(index).ok()?)
    }

    /// Takes older events that end just before what is here; others are ignored. Returns whether
    /// anything was added.
    pub fn prepend(&mut self, epoch: &Epoch, mut older: Vec<Event>) -> bool {
        older.retain(|event| event.seq <= self.floor);
        let follows = older.last().is_some_and(|event| event.seq == self.floor);
        let has_no_hole = older.windows(2).all(|pair| match pair {
            [a, b] => a.seq.next() == b.seq,
            _ => true,
        });
        if self.epoch.as_ref() != Some(epoch) || !follows || !has_no_hole {
            return false;
        }
        if let Some(first) = older.first() {
            self.floor = Seq(first.seq.0.saturating_sub(1));
        }
        older.append(&mut self.events);
        self.events = older;
        true
    }

    /// Takes the newest small state.
    pub fn set_state(&mut self, state: ConversationState) {
        self.state = Some(state);
    }

    /// The history that this is a copy of; absent before the first `hello`.
    pub fn epoch(&self) -> Option<&Epoch> {
        self.epoch.as_ref()
    }

    /// The last event that is here, or the place before the first.
    pub fn last_seq(&self) -> Seq {
        self.events.last().map_or(self.floor, |event| event.seq)
    }

    /// The place before the first event that is here; 0 means that nothing older exists.
    pub fn floor(&self) -> Seq {
        self.floor
    }

    /// What is here, in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The newest small state; absent before the first `hello`.
    pub fn state(&self) -> Option<&ConversationState> {
        self.state.as_ref()
    }

    /// Messages after this place by anybody else.
    pub fn n_messages_of_others_after(&self, place: Seq, is_own: impl Fn(&Author) -> bool) -> u64 {
        let is_of_other =
            |event: &&Event| event.kind.message().is_some_and(|message| !is_own(&message.author));
        self.events.iter().rev().take_while(|event| event.seq > place).filter(is_of_other).count() as u64
    }
}

/// Whether this is the same entry of the log; what it says may have become readable meanwhile.
fn is_same(known: &Event, event: &Event) -> bool {
    let id = |event: &Event| event.kind.message().map(|message| message.id);
    known.at == event.at && id(known) == id(event)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::MessageId;
    use crate::time::Timestamp;
    use crate::wire::conversation::{EventKind, Message};
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
            version: 1,
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

    proptest! {
        /// Fresh state equals old state and events, however the log was cut, repeated and resumed.
        #[test]
        fn any_delivery_of_a_log_gives_the_same_copy(
            n in 0_u64..60,
            cuts in prop::collection::vec((0_u64..60, 1_u64..20, prop::bool::ANY), 0..30),
        ) {
            let mut timeline = begun(0);
            for (start, length, is_new_link) in cuts {
                if is_new_link {
                    let after = timeline.last_seq().0;
                    timeline.begin(&hello(true, after));
                }
                let page = events(start + 1..=(start + length).min(n));
                let _ = timeline.append(page);
            }
            timeline.append(events(timeline.last_seq().0 + 1..=n)).unwrap();
            let mut fresh = begun(0);
            fresh.append(events(1..=n)).unwrap();
            prop_assert_eq!(timeline, fresh);
        }
    }
}
