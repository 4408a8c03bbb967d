//! The desk, in the states that an agent meets in a day.

use pulina_shared::ids::VisitorId;
use pulina_shared::wire::users::Role;
use pulina_tests::chromium::tab::{Tab, TabOptions};
use pulina_tests::front::Front;
use pulina_tests::stage::{DeskTab, Stage};
use pulina_tests::team::secret_in;

use super::inspection::{Breadth, Inspection};
use crate::settings::PARTS;

/// Everything that a text can hold.
const RICH: &str = "See **this** or [our terms](https://kelo.example/terms):\n\n- cups, _fired_ twice\n- bowls\n\n\
    > What about the lake bowl?\n\n```\ncup --size large --colour green --glaze matt --handle left\n```\n\
    https://kelo.example/a-rather-long-address/that-does-not-fit/into-one-line/of-a-narrow-panel";

#[tokio::test]
async fn nothing_is_wrong_at_the_desk() {
    let (stage, front) = Stage::behind_front().await;
    let desk = stage.desk_door(&TabOptions::default()).await;
    let mut inspection = Inspection::begins(Breadth::Whole);
    comes_in(&stage, &desk, &mut inspection).await;
    let visitor = answers(&stage, &desk, &mut inspection).await;
    looks_around(&desk, &mut inspection).await;
    sets_up(&desk, &mut inspection).await;
    finds_a_person(&desk, &visitor, &mut inspection).await;
    loses_the_link(&front, &desk, &mut inspection).await;
    let n_states = inspection.ends();
    assert!(n_states >= 18, "{n_states}");
}

async fn looks(inspection: &mut Inspection, state: &str, tab: &Tab) {
    inspection.looks_at(state, tab, tab).await;
}

async fn comes_in(stage: &Stage, desk: &DeskTab, inspection: &mut Inspection) {
    let created = stage.site.agent().await.invites("ben@harbour.example", Role::Agent).await;
    let go = |fragment: &str| format!("history.replaceState(null, '', location.pathname + '{fragment}')");
    desk.tab.evaluate(&go(&format!("#/invitation/{}", secret_in(&created.link)))).await;
    desk.tab.reloads().await;
    desk.tab.find("heading", "You are asked in").await;
    looks(inspection, "invitation", &desk.tab).await;
    desk.tab.evaluate(&go("")).await;
    desk.tab.reloads().await;
    desk.tab.find("textbox", "E-mail address").await;
    looks(inspection, "sign-in", &desk.tab).await;
    desk.tab.click("button", "Sign in").await;
    desk.tab.shows(".field__mistake", "Enter your e-mail address.").await;
    looks(inspection, "mistakes in the form", &desk.tab).await;
    desk.signs_in(stage).await;
    desk.tab.find("heading", "All quiet").await;
    looks(inspection, "empty desk", &desk.tab).await;
}

async fn answers(stage: &Stage, desk: &DeskTab, inspection: &mut Inspection) -> VisitorId {
    let mut visitor = stage.site.visitor().await;
    visitor.says("Is the morning cup safe in the dishwasher, and in the oven too?").await;
    stage.site.visitor().await.says("Do you ship to Norway?").await;
    desk.tab.shows("[data-testid=tickets]", "Norway").await;
    looks(inspection, "list", &desk.tab).await;
    desk.opens_ticket("Is the morning cup").await;
    desk.replies("An answer with https://kelo.example/a-link").await;
    visitor.sees("An answer with https://kelo.example/a-link").await;
    visitor.says(RICH).await;
    desk.tab.shows(".message__text pre", "cup").await;
    looks(inspection, "conversation", &desk.tab).await;
    visitor.begun.visitor
}

async fn looks_around(desk: &DeskTab, inspection: &mut Inspection) {
    desk.tab.click("button", "Details").await;
    desk.tab.find("complementary", "Details").await;
    looks(inspection, "details", &desk.tab).await;
    // Where they lie over the conversation they are gone when the focus has left them.
    desk.tab.until("the details are gone", "!document.querySelector('.contact-panel')").await;
    desk.tab.presses("?").await;
    desk.tab.find("dialog", "Keyboard shortcuts").await;
    looks(inspection, "shortcuts", &desk.tab).await;
    desk.tab.presses("Escape").await;
    desk.tab.evaluate("document.querySelector('[data-testid=profile]').click()").await;
    desk.tab.find("dialog", "Your profile").await;
    looks(inspection, "profile", &desk.tab).await;
    desk.tab.presses("Escape").await;
    desk.tab.presses("e").await;
    desk.tab.shows("[data-testid=status]", "Closed").await;
    looks(inspection, "closed ticket", &desk.tab).await;
    desk.tab.presses("2").await;
    looks(inspection, "another view", &desk.tab).await;
}

