//! What our own parts say to each other: the edge to the objects, and the objects to each other.
//! Never reachable from outside; the edge drops every header and path of this kind that comes in.
//!
//! Between objects everything is a parcel: stored with the change that caused it, delivered at
//! least once and in order, applied once. A report is the whole newest state, so several waiting
//! reports are one.

mod consent_texts;
mod conversation;
mod help_desk;
mod policy;
mod sign_in;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::fault::Fault;

pub use consent_texts::{ConsentText, ConsentTexts, KeptConsentTexts};
pub use conversation::{BeginConversation, CALLER_HEADER, Caller, Order, OrderAct, Report, TranscriptPage};
pub use help_desk::{
    Grant, GrantRequest, Identify, ListOwn, NoteSeen, OpenPreview, PublishedChannel, ReserveVisit,
    TellAttributes,
};
pub use policy::{ConsentPolicy, ConsentTextHashes, POLICY_HEADER, Policy};
pub use sign_in::{
    Accept, AddPasskey, Asked, CreateAccount, InvitationMade, NETWORK_HEADER, PERMISSION_HEADER,
    PROOF_HEADER, PasskeyAttempt, PasskeyWanted, SESSION_HEADER, SignInAttempt, SignedIn,
};

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
