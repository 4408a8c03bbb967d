//! Every storage mode, every reason for the loader to be busy by itself, everything that a person
//! does on a page without meaning the chat: both origins stay empty, and nobody can be told from
//! anybody else by what was asked.

use pulina_shared::ids::ChannelId;
use pulina_shared::wire::availability::{AvailabilityMode, AwayBehaviour, Schedule};
use pulina_shared::wire::channel::{ChannelSettings, ChannelTexts, StorageMode};
use pulina_tests::chromium::Person;
use pulina_tests::chromium::tab::{Tab, TabOptions};
use pulina_tests::front::{Front, Seen, Wrong};
use pulina_tests::stage::Stage;
use serde_json::{Value, json};

use super::{MODES, channel_with, keeps};

/// A page of our origin that is only there to look at what the origin keeps on the customer's page.
const PROBE: &str = "/probe";
/// A clock that tests put ahead: `__age(ms)` lets what is due in that time happen at once. It is
/// there before every script of the page and of ours.
const CLOCK: &str = r"
const { setTimeout: soon, Date: TrueDate } = window;
let ahead = 0, n = 0;
const due = new Map();
const now = () => TrueDate.now() + ahead;
const enter = isAgain => (act, ms, ...given) => {
  due.set(++n, { act, given, at: now() + (Number(ms) || 0), every: isAgain ? Math.max(1, Number(ms) || 1) : 0 });
  return n;
};
const ring = () => {
  for (const [id, { act, given, at, every }] of [...due]) {
    if (at > now() || !due.has(id)) continue;
    if (every) due.get(id).at += every; else due.delete(id);
    act(...given);
  }
};
Object.assign(window, {
  setTimeout: enter(false), setInterval: enter(true),
  clearTimeout: id => due.delete(id), clearInterval: id => due.delete(id),
  Date: class extends TrueDate {
    constructor(...given) { given.length ? super(...given) : super(now()); }
    static now() { return now(); }
  },
});
const tick = () => { ring(); soon(tick, 10); };
tick();
window.__age = async ms => {
  for (let aged = 0; aged < ms; aged += 500) {
    ahead += 500;
    ring();
    await new Promise(done => soon(done));
  }
};";
const MINUTE_MS: u64 = 60_000;

/// Why the loader may have something to do before anybody reaches for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Busy {
    /// It has not.
    Not,
    /// A bubble stands beside the launcher.
    Teaser,
    /// There is no launcher while nobody is there, and users decide.
    Hides,
    /// The page speaks another language than the browser.
    Speaks,
    /// The panel stands in the page.
    Inline,
}

const BUSY: [Busy; 5] = [Busy::Not, Busy::Teaser, Busy::Hides, Busy::Speaks, Busy::Inline];

impl Busy {
    fn change(self, settings: &mut ChannelSettings) {
        match self {
            Self::Not | Self::Speaks | Self::Inline => {}
            Self::Teaser => {
                let texts = ChannelTexts { teaser: "Any questions?".to_owned(), ..ChannelTexts::default() };
                settings.texts.insert(settings.language, texts);
            }
            Self::Hides => {
                settings.availability.mode = AvailabilityMode::Users;
                settings.availability.away = AwayBehaviour::HideLauncher;
                settings.availability.schedule = Schedule { week: Default::default(), ..Schedule::default() };
            }
        }
    }

    fn wishes(self) -> Value {
        match self {
            Self::Speaks => json!({"lang": "fi"}),
            Self::Inline => json!({"inline": "#place"}),
            Self::Not | Self::Teaser | Self::Hides => json!({}),
        }
    }
}

#[tokio::test]
async fn nothing_is_kept_and_nobody_is_told_apart_before_they_act() {
    let (stage, front, canary) = Stage::watched().await;
    front.breaks(PROBE, Wrong::Status(404));
    for storage in MODES {
        for busy in BUSY {
            let (channel, _agent) = channel_with(&stage, storage, |settings| busy.change(settings)).await;
            let mut asked = Vec::new();
            // Two people who were never here must look the same.
            let n_people = if storage == StorageMode::AfterConsent { 2 } else { 1 };
            for _ in 0..n_people {
                let person = stage.chromium.person().await;
                let before = front.seen().len();
                let visit =
                    Visit { stage: &stage, channel: &channel, busy, what: format!("{storage:?}, {busy:?}") };
                visit.looks_around(&person).await;
                asked.push(requests(&front, before, &stage, &channel));
            }
            assert!(asked.windows(2).all(|pair| pair[0] == pair[1]), "{asked:#?}");
        }
    }
    canary.was_left_alone();
}

struct Visit<'a> {
    stage: &'a Stage,
    channel: &'a ChannelId,
    busy: Busy,
    what: String,
}

