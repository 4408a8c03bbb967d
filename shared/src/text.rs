//! Text from outside, parsed once into types that can be trusted afterwards.
//! The browser and the worker call the same functions; the worker never trusts that the browser did.

mod seen;

use std::fmt;

use seen::{Towers, is_blank, is_isolate, visible};
pub use seen::{is_unseen, set_apart};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::limits;
use crate::problem::{Code, Rejection};

/// A message that may be stored: not blank, within the limits, with LF line ends, with symbols in
/// the place of control characters and direction overrides, and without letters on which more is
/// piled up than any browser can draw. Callers bring it in Unicode form NFC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageText(String);

impl MessageText {
    /// Cleans and checks.
    ///
    /// # Errors
    /// `text_empty`, `text_too_long`.
    pub fn parse(text: &str) -> Result<Self, Rejection> {
        // Before cleaning, so that a huge text costs no second copy.
        if text.len() > 2 * limits::MESSAGE_BYTES_MAX {
            return Err(Rejection::above(Code::TextTooLong, limits::MESSAGE_BYTES_MAX, text.len()));
        }
        let clean = clean_lines(text);
        let clean = clean.trim_end();
        if is_blank(clean) {
            return Err(Rejection::new(Code::TextEmpty));
        }
        let n_characters = clean.chars().count();
        if n_characters > limits::MESSAGE_CHARACTERS_MAX {
            return Err(Rejection::above(Code::TextTooLong, limits::MESSAGE_CHARACTERS_MAX, n_characters));
        }
        if clean.len() > limits::MESSAGE_BYTES_MAX {
            return Err(Rejection::above(Code::TextTooLong, limits::MESSAGE_BYTES_MAX, clean.len()));
        }
        Ok(Self(clean.to_owned()))
    }

    /// The clean text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The clean text, moved out.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// One line for the ticket list: white space folded, cut at a character boundary with an ellipsis.
pub fn preview(text: &str) -> String {
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if folded.chars().count() <= limits::PREVIEW_CHARACTERS_MAX {
        return folded;
    }
    let mut short: String = folded.chars().take(limits::PREVIEW_CHARACTERS_MAX - 1).collect();
    short.push('…');
    short
}

/// A name that people see: one line, 1 to [`limits::NAME_CHARACTERS_MAX`] characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayName(String);

impl DisplayName {
    /// Trims and checks.
    ///
    /// # Errors
    /// `field_invalid` when blank, `field_too_long`.
    pub fn parse(text: &str) -> Result<Self, Rejection> {
        one_line(text, limits::NAME_CHARACTERS_MAX).map(Self)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An e-mail address in lower case: one `@`, a domain with a dot, no spaces or control characters.
/// Whether it can receive mail is shown only by a mail.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Trims, lowers and checks.
    ///
    /// # Errors
    /// `field_invalid`, `field_too_long`.
    pub fn parse(text: &str) -> Result<Self, Rejection> {
        let text = text.trim();
        if text.len() > limits::EMAIL_BYTES_MAX {
            return Err(Rejection::above(Code::FieldTooLong, limits::EMAIL_BYTES_MAX, text.len()));
        }
        let lower = text.to_lowercase();
        let is_well_formed = lower.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && !domain.contains('@')
                && domain.contains('.')
                && domain.split('.').all(|label| {
                    !label.is_empty()
                        && label.chars().all(|c| c.is_alphanumeric() || c == '-')
                        && !label.starts_with('-')
                        && !label.ends_with('-')
                })
                && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
                && !local.starts_with('.')
                && !local.ends_with('.')
                && !local.contains("..")
        });
        if is_well_formed { Ok(Self(lower)) } else { Err(Rejection::new(Code::FieldInvalid)) }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A web origin as browsers write it: scheme, host, and a port that is not the scheme's own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin(String);

impl Origin {
    /// Reads `https://shop.example` or `http://localhost:8788`; nothing may follow the port.
    ///
    /// # Errors
    /// `field_invalid`, `field_too_long`.
    pub fn parse(text: &str) -> Result<Self, Rejection> {
        let invalid = || Rejection::new(Code::FieldInvalid);
        if text.len() > limits::URL_BYTES_MAX {
            return Err(Rejection::above(Code::FieldTooLong, limits::URL_BYTES_MAX, text.len()));
        }
        let (scheme, rest) = text.split_once("://").ok_or_else(invalid)?;
        let own_port = match scheme {
            "https" => "443",
            "http" => "80",
            _ => return Err(invalid()),
        };
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (rest, None),
        };
        let is_host = !host.is_empty()
            && host.split('.').all(|label| !label.is_empty())
            && host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.');
        if !is_host {
            return Err(invalid());
        }
        if let Some(port) = port {
            let number: u16 = port.parse().map_err(|_| invalid())?;
            if number == 0 || number.to_string() != port || port == own_port {
                return Err(invalid());
            }
        }
        Ok(Self(text.to_owned()))
    }

