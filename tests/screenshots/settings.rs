//! Every page of the settings, light and dark, wide and on a phone, for people to look at:
//! `target/screenshots/settings-*/*.png`. Pages are found by their links, so a new one is in.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::{DeskTab, Stage};
use serde_json::{Value, json};

/// Links to parts of the settings, and what is before them in the address.
const LINKS: &str =
    "[...document.querySelectorAll('a[href^=\"#/settings\"]')].map(link => link.getAttribute('href'))";
/// Nothing is being loaded any more.
const LOADED: &str = "document.querySelector('.settings') && !document.querySelector('.settings .skeleton')
    && location.hash";

fn looks() -> [(&'static str, TabOptions); 4] {
    let tab = |size, is_dark| TabOptions { size, is_dark, ..TabOptions::default() };
    [
        ("wide-light", tab((1_400, 900), false)),
        ("wide-dark", tab((1_400, 900), true)),
        ("phone-light", tab((360, 740), false)),
        ("phone-dark", tab((360, 740), true)),
    ]
}

#[tokio::test]
async fn picture_of_settings_beside_the_chat_is_taken() {
    let stage = Stage::sets().await;
    let options = TabOptions { size: (1_240, 720), ..TabOptions::default() };
    let desk = stage.agent_with(&options).await;
    desk.tab.evaluate("location.hash = '#/settings/look'").await;
    desk.tab.until("a page of the settings", LOADED).await;
    desk.tab.click("radio", "Conversation").await;
    desk.tab.inner_shows("/chat/", "#list", "Are you open on Saturday?").await;
    crate::keep("settings-light", &desk.tab).await;
}

#[tokio::test]
async fn pictures_of_settings_are_taken() {
    let stage = Stage::sets().await;
    for (look, options) in looks() {
        let desk = stage.agent_with(&options).await;
        desk.tab.click("link", "Settings").await;
        let mut waiting = links(&desk).await;
        assert!(waiting.len() > 3, "{waiting:?}");
        let mut seen = BTreeSet::new();
        while let Some(fragment) = waiting.pop_first() {
            if seen.insert(fragment.clone()) {
                desk.tab.evaluate(&format!("location.hash = {}", json!(fragment))).await;
                waiting.extend(links(&desk).await.difference(&seen).cloned());
                keep(&desk, look, &fragment).await;
            }
        }
        desk.tab.closes().await;
    }
}

async fn links(desk: &DeskTab) -> BTreeSet<String> {
    desk.tab.until("a page of the settings", LOADED).await;
    let found = desk.tab.evaluate(LINKS).await;
    found.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

async fn keep(desk: &DeskTab, look: &str, fragment: &str) {
    desk.tab.is_still().await;
    let folder = folder(look);
    fs::create_dir_all(&folder).expect("the folder can be made");
    // A channel's id is another one every time.
    let parts = fragment.split('/').skip(2).filter(|part| !part.starts_with("chn_"));
    let name = parts.collect::<Vec<_>>().join("-");
    let picture = STANDARD.decode(desk.tab.picture().await).expect("pictures come in base 64");
    fs::write(folder.join(format!("{name}.png")), picture).expect("the picture can be written");
}

fn folder(look: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/screenshots").join(format!("settings-{look}"))
}
