//! Nobody reads or writes what is not theirs, over any way in.

use pulina_shared::ids::{ConversationId, UserId};
use pulina_shared::problem::Problem;
use pulina_shared::wire::conversation::{
    Accepted, Act, Author, ClientFrame, Command, EventKind, SendMessage,
};
use pulina_shared::wire::http::OwnerChange;
use pulina_tests::agent::Agent;
use pulina_tests::door::Ask;
use pulina_tests::line::{Address, Credentials, Ending, Line, message_text};
use pulina_tests::random;
use pulina_tests::reader;
use pulina_tests::site::Site;
use pulina_tests::socket::{Heard, NotOpened, Socket, SocketOptions};
use pulina_tests::view::View;
use pulina_tests::wait;

fn command() -> ClientFrame {
    let act = Act::SendMessage(SendMessage::plain("from a stranger".to_owned()));
    ClientFrame::Command(Command { id: random::message_id(), act })
}

async fn refusal(ask: Ask) -> (u16, String) {
    let Problem { status, code, .. } = ask.refused().await;
    (status, code)
}

/// Tries every way into a conversation with these credentials, and finds none.
async fn finds_nothing(address: &Address) {
    let line = Line::open(address, View::of("a stranger"), &SocketOptions::default()).await;
    let ending = line.map(|_| ()).map_err(|(ending, _)| ending);
    assert_eq!(ending, Err(Ending::Closed(4_404, "not_found".to_owned())));
    let not_found = (404, "not_found".to_owned());
    for query in ["", "?after=0", "?before=2", "?limit=200"] {
        assert_eq!(
            refusal(reader::ask(address, "GET", &format!("events{query}"))).await,
            not_found,
            "{query}"
        );
    }
    for frame in [command(), ClientFrame::Typing(true), ClientFrame::MarkRead(pulina_shared::ids::Seq(1))] {
        assert_eq!(
            refusal(reader::ask(address, "POST", "commands").json(&frame)).await,
            not_found,
            "{frame:?}"
        );
    }
}

#[tokio::test]
async fn visitor_finds_nothing_of_another_visitor() {
    let site = Site::start().await;
    let mut victim = site.visitor().await;
    victim.says("a secret").await;
    let stranger = site.visitor().await;
    let unknown = ConversationId::new(&site.account.created.account, random::bytes());
    for conversation in [&victim.begun.conversation, &unknown] {
        finds_nothing(&Address { conversation: conversation.clone(), ..stranger.address() }).await;
        let never_seen = Credentials::Visitor(random::visitor_token());
        finds_nothing(&Address {
            conversation: conversation.clone(),
            credentials: never_seen,
            door: site.door(),
        })
        .await;
    }
    let log = reader::events_after(&victim.address(), 0).await;
    assert_eq!(log.iter().filter_map(message_text).collect::<Vec<_>>(), ["a secret"]);
    victim.hears_all().await;
    assert_eq!(victim.typing, []);
}

#[tokio::test]
async fn agent_finds_nothing_of_another_account() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    visitor.says("a secret").await;
    let ticket = agent.sees_ticket("a secret").await;
    let other_account = site.another_account().await;
    let mut stranger = Agent::signs_in(&site.door(), &other_account.sign_in).await;

    finds_nothing(&stranger.address(&ticket.conversation)).await;
    let unknown = ConversationId::new(&site.account.created.account, random::bytes());
    finds_nothing(&agent.address(&unknown)).await;
    let not_found = (404, "not_found".to_owned());
    for (method, path) in [("GET", ""), ("POST", "/close"), ("POST", "/reopen")] {
        let path = format!("/v1/tickets/{}{path}", ticket.number.0);
        assert_eq!(refusal(stranger.asks(method, &path)).await, not_found, "{method} {path}");
    }
    let mine = OwnerChange { owner: Some(stranger.user().clone()), expected: None };
    let path = format!("/v1/tickets/{}/owner", ticket.number.0);
    assert_eq!(refusal(stranger.asks("PUT", &path).json(&mine)).await, not_found);
    for user in [stranger.user().clone(), UserId::new(random::bytes())] {
        let refused = agent.gives(&ticket, Some(user), None).await;
        assert!(refused.is_err(), "an owner is a user of the same account");
    }
    stranger.desk.hears_all().await;
    assert!(stranger.desk.tickets.is_empty());
    assert_eq!(agent.reads(&ticket).await, ticket);
}

#[tokio::test]
async fn nobody_in_particular_finds_nothing() {
    let site = Site::start().await;
    let mut visitor = site.visitor().await;
    visitor.says("a secret").await;
    let door = site.door();
    let conversation = format!("/v1/conversations/{}", visitor.begun.conversation);
    let asks = [
        door.get(&format!("{conversation}/events")),
        door.post(&format!("{conversation}/commands")).json(&command()),
        door.get("/v1/tickets"),
        door.get("/v1/tickets/1"),
        door.get("/v1/session"),
        door.get("/v1/tickets").header("cookie", "__Host-pulina=nonsense"),
        door.get("/v1/tickets").header("cookie", &format!("__Host-pulina={}", visitor.token.secret())),
        door.post(&format!("/v1/channels/{}/visits", site.channel())),
        door.get(&format!("{conversation}/events")).bearer("nonsense"),
    ];
    for ask in asks {
        let (status, code) = refusal(ask).await;
        assert!(
            matches!((status, code.as_str()), (401, "session_ended") | (404, "not_found")),
            "{status} {code}"
        );
    }
}

