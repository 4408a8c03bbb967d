//! JPEG: a chain of segments, some followed by coded pixels. Of the segments for programs only
//! those stay that say how the pixels are meant; what stands behind the end of the picture goes.

use super::orientation::Orientation;
use super::{Pieces, Walked};
use crate::domain::byte_reader::ByteReader;

const EXIF: &[u8] = b"Exif\0\0";

pub(super) fn walk(bytes: &[u8]) -> Option<Walked<'_>> {
    let mut reader = ByteReader::new(bytes);
    if reader.take(2)? != [0xff, 0xd8] {
        return None;
    }
    let mut pieces = Pieces::of(bytes);
    pieces.keep(0..2);
    let mut sides = None;
    let mut orientation = None;
    let mut has_pixels = false;
    // The orientation, known only at the end, goes before everything else.
    let mut rest = Pieces::of(bytes);
    while let Some(marker) = next_marker(&mut reader) {
        let start = reader.at() - 2;
        match marker {
            0xd9 => break,
            0x01 | 0xd0..=0xd7 => continue,
            _ => {}
        }
        let n_body = usize::from(reader.be16()?).checked_sub(2)?;
        let body = reader.take(n_body)?;
        match marker {
            0xe1 if body.starts_with(EXIF) && orientation.is_none() => {
                orientation = body.get(EXIF.len()..).and_then(Orientation::parse);
            }
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let mut frame = ByteReader::new(body);
                frame.take(1)?;
                let (height, width) = (u32::from(frame.be16()?), u32::from(frame.be16()?));
                let (widest, highest) = sides.unwrap_or_default();
                sides = Some((width.max(widest), height.max(highest)));
            }
            0xda => {
                skip_pixels(&mut reader);
                has_pixels = true;
            }
            _ => {}
        }
        if is_kept(marker, body) {
            rest.keep(start..reader.at());
        }
    }
    let (width, height) = sides.filter(|_| has_pixels)?;
    if let Some(orientation) = orientation {
        let notes = [EXIF, &orientation.notes()].concat();
        let size = u16::try_from(notes.len() + 2).ok()?;
        pieces.add([&[0xff, 0xe1], &size.to_be_bytes()[..], &notes].concat());
    }
    pieces.append(rest);
    // The end; also of a picture whose end got lost, as browsers show it too.
    match bytes.get(reader.at().saturating_sub(2)..reader.at()) {
        Some([0xff, 0xd9]) => pieces.keep(reader.at() - 2..reader.at()),
        _ => pieces.add(vec![0xff, 0xd9]),
    }
    Some(Walked { width, height, n_frames: 1, pieces })
}

/// The next marker, behind any number of fill bytes; `None` at the end and where there is none.
fn next_marker(reader: &mut ByteReader) -> Option<u8> {
    if reader.byte()? != 0xff {
        return None;
    }
    loop {
        match reader.byte()? {
            0xff => {}
            0 => return None,
            marker => return Some(marker),
        }
    }
}

/// Coded pixels reach to the next marker that is none of theirs.
fn skip_pixels(reader: &mut ByteReader) {
    let rest = reader.rest();
    let is_end = |pair: &[u8]| matches!(pair, [0xff, marker] if !matches!(marker, 0 | 0xd0..=0xd7 | 0xff));
    let n_pixels = rest.windows(2).position(is_end).unwrap_or(rest.len());
    reader.take(n_pixels);
}

fn is_kept(marker: u8, body: &[u8]) -> bool {
    match marker {
        0xe0 => body.starts_with(b"JFIF\0"),
        0xe2 => body.starts_with(b"ICC_PROFILE\0"),
        0xee => body.starts_with(b"Adobe"),
        0xc0..=0xcf | 0xda..=0xdd => true,
        _ => false,
    }
}
