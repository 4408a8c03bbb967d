//! Teams, inboxes and routing as people set them up, and who is away as they see it at the desk.

use pulina_shared::wire::routing::{OwnerReason, RoutingRule};
use pulina_shared::wire::users::Role;
use pulina_tests::channel::settings_of;
use pulina_tests::chromium::tab::{Tab, TabOptions};
use pulina_tests::stage::{DeskTab, Stage};

use crate::settings::{chooses, fills, publishes, settings};

async fn opens(desk: &DeskTab, section: &str) {
    desk.tab.click("link", "Settings").await;
    desk.tab.find("heading", "Settings").await;
    desk.tab.click("link", section).await;
}

/// Presses the button with this name, whatever sets names apart in it.
async fn clicks(tab: &Tab, button: &str) {
    let plain = |name: &str| name.replace(['\u{2068}', '\u{2069}'], "");
    let node = tab.find_where(button, |node| node.role == "button" && plain(&node.name) == button).await;
    tab.click_node(&node).await;
}

#[tokio::test]
async fn channel_gives_its_tickets_to_whom_an_admin_has_chosen_and_says_why() {
    let stage = Stage::sets().await;
    let mut owner = stage.site.agent().await;
    let ben = owner.has_colleague("Ben", Role::Agent).await;
    let desk = settings(&stage, "Routing").await;
    chooses(&desk.tab, "routing-rule", "Specific users and teams").await;
    desk.tab.click("button", "Publish…").await;
    desk.tab.shows(".field__mistake", "Choose at least one user or team.").await;
    desk.tab.click("checkbox", "Ben").await;
    chooses(&desk.tab, "routing-priority", "High").await;
    publishes(&desk.tab).await;
    let chosen = settings_of(&owner, stage.site.channel()).await.settings.routing;
    let RoutingRule::Members(members) = &chosen.rule else { panic!("{chosen:?}") };
    assert_eq!((members.users.as_slice(), chosen.only_available), (std::slice::from_ref(ben.user()), true));

    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.says("Is anybody there?").await;
    let ticket = owner.sees_ticket("Is anybody there?").await;
    assert_eq!((ticket.owner.as_ref(), ticket.owner_reason), (Some(ben.user()), Some(OwnerReason::Routed)));
    desk.tab.evaluate("location.hash = '#/open'").await;
    desk.opens_ticket("Is anybody there?").await;
    desk.tab.click("button", "Details").await;
    desk.tab.shows("[data-testid=owner-reason]", "By the channel's routing").await;
    let priority = "document.querySelector('[data-testid=priority]').value";
    assert_eq!(desk.tab.evaluate(priority).await, "high");
}

#[tokio::test]
async fn team_is_made_changed_and_deleted_by_keyboard() {
    let stage = Stage::sets().await;
    stage.site.agent().await.has_colleague("Ben", Role::Agent).await;
    let desk = stage.agent().await;
    opens(&desk, "Teams").await;
    desk.tab.shows(".settings__fields", "There is no team yet.").await;
    desk.tab.click("button", "Add a team").await;
    desk.tab.has_focused("textbox", "Name of the team").await;
    desk.tab.presses("Enter").await;
    desk.tab.shows(".field__mistake", "Give it a name.").await;
    desk.tab.types("Sales").await;
    desk.tab.presses("Tab").await;
    desk.tab.presses("Tab").await;
    desk.tab.has_focused("checkbox", "Ben").await;
    desk.tab.presses(" ").await;
    desk.tab.presses("Enter").await;
    desk.tab.shows("[role=status]", "is saved.").await;
    desk.tab.shows(".settings__key", "Ben").await;
    desk.tab.has_focused("button", "Add a team").await;

    desk.tab.presses("Enter").await;
    desk.tab.has_focused("textbox", "Name of the team").await;
    desk.tab.types("Sales").await;
    desk.tab.presses("Enter").await;
    desk.tab.shows(".field__mistake", "There is one of this name already.").await;
    clicks(&desk.tab, "Cancel").await;

    clicks(&desk.tab, "Delete Sales").await;
    desk.tab.has_focused("textbox", "Type \u{2068}Sales\u{2069} to go on").await;
    desk.tab.presses("Enter").await;
    desk.tab.shows(".field__mistake", "This is something else. Nothing was done.").await;
    desk.tab.types("Sales").await;
    desk.tab.presses("Enter").await;
    desk.tab.shows("[role=status]", "is deleted.").await;
    desk.tab.shows(".settings__fields", "There is no team yet.").await;
}

