//! The ways to bring the chat to a page: the line that is always the newest, the one that never
//! changes, and both from below a path of the customer's own domain.

use pulina_shared::ids::ChannelId;
use pulina_shared::wire::embed::Snippets;
use pulina_shared::wire::targeting::{Clause, Comparison, Test, UrlTest};
use pulina_tests::channel::choose;
use pulina_tests::chromium::tab::Tab;
use pulina_tests::door::Door;
use pulina_tests::front::Wrong;
use pulina_tests::site::Site;
use pulina_tests::stage::{ChatTab, OPEN, Stage};
use serde_json::json;

const BASE: &str = "/_chat";

async fn snippets(door: &Door, channel: &ChannelId, base: &str) -> Snippets {
    door.get(&format!("{base}/embed/{channel}.json?as=snippets")).granted().await
}

/// A tab on a page with this tag where the snippet stands.
async fn visits(stage: &Stage, page: &str, tag: &str, policy: Option<&str>) -> ChatTab {
    let mut wishes = vec![("tag", tag)];
    wishes.extend(policy.map(|policy| ("policy", policy)));
    let tab = stage.chromium.person().await.tab().await;
    tab.goes_to(&stage.host.page_with(page, &wishes)).await;
    ChatTab { tab }
}

async fn chats(visitor: &ChatTab) {
    visitor.opens_chat().await;
    visitor.says("Hello from here").await;
    visitor.last_stands("Sent").await;
    visitor.tab.presses("Escape").await;
    visitor.tab.find("button", OPEN).await;
    visitor.page_is_unhurt().await;
}

/// Scripts of ours that the page ran.
fn scripts(tab: &Tab) -> Vec<String> {
    let is_ours = |address: &String| {
        let path = address.split('?').next().unwrap_or_default();
        path.rsplit('/')
            .next()
            .is_some_and(|file| file != "errors.js" && file.split('.').next_back() == Some("js"))
    };
    tab.requests().into_iter().filter(is_ours).collect()
}

#[tokio::test]
async fn pinned_snippet_runs_one_script_that_never_changes() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| {
        let what = Test::Url(UrlTest { how: Comparison::Prefix, value: "/plain".to_owned() });
        settings.targeting.show = vec![vec![Clause { is_not: false, what }]];
    })
    .await;
    let snippets = snippets(&stage.site.door(), stage.site.channel(), "").await;
    let origin = stage.site.door().origin();
    let policy = format!("script-src 'self' {origin}/assets/; connect-src {origin}; frame-src {origin}");
    let visitor = visits(&stage, "plain.html", &snippets.pinned, Some(&policy)).await;
    chats(&visitor).await;
    let scripts = scripts(&visitor.tab);
    assert_eq!(scripts.len(), 1, "{scripts:?}");
    assert!(scripts[0].contains("/assets/pinned-"), "{scripts:?}");
}

#[tokio::test]
async fn changed_byte_of_a_pinned_script_is_refused() {
    let (stage, front) = Stage::behind_front().await;
    let snippets = snippets(&front.door(), stage.site.channel(), "").await;
    front.breaks("/assets/pinned", Wrong::Changed);
    let visitor = visits(&stage, "plain.html", &snippets.pinned, None).await;
    visitor.tab.until("the script was refused", "window.__errors.length > 0").await;
    assert_eq!(visitor.tab.evaluate("typeof window.Pulina").await, "undefined");
    visitor.tab.click("textbox", "Your name").await;
    visitor.tab.types("Ada").await;
    visitor.tab.until("the field takes the name", "document.getElementById('name').value === 'Ada'").await;
    assert_eq!(visitor.tab.evaluate("window.__cls").await, 0);
}

#[tokio::test]
async fn all_of_it_works_below_a_path_of_the_customers_domain() {
    let site = Site::start_below(BASE).await;
    let door = site.door();
    let stage = Stage::of(site, door).await;
    for page in ["plain.html", "strict_csp.html"] {
        let snippets = snippets(&stage.site.door(), stage.site.channel(), BASE).await;
        assert!(snippets.plain.contains(&format!("{BASE}/embed/")), "{}", snippets.plain);
        let visitor = visits(&stage, page, &snippets.plain, None).await;
        chats(&visitor).await;
        let elsewhere: Vec<_> = visitor
            .tab
            .requests()
            .into_iter()
            .filter(|address| address.starts_with(&stage.site.door().origin()) && !address.contains(BASE))
            .collect();
        assert!(elsewhere.is_empty(), "{elsewhere:?}");
        let panel = visitor.panel().await;
        let outside = "performance.getEntriesByType('resource').map(entry => entry.name).filter(name => !name.includes('/_chat/'))";
        assert_eq!(panel.evaluate(outside).await, json!([]));
    }
    let snippets = snippets(&stage.site.door(), stage.site.channel(), BASE).await;
    chats(&visits(&stage, "plain.html", &snippets.pinned, None).await).await;
}

#[tokio::test]
async fn plain_form_works_below_a_path() {
    let site = Site::start_below(BASE).await;
    let door = site.door();
    let stage = Stage::of(site, door).await;
    let mut agent = stage.site.agent().await;
    let options = pulina_tests::chromium::tab::TabOptions { has_no_scripts: true, ..Default::default() };
    let tab = stage.chromium.person().await.tab_with(&options).await;
    tab.goes_to(&format!("{}{BASE}/chat/{}", stage.site.door().origin(), stage.site.channel())).await;
    tab.click("textbox", "Your message").await;
    tab.types("Without scripts").await;
    tab.click("button", "Send").await;
    agent.sees_ticket("Without scripts").await;
}
