//! What our own parts say to each other: the edge to the objects, and the objects to each other.
//! Never reachable from outside; the edge drops every header and path of this kind that comes in.
//!
//! Between objects everything is a parcel: stored with the change that caused it, delivered at
//! least once and in order, applied once. A report is the whole newest state, so several waiting
//! reports are one.

use std::collections::BTreeMap;

use pulina_shared::ids::{
    AccountId, ChannelId, ConversationId, MessageId, Seq, SessionId, UserId, VisitorId,
};
use pulina_shared::language::Language;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::channel::{ChannelSettings, ClosedRule, ConsentMode, EmailCapture, FileRules};
use pulina_shared::wire::conversation::{ConsentVersion, ConversationStatus, Event, PublicUser};
use pulina_shared::wire::factors::{NewPasskey, PasskeySignIn};
use pulina_shared::wire::form::{FieldKind, FormField};
use pulina_shared::wire::help_desk::{LastMessage, Session};
use pulina_shared::wire::http::{NewAccount, SignIn, Work};
use pulina_shared::wire::identity::Attributes;
use pulina_shared::wire::users::Invitation;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::seen::Page;
use crate::fault::Fault;

/// Carries a [`Caller`] as JSON from the edge to an object.
pub const CALLER_HEADER: &str = "x-pulina-caller";

/// Carries a [`Policy`] as JSON from the edge to a conversation, with every upgrade and with every
/// command or file of a visitor. Absent when the help desk could not be asked: what is stored holds.
pub const POLICY_HEADER: &str = "x-pulina-policy";

/// What a conversation enforces of its channel's settings. It keeps the one of the highest revision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// The revision of the settings; 0 stands for a conversation that was told none yet.
    pub revision: u64,
    /// What must be agreed to before a visitor's words are taken; absent when nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentPolicy>,
    /// The channel's own language.
    pub language: Language,
    /// The questions that can be answered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub form: Vec<FormField>,
    /// Which files a visitor may send.
    pub files: FileRules,
    /// What a visitor's message does once the conversation was closed.
    pub closed: ClosedRule,
    /// Days after its last event that the conversation is kept; absent: until somebody erases it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention_days: Option<u16>,
    /// Whether visitors are asked how it was.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub asks_for_rating: bool,
}

/// What must be agreed to. The texts themselves stay at the help desk, every version for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentPolicy {
    /// How: never [`ConsentMode::Off`].
    pub mode: ConsentMode,
    /// The version that counts now.
    pub version: ConsentVersion,
    /// In which languages it can be agreed to, and to which text that is then.
    pub texts: BTreeMap<Language, ConsentTextHashes>,
}

/// The texts of one version in one language, by their SHA-256 in lower-case hex.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentTextHashes {
    /// Of what is said about processing.
    pub process: String,
    /// Of what may be agreed to on top of it; absent when that is not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub communicate: Option<String>,
}

/// Who the edge found to be speaking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Caller {
    /// A socket of a visitor, to be proved by the token in its first frame.
    Unproved,
    /// The same, from a browser in which a user is signed in who may not take part here.
    Stranger,
    /// A request with this visitor token; the conversation compares the hash with its own.
    Visitor {
        /// SHA-256 of the token, in lower-case hex.
        token_hash: String,
    },
    /// A user whose session was looked up at the help desk for this request.
    Agent {
        /// The public profile.
        user: PublicUser,
        /// Which sign-in; ended sign-ins lose their sockets.
        session: SessionId,
    },
}

/// Help desk → conversation, `POST /begin`: makes the conversation. May be repeated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeginConversation {
    /// Its id; the object was found by it and remembers it.
    pub conversation: ConversationId,
    /// The channel through which it comes.
    pub channel: ChannelId,
    /// Whose it is.
    pub visitor: VisitorId,
    /// SHA-256 of the visitor's token, in lower-case hex.
    pub token_hash: String,
    /// What it enforces.
    #[serde(default)]
    pub policy: Policy,
    /// Whether it is a contact's, whose devices are let in by [`OrderAct::Admit`] alone.
    #[serde(default)]
    pub is_contact: bool,
}

