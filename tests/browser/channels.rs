//! Channels as a team meets them: begun, listed, switched, found on sites, and with what their visitors
//! agreed to.

use pulina_shared::ids::ChannelId;
use pulina_shared::language::Language;
use pulina_shared::wire::channel::{ChannelTexts, ConsentMode};
use pulina_shared::wire::channels::{Channels, NewChannel};
use pulina_shared::wire::conversation::{Act, ConsentAct, Purpose};
use pulina_tests::agent::Agent;
use pulina_tests::channel::{choose, panel_settings, settings_of};
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::front::Wrong;
use pulina_tests::random;
use pulina_tests::stage::{ChatTab, OPEN, Stage};
use serde_json::json;

use crate::settings::{chooses, fills, publishes, settings};

/// The code that the desk offers.
const SNIPPET: &str = "document.querySelector('.settings__code code').innerText";

/// A page without a chat, with this code pasted into it.
async fn pastes(stage: &Stage, code: &str) -> ChatTab {
    let visitor = stage.visitor("bare.html").await;
    let paste =
        format!("document.body.append(document.createRange().createContextualFragment({}))", json!(code));
    visitor.tab.evaluate(&paste).await;
    visitor
}

async fn list(agent: &Agent) -> Channels {
    agent.asks("GET", "/v1/channels").granted().await
}

async fn made(agent: &Agent, name: &str) -> ChannelId {
    let new = NewChannel { begin: random::message_id(), name: name.to_owned(), settings: None };
    let made: pulina_shared::wire::channels::ChannelRecord =
        agent.asks("POST", "/v1/channels").json(&new).granted().await;
    made.id
}

/// What somebody does, counted: every press and every field that is typed into.
struct Steps(Vec<&'static str>);

impl Steps {
    fn takes(&mut self, step: &'static str) {
        self.0.push(step);
    }
}

#[tokio::test]
async fn fresh_account_has_a_chat_on_its_page_in_fewer_than_fifteen_steps() {
    let stage = Stage::sets().await;
    let desk = stage.desk_door(&TabOptions::default()).await;
    let mut steps = Steps(Vec::new());
    desk.signs_in(&stage).await;
    for step in ["type the address", "type the password", "sign in"] {
        steps.takes(step);
    }
    desk.tab.click("link", "Settings").await;
    steps.takes("open the settings");
    desk.tab.shows(".channel", "Its code was never seen on a page.").await;
    desk.tab.click("link", "Set up your chat").await;
    steps.takes("set up the chat");
    desk.tab.has_focused("heading", "Set up your chat").await;
    fills(&desk.tab, "Name of the channel", "Harbour shop").await;
    steps.takes("type a name");
    fills(&desk.tab, "Accent colour", "#a01c5e").await;
    steps.takes("type a colour");
    fills(&desk.tab, "Greeting", "Ahoy! How can we help?").await;
    steps.takes("type a greeting");
    chooses(&desk.tab, "start-hours", "On weekdays, 9:00 to 17:00").await;
    steps.takes("choose the hours");
    chooses(&desk.tab, "start-consent", "A notice is shown; who writes agrees").await;
    steps.takes("choose what is asked");
    desk.tab.click("button", "Publish it and get the code").await;
    steps.takes("publish");
    desk.tab.has_focused("button", "Copy").await;
    desk.tab.find("heading", "Harbour shop").await;
    desk.tab.presses("Enter").await;
    steps.takes("copy the code");
    let code = desk.tab.evaluate(SNIPPET).await;
    let visitor = pastes(&stage, code.as_str().expect("a code")).await;
    steps.takes("paste it into the page");
    visitor.opens_chat().await;
    let panel = visitor.running_panel().await;
    panel.shows(".message-log", "Ahoy! How can we help?").await;
    let colour = "getComputedStyle(document.querySelector('.panel-header')).backgroundColor";
    assert_eq!(panel.evaluate(colour).await, json!("rgb(160, 28, 94)"));
    desk.tab.shows(".live-check__state", "Seen on ").await;
    println!("{} steps: {}", steps.0.len(), steps.0.join(", "));
    assert!(steps.0.len() < 15, "{:?}", steps.0);

    let agent = stage.site.agent().await;
    let Channels { channels, .. } = list(&agent).await;
    assert_eq!(channels.len(), 1, "no second one was made");
    assert_eq!(channels[0].name, "Harbour shop");
    let chosen = settings_of(&agent, stage.site.channel()).await.settings;
    assert_eq!(chosen.consent.mode, ConsentMode::Implicit);
    assert_ne!(chosen.availability.schedule.zone, "");
}

#[tokio::test]
async fn new_channel_is_made_once_and_what_was_typed_survives_a_refusal() {
    let (stage, front) = Stage::behind_front().await;
    let desk = stage.agent().await;
    desk.tab.click("link", "Settings").await;
    desk.tab.click("link", "Add a channel").await;
    desk.tab.has_focused("heading", "Add a channel").await;
    fills(&desk.tab, "Accent colour", "blueish").await;
    desk.tab.click("button", "Create it and get the code").await;
    desk.tab.shows(".field__mistake", "A colour looks like #1f5eff.").await;
    desk.tab.has_focused("textbox", "Accent colour").await;
    fills(&desk.tab, "Accent colour", "#0a7d55").await;
    fills(&desk.tab, "Name of the channel", &"x".repeat(200)).await;
    desk.tab.presses("Enter").await;
    desk.tab.shows(".field__mistake", "Use at most").await;
    desk.tab.has_focused("textbox", "Name of the channel").await;
    fills(&desk.tab, "Name of the channel", "Second shop").await;
    front.breaks("/v1/channels", Wrong::Status(503));
    desk.tab.presses("Enter").await;
    desk.tab.shows(".settings__fields [role=alert]", "could not be understood").await;
    front.heals();
    let presses = "(it => { it.click(); it.click(); })(document.querySelector('.channels__create'))";
    desk.tab.evaluate(presses).await;
    desk.tab.has_focused("button", "Copy").await;
    desk.tab.find("heading", "Second shop").await;
    let agent = stage.site.agent().await;
    let Channels { channels, .. } = list(&agent).await;
    let names: Vec<_> = channels.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["Website chat", "Second shop"]);
    let code = desk.tab.evaluate(SNIPPET).await;
    assert!(code.as_str().is_some_and(|code| code.contains(channels[1].id.as_str())), "{code}");
    desk.tab.evaluate("history.back()").await;
    desk.tab.has_focused("heading", "Channels").await;
    desk.tab.shows(".channels", "Second shop").await;
}

