//! The table of `docs/PERMISSIONS.md`, asked for over the wire: each route in the name of each role.

use pulina_shared::ids::{
    ConversationId, FileId, IdentityKeyId, InboxId, InvitationId, PasskeyId, SessionId, TeamId, UserId,
};
use pulina_shared::wire::http::StoredSettings;
use pulina_shared::wire::users::{Role, UserChange, UserList, UserState};
use pulina_tests::agent::Agent;
use pulina_tests::channel::settings_path;
use pulina_tests::site::Site;
use serde_json::json;

const PAGE: &str = include_str!("../../docs/PERMISSIONS.md");

pub struct Row {
    pub method: &'static str,
    pub pattern: &'static str,
    pub wants_proof: bool,
    /// In the order of [`Role::ALL`].
    is_allowed: Vec<bool>,
}

/// The rows of the page's second table.
pub fn rows() -> Vec<Row> {
    let routes = PAGE.lines().filter(|line| line.starts_with("| `") && line.contains("/v1/"));
    let row = |line: &'static str| {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let (method, pattern) = cells[0].trim_matches('`').split_once(' ').expect("a method and a path");
        let is_allowed = cells[3..].iter().map(|cell| *cell == "yes").collect();
        Row { method, pattern, wants_proof: cells[2] == "yes", is_allowed }
    };
    routes.map(row).collect()
}

/// A path of this pattern, of things that do not exist but for the channel.
pub fn path_of(pattern: &str, site: &Site) -> String {
    let account = &site.account.created.account;
    let names = [
        ("{channel}", site.channel().to_string()),
        ("{conversation}", ConversationId::new(account, [0; 10]).to_string()),
        ("{file}", FileId::new([0; 10]).to_string()),
        ("{key}", IdentityKeyId::new([0; 10]).to_string()),
        ("{session}", SessionId::new([0; 10]).to_string()),
        ("{user}", UserId::new([0; 10]).to_string()),
        ("{team}", TeamId::new([0; 10]).to_string()),
        ("{inbox}", InboxId::new([0; 10]).to_string()),
        ("{invitation}", InvitationId::new([0; 10]).to_string()),
        ("{passkey}", PasskeyId::new([0; 10]).to_string()),
        ("{number}", "1".to_owned()),
        ("{revision}", "1".to_owned()),
        ("{n}", "0".to_owned()),
    ];
    let path = names.into_iter().fold(pattern.to_owned(), |path, (name, value)| path.replace(name, &value));
    assert!(!path.contains('{'), "{path}: say what this stands for");
    path
}

/// Asks with a body that no route takes, so that what is allowed changes nothing either.
async fn is_denied(agent: &Agent, method: &str, path: &str) -> bool {
    let ask = agent.asks(method, path);
    let ask = if method == "GET" { ask } else { ask.json(&json!({ "nonsense": true })) };
    let answer = ask.answer().await;
    assert!(answer.status < 500, "{method} {path}: {}", answer.text());
    let is_denied = answer.status == 403;
    assert!(!is_denied || answer.problem().code == "permission_denied", "{method} {path}: {}", answer.text());
    is_denied
}

#[tokio::test]
async fn each_role_may_ask_what_the_page_of_permissions_says_and_nothing_else() {
    let site = Site::start_without_rates().await;
    let owner = site.agent().await;
    let team = [
        owner.has_colleague("Ben", Role::Agent).await,
        owner.has_colleague("Cleo", Role::Admin).await,
        owner.has_colleague("Dora", Role::Owner).await,
    ];
    let settings: StoredSettings = owner.asks("GET", &settings_path(site.channel())).granted().await;
    let users = owner.lists_users().await;
    let (mut rows, n_rows) = (rows(), rows().len());
    assert!(n_rows > 30, "{n_rows} rows");
    // Whoever signs out can ask for nothing else.
    rows.sort_by_key(|row| (row.method, row.pattern) == ("DELETE", "/v1/session"));
    for Row { method, pattern, is_allowed, .. } in rows {
        let path = path_of(pattern, &site);
        for ((agent, role), is_allowed) in team.iter().zip(Role::ALL).zip(is_allowed) {
            assert_eq!(agent.session.role, role);
            assert_eq!(is_denied(agent, method, &path).await, !is_allowed, "{role:?}: {method} {path}");
        }
        let nobody = site.door().ask(method, &path).header("origin", &site.door().origin());
        let refused = nobody.json(&json!({})).refused().await;
        let expected = if pattern.ends_with("/socket") { "upgrade_required" } else { "session_ended" };
        assert!([expected, "session_ended"].contains(&refused.code.as_str()), "{method} {path}: {refused:?}");
    }
    assert_eq!(owner.asks("GET", &settings_path(site.channel())).granted::<StoredSettings>().await, settings);
    // Who was signed out has no desk any more.
    let standing =
        |list: UserList| list.users.into_iter().map(|it| (it.user, it.role, it.state)).collect::<Vec<_>>();
    assert_eq!(standing(owner.lists_users().await), standing(users));
}

async fn refused_code(owner: &Agent, whom: &Agent, change: &UserChange) -> String {
    owner.changing(whom, change).refused().await.code
}

#[tokio::test]
async fn nobody_rises_above_what_they_were_given() {
    let site = Site::start_without_rates().await;
    let owner = site.agent().await;
    let admin = owner.has_colleague("Cleo", Role::Admin).await;
    let agent = owner.has_colleague("Ben", Role::Agent).await;
    let before = owner.lists_users().await;
    let role = |role| UserChange { role: Some(role), state: None };
    let disabled = UserChange { role: None, state: Some(UserState::Disabled) };
    let denied = "permission_denied";

    for change in [role(Role::Admin), role(Role::Owner), role(Role::Agent), disabled.clone()] {
        for whom in [&agent, &admin, &owner] {
            assert_eq!(refused_code(&agent, whom, &change).await, denied, "{change:?}");
        }
    }
    for change in [role(Role::Agent), role(Role::Admin), disabled] {
        assert_eq!(refused_code(&admin, &owner, &change).await, denied, "{change:?}");
    }
    for whom in [&agent, &admin] {
        assert_eq!(refused_code(&admin, whom, &role(Role::Owner)).await, denied);
    }
    assert_eq!(admin.inviting("eve@harbour.example", Role::Owner).refused().await.code, denied);
    let of_owner = owner.invites("eve@harbour.example", Role::Owner).await;
    let path = format!("/v1/invitations/{}", of_owner.invitation.id);
    assert_eq!(admin.asks("DELETE", &path).refused().await.code, denied);
    assert_eq!(owner.asks("DELETE", &path).answer().await.status, 204);
    for body in [json!({ "name": "Ben", "role": "owner" }), json!({ "role": "owner" })] {
        assert_eq!(agent.asks("PATCH", "/v1/me").json(&body).refused().await.code, "json_invalid");
    }
    assert_eq!(owner.lists_users().await, before);
}

#[tokio::test]
async fn change_of_role_counts_at_once_for_who_is_signed_in() {
    let site = Site::start().await;
    let owner = site.agent().await;
    let colleague = owner.has_colleague("Cleo", Role::Admin).await;
    let path = settings_path(site.channel());
    assert!(colleague.asks("GET", &path).answer().await.is_good());
    let invited = colleague.invites("dan@harbour.example", Role::Admin).await;

    let entry = owner.changes(&colleague, &UserChange { role: Some(Role::Agent), state: None }).await;
    assert_eq!(entry.role, Role::Agent);
    assert_eq!(colleague.asks("GET", &path).refused().await.code, "permission_denied");
    let late = pulina_tests::team::accepting(&site.door(), &invited.link, "Dan").refused().await;
    assert_eq!((late.status, late.code.as_str()), (410, "invitation_ended"));

    owner.changes(&colleague, &UserChange { role: Some(Role::Admin), state: None }).await;
    assert!(colleague.asks("GET", &path).answer().await.is_good());
}
