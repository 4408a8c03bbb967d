//! What is said arrives: once, in order, unaltered, for everybody.

use futures_util::future::join_all;
use pulina_shared::ids::{MessageId, Seq};
use pulina_shared::wire::conversation::{
    Accepted, Act, Author, ClientFrame, Command, EventKind, SendMessage, TypingSignal,
};
use pulina_tests::history::{Attempt, History};
use pulina_tests::line::{Line, message_text};
use pulina_tests::random;
use pulina_tests::reader;
use pulina_tests::site::Site;
use pulina_tests::typist::{Typist, TypistOptions};
use pulina_tests::visitor::Visitor;
use pulina_tests::wait;

fn command(id: MessageId, text: &str) -> ClientFrame {
    ClientFrame::Command(Command { id, act: Act::SendMessage(SendMessage::plain(text.to_owned())) })
}

#[tokio::test]
async fn visitor_and_agent_talk() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    let accepted = visitor.says("Is the lamp in stock?").await;
    assert_eq!(accepted.seq, Seq(1));

    let ticket = agent.sees_ticket("Is the lamp in stock?").await;
    let mut line = agent.opens(&ticket).await;
    let event = line.sees("Is the lamp in stock?").await;
    assert_eq!((event.seq, event.at), (accepted.seq, accepted.at));

    line.says("Yes, three of them.").await;
    let reply = visitor.sees("Yes, three of them.").await;
    let EventKind::Message(message) = &reply.kind else { panic!("{reply:?}") };
    assert_eq!(message.author, Author::Agent(agent.user().clone()));
    let person =
        visitor.sees_state("the agent's name", |state| !state.people.is_empty()).await.people.remove(0);
    assert_eq!((person.id, person.name.as_str()), (agent.user().clone(), "Ana"));
}

#[tokio::test]
async fn all_tabs_see_the_same_and_the_sender_sees_it_too() {
    let site = Site::start().await;
    let mut visitor = site.visitor().await;
    let mut tab = visitor.another_tab().await;
    visitor.says("from the first tab").await;
    tab.says("from the second tab").await;
    for line in [&mut visitor, &mut tab] {
        line.sees("from the second tab").await;
        assert_eq!(line.texts(), ["from the first tab", "from the second tab"]);
    }
}

/// 25 messages, each sent eight times, over eight sockets and HTTP, all at once.
#[tokio::test]
async fn one_id_is_one_message_however_often_and_over_whatever_it_is_sent() {
    let site = Site::start_without_rates().await;
    let agent = site.agent().await;
    let visitor = site.visitor().await;
    let ids: Vec<_> = (0..25).map(|_| random::message_id()).collect();
    let mut tabs = Vec::new();
    for _ in 0..7 {
        tabs.push(visitor.another_tab().await);
    }
    let over_sockets = join_all(tabs.iter_mut().enumerate().map(async |(n, tab)| {
        let mut order = ids.clone();
        order.rotate_left(n * 3);
        for id in &order {
            tab.sends_message(*id, &id.to_string()).await;
        }
        let mut answers = Vec::new();
        for id in order {
            answers.push(tab.answer(id).await.expect("a repetition is accepted"));
        }
        answers
    }));
    let over_http = join_all(ids.iter().map(|id| {
        let ask = visitor.asks("POST", "commands").json(&command(*id, &id.to_string()));
        async { ask.granted::<Accepted>().await }
    }));
    let (over_sockets, over_http) = tokio::join!(over_sockets, over_http);
    let answers: Vec<_> = over_sockets.into_iter().flatten().chain(over_http).collect();
    assert_eq!(answers.len(), 200);

    let attempt = |id: &MessageId| Attempt {
        lane: id.to_string(),
        author: Author::Visitor,
        id: *id,
        text: id.to_string(),
        acks: answers.iter().filter(|answer| answer.id == *id).cloned().collect(),
        is_refused: false,
    };
    for tab in &mut tabs {
        tab.sees_up_to(Seq(25)).await;
    }
    let views = tabs.iter().map(|tab| tab.view.clone()).collect();
    let history = History { attempts: ids.iter().map(attempt).collect(), views };
    let log = agent.reads_log(&visitor.begun.conversation).await;
    assert_eq!(history.check(&log), []);
    assert_eq!(log.len(), 25);
}

#[tokio::test]
async fn id_with_other_content_or_by_another_author_is_a_conflict_and_changes_nothing() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    let id = random::message_id();
    visitor.sends_message(id, "first").await;
    let first = visitor.answer(id).await.expect("it is new");

    visitor.sends_message(id, "other").await;
    assert_eq!(visitor.answer(id).await.expect_err("other content").code, "id_conflict");
    let problem = visitor.asks("POST", "commands").json(&command(id, "other")).refused().await;
    assert_eq!(problem.code, "id_conflict");
    let ticket = agent.sees_ticket("first").await;
    let mut line = agent.opens(&ticket).await;
    line.sends_message(id, "first").await;
    assert_eq!(line.answer(id).await.expect_err("another author").code, "id_conflict");

    visitor.sends_message(id, "first").await;
    assert_eq!(visitor.answer(id).await, Ok(first));
    let log = agent.reads_log(&ticket.conversation).await;
    assert_eq!(log.iter().filter_map(message_text).collect::<Vec<_>>(), ["first"]);
}

