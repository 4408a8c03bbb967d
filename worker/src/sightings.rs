//! On which sites channels are seen, as far as it is worth a note. Remembered in the memory of one
//! instance, so that a popular page, or a flood of made-up ones, wakes no object.

use std::cell::RefCell;

use pulina_shared::ids::ChannelId;

use crate::chance::now;
use crate::domain::seen::{Noted, Page, page};
use crate::internal::NoteSeen;

thread_local! {
    static NOTED: RefCell<Noted> = RefCell::default();
}

/// What a request names as the page that it comes from.
pub struct Source {
    /// Its `Referer`.
    pub referer: Option<String>,
    /// Its `Origin`.
    pub origin: Option<String>,
}

/// The note that a request for this channel is worth. `own_origin` and `base` are where our own pages
/// are; those do not count.
pub fn worth_noting(channel: &ChannelId, source: &Source, own_origin: &str, base: &str) -> Option<NoteSeen> {
    let page: Page = page(source.referer.as_deref(), source.origin.as_deref())?;
    let is_new = || NOTED.with_borrow_mut(|noted| noted.take(channel, &page.origin, now()));
    let is_worth_it = !page.is_ours(own_origin, base) && is_new();
    is_worth_it.then(|| NoteSeen { channel: channel.clone(), page })
}
