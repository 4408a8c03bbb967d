//! Who gets a ticket by itself, and who is away: by a rule, when the ticket is opened and again when
//! somebody becomes available, and always with the reason.

use std::time::Duration;

use pulina_shared::ids::UserId;
use pulina_shared::problem::Problem;
use pulina_shared::wire::availability::AvailabilityMode;
use pulina_shared::wire::help_desk::{Ticket, TicketStatus};
use pulina_shared::wire::http::{VisitBegun, VisitWish};
use pulina_shared::wire::presence::{AwayChange, Presence, PresenceState, WorkingHours};
use pulina_shared::wire::routing::{
    ContactOwner, OwnerReason, Priority, PriorityChange, Routing, RoutingMembers, RoutingRule,
};
use pulina_shared::wire::teams::{Team, TeamWish};
use pulina_shared::wire::users::{AuditAct, AuditPage, Role};
use pulina_tests::agent::Agent;
use pulina_tests::channel::{availability, choose, settings_of, settings_path};
use pulina_tests::clock::{opens_in_hours, opens_in_minutes};
use pulina_tests::desk::Desk;
use pulina_tests::random;
use pulina_tests::site::Site;
use pulina_tests::view::View;
use pulina_tests::visitor::{Visitor, begin_visit};
use pulina_tests::wait;

/// Working hours begin with a minute; the alarm may ring a little later.
const NEXT_MINUTE: Duration = Duration::from_secs(80);

async fn routes(agent: &Agent, site: &Site, routing: Routing) {
    choose(agent, site.channel(), |settings| settings.routing = routing).await;
}

fn among(users: &[&Agent]) -> Routing {
    let users = users.iter().map(|agent| agent.user().clone()).collect();
    let members = RoutingMembers { users, teams: Vec::new() };
    Routing { rule: RoutingRule::Members(members), ..Routing::default() }
}

async fn is_away(agent: &Agent, is_away: bool) -> Presence {
    agent.asks("PUT", "/v1/me/away").json(&AwayChange { is_away }).granted().await
}

/// A visitor writes, and the desk sees the ticket.
async fn ticket_of(site: &Site, agent: &mut Agent, text: &str) -> Ticket {
    let mut visitor = site.visitor().await;
    visitor.says(text).await;
    agent.sees_ticket(text).await
}

/// Waits until a ticket has this owner.
async fn becomes_of(agent: &mut Agent, ticket: &Ticket, owner: &UserId) -> Ticket {
    let number = ticket.number;
    let is_theirs = |it: &Ticket| it.number == number && it.owner.as_ref() == Some(owner);
    agent.desk.sees("another owner", is_theirs).await
}

#[tokio::test]
async fn tickets_go_in_turn_to_those_of_a_team_who_are_available() {
    let site = Site::start_without_rates().await;
    let mut owner = site.agent().await;
    let ben = owner.has_colleague("Ben", Role::Agent).await;
    let cleo = owner.has_colleague("Cleo", Role::Agent).await;
    let dora = owner.has_colleague("Dora", Role::Agent).await;
    is_away(&dora, true).await;
    let members = [&ben, &cleo, &dora].map(|agent| agent.user().clone()).to_vec();
    let wish = TeamWish { name: "Sales".to_owned(), members };
    let team: Team = owner.asks("POST", "/v1/teams").json(&wish).granted().await;
    let members = RoutingMembers { users: Vec::new(), teams: vec![team.id] };
    routes(&owner, &site, Routing { rule: RoutingRule::Members(members), ..Routing::default() }).await;

    let mut owners = Vec::new();
    for n in 0..4 {
        let ticket = ticket_of(&site, &mut owner, &format!("number {n}")).await;
        assert_eq!(ticket.owner_reason, Some(OwnerReason::Routed));
        owners.push(ticket.owner.expect("somebody is available"));
    }
    for agent in [&ben, &cleo] {
        assert_eq!(owners.iter().filter(|it| *it == agent.user()).count(), 2, "{owners:?}");
    }
}

