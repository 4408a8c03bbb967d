//! The people of an account: what each may do, how somebody is asked in, and where they are signed in.

use serde::{Deserialize, Serialize};

use super::conversation::PublicUser;
use super::factors::FactorSummary;
use super::presence::Presence;
use crate::ids::{InvitationId, SessionId, UserId};
use crate::time::Timestamp;

/// What a user may do, the least of it first. Who may do more may do all of the lesser, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Answers visitors.
    Agent,
    /// Chooses for channels and looks after users, too.
    Admin,
    /// Makes and unmakes owners, too. There is always one.
    Owner,
}

impl Role {
    /// All of them, the least first.
    pub const ALL: [Self; 3] = [Self::Agent, Self::Admin, Self::Owner];

    /// The text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    /// Reads the text form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// Whether a user may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserState {
    /// May sign in.
    Active,
    /// May not; what they have written stays theirs.
    Disabled,
}

/// `GET /v1/users`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserList {
    /// The oldest first.
    pub users: Vec<UserEntry>,
    /// Invitations that stand, the oldest first.
    pub invitations: Vec<Invitation>,
}

/// A user as admins see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserEntry {
    /// The public profile.
    pub user: PublicUser,
    /// The sign-in address.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// Whether they may come in.
    pub state: UserState,
    /// When they were last there, within a minute; absent for never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<Timestamp>,
    /// By what they sign in besides their password.
    #[serde(default)]
    pub factors: FactorSummary,
    /// Whether they take new work.
    pub presence: Presence,
}

/// `PATCH /v1/users/{user}`: what is absent stays as it is. The answer is the [`UserEntry`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserChange {
    /// What they may do from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Whether they may come in from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<UserState>,
}

/// `POST /v1/invitations`: asks somebody in. A former invitation of the same address ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    /// Their sign-in address.
    pub email: String,
    /// What they may do.
    pub role: Role,
}

/// An invitation that nobody has taken yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Which; no secret.
    pub id: InvitationId,
    /// Who is asked in.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// Who asked.
    pub invited_by: UserId,
    /// Until when it can be taken.
    pub ends_at: Timestamp,
}

/// The answer to a [`NewInvitation`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationCreated {
    /// The invitation.
    pub invitation: Invitation,
    /// The address to be sent to whoever is asked in; shown this once. The secret stands behind `#`,
    /// so that no server and no log sees it.
    pub link: String,
}

/// `POST /v1/users`: takes an invitation. The answer is a `Session` and sets the cookie.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    /// What stood in the link.
    pub secret: String,
    /// The public name.
    pub name: String,
    /// The password.
    pub password: String,
}

/// `PUT /v1/me/password`: ends all other sessions of the user.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The password until now.
    pub present: String,
    /// The password from now on.
    pub password: String,
}

/// `GET /v1/sessions`: where the user is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSessions {
    /// The oldest first.
    pub sessions: Vec<OwnSession>,
}

/// One sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSession {
    /// Which; no secret.
    pub id: SessionId,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, within a minute.
    pub used_at: Timestamp,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// What somebody did, as the log has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditAct {
    /// Chose otherwise for a channel; details: JSON pointers to what changed.
    SettingsChanged,
    /// Made an identity key of a channel; details: the key's id.
    KeyMade,
    /// Revoked an identity key of a channel; details: the key's id.
    KeyRevoked,
    /// Asked somebody in; details: address and role.
    UserInvited,
    /// Took an invitation back; details: address and role.
    InvitationRevoked,
    /// Took an invitation; details: address and role.
    UserJoined,
    /// Changed a user's role; details: the former and the new one.
    RoleChanged,
    /// Disabled a user.
    UserDisabled,
    /// Enabled a user again.
    UserEnabled,
    /// Changed their own name or picture; details: JSON pointers to what changed.
    ProfileChanged,
    /// Changed their own password.
    PasswordChanged,
    /// Ended sessions of a user; details: the sessions' ids.
    SessionsEnded,
    /// Had conversations of a person erased; details: the numbers of their tickets.
    PersonErased,
    /// Switched their own authenticator app on.
    AuthenticatorOn,
    /// Switched their own authenticator app off.
    AuthenticatorOff,
    /// Made new recovery codes of their own; the former ones ended.
    RecoveryCodesMade,
    /// Signed in by a recovery code; details: how many are left.
    RecoveryCodeUsed,
    /// Added a passkey of their own; details: its name.
    PasskeyAdded,
    /// Removed a passkey of their own; details: its name.
    PasskeyRemoved,
    /// Took a user's authenticator app and passkeys away.
    FactorsReset,
    /// Said whether somebody is away, or changed their own working hours; details: what is so now.
    PresenceChanged,
    /// Made a team; details: its name.
    TeamMade,
    /// Changed a team; details: its name.
    TeamChanged,
    /// Deleted a team; details: its name.
    TeamDeleted,
    /// Made an inbox; details: its name.
    InboxMade,
    /// Changed an inbox; details: its name.
    InboxChanged,
    /// Deleted an inbox; details: its name.
    InboxDeleted,
    /// Something that a newer server knows.
    #[serde(other)]
    Unknown,
}

impl AuditAct {
    /// The text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SettingsChanged => "settings_changed",
            Self::KeyMade => "key_made",
            Self::KeyRevoked => "key_revoked",
            Self::UserInvited => "user_invited",
            Self::InvitationRevoked => "invitation_revoked",
            Self::UserJoined => "user_joined",
            Self::RoleChanged => "role_changed",
            Self::UserDisabled => "user_disabled",
            Self::UserEnabled => "user_enabled",
            Self::ProfileChanged => "profile_changed",
            Self::PasswordChanged => "password_changed",
            Self::SessionsEnded => "sessions_ended",
            Self::PersonErased => "person_erased",
            Self::AuthenticatorOn => "authenticator_on",
            Self::AuthenticatorOff => "authenticator_off",
            Self::RecoveryCodesMade => "recovery_codes_made",
            Self::RecoveryCodeUsed => "recovery_code_used",
            Self::PasskeyAdded => "passkey_added",
            Self::PasskeyRemoved => "passkey_removed",
            Self::FactorsReset => "factors_reset",
            Self::PresenceChanged => "presence_changed",
            Self::TeamMade => "team_made",
            Self::TeamChanged => "team_changed",
            Self::TeamDeleted => "team_deleted",
            Self::InboxMade => "inbox_made",
            Self::InboxChanged => "inbox_changed",
            Self::InboxDeleted => "inbox_deleted",
            Self::Unknown => "unknown",
        }
    }
}

/// One change. Nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Grows with every entry.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub user: UserId,
    /// What.
    pub act: AuditAct,
    /// Of what, by its id; absent where it is the user's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What there is to say of it.
    pub details: Vec<String>,
}

/// `GET /v1/audit?cursor=&limit=`: a page of the log, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditEntry>,
    /// Hand this in as `cursor` for the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_on_the_wire() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        let act = |text: &str| serde_json::from_value::<AuditAct>(text.into()).unwrap();
        for text in
            ["settings_changed", "invitation_revoked", "authenticator_on", "recovery_code_used", "unknown"]
        {
            assert_eq!(act(text).as_str(), text);
        }
        assert_eq!(act("what_is_new"), AuditAct::Unknown);
    }
}
