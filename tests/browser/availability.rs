//! While nobody is there the visitor is told so, in their own time, and can write all the same.
//! Launcher and open panel follow a change within a minute, without being loaded again.

use std::time::{SystemTime, UNIX_EPOCH};

use pulina_shared::time::{DAY_MS, HOUR_MS, MINUTE_MS, Timestamp};
use pulina_shared::wire::availability::{AvailabilityMode, AwayBehaviour, DayRange, Schedule};
use pulina_shared::wire::channel::ChannelSettings;
use pulina_tests::agent::Agent;
use pulina_tests::channel::choose;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::{ChatTab, OPEN, Stage};
use pulina_tests::wait;

/// A page on which a minute is over in a second.
const FAST_TIMERS: &str = r"
const native = window.setTimeout;
// The time that the panel is given to start stays as it is.
window.setTimeout = (act, ms, ...rest) => native(act, ms > 15e3 ? ms / 60 : ms, ...rest);
";

fn fast() -> TabOptions {
    TabOptions { first_script: FAST_TIMERS.to_owned(), ..TabOptions::default() }
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is right");
    Timestamp(u64::try_from(since.as_millis()).expect("a time"))
}

/// One range of an hour, this many hours from now.
fn opens_in_hours(hours: u64) -> Schedule {
    let minute_of_day = (now().0 + hours * HOUR_MS) % DAY_MS / MINUTE_MS;
    let from = u16::try_from(minute_of_day / 60 * 60).expect("a minute of a day");
    let ranges = || vec![DayRange { from, to: from % 1380 + 60 }];
    Schedule { week: std::array::from_fn(|_| ranges()), ..Schedule::default() }
}

/// Never open.
fn closed() -> Schedule {
    Schedule { week: Default::default(), ..Schedule::default() }
}

fn is_away(settings: &mut ChannelSettings, away: AwayBehaviour) {
    settings.availability.mode = AvailabilityMode::Hours;
    settings.availability.schedule = closed();
    settings.availability.away = away;
}

async fn launcher_is(visitor: &ChatTab, is_there: bool) {
    let what = if is_there { "the launcher comes" } else { "the launcher goes" };
    wait::until(what, wait::ANSWERED, || async {
        let is_now = visitor.tab.with_role("button").await.iter().any(|button| button.name == OPEN);
        (is_now == is_there).then_some(())
    })
    .await;
}

#[tokio::test]
async fn launcher_comes_and_goes_with_every_change() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    let channel = stage.site.channel();
    choose(&agent, channel, |settings| is_away(settings, AwayBehaviour::HideLauncher)).await;
    let visitor = stage.visits(&stage.chromium.person().await, "plain.html", &fast()).await;
    launcher_is(&visitor, false).await;
    // The hours, then what decides, then who is there.
    choose(&agent, channel, |settings| settings.availability.schedule = opens_in_hours(0)).await;
    launcher_is(&visitor, true).await;
    choose(&agent, channel, |settings| settings.availability.schedule = closed()).await;
    launcher_is(&visitor, false).await;
    choose(&agent, channel, |settings| settings.availability.mode = AvailabilityMode::Always).await;
    launcher_is(&visitor, true).await;
    choose(&agent, channel, |settings| settings.availability.mode = AvailabilityMode::Users).await;
    launcher_is(&visitor, true).await;
    let Agent { desk, .. } = agent;
    drop(desk);
    launcher_is(&visitor, false).await;
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn whoever_has_begun_keeps_the_launcher() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    let channel = stage.site.channel();
    choose(&agent, channel, |settings| settings.availability.away = AwayBehaviour::HideLauncher).await;
    let visitor = stage.visits(&stage.chromium.person().await, "plain.html", &fast()).await;
    visitor.opens_chat().await;
    visitor.says("Before you close").await;
    visitor.last_stands("Sent").await;
    choose(&agent, channel, |settings| is_away(settings, AwayBehaviour::HideLauncher)).await;
    let n_asked = || visitor.tab.requests().iter().filter(|url| url.contains("as=hides")).count();
    let n_before = n_asked();
    // The answer of the first may be from before the change.
    wait::until("the loader asks twice", wait::ANSWERED, async || (n_asked() > n_before + 2).then_some(()))
        .await;
    visitor.tab.presses("Escape").await;
    launcher_is(&visitor, true).await;
    visitor.opens_chat().await;
    visitor.says("And after").await;
    visitor.sees_exactly(&["Before you close", "And after"]).await;
}

