//! A page for every code: what it means and what to do. The `type` of a problem document leads here.

use std::collections::HashMap;

use pulina_shared::problem::Code;
use worker::Response;

use super::html;
use super::route::Context;
use super::template::{Value, render};
use crate::fault::{Failure, Fault};

/// The language of what is not for visitors.
pub const LANGUAGE: &str = "en";
const TEMPLATE: &str = include_str!("problem.html");

/// `GET /problems/{code}`.
///
/// # Errors
/// `not_found`, and faults.
pub fn answer(context: &Context) -> Result<Response, Failure> {
    let code = Code::parse(context.param("code")).ok_or(Failure::from(Code::NotFound))?;
    Ok(html::page(200, page(code)?, &html::plain_policy("'none'"))?)
}

/// A page that was refused for this reason, for people.
///
/// # Errors
/// Faults alone.
pub fn refusal(code: Code) -> Result<Response, Fault> {
    html::page(code.status(), page(code)?, &html::plain_policy("'none'"))
}

fn page(code: Code) -> Result<String, Fault> {
    let again = if code.is_retryable() {
        "Sending the very same again later can succeed; wait as long as retry_after_ms says."
    } else {
        "Sending the very same again will be refused again."
    };
    let values = HashMap::from([
        ("lang", Value::text(LANGUAGE)),
        ("code", Value::text(code.as_str())),
        ("title", Value::text(code.title())),
        ("status", Value::text(code.status().to_string())),
        ("close_code", Value::text(code.close_code().to_string())),
        ("remedy", Value::text(remedy(code).unwrap_or_default())),
        ("again", Value::text(again)),
    ]);
    render(TEMPLATE, &values)
}

/// What to do about it; a test looks that every code has something.
fn remedy(code: Code) -> Option<&'static str> {
    remedy_of_access(code).or_else(|| remedy_of_files(code)).or_else(|| remedy_of_requests(code))
}

/// What to do about what was sent, how much of it, and when.
fn remedy_of_requests(code: Code) -> Option<&'static str> {
    Some(match code {
        Code::JsonInvalid | Code::JsonTooDeep | Code::FrameInvalid => {
            "Compare what you send with the protocol's page; limit says how deep JSON may nest."
        }
        Code::IdInvalid | Code::CursorInvalid => "Send ids and cursors exactly as you got them.",
        Code::LimitOutOfRange => "Ask for between one and as many items as limit says.",
        Code::NotFound => "Check the address and that you may see what it names.",
        Code::MethodNotAllowed => "Use one of the methods in the Allow header.",
        Code::HelloTimeout | Code::IdleDead => "Send hello first, and pings when there is nothing else.",
        Code::IdConflict => "Make a new id for new content; send an old id only with what it was made for.",
        Code::OwnerChanged => "Read the ticket again and decide again.",
        Code::Replaced => "Close connections that you no longer need.",
        Code::BodyTooLarge | Code::FrameTooLarge => "Send less at once; limit says how many bytes are taken.",
        Code::SlowConsumer => "Confirm what arrived with received, and connect again.",
        Code::ContentType => "Send application/json, or for a picture its file.",
        Code::TextEmpty | Code::TextTooLong => "Send between one character and as many as limit says.",
        Code::FieldInvalid | Code::FieldTooLong => "Correct the field that pointer names.",
        Code::PasswordCommon => "Choose a password that is no common one, and none of two common ones.",
        Code::PasswordShort | Code::PasswordLong => "Choose a password whose length is within the limit.",
        Code::ImageInvalid => "Send a PNG, JPEG or WebP file of at most 64 KiB.",
        Code::UpgradeRequired => "Ask for a WebSocket, with a current client.",
        Code::RateMessages
        | Code::RateFrames
        | Code::RateConnects
        | Code::RateConversations
        | Code::RateAttributes
        | Code::RateLogin => "Wait as long as retry_after_ms says, then go on more slowly.",
        Code::WorkWanted => {
            "Solve the challenge in work (ALTCHA, protocol 2) and send it again with what was found, or wait as long as retry_after_ms says."
        }
        Code::Internal => "Tell us the request's id if it comes again.",
        Code::RoomBusy | Code::BusyLogin | Code::Unavailable => "Try again in some seconds.",
        Code::ConversationFull | Code::ConversationClosed => "Begin a new conversation.",
        Code::ConsentRequired => "Send a consent to the current version first; its writer keeps the text.",
        Code::ConsentVersion => "Read the channel's settings again and ask with the current text.",
        Code::TooManyOpen => "End one of the open conversations first.",
        Code::EditClosed => "Say it in a new message.",
        Code::SettingsChanged => "Read the settings again, and put your change on top of them.",
        Code::FormInvalid => "Correct the answer that pointer names.",
        Code::TooManyItems | Code::TooManyFiles | Code::ChannelsFull => "Make do with as many as limit says.",
        Code::ChannelOff => "Switch the channel on, or use another one.",
        _ => return None,
    })
}

