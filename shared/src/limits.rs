//! Every limit, once, with its reason. They are checked at the first place that can check them,
//! before the engine's own limits, and reaching one never cuts silently.

use crate::time::{DAY_MS, MINUTE_MS, SECOND_MS};

// ---- Messages ----

/// Characters of one message. Long enough for a mail-sized question; channels split it later.
pub const MESSAGE_CHARACTERS_MAX: usize = 10_000;
/// UTF-8 bytes of one message; four-byte scripts reach this before the characters.
pub const MESSAGE_BYTES_MAX: usize = 32 * 1024;
/// Messages of one conversation, far below what one object can store.
pub const CONVERSATION_MESSAGES_MAX: u64 = 20_000;
/// Characters of a message shown in the ticket list.
pub const PREVIEW_CHARACTERS_MAX: usize = 140;

/// A visitor's messages at once, before one a second counts.
pub const VISITOR_MESSAGES_BURST: u32 = 10;
/// A visitor's messages a second after the burst (60 a minute).
pub const VISITOR_MESSAGES_PER_SECOND: u32 = 1;
/// A visitor's messages in one day of one conversation.
pub const VISITOR_MESSAGES_PER_DAY: u32 = 1_000;
/// An agent's messages at once; agents paste in pieces.
pub const AGENT_MESSAGES_BURST: u32 = 30;
/// An agent's messages a second after the burst.
pub const AGENT_MESSAGES_PER_SECOND: u32 = 5;

/// How long one may say an own message otherwise or take it back.
pub const EDIT_WINDOW_MS: u64 = 15 * MINUTE_MS;
/// How often one message may be said otherwise.
pub const EDITS_MAX: u32 = 20;
/// Choices or cards of one message.
pub const MESSAGE_ITEMS_MAX: usize = 20;
/// Characters on a choice's button.
pub const CHOICE_CHARACTERS_MAX: usize = 80;
/// Characters of the sentence on a link card.
pub const CARD_TEXT_CHARACTERS_MAX: usize = 500;
/// Characters of the comment beside a rating.
pub const RATING_CHARACTERS_MAX: usize = 2_000;
/// The best rating; 1 is the worst.
pub const RATING_MAX: u8 = 5;
/// Open conversations of one visitor on one channel.
pub const OPEN_CONVERSATIONS_MAX: usize = 20;
/// New conversations of one visitor an hour.
pub const CONVERSATIONS_PER_VISITOR_PER_HOUR: u32 = 10;

// ---- Files ----

/// Bytes of one file.
pub const FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Bytes of one part of an upload; the last one may be smaller.
pub const FILE_PART_BYTES: u64 = 1024 * 1024;
/// Files of one message.
pub const MESSAGE_FILES_MAX: usize = 5;
/// Files of one person in one day of one conversation.
pub const FILES_PER_DAY: u32 = 50;
/// Bytes of files of one person in one day of one conversation.
pub const FILE_BYTES_PER_DAY: u64 = 200 * 1024 * 1024;
/// Pixels of one picture.
pub const PICTURE_PIXELS_MAX: u64 = 40_000_000;
/// Pixels along one side of a picture.
pub const PICTURE_SIDE_MAX: u32 = 12_000;
/// Characters of a file's name.
pub const FILE_NAME_CHARACTERS_MAX: usize = 120;
/// From the beginning of an upload to its last part.
pub const UPLOAD_MS_MAX: u64 = 10 * MINUTE_MS;
/// How long an uploaded file waits to be sent with a message.
pub const PENDING_FILE_MS_MAX: u64 = 60 * MINUTE_MS;
/// How long a download link is good.
pub const DOWNLOAD_LINK_MS: u64 = 10 * MINUTE_MS;

// ---- Settings of a channel ----

