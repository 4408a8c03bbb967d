//! Reading wire types from JSON that somebody else has parsed, for programs in which a parser of
//! our own would cost too many bytes: a browser has one. Serde's generated readers were a quarter
//! of the panel.
//!
//! What is read here is what serde reads, for every type that a browser gets; a test compares them.
//! Unknown members are skipped, as a newer peer may send them.

use crate::ids::{
    AccountId, ChannelId, ConversationId, Epoch, FileId, InboxId, MessageId, Revision, Seq, TicketNumber,
    UserId, VisitorId,
};
use crate::language::Language;
use crate::outbox::{Failure, OutboxItem};
use crate::problem::Problem;
use crate::text::Colour;
use crate::time::Timestamp;
use crate::wire::availability::{AvailabilityNow, AwayBehaviour, ReplyTime};
use crate::wire::channel::{ConsentMode, EmailCapture, FileRules, StorageMode};
use crate::wire::content::{Choice, ChoiceKind, FileInfo, LinkCard};
use crate::wire::conversation::{
    Accepted, Act, Author, ConsentAct, ConversationState, ConversationStatus, EditMessage, Edited,
    ErrorFrame, Event, EventPage, FillForm, Message, PublicUser, Purpose, Rating, Rejected, SendMessage,
    ServerHello, TypingSignal,
};
use crate::wire::embed::{Claim, ConsentAsked, HostMessage, HostPage, HostWish, PanelSettings, RenewedPanel};
use crate::wire::form::{FieldKind, FilledField, FilledForm, FormAnswer, ShownField};
use crate::wire::help_desk::{
    Changes, ChannelSummary, Counts, HelpDeskHello, LastMessage, Session, Ticket, TicketPage, TicketStatus,
};
use crate::wire::http::{DownloadLink, EventsPage, FileBegun, OwnConversation, OwnConversations, VisitBegun};
use crate::wire::identity::{Attribute, Attributes, Identified, VerifiedContact};
use crate::wire::presence::{Presence, PresenceState};
use crate::wire::routing::{OwnerReason, Priority};
use crate::wire::teams::InboxSummary;
use crate::wire::users::Role;

/// A value of parsed JSON.
pub trait Json: Sized {
    /// A member of an object; `None` when it is absent, `null`, or this is no object.
    fn member(&self, name: &str) -> Option<Self>;
    /// The one member of an object that has exactly one, with its name.
    fn sole_member(&self) -> Option<(String, Self)>;
    /// The items of an array.
    fn items(&self) -> Option<Vec<Self>>;
    /// A string.
    fn text(&self) -> Option<String>;
    /// A whole number from 0 to 2^53.
    fn number(&self) -> Option<u64>;
    /// `true` or `false`.
    fn flag(&self) -> Option<bool>;
}

/// What can be read from JSON.
pub trait Read: Sized {
    /// Reads the value; `None` when it is of another shape.
    fn read<J: Json>(json: &J) -> Option<Self>;

    /// Reads a member of an object.
    fn read_member<J: Json>(json: &J, name: &str) -> Option<Self> {
        Self::read(&json.member(name)?)
    }
}

impl Read for String {
    fn read<J: Json>(json: &J) -> Option<Self> {
        json.text()
    }
}

impl Read for bool {
    fn read<J: Json>(json: &J) -> Option<Self> {
        json.flag()
    }
}

impl Read for u64 {
    fn read<J: Json>(json: &J) -> Option<Self> {
        json.number()
    }
}

impl<T: Read> Read for Vec<T> {
    fn read<J: Json>(json: &J) -> Option<Self> {
        json.items()?.iter().map(T::read).collect()
    }
}

impl<T: Read> Read for Box<T> {
    fn read<J: Json>(json: &J) -> Option<Self> {
        T::read(json).map(Self::new)
    }
}

impl<T: Read, const N: usize> Read for [T; N] {
    fn read<J: Json>(json: &J) -> Option<Self> {
        Vec::read(json)?.try_into().ok()
    }
}

impl<T: Read> Read for Option<T> {
    fn read<J: Json>(json: &J) -> Option<Self> {
        T::read(json).map(Some)
    }

    fn read_member<J: Json>(json: &J, name: &str) -> Option<Self> {
        match json.member(name) {
            Some(value) => T::read(&value).map(Some),
            None => Some(None),
        }
    }
}

/// Like [`Read::read_member`] for a member that is left out when it has its default.
fn member_or_default<T: Read + Default, J: Json>(json: &J, name: &str) -> Option<T> {
    json.member(name).map_or_else(|| Some(T::default()), |value| T::read(&value))
}

macro_rules! whole_numbers {
    ($($number:ty),*) => {$(
        impl Read for $number {
            fn read<J: Json>(json: &J) -> Option<Self> {
                Self::try_from(json.number()?).ok()
            }
        }
    )*};
}
whole_numbers!(u8, u16, u32);

