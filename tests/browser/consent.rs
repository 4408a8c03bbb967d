//! Nothing leaves the page before the visitor agrees, where that is asked; what they agreed to is
//! taken back thing by thing, with no more presses than it took to agree.

use std::collections::BTreeMap;

use pulina_shared::language::Language;
use pulina_shared::wire::channel::{ChannelSettings, ChannelTexts, ConsentMode};
use pulina_shared::wire::conversation::Purpose;
use pulina_shared::wire::http::ConsentRecords;
use pulina_tests::channel::choose;
use pulina_tests::chromium::files::Folder;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::front::Front;
use pulina_tests::stage::{ChatTab, Stage};
use serde_json::json;

/// Everything that the panel's origin can have stored.
const STORED: &str = "JSON.stringify([Object.keys(localStorage), Object.keys(sessionStorage)])";
const NOTHING: &str = "[[],[]]";
const TRAY: &str = ".tray__item";

fn asks(mode: ConsentMode) -> impl FnOnce(&mut ChannelSettings) {
    move |settings| {
        let texts = ChannelTexts {
            consent: "We keep what you write. [Privacy](https://harbour.example/privacy)".to_owned(),
            consent_button: "I agree".to_owned(),
            communicate: "Write to me later.".to_owned(),
            ..ChannelTexts::default()
        };
        settings.consent.mode = mode;
        settings.texts = BTreeMap::from([(Language::En, texts)]);
    }
}

async fn stage_that_asks(mode: ConsentMode) -> (Stage, Front) {
    let (stage, front) = Stage::behind_front().await;
    choose(&stage.site.agent().await, stage.site.channel(), asks(mode)).await;
    (stage, front)
}

/// What was asked of the server so far, besides whether somebody is there.
fn told(front: &Front) -> Vec<String> {
    let paths = front.seen().into_iter().map(|seen| seen.path);
    paths.filter(|path| path.starts_with("/v1/") && !path.ends_with("/availability")).collect()
}

/// Nothing is stored and nothing was told.
async fn nothing_left(panel: &Frame, front: &Front) {
    assert_eq!(panel.evaluate(STORED).await, NOTHING);
    assert_eq!(told(front), [] as [String; 0]);
}

#[tokio::test]
async fn file_stays_on_the_page_until_the_visitor_agrees() {
    let (stage, front) = stage_that_asks(ConsentMode::Explicit).await;
    let folder = Folder::new();
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    panel.find("heading", "Before you write").await;
    panel.chooses_files("Attach a file", &[&folder.holds("lamp.txt", b"by paper clip")]).await;
    panel.drops("#panel", "shade.txt", "text/plain", b"dropped").await;
    panel.pastes("#text", "bulb.txt", "text/plain", b"pasted").await;
    for name in ["lamp.txt", "shade.txt", "bulb.txt"] {
        panel.shows(TRAY, name).await;
    }
    panel.shows(TRAY, "Will be sent with your message.").await;
    // Wishing to send changes nothing, and leads to what is asked.
    panel.click("textbox", "Your message").await;
    visitor.says("See these").await;
    panel.shows("[role=alert]", "Your message is kept and will be sent once you agree.").await;
    nothing_left(&panel, &front).await;

    panel.click("button", "I agree").await;
    visitor.sees("See these").await;
    visitor.last_stands("Sent").await;
    panel.until("three files in the log", "document.querySelectorAll('[role=log] .file').length === 3").await;
    assert_eq!(panel.texts(TRAY).await, [] as [String; 0]);
    let agent = stage.agent().await;
    agent.opens_ticket("See these").await;
    for name in ["lamp.txt", "shade.txt", "bulb.txt"] {
        agent.tab.shows("[data-testid=log]", name).await;
    }
}

#[tokio::test]
async fn agreeing_first_sends_files_while_the_visitor_still_writes() {
    let (stage, front) = stage_that_asks(ConsentMode::Explicit).await;
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    panel.click("button", "I agree").await;
    nothing_left(&panel, &front).await;
    panel.pastes("#text", "lamp.txt", "text/plain", b"pasted").await;
    panel.until("it is there", "document.querySelector('.tray__standing')?.innerText === '6 bytes'").await;
    let mut agent = stage.site.agent().await;
    visitor.says("Done").await;
    let ticket = agent.sees_ticket("Done").await;
    let log = agent.reads_log(&ticket.conversation).await;
    let kinds: Vec<_> = log.iter().map(|event| std::mem::discriminant(&event.kind)).collect();
    assert_eq!(kinds.len(), 2, "one agreement and one message: {log:?}");
}

#[tokio::test]
async fn typed_text_goes_out_by_itself_once_the_visitor_agrees() {
    let (stage, front) = stage_that_asks(ConsentMode::Explicit).await;
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    visitor.says("Typed before").await;
    // The focus is led to what is asked, so that nobody has to look for it.
    let in_gate = "document.activeElement?.closest('.gate') !== null";
    panel.until("the focus is in the gate", in_gate).await;
    panel.until("the text is kept", "document.getElementById('text').value === 'Typed before'").await;
    nothing_left(&panel, &front).await;
    assert_eq!(panel.evaluate("document.querySelector('.gate input').checked").await, json!(false));
    panel.click("button", "I agree").await;
    visitor.sees_exactly(&["Typed before"]).await;
    visitor.last_stands("Sent").await;
    panel.until("the field is empty", "document.getElementById('text').value === ''").await;
    panel.shows("[role=log]", "You agreed to the processing of your data").await;
}

