//! What an admin changes in the desk is what visitors get; nothing is overwritten or lost on the way.

use std::path::Path;
use std::time::Duration;

use pulina_shared::language::Language;
use pulina_shared::text::Colour;
use pulina_shared::wire::availability::DayRange;
use pulina_shared::wire::channel::{ChannelSettings, ChannelTexts, ClosedRule, Font};
use pulina_shared::wire::embed::Side;
use pulina_shared::wire::publishing::{Draft, DraftChange};
use pulina_tests::agent::Agent;
use pulina_tests::channel::{choose, settings_of};
use pulina_tests::chromium::tab::{Tab, TabOptions};
use pulina_tests::front::Wrong;
use pulina_tests::stage::{CLOSE, ChatTab, DeskTab, OPEN, Stage};
use pulina_tests::wait;
use serde_json::json;

/// Goes to the settings of the channel that every team has.
pub async fn opens_channel(desk: &DeskTab) {
    desk.tab.click("link", "Settings").await;
    desk.tab.find("heading", "Settings").await;
    desk.tab.click("link", "Website chat").await;
}

/// All parts of a channel's settings.
pub const PARTS: [&str; 10] = [
    "Look",
    "Texts",
    "Availability",
    "Consent",
    "Conversation",
    "Tracking code",
    "Display rules",
    "Questions",
    "Routing",
    "History",
];

/// The desk with this part of the channel's settings open.
pub async fn settings(stage: &Stage, part: &str) -> DeskTab {
    let desk = stage.agent().await;
    opens_channel(&desk).await;
    desk.tab.click("link", part).await;
    desk.tab.until("the fields are there", FIELDS).await;
    desk
}

const FIELDS: &str = "document.querySelector('.settings__form .settings__fields > *')";

/// Puts this into a field in place of what is there.
pub async fn fills(tab: &Tab, field: &str, words: &str) {
    // The browser proposes zones, so that field is a combobox.
    let role = if field == "Time zone" { "combobox" } else { "textbox" };
    tab.click(role, field).await;
    tab.evaluate("document.activeElement.select()").await;
    tab.types(words).await;
}

/// Chooses one of the options of a list.
pub async fn chooses(tab: &Tab, list: &str, option: &str) {
    let script = format!(
        "(list => {{
           list.value = [...list.options].find(it => it.text === {}).value;
           list.dispatchEvent(new Event('change', {{ bubbles: true }}));
         }})(document.getElementById({}))",
        json!(option),
        json!(list)
    );
    tab.evaluate(&script).await;
}

pub async fn publishes(tab: &Tab) {
    tab.click("button", "Publish…").await;
    tab.has_focused("heading", "What changes for visitors").await;
    tab.click("button", "Publish now").await;
    tab.shows(".settings__told", "Published. Visitors have it within a minute.").await;
}

/// The draft as the server has it.
async fn draft_of(agent: &Agent, stage: &Stage) -> Draft {
    let path = format!("/v1/channels/{}/draft", stage.site.channel());
    agent.asks("GET", &path).granted().await
}

/// A colleague changes the draft.
async fn colleague_changes(agent: &Agent, stage: &Stage, change: impl FnOnce(&mut ChannelSettings)) {
    let Draft { revision, published, mut settings, .. } = draft_of(agent, stage).await;
    change(&mut settings);
    let change = DraftChange { revision, based_on: published, settings };
    let path = format!("/v1/channels/{}/draft", stage.site.channel());
    let _: Draft = agent.asks("PUT", &path).json(&change).granted().await;
}

/// Chooses a file, by keyboard.
pub async fn chooses_file(tab: &Tab, chooser: &str, file: &Path) {
    let focus = format!(
        "(it => {{ it?.focus(); return it !== null && document.activeElement === it; }})(document.querySelector('[data-testid={chooser}]'))"
    );
    tab.until(chooser, &focus).await;
    tab.chooses_files_by_key(tab, "Enter", &[file]).await;
}

