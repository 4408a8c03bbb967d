//! Every state of launcher and panel, built one after the other as a visitor meets them, in as few
//! pages as possible; in English, and in Arabic from right to left.

mod asking;
mod plain;
mod talking;

use pulina_shared::wire::channel::ChannelSettings;
use pulina_tests::agent::Agent;
use pulina_tests::channel::choose;
use pulina_tests::chromium::by_selector::{LAUNCHER, OPEN_SHADOWS, click, shown};
use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::tab::{Tab, TabOptions};
use pulina_tests::host_site::HostSite;
use pulina_tests::site::Site;
use pulina_tests::stage::Stage;

use super::inspection::{Breadth, Inspection};

/// Somebody who goes through states and has each looked at.
struct Walk {
    tab: Tab,
    inspection: Inspection,
}

/// The page whose language a walk is in.
fn page_of(breadth: Breadth) -> &'static str {
    if breadth == Breadth::Whole { "plain.html" } else { "rtl.html" }
}

impl Walk {
    /// A new visitor on a page.
    async fn begins(stage: &Stage, host: &HostSite, breadth: Breadth) -> Self {
        let options = TabOptions { first_script: OPEN_SHADOWS.to_owned(), ..TabOptions::default() };
        let tab = stage.chromium.person().await.tab_with(&options).await;
        tab.goes_to(&host.page(page_of(breadth))).await;
        tab.until("the launcher", &format!("{LAUNCHER} !== null")).await;
        Self { tab, inspection: Inspection::begins(breadth) }
    }

    /// Clicks the launcher and waits until the panel's app runs.
    async fn opens(&self) -> Frame {
        self.tab.evaluate(&format!("{LAUNCHER}.click()")).await;
        let panel = self.tab.frame_at("/chat/").await;
        shown(&panel, "[role=log]").await;
        panel
    }

    /// Clicks the launcher, which closes the panel.
    async fn closes(&self) {
        self.tab.evaluate(&format!("{LAUNCHER}.click()")).await;
        self.tab.until("the panel is closed", &format!("{LAUNCHER}.ariaExpanded === 'false'")).await;
    }

    /// Types a text into the composer and presses Enter.
    async fn says(&self, panel: &Frame, words: &str) {
        panel.evaluate("document.getElementById('text').focus()").await;
        self.tab.types(words).await;
        self.tab.presses("Enter").await;
    }

    async fn looks_at_panel(&mut self, state: &str, panel: &Frame) {
        self.inspection.looks_at(state, &self.tab, panel).await;
    }

    async fn looks_at_page(&mut self, state: &str) {
        self.inspection.looks_at(state, &self.tab, &self.tab).await;
    }
}

/// A channel of another account for which something was chosen before anybody saw it.
async fn channel_with(site: &Site, change: impl FnOnce(&mut ChannelSettings)) -> (HostSite, Agent) {
    let account = site.another_account().await;
    let door = site.door();
    let agent = Agent::signs_in(&door, &account.sign_in).await;
    choose(&agent, &account.created.channel, change).await;
    (HostSite::of(&account.created.channel, &door).await, agent)
}

#[tokio::test]
async fn nothing_is_wrong_while_people_talk() {
    let n_states = talking::is_walked(Breadth::Whole).await;
    assert!(n_states >= 20, "{n_states}");
}

#[tokio::test]
async fn nothing_is_wrong_while_people_talk_from_right_to_left() {
    talking::is_walked(Breadth::Mirrored).await;
}

#[tokio::test]
async fn nothing_is_wrong_while_something_is_asked() {
    let n_states = asking::is_walked(Breadth::Whole).await;
    assert!(n_states >= 10, "{n_states}");
}

#[tokio::test]
async fn nothing_is_wrong_while_something_is_asked_from_right_to_left() {
    asking::is_walked(Breadth::Mirrored).await;
}

#[tokio::test]
async fn nothing_is_wrong_where_the_app_does_not_run() {
    plain::is_walked().await;
}
