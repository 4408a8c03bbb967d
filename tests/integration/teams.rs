//! Teams and inboxes: made, changed and deleted, with nothing left without a place.

use pulina_shared::ids::{InboxId, TeamId, UserId};
use pulina_shared::wire::help_desk::{Session, TicketPage};
use pulina_shared::wire::routing::{RoutingMembers, RoutingRule};
use pulina_shared::wire::teams::{Inbox, InboxMembers, InboxWish, Inboxes, Team, TeamWish, Teams};
use pulina_shared::wire::users::Role;
use pulina_tests::agent::Agent;
use pulina_tests::channel::choose;
use pulina_tests::site::Site;
use serde_json::json;

fn wish(name: &str, members: &[&UserId]) -> TeamWish {
    TeamWish { name: name.to_owned(), members: members.iter().map(|it| (*it).clone()).collect() }
}

fn inbox(name: &str) -> InboxWish {
    InboxWish { name: name.to_owned(), members: InboxMembers::Everybody, channels: Vec::new() }
}

async fn inboxes(agent: &Agent) -> Vec<Inbox> {
    agent.asks("GET", "/v1/inboxes").granted::<Inboxes>().await.inboxes
}

async fn makes_inbox(agent: &Agent, wish: &InboxWish) -> Inbox {
    agent.asks("POST", "/v1/inboxes").json(wish).granted().await
}

#[tokio::test]
async fn team_is_made_changed_and_deleted_and_its_name_is_its_own() {
    let site = Site::start().await;
    let owner = site.agent().await;
    let ben = owner.has_colleague("Ben", Role::Agent).await;
    let team: Team = owner.asks("POST", "/v1/teams").json(&wish(" Sales ", &[ben.user()])).granted().await;
    assert_eq!((team.name.as_str(), team.members.as_slice()), ("Sales", std::slice::from_ref(ben.user())));
    let taken = owner.asks("POST", "/v1/teams").json(&wish("Sales", &[])).refused().await;
    assert_eq!((taken.code.as_str(), taken.pointer.as_deref()), ("name_taken", Some("/name")));
    let path = format!("/v1/teams/{}", team.id);
    let changed: Team = owner.asks("PUT", &path).json(&wish("Support", &[])).granted().await;
    assert_eq!(changed, Team { id: team.id.clone(), name: "Support".to_owned(), members: Vec::new() });
    let again: Team = owner.asks("PUT", &path).json(&wish("Support", &[])).granted().await;
    assert_eq!(again, changed, "its own name is not taken");
    for _ in 0..2 {
        assert_eq!(owner.asks("DELETE", &path).answer().await.status, 204);
    }
    assert_eq!(owner.asks("GET", "/v1/teams").granted::<Teams>().await.teams, []);
    assert_eq!(owner.asks("PUT", &path).json(&wish("Support", &[])).refused().await.code, "not_found");
}

#[tokio::test]
async fn what_is_wrong_with_a_team_is_named_and_changes_nothing() {
    let site = Site::start().await;
    let owner = site.agent().await;
    let stranger = UserId::new([9; 10]);
    let many = vec![owner.user(); 2];
    for (wish, code, pointer) in [
        (wish("", &[]), "text_empty", "/name"),
        (wish(&"x".repeat(81), &[]), "field_too_long", "/name"),
        (wish("Sales", &[&stranger]), "field_invalid", "/members"),
        (wish("Sales", &many), "field_invalid", "/members"),
    ] {
        let problem = owner.asks("POST", "/v1/teams").json(&wish).refused().await;
        assert_eq!(problem.pointer.as_deref(), Some(pointer), "{problem:?}");
        assert!(problem.code == code || pointer == "/name", "{problem:?}");
    }
    assert_eq!(owner.asks("GET", "/v1/teams").granted::<Teams>().await.teams, []);
}

#[tokio::test]
async fn team_that_a_rule_names_cannot_be_deleted() {
    let site = Site::start().await;
    let owner = site.agent().await;
    let team: Team = owner.asks("POST", "/v1/teams").json(&wish("Sales", &[])).granted().await;
    let members = RoutingMembers { users: Vec::new(), teams: vec![team.id.clone()] };
    choose(&owner, site.channel(), |settings| settings.routing.rule = RoutingRule::Members(members)).await;
    let path = format!("/v1/teams/{}", team.id);
    assert_eq!(owner.asks("DELETE", &path).refused().await.code, "team_in_use");
    choose(&owner, site.channel(), |settings| settings.routing.rule = RoutingRule::NoOne).await;
    assert_eq!(owner.asks("DELETE", &path).answer().await.status, 204);

    let unknown = RoutingMembers { users: Vec::new(), teams: vec![TeamId::new([9; 10])] };
    let mut stored = pulina_tests::channel::settings_of(&owner, site.channel()).await;
    stored.settings.routing.rule = RoutingRule::Members(unknown);
    let path = pulina_tests::channel::settings_path(site.channel());
    let problem = owner.asks("PUT", &path).json(&stored).refused().await;
    assert_eq!(problem.pointer.as_deref(), Some("/settings/routing/rule/members"), "{problem:?}");
}

