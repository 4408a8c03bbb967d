//! Pages and files that the server writes by itself: transcripts, the plain form, scripts and pages
//! about what is not there. They are looked at without the policy that they come with, so that it
//! is their writing that is tried.

use pulina_shared::language::Language;
use pulina_shared::limits::{CHANNEL_TEXT_CHARACTERS_MAX, MESSAGE_CHARACTERS_MAX};
use pulina_shared::wire::channel::{ChannelTexts, ConsentMode};
use pulina_shared::wire::conversation::{Act, ConsentAct, Purpose};
use pulina_shared::wire::http::ConsentRecords;
use pulina_tests::agent::Agent;
use pulina_tests::channel::{choose, panel_settings};
use pulina_tests::chromium::tab::Tab;
use pulina_tests::door::{Answer, Ask};
use pulina_tests::harm::{self, seen_links, shows_each, squeezed};
use pulina_tests::http_server::HttpServer;
use pulina_tests::payloads::payloads;
use pulina_tests::random;
use pulina_tests::stage::Stage;
use pulina_tests::visitor::Visitor;
use serde_json::json;

use super::tried_in;

#[tokio::test]
async fn texts_that_became_markup_would_be_noticed() {
    let (stage, _canary) = Stage::with_canary().await;
    for text in
        ["<script>window.__executed=1</script>", "<img src=x onerror=1>", "<a href=javascript:1>x</a>"]
    {
        let tab = stage.chromium.person().await.tab().await;
        let page = bare(&tab, text).await;
        let harm = harm::done_to(&tab).await;
        assert_eq!(harm.len(), 1 + usize::from(text.contains("__executed")), "{text}: {harm:?}");
        drop(page);
    }
}

/// What somebody has kept of a conversation in which each of these texts was said.
pub async fn transcripts_are_text(stage: &Stage, visitor: &Visitor, agent: &Agent, texts: &[String]) {
    let tab = stage.chromium.person().await.tab().await;
    let of_agent = format!("/v1/conversations/{}/transcript", visitor.begun.conversation);
    for (what, ask) in [
        (
            "visitor",
            &(|query: &str| visitor.asks("GET", &format!("transcript{query}"))) as &dyn Fn(&str) -> Ask,
        ),
        ("agent", &|query: &str| agent.asks("GET", &format!("{of_agent}{query}"))),
    ] {
        let html = ask("?format=html").answer().await;
        assert!(html.header("content-security-policy").contains("sandbox"), "{what}: {:?}", html.headers);
        is_attachment(&html);
        let page = bare(&tab, &html.text()).await;
        shows_each(&tab, "p", texts.iter().map(|text| squeezed(text))).await;
        harm::is_unharmed(&tab, &format!("the transcript of the {what}")).await;
        drop(page);

        let text = ask("?format=text").answer().await;
        assert!(text.header("content-type").starts_with("text/plain"), "{what}: {:?}", text.headers);
        is_attachment(&text);
        let body = text.text();
        let missing: Vec<_> = texts.iter().filter(|text| !body.contains(text.as_str())).collect();
        assert!(missing.is_empty(), "{what}: {missing:#?}");
    }
}

fn is_attachment(answer: &Answer) {
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(answer.header("content-disposition").starts_with("attachment"), "{:?}", answer.headers);
}

#[tokio::test]
async fn plain_form_writes_every_text_as_text() {
    let (stage, canary) = Stage::with_canary().await;
    let agent = stage.site.agent().await;
    let texts = payloads();
    let plain: Vec<String> =
        texts.iter().filter(|text| !text.contains("](") && !text.contains('\t')).cloned().collect();
    let (consent, _) = joined(&plain, CHANNEL_TEXT_CHARACTERS_MAX);
    choose(&agent, stage.site.channel(), |settings| {
        settings.consent.mode = ConsentMode::Explicit;
        let own =
            ChannelTexts { consent: consent.clone(), title: texts[7].clone(), ..ChannelTexts::default() };
        settings.texts.insert(settings.language, own);
    })
    .await;
    let asked = panel_settings(stage.door(), stage.site.channel(), "", "en").await.consent;
    let version = asked.expect("a consent is asked").version;
    let token = random::visitor_token();
    let tab = stage.chromium.person().await.tab().await;
    let mut rest = texts.as_slice();
    while !rest.is_empty() {
        let (text, n_texts) = joined(rest, MESSAGE_CHARACTERS_MAX);
        rest = &rest[n_texts..];
        for agreed in ["", version.as_str()] {
            let fields = [("token", token.secret()), ("text", &text), ("agree", agreed)];
            let fields = if agreed.is_empty() { &fields[..2] } else { &fields };
            let answer =
                stage.door().post(&format!("/chat/{}", stage.site.channel())).form(fields).answer().await;
            let page = bare(&tab, &answer.text()).await;
            if answer.status == 200 {
                shows_each(&tab, ".message__bubble", [squeezed(&text)]).await;
            } else {
                // Not said, because the consent is missing; the text is still there.
                let kept = tab.evaluate("document.querySelector('textarea').value").await;
                assert_eq!(kept.as_str().map(squeezed), Some(squeezed(&text)), "{}", answer.status);
                shows_each(&tab, ".plain-consent", [seen_links(&consent)]).await;
            }
            harm::is_unharmed(&tab, "the plain form").await;
            drop(page);
        }
    }
    canary.was_left_alone();
}

