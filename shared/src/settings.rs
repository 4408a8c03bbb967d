//! The one judge of a channel's settings, asked by the desk before it saves and by the worker
//! before it stores. What passes here can be shown to visitors as it is.
//!
//! Every refusal names the field at fault by its JSON pointer.

mod changes;
mod hours;
mod questions;
pub mod routing;
mod targeting;

use std::collections::BTreeSet;

pub use self::changes::diff;
use crate::limits;
use crate::links::is_https;
use crate::problem::{Code, Rejection};
use crate::text::Origin;
use crate::wire::availability::Schedule;
#[cfg(feature = "schedule")]
use crate::wire::channel::ConsentMode;
use crate::wire::channel::{ChannelSettings, ChannelTexts, ClosedRule, FileRules, Heading, Look};
#[cfg(feature = "schedule")]
use crate::wire::conversation::ConsentVersion;
use crate::words::{FORM_SEPARATOR, PLURAL_FORMS, Word};

/// Sites of one channel.
const ALLOWED_ORIGINS_MAX: usize = 200;
/// Hours within which a closed conversation can be opened again: as long as any is kept.
const REOPEN_HOURS_MAX: u32 = limits::RETENTION_DAYS_MAX as u32 * 24;

/// Whether these settings can be used.
///
/// # Errors
/// `field_invalid`, `field_too_long`, `too_many_items`, with the pointer of the field.
pub fn check(settings: &ChannelSettings) -> Result<(), Rejection> {
    check_look(&settings.look).map_err(|it| it.under("/look"))?;
    let n_different = settings.languages.iter().collect::<BTreeSet<_>>().len();
    ensure(settings.speaks(settings.language) && n_different == settings.languages.len())
        .map_err(|it| it.at("/languages"))?;
    for (language, texts) in &settings.texts {
        check_texts(texts).map_err(|it| it.under(&["/texts/", language.tag()].concat()))?;
    }
    hours::check(&settings.availability.schedule).map_err(|it| it.under("/availability/schedule"))?;
    questions::check(&settings.form, settings.language).map_err(|it| it.under("/form"))?;
    targeting::check(&settings.targeting, settings.language).map_err(|it| it.under("/targeting"))?;
    routing::check(&settings.routing).map_err(|it| it.under("/routing"))?;
    check_files(&settings.files).map_err(|it| it.under("/files"))?;
    if let ClosedRule::ReopenWithinHours(hours) = settings.closed {
        at_most(u64::from(REOPEN_HOURS_MAX), u64::from(hours)).map_err(|it| it.at("/closed"))?;
    }
    if let Some(days) = settings.retention_days {
        let is_a_day = at_most(u64::from(limits::RETENTION_DAYS_MAX), u64::from(days));
        is_a_day.and_then(|()| ensure(days > 0)).map_err(|it| it.at("/retention_days"))?;
    }
    not_too_many(ALLOWED_ORIGINS_MAX, settings.allowed_origins.len())
        .map_err(|it| it.at("/allowed_origins"))?;
    each(&settings.allowed_origins, |origin| Origin::parse(origin).map(|_| ()))
        .map_err(|it| it.under("/allowed_origins"))
}

/// Which version of the consent texts this is; `None` where nothing is asked. It changes with
/// every text that somebody may agree to, in any language, and with the way of agreeing.
#[cfg(feature = "schedule")]
pub fn consent_version(settings: &ChannelSettings) -> Option<ConsentVersion> {
    use sha2::{Digest, Sha256};

    let asked = [Word::ConsentText, Word::ConsentButton, Word::ConsentImplicit];
    let mode = match settings.consent.mode {
        ConsentMode::Off => return None,
        ConsentMode::Implicit => "implicit",
        ConsentMode::Explicit => "explicit",
    };
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        // With its length in front, so that no two lists of texts look the same.
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    };
    add(mode);
    for (language, texts) in &settings.texts {
        let words = asked.map(|word| texts.words.get(word.key()).map_or("", String::as_str));
        let own = [&texts.consent, &texts.consent_button, &texts.communicate].map(String::as_str);
        // A language that says nothing of its own is the same as one that is not there.
        if own.iter().chain(&words).any(|text| !text.is_empty()) {
            add(language.tag());
            own.into_iter().chain(words).for_each(&mut add);
        }
    }
    let digest = hash.finalize();
    let digits = digest.iter().take(8).flat_map(|byte| [byte >> 4, byte & 15]);
    Some(digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect())
}

fn check_look(look: &Look) -> Result<(), Rejection> {
    let offset = |pixels: u16| at_most(u64::from(limits::LAUNCHER_OFFSET_MAX), u64::from(pixels));
    offset(look.side_offset).map_err(|it| it.at("/side_offset"))?;
    offset(look.bottom_offset).map_err(|it| it.at("/bottom_offset"))?;
    if let Heading::Users(users) = &look.heading {
        let n_different = users.iter().collect::<BTreeSet<_>>().len();
        not_too_many(limits::HEADING_USERS_MAX, users.len())
            .and_then(|()| ensure(n_different == users.len()))
            .map_err(|it| it.at("/heading/users"))?;
    }
    let is_ours = look.avatar.as_deref().is_none_or(is_avatar_path);
    ensure(is_ours).map_err(|it| it.at("/avatar"))
}

