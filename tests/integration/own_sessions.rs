//! Where somebody is signed in, and how they end it: one by one, all others, or by a new password.

use std::time::Duration;

use pulina_shared::limits;
use pulina_shared::wire::http::SignIn;
use pulina_shared::wire::users::{OwnSessions, PasswordChange, Role};
use pulina_tests::agent::{Agent, sign_in_at};
use pulina_tests::line::Ending;
use pulina_tests::site::{PASSWORD, Site};

const NEXT: &str = "another long enough password";

fn change(present: &str, password: &str) -> PasswordChange {
    PasswordChange { present: present.to_owned(), password: password.to_owned() }
}

async fn sessions(agent: &Agent) -> OwnSessions {
    agent.asks("GET", "/v1/sessions").granted().await
}

#[tokio::test]
async fn own_sessions_are_listed_and_ended_one_by_one_or_all_but_this() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let (mut second, mut third) = (site.agent().await, site.agent().await);
    let colleague = agent.has_colleague("Ben", Role::Agent).await;
    let list = sessions(&second).await.sessions;
    assert_eq!(list.iter().map(|session| session.is_this).collect::<Vec<_>>(), [false, true, false]);

    let ended = Ending::Closed(4_401, "session_ended".to_owned());
    let foreign = format!("/v1/sessions/{}", sessions(&colleague).await.sessions[0].id);
    assert_eq!(agent.asks("DELETE", &foreign).answer().await.status, 204);
    assert!(colleague.asks("GET", "/v1/session").answer().await.is_good(), "it is somebody else's");
    let path = format!("/v1/sessions/{}", list[1].id);
    for _ in 0..2 {
        assert_eq!(agent.asks("DELETE", &path).answer().await.status, 204);
    }
    assert_eq!(second.desk.ends().await, ended);
    assert_eq!(sessions(&agent).await.sessions.len(), 2);

    assert_eq!(agent.asks("DELETE", "/v1/sessions").answer().await.status, 204);
    assert_eq!(third.desk.ends().await, ended);
    let left = sessions(&agent).await.sessions;
    assert_eq!(left.iter().map(|session| session.is_this).collect::<Vec<_>>(), [true]);
}

#[tokio::test]
async fn new_password_ends_every_other_session() {
    let site = Site::start().await;
    let (agent, mut other) = (site.agent().await, site.agent().await);
    let mut visitor = site.visitor().await;
    visitor.says("hello").await;
    let ticket = other.sees_ticket("hello").await;
    let mut line = other.opens(&ticket).await;

    for (wrong, code, pointer) in [
        (change("not the password at all", NEXT), "password_wrong", "/present"),
        (change("short", NEXT), "password_wrong", "/present"),
        (change(PASSWORD, "short"), "password_short", "/password"),
        (change(PASSWORD, "iloveyoujessica"), "password_common", "/password"),
    ] {
        let problem = agent.asks("PUT", "/v1/me/password").json(&wrong).refused().await;
        assert_eq!((problem.code.as_str(), problem.pointer.as_deref()), (code, Some(pointer)));
    }
    assert!(other.asks("GET", "/v1/session").answer().await.is_good(), "nothing has changed yet");

    let right = agent.asks("PUT", "/v1/me/password").json(&change(PASSWORD, NEXT)).answer().await;
    assert_eq!(right.status, 204, "{}", right.text());
    let ended = Ending::Closed(4_401, "session_ended".to_owned());
    assert_eq!(line.ends_within(Duration::from_secs(5)).await, ended);
    assert_eq!(other.desk.ends().await, ended);
    assert!(agent.asks("GET", "/v1/session").answer().await.is_good());
    let old = &site.account.sign_in;
    assert_eq!(sign_in_at(&site.door(), old).refused().await.code, "sign_in_failed");
    let new = SignIn { password: NEXT.to_owned(), ..old.clone() };
    assert!(sign_in_at(&site.door(), &new).answer().await.is_good());
}

#[tokio::test]
async fn present_password_is_guessed_no_faster_than_at_signing_in() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let wrong = change("not the password at all", NEXT);
    for _ in 0..limits::SIGN_INS_PER_EMAIL {
        let problem = agent.asks("PUT", "/v1/me/password").json(&wrong).refused().await;
        assert_eq!(problem.code, "password_wrong");
    }
    let right = change(PASSWORD, NEXT);
    let problem = agent.asks("PUT", "/v1/me/password").json(&right).refused().await;
    assert_eq!(problem.code, "rate_login");
    assert_eq!(sign_in_at(&site.door(), &site.account.sign_in).refused().await.code, "rate_login");
}
