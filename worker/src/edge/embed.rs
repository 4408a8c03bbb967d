//! The one line on the customer's page: the loader with this channel's settings inside, in one
//! request. Whatever is wrong, the answer is a script that breaks nothing.

use pulina_shared::language::Language;
use pulina_shared::problem::Code;
use pulina_shared::published::{self, Ground};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::availability::AwayBehaviour;
use pulina_shared::wire::embed::{Hides, LauncherSettings, ShownCampaign, ShownTargeting, Snippets};
use pulina_shared::wire::targeting::{Campaign, Targeting};
use worker::Response;

use super::access::ChannelAccess;
use super::route::Context;
use super::template::script_json;
use super::{assets, availability, language, seen, settings};
use crate::answer;
use crate::chance::now;
use crate::fault::{Failure, Fault};
use crate::internal::PublishedChannel;
use crate::texts::in_language;

/// What the loader holds instead of its settings, and its rules instead of the conditions.
const SETTINGS: &str = "__PULINA_SETTINGS__";
const TARGETING: &str = "__PULINA_TARGETING__";
/// With the five seconds of the edge, whatever is published is there within a minute.
const FRESH: &str = "public, max-age=30, stale-while-revalidate=25";
/// Of a channel whose launcher comes and goes: nobody may see an old one.
const FRESH_OF_HOURS: &str = "public, max-age=5";
const NEVER_KEPT: &str = "no-store";

/// What is asked for. The loader's further parts are asked for here as well, as modules, so that they
/// are always those of the same build; pages allow our scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// The loader with its settings inside.
    Loader,
    /// The settings alone.
    Settings,
    /// Whether the channel has a launcher at this moment.
    Hides,
    /// Whether somebody is there, for people who build pages.
    Availability,
    /// The channel's conditions.
    Targeting,
    /// The snippets that bring the chat to a page.
    Snippets,
    /// What decides on which pages the channel is shown, with its conditions inside.
    Rules,
    /// A further part that is the same for all channels, by the name of its file.
    Part(&'static str),
}

impl Wanted {
    fn of(context: &Context) -> Self {
        match query(context, "as").as_deref() {
            Some("settings") => Self::Settings,
            Some("hides") => Self::Hides,
            Some("availability") => Self::Availability,
            Some("targeting") => Self::Targeting,
            Some("snippets") => Self::Snippets,
            Some("rules") => Self::Rules,
            Some("calls") => Self::Part("calls.js"),
            Some("inline") => Self::Part("inline.js"),
            Some("teaser") => Self::Part("teaser.js"),
            Some("debug") => Self::Part("debug.js"),
            Some("hubspot") => Self::Part("hubspot.js"),
            _ => Self::Loader,
        }
    }
}

fn query(context: &Context, wanted: &str) -> Option<String> {
    let mut query = context.url.query_pairs();
    query.find_map(|(name, value)| (name == wanted).then(|| value.into_owned()))
}

struct Script {
    text: String,
    language: Language,
    cache: &'static str,
}

/// `GET /embed/{channel}.js`.
///
/// # Errors
/// Faults alone.
pub async fn answer(context: Context) -> Result<Response, Failure> {
    match script(&context).await {
        Ok(Script { text, language, cache }) => {
            let mut response = script_answer(200, text, cache)?;
            answer::set_header(&mut response, "content-language", language.tag())?;
            assets::compress(&context, &mut response)?;
            language::vary(&context, &mut response)?;
            Ok(response)
        }
        Err(Failure::Rejection(rejection)) if matches!(rejection.code, Code::NotFound | Code::IdInvalid) => {
            let warning =
                format!("pulina: there is no chat channel {}; check the snippet.", context.param("channel"));
            let script = format!("console.warn({});\n", script_json(&warning)?);
            Ok(script_answer(404, script, NEVER_KEPT)?)
        }
        Err(failure) => Err(failure),
    }
}

async fn script(context: &Context) -> Result<Script, Failure> {
    let access = ChannelAccess::from_path(context)?;
    let channel = settings::of_channel(context, &access).await?;
    seen::note(context, &access);
    let language = language::choose(context, &channel);
    let now = now();
    let env = &context.env;
    let (text, cache) = match Wanted::of(context) {
        Wanted::Loader => {
            let launcher = launcher(context, &channel, language, now).await?;
            let cache = if launcher.hides.is_some() { FRESH_OF_HOURS } else { FRESH };
            let template = assets::template(env, "loader.js").await?;
            (template.replacen(SETTINGS, &script_json(&launcher)?, 1), cache)
        }
        Wanted::Rules => {
            let shown = shown_targeting(&channel, language);
            let template = assets::template(env, "rules.js").await?;
            (template.replacen(TARGETING, &script_json(&shown)?, 1), FRESH)
        }
        Wanted::Part(file) => (assets::template(env, file).await?, FRESH),
        wanted => {
            let json = data(context, &channel, language, wanted, now).await?;
            (format!("export default {json};\n"), NEVER_KEPT)
        }
    };
    Ok(Script { text, language, cache })
}

