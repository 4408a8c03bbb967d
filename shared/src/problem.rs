//! What can go wrong because of the other side, as stable codes that never change meaning.
//! A [`Rejection`] is made where a rule is broken; a [`Problem`] is how it travels (RFC 9457).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $status:literal, $title:literal;)*) => {
        /// A stable reason. The text form is on the wire, in the documentation and in close frames.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// All codes that exist.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The text form.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The HTTP status; a socket closed for this reason has 4000 and this.
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// The short English sentence, the same for every occurrence.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// Reads the text form; `None` for a code that this build does not know.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)* _ => None }
            }
        }
    };
}

codes! {
    /// Not JSON, not UTF-8, or not of the documented shape.
    JsonInvalid = "json_invalid", 400, "The JSON is not of the documented shape";
    /// Nested deeper than allowed.
    JsonTooDeep = "json_too_deep", 400, "The JSON is nested too deeply";
    /// A frame that is not JSON of a known kind; the third one closes the socket.
    FrameInvalid = "frame_invalid", 400, "The frame is not of the documented shape";
    /// An id in a path or frame that is not of its kind.
    IdInvalid = "id_invalid", 400, "The id is not valid";
    /// A cursor that this server did not make.
    CursorInvalid = "cursor_invalid", 400, "The cursor is not valid";
    /// A page size or place outside the allowed range.
    LimitOutOfRange = "limit_out_of_range", 400, "The page size is out of range";
    /// Wrong address or password; the same for both.
    SignInFailed = "sign_in_failed", 401, "E-mail address or password is wrong";
    /// The password is right, and a code of the authenticator app is asked for on top of it.
    CodeNeeded = "code_needed", 401, "A code of the authenticator app is needed";
    /// No session, or one that ended.
    SessionEnded = "session_ended", 401, "The session has ended; sign in again";
    /// A token that says who a visitor is, rightly signed, whose time is over.
    IdentityExpired = "identity_expired", 401, "The identity token has expired";
    /// A token that says who a visitor is and does not prove it; why is not told.
    IdentityInvalid = "identity_invalid", 401, "The identity token is not valid";
    /// The set-up secret is missing or wrong.
    SetupDenied = "setup_denied", 401, "The set-up secret is missing or wrong";
    /// The request comes from a web page that may not make it.
    OriginDenied = "origin_denied", 403, "Requests from this site are not allowed";
    /// The signed-in user's role does not allow it.
    PermissionDenied = "permission_denied", 403, "Your role does not allow this";
    /// The last owner who can sign in can be neither demoted nor disabled.
    LastOwner = "last_owner", 409, "An account needs an owner who can sign in";
    /// Somebody signs in with this address already.
    EmailTaken = "email_taken", 409, "A user has this e-mail address already";
    /// An invitation that was taken, revoked or is over.
    InvitationEnded = "invitation_ended", 410, "The invitation is no longer valid";
    /// Signed in, but what is asked for wants a fresh proof of who the user is.
    StepUp = "step_up", 401, "A fresh proof of who you are is needed";
    /// The present password was asked for, and this is another one.
    PasswordWrong = "password_wrong", 422, "The present password is wrong";
    /// Neither a code of the authenticator app at this time nor a recovery code, or one that was used before.
    CodeWrong = "code_wrong", 422, "The code is wrong or was used already";
    /// An authenticator app is on already, or none waits for its first code.
    AuthenticatorState = "authenticator_state", 409, "The authenticator app is not at this step";
    /// A passkey that does not prove who somebody is; why is not told.
    PasskeyFailed = "passkey_failed", 422, "The passkey could not be verified";
    /// A challenge that was answered already or is too old.
    ChallengeEnded = "challenge_ended", 410, "The passkey came too late";
    /// Nothing here for you: it does not exist or is not yours, which is not told apart.
    NotFound = "not_found", 404, "There is nothing here";
    /// The path exists, the method does not.
    MethodNotAllowed = "method_not_allowed", 405, "The method is not allowed here";
    /// No valid hello in time.
    HelloTimeout = "hello_timeout", 408, "The client did not say hello in time";
    /// A socket that was not heard of for too long.
    IdleDead = "idle_dead", 408, "The connection was silent for too long";
    /// The id was used before for something else.
    IdConflict = "id_conflict", 409, "This id was used before with other content";
    /// Somebody else changed the owner first.
    OwnerChanged = "owner_changed", 409, "The owner was changed by somebody else";
    /// Another of your connections took this one's place.
    Replaced = "replaced", 409, "This connection was replaced by a newer one";
    /// An HTTP body larger than allowed.
    BodyTooLarge = "body_too_large", 413, "The request is too large";
    /// A frame larger than allowed.
    FrameTooLarge = "frame_too_large", 413, "The frame is too large";
    /// The client did not read fast enough.
    SlowConsumer = "slow_consumer", 413, "The client does not read fast enough";
    /// The body is not of the type this route takes.
    ContentType = "content_type", 415, "The body is not of an accepted type";
    /// What was asked needs the visitor's consent, which was not given or was taken back.
    ConsentRequired = "consent_required", 403, "The visitor has not agreed to the processing";
    /// A version of the consent text that is not the current one.
    ConsentVersion = "consent_version", 409, "The consent text has changed; read it again";
    /// The conversation is closed for good; a new one can be begun.
    ConversationClosed = "conversation_closed", 409, "The conversation is closed";
    /// The visitor has as many open conversations as they can have.
    TooManyOpen = "too_many_open", 409, "Too many open conversations";
    /// The message can no longer be changed.
    EditClosed = "edit_closed", 409, "The message can no longer be changed";
    /// Somebody else changed the settings first.
    SettingsChanged = "settings_changed", 409, "The settings were changed by somebody else";
    /// The channel does not ask this question, or not in this way.
    FormInvalid = "form_invalid", 422, "An answer does not fit its question";
    /// More choices, cards or files than one message can have.
    TooManyItems = "too_many_items", 422, "Too many items in one message";
    /// The channel is switched off: nothing new begins here, what was begun goes on.
    ChannelOff = "channel_off", 403, "The channel is switched off";
    /// The account has as many channels as it can have.
    ChannelsFull = "channels_full", 409, "The account has as many channels as it can have";
    /// Another team or inbox has this name.
    NameTaken = "name_taken", 409, "The name is taken";
    /// A rule, a draft or an inbox names the team.
    TeamInUse = "team_in_use", 409, "The team is named by a rule or an inbox";
    /// The first inbox, where everything goes that lost its own.
    FirstInbox = "first_inbox", 409, "The first inbox cannot be deleted";
    /// Files may not be sent here.
    FilesOff = "files_off", 403, "Files cannot be sent here";
    /// A file larger than allowed.
    FileTooLarge = "file_too_large", 413, "The file is too large";
    /// A file of a kind that is not allowed, or whose bytes are of another kind than its name.
    FileType = "file_type", 415, "Files of this kind cannot be sent here";
    /// More files than one message can have.
    TooManyFiles = "too_many_files", 422, "Too many files in one message";
    /// More files in one day than one person may send.
    QuotaFiles = "quota_files", 429, "Too many files today";
    /// A picture with too many pixels.
    ImageTooLarge = "image_too_large", 422, "The picture has too many pixels";
    /// The upload took too long; begin it again.
    UploadTimeout = "upload_timeout", 408, "The upload took too long";
    /// A part is missing, twice the size, or out of range.
    PartInvalid = "part_invalid", 422, "A part of the upload is not valid";
    /// A download link that is over.
    LinkExpired = "link_expired", 410, "The link has expired";
    /// A message without text.
    TextEmpty = "text_empty", 422, "The message is empty";
    /// A message that is too long.
    TextTooLong = "text_too_long", 422, "The message is too long";
    /// A field whose value cannot be used.
    FieldInvalid = "field_invalid", 422, "A field has a value that cannot be used";
    /// A field with too many characters.
    FieldTooLong = "field_too_long", 422, "A field is too long";
    /// A password with too few characters.
    PasswordShort = "password_short", 422, "The password is too short";
    /// A password that people who guess try first.
    PasswordCommon = "password_common", 422, "The password is too easy to guess";
    /// A password with too many characters.
    PasswordLong = "password_long", 422, "The password is too long";
    /// A picture that is not PNG, JPEG or WebP, or too large.
    ImageInvalid = "image_invalid", 422, "The picture cannot be used";
    /// A client older than this server understands, or a plain request where a socket was meant.
    UpgradeRequired = "upgrade_required", 426, "The client is too old or did not ask for a WebSocket";
    /// Messages too fast; the client waits and sends again.
    RateMessages = "rate_messages", 429, "Messages are sent too fast";
    /// Frames too fast; the third time closes the socket.
    RateFrames = "rate_frames", 429, "Frames are sent too fast";
    /// Connections opened too fast.
    RateConnects = "rate_connects", 429, "Connections are opened too fast";
    /// Too many new conversations from one network address.
    RateConversations = "rate_conversations", 429, "Too many new conversations from here";
    /// Very many new conversations are begun here; who does some work first may begin one.
    WorkWanted = "work_wanted", 429, "Very many new conversations are begun here";
    /// What is said of a visitor changes too fast.
    RateAttributes = "rate_attributes", 429, "What is said of a visitor changes too fast";
    /// Too many wrong passwords.
    RateLogin = "rate_login", 429, "Too many sign-ins with a wrong password";
    /// A fault of ours, logged with the request's id.
    Internal = "internal", 500, "Something went wrong on our side";
    /// The conversation has as many connections as it can hold.
    RoomBusy = "room_busy", 503, "Too many connections to this conversation";
    /// Too many people sign in at this moment.
    BusyLogin = "busy_login", 503, "Too many people sign in at this moment";
    /// A part of ours could not be reached; try again.
    Unavailable = "unavailable", 503, "The service cannot be reached at this moment";
    /// The conversation has as many messages as it can hold.
    ConversationFull = "conversation_full", 409, "The conversation is full; start a new one";
}

