//! Every sentence of Pulina's own that a visitor can meet, by key. The worker holds them in each
//! language (`worker/strings/{language}.json`) and sends the panel those of one language as a list
//! in the order of [`Word::ALL`]; a test in the worker fails when a file and this list differ.
//!
//! A new sentence is one line below (name, key, `one` or `many`, then its placeholders) and one line
//! at the same place of every file; `many` means that it counts things. A file gives such a sentence
//! as an object of the CLDR categories of its language; on the wire its forms are joined by
//! [`FORM_SEPARATOR`] in the order of [`PLURAL_FORMS`].
//!
//! Placeholders stand in braces and are the same in every language:
//! - `{n}` is the number that chooses the form; `{count}`, `{limit}`, `{score}`, `{width}` and
//!   `{height}` are other numbers. All are written as the language has it, and so is `{percent}`,
//!   with its sign, and `{size}`, or `{limit}` beside it, with its unit ("22 MB").
//! - `{name}` is a person's public name and `{file}` the name of a file. Both are foreign text: set
//!   them apart (U+2068 and U+2069, or an element of their own), or they turn a sentence around.
//! - `{time}` is a time to come as one would say it alone ("tomorrow, 9:00", "Mon 9:00"), without a
//!   full stop; `{zone}` is a time zone.
//!
//! What has a full stop is a sentence and may be followed by another one, with a space between; what
//! has none is a label or a line of its own.

/// Stands between the forms of a plural sentence on the wire.
pub const FORM_SEPARATOR: char = '\u{1f}';
/// The plural categories in order; a form that a language does not have is the last one.
pub const PLURAL_FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

macro_rules! words {
    ($($name:ident = $key:literal, $kind:ident $(, $placeholder:ident)*;)*) => {
        /// A sentence.
        #[allow(missing_docs, reason = "the English sentence says it")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Word { $($name,)* }

        impl Word {
            /// All of them, in the order of the list on the wire.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its key in the files and in the texts of a channel.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }

            /// Whether it counts things.
            pub fn is_plural(self) -> bool {
                match self { $(Self::$name => words!(@plural $kind),)* }
            }

            /// What is filled into it, without the braces.
            pub fn placeholders(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$(stringify!($placeholder)),*],)* }
            }
        }
    };
    (@plural one) => { false };
    (@plural many) => { true };
}

