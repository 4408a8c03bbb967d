//! Who tried to say what, what they were told, what everybody saw, and whether all that fits the
//! log that the server has in the end. An attempt that was not answered may be stored once or not
//! at all; everything else must be exactly as the participants were told.

use std::collections::{HashMap, HashSet};

use pulina_shared::ids::{MessageId, Seq};
use pulina_shared::wire::conversation::{Accepted, Author, Event, EventKind};

use crate::view::{Connection, View};

/// One message that somebody tried to say, however often it was sent.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Messages of one lane were begun one after another over one connection at a time.
    pub lane: String,
    /// Who.
    pub author: Author,
    /// Its name.
    pub id: MessageId,
    /// As it should be stored.
    pub text: String,
    /// Every `accepted` that came for it.
    pub acks: Vec<Accepted>,
    /// Whether the last answer was a refusal for good.
    pub is_refused: bool,
}

/// Everything that the participants of one conversation know.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// In the order in which they were begun, within each lane.
    pub attempts: Vec<Attempt>,
    /// One for each participant's device.
    pub views: Vec<View>,
}

/// A promise that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    /// Accepted, and not in the log.
    AcceptedIsMissing(MessageId),
    /// Two answers, or an answer and the log, disagree about a message's place or time.
    AnswerDisagrees(MessageId, Seq),
    /// The log's message has another text or author than was sent.
    Altered(MessageId, Seq),
    /// In the log, and nobody sent it.
    NobodySent(MessageId, Seq),
    /// Twice in the log.
    Doubled(MessageId, Seq),
    /// Refused for good, and in the log.
    RefusedIsStored(MessageId, Seq),
    /// The log does not count from 1 without a hole.
    HoleInLog(Seq),
    /// A sender's messages stand in another order than they were sent.
    OutOfOrder { lane: String, first: MessageId, second: MessageId },
    /// A participant saw an event that the log does not have, or has differently.
    SawSomethingElse { view: String, seq: Seq },
    /// A participant missed an event, saw one twice, or saw them out of order.
    HoleInView { view: String, after: Seq, came: Seq },
    /// A connection that claimed to resume did not go on where the client had stopped.
    ResumedElsewhere { view: String, asked: Seq, after: Seq },
}

impl History {
    /// This history, knowing no more answers than `earlier` did. Attempts must be later ones of the
    /// same actors. Read in the order earlier – log – later, the three fit together although the
    /// actors did not stop.
    #[must_use]
    pub fn with_answers_of(mut self, earlier: &Self) -> Self {
        let known: HashMap<_, _> =
            earlier.attempts.iter().map(|attempt| (attempt.id, attempt.acks.len())).collect();
        for attempt in &mut self.attempts {
            attempt.acks.truncate(known.get(&attempt.id).copied().unwrap_or(0));
        }
        self.views.clone_from(&earlier.views);
        self
    }

    /// Holds everything against the server's log.
    pub fn check(&self, log: &[Event]) -> Vec<Violation> {
        let mut violations = holes(log);
        let rows = self.check_rows(log, &mut violations);
        self.check_attempts(&rows, &mut violations);
        self.check_order(&rows, &mut violations);
        for view in &self.views {
            check_view(view, log, &mut violations);
        }
        violations
    }

