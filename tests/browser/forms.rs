//! What is asked beside the conversation: an e-mail address in its four ways, and the channel's own
//! questions of every kind, judged before they travel and never at the cost of what was typed.

use std::collections::BTreeMap;

use pulina_shared::language::Language;
use pulina_shared::wire::availability::AvailabilityMode;
use pulina_shared::wire::channel::EmailCapture;
use pulina_shared::wire::conversation::EventKind;
use pulina_shared::wire::form::{FieldKind, FormField};
use pulina_tests::channel::choose;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::stage::Stage;
use serde_json::json;

const ASKED: &str = "Where can we reach you?";
const NO_GATE: &str = "!document.querySelector('.gate')";

async fn stage_that_captures(email: EmailCapture) -> Stage {
    let stage = Stage::sets().await;
    choose(&stage.site.agent().await, stage.site.channel(), |settings| settings.email = email).await;
    stage
}

#[tokio::test]
async fn address_is_not_asked_for_where_the_channel_does_not_want_it() {
    let stage = stage_that_captures(EmailCapture::Never).await;
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    visitor.says("Hello").await;
    visitor.last_stands("Sent").await;
    panel.until("nothing is asked", NO_GATE).await;
}

#[tokio::test]
async fn address_asked_for_before_never_holds_a_message_back() {
    let stage = stage_that_captures(EmailCapture::Before).await;
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    panel.find("heading", ASKED).await;
    visitor.says("Hello").await;
    visitor.last_stands("Sent").await;
    panel.until("it is not asked any more", NO_GATE).await;
}

#[tokio::test]
async fn address_given_before_leaves_with_the_first_message() {
    let stage = stage_that_captures(EmailCapture::Before).await;
    let mut agent = stage.site.agent().await;
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    panel.click("textbox", "E-mail address").await;
    visitor.tab.types("mika@shop.example").await;
    visitor.tab.presses("Enter").await;
    panel.until("it is taken", NO_GATE).await;
    assert_eq!(panel.evaluate("localStorage.length").await, 0);
    visitor.says("Hello").await;
    agent.desk.sees("the address", |it| it.email.as_deref() == Some("mika@shop.example")).await;
}

#[tokio::test]
async fn address_is_asked_for_after_the_first_message_and_can_be_kept_to_oneself() {
    let stage = stage_that_captures(EmailCapture::After).await;
    let mut agent = stage.site.agent().await;
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    panel.until("nothing is asked yet", NO_GATE).await;
    visitor.says("Hello").await;
    visitor.last_stands("Sent").await;
    panel.find("heading", ASKED).await;
    // What is no address is told beside the field, and what was typed stays.
    panel.click("textbox", "E-mail address").await;
    visitor.tab.types("mika at home").await;
    visitor.tab.presses("Enter").await;
    panel.shows(".gate__wrong", "Enter an e-mail address, for example name@example.com.").await;
    let field = panel.find("textbox", "E-mail address").await;
    assert_eq!(field.state("invalid"), Some(&json!("true")));
    panel.evaluate("document.activeElement.select()").await;
    visitor.tab.types("mika@shop.example").await;
    visitor.tab.presses("Enter").await;
    agent.desk.sees("the address", |it| it.email.as_deref() == Some("mika@shop.example")).await;
    panel.until("it is announced", "[...document.querySelectorAll('[aria-live=polite]')].some(it => it.innerText.includes('We can now reach you by e-mail.'))").await;
    panel.until("it is asked once", NO_GATE).await;

    let other = stage.visitor("plain.html").await;
    let panel = other.opens_chat().await;
    other.says("Hello there").await;
    panel.click("button", "Skip").await;
    panel.until("it is not asked any more", NO_GATE).await;
    other.last_stands("Sent").await;
}

#[tokio::test]
async fn address_is_asked_for_only_while_nobody_is_there() {
    let stage = stage_that_captures(EmailCapture::WhenAway).await;
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    visitor.says("Hello").await;
    visitor.last_stands("Sent").await;
    panel.until("somebody is there", NO_GATE).await;

    choose(&stage.site.agent().await, stage.site.channel(), |settings| {
        settings.availability.mode = AvailabilityMode::Hours;
        settings.availability.schedule.week = Default::default();
    })
    .await;
    let other = stage.visitor("plain.html").await;
    let panel = other.opens_chat().await;
    panel.until("nothing is asked yet", NO_GATE).await;
    other.says("Is anybody there?").await;
    panel.find("heading", ASKED).await;
}

