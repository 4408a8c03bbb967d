//! Whatever fails on our side, on whatever page: the page has no error, no shift and no delay, its own
//! handlers hear what they heard before, and the chat works or says plainly why not.

use std::time::Duration;

use futures_util::future::join_all;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::tab::{Tab, TabOptions};
use pulina_tests::engine::is_long;
use pulina_tests::front::{Front, Wrong};
use pulina_tests::host_site::HostSite;
use pulina_tests::stage::{CLOSE, ChatTab, OPEN, Stage};
use pulina_tests::wait;
use serde_json::json;

/// What fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Loader,
    More,
    Panel,
    Api,
    Socket,
}

const PARTS: [Part; 5] = [Part::Loader, Part::More, Part::Panel, Part::Api, Part::Socket];
const WRONGS: [Wrong; 6] =
    [Wrong::Status(404), Wrong::Status(500), Wrong::Garbage, Wrong::Type, Wrong::Reset, Wrong::Silence];
const PAGES: [&str; 6] = [
    "plain.html",
    "strict_csp.html",
    "isolated.html",
    "single_page.html",
    "patched_built_ins.html",
    "plain.html?without=storage",
];

/// A browser that keeps nothing for frames of other sites.
const NO_STORAGE: &str = r"
for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) {
  Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });
}
";

/// The page's own handler, and how long `load` took.
const OWN_HANDLER: &str = r"
window.__own = 0;
addEventListener('message', () => window.__own++);
";

impl Part {
    fn path(self) -> &'static str {
        match self {
            Self::Loader => "/embed/",
            Self::More => "/assets/more",
            Self::Panel => "/chat/",
            Self::Api => "/v1/",
            Self::Socket => "*/socket",
        }
    }
}

#[tokio::test]
async fn nothing_that_fails_hurts_a_plain_page() {
    let stage = Stage::sets().await;
    for part in PARTS {
        join_all(WRONGS.map(|wrong| stands(&stage, PAGES[0], part, wrong))).await;
    }
}

/// With `--long` every failure on every page; else two of them, which are the most unlike.
#[tokio::test]
async fn nothing_that_fails_hurts_a_page_of_any_kind() {
    let stage = Stage::sets().await;
    let is_long = is_long();
    let wrongs = if is_long { &WRONGS[..] } else { &[Wrong::Status(500), Wrong::Silence][..] };
    for page in &PAGES[1..] {
        for part in PARTS {
            join_all(wrongs.iter().map(|&wrong| stands(&stage, page, part, wrong))).await;
        }
    }
}

async fn stands(stage: &Stage, page: &str, part: Part, wrong: Wrong) {
    let what = format!("{page}, {part:?}, {wrong:?}");
    let front = Front::before(&stage.site.door()).await;
    front.breaks(part.path(), wrong);
    let host = HostSite::of(stage.site.channel(), &front.door()).await;
    let frame_script = if page.contains("without=storage") { NO_STORAGE } else { "" };
    let options = TabOptions {
        first_script: OWN_HANDLER.to_owned(),
        frame_script: frame_script.to_owned(),
        ..TabOptions::default()
    };
    let tab = stage.chromium.person().await.tab_with(&options).await;
    tab.begins_to(&host.page(page)).await;
    if part == Part::Loader {
        tab.until(&what, "document.readyState !== 'loading' && window.__errors").await;
    } else {
        tab.until(&what, "document.readyState === 'complete'").await;
        let visitor = ChatTab { tab };
        opens_or_says_why_not(&visitor, part, &what).await;
        return is_unhurt(&visitor.tab, &what).await;
    }
    is_unhurt(&tab, &what).await;
}

async fn opens_or_says_why_not(visitor: &ChatTab, part: Part, what: &str) {
    visitor.tab.click("button", OPEN).await;
    match part {
        Part::Panel => {
            let offered = || async {
                let links = visitor.tab.with_role("link").await;
                links.into_iter().find(|link| link.name.starts_with(OPEN))
            };
            wait::until(&format!("{what}: a link"), wait::DRAINED, offered).await;
            visitor.tab.click("button", CLOSE).await;
            visitor.tab.find("button", OPEN).await;
        }
        Part::More | Part::Socket => {
            says(visitor, what).await;
            let panel = visitor.panel().await;
            stands_so(&panel, what, "Sent").await;
        }
        Part::Api => {
            says(visitor, what).await;
            let panel = visitor.panel().await;
            let told = "[...document.querySelectorAll('.status__line')].some(line => line.checkVisibility() && line.innerText)
              || /Not sent/.test(document.querySelector('.message--own')?.innerText)";
            let limit = Duration::from_secs(40);
            wait::until(&format!("{what}: a word"), limit, || async {
                (panel.try_evaluate(told).await == Ok(json!(true))).then_some(())
            })
            .await;
            stands_so(&panel, what, "Hello").await;
        }
        Part::Loader => {}
    }
}

