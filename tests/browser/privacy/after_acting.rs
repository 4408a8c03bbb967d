//! From the first act on: exactly the listed names are kept, in the one origin, for as long as the
//! storage mode lets them; and no name is listed that nothing ever keeps.

use std::collections::{BTreeMap, BTreeSet};

use pulina_shared::language::Language;
use pulina_shared::wire::channel::StorageMode;
use pulina_shared::wire::targeting::{Campaign, Often};
use pulina_tests::channel::choose;
use pulina_tests::chromium::files::Folder;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::tab::{Tab, TabOptions};
use pulina_tests::front::Wrong;
use pulina_tests::kept::{kept_by, told, told_as, try_kept_by};
use pulina_tests::stage::{ChatTab, OPEN, Stage};
use pulina_tests::vouching::Voucher;
use pulina_tests::wait;
use serde_json::{Value, json};

use super::{MODES, channel_with, keeps};

#[tokio::test]
async fn after_acting_exactly_what_the_mode_allows_is_kept() {
    let (stage, _front, canary) = Stage::watched().await;
    for storage in MODES {
        let (channel, _agent) = channel_with(&stage, storage, |_| {}).await;
        let own = |names: &[&str]| -> Vec<String> {
            names.iter().map(|name| format!("local pulina.{channel}.{name}")).collect()
        };
        let (before, while_asked, after, with_draft) = match storage {
            StorageMode::Never => (own(&[]), own(&[]), own(&[]), own(&[])),
            StorageMode::AfterConsent => (
                own(&[]),
                own(&[]),
                own(&["conversation", "token"]),
                own(&["conversation", "draft", "token"]),
            ),
            StorageMode::Always => (
                own(&[]),
                own(&["draft"]),
                own(&["conversation", "token"]),
                own(&["conversation", "draft", "token"]),
            ),
        };
        let person = stage.chromium.person().await;
        let tab = person.tab().await;
        let visitor = ChatTab { tab };
        comes(&stage, &visitor.tab, channel.as_str()).await;
        let panel = visitor.opens_chat().await;
        visitor.running_panel().await;
        keeps(&panel, &before, &format!("{storage:?}: opened")).await;
        visitor.says("May I ask something?").await;
        panel.find("button", "I agree").await;
        keeps(&panel, &while_asked, &format!("{storage:?}: asked for consent")).await;
        panel.click("button", "I agree").await;
        visitor.last_stands("Sent").await;
        keeps(&panel, &after, &format!("{storage:?}: sent")).await;
        visitor.tab.types("And not sent").await;
        keeps(&panel, &with_draft, &format!("{storage:?}: typed")).await;
        keeps(&visitor.tab, &[], &format!("{storage:?}: the page")).await;
        assert_eq!(person.cookies().await, Vec::<Value>::new(), "{storage:?}");

        let panel = visitor.forgets_device().await;
        panel.until("nothing is kept", "localStorage.length === 0").await;
        keeps(&panel, &[], &format!("{storage:?}: forgotten")).await;
    }
    canary.was_left_alone();
}

/// Empties the field.
const EMPTY: &str = "(field => { field.value = ''; field.dispatchEvent(new Event('input')) })(document.getElementById('text'))";

fn has_kept(store: &str, name: &str) -> String {
    format!("Object.keys({store}).some(key => key.endsWith('.{name}'))")
}

/// The customer's page with this channel's snippet.
async fn comes(stage: &Stage, tab: &Tab, channel: &str) {
    tab.goes_to(&stage.host.page("bare.html")).await;
    let script = format!(
        "document.head.append(Object.assign(document.createElement('script'), {{ src: '{}/embed/{channel}.js' }})); 0",
        stage.door().origin()
    );
    tab.evaluate(&script).await;
    tab.until("the loader runs", "window.Pulina !== undefined").await;
}