/// What is no script, as JSON that may stand in one.
async fn data(
    context: &Context,
    channel: &PublishedChannel,
    language: Language,
    wanted: Wanted,
    now: Timestamp,
) -> Result<String, Failure> {
    Ok(match wanted {
        Wanted::Hides => script_json(&hides(channel, now))?,
        Wanted::Availability => script_json(&availability::at(channel, now))?,
        Wanted::Targeting => script_json(&shown_targeting(channel, language))?,
        Wanted::Snippets => script_json(&snippets(context, channel).await?)?,
        Wanted::Settings | Wanted::Loader | Wanted::Rules | Wanted::Part(_) => {
            script_json(&launcher(context, channel, language, now).await?)?
        }
    })
}

/// `GET /embed/{channel}.json`: what the pinned loader asks for, which runs no other script of ours.
///
/// # Errors
/// `not_found`, and faults.
pub async fn answer_data(context: Context) -> Result<Response, Failure> {
    let access = ChannelAccess::from_path(&context)?;
    let channel = settings::of_channel(&context, &access).await?;
    seen::note(&context, &access);
    let language = language::choose(&context, &channel);
    let json = data(&context, &channel, language, Wanted::of(&context), now()).await?;
    let mut response = answer::bytes(200, "application/json", json.into_bytes())?;
    answer::set_header(&mut response, "cache-control", NEVER_KEPT)?;
    answer::set_header(&mut response, "access-control-allow-origin", "*")?;
    answer::set_header(&mut response, "cross-origin-resource-policy", "cross-origin")?;
    assets::compress(&context, &mut response)?;
    language::vary(&context, &mut response)?;
    Ok(response)
}

/// The snippets of a channel.
async fn snippets(context: &Context, channel: &PublishedChannel) -> Result<Snippets, Fault> {
    let (base, id) = (context.own_base(), &channel.channel);
    let pinned = assets::path_of(&context.env, "pinned.js").await?;
    let integrity = assets::path_of(&context.env, "pinned.js integrity").await?;
    Ok(Snippets {
        plain: format!(r#"<script async src="{base}/embed/{id}.js"></script>"#),
        pinned: format!(
            r#"<script async src="{base}{pinned}" integrity="{integrity}" crossorigin="anonymous" data-channel="{id}"></script>"#
        ),
    })
}

/// What draws the launcher.
///
/// # Errors
/// Faults alone.
pub async fn launcher(
    context: &Context,
    channel: &PublishedChannel,
    language: Language,
    now: Timestamp,
) -> Result<LauncherSettings, Fault> {
    let texts = in_language(&channel.settings, language)?;
    let ground = Ground {
        channel: channel.channel.clone(),
        origin: context.own_base(),
        more: assets::path_of(&context.env, "more.js").await?,
        is_on: channel.is_on,
        hides: hides(channel, now),
        // The one that there is.
        compat: query(context, "compat").filter(|compat| compat == "hubspot").unwrap_or_default(),
    };
    Ok(published::launcher(ground, &texts))
}

/// A channel's conditions, with what it says in this language, or in its own.
fn shown_targeting(channel: &PublishedChannel, language: Language) -> ShownTargeting {
    let settings = &channel.settings;
    let Targeting { show, priority, campaigns } = &settings.targeting;
    let said = |campaign: &Campaign| {
        let of = |language| campaign.texts.get(&language).filter(|text| !text.is_empty());
        of(language).or_else(|| of(settings.language)).cloned().unwrap_or_default()
    };
    let shown = |campaign: &Campaign| ShownCampaign {
        name: campaign.name.clone(),
        when: campaign.when.clone(),
        text: said(campaign),
        often: campaign.often,
    };
    ShownTargeting {
        show: show.clone(),
        priority: *priority,
        campaigns: campaigns.iter().map(shown).collect(),
    }
}

/// How a channel stands that has no launcher while nobody is there, or while it is off; nothing for
/// all others.
fn hides(channel: &PublishedChannel, now: Timestamp) -> Option<Hides> {
    if !channel.is_on {
        return Some(Hides { now: true, until: None });
    }
    if channel.settings.availability.away != AwayBehaviour::HideLauncher {
        return None;
    }
    let availability = availability::at(channel, now);
    Some(Hides { now: !availability.is_open, until: availability.changes_at })
}

fn script_answer(status: u16, script: String, cache: &str) -> Result<Response, Fault> {
    let mut response = answer::bytes(status, "text/javascript; charset=utf-8", script.into_bytes())?;
    answer::set_header(&mut response, "cache-control", cache)?;
    answer::set_header(&mut response, "access-control-allow-origin", "*")?;
    answer::set_header(&mut response, "cross-origin-resource-policy", "cross-origin")?;
    Ok(response)
}
