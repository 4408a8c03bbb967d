//! The page in the frame. Everything that the panel has to know before it asks comes with it, in the
//! visitor's language.

use std::collections::HashMap;

use pulina_shared::language::Language;
use pulina_shared::look;
use pulina_shared::published::{self, Around};
use pulina_shared::texts::Texts;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::channel::ConsentMode;
use pulina_shared::wire::embed::{ConsentAsked, PanelSettings, RenewedPanel};
use pulina_shared::words::Word;
use worker::Response;

use super::access::ChannelAccess;
use super::route::Context;
use super::template::{Value, render};
use super::{assets, availability, html, language, seen, settings as kept};
use crate::answer;
use crate::chance::now;
use crate::fault::{Failure, Fault};
use crate::internal::PublishedChannel;
use crate::texts::in_language;

const TEMPLATE: &str = include_str!("../../../widget/panel.html");

/// The sentences that stand in the page from the beginning, each in the place that has its key.
const WORDS: [Word; 21] = [
    Word::AttachFile,
    Word::Cancel,
    Word::CloseChat,
    Word::ClosedForGood,
    Word::ClosedNotice,
    Word::Delete,
    Word::EditLabel,
    Word::Edited,
    Word::Emoji,
    Word::LiveChatFailed,
    Word::LoadAgain,
    Word::Menu,
    Word::MessageHint,
    Word::MessageLabel,
    Word::Messages,
    Word::NewConversation,
    Word::NotLasting,
    Word::Send,
    Word::Stopped,
    Word::TakePhoto,
    Word::TryAgain,
];

/// The built files that the page names.
struct Files {
    css: String,
    js: String,
    wasm: String,
    emoji: String,
    work: String,
}

/// `GET /chat/{channel}`.
///
/// # Errors
/// `not_found`, and faults.
pub async fn answer(context: Context, access: ChannelAccess) -> Result<Response, Failure> {
    let channel = kept::of_channel(&context, &access).await?;
    seen::note(&context, &access);
    let texts = in_language(&channel.settings, language::choose(&context, &channel))?;
    let nonce = html::nonce()?;
    let page = page(&context, &channel, &texts, &nonce).await?;
    let ancestors = html::ancestors(&channel.settings.allowed_origins);
    let mut response = html::page(200, page, &html::app_policy(&context, &nonce, &ancestors, "'none'"))?;
    answer::set_header(&mut response, "cross-origin-resource-policy", "cross-origin")?;
    // Pages that isolate themselves take only frames that do; everything that this one loads is ours.
    answer::set_header(&mut response, "cross-origin-embedder-policy", "require-corp")?;
    assets::compress(&context, &mut response)?;
    language::vary(&context, &mut response)?;
    Ok(response)
}

/// `GET /v1/channels/{channel}/panel`.
///
/// # Errors
/// `not_found`, and faults.
pub async fn answer_renewed(context: Context, access: ChannelAccess) -> Result<Response, Failure> {
    let channel = kept::of_channel(&context, &access).await?;
    let texts = in_language(&channel.settings, language::choose(&context, &channel))?;
    let look = &channel.settings.look;
    let renewed = RenewedPanel {
        settings: PanelSettings { words: Vec::new(), ..settings(&context, &channel, &texts).await? },
        css: look::css(look),
        classes: look::classes(look),
        scheme: look::scheme(look).to_owned(),
    };
    let mut response = answer::json(200, &renewed)?;
    answer::set_header(&mut response, "cache-control", "no-store")?;
    Ok(response)
}

/// The page.
///
/// # Errors
/// Faults alone.
pub async fn page(
    context: &Context,
    channel: &PublishedChannel,
    texts: &Texts<'_>,
    nonce: &str,
) -> Result<String, Fault> {
    let files = Files {
        css: assets::served(context, "panel.css").await?,
        js: assets::served(context, "panel.js").await?,
        wasm: assets::served(context, "panel.wasm").await?,
        emoji: assets::served(context, emoji_file(texts.language())).await?,
        work: assets::served(context, "work.js").await?,
    };
    filled(channel, texts, files, nonce, now())
}

/// What the panel knows of its channel.
///
/// # Errors
/// Faults alone.
pub async fn settings(
    context: &Context,
    channel: &PublishedChannel,
    texts: &Texts<'_>,
) -> Result<PanelSettings, Fault> {
    let emoji = assets::served(context, emoji_file(texts.language())).await?;
    Ok(panel_settings(channel, texts, emoji, now()))
}