    /// The log's messages by id; each must be what somebody sent, once.
    fn check_rows<'a>(
        &self,
        log: &'a [Event],
        violations: &mut Vec<Violation>,
    ) -> HashMap<MessageId, &'a Event> {
        let mut rows = HashMap::new();
        for event in log {
            let EventKind::Message(message) = &event.kind else { continue };
            if rows.insert(message.id, event).is_some() {
                violations.push(Violation::Doubled(message.id, event.seq));
            }
        }
        let mut tried: HashMap<MessageId, Vec<&Attempt>> = HashMap::new();
        for attempt in &self.attempts {
            tried.entry(attempt.id).or_default().push(attempt);
        }
        for event in log {
            let EventKind::Message(message) = &event.kind else { continue };
            let Some(attempts) = tried.get(&message.id) else {
                violations.push(Violation::NobodySent(message.id, event.seq));
                continue;
            };
            let fits = |attempt: &&&Attempt| attempt.text == message.text && attempt.author == message.author;
            match attempts.iter().filter(fits).collect::<Vec<_>>() {
                fitting if fitting.is_empty() => violations.push(Violation::Altered(message.id, event.seq)),
                fitting if fitting.iter().all(|attempt| attempt.is_refused && attempt.acks.is_empty()) => {
                    violations.push(Violation::RefusedIsStored(message.id, event.seq));
                }
                _ => {}
            }
        }
        rows
    }

    fn check_attempts(&self, rows: &HashMap<MessageId, &Event>, violations: &mut Vec<Violation>) {
        for attempt in &self.attempts {
            if attempt.acks.is_empty() {
                continue;
            }
            let Some(row) = rows.get(&attempt.id) else {
                violations.push(Violation::AcceptedIsMissing(attempt.id));
                continue;
            };
            let disagrees = |ack: &&Accepted| (ack.id, ack.seq, ack.at) != (attempt.id, row.seq, row.at);
            if let Some(ack) = attempt.acks.iter().find(disagrees) {
                violations.push(Violation::AnswerDisagrees(attempt.id, ack.seq));
            }
        }
    }

    fn check_order(&self, rows: &HashMap<MessageId, &Event>, violations: &mut Vec<Violation>) {
        let mut last: HashMap<&str, (Seq, MessageId)> = HashMap::new();
        let mut counted = HashSet::new();
        for attempt in &self.attempts {
            let Some(row) = rows.get(&attempt.id) else { continue };
            if !counted.insert(attempt.id) {
                continue;
            }
            if let Some((seq, first)) = last.insert(&attempt.lane, (row.seq, attempt.id))
                && seq >= row.seq
            {
                let lane = attempt.lane.clone();
                violations.push(Violation::OutOfOrder { lane, first, second: attempt.id });
            }
        }
    }
}

fn holes(log: &[Event]) -> Vec<Violation> {
    let expected = (1..).map(Seq);
    log.iter()
        .zip(expected)
        .find(|(event, seq)| event.seq != *seq)
        .map(|(_, seq)| Violation::HoleInLog(seq))
        .into_iter()
        .collect()
}

fn check_view(view: &View, log: &[Event], violations: &mut Vec<Violation>) {
    for connection in &view.connections {
        if let (true, Some(asked)) = (connection.resumed, &connection.asked)
            && (&asked.epoch, asked.after) != (&connection.epoch, connection.after)
        {
            let name = view.name.clone();
            violations.push(Violation::ResumedElsewhere {
                view: name,
                asked: asked.after,
                after: connection.after,
            });
        }
        check_connection(&view.name, connection, violations);
    }
    let history = view.connections.last().map(|connection| &connection.epoch);
    let of_this_history = view.connections.iter().filter(|connection| Some(&connection.epoch) == history);
    for event in of_this_history.flat_map(|connection| &connection.events) {
        let row = usize::try_from(event.seq.0).ok().and_then(|place| log.get(place.checked_sub(1)?));
        if row != Some(event) {
            violations.push(Violation::SawSomethingElse { view: view.name.clone(), seq: event.seq });
        }
    }
}

fn check_connection(name: &str, connection: &Connection, violations: &mut Vec<Violation>) {
    let mut after = connection.after;
    for event in &connection.events {
        if event.seq != after.next() {
            violations.push(Violation::HoleInView { view: name.to_owned(), after, came: event.seq });
        }
        after = event.seq;
    }
}

#[cfg(test)]
mod tests {
    use pulina_shared::ids::Epoch;
    use pulina_shared::time::Timestamp;
    use pulina_shared::wire::conversation::{Message, Resume};

    use super::*;

    fn id(n: u8) -> MessageId {
        MessageId::new(Timestamp(u64::from(n)), [n; 10])
    }

