//! A team is put together and looked after in the desk, by those who may.

use std::path::Path;

use pulina_shared::wire::help_desk::Session;
use pulina_shared::wire::users::{Role, UserState};
use pulina_tests::chromium::tab::{Tab, TabOptions};
use pulina_tests::site::PASSWORD;
use pulina_tests::stage::{DeskTab, Stage};
use pulina_tests::wait;
use serde_json::json;

use crate::settings::chooses_file;

const NEXT: &str = "another long enough password";

/// Chooses this option of the list with this name.
async fn chooses(tab: &Tab, list: &str, option: &str) {
    let script = format!(
        "(list => {{
           list.value = [...list.options].find(it => it.text === {}).value;
           list.dispatchEvent(new Event('change', {{ bubbles: true }}));
         }})([...document.querySelectorAll('select')].find(it => (it.ariaLabel ?? it.labels[0]?.innerText ?? '').replace(/[\\u2068\\u2069]/g, '') === {}))",
        json!(option),
        json!(list)
    );
    tab.evaluate(&script).await;
}

/// Clicks the button whose name is this, whatever sets names apart in it.
async fn clicks(tab: &Tab, button: &str) {
    let plain = |name: &str| name.replace(['\u{2068}', '\u{2069}'], "");
    let node = tab.find_where(button, |node| node.role == "button" && plain(&node.name) == button).await;
    tab.click_node(&node).await;
}

async fn opens(desk: &DeskTab, part: &str) {
    desk.tab.click("link", "Settings").await;
    desk.tab.find("heading", "Settings").await;
    desk.tab.click("link", part).await;
}

async fn sections(tab: &Tab) -> Vec<String> {
    tab.texts(".settings__section").await
}

#[tokio::test]
async fn colleague_is_asked_in_by_a_link_works_as_an_agent_and_is_disabled() {
    let stage = Stage::sets().await;
    let desk = stage.agent().await;
    opens(&desk, "Users").await;
    desk.tab.click("button", "Make a link").await;
    desk.tab.shows(".field__mistake", "Enter your e-mail address.").await;
    desk.tab.has_focused("textbox", "Their e-mail address").await;
    desk.tab.types("ben@harbour.example").await;
    desk.tab.presses("Enter").await;
    desk.tab.shows(".settings__secret code", "#/invitation/pin_").await;
    let link = desk.tab.texts(".settings__secret code").await.remove(0);
    desk.tab.shows(".settings__key", "ben@harbour.example").await;

    let tab = stage.chromium.person().await.tab_with(&TabOptions::default()).await;
    tab.goes_to(&link).await;
    tab.has_focused("textbox", "Your name").await;
    tab.types("Ben").await;
    tab.presses("Enter").await;
    tab.shows(".field__mistake", "Use at least 15 characters").await;
    tab.has_focused("textbox", "Password").await;
    tab.types(PASSWORD).await;
    tab.presses("Enter").await;
    tab.find("navigation", "Views").await;
    assert_eq!(tab.evaluate("location.hash").await, json!("#/open"), "the secret is gone from the address");
    let ben = DeskTab { tab };
    ben.tab.click("link", "Settings").await;
    ben.tab.find("heading", "Change your password").await;
    assert_eq!(sections(&ben.tab).await, ["Your availability", "Security"]);
    ben.tab.evaluate("location.hash = '#/settings/users'").await;
    ben.tab.find("heading", "Change your password").await;

    desk.tab.click("link", "Channels").await;
    desk.tab.click("link", "Users").await;
    desk.tab.shows(".users__facts", "ben@harbour.example").await;
    chooses(&desk.tab, "Role of Ben", "Admin").await;
    desk.tab.shows("[role=status]", "Admin now.").await;
    clicks(&desk.tab, "Disable Ben").await;
    desk.tab.has_focused("button", "Disable now").await;
    desk.tab.click("button", "Disable now").await;
    desk.tab.shows(".users__state", "Disabled").await;
    ben.tab.find("dialog", "Sign in again").await;
    let agent = stage.site.agent().await;
    let listed = agent.lists_users().await.users;
    let entry = listed.iter().find(|entry| entry.user.name == "Ben").expect("Ben is listed");
    assert_eq!((entry.role, entry.state), (Role::Admin, UserState::Disabled));

    chooses(&desk.tab, "Role of Ana", "Agent").await;
    desk.tab.shows("[role=alert]", "A team needs an owner who can sign in.").await;
    desk.tab
        .until("it stands as it was", "[...document.querySelectorAll('select')][0].value === 'owner'")
        .await;
    desk.tab.click("link", "Audit log").await;
    desk.tab.shows(".users__log", "who was Agent").await;
    desk.tab.shows(".users__entry", "disabled").await;
}

