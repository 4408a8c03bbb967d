//! Texts that go out into the world with our signature and come back in an address.

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// `{text}.{signature}`. `None` when there is no key.
pub fn sign(key: &[u8], text: &str) -> Option<String> {
    use std::fmt::Write;
    let signature = keyed(key, text)?.finalize().into_bytes();
    let mut signed = [text, "."].concat();
    for byte in signature {
        // Writing to a String cannot fail.
        let _ = write!(signed, "{byte:02x}");
    }
    Some(signed)
}

/// The text of what [`sign`] gave for it with this key; of everything else `None`.
pub fn proved<'a>(key: &[u8], signed: &'a str) -> Option<&'a str> {
    let (text, signature) = signed.rsplit_once('.')?;
    // The comparison takes the same time wherever the difference is.
    keyed(key, text)?.verify_slice(&from_hex(signature)?).ok()?;
    Some(text)
}

fn keyed(key: &[u8], text: &str) -> Option<Hmac<Sha256>> {
    if key.is_empty() {
        return None;
    }
    let mut keyed = Hmac::<Sha256>::new_from_slice(key).ok()?;
    keyed.update(text.as_bytes());
    Some(keyed)
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| {
        let is_lower_hex = |digit: &u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
        let pair = std::str::from_utf8(pair).ok().filter(|_| pair.iter().all(is_lower_hex))?;
        u8::from_str_radix(pair, 16).ok()
    };
    if rest.is_empty() { pairs.iter().map(byte).collect() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_proved_by_its_own_key_alone() {
        let signed = sign(b"key", "a.b").unwrap();
        assert_eq!(proved(b"key", &signed), Some("a.b"));
        assert_eq!(proved(b"other", &signed), None);
        assert_eq!(proved(b"key", &signed.to_uppercase()), None);
        assert_eq!(proved(b"key", "a.b"), None);
        assert_eq!(sign(b"", "a.b"), None, "anybody could");
    }
}
