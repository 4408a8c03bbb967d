//! A browser, a customer's site and a Pulina, and the two people who meet there: a visitor with
//! the chat on a page, an agent at the desk. They find things as people do, by role and name.

use std::borrow::Borrow;
use std::cell::RefCell;

use serde_json::json;

use crate::canary::Canary;
use crate::chromium::frame::Frame;
use crate::chromium::tab::{Tab, TabOptions};
use crate::chromium::{Chromium, Person};
use crate::door::Door;
use crate::front::Front;
use crate::host_site::HostSite;
use crate::site::Site;
use crate::visitor::Visitor;
use crate::wait;

/// The launcher's name while the chat is closed, and while it is open.
pub const OPEN: &str = "Open the chat";
pub const CLOSE: &str = "Close the chat";
/// That the panel's app runs.
const RUNS: &str = "document.querySelector('[role=log]') !== null";
/// The composer of the panel.
pub const COMPOSER: &str = "Your message";

/// Everything that a test in the browser needs.
pub struct Stage {
    /// The server.
    pub site: Site,
    /// The customer's site.
    pub host: HostSite,
    /// The browser.
    pub chromium: Chromium,
    door: Door,
}

/// A visitor's tab on a page of the customer.
pub struct ChatTab {
    /// The tab.
    pub tab: Tab,
}

/// An agent's tab with the desk.
pub struct DeskTab {
    /// The tab.
    pub tab: Tab,
}

impl Stage {
    /// Sets everything up.
    pub async fn sets() -> Self {
        Self::with_flags(&[]).await
    }

    /// A server with the limits of rates that everybody has.
    pub async fn with_rates() -> Self {
        let site = Site::start().await;
        let door = site.door();
        Self::of(site, door).await
    }

    /// The customer's site knows Pulina by this way in; the desk does too.
    pub async fn of(site: Site, door: Door) -> Self {
        Self::of_with(site, door, &[]).await
    }

    /// A server without the limits of rates, and a browser with these flags.
    pub async fn with_flags(flags: &[&str]) -> Self {
        let site = Site::start_without_rates().await;
        let door = site.door();
        Self::of_with(site, door, flags).await
    }

    /// A browser for which every host that is not on the stage is the canary.
    pub async fn with_canary() -> (Self, Canary) {
        let canary = Canary::waits().await;
        (Self::with_flags(&[&canary.flag()]).await, canary)
    }

    /// The same, with a server in front of ours that notes every request.
    pub async fn watched() -> (Self, Front, Canary) {
        let (site, canary) = (Site::start_without_rates().await, Canary::waits().await);
        let front = Front::before(&site.door()).await;
        let door = front.door();
        (Self::of_with(site, door, &[&canary.flag()]).await, front, canary)
    }

    async fn of_with(site: Site, door: Door, flags: &[&str]) -> Self {
        let host = HostSite::of(site.channel(), &door).await;
        Self { site, host, chromium: Chromium::start_with(flags).await, door }
    }

    /// The same, for somebody whose device is in this time zone.
    pub async fn in_zone(zone: &str) -> Self {
        let site = Site::start_without_rates().await;
        let door = site.door();
        let host = HostSite::of(site.channel(), &door).await;
        Self { site, host, chromium: Chromium::start_in(zone, &[]).await, door }
    }

    /// A server that is reached through a server in front of it.
    pub async fn behind_front() -> (Self, Front) {
        let site = Site::start_without_rates().await;
        let front = Front::before(&site.door()).await;
        let door = front.door();
        (Self::of(site, door).await, front)
    }

    /// Somebody new comes to a page of the customer.
    pub async fn visitor(&self, page: &str) -> ChatTab {
        self.visits(&self.chromium.person().await, page, &TabOptions::default()).await
    }

    /// This person comes to a page of the customer.
    pub async fn visits(&self, person: &Person, page: &str, options: &TabOptions) -> ChatTab {
        let tab = person.tab_with(options).await;
        tab.goes_to(&self.host.page(page)).await;
        ChatTab { tab }
    }

