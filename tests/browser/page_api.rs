//! What the scripts of a customer's page can call and hear: at any time, in any order, with anything,
//! and never to the page's harm.

use std::time::Duration;

use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::{CLOSE, ChatTab, OPEN, Stage};
use pulina_tests::wait;
use serde_json::{Value, json};

/// Notes everything that can happen, from before the loader has come.
const TOLD: &str = r"
window.__told = [];
window.__ready = [];
window.Pulina = { q: [pulina => window.__ready.push(['queue', pulina === window.Pulina])] };
addEventListener('pulina:ready', event => {
  window.__ready.push(['event', event.detail === window.Pulina]);
  window.Pulina.ready.then(pulina => window.__ready.push(['promise', pulina === window.Pulina]));
});
for (const name of ['opened', 'closed', 'unreadChanged', 'conversationStarted', 'conversationEnded',
  'conversationSelected', 'contactIdentified', 'interacted', 'quickReplyChosen']) {
  window.Pulina.q.push(['on', name, event => window.__told.push([name, event])]);
}
";

async fn visits(stage: &Stage, before: &str) -> ChatTab {
    let first_script = format!("if (window === top && location.protocol === 'http:') {{ {TOLD} {before} }}");
    let options = TabOptions { first_script, ..TabOptions::default() };
    stage.visits(&stage.chromium.person().await, "plain.html", &options).await
}

/// Waits until something was told; gives what the page was told about it.
async fn is_told(visitor: &ChatTab, name: &str) -> Value {
    let script = format!("window.__told.findLast(([name]) => name === '{name}')?.[1]");
    visitor.tab.until(&format!("{name} is told"), &script).await
}

