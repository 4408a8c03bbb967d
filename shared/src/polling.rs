//! What a page of events that was asked for without a socket means: the frames that a socket would
//! have brought. Every page is a greeting, so that a history that was restored meanwhile is noticed
//! as after a lost socket.

use crate::ids::Seq;
use crate::problem::{Code, Problem};
use crate::wire::VERSION;
use crate::wire::conversation::{Act, EventPage, Resume, ServerFrame, ServerHello};
use crate::wire::http::EventsPage;

/// The frames in order: the answer to `hello`, and the events. `asked` is the place that the page
/// was asked to go on from; without one it is the newest page. `None` when the page is of another
/// history than what was asked for.
pub fn frames(page: EventsPage, asked: Option<&Resume>) -> Option<[ServerFrame; 2]> {
    let after = match asked {
        Some(resume) if page.epoch != resume.epoch || page.last_seq < resume.after => return None,
        Some(resume) => resume.after,
        None => page.events.first().map_or(page.last_seq, |event| Seq(event.seq.0.saturating_sub(1))),
    };
    let hello = ServerHello {
        version: VERSION,
        epoch: page.epoch,
        resumed: asked.is_some(),
        after,
        last_seq: page.last_seq,
        state: page.state,
    };
    Some([ServerFrame::Hello(hello), ServerFrame::Events(EventPage { events: page.events })])
}

/// Whether the refusal of a posted command says that the caller has no business here any more, so
/// that the link is over and not the command.
pub fn ends_link(problem: &Problem, act: &Act) -> bool {
    match Code::parse(&problem.code) {
        Some(Code::SessionEnded | Code::OriginDenied) => true,
        // What an act names may be gone while the conversation is there.
        Some(Code::NotFound) => matches!(act, Act::SendMessage(message) if message.files.is_empty()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::{Action, Client, Input, Role};
    use crate::connection::{Link, Transport};
    use crate::ids::{Epoch, MessageId};
    use crate::problem::Rejection;
    use crate::time::Timestamp;
    use crate::wire::conversation::{Author, ConversationState, Event, EventKind, Message, SendMessage};

    const EPOCH: [u8; 10] = [1; 10];

    fn page(seqs: std::ops::Range<u64>, last_seq: u64) -> EventsPage {
        let event = |seq: u64| {
            let id = MessageId::new(Timestamp(seq), [0; 10]);
            let message = Message::plain(id, Author::System, seq.to_string());
            Event { seq: Seq(seq), at: Timestamp(seq), kind: EventKind::Message(message) }
        };
        EventsPage {
            epoch: Epoch::new(EPOCH),
            events: seqs.map(event).collect(),
            last_seq: Seq(last_seq),
            state: ConversationState::default(),
        }
    }

    fn resume(after: u64) -> Resume {
        Resume { epoch: Epoch::new(EPOCH), after: Seq(after) }
    }

    /// A client that never gets a socket open and took this page.
    fn asking(first: EventsPage) -> Client {
        let mut client = Client::new(Role::Visitor);
        let mut now = Timestamp(1_000_000);
        client.process(Input::Begin { visited: true }, now, 5);
        while client.transport() == Transport::Socket {
            client.process(Input::Closed(1006), now, 5);
            now = now.plus(60_000);
            client.process(Input::Woke, now, 5);
        }
        client.process(Input::Opened { token: None }, now, 5);
        take(&mut client, frames(first, None).unwrap());
        client
    }

    fn take(client: &mut Client, frames: [ServerFrame; 2]) -> Vec<Action> {
        let now = Timestamp(9_000_000);
        let take =
            |frame| client.process(Input::Frame { frame: Box::new(frame), n_bytes: 9 }, now, 5).actions;
        frames.into_iter().flat_map(take).collect()
    }

    #[test]
    fn newest_page_begins_before_its_first_event() {
        let client = asking(page(8..10, 9));
        assert_eq!((client.timeline().floor(), client.timeline().last_seq()), (Seq(7), Seq(9)));
        assert_eq!(asking(page(0..0, 4)).timeline().floor(), Seq(4), "a page may be empty");
    }

    #[test]
    fn page_of_another_history_is_not_gone_on_from() {
        let other = Resume { epoch: Epoch::new([2; 10]), after: Seq(1) };
        assert_eq!(frames(page(2..4, 3), Some(&other)), None);
        assert_eq!(frames(page(0..0, 3), Some(&resume(4))), None);
    }

    #[test]
    fn page_that_goes_on_adds_what_is_new() {
        let mut client = asking(page(1..3, 2));
        take(&mut client, frames(page(2..5, 4), Some(&resume(1))).unwrap());
        assert_eq!((client.timeline().last_seq(), client.link()), (Seq(4), Link::Open));
    }

    #[test]
    fn refused_command_ends_the_link_only_when_nothing_here_is_the_callers() {
        let ends = |code, act| ends_link(&Problem::from(&Rejection::new(code)), &act);
        let message = || Act::SendMessage(SendMessage::plain("hi".to_owned()));
        assert!(ends(Code::SessionEnded, Act::End) && ends(Code::NotFound, message()));
        assert!(!ends(Code::ConsentRequired, message()) && !ends(Code::FilesOff, message()));
        assert!(!ends(Code::NotFound, Act::DeleteMessage(MessageId::new(Timestamp(1), [0; 10]))));
    }

    #[test]
    fn history_that_became_shorter_between_two_questions_is_noticed() {
        let mut client = asking(page(1..3, 2));
        assert_eq!(client.timeline().resume_after(), Seq(1));
        let actions = take(&mut client, frames(page(0..0, 1), Some(&resume(1))).unwrap());
        assert_eq!(actions, [Action::Close]);
        assert_eq!(client.timeline().epoch(), None, "the next link begins anew");
    }
}