impl Code {
    /// The code of the close frame: 4000 and the HTTP status.
    pub fn close_code(self) -> u16 {
        4_000 + self.status()
    }

    /// Whether sending the very same again later can succeed.
    pub fn is_retryable(self) -> bool {
        self.status() >= 500 || self.status() == 429
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A refusal that the other side can act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Why.
    pub code: Code,
    /// The limit that was passed, where there is one.
    pub limit: Option<u64>,
    /// What was given instead.
    pub actual: Option<u64>,
    /// When it may be tried again.
    pub retry_after_ms: Option<u64>,
    /// JSON pointer to the field at fault.
    pub pointer: Option<Cow<'static, str>>,
    /// Width and height in pixels of a picture that is refused.
    pub sides: Option<Box<[u32; 2]>>,
    /// A challenge; who solves it is let in at once (`docs/PROTOCOL.md`).
    pub work: Option<Box<str>>,
}

impl Rejection {
    /// A refusal for this reason and nothing more to say.
    pub fn new(code: Code) -> Self {
        Self { code, limit: None, actual: None, retry_after_ms: None, pointer: None, sides: None, work: None }
    }

    /// A limit that was passed.
    pub fn above(code: Code, limit: usize, actual: usize) -> Self {
        Self { limit: Some(limit as u64), actual: Some(actual as u64), ..Self::new(code) }
    }