/// Questions of one form.
pub const FORM_FIELDS_MAX: usize = 20;
/// Characters of one answer.
pub const ANSWER_CHARACTERS_MAX: usize = 2_000;
/// Options of one list.
pub const OPTIONS_MAX: usize = 100;
/// Ranges of one day.
pub const DAY_RANGES_MAX: usize = 8;
/// Special days of one schedule.
pub const SPECIAL_DAYS_MAX: usize = 400;
/// Characters of one text of a channel.
pub const CHANNEL_TEXT_CHARACTERS_MAX: usize = 2_000;
/// Groups of one condition about pages.
pub const GROUPS_MAX: usize = 10;
/// Clauses of one group.
pub const CLAUSES_MAX: usize = 10;
/// Messages that a channel can begin with.
pub const CAMPAIGNS_MAX: usize = 10;
/// Bytes of a token by which a customer's server says who a visitor is.
pub const IDENTITY_TOKEN_BYTES_MAX: usize = 4 * 1024;
/// How far ahead such a token may end: who finds one in a log has a day at most.
pub const IDENTITY_TOKEN_MS_MAX: u64 = DAY_MS;
/// How far two servers' clocks may differ.
pub const IDENTITY_LEEWAY_MS: u64 = MINUTE_MS;
/// Characters of the name by which a customer's server knows a contact.
pub const SUBJECT_OF_CONTACT_CHARACTERS_MAX: usize = 128;
/// Live identity keys of one channel: one that is, and one that comes.
pub const IDENTITY_KEYS_MAX: usize = 2;
/// Devices on which one contact is known at once; the one that was known first is forgotten.
pub const CONTACT_DEVICES_MAX: usize = 20;
/// Changes a minute of what is said of one visitor: each is told to every desk.
pub const ATTRIBUTES_PER_MINUTE: u32 = 30;
/// What a page may say of one visitor.
pub const ATTRIBUTES_MAX: usize = 20;
/// Characters of the name of such a thing.
pub const ATTRIBUTE_NAME_CHARACTERS_MAX: usize = 40;
/// Characters of what is said.
pub const ATTRIBUTE_VALUE_CHARACTERS_MAX: usize = 500;
/// Users that can be named for the top of the panel, and whom its page carries; a visitor sees three.
pub const HEADING_USERS_MAX: usize = 20;
/// Pixels between the launcher and the edges of the page.
pub const LAUNCHER_OFFSET_MAX: u16 = 200;
/// Days that conversations may be kept.
pub const RETENTION_DAYS_MAX: u16 = 3_650;
/// Differences that a list of changes names; nobody reads more, and a new form has many.
pub const CHANGES_LISTED_MAX: usize = 100;
/// Publications of one channel that are kept: years of changes, and a bound for who scripts them.
pub const PUBLICATIONS_KEPT_MAX: u64 = 200;
/// Publications of one page; each is read whole to say what it changed.
pub const PUBLICATIONS_PAGE_MAX: usize = 20;
/// How long a link to a preview shows it.
pub const PREVIEW_LINK_MS: u64 = 7 * DAY_MS;
/// Teams of one account, and inboxes; every list of them is read whole.
pub const TEAMS_MAX: usize = 100;
/// Users and teams that one rule of routing names.
pub const ROUTING_NAMED_MAX: usize = 100;
/// Tickets without an owner that are looked at when somebody becomes available; the next one who
/// does takes the next ones.
pub const ROUTED_AT_ONCE_MAX: usize = 100;
/// Channels of one account; every list of them is read whole.
pub const CHANNELS_MAX: usize = 50;
/// Sites that are kept of those on which a channel's code was seen, of either kind: those that may
/// show it, and those that may not.
pub const SEEN_ORIGINS_MAX: usize = 20;
/// How often it is noted that a channel's code was seen on a site.
pub const SEEN_NOTE_MS: u64 = 10 * SECOND_MS;
/// After this a channel that was not seen is likely to be gone from its site.
pub const SEEN_LATELY_MS: u64 = 7 * DAY_MS;

/// Between two typing signals of one person; more are dropped silently.
pub const TYPING_INTERVAL_MS: u64 = 3 * SECOND_MS;
/// How long "is typing" is believed without another signal: two intervals and a slow network.
pub const TYPING_SHOWN_MS: u64 = 7 * SECOND_MS;
const _: () = assert!(TYPING_SHOWN_MS > 2 * TYPING_INTERVAL_MS);