async fn sets_up(desk: &DeskTab, inspection: &mut Inspection) {
    begins_channels(desk, inspection).await;
    desk.tab.click("link", "Website chat").await;
    for part in PARTS {
        desk.tab.click("link", part).await;
        desk.tab
            .until("it is there", "document.querySelector('.settings__form .settings__fields > *')")
            .await;
        looks(inspection, &format!("settings, {part}"), &desk.tab).await;
    }
    fills_lists(desk, inspection).await;
    for (part, heading) in
        [("Users", "Ask somebody in"), ("Security", "Change your password"), ("Audit log", "Audit log")]
    {
        desk.tab.click("link", part).await;
        desk.tab.find("heading", heading).await;
        looks(inspection, &format!("settings, {part}"), &desk.tab).await;
    }
    for (part, field) in [("Inboxes", "Add an inbox"), ("Teams", "Add a team")] {
        desk.tab.click("link", part).await;
        desk.tab.click("button", field).await;
        desk.tab.until("the form", "document.querySelector('.named__form .settings__check')").await;
        looks(inspection, &format!("settings, {part}"), &desk.tab).await;
    }
    desk.tab.click("link", "Your availability").await;
    desk.tab.click("checkbox", "I have working hours").await;
    desk.tab.until("the hours", "document.getElementById('own-hours-0')").await;
    looks(inspection, "settings, working hours", &desk.tab).await;
    desk.tab.answers(true, Box::pin(desk.tab.click("link", "Channels"))).await;
    desk.tab.click("link", "Website chat").await;
    desk.tab.click("textbox", "Accent colour").await;
    desk.tab.types("x").await;
    desk.tab.click("button", "Publish…").await;
    desk.tab.shows(".field__mistake", "A colour looks like").await;
    looks(inspection, "settings, a mistake", &desk.tab).await;
    desk.tab.presses("Backspace").await;
    desk.tab.click("link", "Texts").await;
    desk.tab.click("textbox", "Heading").await;
    desk.tab.types("Ask us").await;
    desk.tab.click("button", "Publish…").await;
    desk.tab.shows(".changes", "Ask us").await;
    looks(inspection, "settings, what changes", &desk.tab).await;
    desk.tab.click("button", "Throw the draft away").await;
    desk.tab.evaluate("document.querySelector('[data-testid=view-unassigned]').click()").await;
}

/// The list of channels, one that is off and being renamed, and how one begins.
async fn begins_channels(desk: &DeskTab, inspection: &mut Inspection) {
    desk.tab.click("link", "Settings").await;
    desk.tab.find("link", "Set up your chat").await;
    looks(inspection, "settings, channels", &desk.tab).await;
    desk.tab.evaluate("document.querySelector('.switch').click()").await;
    desk.tab.shows(".channel__problems", "It is switched off").await;
    desk.tab.evaluate("document.querySelector('[data-rename]').click()").await;
    desk.tab.has_focused("textbox", "Name of the channel").await;
    desk.tab.evaluate("document.activeElement.select()").await;
    desk.tab.presses("Backspace").await;
    desk.tab.presses("Enter").await;
    desk.tab.shows(".field__mistake", "Enter a name.").await;
    looks(inspection, "settings, a channel that is off, without a name", &desk.tab).await;
    desk.tab.presses("Escape").await;
    desk.tab.evaluate("document.querySelector('.switch').click()").await;
    desk.tab
        .until("it is on", "!document.querySelector('.channel__problems').innerText.includes('off')")
        .await;
    desk.tab.click("link", "Add a channel").await;
    desk.tab.has_focused("heading", "Add a channel").await;
    desk.tab.click("textbox", "Accent colour").await;
    desk.tab.types("x").await;
    desk.tab.presses("Enter").await;
    desk.tab.shows(".field__mistake", "A colour looks like").await;
    looks(inspection, "settings, a channel begins", &desk.tab).await;
    desk.tab.answers(true, Box::pin(desk.tab.click("link", "Back to channels"))).await;
    desk.tab.has_focused("heading", "Channels").await;
}

async fn finds_a_person(desk: &DeskTab, visitor: &VisitorId, inspection: &mut Inspection) {
    desk.tab.click("link", "Settings").await;
    desk.tab.click("link", "Data & privacy").await;
    desk.tab.click("textbox", "E-mail address or visitor id").await;
    desk.tab.types(visitor.as_str()).await;
    desk.tab.presses("Enter").await;
    desk.tab.shows("#person-found", "One conversation of").await;
    desk.tab.click("button", "Erase the chosen…").await;
    desk.tab.find("button", "Erase for ever").await;
    looks(inspection, "settings, a person is about to be erased", &desk.tab).await;
    desk.tab.evaluate("document.querySelector('[data-testid=view-unassigned]').click()").await;
}

/// Rules, questions and days with something in them; then everything is taken back.
async fn fills_lists(desk: &DeskTab, inspection: &mut Inspection) {
    desk.tab.click("link", "Questions").await;
    desk.tab.click("button", "Add a question").await;
    looks(inspection, "settings, a question", &desk.tab).await;
    desk.tab.click("link", "Display rules").await;
    desk.tab.click("textbox", "Address of a page").await;
    desk.tab.types("shop.example").await;
    desk.tab.click("button", "Add a group").await;
    desk.tab.click("button", "Add a clause").await;
    desk.tab.click("button", "Add a teaser").await;
    desk.tab.click("textbox", "Address").await;
    desk.tab.types("/elsewhere").await;
    desk.tab.shows(".rules__decided--against", "Does not hold").await;
    desk.tab.click("button", "Remove: Clause 2").await;
    looks(inspection, "settings, rules that were tried", &desk.tab).await;
    desk.tab.click("button", "Publish…").await;
    desk.tab.click("button", "Throw the draft away").await;
    desk.tab.click("link", "Availability").await;
    desk.tab
        .evaluate("(list => { list.selectedIndex = 1; list.dispatchEvent(new Event('change', { bubbles: true })); })(document.getElementById('availability-mode'))")
        .await;
    desk.tab.click("button", "Add a day").await;
    looks(inspection, "settings, a day that differs", &desk.tab).await;
    desk.tab.click("button", "Publish…").await;
    desk.tab.click("button", "Throw the draft away").await;
}

async fn loses_the_link(front: &Front, desk: &DeskTab, inspection: &mut Inspection) {
    front.goes_down_at("/v1/");
    desk.tab.shows("[data-testid=link-bar]", "The connection was lost").await;
    looks(inspection, "no connection", &desk.tab).await;
    front.heals();
}