#[tokio::test]
async fn look_and_texts_that_were_saved_are_what_visitors_get() {
    let stage = Stage::sets().await;
    let desk = settings(&stage, "Look").await;
    fills(&desk.tab, "Accent colour", "#a01c5e").await;
    desk.tab.shows(".settings__sample", "contrast of").await;
    desk.tab.click("link", "Texts").await;
    fills(&desk.tab, "Heading", "Bindery").await;
    fills(&desk.tab, "Welcome", "Ask us about paper").await;
    desk.tab.shows(".settings__told", "3 changes are not public yet.").await;
    let early = stage.visitor("plain.html").await;
    early.opens_chat().await;
    let panel = early.running_panel().await;
    panel.shows(".panel-header", "Harbour Books").await;
    desk.tab.click("button", "Publish…").await;
    for change in ["Accent colour #1f5eff #a01c5e", "Heading (English) Bindery", "Welcome (English)"] {
        desk.tab.shows(".changes", change).await;
    }
    desk.tab.click("button", "Not yet").await;
    desk.tab.has_focused("button", "Publish…").await;
    publishes(&desk.tab).await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    let panel = visitor.running_panel().await;
    panel.shows(".panel-header", "Bindery").await;
    panel.shows(".message-log", "Ask us about paper").await;
    let colour = "getComputedStyle(document.querySelector('.panel-header')).backgroundColor";
    assert_eq!(panel.evaluate(colour).await, json!("rgb(160, 28, 94)"));
}

#[tokio::test]
async fn publication_reaches_a_chat_that_is_open_within_a_minute() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    let panel = visitor.running_panel().await;
    visitor.tab.types("Half a sen").await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| {
        settings.look.accent = Colour { rgb: [160, 28, 94] };
        settings.look.side = Side::Start;
        let texts = ChannelTexts {
            title: "Bindery".to_owned(),
            subtitle: "We bind".to_owned(),
            welcome: "Ask us about paper".to_owned(),
            ..ChannelTexts::default()
        };
        settings.texts.insert(Language::En, texts);
    })
    .await;
    let shown = "document.getElementById('title').textContent === 'Bindery'";
    panel.until_within(Duration::from_mins(1), "what was published", shown).await;
    panel.shows(".panel-header", "We bind").await;
    panel.shows(".message-log", "Ask us about paper").await;
    let colour = "getComputedStyle(document.querySelector('.panel-header')).backgroundColor";
    panel.until("the colour", &format!("{colour} === 'rgb(160, 28, 94)'")).await;
    visitor.tab.types("tence").await;
    panel.until("nothing typed is lost", "document.getElementById('text').value === 'Half a sentence'").await;
    assert!(panel.complaints().await.is_empty());
    has_launcher_of(&visitor, CLOSE, "rgb(160, 28, 94)").await;
    let launcher = visitor.tab.find("button", CLOSE).await;
    assert!(visitor.tab.box_of(&launcher).await[0] > 1_000.0, "nothing moves by itself");
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn launcher_that_was_there_for_long_has_the_look_of_now_when_it_is_reached_for() {
    let stage = Stage::sets().await;
    let is_old = "performance.now = () => 61_000;";
    let options = TabOptions { first_script: is_old.to_owned(), ..TabOptions::default() };
    let visitor = stage.visits(&stage.chromium.person().await, "plain.html", &options).await;
    has_launcher_of(&visitor, OPEN, "rgb(31, 94, 255)").await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| {
        settings.look.accent = Colour { rgb: [160, 28, 94] };
    })
    .await;
    let launcher = visitor.tab.find("button", OPEN).await;
    let (x, y) = visitor.tab.middle_of(&launcher).await;
    visitor.tab.point_at(x, y).await;
    has_launcher_of(&visitor, OPEN, "rgb(160, 28, 94)").await;
}

/// Waits until the launcher of this name has this colour.
async fn has_launcher_of(visitor: &ChatTab, name: &str, colour: &str) {
    wait::until(&format!("a launcher of {colour}"), wait::ANSWERED, || async {
        let launcher = visitor.tab.find("button", name).await;
        (visitor.tab.style_of(&launcher, "background-color").await == colour).then_some(())
    })
    .await;
}