    fn row(seq: u64, n: u8) -> Event {
        let message = Message::plain(id(n), Author::Visitor, format!("text {n}"));
        Event { seq: Seq(seq), at: Timestamp(seq * 10), kind: EventKind::Message(message) }
    }

    fn ack(seq: u64, n: u8) -> Accepted {
        Accepted { id: id(n), seq: Seq(seq), at: Timestamp(seq * 10) }
    }

    fn attempt(n: u8, acks: &[Accepted]) -> Attempt {
        Attempt {
            lane: "visitor".to_owned(),
            author: Author::Visitor,
            id: id(n),
            text: format!("text {n}"),
            acks: acks.to_vec(),
            is_refused: false,
        }
    }

    fn connection(asked: Option<u64>, resumed: bool, after: u64, events: &[Event]) -> Connection {
        let epoch = Epoch::new([0; 10]);
        let asked = asked.map(|after| Resume { epoch: epoch.clone(), after: Seq(after) });
        Connection { asked, epoch, resumed, after: Seq(after), events: events.to_vec() }
    }

    fn check(attempts: &[Attempt], connections: &[Connection], log: &[Event], expected: &[Violation]) {
        let view = View { name: "agent".to_owned(), connections: connections.to_vec() };
        let history = History { attempts: attempts.to_vec(), views: vec![view] };
        assert_eq!(history.check(log), expected);
    }

    #[test]
    fn right_history_has_no_violation() {
        let seen = [connection(None, false, 0, &[row(1, 1)]), connection(Some(1), true, 1, &[row(2, 2)])];
        check(&[attempt(1, &[ack(1, 1), ack(1, 1)]), attempt(2, &[])], &seen, &[row(1, 1), row(2, 2)], &[]);
    }

    #[test]
    fn unanswered_message_may_be_missing() {
        check(&[attempt(1, &[]), attempt(2, &[ack(1, 2)])], &[], &[row(1, 2)], &[]);
    }

    #[test]
    fn accepted_message_that_is_missing_is_found() {
        check(&[attempt(1, &[ack(1, 1)])], &[], &[], &[Violation::AcceptedIsMissing(id(1))]);
    }

    #[test]
    fn message_that_nobody_sent_is_found() {
        check(&[], &[], &[row(1, 1)], &[Violation::NobodySent(id(1), Seq(1))]);
    }

    #[test]
    fn doubled_message_is_found_even_when_it_was_never_answered() {
        check(&[attempt(1, &[])], &[], &[row(1, 1), row(2, 1)], &[Violation::Doubled(id(1), Seq(2))]);
    }

    #[test]
    fn altered_message_is_found() {
        let other = Attempt { text: "another text".to_owned(), ..attempt(1, &[]) };
        check(&[other], &[], &[row(1, 1)], &[Violation::Altered(id(1), Seq(1))]);
        let other = Attempt { author: Author::System, ..attempt(1, &[]) };
        check(&[other], &[], &[row(1, 1)], &[Violation::Altered(id(1), Seq(1))]);
    }

    #[test]
    fn refused_message_that_is_stored_is_found_unless_it_was_the_conflicting_one() {
        let refused = Attempt { is_refused: true, ..attempt(1, &[]) };
        let conflicting = Attempt { text: "another text".to_owned(), ..refused.clone() };
        check(&[refused], &[], &[row(1, 1)], &[Violation::RefusedIsStored(id(1), Seq(1))]);
        check(&[attempt(1, &[ack(1, 1)]), conflicting], &[], &[row(1, 1)], &[]);
    }

    #[test]
    fn answers_that_disagree_with_the_log_or_each_other_are_found() {
        let log = [row(1, 1), row(2, 2)];
        let second = attempt(2, &[]);
        let wrong = Violation::AnswerDisagrees(id(1), Seq(2));
        check(&[attempt(1, &[ack(2, 1)]), second.clone()], &[], &log, std::slice::from_ref(&wrong));
        check(&[attempt(1, &[ack(1, 1), ack(2, 1)]), second.clone()], &[], &log, &[wrong]);
        let other_time = Accepted { at: Timestamp(11), ..ack(1, 1) };
        check(&[attempt(1, &[other_time]), second], &[], &log, &[Violation::AnswerDisagrees(id(1), Seq(1))]);
    }