/// Conversation → help desk, `POST /reports`: the newest state of a conversation with messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Grows with every change worth reporting; a report that is not newer is ignored.
    pub version: u64,
    /// The channel through which it came.
    pub channel: ChannelId,
    /// Whose it is.
    pub visitor: VisitorId,
    /// Whether it is open.
    pub status: ConversationStatus,
    /// The beginning of the first message.
    pub subject: String,
    /// When the first message came.
    pub opened_at: Timestamp,
    /// The newest message.
    pub last_message: LastMessage,
    /// The newest message of the visitor; 0 if there is none.
    pub last_visitor_seq: Seq,
    /// The newest message of an agent; 0 if there is none.
    pub last_agent_seq: Seq,
    /// Who wrote it.
    pub last_agent: Option<UserId>,
    /// Messages of the visitor that no agent has seen.
    pub n_unread: u64,
    /// The number of the last order that was carried out before this report was made; 0 for none.
    /// With it the help desk tells a status that its order has yet to change from one that stands.
    #[serde(default)]
    pub last_order: u64,
    /// When it was closed; absent while it is open.
    #[serde(default)]
    pub closed_at: Option<Timestamp>,
    /// What the visitor calls themselves.
    #[serde(default)]
    pub claimed_name: Option<String>,
    /// The address that the visitor gave.
    #[serde(default)]
    pub claimed_email: Option<String>,
    /// How it was, from 1 to 5.
    #[serde(default)]
    pub rating: Option<u8>,
    /// The version of the consent texts that the visitor has agreed to.
    #[serde(default)]
    pub consent: Option<ConsentVersion>,
    /// Its time is over: everything that was said is erased, and nothing of it may stay anywhere.
    #[serde(default)]
    pub is_erased: bool,
}

/// Help desk → conversation, `POST /orders`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// From 1 for each conversation, in order; one that is not newer than the last is ignored.
    pub number: u64,
    /// What to do.
    pub act: OrderAct,
}

/// What a help desk can order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderAct {
    /// End the conversation, unless the visitor has written more than the closer had seen.
    Close {
        /// Who closed it.
        by: UserId,
        /// The newest message of the visitor that the help desk knew.
        seen_visitor_seq: Seq,
    },
    /// Open the conversation again.
    Reopen {
        /// Who reopened it.
        by: UserId,
    },
    /// The ticket has this owner now.
    SetOwner {
        /// The new owner; nobody when absent.
        owner: Option<PublicUser>,
    },
    /// A user who took part changed their public profile.
    UpdatePerson(PublicUser),
    /// A sign-in ended: its sockets close with `session_ended`.
    EndSession(SessionId),
    /// The channel keeps its conversations for another time, and nobody may come for years who
    /// would bring the news. Filled in when it leaves, so that it is the newest.
    TakePolicy(Option<Box<Policy>>),
    /// The conversation is a contact's, and this device of theirs is let in. Made if it does not exist.
    /// Given and taken back by orders alone, so that what was taken back last stays so.
    Admit {
        /// Whose it is from now on.
        visitor: VisitorId,
        /// SHA-256 of the device's token, in lower-case hex.
        token_hash: String,
        /// What a new one begins with. Filled in when it leaves; absent when it was erased meanwhile.
        begin: Option<Box<BeginConversation>>,
    },
    /// Somebody wants it gone: nobody is let in any more, and everything is erased when the help desk
    /// knows.
    Erase,
    /// This device is let in no longer, and its sockets close.
    Expel {
        /// SHA-256 of the device's token, in lower-case hex.
        token_hash: String,
    },
}

/// Conversation → edge, `GET /transcript?after=`: some of what was said, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranscriptPage {
    /// Messages in their newest form, and activities.
    pub events: Vec<Event>,
    /// Messages that were said otherwise.
    pub edited: Vec<MessageId>,
    /// The users who took part.
    pub people: Vec<PublicUser>,
    /// What to ask for next; absent at the end.
    pub next_after: Option<Seq>,
}

// ---- Edge → help desk ----

/// Carries the SHA-256 of a session token, in lower-case hex, from the edge to a help desk.
pub const SESSION_HEADER: &str = "x-pulina-session";
/// Carries the permission that a route asks for from the edge to a help desk, which looks whether
/// the user's role has it.
pub const PERMISSION_HEADER: &str = "x-pulina-permission";
/// Carries the network address of a request from the edge to a help desk; absent where the
/// platform tells none.
pub const NETWORK_HEADER: &str = "x-pulina-network";

/// `POST /create`: a new account; the ids were made by the edge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateAccount {
    /// The account's id, by which its object was found.
    pub account: AccountId,
    /// What the operator asked for.
    pub request: NewAccount,
}

/// `POST /sign-in`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInAttempt {
    /// What the user typed.
    pub request: SignIn,
    /// The network address; absent where the platform tells none.
    pub network: Option<String>,
}

/// `POST /challenge`: somebody wants to sign in with a passkey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyWanted {
    /// The network address; absent where the platform tells none.
    pub network: Option<String>,
}