#[tokio::test]
async fn mistake_is_told_at_its_field_and_nothing_is_saved() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    let before = settings_of(&agent, stage.site.channel()).await;
    let desk = settings(&stage, "Look").await;
    fills(&desk.tab, "Accent colour", "blueish").await;
    desk.tab.click("link", "Texts").await;
    desk.tab.click("button", "Publish…").await;
    desk.tab.shows(".field__mistake", "A colour looks like #1f5eff.").await;
    desk.tab.has_focused("textbox", "Accent colour").await;
    let field = "(it => [it.value, it.getAttribute('aria-invalid')])(document.activeElement)";
    assert_eq!(desk.tab.evaluate(field).await, json!(["blueish", "true"]));
    desk.tab.click("link", "Tracking code").await;
    fills(&desk.tab, "Sites that may show the chat", "shop.example").await;
    desk.tab.click("link", "Look").await;
    fills(&desk.tab, "Accent colour", "1f5eff").await;
    desk.tab.click("link", "Tracking code").await;
    desk.tab.click("textbox", "Sites that may show the chat").await;
    desk.tab
        .evaluate("(it => it.setSelectionRange(it.value.length, it.value.length))(document.activeElement)")
        .await;
    desk.tab.presses("Enter").await;
    desk.tab.types("not a site").await;
    desk.tab.click("button", "Publish…").await;
    desk.tab.shows(".field__mistake", "Line 2 is not a site.").await;
    assert_eq!(settings_of(&agent, stage.site.channel()).await, before, "nothing is half saved");
}

#[tokio::test]
async fn colleagues_never_overwrite_each_others_draft_silently() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    let desk = settings(&stage, "Texts").await;
    for (button, subtitle) in [("Show theirs instead", ""), ("Replace theirs with mine", "Mine")] {
        colleague_changes(&agent, &stage, |settings| {
            settings.look.font = if settings.look.font == Font::Serif { Font::Mono } else { Font::Serif };
        })
        .await;
        let theirs = draft_of(&agent, &stage).await;
        fills(&desk.tab, "Line below the heading", "Mine").await;
        desk.tab.shows("[role=alert]", "A colleague changed the draft").await;
        assert_eq!(draft_of(&agent, &stage).await, theirs, "nothing is replaced yet");
        desk.tab.click("button", button).await;
        let field =
            "[...document.querySelectorAll('.settings input')].find(it => it.id.endsWith('subtitle')).value";
        desk.tab.until("what was chosen is there", &format!("{field} === {}", json!(subtitle))).await;
    }
    desk.tab.shows(".settings__told", "Saved in the draft.").await;
    let settings = draft_of(&agent, &stage).await.settings;
    assert_eq!(settings.texts[&settings.language].subtitle, "Mine");
}

#[tokio::test]
async fn what_somebody_else_published_meanwhile_is_not_replaced_silently() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    let desk = settings(&stage, "Texts").await;
    fills(&desk.tab, "Heading", "Mine").await;
    desk.tab.shows(".settings__told", "One change is not public yet.").await;
    choose(&agent, stage.site.channel(), |settings| settings.look.font = Font::Serif).await;
    desk.tab.click("button", "Publish…").await;
    desk.tab.click("button", "Publish now").await;
    desk.tab.shows("[role=alert]", "A colleague published something else").await;
    let published = settings_of(&agent, stage.site.channel()).await.settings;
    assert_eq!((published.look.font, published.texts.len()), (Font::Serif, 0), "nothing is replaced yet");
    desk.tab.click("button", "Replace theirs with mine").await;
    desk.tab.click("button", "Publish…").await;
    desk.tab.shows(".changes", "Typeface serif system").await;
    desk.tab.click("button", "Publish now").await;
    desk.tab.shows(".settings__told", "Published.").await;
    let published = settings_of(&agent, stage.site.channel()).await.settings;
    assert_eq!(published.texts[&published.language].title, "Mine");
}

