//! A team comes together by links, changes, and keeps somebody who can look after it.

use std::time::{Duration, Instant};

use pulina_shared::wire::help_desk::Session;
use pulina_shared::wire::http::SignIn;
use pulina_shared::wire::users::{AcceptInvitation, Role, UserChange, UserState};
use pulina_tests::agent::{Agent, session_cookie, sign_in_at};
use pulina_tests::line::Ending;
use pulina_tests::site::{PASSWORD, Site, an_account};
use pulina_tests::team::{accepting, secret_in};

fn role(role: Role) -> UserChange {
    UserChange { role: Some(role), state: None }
}

fn state(state: UserState) -> UserChange {
    UserChange { role: None, state: Some(state) }
}

fn sign_in_of(site: &Site, email: &str) -> SignIn {
    SignIn { email: email.to_owned(), ..site.account.sign_in.clone() }
}

#[tokio::test]
async fn invited_colleague_chooses_a_name_and_a_password_and_is_signed_in() {
    let site = Site::start().await;
    let owner = site.agent().await;
    let created = owner.invites(" Ben@Harbour.Example ", Role::Agent).await;
    let account = &site.account.created.account;
    assert!(created.link.starts_with(&format!("{}/desk/{account}#/invitation/pin_", site.door().origin())));
    let list = owner.lists_users().await;
    assert_eq!(list.invitations, std::slice::from_ref(&created.invitation));
    assert_eq!(created.invitation.email, "ben@harbour.example");
    let text = owner.asks("GET", "/v1/users").answer().await.text();
    assert!(!text.contains(secret_in(&created.link)), "the secret is shown once: {text}");

    let answer = accepting(&site.door(), &created.link, "Ben").answer().await;
    let session: Session = answer.granted();
    assert_eq!((session.role, session.email.as_str()), (Role::Agent, "ben@harbour.example"));
    assert_eq!(session.user.name, "Ben");
    let cookie = session_cookie(&answer);
    assert!(site.door().get("/v1/tickets").header("cookie", &cookie).answer().await.is_good());
    assert!(sign_in_at(&site.door(), &sign_in_of(&site, "ben@harbour.example")).answer().await.is_good());

    let list = owner.lists_users().await;
    assert!(list.invitations.is_empty());
    let ben = list.users.iter().find(|entry| entry.user.id == session.user.id).expect("Ben is listed");
    assert_eq!((ben.role, ben.state), (Role::Agent, UserState::Active));
    assert!(ben.used_at.is_some());
    let again = accepting(&site.door(), &created.link, "Eve").refused().await;
    assert_eq!((again.status, again.code.as_str()), (410, "invitation_ended"));
    let taken = owner.inviting("ben@harbour.example", Role::Admin).refused().await;
    assert_eq!((taken.code.as_str(), taken.pointer.as_deref()), ("email_taken", Some("/email")));
}

#[tokio::test]
async fn of_many_who_take_one_invitation_one_becomes_a_user() {
    let site = Site::start_without_rates().await;
    let owner = site.agent().await;
    let created = owner.invites("ben@harbour.example", Role::Agent).await;
    let tries = (0..5).map(|_| accepting(&site.door(), &created.link, "Ben").answer());
    let answers = futures_util::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_good()).count(), 1);
    assert_eq!(owner.lists_users().await.users.len(), 2);
}

#[tokio::test]
async fn invitation_that_was_revoked_or_sent_anew_is_good_for_nothing() {
    let site = Site::start().await;
    let owner = site.agent().await;
    let first = owner.invites("ben@harbour.example", Role::Admin).await;
    let second = owner.invites("ben@harbour.example", Role::Agent).await;
    assert_eq!(owner.lists_users().await.invitations, std::slice::from_ref(&second.invitation));
    let path = format!("/v1/invitations/{}", second.invitation.id);
    for _ in 0..2 {
        assert_eq!(owner.asks("DELETE", &path).answer().await.status, 204);
    }
    let unknown = format!("{}{}", &first.link[..first.link.len() - 4], "0000");
    for link in [&first.link, &second.link, &unknown, &"#/invitation/nonsense".to_owned()] {
        assert_eq!(accepting(&site.door(), link, "Ben").refused().await.code, "invitation_ended");
    }
    assert_eq!(owner.lists_users().await.users.len(), 1);
}

