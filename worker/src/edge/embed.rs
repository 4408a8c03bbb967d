//! The one line on the customer's page: the loader with this channel's settings inside, in one
//! request. Whatever is wrong, the answer is a script that breaks nothing.

use pulina_shared::colour::Palette;
use pulina_shared::language::Language;
use pulina_shared::problem::Code;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::availability::{AvailabilityMode, AvailabilitySettings, AwayBehaviour};
use pulina_shared::wire::channel::{Font, LauncherStyle, Scheme};
use pulina_shared::wire::embed::{Hides, LauncherSettings};
use pulina_shared::words::Word;
use worker::Response;

use super::access::ChannelAccess;
use super::route::Context;
use super::template::script_json;
use super::{assets, availability, language, settings};
use crate::answer;
use crate::chance::now;
use crate::fault::{Failure, Fault};
use crate::internal::PublishedChannel;
use crate::texts::Texts;

/// What the loader holds instead of its settings.
const PLACEHOLDER: &str = "__PULINA_SETTINGS__";
const FRESH: &str = "public, max-age=60, stale-while-revalidate=86400";
/// The launcher's distance from side and bottom when nothing is said about it.
const OFFSET_USUAL: u16 = 20;

/// `GET /embed/{channel}.js`.
///
/// # Errors
/// Faults alone.
pub async fn answer(context: Context) -> Result<Response, Failure> {
    // The loader's second part asks for the settings again, as a module: pages allow our scripts.
    let is_asked_again = context.url.query_pairs().any(|(name, value)| name == "as" && value == "settings");
    match with_settings(&context, is_asked_again).await {
        Ok((script, language)) => {
            let mut response = script_answer(200, script, if is_asked_again { "no-store" } else { FRESH })?;
            answer::set_header(&mut response, "content-language", language.tag())?;
            assets::compress(&context, &mut response)?;
            language::vary(&context, &mut response)?;
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

async fn with_settings(context: &Context, is_asked_again: bool) -> Result<(String, Language), Failure> {
    let access = ChannelAccess::from_path(context)?;
    let channel = settings::of_channel(context, &access).await?;
    let language = language::choose(context, &channel);
    let texts = Texts::of(&channel.settings, language)?;
    let more = assets::path_of(&context.env, "more.js").await?;
    let launcher = launcher(&channel, &texts, context.own_origin(), more, now());
    if is_asked_again {
        return Ok((format!("export default {};\n", script_json(&launcher)?), language));
    }
    let loader = assets::loader(&context.env).await?;
    Ok((loader.replacen(PLACEHOLDER, &script_json(&launcher)?, 1), language))
}

fn launcher(
    channel: &PublishedChannel,
    texts: &Texts<'_>,
    origin: String,
    more: String,
    now: Timestamp,
) -> LauncherSettings {
    let look = &channel.settings.look;
    let palette = Palette::of(look.accent);
    let teaser = texts.own(|texts| &texts.teaser).to_owned();
    let hides = hides(channel, now);
    let words = match look.launcher {
        LauncherStyle::Label => texts.own_or(|texts| &texts.launcher, Word::ChatTitle),
        LauncherStyle::Icon | LauncherStyle::Hidden => String::new(),
    };
    let unless_usual = |offset: u16| (offset != OFFSET_USUAL).then_some(offset);
    LauncherSettings {
        channel: channel.channel.clone(),
        origin,
        label: texts.say(Word::OpenChat),
        close_label: texts.say(Word::CloseChat),
        title: texts.own_or(|texts| &texts.title, Word::ChatTitle),
        accent: palette.accent,
        on_accent: palette.on_accent.to_string(),
        side: look.side,
        lang: texts.language().tag().to_owned(),
        more,
        eager: !teaser.is_empty() || hides.is_some(),
        x: unless_usual(look.side_offset),
        y: unless_usual(look.bottom_offset),
        words,
        hidden: look.launcher == LauncherStyle::Hidden,
        unread: texts.say(Word::UnreadMessages),
        dismiss: if teaser.is_empty() { String::new() } else { texts.say(Word::DismissTeaser) },
        teaser,
        hides,
        page_scheme: look.scheme == Scheme::Page,
        page_font: look.font == Font::Inherit,
    }
}

/// How a channel stands that has no launcher while nobody is there.
fn hides(channel: &PublishedChannel, now: Timestamp) -> Option<Hides> {
    let AvailabilitySettings { mode, away, .. } = &channel.settings.availability;
    if *away != AwayBehaviour::HideLauncher || *mode == AvailabilityMode::Always {
        return None;
    }
    let availability = availability::at(channel, now);
    Some(Hides {
        now: !availability.is_open,
        until: availability.changes_at,
        ask: availability.depends_on_users,
    })
}

fn script_answer(status: u16, script: String, cache: &str) -> Result<Response, Fault> {
    let mut response = answer::bytes(status, "text/javascript; charset=utf-8", script.into_bytes())?;
    answer::set_header(&mut response, "cache-control", cache)?;
    answer::set_header(&mut response, "access-control-allow-origin", "*")?;
    answer::set_header(&mut response, "cross-origin-resource-policy", "cross-origin")?;
    Ok(response)
}
