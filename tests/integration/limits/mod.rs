//! Every code that the server may answer is provoked once, on every way it can come, and checked:
//! status, shape, what becomes of the connection, and that nothing was stored.

mod commands;
mod floods;
mod frames;
mod refusal;
mod requests;

use std::path::Path;
use std::sync::Arc;

use futures_util::{StreamExt, stream};
use pulina_shared::limits;
use pulina_shared::problem::Code;
use pulina_tests::engine::is_long;
use pulina_tests::site::Site;

use commands::{conversation_full, id_conflict, rate_messages, rejected};
use floods::{busy_login, internal, rate_connects, rate_conversations, rate_login, room_busy, unavailable};
use frames::{
    frame_invalid, frame_too_large, hello_timeout, idle_dead, rate_frames, replaced, upgrade_required,
};
use refusal::refused;
use requests::{address, body, field, identity, image_invalid, owner_changed};

/// Whether a code was seen.
pub enum Seen {
    /// As documented.
    Yes,
    /// It cannot be provoked from outside, or only in other tests, for this reason.
    Not(&'static str),
    /// Another file of this suite provokes it, together with what else is to be shown there.
    Elsewhere(&'static str),
}

/// A code without an arm does not compile; so none is forgotten.
async fn provoke(site: &Site, code: Code) -> Seen {
    match code {
        Code::JsonInvalid | Code::JsonTooDeep | Code::ContentType | Code::BodyTooLarge => {
            body(site, code).await
        }
        Code::IdInvalid | Code::CursorInvalid | Code::LimitOutOfRange | Code::NotFound => {
            address(site, code).await
        }
        Code::FieldInvalid | Code::FieldTooLong | Code::PasswordShort | Code::PasswordLong => {
            field(site, code).await
        }
        Code::SignInFailed | Code::SessionEnded | Code::SetupDenied | Code::OriginDenied => {
            identity(site, code).await
        }
        Code::MethodNotAllowed => refused(code, site.door().post("/health")).await,
        Code::ImageInvalid => image_invalid(site).await,
        Code::OwnerChanged => owner_changed(site).await,
        Code::TextEmpty => rejected(site, code, " \n ").await,
        Code::TextTooLong => {
            rejected(site, code, &"a".repeat(limits::MESSAGE_CHARACTERS_MAX + 1)).await;
            rejected(site, code, &"😀".repeat(limits::MESSAGE_BYTES_MAX / 4 + 1)).await
        }
        Code::FrameInvalid => frame_invalid(site).await,
        Code::FrameTooLarge => frame_too_large(site).await,
        Code::IdConflict => id_conflict(site).await,
        Code::UpgradeRequired => upgrade_required(site).await,
        Code::HelloTimeout => hello_timeout(site).await,
        Code::Replaced => replaced(site).await,
        Code::RateMessages => rate_messages(site).await,
        Code::RateFrames => rate_frames(site).await,
        Code::RateConnects => rate_connects(site).await,
        Code::RateConversations => rate_conversations().await,
        Code::RateLogin => rate_login().await,
        Code::BusyLogin => busy_login().await,
        Code::RoomBusy => room_busy().await,
        Code::ConversationFull => conversation_full().await,
        Code::Internal => internal().await,
        Code::IdleDead => idle_dead(site).await,
        Code::ConsentRequired | Code::ConsentVersion => Seen::Elsewhere("consent.rs"),
        Code::WorkWanted => Seen::Elsewhere("crowd.rs"),
        Code::IdentityExpired | Code::IdentityInvalid => Seen::Elsewhere("identity.rs"),
        Code::RateAttributes => Seen::Elsewhere("identity_bounds.rs"),
        Code::ConversationClosed | Code::TooManyOpen => Seen::Elsewhere("own_conversations.rs"),
        Code::EditClosed | Code::TooManyItems => Seen::Elsewhere("message_kinds.rs"),
        Code::PermissionDenied => Seen::Elsewhere("permissions.rs"),
        Code::LastOwner | Code::EmailTaken | Code::InvitationEnded => Seen::Elsewhere("users.rs"),
        Code::PasswordCommon => Seen::Elsewhere("own_sessions.rs"),
        Code::PasswordWrong | Code::StepUp => Seen::Elsewhere("proof.rs"),
        Code::CodeNeeded
        | Code::CodeWrong
        | Code::AuthenticatorState
        | Code::PasskeyFailed
        | Code::ChallengeEnded => Seen::Elsewhere("factors.rs"),
        Code::ChannelOff | Code::ChannelsFull => Seen::Elsewhere("channels.rs"),
        Code::NameTaken | Code::TeamInUse | Code::FirstInbox => Seen::Elsewhere("teams.rs"),
        Code::SettingsChanged => Seen::Elsewhere("channel_settings.rs"),
        Code::FormInvalid => Seen::Elsewhere("forms.rs"),
        Code::FilesOff
        | Code::FileTooLarge
        | Code::FileType
        | Code::TooManyFiles
        | Code::QuotaFiles
        | Code::ImageTooLarge
        | Code::UploadTimeout
        | Code::PartInvalid
        | Code::LinkExpired => Seen::Elsewhere("files.rs"),
        Code::SlowConsumer => Seen::Not("takes thirty seconds of traffic; slow_reader.rs does it"),
        Code::Unavailable => unavailable().await,
    }
}

/// Whether a file of this suite names the code at all.
fn names(file: &str, code: Code) -> bool {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("integration").join(file);
    let source = std::fs::read_to_string(path).unwrap_or_default();
    source.contains(&format!("\"{}\"", code.as_str())) || source.contains(&format!("Code::{code:?}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_code_is_answered_as_documented() {
    let site = Arc::new(Site::start().await);
    // A few at once: waiting costs nothing, but floods need the machine to be floods.
    let tasks = stream::iter(Code::ALL).map(|&code| {
        let site = Arc::clone(&site);
        tokio::spawn(async move { provoke(&site, code).await })
    });
    let all_seen: Vec<_> = tasks.buffered(4).collect().await;
    let (mut not_seen, mut failed) = (Vec::new(), Vec::new());
    for (code, seen) in Code::ALL.iter().zip(all_seen) {
        match seen {
            Ok(Seen::Yes) => {}
            Ok(Seen::Elsewhere(file)) => {
                if !names(file, *code) {
                    failed.push(code.as_str());
                }
            }
            Ok(Seen::Not(reason)) => {
                println!("{}: {reason}", code.as_str());
                not_seen.push(code.as_str());
            }
            Err(_) => failed.push(code.as_str()),
        }
    }
    assert_eq!(failed, Vec::<&str>::new());
    let mut expected = vec!["slow_consumer"];
    if !is_long() {
        expected = vec!["idle_dead", "slow_consumer", "conversation_full"];
    }
    assert_eq!(not_seen, expected);
}
