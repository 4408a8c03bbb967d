//! What becomes of a user when somebody changes them: owners are a matter of owners, and one who can
//! sign in is always left.

use pulina_shared::problem::{Code, Rejection};
use pulina_shared::wire::users::{Role, UserChange, UserState};

use super::permission;
use crate::permission::Permission;

/// How a user stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What they may do.
    pub role: Role,
    /// Whether they may come in.
    pub state: UserState,
}

impl Standing {
    fn is_ruling(self) -> bool {
        self.role == Role::Owner && self.state == UserState::Active
    }

    /// Whether less is allowed from now on than before: what the user had begun is not to go on.
    pub fn is_below(self, before: Self) -> bool {
        self.role < before.role || (self.state == UserState::Disabled && before.state == UserState::Active)
    }
}

/// How the user stands after a change by somebody of this role. `n_ruling` owners can sign in.
///
/// # Errors
/// `permission_denied`, `last_owner`.
pub fn change(
    by: Role,
    before: Standing,
    wanted: &UserChange,
    n_ruling: usize,
) -> Result<Standing, Rejection> {
    let after =
        Standing { role: wanted.role.unwrap_or(before.role), state: wanted.state.unwrap_or(before.state) };
    if after == before {
        return Ok(after);
    }
    require_owner_for(by, before.role)?;
    require_owner_for(by, after.role)?;
    if before.is_ruling() && !after.is_ruling() && n_ruling <= 1 {
        return Err(Rejection::new(Code::LastOwner));
    }
    Ok(after)
}

/// Lets somebody of the role `by` give the other role, or change who has it.
///
/// # Errors
/// `permission_denied`.
pub fn require_owner_for(by: Role, role: Role) -> Result<(), Rejection> {
    match role {
        Role::Owner => permission::require(by, Permission::Owners),
        Role::Agent | Role::Admin => permission::require(by, Permission::Users),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Role::{Admin, Agent, Owner};

    fn active(role: Role) -> Standing {
        Standing { role, state: UserState::Active }
    }

    fn role(role: Role) -> UserChange {
        UserChange { role: Some(role), state: None }
    }

    fn state(state: UserState) -> UserChange {
        UserChange { role: None, state: Some(state) }
    }

    fn check(
        by: Role,
        before: Standing,
        wanted: &UserChange,
        n_ruling: usize,
        expect: Result<Standing, Code>,
    ) {
        let code = |rejection: Rejection| rejection.code;
        let outcome = change(by, before, wanted, n_ruling).map_err(code);
        assert_eq!(outcome, expect, "{by:?} {before:?} {wanted:?} {n_ruling}");
    }

    #[test]
    fn admins_change_everybody_but_owners() {
        check(Admin, active(Agent), &role(Admin), 1, Ok(active(Admin)));
        check(Admin, active(Admin), &role(Agent), 1, Ok(active(Agent)));
        for (before, wanted) in
            [(Agent, role(Owner)), (Owner, role(Agent)), (Owner, state(UserState::Disabled))]
        {
            check(Admin, active(before), &wanted, 2, Err(Code::PermissionDenied));
        }
        check(Agent, active(Agent), &role(Admin), 2, Err(Code::PermissionDenied));
    }

    #[test]
    fn the_last_owner_who_can_sign_in_stays_one() {
        for wanted in [role(Agent), role(Admin), state(UserState::Disabled)] {
            check(Owner, active(Owner), &wanted, 1, Err(Code::LastOwner));
            assert!(change(Owner, active(Owner), &wanted, 2).is_ok());
        }
        let disabled = Standing { role: Owner, state: UserState::Disabled };
        let demoted = Standing { role: Agent, ..disabled };
        check(Owner, disabled, &role(Agent), 1, Ok(demoted));
    }

    #[test]
    fn what_is_so_already_is_no_change() {
        check(Admin, active(Owner), &role(Owner), 1, Ok(active(Owner)));
        check(Owner, active(Owner), &UserChange::default(), 1, Ok(active(Owner)));
    }

    #[test]
    fn less_is_allowed_after_a_demotion_and_after_disabling() {
        let disabled = Standing { role: Admin, state: UserState::Disabled };
        assert!(disabled.is_below(active(Admin)) && active(Agent).is_below(active(Admin)));
        assert!(!active(Admin).is_below(disabled) && !active(Owner).is_below(active(Admin)));
    }
}
