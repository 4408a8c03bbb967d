//! How the chat stands is said aloud when it changes, each change once: politely what happens by
//! itself, at once what went wrong with something that the visitor did.

use pulina_shared::wire::availability::{AvailabilityMode, AwayBehaviour, ReplyTime};
use pulina_shared::wire::channel::ConsentMode;
use pulina_tests::channel::choose;
use pulina_tests::chromium::ears::Heard;
use serde_json::json;

use super::scene::Scene;

/// What is to be heard, in order.
#[derive(Default)]
struct Expected(Vec<Heard>);

impl Expected {
    /// Waits until this is said politely.
    async fn says(&mut self, scene: &Scene, words: &str) {
        self.comes(scene, words, false).await;
    }

    /// Waits until this is said at once.
    async fn warns(&mut self, scene: &Scene, words: &str) {
        self.comes(scene, words, true).await;
    }

    async fn comes(&mut self, scene: &Scene, words: &str, is_alert: bool) {
        scene.tab.hears(words).await;
        self.0.push(Heard { words: words.to_owned(), is_alert });
    }

    /// Nothing else was said.
    async fn ends(self, scene: &Scene) -> usize {
        scene.tab.hears_what_the_tree_says().await;
        assert_eq!(scene.tab.heard().await, self.0);
        self.0.len()
    }
}

#[tokio::test]
async fn every_change_of_standing_is_said_once() {
    let n_changes = while_people_talk().await
        + after_a_week().await
        + while_hours_change().await
        + before_consent().await;
    assert!(n_changes >= 15, "{n_changes}");
}

/// The network is back, and the device says so: the panel has no reason to wait for its next try.
async fn heals(scene: &Scene) {
    scene.front.heals();
    scene.tab.evaluate("window.dispatchEvent(new Event('online'))").await;
}

/// Puts into the field what a script gives, at once.
fn written(text: &str) -> String {
    format!(
        "(field => {{ field.value = {text}; field.dispatchEvent(new Event('input')) }})(document.getElementById('text'))"
    )
}

/// The newest message is where it should be.
const STOOD: &str =
    "[...document.querySelectorAll('.message__standing')].at(-1).innerText.match(/Sent|Seen/)";

async fn while_people_talk() -> usize {
    let mut scene = Scene::begins_on("", |settings| settings.asks_for_rating = true).await;
    let mut expected = Expected::default();
    scene.front.goes_down_at("/v1/");
    expected.says(&scene, "Reconnecting…").await;
    scene.says("While away").await;
    expected.says(&scene, "Reconnecting… Your message is sent when you are back.").await;
    heals(&scene).await;
    expected.says(&scene, "Connected again.").await;
    scene.line.sees("While away").await;
    scene.tab.until("the device knows", STOOD).await;

    let offline = json!({"offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
    let online = json!({"offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
    // Offline, the browser would never notice that its socket is gone.
    scene.front.goes_down_at("/v1/");
    scene.tab.call("Network.emulateNetworkConditions", offline).await;
    expected.says(&scene, "You are offline.").await;
    scene.tab.call("Network.emulateNetworkConditions", online).await;
    scene.tab.shows(".status", "Reconnecting…").await;
    expected.0.push(Heard { words: "Reconnecting…".to_owned(), is_alert: false });
    heals(&scene).await;
    scene.tab.until("the link is back", "document.querySelector('.status').innerText === ''").await;
    expected.0.push(Heard { words: "Connected again.".to_owned(), is_alert: false });

    scene.agent.closes(&scene.ticket).await;
    expected.says(&scene, "The conversation was closed").await;
    scene.agent.reopens(&scene.ticket).await;
    expected.says(&scene, "The conversation was opened again").await;

    scene.tab.click("button", "Edit").await;
    scene.tab.presses("End").await;
    scene.says("!").await;
    expected.says(&scene, "Edited").await;
    scene.tab.click("button", "Delete").await;
    scene.tab.shows(".message__actions", "Delete this message?").await;
    scene.tab.click("button", "Delete").await;
    expected.says(&scene, "This message was deleted").await;

    scene.tab.evaluate(&written("'x'.repeat(10001)")).await;
    let words = "This message is too long (10,001 of 10,000 characters). Shorten it or send it in two parts.";
    expected.says(&scene, words).await;
    scene.tab.evaluate("document.getElementById('text').focus()").await;
    scene.tab.presses("Enter").await;
    scene.tab.shows(".composer__notice--wrong", "This message is too long").await;
    expected.0.push(Heard { words: words.to_owned(), is_alert: true });
    scene.tab.evaluate(&written("''")).await;

    scene.tab.click("button", "Menu").await;
    scene.tab.click("button", "End conversation").await;
    scene.tab.click("button", "End").await;
    expected.says(&scene, "You ended the conversation").await;
    scene.tab.click("radio", "Good").await;
    scene.tab.click("button", "Send feedback").await;
    expected.says(&scene, "Thank you for your feedback.").await;
    scene.says("One more thing").await;
    expected.says(&scene, "You opened the conversation again").await;
    expected.ends(&scene).await
}

/// The device believes that what it keeps was written eight days earlier.
const AGE_OUTBOX: &str = "
for (const key of Object.keys(localStorage).filter(key => key.includes('.outbox.'))) {
  const item = JSON.parse(localStorage[key]);
  item.written_at -= 8 * 24 * 60 * 60 * 1000;
  localStorage[key] = JSON.stringify(item);
}";

async fn after_a_week() -> usize {
    let scene = Scene::begins().await;
    scene.front.goes_down_at("/v1/");
    scene.says("Into the void").await;
    scene.tab.shows(".status", "Reconnecting…").await;
    scene.tab.evaluate(AGE_OUTBOX).await;
    scene.front.heals();
    scene.tab.reloads().await;
    let mut expected = Expected::default();
    expected.warns(&scene, "Not sent. It waited for more than a week.").await;
    expected.ends(&scene).await
}

/// Long waits are short.
const HURRY: &str = "
const later = window.setTimeout;
window.setTimeout = (act, delay, ...given) => later(act, delay >= 40000 && delay <= 46000 ? 300 : delay, ...given);";

async fn while_hours_change() -> usize {
    let scene = Scene::begins_on(HURRY, |settings| {
        settings.availability.reply_time = ReplyTime::Minutes;
    })
    .await;
    let channel = scene.channel().clone();
    choose(&scene.agent, &channel, |settings| {
        settings.availability.mode = AvailabilityMode::Hours;
        settings.availability.away = AwayBehaviour::Message;
        settings.availability.schedule.week = Default::default();
    })
    .await;
    let mut expected = Expected::default();
    expected.says(&scene, "We are away at the moment").await;
    expected.says(&scene, "Leave a message. We will answer as soon as we are back.").await;
    choose(&scene.agent, &channel, |settings| settings.availability.mode = AvailabilityMode::Always).await;
    expected.says(&scene, "We usually reply within a few minutes").await;
    expected.ends(&scene).await
}

async fn before_consent() -> usize {
    let scene = Scene::begins().await;
    let channel = scene.channel().clone();
    choose(&scene.agent, &channel, |settings| settings.consent.mode = ConsentMode::Explicit).await;
    scene
        .tab
        .until(
            "the page asks for consent",
            "fetch(location.href).then(page => page.text()).then(page => page.includes('\"explicit\"'))",
        )
        .await;
    scene.tab.reloads().await;
    scene.tab.find("button", "I agree").await;
    scene.says("May I?").await;
    let mut expected = Expected::default();
    expected.warns(&scene, "Your message is kept and will be sent once you agree.").await;
    expected.ends(&scene).await
}
