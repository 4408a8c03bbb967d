//! Connections break in every way there is, and everybody ends with the whole conversation.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use pulina_shared::client::{Input, Role};
use pulina_shared::connection::Link;
use pulina_shared::ids::Seq;
use pulina_shared::limits;
use pulina_shared::wire::conversation::Author;
use pulina_tests::app::App;
use pulina_tests::engine::is_long;
use pulina_tests::history::History;
use pulina_tests::line::message_text;
use pulina_tests::proxy::{Direction, Network, Proxy};
use pulina_tests::random::{self, Dice};
use pulina_tests::reader;
use pulina_tests::site::Site;
use pulina_tests::typist::{Typist, TypistOptions};
use pulina_tests::visitor::Visitor;
use pulina_tests::wait;

const HEALED: Duration = Duration::from_secs(10);

#[tokio::test]
async fn five_thousand_missed_events_come_in_order_and_once() {
    let site = Site::start_without_rates().await;
    let agent = site.agent().await;
    let mut visitor = site.visitor().await;
    visitor.says("hello").await;
    visitor.sees("hello").await;
    let away = visitor.loses_connection();

    let writer = Typist::begins(TypistOptions {
        name: "agent".to_owned(),
        address: agent.address(&away.begun.conversation),
        author: Author::Agent(agent.user().clone()),
        window: 64,
        n_messages: Some(5_000),
    });
    wait::until("5,000 are written", wait::DRAINED, async || (writer.n_accepted() == 5_000).then_some(()))
        .await;
    let mut history = History::default();
    writer.finishes(&mut history).await;

    let started_at = Instant::now();
    let mut visitor = away.comes_back().await;
    let last = visitor.hello.last_seq;
    visitor.sees_up_to(last).await;
    println!("5,000 missed events took {:?}", started_at.elapsed());
    assert!(visitor.hello.resumed);
    let log = agent.reads_log(&visitor.begun.conversation).await;
    let seen: Vec<_> = visitor.view.timeline().into_iter().cloned().collect();
    assert_eq!(seen, log);
    assert_eq!(log.iter().filter_map(message_text).count(), 5_001);
}

#[tokio::test]
async fn restart_of_the_server_is_a_pause_and_nothing_more() {
    let mut site = Site::start().await;
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    visitor.says("before").await;
    let ticket = agent.sees_ticket("before").await;
    let mut line = agent.opens(&ticket).await;
    line.sees("before").await;
    visitor.sees("before").await;
    site.engine.restart().await;
    drop(line);

    let mut visitor = visitor.loses_connection().comes_back().await;
    assert!(visitor.hello.resumed);
    assert_eq!(visitor.hello.after, Seq(1));
    visitor.says("after").await;
    visitor.sees("after").await;
    assert_eq!(visitor.texts(), ["before", "after"]);
    let resume = agent.desk.loses_connection();
    agent.desk = pulina_tests::desk::Desk::open(&site.door(), &agent.cookie, Some(resume)).await;
    assert!(agent.desk.hello.resumed, "the session and the desk's place outlive the process");
    assert_eq!(agent.sees_ticket("after").await.number, ticket.number);
}

/// Forty resets and cuts at random bytes while two people write.
#[tokio::test]
async fn broken_connections_lose_and_double_nothing() {
    let seed = u64::from_le_bytes(random::bytes());
    println!("seed {seed}");
    let mut dice = Dice::new(seed);
    let site = Site::start_without_rates().await;
    let agent = site.agent().await;
    let proxy = Proxy::before(&site.door()).await;
    let visitor = Visitor::begins(&proxy.door(), site.channel()).await;
    let mut address = agent.address(&visitor.begun.conversation);
    address.door = proxy.door();
    let typist = |name: &str, address, author| {
        Typist::begins(TypistOptions { name: name.to_owned(), address, author, window: 8, n_messages: None })
    };
    let typists = [
        typist("visitor", visitor.address(), Author::Visitor),
        typist("agent", address, Author::Agent(agent.user().clone())),
    ];
    for round in 0..40 {
        let goals = typists.each_ref().map(|typist| typist.n_accepted() + 4);
        wait::until("both go on", wait::DRAINED, async || {
            typists.iter().zip(goals).all(|(typist, goal)| typist.n_accepted() >= goal).then_some(())
        })
        .await;
        let n_bytes = u32::try_from(dice.between(0, 3_000)).unwrap_or(0);
        match round % 3 {
            0 => proxy.cuts_after(n_bytes, Direction::ToServer),
            1 => proxy.cuts_after(n_bytes, Direction::ToClient),
            _ => proxy.resets(),
        }
    }
    let mut history = History::default();
    for typist in typists {
        typist.finishes(&mut history).await;
    }
    assert!(proxy.n_accepted() > 20, "connections were broken");
    let log = agent.reads_log(&visitor.begun.conversation).await;
    assert_eq!(history.check(&log), []);
}

