//! Pages, frames and windows that mean harm: they can neither speak for the loader or the panel, nor
//! plant a session, nor read a conversation, nor show the chat where it may not be.

use pulina_tests::channel::choose;
use pulina_tests::stage::{CLOSE, OPEN, Stage};
use pulina_tests::wait;
use serde_json::{Value, json};

/// What a stranger sends: what the panel says, what the loader says, and nonsense.
const FORGED: &str = r#"[
  '{"t":"hello","c":"1,2,3,4"}', '{"t":"ready"}', '{"t":"close"}', '{"t":"unread","c":99}', '{"t":"trapped"}',
  '{"t":"notify","c":true}', '{"t":"language","c":"ar"}', '{"t":"happened","c":{"what":"started"}}',
  '{"t":"opened"}', '{"t":"closed"}', '{"t":"page","c":{"scheme":"dark"}}', '{"t":"wish","c":"\\"logout\\""}',
  '{"t":"wish","c":"{\\"compose\\":\\"planted\\"}"}', { pulina: 1, nonce: 'x' }, { pulina: 1 }, 'pulina', '', null, 7, [],
]"#;

#[tokio::test]
async fn forged_messages_have_no_effect() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.says("Mine").await;
    visitor.last_stands("Sent").await;
    let panel = visitor.running_panel().await;
    // From the page itself to its own window, where a loader could listen.
    let to_loader = format!(
        "for (const forged of {FORGED}) {{ postMessage(forged, '*'); postMessage(forged, '*', [new MessageChannel().port1]); }}"
    );
    visitor.tab.evaluate(&to_loader).await;
    // From a frame beside the panel, to the panel and to the page.
    let beside = format!(
        "(async () => {{
          const frame = document.createElement('iframe');
          frame.srcdoc = `<script>onmessage = () => {{ for (const forged of {forged}) {{
            for (const target of [parent, ...Array.from(parent, (_, place) => parent[place])]) {{
              target.postMessage(forged, '*');
              target.postMessage(forged, '*', [new MessageChannel().port1]);
            }}
          }} parent.postMessage('done', '*'); }}<\\/script>`;
          const loaded = new Promise(done => frame.onload = done);
          document.body.append(frame);
          await loaded;
          const done = new Promise(done => addEventListener('message', event => event.data === 'done' && done()));
          frame.contentWindow.postMessage('go', '*');
          await done;
          frame.remove();
        }})()",
        forged = FORGED.replace('\\', "\\\\").replace('`', "\\`")
    );
    visitor.tab.evaluate(&beside).await;
    visitor.tab.find("button", CLOSE).await;
    visitor.sees_exactly(&["Mine"]).await;
    assert_eq!(panel.evaluate("document.getElementById('text').value").await, "");
    assert_eq!(panel.evaluate("document.documentElement.lang").await, "en");
    assert!(panel.evaluate("localStorage.length").await.as_u64() > Some(0), "nobody was logged out");
    visitor.says("Still mine").await;
    visitor.last_stands("Sent").await;
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn session_cannot_be_planted() {
    let stage = Stage::sets().await;
    let attacker = stage.site.visitor().await;
    let (token, conversation) = (attacker.token.secret(), attacker.begun.conversation.as_str());
    let channel = stage.site.channel();
    let tries = [
        format!("?lang=en&token={token}&conversation={conversation}"),
        format!("?lang=en#token={token}"),
        format!("?lang=en#{}", json!({"token": token, "conversation": conversation})),
        format!("?pulina.{channel}.token={token}"),
    ];
    for tried in tries {
        let tab = stage.chromium.person().await.tab().await;
        // A window whose name says it too, and that knows an opener of another origin.
        tab.goes_to(&stage.host.page("plain.html")).await;
        tab.evaluate(&format!(
            "window.name = {}; localStorage['pulina.{channel}.token'] = '{token}'; sessionStorage['pulina.{channel}.token'] = '{token}'",
            json!(json!({"token": token, "conversation": conversation}).to_string())
        ))
        .await;
        tab.goes_to(&format!("{}{tried}", stage.panel_address())).await;
        tab.until("the app runs", "document.querySelector('[role=log]') !== null").await;
        let begun = tab.evaluate("[localStorage.length, sessionStorage.length]").await;
        assert_eq!(begun, json!([0, 0]), "{tried}");
        tab.click("textbox", "Your message").await;
        tab.types("To whom?").await;
        tab.presses("Enter").await;
        let own = format!("localStorage['pulina.{channel}.token']");
        let own = tab.until("an own token", &own).await;
        assert_ne!(own, json!(token), "{tried}");
    }
}

