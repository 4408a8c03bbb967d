//! Pages, frames and people that mean harm: forged messages, planted sessions, texts that would
//! like to be markup.

use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::{CLOSE, ChatTab, OPEN, Stage};
use serde_json::json;

/// What the device keeps, in the order of names: the browser's own order is its own affair.
const STORED: &str = "JSON.stringify(Object.entries(localStorage).sort())";
const MESSAGES: &str = ".message-log__list .message__bubble";

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

/// Every one sets the flag if it ever becomes more than text.
const PAYLOADS: [&str; 30] = [
    "<script>window.__hit=1</script>",
    "</script><script>window.__hit=1</script>",
    "<img src=x onerror=window.__hit=1>",
    "<svg onload=window.__hit=1>",
    "<svg><script>window.__hit=1</script></svg>",
    "<body onload=window.__hit=1>",
    "<iframe srcdoc='<script>parent.__hit=1</script>'></iframe>",
    "<iframe src=javascript:parent.__hit=1></iframe>",
    "<a href=javascript:window.__hit=1>here</a>",
    "javascript:window.__hit=1",
    "javascript://kelo.example/%0Awindow.__hit=1",
    "https://kelo.example/\"onmouseover=window.__hit=1",
    "https://kelo.example/'><img src=x onerror=window.__hit=1>",
    "https://kelo.example/<script>window.__hit=1</script>",
    "data:text/html,<script>window.__hit=1</script>",
    "vbscript:window.__hit=1",
    "<math><mi xlink:href='javascript:window.__hit=1'>x</mi></math>",
    "<details open ontoggle=window.__hit=1>",
    "<input autofocus onfocus=window.__hit=1>",
    "<video><source onerror=window.__hit=1></video>",
    "<object data=javascript:window.__hit=1></object>",
    "<style>@import 'javascript:window.__hit=1'</style>",
    "<link rel=stylesheet href=javascript:window.__hit=1>",
    "<meta http-equiv=refresh content='0;javascript:window.__hit=1'>",
    "<base href=javascript:window.__hit=1//>",
    "{{constructor.constructor('window.__hit=1')()}}",
    "${window.__hit=1}",
    "\"'><img src=x onerror=window.__hit=1>",
    "--><img src=x onerror=window.__hit=1>",
    "&lt;img src=x onerror=window.__hit=1&gt;",
];

#[tokio::test]
async fn what_strangers_write_stays_text() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    let name = "<img src=x onerror=window.__hit=1>";
    agent.asks("PATCH", "/v1/me").json(&json!({"name": name})).granted::<serde_json::Value>().await;

    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.says(PAYLOADS[0]).await;
    visitor.last_stands("Sent").await;
    let ticket = agent.sees_ticket(PAYLOADS[0]).await;
    let mut line = agent.opens(&ticket).await;
    for payload in &PAYLOADS[1..] {
        line.says(payload).await;
    }
    visitor.sees_exactly(&PAYLOADS).await;
    let panel = visitor.panel().await;
    let names = panel.texts(".message__name").await;
    assert!(names.iter().any(|shown| shown == name), "{names:?}");
    is_only_text(&panel, MESSAGES).await;

    let mut stranger = stage.site.visitor().await;
    for payload in PAYLOADS {
        stranger.says(payload).await;
    }
    let desk = stage.agent().await;
    desk.tab.shows("[data-testid=tickets]", PAYLOADS[29]).await;
    desk.opens_ticket(PAYLOADS[29]).await;
    desk.sees_exactly(&PAYLOADS).await;
    is_only_text(&desk.tab, "[data-testid=log] .message__text").await;
    desk.tab.shows("[data-testid=profile]", name).await;
    desk.tab.presses("1").await;
    let ChatTab { tab } = visitor;
    assert_eq!(tab.evaluate("typeof window.__hit").await, "undefined");
}

/// Links to the web are all that a text may become.
async fn is_only_text(frame: &Frame, selector: &str) {
    let script = format!(
        "[...document.querySelectorAll({})].flatMap(text => [...text.querySelectorAll('*')])
            .filter(element => !(element.matches('a[href^=\"https://\"][rel~=noopener]') && element.attributes.length < 6)
                && !['SPAN', 'BR', 'BDI', 'WBR', 'P'].includes(element.tagName)).map(element => element.tagName)",
        json!(selector)
    );
    assert_eq!(frame.evaluate(&script).await, json!([]));
    let wrong = "[...document.querySelectorAll('main a[target]')].map(link => link.protocol).filter(p => p !== 'https:')";
    assert_eq!(frame.evaluate(wrong).await, json!([]));
    assert_eq!(frame.evaluate("typeof window.__hit").await, "undefined");
}
