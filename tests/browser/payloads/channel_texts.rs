//! What an admin writes and every visitor sees: the texts of a channel, its questions, and the
//! sentences that it says otherwise. A text for each language, many channels beside each other.

use std::collections::{BTreeMap, BTreeSet};

use pulina_shared::ids::ChannelId;
use pulina_shared::language::Language;
use pulina_shared::limits::{CHANNEL_TEXT_CHARACTERS_MAX, NAME_CHARACTERS_MAX, SUBJECT_CHARACTERS_MAX};
use pulina_shared::text::one_line;
use pulina_shared::wire::availability::{
    AvailabilityMode, AvailabilitySettings, AwayBehaviour, ReplyTime, Schedule, SpecialDay,
};
use pulina_shared::wire::channel::{
    ChannelSettings, ChannelTexts, ClosedRule, ConsentMode, ConsentSettings, EmailCapture, FileRules,
    LauncherStyle, Look, StorageMode,
};
use pulina_shared::wire::form::{FieldKind, FormField};
use pulina_shared::wire::http::{AccountCreated, NewAccount, SignIn};
use pulina_shared::wire::routing::Routing;
use pulina_shared::wire::targeting::{Campaign, Targeting};
use pulina_shared::words::Word;
use pulina_tests::agent::Agent;
use pulina_tests::channel::choose;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::engine::is_long;
use pulina_tests::harm::{seen_links, shows_each, squeezed};
use pulina_tests::payloads::payloads;
use pulina_tests::site::an_account;
use pulina_tests::stage::Stage;
use serde_json::{Value, json};

use super::are_unharmed;

/// Of so many channels one is tried, but for `--long`.
const ONE_OF: usize = 6;

#[tokio::test]
async fn what_a_channel_says_stays_text() {
    let (stage, canary) = Stage::with_canary().await;
    let texts = payloads();
    let mut channels = Vec::new();
    // A page is loaded for each text, so every kind is tried by default, and every text by `--long`.
    let step = if is_long() { 1 } else { ONE_OF };
    for (n, texts) in texts.chunks(Language::ALL.len()).step_by(step).enumerate() {
        channels.push((channel_that_says(&stage, texts, n % 2 == 0).await, texts));
    }
    let tab = stage.chromium.person().await.tab().await;
    for (channel, texts) in &channels {
        for (language, text) in Language::ALL.iter().zip(*texts) {
            let address = format!("{}/chat/{channel}?lang={}", stage.door().origin(), language.tag());
            tab.goes_to(&address).await;
            panel_says(&tab, text).await;
            are_unharmed(&[(&tab, "the panel")]).await;
        }
    }
    for (n, language) in Language::ALL.iter().enumerate() {
        let said = channels.iter().filter_map(|(channel, texts)| Some((channel, texts.get(n)?)));
        launchers_say(&stage, &tab, *language, said).await;
    }
    canary.was_left_alone();
}

/// A channel of its own that says one of the texts in each language, wherever it can. Every second
/// one is closed and says every sentence of ours otherwise.
async fn channel_that_says(stage: &Stage, texts: &[String], is_plain: bool) -> ChannelId {
    let name = texts.iter().find_map(|text| one_line(text, NAME_CHARACTERS_MAX).ok()).unwrap_or_default();
    let account = NewAccount { account_name: name.clone(), name, ..an_account("", "ana@harbour.example") };
    let created: AccountCreated = stage.site.set_up().json(&account).granted().await;
    let sign_in =
        SignIn { account: created.account, email: account.email, password: account.password, code: None };
    let agent = Agent::signs_in(&stage.site.door(), &sign_in).await;
    choose(&agent, &created.channel, |settings| *settings = settings_of(texts, is_plain)).await;
    created.channel
}