    /// Too early: may be tried again after this time.
    pub fn retry_after(code: Code, retry_after_ms: u64) -> Self {
        Self { retry_after_ms: Some(retry_after_ms), ..Self::new(code) }
    }

    /// The same refusal, naming the field at fault.
    pub fn at(self, pointer: &'static str) -> Self {
        Self { pointer: Some(Cow::Borrowed(pointer)), ..self }
    }

    /// The same refusal of a part, seen from the whole that has the part at this pointer.
    pub fn under(self, pointer: &str) -> Self {
        let inner = self.pointer.as_deref().unwrap_or_default();
        Self { pointer: Some(Cow::Owned([pointer, inner].concat())), ..self }
    }
}

/// A refusal as it travels, in HTTP bodies (`application/problem+json`) and in frames.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// A URI reference that ends in the code; a page with cause and remedy.
    #[serde(rename = "type")]
    pub kind: String,
    /// The short English sentence of the code.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable code; a text here, because a newer server may send one that we do not know.
    pub code: String,
    /// The limit that was passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// What was given instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<u64>,
    /// When it may be tried again, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// JSON pointer to the field at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Width and height in pixels of a picture that is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sides: Option<Box<[u32; 2]>>,
    /// A challenge; who solves it is let in at once (`docs/PROTOCOL.md`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<String>,
    /// The request's id, also in the `X-Request-Id` header and our log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
}

impl From<&Rejection> for Problem {
    fn from(rejection: &Rejection) -> Self {
        let Rejection { code, limit, actual, retry_after_ms, pointer, sides, work } = rejection;
        Self {
            kind: format!("/problems/{}", code.as_str()),
            title: code.title().to_owned(),
            status: code.status(),
            code: code.as_str().to_owned(),
            limit: *limit,
            actual: *actual,
            retry_after_ms: *retry_after_ms,
            pointer: pointer.as_deref().map(str::to_owned),
            sides: sides.clone(),
            work: work.as_deref().map(str::to_owned),
            instance: None,
        }
    }
}

impl Problem {
    /// Whether sending the very same again later can succeed.
    pub fn is_retryable(&self) -> bool {
        self.status >= 500 || self.status == 429 || self.retry_after_ms.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_one_text_and_a_fitting_status() {
        for &code in Code::ALL {
            assert_eq!(Code::parse(code.as_str()), Some(code));
            assert!((400..600).contains(&code.status()), "{code:?}");
            assert!(code.as_str().len() <= 100, "a close reason has room for the code");
        }
    }

    #[test]
    fn a_part_at_fault_is_named_from_the_whole() {
        let rejection = Rejection::new(Code::FieldInvalid).at("/name").under("/form/3");
        assert_eq!(rejection.pointer.as_deref(), Some("/form/3/name"));
        let whole = Rejection::new(Code::FieldInvalid).under("/form/3");
        assert_eq!(whole.pointer.as_deref(), Some("/form/3"));
    }

    #[test]
    fn problem_document_is_as_documented() {
        let problem = Problem::from(&Rejection::above(Code::TextTooLong, 10_000, 10_450).at("/text"));
        let expected = r#"{"type":"/problems/text_too_long","title":"The message is too long","status":422,"code":"text_too_long","limit":10000,"actual":10450,"pointer":"/text"}"#;
        assert_eq!(serde_json::to_string(&problem).unwrap(), expected);
        assert_eq!(serde_json::from_str::<Problem>(expected).unwrap(), problem);
    }
}