// ---- People and texts ----

/// Characters of a person's or company's name.
pub const NAME_CHARACTERS_MAX: usize = 80;
/// Characters of a subject or title.
pub const SUBJECT_CHARACTERS_MAX: usize = 200;
/// Bytes of an e-mail address (RFC 5321 path limit without the brackets).
pub const EMAIL_BYTES_MAX: usize = 254;
/// Bytes of a URL.
pub const URL_BYTES_MAX: usize = 2_048;
/// Characters of a password at least; long before complex.
pub const PASSWORD_CHARACTERS_MIN: usize = 15;
/// Characters of a password at most, so that hashing a huge one cannot hang the object.
pub const PASSWORD_CHARACTERS_MAX: usize = 128;
/// Bytes of an avatar after the browser shrank it.
pub const AVATAR_BYTES_MAX: usize = 64 * 1024;
/// Sides of an avatar in pixels.
pub const AVATAR_SIDE_PIXELS: u32 = 96;

// ---- Frames and bodies ----

/// Bytes of one frame from a client: the largest message with every byte escaped, and its envelope.
/// The engine itself would take 32 MiB.
pub const FRAME_BYTES_MAX: usize = 65 * 1024;
/// Bytes of one HTTP body.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;
/// How deep JSON from outside may nest.
pub const JSON_DEPTH_MAX: usize = 16;
/// Members of one object or array of JSON from outside.
pub const JSON_MEMBERS_MAX: usize = 1_000;
const _: () = assert!(MESSAGE_BYTES_MAX * 2 + 1024 <= FRAME_BYTES_MAX);
const _: () = assert!(FRAME_BYTES_MAX <= BODY_BYTES_MAX);

/// Frames of one socket at once.
pub const FRAMES_BURST: u32 = 40;
/// Frames of one socket a second after the burst.
pub const FRAMES_PER_SECOND: u32 = 10;
/// Frames of one socket a minute, for as long as it goes on; so many more at its beginning.
pub const FRAMES_PER_MINUTE: u32 = 300;
/// Times a socket may pass the frame rate before it is closed.
pub const FRAME_RATE_STRIKES_MAX: u32 = 3;
/// Malformed frames a socket may send before it is closed.
pub const FRAMES_INVALID_MAX: u32 = 3;

// ---- Sockets ----

/// Sockets one visitor may have; the oldest gives way.
pub const VISITOR_SOCKETS_MAX: usize = 10;
/// Sockets one user may have on one object; the oldest gives way.
pub const USER_SOCKETS_MAX: usize = 20;
/// Sockets of one conversation.
pub const CONVERSATION_SOCKETS_MAX: usize = 128;
/// Sockets of one help desk.
pub const HELP_DESK_SOCKETS_MAX: usize = 5_000;
const _: () = assert!(VISITOR_SOCKETS_MAX + USER_SOCKETS_MAX < CONVERSATION_SOCKETS_MAX);
/// From the upgrade to the first valid hello.
pub const HELLO_TIMEOUT_MS: u64 = 5 * SECOND_MS;
/// What a client sends to learn whether the link lives; the engine answers without waking the object.
pub const HEARTBEAT_PING: &str = "ping";
/// The engine's answer to [`HEARTBEAT_PING`].
pub const HEARTBEAT_PONG: &str = "pong";
/// Silence after which a client pings; NATs drop idle links after 60 s.
pub const HEARTBEAT_INTERVAL_MS: u64 = 25 * SECOND_MS;
/// How long a client waits for the answer to a ping before it pings once more, then gives up.
pub const HEARTBEAT_ANSWER_MS: u64 = 15 * SECOND_MS;
/// When a client takes a link for dead at the latest.
pub const DEAD_LINK_MS_MAX: u64 = 60 * SECOND_MS;
const _: () = assert!(HEARTBEAT_INTERVAL_MS + 2 * HEARTBEAT_ANSWER_MS <= DEAD_LINK_MS_MAX);
/// Silence after which the server drops a socket, because a black hole gives no close event.
pub const SOCKET_IDLE_MS_MAX: u64 = 120 * SECOND_MS;
const _: () = assert!(SOCKET_IDLE_MS_MAX >= 2 * DEAD_LINK_MS_MAX);
/// How often the sign-in behind a live socket is asked for again; a sign-in that ends is told at once.
pub const SESSION_CHECK_MS: u64 = 10 * MINUTE_MS;
/// A command unanswered for so long means that the link is dead.
pub const ANSWER_TIMEOUT_MS: u64 = 10 * SECOND_MS;