fn settings_of(texts: &[String], is_plain: bool) -> ChannelSettings {
    let languages = || Language::ALL.iter().copied();
    ChannelSettings {
        look: Look { launcher: LauncherStyle::Label, ..Look::default() },
        language: Language::En,
        languages: Vec::new(),
        texts: languages().zip(texts).map(|(language, text)| (language, texts_of(text, is_plain))).collect(),
        targeting: if is_plain { Targeting::default() } else { campaign_of(texts) },
        consent: ConsentSettings { mode: ConsentMode::Explicit, storage: StorageMode::default() },
        availability: AvailabilitySettings {
            mode: if is_plain { AvailabilityMode::Always } else { AvailabilityMode::Hours },
            schedule: Schedule {
                zone: "UTC".to_owned(),
                week: Default::default(),
                days: texts.iter().filter_map(|text| special_day(text)).collect(),
            },
            away: AwayBehaviour::Message,
            reply_time: ReplyTime::Custom,
        },
        email: EmailCapture::Never,
        form: questions(texts),
        files: FileRules::default(),
        closed: ClosedRule::default(),
        asks_for_rating: true,
        routing: Routing::default(),
        retention_days: None,
        allowed_origins: Vec::new(),
    }
}

/// Says by a campaign what others say by a teaser.
fn campaign_of(texts: &[String]) -> Targeting {
    let said = Language::ALL.iter().copied().zip(texts);
    let texts = said.map(|(language, text)| (language, fitted(text, SUBJECT_CHARACTERS_MAX)));
    let texts = texts.filter(|(_, text)| !text.is_empty()).collect();
    let campaigns = vec![Campaign { name: "said".to_owned(), texts, ..Campaign::default() }];
    Targeting { campaigns, ..Targeting::default() }
}

fn special_day(text: &str) -> Option<SpecialDay> {
    let name = one_line(text, NAME_CHARACTERS_MAX).ok()?;
    Some(SpecialDay { date: "2020-02-02".to_owned(), name, ranges: Vec::new() })
}

/// The text as a field takes it; empty where it cannot be there.
fn fitted(text: &str, characters_max: usize) -> String {
    one_line(text, characters_max).unwrap_or_default()
}

/// Links of these texts must lead to pages, so a text that is a wrong link cannot be there.
fn linked(text: &str) -> String {
    if text.contains("](") { String::new() } else { fitted(text, CHANNEL_TEXT_CHARACTERS_MAX) }
}

fn texts_of(text: &str, is_plain: bool) -> ChannelTexts {
    let words = if is_plain { BTreeMap::new() } else { words_of(text) };
    ChannelTexts {
        title: fitted(text, NAME_CHARACTERS_MAX),
        subtitle: fitted(text, SUBJECT_CHARACTERS_MAX),
        welcome: fitted(text, CHANNEL_TEXT_CHARACTERS_MAX),
        teaser: if is_plain { fitted(text, SUBJECT_CHARACTERS_MAX) } else { String::new() },
        launcher: fitted(text, NAME_CHARACTERS_MAX),
        away: fitted(text, CHANNEL_TEXT_CHARACTERS_MAX),
        reply_time: fitted(text, SUBJECT_CHARACTERS_MAX),
        consent: linked(text),
        consent_button: fitted(text, NAME_CHARACTERS_MAX),
        communicate: linked(text),
        words,
    }
}

fn words_of(text: &str) -> BTreeMap<String, String> {
    let text = fitted(text, CHANNEL_TEXT_CHARACTERS_MAX);
    Word::ALL.iter().map(|word| (word.key().to_owned(), text.clone())).collect()
}

fn questions(texts: &[String]) -> Vec<FormField> {
    let line = |text: &String| Some(fitted(text, SUBJECT_CHARACTERS_MAX)).filter(|text| !text.is_empty());
    let labels: BTreeMap<Language, String> = Language::ALL
        .iter()
        .zip(texts)
        .filter_map(|(language, text)| Some((*language, line(text)?)))
        .chain([(Language::En, fitted(&texts[0], SUBJECT_CHARACTERS_MAX))])
        .collect();
    let options: BTreeSet<String> = texts.iter().filter_map(line).collect();
    let question = |name: &str, kind, options, value: &str| FormField {
        name: name.to_owned(),
        kind,
        labels: labels.clone(),
        is_required: false,
        options,
        value: value.to_owned(),
    };
    vec![
        question("text", FieldKind::Text, Vec::new(), ""),
        question("tick", FieldKind::Checkbox, Vec::new(), ""),
        question("list", FieldKind::List, options.into_iter().collect(), ""),
        question("link", FieldKind::Link, Vec::new(), "https://a.example/"),
        question("hidden", FieldKind::Hidden, Vec::new(), &fitted(&texts[0], CHANNEL_TEXT_CHARACTERS_MAX)),
    ]
}

