//! Too much of something that is right in itself, and what is broken on our side.

use std::fs;
use std::time::Duration;

use futures_util::future::join_all;
use pulina_shared::limits;
use pulina_shared::problem::Code;
use pulina_shared::wire::conversation::Accepted;
use pulina_shared::wire::http::SignIn;
use pulina_tests::agent::{Agent, sign_in_at};
use pulina_tests::door::Answer;
use pulina_tests::line::Line;
use pulina_tests::site::{PASSWORD, Site};
use pulina_tests::socket::{NotOpened, SocketOptions};
use pulina_tests::view::View;
use pulina_tests::visitor::{begin_visit, begins_working};
use pulina_tests::{random, reader, wait};

use super::Seen;
use super::refusal::{check_problem, ends_without_hello, refused, refused_as};

pub async fn rate_connects(site: &Site) -> Seen {
    let code = Code::RateConnects;
    let agent = site.agent().await;
    let visitor = site.visitor().await;
    let address = agent.address(&visitor.begun.conversation);
    let upgrade = [
        ("upgrade", "websocket"),
        ("connection", "upgrade"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    for _ in 0..4 * limits::CONNECTS_PER_MINUTE {
        if let Err(refusal) = address.knock(&SocketOptions::default()).await {
            assert_eq!(refusal, NotOpened::Refused(code.status()));
            let ask = reader::ask(&address, "GET", "socket");
            let answer =
                upgrade.iter().fold(ask, |ask, (name, value)| ask.header(name, value)).answer().await;
            // One more may be allowed again by now.
            if answer.status != 101 {
                return refused_as(code, &answer);
            }
        }
    }
    panic!("{} openings were not too many", 4 * limits::CONNECTS_PER_MINUTE);
}

pub async fn rate_conversations() -> Seen {
    let site = Site::start().await;
    let known = site.visitor().await;
    for n in 0..=limits::VISITS_PER_NETWORK_PER_HOUR {
        let token = random::visitor_token();
        let begin = || begin_visit(&site.door(), site.channel(), &token);
        let answer = begins_working(begin).await;
        if !answer.is_good() {
            assert_eq!(n + 1, limits::VISITS_PER_NETWORK_PER_HOUR, "so many visits were begun");
            let again = begin_visit(&site.door(), site.channel(), &known.token).answer().await;
            assert!(again.is_good(), "who is known may come back");
            return refused_as(Code::RateConversations, &begins_working(begin).await);
        }
    }
    panic!("{} visits were not too many", limits::VISITS_PER_NETWORK_PER_HOUR + 1);
}

pub async fn rate_login() -> Seen {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let wrong = SignIn { password: format!("{PASSWORD}!"), ..site.account.sign_in.clone() };
    for _ in 0..limits::SIGN_INS_PER_EMAIL {
        assert_eq!(sign_in_at(&site.door(), &wrong).refused().await.code, "sign_in_failed");
    }
    refused(Code::RateLogin, sign_in_at(&site.door(), &wrong)).await;
    refused(Code::RateLogin, sign_in_at(&site.door(), &site.account.sign_in)).await;
    site.visitor().await.says("hello").await;
    agent.sees_ticket("hello").await;
    Seen::Yes
}

pub async fn busy_login() -> Seen {
    let site = Site::start_without_rates().await;
    let door = site.door();
    let n_at_once = 3 * limits::SIGN_IN_QUEUE_MAX;
    let answers =
        join_all((0..n_at_once).map(async |_| sign_in_at(&door, &site.account.sign_in).answer().await)).await;
    let (good, busy): (Vec<_>, Vec<_>) = answers.into_iter().partition(Answer::is_good);
    assert!(good.len() >= limits::SIGN_IN_QUEUE_MAX, "{} got in", good.len());
    let busy = busy.first().expect("some had to wait");
    check_problem(Code::BusyLogin, &busy.problem());
    assert!(!busy.header("retry-after").is_empty());
    Agent::signs_in(&door, &site.account.sign_in).await;
    Seen::Yes
}

/// Sockets that have not said who they are count, but they may not keep anybody out for long.
pub async fn room_busy() -> Seen {
    let site = Site::start_without_rates().await;
    let visitor = site.visitor().await;
    let address = visitor.address();
    let mut open = Vec::new();
    // The visitor's own line is one already.
    for _ in 1..limits::CONVERSATION_SOCKETS_MAX {
        open.push(address.knock(&SocketOptions::default()).await.expect("there is room"));
    }
    ends_without_hello(Code::RoomBusy, &visitor, None).await;
    // The silent are sent away after five seconds, however hard somebody knocks meanwhile.
    wait::until("room again", 3 * Duration::from_millis(limits::HELLO_TIMEOUT_MS), || async {
        Line::open(&address, View::of("visitor"), &SocketOptions::default()).await.ok()
    })
    .await;
    Seen::Yes
}

pub async fn internal() -> Seen {
    let site = Site::start_without_assets().await;
    refused(Code::Internal, site.door().get(&format!("/chat/{}", site.channel()))).await;
    let mut visitor = site.visitor().await;
    let accepted: Accepted = visitor.says("what needs no assets works").await;
    assert_eq!(accepted.seq.0, 1);
    Seen::Yes
}

/// A disk that lost what it held of one conversation: that one is away, and all others go on.
pub async fn unavailable() -> Seen {
    let mut site = Site::start().await;
    let mut other = site.visitor().await;
    other.says("kept").await;
    let before = site.engine.stored_files();
    let mut visitor = site.visitor().await;
    visitor.says("soon unreadable").await;
    site.engine.kill();
    for file in site.engine.stored_files().difference(&before) {
        fs::write(file, "this was a database").expect("the file can be written");
    }
    let (visitor, other) = (visitor.loses_connection(), other.loses_connection());
    site.engine.restart().await;
    let path = format!("/v1/conversations/{}/events", visitor.begun.conversation);
    refused(Code::Unavailable, visitor.door.get(&path).token(&visitor.token)).await;
    assert!(site.engine.log().contains(r#""kind":"call""#), "{}", site.engine.log());
    let mut other = other.comes_back().await;
    assert_eq!(other.says("and goes on").await.seq.0, 2);
    Seen::Yes
}
