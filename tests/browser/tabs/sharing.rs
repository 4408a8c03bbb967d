//! What tabs have in common besides the messages: what is being written, what was read, whether the
//! chat is open, what waits, and that there is a conversation at all.

use pulina_shared::wire::channel::ConsentMode;
use pulina_tests::channel::choose;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::{CLOSE, ChatTab, OPEN, Stage};
use serde_json::json;

use super::crew::{Crew, FIRST, says, until_all};

fn is_draft(words: &str) -> String {
    format!("document.getElementById('text').value === {}", json!(words))
}

/// What the launcher's name says of unread messages.
async fn launcher_says(crew: &Crew, index: usize, name: &str) {
    crew.tabs[index].tab.find("button", name).await;
}

/// Two tabs of somebody new, with the chat open in both.
async fn two_open(stage: &Stage) -> [ChatTab; 2] {
    let person = stage.chromium.person().await;
    let first = stage.visits(&person, "plain.html", &TabOptions::default()).await;
    let second = stage.visits(&person, "plain.html", &TabOptions::default()).await;
    for tab in [&first, &second] {
        tab.opens_chat().await;
        tab.running_panel().await;
    }
    [first, second]
}

#[tokio::test]
async fn what_is_being_written_stands_in_every_tab_and_is_sent_once() {
    let mut crew = Crew::of(3).await;
    let panels = crew.panels().await;
    crew.tabs[1].tab.comes_to_front().await;
    crew.tabs[1].tab.types("Half a sent").await;
    until_all(&panels, "the draft in every tab", &is_draft("Half a sent")).await;
    crew.tabs[2].says("ence").await;
    crew.line.sees("Half a sentence").await;
    until_all(&panels, "an empty field in every tab", &is_draft("")).await;
    crew.all_see_exactly(&[FIRST, "Half a sentence"]).await;
}

#[tokio::test]
async fn chat_that_is_opened_or_closed_in_one_tab_is_so_in_every_tab() {
    let crew = Crew::of(2).await;
    let [first, second] = &crew.tabs[..] else { panic!("two tabs") };
    first.tab.click("button", CLOSE).await;
    second.tab.find("button", OPEN).await;
    second.tab.evaluate("document.body.tabIndex = 0, document.body.focus()").await;
    first.tab.click("button", OPEN).await;
    second.tab.find("button", CLOSE).await;
    let panel = second.panel().await;
    panel.until("the panel is drawn", "document.body.checkVisibility()").await;
    let has_focus = second.tab.evaluate("document.activeElement === document.body").await;
    assert_eq!(has_focus, json!(true), "whoever comes back finds the focus where it was");
}

#[tokio::test]
async fn phone_closes_with_other_tabs_and_never_opens_by_itself() {
    let crew = Crew::with(2, &TabOptions { size: (390, 844), ..TabOptions::default() }).await;
    let [first, second] = &crew.tabs[..] else { panic!("two tabs") };
    first.panel().await.click("button", CLOSE).await;
    second.tab.find("button", OPEN).await;
    first.opens_chat().await;
    first.says("Only here").await;
    second.sees("Only here").await;
    second.tab.find("button", OPEN).await;
}

#[tokio::test]
async fn what_was_read_in_one_tab_is_read_in_every_tab() {
    let mut crew = Crew::of(2).await;
    crew.tabs[0].tab.click("button", CLOSE).await;
    launcher_says(&crew, 1, OPEN).await;
    for words in ["One", "Two"] {
        crew.line.says(words).await;
    }
    for index in 0..2 {
        launcher_says(&crew, index, "Open the chat, 2 unread messages").await;
    }
    crew.tabs[1].tab.click("button", "Open the chat, 2 unread messages").await;
    for index in 0..2 {
        launcher_says(&crew, index, CLOSE).await;
    }
    crew.tabs[0].tab.click("button", CLOSE).await;
    for index in 0..2 {
        launcher_says(&crew, index, OPEN).await;
    }
    crew.line.sees_state("what the visitor read", |state| state.visitor_read.0 >= 3).await;
}

#[tokio::test]
async fn conversation_that_is_begun_in_one_tab_is_there_in_the_others() {
    let (stage, front) = Stage::behind_front().await;
    let [first, second] = two_open(&stage).await;
    says(&first.panel().await, "Begun here").await;
    second.sees("Begun here").await;
    front.has_sockets(1).await;
}

#[tokio::test]
async fn message_that_waits_for_consent_waits_in_every_tab_and_goes_when_it_is_given_in_one() {
    let mut crew = Crew::of(2).await;
    let panels = crew.panels().await;
    choose(&crew.agent, crew.stage.site.channel(), |settings| settings.consent.mode = ConsentMode::Explicit)
        .await;
    // A connection is bound by what holds when it begins.
    crew.front.goes_down_at("/v1/");
    crew.front.heals();
    says(&panels[1], "May I?").await;
    let waits = "[...document.querySelectorAll('.message-log__list .message--own')].at(-1)?.innerText.includes('Not sent')";
    until_all(&panels, "the message waits in every tab", waits).await;
    crew.tabs[0].tab.reloads().await;
    crew.tabs[0].opens_chat().await;
    let panel = crew.tabs[0].running_panel().await;
    panel.click("button", "I agree").await;
    crew.line.sees("May I?").await;
    crew.all_see_exactly(&[FIRST, "May I?"]).await;
}

#[tokio::test]
async fn device_that_is_forgotten_in_one_tab_is_forgotten_in_every_tab() {
    let crew = Crew::of(2).await;
    crew.tabs[1].marks_panel().await;
    crew.tabs[0].forgets_device().await;
    let other = crew.tabs[1].next_panel().await;
    for tab in &crew.tabs {
        tab.sees_exactly(&[]).await;
    }
    crew.front.has_sockets(0).await;
    let keys = other.evaluate("Object.keys(localStorage)").await;
    assert_eq!(keys, json!([]));
}

#[tokio::test]
async fn what_was_typed_before_there_was_a_conversation_is_not_taken_away_by_its_beginning() {
    let stage = Stage::sets().await;
    let [first, second] = two_open(&stage).await;
    second.tab.types("Half a").await;
    let panel = first.panel().await;
    for words in ["Begun here", "And again"] {
        says(&panel, words).await;
        second.sees(words).await;
    }
    let is_there = is_draft("Half a");
    second.panel().await.until("what was typed is there", &is_there).await;
}