#[tokio::test]
async fn link_that_was_used_or_is_not_whole_says_what_to_do() {
    let stage = Stage::sets().await;
    let owner = stage.site.agent().await;
    let created = owner.invites("ben@harbour.example", Role::Agent).await;
    let path = format!("/v1/invitations/{}", created.invitation.id);
    assert_eq!(owner.asks("DELETE", &path).answer().await.status, 204);
    let secret = pulina_tests::team::secret_in(&created.link);
    let tab = stage.chromium.person().await.tab_with(&TabOptions::default()).await;
    tab.goes_to(&format!("{}#/invitation/{}", stage.desk_address(), &secret[..30])).await;
    tab.find("heading", "This link is not whole").await;
    let tab = stage.chromium.person().await.tab_with(&TabOptions::default()).await;
    tab.goes_to(&format!("{}#/invitation/{secret}", stage.desk_address())).await;
    tab.has_focused("textbox", "Your name").await;
    tab.types("Ben").await;
    tab.click("textbox", "Password").await;
    tab.types(PASSWORD).await;
    tab.presses("Enter").await;
    tab.shows("[role=alert]", "Ask for a new one.").await;
}

#[tokio::test]
async fn password_is_changed_and_other_sessions_end() {
    let stage = Stage::sets().await;
    let desk = stage.agent().await;
    let mut other = stage.site.agent().await;
    opens(&desk, "Security").await;
    desk.tab.shows(".settings__key", "This browser").await;
    desk.tab.click("textbox", "Present password").await;
    desk.tab.types("not the password at all").await;
    desk.tab.click("textbox", "New password").await;
    desk.tab.types(NEXT).await;
    desk.tab.presses("Enter").await;
    desk.tab.shows(".field__mistake", "This is not your present password.").await;
    desk.tab.has_focused("textbox", "Present password").await;
    desk.tab.evaluate("document.activeElement.select()").await;
    desk.tab.types(PASSWORD).await;
    desk.tab.presses("Enter").await;
    desk.tab.shows("[role=status]", "Your password is changed.").await;
    wait::within("the other session ends", wait::ANSWERED, other.desk.ends()).await;
    desk.tab.until("one is left", "document.querySelectorAll('.settings__key').length === 1").await;
}

#[tokio::test]
async fn pages_of_users_fit_a_phone() {
    let stage = Stage::sets().await;
    let owner = stage.site.agent().await;
    owner.invites("somebody.with.a.rather.long.address@harbour.example", Role::Admin).await;
    let desk = stage.agent_with(&TabOptions { size: (360, 720), ..TabOptions::default() }).await;
    desk.tab.click("link", "Settings").await;
    for (part, heading) in
        [("Users", "Ask somebody in"), ("Security", "Change your password"), ("Audit log", "Audit log")]
    {
        desk.tab.click("link", part).await;
        desk.tab.find("heading", heading).await;
        desk.tab.until("it is here", "document.querySelector('.settings__fields li')").await;
        let wide = "document.documentElement.scrollWidth - innerWidth";
        assert_eq!(desk.tab.evaluate(wide).await, 0, "{part}");
    }
}

