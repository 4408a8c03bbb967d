//! Nothing that a visitor writes is taken without the consent that is asked for, whatever client
//! they use; what was agreed to can be proved and taken back.

use std::collections::BTreeMap;

use pulina_shared::language::Language;
use pulina_shared::wire::channel::{ChannelTexts, ConsentMode};
use pulina_shared::wire::conversation::{
    Act, ClientFrame, Command, ConsentAct, EditMessage, Purpose, SendMessage,
};
use pulina_shared::wire::http::ConsentRecords;
use pulina_tests::agent::Agent;
use pulina_tests::channel::{choose, panel_settings};
use pulina_tests::random;
use pulina_tests::site::Site;
use pulina_tests::visitor::Visitor;

const TEXT: &str = "We keep what you write. [Privacy](https://harbour.example/privacy)";

async fn asks_for_consent(site: &Site, agent: &Agent, text: &str) {
    let texts = ChannelTexts {
        consent: text.to_owned(),
        consent_button: "I agree".to_owned(),
        communicate: "Write to me later.".to_owned(),
        ..ChannelTexts::default()
    };
    choose(agent, site.channel(), |settings| {
        settings.consent.mode = ConsentMode::Explicit;
        settings.texts = BTreeMap::from([(Language::En, texts)]);
    })
    .await;
}

async fn version(site: &Site) -> String {
    let settings = panel_settings(&site.door(), site.channel(), "", "en").await;
    settings.consent.expect("consent is asked for").version
}

fn consent(purpose: Purpose, is_given: bool, version: &str) -> Act {
    let page = "https://harbour.example/books?who=ana".to_owned();
    Act::Consent(ConsentAct { purpose, is_given, version: version.to_owned(), language: Language::En, page })
}

fn say(text: &str) -> Act {
    Act::SendMessage(SendMessage::plain(text.to_owned()))
}

/// Over the socket, over HTTP, and by the plain form.
async fn is_refused_everywhere(site: &Site, visitor: &mut Visitor, code: &str) {
    assert_eq!(visitor.does(say("over the socket")).await.unwrap_err().code, code);
    let command = ClientFrame::Command(Command { id: random::message_id(), act: say("over HTTP") });
    assert_eq!(visitor.asks("POST", "commands").json(&command).refused().await.code, code);
    let body = format!("text=by+the+form&token={}", visitor.token.secret());
    let origin = site.door().origin();
    let form = site.door().post(&format!("/chat/{}", site.channel())).header("origin", &origin);
    let page = form.body("application/x-www-form-urlencoded", body).answer().await;
    assert_eq!(page.status, 403, "{}", page.text());
}

#[tokio::test]
async fn hostile_client_says_nothing_without_consent() {
    let site = Site::start().await;
    let agent = site.agent().await;
    asks_for_consent(&site, &agent, TEXT).await;
    let mut visitor = site.visitor().await;
    is_refused_everywhere(&site, &mut visitor, "consent_required").await;
    let wrong = consent(Purpose::Process, true, "0000000000000000");
    assert_eq!(visitor.does(wrong).await.unwrap_err().code, "consent_version");
    assert_eq!(agent.reads_log(&visitor.begun.conversation).await, [], "and nothing was stored");

    let version = version(&site).await;
    visitor.does(consent(Purpose::Communicate, true, &version)).await.expect("it is asked for");
    is_refused_everywhere(&site, &mut visitor, "consent_required").await;
    visitor.does(consent(Purpose::Process, true, &version)).await.expect("it is the current one");
    let said = visitor.says("now it is taken").await;
    let state = visitor.another_tab().await.hello.state.clone();
    assert_eq!((state.consent.as_deref(), state.may_contact), (Some(version.as_str()), true));

    visitor.does(consent(Purpose::Process, false, &version)).await.expect("taking back is always possible");
    is_refused_everywhere(&site, &mut visitor, "consent_required").await;
    let edit = Act::EditMessage(EditMessage { message: said.id, text: "otherwise".to_owned() });
    assert_eq!(visitor.does(edit).await.unwrap_err().code, "consent_required");
    visitor.does(Act::DeleteMessage(said.id)).await.expect("and so is taking a message back");
}

#[tokio::test]
async fn text_that_changed_is_agreed_to_anew() {
    let site = Site::start().await;
    let agent = site.agent().await;
    asks_for_consent(&site, &agent, TEXT).await;
    let mut visitor = site.visitor().await;
    let first = version(&site).await;
    visitor.does(consent(Purpose::Process, true, &first)).await.expect("it is the current one");
    visitor.says("one").await;
    asks_for_consent(&site, &agent, "We keep it for a year.").await;
    // A connection that is made from now on holds to what is asked for now.
    let mut visitor = visitor.loses_connection().comes_back().await;
    is_refused_everywhere(&site, &mut visitor, "consent_required").await;
    let second = version(&site).await;
    assert_ne!(first, second);
    assert_eq!(
        visitor.does(consent(Purpose::Process, true, &first)).await.unwrap_err().code,
        "consent_version"
    );
    visitor.does(consent(Purpose::Process, true, &second)).await.expect("it is the current one");
    visitor.says("two").await;
}

#[tokio::test]
async fn records_prove_what_was_agreed_to() {
    let site = Site::start().await;
    let agent = site.agent().await;
    asks_for_consent(&site, &agent, TEXT).await;
    let mut visitor = site.visitor().await;
    let version = version(&site).await;
    for act in [
        consent(Purpose::Process, true, &version),
        consent(Purpose::Communicate, true, &version),
        consent(Purpose::Process, false, &version),
    ] {
        visitor.does(act).await.expect("it is asked for");
    }
    // The texts of then, whatever is asked for now.
    asks_for_consent(&site, &agent, "Another text.").await;
    let found: ConsentRecords = visitor.asks("GET", "consents").granted().await;
    let seen: Vec<_> = found
        .records
        .iter()
        .map(|record| (record.act.purpose, record.act.is_given, record.text.as_str(), record.button.as_str()))
        .collect();
    assert_eq!(
        seen,
        [
            (Purpose::Process, true, TEXT, "I agree"),
            (Purpose::Communicate, true, "Write to me later.", ""),
            (Purpose::Process, false, TEXT, ""),
        ]
    );
    for record in &found.records {
        assert_eq!(record.visitor, visitor.begun.visitor);
        assert_eq!(record.act.page, "https://harbour.example/books");
        assert_eq!((record.text_sha256.len(), record.mode), (64, ConsentMode::Explicit));
    }
    let path = format!("/v1/conversations/{}/consents", visitor.begun.conversation);
    assert_eq!(agent.asks("GET", &path).granted::<ConsentRecords>().await, found);
    let stranger = site.visitor().await;
    assert_eq!(site.door().get(&path).token(&stranger.token).refused().await.code, "not_found");
}
