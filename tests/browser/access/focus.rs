//! The focus is never lost and never taken away, whatever somebody does and whatever comes meanwhile:
//! as long as it is in the panel it is on something that can be seen.

use std::time::Duration;

use pulina_shared::wire::conversation::{Act, ClientFrame, EditMessage};
use pulina_shared::wire::help_desk::Ticket;
use pulina_tests::agent::Agent;
use pulina_tests::chromium::by_selector::OPEN_SHADOWS;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::keys::Held;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::engine::is_long;
use pulina_tests::front::Front;
use pulina_tests::line::Line;
use pulina_tests::random::{self, Dice};
use pulina_tests::stage::{ChatTab, Stage};
use pulina_tests::wait;
use serde_json::json;

/// Where the focus is on the page.
const PLACE: &str = "(() => {
  const root = document.querySelector('pulina-widget').shadowRoot;
  const launcher = root.querySelector('[aria-haspopup]');
  const active = root.activeElement;
  return [launcher.ariaExpanded, !active ? 'page' : active === launcher ? 'launcher' : active.localName].join(' ');
})()";
/// Whether it is on something that can be seen and used.
const IS_KEPT: &str = "(() => {
  const active = document.activeElement;
  if (active === document.body) return document.hasFocus() && window.__away === true;
  return document.hasFocus() && active.checkVisibility() && !active.closest('[inert]');
})()";
/// Notes that somebody pressed beside everything that can have the focus, which is their own wish.
const WATCH_PRESSES: &str = "if (window.__away === undefined) {
  window.__away = false;
  addEventListener('pointerdown', () => window.__away = true, true);
  addEventListener('focusin', () => window.__away = false, true);
} 0";
const MARK: &str = "(window.__mark = document.activeElement, 0)";
/// Whether it is where it was, unless that has gone.
const IS_MARKED: &str = "document.activeElement === window.__mark || !window.__mark.isConnected || !window.__mark.checkVisibility()";

/// A message that does not come in this time went to a conversation that the visitor has left.
const SHOWN: Duration = Duration::from_secs(3);

/// Somebody who does whatever comes to mind, and an agent who writes meanwhile.
struct Wanderer<'a> {
    visitor: ChatTab,
    panel: Frame,
    front: &'a Front,
    agent: &'a Agent,
    ticket: Ticket,
    line: Line,
    dice: Dice,
    /// What was done, for people.
    deeds: Vec<String>,
}

#[tokio::test]
async fn focus_is_never_lost() {
    let (n_seeds, n_deeds) = if is_long() { (10, 500) } else { (2, 60) };
    let (stage, front) = Stage::behind_front().await;
    let mut agent = stage.site.agent().await;
    for seed in 0..n_seeds {
        let mut wanderer = Wanderer::comes(&stage, &front, &mut agent, seed).await;
        for _ in 0..n_deeds {
            wanderer.does_something().await;
        }
        wanderer.visitor.tab.closes().await;
    }
}

#[tokio::test]
async fn opened_panel_has_the_focus_in_its_field_and_closed_one_gives_it_back() {
    let stage = Stage::sets().await;
    let options = TabOptions { first_script: OPEN_SHADOWS.to_owned(), ..TabOptions::default() };
    let visitor = stage.visits(&stage.chromium.person().await, "plain.html", &options).await;
    let launcher = "document.querySelector('pulina-widget').shadowRoot.querySelector('[aria-haspopup]')";
    for way in ["Escape", "launcher", "button", "menu"] {
        visitor.tab.evaluate(&format!("{launcher}.focus()")).await;
        visitor.tab.presses("Enter").await;
        let panel = visitor.running_panel().await;
        panel
            .until("the field has the focus", "document.hasFocus() && document.activeElement.id === 'text'")
            .await;
        match way {
            "Escape" => visitor.tab.presses("Escape").await,
            "launcher" => drop(visitor.tab.evaluate(&format!("{launcher}.click()")).await),
            "button" => visitor.tab.click("button", "Close the chat").await,
            // Left open, the menu is not in the way the next time.
            _ => {
                panel.evaluate("document.getElementById('menu-button').click()").await;
                panel.find("dialog", "Menu").await;
                visitor.tab.evaluate("Pulina.close()").await;
            }
        }
        let place = format!("{PLACE} === 'false launcher'");
        visitor.tab.until(&format!("the launcher has the focus, {way}"), &place).await;
    }
    visitor.tab.presses("Enter").await;
    let panel = visitor.panel().await;
    panel
        .until("the field has the focus", "document.hasFocus() && document.activeElement.id === 'text'")
        .await;
}

impl<'a> Wanderer<'a> {
    async fn comes(stage: &Stage, front: &'a Front, agent: &'a mut Agent, seed: u64) -> Self {
        let options = TabOptions { first_script: OPEN_SHADOWS.to_owned(), ..TabOptions::default() };
        let visitor = stage.visits(&stage.chromium.person().await, "plain.html", &options).await;
        visitor.opens_chat().await;
        let first = format!("Wandering with seed {seed}");
        visitor.says(&first).await;
        visitor.last_stands("Sent").await;
        let panel = visitor.running_panel().await;
        visitor.tab.call("Page.setInterceptFileChooserDialog", json!({"enabled": true})).await;
        let ticket = agent.sees_ticket(&first).await;
        let line = agent.opens(&ticket).await;
        Self { visitor, panel, front, agent, ticket, line, dice: Dice::new(seed), deeds: vec![first] }
    }