/// The operator puts back an older copy of the data folder under clients that know more.
#[tokio::test]
async fn restored_backup_is_told_and_never_mixed_with_what_was_lost() {
    let mut site = Site::start().await;
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    visitor.says("kept").await;
    visitor.sees("kept").await;
    agent.sees_ticket("kept").await;
    let bystander = visitor.another_tab().await.loses_connection();
    let old_epoch = visitor.hello.epoch.clone();

    site.engine.kill();
    let backup = tempfile::tempdir().expect("a temporary folder can be made");
    copy_folder(&site.engine.data_folder(), backup.path());
    site.engine.restart().await;
    let mut visitor = visitor.loses_connection().comes_back().await;
    assert!(visitor.hello.resumed);
    visitor.says("lost").await;
    visitor.sees("lost").await;

    let mut app = App::starts(visitor.address(), Role::Visitor);
    app.is_connected(wait::ANSWERED).await;
    site.engine.kill();
    app.becomes("the link is lost", wait::ANSWERED, |client| client.link() != Link::Open).await;
    app.says("still in the outbox");
    fs::remove_dir_all(site.engine.data_folder()).expect("the data folder can be removed");
    copy_folder(backup.path(), &site.engine.data_folder());
    site.engine.restart().await;

    let mut visitor = visitor.loses_connection().comes_back().await;
    assert!(!visitor.hello.resumed);
    assert_ne!(visitor.hello.epoch, old_epoch);
    visitor.sees("still in the outbox").await;
    assert_eq!(visitor.texts(), ["kept", "still in the outbox"]);
    app.becomes("the outbox is empty", wait::STARTED, |client| {
        client.n_waiting() == 0 && client.echoes().count() == 0
    })
    .await;
    let log = reader::events_after(&visitor.address(), 0).await;
    app.becomes("the app has the server's history", wait::ANSWERED, |client| {
        client.timeline().events() == log
    })
    .await;

    let bystander = bystander.comes_back().await;
    assert!(!bystander.hello.resumed, "the history has another name, even for those who were not ahead");
    agent = site.agent().await;
    agent.lists(pulina_shared::wire::help_desk::View::Open).await;
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder can be made");
    for entry in fs::read_dir(from).expect("the folder can be read") {
        let entry = entry.expect("the entry can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("the file can be copied");
        }
    }
}

/// A message is said into the hole: the missing answer shows that the link is dead.
#[tokio::test]
async fn dead_link_is_noticed_by_the_missing_answer() {
    let site = Site::start().await;
    let networks = [Network::BlackHole, Network::LosesAnswers, Network::LosesRequests];
    join_all(networks.map(async |network| {
        let proxy = Proxy::before(&site.door()).await;
        let visitor = Visitor::begins(&proxy.door(), site.channel()).await;
        let mut app = App::starts(visitor.address(), Role::Visitor);
        app.says("before");
        app.is_connected(wait::ANSWERED).await;
        app.becomes("an answer", wait::ANSWERED, |client| client.n_waiting() == 0).await;

        proxy.becomes(network);
        app.says("into the hole");
        let limit = Duration::from_millis(limits::ANSWER_TIMEOUT_MS + 5_000);
        app.becomes("the link is dead", limit, |client| client.link() != Link::Open).await;
        proxy.becomes(Network::Passes);
        let healed_at = Instant::now();
        app.does(Input::Nudged);
        app.becomes("back with everything", HEALED, |client| {
            client.link() == Link::Open && client.n_waiting() == 0
        })
        .await;
        println!("{network:?}: back after {:?}", healed_at.elapsed());
        let log = reader::events_after(&visitor.address(), 0).await;
        assert_eq!(
            log.iter().filter_map(message_text).collect::<Vec<_>>(),
            ["before", "into the hole"],
            "{network:?}"
        );
    }))
    .await;
}

/// Nobody says anything: only the heartbeat can show it. In short runs the client is woken, as by
/// a page that is shown again, so that the first ping comes at once.
#[tokio::test]
async fn dead_link_is_noticed_by_the_missing_heartbeat() {
    let site = Site::start().await;
    let networks = [Network::BlackHole, Network::LosesAnswers, Network::LosesRequests];
    let n_networks = if is_long() { networks.len() } else { 1 };
    join_all(networks[..n_networks].iter().map(async |&network| {
        let proxy = Proxy::before(&site.door()).await;
        let mut visitor = Visitor::begins(&site.door(), site.channel()).await;
        visitor.says("before").await;
        let mut address = visitor.address();
        address.door = proxy.door();
        let mut app = App::starts(address, Role::Visitor);
        app.is_connected(wait::ANSWERED).await;

        proxy.becomes(network);
        visitor.says("while deaf").await;
        let limit = Duration::from_millis(limits::DEAD_LINK_MS_MAX);
        if !is_long() {
            wait::pass(Duration::from_millis(1_500)).await;
            app.does(Input::Nudged);
        }
        app.becomes("the link is dead", limit, |client| client.link() != Link::Open).await;
        proxy.becomes(Network::Passes);
        let has_all = |client: &pulina_shared::client::Client| {
            client.link() == Link::Open && client.timeline().last_seq() == Seq(2)
        };
        app.becomes("back with everything", HEALED, has_all).await;
    }))
    .await;
}
