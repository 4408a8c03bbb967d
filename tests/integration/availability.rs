//! Whether somebody is there: by the channel's hours first, then by the users with an open desk.

use pulina_shared::ids::ChannelId;
use pulina_shared::time::HOUR_MS;
use pulina_shared::wire::availability::{AvailabilityMode, AvailabilityNow, AwayBehaviour, ReplyTime};
use pulina_tests::channel::{availability, choose, launcher_settings, panel_settings};
use pulina_tests::clock::{now, opens_in_hours};
use pulina_tests::door::Door;
use pulina_tests::site::Site;
use pulina_tests::wait;

/// An edge may know the state of some seconds ago.
async fn becomes(door: &Door, channel: &ChannelId, is_open: bool) -> AvailabilityNow {
    wait::until(&format!("open: {is_open}"), wait::DRAINED, || async {
        Some(availability(door, channel).await).filter(|now| now.is_open == is_open)
    })
    .await
}

#[tokio::test]
async fn channel_that_nobody_touched_is_always_answered() {
    let site = Site::start().await;
    let path = format!("/v1/channels/{}/availability", site.channel());
    let answer = site.door().get(&path).answer().await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("cache-control"), "public, max-age=15");
    let now: AvailabilityNow = answer.granted();
    assert!(now.is_open && now.changes_at.is_none() && !now.depends_on_users);
    let nothing =
        format!("/v1/channels/{}/availability", ChannelId::new(&site.account.created.account, [7; 5]));
    assert_eq!(site.door().get(&nothing).refused().await.code, "not_found");
}

#[tokio::test]
async fn outside_of_the_hours_visitors_learn_when_somebody_is_back() {
    let site = Site::start().await;
    let agent = site.agent().await;
    choose(&agent, site.channel(), |settings| {
        settings.availability.mode = AvailabilityMode::Hours;
        settings.availability.schedule = opens_in_hours(2);
        settings.availability.away = AwayBehaviour::HideLauncher;
        settings.availability.reply_time = ReplyTime::Hours;
    })
    .await;
    let closed = availability(&site.door(), site.channel()).await;
    assert!(!closed.is_open);
    let opens_in_ms = closed.opens_at.expect("it opens again").since(now());
    assert!((HOUR_MS..=2 * HOUR_MS).contains(&opens_in_ms), "{opens_in_ms}");
    assert_eq!((closed.opens_at, closed.reply_time), (closed.changes_at, ReplyTime::Hours));
    assert_eq!(panel_settings(&site.door(), site.channel(), "", "").await.availability, closed);
    let launcher = launcher_settings(&site.door(), site.channel(), "").await;
    assert_eq!((&launcher["hides"]["now"], &launcher["eager"]), (&true.into(), &true.into()));

    choose(&agent, site.channel(), |settings| settings.availability.schedule = opens_in_hours(0)).await;
    let open = availability(&site.door(), site.channel()).await;
    assert!(open.is_open && open.opens_at.is_none());
    let closes_in_ms = open.changes_at.expect("it closes again").since(now());
    assert!(closes_in_ms <= HOUR_MS, "{closes_in_ms}");
    let launcher = launcher_settings(&site.door(), site.channel(), "").await;
    assert_eq!(launcher["hides"]["now"], false);
}

#[tokio::test]
async fn open_desk_is_what_makes_somebody_be_there() {
    let site = Site::start().await;
    let agent = site.agent().await;
    choose(&agent, site.channel(), |settings| {
        settings.availability.mode = AvailabilityMode::Users;
        settings.availability.schedule.week = Default::default();
    })
    .await;
    let open = becomes(&site.door(), site.channel(), true).await;
    assert!(open.depends_on_users);
    let cookie = agent.cookie.clone();
    drop(agent.desk);
    becomes(&site.door(), site.channel(), false).await;
    let desk = pulina_tests::desk::Desk::open(&site.door(), &cookie, None).await;
    becomes(&site.door(), site.channel(), true).await;
    drop(desk);
}

#[tokio::test]
async fn open_desk_counts_only_within_the_hours() {
    let site = Site::start().await;
    let agent = site.agent().await;
    choose(&agent, site.channel(), |settings| {
        settings.availability.mode = AvailabilityMode::Users;
        settings.availability.schedule = opens_in_hours(2);
    })
    .await;
    let closed = availability(&site.door(), site.channel()).await;
    assert!(!closed.is_open && closed.opens_at.is_some(), "{closed:?}");
    choose(&agent, site.channel(), |settings| settings.availability.schedule = opens_in_hours(0)).await;
    assert!(availability(&site.door(), site.channel()).await.is_open);
}

#[tokio::test]
async fn typical_reply_time_is_measured_from_first_answers() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    visitor.says("is anybody there?").await;
    let ticket = agent.sees_ticket("is anybody there?").await;
    agent.opens(&ticket).await.says("of course").await;
    agent.sees_ticket("of course").await;
    choose(&agent, site.channel(), |settings| settings.availability.reply_time = ReplyTime::Measured).await;
    let measured = availability(&site.door(), site.channel()).await;
    assert_eq!(measured.reply_time, ReplyTime::Minutes);
}

#[tokio::test]
async fn reply_time_that_was_never_measured_is_not_told() {
    let site = Site::start().await;
    let agent = site.agent().await;
    choose(&agent, site.channel(), |settings| settings.availability.reply_time = ReplyTime::Measured).await;
    assert_eq!(availability(&site.door(), site.channel()).await.reply_time, ReplyTime::Hidden);
}
