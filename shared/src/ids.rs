//! Names of things. Every id is a newtype with a prefix in its text form, made from random bytes
//! that the caller brings. Ids that travel alone carry their account, so routing needs no look-up
//! and one account's id can never name another account's object.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

/// A text that is not an id of the wanted kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

/// Crockford's base 32 in lower case: no letters that look like digits.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Writes bytes as base 32, five bits a character, the last one padded with zero bits.
pub(crate) fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let mut buffer = 0_u32;
    let mut n_bits = 0_u32;
    for &byte in bytes {
        buffer = (buffer << 8) | u32::from(byte);
        n_bits += 8;
        while n_bits >= 5 {
            n_bits -= 5;
            text.push(letter(buffer >> n_bits));
        }
        buffer &= (1 << n_bits) - 1;
    }
    if n_bits > 0 {
        text.push(letter(buffer << (5 - n_bits)));
    }
    text
}

fn letter(five_bits: u32) -> char {
    char::from(ALPHABET[(five_bits & 31) as usize])
}

/// True when the text has this many characters and all are of the alphabet.
pub(crate) fn is_base32(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| ALPHABET.contains(&byte))
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $length:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// What every text form of this id begins with.
            pub const PREFIX: &'static str = $prefix;

            /// Reads the text form.
            ///
            /// # Errors
            /// [`NotAnId`] when prefix, length or alphabet differ.
            pub fn parse(text: &str) -> Result<Self, NotAnId> {
                match text.strip_prefix($prefix) {
                    Some(rest) if is_base32(rest, $length) => Ok(Self(text.into())),
                    _ => Err(NotAnId),
                }
            }

            /// The text form.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).map_err(|NotAnId| de::Error::custom(concat!("not a ", $prefix, " id")))
            }
        }
    };
}

text_id! {
    /// A company that uses Pulina: `acc_` and 16 characters (80 random bits).
    AccountId, "acc_", 16
}
text_id! {
    /// One configured way in; public, it stands in the snippet: `chn_`, the account's 16, 8 of its own.
    ChannelId, "chn_", 24
}
text_id! {
    /// One conversation: `cnv_`, the account's 16, 16 of its own.
    ConversationId, "cnv_", 32
}
text_id! {
    /// A browser that acted: `vis_` and 16 characters.
    VisitorId, "vis_", 16
}
text_id! {
    /// Somebody who signs in: `usr_` and 16 characters.
    UserId, "usr_", 16
}
text_id! {
    /// A named view of tickets with members and channels: `inb_` and 16 characters.
    InboxId, "inb_", 16
}
text_id! {
    /// Users who are named together: `tea_` and 16 characters.
    TeamId, "tea_", 16
}
text_id! {
    /// A sign-in of a user on one browser, as a name that is not a secret: `ses_` and 16 characters.
    SessionId, "ses_", 16
}
text_id! {
    /// One history of a conversation or help desk; changes when history was lost or restored.
    Epoch, "epo_", 16
}

text_id! {
    /// A key by which a customer's server signs who its visitors are: `idk_` and 16 characters.
    IdentityKeyId, "idk_", 16
}
text_id! {
    /// An invitation to become a user, as a name that is not a secret: `inv_` and 16 characters.
    InvitationId, "inv_", 16
}
text_id! {
    /// A file of a conversation: `fil_` and 16 characters. No secret: who reads it is checked.
    FileId, "fil_", 16
}

text_id! {
    /// A passkey of a user, as a name that is not a secret: `pky_` and 16 characters.
    PasskeyId, "pky_", 16
}

macro_rules! from_random {
    ($($name:ident),*) => {$(
        impl $name {
            /// Makes the id from 80 random bits.
            pub fn new(random: [u8; 10]) -> Self {
                Self(format!("{}{}", Self::PREFIX, base32(&random)).into())
            }
        }
    )*};
}
from_random!(
    AccountId,
    VisitorId,
    UserId,
    InboxId,
    TeamId,
    SessionId,
    Epoch,
    FileId,
    IdentityKeyId,
    InvitationId,
    PasskeyId
);

impl AccountId {
    fn own_part(&self) -> &str {
        &self.0[Self::PREFIX.len()..]
    }
}

