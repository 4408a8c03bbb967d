//! Whose faces stand at the top of a channel: at most three, the same for everybody who looks on one
//! day, and others on another day, so that nobody stands there for ever.

use pulina_shared::ids::ChannelId;
use pulina_shared::time::{DAY_MS, Timestamp};
use pulina_shared::wire::conversation::PublicUser;

use crate::internal::secret_hash;

const FACES_MAX: usize = 3;

/// The faces of a channel on the day (UTC) of `now`.
pub fn faces(mut users: Vec<PublicUser>, channel: &ChannelId, now: Timestamp) -> Vec<PublicUser> {
    let day = now.0 / DAY_MS;
    users.sort_by_cached_key(|user| secret_hash(&format!("{channel}:{day}:{}", user.id)));
    users.truncate(FACES_MAX);
    users
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulina_shared::ids::{AccountId, UserId};

    fn user(number: u8) -> PublicUser {
        PublicUser { id: UserId::new([number; 10]), name: number.to_string(), avatar: None }
    }

    #[test]
    fn everybody_sees_the_same_three_on_one_day_and_all_have_their_turn() {
        let channel = ChannelId::new(&AccountId::new([1; 10]), [2; 5]);
        let users: Vec<_> = (0..6).map(user).collect();
        let backwards: Vec<_> = (0..6).rev().map(user).collect();
        let mut seen = std::collections::BTreeSet::new();
        for day in 0..60 {
            let (morning, evening) = (Timestamp(day * DAY_MS), Timestamp((day + 1) * DAY_MS - 1));
            let shown = faces(users.clone(), &channel, morning);
            assert_eq!(shown.len(), 3);
            assert_eq!(shown, faces(backwards.clone(), &channel, evening));
            seen.extend(shown.into_iter().map(|user| user.name));
        }
        assert_eq!(seen.len(), 6);
        assert_eq!(faces(vec![user(1)], &channel, Timestamp(0)).len(), 1);
    }
}
