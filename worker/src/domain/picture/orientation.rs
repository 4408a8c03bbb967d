//! The one thing that is kept of a camera's notes: how the picture must be turned.

use crate::domain::byte_reader::ByteReader;

const TAG: u16 = 0x0112;
const SHORT: u16 = 3;
/// Entries of a directory that are looked at.
const ENTRIES_MAX: u16 = 512;

/// How the picture must be turned or mirrored to stand upright, if it must at all: 2 to 8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orientation(u8);

impl Orientation {
    /// Looks into notes in the form of a TIFF file.
    pub fn parse(tiff: &[u8]) -> Option<Self> {
        let is_little = match tiff.get(..4)? {
            b"II*\0" => true,
            b"MM\0*" => false,
            _ => return None,
        };
        let short = |reader: &mut ByteReader| if is_little { reader.le16() } else { reader.be16() };
        let long = |reader: &mut ByteReader| if is_little { reader.le32() } else { reader.be32() };
        let mut reader = ByteReader::new(tiff);
        reader.take(4)?;
        let directory_at = usize::try_from(long(&mut reader)?).ok()?;
        let mut directory = ByteReader::new(tiff.get(directory_at..)?);
        for _ in 0..short(&mut directory)?.min(ENTRIES_MAX) {
            let (tag, kind) = (short(&mut directory)?, short(&mut directory)?);
            let (count, value) = (long(&mut directory)?, short(&mut directory)?);
            directory.take(2)?;
            if tag == TAG {
                let value = u8::try_from(value).ok().filter(|value| (2..=8).contains(value))?;
                return (kind == SHORT && count == 1).then_some(Self(value));
            }
        }
        None
    }

    /// Notes that say this and nothing else.
    pub fn notes(self) -> Vec<u8> {
        let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        tiff.extend([self.0, 0, 0, 0, 0, 0, 0]);
        tiff
    }
}
