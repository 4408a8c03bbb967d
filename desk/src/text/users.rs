//! The texts about users: who is in the team, how somebody is asked in, signing in, and who changed what.

use super::deed_of_factors;
use pulina_shared::limits;
use pulina_shared::text::set_apart;
use pulina_shared::wire::users::{AuditAct, Role};

// ---- Users ----

pub const USERS: &str = "Users";
pub const LOADING_USERS: &str = "Loading the users…";
pub const INVITE: &str = "Ask somebody in";
pub const INVITE_WHY: &str = "You get a link for them. Whoever opens it first chooses a name and a password and is in; it is good for 7 days.";
pub const INVITE_EMAIL: &str = "Their e-mail address";
pub const ROLE: &str = "Role";
pub const MAKE_LINK: &str = "Make a link";
pub const LINK: &str = "The link";
pub const INVITATIONS: &str = "Asked in";
pub const REVOKED: &str = "The link is worthless now.";
pub const DISABLE: &str = "Disable";
pub const DISABLE_WHY: &str =
    "They are signed out everywhere at once. Their tickets stay theirs until somebody takes them.";
pub const DISABLE_NOW: &str = "Disable now";
pub const KEEP_USER: &str = "Keep them";
pub const ENABLE: &str = "Enable";
pub const DISABLED: &str = "Disabled";
pub const NEVER_THERE: &str = "Never there yet";

/// What a role is called.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Agent => "Agent",
        Role::Admin => "Admin",
        Role::Owner => "Owner",
    }
}

/// What a role is good for.
pub fn role_why(role: Role) -> &'static str {
    match role {
        Role::Agent => "Agents answer visitors.",
        Role::Admin => "Admins answer too, choose for the chat, and look after users.",
        Role::Owner => "Owners may do everything. There is always one.",
    }
}

pub fn link_for(email: &str) -> String {
    format!(
        "This link is shown this once. Send it to {} and to nobody else: it lets whoever opens it in.",
        set_apart(email)
    )
}

pub fn invited_until(role_name: &str, until: &str) -> String {
    format!("{role_name} · until {until}")
}

pub fn revoke_invitation(email: &str) -> String {
    format!("Revoke the link of {}", set_apart(email))
}

pub fn role_of(name: &str) -> String {
    format!("Role of {}", set_apart(name))
}

pub fn disable(name: &str) -> String {
    format!("{DISABLE} {}", set_apart(name))
}

pub fn enable(name: &str) -> String {
    format!("{ENABLE} {}", set_apart(name))
}

pub fn last_there(when: &str) -> String {
    format!("Last there: {when}")
}

pub fn role_changed(name: &str, role_name: &str) -> String {
    format!("{} is {role_name} now.", set_apart(name))
}

pub fn disabled(name: &str) -> String {
    format!("{} is disabled.", set_apart(name))
}

pub fn enabled(name: &str) -> String {
    format!("{} can sign in again.", set_apart(name))
}

// ---- Security ----

pub const SECURITY: &str = "Security";
pub const CHANGE_PASSWORD: &str = "Change your password";
pub const PRESENT_PASSWORD: &str = "Present password";
pub const NEW_PASSWORD: &str = "New password";
pub const CHANGE_PASSWORD_WHY: &str = "Everywhere else you are signed out.";
pub const PASSWORD_CHANGED: &str = "Your password is changed. Everywhere else you are signed out.";
pub const CHANGE: &str = "Change it";
pub const SESSIONS: &str = "Where you are signed in";
pub const LOADING_SESSIONS: &str = "Loading where you are signed in…";
pub const THIS_SESSION: &str = "This browser";
pub const OTHER_SESSION: &str = "Another browser";
pub const END_SESSION: &str = "Sign out there";
pub const END_OTHERS: &str = "Sign out everywhere else";
pub const SESSION_ENDED: &str = "Signed out there.";
pub const OTHERS_ENDED: &str = "Signed out everywhere else.";

/// What a password has to be.
pub fn password_why() -> String {
    format!(
        "{} to {} characters. A sentence is easy to remember and hard to guess.",
        limits::PASSWORD_CHARACTERS_MIN,
        limits::PASSWORD_CHARACTERS_MAX
    )
}

/// What is wrong with a new password of this length, if anything is.
pub fn password_mistake(n_characters: usize) -> Option<String> {
    let (min, max) = (limits::PASSWORD_CHARACTERS_MIN, limits::PASSWORD_CHARACTERS_MAX);
    match n_characters {
        n if n < min => Some(format!("Use at least {min} characters; these are {n}.")),
        n if n > max => Some(format!("Use at most {max} characters; these are {n}.")),
        _ => None,
    }
}

pub fn session_times(began: &str, used: &str) -> String {
    format!("Since {began} · last used {used}")
}

