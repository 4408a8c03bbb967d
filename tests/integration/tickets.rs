//! The life of a ticket, and that every desk sees it live.

use pulina_shared::ids::Revision;
use pulina_shared::wire::conversation::{Activity, Author, ConversationStatus, EventKind};
use pulina_shared::wire::help_desk::{Counts, DeskResume, TicketPage, TicketStatus, View};
use pulina_tests::desk::Desk;
use pulina_tests::reader;
use pulina_tests::site::Site;
use pulina_tests::wait;

#[tokio::test]
async fn first_message_opens_a_ticket() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    let accepted = visitor.says("Where is\n  my   order?").await;
    let ticket = agent.sees_ticket("Where is my order?").await;
    assert_eq!(ticket.number.0, 1);
    assert_eq!(ticket.conversation, visitor.begun.conversation);
    assert_eq!(&ticket.channel, site.channel());
    assert_eq!(ticket.subject, "Where is my order?");
    assert_eq!((ticket.status, ticket.owner.clone()), (TicketStatus::New, None));
    assert_eq!((ticket.last_message.author.clone(), ticket.last_message.at), (Author::Visitor, accepted.at));
    assert_eq!((ticket.n_unread, ticket.opened_at), (1, accepted.at));
    let id = visitor.begun.visitor.as_str().to_uppercase();
    assert_eq!(ticket.visitor_name, format!("Visitor {}", &id[id.len() - 4..]));
    assert_eq!(agent.reads(&ticket).await, ticket);
}

#[tokio::test]
async fn status_follows_who_spoke_last() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    visitor.says("one").await;
    assert_eq!(agent.sees_ticket("one").await.status, TicketStatus::New);
    visitor.says("two").await;
    let ticket = agent.sees_ticket("two").await;
    assert_eq!(ticket.status, TicketStatus::New, "nobody has answered");

    let mut line = agent.opens(&ticket).await;
    line.says("an answer").await;
    let ticket = agent.sees_ticket("an answer").await;
    assert_eq!(ticket.status, TicketStatus::WaitingOnContact);
    assert_eq!(ticket.owner.as_ref(), Some(agent.user()), "who answers an unowned ticket owns it");
    assert_eq!(ticket.last_message.author, Author::Agent(agent.user().clone()));

    visitor.says("three").await;
    assert_eq!(agent.sees_ticket("three").await.status, TicketStatus::WaitingOnUs);
}

#[tokio::test]
async fn closing_and_writing_again_is_seen_on_both_sides() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    visitor.says("hello").await;
    let ticket = agent.sees_ticket("hello").await;
    assert_eq!(agent.closes(&ticket).await.status, TicketStatus::Closed);
    assert_eq!(agent.closes(&ticket).await.status, TicketStatus::Closed, "repeating changes nothing");
    agent.desk.sees("a closed ticket", |ticket| ticket.status == TicketStatus::Closed).await;
    visitor.sees_state("the end", |state| state.status == ConversationStatus::Closed).await;

    assert_eq!(agent.reopens(&ticket).await.status, TicketStatus::WaitingOnUs);
    visitor.sees_state("a new beginning", |state| state.status == ConversationStatus::Open).await;
    agent.closes(&ticket).await;
    visitor.sees_state("the end", |state| state.status == ConversationStatus::Closed).await;
    visitor.says("one more thing").await;
    assert_eq!(
        visitor.sees_state("open", |state| state.status == ConversationStatus::Open).await.owner,
        None
    );
    assert_eq!(agent.sees_ticket("one more thing").await.status, TicketStatus::WaitingOnUs);

    let me = Author::Agent(agent.user().clone());
    let activities: Vec<_> = agent
        .reads_log(&ticket.conversation)
        .await
        .into_iter()
        .filter_map(|event| match event.kind {
            EventKind::Activity(activity) => Some(activity),
            _ => None,
        })
        .collect();
    let expected = [
        Activity::Closed(me.clone()),
        Activity::Reopened(me.clone()),
        Activity::Closed(me),
        Activity::Reopened(Author::Visitor),
    ];
    assert_eq!(activities, expected);
}

#[tokio::test]
async fn owner_changes_only_if_it_is_who_the_agent_believes() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    visitor.says("hello").await;
    let ticket = agent.sees_ticket("hello").await;
    let me = agent.user().clone();
    let mut line = agent.opens(&ticket).await;

    let taken = agent.gives(&ticket, Some(me.clone()), None).await.expect("nobody owned it");
    assert_eq!(taken.owner, Some(me.clone()));
    let refused = agent.gives(&ticket, None, None).await.expect_err("it is owned now");
    assert_eq!(refused.code, "owner_changed");
    let again = agent.gives(&ticket, Some(me.clone()), None).await.expect("a repetition changes nothing");
    assert_eq!(again.owner, Some(me.clone()));
    assert_eq!(agent.reads(&ticket).await.owner, Some(me.clone()));
    line.sees_state("the owner", |state| state.owner.as_ref() == Some(&me)).await;
    line.hears("the activity", |line| {
        let taken = EventKind::Activity(Activity::Taken(me.clone()));
        line.view.timeline().iter().any(|event| event.kind == taken).then_some(())
    })
    .await;

    let given_up = agent.gives(&ticket, None, Some(me.clone())).await.expect("it was owned by the agent");
    assert_eq!(given_up.owner, None);
    line.sees_state("no owner", |state| state.owner.is_none()).await;
}