#[tokio::test]
async fn longest_messages_arrive_whole() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let mut visitor = site.visitor().await;
    let texts = ["ä".repeat(10_000), "😀".repeat(8_192), "\u{1}".repeat(10_000)];
    for text in &texts {
        visitor.says(text).await;
    }
    let stored = [texts[0].clone(), texts[1].clone(), "\u{2401}".repeat(10_000)];
    visitor.sees_up_to(Seq(3)).await;
    assert_eq!(visitor.texts(), stored);
    let log = agent.reads_log(&visitor.begun.conversation).await;
    assert_eq!(log.iter().filter_map(message_text).collect::<Vec<_>>(), stored);
}

#[tokio::test]
async fn text_is_stored_in_one_form() {
    let site = Site::start().await;
    let mut visitor = site.visitor().await;
    visitor.says("cafe\u{301}\r\nnull \u{0} \u{202e}<b>not bold</b>  \n").await;
    visitor.sees_up_to(Seq(1)).await;
    assert_eq!(visitor.texts(), ["caf\u{e9}\nnull \u{2400} \u{fffd}<b>not bold</b>"]);
}

/// Ten thousand accents on one letter took browsers half a second to draw.
#[tokio::test]
async fn towers_of_marks_are_cut_for_everybody_and_too_many_are_refused() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let mut visitor = site.visitor().await;
    visitor.says(&format!("q{}", "\u{323}".repeat(9_999))).await;
    visitor.sees_up_to(Seq(1)).await;
    let log = agent.reads_log(&visitor.begun.conversation).await;
    let stored = log.first().and_then(message_text).expect("it was said");
    for text in [visitor.texts().remove(0).as_str(), stored] {
        let highest = text.split(['q', '\u{25cc}']).map(|marks| marks.chars().count()).max();
        assert_eq!((highest, text.chars().count()), (Some(32), 10_000));
    }
    let act = Act::SendMessage(SendMessage::plain(format!("q{}", "\u{323}".repeat(10_000))));
    assert_eq!(visitor.does(act).await.expect_err("too long").code, "text_too_long");
    // No frame is so large; over HTTP it comes as far as the message itself.
    let tower = command(random::message_id(), &format!("q{}", "\u{323}".repeat(100_000)));
    assert_eq!(visitor.asks("POST", "commands").json(&tower).refused().await.code, "text_too_long");
    for text in ["\u{200b}", "\u{2060}\n\u{ad}", "\u{2067}\u{2069}"] {
        let act = Act::SendMessage(SendMessage::plain(text.to_owned()));
        assert_eq!(visitor.does(act).await.expect_err("nothing to see").code, "text_empty", "{text:?}");
    }
    visitor.says("Still here").await;
}

/// Two participants write 400 messages each, sixteen ahead of the answers.
#[tokio::test]
async fn pipelined_messages_keep_their_order_for_everybody() {
    let site = Site::start_without_rates().await;
    let agent = site.agent().await;
    let visitor = site.visitor().await;
    let mut tab = visitor.another_tab().await;
    let options = TypistOptions {
        name: "visitor".to_owned(),
        address: visitor.address(),
        author: Author::Visitor,
        window: 16,
        n_messages: Some(400),
    };
    let author = Author::Agent(agent.user().clone());
    let address = agent.address(&visitor.begun.conversation);
    let typists = [
        Typist::begins(options.clone()),
        Typist::begins(TypistOptions { name: "agent".to_owned(), address, author, ..options }),
    ];
    let mut history = History::default();
    wait::until("both wrote everything", wait::DRAINED, async || {
        typists.iter().all(|typist| typist.n_accepted() == 400).then_some(())
    })
    .await;
    for typist in typists {
        typist.finishes(&mut history).await;
    }
    let log = agent.reads_log(&visitor.begun.conversation).await;
    tab.sees_up_to(log.last().expect("there are events").seq).await;
    history.views.push(tab.view.clone());
    assert_eq!(history.check(&log), []);
    assert_eq!(log.iter().filter_map(message_text).count(), 800);
}

