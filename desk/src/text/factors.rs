//! The texts about second factors and passkeys, in the settings and at sign-in.

use pulina_shared::limits;
use pulina_shared::text::set_apart;
use pulina_shared::wire::factors::FactorSummary;
use pulina_shared::wire::users::AuditAct;

// ---- Sign in ----

pub const CODE: &str = "Code of your authenticator app";
pub const CODE_WHY: &str = "The six digits that it shows now.";
pub const RECOVERY_CODE: &str = "Recovery code";
pub const RECOVERY_CODE_WHY: &str =
    "One of those that you kept when you turned the app on. Each is good once.";
pub const USE_RECOVERY_CODE: &str = "Use a recovery code";
pub const USE_APP: &str = "Use the app";
pub const CODE_MISSING: &str = "Enter the code.";
pub const SIGN_IN_BY_PASSKEY: &str = "Sign in with a passkey";

// ---- Asked again ----

pub const PROVE: &str = "Confirm that it is you";
pub const PROVE_WHY: &str = "You signed in a while ago, and this is something that nobody but you should do. Confirm, and it is done.";
pub const PROVING: &str = "Confirming…";
pub const USE_PASSKEY: &str = "Use a passkey";

// ---- Authenticator app ----

pub const AUTHENTICATOR: &str = "Authenticator app";
pub const AUTHENTICATOR_WHY: &str =
    "When you sign in with your password, you are also asked for a code that an app on your phone shows.";
pub const TURN_ON: &str = "Turn on";
pub const TURN_OFF: &str = "Turn off";
pub const TURN_OFF_DOTS: &str = "Turn off…";
pub const SCAN: &str = "Scan this with the app, or type the key into it.";
pub const QR_CODE: &str = "QR code with the key";
pub const KEY: &str = "Key";
pub const OPEN_IN_APP: &str = "Open in an app on this device";
pub const APP_CODE: &str = "Code that the app shows";
pub const CONFIRM: &str = "Confirm";
pub const APP_ON: &str = "The authenticator app is on.";
pub const APP_OFF: &str = "The authenticator app is off.";
pub const APP_CODE_WHY: &str = "Six digits. They prove that the app has the key.";
pub const RECOVERY_CODES: &str = "Recovery codes";
pub const RECOVERY_CODES_WHY: &str = "Each lets you in once without the app. They are shown this once: keep them where you find them without your phone.";
pub const CODES_KEPT: &str = "I have kept them";
pub const NEW_CODES: &str = "New recovery codes…";
pub const MAKE_CODES: &str = "Make new codes";
pub const NEW_CODES_WHY: &str = "The former codes are worthless then.";
pub const TURN_OFF_WHY: &str = "Your password alone lets you in then, and the recovery codes are worthless.";
pub const YOUR_PASSWORD: &str = "Your password";
pub const LOADING_FACTORS: &str = "Loading how you sign in…";

pub fn on_since(when: &str, n_codes: u64) -> String {
    match n_codes {
        0 => format!("On since {when}. No recovery code is left: make new ones."),
        1 => format!("On since {when}. One recovery code is left: make new ones."),
        n => format!("On since {when}. {n} recovery codes are left."),
    }
}

// ---- Passkeys ----

pub const PASSKEYS: &str = "Passkeys";
pub const PASSKEYS_WHY: &str =
    "A passkey signs you in by your fingerprint, face or PIN, without your password and without a code.";
