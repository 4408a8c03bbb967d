//! Visitors are spoken to in their own language, on every page of ours that they meet.

use std::collections::BTreeSet;

use pulina_shared::language::Language;
use pulina_shared::wire::channel::ChannelTexts;
use pulina_shared::words::Word;
use pulina_tests::channel::{choose, launcher_settings, panel_settings};
use pulina_tests::site::Site;

#[tokio::test]
async fn every_language_has_its_page_its_launcher_and_its_plain_form() {
    let site = Site::start().await;
    let door = site.door();
    let (mut labels, mut lists) = (BTreeSet::new(), BTreeSet::new());
    for &language in Language::ALL {
        let (tag, dir) = (language.tag(), language.direction());
        let query = format!("?lang={tag}");
        let panel = panel_settings(&door, site.channel(), &query, "").await;
        assert_eq!((panel.language.as_str(), panel.words.len()), (tag, Word::ALL.len()));
        let send = panel.words[Word::Send as usize].clone();
        let html = door.get(&format!("/chat/{}{query}", site.channel())).answer().await.text();
        assert!(html.contains(&format!(r#"<html lang="{tag}" dir="{dir}""#)), "{tag}");
        assert!(html.contains(&format!(">{send}<")), "{tag}: the button before the app is there");

        let form = door.post(&format!("/chat/{}{query}", site.channel()));
        let form = form.body("application/x-www-form-urlencoded", "look=1").answer().await.text();
        assert!(
            form.contains(&format!(r#"<html lang="{tag}" dir="{dir}""#)) && form.contains(&send),
            "{tag}"
        );
        assert!(form.contains(&format!("?lang={tag}")), "{tag}: the next page speaks it too");

        let launcher = launcher_settings(&door, site.channel(), &query).await;
        assert_eq!(launcher["lang"], tag);
        labels.insert(launcher["label"].to_string());
        lists.insert(panel.words);
    }
    assert_eq!(
        (labels.len(), lists.len()),
        (Language::ALL.len(), Language::ALL.len()),
        "no two are the same"
    );
}

#[tokio::test]
async fn page_comes_before_the_browser_and_the_browser_before_the_channel() {
    let site = Site::start().await;
    let agent = site.agent().await;
    choose(&agent, site.channel(), |settings| settings.language = Language::Et).await;
    for (query, accepted, expected) in [
        ("?lang=sv-FI", "fi", "sv"),
        ("?lang=tlh", "de;q=0.5, pl", "pl"),
        ("", "xx, nn-NO;q=0.8", "nb"),
        ("", "tlh", "et"),
        ("", "", "et"),
    ] {
        let panel = panel_settings(&site.door(), site.channel(), query, accepted).await;
        assert_eq!(panel.language, expected, "{query:?} {accepted:?}");
    }
}

#[tokio::test]
async fn caches_know_on_what_the_language_depends() {
    let site = Site::start().await;
    for path in [format!("/chat/{}", site.channel()), format!("/embed/{}.js", site.channel())] {
        let chosen = site.door().get(&path).answer().await;
        assert!(chosen.header("vary").contains("accept-language"), "{path}");
        let wished = site.door().get(&format!("{path}?lang=fi")).answer().await;
        assert!(!wished.header("vary").contains("accept-language"), "{path}");
    }
}

#[tokio::test]
async fn a_channel_says_things_its_own_way_in_each_language() {
    let site = Site::start().await;
    let agent = site.agent().await;
    choose(&agent, site.channel(), |settings| {
        let texts = ChannelTexts {
            title: "Satama".to_owned(),
            words: [("send".to_owned(), "Matkaan".to_owned())].into(),
            ..ChannelTexts::default()
        };
        settings.texts.insert(Language::Fi, texts);
    })
    .await;
    let finnish = panel_settings(&site.door(), site.channel(), "?lang=fi", "").await;
    let english = panel_settings(&site.door(), site.channel(), "?lang=en", "").await;
    assert_eq!((finnish.title.as_str(), finnish.words[Word::Send as usize].as_str()), ("Satama", "Matkaan"));
    assert_eq!(
        (english.title.as_str(), english.words[Word::Send as usize].as_str()),
        ("Harbour Books", "Send")
    );
    assert_eq!(finnish.languages.len(), Language::ALL.len(), "its own words in one do not end the others");
}

#[tokio::test]
async fn refusal_of_the_plain_form_is_told_in_the_visitors_language() {
    let site = Site::start().await;
    let panel = panel_settings(&site.door(), site.channel(), "?lang=fi", "").await;
    let form = site.door().post(&format!("/chat/{}?lang=fi", site.channel()));
    let answer = form.body("application/x-www-form-urlencoded", "text=+++").answer().await;
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains(&panel.words[Word::FailedEmpty as usize]), "{}", answer.text());
}