/// What stands in the record, oldest first: for what, and whether it was given.
async fn records(visitor: &ChatTab, stage: &Stage) -> Vec<(Purpose, bool)> {
    let panel = visitor.panel().await;
    let kept = |name: &str| format!("localStorage['pulina.{}.{name}']", stage.site.channel());
    let conversation = panel.evaluate(&kept("conversation")).await;
    let token = panel.evaluate(&kept("token")).await;
    let path = format!("/v1/conversations/{}/consents", conversation.as_str().unwrap_or_default());
    let ask = stage.site.door().get(&path).bearer(token.as_str().unwrap_or_default());
    let records: ConsentRecords = ask.granted().await;
    records.records.into_iter().map(|record| (record.act.purpose, record.act.is_given)).collect()
}

#[tokio::test]
async fn each_purpose_is_given_and_taken_back_by_itself() {
    let (stage, _front) = stage_that_asks(ConsentMode::Explicit).await;
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    panel.click("checkbox", "Write to me later.").await;
    panel.click("button", "I agree").await;
    visitor.says("Hello").await;
    visitor.last_stands("Sent").await;
    assert_eq!(records(&visitor, &stage).await, [(Purpose::Process, true), (Purpose::Communicate, true)]);

    panel.click("button", "Menu").await;
    panel.click("button", "Privacy").await;
    let contact = "You have agreed to be contacted later.";
    panel.shows(".sheet__purpose", contact).await;
    presses_in(&panel, contact).await;
    panel.shows(".sheet__purpose", "You have not agreed to be contacted later.").await;
    panel.shows(".sheet__purpose", "You have agreed to the processing of your data.").await;
    presses_in(&panel, "You have not agreed to be contacted later.").await;
    panel.shows(".sheet__purpose", contact).await;
    presses_in(&panel, "You have agreed to the processing of your data.").await;
    panel.shows(".sheet__purpose", "You have not agreed to the processing of your data.").await;
    panel.shows(".sheet__purpose", contact).await;
    assert_eq!(
        records(&visitor, &stage).await[2..],
        [(Purpose::Communicate, false), (Purpose::Communicate, true), (Purpose::Process, false)]
    );
    // To write again they are asked again, and the other thing stands as it stood.
    panel.click("button", "Back").await;
    panel.click("button", "Close").await;
    visitor.says("Once more").await;
    panel.click("button", "I agree").await;
    visitor.sees_exactly(&["Hello", "Once more"]).await;
    assert_eq!(records(&visitor, &stage).await[5..], [(Purpose::Process, true)]);
}

/// Presses the one button beside these words.
async fn presses_in(panel: &Frame, words: &str) {
    let node = panel.find_where(words, |node| node.role == "group" && node.name == words).await;
    let button = format!(
        "[...document.querySelectorAll('.sheet__purpose')].find(it => it.innerText.includes({})).querySelector('button').click()",
        json!(words)
    );
    assert_eq!(node.name, words);
    panel.evaluate(&button).await;
}

#[tokio::test]
async fn taking_back_takes_no_more_presses_than_agreeing() {
    let (stage, _front) = stage_that_asks(ConsentMode::Explicit).await;
    let person = stage.chromium.person().await;
    let visitor = stage.visits(&person, "plain.html", &TabOptions::default()).await;
    let panel = visitor.opens_chat().await;
    // With the chat open: one press to agree.
    panel.click("button", "I agree").await;
    visitor.says("Hello").await;
    visitor.last_stands("Sent").await;
    // With the chat open, here and after a reload: one press to take it back.
    visitor.tab.reloads().await;
    visitor.opens_chat().await;
    let panel = visitor.running_panel().await;
    panel.shows("[role=log]", "You agreed to the processing of your data").await;
    panel.click("button", "Withdraw consent").await;
    panel.shows("[role=log]", "You withdrew your consent to the processing of your data").await;
    panel.find("heading", "Before you write").await;
    panel
        .until("no second way to withdraw", "!document.querySelector('.log-line__act')?.checkVisibility()")
        .await;
    assert_eq!(records(&visitor, &stage).await, [(Purpose::Process, true), (Purpose::Process, false)]);
}

#[tokio::test]
async fn where_sending_agrees_files_wait_for_it_too() {
    let (stage, front) = stage_that_asks(ConsentMode::Implicit).await;
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    panel.shows(".gate-note", "By sending a message, you agree to this.").await;
    panel.pastes("#text", "lamp.txt", "text/plain", b"pasted").await;
    panel.shows(TRAY, "Will be sent with your message.").await;
    visitor.tab.types("See this").await;
    nothing_left(&panel, &front).await;

    visitor.tab.presses("Enter").await;
    visitor.sees_exactly(&["See this"]).await;
    panel.shows("[role=log] .file", "lamp.txt").await;
    assert_eq!(records(&visitor, &stage).await, [(Purpose::Process, true)]);
    panel.until("nothing is asked any more", "!document.querySelector('.gate-note')").await;
}

#[tokio::test]
async fn what_was_taken_back_holds_files_until_it_is_given_again() {
    let (stage, front) = stage_that_asks(ConsentMode::Explicit).await;
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    panel.click("button", "I agree").await;
    visitor.says("Hello").await;
    visitor.last_stands("Sent").await;
    panel.click("button", "Withdraw consent").await;
    panel.find("heading", "Before you write").await;
    panel.pastes("#text", "lamp.txt", "text/plain", b"pasted").await;
    panel.shows(TRAY, "Will be sent with your message.").await;
    assert!(told(&front).iter().all(|path| !path.ends_with("/files")), "{:?}", told(&front));
    panel.click("button", "I agree").await;
    panel.until("it is there", "document.querySelector('.tray__standing')?.innerText === '6 bytes'").await;
}
