//! Everything that is not writing.

use pulina_tests::channel::choose;
use pulina_tests::front::Front;
use pulina_tests::stage::{OPEN, Stage};
use pulina_tests::wait;

use super::Typist;

pub async fn are_done() -> Vec<&'static str> {
    let (stage, front) = Stage::behind_front().await;
    let mut agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| settings.asks_for_rating = true).await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.says("The first conversation").await;
    visitor.last_stands("Sent").await;
    agent.sees_ticket("The first conversation").await;
    let panel = visitor.running_panel().await;
    let mut typist = Typist { tab: visitor.tab, panel, done: Vec::new() };

    typist.presses_before("Menu").await;
    typist.panel.has_focused("button", "Close").await;
    typist.tab.presses("Escape").await;
    typist.panel.has_focused("textbox", "Your message").await;
    typist.has_done("open and leave the menu");

    switches(&mut typist).await;
    has_several(&mut typist).await;
    keeps(&mut typist, &front).await;
    speaks_finnish(&mut typist).await;
    ends(&mut typist).await;
    forgets(&mut typist).await;
    typist.done
}

async fn switches(typist: &mut Typist) {
    typist.presses_before("Menu").await;
    for (task, off, on) in [
        ("turn the sound off", "Turn sound off", "Turn sound on"),
        ("turn notifications on", "Turn notifications on", "Turn notifications off"),
    ] {
        typist.presses(off).await;
        typist.panel.has_focused("button", on).await;
        typist.has_done(task);
    }
    typist.tab.presses("Escape").await;
    typist.panel.has_focused("textbox", "Your message").await;
}

async fn has_several(typist: &mut Typist) {
    typist.presses_before("Menu").await;
    typist.presses("New conversation").await;
    begins_anew(typist, "!document.body.innerText.includes('The first conversation')").await;
    typist.writes("The second conversation").await;
    typist.tab.presses("Enter").await;
    typist.sees("The second conversation").await;
    typist.has_done("begin another conversation");
    typist.presses_before("Menu").await;
    typist.presses("Conversations").await;
    typist.panel.shows(".sheet__conversation", "The first conversation").await;
    typist.has_done("look at all conversations");
    // Newest first.
    typist.tab.tabs_to(&typist.panel, "button", "You").await;
    typist.tab.presses("Tab").await;
    typist.tab.presses("Enter").await;
    begins_anew(
        typist,
        "document.querySelector('.message-log__list')?.innerText.includes('The first conversation')",
    )
    .await;
    typist.has_done("go back to an earlier conversation");
}

/// The panel begins anew as a page, with the focus in its field.
async fn begins_anew(typist: &mut Typist, script: &str) {
    typist.panel = typist.tab.frame_at("/chat/").await;
    let is_new =
        format!("document.querySelector('[role=log]') && !document.querySelector('.sheet') && {script}");
    typist.panel.until("the panel has begun anew", &is_new).await;
    typist.panel.has_focused("textbox", "").await;
}

async fn keeps(typist: &mut Typist, front: &Front) {
    typist.presses_before("Menu").await;
    typist.presses("Download transcript").await;
    wait::until("the transcript is asked for", wait::ANSWERED, || async {
        front.seen().iter().any(|seen| seen.path.contains("/transcript?format=html")).then_some(())
    })
    .await;
    typist.has_done("download the transcript");
    typist.tab.presses("Escape").await;
    typist.panel.has_focused("textbox", "Your message").await;
}

async fn speaks_finnish(typist: &mut Typist) {
    typist.presses_before("Menu").await;
    typist.tab.tabs_to(&typist.panel, "combobox", "Language").await;
    // The first key that chooses another language loads the panel in it.
    typist.writes("s").await;
    begins_anew(typist, "document.documentElement.lang === 'fi'").await;
    typist.has_done("speak another language");
    // And back, for the names of the buttons.
    typist.presses_before("Valikko").await;
    typist.tab.tabs_to(&typist.panel, "combobox", "Kieli").await;
    typist.writes("e").await;
    begins_anew(typist, "document.documentElement.lang === 'en'").await;
}

async fn ends(typist: &mut Typist) {
    typist.presses_before("Menu").await;
    typist.presses("End conversation").await;
    typist.panel.has_focused("button", "End").await;
    typist.tab.presses("Enter").await;
    typist.sees("You ended the conversation").await;
    typist.panel.has_focused("textbox", "Your message").await;
    typist.has_done("end the conversation");

    typist.panel.find("radio", "Good").await;
    typist.tab.tabs_back_to(&typist.panel, "radio", "Very good").await;
    typist.tab.presses("ArrowLeft").await;
    typist.panel.has_focused("radio", "Good").await;
    typist.tab.tabs_to(&typist.panel, "textbox", "Would you like to tell us more?").await;
    typist.writes("Quick").await;
    typist.presses("Send feedback").await;
    typist.panel.shows(".rating", "Thank you for your feedback.").await;
    typist.panel.has_focused("textbox", "Your message").await;
    typist.has_done("say how it was");
}

async fn forgets(typist: &mut Typist) {
    typist.presses_before("Menu").await;
    typist.presses("Privacy").await;
    typist.presses("Forget this device").await;
    begins_anew(typist, "!document.body.innerText.includes('You ended')").await;
    typist.has_done("forget this device");
    typist.tab.presses("Escape").await;
    typist.tab.has_focused("button", OPEN).await;
    typist.has_done("close the chat by Escape");
}
