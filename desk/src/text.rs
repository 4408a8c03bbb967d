//! Every text of the desk, in English, in one place, so that other languages can come.
//! Calm, short, and where something failed it says what to do next. Names are set apart in their
//! sentences, so that their direction turns nothing around.

use pulina_shared::text::set_apart;
use pulina_shared::wire::help_desk::{TicketStatus, View};

mod channels;
mod days;
mod factors;
mod look;
mod message;
mod preview;
mod privacy;
mod publishing;
mod questions;
mod refusal;
mod rules;
mod settings;
mod teams;
mod users;

pub use channels::*;
pub use days::*;
pub use factors::*;
pub use look::*;
pub use message::*;
pub use preview::*;
pub use privacy::*;
pub use publishing::*;
pub use questions::*;
pub use refusal::{failure, problem};
pub use rules::*;
pub use settings::*;
pub use teams::*;
pub use users::*;

pub const PRODUCT: &str = "Pulina";
pub const HELP_DESK: &str = "Help desk";

/// The page's title, with how many tickets wait.
pub fn page_title(n_waiting: usize) -> String {
    match n_waiting {
        0 => format!("{HELP_DESK} · {PRODUCT}"),
        n_waiting => format!("({n_waiting}) {HELP_DESK} · {PRODUCT}"),
    }
}

// ---- Sign in ----

pub const SIGN_IN: &str = "Sign in";
pub const SIGNING_IN: &str = "Signing in…";
pub const SIGN_IN_AGAIN: &str = "Sign in again";
pub const SIGN_IN_AGAIN_WHY: &str = "Your session has ended. What you were writing is kept.";
pub const EMAIL: &str = "E-mail address";
pub const PASSWORD: &str = "Password";
pub const EMAIL_MISSING: &str = "Enter your e-mail address.";
pub const EMAIL_INVALID: &str = "This is not an e-mail address. It looks like name@company.com.";
pub const PASSWORD_MISSING: &str = "Enter your password.";
pub const ACCOUNT_MISSING: &str = "This address lacks your team";
pub const ACCOUNT_MISSING_WHY: &str = "Each team has its own help desk address, which ends in /desk/acc_… Ask a colleague for yours, or open it from your bookmarks.";
pub const ACCOUNT_WRONG: &str = "No team has this address";
pub const ACCOUNT_WRONG_WHY: &str = "The part after /desk/ is not one of ours; a character may be missing. Compare it with the address that you were given.";
pub const SESSION_UNREACHABLE: &str = "The help desk cannot be reached";

// ---- Side bar ----

pub const VIEWS: &str = "Views";
pub const PROFILE: &str = "Your profile";
pub const SHORTCUTS: &str = "Keyboard shortcuts";
pub const CONNECTED: &str = "Connected";
pub const CONNECTING: &str = "Connecting…";
pub const RECONNECTING: &str = "Reconnecting…";
pub const OFFLINE: &str = "You are offline";
pub const RECONNECTING_WHY: &str =
    "The connection was lost. We keep trying; what you send is kept until then.";
pub const OFFLINE_WHY: &str = "You are offline. What you send is kept and goes out when you are back.";
pub const STOPPED_WHY: &str = "The connection was closed. Reload the page to go on.";
pub const RELOAD: &str = "Reload";
pub const TRY_NOW: &str = "Try now";
pub const STORAGE_BLOCKED: &str =
    "This browser does not let us store anything: closing the page loses drafts and unsent replies.";

pub fn view(view: View) -> &'static str {
    match view {
        View::Mine => "Mine",
        View::Unassigned => "Unassigned",
        View::Open => "Open",
        View::Closed => "Closed",
    }
}

// ---- Ticket list ----

pub const TICKETS: &str = "Tickets";
pub const LOADING_TICKETS: &str = "Loading tickets";
pub const LOAD_MORE: &str = "Load more";
pub const LOADING: &str = "Loading…";
pub const TRY_AGAIN: &str = "Try again";
pub const LIST_FAILED: &str = "The tickets could not be loaded";
pub const MORE_FAILED: &str = "More tickets could not be loaded.";
pub const YOU: &str = "You";
pub const COLLEAGUE: &str = "A colleague";