fn field(name: &str, kind: FieldKind, label: &str, is_required: bool) -> FormField {
    FormField {
        name: name.to_owned(),
        kind,
        labels: BTreeMap::from([(Language::En, label.to_owned())]),
        is_required,
        options: if kind == FieldKind::List {
            vec!["A book".to_owned(), "A map".to_owned()]
        } else {
            Vec::new()
        },
        value: match kind {
            FieldKind::Hidden => "spring".to_owned(),
            FieldKind::Link => "https://harbour.example/terms".to_owned(),
            _ => String::new(),
        },
    }
}

/// One question of every kind.
fn questions() -> Vec<FormField> {
    vec![
        field("name", FieldKind::Name, "Your name", true),
        field("email", FieldKind::Email, "Your address", true),
        field("phone", FieldKind::Phone, "Your number", false),
        field("order", FieldKind::Number, "Order", false),
        field("topic", FieldKind::List, "About", true),
        field("day", FieldKind::Date, "Day of delivery", false),
        field("more", FieldKind::Text, "Anything else", false),
        field("terms", FieldKind::Link, "Our terms", false),
        field("read", FieldKind::Checkbox, "I have read them", true),
        field("campaign", FieldKind::Hidden, "Campaign", false),
    ]
}

/// Fills in fields of the form by their names.
async fn fills(panel: &Frame, values: &[(&str, &str)]) {
    let script = format!(
        "{}.forEach(([name, value]) => {{
            const field = document.getElementById('gate-' + name);
            field.type === 'checkbox' ? field.click() : field.value = value;
        }})",
        json!(values)
    );
    panel.evaluate(&script).await;
}

#[tokio::test]
async fn questions_of_every_kind_are_judged_before_they_travel() {
    let stage = Stage::sets().await;
    choose(&stage.site.agent().await, stage.site.channel(), |settings| settings.form = questions()).await;
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    panel.find("heading", "A few questions first").await;
    visitor.says("Typed before").await;
    panel.until("the focus is in the form", "document.activeElement?.id === 'gate-name'").await;

    // Nothing is answered: what must be is told at its place, and the first of them has the focus.
    panel.evaluate("document.getElementById('gate-order').focus()").await;
    panel.click("button", "Start the chat").await;
    panel.until("the first has the focus", "document.activeElement?.id === 'gate-name'").await;
    let wrong = "[...document.querySelectorAll('.gate [aria-invalid=true]')].map(field => field.id).join()";
    assert_eq!(panel.evaluate(wrong).await, "gate-name,gate-email,gate-topic,gate-read");
    fills(&panel, &[("name", "Mika"), ("email", "at home"), ("phone", "call me"), ("order", "many")]).await;
    panel.click("button", "Start the chat").await;
    panel.until("the next has the focus", "document.activeElement?.id === 'gate-email'").await;
    for words in ["Enter a valid phone number.", "Enter a number.", "Please fill this in."] {
        panel.shows(".gate__wrong", words).await;
    }
    assert_eq!(panel.evaluate("localStorage.length").await, 0, "nothing travelled");
    panel.until("the text is kept", "document.getElementById('text').value === 'Typed before'").await;

    panel.find("link", "Our terms (opens in a new window)").await;
    let leads =
        "(({ href, target, rel }) => [href, target, rel].join(' '))(document.querySelector('.gate a'))";
    assert_eq!(panel.evaluate(leads).await, "https://harbour.example/terms _blank noopener noreferrer");
}

#[tokio::test]
async fn questions_of_every_kind_are_told_with_the_first_message() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| settings.form = questions()).await;
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    panel.find("heading", "A few questions first").await;
    visitor.says("Typed before").await;
    let given = [
        ("name", "Your name", "Mika"),
        ("email", "Your address", "mika@shop.example"),
        ("phone", "Your number", "+358 40 123 4567"),
        ("order", "Order", "12"),
        ("topic", "About", "A map"),
        ("day", "Day of delivery", "2026-12-24"),
        ("more", "Anything else", "By the door, please"),
        ("read", "I have read them", "true"),
    ];
    fills(&panel, &given.map(|(name, _, value)| (name, value))).await;
    panel.click("button", "Start the chat").await;
    visitor.sees_exactly(&["Typed before"]).await;
    visitor.last_stands("Sent").await;

    let ticket = agent.desk.sees("the name", |ticket| ticket.visitor_name == "Mika").await;
    let log = agent.reads_log(&ticket.conversation).await;
    let EventKind::Form(form) = &log[0].kind else { panic!("{log:?}") };
    let told: Vec<_> = form.fields.iter().map(|field| (field.label.as_str(), field.value.as_str())).collect();
    assert_eq!(told[..8], given.map(|(_, label, value)| (label, value)));
    assert_eq!(told[8..], [("Campaign", "spring")]);
    // It is asked once for ever.
    visitor.tab.reloads().await;
    visitor.opens_chat().await;
    let panel = visitor.running_panel().await;
    visitor.sees("Typed before").await;
    panel.until("nothing is asked any more", NO_GATE).await;
}
