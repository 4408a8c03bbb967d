//! The one line on the customer's page: the loader with this channel's settings inside, in one
//! request. Whatever is wrong, the answer is a script that breaks nothing.

use pulina_shared::problem::Code;
use pulina_shared::wire::embed::LauncherSettings;
use worker::Response;

use super::access::ChannelAccess;
use super::route::Context;
use super::template::script_json;
use super::{assets, settings};
use crate::answer;
use crate::fault::{Failure, Fault};
use crate::internal::ChannelSettings;

/// What the loader holds instead of its settings.
const PLACEHOLDER: &str = "__PULINA_SETTINGS__";
const FRESH: &str = "public, max-age=60, stale-while-revalidate=86400";
const LABEL: &str = "Open the chat";
const CLOSE_LABEL: &str = "Close the chat";

/// `GET /embed/{channel}.js`.
///
/// # Errors
/// Faults alone.
pub async fn answer(context: Context) -> Result<Response, Failure> {
    // The loader's second part asks for the settings again, as a module: pages allow our scripts.
    let is_asked_again = context.url.query_pairs().any(|(name, value)| name == "as" && value == "settings");
    match with_settings(&context, is_asked_again).await {
        Ok(script) => {
            let mut response = script_answer(200, script, if is_asked_again { "no-store" } else { FRESH })?;
            assets::compress(&context, &mut response)?;
            Ok(response)
        }
        Err(Failure::Rejection(rejection)) if matches!(rejection.code, Code::NotFound | Code::IdInvalid) => {
            let warning =
                format!("pulina: there is no chat channel {}; check the snippet.", context.param("channel"));
            let script = format!("console.warn({});\n", script_json(&warning)?);
            Ok(script_answer(404, script, "no-store")?)
        }
        Err(failure) => Err(failure),
    }
}

async fn with_settings(context: &Context, is_asked_again: bool) -> Result<String, Failure> {
    let access = ChannelAccess::from_path(context)?;
    let ChannelSettings { panel, side, .. } = settings::of_channel(context, &access).await?;
    let launcher = LauncherSettings {
        channel: panel.channel,
        origin: context.own_origin(),
        label: LABEL.to_owned(),
        close_label: CLOSE_LABEL.to_owned(),
        title: panel.title,
        accent: panel.accent,
        on_accent: panel.on_accent,
        side,
        lang: panel.language,
        more: assets::path_of(&context.env, "more.js").await?,
        eager: false,
        x: None,
        y: None,
        words: String::new(),
        hidden: false,
        unread: "{n} unread".to_owned(),
        teaser: String::new(),
        dismiss: String::new(),
        hides: None,
        page_scheme: false,
        page_font: false,
    };
    if is_asked_again {
        return Ok(format!("export default {};\n", script_json(&launcher)?));
    }
    let loader = assets::loader(&context.env).await?;
    Ok(loader.replacen(PLACEHOLDER, &script_json(&launcher)?, 1))
}

fn script_answer(status: u16, script: String, cache: &str) -> Result<Response, Fault> {
    let mut response = answer::bytes(status, "text/javascript; charset=utf-8", script.into_bytes())?;
    answer::set_header(&mut response, "cache-control", cache)?;
    answer::set_header(&mut response, "access-control-allow-origin", "*")?;
    answer::set_header(&mut response, "cross-origin-resource-policy", "cross-origin")?;
    Ok(response)
}