    async fn does_something(&mut self) {
        let before = self.place().await;
        let is_open = before.starts_with("true");
        if !is_open && self.dice.between(0, 3) > 0 {
            self.notes("opens");
            self.visitor.tab.evaluate("Pulina.open()").await;
            return self.is_so("in the field", "document.activeElement.id === 'text'").await;
        }
        match self.dice.between(0, 16) {
            0 | 1 => self.presses("a", Held::Nothing).await,
            2 | 3 => self.presses("Tab", Held::Nothing).await,
            4 | 5 => self.presses("Tab", Held::Shift).await,
            6 => self.presses("Enter", Held::Nothing).await,
            7 => self.presses(" ", Held::Nothing).await,
            8 => self.presses("Escape", Held::Nothing).await,
            9 if is_open => self.clicks_somewhere().await,
            10 if is_open => self.opens_menu().await,
            11 => self.loses_the_link(),
            12 => self.is_closed_and_reopened().await,
            _ => self.is_written_to().await,
        }
        self.keeps_the_focus(&before).await;
    }

    async fn place(&self) -> String {
        self.visitor.tab.evaluate(PLACE).await.as_str().unwrap_or_default().to_owned()
    }

    fn notes(&mut self, deed: impl Into<String>) {
        self.deeds.push(deed.into());
    }

    async fn presses(&mut self, key: &str, held: Held) {
        self.notes(format!("{held:?} {key}"));
        self.visitor.tab.presses_with(key, held).await;
    }

    async fn clicks_somewhere(&mut self) {
        let (x, y) = (self.dice.between(870, 1255), self.dice.between(80, 710));
        self.notes(format!("clicks at {x}, {y}"));
        drop(self.panel.try_evaluate(WATCH_PRESSES).await);
        #[allow(clippy::cast_precision_loss, reason = "pixels of a small window")]
        self.visitor.tab.click_at(x as f64, y as f64).await;
    }

    async fn opens_menu(&mut self) {
        self.notes("opens the menu");
        self.panel.evaluate("document.getElementById('menu-button')?.click()").await;
    }

    fn loses_the_link(&mut self) {
        self.notes("loses the link");
        self.front.goes_down_at("/v1/");
        self.front.heals();
    }

    async fn is_closed_and_reopened(&mut self) {
        self.notes("the conversation is closed and opened again");
        self.agent.closes(&self.ticket).await;
        self.agent.reopens(&self.ticket).await;
    }

    /// What comes never moves the focus.
    async fn is_written_to(&mut self) {
        let n = self.deeds.len();
        self.notes("is written to");
        let (tab, panel) = (&self.visitor.tab, &self.panel);
        let before = self.place().await;
        drop(panel.try_evaluate(MARK).await);
        self.line.sends(&ClientFrame::Typing(true)).await;
        let id = random::message_id();
        self.line.sends_message(id, &format!("Written {n}")).await;
        self.line.answer(id).await.expect("users may say something");
        let text = format!("Corrected {n}");
        let edit = Act::EditMessage(EditMessage { message: id, text: text.clone() });
        self.line.does(edit).await.expect("it was just said");
        let script = format!("document.body.innerText.includes({})", json!(text));
        let shown = panel.until("the message is shown", &script);
        wait::nothing_else_within(SHOWN, shown).await;
        tab.is_still().await;
        assert_eq!(self.place().await, before, "{:#?}", self.deeds);
        if before == "true iframe" {
            let is_marked = panel.try_evaluate(IS_MARKED).await;
            assert_ne!(is_marked, Ok(false.into()), "{:#?}", self.deeds);
        }
    }

    async fn keeps_the_focus(&mut self, before: &str) {
        self.visitor.tab.is_still().await;
        let place = self.place().await;
        self.notes(format!("  {place}"));
        match place.as_str() {
            "true iframe" => self.is_so("kept", IS_KEPT).await,
            // Whoever closes the panel from within is at the launcher.
            "false page" => assert_ne!(before, "true iframe", "{:#?}", self.deeds),
            _ => {}
        }
    }

    /// Waits until the focus in the panel is so.
    async fn is_so(&mut self, what: &str, script: &str) {
        // A panel that began anew is another document.
        let panel = self.visitor.panel().await;
        if wait::nothing_else_within(wait::ANSWERED / 3, panel.until(what, script)).await.is_none() {
            let active = panel
                .evaluate("document.hasFocus() + ' ' + [document.activeElement.localName, document.activeElement.id, document.activeElement.className].join(' ')")
                .await;
            panic!("the focus is not {what}, but at {active}, after {:#?}", self.deeds);
        }
        self.panel = panel;
    }
}
