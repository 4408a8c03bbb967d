//! Every sentence of the panel that is not the channel's own, in one place. Calm, short, and
//! saying what to do next.

use pulina_shared::limits;
use pulina_shared::outbox::Failure;
use pulina_shared::problem::{Code, Problem};

pub const MESSAGE_LABEL: &str = "Your message";
pub const MESSAGE_HINT: &str = "Write a message";
pub const SEND: &str = "Send";
pub const CLOSE_CHAT: &str = "Close chat";
pub const MESSAGES: &str = "Messages";
pub const YOU: &str = "You";

pub const EARLIER: &str = "Earlier messages";
pub const LOADING: &str = "Loading…";
pub const EARLIER_FAILED: &str = "Could not load. Try again";
pub const TO_NEWEST: &str = "To the newest message";
pub const UNREAD_HERE: &str = "New";
pub const TODAY: &str = "Today";
pub const YESTERDAY: &str = "Yesterday";

pub const SENDING: &str = "Sending…";
pub const SENT: &str = "Sent";
pub const SEEN: &str = "Seen";
pub const NOT_SENT: &str = "Not sent.";
pub const RETRY: &str = "Try again";
pub const DELETE: &str = "Delete";

pub const CONNECTING: &str = "Connecting…";
pub const RECONNECTING: &str = "Reconnecting…";
pub const OFFLINE: &str = "You are offline.";
pub const SENT_WHEN_BACK: &str = "Your message is sent when you are back.";
pub const CLOSED_NOTICE: &str = "This conversation was closed. Write to open it again.";
pub const NOT_LASTING: &str = "This browser keeps nothing: stay on this page until your message is sent.";
pub const REPLACED: &str = "This chat is open in many other windows.";
pub const USE_HERE: &str = "Use it here";
pub const NOT_HERE: &str = "The chat is not available here at the moment.";
pub const OUTDATED: &str = "The chat was updated.";
pub const RELOAD: &str = "Load it again";
pub const STOPPED: &str = "The chat lost its connection.";
pub const OUTBOX_FULL: &str = "Too many messages wait to be sent. Your text stays here until they are.";

/// "Ana is writing".
pub fn is_writing(name: &str) -> String {
    [name, " is writing"].concat()
}

pub fn taken(name: &str) -> String {
    [name, " joined the conversation"].concat()
}

pub fn closed(name: Option<&str>) -> String {
    match name {
        Some(name) => [name, " closed the conversation"].concat(),
        None => "The conversation was closed".to_owned(),
    }
}

pub fn reopened(name: Option<&str>) -> String {
    match name {
        Some(name) => [name, " opened the conversation again"].concat(),
        None => "The conversation was opened again".to_owned(),
    }
}

pub fn new_messages(count: u64) -> String {
    if count == 1 { "1 new message".to_owned() } else { [&count.to_string(), " new messages"].concat() }
}

/// "9,500 of 10,000".
pub fn characters(count: usize) -> String {
    [&grouped(count), " of ", &grouped(limits::MESSAGE_CHARACTERS_MAX)].concat()
}

pub fn too_long(count: usize) -> String {
    ["This message is too long (", &characters(count), " characters). Shorten it or send it in two parts."]
        .concat()
}

pub const TOO_LARGE: &str = "This message is too long. Shorten it or send it in two parts.";

/// Why a message was not sent, and what to do.
pub fn failure(failure: &Failure) -> &'static str {
    match failure {
        Failure::Expired => "It waited for more than a week.",
        Failure::Refused(problem) => refusal(problem),
    }
}

fn refusal(problem: &Problem) -> &'static str {
    match Code::parse(&problem.code) {
        Some(Code::TextTooLong | Code::FrameTooLarge | Code::BodyTooLarge) => "It is too long.",
        Some(Code::TextEmpty) => "It is empty.",
        Some(Code::RateMessages | Code::RateFrames) => "You are sending very fast. Wait a moment.",
        Some(Code::RateConversations) => "Too many new conversations from here. Try again later.",
        Some(Code::ConversationFull) => "This conversation is full.",
        Some(Code::IdConflict) => "Copy the text into a new message.",
        _ if problem.status >= 500 => "Something went wrong on our side.",
        _ => "It was not accepted.",
    }
}

/// Thousands apart by a comma, as English has it.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_thousands() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(characters(9_500), "9,500 of 10,000");
    }
}
