//! The preview: a sample page with the real loader, and in it the real panel, which sends nothing and
//! keeps nothing (decision 0019). What is shown there at first is what is published; the desk around
//! it says what is being typed.

use std::collections::HashMap;

use pulina_shared::look;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::texts::Texts;
use pulina_shared::wire::embed::{LauncherSettings, PanelSettings};
use serde::Serialize;
use worker::{Method, Response};

use super::access::{AgentAccess, ChannelAccess};
use super::route::Context;
use super::template::{Value, render};
use super::{assets, embed, forward, html, language, panel, problems, settings};
use crate::chance::now;
use crate::durable::call::call_object;
use crate::fault::{Failure, Fault};
use crate::internal::{OpenPreview, PublishedChannel};
use crate::texts::{consent_texts, in_language};

const TEMPLATE: &str = include_str!("preview.html");
/// Our own pages alone.
const OWN_PAGES: &str = "'self'";
const NOBODY: &str = "'none'";

/// What the sample page begins with.
#[derive(Serialize)]
struct Base {
    /// The heading of a channel that was given none.
    name: String,
    panel: PanelSettings,
    launcher: LauncherSettings,
    /// In what state the chat is.
    scene: &'static str,
    css: String,
    classes: String,
    scheme: &'static str,
    loader: String,
}

/// `GET /v1/channels/{channel}/preview`.
///
/// # Errors
/// `id_invalid`, what the help desk refuses the user, and faults.
pub async fn answer(context: Context, access: AgentAccess) -> Result<Response, Failure> {
    let channel = ChannelAccess::from_path(&context)?;
    // Whether the session stands and the channel is its account's, the help desk knows.
    let path = format!("/channels/{}/settings", channel.channel());
    let seen = forward::to_help_desk(&context, &access, Method::Get, &path, None).await?;
    if seen.status_code() != 200 {
        return Ok(seen);
    }
    let channel = settings::of_channel(&context, &channel).await?;
    sample_page(&context, &channel, OWN_PAGES).await
}

/// `GET /preview/{channel}/{link}`: the draft, for whoever was given the link.
///
/// # Errors
/// Faults alone; a link that shows nothing is answered with a page that says so.
pub async fn answer_link(context: Context, access: ChannelAccess) -> Result<Response, Failure> {
    match of_link(&context, &access).await {
        Ok(channel) => sample_page(&context, &channel, NOBODY).await,
        Err(Failure::Rejection(Rejection { code: code @ (Code::LinkExpired | Code::NotFound), .. })) => {
            Ok(problems::refusal(code)?)
        }
        Err(failure) => Err(failure),
    }
}

async fn of_link(context: &Context, access: &ChannelAccess) -> Result<PublishedChannel, Failure> {
    let asked = OpenPreview { channel: access.channel().clone(), link: context.param("link").to_owned() };
    let mut channel: PublishedChannel =
        call_object(&context.env, &access.help_desk(), "/preview", &context.request_id, &asked).await?;
    // Its texts were never shown to a visitor, so the help desk does not keep them.
    channel.consent = consent_texts(&channel.settings)?;
    Ok(channel)
}

/// `GET /chat/{channel}/preview`: the panel on a sample page. It knows no more than the one on every
/// customer's page does.
///
/// # Errors
/// `not_found`, and faults.
pub async fn answer_panel(context: Context, access: ChannelAccess) -> Result<Response, Failure> {
    let channel = settings::of_channel(&context, &access).await?;
    let texts = in_language(&channel.settings, language::choose(&context, &channel))?;
    let nonce = html::nonce()?;
    let script = assets::served(&context, "preview-panel.js").await?;
    let script = render(
        r#"<script nonce="{{nonce}}" src="{{script}}"></script></head>"#,
        &HashMap::from([("nonce", Value::text(&nonce)), ("script", Value::text(script))]),
    )?;
    let page = panel::page(&context, &channel, &texts, &nonce).await?.replacen("</head>", &script, 1);
    let mut response = html::page(200, page, &html::preview_policy(&context, &nonce))?;
    assets::compress(&context, &mut response)?;
    Ok(response)
}

async fn sample_page(
    context: &Context,
    channel: &PublishedChannel,
    ancestors: &str,
) -> Result<Response, Failure> {
    let texts = in_language(&channel.settings, language::choose(context, channel))?;
    let base = Base {
        name: channel.name.clone(),
        panel: panel::settings(context, channel, &texts).await?,
        launcher: embed::launcher(context, channel, texts.language(), now()).await?,
        scene: "launcher",
        css: look::css(&channel.settings.look),
        classes: look::classes(&channel.settings.look),
        scheme: look::scheme(&channel.settings.look),
        loader: assets::template(&context.env, "loader.js").await?,
    };
    let stage = assets::served(context, "preview-stage.js").await?;
    let nonce = html::nonce()?;
    let page = filled(&base, &texts, &nonce, stage)?;
    let mut response = html::page(200, page, &html::sample_policy(context, &nonce, ancestors))?;
    assets::compress(context, &mut response)?;
    Ok(response)
}

fn filled(base: &Base, texts: &Texts<'_>, nonce: &str, stage: String) -> Result<String, Fault> {
    let values = HashMap::from([
        ("lang", Value::text(texts.language().tag())),
        ("dir", Value::text(texts.language().direction())),
        ("title", Value::text(&base.panel.title)),
        ("nonce", Value::text(nonce)),
        ("base", Value::json(base)?),
        ("stage", Value::text(stage)),
    ]);
    render(TEMPLATE, &values)
}
