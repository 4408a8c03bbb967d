//! Which of a visitor's conversations a message goes to, and how many they may have.

use pulina_shared::ids::{ChannelId, ConversationId};
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::channel::ClosedRule;
use pulina_shared::wire::help_desk::TicketStatus;

use super::ending;

/// One of a visitor's conversations as the help desk knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnVisit {
    /// Which.
    pub conversation: ConversationId,
    /// When it was begun.
    pub created_at: Timestamp,
    /// Where its ticket stands; absent while nothing was said.
    pub status: Option<TicketStatus>,
    /// Since when it is closed.
    pub closed_at: Option<Timestamp>,
}

impl OwnVisit {
    fn takes_message(&self, rule: ClosedRule, now: Timestamp) -> bool {
        if self.status != Some(TicketStatus::Closed) {
            return self.is_open(now);
        }
        // Without a time it was closed just now, and the conversation itself has the last word.
        let until = self.closed_at.and_then(|closed_at| ending::until(rule, closed_at));
        until.is_none_or(|until| now < until)
    }

    /// An empty one is forgotten after a day; its row here does not count any more then.
    fn is_open(&self, now: Timestamp) -> bool {
        match self.status {
            None => now.since(self.created_at) < limits::EMPTY_CONVERSATION_MS_MAX,
            Some(status) => status != TicketStatus::Closed,
        }
    }
}

/// The newest conversation that takes a message. `own` has the newest first.
pub fn newest_open(own: &[OwnVisit], rule: ClosedRule, now: Timestamp) -> Option<&ConversationId> {
    own.iter().find(|visit| visit.takes_message(rule, now)).map(|visit| &visit.conversation)
}

/// Whether one more may be begun.
///
/// # Errors
/// `too_many_open`.
pub fn check_one_more(own: &[OwnVisit], now: Timestamp) -> Result<(), Rejection> {
    let n_open = own.iter().filter(|visit| visit.is_open(now)).count();
    if n_open < limits::OPEN_CONVERSATIONS_MAX {
        return Ok(());
    }
    Err(Rejection::above(Code::TooManyOpen, limits::OPEN_CONVERSATIONS_MAX, n_open + 1))
}

/// A contact of one channel is nobody's on another one: two sites may know two people by one name.
///
/// # Errors
/// `id_conflict`.
pub fn check_channel(contact_of: Option<&ChannelId>, channel: &ChannelId) -> Result<(), Rejection> {
    let is_elsewhere = contact_of.is_some_and(|contact_of| contact_of != channel);
    if is_elsewhere { Err(Rejection::new(Code::IdConflict)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use TicketStatus::{Closed, New, WaitingOnContact};
    use pulina_shared::ids::AccountId;
    use pulina_shared::time::HOUR_MS;

    const NOW: Timestamp = Timestamp(1_000 * HOUR_MS);

    fn id(number: u8) -> ConversationId {
        ConversationId::new(&AccountId::new([1; 10]), [number; 10])
    }

    /// Status and hours since the closing, the newest first.
    fn own(visits: &[(Option<TicketStatus>, u64)]) -> Vec<OwnVisit> {
        let visit = |(number, (status, hours)): (usize, &(Option<TicketStatus>, u64))| OwnVisit {
            conversation: id(u8::try_from(number).unwrap()),
            created_at: Timestamp(NOW.0 - hours * HOUR_MS),
            status: *status,
            closed_at: (*status == Some(Closed)).then(|| Timestamp(NOW.0 - hours * HOUR_MS)),
        };
        visits.iter().enumerate().map(visit).collect()
    }

    #[test]
    fn message_goes_to_the_newest_conversation_that_takes_one() {
        use ClosedRule::{Reopen, ReopenWithinHours};
        let table = [
            (vec![], Reopen, None, "there is none"),
            (vec![(None, 9)], Reopen, Some(0), "an empty one"),
            (vec![(None, 24), (Some(New), 30)], Reopen, Some(1), "an empty one that is forgotten"),
            (vec![(Some(New), 1), (None, 9)], ReopenWithinHours(0), Some(0), "the newest"),
            (vec![(Some(Closed), 900)], Reopen, Some(0), "closed ones open again"),
            (
                vec![(Some(Closed), 0), (Some(WaitingOnContact), 9)],
                ReopenWithinHours(0),
                Some(1),
                "an older one",
            ),
            (vec![(Some(Closed), 3), (Some(Closed), 3)], ReopenWithinHours(3), None, "the time is just over"),
            (vec![(Some(Closed), 2)], ReopenWithinHours(3), Some(0), "within its time"),
        ];
        for (visits, rule, expect, why) in table {
            let own = own(&visits);
            assert_eq!(newest_open(&own, rule, NOW), expect.map(id).as_ref(), "{why}");
        }
    }

    #[test]
    fn contact_of_one_channel_begins_nothing_on_another() {
        let channel = |number: u8| ChannelId::new(&AccountId::new([1; 10]), [number; 5]);
        assert_eq!(check_channel(None, &channel(1)), Ok(()));
        assert_eq!(check_channel(Some(&channel(1)), &channel(1)), Ok(()));
        let refused = check_channel(Some(&channel(1)), &channel(2)).unwrap_err();
        assert_eq!(refused.code, Code::IdConflict);
    }

    #[test]
    fn only_open_conversations_count_against_the_limit() {
        let full = |status, hours| own(&vec![(status, hours); limits::OPEN_CONVERSATIONS_MAX]);
        for (visits, is_full, why) in [
            (full(Some(New), 99), true, "open tickets"),
            (full(Some(Closed), 1), false, "closed ones"),
            (full(None, 1), true, "empty ones of today"),
            (full(None, 24), false, "empty ones that are forgotten"),
        ] {
            assert_eq!(check_one_more(&visits, NOW).is_err(), is_full, "{why}");
        }
        let full = full(Some(New), 99);
        assert_eq!(check_one_more(&full[1..], NOW), Ok(()), "one less");
    }
}
