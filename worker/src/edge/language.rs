//! In which language a visitor is spoken to.

use pulina_shared::language::Language;
use worker::Response;

use super::route::Context;
use crate::answer;
use crate::fault::Fault;
use crate::internal::PublishedChannel;

/// The query's parameter by which a page says its language.
const WISH: &str = "lang";

/// What the page asked for, else what the browser prefers, else the channel's own.
pub fn choose(context: &Context, channel: &PublishedChannel) -> Language {
    let wish = wish(context).unwrap_or_default();
    let accepted = context.header("accept-language").unwrap_or_default();
    let settings = &channel.settings;
    Language::choose(&[&wish], &accepted, settings.language, |language| settings.speaks(language))
}

fn wish(context: &Context) -> Option<String> {
    let mut query = context.url.query_pairs();
    query.find_map(|(name, value)| (name == WISH).then(|| value.into_owned()))
}

/// Says on what an answer in a chosen language depends, so that no cache hands it to somebody else.
///
/// # Errors
/// The engine's.
pub fn vary(context: &Context, response: &mut Response) -> Result<(), Fault> {
    let is_wished = wish(context).is_some_and(|wish| Language::parse(&wish).is_some());
    let vary = if is_wished { "accept-encoding" } else { "accept-encoding, accept-language" };
    answer::set_header(response, "vary", vary)
}