#[tokio::test]
async fn visitor_sees_who_was_chosen_for_them() {
    let site = Site::start().await;
    let owner = site.agent().await;
    let ben = owner.has_colleague("Ben", Role::Agent).await;
    routes(&owner, &site, among(&[&ben])).await;
    let mut visitor = site.visitor().await;
    visitor.says("hello").await;
    visitor.sees_state("an owner", |state| state.owner.as_ref() == Some(ben.user())).await;
}

#[tokio::test]
async fn ticket_waits_while_everybody_is_away_and_goes_to_whoever_is_back_first() {
    let site = Site::start().await;
    let mut owner = site.agent().await;
    let ben = owner.has_colleague("Ben", Role::Agent).await;
    is_away(&ben, true).await;
    routes(&owner, &site, among(&[&ben])).await;
    let ticket = ticket_of(&site, &mut owner, "anybody?").await;
    assert_eq!(
        (ticket.owner.clone(), ticket.owner_reason.clone()),
        (None, Some(OwnerReason::NobodyAvailable))
    );

    assert_eq!(is_away(&ben, false).await.state, PresenceState::Available);
    let given = becomes_of(&mut owner, &ticket, ben.user()).await;
    assert_eq!(given.owner_reason, Some(OwnerReason::Routed));
}

#[tokio::test]
async fn opening_the_desk_makes_somebody_available() {
    let site = Site::start().await;
    let mut owner = site.agent().await;
    let Agent { door, cookie, session, desk } = owner.has_colleague("Ben", Role::Agent).await;
    let ben = session.user.id;
    let members = RoutingMembers { users: vec![ben.clone()], teams: Vec::new() };
    routes(&owner, &site, Routing { rule: RoutingRule::Members(members), ..Routing::default() }).await;
    desk.loses_connection();
    let gone = || async {
        let list = owner.lists_users().await;
        let entry = list.users.into_iter().find(|entry| entry.user.id == ben)?;
        (entry.presence.state == PresenceState::NoDesk).then_some(())
    };
    wait::until("the end of the socket", wait::DRAINED, gone).await;

    let ticket = ticket_of(&site, &mut owner, "anybody?").await;
    assert_eq!(ticket.owner_reason, Some(OwnerReason::NobodyAvailable));
    let _desk = Desk::open(&door, &cookie, None).await;
    becomes_of(&mut owner, &ticket, &ben).await;
}

#[tokio::test]
async fn outside_of_their_working_hours_somebody_is_away_and_with_them_back_at_work() {
    let site = Site::start().await;
    let mut owner = site.agent().await;
    let mut ben = owner.has_colleague("Ben", Role::Agent).await;
    let hours = |hours| WorkingHours { hours: Some(hours) };
    let keeps = |hours: WorkingHours| ben.asks("PUT", "/v1/me/hours").json(&hours);
    let presence: Presence = keeps(hours(opens_in_hours(2))).granted().await;
    assert_eq!(presence.state, PresenceState::OutsideHours);
    assert!(presence.changes_at.is_some());
    assert_eq!(is_away(&ben, false).await.state, PresenceState::OutsideHours, "hours come first");
    routes(&owner, &site, among(&[&ben])).await;
    let ticket = ticket_of(&site, &mut owner, "anybody?").await;
    assert_eq!(ticket.owner_reason, Some(OwnerReason::NobodyAvailable));

    // Nobody does anything when they begin: the help desk's own alarm gives the ticket out.
    keeps(hours(opens_in_minutes(1))).granted::<Presence>().await;
    let given = || async {
        let now = owner.reads(&ticket).await;
        (now.owner.as_ref() == Some(ben.user())).then_some(now)
    };
    let given = wait::until("the beginning of working hours", NEXT_MINUTE, given).await;
    assert_eq!(given.owner_reason, Some(OwnerReason::Routed));
    let kept: WorkingHours = ben.asks("GET", "/v1/me/hours").granted().await;
    assert!(kept.hours.is_some());
    ben.desk.hears("their own presence", |desk| desk.presence.clone()).await;
}

