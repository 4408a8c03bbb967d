//! Second factors, set up and asked for.

use pulina_shared::wire::users::Role;
use pulina_tests::stage::Stage;

use super::inspection::{Breadth, Inspection};
use crate::factors::{opens_security, signs_out, turns_app_on};
use crate::proof;

#[tokio::test]
async fn nothing_is_wrong_where_second_factors_are_set_up_and_asked_for() {
    let stage = Stage::sets().await;
    let owner = stage.site.agent().await;
    owner.has_passkey("Work laptop").await;
    owner.has_passkey("Phone with a name so long that no row can ever hold it all").await;
    let desk = stage.agent().await;
    let mut inspection = Inspection::begins(Breadth::Whole);
    opens_security(&desk).await;
    desk.tab.click("button", "Turn on").await;
    desk.tab.has_focused("textbox", "Code that the app shows").await;
    inspection.looks_at("factors, set up", &desk.tab, &desk.tab).await;
    desk.tab.click("button", "Cancel").await;
    turns_app_on(&desk).await;
    inspection.looks_at("factors, recovery codes", &desk.tab, &desk.tab).await;
    desk.tab.click("button", "I have kept them").await;
    desk.tab.shows("section", "10 recovery codes are left.").await;
    desk.tab.evaluate("document.querySelector('[aria-label^=Remove]').click()").await;
    inspection.looks_at("factors, all on", &desk.tab, &desk.tab).await;
    desk.tab.click("button", "Turn off…").await;
    desk.tab.has_focused("textbox", "Your password").await;
    inspection.looks_at("factors, password", &desk.tab, &desk.tab).await;

    let ben = owner.has_colleague("Ben", Role::Agent).await;
    ben.has_passkey("Laptop").await;
    desk.tab.click("link", "Users").await;
    desk.tab.shows(".users__facts", "one passkey").await;
    desk.tab.evaluate("document.querySelector('[aria-label^=Reset]').click()").await;
    inspection.looks_at("factors, about to be reset", &desk.tab, &desk.tab).await;

    signs_out(&desk).await;
    let sign_in = &stage.site.account.sign_in;
    desk.tab.types(&sign_in.email).await;
    desk.tab.click("textbox", "Password").await;
    desk.tab.types(&sign_in.password).await;
    desk.tab.presses("Enter").await;
    desk.tab.has_focused("textbox", "Code of your authenticator app").await;
    desk.tab.presses("Enter").await;
    desk.tab.shows(".field__mistake", "Enter the code.").await;
    inspection.looks_at("factors, code at sign-in", &desk.tab, &desk.tab).await;
    assert_eq!(inspection.ends(), 6);
}

#[tokio::test]
async fn nothing_is_wrong_where_somebody_is_asked_again_who_they_are() {
    let stage = proof::stage().await;
    let desk = stage.agent().await;
    let mut inspection = Inspection::begins(Breadth::Whole);
    proof::asks_somebody_in(&desk).await;
    desk.tab.presses("Enter").await;
    desk.tab.shows("dialog[open] .field__mistake", "Enter your password.").await;
    inspection.looks_at("proof", &desk.tab, &desk.tab).await;
    assert_eq!(inspection.ends(), 1);
}
