//! What a desk shows after pages and changes in any order.

use pulina_shared::ids::{AccountId, ChannelId, ConversationId, InboxId};
use pulina_shared::wire::conversation::Author;
use pulina_shared::wire::help_desk::{LastMessage, TicketStatus};

use super::*;

fn me() -> UserId {
    UserId::new([1; 10])
}

fn ticket(number: u64, changed_at: u64, revision: u64) -> Ticket {
    let account = AccountId::new([7; 10]);
    Ticket {
        number: TicketNumber(number),
        conversation: ConversationId::new(&account, [2; 10]),
        channel: ChannelId::new(&account, [3; 5]),
        subject: "Where is my parcel?".to_owned(),
        visitor_name: format!("Visitor {number}"),
        status: TicketStatus::New,
        inbox: InboxId::new([4; 10]),
        owner: None,
        owner_reason: None,
        priority: None,
        email: None,
        verified: None,
        attributes_at: None,
        rating: None,
        is_erased: false,
        last_message: LastMessage {
            author: Author::Visitor,
            preview: "hi".to_owned(),
            at: Timestamp(changed_at),
        },
        n_unread: 1,
        opened_at: Timestamp(1),
        changed_at: Timestamp(changed_at),
        revision: Revision(revision),
    }
}

fn page(tickets: Vec<Ticket>, next_cursor: Option<&str>, revision: u64) -> TicketPage {
    TicketPage {
        tickets,
        next_cursor: next_cursor.map(str::to_owned),
        epoch: Epoch::new([0; 10]),
        revision: Revision(revision),
        counts: Counts { mine: 0, unassigned: revision, open: revision },
    }
}

fn changes(tickets: Vec<Ticket>, revision: u64) -> Changes {
    Changes {
        revision: Revision(revision),
        tickets,
        users: Vec::new(),
        presence: None,
        counts: Counts { mine: 0, unassigned: revision, open: revision },
    }
}

fn numbers(book: &TicketBook, view: View) -> Vec<u64> {
    book.list(view, &me()).unwrap_or_default().into_iter().map(|number| number.0).collect()
}

#[test]
fn list_is_unknown_until_its_first_page() {
    let mut book = TicketBook::default();
    book.receive_changes(changes(vec![ticket(1, 10, 1)], 1));
    assert_eq!(book.list(View::Open, &me()), None);
    book.receive_page(View::Open, page(Vec::new(), None, 1), true);
    assert_eq!(book.list(View::Closed, &me()), None);
}

#[test]
fn changed_ticket_comes_to_the_top() {
    let mut book = TicketBook::default();
    book.receive_page(View::Open, page(vec![ticket(2, 20, 2), ticket(1, 10, 1)], None, 2), true);
    assert_eq!(numbers(&book, View::Open), [2, 1]);
    book.receive_changes(changes(vec![ticket(1, 30, 3)], 3));
    assert_eq!(numbers(&book, View::Open), [1, 2]);
}

#[test]
fn ticket_below_the_page_that_was_read_waits_for_its_page() {
    let mut book = TicketBook::default();
    book.receive_page(View::Open, page(vec![ticket(9, 90, 9), ticket(8, 80, 8)], Some("c"), 9), true);
    book.receive_ticket(ticket(3, 30, 3));
    assert_eq!(numbers(&book, View::Open), [9, 8]);
    book.receive_page(View::Open, page(vec![ticket(7, 70, 7), ticket(3, 30, 3)], None, 9), false);
    assert_eq!(numbers(&book, View::Open), [9, 8, 7, 3]);
    assert_eq!(book.next_cursor(View::Open), None);
}

#[test]
fn older_form_never_replaces_a_newer_one() {
    let mut book = TicketBook::default();
    let mut closed = ticket(1, 30, 5);
    closed.status = TicketStatus::Closed;
    book.receive_changes(changes(vec![closed], 5));
    book.receive_page(View::Open, page(vec![ticket(1, 10, 1)], None, 1), true);
    assert_eq!(numbers(&book, View::Open), [] as [u64; 0]);
    assert_eq!(book.counts().open, 5, "counts of an older page are not believed");
}

