//! The texts of data and privacy.

use pulina_shared::text::set_apart;
use pulina_shared::wire::people::Because;

pub const PRIVACY_WHY: &str = "When somebody asks what you keep of them, or wants to be forgotten, find them here. For how \
    long conversations are kept at all is chosen for the channel, under Consent.";
pub const FIND_PERSON: &str = "Find a person";
pub const PERSON: &str = "E-mail address or visitor id";
pub const PERSON_WHY: &str = "An id begins with vis_; records of consent name people by it.";
pub const NOT_A_PERSON: &str = "Enter a whole e-mail address, or an id that begins with vis_.";
pub const FIND: &str = "Find";
pub const SEARCHING: &str = "Searching…";
pub const CONVERSATIONS: &str = "Conversations";
pub const NO_MESSAGE_YET: &str = "Nothing was said yet";
pub const HAS_MORE: &str =
    "There are more than are listed, and the file holds what is listed. Erase these, then search again.";
pub const CHANGED_MEANWHILE: &str = "Something of this list is gone already. Search again.";
pub const CHOOSE_WHY: &str =
    "Anybody can type an address into a chat. Read what only an address connects before you erase it.";
pub const CHOOSE_ALL: &str = "Choose all";
pub const DOWNLOAD_EVERYTHING: &str = "Download everything";
pub const DOWNLOADED: &str = "The file was handed to your browser.";
pub const ERASE_CHOSEN: &str = "Erase the chosen…";
pub const ERASE_FOR_EVER: &str = "Erase for ever";
pub const WHAT_WAS_ERASED: &str = "What was erased";
pub const NOTHING_ERASED: &str = "Nobody was erased yet.";
pub const WHEN: &str = "When";
pub const BY_WHOM: &str = "By whom";
pub const STANDING: &str = "How it stands";
pub const NO_TICKET: &str = "None";

/// Why a conversation is listed.
pub fn because(because: Because) -> &'static str {
    match because {
        Because::Visitor => "Of this visitor",
        Because::Verified => "Your site says it is theirs",
        Because::Claimed => "The address was typed in it",
        Because::SameVisitor => "Of the same visitor as another one",
    }
}

/// How many were found of whom.
pub fn n_found(n: usize, name: &str) -> String {
    let name = set_apart(name);
    match n {
        0 => format!("Nothing is kept of {name}"),
        1 => format!("One conversation of {name}"),
        n => format!("{n} conversations of {name}"),
    }
}

/// What happened to them before.
pub fn n_erased_before(n: usize) -> String {
    if n == 1 {
        "Something of them was erased before.".to_owned()
    } else {
        format!("They were erased {n} times before.")
    }
}

/// That it is being done.
pub fn n_erased(n: u64) -> String {
    if n == 1 {
        "One conversation is being erased.".to_owned()
    } else {
        format!("{n} conversations are being erased.")
    }
}

/// What is about to happen.
pub fn erase_why(n: usize) -> String {
    let what = if n == 1 { "One conversation".to_owned() } else { format!("{n} conversations") };
    format!(
        "{what} with all messages and files will be gone for ever, for the visitor too. Nobody can undo it."
    )
}

/// How far it is.
pub fn erasure_done(n_done: u64, n: u64) -> String {
    if n_done >= n { "Done".to_owned() } else { format!("{n_done} of {n} done") }
}