#[tokio::test]
async fn every_listed_name_is_kept_once_and_no_other() {
    let (stage, front, _canary) = Stage::watched().await;
    let mut seen = BTreeSet::new();
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    visitor.says("Hello").await;
    visitor.last_stands("Sent").await;
    visitor.tab.types("A draft").await;
    panel.click("button", "Insert emoji").await;
    panel.until("emoji", "document.querySelector('.emoji__cell') !== null").await;
    panel.evaluate("document.querySelector('.emoji__cell').click()").await;
    panel.until("it is remembered", &has_kept("localStorage", "emoji")).await;
    let folder = Folder::new();
    panel.chooses_files("Attach a file", &[&folder.holds("saucer.txt", b"broken")]).await;
    panel.until("the file is remembered", &has_kept("sessionStorage", "uploads")).await;
    notes(&panel, &mut seen).await;
    panel.click("button", "Remove \u{2068}saucer.txt\u{2069}").await;
    panel.evaluate(EMPTY).await;
    front.goes_down_at("/v1/");
    panel.evaluate("document.getElementById('text').focus()").await;
    visitor.says("Offline").await;
    panel.until("it waits", "Object.keys(localStorage).some(name => name.includes('.outbox.'))").await;
    notes(&panel, &mut seen).await;
    front.heals();
    front.breaks("/v1/conversations/", Wrong::Outdated);
    visitor.tab.reloads().await;
    visitor.tab.click("button", OPEN).await;
    tells(kept_while_it_reloads(&visitor, "reloaded_at").await, &mut seen);
    front.heals();

    let wide = TabOptions { size: (1440, 900), ..TabOptions::default() };
    let desk = stage.agent_with(&wide).await;
    // By its number: which message is the newest depends on when the panel is back.
    desk.opens_ticket_number(1).await;
    desk.tab.click("button", "Details").await;
    desk.begins_reply().await;
    desk.tab.types("A reply").await;
    notes(&desk.tab, &mut seen).await;
    for cookie in desk.tab.cookies().await {
        seen.insert(told_as(&cookie).unwrap_or_else(|| panic!("docs/PRIVACY.md does not tell of {cookie}")));
    }
    front.goes_down_at("/v1/");
    desk.tab.presses("Enter").await;
    desk.tab.until("it waits", "Object.keys(localStorage).some(name => name.includes('.outbox.'))").await;
    desk.tab.click("button", "Keyboard shortcuts").await;
    desk.tab.click("checkbox", "Use shortcuts on this device").await;
    notes(&desk.tab, &mut seen).await;

    front.heals();
    let panel = visitor.running_panel().await;
    panel.click("button", "Menu").await;
    panel.click("button", "Open in its own window").await;
    let window = visitor.tab.popup().await;
    window.until("the app runs", "document.querySelector('[role=log]') !== null").await;
    notes(&window, &mut seen).await;
    seen.extend(kept_by_a_page_that_may(&stage).await);
    seen.extend(kept_where_one_contact_follows_another(&stage).await);

    let unseen: Vec<_> = told().into_iter().filter(|pattern| !seen.contains(pattern)).collect();
    assert_eq!(unseen, Vec::<&str>::new(), "listed, and never kept");
}

/// What the customer's page keeps where its site allows it and a message is to be said once.
async fn kept_by_a_page_that_may(stage: &Stage) -> BTreeSet<&'static str> {
    choose(&stage.site.agent().await, stage.site.channel(), |settings| {
        settings.targeting.campaigns = vec![Campaign {
            name: "hello".to_owned(),
            when: Vec::new(),
            texts: BTreeMap::from([(Language::En, "Hello there".to_owned())]),
            often: Often::Days(30),
        }];
    })
    .await;
    let visitor = stage.visitor("plain.html?data-storage=allowed").await;
    for store in ["localStorage", "sessionStorage"] {
        visitor.tab.until("it is remembered", &has_kept(store, "seen")).await;
    }
    let mut seen = BTreeSet::new();
    notes(&visitor.tab, &mut seen).await;
    seen
}

/// What the panel keeps where a page says that its visitor is another contact than before.
async fn kept_where_one_contact_follows_another(stage: &Stage) -> BTreeSet<&'static str> {
    let voucher = Voucher::by_secret(&stage.site.agent().await, stage.site.channel()).await;
    let visitor = stage.visitor("plain.html").await;
    let identify = |subject: &str| format!("void Pulina.identify({})", json!(voucher.vouches_for(subject)));
    visitor.tab.evaluate(&identify("ada")).await;
    visitor.opens_chat().await;
    visitor.says("I am Ada").await;
    visitor.last_stands("Sent").await;
    let known = "Object.keys(localStorage).some(name => name.endsWith('.token'))";
    visitor.running_panel().await.until("she is known", known).await;
    visitor.tab.evaluate(&identify("bob")).await;
    let mut seen = BTreeSet::new();
    tells(kept_while_it_reloads(&visitor, "conflict").await, &mut seen);
    seen
}

/// Everything that the panel keeps, once it keeps this; its document may be replaced meanwhile.
async fn kept_while_it_reloads(visitor: &ChatTab, name: &str) -> BTreeSet<String> {
    wait::until(&format!("{name} is kept"), wait::DRAINED, async || {
        let kept = try_kept_by(&visitor.running_panel().await).await.ok()?;
        kept.iter().any(|kept| kept.ends_with(&format!(".{name}"))).then_some(kept)
    })
    .await
}

/// Every name that is kept, by the pattern under which people are told of it.
async fn notes(frame: &Frame, seen: &mut BTreeSet<&'static str>) {
    tells(kept_by(frame).await, seen);
}

fn tells(kept: BTreeSet<String>, seen: &mut BTreeSet<&'static str>) {
    for kept in kept {
        let name = kept.split_once(' ').map_or(kept.as_str(), |(_, name)| name);
        let pattern = told_as(name).unwrap_or_else(|| panic!("docs/PRIVACY.md does not tell of {kept}"));
        seen.insert(pattern);
    }
}
