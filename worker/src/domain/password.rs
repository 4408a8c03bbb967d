//! Passwords: what may be one, and the Argon2id hash that is stored instead of it.
//! Lengths are checked before anything is hashed, so that a huge text cannot hang the object.

use argon2::password_hash::{PasswordHash, SaltString};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use unicode_normalization::UnicodeNormalization;

/// Memory of one hash; what OWASP asks for with two passes.
const MEMORY_KIB: u32 = 19_456;
/// Passes over the memory.
const PASSES: u32 = 2;

/// A password of an allowed length, in Unicode form NFC so that every keyboard writes the same.
#[derive(PartialEq, Eq)]
pub struct Password(String);

/// The hash could not be made or read.
#[derive(Debug, PartialEq, Eq)]
pub struct NotHashed(pub String);

impl Password {
    /// Checks the length in characters.
    ///
    /// # Errors
    /// `password_short`, `password_long`.
    pub fn parse(text: &str) -> Result<Self, Rejection> {
        let (min, max) = (limits::PASSWORD_CHARACTERS_MIN, limits::PASSWORD_CHARACTERS_MAX);
        if text.len() > 4 * max * 4 {
            return Err(Rejection::above(Code::PasswordLong, max, text.len()));
        }
        let normal: String = text.nfc().collect();
        let n_characters = normal.chars().count();
        if n_characters < min {
            return Err(Rejection::above(Code::PasswordShort, min, n_characters));
        }
        if n_characters > max {
            return Err(Rejection::above(Code::PasswordLong, max, n_characters));
        }
        Ok(Self(normal))
    }

    /// What was typed, to be looked up among common ones.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The hash to be stored, with its salt and costs.
    ///
    /// # Errors
    /// Never in practice: the costs are constants.
    pub fn hash(&self, salt: [u8; 16]) -> Result<String, NotHashed> {
        let salt = SaltString::encode_b64(&salt).map_err(|error| NotHashed(error.to_string()))?;
        let hash = hasher()?.hash_password(self.0.as_bytes(), &salt);
        Ok(hash.map_err(|error| NotHashed(error.to_string()))?.to_string())
    }

    /// Whether this is the password that the hash was made from.
    ///
    /// # Errors
    /// When the stored text is no hash.
    pub fn fits(&self, hash: &str) -> Result<bool, NotHashed> {
        let hash = PasswordHash::new(hash).map_err(|error| NotHashed(error.to_string()))?;
        match hasher()?.verify_password(self.0.as_bytes(), &hash) {
            Ok(()) => Ok(true),
            Err(argon2::password_hash::Error::Password) => Ok(false),
            Err(error) => Err(NotHashed(error.to_string())),
        }
    }
}

/// A hash of nobody's password: an unknown address costs the same work as a known one.
pub const NOBODYS_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$cHVsaW5hLW5vYm9keS4uLg$DRQbIikwNz5FTFNaYWhvdn2Ei5KZoKeutbzDytHY3+Y";

fn hasher() -> Result<Argon2<'static>, NotHashed> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|error| NotHashed(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Password::parse(text).ok().unwrap()
    }

    #[test]
    fn hash_fits_its_password_alone() {
        let hash = password("correct horse battery").hash([7; 16]).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(password("correct horse battery").fits(&hash), Ok(true));
        assert_eq!(password("correct horse batterz").fits(&hash), Ok(false));
    }

    #[test]
    fn nobodys_hash_costs_the_same_and_fits_nothing() {
        assert_eq!(password("correct horse battery").fits(NOBODYS_HASH), Ok(false));
        assert!(NOBODYS_HASH.contains("m=19456,t=2,p=1"));
    }

    #[test]
    fn decomposed_letters_are_the_same_password() {
        assert!(password("pässword-pässword") == password("pa\u{308}ssword-pa\u{308}ssword"));
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        let code = |text: &str| Password::parse(text).err().map(|rejection| rejection.code);
        assert_eq!(code(&"ä".repeat(14)), Some(Code::PasswordShort));
        assert_eq!(code(&"ä".repeat(15)), None);
        assert_eq!(code(&"ä".repeat(128)), None);
        assert_eq!(code(&"ä".repeat(129)), Some(Code::PasswordLong));
        assert_eq!(code(&"x".repeat(1_000_000)), Some(Code::PasswordLong));
    }
}
