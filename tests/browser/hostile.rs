//! Pages and frames that mean harm: forged messages, planted sessions.

use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::{CLOSE, OPEN, Stage};
use serde_json::json;

/// What the device keeps, in the order of names: the browser's own order is its own affair.
const STORED: &str = "JSON.stringify(Object.entries(localStorage).sort())";

/// Gives the panel's window to the page, which a closed shadow root hides from it, and first of all
/// to a frame beside it, which may so forge before the loader speaks.
const BETRAY_WINDOW: &str = "
window.__hits = [];
const { get } = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, 'contentWindow');
Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', {
  get() {
    const target = get.call(this);
    if (window.__panel !== target) frames[0]?.forge?.([window.__panel = target], window.__hits);
    return target;
  },
});";

/// Says everything that might be believed, with and without a port; what comes back is a hit.
const FORGE: &str = r#"
const forge = (targets, hits) => targets.forEach(target => [
  { pulina: 1, nonce: "1,2,3,4" }, { pulina: 1, nonce: null }, { pulina: 1, nonce: "", t: "closed" },
  { t: "close" }, { t: "trapped" }, { t: "unread", c: 99 }, { t: "hello", c: "1,2,3,4" }, { t: "ready" },
  '{"t":"close"}', '{"t":"trapped"}', '{"t":"unread","c":99}', '{"t":"closed"}', '{"t":"ready"}',
  "close", "pulina:close", null, 1, [], { pulina: 2 }, { type: "loaded", token: "pvt_stolen" },
].forEach(data => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = event => { hits.push(event.data); };
  port1.postMessage('{"t":"closed"}');
  target.postMessage(data, "*", [port2]);
  target.postMessage(data, "*");
}));"#;

#[tokio::test]
async fn forged_messages_have_no_effect() {
    let stage = Stage::sets().await;
    let options = TabOptions { first_script: BETRAY_WINDOW.to_owned(), ..TabOptions::default() };
    let visitor = stage.visits(&stage.chromium.person().await, "plain.html", &options).await;
    let sibling = "const sibling = document.createElement('iframe'); document.body.append(sibling);";
    let armed = json!(format!("{FORGE} window.forge = forge"));
    visitor.tab.evaluate(&format!("{sibling} frames[0].eval({armed}); 0")).await;
    visitor.opens_chat().await;
    visitor.says("Mine").await;
    visitor.last_stands("Sent").await;
    let panel = visitor.running_panel().await;
    let stored = panel.evaluate(STORED).await;

    // The page itself, the sibling, and a frame without any origin.
    visitor.tab.evaluate(&format!("{FORGE} forge([window.__panel, window], window.__hits)")).await;
    visitor.tab.evaluate("frames[0].forge([window.__panel, window], window.__hits)").await;
    let page = json!(format!("<script>{FORGE} forge([parent, top], [])</script>"));
    let stranger = format!(
        "new Promise(done => {{
            const stranger = document.createElement('iframe');
            Object.assign(stranger, {{ sandbox: 'allow-scripts', srcdoc: {page}, onload: () => done(0) }});
            document.body.append(stranger);
        }})"
    );
    visitor.tab.evaluate(&stranger).await;

    // What was forged has been heard by now: the true way still works, and nothing has changed.
    visitor.says("Still mine").await;
    visitor.last_stands("Sent").await;
    visitor.sees_exactly(&["Mine", "Still mine"]).await;
    let launcher = visitor.tab.find("button", CLOSE).await;
    assert_eq!(launcher.state("expanded"), Some(&true.into()));
    assert_eq!(visitor.tab.evaluate("window.__hits").await, json!([]));
    assert_eq!(panel.evaluate(STORED).await, stored);
    assert!(visitor.panel().await.is(&panel), "the panel was replaced");
    visitor.tab.presses("Escape").await;
    visitor.tab.find("button", OPEN).await;
}

#[tokio::test]
async fn nobody_can_plant_a_session() {
    let stage = Stage::sets().await;
    let mut thief = stage.site.visitor().await;
    thief.says("The thief's own").await;
    let token = thief.token.secret().to_owned();
    let conversation = thief.begun.conversation.to_string();
    let address = stage.panel_address();
    let person = stage.chromium.person().await;
    let script =
        format!("window.name = JSON.stringify({{ token: {token:?}, conversation: {conversation:?} }})");
    let options = TabOptions { first_script: script, ..TabOptions::default() };
    for planted in [
        format!("?token={token}&conversation={conversation}"),
        format!("#token={token}&conversation={conversation}"),
        format!("?pulina.token={token}#{conversation}"),
    ] {
        let tab = person.tab_with(&options).await;
        tab.goes_to(&format!("{address}{planted}")).await;
        tab.until("the panel's app runs", "document.querySelector('[role=log]') !== null").await;
        assert_eq!(tab.evaluate("Object.keys(localStorage)").await, json!([]), "{planted}");
        assert!(!tab.words().await.contains("The thief's own"), "{planted}");
        tab.closes().await;
    }
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.says("The victim's own").await;
    visitor.last_stands("Sent").await;
    let kept = visitor.panel().await.evaluate(STORED).await.to_string();
    assert!(!kept.contains(&token) && !kept.contains(&conversation), "{kept}");
}