#[tokio::test]
async fn one_press_returns_to_what_was_public_before() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    let desk = settings(&stage, "Look").await;
    fills(&desk.tab, "Accent colour", "#a01c5e").await;
    publishes(&desk.tab).await;
    desk.tab.click("link", "History").await;
    desk.tab.shows("ol.settings__keys", "Accent colour").await;
    desk.tab.shows("ol.settings__keys", "Live now").await;
    let returns = "document.querySelector('ol.settings__keys button').click()";
    desk.tab.until("the one before", "document.querySelector('ol.settings__keys button') !== null").await;
    desk.tab.evaluate(returns).await;
    desk.tab.shows("ol.settings__keys", "Returned to an earlier one.").await;
    let settings = settings_of(&agent, stage.site.channel()).await.settings;
    assert_eq!(settings.look.accent.to_string(), "#1f5eff");
    desk.tab.click("link", "Look").await;
    desk.tab
        .until("the field", "document.querySelector('.settings__accent .field__input').value === '#1f5eff'")
        .await;
}

#[tokio::test]
async fn what_is_typed_survives_a_look_at_the_tickets_and_can_be_taken_back() {
    let stage = Stage::sets().await;
    let desk = settings(&stage, "Texts").await;
    fills(&desk.tab, "Heading", "Half a thought").await;
    // What cannot be read is not kept, so there is something to lose.
    desk.tab.click("link", "Look").await;
    fills(&desk.tab, "Accent colour", "blueish").await;
    desk.tab.click("link", "Unassigned").await;
    desk.tab.find("heading", "Unassigned").await;
    let is_asked = "(event => { dispatchEvent(event); return event.defaultPrevented })(new Event('beforeunload', { cancelable: true }))";
    assert_eq!(desk.tab.evaluate(is_asked).await, json!(true), "who leaves the page is asked");
    desk.tab
        .until(
            "the link says so",
            "document.querySelector('.side-bar__settings').innerText.includes('Not saved yet')",
        )
        .await;
    let heading =
        "[...document.querySelectorAll('.settings input')].find(it => it.id.endsWith('title'))?.value";
    desk.tab.click("link", "Settings Not saved yet").await;
    desk.tab.click("link", "Texts").await;
    desk.tab.until("it is there", &format!("{heading} === 'Half a thought'")).await;
    desk.tab.click("link", "Look").await;
    fills(&desk.tab, "Accent colour", "a01c5e").await;
    desk.tab.shows(".settings__told", "2 changes are not public yet.").await;
    desk.tab.click("link", "Texts").await;
    desk.tab.click("button", "Publish…").await;
    desk.tab.click("button", "Throw the draft away").await;
    desk.tab.until("it is gone", &format!("{heading} === ''")).await;
    desk.tab.until("nothing is left to publish", "!document.body.innerText.includes('Publish…')").await;
    assert_eq!(desk.tab.evaluate(is_asked).await, json!(false), "there is nothing to lose");
    desk.tab.shows(".settings__told", "The draft is gone.").await;
    desk.tab.click("button", "Put the draft back").await;
    desk.tab.shows(".settings__told", "2 changes are not public yet.").await;
    desk.tab.until("it is back", &format!("{heading} === 'Half a thought'")).await;
    desk.tab.has_focused("button", "Publish…").await;
}

/// Holds the answer to each change of the settings back until the test lets it go.
const HOLDS_ANSWERS: &str = "
const ask = window.fetch;
window.fetch = async (...given) => {
  const asked = new Request(...given), answer = await ask(asked);
  if (asked.method === 'PUT') await new Promise(go => window.__go = go);
  return answer;
};";

#[tokio::test]
async fn what_is_typed_while_it_saves_is_not_taken_away() {
    let stage = Stage::sets().await;
    let options = TabOptions { first_script: HOLDS_ANSWERS.to_owned(), ..TabOptions::default() };
    let desk = stage.agent_with(&options).await;
    opens_channel(&desk).await;
    desk.tab.click("link", "Texts").await;
    fills(&desk.tab, "Heading", "One").await;
    desk.tab.until("it was answered", "window.__go !== undefined").await;
    fills(&desk.tab, "Heading", "One more").await;
    desk.tab.evaluate("(go => { delete window.__go; go(); })(window.__go)").await;
    desk.tab.until("the rest was answered", "window.__go !== undefined").await;
    let heading =
        "[...document.querySelectorAll('.settings input')].find(it => it.id.endsWith('title')).value";
    assert_eq!(desk.tab.evaluate(heading).await, json!("One more"));
    desk.tab.evaluate("window.__go()").await;
    publishes(&desk.tab).await;
    let settings = settings_of(&stage.site.agent().await, stage.site.channel()).await.settings;
    assert_eq!(settings.texts[&settings.language].title, "One more");
}