/// Events sent and not yet confirmed by a client before its socket is paused.
pub const UNCONFIRMED_EVENTS_MAX: u64 = 200;
/// The same in bytes of JSON.
pub const UNCONFIRMED_BYTES_MAX: u64 = 256 * 1024;
/// A client confirms after so many events at the latest.
pub const CONFIRM_EVENTS: u64 = 50;
/// A client confirms after so many bytes at the latest.
pub const CONFIRM_BYTES: u64 = 64 * 1024;
// A client that keeps to its side can never leave the server waiting for ever.
const _: () = assert!(CONFIRM_EVENTS < UNCONFIRMED_EVENTS_MAX && CONFIRM_BYTES < UNCONFIRMED_BYTES_MAX);
/// How long a socket may stay paused before it is closed.
pub const SLOW_READER_MS_MAX: u64 = 30 * SECOND_MS;

/// Events in one page.
pub const PAGE_EVENTS_MAX: usize = 200;
/// Bytes of JSON in one page.
pub const PAGE_BYTES_MAX: usize = 256 * 1024;
/// Events a fresh client gets before it asks for older ones.
pub const FIRST_PAGE_EVENTS: u64 = 50;
/// Items of a list page, when the client does not say.
pub const LIST_PAGE_DEFAULT: usize = 50;
/// Items of a list page at most.
pub const LIST_PAGE_MAX: usize = 100;
/// Conversations of one person that are listed, taken along or erased at once.
pub const PERSON_CONVERSATIONS_MAX: usize = 200;

// ---- Reconnecting and the outbox ----

/// The first try after a loss comes within this time.
pub const FIRST_RETRY_MS_MAX: u64 = SECOND_MS;
/// The longest wait between two tries.
pub const RETRY_MS_MAX: u64 = 30 * SECOND_MS;
/// Two tries are never closer than this, whatever the server says.
pub const RETRY_MS_MIN: u64 = SECOND_MS;
/// A link that held for so long resets the count of failures.
pub const LINK_STABLE_MS: u64 = 10 * SECOND_MS;
/// Sockets that never opened before a client falls back to plain HTTP.
pub const SOCKET_FAILURES_BEFORE_HTTP: u32 = 3;
/// Between two questions of a client without a socket.
pub const POLL_INTERVAL_MS: u64 = 3 * SECOND_MS;
/// Messages kept on a device until they can be sent.
pub const OUTBOX_MESSAGES_MAX: usize = 200;
/// How long a message is kept on a device.
pub const OUTBOX_AGE_MS_MAX: u64 = 7 * DAY_MS;

// ---- Tabs of one browser ----

/// How long a tab waits for a word of the one that leads before it takes the lead: no page that
/// works is busy for so long, and nobody who writes waits for a second.
pub const TAB_ANSWER_MS: u64 = 400;
const _: () = assert!(2 * TAB_ANSWER_MS < SECOND_MS);

// ---- Sessions, sign-in, floods ----