#[tokio::test]
async fn api_says_in_three_ways_that_it_is_ready() {
    let stage = Stage::sets().await;
    let visitor = visits(&stage, "").await;
    visitor.tab.until("all three have come", "window.__ready.length === 3").await;
    let ready = visitor.tab.evaluate("window.__ready").await;
    assert_eq!(ready, json!([["queue", true], ["event", true], ["promise", true]]));
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn calls_from_before_the_loader_are_done_when_it_comes() {
    let stage = Stage::sets().await;
    let visitor = visits(&stage, "window.Pulina.q.push(['open', { prefill: 'About order 7:' }])").await;
    let panel = visitor.running_panel().await;
    panel
        .until("the composer holds the words", "document.getElementById('text').value === 'About order 7:'")
        .await;
    is_told(&visitor, "opened").await;
    // What is written there already is the visitor's.
    visitor.tab.evaluate("Pulina.open({ prefill: 'Other words' })").await;
    visitor.tab.evaluate("Pulina.close()").await;
    visitor.tab.find("button", OPEN).await;
    visitor.tab.evaluate("Pulina.toggle()").await;
    visitor.tab.find("button", CLOSE).await;
    assert_eq!(panel.evaluate("document.getElementById('text').value").await, "About order 7:");
    assert!(visitor.messages().await.is_empty(), "only the visitor sends");
}

#[tokio::test]
async fn page_hears_what_happens_and_never_what_was_said() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    let visitor = visits(&stage, "").await;
    visitor.opens_chat().await;
    visitor.says("A secret question").await;
    visitor.last_stands("Sent").await;
    let first = is_told(&visitor, "conversationStarted").await;
    let ticket = agent.sees_ticket("A secret question").await;
    assert_eq!(first, json!({"conversationId": ticket.conversation.as_str()}));
    is_told(&visitor, "interacted").await;
    visitor.tab.presses("Escape").await;
    is_told(&visitor, "closed").await;
    agent.opens(&ticket).await.says("A secret answer").await;
    visitor
        .tab
        .until(
            "one is unread",
            "window.__told.some(([name, event]) => name === 'unreadChanged' && event.unread === 1)",
        )
        .await;
    agent.closes(&ticket).await;
    assert_eq!(is_told(&visitor, "conversationEnded").await, first);

    let everything =
        visitor.tab.evaluate("JSON.stringify([window.__told, Object.keys(window.Pulina)])").await;
    assert!(!everything.to_string().contains("secret"), "{everything}");
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn page_can_show_one_of_the_visitors_own_conversations() {
    let stage = Stage::sets().await;
    let visitor = visits(&stage, "").await;
    visitor.opens_chat().await;
    visitor.says("The first").await;
    visitor.last_stands("Sent").await;
    let first = is_told(&visitor, "conversationStarted").await["conversationId"].clone();
    let panel = visitor.running_panel().await;
    panel.click("button", "Menu").await;
    panel.click("button", "New conversation").await;
    visitor
        .tab
        .until(
            "a second one",
            "window.__told.filter(([name]) => name === 'conversationStarted').length === 2",
        )
        .await;
    visitor.sees_exactly(&[]).await;
    visitor.running_panel().await.click("textbox", "Your message").await;
    visitor.says("The second").await;
    visitor.last_stands("Sent").await;

    // Somebody else's is not shown, and what is shown stays.
    let stranger = stage.site.visitor().await;
    let strange = json!({"conversationId": stranger.begun.conversation.as_str()});
    visitor.tab.evaluate(&format!("Pulina.open({strange})")).await;
    visitor.tab.evaluate(&format!("Pulina.open({{ conversationId: {first} }})")).await;
    assert_eq!(is_told(&visitor, "conversationSelected").await["conversationId"], first);
    visitor.sees_exactly(&["The first"]).await;
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn wrong_calls_say_what_was_expected_and_change_nothing() {
    let stage = Stage::sets().await;
    let visitor = visits(&stage, "").await;
    for (call, expected) in [
        ("Pulina.on('opend', () => {})", "on expects one of opened"),
        ("Pulina.on('opened', 'x')", "on expects a function second"),
        ("Pulina.off()", "off expects one of opened"),
        ("Pulina.identify()", "identify expects a token"),
        ("Pulina.identify('a.b')", "identify expects a token"),
        ("Pulina.identify('a.b.' + 'c'.repeat(5000))", "identify expects a token"),
        ("Pulina.identify({ toString() { throw 1 } })", "identify expects a token"),
        ("Pulina.setAttributes('plan')", "setAttributes expects an object"),
        ("Pulina.setAttributes(['plan'])", "setAttributes expects an object"),
        ("Pulina.setAttributes({ 'Plan!': 1 })", "setAttributes expects names"),
        ("Pulina.setAttributes({ plan: {} })", "setAttributes expects a text"),
        ("Pulina.setAttributes({ plan: 'x'.repeat(501) })", "setAttributes expects a text"),
        ("Pulina.trigger(7)", "trigger expects the name"),
        ("Pulina.q.push('opn')", "there is no opn"),
        ("Pulina.q.push(['toString'])", "there is no toString"),
        ("Pulina.q.push(null)", "there is no"),
        ("Pulina.q.push(() => { throw new Error('the page has a bug') })", "the page has a bug"),
        (
            "Pulina.on('opened', () => { throw new Error('a listener has a bug') }); Pulina.open()",
            "a listener has a bug",
        ),
        ("Pulina.open('x')", "open expects nothing, or an object"),
        ("Pulina.open({ prefill: 5 })", "open expects a text as prefill"),
        ("Pulina.open({ conversationId: 'x' })", "open expects a conversationId"),
    ] {
        let before = visitor.tab.warnings().len();
        visitor.tab.evaluate(&format!("{call}; 0")).await;
        wait::until(&format!("{call} warns {expected:?}"), wait::ANSWERED, || async {
            visitor.tab.warnings()[before..].iter().any(|warning| warning.contains(expected)).then_some(())
        })
        .await;
    }
    assert_eq!(visitor.tab.evaluate("window.__told.map(([name]) => name)").await, json!(["opened"]));
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn listeners_are_called_until_they_are_taken_away() {
    let stage = Stage::sets().await;
    let visitor = visits(&stage, "").await;
    visitor.tab.until("the API is there", "window.__ready.length === 3").await;
    visitor
        .tab
        .evaluate(
            "window.__n = [0, 0, 0]; window.second = () => window.__n[1]++;
      window.end = Pulina.on('opened', () => window.__n[0]++); Pulina.on('opened', window.second);
      window.Pulina.q.push(['on', 'opened', () => window.__n[2]++])",
        )
        .await;
    visitor.opens_chat().await;
    visitor.tab.until("all are called", "window.__n.join() === '1,1,1'").await;
    visitor
        .tab
        .evaluate("window.end(); Pulina.off('opened', window.second); Pulina.close(); Pulina.open()")
        .await;
    visitor.tab.until("one is called", "window.__n.join() === '1,1,2'").await;
}

#[tokio::test]
async fn launcher_is_hidden_and_shown_again() {
    let stage = Stage::sets().await;
    let visitor = visits(&stage, "window.Pulina.q.push('hide')").await;
    visitor.tab.until("the API is there", "window.__ready.length === 3").await;
    assert!(!visitor.tab.nodes().await.iter().any(|node| node.name == OPEN));
    visitor.tab.evaluate("Pulina.show()").await;
    visitor.opens_chat().await;
    visitor.tab.evaluate("Pulina.hide()").await;
    is_told(&visitor, "closed").await;
    wait::until("the launcher is gone", wait::ANSWERED, || async {
        let nodes = visitor.tab.nodes().await;
        (!nodes.iter().any(|node| node.name == OPEN || node.name == CLOSE)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn what_the_page_says_of_the_visitor_reaches_the_panel_and_is_kept_nowhere() {
    let (stage, front) = Stage::behind_front().await;
    let person = stage.chromium.person().await;
    let first_script = format!("if (window === top && location.protocol === 'http:') {{ {TOLD} }}");
    let options = TabOptions { first_script, ..TabOptions::default() };
    let visitor = stage.visits(&person, "plain.html?pulina-debug=1", &options).await;
    visitor.tab.evaluate("Pulina.identify('header.payload.signature')").await;
    visitor.tab.evaluate("Pulina.setAttributes({ plan: 'pro', seats: 7, trial: false })").await;
    visitor.tab.evaluate("Pulina.setAttributes({ trial: null })").await;
    visitor.opens_chat().await;
    overlay_says(&visitor, "identity: a token was given").await;
    overlay_says(&visitor, "attributes: 2").await;
    // Another app, should this one die, is told as well.
    let before = visitor.panel().await;
    before.crashes();
    wait::until("the old panel is gone", wait::DRAINED, || async {
        (!visitor.tab.frames().iter().any(|frame| frame.is(&before))).then_some(())
    })
    .await;
    let panel = visitor.running_panel().await;
    overlay_says(&visitor, "attributes: 2").await;
    for frame in [&panel, &*visitor.tab] {
        assert_eq!(frame.evaluate("localStorage.length + sessionStorage.length").await, 0);
    }
    let told = front.seen().into_iter().any(|seen| seen.path.contains("payload"));
    assert!(!told, "a token is in no address");
    assert_eq!(person.cookies().await, Vec::<Value>::new());
    visitor.page_is_unhurt().await;
}

async fn overlay_says(visitor: &ChatTab, words: &str) {
    visitor
        .tab
        .find_where(&format!("{words:?} in the overlay"), |node| {
            node.role == "StaticText" && node.name.contains(words)
        })
        .await;
}

#[tokio::test]
async fn logout_forgets_the_visitor_on_this_device() {
    let stage = Stage::sets().await;
    let visitor = visits(&stage, "").await;
    visitor.opens_chat().await;
    visitor.says("Mine alone").await;
    visitor.last_stands("Sent").await;
    let panel = visitor.logs_out().await;
    visitor.sees_exactly(&[]).await;
    panel.until("nothing is stored", "localStorage.length === 0").await;
    visitor.page_is_unhurt().await;
}

/// Counts what is alive: timers, and what the page could see of us.
const COUNTED: &str = r"
window.__timers = new Set();
for (const [set, clear] of [['setTimeout', 'clearTimeout'], ['setInterval', 'clearInterval']]) {
  const [begin, end] = [window[set], window[clear]];
  window[set] = (act, ...rest) => {
    const timer = begin(() => { if (set === 'setTimeout') window.__timers.delete(timer); act(); }, ...rest);
    window.__timers.add(timer);
    return timer;
  };
  window[clear] = timer => { window.__timers.delete(timer); end(timer); };
}
window.__names = () => Object.getOwnPropertyNames(window).filter(name => !/^\d/.test(name)).sort().join();
";

/// Puts the snippet on the page, uses it, and takes it away again.
fn comes_and_goes(address: &str, n_times: u32) -> String {
    format!(
        "(async () => {{ for (let n = 0; n < {n_times}; n++) {{
          const script = document.createElement('script');
          script.src = {};
          await new Promise((done, failed) => {{ script.onload = done; script.onerror = failed; document.head.append(script); }});
          Pulina.on('opened', () => {{}});
          if (n % 10 === 0) {{
            const opened = new Promise(done => Pulina.on('opened', done));
            Pulina.open();
            await opened;
          }}
          Pulina.destroy();
          script.remove();
        }} }})()",
        json!(address)
    )
}

#[tokio::test]
async fn hundred_times_made_and_destroyed_it_leaves_nothing() {
    let stage = Stage::sets().await;
    let options = TabOptions { first_script: COUNTED.to_owned(), ..TabOptions::default() };
    let tab = stage.chromium.person().await.tab_with(&options).await;
    tab.goes_to(&stage.host.page("no_snippet.html")).await;
    let address = format!("{}/embed/{}.js", stage.site.door().origin(), stage.site.channel());
    let names = tab.evaluate("window.__names()").await;
    tab.evaluate(&comes_and_goes(&address, 11)).await;
    tab.until("no timer runs", "window.__timers.size === 0").await;
    let before = alive(&tab).await;
    tab.evaluate(&comes_and_goes(&address, 100)).await;
    // The last one ends half a second later by itself.
    tab.until("no timer runs", "window.__timers.size === 0").await;
    assert_eq!(alive(&tab).await, before, "nodes and listeners");
    assert_eq!(tab.evaluate("window.__names()").await, names, "globals");
    assert_eq!(
        tab.evaluate(
            "document.querySelectorAll('pulina-widget, pulina-debug, iframe, script[src*=embed]').length"
        )
        .await,
        0
    );
    wait::until("no frame is left", wait::ANSWERED, || async { tab.frames().is_empty().then_some(()) }).await;
    ChatTab { tab }.page_is_unhurt().await;
}

/// Nodes and listeners that are alive after everything that can go has gone.
async fn alive(tab: &pulina_tests::chromium::tab::Tab) -> Vec<Value> {
    tab.call("Performance.enable", json!({})).await;
    for _ in 0..4 {
        tab.call("HeapProfiler.collectGarbage", json!({})).await;
        wait::pass(Duration::from_millis(50)).await;
    }
    let got = tab.call("Performance.getMetrics", json!({})).await;
    let metrics = got["metrics"].as_array().cloned().unwrap_or_default();
    let is_wanted = |metric: &Value| metric["name"] == "Nodes" || metric["name"] == "JSEventListeners";
    metrics.into_iter().filter(is_wanted).collect()
}
