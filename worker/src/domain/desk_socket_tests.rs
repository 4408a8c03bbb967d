//! What a desk's socket does, frame by frame.

use super::*;
use crate::domain::help_desk::tests::{record, user};
use pulina_shared::ids::TicketNumber;
use pulina_shared::wire::help_desk::DeskResume;

const NOW: Timestamp = Timestamp(1_000_000);

fn history(revision: u64) -> History {
    History { epoch: Epoch::new([1; 10]), revision: Revision(revision) }
}

fn socket() -> DeskSocket {
    DeskSocket::open(user(1).id, SessionId::new([2; 10]), NOW)
}

fn resume(epoch: u8, after: u64) -> DeskHello {
    let resume = DeskResume { epoch: Epoch::new([epoch; 10]), after: Revision(after) };
    DeskHello { version: VERSION, resume: Some(resume) }
}

fn greeted(after: u64) -> DeskSocket {
    let mut socket = socket();
    socket.greet(&resume(1, after), &history(after));
    socket
}

fn tickets(revisions: std::ops::RangeInclusive<u64>) -> Vec<Item> {
    let ticket = |revision| {
        let mut ticket = record().ticket;
        (ticket.number, ticket.revision) = (TicketNumber(revision), Revision(revision));
        Item::Ticket(ticket)
    };
    revisions.map(ticket).collect()
}

/// Sends what may be sent, as the object does, and tells the revision that the desk then has.
fn pump(socket: &mut DeskSocket, last: u64) -> u64 {
    loop {
        let n_free = socket.n_free(&history(last), NOW) as u64;
        let sent = socket.sent().unwrap().0;
        if n_free == 0 {
            return sent;
        }
        let end = last.min(sent + n_free);
        socket.page(tickets(sent + 1..=end), end == last, &history(last), Own::default());
    }
}

#[test]
fn desk_goes_on_only_in_the_same_history() {
    for (epoch, after, resumed, sent) in
        [(1, 3, true, 3), (1, 5, true, 5), (1, 6, false, 5), (2, 3, false, 5)]
    {
        let mut socket = socket();
        let HelpDeskFrame::Hello(hello) = socket.greet(&resume(epoch, after), &history(5)) else {
            panic!("no hello");
        };
        assert_eq!(
            (hello.resumed, hello.revision, socket.sent()),
            (resumed, Revision(5), Some(Revision(sent)))
        );
    }
}

#[test]
fn desk_that_does_not_confirm_is_paused_and_later_closed() {
    let mut socket = greeted(0);
    assert_eq!(pump(&mut socket, 1_000), limits::UNCONFIRMED_EVENTS_MAX);
    assert_eq!(socket.deadline(None), NOW.plus(limits::SLOW_READER_MS_MAX));
    assert_eq!(socket.on_deadline(NOW.plus(limits::SLOW_READER_MS_MAX), None), Some(Code::SlowConsumer));
}

#[test]
fn desk_that_confirms_as_late_as_it_may_gets_everything() {
    let mut socket = greeted(0);
    let mut confirmed = 0;
    for last in 1..=1_000 {
        let has = pump(&mut socket, last);
        if has - confirmed >= limits::CONFIRM_EVENTS {
            confirmed = has;
            socket.on_frame(&format!("{{\"received\":{has}}}"), NOW, false);
        }
        assert_eq!(has, last, "never paused");
        let attachment = serde_json::to_string(&socket).unwrap();
        assert!(attachment.len() < 1_024, "{attachment}");
    }
}

#[test]
fn page_is_cut_by_bytes_and_says_how_far_it_goes() {
    let mut socket = greeted(0);
    let mut items = tickets(1..=150);
    for item in &mut items {
        if let Item::Ticket(ticket) = item {
            ticket.subject = "x".repeat(1_000);
        }
    }
    let Some(HelpDeskFrame::Changes(changes)) = socket.page(items, true, &history(150), Own::default())
    else {
        panic!("no page");
    };
    assert!(changes.tickets.len() < 60);
    assert_eq!(changes.revision.0, changes.tickets.len() as u64);
    assert_eq!(socket.sent(), Some(changes.revision));
}

#[test]
fn third_malformed_frame_closes() {
    let mut socket = greeted(0);
    let steps: Vec<_> = (0..3).map(|_| socket.on_frame("{", NOW, true)).collect();
    assert!(matches!(steps.as_slice(), [Step::Refuse(_), Step::Refuse(_), Step::Close(_)]), "{steps:?}");
}

#[test]
fn frame_before_hello_and_second_hello_are_refused() {
    assert!(matches!(socket().on_frame("{\"received\":1}", NOW, true), Step::Refuse(_)));
    assert!(matches!(greeted(0).on_frame("{\"hello\":{\"version\":1}}", NOW, true), Step::Refuse(_)));
    assert!(matches!(socket().on_frame("{\"hello\":{\"version\":0}}", NOW, true), Step::Close(_)));
}

#[test]
fn socket_that_says_nothing_is_closed() {
    assert_eq!(socket().on_deadline(NOW.plus(limits::HELLO_TIMEOUT_MS), None), Some(Code::HelloTimeout));
    let idle = NOW.plus(limits::SOCKET_IDLE_MS_MAX);
    assert_eq!(greeted(0).on_deadline(idle, None), Some(Code::IdleDead));
    assert_eq!(greeted(0).on_deadline(idle, Some(NOW.plus(1))), None, "its ping was answered");
}

#[test]
fn third_time_too_fast_closes() {
    let mut socket = greeted(0);
    for _ in 0..limits::FRAMES_BURST {
        assert_eq!(socket.on_frame("{\"received\":0}", NOW, true), Step::Nothing);
    }
    let steps: Vec<_> = (0..3).map(|_| socket.on_frame("{\"received\":0}", NOW, true)).collect();
    assert!(matches!(steps.as_slice(), [Step::Refuse(_), Step::Refuse(_), Step::Close(_)]), "{steps:?}");
}