fn panel_settings(
    channel: &PublishedChannel,
    texts: &Texts<'_>,
    emoji: String,
    now: Timestamp,
) -> PanelSettings {
    let around = Around {
        channel: channel.channel.clone(),
        name: channel.name.clone(),
        faces: channel.faces.clone(),
        consent: consent_asked(channel, texts.language()),
        availability: availability::at(channel, now),
        emoji,
    };
    published::panel(around, texts)
}

/// The built file with the emoji of a language.
fn emoji_file(language: Language) -> &'static str {
    match language {
        Language::En => "emoji.en.json",
        Language::Ar => "emoji.ar.json",
        Language::Da => "emoji.da.json",
        Language::De => "emoji.de.json",
        Language::Es => "emoji.es.json",
        Language::Et => "emoji.et.json",
        Language::Fi => "emoji.fi.json",
        Language::Fr => "emoji.fr.json",
        Language::Nb => "emoji.nb.json",
        Language::Nl => "emoji.nl.json",
        Language::Pl => "emoji.pl.json",
        Language::Sv => "emoji.sv.json",
    }
}

/// What a visitor is asked to agree to, in this language.
pub fn consent_asked(channel: &PublishedChannel, language: Language) -> Option<ConsentAsked> {
    let consent = channel.consent.as_ref().filter(|consent| consent.mode != ConsentMode::Off)?;
    let texts = consent.texts.get(&language)?;
    Some(ConsentAsked {
        mode: consent.mode,
        version: consent.version.clone(),
        text: texts.text.clone(),
        button: texts.button.clone(),
        communicate: texts.communicate.clone(),
    })
}

fn filled(
    channel: &PublishedChannel,
    texts: &Texts<'_>,
    files: Files,
    nonce: &str,
    now: Timestamp,
) -> Result<String, Fault> {
    let look = &channel.settings.look;
    let panel = panel_settings(channel, texts, files.emoji, now);
    let mut values: HashMap<_, _> =
        WORDS.iter().map(|word| (word.key(), Value::text(texts.say(*word)))).collect();
    values.extend([
        ("title", Value::text(&panel.title)),
        ("subtitle", Value::text(&panel.subtitle)),
        ("welcome", Value::text(&panel.welcome)),
        ("settings", Value::json(&panel)?),
        ("nonce", Value::text(nonce)),
        ("css", Value::text(files.css)),
        ("js", Value::text(files.js)),
        ("wasm", Value::text(files.wasm)),
        ("work", Value::text(files.work)),
        ("look", Value::Html(look::css(look))),
        ("classes", Value::text(look::classes(look))),
        ("scheme", Value::text(look::scheme(look))),
        ("channel", Value::text(channel.channel.as_str())),
        ("lang", Value::text(texts.language().tag())),
        ("dir", Value::text(texts.language().direction())),
    ]);
    render(TEMPLATE, &values)
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::texts::consent_texts;
    use pulina_shared::ids::{AccountId, ChannelId};
    use pulina_shared::wire::channel::{ChannelSettings, ChannelTexts, ConsentSettings};

    pub fn channel() -> PublishedChannel {
        let texts = ChannelTexts {
            title: "</script><b>Chat".to_owned(),
            welcome: "Hello".to_owned(),
            ..ChannelTexts::default()
        };
        let settings = ChannelSettings {
            texts: [(Language::En, texts)].into(),
            consent: ConsentSettings { mode: ConsentMode::Explicit, ..ConsentSettings::default() },
            ..ChannelSettings::default()
        };
        PublishedChannel {
            channel: ChannelId::new(&AccountId::new([1; 10]), [2; 5]),
            is_on: true,
            revision: 3,
            name: "Harbour Books".to_owned(),
            consent: consent_texts(&settings).unwrap(),
            settings,
            faces: Vec::new(),
            n_online: 0,
            reply_median_ms: None,
        }
    }

    fn page(channel: &PublishedChannel, language: Language) -> String {
        let files = Files {
            css: "/a.css".to_owned(),
            js: "/a.js".to_owned(),
            wasm: "/a.wasm".to_owned(),
            emoji: "/a.json".to_owned(),
            work: "/b.js".to_owned(),
        };
        let texts = in_language(&channel.settings, language).unwrap();
        filled(channel, &texts, files, "abc", Timestamp(5)).unwrap()
    }

    #[test]
    fn panel_page_has_a_value_for_every_placeholder() {
        let page = page(&channel(), Language::En);
        assert!(!page.contains("{{"));
        assert!(!page.contains("</script><b>"), "a title cannot leave its place");
    }

    #[test]
    fn page_is_whole_in_a_language_from_right_to_left() {
        let page = page(&channel(), Language::Ar);
        assert!(page.contains(r#"<html lang="ar" dir="rtl""#), "{page}");
        assert!(!page.contains("Your message"));
    }
}
