//! How the chat looks is what the channel's admin chose: typeface, colours by day and night, where
//! the launcher stands and what stands on and beside it.

use pulina_shared::wire::channel::{ChannelTexts, Font, LauncherStyle, Scheme};
use pulina_shared::wire::embed::Side;
use pulina_tests::agent::Agent;
use pulina_tests::channel::choose;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::{CLOSE, ChatTab, OPEN, Stage};
use serde_json::json;

/// Distances are whole pixels, and a border may take one.
const ROUNDING: f64 = 1.5;

#[tokio::test]
async fn every_typeface_is_the_one_that_was_chosen() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    for (font, first_family) in [
        (Font::System, "system-ui"),
        (Font::Inherit, "Papyrus"),
        (Font::Serif, "ui-serif"),
        (Font::Rounded, "ui-rounded"),
        (Font::Humanist, "Seravek"),
        (Font::Geometric, "Avenir"),
        (Font::Mono, "ui-monospace"),
    ] {
        choose(&agent, stage.site.channel(), |settings| settings.look.font = font).await;
        let visitor = stage.visitor("plain.html").await;
        visitor.tab.evaluate("document.body.style.fontFamily = 'Papyrus, fantasy'").await;
        visitor.opens_chat().await;
        let panel = visitor.running_panel().await;
        let script = format!(
            "getComputedStyle(document.getElementById('text')).fontFamily.replaceAll('\"', '').startsWith({})",
            json!(first_family)
        );
        panel.until(&format!("{font:?} is {first_family}"), &script).await;
    }
}

/// Whether the panel's own surface is dark.
const IS_DARK: &str = r"(() => {
  const [r, g, b] = getComputedStyle(document.getElementById('panel')).backgroundColor.match(/\d+/g);
  return +r + +g + +b < 300 ? 'dark' : 'light';
})()";

#[tokio::test]
async fn colours_are_forced_or_follow_the_device() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    for scheme in [Scheme::Auto, Scheme::Light, Scheme::Dark] {
        choose(&agent, stage.site.channel(), |settings| settings.look.scheme = scheme).await;
        for is_dark in [false, true] {
            let options = TabOptions { is_dark, ..TabOptions::default() };
            let visitor = stage.visits(&stage.chromium.person().await, "plain.html", &options).await;
            visitor.opens_chat().await;
            let expected = match scheme {
                Scheme::Dark => "dark",
                Scheme::Auto if is_dark => "dark",
                _ => "light",
            };
            is_in_colours(&visitor, expected).await;
        }
    }
}

#[tokio::test]
async fn colours_follow_the_page_and_change_with_it() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| settings.look.scheme = Scheme::Page).await;
    let visitor = stage.visitor("plain.html").await;
    visitor.tab.evaluate("document.documentElement.style.colorScheme = 'dark'").await;
    visitor.opens_chat().await;
    is_in_colours(&visitor, "dark").await;
    visitor.tab.evaluate("document.documentElement.style.colorScheme = 'light'").await;
    is_in_colours(&visitor, "light").await;
    // A page that declares nothing is as its background is.
    visitor.tab.evaluate("document.body.style.background = '#111'").await;
    visitor.tab.evaluate("document.documentElement.style.colorScheme = ''").await;
    is_in_colours(&visitor, "dark").await;
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn the_snippet_can_force_colours() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html?data-scheme=dark").await;
    visitor.opens_chat().await;
    is_in_colours(&visitor, "dark").await;
}

async fn is_in_colours(visitor: &ChatTab, expected: &str) {
    let panel = visitor.running_panel().await;
    panel.until(&format!("the panel is {expected}"), &format!("{IS_DARK} === '{expected}'")).await;
}

#[tokio::test]
async fn launcher_stands_where_it_was_put() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    for (side, side_offset, bottom_offset) in
        [(Side::End, 20, 20), (Side::End, 90, 35), (Side::Start, 7, 120)]
    {
        choose(&agent, stage.site.channel(), |settings| {
            settings.look.side = side;
            settings.look.side_offset = side_offset;
            settings.look.bottom_offset = bottom_offset;
        })
        .await;
        let visitor = stage.visitor("plain.html").await;
        let launcher = visitor.tab.find("button", OPEN).await;
        let [left, top, width, height] = visitor.tab.box_of(&launcher).await;
        let to_side = if side == Side::Start { left } else { 1280.0 - left - width };
        assert!((to_side - f64::from(side_offset)).abs() < ROUNDING, "{side:?} {left} {width}");
        assert!(
            (800.0 - top - height - f64::from(bottom_offset)).abs() < ROUNDING,
            "{side:?} {top} {height}"
        );

        visitor.opens_chat().await;
        let panel = visitor.tab.find_where("the panel", |node| node.role == "dialog").await;
        let [panel_left, panel_top, panel_width, panel_height] = visitor.tab.box_of(&panel).await;
        let panel_to_side = if side == Side::Start { panel_left } else { 1280.0 - panel_left - panel_width };
        assert!((panel_to_side - f64::from(side_offset)).abs() < ROUNDING, "{side:?} {panel_left}");
        assert!(panel_top > 0.0 && panel_top + panel_height < top, "above the launcher");
    }
}