#[tokio::test]
async fn what_is_asked_and_kept_is_chosen_in_the_desk() {
    let stage = Stage::sets().await;
    let desk = settings(&stage, "Consent").await;
    chooses(&desk.tab, "consent-mode", "A button has to be pressed before anything is sent").await;
    fills(&desk.tab, "Days that conversations are kept", "30").await;
    fills(&desk.tab, "What is agreed to", "We read this. [More](https://shop.example/privacy)").await;
    fills(&desk.tab, "The button that agrees", "Fine").await;
    desk.tab.click("link", "Conversation").await;
    desk.tab.click("checkbox", "Visitors may send files").await;
    fills(&desk.tab, "Hours in which a message opens a closed conversation again", "48").await;
    publishes(&desk.tab).await;
    let settings = settings_of(&stage.site.agent().await, stage.site.channel()).await.settings;
    assert_eq!(settings.retention_days, Some(30));
    assert_eq!(settings.closed, ClosedRule::ReopenWithinHours(48));
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    let panel = visitor.running_panel().await;
    visitor.says("May I?").await;
    panel.click("button", "Fine").await;
    visitor.last_stands("Sent").await;
    let paperclip = "document.querySelector('[aria-label=\"Attach a file\"]')?.checkVisibility() ?? false";
    assert_eq!(panel.evaluate(paperclip).await, json!(false));
}

#[tokio::test]
async fn opening_hours_are_written_in_the_desk_and_kept() {
    let stage = Stage::sets().await;
    let desk = settings(&stage, "Availability").await;
    desk.tab.shows(".settings__lead", "Now: open, because it is always answered.").await;
    chooses(&desk.tab, "availability-mode", "In the opening hours").await;
    fills(&desk.tab, "Monday", "9-12, 11-18").await;
    desk.tab.click("button", "Publish…").await;
    desk.tab.shows(".field__mistake", "without one reaching into another").await;
    desk.tab.has_focused("textbox", "Monday").await;
    for day in ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] {
        fills(&desk.tab, day, "").await;
        desk.tab.presses("Backspace").await;
    }
    desk.tab.click("button", "Add a day").await;
    fills(&desk.tab, "What it is called", "Short day").await;
    fills(&desk.tab, "Open", "9-12").await;
    desk.tab.click("button", "Publish…").await;
    desk.tab.shows(".field__mistake", "Choose a date.").await;
    let date = "document.activeElement.value = '2099-12-24', document.activeElement.dispatchEvent(new Event('input', { bubbles: true }))";
    desk.tab.until("the date", "document.activeElement.type === 'date'").await;
    desk.tab.evaluate(date).await;
    fills(&desk.tab, "Time zone", "Europe/Nowhere").await;
    desk.tab.click("button", "Publish…").await;
    desk.tab.shows(".field__mistake", "cannot be used").await;
    fills(&desk.tab, "Time zone", "Europe/Helsinki").await;
    publishes(&desk.tab).await;
    desk.tab.shows(".settings__lead", "Now: closed, because ").await;
    let settings = settings_of(&stage.site.agent().await, stage.site.channel()).await.settings;
    let schedule = settings.availability.schedule;
    assert_eq!((schedule.zone.as_str(), schedule.days.len()), ("Europe/Helsinki", 1));
    assert_eq!(schedule.days[0].ranges, [DayRange { from: 540, to: 720 }]);
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.running_panel().await.shows(".panel-header", "We are away at the moment").await;
}