/// A path of our own that serves pictures, and nothing that a browser could read as another site.
fn is_avatar_path(path: &str) -> bool {
    path.strip_prefix("/v1/avatars/").is_some_and(|rest| {
        rest.len() <= limits::URL_BYTES_MAX
            && rest.split('/').all(|part| !part.is_empty())
            && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/_-".contains(&byte))
    })
}

fn check_texts(texts: &ChannelTexts) -> Result<(), Rejection> {
    let long = limits::CHANNEL_TEXT_CHARACTERS_MAX;
    let lines = [
        (&texts.title, limits::NAME_CHARACTERS_MAX, "/title"),
        (&texts.subtitle, limits::SUBJECT_CHARACTERS_MAX, "/subtitle"),
        (&texts.teaser, limits::SUBJECT_CHARACTERS_MAX, "/teaser"),
        (&texts.launcher, limits::NAME_CHARACTERS_MAX, "/launcher"),
        (&texts.reply_time, limits::SUBJECT_CHARACTERS_MAX, "/reply_time"),
        (&texts.consent_button, limits::NAME_CHARACTERS_MAX, "/consent_button"),
        (&texts.welcome, long, "/welcome"),
        (&texts.away, long, "/away"),
        (&texts.consent, long, "/consent"),
        (&texts.communicate, long, "/communicate"),
    ];
    for (text, characters_max, pointer) in lines {
        let may_break = characters_max == long;
        check_text(text, characters_max, may_break).map_err(|it| it.at(pointer))?;
    }
    check_links(&texts.consent).map_err(|it| it.at("/consent"))?;
    check_links(&texts.communicate).map_err(|it| it.at("/communicate"))?;
    for (key, text) in &texts.words {
        check_word(key, text).map_err(|it| it.under(&["/words/", &escaped(key)].concat()))?;
    }
    Ok(())
}

fn check_word(key: &str, text: &str) -> Result<(), Rejection> {
    let word = Word::parse(key).ok_or(Rejection::new(Code::FieldInvalid))?;
    let n_forms_max = if word.is_plural() { PLURAL_FORMS.len() } else { 1 };
    ensure(text.split(FORM_SEPARATOR).count() <= n_forms_max)?;
    text.split(FORM_SEPARATOR)
        .try_for_each(|form| check_text(form, limits::CHANNEL_TEXT_CHARACTERS_MAX, true))
}

/// A key as a part of a JSON pointer. Unknown ones are refused, so they are not ours to trust.
fn escaped(key: &str) -> String {
    key.chars().take(64).collect::<String>().replace('~', "~0").replace('/', "~1")
}

/// A text that can be shown as it is: not too long and without characters that cannot be seen.
fn check_text(text: &str, characters_max: usize, may_break: bool) -> Result<(), Rejection> {
    let n_characters = text.chars().count();
    if n_characters > characters_max {
        return Err(Rejection::above(Code::FieldTooLong, characters_max, n_characters));
    }
    let is_hidden = |character: char| match character {
        '\n' => !may_break,
        '\u{202a}'..='\u{202e}' => true,
        other => other.is_control(),
    };
    ensure(!text.chars().any(is_hidden))
}

/// Whether every `[words](address)` of a text leads to an `https` page.
fn check_links(text: &str) -> Result<(), Rejection> {
    let mut parts = text.split("](");
    let mut before = parts.next().unwrap_or_default();
    for part in parts {
        let (address, after) = part.split_once(')').ok_or(Rejection::new(Code::FieldInvalid))?;
        let words = before.rsplit_once('[').map_or("", |(_, words)| words);
        ensure(!words.trim().is_empty() && is_bare_https(address))?;
        before = after;
    }
    Ok(())
}

/// The same without brackets and quotes, which end an address inside a text.
fn is_bare_https(address: &str) -> bool {
    is_https(address) && !address.contains(['(', ')', '[', ']', '\''])
}

fn check_files(rules: &FileRules) -> Result<(), Rejection> {
    at_most(limits::FILE_BYTES_MAX, rules.bytes_max)
        .and_then(|()| ensure(rules.bytes_max > 0))
        .map_err(|it| it.at("/bytes_max"))
}

fn ensure(is_valid: bool) -> Result<(), Rejection> {
    if is_valid { Ok(()) } else { Err(Rejection::new(Code::FieldInvalid)) }
}

fn at_most(limit: u64, actual: u64) -> Result<(), Rejection> {
    let rejection =
        || Rejection { limit: Some(limit), actual: Some(actual), ..Rejection::new(Code::FieldInvalid) };
    if actual <= limit { Ok(()) } else { Err(rejection()) }
}

fn not_too_many(limit: usize, actual: usize) -> Result<(), Rejection> {
    if actual <= limit { Ok(()) } else { Err(Rejection::above(Code::TooManyItems, limit, actual)) }
}

/// The first refusal of a list's items, with the place of the item.
fn each<T>(items: &[T], check: impl Fn(&T) -> Result<(), Rejection>) -> Result<(), Rejection> {
    items
        .iter()
        .enumerate()
        .try_for_each(|(index, item)| check(item).map_err(|it| it.under(&["/", &index.to_string()].concat())))
}

/// Whether somebody's working hours can be kept.
///
/// # Errors
/// `field_invalid`, `too_many_items`, with the pointer of the field.
pub fn check_schedule(schedule: &Schedule) -> Result<(), Rejection> {
    hours::check(schedule)
}

#[cfg(test)]
mod tests;
