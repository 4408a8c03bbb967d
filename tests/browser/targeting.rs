//! On which pages the chat is shown and what it says there by itself, as the admin chose. It is
//! decided on the page, by the same rules as at the desk, and nothing is sent or stored for it.

use std::collections::BTreeMap;

use pulina_shared::language::Language;
use pulina_shared::wire::channel::{ConsentMode, LauncherStyle};
use pulina_shared::wire::targeting::{Campaign, Clause, Comparison, Often, QueryTest, Seen, Test, UrlTest};
use pulina_tests::agent::Agent;
use pulina_tests::channel::choose;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::front::Wrong;
use pulina_tests::stage::{ChatTab, OPEN, Stage};
use pulina_tests::wait;
use serde_json::{Value, json};

/// The table that `shared::targeting` answers in its own test.
const CASES: &str = include_str!("../../shared/src/targeting/cases.json");

/// A page on which a minute is over in a second.
const FAST_TIMERS: &str = r"
for (const name of ['setTimeout', 'setInterval']) {
  const native = window[name];
  window[name] = (act, ms, ...rest) => native(act, ms / 60, ...rest);
}
";

fn clause(what: Test) -> Clause {
    Clause { is_not: false, what }
}

fn url(how: Comparison, value: &str) -> Clause {
    clause(Test::Url(UrlTest { how, value: value.to_owned() }))
}

fn campaign(name: &str, text: &str, when: Vec<Vec<Clause>>) -> Campaign {
    let texts = BTreeMap::from([(Language::En, text.to_owned())]);
    Campaign { name: name.to_owned(), when, texts, often: Often::Page }
}

async fn fast(stage: &Stage, page: &str) -> ChatTab {
    let options = TabOptions { first_script: FAST_TIMERS.to_owned(), ..TabOptions::default() };
    stage.visits(&stage.chromium.person().await, page, &options).await
}

async fn launcher_is(visitor: &ChatTab, is_there: bool) {
    let what = if is_there { "the launcher comes" } else { "the launcher goes" };
    wait::until(what, wait::ANSWERED, || async {
        let is_now = visitor.tab.with_role("button").await.iter().any(|button| button.name == OPEN);
        (is_now == is_there).then_some(())
    })
    .await;
}

async fn rules_have_come(visitor: &ChatTab) {
    let came = "performance.getEntriesByType('resource').some(entry => entry.name.includes('as=rules') && entry.responseEnd)";
    visitor.tab.until("the rules have come", came).await;
}

async fn says(visitor: &ChatTab, words: &str) {
    visitor.tab.find_where(&format!("{words:?}"), |node| node.name == words).await;
}

async fn is_silent(visitor: &ChatTab, words: &str) {
    rules_have_come(visitor).await;
    wait::pass(wait::SILENCE).await;
    assert!(!visitor.tab.nodes().await.iter().any(|node| node.name == words), "{words}");
}

#[tokio::test]
async fn page_and_desk_decide_every_case_alike() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html").await;
    let rules = format!("{}/embed/{}.js?as=rules", stage.site.door().origin(), stage.site.channel());
    let script = format!(
        "import({}).then(({{ decide }}) => {CASES}.map(({{ condition, facts }}) => decide(condition, facts)))",
        json!(rules)
    );
    let decided = visitor.tab.evaluate(&script).await;
    let cases: Vec<Value> = serde_json::from_str(CASES).expect("the table can be read");
    for (case, decided) in cases.iter().zip(decided.as_array().expect("decisions")) {
        assert_eq!(*decided, case["decision"], "{}", case["name"]);
    }
}

#[tokio::test]
async fn chat_is_shown_on_the_pages_that_were_chosen_and_follows_changes_of_address() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| {
        let exclude = Clause { is_not: true, ..url(Comparison::Contains, "old") };
        let by_query = clause(Test::Query(QueryTest { name: "chat".to_owned(), value: String::new() }));
        settings.targeting.show = vec![vec![url(Comparison::Glob, "/route/*"), exclude], vec![by_query]];
    })
    .await;
    let visitor = stage.visitor("single_page.html").await;
    rules_have_come(&visitor).await;
    launcher_is(&visitor, false).await;
    for (path, is_shown) in
        [("/route/7", true), ("/route/old", false), ("/elsewhere?chat=1", true), ("/elsewhere", false)]
    {
        visitor.tab.evaluate(&format!("window.goTo('{path}')")).await;
        launcher_is(&visitor, is_shown).await;
    }
    // Whoever has begun goes on, wherever they go.
    visitor.tab.evaluate("window.goTo('/route/8')").await;
    launcher_is(&visitor, true).await;
    visitor.opens_chat().await;
    visitor.says("On my way").await;
    visitor.last_stands("Sent").await;
    visitor.tab.evaluate("window.goTo('/elsewhere')").await;
    visitor.tab.presses("Escape").await;
    launcher_is(&visitor, true).await;
    let suffered = visitor.tab.evaluate("[...window.__errors, ...window.__violations]").await;
    assert_eq!(suffered, json!([]));
}