#[tokio::test]
async fn code_to_paste_brings_the_chat_onto_a_page() {
    let stage = Stage::sets().await;
    let desk = settings(&stage, "Tracking code").await;
    let code = desk.tab.evaluate("document.querySelector('.settings__code code').innerText").await;
    let visitor = stage.visitor("bare.html").await;
    let paste = format!("document.body.append(document.createRange().createContextualFragment({code}))");
    visitor.tab.evaluate(&paste).await;
    visitor.opens_chat().await;
    visitor.says("By the code").await;
    visitor.last_stands("Sent").await;
    fills(&desk.tab, "Sites that may show the chat", "Shop.example/").await;
    publishes(&desk.tab).await;
    let settings = settings_of(&stage.site.agent().await, stage.site.channel()).await.settings;
    assert_eq!(settings.allowed_origins, ["https://shop.example"]);
}

#[tokio::test]
async fn key_is_made_shown_once_and_revoked() {
    let stage = Stage::sets().await;
    let desk = settings(&stage, "Tracking code").await;
    desk.tab.click("button", "Make a key").await;
    let secret = "[...document.querySelectorAll('.settings__code code')].map(it => it.innerText).find(it => it.startsWith('pis_'))";
    desk.tab.until("the secret", secret).await;
    desk.tab.click("button", "Make a key").await;
    desk.tab.shows(".field__hint", "Two keys are live.").await;
    assert_eq!(desk.tab.texts(".settings__key code").await.len(), 2);
    desk.tab.click("link", "Look").await;
    desk.tab.click("link", "Tracking code").await;
    desk.tab.until("the keys", "document.querySelectorAll('.settings__key').length === 2").await;
    assert_eq!(desk.tab.evaluate(&format!("{secret} ?? null")).await, json!(null), "it is shown once");
    let first = desk.tab.texts(".settings__key code").await.remove(0);
    desk.tab.click("button", &format!("Revoke {first}")).await;
    let question = format!("Type \u{2068}{first}\u{2069} to go on");
    desk.tab.has_focused("textbox", &question).await;
    desk.tab.click("button", "Cancel").await;
    desk.tab.has_focused("button", &format!("Revoke {first}")).await;
    desk.tab.presses("Enter").await;
    desk.tab.has_focused("textbox", &question).await;
    desk.tab.click("button", "Revoke it").await;
    desk.tab.shows(".field__mistake", "This is something else. Nothing was done.").await;
    desk.tab.has_focused("textbox", &question).await;
    desk.tab.types(&first).await;
    desk.tab.click("button", "Revoke it").await;
    desk.tab.until("one is left", "document.querySelectorAll('.settings__key').length === 1").await;
    assert_ne!(desk.tab.texts(".settings__key code").await, [first]);
    desk.tab.find("button", "Make a key").await;
}

#[tokio::test]
async fn settings_that_could_not_be_loaded_can_be_tried_again() {
    let (stage, front) = Stage::behind_front().await;
    let desk = stage.agent().await;
    front.breaks("/assets/desk-settings", Wrong::Status(503));
    desk.tab.click("link", "Settings").await;
    desk.tab.shows("[role=alert]", "The settings could not be loaded.").await;
    front.heals();
    front.breaks("/v1/channels", Wrong::Status(503));
    desk.tab.click("button", "Try again").await;
    desk.tab.shows(".settings__fields [role=alert]", "could not be understood").await;
    desk.tab.has_focused("heading", "Settings").await;
    front.heals();
    desk.tab.click("button", "Try again").await;
    desk.tab.has_focused("heading", "Channels").await;
    desk.tab.find("link", "Website chat").await;
    front.breaks("/v1/channels/", Wrong::Status(503));
    desk.tab.click("link", "Website chat").await;
    desk.tab.shows(".settings__fields [role=alert]", "could not be understood").await;
    front.heals();
    desk.tab.click("button", "Try again").await;
    desk.tab.find("textbox", "Accent colour").await;
}

#[tokio::test]
async fn settings_fit_a_phone() {
    let stage = Stage::sets().await;
    let desk = stage.agent_with(&TabOptions { size: (360, 720), ..TabOptions::default() }).await;
    opens_channel(&desk).await;
    for part in PARTS {
        desk.tab.click("link", part).await;
        desk.tab.until("the fields are there", FIELDS).await;
        let wide = "document.documentElement.scrollWidth - innerWidth";
        assert_eq!(desk.tab.evaluate(wide).await, 0, "{part}");
    }
}
