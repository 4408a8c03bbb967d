//! On the page, and what is asked before the first message.

use pulina_tests::agent::Agent;
use pulina_tests::channel::choose;
use pulina_tests::host_site::HostSite;
use pulina_tests::stage::{OPEN, Stage};
use serde_json::json;

use super::Typist;

pub async fn are_done() -> Vec<&'static str> {
    let stage = Stage::sets().await;
    let account = stage.site.another_account().await;
    let agent = Agent::signs_in(&stage.site.door(), &account.sign_in).await;
    let settings = json!({
        "consent": {"mode": "explicit"},
        "email": "after",
        "form": [
            {"name": "name", "kind": "name", "labels": {"en": "Your name"}, "is_required": true},
            {"name": "topic", "kind": "list", "labels": {"en": "Topic"}, "options": ["Delivery", "Returns"], "is_required": true},
            {"name": "day", "kind": "date", "labels": {"en": "Day"}},
            {"name": "accepts", "kind": "checkbox", "labels": {"en": "I have read it"}, "is_required": true},
        ],
        "texts": {"en": {"teaser": "Ask us", "communicate": "You may write to me"}},
    });
    choose(&agent, &account.created.channel, |before| {
        *before = serde_json::from_value(settings).expect("settings");
    })
    .await;
    let host = HostSite::of(&account.created.channel, &stage.site.door()).await;
    let tab = stage.chromium.person().await.tab().await;
    tab.goes_to(&host.page("plain.html")).await;
    let panel = tab.clone();
    let mut typist = Typist { tab, panel, done: Vec::new() };

    typist.tab.find("button", "Hide this message").await;
    typist.presses("Hide this message").await;
    typist.tab.has_focused("button", OPEN).await;
    typist.has_done("hide the teaser");

    typist.tab.presses("Enter").await;
    typist.panel = typist.tab.frame_at("/chat/").await;
    typist.panel.has_focused("textbox", "Your message").await;
    typist.has_done("open the chat");

    typist.panel.find("button", "I agree").await;
    typist.writes("Where is my parcel?").await;
    typist.tab.presses("Enter").await;
    typist.panel.shows(".composer__notice", "will be sent once you agree").await;
    typist.tab.tabs_to(&typist.panel, "checkbox", "You may write to me").await;
    typist.tab.presses(" ").await;
    typist.has_done("agree to be written to");
    typist.presses("I agree").await;
    typist.panel.find("heading", "A few questions first").await;
    typist.has_done("agree");

    fills_in(&mut typist).await;
    typist.sees("Where is my parcel?").await;
    leaves_address(&mut typist).await;
    withdraws(&mut typist).await;
    typist.done
}

async fn fills_in(typist: &mut Typist) {
    typist.presses_before("Start the chat").await;
    typist.panel.has_focused("textbox", "Your name").await;
    typist.has_done("find a mistake in a form");
    typist.writes("Ada").await;
    typist.tab.tabs_to(&typist.panel, "combobox", "Topic").await;
    typist.writes("R").await;
    typist.has_done("choose from a list");
    typist.tab.presses("Tab").await;
    typist.writes("12122026").await;
    typist.has_done("give a date");
    typist.tab.tabs_to(&typist.panel, "checkbox", "I have read it").await;
    typist.tab.presses(" ").await;
    typist.has_done("tick a box");
    typist.presses("Start the chat").await;
    typist.panel.until("the form is gone", "!document.querySelector('#gate-topic')").await;
    typist.has_done("send a form");
}

async fn leaves_address(typist: &mut Typist) {
    typist.panel.find("heading", "Where can we reach you?").await;
    typist.tab.tabs_back_to(&typist.panel, "textbox", "E-mail address").await;
    typist.writes("ada@kelo.example").await;
    typist.tab.presses("Enter").await;
    typist.panel.until("the question is gone", "!document.querySelector('#gate-email')").await;
    typist.panel.has_focused("textbox", "Your message").await;
    typist.has_done("leave an e-mail address");
}

async fn withdraws(typist: &mut Typist) {
    typist.presses_before("Menu").await;
    typist.presses("Privacy").await;
    typist.panel.find("heading", "Privacy").await;
    typist.has_done("look at what was agreed to");
    typist.presses("Withdraw consent").await;
    typist.panel.shows(".sheet", "You have not agreed").await;
    typist.has_done("withdraw the consent");
}
