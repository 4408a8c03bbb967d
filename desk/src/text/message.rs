//! Texts of what a message carries besides words, of what can be done with it, and of what visitors
//! do besides writing.

use pulina_shared::limits;
use pulina_shared::text::set_apart;
use pulina_shared::wire::conversation::{ConsentAct, Purpose};

// ---- Messages ----

pub const EDIT: &str = "Edit";
pub const EDITED: &str = "Edited";
pub const FIRST_TEXT: &str = "First text";
pub const SAVING_EDIT: &str = "Saving the new text…";
pub const DELETING: &str = "Deleting…";
pub const DELETE_TITLE: &str = "Delete this message?";
pub const DELETE_WHY: &str =
    "Its text and files are erased for you and the visitor. Both of you see that a message was deleted.";
pub const KEEP: &str = "Keep it";
pub const OFFERED: &str = "Offered answers";
pub const LINKS: &str = "Links";
pub const DOWNLOAD: &str = "Download";
pub const NO_TEXT: &str = "No text";
pub const ERASED: &str = "Erased";

pub fn deleted_by(who: &str, is_me: bool) -> String {
    if is_me {
        "You deleted this message".to_owned()
    } else {
        format!("{} deleted this message", set_apart(who))
    }
}

pub fn delete_failed(why: &str) -> String {
    format!("The message was not deleted. {why}")
}

pub fn edit_failed(why: &str) -> String {
    format!("The message was not changed. {why} Your new text is here; send it as a new message.")
}

pub fn edit_failed_kept(why: &str) -> String {
    format!("The message was not changed. {why}")
}

pub fn open_picture(name: &str) -> String {
    format!("Open {} in a new tab", set_apart(name))
}

pub fn download_of(name: &str) -> String {
    format!("Download {}", set_apart(name))
}

pub fn n_files(n_files: usize) -> String {
    if n_files == 1 { "1 file".to_owned() } else { format!("{n_files} files") }
}

/// A size as people read it, in decimal units.
pub fn file_size(n_bytes: u64) -> String {
    let tenths = |unit: u64| format!("{}.{}", n_bytes / unit, n_bytes % unit * 10 / unit);
    match n_bytes {
        0..1_000 => format!("{n_bytes} B"),
        1_000..1_000_000 => format!("{} kB", n_bytes / 1_000),
        1_000_000..1_000_000_000 => format!("{} MB", tenths(1_000_000)),
        _ => format!("{} GB", tenths(1_000_000_000)),
    }
}

// ---- Attaching ----

pub const ATTACH: &str = "Attach files";
pub const ATTACHED: &str = "Goes with the reply";
pub const DROP_FILES: &str = "Drop files to attach them";
pub const FILE_EMPTY: &str = "It is empty.";
pub const NOT_UPLOADED: &str = "Not uploaded.";
pub const UPLOADS_RUNNING: &str =
    "The files are still being uploaded. Send when they are ready, or remove them.";
pub const UPLOADS_FAILED: &str = "A file could not be uploaded. Retry it or remove it, then send.";
pub const TEXT_WITH_OFFER: &str = "Write a message to go with it.";

pub fn uploading(percent: u64) -> String {
    format!("{percent} %")
}

pub fn uploaded(name: &str) -> String {
    format!("{} is ready to be sent", set_apart(name))
}

pub fn remove(name: &str) -> String {
    format!("Remove {}", set_apart(name))
}

pub fn retry_upload(name: &str) -> String {
    format!("Retry {}", set_apart(name))
}

// ---- Inserting ----

pub const INSERT: &str = "Insert a quick reply or a link";
pub const INSERT_TITLE: &str = "Add to the reply";
pub const QUICK_REPLY: &str = "Quick reply";
pub const QUICK_REPLY_WHY: &str = "A button for the visitor. Pressing it sends the text as their answer.";
pub const LINK_CARD: &str = "Link";
pub const CHOICE_LABEL: &str = "On the button";
pub const CHOICE_VALUE: &str = "What the visitor says by it";
pub const CHOICE_VALUE_HINT: &str = "Empty: the same as on the button. An https address is opened instead.";
pub const CARD_URL: &str = "Address";
pub const CARD_TITLE: &str = "Title";
pub const CARD_TEXT: &str = "A sentence about it";
pub const OPTIONAL: &str = "May stay empty.";
pub const ADD: &str = "Add";
pub const LABEL_MISSING: &str = "Write what stands on the button.";
pub const TITLE_MISSING: &str = "Write a title.";
pub const URL_INVALID: &str = "Use an address that begins with https://.";

