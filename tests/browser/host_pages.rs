//! Customers' pages of every kind keep working, whatever they are and whatever fails on our side.

use futures_util::future::join_all;
use pulina_tests::chromium::tab::Tab;
use pulina_tests::front::{Front, Wrong};
use pulina_tests::host_site::HostSite;
use pulina_tests::stage::{CLOSE, ChatTab, OPEN, Stage};
use pulina_tests::wait;
use serde_json::{Value, json};

#[tokio::test]
async fn chat_works_on_a_page_with_a_strict_policy() {
    chats_on("strict_csp.html").await;
}

#[tokio::test]
async fn chat_works_on_a_page_that_patched_its_built_ins() {
    let (_stage, visitor) = chats_on("patched_built_ins.html").await;
    // The page's own handler hears its own messages and nothing of ours.
    visitor.tab.evaluate("window.postMessage('its own', '*')").await;
    visitor.tab.until("the page hears itself", "window.__n_messages > 0").await;
    assert_eq!(visitor.tab.evaluate("window.__n_messages").await, 1);
}

async fn chats_on(page: &str) -> (Stage, ChatTab) {
    let stage = Stage::sets().await;
    let visitor = stage.visitor(page).await;
    visitor.opens_chat().await;
    visitor.says("Hello from here").await;
    visitor.last_stands("Sent").await;
    visitor.tab.click("button", CLOSE).await;
    visitor.tab.find("button", OPEN).await;
    visitor.page_is_unhurt().await;
    (stage, visitor)
}

/// Where the snippet stands: in the head, at the end of the body, or put there by a tag manager.
const IN_HEAD: &str = "head.html";
const AT_END: &str = "plain.html";
const BY_TAG_MANAGER: &str = "bare.html";

/// As tag managers put a script there: before the first one.
async fn manager_runs(stage: &Stage, tab: &Tab) {
    let snippet = format!("{}/embed/{}.js", stage.door().origin(), stage.site.channel());
    let script = format!(
        "const tag = Object.assign(document.createElement('script'), {{ async: true, src: {} }});
         const first = document.querySelector('script');
         first.parentNode.insertBefore(tag, first);
         await new Promise(done => tag.onload = done);",
        json!(snippet)
    );
    tab.evaluate(&format!("(async () => {{ {script} }})()")).await;
}

async fn chats_by_one_launcher(visitor: &ChatTab) {
    visitor.opens_chat().await;
    visitor.says("Once").await;
    visitor.last_stands("Sent").await;
    assert_eq!(visitor.tab.evaluate("document.querySelectorAll('pulina-widget').length").await, 1);
    assert_eq!(visitor.tab.frames().len(), 1);
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn snippet_works_wherever_it_was_pasted() {
    let stage = Stage::sets().await;
    for page in [IN_HEAD, AT_END, BY_TAG_MANAGER] {
        let visitor = stage.visitor(page).await;
        if page == BY_TAG_MANAGER {
            manager_runs(&stage, &visitor.tab).await;
        }
        chats_by_one_launcher(&visitor).await;
    }
}

#[tokio::test]
async fn snippet_that_was_pasted_many_times_makes_one_launcher() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("twice.html").await;
    manager_runs(&stage, &visitor.tab).await;
    chats_by_one_launcher(&visitor).await;
    manager_runs(&stage, &visitor.tab).await;
    visitor.says("Still once").await;
    visitor.sees_exactly(&["Once", "Still once"]).await;
    assert_eq!(visitor.tab.evaluate("document.querySelectorAll('pulina-widget').length").await, 1);
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn five_hundred_changes_of_route_leave_one_launcher_and_no_rest() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("single_page.html").await;
    visitor.opens_chat().await;
    visitor.says("Before the walk").await;
    visitor.last_stands("Sent").await;
    visitor.tab.presses("Escape").await;
    visitor.tab.find("button", OPEN).await;

    walks(&visitor.tab, 12).await;
    let before = counts(&visitor.tab).await;
    walks(&visitor.tab, 488).await;
    let after = counts(&visitor.tab).await;
    assert_eq!(before, after, "nodes and listeners");
    assert_eq!(visitor.tab.evaluate("document.querySelectorAll('pulina-widget').length").await, 1);
    visitor.opens_chat().await;
    visitor.says("After the walk").await;
    visitor.sees_exactly(&["Before the walk", "After the walk"]).await;
    let suffered = visitor.tab.evaluate("[...window.__errors, ...window.__violations]").await;
    assert_eq!(suffered, json!([]));
}

async fn walks(tab: &Tab, n_routes: u32) {
    let script = format!(
        "(async () => {{
           for (let n = 0; n < {n_routes}; n++) {{
             window.goTo('/route/' + n);
             await new Promise(go => setTimeout(go));
           }}
         }})()"
    );
    tab.evaluate(&script).await;
}

