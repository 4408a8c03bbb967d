//! One thing at a time is asked about a channel's draft, however slow the answers are: nobody is told that a
//! colleague was faster where it was themselves.

use std::path::Path;

use pulina_shared::text::Colour;
use pulina_tests::channel::settings_of;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::{DeskTab, Stage};
use serde_json::json;

use crate::settings::{chooses_file, fills, opens_channel, publishes};

/// Holds the answers to what changes something, and to what asks for a draft, in their order, from when the
/// test says so.
const HOLDS_ANSWERS: &str = "
const ask = window.fetch;
window.held = [];
window.fetch = async (...given) => {
  const asked = new Request(...given), answer = await ask(asked);
  if (window.holds && (asked.method !== 'GET' || asked.url.endsWith('/draft'))) await new Promise(go => window.held.push(go));
  return answer;
};";

/// The colour of the launcher is typed, and the server has it in the draft, but the desk does not know it yet.
async fn desk_waits_for_its_draft(stage: &Stage) -> DeskTab {
    let options = TabOptions { first_script: HOLDS_ANSWERS.to_owned(), ..TabOptions::default() };
    let desk = stage.agent_with(&options).await;
    opens_channel(&desk).await;
    desk.tab.click("link", "Look").await;
    desk.tab.evaluate("window.holds = true").await;
    fills(&desk.tab, "Accent colour", "#a01c5e").await;
    is_answered(&desk, "the draft").await;
    desk
}

async fn is_answered(desk: &DeskTab, what: &str) {
    desk.tab.until(what, "window.held.length === 1").await;
}

async fn lets_go(desk: &DeskTab) {
    desk.tab.evaluate("window.held.shift()()").await;
}

/// Lets go of everything, and publishes what was to be published meanwhile.
async fn publishes_in_turn(desk: &DeskTab) {
    desk.tab.evaluate("window.holds = false").await;
    lets_go(desk).await;
    desk.tab.has_focused("heading", "What changes for visitors").await;
    desk.tab.click("button", "Publish now").await;
    desk.tab.shows(".settings__told", "Published.").await;
}

#[tokio::test]
async fn whoever_publishes_while_the_draft_is_being_kept_overtakes_nobody() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    let desk = desk_waits_for_its_draft(&stage).await;
    fills(&desk.tab, "Accent colour", "#0b6e4f").await;
    desk.tab.click("button", "Publish…").await;
    publishes_in_turn(&desk).await;
    assert_eq!(settings_of(&agent, stage.site.channel()).await.settings.look.accent, colour("#0b6e4f"));
}

#[tokio::test]
async fn picture_waits_for_the_draft_and_the_draft_for_the_picture() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    let desk = desk_waits_for_its_draft(&stage).await;
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    chooses_file(&desk.tab, "channel-picture", &project.join("docs/screenshots/desk-light.png")).await;
    desk.tab.has_focused("slider", "Size").await;
    desk.tab.click("button", "Use this part").await;
    lets_go(&desk).await;
    is_answered(&desk, "the picture").await;
    lets_go(&desk).await;
    is_answered(&desk, "the draft with the picture").await;
    fills(&desk.tab, "Accent colour", "#0b6e4f").await;
    desk.tab.click("button", "Publish…").await;
    publishes_in_turn(&desk).await;
    let look = settings_of(&agent, stage.site.channel()).await.settings.look;
    assert_eq!((look.accent, look.avatar.is_some()), (colour("#0b6e4f"), true));
}

#[tokio::test]
async fn what_is_typed_while_it_is_published_stays_and_is_kept_after_it() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    let desk = desk_waits_for_its_draft(&stage).await;
    desk.tab.click("button", "Publish…").await;
    lets_go(&desk).await;
    desk.tab.click("button", "Publish now").await;
    is_answered(&desk, "the publication").await;
    lets_go(&desk).await;
    is_answered(&desk, "the draft after it").await;
    fills(&desk.tab, "Accent colour", "#0b6e4f").await;
    desk.tab.evaluate("window.holds = false").await;
    lets_go(&desk).await;
    desk.tab.shows(".settings__told", "One change is not public yet.").await;
    let field = "document.querySelector('.settings__accent .field__input').value";
    assert_eq!(desk.tab.evaluate(field).await, json!("#0b6e4f"));
    assert_eq!(settings_of(&agent, stage.site.channel()).await.settings.look.accent, colour("#a01c5e"));
    publishes(&desk.tab).await;
    assert_eq!(settings_of(&agent, stage.site.channel()).await.settings.look.accent, colour("#0b6e4f"));
}

fn colour(text: &str) -> Colour {
    Colour::parse(text).unwrap()
}
