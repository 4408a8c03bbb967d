//! Who gets a channel's tickets by itself, what a new ticket begins with, and why a ticket has the
//! owner that it has. The rule that follows is the help desk's alone.

use serde::{Deserialize, Serialize};

use super::help_desk::TicketStatus;
use crate::ids::{TeamId, UserId};

/// Who gets a channel's tickets by itself, and what they begin with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Routing {
    /// Who is chosen.
    pub rule: RoutingRule,
    /// Whether only somebody who is available is chosen. While nobody is, the ticket waits, and
    /// the rule runs again when somebody becomes available.
    pub only_available: bool,
    /// What a new ticket begins with.
    pub ticket: TicketDefaults,
}

impl Default for Routing {
    fn default() -> Self {
        Self { rule: RoutingRule::default(), only_available: true, ticket: TicketDefaults::default() }
    }
}

/// Who is chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoutingRule {
    /// Nobody: somebody takes the ticket, or answers it.
    #[default]
    NoOne,
    /// One of these: who owns the fewest tickets that are not closed.
    Members(RoutingMembers),
    /// Whoever is the contact's owner; nobody where the contact has none.
    ContactOwner,
}

/// Users and teams among whom one is chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RoutingMembers {
    /// Single users.
    pub users: Vec<UserId>,
    /// Teams, with whoever is in them when the rule runs.
    pub teams: Vec<TeamId>,
}

/// What a new ticket begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TicketDefaults {
    /// `new` or `waiting_on_us`.
    pub status: TicketStatus,
    /// How urgent it is; absent where nobody says.
    pub priority: Option<Priority>,
}

impl Default for TicketDefaults {
    fn default() -> Self {
        Self { status: TicketStatus::New, priority: None }
    }
}

/// How urgent a ticket is, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// When there is time.
    Low,
    /// As always.
    Medium,
    /// Before the others.
    High,
    /// At once.
    Urgent,
}

/// Why a ticket has its owner, or has none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerReason {
    /// This user chose so.
    Chosen(UserId),
    /// The owner answered first.
    Answered,
    /// The channel's rule chose among its users and teams.
    Routed,
    /// The channel's rule gave it to the contact's owner.
    ContactOwner,
    /// The rule found nobody available, and runs again when somebody is.
    NobodyAvailable,
    /// The contact's owner is not available; the rule runs again when they are.
    ContactOwnerAway,
    /// The rule wants the contact's owner, and the contact has none.
    NoContactOwner,
}

impl Priority {
    /// All of them, the least first.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Urgent];

    /// The text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Urgent => "urgent",
        }
    }

    /// Reads the text form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.as_str() == text)
    }
}

impl OwnerReason {
    /// Whether the rule runs again when somebody becomes available.
    pub fn waits(&self) -> bool {
        matches!(self, Self::NobodyAvailable | Self::ContactOwnerAway)
    }
}

/// `PUT /v1/tickets/{number}/priority`. The answer is the ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriorityChange {
    /// How urgent the ticket is; `null` where nobody says.
    pub priority: Option<Priority>,
}

/// `GET` and `PUT /v1/tickets/{number}/contact-owner`: whose contact the ticket's person is from now on. The
/// answer is the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactOwner {
    /// The user; `null` for nobody.
    pub owner: Option<UserId>,
}