#[tokio::test]
async fn views_and_counts_show_where_tickets_stand() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    for text in ["mine", "closed", "unassigned"] {
        site.visitor().await.says(text).await;
        let ticket = agent.sees_ticket(text).await;
        match text {
            "mine" => {
                drop(agent.gives(&ticket, Some(agent.user().clone()), None).await.expect("it was free"));
            }
            "closed" => drop(agent.closes(&ticket).await),
            _ => {}
        }
    }
    let expected = [
        (View::Mine, vec!["mine"]),
        (View::Unassigned, vec!["unassigned"]),
        (View::Open, vec!["unassigned", "mine"]),
        (View::Closed, vec!["closed"]),
    ];
    for (view, previews) in expected {
        let page = agent.lists(view).await;
        let mut listed: Vec<_> =
            page.tickets.iter().map(|ticket| ticket.last_message.preview.as_str()).collect();
        // Two changes may fall into the same millisecond.
        listed.sort_unstable_by_key(|preview| previews.iter().position(|expected| expected == preview));
        assert_eq!(listed, previews, "{view:?}");
        assert_eq!(page.counts, Counts { mine: 1, unassigned: 1, open: 2 });
        assert_eq!(page.next_cursor, None);
    }
    agent
        .desk
        .hears("the counts", |desk| {
            (desk.counts == Some(Counts { mine: 1, unassigned: 1, open: 2 })).then_some(())
        })
        .await;
}

#[tokio::test]
async fn pages_of_a_list_meet_and_end() {
    let site = Site::start_without_rates().await;
    let mut agent = site.agent().await;
    for n in 0..11 {
        site.visitor().await.says(&format!("ticket {n}")).await;
    }
    agent.desk.hears("eleven tickets", |desk| (desk.tickets.len() == 11).then_some(())).await;
    let (mut listed, mut cursor) = (Vec::new(), String::new());
    for n_expected in [4, 4, 3] {
        let path = format!("/v1/tickets?view=open&limit=4{cursor}");
        let page: TicketPage = agent.asks("GET", &path).granted().await;
        assert_eq!(page.tickets.len(), n_expected);
        listed.extend(page.tickets.into_iter().map(|ticket| (ticket.changed_at, ticket.number)));
        cursor = page.next_cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
    }
    assert_eq!(cursor, "", "the last page says so");
    assert!(listed.windows(2).all(|pair| pair[0].0 >= pair[1].0), "newest change first: {listed:?}");
    listed.sort_by_key(|(_, number)| *number);
    listed.dedup_by_key(|(_, number)| *number);
    assert_eq!(listed.len(), 11);
}

#[tokio::test]
async fn desk_that_was_away_gets_what_changed_meanwhile() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    visitor.says("before").await;
    let before = agent.sees_ticket("before").await;
    let door = site.door();
    let resume = Desk::open(&door, &agent.cookie, None).await.loses_connection();

    visitor.says("while away").await;
    site.visitor().await.says("somebody new").await;
    agent.sees_ticket("while away").await;
    agent.sees_ticket("somebody new").await;

    let mut desk = Desk::open(&door, &agent.cookie, Some(resume)).await;
    assert!(desk.hello.resumed);
    let last = desk.hello.revision;
    desk.hears("all changes", |desk| (desk.revision >= last).then_some(())).await;
    let previews: Vec<_> = desk.tickets.values().map(|ticket| ticket.last_message.preview.clone()).collect();
    assert_eq!(previews, ["while away", "somebody new"]);
    assert!(desk.tickets[&before.number].revision > before.revision);
}

#[tokio::test]
async fn desk_that_knows_another_history_reads_its_lists_again() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    site.visitor().await.says("hello").await;
    agent.sees_ticket("hello").await;
    let page = agent.lists(View::Open).await;
    let ahead = DeskResume { epoch: page.epoch.clone(), after: Revision(page.revision.0 + 1_000) };
    let desk = Desk::open(&site.door(), &agent.cookie, Some(ahead)).await;
    assert!(!desk.hello.resumed);
    assert_ne!(desk.hello.epoch, page.epoch, "whoever was ahead knew a history that is lost");
    let here = DeskResume { epoch: desk.hello.epoch.clone(), after: desk.hello.revision };
    assert!(Desk::open(&site.door(), &agent.cookie, Some(here)).await.hello.resumed);
}

/// Whichever comes first: a word that came after the end opens the conversation again, and the
/// ticket agrees with the conversation.
#[tokio::test]
async fn closing_does_not_hide_what_the_visitor_says_at_the_same_moment() {
    let site = Site::start_without_rates().await;
    let mut agent = site.agent().await;
    for n in 0..10 {
        let mut visitor = site.visitor().await;
        let (first, second) = (format!("hello {n}"), format!("wait {n}"));
        visitor.says(&first).await;
        let ticket = agent.sees_ticket(&first).await;
        let (_, said) = tokio::join!(agent.closes(&ticket), visitor.says(&second));
        let address = visitor.address();
        let (page, status) = wait::until("ticket and conversation agree", wait::ANSWERED, async || {
            let page = reader::page(&address, "").await;
            let newest = agent.reads(&ticket).await;
            let is_closed = page.state.status == ConversationStatus::Closed;
            let agree =
                newest.last_message.preview == second && is_closed == (newest.status == TicketStatus::Closed);
            agree.then_some((page, newest.status))
        })
        .await;
        let closed_by_agent = |kind: &EventKind| matches!(kind, EventKind::Activity(Activity::Closed(_)));
        let was_closed_later =
            page.events.iter().any(|event| event.seq > said.seq && closed_by_agent(&event.kind));
        assert!(was_closed_later || status != TicketStatus::Closed, "{page:?}");
    }
}