/// Under which address a browser was asked for a passkey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Our own origin, as browsers write it.
    pub origin: String,
    /// Its host, which passkeys are bound to.
    pub host: String,
}

/// `POST /passkey`. The answer is [`SignedIn`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyAttempt {
    /// What the browser gave.
    pub request: PasskeySignIn,
    /// Under which address it asked us.
    pub asked: Asked,
}

/// `POST /me/passkeys`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddPasskey {
    /// What the browser gave.
    pub new: NewPasskey,
    /// Under which address it asked us.
    pub asked: Asked,
}

/// The answer to [`SignInAttempt`].
#[derive(Clone, Serialize, Deserialize)]
pub struct SignedIn {
    /// The session's secret, for the cookie.
    pub token: String,
    /// What the user sees.
    pub session: Session,
}

/// The answer to `POST /invitations`.
#[derive(Clone, Serialize, Deserialize)]
pub struct InvitationMade {
    /// The invitation.
    pub invitation: Invitation,
    /// What goes into the link.
    pub secret: String,
}

/// `POST /accept`: somebody brings the secret of an invitation. The answer is [`SignedIn`].
#[derive(Clone, Serialize, Deserialize)]
pub struct Accept {
    /// SHA-256 of the secret, in lower-case hex.
    pub secret_hash: String,
    /// The public name.
    pub name: String,
    /// The password.
    pub password: String,
}

/// `POST /visits`: which visitor and conversation a token names on a channel; made when new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReserveVisit {
    /// The channel.
    pub channel: ChannelId,
    /// SHA-256 of the visitor's token, in lower-case hex.
    pub token_hash: String,
    /// The network address; absent where the platform tells none.
    pub network: Option<String>,
    /// The name of the wish for a conversation of its own; absent for the newest that takes a message.
    #[serde(default)]
    pub begin: Option<MessageId>,
    /// One of the visitor's own to go on with instead.
    #[serde(default)]
    pub enter: Option<ConversationId>,
    /// The work that was asked for before.
    #[serde(default)]
    pub work: Option<Work>,
}

/// `POST /identify`: a customer's server says who the visitor with this token is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identify {
    /// The channel.
    pub channel: ChannelId,
    /// SHA-256 of the visitor's token, in lower-case hex.
    pub token_hash: String,
    /// The signed token.
    pub proof: String,
}

/// `POST /tell-attributes`: the page says something of the visitor with this token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellAttributes {
    /// The channel.
    pub channel: ChannelId,
    /// SHA-256 of the visitor's token, in lower-case hex.
    pub token_hash: String,
    /// All that it says.
    pub told: Attributes,
}

/// `POST /preview`: what a link shows, answered with a [`PublishedChannel`] of the draft's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenPreview {
    /// The channel.
    pub channel: ChannelId,
    /// What stands behind it in the address.
    pub link: String,
}

/// `POST /seen`: a channel's code was asked for by a page of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteSeen {
    /// The channel.
    pub channel: ChannelId,
    /// The page.
    pub page: Page,
}

/// `POST /own-conversations`: what a token's visitor has on a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListOwn {
    /// The channel.
    pub channel: ChannelId,
    /// SHA-256 of the visitor's token, in lower-case hex.
    pub token_hash: String,
}

/// `POST /grants`: may this session enter this conversation?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantRequest {
    /// SHA-256 of the session token, in lower-case hex.
    pub token_hash: String,
    /// The conversation.
    pub conversation: ConversationId,
    /// Whether a socket is opened, which lives on and must end with the session.
    pub is_socket: bool,
}

/// The answer to [`GrantRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The public profile.
    pub user: PublicUser,
    /// Which sign-in.
    pub session: SessionId,
}

/// `POST /channel` with its id, and `POST /channel-of` with the id of a conversation that came
/// through it: everything that the edge needs to speak to visitors for a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedChannel {
    /// Which channel.
    pub channel: ChannelId,
    /// Whether new visitors are let in.
    pub is_on: bool,
    /// Counts the changes of the settings.
    pub revision: u64,
    /// The company's name; the title of a channel that was given none.
    pub name: String,
    /// What an admin chose.
    pub settings: ChannelSettings,
    /// What is agreed to; absent when nothing has to be.
    pub consent: Option<ConsentTexts>,
    /// Whose faces may stand at the top.
    pub faces: Vec<PublicUser>,
    /// Users with an open desk; counted only where they decide whether somebody is there.
    pub n_online: u64,
    /// How long the first answer usually took in the last seven days; looked up only where it is told.
    pub reply_median_ms: Option<u64>,
}