words! {
    // The launcher, and what a channel without texts of its own says first.
    OpenChat = "open_chat", one;
    CloseChat = "close_chat", one;
    UnreadMessages = "unread_messages", many, n;
    ChatTitle = "chat_title", one;
    ChatSubtitle = "chat_subtitle", one;
    Welcome = "welcome", one;
    DismissTeaser = "dismiss_teaser", one;

    // The log and the composer.
    MessageLabel = "message_label", one;
    MessageHint = "message_hint", one;
    Send = "send", one;
    Conversation = "conversation", one;
    Messages = "messages", one;
    You = "you", one;
    Earlier = "earlier", one;
    Loading = "loading", one;
    EarlierFailed = "earlier_failed", one;
    ToNewest = "to_newest", one;
    UnreadHere = "unread_here", one;
    Today = "today", one;
    Yesterday = "yesterday", one;
    NewMessages = "new_messages", many, n;
    Says = "says", one, name;
    Choices = "choices", one;
    NewWindow = "new_window", one;
    CharactersOf = "characters_of", one, count, limit;
    TooLong = "too_long", one, count, limit;
    TooLarge = "too_large", one;
    Close = "close", one;

    // Without the app: it did not start, it died, or there is no script at all.
    LiveChatFailed = "live_chat_failed", one;
    Stopped = "stopped", one;
    LoadAgain = "load_again", one;
    PlainSent = "plain_sent", one;
    PlainNewest = "plain_newest", one;
    PlainLook = "plain_look", one;

    // How a message stands. Why it failed follows `NotSent`.
    Sending = "sending", one;
    Sent = "sent", one;
    Seen = "seen", one;
    NotSent = "not_sent", one;
    TryAgain = "try_again", one;
    Delete = "delete", one;
    Edited = "edited", one;
    TakenBack = "taken_back", one;
    FailedExpired = "failed_expired", one;
    FailedTooLong = "failed_too_long", one;
    FailedEmpty = "failed_empty", one;
    FailedFast = "failed_fast", one;
    FailedManyConversations = "failed_many_conversations", one;
    FailedFull = "failed_full", one;
    FailedConflict = "failed_conflict", one;
    FailedConsent = "failed_consent", one;
    FailedClosed = "failed_closed", one;
    FailedFile = "failed_file", one;
    FailedEditClosed = "failed_edit_closed", one;
    FailedOurs = "failed_ours", one;
    FailedOther = "failed_other", one;
    OutboxFull = "outbox_full", one;

    // What happened. Verbs agree with who did it, so what the visitor did has its own lines.
    IsWriting = "is_writing", one, name;
    Joined = "joined", one, name;
    ClosedBy = "closed_by", one, name;
    Closed = "closed", one;
    YouEnded = "you_ended", one;
    ReopenedBy = "reopened_by", one, name;
    Reopened = "reopened", one;
    YouReopened = "you_reopened", one;
    ConsentGivenLine = "consent_given_line", one;
    ConsentWithdrawnLine = "consent_withdrawn_line", one;
    CommunicateGivenLine = "communicate_given_line", one;
    CommunicateWithdrawnLine = "communicate_withdrawn_line", one;
    FormLine = "form_line", one;
    RatedLine = "rated_line", one, score, limit;

    // The link. `SentWhenBack` follows another sentence.
    Connecting = "connecting", one;
    Reconnecting = "reconnecting", one;
    Crowded = "crowded", one, time;
    Connected = "connected", one;
    Offline = "offline", one;
    SentWhenBack = "sent_when_back", one;
    ClosedNotice = "closed_notice", one;
    ClosedForGood = "closed_for_good", one;
    NotLasting = "not_lasting", one;
    Replaced = "replaced", one;
    UseHere = "use_here", one;
    NotHere = "not_here", one;
    Outdated = "outdated", one;
    LostConnection = "lost_connection", one;

    // Consent and privacy. `ConsentImplicit` stands below the text, the channel's own or ours.
    ConsentTitle = "consent_title", one;
    ConsentText = "consent_text", one;
    ConsentButton = "consent_button", one;
    ConsentImplicit = "consent_implicit", one;
    ConsentChanged = "consent_changed", one;
    ConsentWaiting = "consent_waiting", one;
    Privacy = "privacy", one;
    PrivacyAgreed = "privacy_agreed", one;
    PrivacyNotAgreed = "privacy_not_agreed", one;
    ContactAgreed = "contact_agreed", one;
    ContactNotAgreed = "contact_not_agreed", one;
    Withdraw = "withdraw", one;
    Withdrawn = "withdrawn", one;
    ForgetDevice = "forget_device", one;
    ForgetDeviceHint = "forget_device_hint", one;
    DownloadRecord = "download_record", one;

    // Availability.
    Away = "away", one;
    AwayReturn = "away_return", one, time;
    AwayMessage = "away_message", one;
    ReplyMinutes = "reply_minutes", one;
    ReplyHours = "reply_hours", one;
    ReplyDay = "reply_day", one;
    Online = "online", one;

    // Questions.
    EmailTitle = "email_title", one;
    EmailHint = "email_hint", one;
    EmailLabel = "email_label", one;
    EmailSaved = "email_saved", one;
    Skip = "skip", one;
    Save = "save", one;
    Cancel = "cancel", one;
    FormTitle = "form_title", one;
    FormStart = "form_start", one;
    FieldRequired = "field_required", one;
    FieldEmail = "field_email", one;
    FieldPhone = "field_phone", one;
    FieldNumber = "field_number", one;
    FieldDate = "field_date", one;
    FieldOption = "field_option", one;
    FieldTooLong = "field_too_long", one, limit;
    ChooseOne = "choose_one", one;
    Optional = "optional", one;
    Yes = "yes", one;

    // Conversations and the menu.
    Menu = "menu", one;
    Conversations = "conversations", one;
    NewConversation = "new_conversation", one;
    NoConversations = "no_conversations", one;
    Back = "back", one;
    EndConversation = "end_conversation", one;
    EndQuestion = "end_question", one;
    EndConfirm = "end_confirm", one;
    StatusOpen = "status_open", one;
    StatusClosed = "status_closed", one;
    TooManyOpen = "too_many_open", one;
    Transcript = "transcript", one;
    TranscriptText = "transcript_text", one;
    TranscriptTitle = "transcript_title", one;
    TranscriptTimes = "transcript_times", one, zone;
    SoundOn = "sound_on", one;
    SoundOff = "sound_off", one;
    NotifyOn = "notify_on", one;
    NotifyOff = "notify_off", one;
    NotifyBlocked = "notify_blocked", one;
    PopOut = "pop_out", one;
    PoppedOut = "popped_out", one;
    LanguageLabel = "language_label", one;

    // Changing a message.
    MessageActions = "message_actions", one;
    Edit = "edit", one;
    EditLabel = "edit_label", one;
    DeleteQuestion = "delete_question", one;
    DeleteConfirm = "delete_confirm", one;

    // Files and emoji. `FileSent` stands for the text of a message that is nothing but files.
    Files = "files", one;
    AttachFile = "attach_file", one;
    TakePhoto = "take_photo", one;
    DropFiles = "drop_files", one;
    Uploading = "uploading", one, file, percent;
    Uploaded = "uploaded", one, file;
    FileWaiting = "file_waiting", one;
    FileLost = "file_lost", one;
    ChooseAgain = "choose_again", one;
    UploadFailed = "upload_failed", one, file;
    RemoveFile = "remove_file", one, file;
    Download = "download", one, file;
    PictureOf = "picture_of", one, file;
    FileTooLarge = "file_too_large", one, size, limit;
    FileType = "file_type", one;
    FilesOff = "files_off", one;
    TooManyFiles = "too_many_files", one, limit;
    QuotaFiles = "quota_files", one;
    ImageTooLarge = "image_too_large", one, width, height;
    UploadTimeout = "upload_timeout", one;
    LinkExpired = "link_expired", one;
    FileSent = "file_sent", one;
    Emoji = "emoji", one;
    EmojiSearch = "emoji_search", one;
    EmojiNone = "emoji_none", one;
    EmojiRecent = "emoji_recent", one;

    // How it was.
    RateTitle = "rate_title", one;
    RateOne = "rate_one", one;
    RateTwo = "rate_two", one;
    RateThree = "rate_three", one;
    RateFour = "rate_four", one;
    RateFive = "rate_five", one;
    RateComment = "rate_comment", one;
    RateSend = "rate_send", one;
    RateThanks = "rate_thanks", one;
}

impl Word {
    /// The sentence with this key.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|word| word.key() == key)
    }
}
