//! On a phone the panel fills the screen: it is there only when it was asked for, it ends above the
//! keyboard, and Back closes it instead of leaving the page.

use pulina_shared::wire::channel::ChannelTexts;
use pulina_tests::channel::choose;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::{CLOSE, COMPOSER, ChatTab, OPEN, Stage};
use pulina_tests::wait;
use serde_json::{Value, json};

const SIZE: (u32, u32) = (390, 844);

/// A view that a test can make smaller, as a keyboard does.
const OWN_VIEW: &str = r"
if (window === top) Object.defineProperty(window, 'visualViewport', { value: Object.assign(new EventTarget(),
  { width: 390, height: 844, offsetTop: 0, offsetLeft: 0, scale: 1 }) });
";

async fn phone(stage: &Stage, page: &str) -> ChatTab {
    let options = TabOptions { size: SIZE, first_script: OWN_VIEW.to_owned(), ..TabOptions::default() };
    stage.visits(&stage.chromium.person().await, page, &options).await
}

/// Left, top, width and height of the panel.
async fn panel_box(visitor: &ChatTab) -> Value {
    let panel = visitor.tab.find_where("the panel", |node| node.role == "dialog").await;
    json!(visitor.tab.box_of(&panel).await)
}

#[tokio::test]
async fn panel_fills_the_screen_and_counts_as_all_there_is() {
    let stage = Stage::sets().await;
    let visitor = phone(&stage, "plain.html").await;
    visitor.opens_chat().await;
    visitor.running_panel().await;
    assert_eq!(panel_box(&visitor).await, json!([0.0, 0.0, 390.0, 844.0]));
    visitor.tab.find_where("a modal dialog", |node| node.role == "dialog" && node.is("modal")).await;
    // The app's own button closes it, because the launcher would lie over the composer.
    let panel = visitor.panel().await;
    panel.click("button", CLOSE).await;
    visitor.tab.find("button", OPEN).await;
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn panel_ends_above_the_keyboard() {
    let stage = Stage::sets().await;
    let visitor = phone(&stage, "plain.html").await;
    visitor.opens_chat().await;
    let panel = visitor.running_panel().await;
    has_view(&visitor, 500, 0, 1.0).await;
    is_in(&visitor, [0.0, 0.0, 390.0, 500.0]).await;
    wait::until("the composer is above the keyboard", wait::ANSWERED, || async {
        let composer = panel.find("textbox", COMPOSER).await;
        let [_, top, _, height] = panel.box_of(&composer).await;
        (top + height <= 500.0).then_some(())
    })
    .await;
    // Some browsers move the page up instead.
    has_view(&visitor, 500, 120, 1.0).await;
    is_in(&visitor, [0.0, 120.0, 390.0, 500.0]).await;
    // Two fingers make the view smaller as well; then the panel stays as large as it was.
    has_view(&visitor, 400, 0, 2.0).await;
    is_in(&visitor, [0.0, 0.0, 390.0, 844.0]).await;
    // What moves when no finger asked for it counts as a shift; a real keyboard comes by a finger.
    assert_eq!(visitor.tab.evaluate("window.__errors").await, json!([]));
}

async fn has_view(visitor: &ChatTab, height: u32, top: u32, scale: f64) {
    let script = format!(
        "Object.assign(visualViewport, {{ height: {height}, offsetTop: {top}, scale: {scale} }}).dispatchEvent(new Event('resize'))"
    );
    visitor.tab.evaluate(&script).await;
}

async fn is_in(visitor: &ChatTab, expected: [f64; 4]) {
    wait::until(&format!("the panel is at {expected:?}"), wait::ANSWERED, || async {
        (panel_box(visitor).await == json!(expected)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn back_closes_the_panel_and_stays_on_the_page() {
    let stage = Stage::sets().await;
    let visitor = phone(&stage, "plain.html").await;
    let depth = visitor.tab.evaluate("history.length").await;
    visitor.opens_chat().await;
    visitor.running_panel().await;
    visitor.tab.until("the panel has an entry", "history.state?.pulina").await;
    visitor.tab.evaluate("history.back()").await;
    visitor.tab.find("button", OPEN).await;
    assert_eq!(visitor.tab.evaluate("location.pathname").await, "/plain.html");

    // Closed in another way, the entry is taken off again.
    visitor.opens_chat().await;
    visitor.tab.until("the panel has an entry", "history.state?.pulina").await;
    visitor.panel().await.click("button", CLOSE).await;
    visitor.tab.find("button", OPEN).await;
    visitor.tab.until("the entry is gone", "!history.state?.pulina").await;
    let after = visitor.tab.evaluate("history.length").await;
    assert_eq!(after.as_u64(), depth.as_u64().map(|depth| depth + 1), "one entry ahead, none behind");
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn closing_leaves_a_page_that_has_gone_on_where_it_is() {
    let stage = Stage::sets().await;
    let visitor = phone(&stage, "single_page.html").await;
    visitor.opens_chat().await;
    visitor.tab.until("the panel has an entry", "history.state?.pulina").await;
    visitor.tab.evaluate("window.goTo('/route/9')").await;
    visitor.panel().await.click("button", CLOSE).await;
    visitor.tab.find("button", OPEN).await;
    assert_eq!(visitor.tab.evaluate("location.pathname").await, "/route/9");
}

#[tokio::test]
async fn nothing_opens_by_itself() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| {
        let texts = ChannelTexts { teaser: "Look here".to_owned(), ..ChannelTexts::default() };
        settings.texts.insert(settings.language, texts);
    })
    .await;
    let visitor = phone(&stage, "plain.html").await;
    visitor.tab.find_where("the teaser", |node| node.name == "Look here").await;
    let is_closed = |tab: &Frame| {
        let tab = tab.clone();
        async move { tab.with_role("dialog").await.is_empty() }
    };
    assert!(is_closed(&visitor.tab).await);
    assert!(visitor.tab.frames().is_empty());
    assert_eq!(visitor.tab.evaluate("history.state").await, json!(null));
}
