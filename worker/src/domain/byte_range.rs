//! Which part of a file a player asks for (RFC 9110, section 14). Whatever cannot be served as one
//! part is served whole, as the standard allows.

use std::ops::Range;

/// A part of a file that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByteRange(Range<u64>);

impl ByteRange {
    /// Reads the header `Range` for a file of so many bytes: `bytes=1-5`, `bytes=1-` or `bytes=-5`.
    pub fn parse(header: &str, n_bytes: u64) -> Option<Self> {
        let (first, last) = header.trim().strip_prefix("bytes=")?.split_once('-')?;
        let number = |text: &str| text.parse::<u64>().ok().filter(|_| !text.starts_with('+'));
        let (start, end) = match (first, last) {
            ("", last) => (n_bytes.saturating_sub(number(last)?), n_bytes),
            (first, "") => (number(first)?, n_bytes),
            (first, last) => {
                let (first, last) = (number(first)?, number(last)?);
                (first, last.checked_add(1)?.min(n_bytes).max(u64::from(first > last)))
            }
        };
        (start < end).then_some(Self(start..end))
    }

    /// The bytes.
    pub fn bytes(&self) -> Range<u64> {
        self.0.clone()
    }

    /// The header `Content-Range` of the answer.
    pub fn content_range(&self, n_bytes: u64) -> String {
        format!("bytes {}-{}/{n_bytes}", self.0.start, self.0.end - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_that_is_there_is_served_and_everything_else_whole() {
        for (header, expect) in [
            ("bytes=0-0", Some(0..1)),
            ("bytes=0-99", Some(0..100)),
            ("bytes=0-", Some(0..100)),
            ("bytes=50-1000", Some(50..100)),
            ("bytes=-10", Some(90..100)),
            ("bytes=-1000", Some(0..100)),
            ("bytes=99-", Some(99..100)),
            (" bytes=5-9 ", Some(5..10)),
            ("bytes=100-", None),
            ("bytes=-0", None),
            ("bytes=9-5", None),
            ("bytes=0-4,6-8", None),
            ("bytes=+1-4", None),
            ("bytes=-", None),
            ("bytes=a-b", None),
            ("pages=0-4", None),
            ("bytes=0-18446744073709551615", None),
            ("", None),
        ] {
            assert_eq!(ByteRange::parse(header, 100).map(|range| range.bytes()), expect, "{header:?}");
        }
        assert_eq!(ByteRange::parse("bytes=0-", 0), None);
        assert_eq!(ByteRange::parse("bytes=5-9", 100).unwrap().content_range(100), "bytes 5-9/100");
    }
}