#[tokio::test]
async fn what_is_typed_of_oneself_or_of_somebody_new_is_left_only_by_who_says_so() {
    let stage = Stage::sets().await;
    let desk = stage.agent().await;
    let opens_profile = "document.querySelector('[data-testid=profile]').click()";
    desk.tab.evaluate(opens_profile).await;
    desk.tab.click("textbox", "Public name").await;
    desk.tab.types("belle").await;
    let typed = "document.getElementById('public-name')?.value";
    let asked = desk.tab.answers(false, Box::pin(desk.tab.presses("Escape"))).await;
    assert!(asked.contains("What you typed is not saved"), "{asked}");
    assert_eq!(desk.tab.evaluate(typed).await, "Anabelle");
    desk.tab.answers(true, Box::pin(desk.tab.click("button", "Close"))).await;
    desk.tab.until("the dialog is closed", "!document.querySelector('dialog[open]')").await;
    desk.tab.evaluate(opens_profile).await;
    desk.tab.find("textbox", "Public name").await;
    assert_eq!(desk.tab.evaluate(typed).await, "Ana");
    desk.tab.presses("Escape").await;
    desk.tab.until("nothing was typed", "!document.querySelector('dialog[open]')").await;
    desk.tab.evaluate(opens_profile).await;
    desk.tab.click("textbox", "Public name").await;
    desk.tab.types("belle").await;
    let asked = desk.tab.answers(false, Box::pin(desk.tab.click("button", "Sign out"))).await;
    assert!(asked.contains("What you typed is not saved"), "{asked}");
    assert_eq!(desk.tab.evaluate(typed).await, "Anabelle");
    let status = "fetch('/v1/session').then(answer => answer.status)";
    assert_eq!(desk.tab.evaluate(status).await, 200, "nobody was signed out");
    desk.tab.answers(true, Box::pin(desk.tab.click("button", "Close"))).await;

    opens(&desk, "Users").await;
    desk.tab.click("textbox", "Their e-mail address").await;
    desk.tab.types("ben@").await;
    desk.tab.answers(false, Box::pin(desk.tab.click("link", "Teams"))).await;
    assert_eq!(desk.tab.evaluate("document.getElementById('invite-email')?.value").await, "ben@");
    desk.tab.answers(true, Box::pin(desk.tab.click("link", "Security"))).await;
    desk.tab.click("textbox", "New password").await;
    desk.tab.types("not yet").await;
    desk.tab.answers(true, Box::pin(desk.tab.click("link", "Teams"))).await;
    desk.tab.find("button", "Add a team").await;
}

#[tokio::test]
async fn own_picture_is_chosen_removed_and_put_back() {
    let stage = Stage::sets().await;
    let desk = stage.agent().await;
    let owner = stage.site.agent().await;
    let avatar = async || owner.asks("GET", "/v1/session").granted::<Session>().await.user.avatar;
    desk.tab.evaluate("document.querySelector('[data-testid=profile]').click()").await;
    desk.tab.find("dialog", "Your profile").await;
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the folder of the project");
    chooses_file(&desk.tab, "picture", &project.join("docs/screenshots/desk-light.png")).await;
    desk.tab.shows("dialog .field__done", "The picture is saved.").await;
    let chosen = avatar().await;
    assert!(chosen.is_some());
    desk.tab.click("button", "Remove").await;
    desk.tab.shows("dialog .field__done", "The picture is removed.").await;
    assert_eq!(avatar().await, None);
    desk.tab.click("button", "Put it back").await;
    desk.tab.shows("dialog .field__done", "The picture is saved.").await;
    assert_eq!(avatar().await, chosen);
}

#[tokio::test]
async fn whoever_signs_out_with_something_typed_is_asked_once() {
    let stage = Stage::sets().await;
    let desk = stage.agent().await;
    desk.tab.evaluate("document.querySelector('[data-testid=profile]').click()").await;
    desk.tab.click("textbox", "Public name").await;
    desk.tab.types("belle").await;
    desk.tab.answers(true, Box::pin(desk.tab.click("button", "Sign out"))).await;
    desk.tab.find("textbox", "E-mail address").await;
}

#[tokio::test]
async fn what_is_typed_of_an_invitation_is_left_only_by_who_says_so() {
    let stage = Stage::sets().await;
    let owner = stage.site.agent().await;
    let created = owner.invites("ben@harbour.example", Role::Agent).await;
    let secret = pulina_tests::team::secret_in(&created.link);
    let tab = stage.chromium.person().await.tab_with(&TabOptions::default()).await;
    tab.goes_to(&format!("{}#/invitation/{secret}", stage.desk_address())).await;
    tab.has_focused("textbox", "Your name").await;
    tab.types("Ben").await;
    let reload = async { drop(tab.try_evaluate("setTimeout(() => location.reload())").await) };
    tab.answers(false, Box::pin(reload)).await;
    assert_eq!(tab.evaluate("document.getElementById('own-name').value").await, "Ben");
    tab.click("textbox", "Password").await;
    tab.types(PASSWORD).await;
    tab.presses("Enter").await;
    tab.find("navigation", "Views").await;
    tab.reloads().await;
    tab.find("navigation", "Views").await;
}
