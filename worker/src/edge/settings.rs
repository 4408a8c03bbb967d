//! A channel as the help desk publishes it, kept for some seconds, because every page view of every
//! customer's visitors asks for it, and the policy that follows from it for conversations.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use pulina_shared::ids::{ChannelId, ConversationId};
use pulina_shared::time::{SECOND_MS, Timestamp};
use serde::Serialize;

use super::access::{ChannelAccess, ConversationAccess};
use super::route::Context;
use crate::chance::now;
use crate::durable::call::{Object, call_object};
use crate::fault::Failure;
use crate::internal::{Policy, PublishedChannel, header_json};
use crate::log;

/// How long a change may take to be seen.
const FRESH_MS: u64 = 5 * SECOND_MS;
/// Channels kept at once; beyond it all are forgotten, which costs one question each.
const KEPT_MAX: usize = 500;
/// Conversations whose channel is known; beyond it all are forgotten.
const CONVERSATIONS_MAX: usize = 20_000;

#[derive(Clone)]
struct Kept {
    read_at: Timestamp,
    channel: Rc<PublishedChannel>,
    policy: Rc<str>,
}

thread_local! {
    static KEPT: RefCell<HashMap<ChannelId, Kept>> = RefCell::new(HashMap::new());
    /// Through which channel a conversation came; that never changes.
    static CHANNELS: RefCell<HashMap<ConversationId, ChannelId>> = RefCell::new(HashMap::new());
}

/// The channel.
///
/// # Errors
/// `not_found`, and faults.
pub async fn of_channel(context: &Context, access: &ChannelAccess) -> Result<Rc<PublishedChannel>, Failure> {
    Ok(channel(context, &access.help_desk(), access.channel()).await?.channel)
}

/// The policy of a conversation's channel, as a header. `None` when there is no such conversation, and
/// when the help desk cannot be asked: a conversation that goes on must not depend on it, and holds
/// to the policy that it knows.
pub async fn policy_for(context: &Context, access: &ConversationAccess) -> Option<Rc<str>> {
    let conversation = access.conversation();
    let known = CHANNELS.with_borrow(|channels| channels.get(conversation).cloned());
    let asked = match &known {
        Some(known) => channel(context, &access.help_desk(), known).await,
        None => ask(context, &access.help_desk(), "/channel-of", conversation).await,
    };
    match asked {
        Ok(kept) => {
            if known.is_none() {
                remember(conversation, &kept.channel.channel);
            }
            Some(kept.policy)
        }
        Err(Failure::Rejection(_)) => None,
        Err(Failure::Fault(fault)) => {
            log::fault("policy", &context.request_id, &fault);
            None
        }
    }
}

/// Notes through which channel a conversation came.
pub fn remember(conversation: &ConversationId, channel: &ChannelId) {
    CHANNELS.with_borrow_mut(|channels| {
        if channels.len() >= CONVERSATIONS_MAX {
            channels.clear();
        }
        channels.insert(conversation.clone(), channel.clone());
    });
}

/// The channel was changed; it is asked for again.
pub fn forget(channel: &ChannelId) {
    KEPT.with_borrow_mut(|kept| kept.remove(channel));
}

async fn channel(context: &Context, help_desk: &Object, id: &ChannelId) -> Result<Kept, Failure> {
    let now = now();
    let kept = KEPT.with_borrow(|kept| kept.get(id).cloned());
    match kept.filter(|kept| now.since(kept.read_at) < FRESH_MS) {
        Some(kept) => Ok(kept),
        None => ask(context, help_desk, "/channel", id).await,
    }
}

async fn ask(
    context: &Context,
    help_desk: &Object,
    path: &'static str,
    id: &impl Serialize,
) -> Result<Kept, Failure> {
    // Whatever changes while it is asked for counts as unseen.
    let read_at = now();
    let channel: PublishedChannel =
        call_object(&context.env, help_desk, path, &context.request_id, id).await?;
    let policy = header_json(&Policy::of(&channel))?;
    let asked = Kept { read_at, channel: Rc::new(channel), policy: policy.into() };
    KEPT.with_borrow_mut(|kept| {
        if kept.len() >= KEPT_MAX {
            kept.clear();
        }
        kept.insert(asked.channel.channel.clone(), asked.clone());
    });
    Ok(asked)
}