/// Title, next step, and the view to which the step leads.
pub fn empty_view(view: View) -> (&'static str, &'static str, Option<(View, &'static str)>) {
    match view {
        View::Mine => (
            "Nothing is waiting for you",
            "Take a ticket that nobody owns, and it appears here.",
            Some((View::Unassigned, "See unassigned tickets")),
        ),
        View::Unassigned => (
            "Every ticket has an owner",
            "New conversations arrive here by themselves.",
            Some((View::Mine, "See your tickets")),
        ),
        View::Open => (
            "All quiet",
            "When a visitor writes, the ticket appears here at once.",
            Some((View::Closed, "See closed tickets")),
        ),
        View::Closed => (
            "Nothing was closed yet",
            "Closed conversations are kept here. A visitor who writes again opens theirs again.",
            Some((View::Open, "See open tickets")),
        ),
    }
}

pub fn status(status: TicketStatus) -> &'static str {
    match status {
        TicketStatus::New => "New",
        TicketStatus::WaitingOnContact => "Waiting on contact",
        TicketStatus::WaitingOnUs => "Waiting on us",
        TicketStatus::Closed => "Closed",
    }
}

pub fn unread(n_unread: u64) -> String {
    if n_unread == 1 { "1 unread message".to_owned() } else { format!("{n_unread} unread messages") }
}

pub fn owned_by(name: &str) -> String {
    format!("Owner: {}", set_apart(name))
}

pub fn new_ticket_announced(visitor_name: &str) -> String {
    format!("New ticket from {}", set_apart(visitor_name))
}

pub fn new_tickets_announced(n_tickets: usize) -> String {
    format!("{n_tickets} new tickets")
}

pub fn new_message_announced(visitor_name: &str) -> String {
    format!("New message from {}", set_apart(visitor_name))
}

// ---- Conversation ----

pub const CONVERSATION: &str = "Conversation";
pub const MESSAGES: &str = "Messages";
pub const BACK: &str = "Back to the list";
pub const NOTHING_OPEN: &str = "Choose a ticket to read it";
pub const NOTHING_OPEN_WHY: &str = "Press J and K to move through the list, or ? for all shortcuts.";
pub const LOADING_CONVERSATION: &str = "Loading the conversation";
pub const TICKET_MISSING: &str = "There is no such ticket";
pub const TICKET_MISSING_WHY: &str = "It may belong to another team, or its number is wrong.";
pub const TICKET_FAILED: &str = "The ticket could not be loaded";
pub const CONVERSATION_GONE: &str = "This conversation is no longer available";
pub const CONVERSATION_GONE_WHY: &str = "It may have been erased. Choose another ticket from the list.";
pub const TAKE: &str = "Take";
pub const OWNER: &str = "Owner";
pub const NOBODY: &str = "Nobody";
pub const CLOSE_TICKET: &str = "Close";
pub const REOPEN_TICKET: &str = "Reopen";
pub const DETAILS: &str = "Details";
pub const HIDE_DETAILS: &str = "Hide details";
pub const DISMISS: &str = "Dismiss";
pub const OLDER: &str = "Load older messages";
pub const BEGINNING: &str = "The beginning of the conversation";
pub const NEWEST: &str = "Jump to newest";
pub const TODAY: &str = "Today";
pub const YESTERDAY: &str = "Yesterday";
pub const SEEN: &str = "Seen";
pub const SENDING: &str = "Sending…";
pub const NOT_SENT: &str = "Not sent.";
pub const LAY_TOO_LONG: &str =
    "It waited on this device for more than a week. Is it still right? Then retry.";
pub const RETRY: &str = "Retry";
pub const DELETE: &str = "Delete";
pub const VISITOR_TYPING: &str = "is typing…";
pub const SYSTEM: &str = "Pulina";
pub const UNKNOWN_EVENT: &str = "Something happened that this version cannot show. Reload the page.";

pub fn ticket_number(number: u64) -> String {
    format!("#{number}")
}

pub fn n_new_messages(n_messages: usize) -> String {
    if n_messages == 1 { "1 new message".to_owned() } else { format!("{n_messages} new messages") }
}

pub fn taken(who: &str, is_me: bool) -> String {
    if is_me { "You took this ticket".to_owned() } else { format!("{} took this ticket", set_apart(who)) }
}

pub fn closed(who: &str, is_me: bool) -> String {
    if is_me {
        "You closed the conversation".to_owned()
    } else {
        format!("{} closed the conversation", set_apart(who))
    }
}

pub fn reopened(who: &str, is_me: bool) -> String {
    if is_me {
        "You reopened the conversation".to_owned()
    } else {
        format!("{} reopened the conversation", set_apart(who))
    }
}

