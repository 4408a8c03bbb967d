//! Who signed in a while ago is asked once more who they are, in the middle of what they do, and loses nothing
//! by it.

use std::time::Duration;

use pulina_tests::chromium::tab::{Tab, TabOptions};
use pulina_tests::site::{PASSWORD, Site};
use pulina_tests::stage::{DeskTab, Stage};
use pulina_tests::wait;
use serde_json::json;

use crate::factors::{desk_by_name, types_password};

/// Long enough for the request right after a proof, on a machine that is busy.
const PROOF_MS: u64 = 6_000;
const OLD: Duration = Duration::from_secs(30);
const WITHOUT_PROOF: &str = "fetch('/v1/invitations', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
    .then(answer => answer.json()).then(problem => problem.code)";

/// A stage where proofs are old after some seconds.
pub async fn stage() -> Stage {
    let site = Site::start_with_proofs_of(PROOF_MS).await;
    let door = site.door();
    Stage::of(site, door).await
}

pub async fn grows_old(tab: &Tab) {
    let is_old = || async { (tab.evaluate(WITHOUT_PROOF).await == json!("step_up")).then_some(()) };
    wait::until("an old proof", OLD, is_old).await;
}

/// At the users, about to ask somebody in.
pub async fn asks_somebody_in(desk: &DeskTab) {
    desk.tab.click("link", "Settings").await;
    desk.tab.click("link", "Users").await;
    desk.tab.click("textbox", "Their e-mail address").await;
    desk.tab.types("ben@harbour.example").await;
    grows_old(&desk.tab).await;
    desk.tab.presses("Enter").await;
    desk.tab.find("dialog", "Confirm that it is you").await;
    desk.tab.has_focused("textbox", "Your password").await;
}

async fn link_is_there(desk: &DeskTab) {
    desk.tab.shows(".settings__secret code", "#/invitation/pin_").await;
    desk.tab.until("no dialog", "!document.querySelector('dialog[open]')").await;
}

#[tokio::test]
async fn password_confirms_and_what_was_asked_for_is_done_without_another_press() {
    let stage = stage().await;
    let desk = stage.agent().await;
    asks_somebody_in(&desk).await;
    desk.tab.presses("Enter").await;
    desk.tab.shows("dialog[open] .field__mistake", "Enter your password.").await;
    desk.tab.types("not the password at all").await;
    desk.tab.presses("Enter").await;
    desk.tab.shows("dialog[open] .field__mistake", "This is not your present password.").await;
    desk.tab.has_focused("textbox", "Your password").await;
    desk.tab.evaluate("document.activeElement.select()").await;
    desk.tab.types(PASSWORD).await;
    desk.tab.presses("Enter").await;
    link_is_there(&desk).await;
}

#[tokio::test]
async fn closed_dialog_does_nothing_and_keeps_what_was_typed() {
    let stage = stage().await;
    let desk = stage.agent().await;
    asks_somebody_in(&desk).await;
    desk.tab.presses("Escape").await;
    desk.tab.shows("[role=alert]", "It was not done.").await;
    let typed = "document.querySelector('.settings input[type=email]').value";
    assert_eq!(desk.tab.evaluate(typed).await, json!("ben@harbour.example"));
    desk.tab.click("button", "Make a link").await;
    desk.tab.find("dialog", "Confirm that it is you").await;
    desk.tab.click("button", "Cancel").await;
    desk.tab.until("no dialog", "!document.querySelector('dialog[open]')").await;
    assert!(stage.site.agent().await.lists_users().await.invitations.is_empty());
}

#[tokio::test]
async fn passkey_confirms_as_well() {
    let stage = stage().await;
    let desk = desk_by_name(&stage).await;
    types_password(&desk, &stage).await;
    desk.tab.click("link", "Settings").await;
    desk.tab.click("link", "Security").await;
    desk.tab.click("textbox", "Name of the passkey").await;
    desk.tab.types("Laptop").await;
    desk.tab.presses("Enter").await;
    desk.tab.shows("[role=status]", "The passkey is added.").await;
    asks_somebody_in(&desk).await;
    desk.tab.click("button", "Use a passkey").await;
    link_is_there(&desk).await;
}

#[tokio::test]
async fn phone_shows_the_dialog_whole() {
    let stage = stage().await;
    let options = TabOptions { size: (360, 640), ..TabOptions::default() };
    let desk = stage.agent_with(&options).await;
    asks_somebody_in(&desk).await;
    let fits = "(it => it.left >= 0 && it.right <= innerWidth && it.bottom <= innerHeight)(document.querySelector('dialog[open]').getBoundingClientRect())";
    assert_eq!(desk.tab.evaluate(fits).await, json!(true));
}