impl ChannelId {
    /// Makes the id of a channel of this account.
    pub fn new(account: &AccountId, random: [u8; 5]) -> Self {
        Self(format!("{}{}{}", Self::PREFIX, account.own_part(), base32(&random)).into())
    }

    /// The account that the channel belongs to.
    pub fn account(&self) -> AccountId {
        account_within(&self.0, Self::PREFIX)
    }
}

impl ConversationId {
    /// Makes the id of a conversation of this account.
    pub fn new(account: &AccountId, random: [u8; 10]) -> Self {
        Self(format!("{}{}{}", Self::PREFIX, account.own_part(), base32(&random)).into())
    }

    /// The account that the conversation belongs to.
    pub fn account(&self) -> AccountId {
        account_within(&self.0, Self::PREFIX)
    }
}

/// The account part of an id whose shape was checked when it was made.
fn account_within(text: &str, prefix: &str) -> AccountId {
    let start = prefix.len();
    AccountId(format!("{}{}", AccountId::PREFIX, &text[start..start + 16]).into())
}

/// A message's own name, made by the client that sends it: a UUID of version 7. Unique for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(Uuid);

impl MessageId {
    /// Makes a version 7 id from a time and 74 random bits (the rest of `random` is not used).
    pub fn new(now: crate::time::Timestamp, random: [u8; 10]) -> Self {
        let mut bytes = [0_u8; 16];
        bytes[..6].copy_from_slice(&now.0.to_be_bytes()[2..]);
        bytes[6..].copy_from_slice(&random);
        bytes[6] = (bytes[6] & 0x0f) | 0x70;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        Self(Uuid::from_bytes(bytes))
    }

    /// Reads the hyphenated form of 36 characters.
    ///
    /// # Errors
    /// [`NotAnId`] for anything else, other UUID versions among it.
    pub fn parse(text: &str) -> Result<Self, NotAnId> {
        if text.len() != 36 {
            return Err(NotAnId);
        }
        match Uuid::try_parse(text) {
            Ok(uuid) if uuid.get_version_num() == 7 => Ok(Self(uuid)),
            _ => Err(NotAnId),
        }
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

impl Serialize for MessageId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MessageId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|NotAnId| de::Error::custom("not a version 7 UUID"))
    }
}

/// A message's place in its conversation, from 1 without holes; 0 is before the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    /// The place after this one.
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// The help desk's counter of changes; grows with every change of a ticket, contact or user.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(pub u64);

impl Revision {
    /// The revision after this one.
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// The number by which people call a ticket, from 1 in each account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketNumber(pub u64);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    #[test]
    fn base32_of_ten_bytes_has_sixteen_characters() {
        assert_eq!(base32(&[0; 10]), "0".repeat(16));
        assert_eq!(base32(&[0xff; 10]), "z".repeat(16));
        assert_eq!(base32(&[0xff; 32]).len(), 52);
    }

    #[test]
    fn channel_and_conversation_carry_their_account() {
        let account = AccountId::new([7; 10]);
        assert_eq!(ChannelId::new(&account, [1; 5]).account(), account);
        assert_eq!(ConversationId::new(&account, [2; 10]).account(), account);
    }

    #[test]
    fn id_of_another_kind_is_not_read() {
        let visitor = VisitorId::new([1; 10]);
        assert_eq!(UserId::parse(visitor.as_str()), Err(NotAnId));
        assert_eq!(VisitorId::parse("vis_short"), Err(NotAnId));
        assert_eq!(VisitorId::parse("vis_IIIIIIIIIIIIIIII"), Err(NotAnId));
        assert_eq!(VisitorId::parse(visitor.as_str()), Ok(visitor));
    }

    #[test]
    fn message_id_is_a_version_7_uuid_with_its_time_in_front() {
        let id = MessageId::new(Timestamp(0x0198_f0c2_7f3e), [0xff; 10]);
        assert_eq!(id.to_string(), "0198f0c2-7f3e-7fff-bfff-ffffffffffff");
        assert_eq!(MessageId::parse(&id.to_string()), Ok(id));
        assert_eq!(MessageId::parse("0198f0c2-7f3e-4fff-bfff-ffffffffffff"), Err(NotAnId));
        assert_eq!(MessageId::parse("0198f0c27f3e7fffbfffffffffffffff"), Err(NotAnId));
    }
}
