//! The display rules as an admin makes them in the desk: what the tester says of a page is what happens
//! there, and nothing that was typed, moved or removed is lost by accident.

use pulina_shared::wire::targeting::{Clause, Comparison, Often, Test, UrlTest};
use pulina_tests::channel::{choose, settings_of};
use pulina_tests::chromium::tab::Tab;
use pulina_tests::stage::{OPEN, Stage};
use serde_json::json;

use crate::settings::{chooses, fills, publishes, settings};

fn url(how: Comparison, value: &str) -> Clause {
    Clause { is_not: false, what: Test::Url(UrlTest { how, value: value.to_owned() }) }
}

/// What the address fields of the clauses have, in order.
async fn addresses(tab: &Tab) -> serde_json::Value {
    tab.evaluate("[...document.querySelectorAll('.clause input')].map(it => it.value)").await
}

/// Drags the handle of one row onto another row.
async fn drags(tab: &Tab, from: &str, to: &str) {
    let script = format!(
        "(() => {{
           const middle = it => {{ const box = it.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }};
           const row = name => document.querySelector(`.row[aria-label='${{name}}']`);
           row({}).scrollIntoView();
           return [...middle(row({}).querySelector('.row__handle')), ...middle(row({}).querySelector('.row__head'))];
         }})()",
        json!(to),
        json!(from),
        json!(to)
    );
    let places: Vec<f64> = serde_json::from_value(tab.evaluate(&script).await).expect("two places");
    for (kind, place) in [("mousePressed", 0), ("mouseMoved", 2), ("mouseReleased", 2)] {
        let params = json!({
            "type": kind, "x": places[place], "y": places[place + 1], "button": "left", "buttons": 1, "clickCount": 1,
        });
        tab.call("Input.dispatchMouseEvent", params).await;
    }
}

#[tokio::test]
async fn rules_made_in_the_desk_decide_on_the_page_as_the_tester_said() {
    let stage = Stage::sets().await;
    let desk = settings(&stage, "Display rules").await;
    fills(&desk.tab, "Address of a page", "https://shop.example/plain.html?x=1").await;
    desk.tab.shows("[data-testid=tested]", "Shown: there are no rules.").await;
    desk.tab.click("button", "Add a group").await;
    chooses(&desk.tab, "show-0-0-how", "contains").await;
    fills(&desk.tab, "Address", "/checkout").await;
    desk.tab
        .shows(
            "[data-testid=tested]",
            "Not shown, because no group holds. What does not: clause 1 of group 1.",
        )
        .await;
    desk.tab.shows(".rules__decided--against", "Does not hold: this decided.").await;
    desk.tab.click("button", "Add a teaser").await;
    fills(&desk.tab, "What it says", "Free cups today").await;
    publishes(&desk.tab).await;
    let visitor = stage.visitor("plain.html").await;
    visitor.tab.until("the snippet has run", "window.Pulina?.open !== undefined").await;
    assert!(visitor.tab.with_role("button").await.iter().all(|button| button.name != OPEN));
    fills(&desk.tab, "Address", "/plain").await;
    desk.tab.shows("[data-testid=tested]", "Shown, because everything in group 1 holds.").await;
    desk.tab.shows("[data-testid=tested]", "Teaser 1, teaser_1, is said.").await;
    publishes(&desk.tab).await;
    let settings = settings_of(&stage.site.agent().await, stage.site.channel()).await.settings;
    assert_eq!(settings.targeting.show, [[url(Comparison::Contains, "/plain")]]);
    assert_eq!(settings.targeting.campaigns[0].often, Often::Page);
    let visitor = stage.visitor("plain.html").await;
    visitor.tab.find("button", OPEN).await;
    visitor.tab.find_where("the teaser", |node| node.name == "Free cups today").await;
}

#[tokio::test]
async fn rules_that_cannot_be_read_are_told_at_their_field() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    let before = settings_of(&agent, stage.site.channel()).await;
    let desk = settings(&stage, "Display rules").await;
    desk.tab.click("button", "Add a group").await;
    chooses(&desk.tab, "show-0-0-about", "Percent scrolled").await;
    fills(&desk.tab, "Percent", "lots").await;
    fills(&desk.tab, "Address of a page", "not a page").await;
    desk.tab.shows(".field__mistake", "This is not the address of a page.").await;
    fills(&desk.tab, "Address of a page", "shop.example").await;
    desk.tab.shows("[data-testid=tested]", "One of the rules cannot be read yet").await;
    desk.tab.click("link", "Look").await;
    desk.tab.click("button", "Publish…").await;
    desk.tab.shows(".field__mistake", "percent to 100").await;
    desk.tab.has_focused("textbox", "Percent").await;
    assert_eq!(desk.tab.evaluate("document.activeElement.value").await, json!("lots"));
    assert_eq!(settings_of(&agent, stage.site.channel()).await, before, "nothing is half saved");
    for n_clauses in 1..10 {
        desk.tab.click("button", "Add a clause").await;
        desk.tab
            .until("it is there", &format!("document.querySelectorAll('.clause').length > {n_clauses}"))
            .await;
    }
    desk.tab.shows(".rows__foot", "At most 10 fit here.").await;
    desk.tab.click("button", "Add a clause").await;
    desk.tab.until("it stays", "document.querySelectorAll('.clause').length === 10").await;
}

#[tokio::test]
async fn rules_are_moved_by_key_and_by_hand_and_put_back_when_removed() {
    let stage = Stage::sets().await;
    let group = ["/a", "/b", "/c"].map(|value| url(Comparison::Prefix, value));
    choose(&stage.site.agent().await, stage.site.channel(), |settings| {
        settings.targeting.show = vec![group.to_vec()];
    })
    .await;
    let desk = settings(&stage, "Display rules").await;
    desk.tab.listens().await;
    desk.tab.click("button", "Move down: Clause 1").await;
    desk.tab.has_focused("button", "Move down: Clause 2").await;
    desk.tab.hears("Clause moved to place 2 of 3.").await;
    desk.tab.presses("Enter").await;
    desk.tab.has_focused("button", "Move down: Clause 3").await;
    assert_eq!(addresses(&desk.tab).await, json!(["/b", "/c", "/a"]));
    desk.tab.presses("Enter").await;
    desk.tab.hears("It goes no further.").await;
    drags(&desk.tab, "Clause 3", "Clause 1").await;
    desk.tab.hears("Clause moved to place 1 of 3.").await;
    assert_eq!(addresses(&desk.tab).await, json!(["/a", "/b", "/c"]));
    desk.tab.click("button", "Remove: Clause 2").await;
    desk.tab.has_focused("button", "Put it back").await;
    assert_eq!(addresses(&desk.tab).await, json!(["/a", "/c"]));
    desk.tab.presses("Enter").await;
    desk.tab.has_focused("combobox", "About").await;
    assert_eq!(addresses(&desk.tab).await, json!(["/a", "/b", "/c"]));
    desk.tab.until("as it was saved", "!document.body.innerText.includes('Not saved yet')").await;
    desk.tab.click("button", "Remove: Group 1").await;
    desk.tab.shows(".rules", "No group: it is shown on every page.").await;
    desk.tab.click("button", "Publish…").await;
    desk.tab.click("button", "Throw the draft away").await;
    desk.tab.until("all are there", "document.querySelectorAll('.clause').length === 3").await;
    desk.tab.until("once is enough", "!document.body.innerText.includes('Put it back')").await;
}
