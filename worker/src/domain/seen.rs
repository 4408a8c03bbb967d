//! On which sites a channel's code was seen: what a request tells of it, how often it is worth a
//! note, and which notes are kept. Anybody can make such requests up, so everything is bounded.

use std::collections::HashMap;

use pulina_shared::ids::ChannelId;
use pulina_shared::limits;
use pulina_shared::text::Origin;
use pulina_shared::time::{MINUTE_MS, Timestamp};
use serde::{Deserialize, Serialize};

/// Bytes of a path that is kept; of a longer one the site is enough.
const PATH_BYTES_MAX: usize = 200;
/// Sites noted of one channel a minute: above what people open, and what a flood can write.
const NOTES_PER_MINUTE: u32 = 60;
/// Sites and channels remembered at once; beyond it all are forgotten, which costs one note each.
const REMEMBERED_MAX: usize = 5_000;

/// A page as far as a request tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Its origin.
    pub origin: String,
    /// Its path, where the browser tells it; never query or fragment.
    pub path: String,
}

/// The page from which a request comes, by its `Referer`, else its `Origin`.
pub fn page(referer: Option<&str>, origin: Option<&str>) -> Option<Page> {
    let bare = referer.or(origin)?.split(['?', '#']).next().unwrap_or_default();
    let host_at = bare.find("://")? + 3;
    let path_at = bare[host_at..].find('/').map_or(bare.len(), |at| host_at + at);
    let (origin, path) = bare.split_at(path_at);
    let origin = Origin::parse(origin).ok()?;
    let is_shown = path.len() <= PATH_BYTES_MAX && path.bytes().all(|byte| byte.is_ascii_graphic());
    let path = if is_shown { path } else { "/" };
    Some(Page { origin: origin.as_str().to_owned(), path: path.to_owned() })
}

impl Page {
    /// Whether it is one of ours, which are served below `base` of this origin.
    pub fn is_ours(&self, own_origin: &str, base: &str) -> bool {
        let below = self.path.strip_prefix(base);
        self.origin == own_origin && below.is_some_and(|rest| base.is_empty() || rest.starts_with('/'))
    }
}

/// What one instance has noted lately.
#[derive(Debug, Default)]
pub struct Noted {
    at: HashMap<(ChannelId, String), Timestamp>,
    /// The minute, and how many were noted in it.
    n_noted: HashMap<ChannelId, (u64, u32)>,
}

impl Noted {
    /// Whether it is worth a note that this channel was seen there; it counts as noted then.
    pub fn take(&mut self, channel: &ChannelId, origin: &str, now: Timestamp) -> bool {
        if self.at.len() >= REMEMBERED_MAX || self.n_noted.len() >= REMEMBERED_MAX {
            self.at.clear();
            self.n_noted.retain(|_, (minute, _)| *minute == now.0 / MINUTE_MS);
        }
        let key = (channel.clone(), origin.to_owned());
        if self.at.get(&key).is_some_and(|at| now.since(*at) < limits::SEEN_NOTE_MS) {
            return false;
        }
        let (minute, n_noted) = self.n_noted.entry(channel.clone()).or_default();
        if *minute != now.0 / MINUTE_MS {
            (*minute, *n_noted) = (now.0 / MINUTE_MS, 0);
        }
        if *n_noted >= NOTES_PER_MINUTE {
            return false;
        }
        *n_noted += 1;
        self.at.insert(key, now);
        true
    }
}

/// A site that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptOrigin {
    /// Which.
    pub page: Page,
    /// When it was seen last.
    pub at: Timestamp,
    /// Whether it might show the chat then.
    pub is_allowed: bool,
}

/// What to do with a site that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// It was seen just now, or others were that it would push out.
    Nothing,
    /// It is kept.
    Keep,
    /// It is kept in place of this origin.
    Replace(String),
}

