//! What the visitor's device keeps, by the channel's choice, and how it is made to forget.

use pulina_shared::wire::channel::StorageMode;
use pulina_tests::channel::choose;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::stage::{ChatTab, Stage};
use serde_json::json;

/// The names of everything that is stored, without the channel's part.
const STORED: &str = "(() => {
    const names = storage => Object.keys(storage).map(name => name.split('.').slice(2).join('.')).sort();
    return [names(localStorage), names(sessionStorage)];
})()";

async fn opened(mode: StorageMode) -> (Stage, ChatTab, Frame) {
    let stage = Stage::sets().await;
    choose(&stage.site.agent().await, stage.site.channel(), |settings| settings.consent.storage = mode).await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    let panel = visitor.running_panel().await;
    (stage, visitor, panel)
}

async fn stores(panel: &Frame, local: &[&str], session: &[&str]) {
    let wanted = json!([local, session]);
    let script = format!("JSON.stringify({STORED}) === {}", json!(wanted.to_string()));
    panel.until(&format!("{wanted} is stored"), &script).await;
}

#[tokio::test]
async fn device_that_may_keep_nothing_keeps_nothing_and_the_chat_works() {
    let (_stage, visitor, panel) = opened(StorageMode::Never).await;
    visitor.tab.types("Typed").await;
    stores(&panel, &[], &[]).await;
    visitor.tab.presses("Enter").await;
    visitor.last_stands("Sent").await;
    panel.pastes("#text", "notes.txt", "text/plain", b"hello").await;
    panel.until("it is there", "document.querySelector('.tray__standing')?.innerText === '5 bytes'").await;
    visitor.tab.types("and a draft").await;
    stores(&panel, &[], &[]).await;
    // Leaving the page ends the conversation on this device.
    visitor.tab.reloads().await;
    visitor.opens_chat().await;
    let panel = visitor.running_panel().await;
    assert_eq!(panel.texts(".message-log__list .message").await, [] as [String; 0]);
    panel.until("the field is empty", "document.getElementById('text').value === ''").await;
}

#[tokio::test]
async fn device_keeps_what_is_needed_once_the_visitor_acts() {
    let (_stage, visitor, panel) = opened(StorageMode::AfterConsent).await;
    visitor.tab.types("Typed").await;
    stores(&panel, &[], &[]).await;
    visitor.tab.presses("Enter").await;
    visitor.last_stands("Sent").await;
    stores(&panel, &["conversation", "token"], &[]).await;
    visitor.tab.types("and a draft").await;
    panel.pastes("#text", "notes.txt", "text/plain", b"hello").await;
    stores(&panel, &["conversation", "draft", "token"], &["uploads"]).await;
}

#[tokio::test]
async fn device_keeps_a_draft_from_the_beginning_where_the_channel_wants_it() {
    let (_stage, visitor, panel) = opened(StorageMode::Always).await;
    stores(&panel, &[], &[]).await;
    visitor.tab.types("Typed").await;
    stores(&panel, &["draft"], &[]).await;
    visitor.tab.reloads().await;
    visitor.opens_chat().await;
    let panel = visitor.running_panel().await;
    panel.until("the draft is back", "document.getElementById('text').value === 'Typed'").await;
}

#[tokio::test]
async fn device_forgets_everything_when_it_is_told_to() {
    let (_stage, visitor, panel) = opened(StorageMode::AfterConsent).await;
    visitor.says("Hello").await;
    visitor.last_stands("Sent").await;
    visitor.tab.types("and a draft").await;
    panel.pastes("#text", "notes.txt", "text/plain", b"hello").await;
    stores(&panel, &["conversation", "draft", "token"], &["uploads"]).await;
    let panel = visitor.forgets_device().await;
    panel.until("the log is empty", "!document.querySelector('.message-log__list .message')").await;
    stores(&panel, &[], &[]).await;
    panel.until("the field is empty", "document.getElementById('text').value === ''").await;
    // Whoever writes now is somebody new.
    panel.click("textbox", "Your message").await;
    visitor.says("Who am I?").await;
    visitor.sees_exactly(&["Who am I?"]).await;
}
