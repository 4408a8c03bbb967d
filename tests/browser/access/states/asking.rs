//! What is asked before and beside a conversation, a launcher with words, and nobody there.

use std::time::{SystemTime, UNIX_EPOCH};

use pulina_shared::wire::channel::ChannelSettings;
use pulina_tests::stage::Stage;
use serde_json::{Value, json};

use super::super::inspection::Breadth;
use super::{Walk, channel_with, click, shown};

const MINUTES_PER_DAY: u64 = 24 * 60;

pub async fn is_walked(breadth: Breadth) -> usize {
    let stage = Stage::sets().await;
    asks_everything_first(&stage, breadth).await
        + asks_beside(&stage, breadth).await
        + has_its_own_button(&stage, breadth).await
}

fn chosen(settings: Value) -> impl FnOnce(&mut ChannelSettings) {
    move |before| *before = serde_json::from_value(settings).expect("settings")
}

/// Consent by a button, then a form; nobody is there.
async fn asks_everything_first(stage: &Stage, breadth: Breadth) -> usize {
    let settings = json!({
        "look": {"launcher": "label", "heading": {"users": []}, "accent": "#f2c744"},
        "consent": {"mode": "explicit"},
        "form": form(),
        "availability": {"mode": "hours", "away": "message", "schedule": {"zone": "UTC", "week": [[], [], [], [], [], [], []], "days": []}},
        "texts": {"en": {
            "launcher": "Ask the shop",
            "teaser": "Looking for a size, or for a cup that fits your hand? Ask us.",
            "consent": "We read what you write to answer you, and keep it for a year. More in our [privacy notice](https://example.com/privacy).",
            "communicate": "You may write to me about [offers](https://example.com/offers).",
        }},
    });
    let (host, _agent) = channel_with(&stage.site, chosen(settings)).await;
    let mut walk = Walk::begins(stage, &host, breadth).await;
    let teaser = "document.querySelector('pulina-widget').shadowRoot.querySelector('p') !== null";
    walk.tab.until("the teaser", teaser).await;
    walk.looks_at_page("launcher with words and a teaser").await;
    let panel = walk.opens().await;
    shown(&panel, ".gate__tick").await;
    walk.looks_at_panel("asked to agree, nobody there", &panel).await;
    walk.says(&panel, "Do you ship to Norway?").await;
    shown(&panel, "#wrong").await;
    walk.looks_at_panel("a message waits for consent", &panel).await;
    click(&panel, "#gate-button").await;
    shown(&panel, ".gate__field").await;
    walk.looks_at_panel("form", &panel).await;
    click(&panel, "#gate-button").await;
    shown(&panel, ".gate__wrong").await;
    walk.looks_at_panel("mistakes in the form", &panel).await;
    walk.inspection.ends()
}

fn form() -> Value {
    let question =
        |name: &str, kind: &str, label: &str| json!({"name": name, "kind": kind, "labels": {"en": label}});
    let mut form = vec![
        question("name", "name", "Your name"),
        question("email", "email", "E-mail address"),
        question("phone", "phone", "Telephone"),
        question("order", "number", "The number of your order, as it stands on the parcel"),
        question("day", "date", "When did you order?"),
        question("topic", "list", "What is it about?"),
        question("details", "text", "In a few words"),
        question("terms", "link", "Our terms"),
        question("accepts", "checkbox", "I have read them and agree to every single one"),
    ];
    form[0]["is_required"] = true.into();
    form[1]["is_required"] = true.into();
    form[5]["options"] =
        json!(["Delivery", "Returns", "Something else altogether, which takes longer to say"]);
    form[7]["value"] = "https://example.com/terms".into();
    form[8]["is_required"] = true.into();
    Value::Array(form)
}

/// Consent by sending, then an e-mail address; somebody comes back in two hours.
async fn asks_beside(stage: &Stage, breadth: Breadth) -> usize {
    let settings = json!({
        "consent": {"mode": "implicit"},
        "email": "after",
        "closed": {"reopen_within_hours": 0},
        "availability": {"mode": "hours", "away": "return_time", "schedule": {"zone": "UTC", "week": opens_later(), "days": []}},
        "texts": {"en": {"title": "Harbour Books and Pottery", "subtitle": "Cups, bowls and everything to read beside them"}},
    });
    let (host, mut agent) = channel_with(&stage.site, chosen(settings)).await;
    let mut walk = Walk::begins(stage, &host, breadth).await;
    let panel = walk.opens().await;
    shown(&panel, ".gate-note").await;
    walk.looks_at_panel("sending means to agree", &panel).await;
    walk.says(&panel, "When do you open?").await;
    shown(&panel, "#gate-email").await;
    walk.looks_at_panel("asked for an e-mail address", &panel).await;
    click(&panel, "#gate-button").await;
    shown(&panel, ".gate__wrong").await;
    walk.looks_at_panel("no e-mail address", &panel).await;
    click(&panel, ".gate__skip").await;
    let ticket = agent.sees_ticket("When do you open?").await;
    agent.closes(&ticket).await;
    shown(&panel, "#begin-another").await;
    walk.looks_at_panel("closed for good", &panel).await;
    walk.inspection.ends()
}

/// Every day the same hour, which begins in two hours.
fn opens_later() -> Value {
    let minute = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970").as_secs() / 60;
    let from = (minute + 120) % MINUTES_PER_DAY;
    let to = if from + 60 > MINUTES_PER_DAY { MINUTES_PER_DAY } else { from + 60 };
    json!(vec![json!([{"from": from, "to": to}]); 7])
}

/// The site opens the chat by itself, and nobody has said anything; then as a page of its own.
async fn has_its_own_button(stage: &Stage, breadth: Breadth) -> usize {
    let settings = json!({"look": {"launcher": "hidden", "accent": "#0b3d2e", "side": "start"}, "files": {
        "are_allowed": false, "bytes_max": 1_048_576, "are_archives_allowed": false,
    }});
    let (host, _agent) = channel_with(&stage.site, chosen(settings)).await;
    let mut walk = Walk::begins(stage, &host, breadth).await;
    walk.looks_at_page("no launcher").await;
    walk.tab.evaluate("Pulina.open()").await;
    let panel = walk.tab.frame_at("/chat/").await;
    shown(&panel, "[role=log]").await;
    walk.looks_at_panel("opened by the site", &panel).await;
    let language = if breadth == Breadth::Whole { "en" } else { "ar" };
    let address = panel.evaluate("location.pathname").await;
    let page = format!("{}{}?lang={language}", stage.site.door().origin(), address.as_str().expect("a path"));
    walk.tab.goes_to(&page).await;
    shown(&walk.tab, "[role=log]").await;
    walk.looks_at_page("a page of its own").await;
    let trap =
        "dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('unreachable') }))";
    walk.tab.evaluate(trap).await;
    shown(&walk.tab, "#stopped").await;
    walk.looks_at_page("stopped").await;
    walk.inspection.ends()
}
