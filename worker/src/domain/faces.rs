//! Whose faces may stand at the top of a channel. The panel shows three of them, the same three for
//! one visitor (`shared::faces`); where an account has more users than a page should carry, which of
//! them these are differs from channel to channel.

use pulina_shared::ids::ChannelId;
use pulina_shared::limits;
use pulina_shared::wire::conversation::PublicUser;

use crate::internal::secret_hash;

/// The users that a panel chooses from.
pub fn candidates(mut users: Vec<PublicUser>, channel: &ChannelId) -> Vec<PublicUser> {
    users.sort_by_cached_key(|user| secret_hash(&format!("{channel}:{}", user.id)));
    users.truncate(limits::HEADING_USERS_MAX);
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
    fn a_page_carries_the_same_few_of_many_users_however_they_come() {
        let channel = ChannelId::new(&AccountId::new([1; 10]), [2; 5]);
        let some = candidates((0..60).map(user).collect(), &channel);
        assert_eq!(some.len(), limits::HEADING_USERS_MAX);
        assert_eq!(some, candidates((0..60).rev().map(user).collect(), &channel));
        assert_eq!(candidates(vec![user(1)], &channel).len(), 1);
    }
}
