//! Second factors as people use them: an app that is switched on in the settings and asked for at the door,
//! and a passkey in place of all that.

use pulina_shared::wire::factors::Factors;
use pulina_shared::wire::users::Role;
use pulina_tests::authenticator::App;
use pulina_tests::chromium::tab::{Tab, TabOptions};
use pulina_tests::site::PASSWORD;
use pulina_tests::stage::{DeskTab, Stage};
use serde_json::json;

/// A device that knows its owner.
async fn has_authenticator(tab: &Tab) {
    tab.call("WebAuthn.enable", json!({})).await;
    let options = json!({
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
        "isUserVerified": true,
    });
    tab.call("WebAuthn.addVirtualAuthenticator", json!({ "options": options })).await;
}

/// The desk under a name, because passkeys are bound to one.
pub async fn desk_by_name(stage: &Stage) -> DeskTab {
    let tab = stage.chromium.person().await.tab_with(&TabOptions::default()).await;
    has_authenticator(&tab).await;
    tab.goes_to(&stage.desk_address().replace("127.0.0.1", "localhost")).await;
    tab.find("textbox", "E-mail address").await;
    DeskTab { tab }
}

pub async fn opens_security(desk: &DeskTab) {
    desk.tab.click("link", "Settings").await;
    desk.tab.click("link", "Security").await;
    desk.tab.find("heading", "Authenticator app").await;
}

/// Ends the session, so that the desk asks for the password again on its own page.
pub async fn signs_out(desk: &DeskTab) {
    desk.tab.evaluate("fetch('/v1/session', { method: 'DELETE' })").await;
    desk.tab.reloads().await;
    desk.tab.find("textbox", "E-mail address").await;
}

/// Switches the authenticator app on with its first code; the recovery codes are on screen.
pub async fn turns_app_on(desk: &DeskTab) -> App {
    desk.tab.click("button", "Turn on").await;
    desk.tab.has_focused("textbox", "Code that the app shows").await;
    let app = App::with(&desk.tab.texts(".settings__code code").await.remove(0));
    desk.tab.types(&app.code()).await;
    desk.tab.presses("Enter").await;
    desk.tab.shows("[role=status]", "The authenticator app is on.").await;
    app
}

pub async fn types_password(desk: &DeskTab, stage: &Stage) {
    desk.tab.click("textbox", "E-mail address").await;
    desk.tab.types(&stage.site.account.sign_in.email).await;
    desk.tab.click("textbox", "Password").await;
    desk.tab.types(PASSWORD).await;
    desk.tab.presses("Enter").await;
}

#[tokio::test]
async fn passkey_is_added_and_signs_in_by_keyboard_alone() {
    let stage = Stage::sets().await;
    let desk = desk_by_name(&stage).await;
    desk.signs_in(&stage).await;
    opens_security(&desk).await;
    desk.tab.tabs_to(&desk.tab, "textbox", "Name of the passkey").await;
    desk.tab.presses("Enter").await;
    desk.tab.shows(".field__mistake", "Enter a name.").await;
    desk.tab.has_focused("textbox", "Name of the passkey").await;
    desk.tab.types("Work laptop").await;
    desk.tab.presses("Enter").await;
    desk.tab.shows("[role=status]", "The passkey is added.").await;
    desk.tab.shows(".settings__key", "Work laptop").await;
    desk.tab.types("Again").await;
    desk.tab.presses("Enter").await;
    desk.tab.shows(".field__mistake", "This device holds a passkey of yours already.").await;
    assert_eq!(desk.tab.evaluate("document.getElementById('passkey-name').value").await, "Again");

    desk.tab.answers(true, Box::pin(signs_out(&desk))).await;
    desk.tab.tabs_to(&desk.tab, "button", "Sign in with a passkey").await;
    desk.tab.presses("Enter").await;
    desk.tab.find("navigation", "Views").await;
    opens_security(&desk).await;
    desk.tab.shows(".settings__key", "last used").await;

    desk.tab.find_where("its button", |node| node.role == "button" && node.name.starts_with("Remove")).await;
    desk.tab.evaluate("document.querySelector('[aria-label^=Remove]').focus()").await;
    desk.tab.presses("Enter").await;
    desk.tab.has_focused("textbox", "Type \u{2068}Work laptop\u{2069} to go on").await;
    desk.tab.types("work laptop").await;
    desk.tab.presses("Enter").await;
    desk.tab.shows("[role=status]", "The passkey is removed here.").await;
    desk.tab.has_focused("heading", "Passkeys").await;
    signs_out(&desk).await;
    desk.tab.click("button", "Sign in with a passkey").await;
    desk.tab.shows("[role=alert]", "This passkey does not sign anybody of this team in.").await;
}