    /// The origin as browsers send it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A colour as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// Red, green and blue, 0 to 255.
    pub rgb: [u8; 3],
}

impl Colour {
    /// Reads `#rrggbb` in either case.
    ///
    /// # Errors
    /// `field_invalid`.
    pub fn parse(text: &str) -> Result<Self, Rejection> {
        let invalid = || Rejection::new(Code::FieldInvalid);
        let digits = text.strip_prefix('#').ok_or_else(invalid)?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(invalid());
        }
        let value = u32::from_str_radix(digits, 16).map_err(|_| invalid())?;
        let [_, r, g, b] = value.to_be_bytes();
        Ok(Self { rgb: [r, g, b] })
    }

    /// White or near-black, whichever stands out more on this colour (WCAG relative luminance);
    /// one of the two always reaches 4.5:1.
    pub fn text_on_it(self) -> &'static str {
        // 0.1791 is the luminance at which white and black contrast equally.
        if self.luminance() > 0.1791 { "#000000" } else { "#ffffff" }
    }

    /// Its red, green and blue as amounts of light, 0 to 1.
    pub(crate) fn linear(self) -> [f64; 3] {
        self.rgb.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        })
    }

    /// How bright it is, 0 to 1 (WCAG relative luminance).
    pub(crate) fn luminance(self) -> f64 {
        let [r, g, b] = self.linear();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.rgb;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

impl Serialize for Colour {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|_| de::Error::custom("not a colour"))
    }
}

/// One trimmed line of 1 to `characters_max` characters without control characters and without the
/// marks that begin and end an isolate, so that it can be set apart in a sentence.
///
/// # Errors
/// `field_invalid` when there is nothing to see, `field_too_long`.
pub fn one_line(text: &str, characters_max: usize) -> Result<String, Rejection> {
    let n_characters = text.trim().chars().count();
    if n_characters > characters_max {
        return Err(Rejection::above(Code::FieldTooLong, characters_max, n_characters));
    }
    let seen = text.trim().chars().filter(|c| !is_isolate(*c));
    let mut towers = Towers::default();
    let line: String =
        seen.map(|c| if c == '\n' || c == '\t' { ' ' } else { towers.cut(visible(c)) }).collect();
    if is_blank(&line) { Err(Rejection::new(Code::FieldInvalid)) } else { Ok(line) }
}

