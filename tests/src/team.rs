//! A team: colleagues who are asked in by a link and come, as people do.

use pulina_shared::wire::users::{
    AcceptInvitation, InvitationCreated, NewInvitation, Role, UserChange, UserEntry, UserList,
};

use crate::agent::Agent;
use crate::door::{Ask, Door};
use crate::site::PASSWORD;

impl Agent {
    /// Asks somebody in.
    pub async fn invites(&self, email: &str, role: Role) -> InvitationCreated {
        self.inviting(email, role).granted().await
    }

    /// The request that asks somebody in.
    pub fn inviting(&self, email: &str, role: Role) -> Ask {
        let new = NewInvitation { email: email.to_owned(), role };
        self.asks("POST", "/v1/invitations").json(&new)
    }

    /// A new colleague of this role, at an open desk.
    pub async fn has_colleague(&self, name: &str, role: Role) -> Agent {
        let email = format!("{}@harbour.example", name.to_lowercase());
        let created = self.invites(&email, role).await;
        Agent::has_come(&self.door, &accepting(&self.door, &created.link, name).answer().await).await
    }

    /// The users and invitations of the account.
    pub async fn lists_users(&self) -> UserList {
        self.asks("GET", "/v1/users").granted().await
    }

    /// The request that changes a user.
    pub fn changing(&self, whom: &Agent, change: &UserChange) -> Ask {
        self.asks("PATCH", &format!("/v1/users/{}", whom.user())).json(change)
    }

    /// Changes a user.
    pub async fn changes(&self, whom: &Agent, change: &UserChange) -> UserEntry {
        self.changing(whom, change).granted().await
    }
}

/// The secret of an invitation's link.
///
/// # Panics
/// When the link has none behind its `#`.
pub fn secret_in(link: &str) -> &str {
    link.split_once("#/invitation/").map(|(_, secret)| secret).expect("the secret stands behind the #")
}

/// The request that takes the invitation of a link.
pub fn accepting(door: &Door, link: &str, name: &str) -> Ask {
    let accept = AcceptInvitation {
        secret: secret_in(link).to_owned(),
        name: name.to_owned(),
        password: PASSWORD.to_owned(),
    };
    door.post("/v1/users").header("origin", &door.origin()).json(&accept)
}