/// The same for files and their links.
fn remedy_of_files(code: Code) -> Option<&'static str> {
    Some(match code {
        Code::FilesOff => "Send a link instead of a file.",
        Code::FileTooLarge => "Send a smaller file; limit says how many bytes are taken.",
        Code::FileType => {
            "Send a picture, a video, a sound, a PDF, a text or an office document, under its right name."
        }
        Code::QuotaFiles => "Go on tomorrow, or send a link.",
        Code::ImageTooLarge => "Make the picture smaller; limit says how many pixels are taken.",
        Code::UploadTimeout => "Begin the upload again.",
        Code::PartInvalid => "Send parts of 1 MiB, numbered from 0, and the last one with what is left.",
        Code::LinkExpired => "Ask for a new link.",
        _ => return None,
    })
}

/// The same for who somebody is, what they may do, and how they are ordered.
fn remedy_of_access(code: Code) -> Option<&'static str> {
    Some(match code {
        Code::SignInFailed => {
            "Check the e-mail address, the password and the team's own address of the desk."
        }
        Code::SessionEnded => "Sign in again. A visitor begins a new visit.",
        Code::IdentityExpired => "Let the customer's server sign a new token.",
        Code::IdentityInvalid => {
            "Sign with a live key of this channel and its algorithm: aud is the channel's id, sub says who, exp is at most a day ahead."
        }
        Code::SetupDenied => {
            "Send the value of SETUP_SECRET as bearer token. When the server has none, nobody can make an account."
        }
        Code::OriginDenied => {
            "Call from a page of this server, or from a program that sends no Origin header."
        }
        Code::NameTaken => "Choose another name.",
        Code::TeamInUse => "Take the team out of the rules, drafts and inboxes that name it first.",
        Code::FirstInbox => "Rename it, or move its channels to another inbox.",
        Code::LastOwner => "Make somebody else an owner first.",
        Code::EmailTaken => "Change the role of the user who has the address, or enable them again.",
        Code::InvitationEnded => "Ask whoever sent the link for a new one.",
        Code::CodeNeeded => "Send the password again, with a code of the app or a recovery code.",
        Code::CodeWrong => "Send the code that the app shows now; each is good once, a recovery code too.",
        Code::AuthenticatorState => "Read which factors the user has, and go on from there.",
        Code::PasskeyFailed => {
            "Use a passkey that was added to this account, under the address of this server, on a device that knows you."
        }
        Code::ChallengeEnded => "Ask for a new challenge; each is good once, for five minutes.",
        Code::StepUp => "Prove who you are with the password or a passkey, and ask again.",
        Code::PasswordWrong => "Send the password with which the user signs in now.",
        Code::PermissionDenied => "Ask an owner or an admin of the account to do it, or for another role.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page() {
        for &code in Code::ALL {
            assert!(remedy(code).is_some(), "what to do about {}", code.as_str());
            let page = page(code).unwrap();
            assert!(page.contains(code.as_str()) && page.contains(code.title()) && !page.contains("{{"));
        }
    }
}