impl Visit<'_> {
    async fn looks_around(&self, person: &Person) {
        let options = TabOptions { first_script: format!("{{{CLOCK}}}"), ..TabOptions::default() };
        let tab = person.tab_with(&options).await;
        self.comes(&tab, "bare.html").await;
        self.left_no_trace(&tab, person, "loaded").await;
        tab.evaluate(&format!("__age({MINUTE_MS})")).await;
        self.left_no_trace(&tab, person, "waited a minute").await;
        for step in 0..6 {
            let place = f64::from(step).mul_add(60.0, 20.0);
            tab.point_at(place, place).await;
            tab.evaluate(&format!("scrollTo(0, {})", place * 10.0)).await;
        }
        tab.evaluate("scrollTo(0, 0)").await;
        self.left_no_trace(&tab, person, "scrolled").await;
        self.comes(&tab, "bare.html?again").await;
        self.left_no_trace(&tab, person, "went on").await;
        if self.busy != Busy::Inline {
            let is_launcher = |node: &pulina_tests::chromium::node::Node| {
                node.role == "button" && node.state("hasPopup").is_some()
            };
            let launcher = tab.find_where("the launcher", is_launcher).await;
            let (x, y) = tab.middle_of(&launcher).await;
            tab.point_at(x, y).await;
        }
        let panel = tab.frame_at("/chat/").await;
        panel.until("the panel's app runs", "document.querySelector('[role=log]') !== null").await;
        self.left_no_trace(&tab, person, "reached for the chat").await;
        keeps(&panel, &[], &format!("{}: the panel before it was opened", self.what)).await;
        tab.closes().await;
    }

    async fn comes(&self, tab: &Tab, page: &str) {
        tab.goes_to(&self.stage.host.page(page)).await;
        let source = format!("{}/embed/{}.js", self.stage.door().origin(), self.channel);
        let script = format!(
            "const snippet = Object.assign(document.createElement('script'), {{ async: true, src: {} }});
             Object.assign(snippet.dataset, {}); document.head.append(snippet); 0",
            json!(source),
            self.busy.wishes()
        );
        tab.evaluate(&script).await;
        tab.until("the loader runs", "window.Pulina !== undefined").await;
    }

    /// Neither the page's origin nor ours, as it is on this page, keeps anything.
    async fn left_no_trace(&self, tab: &Tab, person: &Person, when: &str) {
        let when = format!("{}: {when}", self.what);
        keeps(tab, &[], &format!("{when}, the page")).await;
        let probe = format!("{}{PROBE}", self.stage.door().origin());
        let script = format!(
            "new Promise(done => document.body.append(Object.assign(document.createElement('iframe'),
                {{ id: 'probe', src: {}, onload: () => done(0) }})))",
            json!(probe)
        );
        tab.evaluate(&script).await;
        keeps(&tab.frame_at(PROBE).await, &[], &format!("{when}, our origin")).await;
        tab.evaluate("document.getElementById('probe').remove()").await;
        assert_eq!(person.cookies().await, Vec::<Value>::new(), "{when}");
    }
}

/// What was asked of us, in the form in which it must be the same for everybody. Fails when it was
/// more than may be asked, or came with anything that tells people apart.
fn requests(front: &Front, before: usize, stage: &Stage, channel: &ChannelId) -> Vec<String> {
    let all = front.seen();
    let ours = all[before..].iter().filter(|seen| seen.path != PROBE);
    let mut asked: Vec<String> = ours.map(|seen| checked(seen, &stage.host.origin(), channel)).collect();
    asked.sort();
    asked.dedup();
    asked
}

fn checked(seen: &Seen, host: &str, channel: &ChannelId) -> String {
    assert_eq!(seen.method, "GET", "{}", seen.head);
    let (path, query) = seen.path.split_once('?').unwrap_or((&seen.path, ""));
    let is_known = path.starts_with("/assets/")
        || [
            format!("/embed/{channel}.js"),
            format!("/chat/{channel}"),
            format!("/v1/channels/{channel}/availability"),
        ]
        .iter()
        .any(|known| known == path);
    assert!(is_known, "{}", seen.path);
    let query: Vec<&str> = query
        .split('&')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            assert!(matches!(name, "lang" | "as" | "at"), "{}", seen.path);
            // The moment of asking, which the server knows anyway.
            if name == "at" {
                "at"
            } else {
                assert!(value.len() <= 8, "{}", seen.path);
                part
            }
        })
        .collect();
    let mut lines = vec![format!("{path}?{}", query.join("&"))];
    for line in seen.head.lines().skip(1).filter(|line| !line.is_empty()) {
        let (name, value) =
            line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim())).unwrap_or_default();
        assert!(!["cookie", "authorization", "content-length"].contains(&name.as_str()), "{}", seen.head);
        if name == "referer" {
            // Our own addresses hold nothing but the channel; of the page only the origin is told.
            let is_origin = value == format!("{host}/");
            assert!(
                is_origin || value.contains(channel.as_str()) || value.contains("/assets/"),
                "{}",
                seen.head
            );
        }
        lines.push(format!("{name}: {value}"));
    }
    lines.join("\n")
}