async fn says(visitor: &ChatTab, what: &str) {
    let panel = visitor.running_panel().await;
    panel.until(&format!("{what}: the composer"), "document.getElementById('text')").await;
    panel.click("textbox", "Your message").await;
    visitor.says("Hello").await;
}

async fn stands_so(panel: &Frame, what: &str, words: &str) {
    let script = format!(
        "[...document.querySelectorAll('.message-log__list .message--own')].at(-1)?.innerText.includes({})",
        json!(words)
    );
    wait::until(&format!("{what}: {words:?}"), wait::DRAINED, || async {
        (panel.try_evaluate(&script).await == Ok(json!(true))).then_some(())
    })
    .await;
}

async fn is_unhurt(tab: &Tab, what: &str) {
    // That a script could not be had is told to the page by the browser; nothing else is.
    let others = "[...window.__errors.filter(error => !/\\/embed\\/|Script error|Invalid or unexpected token/.test(error)),
      ...window.__violations, window.__cls]";
    assert_eq!(tab.evaluate(others).await, json!([0]), "{what}");
    tab.evaluate("window.postMessage('its own', '*')").await;
    tab.until(&format!("{what}: the page hears itself"), "window.__own > 0").await;
    assert_eq!(tab.evaluate("window.__own").await, 1, "{what}: and nothing of ours");
}

#[tokio::test]
async fn page_whose_policy_refuses_us_is_left_alone() {
    let stage = Stage::sets().await;
    let origin = stage.site.door().origin();
    for (policy, is_launcher_there) in [
        ("script-src 'self'".to_owned(), false),
        (format!("script-src 'self' {origin}/embed/"), true),
        (format!("script-src 'self' {origin}; frame-src 'none'"), true),
    ] {
        let tab = stage.chromium.person().await.tab().await;
        tab.goes_to(&stage.host.page_with("plain.html", &[("policy", &policy)])).await;
        if is_launcher_there {
            tab.click("button", OPEN).await;
            let ways = || async {
                let is_link = tab.with_role("link").await.iter().any(|link| link.name.starts_with(OPEN));
                (is_link || !tab.frames().is_empty()).then_some(())
            };
            wait::until(&format!("{policy}: the chat or a link"), wait::DRAINED, ways).await;
        } else {
            assert!(!tab.nodes().await.iter().any(|node| node.name == OPEN), "{policy}");
        }
        let errors = "window.__errors.filter(error => !/\\/embed\\//.test(error))";
        assert_eq!(tab.evaluate(errors).await, json!([]), "{policy}");
        assert_eq!(tab.evaluate("window.__cls").await, 0, "{policy}");
    }
}

#[tokio::test]
async fn page_that_cannot_reach_us_over_tls_is_left_alone() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html?scheme=https").await;
    visitor.tab.click("textbox", "Your name").await;
    visitor.tab.types("Ada").await;
    visitor.tab.until("the field takes the name", "document.getElementById('name').value === 'Ada'").await;
    let errors = "window.__errors.filter(error => !/\\/embed\\//.test(error))";
    assert_eq!(visitor.tab.evaluate(errors).await, json!([]));
    assert_eq!(visitor.tab.evaluate("window.__cls").await, 0);
}

#[tokio::test]
async fn load_of_the_page_waits_for_nothing_of_ours() {
    let (stage, front) = Stage::behind_front().await;
    // Only the loader itself belongs to the page; what follows it may hang for ever.
    for path in ["/assets/", "/chat/", "/v1/"] {
        front.breaks(path, Wrong::Silence);
    }
    let visitor = stage.visitor("plain.html?data-lang=fi").await;
    visitor.tab.until("the page has loaded", "document.readyState === 'complete'").await;
    let waited = "performance.getEntriesByType('navigation')[0].loadEventStart
      - Math.max(...performance.getEntriesByType('resource').map(entry => entry.responseEnd))";
    let waited_ms = visitor.tab.evaluate(waited).await;
    assert!(waited_ms.as_f64().is_some_and(|waited_ms| waited_ms < 500.0), "{waited_ms}");
    visitor.page_is_unhurt().await;
}