#[tokio::test]
async fn foreign_pages_can_do_nothing_with_a_users_cookie() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    visitor.says("hello").await;
    let ticket = agent.sees_ticket("hello").await;
    let door = site.door();
    let denied = (403, "origin_denied".to_owned());
    let conversation = format!("/v1/conversations/{}", ticket.conversation);
    for origin in [Some("https://evil.example"), Some("null"), Some("http://127.0.0.1:1"), None] {
        let ask = |method, path: &str| {
            let ask = door.ask(method, path).header("cookie", &agent.cookie);
            match origin {
                Some(origin) => ask.header("origin", origin),
                None => ask,
            }
        };
        let close = format!("/v1/tickets/{}/close", ticket.number.0);
        assert_eq!(refusal(ask("POST", &close)).await, denied, "{origin:?}");
        let commands = format!("{conversation}/commands");
        assert_eq!(refusal(ask("POST", &commands).json(&command())).await, denied, "{origin:?}");
        assert_eq!(refusal(ask("DELETE", "/v1/session")).await, denied, "{origin:?}");
        let mut options = SocketOptions::default().header("cookie", &agent.cookie);
        if let Some(origin) = origin {
            options = options.header("origin", origin);
        }
        let opened = Socket::open(&door, "/v1/help-desk/socket", &options).await;
        assert_eq!(opened.err(), Some(NotOpened::Refused(403)), "{origin:?}");
        let opened = Socket::open(&door, &format!("{conversation}/socket"), &options).await;
        match (origin, opened) {
            (Some(_), opened) => assert_eq!(opened.err(), Some(NotOpened::Refused(403)), "{origin:?}"),
            // Without an origin it may be a visitor's program; the cookie proves nothing then.
            (None, Ok(mut socket)) => {
                socket.send_text(r#"{"hello":{"version":2}}"#).await;
                let error = wait::within("an error", wait::ANSWERED, socket.hear()).await;
                assert!(matches!(&error, Heard::Text(text) if text.contains(r#""fatal":true"#)), "{error:?}");
            }
            (None, Err(refusal)) => assert_eq!(refusal, NotOpened::Refused(403)),
        }
    }
    assert_eq!(agent.reads(&ticket).await, ticket);
}

#[tokio::test]
async fn foreign_pages_cannot_open_a_visitors_socket() {
    let site = Site::start().await;
    let visitor = site.visitor().await;
    for origin in ["https://evil.example", "null"] {
        let options = SocketOptions::default().header("origin", origin);
        assert_eq!(visitor.address().knock(&options).await.err(), Some(NotOpened::Refused(403)), "{origin}");
    }
    let options = SocketOptions::default().header("origin", &site.door().origin());
    assert!(visitor.address().knock(&options).await.is_ok());
}

/// What our own parts tell each other means nothing when it comes from outside.
#[tokio::test]
async fn internal_header_and_paths_have_no_effect_from_outside() {
    let site = Site::start().await;
    let mut visitor = site.visitor().await;
    visitor.says("a secret").await;
    let stranger = site.visitor().await;
    let user = &site.account.created.owner;
    let caller =
        format!(r#"{{"Agent":{{"user":{{"id":"{user}","name":"Ana"}},"session":"ses_0000000000000000"}}}}"#);
    let conversation = format!("/v1/conversations/{}", visitor.begun.conversation);
    let door = site.door();
    let as_agent = |ask: Ask| ask.header("x-pulina-caller", &caller);
    for ask in [
        as_agent(door.get(&format!("{conversation}/events"))),
        as_agent(door.post(&format!("{conversation}/commands")).json(&command())),
        as_agent(door.get(&format!("{conversation}/events"))).token(&stranger.token),
    ] {
        let (status, _) = refusal(ask).await;
        assert!(matches!(status, 401 | 404), "{status}");
    }
    let options = SocketOptions::default().header("x-pulina-caller", &caller);
    let address = Address { conversation: visitor.begun.conversation.clone(), ..stranger.address() };
    let line = Line::open(&address, View::of("a stranger"), &options).await;
    assert_eq!(
        line.map(|_| ()).map_err(|(ending, _)| ending),
        Err(Ending::Closed(4_404, "not_found".to_owned()))
    );

    as_agent(visitor.asks("POST", "commands")).json(&command()).granted::<Accepted>().await;
    let EventKind::Message(message) = visitor.sees("from a stranger").await.kind else { panic!("a message") };
    assert_eq!(message.author, Author::Visitor);
    for path in ["/begin", "/orders", "/reports", "/socket", "/commands", "/events"] {
        for path in [path.to_owned(), format!("{conversation}{path}x"), format!("/v1{path}")] {
            let answer = as_agent(door.post(&path)).json(&serde_json::json!({})).answer().await;
            assert_eq!(answer.status, 404, "{path}");
        }
    }
}