#[tokio::test]
async fn messages_come_when_their_time_has_come() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    let said = [
        ("called", Test::Trigger("cart_full".to_owned())),
        ("scrolled", Test::Scroll(60)),
        ("leaving", Test::ExitIntent),
        ("waited", Test::ActiveSeconds(20)),
    ];
    for (name, test) in said {
        choose(&agent, stage.site.channel(), |settings| {
            settings.targeting.campaigns =
                vec![campaign(name, "May we help?", vec![vec![clause(test.clone())]])];
        })
        .await;
        let visitor = fast(&stage, "plain.html").await;
        visitor.tab.evaluate("document.body.style.height = '4000px'").await;
        visitor.tab.click("textbox", "Your name").await;
        if name != "waited" {
            is_silent(&visitor, "May we help?").await;
        }
        match name {
            "called" => drop(visitor.tab.evaluate("Pulina.trigger('cart_full')").await),
            "scrolled" => drop(visitor.tab.evaluate("scrollTo(0, 2500)").await),
            "leaving" => {
                visitor.tab.point_at(400.0, 200.0).await;
                let leaves = "document.documentElement.dispatchEvent(new MouseEvent('mouseout', { bubbles: true, clientY: -1 }))";
                visitor.tab.evaluate(leaves).await;
            }
            _ => {}
        }
        says(&visitor, "May we help?").await;
        // It takes nothing from whoever is doing something.
        visitor.tab.types("Ada").await;
        visitor
            .tab
            .until("the field kept the focus", "document.getElementById('name').value === 'Ada'")
            .await;
        assert!(visitor.tab.frames().is_empty(), "{name}: it opens nothing");
        visitor.page_is_unhurt().await;
    }
}

#[tokio::test]
async fn message_keeps_the_consent_gate() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| {
        settings.consent.mode = ConsentMode::Explicit;
        settings.targeting.campaigns = vec![campaign("hello", "Need a hand?", vec![])];
    })
    .await;
    let visitor = stage.visitor("plain.html").await;
    let bubble = visitor.tab.find_where("the message", |node| node.name == "Need a hand?").await;
    visitor.tab.click_node(&bubble).await;
    let panel = visitor.running_panel().await;
    panel.click("textbox", "Your message").await;
    visitor.says("Yes").await;
    panel.shows(".gate", "").await;
    assert!(visitor.messages().await.is_empty(), "nothing is sent before the visitor agrees");
}

#[tokio::test]
async fn highest_priority_of_a_page_is_shown() {
    let stage = Stage::sets().await;
    let other = stage.site.another_account().await;
    let first = stage.site.agent().await;
    let second = Agent::signs_in(&stage.site.door(), &other.sign_in).await;
    let channel = other.created.channel.clone();
    for (agent, channel, prefix, priority) in
        [(&first, stage.site.channel(), "/", 1), (&second, &channel, "/route/shop", 2)]
    {
        choose(agent, channel, |settings| {
            settings.targeting.show = vec![vec![url(Comparison::Prefix, prefix)]];
            settings.targeting.priority = priority;
            settings.look.launcher = LauncherStyle::Label;
            settings.texts.entry(settings.language).or_default().launcher = format!("Ask {channel}");
        })
        .await;
    }
    let visitor = stage.visitor(&format!("single_page.html?also={channel}")).await;
    for (path, shown) in
        [("/route/1", stage.site.channel()), ("/route/shop/2", &channel), ("/route/3", stage.site.channel())]
    {
        visitor.tab.evaluate(&format!("window.goTo('{path}')")).await;
        is_alone(&visitor, shown.as_str()).await;
    }
}