#[tokio::test]
async fn channel_that_is_off_says_so_and_lets_no_visitor_in() {
    let (stage, front) = Stage::behind_front().await;
    let desk = stage.agent().await;
    desk.tab.click("link", "Settings").await;
    let switch = "\u{2068}Website chat\u{2069}: let new visitors in";
    front.breaks("/v1/channels/", Wrong::Status(503));
    desk.tab.click("switch", switch).await;
    desk.tab.shows(".channel [role=alert]", "could not be understood").await;
    let is_on = "document.querySelector('.switch').ariaChecked";
    assert_eq!(desk.tab.evaluate(is_on).await, json!("true"), "it is as it was");
    front.heals();
    desk.tab.click("switch", switch).await;
    desk.tab.shows(".channel__problem", "It is switched off: new visitors have no chat.").await;
    assert_eq!(desk.tab.evaluate(is_on).await, json!("false"));
    let visitor = stage.visitor("plain.html").await;
    visitor.tab.until("the script has run", "window.Pulina !== undefined").await;
    visitor.tab.is_still().await;
    assert_eq!(
        visitor.tab.evaluate("document.body.innerText").await.as_str().map(|it| it.contains(OPEN)),
        Some(false)
    );
    let launcher = |node: &pulina_tests::chromium::node::Node| node.role == "button" && node.name == OPEN;
    assert!(!visitor.tab.nodes().await.iter().any(launcher), "there is no launcher");
    desk.tab.click("switch", switch).await;
    desk.tab.until("it is on", &format!("{is_on} === 'true'")).await;
    stage.visitor("plain.html").await.opens_chat().await;
}