/// The panel shows what the channel says, where it says it.
async fn panel_says(tab: &Frame, text: &str) {
    let said = texts_of(text, true);
    let shows = async |selector: &str, text: &str| {
        if !text.is_empty() {
            shows_each(tab, selector, [squeezed(text)]).await;
        }
    };
    tab.until("the panel's app runs", "document.querySelector('[role=log]') !== null").await;
    shows(".panel-header__title", &said.title).await;
    shows("title", &said.title).await;
    shows(".panel-header__subtitle", &said.subtitle).await;
    shows(".message-log .message__bubble", &said.welcome).await;
    shows_each(tab, ".panel-header__presence, .status__line", [squeezed(text)]).await;
    tab.until("the consent is asked", "document.querySelector('#gate-button') !== null").await;
    if !said.consent.is_empty() {
        shows_each(tab, ".gate__text .foreign-text", [seen_links(&said.consent)]).await;
        shows_each(tab, ".gate__tick .foreign-text", [seen_links(&said.communicate)]).await;
    }
    shows(".gate__button", &said.consent_button).await;
    tab.evaluate("document.querySelector('#gate-button').click()").await;
    tab.until("the questions", "document.querySelector('form.gate select') !== null").await;
    shows("form.gate option", &said.subtitle).await;
    for labelled in ["form.gate label", "form.gate a"] {
        let label = tab.evaluate(&format!("document.querySelector('{labelled}').textContent")).await;
        let label = squeezed(label.as_str().unwrap_or_default());
        assert!(label.starts_with(&squeezed(&said.subtitle)), "{label} instead of {}", said.subtitle);
    }
}

/// All launchers on one page of a customer, with their teasers.
async fn launchers_say(
    stage: &Stage,
    tab: &Frame,
    language: Language,
    said: impl Iterator<Item = (&ChannelId, &String)>,
) {
    let page = stage.host.page("no-such-page");
    tab.evaluate(&format!("location.href = {}", json!(page))).await;
    tab.until(
        "a page without a snippet",
        &format!("location.href === {} && document.readyState === 'complete'", json!(page)),
    )
    .await;
    let mut expected = Vec::new();
    for (channel, text) in said {
        let script = json!(format!("{}/embed/{channel}.js?lang={}", stage.door().origin(), language.tag()));
        tab.evaluate(&format!(
            "document.head.append(Object.assign(document.createElement('script'), {{ src: {script} }})); 0"
        ))
        .await;
        let said = texts_of(text, true);
        expected.extend([said.launcher, said.teaser, said.title].into_iter().filter(|text| !text.is_empty()));
    }
    let expected: BTreeSet<String> = expected.iter().map(|text| squeezed(text)).collect();
    pulina_tests::wait::until("launchers and teasers", pulina_tests::wait::ANSWERED, || async {
        let mut found = BTreeSet::new();
        collect(&tab.document().await, &mut found);
        expected.is_subset(&found).then_some(())
    })
    .await;
    are_unharmed(&[(tab, "the customer's page")]).await;
}

/// Every text and every name on the page, also in closed shadow roots.
fn collect(node: &Value, found: &mut BTreeSet<String>) {
    let attributes = node["attributes"].as_array().into_iter().flatten();
    let texts = attributes.chain([&node["nodeValue"]]).filter_map(Value::as_str);
    found.extend(texts.map(squeezed));
    for child in [&node["children"], &node["shadowRoots"]].into_iter().filter_map(Value::as_array).flatten() {
        collect(child, found);
    }
}