#[tokio::test]
async fn hours_that_cannot_be_kept_are_refused_at_their_field() {
    let site = Site::start().await;
    let agent = site.agent().await;
    for (change, pointer) in [
        (("zone", serde_json::json!("Mars/Olympus")), "/hours/zone"),
        (
            (
                "week",
                serde_json::json!([[{"from": 600, "to": 700}, {"from": 650, "to": 720}], [], [], [], [], [], []]),
            ),
            "/hours/week/0/0",
        ),
    ] {
        let mut hours = serde_json::to_value(opens_in_hours(1)).expect("JSON");
        hours[change.0] = change.1;
        let body = serde_json::json!({ "hours": hours });
        let problem: Problem = agent.asks("PUT", "/v1/me/hours").json(&body).refused().await;
        assert_eq!((problem.code.as_str(), problem.pointer.as_deref()), ("field_invalid", Some(pointer)));
    }
    assert_eq!(agent.asks("GET", "/v1/me/hours").granted::<WorkingHours>().await.hours, None);
}

#[tokio::test]
async fn rule_that_asks_nobody_whether_they_are_there_gives_it_all_the_same() {
    let site = Site::start().await;
    let mut owner = site.agent().await;
    let ben = owner.has_colleague("Ben", Role::Agent).await;
    is_away(&ben, true).await;
    routes(&owner, &site, Routing { only_available: false, ..among(&[&ben]) }).await;
    let ticket = ticket_of(&site, &mut owner, "hello").await;
    assert_eq!((ticket.owner.as_ref(), ticket.owner_reason), (Some(ben.user()), Some(OwnerReason::Routed)));
}

#[tokio::test]
async fn what_somebody_has_decided_is_left_alone_when_others_come() {
    let site = Site::start().await;
    let mut owner = site.agent().await;
    let ben = owner.has_colleague("Ben", Role::Agent).await;
    routes(&owner, &site, among(&[&ben])).await;
    let ticket = ticket_of(&site, &mut owner, "hello").await;
    let freed = owner.gives(&ticket, None, Some(ben.user().clone())).await.expect("it is Ben's");
    assert_eq!(freed.owner_reason, Some(OwnerReason::Chosen(owner.user().clone())));
    is_away(&ben, true).await;
    is_away(&ben, false).await;
    let now = owner.reads(&ticket).await;
    assert_eq!((now.owner, now.revision), (None, freed.revision));
}

#[tokio::test]
async fn contacts_owner_gets_the_next_ticket_of_the_same_person() {
    let site = Site::start().await;
    let mut owner = site.agent().await;
    let ben = owner.has_colleague("Ben", Role::Agent).await;
    routes(&owner, &site, Routing { rule: RoutingRule::ContactOwner, ..Routing::default() }).await;
    let mut first = site.visitor().await;
    first.says("the first").await;
    let ticket = owner.sees_ticket("the first").await;
    assert_eq!(
        (ticket.owner.clone(), ticket.owner_reason.clone()),
        (None, Some(OwnerReason::NoContactOwner))
    );

    let path = format!("/v1/tickets/{}/contact-owner", ticket.number.0);
    let of = |user: &UserId| ContactOwner { owner: Some(user.clone()) };
    let stranger = owner.asks("PUT", &path).json(&of(&UserId::new([9; 10]))).refused().await;
    assert_eq!(stranger.code, "field_invalid");
    let set: ContactOwner = owner.asks("PUT", &path).json(&of(ben.user())).granted().await;
    assert_eq!(set.owner.as_ref(), Some(ben.user()));
    assert_eq!(owner.reads(&ticket).await.owner, None, "tickets that are there keep their owner");

    let wish = VisitWish { begin: Some(random::message_id()), ..VisitWish::default() };
    let begun: VisitBegun =
        begin_visit(&site.door(), site.channel(), &first.token).json(&wish).granted().await;
    let mut second = Visitor::connects(&site.door(), first.token.clone(), begun, View::of("second")).await;
    is_away(&ben, true).await;
    second.says("the second").await;
    let ticket = owner.sees_ticket("the second").await;
    assert_eq!(ticket.owner_reason, Some(OwnerReason::ContactOwnerAway));
    is_away(&ben, false).await;
    let given = becomes_of(&mut owner, &ticket, ben.user()).await;
    assert_eq!(given.owner_reason, Some(OwnerReason::ContactOwner));
    assert_eq!(owner.asks("GET", &path).granted::<ContactOwner>().await, set);
}