#[tokio::test]
async fn channel_is_renamed_in_place() {
    let stage = Stage::sets().await;
    let desk = stage.agent().await;
    desk.tab.click("link", "Settings").await;
    desk.tab.click("button", "Rename \u{2068}Website chat\u{2069}").await;
    desk.tab.has_focused("textbox", "Name of the channel").await;
    for (name, mistake) in [(" ".to_owned(), "Enter a name."), ("x".repeat(200), "Use at most")] {
        desk.tab.evaluate("document.activeElement.select()").await;
        desk.tab.types(&name).await;
        desk.tab.presses("Enter").await;
        desk.tab.shows(".field__mistake", mistake).await;
        desk.tab.has_focused("textbox", "Name of the channel").await;
        let typed = desk.tab.evaluate("document.activeElement.value").await;
        assert_eq!(typed, json!(name), "it stays");
    }
    let asked = desk.tab.answers(false, Box::pin(desk.tab.click("link", "Inboxes"))).await;
    assert!(asked.contains("What you typed is not saved"), "{asked}");
    desk.tab.click("textbox", "Name of the channel").await;
    desk.tab.evaluate("document.activeElement.select()").await;
    desk.tab.types("Shop floor").await;
    desk.tab.presses("Enter").await;
    desk.tab.has_focused("button", "Rename \u{2068}Shop floor\u{2069}").await;
    assert_eq!(list(&stage.site.agent().await).await.channels[0].name, "Shop floor");
    desk.tab.click("link", "Shop floor").await;
    desk.tab.has_focused("heading", "Shop floor").await;
}

#[tokio::test]
async fn each_channel_has_settings_of_its_own_and_keeps_what_is_typed() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    let second = made(&agent, "Second shop").await;
    choose(&agent, &second, |settings| settings.look.side_offset = 7).await;
    let desk = settings(&stage, "Look").await;
    fills(&desk.tab, "Accent colour", "blueish").await;
    desk.tab.click("link", "Back to channels").await;
    desk.tab.has_focused("heading", "Channels").await;
    desk.tab.shows(".channel__mark", "Not saved yet").await;
    desk.tab.click("link", "Second shop").await;
    desk.tab.has_focused("heading", "Second shop").await;
    let offset = "document.querySelector('[id=field-look-side_offset]')?.value";
    desk.tab.until("its own settings", &format!("{offset} === '7'")).await;
    let accent = "document.querySelector('[id=field-look-accent]')?.value";
    assert_eq!(desk.tab.evaluate(accent).await, json!("#1f5eff"));
    fills(&desk.tab, "Accent colour", "#a01c5e").await;
    publishes(&desk.tab).await;
    assert_eq!(settings_of(&agent, &second).await.settings.look.accent.to_string(), "#a01c5e");
    let of_first = settings_of(&agent, stage.site.channel()).await.settings.look.accent;
    assert_eq!(of_first.to_string(), "#1f5eff", "another channel is not touched");
    desk.tab.evaluate("location.hash = '#/settings/look'").await;
    desk.tab.has_focused("heading", "Website chat").await;
    desk.tab.until("what was typed is there", &format!("{accent} === 'blueish'")).await;
}

#[tokio::test]
async fn live_check_sees_a_page_and_names_a_site_that_is_not_allowed() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |it| it.allowed_origins = vec!["https://shop.example".to_owned()])
        .await;
    let desk = settings(&stage, "Tracking code").await;
    desk.tab.shows(".live-check", "Not seen yet.").await;
    let origin = stage.host.origin();
    let code = desk.tab.evaluate(SNIPPET).await;
    let code = code.as_str().expect("a code");
    pastes(&stage, code).await;
    desk.tab
        .shows(
            ".live-check__site",
            &format!("\u{2068}{origin}\u{2069} has the code and may not show the chat."),
        )
        .await;
    desk.tab.click("button", &format!("Allow this site: \u{2068}{origin}\u{2069}")).await;
    desk.tab.shows(".live-check__site", "Allowed in the draft.").await;
    publishes(&desk.tab).await;
    desk.tab.shows(".live-check__state", &format!("Seen on \u{2068}{origin}\u{2069}")).await;
    desk.tab.until("nothing is wrong", "!document.querySelector('.live-check__site')").await;
    let allowed = settings_of(&agent, stage.site.channel()).await.settings.allowed_origins;
    assert_eq!(allowed, ["https://shop.example", &origin]);
    let visitor = pastes(&stage, code).await;
    visitor.opens_chat().await;
    desk.tab.click("link", "Channels").await;
    desk.tab.shows(".channel__seen--works", &format!("Last seen on \u{2068}{origin}")).await;
}