pub fn end_session(began: &str) -> String {
    format!("{END_SESSION}: since {began}")
}

// ---- Invitation ----

pub const ASKED_IN: &str = "You are asked in";
pub const ASKED_IN_WHY: &str = "Choose the name that visitors see and a password, and you are in.";
pub const YOUR_NAME: &str = "Your name";
pub const COME_IN: &str = "Come in";
pub const COMING_IN: &str = "Coming in…";
pub const INVITATION_WRONG: &str = "This link is not whole";
pub const INVITATION_WRONG_WHY: &str =
    "A part of it was lost on the way. Copy all of it, or ask for a new one.";

// ---- Audit log ----

pub const AUDIT: &str = "Audit log";
pub const AUDIT_WHY: &str = "Who changed what, the newest first. It is kept for a year.";
pub const AUDIT_EMPTY: &str = "Nothing was changed yet.";
pub const LOADING_AUDIT: &str = "Loading the log…";

/// What somebody did, after their name. `subject` is how the other person in it is called.
pub fn deed(act: AuditAct, subject: Option<&str>, details: &[String]) -> String {
    let detail = |n: usize| set_apart(details.get(n).map_or("?", String::as_str));
    let whom = set_apart(subject.unwrap_or("?"));
    let role_name =
        |n: usize| details.get(n).and_then(|text| Role::parse(text)).map_or("something new", role);
    match act {
        AuditAct::SettingsChanged => format!("changed the settings: {}", details.join(", ")),
        AuditAct::KeyMade => format!("made the identity key {}", detail(0)),
        AuditAct::KeyRevoked => format!("revoked the identity key {}", detail(0)),
        AuditAct::UserInvited => format!("asked {} in as {}", detail(0), role_name(1)),
        AuditAct::InvitationRevoked => format!("revoked the link of {}", detail(0)),
        AuditAct::UserJoined => format!("came in by the link for {} as {}", detail(0), role_name(1)),
        AuditAct::RoleChanged => format!("made {whom} {}, who was {}", role_name(1), role_name(0)),
        AuditAct::UserDisabled => format!("disabled {whom}"),
        AuditAct::UserEnabled => format!("enabled {whom}"),
        AuditAct::ProfileChanged => "changed their own profile".to_owned(),
        AuditAct::PasswordChanged => "changed their own password".to_owned(),
        AuditAct::SessionsEnded => match details.len() {
            1 => format!("signed {whom} out in one place"),
            n => format!("signed {whom} out in {n} places"),
        },
        AuditAct::PersonErased if details.is_empty() => "had a person erased".to_owned(),
        AuditAct::PersonErased => format!("had a person erased: tickets {}", details.join(", ")),
        AuditAct::AuthenticatorOn
        | AuditAct::AuthenticatorOff
        | AuditAct::RecoveryCodesMade
        | AuditAct::RecoveryCodeUsed
        | AuditAct::PasskeyAdded
        | AuditAct::PasskeyRemoved
        | AuditAct::FactorsReset => deed_of_factors(act, &whom, details).unwrap_or_default(),
        AuditAct::PresenceChanged => match (details.iter().any(|it| it == "hours"), details.first()) {
            (true, _) => "changed their own working hours".to_owned(),
            (false, Some(word)) if subject.is_some() => format!("set {whom} to {word}"),
            (false, word) => format!("set themselves to {}", word.map_or("?", String::as_str)),
        },
        AuditAct::TeamMade => format!("made the team {}", detail(0)),
        AuditAct::TeamChanged => format!("changed the team {}", detail(0)),
        AuditAct::TeamDeleted => format!("deleted the team {}", detail(0)),
        AuditAct::InboxMade => format!("made the inbox {}", detail(0)),
        AuditAct::InboxChanged => format!("changed the inbox {}", detail(0)),
        AuditAct::InboxDeleted => format!("deleted the inbox {}", detail(0)),
        AuditAct::Unknown => "did something that this version cannot show. Reload the page".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn password_is_told_how_long_it_has_to_be() {
        assert!(password_mistake(14).is_some_and(|sentence| sentence.contains("15")));
        assert_eq!(password_mistake(15), None);
        assert_eq!(password_mistake(128), None);
        assert!(password_mistake(129).is_some());
    }

    #[test]
    fn deeds_name_whom_they_were_done_to() {
        let details = ["agent".to_owned(), "admin".to_owned()];
        let sentence = deed(AuditAct::RoleChanged, Some("Ben"), &details);
        assert!(sentence.contains("Ben") && sentence.contains("Admin, who was Agent"), "{sentence}");
        // Nothing is missing where a newer server says less than we expect.
        assert!(deed(AuditAct::KeyMade, None, &[]).contains('?'));
    }
}
