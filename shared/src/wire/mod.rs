//! What travels: JSON text frames over one WebSocket, the same commands over HTTP.
//! `docs/PROTOCOL.md` is the page; a test fails when this folder changes and the page was not read.
//!
//! Readers skip what they do not know (a newer peer may send it); writers never send unknowns.

pub mod availability;
pub mod channel;
pub mod channels;
pub mod content;
pub mod conversation;
pub mod embed;
pub mod factors;
pub mod form;
pub mod help_desk;
pub mod http;
pub mod identity;
mod open_enum;
pub mod people;
pub mod presence;
pub mod publishing;
pub mod read;
pub mod routing;
pub mod targeting;
pub mod teams;
pub mod users;

use serde::de::DeserializeOwned;

use crate::limits;
use crate::problem::{Code, Rejection};

/// The version of this protocol. Raised when an older peer could no longer understand.
pub const VERSION: u32 = 2;
/// The oldest client version that the server still speaks with.
pub const VERSION_MIN: u32 = 2;

/// Reads a text frame from a client: its size, nesting and shape.
///
/// # Errors
/// `frame_too_large`, `json_too_deep`, `frame_invalid`.
pub fn parse_frame<T: DeserializeOwned>(text: &str) -> Result<T, Rejection> {
    if text.len() > limits::FRAME_BYTES_MAX {
        return Err(Rejection::above(Code::FrameTooLarge, limits::FRAME_BYTES_MAX, text.len()));
    }
    check_shape(text)?;
    serde_json::from_str(text).map_err(|_| Rejection::new(Code::FrameInvalid))
}

/// Reads an HTTP body.
///
/// # Errors
/// `body_too_large`, `json_too_deep`, `too_many_items`, `json_invalid`.
pub fn parse_body<T: DeserializeOwned>(body: &[u8]) -> Result<T, Rejection> {
    if body.len() > limits::BODY_BYTES_MAX {
        return Err(Rejection::above(Code::BodyTooLarge, limits::BODY_BYTES_MAX, body.len()));
    }
    let invalid = || Rejection::new(Code::JsonInvalid);
    let text = std::str::from_utf8(body).map_err(|_| invalid())?;
    check_shape(text)?;
    serde_json::from_str(text).map_err(|_| invalid())
}

/// Counts brackets and commas outside strings, so that no parser recurses deeper and no list grows
/// longer than a person would write.
fn check_shape(json: &str) -> Result<(), Rejection> {
    let mut n_commas = [0_usize; limits::JSON_DEPTH_MAX];
    let (mut depth, mut deepest, mut longest) = (0_usize, 0_usize, 0_usize);
    let mut is_in_string = false;
    let mut is_escaped = false;
    for byte in json.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_in_string => is_escaped = true,
            b'"' => is_in_string = !is_in_string,
            _ if is_in_string => {}
            b'{' | b'[' => {
                if let Some(n_commas) = n_commas.get_mut(depth) {
                    *n_commas = 0;
                }
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' => {
                if let Some(n_commas) = n_commas.get_mut(depth.wrapping_sub(1)) {
                    *n_commas += 1;
                    longest = longest.max(*n_commas + 1);
                }
            }
            _ => {}
        }
    }
    if deepest > limits::JSON_DEPTH_MAX {
        return Err(Rejection::above(Code::JsonTooDeep, limits::JSON_DEPTH_MAX, deepest));
    }
    if longest > limits::JSON_MEMBERS_MAX {
        return Err(Rejection::above(Code::TooManyItems, limits::JSON_MEMBERS_MAX, longest));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Code {
        parse_frame::<serde_json::Value>(text).unwrap_err().code
    }

    #[test]
    fn deep_json_is_refused_before_it_is_parsed() {
        let deep = format!("{}1{}", "[".repeat(17), "]".repeat(17));
        assert_eq!(code(&deep), Code::JsonTooDeep);
        assert!(parse_frame::<serde_json::Value>(&deep[1..deep.len() - 1]).is_ok());
    }

    #[test]
    fn long_lists_are_refused_before_they_are_parsed() {
        let list = |n: usize| format!("[{}0]", "0,".repeat(n - 1));
        assert_eq!(code(&list(limits::JSON_MEMBERS_MAX + 1)), Code::TooManyItems);
        let lists = format!("[{0},{0}]", list(limits::JSON_MEMBERS_MAX));
        assert!(parse_frame::<serde_json::Value>(&lists).is_ok());
    }

    #[test]
    fn brackets_within_strings_do_not_count() {
        assert!(parse_frame::<serde_json::Value>(&format!("\"{}\"", ",".repeat(2_000))).is_ok());
        assert!(parse_frame::<serde_json::Value>(&format!("\"\\\"{}\"", "[".repeat(99))).is_ok());
    }

    #[test]
    fn large_and_malformed_frames_are_told_apart() {
        assert_eq!(code(&" ".repeat(limits::FRAME_BYTES_MAX + 1)), Code::FrameTooLarge);
        assert_eq!(code("{"), Code::FrameInvalid);
    }
}