/// Waits until there is one launcher, and it is this channel's: its label leads to its panel.
async fn is_alone(visitor: &ChatTab, channel: &str) {
    let label = format!("Ask {channel}");
    wait::until(&format!("{label} alone"), wait::ANSWERED, || async {
        let buttons = visitor.tab.with_role("button").await;
        let names: Vec<_> = buttons.iter().map(|button| button.name.as_str()).collect();
        (names == [label.as_str()]).then_some(())
    })
    .await;
}

#[tokio::test]
async fn message_is_said_once_and_remembered_only_where_the_site_allows_it() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| {
        let again = Campaign { often: Often::Days(30), ..campaign("hello", "Hello there", vec![]) };
        settings.targeting.campaigns = vec![again];
    })
    .await;
    // Nothing may be stored: every page is a first one, and stays one on which it is said once.
    let visitor = stage.visitor("single_page.html").await;
    says(&visitor, "Hello there").await;
    visitor.tab.click("button", "Hide this message").await;
    visitor.tab.evaluate("window.goTo('/route/1')").await;
    is_silent(&visitor, "Hello there").await;
    assert_eq!(visitor.tab.evaluate("localStorage.length + sessionStorage.length").await, 0);
    visitor.tab.goes_to(&stage.host.page("single_page.html")).await;
    says(&visitor, "Hello there").await;

    let visitor = stage.visitor("single_page.html?data-storage=allowed").await;
    says(&visitor, "Hello there").await;
    let stored =
        "[...Object.keys(localStorage), ...Object.keys(sessionStorage)].map(key => key.split('.')[2])";
    assert_eq!(visitor.tab.evaluate(stored).await, json!(["seen", "seen"]));
    visitor.tab.goes_to(&stage.host.page("single_page.html?data-storage=allowed")).await;
    is_silent(&visitor, "Hello there").await;
}

#[tokio::test]
async fn who_was_here_before_is_known_only_where_the_site_allows_it() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| {
        settings.targeting.campaigns =
            vec![campaign("back", "Welcome back", vec![vec![clause(Test::Visitor(Seen::Returning))]])];
    })
    .await;
    for (page, is_known) in [("plain.html", false), ("plain.html?data-storage=allowed", true)] {
        let person = stage.chromium.person().await;
        let first = stage.visits(&person, page, &TabOptions::default()).await;
        is_silent(&first, "Welcome back").await;
        // The same visit, then another one.
        first.tab.goes_to(&stage.host.page(page)).await;
        is_silent(&first, "Welcome back").await;
        let second = stage.visits(&person, page, &TabOptions::default()).await;
        if is_known {
            says(&second, "Welcome back").await;
        } else {
            is_silent(&second, "Welcome back").await;
        }
    }
}

#[tokio::test]
async fn overlay_names_the_clause_that_decided() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| {
        settings.targeting.show = vec![
            vec![url(Comparison::Prefix, "/"), url(Comparison::Contains, "shop")],
            vec![clause(Test::ExitIntent)],
        ];
    })
    .await;
    let visitor = stage.visitor("plain.html?pulina-debug=1").await;
    for words in [
        "shown here: no: clause 2 of group 1 and clause 1 of group 2 do not hold",
        "launcher: hidden: not on this page",
        "hours: somebody is there",
        "page's policy: has refused nothing",
        "language: en",
    ] {
        let what = format!("{words:?} in the overlay");
        visitor.tab.find_where(&what, |node| node.role == "StaticText" && node.name.contains(words)).await;
    }
    visitor.tab.click("button", "Close").await;
    visitor.tab.until("the overlay is gone", "!document.querySelector('pulina-debug')").await;
    visitor.page_is_unhurt().await;
}

#[tokio::test]
async fn launcher_that_is_everywhere_stays_while_its_conditions_come() {
    let (stage, front) = Stage::behind_front().await;
    choose(&stage.site.agent().await, stage.site.channel(), |settings| {
        settings.targeting.campaigns = vec![campaign("hello", "Hello there", Vec::new())];
    })
    .await;
    let rules = format!("/embed/{}.js?as=rules", stage.site.channel());
    front.breaks(&rules, Wrong::Silence);
    let visitor = stage.visitor("plain.html").await;
    wait::until("the conditions are asked for", wait::ANSWERED, || async {
        front.seen().iter().any(|seen| seen.path.starts_with(&rules)).then_some(())
    })
    .await;
    assert!(visitor.tab.with_role("button").await.iter().any(|button| button.name == OPEN));
    visitor.opens_chat().await;
}
