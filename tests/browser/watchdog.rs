//! A panel that died is replaced by itself, with the conversation and what was being typed.

use std::time::Duration;

use pulina_tests::chromium::frame::Frame;
use pulina_tests::stage::{OPEN, Stage};
use pulina_tests::wait;

/// What the visitor may have to wait for a chat that works again.
const REPLACED: Duration = Duration::from_secs(10);

/// What WebAssembly does when the app panics.
const TRAP: &str = "setTimeout(() => { throw new WebAssembly.RuntimeError('unreachable'); }), 0";

#[tokio::test]
async fn panel_that_trapped_is_replaced() {
    is_replaced_after(async |panel| drop(panel.evaluate(TRAP).await)).await;
}

#[tokio::test]
async fn panel_whose_process_crashed_is_replaced() {
    is_replaced_after(async |panel| panel.crashes()).await;
}

/// A frame of the same site lives in the same process, so a new one would hang as well; the plain
/// link opens a tab of its own.
#[tokio::test]
async fn panel_that_hangs_leaves_the_page_alive_and_offers_a_way() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.says("Before").await;
    visitor.last_stands("Sent").await;
    visitor.panel().await.hangs();
    visitor.tab.click("textbox", "Your name").await;
    visitor.tab.types("Ada").await;
    visitor.tab.until("the page lives", "document.getElementById('name').value === 'Ada'").await;
    wait::until("a link to the chat", wait::DRAINED, || async {
        visitor.tab.with_role("link").await.into_iter().find(|link| link.name.starts_with(OPEN))
    })
    .await;
    visitor.page_is_unhurt().await;
}

async fn is_replaced_after(dies: impl AsyncFnOnce(&Frame)) {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.says("Before").await;
    visitor.last_stands("Sent").await;
    visitor.tab.types("Half a sen").await;
    let panel = visitor.panel().await;
    panel.until("the draft is kept", "Object.keys(localStorage).some(key => key.endsWith('.draft'))").await;
    dies(&panel).await;
    let limit = REPLACED + Duration::from_secs(2);
    wait::until("the old panel is taken away", limit, || async {
        (!visitor.tab.frames().iter().any(|frame| frame.is(&panel))).then_some(())
    })
    .await;
    let panel = visitor.running_panel().await;
    visitor.sees_exactly(&["Before"]).await;
    panel.until("the draft is back", "document.getElementById('text').value === 'Half a sen'").await;
    panel.until("the composer has the focus", "document.activeElement?.id === 'text'").await;
    visitor.says("tence").await;
    visitor.last_stands("Sent").await;
    visitor.sees_exactly(&["Before", "Half a sentence"]).await;
    visitor.page_is_unhurt().await;
}