/// A version of what visitors agree to, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentTexts {
    /// The beginning of the SHA-256 of everything below.
    pub version: ConsentVersion,
    /// How it is agreed to: never [`ConsentMode::Off`].
    pub mode: ConsentMode,
    /// In each language.
    pub texts: BTreeMap<Language, ConsentText>,
}

/// What is agreed to, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentText {
    /// What is said about processing.
    pub text: String,
    /// The button that agrees.
    pub button: String,
    /// What may be agreed to on top of it; empty when it is not asked.
    pub communicate: String,
}

/// The answer to `POST /consent-texts` with the versions that are wanted: those that ever were.
pub type KeptConsentTexts = BTreeMap<ConsentVersion, BTreeMap<Language, ConsentText>>;

impl ConsentTexts {
    /// Hex digits of a version.
    const VERSION_DIGITS: usize = 16;

    /// These texts and their version. The same texts, asked for in the same way, are the same version.
    ///
    /// # Errors
    /// When they cannot be written as JSON.
    pub fn of(mode: ConsentMode, texts: BTreeMap<Language, ConsentText>) -> Result<Self, Fault> {
        // Maps are written in the order of their keys, so this form is canonical.
        let json =
            serde_json::to_string(&(mode, &texts)).map_err(|error| Fault::json("consent texts", error))?;
        let mut version = secret_hash(&json);
        version.truncate(Self::VERSION_DIGITS);
        Ok(Self { version, mode, texts })
    }
}

impl Policy {
    /// What a conversation of this channel enforces.
    pub fn of(channel: &PublishedChannel) -> Self {
        let PublishedChannel { revision, settings, consent, .. } = channel;
        Self {
            revision: *revision,
            language: settings.language,
            consent: consent.as_ref().map(ConsentPolicy::of),
            form: answerable(settings),
            files: settings.files.clone(),
            closed: settings.closed,
            retention_days: settings.retention_days,
            asks_for_rating: settings.asks_for_rating,
        }
    }
}

/// The channel's questions, and the one about an address where it is asked apart from them.
fn answerable(settings: &ChannelSettings) -> Vec<FormField> {
    let mut form = settings.form.clone();
    let is_asked = form.iter().any(|field| field.kind == FieldKind::Email);
    if settings.email != EmailCapture::Never && !is_asked {
        form.push(FormField {
            name: EMAIL_FIELD.to_owned(),
            kind: FieldKind::Email,
            labels: [(Language::En, EMAIL_LABEL.to_owned())].into(),
            is_required: false,
            options: Vec::new(),
            value: String::new(),
        });
    }
    form
}

/// What the panel calls its question about an address.
const EMAIL_FIELD: &str = "email";
/// How that answer stands in the log; agents read it.
const EMAIL_LABEL: &str = "E-mail address";

impl ConsentPolicy {
    fn of(consent: &ConsentTexts) -> Self {
        let hashes = |texts: &ConsentText| ConsentTextHashes {
            process: secret_hash(&texts.text),
            communicate: (!texts.communicate.is_empty()).then(|| secret_hash(&texts.communicate)),
        };
        let texts = consent.texts.iter().map(|(language, texts)| (*language, hashes(texts))).collect();
        Self { mode: consent.mode, version: consent.version.clone(), texts }
    }
}

/// A value as JSON that can be a header: headers are bytes below 128, names of people are not.
///
/// # Errors
/// When it cannot be written.
pub fn header_json(value: &impl Serialize) -> Result<String, Fault> {
    use std::fmt::Write;
    let json = serde_json::to_string(value).map_err(|error| Fault::json("header", error))?;
    let mut ascii = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() {
            ascii.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(ascii, "\\u{unit:04x}");
            }
        }
    }
    Ok(ascii)
}

/// A value that one of our own parts wrote. Read as text like all other JSON: reading it as bytes
/// would bring a second copy of every reader along, a twentieth of the worker.
///
/// # Errors
/// When it is another one.
pub fn own_json<T: DeserializeOwned>(what: &'static str, bytes: &[u8]) -> Result<T, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|error| Fault::json(what, error))?;
    serde_json::from_str(text).map_err(|error| Fault::json(what, error))
}

/// How secrets are stored and compared: SHA-256 in lower-case hex.
pub fn secret_hash(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// Bytes in lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_people_survive_the_trip_through_a_header() {
        let name = "Ana Pöysti 😀 \"x\"";
        let header = header_json(&name).unwrap();
        assert!(header.is_ascii());
        assert_eq!(serde_json::from_str::<String>(&header).unwrap(), name);
    }
}
