//! The boxes that HEIC pictures and MP4 films are made of (ISO/IEC 14496-12): a size, a name, and a
//! body, which may be boxes again.

use std::ops::Range;

use super::byte_reader::ByteReader;

/// Boxes of one level that are looked at; an honest file has a few dozen.
const BOXES_MAX: usize = 10_000;

/// One box, by its places in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IsoBox {
    /// What it is.
    pub name: [u8; 4],
    /// All of it.
    pub whole: Range<usize>,
    /// What stands behind size and name.
    pub body: Range<usize>,
}

/// The boxes that fill a range from its first byte to its last; `None` when something else does.
pub fn boxes(bytes: &[u8], range: Range<usize>) -> Option<Vec<IsoBox>> {
    let mut found = Vec::new();
    let mut start = range.start;
    while start < range.end {
        let mut reader = ByteReader::new(bytes.get(start..range.end)?);
        let short = reader.be32()?;
        let name = reader.take(4)?.try_into().ok()?;
        let size = match short {
            0 => range.end - start,
            1 => usize::try_from(reader.be64()?).ok()?,
            short => usize::try_from(short).ok()?,
        };
        let end = start.checked_add(size).filter(|end| *end <= range.end)?;
        let body = start.checked_add(reader.at()).filter(|body| *body <= end)?..end;
        found.push(IsoBox { name, whole: start..end, body });
        if found.len() > BOXES_MAX {
            return None;
        }
        start = end;
    }
    Some(found)
}

/// The first box with this name.
pub fn named<'a>(boxes: &'a [IsoBox], name: &[u8; 4]) -> Option<&'a IsoBox> {
    boxes.iter().find(|found| found.name == *name)
}