fn clean_lines(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut towers = Towers::default();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    clean.push('\n');
                }
            }
            '\n' | '\t' => clean.push(character),
            other => clean.push(towers.cut(visible(other))),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(result: Result<MessageText, Rejection>) -> Code {
        result.unwrap_err().code
    }

    #[test]
    fn blank_message_is_refused() {
        for text in ["", "   ", "\n\t\r\n", "\u{3000}", "\u{200b} \u{2060}\n\u{ad}"] {
            assert_eq!(code(MessageText::parse(text)), Code::TextEmpty, "{text:?}");
        }
    }

    #[test]
    fn message_of_the_largest_size_is_taken_and_one_more_is_not() {
        let largest = "ä".repeat(limits::MESSAGE_CHARACTERS_MAX);
        assert_eq!(MessageText::parse(&largest).unwrap().as_str(), largest);
        let rejection = MessageText::parse(&format!("{largest}ä")).unwrap_err();
        assert_eq!(
            (rejection.code, rejection.limit, rejection.actual),
            (Code::TextTooLong, Some(10_000), Some(10_001))
        );
    }

    #[test]
    fn message_of_many_wide_characters_is_refused_by_bytes() {
        assert_eq!(code(MessageText::parse(&"😀".repeat(9_000))), Code::TextTooLong);
    }

    #[test]
    fn controls_and_overrides_become_symbols_and_line_ends_become_lf() {
        let text = MessageText::parse("a\r\nb\rc\u{0}d\u{202e}e\u{1b}").unwrap();
        assert_eq!(text.as_str(), "a\nb\nc␀d\u{fffd}e␛");
    }

    #[test]
    fn line_stays_in_the_place_that_a_sentence_gives_it() {
        assert_eq!(one_line("Ana\u{2069}\u{2067}x", 80).unwrap(), "Anax");
        assert_eq!(set_apart("Ana"), "\u{2068}Ana\u{2069}");
        for text in ["", " ", "\u{200b}", "\u{2068}\u{2069}", "\u{e0041}"] {
            assert_eq!(one_line(text, 80).unwrap_err().code, Code::FieldInvalid, "{text:?}");
        }
        // Joiners are part of how names are written.
        assert_eq!(one_line("می\u{200c}نا", 80).unwrap(), "می\u{200c}نا");
    }

    #[test]
    fn preview_is_one_short_line() {
        assert_eq!(preview("a\n\n  b\tc"), "a b c");
        assert_eq!(preview(&"x".repeat(500)).chars().count(), limits::PREVIEW_CHARACTERS_MAX);
    }

    #[test]
    fn email_addresses_are_lowered_and_malformed_ones_refused() {
        assert_eq!(EmailAddress::parse(" Ana.Lind+x@Exämple.FI ").unwrap().as_str(), "ana.lind+x@exämple.fi");
        for text in
            ["", "ana", "ana@", "@b.c", "a@b", "a@@b.c", "a b@c.d", "a@b..c", "a@-b.c", ".a@b.c", "a\r\n@b.c"]
        {
            assert!(EmailAddress::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn origins_are_exactly_what_a_browser_sends() {
        for text in ["https://shop.example", "http://127.0.0.1:8788", "https://a-b.example:8443"] {
            assert_eq!(Origin::parse(text).unwrap().as_str(), text);
        }
        let wrong = [
            "",
            "null",
            "shop.example",
            "https://",
            "https://shop.example/",
            "https://shop.example:443",
            "https://Shop.example",
            "https://user@shop.example",
            "https://shop.example.",
            "ftp://shop.example",
            "https://shop.example:0",
            "https://shop.example:080",
            "https://shop.example:99999",
            "https://shop.example#x",
        ];
        for text in wrong {
            assert!(Origin::parse(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn parsing_a_parsed_message_changes_nothing(text in "\\PC{0,200}|[\\x00-\\x20a-c\u{202e}]{0,50}") {
            if let Ok(once) = MessageText::parse(&text) {
                prop_assert_eq!(MessageText::parse(once.as_str()).unwrap(), once);
            }
        }

        #[test]
        fn text_on_any_colour_has_enough_contrast(rgb: [u8; 3]) {
            let colour = Colour { rgb };
            let text = Colour::parse(colour.text_on_it()).unwrap();
            let (a, b) = (colour.luminance() + 0.05, text.luminance() + 0.05);
            prop_assert!(a.max(b) / a.min(b) >= 4.5);
        }
    }
}