/// As many of the texts as fit, one line each, and how many those are.
fn joined(texts: &[String], characters_max: usize) -> (String, usize) {
    let mut joined = String::new();
    for (n, text) in texts.iter().enumerate() {
        if joined.chars().count() + text.chars().count() + 1 > characters_max {
            return (joined, n);
        }
        joined.push_str(text);
        joined.push('\n');
    }
    (joined, texts.len())
}

#[tokio::test]
async fn address_in_a_proof_of_consent_stays_data() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| settings.consent.mode = ConsentMode::Implicit).await;
    let asked = panel_settings(stage.door(), stage.site.channel(), "", "en").await.consent;
    let version = asked.expect("a consent is asked").version;
    let mut visitor = stage.site.visitor().await;
    let mut n_taken = 0;
    for text in payloads() {
        let act = Act::Consent(ConsentAct {
            purpose: Purpose::Process,
            is_given: true,
            version: version.clone(),
            language: Language::En,
            page: format!("https://shop.example/{text}"),
        });
        assert_eq!(tried_in(&act), "documents.rs");
        match visitor.does(act).await {
            Ok(_) => n_taken += 1,
            Err(problem) => assert_eq!(problem.code, "field_invalid", "{text}"),
        }
    }
    let records = visitor.asks("GET", "consents").answer().await;
    assert_eq!(records.header("content-type"), "application/json");
    assert_eq!(records.header("x-content-type-options"), "nosniff");
    assert_eq!(records.granted::<ConsentRecords>().records.len(), n_taken);
    assert!(n_taken > 0, "none was an address");
}

#[tokio::test]
async fn what_stands_in_an_address_is_not_repeated_as_markup() {
    let (stage, canary) = Stage::with_canary().await;
    let tab = stage.chromium.person().await.tab().await;
    tab.goes_to(&stage.host.page("plain.html")).await;
    let (origin, channel) = (stage.door().origin(), stage.site.channel());
    for text in payloads() {
        let part = encoded(&text);
        for path in [
            format!("/chat/{channel}?lang={part}"),
            format!("/chat/{part}"),
            format!("/desk/{part}"),
            format!("/problems/{part}"),
            format!("/{part}"),
        ] {
            let body = stage.door().get(&path).answer().await.text();
            assert!(!body.contains(&text), "{path}: {body}");
        }
    }
    // The one answer that repeats what was asked for is a script that warns.
    for text in payloads().iter().step_by(5) {
        let part = encoded(text);
        for path in [format!("/embed/{part}.js"), format!("/embed/{channel}.js?lang={part}&as={part}")] {
            let script = format!(
                "new Promise(done => document.head.append(Object.assign(document.createElement('script'),
                    {{ src: {}, onload: () => done(0), onerror: () => done(0) }})))",
                json!(format!("{origin}{path}"))
            );
            tab.evaluate(&script).await;
        }
    }
    harm::is_unharmed(&tab, "the page with the scripts").await;
    canary.was_left_alone();
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}

/// The page as it would be without its policy. It is there as long as what comes back.
async fn bare(tab: &Tab, html: &str) -> HttpServer {
    let html = html.to_owned();
    let server = HttpServer::start(move |request| {
        let html = html.clone();
        async move {
            request.answer(200, &[("content-type", "text/html; charset=utf-8")], html.as_bytes()).await;
        }
    })
    .await;
    tab.goes_to(&format!("http://localhost:{}/", server.address.port())).await;
    server
}
