//! Whoever follows `docs/WIDGET.md` word for word gets what it says: its samples, pasted as they are,
//! with only the host, the channel and the token in their places.

use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::{COMPOSER, ChatTab, Stage};
use pulina_tests::vouching::Voucher;
use serde_json::json;

const GUIDE: &str = include_str!("../../docs/WIDGET.md");

/// The samples of a language in which this stands, one after the other.
fn samples(language: &str, wanted: &[&str]) -> String {
    let samples = GUIDE.split("```").skip(1).step_by(2).filter_map(|block| block.strip_prefix(language));
    let samples: Vec<_> =
        samples.filter(|sample| wanted.iter().any(|wanted| sample.contains(wanted))).collect();
    assert_eq!(samples.len(), wanted.len(), "{wanted:?} in the guide");
    samples.concat()
}

/// Samples as somebody pastes them who was given this host and this channel.
fn filled_in(stage: &Stage, samples: &str) -> String {
    let filled = samples.replace("https://HOST", &stage.door().origin());
    filled.replace("CHANNEL", stage.site.channel().as_str())
}

/// A page with this pasted into it, in a browser of its own.
async fn page_with(stage: &Stage, pasted: &str, policy: &str) -> ChatTab {
    let wishes =
        if policy.is_empty() { vec![("tag", pasted)] } else { vec![("tag", pasted), ("policy", policy)] };
    let tab = stage.chromium.person().await.tab_with(&TabOptions::default()).await;
    tab.goes_to(&stage.host.page_with("plain.html", &wishes)).await;
    ChatTab { tab }
}

#[tokio::test]
async fn line_chats_under_the_policy_that_stands_below_it() {
    let stage = Stage::sets().await;
    let line = filled_in(&stage, &samples("html", &["/embed/CHANNEL.js\""]));
    let policy = filled_in(&stage, &samples("text", &["frame-src"]));
    // The page's own script, which is no part of the guide.
    let policy = policy.trim().replace("script-src", "script-src 'self'");
    let visitor = page_with(&stage, &line, &policy).await;
    visitor.opens_chat().await;
    visitor.says("By the guide").await;
    visitor.last_stands("Sent").await;
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn own_button_api_and_token_work_as_they_stand_there() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    let proof = Voucher::by_secret(&agent, stage.site.channel()).await.vouches_for("ada");
    let pasted = samples("html", &["/embed/CHANNEL.js\"", "data-pulina-open", "unreadChanged", "TOKEN"]);
    let pasted = filled_in(&stage, &pasted).replace("TOKEN", &proof);
    let style = samples("css", &["data-pulina-unread"]);
    let visitor = page_with(&stage, &format!("<style>{style}</style>{pasted}"), "").await;
    // The sample of the API opens the chat by itself, with something in the composer.
    let panel = visitor.running_panel().await;
    let text = format!("document.getElementById('text').value === {}", json!("About my order: "));
    panel.until("the prefill stands there", &text).await;
    panel.click("textbox", COMPOSER).await;
    visitor.tab.types("where is it?").await;
    visitor.tab.presses("Enter").await;
    visitor.last_stands("Sent").await;
    let ticket = agent
        .desk
        .sees("it is hers", |it| it.verified.as_ref().is_some_and(|who| who.subject == "ada"))
        .await;
    visitor.tab.presses("Escape").await;
    agent.opens(&ticket).await.says("On its way").await;
    visitor.tab.until("the title tells of it", "document.title === '(1) Shop'").await;
    let after = "getComputedStyle(document.querySelector('[data-pulina-open]'), '::after').content";
    visitor.tab.until("the button tells of it", &format!("{after}.includes('1')")).await;
    visitor.tab.click("link", "Talk to us").await;
    visitor.sees("On its way").await;
    visitor.page_is_unhurt().await;
}