#[tokio::test]
async fn app_is_turned_on_and_its_code_asked_for_with_the_password_kept() {
    let stage = Stage::sets().await;
    let desk = stage.agent().await;
    opens_security(&desk).await;
    desk.tab.tabs_to(&desk.tab, "button", "Turn on").await;
    desk.tab.presses("Enter").await;
    desk.tab.has_focused("textbox", "Code that the app shows").await;
    desk.tab.find("image", "QR code with the key").await;
    let app = App::with(&desk.tab.texts(".settings__code code").await.remove(0));
    desk.tab.types(&app.wrong_code()).await;
    desk.tab.presses("Enter").await;
    desk.tab.shows(".field__mistake", "This code is wrong").await;
    desk.tab.evaluate("document.activeElement.select()").await;
    desk.tab.types(&app.code()).await;
    desk.tab.presses("Enter").await;
    desk.tab.shows("[role=status]", "The authenticator app is on.").await;
    desk.tab.shows("#recovery-codes code", "-").await;
    let codes = desk.tab.texts("#recovery-codes code").await.remove(0);
    assert_eq!(codes.lines().count(), 10, "{codes}");
    desk.tab.click("button", "I have kept them").await;
    desk.tab.shows("section", "10 recovery codes are left.").await;

    signs_out(&desk).await;
    types_password(&desk, &stage).await;
    desk.tab.has_focused("textbox", "Code of your authenticator app").await;
    let kept = desk.tab.evaluate("document.getElementById('password').value").await;
    assert_eq!(kept, PASSWORD);
    let attributes =
        desk.tab.evaluate("(it => [it.autocomplete, it.inputMode])(document.activeElement)").await;
    assert_eq!(attributes, json!(["one-time-code", "numeric"]));
    desk.tab.presses("Enter").await;
    desk.tab.shows(".field__mistake", "Enter the code.").await;
    desk.tab.types(&app.wrong_code()).await;
    desk.tab.presses("Enter").await;
    desk.tab.shows(".field__mistake", "This code is wrong").await;
    desk.tab.evaluate("document.activeElement.select()").await;
    desk.tab.types(&app.next_code()).await;
    desk.tab.presses("Enter").await;
    desk.tab.find("navigation", "Views").await;

    signs_out(&desk).await;
    types_password(&desk, &stage).await;
    desk.tab.has_focused("textbox", "Code of your authenticator app").await;
    desk.tab.presses("Tab").await;
    desk.tab.presses("Enter").await;
    desk.tab.has_focused("textbox", "Recovery code").await;
    desk.tab.types(codes.lines().next().unwrap_or_default()).await;
    desk.tab.presses("Enter").await;
    desk.tab.find("navigation", "Views").await;
    opens_security(&desk).await;
    desk.tab.shows("section", "9 recovery codes are left.").await;
    desk.tab.click("button", "Turn off…").await;
    desk.tab.has_focused("textbox", "Your password").await;
    desk.tab.types("not the password at all").await;
    desk.tab.presses("Enter").await;
    desk.tab.shows(".field__mistake", "This is not your present password.").await;
    desk.tab.evaluate("document.activeElement.select()").await;
    desk.tab.types(PASSWORD).await;
    desk.tab.presses("Enter").await;
    desk.tab.shows("[role=status]", "The authenticator app is off.").await;
    desk.tab.find("button", "Turn on").await;
}

#[tokio::test]
async fn somebody_without_their_app_is_let_in_by_an_admin() {
    let stage = Stage::sets().await;
    let owner = stage.site.agent().await;
    let ben = owner.has_colleague("Ben", Role::Agent).await;
    let desk = stage.agent().await;
    desk.tab.click("link", "Settings").await;
    desk.tab.click("link", "Users").await;
    desk.tab.shows(".users__facts", "Ben").await;
    let has_button =
        "[...document.querySelectorAll('button')].some(it => it.innerText.startsWith('Reset two-factor'))";
    assert_eq!(desk.tab.evaluate(has_button).await, false);

    ben.has_app().await;
    owner.has_app().await;
    desk.tab.click("link", "Security").await;
    desk.tab.click("link", "Users").await;
    desk.tab.shows(".users__facts", "Two-factor sign-in: authenticator app").await;
    let n_buttons = "[...document.querySelectorAll('button')].filter(it => it.innerText.startsWith('Reset two-factor')).length";
    assert_eq!(desk.tab.evaluate(n_buttons).await, 1, "nobody resets their own");
    let is_reset =
        |name: &str| name.replace(['\u{2068}', '\u{2069}'], "") == "Reset two-factor sign-in of Ben";
    let button =
        desk.tab.find_where("its button", |node| node.role == "button" && is_reset(&node.name)).await;
    desk.tab.click_node(&button).await;
    desk.tab.has_focused("textbox", "Type \u{2068}Ben\u{2069} to go on").await;
    desk.tab.types("Ana").await;
    desk.tab.presses("Enter").await;
    desk.tab.shows(".field__mistake", "This is something else. Nothing was done.").await;
    desk.tab.evaluate("document.activeElement.select()").await;
    desk.tab.types("Ben").await;
    desk.tab.presses("Enter").await;
    desk.tab.shows("[role=status]", "signs in by password alone now.").await;
    let factors: Factors = ben.asks("GET", "/v1/me/factors").granted().await;
    assert_eq!(factors.authenticator_since, None);
    desk.tab.click("link", "Audit log").await;
    desk.tab.shows(".users__log", "reset the two-factor sign-in of").await;
}
