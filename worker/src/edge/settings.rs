//! A channel's settings, kept for some seconds, because every page view of every customer's
//! visitors asks for them.

use std::cell::RefCell;
use std::collections::HashMap;

use pulina_shared::ids::ChannelId;
use pulina_shared::time::{SECOND_MS, Timestamp};

use super::access::ChannelAccess;
use super::route::Context;
use crate::chance::now;
use crate::durable::call::call_object;
use crate::fault::Failure;
use crate::internal::ChannelSettings;

/// How long a change may take to be seen.
const FRESH_MS: u64 = 5 * SECOND_MS;
/// Channels kept at once; beyond it all are forgotten, which costs one question each.
const KEPT_MAX: usize = 500;

thread_local! {
    static KEPT: RefCell<HashMap<ChannelId, (Timestamp, ChannelSettings)>> = RefCell::new(HashMap::new());
}

/// The channel's settings.
///
/// # Errors
/// `not_found`, and faults.
pub async fn of_channel(context: &Context, access: &ChannelAccess) -> Result<ChannelSettings, Failure> {
    let channel = access.channel();
    let now = now();
    let kept = KEPT.with_borrow(|kept| kept.get(channel).cloned());
    if let Some((read_at, settings)) = kept
        && now.since(read_at) < FRESH_MS
    {
        return Ok(settings);
    }
    let settings: ChannelSettings =
        call_object(&context.env, &access.help_desk(), "/channel", &context.request_id, channel).await?;
    KEPT.with_borrow_mut(|kept| {
        if kept.len() >= KEPT_MAX {
            kept.clear();
        }
        kept.insert(channel.clone(), (now, settings.clone()));
    });
    Ok(settings)
}
