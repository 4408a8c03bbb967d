//! The head of a conversation as a row.

use std::sync::Arc;

use pulina_shared::ids::{ChannelId, ConversationId, Epoch, Seq, UserId, VisitorId};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::ConversationStatus;
use pulina_shared::wire::help_desk::LastMessage;
use serde::Deserialize;

use super::event_row::{author_text, parse_author};
use super::sql::{Value, number, text};
use crate::domain::about::About;
use crate::domain::conversation::{Head, Opened};
use crate::domain::courier::Courier;
use crate::domain::rate::{Bucket, DayCount};
use crate::fault::Fault;

/// The head as it is read, with the policy that stands beside it.
#[derive(Deserialize)]
pub struct HeadRow {
    conversation: ConversationId,
    channel: ChannelId,
    visitor: VisitorId,
    token_hash: String,
    devices: Option<String>,
    epoch: Epoch,
    begun_at: Timestamp,
    last_seq: Seq,
    n_messages: u64,
    status: String,
    visitor_read: Seq,
    agent_read: Seq,
    n_unread: u64,
    owner: Option<UserId>,
    subject: Option<String>,
    opened_at: Option<Timestamp>,
    last_author: Option<String>,
    last_preview: Option<String>,
    last_at: Option<Timestamp>,
    last_visitor_seq: Seq,
    last_agent_seq: Seq,
    last_agent: Option<UserId>,
    last_order: u64,
    report_version: u64,
    reported_version: u64,
    n_failures: u32,
    next_try_at: Timestamp,
    visitor_rate: Bucket,
    visitor_day: u64,
    visitor_day_count: u32,
    first_seq: Option<Seq>,
    closed_at: Option<Timestamp>,
    last_event_at: Timestamp,
    about: Option<String>,
    is_expired: u8,
    policy: Option<String>,
}

impl TryFrom<HeadRow> for Head {
    type Error = Fault;

    fn try_from(row: HeadRow) -> Result<Self, Fault> {
        let opened = match (row.subject, row.opened_at, row.last_author, row.last_preview, row.last_at) {
            (Some(subject), Some(at), Some(author), Some(preview), Some(last_at)) => {
                let last_message = LastMessage { author: parse_author(&author)?, preview, at: last_at };
                Some(Opened { subject, at, first_seq: row.first_seq.unwrap_or_default(), last_message })
            }
            (None, None, None, None, None) => None,
            _ => return Err(Fault::stored("head", "opened in part")),
        };
        let json = |what: &'static str| move |error| Fault::stored(what, error);
        let about = row.about.map(|about| serde_json::from_str(&about).map_err(json("about"))).transpose()?;
        let devices =
            row.devices.map(|devices| serde_json::from_str(&devices).map_err(json("devices"))).transpose()?;
        let policy = row.policy.map(|policy| serde_json::from_str(&policy).map_err(json("policy")));
        Ok(Self {
            conversation: row.conversation,
            channel: row.channel,
            visitor: row.visitor,
            token_hash: row.token_hash,
            devices,
            epoch: row.epoch,
            begun_at: row.begun_at,
            last_seq: row.last_seq,
            n_messages: row.n_messages,
            status: parse_status(&row.status)?,
            visitor_read: row.visitor_read,
            agent_read: row.agent_read,
            n_unread: row.n_unread,
            owner: row.owner,
            opened,
            last_visitor_seq: row.last_visitor_seq,
            last_agent_seq: row.last_agent_seq,
            last_agent: row.last_agent,
            last_order: row.last_order,
            report_version: row.report_version,
            reported_version: row.reported_version,
            courier: Courier { n_failures: row.n_failures, next_try_at: row.next_try_at },
            visitor_rate: row.visitor_rate,
            visitor_day: DayCount { day: row.visitor_day, count: row.visitor_day_count },
            closed_at: row.closed_at,
            last_event_at: row.last_event_at,
            about: about.unwrap_or_default(),
            policy: Arc::new(policy.transpose()?.unwrap_or_default()),
            is_expired: row.is_expired != 0,
        })
    }
}

/// Its columns but `only`.
pub const COLUMNS: [&str; 35] = [
    "conversation",
    "channel",
    "visitor",
    "token_hash",
    "epoch",
    "begun_at",
    "last_seq",
    "n_messages",
    "status",
    "visitor_read",
    "agent_read",
    "n_unread",
    "owner",
    "subject",
    "opened_at",
    "last_author",
    "last_preview",
    "last_at",
    "last_visitor_seq",
    "last_agent_seq",
    "last_agent",
    "last_order",
    "report_version",
    "reported_version",
    "n_failures",
    "next_try_at",
    "visitor_rate",
    "visitor_day",
    "visitor_day_count",
    "first_seq",
    "closed_at",
    "last_event_at",
    "about",
    "is_expired",
    "devices",
];

/// In the order of [`COLUMNS`].
pub type Values = [Value; COLUMNS.len()];

/// The values of the head's row.
///
/// # Errors
/// What cannot be written as JSON.
pub fn values(head: &Head) -> Result<Values, Fault> {
    let about = if head.about == About::default() {
        Value::Null
    } else {
        text(serde_json::to_string(&head.about).map_err(|error| Fault::json("about", error))?)
    };
    let devices = head.devices.as_ref().map(serde_json::to_string).transpose();
    let devices = devices.map_err(|error| Fault::json("devices", error))?;
    let opened = head.opened.as_ref();
    let last = opened.map(|opened| &opened.last_message);
    let optional_user = |user: &Option<UserId>| Value::from(user.as_ref().map(|user| text(user.as_str())));
    Ok([
        text(head.conversation.as_str()),
        text(head.channel.as_str()),
        text(head.visitor.as_str()),
        text(&head.token_hash),
        text(head.epoch.as_str()),
        number(head.begun_at.0),
        number(head.last_seq.0),
        number(head.n_messages),
        text(status_text(head.status)),
        number(head.visitor_read.0),
        number(head.agent_read.0),
        number(head.n_unread),
        optional_user(&head.owner),
        opened.map(|opened| text(&opened.subject)).into(),
        opened.map(|opened| number(opened.at.0)).into(),
        last.map(|last| author_text(&last.author)).into(),
        last.map(|last| text(&last.preview)).into(),
        last.map(|last| number(last.at.0)).into(),
        number(head.last_visitor_seq.0),
        number(head.last_agent_seq.0),
        optional_user(&head.last_agent),
        number(head.last_order),
        number(head.report_version),
        number(head.reported_version),
        number(u64::from(head.courier.n_failures)),
        number(head.courier.next_try_at.0),
        number(head.visitor_rate.0.0),
        number(head.visitor_day.day),
        number(u64::from(head.visitor_day.count)),
        opened.map(|opened| number(opened.first_seq.0)).into(),
        head.closed_at.map(|at| number(at.0)).into(),
        number(head.last_event_at.0),
        about,
        number(u64::from(head.is_expired)),
        devices.map(text).into(),
    ])
}

fn status_text(status: ConversationStatus) -> &'static str {
    match status {
        ConversationStatus::Open => "open",
        ConversationStatus::Closed => "closed",
    }
}

fn parse_status(text: &str) -> Result<ConversationStatus, Fault> {
    match text {
        "open" => Ok(ConversationStatus::Open),
        "closed" => Ok(ConversationStatus::Closed),
        other => Err(Fault::stored("status", other)),
    }
}