pub const PASSKEY_NAME: &str = "Name of the passkey";
pub const PASSKEY_NAME_WHY: &str = "So that you know it again, like “Work laptop”.";
pub const PASSKEY_NAME_MISSING: &str = "Enter a name.";
pub const ADD_PASSKEY: &str = "Add a passkey";
pub const ADDING_PASSKEY: &str = "Your browser asks you…";
pub const PASSKEY_ADDED: &str = "The passkey is added. You can sign in with it.";
pub const PASSKEY_REMOVED: &str = "The passkey is removed here. Delete it on your device, too.";
pub const REMOVE: &str = "Remove";
pub const REMOVE_NOW: &str = "Remove now";
pub const REMOVE_WHY: &str = "It signs nobody in any more.";
pub const NO_PASSKEYS_HERE: &str = "This browser cannot make passkeys.";
pub const PASSKEY_CANCELLED: &str = "No passkey was used: it was cancelled, or it took too long. Try again.";
pub const PASSKEY_KNOWN: &str = "This device holds a passkey of yours already.";
pub const PASSKEY_NOT_HERE: &str =
    "Passkeys need the help desk's own name in the address, over HTTPS. Ask whoever runs it.";
pub const PASSKEY_BROKEN: &str = "The browser could not do it. Try again, or use another device.";

pub fn passkeys_full() -> String {
    format!("These are {}, and more cannot be kept. Remove one first.", limits::PASSKEYS_MAX)
}

pub fn passkey_times(added: &str, used: Option<&str>) -> String {
    match used {
        Some(used) => format!("Added {added} · last used {used}"),
        None => format!("Added {added} · not used yet"),
    }
}

pub fn remove_passkey(name: &str) -> String {
    format!("{REMOVE} {}", set_apart(name))
}

// ---- Users ----

pub const RESET_FACTORS: &str = "Reset two-factor sign-in";
pub const RESET_WHY: &str = "Their authenticator app and passkeys are forgotten, and their password alone lets them in. Do it for somebody who has lost them, and be sure that it is them who asks.";
pub const RESET_NOW: &str = "Reset now";

pub fn reset_factors(name: &str) -> String {
    format!("{RESET_FACTORS} of {}", set_apart(name))
}

pub fn factors_reset(name: &str) -> String {
    format!("{} signs in by password alone now.", set_apart(name))
}

/// By what somebody signs in besides their password, if by anything.
pub fn factors(summary: FactorSummary) -> Option<String> {
    let passkeys = match summary.n_passkeys {
        0 => None,
        1 => Some("one passkey".to_owned()),
        n => Some(format!("{n} passkeys")),
    };
    let app = summary.has_authenticator.then(|| "authenticator app".to_owned());
    let all: Vec<String> = app.into_iter().chain(passkeys).collect();
    (!all.is_empty()).then(|| format!("Two-factor sign-in: {}", all.join(", ")))
}

// ---- Audit log ----

/// What somebody did about how they or others sign in, after their name.
pub fn deed_of_factors(act: AuditAct, whom: &str, details: &[String]) -> Option<String> {
    let detail = || set_apart(details.first().map_or("?", String::as_str));
    Some(match act {
        AuditAct::AuthenticatorOn => "turned their authenticator app on".to_owned(),
        AuditAct::AuthenticatorOff => "turned their authenticator app off".to_owned(),
        AuditAct::RecoveryCodesMade => "made new recovery codes".to_owned(),
        AuditAct::RecoveryCodeUsed => {
            format!("signed in with a recovery code, of which {} are left", detail())
        }
        AuditAct::PasskeyAdded => format!("added the passkey {}", detail()),
        AuditAct::PasskeyRemoved => format!("removed the passkey {}", detail()),
        AuditAct::FactorsReset => format!("reset the two-factor sign-in of {whom}"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_has_is_told_and_nothing_is_not() {
        let of = |has_authenticator, n_passkeys| factors(FactorSummary { has_authenticator, n_passkeys });
        assert_eq!(of(false, 0), None);
        assert_eq!(of(true, 0).as_deref(), Some("Two-factor sign-in: authenticator app"));
        assert_eq!(of(true, 2).as_deref(), Some("Two-factor sign-in: authenticator app, 2 passkeys"));
    }

    #[test]
    fn last_recovery_codes_ask_for_new_ones() {
        assert!(on_since("today", 1).contains("make new ones"));
        assert!(!on_since("today", 2).contains("make new ones"));
    }
}