/// A user's session without use.
pub const SESSION_IDLE_MS_MAX: u64 = 12 * 60 * MINUTE_MS;
/// A user's session in all.
pub const SESSION_AGE_MS_MAX: u64 = 14 * DAY_MS;
/// Sessions of one user; the oldest ends.
pub const SESSIONS_PER_USER_MAX: usize = 10;
/// For how long a user who has proved who they are may do what asks for a fresh proof.
pub const PROOF_MS_MAX: u64 = 30 * MINUTE_MS;
/// Wrong passwords for one address in [`SIGN_IN_WINDOW_MS`].
pub const SIGN_INS_PER_EMAIL: u32 = 10;
/// Wrong passwords from one network address in [`SIGN_IN_WINDOW_MS`].
pub const SIGN_INS_PER_NETWORK: u32 = 20;
/// The time in which wrong passwords are counted.
pub const SIGN_IN_WINDOW_MS: u64 = 15 * MINUTE_MS;
/// Sign-ins by passkey that are begun from one network address in [`SIGN_IN_WINDOW_MS`]. Offices share one.
pub const CHALLENGES_PER_NETWORK: u32 = 60;
/// How long somebody may take to use a passkey once they were asked for it.
pub const CHALLENGE_MS_MAX: u64 = 5 * MINUTE_MS;
/// Challenges that wait for whoever signs in; above it the oldest is forgotten.
pub const CHALLENGES_MAX: usize = 1_000;
/// Passkeys of one user.
pub const PASSKEYS_MAX: usize = 10;
/// Characters of a passkey's name.
pub const PASSKEY_NAME_CHARACTERS_MAX: usize = 60;
/// Bytes of what an authenticator calls a passkey; the standard allows no longer one.
pub const CREDENTIAL_BYTES_MAX: usize = 1_023;
/// Bytes of a passkey's public key; one of RSA with 4,096 bits has 550.
pub const PASSKEY_KEY_BYTES_MAX: usize = 1_024;
/// Recovery codes that are made at a time.
pub const RECOVERY_CODES: usize = 10;
/// Sign-ins waiting for the one password hash that runs at a time.
pub const SIGN_IN_QUEUE_MAX: usize = 20;
/// How long an invitation can be taken.
pub const INVITATION_MS_MAX: u64 = 7 * DAY_MS;
/// Invitations that stand at one time.
pub const INVITATIONS_MAX: usize = 50;
/// Users of one account, disabled ones too: all of them come with every sign-in.
pub const USERS_MAX: usize = 500;
/// How long it is kept who changed what.
pub const AUDIT_KEPT_MS: u64 = 365 * DAY_MS;
/// Details of one entry of the log; further ones are counted.
pub const AUDIT_DETAILS_MAX: usize = 50;
/// New conversations from one network address an hour. Offices share an address.
pub const VISITS_PER_NETWORK_PER_HOUR: u32 = 300;
/// As many of them are free; whoever comes later that hour does some work first.
pub const VISITS_WITHOUT_WORK_PER_NETWORK_PER_HOUR: u32 = 30;
/// New conversations on one channel an hour that are free, wherever they come from.
pub const VISITS_WITHOUT_WORK_PER_CHANNEL_PER_HOUR: u32 = 600;
/// New conversations on one channel an hour, with or without work: what a flood can store.
pub const VISITS_PER_CHANNEL_PER_HOUR: u32 = 20_000;
const _: () = assert!(VISITS_WITHOUT_WORK_PER_NETWORK_PER_HOUR < VISITS_PER_NETWORK_PER_HOUR);
const _: () = assert!(VISITS_WITHOUT_WORK_PER_CHANNEL_PER_HOUR < VISITS_PER_CHANNEL_PER_HOUR);
/// Tries that the first work takes at most: a tenth of a second in Chromium on two cores.
pub const WORK_TRIES: u32 = 10_000;
/// Tries that any work takes at most, however large the crowd is: six tenths of a second there.
pub const WORK_TRIES_MAX: u32 = 100_000;
/// How long one may take for it.
pub const WORK_MS_MAX: u64 = 10 * MINUTE_MS;
/// Bytes of a challenge and more; nobody has to look at a longer one.
pub const WORK_BYTES_MAX: usize = 1_024;
/// Socket openings of one visitor or user a minute.
pub const CONNECTS_PER_MINUTE: u32 = 30;
/// Socket openings from one network address a minute: an office of 200 comes back after a restart.
pub const CONNECTS_PER_NETWORK_PER_MINUTE: u32 = 240;
/// An empty conversation is forgotten after this.
pub const EMPTY_CONVERSATION_MS_MAX: u64 = DAY_MS;