#[tokio::test]
async fn new_tickets_begin_as_the_channel_says_and_their_priority_can_be_changed() {
    let site = Site::start().await;
    let mut owner = site.agent().await;
    let mut routing = Routing::default();
    routing.ticket.status = TicketStatus::WaitingOnUs;
    routing.ticket.priority = Some(Priority::High);
    routes(&owner, &site, routing).await;
    let ticket = ticket_of(&site, &mut owner, "hello").await;
    assert_eq!((ticket.status, ticket.priority), (TicketStatus::WaitingOnUs, Some(Priority::High)));
    let path = format!("/v1/tickets/{}/priority", ticket.number.0);
    let none: Ticket = owner.asks("PUT", &path).json(&PriorityChange { priority: None }).granted().await;
    assert_eq!(none.priority, None);
    owner.desk.sees("no priority", |it| it.number == ticket.number && it.priority.is_none()).await;
    let wrong = owner.asks("PUT", &path).json(&serde_json::json!({ "priority": "most" })).refused().await;
    assert_eq!(wrong.code, "json_invalid");
}

#[tokio::test]
async fn rule_that_names_nobody_or_a_stranger_is_refused_at_its_field() {
    let site = Site::start().await;
    let owner = site.agent().await;
    let stranger = RoutingMembers { users: vec![UserId::new([9; 10])], teams: Vec::new() };
    for members in [RoutingMembers::default(), stranger] {
        let mut stored = settings_of(&owner, site.channel()).await;
        stored.settings.routing.rule = RoutingRule::Members(members);
        let problem = owner.asks("PUT", &settings_path(site.channel())).json(&stored).refused().await;
        assert_eq!(problem.pointer.as_deref(), Some("/settings/routing/rule/members"), "{problem:?}");
    }
}

#[tokio::test]
async fn somebody_who_is_set_to_away_is_told_so_and_says_otherwise_themselves() {
    let site = Site::start().await;
    let owner = site.agent().await;
    let mut ben = owner.has_colleague("Ben", Role::Agent).await;
    let path = format!("/v1/users/{}/away", ben.user());
    let set: Presence = owner.asks("PUT", &path).json(&AwayChange { is_away: true }).granted().await;
    let by_owner = PresenceState::SetAway(owner.user().clone());
    assert_eq!(set.state, by_owner);
    let told = |desk: &Desk| desk.presence.clone().filter(|it| it.state == by_owner);
    ben.desk.hears("who set them to away", told).await;
    assert_eq!(is_away(&ben, true).await.state, PresenceState::Away, "it is their own word now");
    is_away(&ben, false).await;
    let back = |desk: &Desk| desk.presence.clone().filter(Presence::is_available);
    ben.desk.hears("that they are available", back).await;

    let page: AuditPage = owner.asks("GET", "/v1/audit").granted().await;
    let entry =
        page.entries.iter().rfind(|entry| entry.act == AuditAct::PresenceChanged).expect("it is noted");
    assert_eq!((&entry.user, entry.subject.as_deref()), (owner.user(), Some(ben.user().as_str())));
    assert_eq!(entry.details, ["away"]);
}

#[tokio::test]
async fn chat_is_open_while_somebody_of_its_rule_is_available() {
    let site = Site::start().await;
    let owner = site.agent().await;
    let ben = owner.has_colleague("Ben", Role::Agent).await;
    choose(&owner, site.channel(), |settings| {
        settings.routing = among(&[&ben]);
        settings.availability.mode = AvailabilityMode::Users;
        settings.availability.schedule.week = Default::default();
    })
    .await;
    let becomes = |is_open: bool| {
        let (door, channel) = (site.door(), site.channel().clone());
        wait::until("whether it is open", wait::DRAINED, move || {
            let (door, channel) = (door.clone(), channel.clone());
            async move { (availability(&door, &channel).await.is_open == is_open).then_some(()) }
        })
    };
    becomes(true).await;
    is_away(&ben, true).await;
    // The owner is there, but the rule does not name them.
    becomes(false).await;
    is_away(&ben, false).await;
    becomes(true).await;
}
