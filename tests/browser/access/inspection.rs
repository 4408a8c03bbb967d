//! One state of something, looked at as all kinds of people have it on their screens: what is found
//! is noted with state and look, and told all at once in the end.

use std::fs;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::look::Media;
use pulina_tests::chromium::tab::Tab;
use pulina_tests::engine::{from_environment, is_long};
use serde_json::{Value, json};

/// Lets axe and the measuring scripts look into our shadow root, which is closed to every script of
/// the page.
pub const OPEN_SHADOWS: &str = "
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) { return attach.call(this, { ...options, mode: 'open' }); };
";

const RUN_AXE: &str = "axe.run(document, options).then(found => found.violations.map(rule =>
  rule.id + ': ' + rule.nodes.map(node => node.target + ' ' + node.failureSummary).join(' | ')))";
/// What the colours can change.
const RULES_OF_COLOURS: [&str; 2] = ["color-contrast", "link-in-text-block"];

const GEOMETRY: &str = include_str!("geometry.js");
const FOCUS_MARKS: &str = include_str!("focus_marks.js");

/// The window that everything is built in, and the one that is magnified (WCAG 1.4.10).
const WINDOW: (u32, u32) = (1280, 800);
const MAGNIFIED: (u32, u32) = (1280, 1024);
const PHONE: (u32, u32) = (320, 640);
/// Up to here the panel covers the screen.
const SMALL_PIXELS: u32 = 480;
const PANEL_PIXELS: u32 = 400;

/// The folder in which a picture of every state in every look is kept, if somebody wants to see them.
const PICTURES: &str = "PULINA_PICTURES";

/// What is looked at besides the state as it was built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Breadth {
    /// Every look.
    Whole,
    /// What changes with the direction of the language.
    Mirrored,
}

/// Everything that was found wrong.
pub struct Inspection {
    breadth: Breadth,
    findings: Vec<String>,
    states: Vec<String>,
}

impl Inspection {
    /// Nothing was looked at yet.
    pub fn begins(breadth: Breadth) -> Self {
        Self { breadth, findings: Vec::new(), states: Vec::new() }
    }

    /// Looks at a state of the document, which is the tab's own or that of the panel in it.
    pub async fn looks_at(&mut self, state: &str, tab: &Tab, frame: &Frame) {
        self.states.push(state.to_owned());
        self.runs_axe(state, "light", frame, &[]).await;
        self.measures(state, "light", frame).await;
        self.keeps_picture(state, "light", tab).await;
        if self.breadth == Breadth::Whole {
            let rules: &[&str] = if is_long() { &[] } else { &RULES_OF_COLOURS };
            for (look, media) in [("forced colours", Media::forced_colours()), ("dark", Media::dark())] {
                tab.prefers(media).await;
                tab.is_still().await;
                self.runs_axe(state, look, frame, rules).await;
                self.keeps_picture(state, look, tab).await;
            }
            tab.prefers(Media::default()).await;
        }
        tab.resize(PHONE.0, PHONE.1).await;
        self.is_magnified(state, "320 px", tab, frame, PHONE).await;
        frame.spaces_text(true).await;
        self.measures(state, "320 px, text set apart", frame).await;
        self.keeps_picture(state, "320 px, text set apart", tab).await;
        frame.spaces_text(false).await;
        for times in [4, 2] {
            if times == 4 || self.breadth == Breadth::Whole {
                tab.zooms(MAGNIFIED, times).await;
                let size = (MAGNIFIED.0 / times, MAGNIFIED.1 / times);
                self.is_magnified(state, &format!("{times}00 %"), tab, frame, size).await;
            }
        }
        tab.resize(WINDOW.0, WINDOW.1).await;
        has_width(tab, frame, WINDOW).await;
    }

    async fn is_magnified(&mut self, state: &str, look: &str, tab: &Tab, frame: &Frame, size: (u32, u32)) {
        has_width(tab, frame, size).await;
        self.measures(state, look, frame).await;
        self.keeps_picture(state, look, tab).await;
        let found = frame.evaluate(FOCUS_MARKS).await;
        self.notes(state, look, &found);
    }

    async fn measures(&mut self, state: &str, look: &str, frame: &Frame) {
        let found = frame.evaluate(GEOMETRY).await;
        self.notes(state, look, &found);
    }

    /// Runs axe with these rules, or with all.
    pub async fn runs_axe(&mut self, state: &str, look: &str, frame: &Frame, rules: &[&str]) {
        let axe = fs::read_to_string(from_environment("PULINA_AXE")).expect("axe-core can be read");
        if frame.evaluate("!window.axe").await == true {
            frame.evaluate(&format!("{axe}; 0")).await;
        }
        let mut options = json!({"resultTypes": ["violations"], "iframes": false});
        if !rules.is_empty() {
            options["runOnly"] = json!(rules);
        }
        let found = frame.evaluate(&format!("(options => {RUN_AXE})({options})")).await;
        self.notes(state, look, &found);
    }

    async fn keeps_picture(&self, state: &str, look: &str, tab: &Tab) {
        let Some(folder) = std::env::var_os(PICTURES).map(PathBuf::from) else { return };
        let direction = if self.breadth == Breadth::Mirrored { "rtl, " } else { "" };
        let picture = STANDARD.decode(tab.picture().await).expect("pictures come in base 64");
        fs::create_dir_all(&folder).expect("the folder can be made");
        fs::write(folder.join(format!("{direction}{state}, {look}.png")), picture)
            .expect("it can be written");
    }

    fn notes(&mut self, state: &str, look: &str, found: &Value) {
        let found = found.as_array().unwrap_or_else(|| panic!("{state}, {look}: nothing was measured"));
        let found = found.iter().filter_map(Value::as_str);
        self.findings.extend(found.map(|finding| format!("{state}, {look}: {finding}")));
    }

    /// How many states were looked at.
    ///
    /// # Panics
    /// When something was found.
    pub fn ends(self) -> usize {
        assert!(self.findings.is_empty(), "{} findings:\n{}", self.findings.len(), self.findings.join("\n"));
        println!("{} states: {}", self.states.len(), self.states.join(", "));
        self.states.len()
    }
}

/// Waits until the document has got the width that belongs to a window of this size.
async fn has_width(tab: &Tab, frame: &Frame, (width, height): (u32, u32)) {
    let is_small = width <= SMALL_PIXELS || height <= SMALL_PIXELS;
    let expected = if frame.is(tab) || is_small { width } else { PANEL_PIXELS };
    frame.until(&format!("a width of {expected} px"), &format!("innerWidth === {expected}")).await;
    tab.is_still().await;
}
