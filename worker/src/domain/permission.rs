//! Who may do what. Every route for users names one permission, every role has a set of them, and
//! the help desk looks at both in the same breath in which it does what was asked. The page
//! `docs/PERMISSIONS.md` is compared with this and with the routes.

use pulina_shared::problem::{Code, Rejection};
use pulina_shared::wire::users::Role;

use crate::permission::Permission;

/// Everything that this role may do.
pub fn granted(role: Role) -> &'static [Permission] {
    use Permission::{Answer, Audit, Channels, Keys, Own, People, Users};
    match role {
        Role::Agent => &[Own, Answer],
        Role::Admin => &[Own, Answer, Channels, Keys, Users, People, Audit],
        Role::Owner => &Permission::ALL,
    }
}

/// Lets somebody of this role do it, or not.
///
/// # Errors
/// `permission_denied`.
pub fn require(role: Role, permission: Permission) -> Result<(), Rejection> {
    if granted(role).contains(&permission) { Ok(()) } else { Err(Rejection::new(Code::PermissionDenied)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_higher_role_may_do_all_that_a_lower_one_may() {
        for (lower, higher) in [(Role::Agent, Role::Admin), (Role::Admin, Role::Owner)] {
            assert!(lower < higher);
            for &permission in granted(lower) {
                assert_eq!(require(higher, permission), Ok(()), "{higher:?} {permission:?}");
            }
        }
    }

    #[test]
    fn agents_answer_and_look_after_nobody_but_themselves() {
        let allowed = Permission::ALL.map(|permission| require(Role::Agent, permission).is_ok());
        assert_eq!(allowed, [true, true, false, false, false, false, false, false]);
    }

    #[test]
    fn owners_are_a_matter_of_owners() {
        assert_eq!(require(Role::Owner, Permission::Owners), Ok(()));
        let refused = require(Role::Admin, Permission::Owners).unwrap_err();
        assert_eq!(refused.code, Code::PermissionDenied);
    }
}
