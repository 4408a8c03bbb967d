//! Secrets that browsers hold. They are compared only as hashes, never logged, never in a URL.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::ids::{AccountId, NotAnId, base32, is_base32};
use crate::limits;

/// Base 32 characters of 256 bits.
const SECRET_LENGTH: usize = 52;

/// What a visitor's browser holds: `pvt_` and 256 random bits. The browser makes it, so that
/// beginning a visit can be repeated without making a second visitor.
#[derive(Clone, PartialEq, Eq)]
pub struct VisitorToken(Box<str>);

impl VisitorToken {
    /// Makes a token from 256 bits of a cryptographic random source.
    pub fn new(random: [u8; 32]) -> Self {
        Self(["pvt_", &base32(&random)].concat().into())
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// [`NotAnId`] when the shape differs.
    pub fn parse(text: &str) -> Result<Self, NotAnId> {
        match text.strip_prefix("pvt_") {
            Some(rest) if is_base32(rest, SECRET_LENGTH) => Ok(Self(text.into())),
            _ => Err(NotAnId),
        }
    }

    /// The secret itself, to be sent or hashed.
    pub fn secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for VisitorToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("pvt_…")
    }
}

impl Serialize for VisitorToken {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for VisitorToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|NotAnId| de::Error::custom("not a visitor token"))
    }
}

/// What a customer's server signs with, where both sides have the same: `pis_` and 256 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentitySecret(Box<str>);

impl IdentitySecret {
    /// Makes a secret from 256 bits of a cryptographic random source.
    pub fn new(random: [u8; 32]) -> Self {
        Self(["pis_", &base32(&random)].concat().into())
    }

    /// The secret itself; the bytes of this text are the key.
    pub fn secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for IdentitySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("pis_…")
    }
}

/// What a customer's server signs to say who a visitor is: a JWT in its compact form. Only its shape
/// is known here; who made it is for the holder of the key to say.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentityToken(Box<str>);

impl IdentityToken {
    /// Reads three parts in base 64 with points between them.
    ///
    /// # Errors
    /// [`NotAnId`] for anything else, and for a longer one than is taken.
    pub fn parse(text: &str) -> Result<Self, NotAnId> {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let is_part = |part: &str| !part.is_empty() && part.bytes().all(is_letter);
        let is_short = text.len() <= limits::IDENTITY_TOKEN_BYTES_MAX;
        let is_one = is_short && text.split('.').count() == 3 && text.split('.').all(is_part);
        if is_one { Ok(Self(text.into())) } else { Err(NotAnId) }
    }

    /// The token itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for IdentityToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JWT …")
    }
}

macro_rules! secret_of_account {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(Box<str>);

        impl $name {
            /// Makes one of this account from 256 bits of a cryptographic random source.
            pub fn new(account: &AccountId, random: [u8; 32]) -> Self {
                let account_part = account.as_str().trim_start_matches(AccountId::PREFIX);
                Self([$prefix, account_part, &base32(&random)].concat().into())
            }

            /// Reads the text form.
            ///
            /// # Errors
            /// [`NotAnId`] when the shape differs.
            pub fn parse(text: &str) -> Result<Self, NotAnId> {
                match text.strip_prefix($prefix) {
                    Some(rest) if is_base32(rest, 16 + SECRET_LENGTH) => Ok(Self(text.into())),
                    _ => Err(NotAnId),
                }
            }

            /// The account whose help desk knows it.
            ///
            /// # Errors
            /// Never in practice: the shape was checked when it was made.
            pub fn account(&self) -> Result<AccountId, NotAnId> {
                let part = self.0.get(4..20).ok_or(NotAnId)?;
                AccountId::parse(&format!("{}{part}", AccountId::PREFIX))
            }

            /// The secret itself, to be sent or hashed.
            pub fn secret(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!($prefix, "…"))
            }
        }
    };
}

secret_of_account! {
    /// What a signed-in user's cookie holds: `pst_`, the account's 16 characters, 256 random bits.
    SessionToken, "pst_"
}
secret_of_account! {
    /// What stands in the link of an invitation: `pin_`, the account's 16 characters, 256 random bits.
    InvitationSecret, "pin_"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_never_printed() {
        let token = VisitorToken::new([9; 32]);
        assert!(!format!("{token:?}").contains(&token.secret()[4..]));
    }

    #[test]
    fn identity_token_has_three_parts_in_base64() {
        assert!(IdentityToken::parse("a-_.b.c9").is_ok());
        let long = "a".repeat(limits::IDENTITY_TOKEN_BYTES_MAX);
        for text in [
            "",
            "..",
            "a.b",
            "a.b.c.d",
            "a.b.",
            "a.b.c=",
            "a.b. c",
            "a.b.c+",
            "a.b.\u{e4}",
            &format!("a.b.{long}"),
        ] {
            assert_eq!(IdentityToken::parse(text), Err(NotAnId), "{text}");
        }
    }

    #[test]
    fn session_token_carries_its_account() {
        let account = AccountId::new([3; 10]);
        let token = SessionToken::new(&account, [5; 32]);
        assert_eq!(SessionToken::parse(token.secret()).and_then(|token| token.account()), Ok(account));
        assert_eq!(VisitorToken::parse(token.secret()), Err(NotAnId));
        assert_eq!(InvitationSecret::parse(token.secret()), Err(NotAnId));
    }
}
