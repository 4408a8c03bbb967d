//! What is typed at sign-in on top of a password: six digits of an authenticator app, or a recovery code.

use crate::ids::{base32, is_base32};
use crate::problem::{Code, Rejection};

/// Digits that an authenticator app shows.
pub const APP_CODE_DIGITS: usize = 6;
/// Base 32 characters of a recovery code: 80 bits, so that its hash tells nobody what it was.
const RECOVERY_CODE_LENGTH: usize = 16;

/// What somebody typed where a code is asked for.
#[derive(Clone, PartialEq, Eq)]
pub enum TypedCode {
    /// What an authenticator app shows, as a number.
    App(u32),
    /// One of the codes for somebody without their app.
    Recovery(RecoveryCode),
}

impl TypedCode {
    /// Reads it as people write it: spaces and hyphens are nothing, and neither are capitals.
    ///
    /// # Errors
    /// `code_wrong`.
    pub fn parse(text: &str) -> Result<Self, Rejection> {
        let is_gap = |character: char| character.is_whitespace() || character == '-';
        let plain: String = text.chars().filter(|character| !is_gap(*character)).take(32).collect();
        let plain = plain.to_ascii_lowercase();
        if plain.len() == APP_CODE_DIGITS && plain.bytes().all(|byte| byte.is_ascii_digit()) {
            return plain.parse().map(Self::App).map_err(|_| Rejection::new(Code::CodeWrong));
        }
        // Letters that the alphabet lacks because they look like digits of it.
        let plain = plain.replace('o', "0").replace(['i', 'l'], "1");
        if is_base32(&plain, RECOVERY_CODE_LENGTH) {
            return Ok(Self::Recovery(RecoveryCode(plain.into())));
        }
        Err(Rejection::new(Code::CodeWrong))
    }
}

/// A code that stands in for the app, once.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(Box<str>);

impl RecoveryCode {
    /// Makes a code from 80 bits of a cryptographic random source.
    pub fn new(random: [u8; 10]) -> Self {
        Self(base32(&random).into())
    }

    /// The code itself, to be hashed.
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// As it is shown: in four groups.
    pub fn grouped(&self) -> String {
        grouped(&self.0, "-")
    }
}

/// A text in groups of four.
pub fn grouped(text: &str, gap: &str) -> String {
    let mut grouped = String::with_capacity(text.len() * 5 / 4);
    for (at, character) in text.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            grouped.push_str(gap);
        }
        grouped.push(character);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_write_them() {
        assert!(TypedCode::parse(" 012 345 ").ok() == Some(TypedCode::App(12_345)));
        let code = RecoveryCode::new([0x1f, 0x2e, 0x3d, 0x4c, 0x5b, 0x6a, 0x79, 0x88, 0x97, 0xa6]);
        assert_eq!(code.grouped().len(), 19);
        let shouted = code.grouped().to_uppercase().replace('1', "I").replace('0', "O");
        for text in [code.grouped(), code.secret().to_owned(), shouted] {
            assert!(TypedCode::parse(&text).ok() == Some(TypedCode::Recovery(code.clone())), "{text}");
        }
    }

    #[test]
    fn what_is_no_code_is_wrong() {
        for text in [
            "",
            "12345",
            "1234567",
            "12345x",
            "\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}",
            "u234-5678-9abc-defg",
        ] {
            let refused = TypedCode::parse(text).err().map(|rejection| rejection.code);
            assert_eq!(refused, Some(Code::CodeWrong), "{text}");
        }
    }

    #[test]
    fn groups_have_four() {
        assert_eq!(grouped("ABCDEFGHI", " "), "ABCD EFGH I");
        assert_eq!(grouped("ABCD", " "), "ABCD");
    }
}
