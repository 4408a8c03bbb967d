//! Who changed what: written with the change or not at all, read by those who may, nothing secret in it.

use pulina_shared::wire::identity::{IdentityAlgorithm, IdentityKeyCreated, NewIdentityKey};
use pulina_shared::wire::users::{
    AuditAct, AuditEntry, AuditPage, PasswordChange, Role, UserChange, UserState,
};
use pulina_tests::agent::Agent;
use pulina_tests::channel::{choose, settings_of, settings_path};
use pulina_tests::site::{PASSWORD, Site};
use pulina_tests::team::secret_in;

async fn log(agent: &Agent) -> Vec<AuditEntry> {
    agent.asks("GET", "/v1/audit").granted::<AuditPage>().await.entries
}

/// The newest entry, which must be this one.
async fn newest(agent: &Agent, by: &Agent, act: AuditAct, details: &[&str]) -> AuditEntry {
    let entry = log(agent).await.into_iter().next().expect("something was written down");
    assert_eq!((&entry.user, entry.act), (by.user(), act), "{entry:?}");
    assert_eq!(entry.details, details, "{entry:?}");
    entry
}

#[tokio::test]
async fn every_change_says_who_and_what_and_no_secret() {
    let site = Site::start_without_rates().await;
    let owner = site.agent().await;
    assert!(log(&owner).await.is_empty());
    let channel = site.channel();

    choose(&owner, channel, |settings| {
        settings.texts.entry(settings.language).or_default().title = "A title nobody should log".to_owned();
        settings.retention_days = Some(30);
    })
    .await;
    let entry = log(&owner).await.remove(0);
    assert_eq!((entry.act, entry.subject.as_deref()), (AuditAct::SettingsChanged, Some(channel.as_str())));
    assert!(entry.details.contains(&"/retention_days".to_owned()), "{entry:?}");
    assert!(entry.details.iter().all(|pointer| pointer.starts_with('/')), "{entry:?}");

    let keys = format!("/v1/channels/{channel}/identity-keys");
    let new = NewIdentityKey { algorithm: IdentityAlgorithm::Hs256, public_key: None };
    let made: IdentityKeyCreated = owner.asks("POST", &keys).json(&new).granted().await;
    newest(&owner, &owner, AuditAct::KeyMade, &[made.key.id.as_str()]).await;
    for _ in 0..2 {
        owner.asks("DELETE", &format!("{keys}/{}", made.key.id)).answer().await;
        newest(&owner, &owner, AuditAct::KeyRevoked, &[made.key.id.as_str()]).await;
    }

    let invited = owner.invites("ben@harbour.example", Role::Agent).await;
    newest(&owner, &owner, AuditAct::UserInvited, &["ben@harbour.example", "agent"]).await;
    let path = format!("/v1/invitations/{}", invited.invitation.id);
    owner.asks("DELETE", &path).answer().await;
    newest(&owner, &owner, AuditAct::InvitationRevoked, &["ben@harbour.example", "agent"]).await;
    let ben = owner.has_colleague("Ben", Role::Admin).await;
    newest(&ben, &ben, AuditAct::UserJoined, &["ben@harbour.example", "admin"]).await;

    let next = "another long enough password";
    let change = PasswordChange { present: PASSWORD.to_owned(), password: next.to_owned() };
    ben.asks("PUT", "/v1/me/password").json(&change).answer().await;
    newest(&ben, &ben, AuditAct::PasswordChanged, &[]).await;
    owner.changes(&ben, &UserChange { role: Some(Role::Agent), state: None }).await;
    let entry = newest(&owner, &owner, AuditAct::RoleChanged, &["admin", "agent"]).await;
    assert_eq!(entry.subject.as_deref(), Some(ben.user().as_str()));
    owner.changes(&ben, &UserChange { role: None, state: Some(UserState::Disabled) }).await;
    let [ended, disabled, ..] = &log(&owner).await[..] else { panic!("two entries") };
    assert_eq!((ended.act, ended.details.len()), (AuditAct::SessionsEnded, 1));
    assert_eq!(
        (disabled.act, disabled.subject.as_deref()),
        (AuditAct::UserDisabled, Some(ben.user().as_str()))
    );

    let all = owner.asks("GET", "/v1/audit").answer().await.text();
    for secret in
        ["nobody should log", PASSWORD, next, &made.secret.expect("a secret"), secret_in(&invited.link)]
    {
        assert!(!all.contains(secret), "{secret}: {all}");
    }
}

#[tokio::test]
async fn what_was_refused_or_changed_nothing_is_not_in_the_log() {
    let site = Site::start_without_rates().await;
    let owner = site.agent().await;
    let stored = settings_of(&owner, site.channel()).await;
    assert!(owner.asks("PUT", &settings_path(site.channel())).json(&stored).answer().await.is_good());
    let wrong =
        PasswordChange { present: "not the password at all".to_owned(), password: PASSWORD.to_owned() };
    assert!(!owner.asks("PUT", "/v1/me/password").json(&wrong).answer().await.is_good());
    let demotion = UserChange { role: Some(Role::Agent), state: None };
    assert!(!owner.changing(&owner, &demotion).answer().await.is_good());
    let same = UserChange { role: Some(Role::Owner), state: Some(UserState::Active) };
    assert!(owner.changing(&owner, &same).answer().await.is_good());
    assert_eq!(owner.asks("DELETE", "/v1/sessions").answer().await.status, 204);
    assert!(log(&owner).await.is_empty());
}

#[tokio::test]
async fn log_is_read_in_pages_from_the_newest_on() {
    let site = Site::start_without_rates().await;
    let owner = site.agent().await;
    for n in 0..5 {
        owner.invites(&format!("ben{n}@harbour.example"), Role::Agent).await;
    }
    let all = log(&owner).await;
    assert_eq!(all.len(), 5);
    assert!(all.is_sorted_by(|a, b| a.number > b.number));
    let (mut read, mut path) = (Vec::new(), "/v1/audit?limit=2".to_owned());
    loop {
        let page: AuditPage = owner.asks("GET", &path).granted().await;
        assert!(page.entries.len() <= 2);
        read.extend(page.entries);
        // What comes meanwhile stands before the first page.
        owner.invites("late@harbour.example", Role::Agent).await;
        let Some(cursor) = page.next_cursor else { break };
        path = format!("/v1/audit?limit=2&cursor={cursor}");
    }
    assert_eq!(read, all);
    for (query, code) in [("cursor=x", "cursor_invalid"), ("limit=0", "limit_out_of_range")] {
        assert_eq!(owner.asks("GET", &format!("/v1/audit?{query}")).refused().await.code, code);
    }
}
