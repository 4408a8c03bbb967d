//! Whether somebody is there: for launchers and panels that are open for longer than that stays so.

use pulina_shared::availability;
use pulina_shared::time::{SECOND_MS, Timestamp};
use pulina_shared::wire::availability::AvailabilityNow;
use worker::Response;

use super::access::ChannelAccess;
use super::route::Context;
use super::settings;
use crate::answer;
use crate::chance::now;
use crate::fault::Failure;
use crate::internal::PublishedChannel;

/// How long an answer may be kept.
const FRESH_S_MAX: u64 = 15;

/// `GET /v1/channels/{channel}/availability`.
///
/// # Errors
/// `not_found`, and faults.
pub async fn answer(context: Context, access: ChannelAccess) -> Result<Response, Failure> {
    let channel = settings::of_channel(&context, &access).await?;
    let now = now();
    let availability = at(&channel, now);
    let mut response = answer::json(200, &availability)?;
    let fresh_s = fresh_s(&availability, now);
    answer::set_header(&mut response, "cache-control", &format!("public, max-age={fresh_s}"))?;
    answer::set_header(&mut response, "access-control-allow-origin", "*")?;
    answer::set_header(&mut response, "cross-origin-resource-policy", "cross-origin")?;
    Ok(response)
}

/// How a channel stands.
pub fn at(channel: &PublishedChannel, now: Timestamp) -> AvailabilityNow {
    let settings = &channel.settings.availability;
    let now = availability::now(settings, now, channel.n_online, channel.reply_median_ms);
    AvailabilityNow { revision: channel.revision, ..now }
}

/// An answer must not be kept beyond the moment at which it is wrong.
fn fresh_s(availability: &AvailabilityNow, now: Timestamp) -> u64 {
    let until_change_s = availability.changes_at.map_or(FRESH_S_MAX, |at| at.since(now) / SECOND_MS);
    until_change_s.min(FRESH_S_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulina_shared::wire::availability::{AwayBehaviour, ReplyTime};

    #[test]
    fn answer_is_not_kept_beyond_its_end() {
        let availability = |changes_at| AvailabilityNow {
            is_open: true,
            changes_at,
            opens_at: None,
            away: AwayBehaviour::default(),
            reply_time: ReplyTime::default(),
            depends_on_users: false,
            revision: 1,
        };
        let now = Timestamp(1_000_000);
        assert_eq!(fresh_s(&availability(None), now), 15);
        assert_eq!(fresh_s(&availability(Some(now.plus(90_000))), now), 15);
        assert_eq!(fresh_s(&availability(Some(now.plus(2_900))), now), 2);
        assert_eq!(fresh_s(&availability(Some(Timestamp(5))), now), 0, "long ago");
    }
}