#[tokio::test]
async fn launcher_with_words_is_called_by_them() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    says(&agent, &stage, |texts| texts.launcher = "Ask us about books".to_owned()).await;
    choose(&agent, stage.site.channel(), |settings| settings.look.launcher = LauncherStyle::Label).await;
    let visitor = stage.visitor("plain.html").await;
    let launcher = visitor.tab.find("button", "Ask us about books").await;
    let [_, _, width, _] = visitor.tab.box_of(&launcher).await;
    assert!(width > 150.0, "there is room for the words: {width}");
    visitor.tab.click_node(&launcher).await;
    visitor.running_panel().await;
    visitor.tab.click("button", &format!("Ask us about books: {CLOSE}")).await;
    visitor.tab.find("button", "Ask us about books").await;
    visitor.page_is_unhurt().await;
}

async fn says(agent: &Agent, stage: &Stage, write: impl FnOnce(&mut ChannelTexts)) {
    choose(agent, stage.site.channel(), |settings| {
        write(settings.texts.entry(settings.language).or_default());
    })
    .await;
}

#[tokio::test]
async fn teaser_is_shown_and_taken_away_and_never_takes_the_focus() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    says(&agent, &stage, |texts| texts.teaser = "Free delivery this week".to_owned()).await;
    let visitor = stage.visitor("plain.html").await;
    visitor.tab.click("textbox", "Your name").await;
    visitor.tab.find_where("the teaser", |node| node.name == "Free delivery this week").await;
    visitor.tab.types("Ada").await;
    visitor.tab.until("the field kept the focus", "document.getElementById('name').value === 'Ada'").await;
    assert!(visitor.tab.frames().is_empty(), "it brings no panel");
    visitor.tab.click("button", "Hide this message").await;
    teaser_is_gone(&visitor).await;

    let visitor = stage.visitor("plain.html").await;
    let teaser = visitor.tab.find_where("the teaser", |node| node.name == "Free delivery this week").await;
    visitor.tab.click_node(&teaser).await;
    visitor.running_panel().await;
    teaser_is_gone(&visitor).await;
    visitor.page_is_unhurt().await;
}

async fn teaser_is_gone(visitor: &ChatTab) {
    let gone = || async {
        let nodes = visitor.tab.nodes().await;
        (!nodes.iter().any(|node| node.name == "Free delivery this week")).then_some(())
    };
    pulina_tests::wait::until("the teaser is gone", pulina_tests::wait::ANSWERED, gone).await;
}

#[tokio::test]
async fn two_channels_of_one_page_have_a_launcher_and_a_panel_each() {
    let stage = Stage::sets().await;
    let other = stage.site.another_account().await;
    let agent = Agent::signs_in(&stage.site.door(), &other.sign_in).await;
    let channel = other.created.channel.clone();
    choose(&agent, &channel, |settings| {
        settings.look.side = Side::Start;
        settings.look.launcher = LauncherStyle::Label;
        let texts = settings.texts.entry(settings.language).or_default();
        texts.launcher = "Ask the bindery".to_owned();
        texts.title = "Bindery".to_owned();
    })
    .await;
    let visitor = stage.visitor(&format!("plain.html?also={channel}")).await;
    visitor.tab.click("button", "Ask the bindery").await;
    let bindery = visitor.tab.frame_at(&format!("/chat/{channel}")).await;
    bindery.shows(".panel-header__title", "Bindery").await;
    visitor.tab.click("button", OPEN).await;
    let first = visitor.tab.frame_at(&format!("/chat/{}", stage.site.channel())).await;
    first.shows(".panel-header__title", "Harbour Books").await;
    let both = "[Object.keys(Pulina.channels).length, document.querySelectorAll('pulina-widget').length]";
    assert_eq!(visitor.tab.evaluate(both).await, json!([2, 2]));
    // Taking one away leaves the other.
    visitor.tab.evaluate(&format!("Pulina.channels[{}].destroy()", json!(channel))).await;
    let one = "[Object.keys(Pulina.channels).length, document.querySelectorAll('pulina-widget').length]";
    assert_eq!(visitor.tab.evaluate(one).await, json!([1, 1]));
    visitor.page_is_unhurt().await;
}