#[test]
fn first_page_read_again_does_not_shorten_the_list() {
    let mut book = TicketBook::default();
    book.receive_page(View::Open, page(vec![ticket(9, 90, 9)], Some("a"), 9), true);
    book.receive_page(View::Open, page(vec![ticket(5, 50, 5)], Some("b"), 9), false);
    book.receive_page(View::Open, page(vec![ticket(9, 90, 9)], Some("a"), 9), true);
    assert_eq!(book.next_cursor(View::Open), Some("b"));
    assert_eq!(numbers(&book, View::Open), [9, 5]);
}

#[test]
fn another_history_replaces_everything() {
    let mut book = TicketBook::default();
    book.receive_page(View::Open, page(vec![ticket(9, 90, 9)], None, 9), true);
    let other = TicketPage { epoch: Epoch::new([5; 10]), ..page(vec![ticket(1, 10, 1)], None, 1) };
    book.receive_page(View::Open, other, true);
    assert_eq!(numbers(&book, View::Open), [1]);
    assert_eq!(book.counts().open, 1);
}

#[test]
fn history_that_does_not_go_on_stays_on_screen_until_its_first_page() {
    let mut book = TicketBook::default();
    book.receive_page(View::Open, page(vec![ticket(9, 90, 9)], Some("a"), 9), true);
    book.expect_another_history();
    assert_eq!(numbers(&book, View::Open), [9]);
    book.receive_page(View::Open, page(vec![ticket(8, 80, 12)], None, 12), true);
    assert_eq!(numbers(&book, View::Open), [8]);
    assert_eq!(book.list(View::Mine, &me()), None, "read again when it is shown");
}

#[test]
fn news_are_new_tickets_and_more_unread_messages() {
    let mut book = TicketBook::default();
    book.receive_page(View::Open, page(vec![ticket(1, 10, 1)], None, 1), true);
    let mut opened = ticket(2, 20, 2);
    opened.opened_at = opened.changed_at;
    let mut said_more = ticket(1, 21, 3);
    said_more.n_unread = 2;
    let news = book.receive_changes(changes(vec![opened, said_more.clone()], 3));
    assert_eq!(news.new_tickets, ["Visitor 2"]);
    assert_eq!(news.new_messages, [(TicketNumber(1), "Visitor 1".to_owned())]);
    assert_eq!(book.receive_changes(changes(vec![said_more], 3)), News::default(), "told once");
}

#[test]
fn waiting_are_unread_tickets_of_the_user_or_of_nobody() {
    let mut book = TicketBook::default();
    let mut mine = ticket(1, 10, 1);
    mine.owner = Some(me());
    let mut of_another = ticket(2, 20, 2);
    of_another.owner = Some(UserId::new([9; 10]));
    let mut read = ticket(3, 30, 3);
    read.n_unread = 0;
    for ticket in [mine, of_another, read, ticket(4, 40, 4)] {
        book.receive_ticket(ticket);
    }
    assert_eq!(book.n_waiting(&me()), 2);
}

#[test]
fn neighbour_of_a_ticket_that_left_the_list_is_found_where_it_stood() {
    let list = [TicketNumber(5), TicketNumber(3), TicketNumber(1)];
    assert_eq!(neighbour(&list, None, 0, true), Some(TicketNumber(5)));
    assert_eq!(neighbour(&list, Some(TicketNumber(5)), 0, true), Some(TicketNumber(3)));
    assert_eq!(neighbour(&list, Some(TicketNumber(5)), 0, false), None);
    assert_eq!(neighbour(&list, Some(TicketNumber(1)), 2, true), None);
    assert_eq!(neighbour(&list, Some(TicketNumber(99)), 1, true), Some(TicketNumber(3)));
    assert_eq!(neighbour(&list, Some(TicketNumber(99)), 1, false), Some(TicketNumber(5)));
}