    /// The panel as a page of its own, in a browser that remembers this visitor.
    pub async fn panel_of(&self, visitor: &Visitor) -> ChatTab {
        let tab = self.chromium.person().await.tab().await;
        tab.goes_to(&self.panel_address()).await;
        let kept = [
            ("token", visitor.token.secret().to_owned()),
            ("conversation", visitor.begun.conversation.to_string()),
        ];
        for (name, value) in kept {
            let key = format!("pulina.{}.{name}", self.site.channel());
            tab.evaluate(&format!("localStorage.setItem({}, {})", json!(key), json!(value))).await;
        }
        tab.reloads().await;
        tab.until("the panel's app runs", "document.querySelector('[role=log]') !== null").await;
        ChatTab { tab }
    }

    /// The account's owner signs in at the desk, in a browser of their own.
    pub async fn agent(&self) -> DeskTab {
        self.agent_with(&TabOptions::default()).await
    }

    /// The same, with another tab.
    pub async fn agent_with(&self, options: &TabOptions) -> DeskTab {
        let desk = self.desk_door(options).await;
        desk.signs_in(self).await;
        // Where that takes long a bar says so and goes again, and what is below it moves.
        desk.tab.until("a desk that is connected", "document.querySelector('.connection--open')").await;
        desk
    }

    /// Somebody stands before the desk.
    pub async fn desk_door(&self, options: &TabOptions) -> DeskTab {
        let tab = self.chromium.person().await.tab_with(options).await;
        tab.goes_to(&self.desk_address()).await;
        tab.find("textbox", "E-mail address").await;
        DeskTab { tab }
    }

    /// The way by which browsers reach Pulina.
    pub fn door(&self) -> &Door {
        &self.door
    }

    /// The address of the desk.
    pub fn desk_address(&self) -> String {
        format!("{}/desk/{}", self.door.origin(), self.site.account.created.account)
    }

    /// The address of the panel as a page of its own.
    pub fn panel_address(&self) -> String {
        format!("{}/chat/{}", self.door.origin(), self.site.channel())
    }
}

impl ChatTab {
    /// Clicks the launcher; the composer has the focus then.
    pub async fn opens_chat(&self) -> Frame {
        self.opens_chat_by(OPEN).await
    }

    /// The same with a launcher of this name.
    pub async fn opens_chat_by(&self, launcher: &str) -> Frame {
        self.tab.click("button", launcher).await;
        let panel = self.panel().await;
        // The field of the frame, and the frame of the page: else keys go to the launcher.
        let has_focus = "document.hasFocus() && document.activeElement?.id === 'text'";
        panel.until("the composer has the focus", has_focus).await;
        panel
    }

    /// The panel that is there now.
    pub async fn panel(&self) -> Frame {
        self.tab.frame_at("/chat/").await
    }

    /// The panel, once its app runs.
    pub async fn running_panel(&self) -> Frame {
        self.panel_where("the panel's app runs", RUNS).await
    }

    /// Marks the panel's document, so that `next_panel` can tell the one that follows from it.
    pub async fn marks_panel(&self) {
        self.running_panel().await.evaluate("window.__isBefore = true").await;
    }

    /// The panel, once its app runs in another document than the marked one.
    pub async fn next_panel(&self) -> Frame {
        self.panel_where("the next panel's app runs", &format!("!window.__isBefore && {RUNS}")).await
    }

    /// The panel, once a script gives true there; its document may be replaced meanwhile.
    async fn panel_where(&self, what: &str, script: &str) -> Frame {
        wait::until(what, wait::DRAINED, async || {
            let panel = Box::pin(self.panel()).await;
            let is_so = panel.try_evaluate(script).await == Ok(json!(true));
            is_so.then_some(panel)
        })
        .await
    }

    /// Has this device forgotten, by the menu; the panel that follows.
    pub async fn forgets_device(&self) -> Frame {
        self.marks_panel().await;
        let panel = self.running_panel().await;
        panel.click("button", "Menu").await;
        panel.click("button", "Privacy").await;
        panel.click("button", "Forget this device").await;
        self.next_panel().await
    }

    /// Has the page say that its visitor is gone; the panel that follows.
    pub async fn logs_out(&self) -> Frame {
        self.marks_panel().await;
        self.tab.evaluate("Pulina.logout()").await;
        self.next_panel().await
    }