#[tokio::test]
async fn live_check_switches_a_channel_on_that_is_off() {
    let stage = Stage::sets().await;
    let desk = stage.agent().await;
    desk.tab.click("link", "Settings").await;
    desk.tab.click("switch", "\u{2068}Website chat\u{2069}: let new visitors in").await;
    desk.tab.shows(".channel__problem", "It is switched off").await;
    desk.tab.click("link", "Get the code").await;
    desk.tab.click("button", "Switch it on").await;
    desk.tab
        .until("it is on", "!document.querySelector('.live-check').innerText.includes('switched off')")
        .await;
    assert!(list(&stage.site.agent().await).await.channels[0].is_on);
}

#[tokio::test]
async fn versions_of_consent_are_listed_with_how_many_agreed() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| settings.consent.mode = ConsentMode::Explicit).await;
    let asked = panel_settings(&stage.site.door(), stage.site.channel(), "?lang=en", "").await;
    let asked = asked.consent.expect("asked");
    let mut visitor = stage.site.visitor().await;
    visitor
        .does(Act::Consent(ConsentAct {
            purpose: Purpose::Process,
            is_given: true,
            version: asked.version.clone(),
            language: Language::En,
            page: String::new(),
        }))
        .await
        .expect("it is the current one");
    visitor.says("one").await;
    let own = ChannelTexts { consent: "May we?".to_owned(), ..ChannelTexts::default() };
    choose(&agent, stage.site.channel(), |settings| drop(settings.texts.insert(Language::En, own))).await;
    let desk = settings(&stage, "Consent").await;
    let rows = "[...document.querySelectorAll('.consent-versions__row')]";
    desk.tab.until("both are listed", &format!("{rows}.length === 2")).await;
    desk.tab.shows(".consent-versions__row", "Asked now").await;
    desk.tab.shows(".consent-versions__row", "Nobody agreed yet").await;
    desk.tab.shows(".consent-versions__row", "One visitor agreed").await;
    let current = format!(
        "{rows}.filter(it => it.innerText.includes('Asked now')).map(it => it.innerText.includes('Nobody agreed yet'))"
    );
    assert_eq!(desk.tab.evaluate(&current).await, json!([true]), "one is current, and nobody agreed to it");
    desk.tab
        .evaluate("document.querySelectorAll('.consent-versions__row summary').forEach(it => it.click())")
        .await;
    desk.tab.shows(".consent-versions__row", "May we?").await;
    desk.tab.shows(".consent-versions__row", &asked.text).await;
}

#[tokio::test]
async fn channels_fit_a_phone() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |it| it.consent.mode = ConsentMode::Explicit).await;
    made(&agent, "A channel with a rather long name for the whole of the harbour").await;
    let desk = stage.agent_with(&TabOptions { size: (360, 720), ..TabOptions::default() }).await;
    desk.tab.click("link", "Settings").await;
    for (link, shown) in [
        ("Channels", ".channel"),
        ("Add a channel", "#start-consent"),
        ("Back to channels", ".channel"),
        ("Website chat", ".settings__form"),
        ("Tracking code", ".live-check"),
        ("Consent", ".consent-versions__row"),
    ] {
        desk.tab.click("link", link).await;
        desk.tab.until(link, &format!("document.querySelector('{shown}')")).await;
        let wide = "document.documentElement.scrollWidth - innerWidth";
        assert_eq!(desk.tab.evaluate(wide).await, 0, "{link}");
    }
}

#[tokio::test]
async fn what_was_answered_for_a_new_channel_is_left_only_by_who_says_so() {
    let stage = Stage::sets().await;
    let desk = stage.agent().await;
    desk.tab.click("link", "Settings").await;
    desk.tab.click("link", "Add a channel").await;
    desk.tab.click("textbox", "Greeting").await;
    desk.tab.types("Ahoy").await;
    desk.tab.answers(false, Box::pin(desk.tab.click("link", "Back to channels"))).await;
    assert_eq!(desk.tab.evaluate("document.getElementById('start-greeting')?.value").await, "Ahoy");
    desk.tab.answers(true, Box::pin(desk.tab.click("link", "Back to channels"))).await;
    desk.tab.find("link", "Set up your chat").await;
}
