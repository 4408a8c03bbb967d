//! Signing in, being somebody, and signing out.

use std::time::{Duration, Instant};

use pulina_shared::wire::conversation::PublicUser;
use pulina_shared::wire::help_desk::Session;
use pulina_shared::wire::http::{ProfileChange, SignIn};
use pulina_shared::wire::presence::PresenceState;
use pulina_tests::agent::{session_cookie, sign_in_at};
use pulina_tests::line::{Ending, Line};
use pulina_tests::site::Site;
use pulina_tests::socket::SocketOptions;
use pulina_tests::view::View;

/// The smallest PNG: one transparent pixel.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0,
    0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x62, 0,
    1, 0, 0, 5, 0, 1, 0x0d, 0x0a, 0x2d, 0xb4, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

fn ended() -> Ending {
    Ending::Closed(4_401, "session_ended".to_owned())
}

#[tokio::test]
async fn session_knows_who_is_signed_in() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let session: Session = agent.asks("GET", "/v1/session").granted().await;
    // Signing in opened no desk yet.
    assert_eq!(agent.session.presence.state, PresenceState::NoDesk);
    assert_eq!(session.presence.state, PresenceState::Available);
    assert_eq!(Session { presence: agent.session.presence.clone(), ..session.clone() }, agent.session);
    assert_eq!(session.account, site.account.created.account);
    assert_eq!(session.account_name, "Harbour Books");
    assert_eq!(session.user.id, site.account.created.owner);
    assert_eq!(session.email, site.account.sign_in.email);
    assert_eq!(session.users, std::slice::from_ref(&session.user));
    assert_eq!(session.channels.iter().map(|channel| &channel.id).collect::<Vec<_>>(), [site.channel()]);
    let problem = site.door().get("/v1/session").refused().await;
    assert_eq!(problem.code, "session_ended");
}

#[tokio::test]
async fn wrong_password_unknown_address_and_unknown_account_are_not_told_apart() {
    let site = Site::start().await;
    let stranger = site.another_account().await;
    let right = &site.account.sign_in;
    let wrong = [
        SignIn { password: "correct horse battery stapler".to_owned(), ..right.clone() },
        SignIn { email: "nobody@harbour.example".to_owned(), ..right.clone() },
        SignIn {
            account: stranger.created.account,
            email: "bo@elsewhere.example".to_owned(),
            ..right.clone()
        },
    ];
    let mut answers = Vec::new();
    for sign_in in wrong {
        let answer = sign_in_at(&site.door(), &sign_in).answer().await;
        assert_eq!(answer.header("set-cookie"), "");
        let mut problem = answer.problem();
        problem.instance = None;
        answers.push(problem);
    }
    assert_eq!(answers[0].code, "sign_in_failed");
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
}

#[tokio::test]
async fn address_is_written_in_any_case() {
    let site = Site::start().await;
    let shouted = SignIn { email: " ANA@Harbour.Example ".to_owned(), ..site.account.sign_in.clone() };
    let answer = sign_in_at(&site.door(), &shouted).answer().await;
    assert_eq!(answer.granted::<Session>().email, "ana@harbour.example");
}

#[tokio::test]
async fn signing_out_ends_this_session_everywhere_and_no_other() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let mut colleague = site.agent().await;
    let mut visitor = site.visitor().await;
    visitor.says("hello").await;
    let ticket = agent.sees_ticket("hello").await;
    let mut line = agent.opens(&ticket).await;
    let mut other_line = colleague.opens(&ticket).await;

    let signed_out_at = Instant::now();
    assert_eq!(agent.asks("DELETE", "/v1/session").answer().await.status, 204);
    assert_eq!(line.ends_within(Duration::from_secs(5)).await, ended());
    assert_eq!(agent.desk.ends().await, ended());
    assert!(signed_out_at.elapsed() < Duration::from_secs(5));

    assert_eq!(agent.asks("GET", "/v1/session").refused().await.code, "session_ended");
    assert_eq!(agent.asks("GET", "/v1/tickets").refused().await.code, "session_ended");
    let address = agent.address(&ticket.conversation);
    let refused = Line::open(&address, View::of("signed out"), &SocketOptions::default()).await;
    assert_eq!(refused.map(|_| ()).map_err(|(ending, _)| ending), Err(ended()));

    visitor.says("still there?").await;
    other_line.sees("still there?").await;
    colleague.sees_ticket("still there?").await;
}

