//! Every new message of the other side is said aloud once, in order, with who says it; nothing that
//! was there before is, and no change of it. Of what was missed only how much it is.

use pulina_shared::wire::conversation::{Act, EditMessage};
use pulina_tests::chromium::ears::LISTEN;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::engine::is_long;
use pulina_tests::random;
use pulina_tests::stage::{OPEN, Stage};

use super::scene::Scene;

/// How much there was before, and how much comes.
fn amounts() -> (usize, usize) {
    if is_long() { (500, 200) } else { (120, 40) }
}

const N_MISSED: usize = 50;
/// After so many messages one of them is said otherwise.
const EDITED_EVERY: usize = 20;

#[tokio::test]
async fn every_new_message_is_said_once_with_its_speaker() {
    let (n_old, n_new) = amounts();
    let mut scene = Scene::begins().await;
    for n in 0..n_old {
        scene.line.says(&format!("Old {n}")).await;
    }
    scene.tab.reloads().await;
    let newest = format!("Old {}", n_old - 1);
    scene.shows(&newest).await;
    reads_back_to_the_beginning(&scene).await;
    assert_eq!(scene.heard().await, Vec::<String>::new(), "history is silent");

    let mut expected = Vec::new();
    for n in 0..n_new {
        let id = random::message_id();
        scene.line.sends_message(id, &format!("**New** _number_ {n}")).await;
        scene.line.answer(id).await.expect("users may say something");
        expected.push(format!("\u{2068}Ana\u{2069} says: New number {n}"));
        if n % EDITED_EVERY == 0 {
            let text = format!("Otherwise {n}");
            scene.line.does(Act::EditMessage(EditMessage { message: id, text })).await.expect("just said");
        }
    }
    scene.shows(&format!("New number {}", n_new - 1)).await;
    assert_eq!(scene.heard().await, expected, "each once and in order, no edit");

    scene.front.goes_down_at("/v1/");
    scene.tab.shows(".status", "Reconnecting…").await;
    for n in 0..N_MISSED {
        scene.line.says(&format!("Missed {n}")).await;
    }
    scene.front.heals();
    scene.shows(&format!("Missed {}", N_MISSED - 1)).await;
    scene.tab.hears("50 new messages").await;
    expected.extend(["Reconnecting…", "50 new messages", "Connected again."].map(str::to_owned));
    scene.line.says("At last").await;
    expected.push("\u{2068}Ana\u{2069} says: At last".to_owned());
    scene.tab.hears(&expected[expected.len() - 1]).await;
    let mut heard = scene.heard().await;
    // The link and the messages are two things; which of them is told first is all one.
    heard[n_new + 1..n_new + 3].sort();
    assert_eq!(heard, expected);
    scene.tab.hears_what_the_tree_says().await;
}

/// Scrolls up until there is nothing older.
async fn reads_back_to_the_beginning(scene: &Scene) {
    let script = "(() => {
        document.querySelector('[role=log]').scrollTop = 0;
        return document.querySelector('.message-log__list').innerText.includes('Hello there');
    })()";
    scene.tab.until("the whole history", script).await;
}

#[tokio::test]
async fn few_messages_that_were_missed_are_said_themselves() {
    let mut scene = Scene::begins().await;
    scene.front.goes_down_at("/v1/");
    scene.tab.shows(".status", "Reconnecting…").await;
    scene.line.says("First").await;
    scene.line.says("Second").await;
    scene.front.heals();
    scene.tab.hears("\u{2068}Ana\u{2069} says: Second").await;
    let heard = scene.heard().await;
    let said: Vec<_> = heard.iter().filter(|words| words.contains("says")).collect();
    assert_eq!(said, ["\u{2068}Ana\u{2069} says: First", "\u{2068}Ana\u{2069} says: Second"]);
}

#[tokio::test]
async fn what_comes_while_the_panel_is_closed_is_said_when_it_is_opened() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    let options = TabOptions { first_script: LISTEN.to_owned(), ..TabOptions::default() };
    let visitor = stage.visits(&stage.chromium.person().await, "plain.html", &options).await;
    visitor.opens_chat().await;
    visitor.says("Anybody?").await;
    visitor.last_stands("Sent").await;
    let panel = visitor.running_panel().await;
    panel.listens().await;
    let ticket = agent.sees_ticket("Anybody?").await;
    let mut line = agent.opens(&ticket).await;
    visitor.tab.presses("Escape").await;
    visitor.tab.find("button", OPEN).await;
    line.says("Yes, somebody").await;
    visitor.tab.find("button", "Open the chat, 1 unread message").await;
    assert_eq!(panel.heard().await, []);
    visitor.tab.hears("1 unread message").await;
    line.says("And nobody else").await;
    visitor.tab.hears("2 unread messages").await;
    visitor.tab.hears_what_the_tree_says().await;
    visitor.tab.presses("Enter").await;
    panel.hears("\u{2068}Ana\u{2069} says: Yes, somebody").await;
    panel.hears("\u{2068}Ana\u{2069} says: And nobody else").await;
    visitor.tab.presses("Escape").await;
    visitor.tab.find("button", OPEN).await;
    visitor.tab.presses("Enter").await;
    line.says("Still here").await;
    panel.hears("\u{2068}Ana\u{2069} says: Still here").await;
    assert_eq!(panel.heard().await.len(), 3);
    assert_eq!(visitor.tab.heard().await.len(), 2, "what the panel says is not said by the page");
}