#[tokio::test]
async fn page_cannot_hand_a_session_over_the_port() {
    let stage = Stage::sets().await;
    let attacker = stage.site.visitor().await;
    let (token, conversation) = (attacker.token.secret(), attacker.begun.conversation.as_str());
    // The page frames the panel itself and speaks as a loader would.
    let tab = stage.chromium.person().await.tab().await;
    tab.goes_to(&stage.host.page("no_snippet.html")).await;
    let script = format!(
        "(async () => {{
          const frame = document.createElement('iframe');
          frame.src = {};
          const loaded = new Promise(done => frame.onload = done);
          document.body.append(frame);
          await loaded;
          const {{ port1, port2 }} = new MessageChannel();
          window.__heard = [];
          port1.onmessage = event => window.__heard.push(event.data);
          frame.contentWindow.postMessage({{ pulina: 1, nonce: 'n' }}, '*', [port2]);
          for (const planted of {}) port1.postMessage(JSON.stringify(planted));
        }})()",
        json!(stage.panel_address()),
        json!([
            {"t": "token", "c": token},
            {"t": "page", "c": {"address": "https://a.example", "token": token, "conversation": conversation}},
            {"t": "wish", "c": json!({"show": conversation}).to_string()},
            {"t": "wish", "c": json!({"identify": token}).to_string()},
            {"t": "session", "c": {"token": token, "conversation": conversation}},
            {"t": "opened"},
        ])
    );
    tab.evaluate(&script).await;
    let panel = tab.frame_at("/chat/").await;
    panel.until("the app runs", "document.querySelector('[role=log]') !== null").await;
    panel.click("textbox", "Your message").await;
    tab.types("To whom?").await;
    tab.presses("Enter").await;
    let own = format!("localStorage['pulina.{}.token']", stage.site.channel());
    let own = panel.until("an own token", &own).await;
    assert_ne!(own, json!(token));
    panel.shows(".message--own", "Sent").await;
    let log = stage.site.agent().await.reads_log(&attacker.begun.conversation).await;
    assert!(log.is_empty(), "nothing was said in the attacker's conversation");
    // And all that the page has heard are counts and opaque ids.
    let heard = tab.evaluate("JSON.stringify(window.__heard)").await;
    let heard = heard.as_str().unwrap_or_default();
    let secret = own.as_str().expect("a token");
    assert!(!heard.contains("To whom") && !heard.contains(secret) && !heard.contains("pvt_"), "{heard}");
}

#[tokio::test]
async fn page_finds_no_text_of_the_conversation_anywhere() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.says("walrus from me").await;
    visitor.last_stands("Sent").await;
    let ticket = agent.sees_ticket("walrus from me").await;
    agent.opens(&ticket).await.says("walrus from us").await;
    visitor.sees("walrus from us").await;
    let search = r"(() => {
      const seen = new Set();
      const found = [];
      const look = (value, path, depth) => {
        if (typeof value === 'string') return value.includes('walrus') && found.push(path);
        if (!value || !/object|function/.test(typeof value) || seen.has(value) || depth > 6) return;
        seen.add(value);
        for (const name of Object.getOwnPropertyNames(value)) {
          try { look(value[name], path + '.' + name, depth + 1); } catch {}
        }
      };
      look(window.Pulina, 'Pulina', 0);
      look([...document.querySelectorAll('pulina-widget')].map(host => [host.shadowRoot, new XMLSerializer().serializeToString(host)]), 'host', 0);
      look([new XMLSerializer().serializeToString(document), document.cookie, { ...localStorage }, document.title], 'page', 0);
      for (const frame of document.querySelectorAll('iframe')) look(frame, 'frame', 0);
      return found;
    })()";
    assert_eq!(visitor.tab.evaluate(search).await, json!([]));
}

#[tokio::test]
async fn only_allowed_sites_may_show_the_chat() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| {
        settings.allowed_origins = vec!["https://customer.example".to_owned()];
    })
    .await;
    let visitor = stage.visitor("plain.html").await;
    visitor.tab.click("button", OPEN).await;
    wait::until("a link to the chat", wait::DRAINED, || async {
        visitor.tab.with_role("link").await.into_iter().find(|link| link.name.starts_with(OPEN))
    })
    .await;
    let errors = visitor.tab.evaluate("window.__errors").await;
    assert_eq!(errors, json!([]));
    choose(&agent, stage.site.channel(), |settings| {
        settings.allowed_origins = vec![stage.host.origin()];
    })
    .await;
    stage.visitor("plain.html").await.opens_chat().await;
}

#[tokio::test]
async fn loader_refuses_its_own_origin() {
    let stage = Stage::sets().await;
    let tab = stage.chromium.person().await.tab().await;
    tab.goes_to(&format!("{}/problems/not_found", stage.site.door().origin())).await;
    let script = format!(
        "new Promise(done => {{ const script = document.createElement('script'); script.src = '/embed/{}.js';
          script.onload = () => done(typeof window.Pulina); document.head.append(script); }})",
        stage.site.channel()
    );
    // Our own pages let no script in; what is asked here is what the loader would do.
    tab.call("Page.setBypassCSP", json!({"enabled": true})).await;
    tab.reloads().await;
    assert_eq!(tab.evaluate(&script).await, Value::from("undefined"));
    assert!(tab.warnings().iter().any(|warning| warning.contains("own origin")), "{:?}", tab.warnings());
}

#[tokio::test]
async fn panel_is_told_the_pages_address_without_its_secrets() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| {
        settings.look.scheme = pulina_shared::wire::channel::Scheme::Page;
    })
    .await;
    let visitor = stage.visitor("plain.html?token=walrus&session=walrus#walrus").await;
    let panel = visitor.opens_chat().await;
    visitor.running_panel().await;
    let seen = panel.evaluate("[document.referrer, location.href, window.name]").await;
    assert!(!seen.to_string().contains("walrus"), "{seen}");
    assert_eq!(seen[0], format!("{}/", stage.host.origin()), "its origin and nothing more");
}