#[tokio::test]
async fn what_is_wrong_with_an_acceptance_leaves_the_invitation_standing() {
    let site = Site::start().await;
    let owner = site.agent().await;
    let created = owner.invites("ben@harbour.example", Role::Agent).await;
    for (name, password, pointer) in
        [("", PASSWORD, "/name"), ("Ben", "short", "/password"), ("Ben", "Qwerty123456789", "/password")]
    {
        let accept = AcceptInvitation {
            secret: secret_in(&created.link).to_owned(),
            name: name.to_owned(),
            password: password.to_owned(),
        };
        let problem = site.door().post("/v1/users").json(&accept).refused().await;
        assert_eq!(problem.pointer.as_deref(), Some(pointer), "{problem:?}");
    }
    let mut owner_of_another = an_account("Lamps", "bo@lamps.example");
    for password in ["passwordpassword", "123456789012345", "aaaaaaaaaaaaaaaaaaaaaaa"] {
        owner_of_another.password = password.to_owned();
        let problem = site.set_up().json(&owner_of_another).refused().await;
        assert_eq!(
            (problem.code.as_str(), problem.pointer.as_deref()),
            ("password_common", Some("/password"))
        );
    }
    for origin in ["https://evil.example", "null"] {
        let foreign = site.door().post("/v1/users").header("origin", origin);
        assert_eq!(foreign.json(&()).refused().await.code, "origin_denied");
    }
    assert!(accepting(&site.door(), &created.link, "Ben").answer().await.is_good());
}

#[tokio::test]
async fn disabled_user_is_out_everywhere_at_once_and_signs_in_like_nobody() {
    let site = Site::start().await;
    let owner = site.agent().await;
    let mut ben = owner.has_colleague("Ben", Role::Agent).await;
    let mut visitor = site.visitor().await;
    visitor.says("hello").await;
    let ticket = ben.sees_ticket("hello").await;
    let mut line = ben.opens(&ticket).await;

    let disabled_at = Instant::now();
    let entry = owner.changes(&ben, &state(UserState::Disabled)).await;
    assert_eq!(entry.state, UserState::Disabled);
    let ended = Ending::Closed(4_401, "session_ended".to_owned());
    assert_eq!(line.ends_within(Duration::from_secs(5)).await, ended);
    assert_eq!(ben.desk.ends().await, ended);
    assert!(disabled_at.elapsed() < Duration::from_secs(5));
    assert_eq!(ben.asks("GET", "/v1/tickets").refused().await.code, "session_ended");

    let disabled = sign_in_at(&site.door(), &sign_in_of(&site, "ben@harbour.example")).refused().await;
    let unknown = sign_in_at(&site.door(), &sign_in_of(&site, "nobody@harbour.example")).refused().await;
    assert_eq!((disabled.code, disabled.title), (unknown.code, unknown.title));
    assert!(owner.gives(&ticket, Some(ben.user().clone()), None).await.is_err(), "nobody works for them");

    assert_eq!(owner.changes(&ben, &state(UserState::Active)).await.state, UserState::Active);
    assert_eq!(ben.asks("GET", "/v1/tickets").refused().await.code, "session_ended");
    assert!(sign_in_at(&site.door(), &sign_in_of(&site, "ben@harbour.example")).answer().await.is_good());
}

#[tokio::test]
async fn an_account_keeps_an_owner_who_can_sign_in() {
    let site = Site::start().await;
    let owner = site.agent().await;
    let second = owner.has_colleague("Dora", Role::Owner).await;
    owner.changes(&second, &state(UserState::Disabled)).await;
    for change in [role(Role::Admin), role(Role::Agent), state(UserState::Disabled)] {
        let refused = owner.changing(&owner, &change).refused().await;
        assert_eq!((refused.status, refused.code.as_str()), (409, "last_owner"), "{change:?}");
    }
    assert!(owner.asks("GET", "/v1/session").answer().await.is_good(), "nothing was half done");
    owner.changes(&second, &state(UserState::Active)).await;
    assert_eq!(owner.changes(&owner, &role(Role::Agent)).await.role, Role::Agent);
    assert_eq!(owner.asks("GET", "/v1/users").refused().await.code, "permission_denied");
    let second = Agent::signs_in(&site.door(), &sign_in_of(&site, "dora@harbour.example")).await;
    assert_eq!(second.changing(&second, &role(Role::Admin)).refused().await.code, "last_owner");
}
