//! axe-core finds nothing in any state, in light and dark, and nothing has to be scrolled sideways
//! on the narrowest phone.

use std::fs;

use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::engine::from_environment;
use pulina_tests::stage::{COMPOSER, OPEN, Stage};

/// Lets axe look into our shadow root, which is closed to every script of the page.
const OPEN_SHADOWS: &str = "
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) { return attach.call(this, { ...options, mode: 'open' }); };
";

/// The device believes that what it keeps was written eight days earlier.
const AGE_OUTBOX: &str = "
for (const key of Object.keys(localStorage).filter(key => key.includes('.outbox.'))) {
  const item = JSON.parse(localStorage[key]);
  item.written_at -= 8 * 24 * 60 * 60 * 1000;
  localStorage[key] = JSON.stringify(item);
}";

const RUN_AXE: &str = "
axe.run(document, { resultTypes: ['violations'], iframes: false }).then(found => found.violations.map(
  rule => rule.id + ': ' + rule.nodes.map(node => node.target + ' ' + node.failureSummary).join(' | ')))";

/// A tab as a test wants it, dark or light, wide or narrow.
fn looks() -> impl Iterator<Item = TabOptions> {
    [(false, (1280, 800)), (true, (1280, 800)), (false, (320, 640))].into_iter().map(|(is_dark, size)| {
        TabOptions { is_dark, size, first_script: OPEN_SHADOWS.to_owned(), ..TabOptions::default() }
    })
}

#[tokio::test]
async fn axe_finds_nothing_in_launcher_and_panel() {
    let (stage, front) = Stage::behind_front().await;
    let mut agent = stage.site.agent().await;
    let mut review = Review::default();
    for (round, look) in looks().enumerate() {
        let person = stage.chromium.person().await;
        let visitor = stage.visits(&person, "plain.html", &look).await;
        let launcher = visitor.tab.find("button", OPEN).await;
        assert_eq!(launcher.state("expanded"), Some(&false.into()));
        review.looks_at("launcher", &visitor.tab, &look).await;

        visitor.opens_chat().await;
        let panel = visitor.running_panel().await;
        visitor.tab.find("dialog", "Chat with us").await;
        review.looks_at("empty panel", &panel, &look).await;
        review.looks_at("page with the panel", &visitor.tab, &look).await;

        let question = format!("Question {round} with https://kelo.example/a-link in it");
        visitor.says(&question).await;
        visitor.last_stands("Sent").await;
        let ticket = agent.sees_ticket(&question).await;
        agent.opens(&ticket).await.says("An answer").await;
        agent.closes(&ticket).await;
        visitor.sees("An answer").await;
        panel.shows("[role=log]", "closed the conversation").await;
        review.looks_at("conversation", &panel, &look).await;

        front.goes_down_at("/v1/");
        visitor.says("Into the void").await;
        panel.shows("[role=status]", "Reconnecting…").await;
        review.looks_at("reconnecting", &panel, &look).await;
        panel.evaluate(AGE_OUTBOX).await;
        visitor.tab.reloads().await;
        visitor.opens_chat().await;
        let panel = visitor.running_panel().await;
        panel.shows("[role=log]", "It waited for more than a week.").await;
        review.looks_at("failed message", &panel, &look).await;
        front.heals();
        panel.click("button", "Try again").await;
        visitor.last_stands("Sent").await;
        visitor.tab.closes().await;
    }
    review.ends();
}

#[tokio::test]
async fn axe_finds_nothing_at_the_desk() {
    let stage = Stage::sets().await;
    let mut review = Review::default();
    for (round, look) in looks().enumerate() {
        let desk = stage.desk_door(&look).await;
        review.looks_at("sign-in", &desk.tab, &look).await;
        desk.tab.click("button", "Sign in").await;
        desk.tab.shows(".field__mistake", "Enter your e-mail address.").await;
        review.looks_at("mistakes in the form", &desk.tab, &look).await;
        desk.signs_in(&stage).await;
        desk.tab.find("heading", "All quiet").await;
        review.looks_at("empty desk", &desk.tab, &look).await;

        let words = format!("Question of round {round}");
        let mut visitor = stage.site.visitor().await;
        visitor.says(&words).await;
        desk.tab.shows("[data-testid=tickets]", &words).await;
        review.looks_at("list", &desk.tab, &look).await;
        desk.opens_ticket(&words).await;
        desk.replies("An answer with https://kelo.example/a-link").await;
        visitor.sees("An answer with https://kelo.example/a-link").await;
        desk.tab.click("button", "Details").await;
        desk.tab.find("complementary", "Details").await;
        review.looks_at("conversation", &desk.tab, &look).await;
        // On a phone the details lie over what opened them.
        let is_phone = look.size.0 < 500;
        desk.tab.click("button", if is_phone { "Hide details" } else { "Details" }).await;
        desk.tab.presses("?").await;
        desk.tab.find("dialog", "Keyboard shortcuts").await;
        review.looks_at("shortcuts", &desk.tab, &look).await;
        desk.tab.presses("Escape").await;
        desk.tab.presses("e").await;
        if is_phone {
            desk.tab.click("button", "Back to the list").await;
        }
        desk.tab
            .find_where("the profile's button", |node| {
                node.role == "button" && node.name.ends_with("Your profile")
            })
            .await;
        desk.tab.evaluate("document.querySelector('[data-testid=profile]').click()").await;
        desk.tab.find("dialog", "Your profile").await;
        review.looks_at("profile", &desk.tab, &look).await;
        desk.tab.closes().await;
    }
    review.ends();
}

#[tokio::test]
async fn axe_finds_nothing_in_the_plain_form() {
    // Without its compilers the engine has no WebAssembly either.
    let stage = Stage::with_flags(&["--js-flags=--jitless"]).await;
    let mut review = Review::default();
    for look in looks() {
        let tab = stage.chromium.person().await.tab_with(&look).await;
        tab.goes_to(&stage.panel_address()).await;
        tab.shows("#plain", "You can still send a message.").await;
        review.looks_at("panel that cannot start", &tab, &look).await;
        tab.click("textbox", COMPOSER).await;
        tab.types("By form").await;
        tab.click("button", "Send").await;
        tab.find("button", "Look for answers").await;
        review.looks_at("plain form", &tab, &look).await;
        tab.closes().await;
    }
    review.ends();
}

/// Everything that was found wrong, told at once in the end.
#[derive(Default)]
struct Review {
    findings: Vec<String>,
}

impl Review {
    /// Notes what axe finds, and what would have to be scrolled sideways.
    async fn looks_at(&mut self, what: &str, frame: &Frame, look: &TabOptions) {
        let axe = fs::read_to_string(from_environment("PULINA_AXE")).expect("axe-core can be read");
        frame.evaluate(&format!("if (!window.axe) {{ {axe} }} 0")).await;
        let found = frame.evaluate(RUN_AXE).await;
        let scheme = if look.is_dark { "dark" } else { "light" };
        let place = format!("{what}, {scheme}, {} px", look.size.0);
        for rule in found.as_array().into_iter().flatten() {
            self.findings.push(format!("{place}: {rule}"));
        }
        let root = "document.documentElement";
        let n_pixels = frame.evaluate(&format!("{root}.scrollWidth - {root}.clientWidth")).await;
        if n_pixels != 0 {
            self.findings.push(format!("{place}: {n_pixels} px wider than its window"));
        }
    }

    fn ends(&self) {
        assert!(self.findings.is_empty(), "{}", self.findings.join("\n"));
    }
}
