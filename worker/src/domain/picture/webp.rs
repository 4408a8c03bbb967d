//! WebP: chunks within a RIFF. Notes and unknown chunks go, and the list of features says so.

use super::orientation::Orientation;
use super::{Pieces, Walked};
use crate::domain::byte_reader::ByteReader;

const HEAD_BYTES: usize = 12;
const HAS_XMP: u8 = 0x04;
const HAS_EXIF: u8 = 0x08;

pub(super) fn walk(bytes: &[u8]) -> Option<Walked<'_>> {
    let mut reader = ByteReader::new(bytes);
    reader.take(4)?;
    let n_riff = usize::try_from(reader.le32()?).ok()?;
    reader.take(4)?;
    // What stands behind the RIFF is not the picture's.
    let bytes = bytes.get(..n_riff.checked_add(8)?.min(bytes.len()))?;
    let mut reader = ByteReader::new(bytes);
    reader.take(HEAD_BYTES)?;
    let mut rest = Pieces::of(bytes);
    let mut features: Option<Vec<u8>> = None;
    let (mut width, mut height, mut n_frames) = (0, 0, 0);
    let mut orientation = None;
    let mut has_pixels = false;
    while !reader.rest().is_empty() {
        let start = reader.at();
        let name: &[u8; 4] = reader.take(4)?.try_into().ok()?;
        let n_body = usize::try_from(reader.le32()?).ok()?;
        let body = reader.take(n_body)?;
        // Bodies are padded to pairs; writers forget it at the very end.
        reader.take((n_body % 2).min(reader.rest().len()))?;
        let sides = match name {
            b"VP8X" if start == HEAD_BYTES => {
                features = Some(body.to_vec());
                canvas(body)?
            }
            b"VP8 " => lossy(body)?,
            b"VP8L" => lossless(body)?,
            b"ANMF" => {
                n_frames += 1;
                frame(body)?
            }
            b"EXIF" => {
                orientation = Orientation::parse(body.strip_prefix(b"Exif\0\0").unwrap_or(body));
                continue;
            }
            b"ALPH" | b"ANIM" | b"ICCP" => (0, 0),
            _ => continue,
        };
        has_pixels |= matches!(name, b"VP8 " | b"VP8L" | b"ANMF");
        (width, height) = (width.max(sides.0), height.max(sides.1));
        if name != b"VP8X" {
            rest.keep(start..reader.at());
        }
    }
    let pieces = assembled(bytes, features, orientation, rest)?;
    has_pixels.then_some(Walked { width, height, n_frames, pieces })
}

/// The whole again: head, features, what was kept, and the orientation.
fn assembled<'a>(
    bytes: &'a [u8],
    features: Option<Vec<u8>>,
    orientation: Option<Orientation>,
    rest: Pieces<'a>,
) -> Option<Pieces<'a>> {
    let notes = orientation.filter(|_| features.is_some()).map(Orientation::notes);
    let mut kept = Pieces::of(bytes);
    if let Some(mut features) = features {
        let flags = features.first_mut()?;
        *flags &= !(HAS_EXIF | HAS_XMP);
        if notes.is_some() {
            *flags |= HAS_EXIF;
        }
        kept.add(chunk(b"VP8X", &features)?);
    }
    kept.append(rest);
    if kept.n_bytes() % 2 == 1 {
        kept.add(vec![0]);
    }
    if let Some(notes) = notes {
        kept.add(chunk(b"EXIF", &notes)?);
    }
    let n_riff = u32::try_from(kept.n_bytes() + 4).ok()?;
    let mut pieces = Pieces::of(bytes);
    pieces.add([b"RIFF", &n_riff.to_le_bytes()[..], b"WEBP"].concat());
    pieces.append(kept);
    Some(pieces)
}

fn chunk(name: &[u8], body: &[u8]) -> Option<Vec<u8>> {
    let size = u32::try_from(body.len()).ok()?;
    let padding: &[u8] = if body.len() % 2 == 1 { &[0] } else { &[] };
    Some([name, &size.to_le_bytes()[..], body, padding].concat())
}

fn canvas(body: &[u8]) -> Option<(u32, u32)> {
    let mut reader = ByteReader::new(body);
    reader.take(4)?;
    Some((reader.le24()? + 1, reader.le24()? + 1))
}

fn frame(body: &[u8]) -> Option<(u32, u32)> {
    let mut reader = ByteReader::new(body);
    reader.take(6)?;
    Some((reader.le24()? + 1, reader.le24()? + 1))
}

fn lossy(body: &[u8]) -> Option<(u32, u32)> {
    let mut reader = ByteReader::new(body);
    reader.take(3)?;
    if reader.take(3)? != [0x9d, 0x01, 0x2a] {
        return None;
    }
    Some((u32::from(reader.le16()? & 0x3fff), u32::from(reader.le16()? & 0x3fff)))
}

fn lossless(body: &[u8]) -> Option<(u32, u32)> {
    let mut reader = ByteReader::new(body);
    if reader.byte()? != 0x2f {
        return None;
    }
    let packed = reader.le32()?;
    Some(((packed & 0x3fff) + 1, ((packed >> 14) & 0x3fff) + 1))
}
