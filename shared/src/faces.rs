//! Which of a channel's people one visitor sees at the top: three, the same three on every page, and
//! others for other visitors. It follows from what the visitor's browser holds, so nobody has to
//! store it.

use crate::wire::conversation::PublicUser;

/// As many as stand at the top.
pub const FACES_MAX: usize = 3;

/// The faces that whoever holds `seed` sees. Somebody who joins or leaves changes one at most.
pub fn faces(mut candidates: Vec<PublicUser>, seed: &str) -> Vec<PublicUser> {
    // Three times the least: sorting brings kilobytes of code into the panel.
    let mut seen = Vec::with_capacity(FACES_MAX);
    while seen.len() < FACES_MAX {
        let ranked = candidates.iter().enumerate().min_by_key(|(_, user)| rank(seed, user.id.as_str()));
        let Some((place, _)) = ranked else { break };
        seen.push(candidates.swap_remove(place));
    }
    seen
}

/// FNV-1a, and the finish of murmur3, without which names that differ in their last letter alone
/// would be neighbours.
pub(crate) fn rank(seed: &str, id: &str) -> u64 {
    let bytes = seed.bytes().chain(id.bytes());
    let mut rank = bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    rank = (rank ^ (rank >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    rank ^ (rank >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::UserId;
    use std::collections::BTreeMap;

    fn users(numbers: impl Iterator<Item = u8>) -> Vec<PublicUser> {
        let user =
            |number: u8| PublicUser { id: UserId::new([number; 10]), name: number.to_string(), avatar: None };
        numbers.map(user).collect()
    }

    fn names(users: Vec<PublicUser>, seed: &str) -> Vec<String> {
        faces(users, seed).into_iter().map(|user| user.name).collect()
    }

    #[test]
    fn one_visitor_sees_the_same_three_in_whatever_order_they_come() {
        let seen = names(users(0..9), "seed");
        assert_eq!(seen.len(), FACES_MAX);
        assert_eq!(seen, names(users((0..9).rev()), "seed"));
    }

    #[test]
    fn everybody_has_their_turn_about_equally_often() {
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        for seed in 0..900 {
            for name in names(users(0..9), &seed.to_string()) {
                *seen.entry(name).or_default() += 1;
            }
        }
        assert_eq!(seen.len(), 9);
        assert!(seen.values().all(|n_seen| (240..360).contains(n_seen)), "{seen:?}");
    }

    #[test]
    fn somebody_who_joins_replaces_one_face_at_most() {
        for seed in 0..50 {
            let (before, after) =
                (names(users(0..9), &seed.to_string()), names(users(0..10), &seed.to_string()));
            let n_kept = after.iter().filter(|name| before.contains(name)).count();
            assert!(n_kept >= FACES_MAX - 1, "{before:?} {after:?}");
        }
    }
}