    /// Types a text into what has the focus and presses Enter.
    pub async fn says(&self, words: &str) {
        self.tab.types(words).await;
        self.tab.presses("Enter").await;
    }

    /// Waits until a message is in the log.
    pub async fn sees(&self, words: &str) {
        self.panel().await.shows(".message-log__list .message__bubble", words).await;
    }

    /// Waits until the last message of the visitor stands so.
    pub async fn last_stands(&self, standing: &str) {
        let panel = self.panel().await;
        let script = format!(
            "[...document.querySelectorAll('.message-log__list .message--own')].at(-1)?.innerText.includes({})",
            json!(standing)
        );
        panel.until(&format!("the last message is {standing:?}"), &script).await;
    }

    /// Every message in the log, in order.
    pub async fn messages(&self) -> Vec<String> {
        self.running_panel().await.texts(".message-log__list .message__bubble").await
    }

    /// Waits until exactly these messages are in the log.
    pub async fn sees_exactly(&self, messages: &[&str]) {
        exactly(async || self.running_panel().await, ".message-log__list .message__bubble", messages).await;
    }

    /// What the page has suffered: errors, violations of its policy, shifts of its layout.
    ///
    /// # Panics
    /// When it has suffered.
    pub async fn page_is_unhurt(&self) {
        let suffered =
            self.tab.evaluate("({e: window.__errors, v: window.__violations, s: window.__cls})").await;
        assert_eq!(suffered, json!({"e": [], "v": [], "s": 0}));
    }
}

impl DeskTab {
    /// Fills in the form.
    pub async fn signs_in(&self, stage: &Stage) {
        let sign_in = &stage.site.account.sign_in;
        self.tab.click("textbox", "E-mail address").await;
        self.tab.types(&sign_in.email).await;
        self.tab.click("textbox", "Password").await;
        self.tab.types(&sign_in.password).await;
        self.tab.presses("Enter").await;
        self.tab.find("navigation", "Views").await;
    }

    /// Opens the ticket in whose row this stands.
    pub async fn opens_ticket(&self, words: &str) {
        let what = format!("a ticket with {words:?}");
        let row = self.tab.find_where(&what, |node| node.role == "link" && node.name.contains(words)).await;
        self.tab.click_node(&row).await;
        self.sees(words).await;
    }

    /// Opens a ticket by its address.
    pub async fn opens_ticket_number(&self, number: u64) {
        self.tab.evaluate(&format!("location.hash = '#/open/{number}'")).await;
        let script = format!(
            "document.querySelector('[data-ticket=\"{number}\"][aria-current]') && document.querySelector('[data-testid=log]') !== null"
        );
        self.tab.until("the ticket is open", &script).await;
    }

    /// Waits until a message is in the log.
    pub async fn sees(&self, words: &str) {
        self.tab.shows("[data-testid=log] .message__text", words).await;
    }

    /// Waits until exactly these messages are in the log.
    pub async fn sees_exactly(&self, messages: &[&str]) {
        exactly(async || &*self.tab, "[data-testid=log] .message__text", messages).await;
    }

    /// Clicks into the reply.
    pub async fn begins_reply(&self) {
        let is_reply =
            |node: &crate::chromium::node::Node| node.role == "textbox" && node.name.starts_with("Reply to ");
        let reply = self.tab.find_where("the reply", is_reply).await;
        self.tab.click_node(&reply).await;
    }

    /// Replies.
    pub async fn replies(&self, words: &str) {
        self.begins_reply().await;
        self.tab.types(words).await;
        self.tab.presses("Enter").await;
    }
}

/// Waits for these messages; the document may be replaced meanwhile.
async fn exactly<F: Borrow<Frame>>(frame: impl AsyncFn() -> F, selector: &str, messages: &[&str]) {
    let last = RefCell::new(Vec::new());
    let seen = wait::until("the messages", wait::DRAINED, || async {
        let texts = frame().await.borrow().try_texts(selector).await.ok()?;
        let is_so = texts == messages;
        last.replace(texts);
        is_so.then_some(())
    });
    let seen = wait::nothing_else_within(wait::ANSWERED, seen).await;
    assert!(seen.is_some(), "{selector}: {:?} instead of {messages:?}", last.borrow());
}