/// Nodes and listeners that are alive after everything that can go has gone.
async fn counts(tab: &Tab) -> Vec<Value> {
    tab.call("Performance.enable", json!({})).await;
    for _ in 0..3 {
        tab.call("HeapProfiler.collectGarbage", json!({})).await;
    }
    let got = tab.call("Performance.getMetrics", json!({})).await;
    let metrics = got["metrics"].as_array().cloned().unwrap_or_default();
    let is_wanted = |metric: &Value| metric["name"] == "Nodes" || metric["name"] == "JSEventListeners";
    metrics.into_iter().filter(is_wanted).collect()
}

#[tokio::test]
async fn launcher_is_on_the_left_of_a_page_that_reads_from_right_to_left() {
    let stage = Stage::sets().await;
    for (page, is_left) in [("rtl.html", true), ("plain.html", false)] {
        let visitor = stage.visitor(page).await;
        let launcher = visitor.tab.find("button", OPEN).await;
        let (x, y) = visitor.tab.middle_of(&launcher).await;
        assert_eq!(x < 100.0, is_left, "{page}: {x}, {y}");
        assert!(y > 700.0, "{page}: {x}, {y}");
    }
}

#[tokio::test]
async fn broken_loader_leaves_the_page_as_it_was() {
    let stage = Stage::sets().await;
    let wrongs =
        [Wrong::Status(404), Wrong::Status(500), Wrong::Garbage, Wrong::Type, Wrong::Reset, Wrong::Silence];
    join_all(wrongs.map(|wrong| loads_with_broken_loader(&stage, wrong))).await;
}

async fn loads_with_broken_loader(stage: &Stage, wrong: Wrong) {
    let (tab, _server) = broken(stage, "/embed/", wrong).await;
    tab.until("the page can be used", "document.readyState !== 'loading' && window.__errors").await;
    tab.click("textbox", "Your name").await;
    tab.types("Ada").await;
    tab.until("the field takes the name", "document.getElementById('name').value === 'Ada'").await;
    // That a script could not be had is told to the page by the browser; nothing else is.
    let others = "window.__errors.filter(error => !/\\/embed\\/|Script error|Invalid or unexpected token/.test(error))";
    assert_eq!(tab.evaluate(others).await, json!([]), "{wrong:?}");
    assert_eq!(tab.evaluate("window.__cls").await, 0, "{wrong:?}");
}

#[tokio::test]
async fn broken_panel_leaves_the_page_unhurt_and_offers_a_way() {
    let stage = Stage::sets().await;
    let wrongs =
        [Wrong::Status(404), Wrong::Status(500), Wrong::Garbage, Wrong::Type, Wrong::Reset, Wrong::Silence];
    join_all(wrongs.map(|wrong| opens_broken_panel(&stage, wrong))).await;
}

async fn opens_broken_panel(stage: &Stage, wrong: Wrong) {
    let (tab, _server) = broken(stage, "/chat/", wrong).await;
    tab.until("the page has loaded", "document.readyState === 'complete'").await;
    tab.click("button", OPEN).await;
    let what = format!("a link to the chat, {wrong:?}");
    let limit = wait::DRAINED;
    wait::until(&what, limit, || async {
        tab.with_role("link").await.into_iter().find(|link| link.name.starts_with(OPEN))
    })
    .await;
    tab.click("button", CLOSE).await;
    tab.find("button", OPEN).await;
    ChatTab { tab }.page_is_unhurt().await;
}

/// A tab on a page whose chat comes through a server that answers this path wrongly.
async fn broken(stage: &Stage, path: &str, wrong: Wrong) -> (Tab, (Front, HostSite)) {
    let front = Front::before(&stage.site.door()).await;
    front.breaks(path, wrong);
    let host = HostSite::of(stage.site.channel(), &front.door()).await;
    let tab = stage.chromium.person().await.tab().await;
    tab.begins_to(&host.page("plain.html")).await;
    (tab, (front, host))
}

#[tokio::test]
async fn panel_that_is_slow_to_come_does_not_hold_up_the_page() {
    let stage = Stage::sets().await;
    let (tab, _server) = broken(&stage, "/chat/", Wrong::Silence).await;
    tab.until("the page has loaded", "document.readyState === 'complete'").await;
    tab.click("button", OPEN).await;
    tab.click("textbox", "Your name").await;
    tab.types("Ada").await;
    tab.until("the field takes the name", "document.getElementById('name').value === 'Ada'").await;
}

#[tokio::test]
async fn destroyed_widget_leaves_nothing() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.says("Goodbye").await;
    visitor.last_stands("Sent").await;
    visitor.tab.evaluate("window.Pulina.destroy()").await;
    let left = "[document.querySelectorAll('pulina-widget, iframe').length, typeof window.Pulina]";
    assert_eq!(visitor.tab.evaluate(left).await, json!([0, "undefined"]));
    wait::until("no frame is left", wait::ANSWERED, || async {
        visitor.tab.frames().is_empty().then_some(())
    })
    .await;
    visitor.page_is_unhurt().await;
}