#[tokio::test]
async fn typing_is_told_to_the_others_and_not_stored() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    visitor.says("hello").await;
    let ticket = agent.sees_ticket("hello").await;
    let mut line = agent.opens(&ticket).await;

    visitor.sends(&ClientFrame::Typing(true)).await;
    let signal = line.hears("a typing signal", |line| line.typing.pop()).await;
    assert_eq!(signal, TypingSignal { author: Author::Visitor, is_typing: true });
    line.sends(&ClientFrame::Typing(true)).await;
    let signal = visitor.hears("a typing signal", |line| line.typing.pop()).await;
    assert_eq!(signal, TypingSignal { author: Author::Agent(agent.user().clone()), is_typing: true });

    line.sends(&ClientFrame::Typing(true)).await;
    visitor.hears_all().await;
    assert_eq!(visitor.typing, [], "typing is relayed at most every three seconds");
    assert_eq!(agent.reads_log(&ticket.conversation).await.len(), 1);
}

#[tokio::test]
async fn read_marks_only_move_forward_and_never_past_the_end() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    visitor.says("one").await;
    visitor.says("two").await;
    let ticket = agent.desk.sees("two unread messages", |ticket| ticket.n_unread == 2).await;
    let mut line = agent.opens(&ticket).await;

    line.sends(&ClientFrame::MarkRead(Seq(1))).await;
    visitor.sees_state("one read by the agent", |state| state.agent_read == Seq(1)).await;
    agent.desk.sees("one unread message", |ticket| ticket.n_unread == 1).await;
    line.sends(&ClientFrame::MarkRead(Seq(99))).await;
    visitor.sees_state("all read by the agent", |state| state.agent_read == Seq(2)).await;
    agent.desk.sees("no unread message", |ticket| ticket.n_unread == 0).await;
    line.sends(&ClientFrame::MarkRead(Seq(1))).await;
    line.says("three").await;
    visitor.sees("three").await;
    assert_eq!(visitor.state.agent_read, Seq(2));

    visitor.sends(&ClientFrame::MarkRead(Seq(3))).await;
    line.sees_state("all read by the visitor", |state| state.visitor_read == Seq(3)).await;
    assert_eq!(visitor.another_tab().await.hello.state.visitor_read, Seq(3));
}

#[tokio::test]
async fn http_does_what_a_socket_does() {
    let site = Site::start().await;
    let mut visitor = site.visitor().await;
    let id = random::message_id();
    let accepted: Accepted = visitor.asks("POST", "commands").json(&command(id, "by post")).granted().await;
    assert_eq!(visitor.sees("by post").await.seq, accepted.seq);
    let again: Accepted = visitor.asks("POST", "commands").json(&command(id, "by post")).granted().await;
    assert_eq!(again, accepted);

    let mut tab = visitor.another_tab().await;
    for signal in [ClientFrame::Typing(true), ClientFrame::MarkRead(accepted.seq)] {
        assert_eq!(visitor.asks("POST", "commands").json(&signal).answer().await.status, 204);
    }
    tab.sees_state("the read mark", |state| state.visitor_read == accepted.seq).await;
    assert_eq!(tab.texts(), ["by post"]);
}

#[tokio::test]
async fn pages_of_the_log_meet_without_a_hole() {
    let site = Site::start_without_rates().await;
    let mut visitor = site.visitor().await;
    for n in 1..=120 {
        visitor.sends_message(random::message_id(), &n.to_string()).await;
    }
    visitor.sees_up_to(Seq(120)).await;
    let address = visitor.address();
    let seqs = async |query| -> Vec<u64> {
        reader::page(&address, query).await.events.iter().map(|event| event.seq.0).collect()
    };
    assert_eq!(seqs("").await, (71..=120).collect::<Vec<_>>());
    assert_eq!(seqs("?before=71").await, (21..=70).collect::<Vec<_>>());
    assert_eq!(seqs("?before=21&limit=200").await, (1..=20).collect::<Vec<_>>());
    assert_eq!(seqs("?before=1").await, Vec::<u64>::new());
    assert_eq!(seqs("?after=0&limit=7").await, (1..=7).collect::<Vec<_>>());
    assert_eq!(seqs("?after=118&limit=200").await, [119, 120]);
    assert_eq!(seqs("?after=120").await, Vec::<u64>::new());
    assert_eq!(
        reader::events_after(&address, 0).await,
        visitor.view.timeline().into_iter().cloned().collect::<Vec<_>>()
    );

    let fresh = visitor.another_tab().await;
    assert_eq!((fresh.hello.resumed, fresh.hello.after, fresh.hello.last_seq), (false, Seq(70), Seq(120)));
}

#[tokio::test]
async fn conversation_without_a_message_has_no_ticket() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let silent = site.visitor().await;
    assert_eq!(silent.hello.last_seq, Seq(0));
    says_and_is_seen(&mut site.visitor().await).await;
    assert_eq!(agent.sees_ticket("hello").await.number.0, 1);
    let page = agent.lists(pulina_shared::wire::help_desk::View::Open).await;
    assert_eq!(page.tickets.len(), 1);
}

async fn says_and_is_seen(visitor: &mut Visitor) {
    let line: &mut Line = visitor;
    line.says("hello").await;
    line.sees("hello").await;
}
