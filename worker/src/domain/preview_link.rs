//! Links that show a channel's draft on a sample page to whoever has them, for a week: channel and
//! end, signed with a key of the account. Nothing is stored, so no link can be counted or taken back.

use pulina_shared::ids::ChannelId;
use pulina_shared::limits::PREVIEW_LINK_MS;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::time::Timestamp;

use super::signed;

/// The part of the address behind the channel, `{end}.{signature}`, and the end. `None` when there is
/// no key.
pub fn sign(key: &str, channel: &ChannelId, now: Timestamp) -> Option<(String, Timestamp)> {
    let expires_at = now.plus(PREVIEW_LINK_MS);
    let prefix = prefix(channel);
    let signed = signed::sign(key.as_bytes(), &format!("{prefix}{}", expires_at.0))?;
    Some((signed.strip_prefix(&prefix)?.to_owned(), expires_at))
}

/// Whether a link shows the draft of this channel now.
///
/// # Errors
/// `not_found` when we did not make it, `link_expired` when we did and it is over.
pub fn check(key: &str, channel: &ChannelId, link: &str, now: Timestamp) -> Result<(), Rejection> {
    let prefix = prefix(channel);
    let signed = format!("{prefix}{link}");
    let text = signed::proved(key.as_bytes(), &signed).and_then(|text| text.strip_prefix(&prefix));
    let expires_at: u64 = text.and_then(|text| text.parse().ok()).ok_or(Rejection::new(Code::NotFound))?;
    if now.0 < expires_at { Ok(()) } else { Err(Rejection::new(Code::LinkExpired)) }
}

/// What is signed with the same key for another end begins otherwise.
fn prefix(channel: &ChannelId) -> String {
    format!("preview.{channel}.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulina_shared::ids::AccountId;

    #[test]
    fn link_shows_its_own_channel_for_a_week() {
        let of = |byte: u8| ChannelId::new(&AccountId::new([1; 10]), [byte; 5]);
        let (link, end) = sign("key", &of(1), Timestamp(1_000)).unwrap();
        assert_eq!(end, Timestamp(1_000 + PREVIEW_LINK_MS));
        let code = |key: &str, channel: u8, link: &str, now: u64| {
            check(key, &of(channel), link, Timestamp(now)).err().map(|rejection| rejection.code)
        };
        assert_eq!(code("key", 1, &link, end.0 - 1), None);
        assert_eq!(code("key", 1, &link, end.0), Some(Code::LinkExpired));
        assert_eq!(code("key", 2, &link, 0), Some(Code::NotFound));
        assert_eq!(code("other", 1, &link, 0), Some(Code::NotFound));
        let later = link.replacen(&end.0.to_string(), &(end.0 + 1).to_string(), 1);
        assert_eq!(code("key", 1, &later, 0), Some(Code::NotFound));
        assert_eq!(sign("", &of(1), Timestamp(0)), None);
    }
}
