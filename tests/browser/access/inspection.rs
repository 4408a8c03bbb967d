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

const RUN_AXE: &str = "axe.run(document, options).then(found => found.violations.map(rule =>
  rule.id + ': ' + rule.nodes.map(node => node.target + ' ' + node.failureSummary).join(' | ')))";

const GEOMETRY: &str = include_str!("geometry.js");
const FOCUS_MARKS: &str = include_str!("focus_marks.js");

/// Up to here the panel covers the screen.
const SMALL_PIXELS: u32 = 480;
const PANEL_PIXELS: u32 = 400;

/// The folder in which a picture of every state in every look is kept, if somebody wants to see them.
const PICTURES: &str = "PULINA_PICTURES";

/// The look in which lines, words and letters stand as far apart as somebody may wish.
const SPACED: &str = "text set apart";

/// How somebody has it on their screen.
struct Look {
    name: &'static str,
    media: Media,
    window: (u32, u32),
    /// What can differ from the first look; everything where it is empty.
    rules: &'static [&'static str],
    /// Whether it changes with the direction of the language.
    is_mirrored: bool,
}

const WIDE: (u32, u32) = (1280, 800);
const PHONE: (u32, u32) = (320, 640);
/// The window that is magnified (WCAG 1.4.10).
const MAGNIFIED: (u32, u32) = (1280, 1024);
const LIGHT: Media = Media { is_dark: false, has_forced_colours: false, has_motion: false };
/// What the colours can change.
const COLOURS: &[&str] = &["color-contrast", "link-in-text-block"];

const LOOKS: [Look; 4] = [
    Look { name: "light", media: LIGHT, window: WIDE, rules: &[], is_mirrored: true },
    Look {
        name: "dark",
        media: Media { is_dark: true, ..LIGHT },
        window: WIDE,
        rules: COLOURS,
        is_mirrored: false,
    },
    Look {
        name: "forced colours",
        media: Media { has_forced_colours: true, ..LIGHT },
        window: WIDE,
        rules: COLOURS,
        is_mirrored: false,
    },
    Look { name: "phone", media: LIGHT, window: PHONE, rules: &[], is_mirrored: true },
];

/// Which looks are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Breadth {
    /// All of them.
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
        let breadth = self.breadth;
        for look in LOOKS.iter().filter(|look| look.is_mirrored || breadth == Breadth::Whole) {
            tab.prefers(look.media).await;
            tab.resize(look.window.0, look.window.1).await;
            has_width(tab, frame, look.window).await;
            // What is only on its way to its new colour has a colour that nobody sees.
            frame.until("nothing moves", "document.getAnimations().length === 0").await;
            self.runs_axe(state, look, frame).await;
            self.is_narrow_enough(state, look, frame).await;
            if look.is_mirrored {
                self.measures(state, look.name, frame).await;
            }
            self.keeps_picture(state, look.name, tab).await;
        }
        tab.prefers(LIGHT).await;
        self.is_magnified(state, tab, frame).await;
        tab.resize(WIDE.0, WIDE.1).await;
        has_width(tab, frame, WIDE).await;
    }

    /// At 320 px with the text set apart, and in a window that is magnified: nothing is cut off, and
    /// whatever gets the focus shows it.
    async fn is_magnified(&mut self, state: &str, tab: &Tab, frame: &Frame) {
        tab.resize(PHONE.0, PHONE.1).await;
        has_width(tab, frame, PHONE).await;
        self.shows_focus(state, "phone", frame).await;
        frame.spaces_text(true).await;
        self.measures(state, SPACED, frame).await;
        self.keeps_picture(state, SPACED, tab).await;
        frame.spaces_text(false).await;
        for (times, name) in [(4, "400 %"), (2, "200 %")] {
            if times == 4 || self.breadth == Breadth::Whole {
                tab.zooms(MAGNIFIED, times).await;
                has_width(tab, frame, (MAGNIFIED.0 / times, MAGNIFIED.1 / times)).await;
                self.measures(state, name, frame).await;
                self.keeps_picture(state, name, tab).await;
                self.shows_focus(state, name, frame).await;
            }
        }
    }

    async fn shows_focus(&mut self, state: &str, look: &str, frame: &Frame) {
        let found = frame.evaluate(FOCUS_MARKS).await;
        self.notes(state, look, &found);
    }

    async fn runs_axe(&mut self, state: &str, look: &Look, frame: &Frame) {
        if frame.evaluate("!window.axe").await == true {
            let axe = fs::read_to_string(from_environment("PULINA_AXE")).expect("axe-core can be read");
            frame.evaluate(&format!("{axe}; 0")).await;
        }
        let mut options = json!({"resultTypes": ["violations"], "iframes": false});
        if !look.rules.is_empty() && !is_long() {
            options["runOnly"] = json!(look.rules);
        }
        let found = frame.evaluate(&format!("(options => {RUN_AXE})({options})")).await;
        self.notes(state, look.name, &found);
    }

    /// Targets that are too small, and text that is cut off or lies over other text.
    async fn measures(&mut self, state: &str, look: &str, frame: &Frame) {
        let found = frame.evaluate(GEOMETRY).await;
        self.notes(state, look, &found);
    }

    async fn is_narrow_enough(&mut self, state: &str, look: &Look, frame: &Frame) {
        let root = "document.documentElement";
        let n_pixels = frame.evaluate(&format!("{root}.scrollWidth - {root}.clientWidth")).await;
        if n_pixels != 0 {
            self.notes(state, look.name, &json!([format!("{n_pixels} px wider than its window")]));
        }
    }

    async fn keeps_picture(&self, state: &str, look: &str, tab: &Tab) {
        let Some(folder) = std::env::var_os(PICTURES).map(PathBuf::from) else { return };
        let direction = if self.breadth == Breadth::Mirrored { "rtl, " } else { "" };
        let picture = STANDARD.decode(tab.picture().await).expect("pictures come in base 64");
        fs::create_dir_all(&folder).expect("the folder can be made");
        let name = format!("{direction}{state}, {look}.png");
        fs::write(folder.join(name), picture).expect("it can be written");
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