#[tokio::test]
async fn what_is_typed_of_a_team_is_left_only_by_who_says_so() {
    let stage = Stage::sets().await;
    let desk = stage.agent().await;
    opens(&desk, "Teams").await;
    desk.tab.click("button", "Add a team").await;
    desk.tab.has_focused("textbox", "Name of the team").await;
    desk.tab.types("Sales").await;
    let asked = desk.tab.answers(false, Box::pin(desk.tab.click("link", "Inboxes"))).await;
    assert!(asked.contains("What you typed is not saved"), "{asked}");
    let typed = "document.getElementById('edited-name')?.value";
    assert_eq!(desk.tab.evaluate(typed).await, "Sales");
    assert_eq!(desk.tab.evaluate("location.hash").await, "#/settings/teams");
    let back = async { drop(desk.tab.try_evaluate("setTimeout(() => history.back())").await) };
    desk.tab.answers(false, Box::pin(back)).await;
    desk.tab.until("the address is that of the page", "location.hash === '#/settings/teams'").await;
    assert_eq!(desk.tab.evaluate(typed).await, "Sales");
    desk.tab.answers(true, Box::pin(desk.tab.click("link", "Inboxes"))).await;
    desk.tab.find("button", "Add an inbox").await;
    desk.tab.click("link", "Teams").await;
    desk.tab.find("button", "Add a team").await;
}

#[tokio::test]
async fn inbox_stands_in_the_side_bar_and_lists_what_came_by_its_channels() {
    let stage = Stage::sets().await;
    stage.site.visitor().await.says("In the first inbox").await;
    let desk = stage.agent_with(&TabOptions { size: (1_400, 900), ..TabOptions::default() }).await;
    desk.tab.shows("[data-testid=tickets]", "In the first inbox").await;
    opens(&desk, "Inboxes").await;
    desk.tab.click("button", "Add an inbox").await;
    desk.tab.has_focused("textbox", "Name of the inbox").await;
    desk.tab.types("Sales").await;
    desk.tab.click("checkbox", "Website chat").await;
    desk.tab.click("button", "Save").await;
    desk.tab.shows("[role=status]", "is saved.").await;
    desk.tab.shows(".settings__key", "Website chat").await;

    desk.tab.click("link", "Sales").await;
    desk.tab.find("heading", "All quiet").await;
    stage.site.visitor().await.says("In the second inbox").await;
    desk.tab.shows("[data-testid=tickets]", "In the second inbox").await;
    let n_rows = "document.querySelectorAll('[data-testid=tickets] > li').length";
    assert_eq!(desk.tab.evaluate(n_rows).await, 1);
    desk.tab.reloads().await;
    desk.tab.shows("[data-testid=tickets]", "In the second inbox").await;
    assert_eq!(desk.tab.evaluate(n_rows).await, 1, "the address keeps the inbox");
    desk.tab.click("link", "All inboxes").await;
    desk.tab.shows("[data-testid=tickets]", "In the first inbox").await;
}

#[tokio::test]
async fn somebody_says_that_they_are_away_and_keeps_working_hours() {
    let stage = Stage::sets().await;
    let desk = stage.agent().await;
    let entry = "[data-testid=presence-entry]";
    desk.tab.shows(entry, "Available").await;
    clicks(&desk.tab, "Available: Set myself to away").await;
    desk.tab.shows(entry, "Away").await;
    opens(&desk, "Your availability").await;
    desk.tab.shows("[data-testid=presence]", "Away").await;
    clicks(&desk.tab, "Set myself to available").await;
    desk.tab.shows("[data-testid=presence]", "Available").await;

    desk.tab.click("checkbox", "I have working hours").await;
    fills(&desk.tab, "Monday", "9 to 5").await;
    desk.tab.click("button", "Save").await;
    desk.tab.shows(".field__mistake", "Write hours such as").await;
    desk.tab.has_focused("textbox", "Monday").await;
    for day in ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] {
        fills(&desk.tab, day, "0-24").await;
    }
    fills(&desk.tab, "Time zone", "Mars/Olympus").await;
    desk.tab.click("button", "Save").await;
    desk.tab.shows(".field__mistake", "There is no time zone of this name.").await;
    fills(&desk.tab, "Time zone", "Europe/Helsinki").await;
    desk.tab.click("button", "Save").await;
    desk.tab.shows("[role=status]", "Saved.").await;
    desk.tab.shows(entry, "Available").await;
    desk.tab.reloads().await;
    let monday = "document.getElementById('own-hours-0')?.value === '0:00-24:00'";
    desk.tab.until("the hours that were kept", monday).await;
}

