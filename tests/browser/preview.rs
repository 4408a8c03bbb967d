//! The real widget beside the settings: it follows what is typed without loading again, shows every
//! state, sends nothing, and can be shown to others for a week.

use pulina_shared::wire::channel::ConsentMode;
use pulina_shared::wire::help_desk::TicketPage;
use pulina_shared::wire::publishing::PreviewLink;
use pulina_tests::channel::choose;
use pulina_tests::chromium::tab::Tab;
use pulina_tests::stage::{DeskTab, Stage};
use pulina_tests::wait;
use serde_json::json;

use crate::settings::{fills, settings};

/// The panel's page in a preview.
const PANEL: &str = "/chat/";
/// The sample page around it.
const SAMPLE: &str = "/preview?lang=";
const HEADER_COLOUR: &str = "getComputedStyle(document.querySelector('.panel-header')).backgroundColor";

/// The panel's app runs.
async fn runs(tab: &Tab) {
    tab.until_inner(PANEL, "the panel's app runs", "document.querySelector('[role=log]') !== null").await;
}

async fn scene(tab: &Tab, name: &str) {
    tab.click("radio", name).await;
}

/// The settings on a screen that has room for the preview beside them.
async fn beside_settings(stage: &Stage, part: &str) -> DeskTab {
    let desk = settings(stage, part).await;
    desk.tab.resize(1_400, 900).await;
    desk
}

#[tokio::test]
async fn every_key_is_shown_without_loading_again() {
    let stage = Stage::sets().await;
    let desk = beside_settings(&stage, "Look").await;
    runs(&desk.tab).await;
    let before = desk.tab.inner_at(PANEL).await;
    desk.tab.inner_shows(PANEL, "#title", "Harbour Books").await;
    let n_requests = desk.tab.requests().iter().filter(|address| address.contains(PANEL)).count();
    fills(&desk.tab, "Accent colour", "#a01c5e").await;
    desk.tab.until_inner(PANEL, "the colour", &format!("{HEADER_COLOUR} === 'rgb(160, 28, 94)'")).await;
    desk.tab.click("link", "Texts").await;
    fills(&desk.tab, "Heading", "Bind").await;
    desk.tab.inner_shows(PANEL, "#title", "Bind").await;
    desk.tab.types("ery").await;
    desk.tab.inner_shows(PANEL, "#title", "Bindery").await;
    fills(&desk.tab, "Welcome", "Ask us about paper").await;
    desk.tab.inner_shows(PANEL, "#welcome", "Ask us about paper").await;
    assert!(desk.tab.inner_at(PANEL).await.is(&before));
    let after = desk.tab.requests().iter().filter(|address| address.contains(PANEL)).count();
    assert_eq!(after, n_requests, "the panel was loaded once");
    desk.tab.has_focused("textbox", "Welcome").await;
}

#[tokio::test]
async fn every_state_can_be_looked_at() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| settings.consent.mode = ConsentMode::Explicit).await;
    let desk = beside_settings(&stage, "Look").await;
    let tab = &desk.tab;
    tab.inner_shows(PANEL, "#gate button", "I agree").await;
    scene(tab, "Questions").await;
    tab.shows(".preview__note", "Nothing is asked before the first message.").await;
    let quiet = "document.querySelector('[role=log]') && !document.querySelector('#gate').innerText.trim()";
    tab.until_inner(PANEL, "no consent is asked with the questions", quiet).await;
    scene(tab, "Consent").await;
    tab.inner_shows(PANEL, "#gate button", "I agree").await;
    scene(tab, "Conversation").await;
    tab.inner_shows(PANEL, "#list", "Are you open on Saturday?").await;
    scene(tab, "Ended").await;
    tab.inner_shows(PANEL, "#closed", "").await;
    tab.inner_shows(PANEL, "#list", "Are you open on Saturday?").await;
    scene(tab, "Away").await;
    tab.inner_shows(PANEL, "#presence", "We will be back").await;
    scene(tab, "Launcher").await;
    tab.until_inner(SAMPLE, "the launcher stands there", "document.querySelector('pulina-widget') !== null")
        .await;
    wait::until("the panel is gone", wait::ANSWERED, || async {
        tab.inner_now(PANEL).await.is_none().then_some(())
    })
    .await;
}