/// What to do with a site that is seen at `now`. Those that may show the chat and those that may not
/// do not push each other out.
pub fn keep(kept: &[KeptOrigin], origin: &str, is_allowed: bool, now: Timestamp) -> Keeping {
    let is_fresh = |it: &KeptOrigin| now.since(it.at) < limits::SEEN_NOTE_MS;
    if let Some(known) = kept.iter().find(|it| it.page.origin == origin) {
        let is_as_it_was = is_fresh(known) && known.is_allowed == is_allowed;
        return if is_as_it_was { Keeping::Nothing } else { Keeping::Keep };
    }
    let mut others: Vec<&KeptOrigin> = kept.iter().filter(|it| it.is_allowed == is_allowed).collect();
    others.sort_by_key(|it| it.at);
    match others.first() {
        Some(oldest) if others.len() >= limits::SEEN_ORIGINS_MAX => {
            if is_fresh(oldest) {
                Keeping::Nothing
            } else {
                Keeping::Replace(oldest.page.origin.clone())
            }
        }
        _ => Keeping::Keep,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulina_shared::ids::AccountId;

    const NOW: Timestamp = Timestamp(1_000 * MINUTE_MS);

    fn check(referer: &str, expect: Option<(&str, &str)>) {
        let found = page(Some(referer), None);
        let found = found.as_ref().map(|page| (page.origin.as_str(), page.path.as_str()));
        assert_eq!(found, expect, "{referer}");
    }

    #[test]
    fn page_is_told_without_what_stands_behind_it() {
        check("https://shop.example/", Some(("https://shop.example", "/")));
        check("https://shop.example/a/b?q=ana@a.example#x", Some(("https://shop.example", "/a/b")));
        check("https://shop.example?q=1", Some(("https://shop.example", "")));
        check("http://localhost:8788/demo", Some(("http://localhost:8788", "/demo")));
        check("https://shop.example/#/who", Some(("https://shop.example", "/")));
        check(&["https://a.example/", &"x".repeat(300)].concat(), Some(("https://a.example", "/")));
        for nothing in
            ["", "null", "about:blank", "file:///x", "https://", "https://a b/", "https://me:pw@a.example/"]
        {
            check(nothing, None);
        }
        let by_origin = page(None, Some("https://shop.example")).unwrap();
        assert_eq!((by_origin.origin.as_str(), by_origin.path.as_str()), ("https://shop.example", ""));
        assert_eq!(page(None, None), None);
    }

    #[test]
    fn our_own_pages_are_told_from_the_customers_on_the_same_origin() {
        let at = |path: &str| Page { origin: "https://a.example".to_owned(), path: path.to_owned() };
        assert!(at("/desk").is_ours("https://a.example", ""));
        assert!(at("").is_ours("https://a.example", "") && !at("").is_ours("https://b.example", ""));
        assert!(at("/help/desk").is_ours("https://a.example", "/help"));
        assert!(!at("/helpful").is_ours("https://a.example", "/help"));
        assert!(!at("/").is_ours("https://a.example", "/help"));
    }

    #[test]
    fn site_is_noted_once_in_ten_seconds_and_a_flood_of_sites_is_bounded() {
        let channel = |number| ChannelId::new(&AccountId::new([1; 10]), [number; 5]);
        let mut noted = Noted::default();
        assert!(noted.take(&channel(1), "https://a.example", NOW));
        assert!(!noted.take(&channel(1), "https://a.example", NOW.plus(limits::SEEN_NOTE_MS - 1)));
        assert!(noted.take(&channel(2), "https://a.example", NOW), "another channel");
        assert!(noted.take(&channel(1), "https://a.example", NOW.plus(limits::SEEN_NOTE_MS)));
        let later = NOW.plus(9 * MINUTE_MS);
        let mut flood =
            |at| (0..10_000).filter(|n| noted.take(&channel(1), &format!("https://{n}.example"), at)).count();
        assert_eq!(flood(later), NOTES_PER_MINUTE as usize);
        assert_eq!(flood(later.plus(MINUTE_MS)), NOTES_PER_MINUTE as usize);
        assert!(noted.at.len() <= REMEMBERED_MAX);
    }

    #[test]
    fn newest_sites_are_kept_and_made_up_ones_push_out_only_their_like() {
        let kept = |is_allowed: bool, age_ms: u64| {
            let page = |n| Page { origin: format!("https://{n}.example"), path: String::new() };
            let at = |n: usize| Timestamp(NOW.0 - age_ms - n as u64);
            let origins =
                (0..limits::SEEN_ORIGINS_MAX).map(|n| KeptOrigin { page: page(n), at: at(n), is_allowed });
            origins.collect::<Vec<_>>()
        };
        let old = kept(false, 5 * MINUTE_MS);
        let last = format!("https://{}.example", limits::SEEN_ORIGINS_MAX - 1);
        assert_eq!(keep(&old, "https://new.example", false, NOW), Keeping::Replace(last));
        assert_eq!(keep(&old, "https://new.example", true, NOW), Keeping::Keep);
        assert_eq!(keep(&old, "https://3.example", false, NOW), Keeping::Keep);
        let fresh = kept(false, 5);
        assert_eq!(keep(&fresh, "https://new.example", false, NOW), Keeping::Nothing);
        assert_eq!(keep(&fresh, "https://3.example", false, NOW), Keeping::Nothing);
        assert_eq!(keep(&fresh, "https://3.example", true, NOW), Keeping::Keep, "it was allowed meanwhile");
    }
}
