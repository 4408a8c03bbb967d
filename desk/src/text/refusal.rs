//! A refusal by the server as a sentence that says what to do next.

use pulina_shared::outbox::Failure;
use pulina_shared::problem::{Code, Problem};

use super::{LAY_TOO_LONG, PICTURE_UNREADABLE, file_size};

/// Why something was not done.
pub fn failure(failure: &Failure) -> String {
    match failure {
        Failure::Refused(refusal) => problem(refusal),
        Failure::Expired => LAY_TOO_LONG.to_owned(),
    }
}

/// What a refusal means to an agent and what to do about it.
pub fn problem(problem: &Problem) -> String {
    let Some(code) = Code::parse(&problem.code) else {
        return format!("{}.", problem.title);
    };
    match code {
        Code::SignInFailed => "E-mail address or password is wrong. Check both and try again.".to_owned(),
        Code::RateLogin => match problem.retry_after_ms {
            Some(ms) => format!("Too many wrong passwords. Try again in {}.", wait(ms)),
            None => "Too many wrong passwords. Try again later.".to_owned(),
        },
        Code::BusyLogin => "Many people sign in at this moment. Try again in a few seconds.".to_owned(),
        Code::SessionEnded => "Your session has ended. Sign in again.".to_owned(),
        Code::TextTooLong => match problem.limit {
            Some(limit) => format!("It is too long; at most {limit} characters fit. Split it into parts."),
            None => "It is too long. Split it into parts.".to_owned(),
        },
        Code::TextEmpty => "It has no text.".to_owned(),
        Code::RateMessages | Code::RateFrames | Code::RateConnects => {
            "That was too fast. Wait a moment and try again.".to_owned()
        }
        Code::ConversationFull => "This conversation is full. The visitor has to begin a new one.".to_owned(),
        Code::ImageInvalid => PICTURE_UNREADABLE.to_owned(),
        Code::FieldInvalid => "This value cannot be used. Change it and try again.".to_owned(),
        Code::FieldTooLong => match problem.limit {
            Some(limit) => format!("Use at most {limit} characters."),
            None => "This is too long.".to_owned(),
        },
        Code::PermissionDenied => {
            "Your role does not allow this. Ask an owner or an admin of your team.".to_owned()
        }
        Code::LastOwner => {
            "A team needs an owner who can sign in. Make somebody else an owner first.".to_owned()
        }
        Code::EmailTaken => "Somebody of your team has this e-mail address already.".to_owned(),
        Code::InvitationEnded => {
            "This invitation was used, revoked, or is older than 7 days. Ask for a new one.".to_owned()
        }
        Code::PasswordWrong => "This is not your present password. Try again.".to_owned(),
        Code::NotFound => "It does not exist any more.".to_owned(),
        Code::OriginDenied => {
            "The browser did not say that this request comes from the help desk. Reload the page.".to_owned()
        }
        Code::IdConflict => "It was sent before with another text. Delete it and write it again.".to_owned(),
        Code::Internal | Code::Unavailable | Code::RoomBusy => match &problem.instance {
            Some(instance) => {
                format!("Something went wrong on our side. Try again; if it stays, tell support {instance}.")
            }
            None => "Something went wrong on our side. Try again in a moment.".to_owned(),
        },
        Code::EditClosed => {
            "It can no longer be changed: only within 15 minutes, and at most 20 times.".to_owned()
        }
        Code::ChannelsFull => match problem.limit {
            Some(limit) => format!("A team has at most {limit} channels. Use one that you have."),
            None => "The team has as many channels as it can have.".to_owned(),
        },
        Code::NameTaken => "There is one of this name already. Choose another name.".to_owned(),
        Code::TeamInUse => {
            "A channel's routing, a draft of one or an inbox names this team. Take it out there first."
                .to_owned()
        }
        Code::FirstInbox => {
            "The first inbox stays: everything that loses its own inbox goes there.".to_owned()
        }
        Code::ConversationClosed => "This conversation is closed for good.".to_owned(),
        other => rare_problem(other, problem).unwrap_or_else(|| format!("{}.", other.title())),
    }
}

/// The same for files and for second factors.
fn rare_problem(code: Code, problem: &Problem) -> Option<String> {
    Some(match code {
        Code::FilesOff => "Files are switched off for this channel.".to_owned(),
        Code::FileTooLarge => match problem.limit {
            Some(limit) => format!("It is too large; at most {} fit.", file_size(limit)),
            None => "It is too large.".to_owned(),
        },
        Code::FileType => "Files of this kind cannot be sent here. Save it as another kind.".to_owned(),
        Code::TooManyFiles => match problem.limit {
            Some(limit) => format!("One message takes at most {limit} files. Send the rest with the next."),
            None => "Too many files for one message. Send the rest with the next.".to_owned(),
        },
        Code::QuotaFiles => "You have sent as many files as one day allows. Try again tomorrow.".to_owned(),
        Code::ImageTooLarge => "The picture has too many pixels. Make it smaller and try again.".to_owned(),
        Code::UploadTimeout | Code::PartInvalid => "The upload was interrupted. Add it again.".to_owned(),
        Code::TooManyItems => match problem.limit {
            Some(limit) => format!("One message takes at most {limit} of them."),
            None => "Too many for one message.".to_owned(),
        },
        Code::StepUp => "It was not done. Try again, and confirm that it is you.".to_owned(),
        Code::PasswordCommon => {
            "This is one of the first that somebody would guess. Use words of your own that do not belong together.".to_owned()
        }
        Code::CodeNeeded => "Enter the code of your authenticator app, too.".to_owned(),
        Code::CodeWrong => {
            "This code is wrong or was used already. Wait for the next one, or use a recovery code."
                .to_owned()
        }
        Code::AuthenticatorState => "This was changed elsewhere. Reload the page.".to_owned(),
        Code::PasskeyFailed => {
            "This passkey does not sign anybody of this team in. Use another one, or your password."
                .to_owned()
        }
        Code::ChallengeEnded => "That took too long. Try again.".to_owned(),
        _ => return None,
    })
}

fn wait(duration_ms: u64) -> String {
    let seconds = duration_ms.div_ceil(1_000);
    match seconds {
        0 | 1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulina_shared::problem::Rejection;

    #[test]
    fn every_refusal_has_a_sentence_that_ends() {
        for &code in Code::ALL {
            let sentence = problem(&Problem::from(&Rejection::new(code)));
            assert!(sentence.ends_with('.') && sentence.len() > 10, "{code:?}: {sentence}");
        }
    }

    #[test]
    fn refusal_of_a_newer_server_shows_its_own_title() {
        let mut unknown = Problem::from(&Rejection::new(Code::Internal));
        unknown.code = "on_fire".to_owned();
        unknown.title = "The server is on fire".to_owned();
        assert_eq!(problem(&unknown), "The server is on fire.");
    }

    #[test]
    fn waiting_is_told_in_the_unit_that_people_would_use() {
        assert_eq!(wait(400), "a second");
        assert_eq!(wait(31_000), "31 seconds");
        assert_eq!(wait(600_000), "10 minutes");
    }
}