#[tokio::test]
async fn light_device_and_language_are_chosen_beside_it() {
    let stage = Stage::sets().await;
    let desk = beside_settings(&stage, "Look").await;
    let tab = &desk.tab;
    runs(tab).await;
    scene(tab, "Dark").await;
    let dark = "document.documentElement.classList.contains('scheme-dark')";
    tab.until_inner(PANEL, "it is dark", dark).await;
    scene(tab, "Light").await;
    tab.until_inner(PANEL, "it is light", &format!("!{dark}")).await;
    let width = "document.documentElement.clientWidth";
    tab.until_inner(SAMPLE, "a computer's width", &format!("{width} > 500")).await;
    scene(tab, "Phone").await;
    tab.until_inner(SAMPLE, "a phone's width", &format!("{width} === 375")).await;
    crate::settings::chooses(tab, "preview-language", "Suomi").await;
    tab.until_inner("lang=fi", "in Finnish", "document.documentElement.lang === 'fi'").await;
    tab.until_inner(PANEL, "in Finnish", "document.documentElement.lang === 'fi'").await;
}

#[tokio::test]
async fn what_is_written_in_a_preview_goes_nowhere() {
    let stage = Stage::sets().await;
    let desk = beside_settings(&stage, "Look").await;
    let tab = &desk.tab;
    runs(tab).await;
    let kept = "JSON.stringify(Object.keys(localStorage).filter(key => key.startsWith('pulina.')))";
    let before = tab.evaluate(kept).await;
    tab.until_inner(
        PANEL,
        "it is written",
        "(field => {
               if (!document.querySelector('[role=log]')) return false;
               field.value = 'Is this real?';
               field.dispatchEvent(new Event('input', { bubbles: true }));
               document.getElementById('composer').requestSubmit();
               return true;
             })(document.getElementById('text'))",
    )
    .await;
    tab.inner_shows(PANEL, "#list", "Is this real?").await;
    tab.inner_shows(PANEL, "#list", "from 10 to 16").await;
    let agent = stage.site.agent().await;
    let tickets: TicketPage = agent.asks("GET", "/v1/tickets").granted().await;
    assert!(tickets.tickets.is_empty());
    assert_eq!(tab.evaluate(kept).await, before);
    let wrong = |address: &String| address.contains("/visits") || address.contains("/conversations");
    assert_eq!(tab.requests().iter().filter(|address| wrong(address)).count(), 0);
}

#[tokio::test]
async fn link_shows_the_draft_to_whoever_has_it() {
    let stage = Stage::sets().await;
    let desk = beside_settings(&stage, "Texts").await;
    fills(&desk.tab, "Heading", "Bindery").await;
    desk.tab.click("button", "Make a link to this preview").await;
    desk.tab.shows(".preview__share", "It works until").await;
    let address = desk.tab.evaluate("document.querySelector('.preview__share code').innerText").await;
    let address = address.as_str().expect("an address");
    let guest = stage.chromium.person().await.tab().await;
    guest.goes_to(address).await;
    guest.click("button", "Open the chat").await;
    guest.inner_shows(PANEL, "#title", "Bindery").await;
    assert_eq!(guest.evaluate("document.cookie + Object.keys(localStorage)").await, json!(""));
    let robots = "document.querySelector('meta[name=robots]').content";
    assert_eq!(guest.evaluate(robots).await, json!("noindex"));
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.running_panel().await.shows(".panel-header", "Harbour Books").await;
    let forged = [&address[..address.len() - 1], if address.ends_with('0') { "1" } else { "0" }].concat();
    guest.goes_to(&forged).await;
    guest.shows("body", "not_found").await;
    let agent = stage.site.agent().await;
    let path = format!("/v1/channels/{}/preview-links", stage.site.channel());
    let made: PreviewLink = agent.asks("POST", &path).granted().await;
    assert!(made.path.starts_with("/preview/"));
}

#[tokio::test]
async fn preview_has_a_screen_of_its_own_on_a_phone() {
    let stage = Stage::sets().await;
    let desk = settings(&stage, "Texts").await;
    desk.tab.resize(360, 740).await;
    assert!(desk.tab.inner_now(PANEL).await.is_none());
    desk.tab.click("button", "Preview").await;
    desk.tab.inner_shows(PANEL, "#title", "Harbour Books").await;
    let fits = "document.documentElement.scrollWidth <= innerWidth";
    desk.tab.until("nothing stands out", fits).await;
    desk.tab.click("button", "Close the preview").await;
    fills(&desk.tab, "Heading", "Bindery").await;
    desk.tab.click("button", "Preview").await;
    desk.tab.inner_shows(PANEL, "#title", "Bindery").await;
}