#[tokio::test]
async fn tickets_lie_in_the_inbox_to_which_their_channel_led_when_they_came() {
    let site = Site::start().await;
    let mut owner = site.agent().await;
    let mut visitor = site.visitor().await;
    visitor.says("before").await;
    let before = owner.sees_ticket("before").await;
    let first = inboxes(&owner).await.remove(0);
    assert_eq!((before.inbox, first.name.as_str()), (first.id.clone(), "Help desk"));
    assert_eq!(first.channels, std::slice::from_ref(site.channel()));

    let sales = InboxWish { channels: vec![site.channel().clone()], ..inbox("Sales") };
    let sales = makes_inbox(&owner, &sales).await;
    assert_eq!(inboxes(&owner).await[0].channels, [], "a channel leads to one inbox");
    let mut other = site.visitor().await;
    other.says("after").await;
    assert_eq!(owner.sees_ticket("after").await.inbox, sales.id);
    let list = |inbox: InboxId| {
        let asked = owner.asks("GET", &format!("/v1/tickets?view=open&inbox={inbox}"));
        async move {
            let page: TicketPage = asked.granted().await;
            page.tickets.into_iter().map(|ticket| ticket.last_message.preview).collect::<Vec<_>>()
        }
    };
    assert_eq!(list(first.id.clone()).await, ["before"]);
    assert_eq!(list(sales.id.clone()).await, ["after"]);
    let wrong = owner.asks("GET", "/v1/tickets?view=open&inbox=sales").refused().await;
    assert_eq!(wrong.pointer.as_deref(), Some("/inbox"));

    let path = format!("/v1/inboxes/{}", sales.id);
    for _ in 0..2 {
        assert_eq!(owner.asks("DELETE", &path).answer().await.status, 204);
    }
    let left = inboxes(&owner).await;
    assert_eq!((left.len(), left[0].channels.len()), (1, 1), "{left:?}");
    assert_eq!(list(first.id.clone()).await.len(), 2, "its tickets went to the first one");
    let last = owner.asks("DELETE", &format!("/v1/inboxes/{}", first.id)).refused().await;
    assert_eq!(last.code, "first_inbox");
}

#[tokio::test]
async fn inbox_stands_on_the_desks_of_its_members_alone() {
    let site = Site::start().await;
    let owner = site.agent().await;
    let ben = owner.has_colleague("Ben", Role::Agent).await;
    let cleo = owner.has_colleague("Cleo", Role::Agent).await;
    let team: Team = owner.asks("POST", "/v1/teams").json(&wish("Sales", &[ben.user()])).granted().await;
    let members = InboxMembers::Only(RoutingMembers { users: Vec::new(), teams: vec![team.id.clone()] });
    let sales = makes_inbox(&owner, &InboxWish { members, ..inbox("Sales") }).await;
    let names = |agent: &Agent| {
        let asked = agent.asks("GET", "/v1/session");
        async move {
            let session: Session = asked.granted().await;
            session.inboxes.into_iter().map(|inbox| inbox.name).collect::<Vec<_>>()
        }
    };
    assert_eq!(names(&ben).await, ["Help desk", "Sales"]);
    assert_eq!(names(&cleo).await, ["Help desk"]);
    let in_use = owner.asks("DELETE", &format!("/v1/teams/{}", team.id)).refused().await;
    assert_eq!(in_use.code, "team_in_use", "an inbox names it");

    let path = format!("/v1/inboxes/{}", sales.id);
    let renamed = owner.asks("PUT", &path).json(&inbox("Help desk")).refused().await;
    assert_eq!(renamed.code, "name_taken");
    let everybody: Inbox = owner.asks("PUT", &path).json(&inbox("Sales")).granted().await;
    assert_eq!(everybody.members, InboxMembers::Everybody);
    assert_eq!(names(&cleo).await, ["Help desk", "Sales"]);
    let wrong = json!({ "name": "x", "members": "everybody", "channels": ["chn_000000000000000000000000"] });
    let wrong = owner.asks("POST", "/v1/inboxes").json(&wrong).refused().await;
    assert_eq!(wrong.pointer.as_deref(), Some("/channels"));
}
