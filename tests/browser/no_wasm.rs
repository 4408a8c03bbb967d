//! Browsers that cannot or may not run the app get a plain form that works to the end.

use std::time::Duration;

use pulina_shared::wire::conversation::EventKind;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::{COMPOSER, Stage};
use pulina_tests::wait;

/// Without its compilers the engine has no WebAssembly either.
const NO_WEBASSEMBLY: &str = "--js-flags=--jitless";

/// The loader counts its seconds twenty times as fast: nobody fills in a form in less than them.
const HURRY: &str = "
const every = window.setInterval;
window.setInterval = (act, delay, ...given) => every(act, delay / 20, ...given);";

#[tokio::test]
async fn chat_works_to_the_end_without_webassembly() {
    let stage = Stage::with_flags(&[NO_WEBASSEMBLY]).await;
    let hurried = TabOptions { first_script: HURRY.to_owned(), ..TabOptions::default() };
    let visitor = stage.visits(&stage.chromium.person().await, "plain.html", &hurried).await;
    visitor.opens_chat().await;
    let panel = visitor.panel().await;
    panel.shows("#plain", "The live chat could not start here. You can still send a message.").await;
    talks_by_form(&stage, &panel, async |words| visitor.tab.types(words).await).await;
    // A page without a script cannot say that it lives, and must not be taken for dead.
    wait::pass(Duration::from_secs(2)).await;
    panel.find("textbox", COMPOSER).await;
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn what_is_sent_before_it_turns_out_that_the_app_cannot_start_is_sent_by_form() {
    let stage = Stage::with_flags(&[NO_WEBASSEMBLY]).await;
    let mut agent = stage.site.agent().await;
    let tab = stage.chromium.person().await.tab().await;
    tab.goes_to(&stage.panel_address()).await;
    tab.click("textbox", COMPOSER).await;
    tab.types("Quickly").await;
    tab.click("button", "Send").await;
    agent.sees_ticket("Quickly").await;
    tab.shows(".message__bubble", "Quickly").await;
}

#[tokio::test]
async fn chat_works_to_the_end_without_scripts() {
    let stage = Stage::sets().await;
    let options = TabOptions { has_no_scripts: true, ..TabOptions::default() };
    let tab = stage.chromium.person().await.tab_with(&options).await;
    tab.goes_to(&stage.panel_address()).await;
    tab.click("textbox", COMPOSER).await;
    talks_by_form(&stage, &tab, async |words| tab.types(words).await).await;
}

/// A question, an answer, and a question about the answer, by nothing but forms.
async fn talks_by_form(stage: &Stage, page: &Frame, types: impl AsyncFn(&str)) {
    let mut agent = stage.site.agent().await;
    let question = "Is this on?";
    types(question).await;
    page.click("button", "Send").await;
    says(page, question).await;
    let ticket = agent.sees_ticket(question).await;
    agent.opens(&ticket).await.says("It is.").await;

    page.click("button", "Look for answers").await;
    says(page, "It is.").await;
    page.click("textbox", COMPOSER).await;
    types("Good.").await;
    page.click("button", "Send").await;
    says(page, "Good.").await;
    let ticket = agent.sees_ticket("Good.").await;
    let log = agent.reads_log(&ticket.conversation).await;
    assert_eq!(log.iter().filter(|event| matches!(event.kind, EventKind::Message(_))).count(), 3, "{log:?}");
}

/// Waits until the page says this outside its field.
async fn says(page: &Frame, words: &str) {
    page.find_where(&format!("{words:?} on the page"), |node| {
        node.role == "StaticText" && node.name == words
    })
    .await;
}