#[tokio::test]
async fn channel_that_keeps_its_launcher_is_not_asked() {
    let (stage, front) = Stage::behind_front().await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| is_away(settings, AwayBehaviour::ReturnTime)).await;
    let visitor = stage.visits(&stage.chromium.person().await, "plain.html", &fast()).await;
    launcher_is(&visitor, true).await;
    // Some minutes of this page's time.
    let asked =
        wait::until("a second request", wait::ANSWERED, || async { (front.seen().len() > 1).then_some(()) });
    assert!(wait::nothing_else_within(wait::SILENCE * 10, asked).await.is_none(), "{:?}", front.seen());
}

#[tokio::test]
async fn open_panel_follows_a_change() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    let channel = stage.site.channel();
    choose(&agent, channel, |settings| is_away(settings, AwayBehaviour::ReturnTime)).await;
    // The panel as a page of its own, because a frame's timers are its own.
    let tab = stage.chromium.person().await.tab_with(&fast()).await;
    tab.goes_to(&stage.panel_address()).await;
    tab.shows(".panel-header__presence--away", "We are away at the moment").await;
    choose(&agent, channel, |settings| settings.availability.schedule = opens_in_hours(0)).await;
    tab.until("somebody is there", "!document.querySelector('.panel-header__presence--away')").await;
    choose(&agent, channel, |settings| settings.availability.schedule = closed()).await;
    tab.shows(".panel-header__presence--away", "We are away at the moment").await;
}

#[tokio::test]
async fn away_message_leaves_the_composer_usable_and_opens_a_ticket() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| {
        is_away(settings, AwayBehaviour::Message);
        settings.availability.schedule = opens_in_hours(3);
        let texts = settings.texts.entry(settings.language).or_default();
        texts.away = "We read this at {time}.".to_owned();
    })
    .await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    let panel = visitor.running_panel().await;
    panel.shows(".status", "We read this at ").await;
    let shown = panel.texts(".status__line").await.concat();
    assert!(shown.contains(":00") && !shown.contains("{time}"), "{shown}");
    visitor.says("Is anybody there?").await;
    visitor.last_stands("Sent").await;
    let ticket = agent.sees_ticket("Is anybody there?").await;
    agent.opens(&ticket).await.says("Now I am").await;
    visitor.sees("Now I am").await;
}

#[tokio::test]
async fn next_opening_is_told_in_the_visitors_own_time() {
    // 9:00 in Helsinki, on Monday 3 March 2031 and every day, is 16:00 in Tokyo the whole winter.
    for (zone, hours) in [("UTC", 0), ("Asia/Tokyo", 9), ("America/St_Johns", -4)] {
        let stage = Stage::in_zone(zone).await;
        let agent = stage.site.agent().await;
        let schedule = opens_in_hours(2);
        let from = schedule.week[0][0].from;
        choose(&agent, stage.site.channel(), |settings| {
            is_away(settings, AwayBehaviour::ReturnTime);
            settings.availability.schedule = schedule;
        })
        .await;
        let visitor = stage.visitor("plain.html").await;
        visitor.opens_chat().await;
        let panel = visitor.running_panel().await;
        panel.shows(".panel-header__presence--away", "We will be back").await;
        // What this device's own clock shows then.
        let at = format!(
            "(() => {{ const at = new Date(); at.setUTCHours(0, {from}, 0, 0); if (at < new Date()) at.setUTCDate(at.getUTCDate() + 1);
               return at.toLocaleTimeString('en', {{ hour: 'numeric', minute: '2-digit' }}) }})()"
        );
        let expected = panel.evaluate(&at).await;
        let expected = expected.as_str().expect("a time");
        panel.shows(".panel-header__presence--away", expected).await;
        let offset = visitor.tab.evaluate("Math.ceil(-new Date().getTimezoneOffset() / 60) || 0").await;
        assert!((offset.as_i64().unwrap_or(99) - hours).abs() <= 1, "{zone} is {offset}");
    }
}