#[tokio::test]
async fn who_was_set_to_away_is_told_by_whom_and_comes_back_by_one_press() {
    let stage = Stage::sets().await;
    let owner = stage.site.agent().await;
    owner.has_colleague("Ben", Role::Owner).await;
    let desk = stage.agent().await;
    opens(&desk, "Users").await;
    clicks(&desk.tab, "Set to away: Ben").await;
    desk.tab.shows("[role=status]", "is away now.").await;
    clicks(&desk.tab, "Set to available: Ben").await;
    desk.tab.shows("[role=status]", "is available now.").await;

    let path = format!("/v1/users/{}/away", owner.user());
    let ben = owner.has_colleague("Cleo", Role::Admin).await;
    let set = ben.asks("PUT", &path).json(&serde_json::json!({ "is_away": true })).answer().await;
    assert!(set.is_good(), "{}", set.text());
    desk.tab.shows("[data-testid=set-away]", "set you to away").await;
    clicks(&desk.tab, "Set myself to available").await;
    desk.tab.until("the banner is gone", "!document.querySelector('[data-testid=set-away]')").await;
    desk.tab.shows("[data-testid=presence-entry]", "Available").await;
}

#[tokio::test]
async fn contact_gets_an_owner_at_the_desk() {
    let stage = Stage::sets().await;
    let owner = stage.site.agent().await;
    let ben = owner.has_colleague("Ben", Role::Agent).await;
    stage.site.visitor().await.says("Who looks after me?").await;
    let desk = stage.agent().await;
    desk.opens_ticket("Who looks after me?").await;
    desk.tab.click("button", "Details").await;
    let choose = format!(
        "(list => {{ list.value = '{}'; list.dispatchEvent(new Event('change', {{ bubbles: true }})); }})(document.querySelector('[data-testid=contact-owner]'))",
        ben.user()
    );
    desk.tab
        .until("the choice", "document.querySelector('[data-testid=contact-owner] option:nth-child(2)')")
        .await;
    desk.tab.evaluate(&choose).await;
    let kept = || async {
        let found: pulina_shared::wire::routing::ContactOwner =
            owner.asks("GET", "/v1/tickets/1/contact-owner").granted().await;
        (found.owner.as_ref() == Some(ben.user())).then_some(())
    };
    pulina_tests::wait::until("the contact's owner", pulina_tests::wait::ANSWERED, kept).await;
    desk.tab.reloads().await;
    desk.tab.click("button", "Details").await;
    let shown = format!("document.querySelector('[data-testid=contact-owner]')?.value === '{}'", ben.user());
    desk.tab.until("who it is", &shown).await;
}

#[tokio::test]
async fn meetings_link_of_the_profile_is_at_hand_in_a_reply() {
    let stage = Stage::sets().await;
    let mut visitor = stage.site.visitor().await;
    visitor.says("Can we talk?").await;
    let desk = stage.agent().await;
    desk.tab.evaluate("document.querySelector('[data-testid=profile]').click()").await;
    desk.tab.click("textbox", "Meetings link").await;
    desk.tab.types("cal.example/ana").await;
    desk.tab.click("button", "Save the meetings link").await;
    desk.tab.shows(".dialog .field__mistake", "https://").await;
    fills(&desk.tab, "Meetings link", "https://cal.example/ana").await;
    desk.tab.click("button", "Save the meetings link").await;
    desk.tab.shows(".dialog .field__done", "Saved.").await;
    desk.tab.presses("Escape").await;
    desk.opens_ticket("Can we talk?").await;
    desk.tab.click("button", "Insert a quick reply or a link").await;
    desk.tab.click("radio", "Link").await;
    desk.tab.click("button", "Use my meetings link").await;
    desk.tab.has_focused("textbox", "Title").await;
    desk.tab.click("button", "Add").await;
    desk.replies("Pick a time").await;
    let event = visitor.sees("Pick a time").await;
    let pulina_shared::wire::conversation::EventKind::Message(message) = event.kind else {
        panic!("{event:?}")
    };
    assert_eq!(message.cards.first().map(|card| card.url.as_str()), Some("https://cal.example/ana"));
}