pub fn owner_conflict(owner: Option<&str>) -> String {
    match owner {
        Some(name) => format!(
            "{} has this ticket now. Nothing was changed; choose an owner again if it should be somebody else.",
            set_apart(name)
        ),
        None => "The owner was given up a moment ago. Nothing was changed; take the ticket if you want it."
            .to_owned(),
    }
}

// ---- Composer ----

pub const REPLY_HINT: &str = "Enter sends, Shift+Enter makes a new line";
pub const REPLY_REOPENS: &str = "This conversation is closed. A reply opens it again.";
pub const OUTBOX_FULL: &str =
    "200 replies wait to be sent already. This one stays here; send it when they are out.";
pub const SEND: &str = "Send";

pub fn book_with(name: &str) -> String {
    format!("Book a time with {name}")
}

pub fn reply_to(visitor_name: &str) -> String {
    format!("Reply to {}", set_apart(visitor_name))
}

pub fn characters_left(n_left: usize) -> String {
    if n_left == 1 { "1 character left".to_owned() } else { format!("{n_left} characters left") }
}

pub fn characters_over(n_over: usize) -> String {
    if n_over == 1 { "1 character too many".to_owned() } else { format!("{n_over} characters too many") }
}

// ---- Details ----

pub const CHANNEL: &str = "Channel";
pub const OPENED_AT: &str = "Opened";
pub const CHANGED_AT: &str = "Last change";
pub const TICKET: &str = "Ticket";
pub const STATUS: &str = "Status";
pub const SUBJECT: &str = "Subject";
pub const VISITOR_HAS_READ: &str = "Read by the visitor";
pub const READ_ALL: &str = "Every reply";
pub const READ_PART: &str = "Not the newest reply";
pub const CHANNEL_UNKNOWN: &str = "Unknown channel";

// ---- Profile ----

pub const PUBLIC_NAME: &str = "Public name";
pub const PUBLIC_NAME_WHY: &str = "Visitors see this name and picture beside your replies.";
pub const MEETINGS_LINK: &str = "Meetings link";
pub const MEETINGS_LINK_WHY: &str =
    "The page on which others book a time with you. It is at hand when you insert a link into a reply.";
pub const SAVE_MEETINGS_LINK: &str = "Save the meetings link";
pub const INSERT_MEETINGS_LINK: &str = "Use my meetings link";
pub const SAVE: &str = "Save";
pub const SAVING: &str = "Saving…";
pub const SAVED: &str = "Saved.";
pub const CLOSE_DIALOG: &str = "Close";
pub const CHOOSE_PICTURE: &str = "Choose a picture";
pub const REPLACE_PICTURE: &str = "Replace";
pub const REMOVE_PICTURE: &str = "Remove";
pub const PICTURE_SAVED: &str = "The picture is saved.";
pub const PICTURE_REMOVED: &str = "The picture is removed.";
pub const PICTURE_UNREADABLE: &str =
    "This file is not a picture that the browser can read. Use PNG, JPEG or WebP.";
pub const PICTURE_LARGE: &str = "This file is too large. Use a picture below 20 MB.";
pub const SIGN_OUT: &str = "Sign out";
pub const SIGNED_IN_AS: &str = "Signed in as";
pub const NAME_MISSING: &str = "Enter a name.";
pub const NAME_LONG: &str = "Use at most 80 characters.";

// ---- Shortcuts ----

pub const SHORTCUTS_WHY: &str = "They work whenever you are not writing in a field.";

pub const SHORTCUTS_ON: &str = "Use shortcuts on this device";

/// Keys and what they do, in the order of the help dialog.
pub const SHORTCUT_LINES: [(&[&str], &str); 10] = [
    (&["J"], "Next ticket"),
    (&["K"], "Previous ticket"),
    (&["Enter", "R"], "Write a reply"),
    (&["T"], "Take the ticket"),
    (&["E"], "Close the ticket, or reopen it"),
    (&["1", "2", "3", "4"], "Mine, Unassigned, Open, Closed"),
    (&["D"], "Show or hide the details"),
    (&["↑"], "In an empty reply: change your last message"),
    (&["Esc"], "From the reply back to the list"),
    (&["?"], "This list"),
];

// ---- Failures ----

pub const UNREACHABLE: &str = "The help desk cannot be reached. Check your connection and try again.";
pub const UNEXPECTED: &str = "The answer could not be understood. Reload the page and try again.";
