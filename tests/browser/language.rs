//! The visitor is spoken to in their language: what the snippet says comes before the page, the page
//! before the browser, the browser before the channel; and they can switch at any time.

use pulina_shared::language::Language;
use pulina_shared::wire::channel::ChannelTexts;
use pulina_tests::channel::choose;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::stage::{ChatTab, OPEN, Stage};
use serde_json::json;

/// The launcher's name in some languages.
const IN_FINNISH: &str = "Avaa chat";
const IN_SWEDISH: &str = "Öppna chatten";
const IN_ARABIC: &str = "فتح الدردشة";
const IN_ESTONIAN: &str = "Ava veebivestlus";
const IN_GERMAN: &str = "Chat öffnen";

async fn is_in(panel: &Frame, tag: &str) {
    panel
        .until(&format!("the panel speaks {tag}"), &format!("document.documentElement.lang === '{tag}'"))
        .await;
    panel.until("the app runs", "document.querySelector('[role=log]') !== null").await;
}

async fn opens_as(visitor: &ChatTab, name: &str, tag: &str) -> Frame {
    visitor.tab.click("button", name).await;
    let panel = visitor.running_panel().await;
    is_in(&panel, tag).await;
    panel.until("the composer has the focus", "document.activeElement?.id === 'text'").await;
    panel
}

#[tokio::test]
async fn snippet_comes_before_page_before_browser_before_channel() {
    let stage = Stage::with_flags(&["--accept-lang=de-AT"]).await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| settings.language = Language::Et).await;
    for (page, name, tag) in [
        ("plain.html?lang=fi&data-lang=sv", IN_SWEDISH, "sv"),
        ("plain.html?lang=fi-FI", IN_FINNISH, "fi"),
        ("plain.html?lang=", IN_GERMAN, "de"),
        ("plain.html?lang=tlh", IN_GERMAN, "de"),
    ] {
        let visitor = stage.visitor(page).await;
        opens_as(&visitor, name, tag).await;
        visitor.page_is_unhurt().await;
    }
    let stage = Stage::with_flags(&["--accept-lang=tlh"]).await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| settings.language = Language::Et).await;
    opens_as(&stage.visitor("plain.html?lang=").await, IN_ESTONIAN, "et").await;
}

#[tokio::test]
async fn arabic_panel_reads_from_right_to_left() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("rtl.html").await;
    let panel = opens_as(&visitor, IN_ARABIC, "ar").await;
    assert_eq!(panel.evaluate("getComputedStyle(document.body).direction").await, json!("rtl"));
    // An empty field begins at the right, and what is typed has the direction of its words.
    let direction = "getComputedStyle(document.getElementById('text')).direction";
    assert_eq!(panel.evaluate(direction).await, json!("rtl"));
    visitor.tab.types("hello").await;
    panel.until("it reads from left to right", &format!("{direction} === 'ltr'")).await;
    for _ in 0.."hello".len() {
        visitor.tab.presses("Backspace").await;
    }
    // Its own side is the left one: own messages and the button that sends.
    visitor.says("مرحبا, hello!").await;
    panel.shows(".message--own", "مرحبا").await;
    let sides = "(() => {
      const box = selector => document.querySelector(selector).getBoundingClientRect();
      const own = box('.message--own .message__bubble');
      return [own.left < innerWidth - own.right, box('.composer__send').left < box('#text').left];
    })()";
    assert_eq!(panel.evaluate(sides).await, json!([true, true]));
    let wide = "document.documentElement.scrollWidth - innerWidth";
    assert_eq!(panel.evaluate(wide).await, 0, "nothing stands out");
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn visitor_switches_while_the_panel_is_open_and_loses_nothing() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| {
        let texts = ChannelTexts { title: "Satama".to_owned(), ..ChannelTexts::default() };
        settings.texts.insert(Language::En, texts);
    })
    .await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.says("In English").await;
    visitor.last_stands("Sent").await;
    visitor.tab.types("Half a sen").await;
    let panel = visitor.running_panel().await;
    panel.click("button", "Menu").await;
    panel.find("combobox", "Language").await;
    let offered = panel.texts(".sheet__choice option").await;
    let all: Vec<_> = Language::ALL.iter().map(|language| language.own_name()).collect();
    assert_eq!(offered, all, "also those in which the channel says nothing of its own");
    let choose_finnish =
        "(() => { const list = document.querySelector('.sheet__choice select'); list.value = 'fi';
      list.dispatchEvent(new Event('change', { bubbles: true })) })()";
    // The document that is asked goes away with the answer.
    drop(panel.try_evaluate(choose_finnish).await);
    let panel = visitor.panel().await;
    is_in(&panel, "fi").await;
    panel.until("the draft came along", "document.getElementById('text').value === 'Half a sen'").await;
    visitor.sees_exactly(&["In English"]).await;
    // The launcher follows.
    visitor.tab.find("button", "Sulje chat").await;
    visitor.tab.presses("Escape").await;
    visitor.tab.find("button", IN_FINNISH).await;
    // Another frame speaks it too.
    visitor.tab.click("button", IN_FINNISH).await;
    let before = visitor.panel().await;
    before.crashes();
    pulina_tests::wait::until("the old panel is gone", pulina_tests::wait::DRAINED, || async {
        (!visitor.tab.frames().iter().any(|frame| frame.is(&before))).then_some(())
    })
    .await;
    is_in(&visitor.panel().await, "fi").await;
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn channel_speaks_only_the_languages_that_it_wants() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| settings.languages = vec![Language::En, Language::Sv])
        .await;
    let visitor = stage.visitor("plain.html?lang=fi").await;
    let panel = opens_as(&visitor, OPEN, "en").await;
    panel.click("button", "Menu").await;
    panel.find("combobox", "Language").await;
    assert_eq!(panel.texts(".sheet__choice option").await, ["English", "Svenska"]);
}

#[tokio::test]
async fn unread_messages_are_counted_in_the_visitors_language() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    let visitor = stage.visitor("plain.html?lang=fi").await;
    opens_as(&visitor, IN_FINNISH, "fi").await;
    visitor.says("Hei").await;
    let ticket = agent.sees_ticket("Hei").await;
    visitor.panel().await.shows(".message--own", "Lähetetty").await;
    visitor.tab.presses("Escape").await;
    visitor.tab.find("button", IN_FINNISH).await;
    let mut line = agent.opens(&ticket).await;
    line.says("Hei vain").await;
    visitor.tab.find("button", "Avaa chat, 1 lukematon viesti").await;
    line.says("Miten voin auttaa?").await;
    visitor.tab.find("button", "Avaa chat, 2 lukematonta viestiä").await;
}
