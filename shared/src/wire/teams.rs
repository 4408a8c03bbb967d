//! Teams, which name users together, and inboxes, which hold the tickets of their channels for their
//! members.

use serde::{Deserialize, Serialize};

use crate::ids::{ChannelId, InboxId, TeamId, UserId};

/// `GET /v1/teams`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Teams {
    /// The oldest first.
    pub teams: Vec<Team>,
}

/// Users who are named together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Which.
    pub id: TeamId,
    /// How people call it.
    pub name: String,
    /// Who is in it, in the order in which they were chosen.
    pub members: Vec<UserId>,
}

/// `POST /v1/teams` and `PUT /v1/teams/{team}`: the whole team. The answer is the [`Team`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamWish {
    /// How people call it; no two teams have the same name.
    pub name: String,
    /// Who is in it.
    pub members: Vec<UserId>,
}

/// `GET /v1/inboxes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inboxes {
    /// The oldest first; there is always one.
    pub inboxes: Vec<Inbox>,
}

/// Tickets of some channels, for some users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbox {
    /// Which.
    pub id: InboxId,
    /// How people call it.
    pub name: String,
    /// Whose desks show it.
    pub members: InboxMembers,
    /// The channels that lead to it, the oldest first.
    pub channels: Vec<ChannelId>,
}

/// Whose desks show an inbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InboxMembers {
    /// Everybody's.
    #[default]
    Everybody,
    /// Theirs, and those of whoever is in these teams.
    Only(super::routing::RoutingMembers),
}

/// `POST /v1/inboxes` and `PUT /v1/inboxes/{inbox}`: the whole inbox. The answer is the [`Inbox`].
/// A channel that is named leaves the inbox that it was in; one that is not named any more goes back
/// to the first inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InboxWish {
    /// How people call it; no two inboxes have the same name.
    pub name: String,
    /// Whose desks show it.
    pub members: InboxMembers,
    /// The channels that lead to it.
    pub channels: Vec<ChannelId>,
}

/// An inbox as the desk of one of its members shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxSummary {
    /// Which.
    pub id: InboxId,
    /// How people call it.
    pub name: String,
}