/// An upgrade that was let in and arrives after the news of the end is told by it.
#[tokio::test]
async fn socket_that_opens_while_its_session_ends_lives_no_longer() {
    let site = Site::start_without_rates().await;
    let mut visitor = site.visitor().await;
    visitor.says("hello").await;
    for _ in 0..20 {
        let agent = site.agent().await;
        let address = agent.address(&visitor.begun.conversation);
        let options = SocketOptions::default();
        let openings = (0..8).map(|_| Line::open(&address, View::of("late"), &options));
        let (opened, answer) = futures_util::future::join(
            futures_util::future::join_all(openings),
            agent.asks("DELETE", "/v1/session").answer(),
        )
        .await;
        assert_eq!(answer.status, 204);
        for line in opened {
            match line {
                Ok(mut line) => assert_eq!(line.ends_within(Duration::from_secs(5)).await, ended()),
                Err((ending, _)) => assert_eq!(ending, ended()),
            }
        }
    }
}

#[tokio::test]
async fn eleventh_session_ends_the_oldest() {
    let site = Site::start_without_rates().await;
    let mut cookies = Vec::new();
    for _ in 0..11 {
        cookies.push(session_cookie(&sign_in_at(&site.door(), &site.account.sign_in).answer().await));
    }
    for (n, cookie) in cookies.iter().enumerate() {
        let answer = site.door().get("/v1/session").header("cookie", cookie).answer().await;
        assert_eq!(answer.status, if n == 0 { 401 } else { 200 }, "session {n}");
    }
}

#[tokio::test]
async fn new_name_and_picture_reach_visitors_and_desks() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    visitor.says("hello").await;
    let ticket = agent.sees_ticket("hello").await;
    let mut answering = agent.opens(&ticket).await;
    answering.says("hi").await;
    visitor
        .sees_state("the agent's name", |state| state.people.iter().any(|person| person.name == "Ana"))
        .await;

    let change = ProfileChange { name: Some("Ana Lind".to_owned()), ..ProfileChange::default() };
    let user: PublicUser = agent.asks("PATCH", "/v1/me").json(&change).granted().await;
    assert_eq!(user.name, "Ana Lind");
    visitor
        .sees_state("the new name", |state| state.people.iter().any(|person| person.name == "Ana Lind"))
        .await;
    answering.says("over the socket that was open before").await;
    visitor.sees("over the socket that was open before").await;
    assert!(visitor.state.people.iter().all(|person| person.name == "Ana Lind"));
    agent
        .desk
        .hears("the new name", |desk| desk.users.iter().any(|user| user.name == "Ana Lind").then_some(()))
        .await;

    let user: PublicUser = agent.asks("PUT", "/v1/me/avatar").body("image/png", PNG).granted().await;
    let path = user.avatar.expect("there is a picture");
    visitor
        .sees_state("the picture", |state| {
            state.people.iter().any(|person| person.avatar.as_ref() == Some(&path))
        })
        .await;
    let picture = site.door().get(&path).answer().await;
    assert_eq!((picture.status, picture.header("content-type"), &picture.body[..]), (200, "image/png", PNG));
    assert_eq!(picture.header("x-content-type-options"), "nosniff");
    assert!(picture.header("content-security-policy").contains("sandbox"), "{:?}", picture.headers);
    assert!(picture.header("cache-control").contains("immutable"), "{:?}", picture.headers);

    let user: PublicUser = agent.asks("DELETE", "/v1/me/avatar").granted().await;
    assert_eq!(user.avatar, None);
    visitor.sees_state("no picture", |state| state.people.iter().all(|person| person.avatar.is_none())).await;
    assert_eq!(site.door().get(&path).refused().await.code, "not_found");
}

#[tokio::test]
async fn meetings_link_is_kept_for_its_user_alone_and_taken_away_again() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let change = |link: &str| {
        let change = ProfileChange { meetings_link: Some(link.to_owned()), ..ProfileChange::default() };
        agent.asks("PATCH", "/v1/me").json(&change)
    };
    let kept = || async { agent.asks("GET", "/v1/session").granted::<Session>().await.meetings_link };
    for wrong in ["javascript:alert(1)", "http://cal.example/ana", "https://", "ana"] {
        let problem = change(wrong).refused().await;
        assert_eq!(problem.pointer.as_deref(), Some("/meetings_link"), "{wrong}");
    }
    assert_eq!(kept().await, None);
    let user: PublicUser = change(" https://cal.example/ana ").granted().await;
    assert_eq!(user, agent.session.user, "the profile that others see is as it was");
    assert_eq!(kept().await.as_deref(), Some("https://cal.example/ana"));
    change("").granted::<PublicUser>().await;
    assert_eq!(kept().await, None);
}