macro_rules! numbered {
    ($($name:ident),*) => {$(
        impl Read for $name {
            fn read<J: Json>(json: &J) -> Option<Self> {
                json.number().map(Self)
            }
        }
    )*};
}
numbered!(Revision, Seq, TicketNumber, Timestamp);

macro_rules! parsed {
    ($($name:ident),*) => {$(
        impl Read for $name {
            fn read<J: Json>(json: &J) -> Option<Self> {
                Self::parse(&json.text()?).ok()
            }
        }
    )*};
}
parsed!(AccountId, ChannelId, Colour, ConversationId, Epoch, FileId, InboxId, MessageId, UserId, VisitorId);

/// Structs, by their fields; a name in quotes is the name on the wire where it differs. What stands
/// behind the bar is left out on the wire when it has its default.
macro_rules! records {
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $wire:literal) => { $wire };
    ($($name:ident { $($field:ident $($wire:literal)?),* $(| $($optional:ident),*)? })*) => {$(
        impl Read for $name {
            fn read<J: Json>(json: &J) -> Option<Self> {
                Some(Self {
                    $($field: Read::read_member(json, records!(@name $field $($wire)?))?,)*
                    $($($optional: member_or_default(json, stringify!($optional))?,)*)?
                })
            }
        }
    )*};
}
records! {
    Accepted { id, seq, at }
    Changes { revision, tickets, users, counts, presence }
    ChannelSummary { id, name }
    Attribute { name, value }
    Attributes { attributes }
    AvailabilityNow { is_open, changes_at, opens_at, away, reply_time, depends_on_users | revision }
    Choice { label, value | kind }
    Claim { name, value }
    ConsentAct { purpose, is_given, version, language | page }
    ConsentAsked { mode, version, text, button | communicate }
    ConversationState {
        status, visitor_read, agent_read, owner, people, consent, rating, reopens_until
        | may_contact, form_done, email_known
    }
    DownloadLink { path, expires_at }
    EditMessage { message, text }
    Edited { message, text }
    Counts { mine, unassigned, open }
    ErrorFrame { problem, fatal }
    Event { seq, at, kind }
    EventPage { events }
    EventsPage { epoch, events, last_seq, state }
    FileBegun { file, parts, info }
    FileInfo { id, name, media_type, n_bytes, width, height }
    FileRules { are_allowed, bytes_max, are_archives_allowed }
    FilledField { name, kind, label, value }
    FillForm { language, answers }
    FilledForm { fields }
    FormAnswer { name, value }
    HostPage { | address, scheme, font, is_inline }
    HelpDeskHello { version, epoch, resumed, revision }
    InboxSummary { id, name }
    LastMessage { author, preview, at }
    LinkCard { url, title | text }
    Message { id, author, text | files, choices, cards, is_deleted }
    Identified { is_known, conversation }
    OutboxItem { id, act, written_at, failure }
    OwnConversation { id, status, last_message, last_agent_name, opened_at }
    OwnConversations { conversations }
    PanelSettings {
        channel, language, words, title, subtitle, welcome, accent, on_accent, avatar, consent, storage,
        availability, email, files, emoji
        | faces, is_owner_shown, away_text, reply_text, form, asks_for_rating, languages
    }
    Presence { state, changes_at }
    Problem { kind "type", title, status, code, limit, actual, retry_after_ms, pointer, sides, work, instance }
    PublicUser { id, name, avatar }
    Rating { score | comment }
    Rejected { id, problem }
    RenewedPanel { settings, css, classes, scheme }
    SendMessage { text | files, choices, cards }
    ServerHello { version, epoch, resumed, after, last_seq, state }
    ShownField { name, kind, label, is_required | options, value }
    Session { account, account_name, user, role, email, meetings_link, users, channels, inboxes, presence }
    Ticket {
        number, conversation, channel, subject, visitor_name, status, inbox, owner, owner_reason, priority, email,
        verified, attributes_at, rating, last_message,
        n_unread, opened_at, changed_at, revision | is_erased
    }
    TicketPage { tickets, next_cursor, epoch, revision, counts }
    TypingSignal { author, is_typing }
    VerifiedContact { subject, name, email }
    VisitBegun { visitor, conversation }
}

