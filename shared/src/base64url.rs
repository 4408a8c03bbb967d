//! Base 64 as tokens have it (RFC 4648, section 5, without padding), read strictly: every sequence of
//! bytes has one form. Nothing here is secret, so it need not take the same time for everything.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The text.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or_default());
        let bits = (byte(0) << 16) | (byte(1) << 8) | byte(2);
        for at in 0..=three.len() {
            text.push(char::from(ALPHABET[(bits >> (18 - 6 * at)) as usize & 63]));
        }
    }
    text
}

/// The bytes; `None` for letters of another alphabet, padding, and bits that mean nothing.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut buffer, mut n_bits) = (0_u32, 0_u32);
    for letter in text.bytes() {
        let six_bits = ALPHABET.iter().position(|known| *known == letter)?;
        buffer = (buffer << 6) | u32::try_from(six_bits).ok()?;
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.push(u8::try_from(buffer >> n_bits).ok()?);
            buffer &= (1 << n_bits) - 1;
        }
    }
    // A letter that begins a byte and does not end one, or bits that are no part of any.
    (n_bits < 6 && buffer == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_read_as_it_was_written() {
        let bytes: Vec<u8> = (0..=255).cycle().step_by(7).take(300).collect();
        for n_bytes in 0..bytes.len() {
            let text = encode(&bytes[..n_bytes]);
            assert_eq!(decode(&text).as_deref(), Some(&bytes[..n_bytes]), "{text}");
        }
    }

    #[test]
    fn text_is_that_of_the_standard() {
        for (bytes, text) in [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg")] {
            assert_eq!(encode(bytes.as_bytes()), text);
        }
        assert_eq!(encode(&[0xfb, 0xff]), "-_8");
    }

    #[test]
    fn nothing_has_two_forms() {
        for text in ["A", "AAAAA", "AB", "AAB", "AA==", "AA=", "+A", "/A", "A A", "AA\n", "\u{e4}A"] {
            assert_eq!(decode(text), None, "{text:?}");
        }
    }
}
