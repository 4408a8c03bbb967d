//! Whether a user takes new work. Their working hours come first: outside of them they are away,
//! whatever was said; then what was said; then whether they have a desk open.

use pulina_shared::ids::UserId;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::presence::{Presence, PresenceState};

/// Whether a user takes new work. `away_by` says that they are away, and `works` is what their hours
/// say of this moment: whether they work, and until when that stays so.
pub fn presence(
    user: &UserId,
    away_by: Option<&UserId>,
    works: Option<(bool, Option<Timestamp>)>,
    has_desk: bool,
) -> Presence {
    let (is_working, changes_at) = works.unwrap_or((true, None));
    let state = match away_by {
        _ if !is_working => PresenceState::OutsideHours,
        Some(by) if by == user => PresenceState::Away,
        Some(by) => PresenceState::SetAway(by.clone()),
        None if has_desk => PresenceState::Available,
        None => PresenceState::NoDesk,
    };
    Presence { state, changes_at }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_come_first_then_what_was_said_then_the_desk() {
        let (ana, ben) = (UserId::new([1; 10]), UserId::new([2; 10]));
        let until = Some(Timestamp(9));
        let table = [
            (None, None, true, PresenceState::Available),
            (None, None, false, PresenceState::NoDesk),
            (Some(&ana), None, true, PresenceState::Away),
            (Some(&ben), None, true, PresenceState::SetAway(ben.clone())),
            (None, Some((true, until)), true, PresenceState::Available),
            (Some(&ana), Some((true, until)), true, PresenceState::Away),
            (None, Some((false, until)), true, PresenceState::OutsideHours),
            (Some(&ben), Some((false, until)), false, PresenceState::OutsideHours),
        ];
        for (away_by, works, has_desk, state) in table {
            let found = presence(&ana, away_by, works, has_desk);
            let changes_at = works.and_then(|works| works.1);
            assert_eq!(found, Presence { state, changes_at });
        }
    }
}
