//! The questions before the first message, as an admin makes them in the desk.

use pulina_shared::wire::form::FieldKind;
use pulina_tests::channel::settings_of;
use pulina_tests::chromium::tab::Tab;
use pulina_tests::stage::Stage;

use crate::settings::{chooses, publishes, settings};

/// Puts this into the field of a pointer, in place of what is there.
pub async fn fills_at(tab: &Tab, field: &str, words: &str) {
    let focus = format!(
        "(it => {{ it?.focus(); it?.select(); return document.activeElement === it; }})(document.getElementById('field{field}'))"
    );
    tab.until(field, &focus).await;
    tab.types(words).await;
}

#[tokio::test]
async fn questions_made_in_the_desk_are_asked_in_their_order() {
    let stage = Stage::sets().await;
    let desk = settings(&stage, "Questions").await;
    desk.tab.click("button", "Add a question").await;
    desk.tab.has_focused("combobox", "Kind").await;
    fills_at(&desk.tab, "-form-0-labels-en", "Order number").await;
    desk.tab.click("checkbox", "It must be answered").await;
    desk.tab.click("button", "Add a question").await;
    desk.tab.until("it is there", "document.querySelectorAll('.row').length === 2").await;
    chooses(&desk.tab, "question-1-kind", "One of several").await;
    fills_at(&desk.tab, "-form-1-labels-en", "Size").await;
    desk.tab.click("button", "Publish…").await;
    desk.tab.shows(".field__mistake", "Write what can be chosen").await;
    desk.tab.has_focused("textbox", "What can be chosen").await;
    desk.tab.types("small").await;
    desk.tab.presses("Enter").await;
    desk.tab.types("large").await;
    desk.tab.click("button", "Move up: Question 2").await;
    desk.tab.has_focused("button", "Move up: Question 1").await;
    chooses(&desk.tab, "question-1-kind", "E-mail address").await;
    publishes(&desk.tab).await;
    let form = settings_of(&stage.site.agent().await, stage.site.channel()).await.settings.form;
    let kinds: Vec<_> =
        form.iter().map(|field| (field.name.as_str(), field.kind, field.is_required)).collect();
    assert_eq!(kinds, [("question_2", FieldKind::List, false), ("question_1", FieldKind::Email, true)]);
    assert_eq!(form[0].options, ["small", "large"]);
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    let panel = visitor.running_panel().await;
    panel.find_where("a question", |node| node.name.contains("Size")).await;
    panel.find_where("the other question", |node| node.name.contains("Order number")).await;
    desk.tab.click("button", "Remove: Question 1").await;
    desk.tab.click("button", "Put it back").await;
    desk.tab.until("as it was saved", "!document.body.innerText.includes('Not saved yet')").await;
    chooses(&desk.tab, "question-0-kind", "E-mail address").await;
    desk.tab.click("button", "Publish…").await;
    desk.tab.shows(".field__mistake", "can each be asked for once").await;
}