pub fn too_many_items() -> String {
    format!("One message takes at most {}.", limits::MESSAGE_ITEMS_MAX)
}

// ---- Changing a message ----

pub const EDITING: &str = "You are changing your message";
pub const EDIT_LABEL: &str = "Change your message";
pub const EDIT_HINT: &str = "Enter saves, Escape leaves it as it was";
pub const CANCEL: &str = "Cancel";
pub const EDIT_EMPTY: &str = "A message keeps some text. To take it back, delete it.";

// ---- What visitors do ----

pub const YES: &str = "Yes";

pub fn answered(who: &str) -> String {
    format!("{} answered the questions", set_apart(who))
}

/// A score in one word; nothing for one that does not exist.
pub fn score(score: u8) -> &'static str {
    match score {
        1 => "Very bad",
        2 => "Bad",
        3 => "Okay",
        4 => "Good",
        5 => "Very good",
        _ => "",
    }
}

pub fn rated(who: &str, given: u8) -> String {
    format!("{} rated the conversation: {}", set_apart(who), score(given))
}

pub fn rating_of(given: u8) -> String {
    format!("Rated {given} of {}: {}", limits::RATING_MAX, score(given))
}

pub fn consented(who: &str, act: &ConsentAct) -> String {
    match (act.purpose, act.is_given) {
        (Purpose::Process, true) => format!("{} agreed to the processing of their data", set_apart(who)),
        (Purpose::Process, false) => {
            format!("{} withdrew the consent to the processing of their data", set_apart(who))
        }
        (Purpose::Communicate, true) => format!("{} agreed to be contacted later", set_apart(who)),
        (Purpose::Communicate, false) => {
            format!("{} withdrew the consent to be contacted later", set_apart(who))
        }
    }
}

/// Enough of a version to tell it from others.
pub fn version(version: &str) -> String {
    format!("version {}", version.chars().take(8).collect::<String>())
}

// ---- Details ----

pub const CLAIMED: &str = "Claimed";
pub const CLAIMED_WHY: &str = "The visitor wrote this; nobody has checked it.";
pub const VERIFIED: &str = "Verified";
pub const VERIFIED_WHY: &str = "Your website's server vouches for this by a signed token.";
pub const SAYS_TO_BE: &str = "Says to be";
pub const KNOWN_AS: &str = "Known to the website as";
pub const PAGE_SAYS: &str = "The page says";
pub const PAGE_SAYS_WHY: &str = "The website's page said this of the visitor; nobody has checked it.";
pub const RATING: &str = "Rating";
pub const CONSENT_PROCESS: &str = "Consent to processing";
pub const CONSENT_CONTACT: &str = "Consent to being contacted";
pub const CONSENT_GIVEN: &str = "Given";
pub const CONSENT_NONE: &str = "None on record";
pub const CONSENT_RECORD: &str = "Download the record";
pub const TRANSCRIPT: &str = "Transcript";
pub const TRANSCRIPT_TEXT: &str = "Text";
pub const TRANSCRIPT_HTML: &str = "HTML";
pub const TRANSCRIPT_TEXT_LABEL: &str = "Download the transcript as text";
pub const TRANSCRIPT_HTML_LABEL: &str = "Download the transcript as HTML";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_units_that_people_know() {
        let table = [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1 kB"),
            (999_999, "999 kB"),
            (1_000_000, "1.0 MB"),
            (16 * 1024 * 1024, "16.7 MB"),
            (2_340_000_000, "2.3 GB"),
        ];
        for (n_bytes, told) in table {
            assert_eq!(file_size(n_bytes), told);
        }
    }

    #[test]
    fn every_score_that_exists_has_a_word() {
        assert!((1..=limits::RATING_MAX).all(|given| !score(given).is_empty()));
        assert!(score(0).is_empty() && score(limits::RATING_MAX + 1).is_empty());
    }

    #[test]
    fn versions_of_any_text_are_shortened() {
        assert_eq!(version("0123456789abcdef"), "version 01234567");
        assert_eq!(version("ü"), "version ü");
    }
}