/// Enums of plain names.
macro_rules! names {
    ($($name:ident { $($wire:literal => $variant:ident),* })*) => {$(
        impl Read for $name {
            fn read<J: Json>(json: &J) -> Option<Self> {
                match json.text()?.as_str() {
                    $($wire => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    )*};
}
names! {
    ChoiceKind { "text" => Text, "url" => Url }
    AwayBehaviour { "return_time" => ReturnTime, "message" => Message, "hide_launcher" => HideLauncher }
    ConsentMode { "off" => Off, "implicit" => Implicit, "explicit" => Explicit }
    ConversationStatus { "open" => Open, "closed" => Closed }
    EmailCapture { "never" => Never, "before" => Before, "after" => After, "when_away" => WhenAway }
    FieldKind {
        "text" => Text, "email" => Email, "name" => Name, "phone" => Phone, "number" => Number,
        "checkbox" => Checkbox, "date" => Date, "list" => List, "link" => Link, "hidden" => Hidden
    }
    Priority { "low" => Low, "medium" => Medium, "high" => High, "urgent" => Urgent }
    Purpose { "process" => Process, "communicate" => Communicate }
    ReplyTime {
        "hidden" => Hidden, "minutes" => Minutes, "hours" => Hours, "day" => Day, "custom" => Custom,
        "measured" => Measured
    }
    Role { "agent" => Agent, "admin" => Admin, "owner" => Owner }
    StorageMode { "never" => Never, "after_consent" => AfterConsent, "always" => Always }
    TicketStatus {
        "new" => New, "waiting_on_contact" => WaitingOnContact, "waiting_on_us" => WaitingOnUs, "closed" => Closed
    }
}

impl Read for Language {
    fn read<J: Json>(json: &J) -> Option<Self> {
        let tag = json.text()?;
        Self::ALL.iter().copied().find(|language| language.tag() == tag)
    }
}

impl Read for Author {
    fn read<J: Json>(json: &J) -> Option<Self> {
        match json.text().as_deref() {
            Some("visitor") => Some(Self::Visitor),
            Some("system") => Some(Self::System),
            Some(_) => None,
            None => UserId::read_member(json, "agent").map(Self::Agent),
        }
    }
}

impl Read for PresenceState {
    fn read<J: Json>(json: &J) -> Option<Self> {
        match json.text().as_deref() {
            Some("available") => Some(Self::Available),
            Some("no_desk") => Some(Self::NoDesk),
            Some("away") => Some(Self::Away),
            Some("outside_hours") => Some(Self::OutsideHours),
            Some(_) => None,
            None => UserId::read_member(json, "set_away").map(Self::SetAway),
        }
    }
}

impl Read for OwnerReason {
    fn read<J: Json>(json: &J) -> Option<Self> {
        match json.text().as_deref() {
            Some("answered") => Some(Self::Answered),
            Some("routed") => Some(Self::Routed),
            Some("contact_owner") => Some(Self::ContactOwner),
            Some("nobody_available") => Some(Self::NobodyAvailable),
            Some("contact_owner_away") => Some(Self::ContactOwnerAway),
            Some("no_contact_owner") => Some(Self::NoContactOwner),
            Some(_) => None,
            None => UserId::read_member(json, "chosen").map(Self::Chosen),
        }
    }
}

impl Read for Failure {
    fn read<J: Json>(json: &J) -> Option<Self> {
        match json.text().as_deref() {
            Some("expired") => Some(Self::Expired),
            Some(_) => None,
            None => Problem::read_member(json, "refused").map(Self::Refused),
        }
    }
}

impl Read for Act {
    fn read<J: Json>(json: &J) -> Option<Self> {
        let Some((name, value)) = json.sole_member() else {
            return (json.text()? == "end").then_some(Self::End);
        };
        match name.as_str() {
            "send_message" => Read::read(&value).map(Self::SendMessage),
            "edit_message" => Read::read(&value).map(Self::EditMessage),
            "delete_message" => Read::read(&value).map(Self::DeleteMessage),
            "rate" => Read::read(&value).map(Self::Rate),
            "fill_form" => Read::read(&value).map(Self::FillForm),
            "consent" => Read::read(&value).map(Self::Consent),
            _ => None,
        }
    }
}

impl Read for HostMessage {
    fn read<J: Json>(json: &J) -> Option<Self> {
        match String::read_member(json, "t")?.as_str() {
            "opened" => Some(Self::Opened),
            "shown" => Some(Self::Shown),
            "closed" => Some(Self::Closed),
            "ping" => Some(Self::Ping),
            "page" => HostPage::read_member(json, "c").map(Self::Page),
            "wish" => String::read_member(json, "c").map(Self::Wish),
            _ => None,
        }
    }
}

impl Read for HostWish {
    fn read<J: Json>(json: &J) -> Option<Self> {
        let Some((name, value)) = json.sole_member() else {
            return match json.text()?.as_str() {
                "begin" => Some(Self::Begin),
                "logout" => Some(Self::Logout),
                "inspect" => Some(Self::Inspect),
                _ => None,
            };
        };
        match name.as_str() {
            "compose" => Read::read(&value).map(Self::Compose),
            "show" => Read::read(&value).map(Self::Show),
            "identify" => Read::read(&value).map(Self::Identify),
            "claim" => Read::read(&value).map(Self::Claim),
            "preview" => Read::read(&value).map(Self::Preview),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
