//! `docs/PERMISSIONS.md` against the routes and the roles: who reads the page knows what the worker does.

use pulina_shared::wire::users::Role;

use crate::domain::permission::granted;
use crate::edge::routes_for_users;
use crate::permission::Permission;

const PAGE: &str = include_str!("../../docs/PERMISSIONS.md");

/// The rows of the tables, those of routes or the others.
fn rows_of_page(are_routes: bool) -> Vec<&'static str> {
    PAGE.lines().filter(|line| line.starts_with("| `") && line.contains("/v1/") == are_routes).collect()
}

fn allowed(permission: Permission) -> String {
    let cells = Role::ALL.map(|role| if granted(role).contains(&permission) { "yes" } else { "no" });
    cells.join(" | ")
}

#[test]
fn page_of_permissions_has_every_route_for_users_with_the_roles_that_may_ask() {
    let row = |(route, permission, is_proved): (String, Permission, bool)| {
        let proof = if is_proved { "yes" } else { "no" };
        format!("| `{route}` | {} | {proof} | {} |", permission.as_str(), allowed(permission))
    };
    let expected: Vec<String> = routes_for_users().into_iter().map(row).collect();
    assert_eq!(rows_of_page(true), expected, "docs/PERMISSIONS.md should have\n{}", expected.join("\n"));
}

#[test]
fn page_of_permissions_has_every_permission_with_the_roles_that_have_it() {
    let found = rows_of_page(false);
    assert_eq!(found.len(), Permission::ALL.len(), "{found:?}");
    for (row, permission) in found.into_iter().zip(Permission::ALL) {
        assert!(row.starts_with(&format!("| `{}` |", permission.as_str())), "{row}");
        assert!(row.ends_with(&format!("| {} |", allowed(permission))), "{row}");
    }
}