    #[test]
    fn log_with_a_hole_or_a_repeated_place_is_found() {
        let attempts = [attempt(1, &[]), attempt(2, &[])];
        check(&attempts, &[], &[row(1, 1), row(3, 2)], &[Violation::HoleInLog(Seq(2))]);
        check(
            &attempts,
            &[],
            &[row(1, 1), row(1, 2)],
            &[
                Violation::HoleInLog(Seq(2)),
                Violation::OutOfOrder { lane: "visitor".to_owned(), first: id(1), second: id(2) },
            ],
        );
        check(&attempts, &[], &[row(2, 1), row(3, 2)], &[Violation::HoleInLog(Seq(1))]);
    }

    #[test]
    fn senders_messages_in_another_order_are_found() {
        check(
            &[attempt(1, &[]), attempt(2, &[])],
            &[],
            &[row(1, 2), row(2, 1)],
            &[Violation::OutOfOrder { lane: "visitor".to_owned(), first: id(1), second: id(2) }],
        );
        let other_lane = Attempt { lane: "another tab".to_owned(), ..attempt(2, &[]) };
        check(&[attempt(1, &[]), other_lane], &[], &[row(1, 2), row(2, 1)], &[]);
    }

    #[test]
    fn view_that_differs_from_the_log_is_found() {
        let attempts = [attempt(1, &[]), attempt(2, &[])];
        let saw = |seq| Violation::SawSomethingElse { view: "agent".to_owned(), seq: Seq(seq) };
        check(&attempts, &[connection(None, false, 0, &[row(1, 2)])], &[row(1, 1)], &[saw(1)]);
        check(&attempts, &[connection(None, false, 0, &[row(1, 1), row(2, 2)])], &[row(1, 1)], &[saw(2)]);
    }

    #[test]
    fn view_that_missed_or_doubled_an_event_is_found() {
        let attempts = [attempt(1, &[]), attempt(2, &[]), attempt(3, &[])];
        let log = [row(1, 1), row(2, 2), row(3, 3)];
        let hole = |after, came| Violation::HoleInView {
            view: "agent".to_owned(),
            after: Seq(after),
            came: Seq(came),
        };
        check(&attempts, &[connection(None, false, 0, &[row(1, 1), row(3, 3)])], &log, &[hole(1, 3)]);
        check(&attempts, &[connection(None, false, 0, &[row(1, 1), row(1, 1)])], &log, &[hole(1, 1)]);
        check(&attempts, &[connection(None, false, 0, &[row(2, 2)])], &log, &[hole(0, 2)]);
    }

    #[test]
    fn connection_that_resumes_elsewhere_is_found() {
        let attempts = [attempt(1, &[]), attempt(2, &[])];
        let log = [row(1, 1), row(2, 2)];
        let seen =
            [connection(None, false, 0, &[row(1, 1), row(2, 2)]), connection(Some(2), true, 1, &[row(2, 2)])];
        let elsewhere =
            Violation::ResumedElsewhere { view: "agent".to_owned(), asked: Seq(2), after: Seq(1) };
        check(&attempts, &seen, &log, &[elsewhere]);
    }

    #[test]
    fn answers_that_came_after_the_log_was_read_do_not_count() {
        let earlier = History { attempts: vec![attempt(1, &[ack(1, 1)])], views: Vec::new() };
        let later =
            History { attempts: vec![attempt(1, &[ack(1, 1)]), attempt(2, &[ack(2, 2)])], views: Vec::new() };
        assert_eq!(later.clone().with_answers_of(&earlier).check(&[row(1, 1)]), []);
        assert_eq!(later.check(&[row(1, 1)]), [Violation::AcceptedIsMissing(id(2))]);
    }
}
